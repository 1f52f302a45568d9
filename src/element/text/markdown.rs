//! `st.markdown`.

use crate::element::declare::Plain;
use crate::element::{Align, Text, Width};

command! {
    /// Shows text written in markdown.
    ///
    /// GitHub's markdown, with emoji shortcodes (`:tada:`), colours (`:red[text]`, `:blue-background[text]`), badges
    /// (`:green-badge[text]`), icons (`:material/home:`) and LaTeX between dollars.
    ///
    /// # Example
    /// ```rhai
    /// st.markdown("**Bold**, :red[red], `code`, :tada: and $x^2$");
    /// ```
    pub struct Markdown = "markdown" in Text, returns "a handle on the element" {
        positional {
            /// The text.
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
            /// Whether headings in the text can be linked to.
            anchors: bool = true => "true",
            /// Whether a long text is broken into lines.
            wrap: bool = true => "true",
        }
    }
}

impl Plain for Markdown {}

impl Markdown {
    /// Plain markdown with everything else as by default, as `st.write` draws it.
    #[must_use]
    pub fn of(body: impl Into<String>) -> Self {
        Self {
            body: Text(body.into()),
            unsafe_allow_html: false,
            help: None,
            width: Width::Stretch,
            text_alignment: Align::Left,
            anchors: true,
            wrap: true,
        }
    }
}
