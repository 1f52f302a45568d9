//! `st.exception`: the card of an error; an error that the script did not catch is shown as one too.

use bytes::Bytes;
use rhai::{Dynamic, ImmutableString, Map};

use crate::element::declare::{Draw, Entry};
use crate::element::{Arg, Drawing, Host, Mismatch, Width};
use crate::error::{ErrorDetails, Report, Result};

command! {
    /// Shows an error with its type, message and, where it is known, its place in the script.
    ///
    /// Takes what a `catch` block caught, a string, or a map with `type` and `message`. It is shown as it is, also where
    /// `client.show-error-details` hides the details of errors that the script does not catch.
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
        let card = Exception { width: Some(self.width), ..Exception::by_script(self.exception.0) };
        Ok(Drawing::Element(card.element()))
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
    /// Shown by the script itself, and not by the host: the page gets it as it is.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(test, ts(as = "Option<bool>"))]
    pub by_script: bool,
}

/// An encoded card, as far as it decides what the page gets.
#[derive(serde::Deserialize)]
struct Encoded {
    #[serde(flatten)]
    report: Report,
    #[serde(default)]
    by_script: bool,
}

impl Exception {
    /// The card of an error that the script did not catch.
    #[must_use]
    pub fn of(report: Report) -> Self {
        Self { report, width: None, by_script: false }
    }

    /// The card of what the script shows.
    #[must_use]
    pub fn by_script(report: Report) -> Self {
        Self { by_script: true, ..Self::of(report) }
    }

    /// The properties of an encoded card as the page may have them.
    #[must_use]
    pub fn shown(props: Bytes, details: ErrorDetails) -> Bytes {
        if details == ErrorDetails::Full {
            return props;
        }
        let report = match rmp_serde::from_slice(&props) {
            Ok(Encoded { by_script: true, .. }) => return props,
            Ok(Encoded { report, .. }) => report,
            // Of a card that another version has recorded nothing is known.
            Err(_) => Report::new("Error", ""),
        };
        Self::of(details.shown(report)).element().props
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
    const TAKES_MAP: bool = true;

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
