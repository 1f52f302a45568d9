//! Rows and columns as a parameter.

use rhai::Dynamic;
use serde::{Serialize, Serializer};

use crate::element::declare::{Arg, Mismatch};
use crate::element::node::Payload;
use crate::error::Result;
use crate::value::Table;

/// Rows and columns: a table, an array of maps, a map of arrays, an array of arrays or of values; on the wire an Arrow
/// stream.
#[derive(Debug, Clone)]
pub struct Data {
    /// The rows.
    pub table: Table,
    /// The rows as an Arrow IPC stream.
    pub payload: Payload,
}

wire_name!(Data, "Payload");

impl Data {
    /// Takes a table.
    #[must_use]
    pub fn new(table: Table) -> Self {
        let payload = Payload::new(table.to_ipc());
        Self { table, payload }
    }
}

impl Default for Data {
    /// No rows and no columns.
    fn default() -> Self {
        Self::new(Table::empty())
    }
}

impl Serialize for Data {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.payload.serialize(serializer)
    }
}

impl Arg for Data {
    const TAKES_MAP: bool = true;

    fn expects() -> String {
        "table, array of maps, map of arrays, array of arrays, array of values or ()".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        if value.is_unit() {
            return Ok(Self::default());
        }
        Table::from_dynamic(&value).map(Self::new).map_err(|error| Mismatch::Value(error.to_string()))
    }
}
