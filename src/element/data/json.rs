//! `st.json`: maps and arrays as a tree.

use std::fmt::Write;

use rhai::{Array, Dynamic, Map};

use crate::element::declare::Plain;
use crate::element::{Arg, Mismatch, Width};
use crate::error::Result;

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
    const SHOWS_MAP: bool = true;

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

/// A value as JSON text. What JSON does not know is written as the string that Rhai prints.
#[must_use]
fn json_text(value: &Dynamic) -> String {
    let mut out = String::new();
    write_json(value, &mut out, 0);
    out
}

/// Nesting beyond this is cut off: no person reads it, and a value may contain itself.
const DEPTH_LIMIT: usize = 64;

fn write_json(value: &Dynamic, out: &mut String, depth: usize) {
    if depth > DEPTH_LIMIT {
        out.push_str("\"…\"");
    } else if value.is_unit() {
        out.push_str("null");
    } else if let Ok(flag) = value.as_bool() {
        let _ = write!(out, "{flag}");
    } else if let Ok(int) = value.as_int() {
        let _ = write!(out, "{int}");
    } else if let Some(float) = value.as_float().ok().filter(|float| float.is_finite()) {
        let _ = write!(out, "{float:?}");
    } else if let Some(array) = value.read_lock::<Array>() {
        write_list(out, '[', array.iter(), ']', |item, out| {
            write_json(item, out, depth + 1);
        });
    } else if let Some(map) = value.read_lock::<Map>() {
        write_list(out, '{', map.iter(), '}', |(key, item), out| {
            write_string(key, out);
            out.push(':');
            write_json(item, out, depth + 1);
        });
    } else {
        write_string(&value.to_string(), out);
    }
}

fn write_list<T>(
    out: &mut String,
    open: char,
    items: impl Iterator<Item = T>,
    close: char,
    write: impl Fn(T, &mut String),
) {
    out.push(open);
    for (index, item) in items.enumerate() {
        if index > 0 {
            out.push(',');
        }
        write(item, out);
    }
    out.push(close);
}

fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if u32::from(c) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_the_json_that_they_look_like() {
        let engine = rhai::Engine::new();
        let value: Dynamic = engine.eval(r#"#{ a: [1, 2.0, true, ()], "b\n": "x\"y", c: 'z' }"#).unwrap();
        assert_eq!(json_text(&value), r#"{"a":[1,2.0,true,null],"b\n":"x\"y","c":"z"}"#);
    }
}
