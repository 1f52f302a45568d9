use super::registry::{Command, Draw};
use super::{Drawing, Element, Host, Label, Width};
use crate::error::Result;

command! {
    /// Makes a container that opens and closes when its label is clicked.
    ///
    /// What it holds is drawn in every run, open or closed.
    ///
    /// # Example
    /// ```rhai
    /// with st.expander("How this is computed") { st.write("By adding."); }
    /// ```
    pub struct Expander = "expander" in Layout, returns "a container" {
        positional {
            /// Its label, as markdown.
            label: Label,
            /// Whether it is open at first.
            expanded: bool = false => "false",
        }
        named {
            /// An emoji or `:material/name:` before the label.
            icon: Option<String> = None => "()",
            /// How wide it is.
            width: Width = Width::Stretch => "\"stretch\"",
        }
        host {
            /// A name for the expander: its class in the page is `st-key-NAME`.
            key: Option<String> = None => "()",
        }
    }
}

impl Draw for Expander {
    fn draw(self, _: &mut dyn Host) -> Result<Drawing> {
        let element = Element::new(Self::NAME, &self).with_key(self.key.as_deref());
        Ok(Drawing::block(element))
    }
}
