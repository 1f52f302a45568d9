//! `st.divider`: a horizontal line.

use crate::element::Width;
use crate::element::declare::Plain;

command! {
    /// Draws a horizontal line.
    ///
    /// # Example
    /// ```rhai
    /// st.divider();
    /// ```
    pub struct Divider = "divider" in Text, returns "a handle on the element" {
        named {
            /// How wide it is.
            width: Width = Width::Stretch => "\"stretch\"",
        }
    }
}

impl Plain for Divider {}
