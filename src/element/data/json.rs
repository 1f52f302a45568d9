//! `st.json`: maps and arrays as a tree.

use rhai::Dynamic;

use crate::element::declare::Plain;
use crate::element::{Arg, Mismatch, Width};
use crate::error::Result;
use crate::value::json_text;

command! {
    /// Shows a value as an expandable tree.
    ///
    /// A string is taken as JSON text; anything else is shown as the value it is.
    ///
    /// # Example
    /// ```rhai
    /// st.json(#{ name: "Oslo", tags: ["capital", "north"] });
    /// ```
    pub struct Json = "json" in Data, returns "a handle on the element" {
        positional {
            /// A map, an array, any other value, or JSON as a string.
            body: JsonText,
        }
        named {
            /// `true`: all open; `false`: all closed; an integer: open to that depth.
            expanded: Expanded = Expanded::All(true) => "true",
            /// How wide it is.
            width: Width = Width::Stretch => "\"stretch\"",
        }
    }
}

impl Plain for Json {}

impl Json {
    /// The tree of a value, as `st.write` shows it.
    #[must_use]
    pub fn of(value: &Dynamic) -> Self {
        Self { body: JsonText(json_text(value)), expanded: Expanded::All(true), width: Width::Stretch }
    }
}

/// JSON as text.
#[derive(Debug, Clone, serde::Serialize)]
#[serde(transparent)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct JsonText(pub String);

impl Arg for JsonText {
    const TAKES_MAP: bool = true;

    fn expects() -> String {
        "any value, or JSON as a string".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        Ok(Self(match value.read_lock::<rhai::ImmutableString>() {
            Some(text) => text.to_string(),
            None => json_text(&value),
        }))
    }
}

/// How far a tree is open at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Expanded {
    /// All of it, or nothing.
    All(bool),
    /// To this depth.
    Depth(#[cfg_attr(test, ts(type = "number"))] i64),
}

impl Arg for Expanded {
    fn expects() -> String {
        "boolean or depth".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        if let Ok(flag) = value.as_bool() {
            return Ok(Self::All(flag));
        }
        match value.as_int().map_err(|_| Mismatch::Type)? {
            depth if depth >= 0 => Ok(Self::Depth(depth)),
            depth => Err(Mismatch::Value(format!("a depth of {depth} is less than 0."))),
        }
    }
}
