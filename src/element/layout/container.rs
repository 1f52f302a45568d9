//! `st.container`.

use crate::element::declare::{Command, Draw};
use crate::element::{Drawing, Element, Gap, Height, Host, Width};
use crate::error::Result;

choices! {
    /// Where elements stand across a row, or along it.
    pub enum HorizontalAlignment {
        /// At the left.
        Left = "left",
        /// In the middle.
        Center = "center",
        /// At the right.
        Right = "right",
        /// Spread out.
        Distribute = "distribute",
    }
}

choices! {
    /// Where elements stand in the height of a row.
    pub enum VerticalAlignment {
        /// At the top.
        Top = "top",
        /// In the middle.
        Center = "center",
        /// At the bottom.
        Bottom = "bottom",
        /// Spread out.
        Distribute = "distribute",
    }
}

command! {
    /// Makes a container: elements drawn in it stand together, wherever in the script they are drawn.
    ///
    /// # Example
    /// ```rhai
    /// let box = st.container(#{ border: true });
    /// st.write("drawn first, stands below");
    /// box.write("drawn later, stands above");
    /// ```
    pub struct Container = "container" in Layout, returns "a container" {
        named {
            /// Whether it has a border; by default only with a fixed height.
            border: Option<bool> = None => "()",
            /// How wide it is.
            width: Width = Width::Stretch => "\"stretch\"",
            /// How high it is; more than a fixed height holds scrolls.
            height: Height = Height::Content => "\"content\"",
            /// Whether elements stand in a row instead of a column.
            horizontal: bool = false => "false",
            /// Whether a row is broken when it is full.
            wrap: bool = true => "true",
            /// Where elements stand from left to right.
            horizontal_alignment: HorizontalAlignment = HorizontalAlignment::Left => "\"left\"",
            /// Where elements stand from top to bottom.
            vertical_alignment: VerticalAlignment = VerticalAlignment::Top => "\"top\"",
            /// The distance between elements.
            gap: Gap = Gap::SMALL => "\"small\"",
            /// Whether it scrolls to its end when something is added.
            autoscroll: Option<bool> = None => "()",
        }
        host {
            /// A name for the container: its class in the page is `st-key-NAME`.
            key: Option<String> = None => "()",
        }
    }
}

impl Draw for Container {
    fn draw(self, _: &mut dyn Host) -> Result<Drawing> {
        let element = Element::new(Self::NAME, &self).with_key(self.key.as_deref());
        Ok(Drawing::block(element))
    }
}
