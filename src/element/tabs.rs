use serde::Serialize;

use super::registry::{Command, Draw};
use super::{Block, Drawing, Element, Height, Host, Width};
use crate::error::{Error, ErrorKind, Result, nearest};

command! {
    /// Makes containers of which one is seen at a time.
    ///
    /// The content of all of them is drawn in every run; the page switches between them by itself.
    ///
    /// # Example
    /// ```rhai
    /// let tabs = st.tabs(["Chart", "Data"]);
    /// tabs[0].line_chart([1, 3, 2]);
    /// with tabs[1] { st.write("the data"); }
    /// ```
    pub struct Tabs = "tabs" in Layout, returns "an array of containers" {
        positional {
            /// The tabs' labels, as markdown.
            tabs: Vec<String>,
        }
        named {
            /// How wide it is.
            width: Width = Width::Stretch => "\"stretch\"",
            /// How high it is.
            height: Height = Height::Content => "\"content\"",
            /// The label of the tab that is open at first; by default the first.
            default: Option<String> = None => "()",
        }
        host {
            /// A name for the tabs: their class in the page is `st-key-NAME`.
            key: Option<String> = None => "()",
        }
    }
}

/// The wire form of one tab.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Tab {
    /// Its label, as markdown.
    pub label: String,
}

impl Draw for Tabs {
    fn draw(self, _: &mut dyn Host) -> Result<Drawing> {
        if self.tabs.is_empty() {
            return Err(
                Error::new(ErrorKind::Argument, "`tabs` of `st.tabs` is empty.").hint("Give at least one label.")
            );
        }
        if let Some(default) = self.default.as_ref().filter(|d| !self.tabs.contains(d)) {
            let error = Error::new(
                ErrorKind::Argument,
                format!("`default` of `st.tabs` is \"{default}\", which is not one of the tabs."),
            );
            return Err(match nearest(default, self.tabs.iter().map(String::as_str)) {
                Some(near) => error.hint(format!("Did you mean \"{near}\"?")),
                None => error,
            });
        }
        let tab = |label: &String| Element::new("tab", &Tab { label: label.clone() });
        Ok(Drawing::Block(Block {
            children: self.tabs.iter().map(tab).collect(),
            element: Element::new(Self::NAME, &self).with_key(self.key.as_deref()),
            single: false,
        }))
    }
}
