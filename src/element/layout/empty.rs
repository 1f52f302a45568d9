//! `st.empty`: a place for one element.

use crate::element::declare::{Command, Draw};
use crate::element::{Block, Drawing, Element, Host};
use crate::error::Result;

command! {
    /// Makes a place for one element: each element drawn in it takes the place of the former.
    ///
    /// # Example
    /// ```rhai
    /// let place = st.empty();
    /// place.write("Working …");
    /// place.success("Done");
    /// ```
    pub struct Empty = "empty" in Layout, returns "a container for one element; `.empty()` on it clears it" {}
}

impl Draw for Empty {
    fn draw(self, _: &mut dyn Host) -> Result<Drawing> {
        Ok(Drawing::Block(Block { element: Element::new(Self::NAME, &self), children: Vec::new(), single: true }))
    }
}
