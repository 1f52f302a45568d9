//! `st.exception`: the card of an error; an error that the script did not catch is shown as one too.

use rhai::{Dynamic, ImmutableString, Map};

use crate::element::declare::{Draw, Entry};
use crate::element::{Arg, Drawing, Host, Mismatch, Width};
use crate::error::{Report, Result};

command! {
    /// Shows an error with its type, message and, where it is known, its place in the script.
    ///
    /// Takes what a `catch` block caught, a string, or a map with `type` and `message`.
    ///
    /// # Example
    /// ```rhai
    /// try { throw "No connection"; } catch (e) { st.exception(e); }
    /// ```
    pub struct ExceptionCommand = "exception" in Status, returns "a handle on the element" {
        positional {
            /// The error.
            exception: Thrown,
            /// How wide it is.
            width: Width = Width::Stretch => "\"stretch\"",
        }
    }
}

impl Draw for ExceptionCommand {
    fn draw(self, _: &mut dyn Host) -> Result<Drawing> {
        Ok(Drawing::Element(Exception { report: self.exception.0, width: Some(self.width) }.element()))
    }
}

/// A thrown value becomes a report before it travels, so the wire type is not the command's struct.
pub(super) fn entry() -> Entry {
    Entry {
        #[cfg(test)]
        declare: |declarations| declarations.add_element::<Exception>("exception"),
        ..Entry::of::<ExceptionCommand>()
    }
}

/// The wire form of an error's card: `st.exception`, and an error that the script did not catch.
#[derive(Debug, Clone, serde::Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(optional_fields))]
pub struct Exception {
    /// What happened, where, and what to do.
    #[serde(flatten)]
    pub report: Report,
    /// How wide it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<Width>,
}

impl Exception {
    /// The card of an error.
    #[must_use]
    pub fn of(report: Report) -> Self {
        Self { report, width: None }
    }

    /// The card as an element.
    #[must_use]
    pub fn element(&self) -> crate::element::Element {
        crate::element::Element::new("exception", self)
    }
}

/// What a script threw or caught.
#[derive(Debug, Clone, serde::Serialize)]
#[serde(transparent)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Thrown(pub Report);

impl Arg for Thrown {
    fn expects() -> String {
        "any value: a caught error, a string, or a map with `type` and `message`".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        Ok(Self(report_of(&value)))
    }
}

/// The report of a thrown value: a map is headed by its `type`, anything else by `Error`.
#[must_use]
pub fn report_of(value: &Dynamic) -> Report {
    let Some(map) = value.read_lock::<Map>() else {
        return Report::new("Error", crate::element::shown(value));
    };
    let text = |key: &str| map.get(key).and_then(|value| value.read_lock::<ImmutableString>().map(|s| s.to_string()));
    let number =
        |key: &str| map.get(key).and_then(|value| value.as_int().ok()).and_then(|int| usize::try_from(int).ok());
    let Some(message) = text("message") else {
        return Report::new("Error", value.to_string());
    };
    // An error of Rhai itself is caught with the keys `error`, `source` and `position`.
    let kind = text("type").or_else(|| map.contains_key("error").then(|| "ScriptError".to_owned()));
    Report {
        hint: text("hint"),
        file: text("file").or_else(|| text("source")),
        line: number("line"),
        column: number("column").or_else(|| number("position")),
        ..Report::new(kind.unwrap_or_else(|| "Error".into()), message)
    }
}
