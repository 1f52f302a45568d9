//! `st.caption`: small text.

use crate::element::declare::Plain;
use crate::element::{Align, Text, Width};

command! {
    /// Shows small text: a source, a note, an explanation.
    ///
    /// # Example
    /// ```rhai
    /// st.caption("Source: the city's statistics office");
    /// ```
    pub struct Caption = "caption" in Text, returns "a handle on the element" {
        positional {
            /// The text, as markdown.
            body: Text,
            /// Whether HTML in the text is drawn (sanitised) instead of shown as text.
            unsafe_allow_html: bool = false => "false",
        }
        named {
            /// Help that is shown beside the text.
            help: Option<String> = None => "()",
            /// How wide it is.
            width: Width = Width::Stretch => "\"stretch\"",
            /// How the text is aligned.
            text_alignment: Align = Align::Left => "\"left\"",
            /// Whether a long text is broken into lines.
            wrap: bool = true => "true",
        }
    }
}

impl Plain for Caption {}
