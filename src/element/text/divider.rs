use crate::element::declare::Draw;
use crate::element::{Drawing, Host, Width};
use crate::error::Result;

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

impl Draw for Divider {
    fn draw(self, _: &mut dyn Host) -> Result<Drawing> {
        Ok(Drawing::element("divider", &self))
    }
}
