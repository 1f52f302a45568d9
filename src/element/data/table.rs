//! `st.table`: rows and columns as a plain table.

use crate::element::declare::{Command, Draw};
use crate::element::{Data, Drawing, Element, Height, Host, Width};
use crate::error::Result;

command! {
    /// Shows rows and columns as a plain table, all of it at once. Text cells are markdown.
    ///
    /// # Example
    /// ```rhai
    /// st.table(#{ city: ["Oslo", "Rome"], people: [709000, 2750000] });
    /// ```
    pub struct StaticTable = "table" in Data, returns "a handle on the element" {
        positional {
            /// A table, an array of maps, a map of arrays, an array of arrays or of values.
            data: Data = Data::default() => "()",
        }
        named {
            /// Whether it has borders.
            border: bool = true => "true",
            /// How wide it is.
            width: Width = Width::Stretch => "\"stretch\"",
            /// How high it is; more than fits scrolls.
            height: Height = Height::Content => "\"content\"",
            /// Whether the row numbers are hidden.
            hide_index: bool = false => "false",
            /// Whether the column names are hidden.
            hide_header: bool = false => "false",
            /// A description for those who cannot see it.
            alt: Option<String> = None => "()",
        }
    }
}

impl Draw for StaticTable {
    fn draw(self, _: &mut dyn Host) -> Result<Drawing> {
        Ok(Drawing::Element(Element::new(Self::NAME, &self).with_payload(self.data.payload)))
    }
}
