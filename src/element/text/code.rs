//! `st.code`: code in colours.

use crate::element::declare::Plain;
use crate::element::{Height, Text, Width};

command! {
    /// Shows code, coloured and with a button that copies it.
    ///
    /// # Example
    /// ```rhai
    /// st.code("let x = 1;");
    /// st.code("SELECT * FROM t", "sql", #{ line_numbers: true });
    /// ```
    pub struct Code = "code" in Text, returns "a handle on the element" {
        positional {
            /// The code.
            body: Text,
            /// Its language (`"rhai"`, `"rust"`, `"sql"`, `"json"` …); `()`: plain text.
            language: Option<String> = Some("rhai".into()) => "\"rhai\"",
        }
        named {
            /// Whether lines are numbered.
            line_numbers: bool = false => "false",
            /// Whether long lines are broken.
            wrap_lines: bool = false => "false",
            /// How high it is; more than fits scrolls.
            height: Height = Height::Content => "\"content\"",
            /// How wide it is.
            width: Width = Width::Stretch => "\"stretch\"",
        }
    }
}

impl Plain for Code {}

impl Code {
    /// Plain text in the typeface of code, as `st.write` shows values that have no element of their own.
    #[must_use]
    pub fn of(text: impl Into<String>) -> Self {
        Self {
            body: Text(text.into()),
            language: None,
            line_numbers: false,
            wrap_lines: true,
            height: Height::Content,
            width: Width::Stretch,
        }
    }
}
