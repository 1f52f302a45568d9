//! `st.expander`: a container that can be closed.

use crate::element::declare::{Command, Draw};
use crate::element::input::disclosure::{DisclosureOptions, Open};
use crate::element::{Drawing, Element, Host, IconOrSpinner, Label, Width};
use crate::error::Result;

choices! {
    /// How an expander looks.
    pub enum ExpanderType {
        /// A box with a border.
        Default = "default",
        /// A line that folds out, without a box.
        Compact = "compact",
        /// A step of a timeline: steps that follow each other are joined by a line.
        Step = "step",
    }
}

command! {
    /// Makes a container that opens and closes when its label is clicked.
    ///
    /// What it holds is drawn in every run, open or closed. With `on_change` or `bind` the script runs again when it is
    /// opened or closed, and `.open` says whether it is, so that work for a closed one can be left out.
    ///
    /// # Example
    /// ```rhai
    /// with st.expander("How this is computed") { st.write("By adding."); }
    ///
    /// let details = st.expander("Details", #{ on_change: "rerun" });
    /// if details.open { details.write("computed only when somebody looks"); }
    /// ```
    pub struct Expander = "expander" in Layout, returns "a container" {
        positional {
            /// Its label, as markdown.
            label: Label,
            /// Whether it is open at first.
            expanded: bool = false => "false",
        }
        named {
            /// An emoji or `:material/name:` before the label, or `"spinner"`.
            icon: Option<IconOrSpinner> = None => "()",
            /// How it looks: a box, a line that folds out, or a step of a timeline.
            r#type: ExpanderType = ExpanderType::Default => "\"default\"",
            /// How wide it is.
            width: Width = Width::Stretch => "\"stretch\"",
        }
        shared {
            /// Whether the script knows that it is open.
            disclosure: DisclosureOptions,
        }
    }
}

impl Draw for Expander {
    fn draw(self, _: &mut dyn Host) -> Result<Drawing> {
        let element = Element::new(Self::NAME, &self);
        Ok(self.disclosure.draw(element, Vec::new(), Open::Itself(self.expanded)))
    }
}
