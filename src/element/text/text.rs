//! `st.text`: text as it is.

use crate::element::declare::Plain;
use crate::element::{Align, Text, Width};

command! {
    /// Shows text as it is: no markdown, every space and line break kept.
    ///
    /// # Example
    /// ```rhai
    /// st.text("No *markdown* here");
    /// ```
    pub struct PlainText = "text" in Text, returns "a handle on the element" {
        positional {
            /// The text.
            body: Text,
        }
        named {
            /// Help that is shown beside the text.
            help: Option<String> = None => "()",
            /// How wide it is.
            width: Width = Width::Content => "\"content\"",
            /// How the text is aligned.
            text_alignment: Align = Align::Left => "\"left\"",
            /// Whether a long text is broken into lines.
            wrap: bool = true => "true",
        }
    }
}

impl Plain for PlainText {}
