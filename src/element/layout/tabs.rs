//! `st.tabs`: containers of which one is seen at a time.

use std::collections::HashSet;

use serde::Serialize;

use crate::element::declare::{Command, Draw};
use crate::element::input::disclosure::{DisclosureOptions, Open};
use crate::element::{Drawing, Element, Height, Host, Width};
use crate::error::{Error, ErrorKind, Result, nearest};

command! {
    /// Makes containers of which one is seen at a time.
    ///
    /// The content of all of them is drawn in every run; the page switches between them by itself. With `on_change` or
    /// `bind` the script runs again when another one is chosen, and `tab.open` says whether a tab is the chosen one, so
    /// that work for the others can be left out.
    ///
    /// # Example
    /// ```rhai
    /// let tabs = st.tabs(["Chart", "Data"]);
    /// tabs[0].line_chart([1, 3, 2]);
    /// with tabs[1] { st.write("the data"); }
    ///
    /// let years = st.tabs(["2024", "2025"], #{ on_change: "rerun", key: "year" });
    /// for tab in years { if tab.open { tab.write(st.session_state.year); } }
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
        shared {
            /// Whether the script knows which one is open.
            disclosure: DisclosureOptions,
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
        let default = match &self.default {
            Some(label) => self.place_of(label)?,
            None => 0,
        };
        if self.disclosure.is_tracked() {
            self.check_labels()?;
        }
        let element = Element::new(Self::NAME, &self);
        let tab = |label: &String| Element::new("tab", &Tab { label: label.clone() });
        let tabs = self.tabs.iter().map(tab).collect();
        Ok(self.disclosure.draw(element, tabs, Open::Part(default, self.tabs)))
    }
}

impl Tabs {
    fn place_of(&self, default: &str) -> Result<usize> {
        self.tabs.iter().position(|label| label == default).ok_or_else(|| {
            let error = Error::new(
                ErrorKind::Argument,
                format!("`default` of `st.tabs` is \"{default}\", which is not one of the tabs."),
            );
            match nearest(default, self.tabs.iter().map(String::as_str)) {
                Some(near) => error.hint(format!("Did you mean \"{near}\"?")),
                None => error,
            }
        })
    }

    /// By its label the script knows a tab.
    fn check_labels(&self) -> Result<()> {
        let mut seen = HashSet::new();
        match self.tabs.iter().find(|label| !seen.insert(label.as_str())) {
            None => Ok(()),
            Some(label) => Err(Error::new(
                ErrorKind::Argument,
                format!("Two tabs of `st.tabs` have the label \"{label}\", so `on_change` and `bind` cannot tell them apart."),
            )
            .hint("Give each tab a label of its own.")),
        }
    }
}
