//! `st.progress`: a bar.

use rhai::Dynamic;

use crate::element::declare::Plain;
use crate::element::{Arg, Mismatch, Number, Width};
use crate::error::Result;

command! {
    /// Shows a progress bar. `.progress(value, text)` on what it returns moves the bar.
    ///
    /// # Example
    /// ```rhai
    /// let bar = st.progress(0, "Loading");
    /// for i in 1..=10 { bar.progress(i * 10, `Step ${i}`); }
    /// ```
    pub struct Progress = "progress" in Status, returns "a handle whose `progress(value, text)` updates the bar" {
        positional {
            /// An integer from 0 to 100, or a float from 0.0 to 1.0.
            value: Fraction,
            /// Text above the bar, as markdown.
            text: Option<String> = None => "()",
            /// How wide it is.
            width: Width = Width::Stretch => "\"stretch\"",
        }
    }
}

impl Plain for Progress {}

/// How much is done, on the wire in percent.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[serde(transparent)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Fraction(pub f64);

impl Arg for Fraction {
    fn expects() -> String {
        "integer from 0 to 100 or float from 0.0 to 1.0".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        let number = Number::from_value(value)?;
        let limit = if number.is_float() { 1.0 } else { 100.0 };
        let value = number.as_f64();
        if !(0.0..=limit).contains(&value) {
            return Err(Mismatch::Value(format!(
                "{number} is not between 0 and {}; an integer counts percent from 0 to 100, a float from 0.0 to 1.0.",
                if number.is_float() { "1.0" } else { "100" }
            )));
        }
        Ok(Self(value / limit * 100.0))
    }
}
