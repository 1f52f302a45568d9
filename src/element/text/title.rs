//! `st.title`: the title of the page.

use crate::element::declare::Plain;
use crate::element::{Align, Text, Width};
use crate::error::Result;

command! {
    /// Shows the title of the page.
    ///
    /// Each app should have one. The text is markdown, as in `st.markdown`.
    ///
    /// # Example
    /// ```rhai
    /// st.title("Sales of :blue[this year]");
    /// ```
    pub struct Title = "title" in Text, returns "a handle on the element" {
        positional {
            /// The text, as markdown.
            body: Text,
            /// The id that a link can lead to; by default made of the text. `false`: none.
            anchor: Anchor = Anchor::Auto => "()",
        }
        named {
            /// Help that is shown beside the text.
            help: Option<String> = None => "()",
            /// An emoji or `:material/name:` before the text.
            icon: Option<crate::element::Icon> = None => "()",
            /// How wide it is.
            width: Width = Width::Stretch => "\"stretch\"",
            /// How the text is aligned.
            text_alignment: Align = Align::Left => "\"left\"",
            /// Whether a long text is broken into lines.
            wrap: bool = true => "true",
        }
    }
}

impl Plain for Title {}

/// The id of a heading.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Anchor {
    /// Made of the text.
    Auto,
    /// None.
    Off(bool),
    /// This one.
    Id(String),
}

impl crate::element::Arg for Anchor {
    fn expects() -> String {
        "string, false or ()".into()
    }
    fn from_value(value: rhai::Dynamic) -> Result<Self, crate::element::Mismatch> {
        if value.is_unit() {
            return Ok(Self::Auto);
        }
        match value.as_bool() {
            Ok(true) => Ok(Self::Auto),
            Ok(false) => Ok(Self::Off(false)),
            Err(_) => value.into_string().map(Self::Id).map_err(|_| crate::element::Mismatch::Type),
        }
    }
}
