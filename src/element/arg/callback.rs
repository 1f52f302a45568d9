//! Parameters that are functions of the script.

use rhai::{Dynamic, FnPtr, ImmutableString};

use super::shown;
use crate::element::declare::{Arg, Mismatch};
use crate::element::node::Host;
use crate::error::Result;

/// A script function to be called later.
#[derive(Debug, Clone)]
pub struct Callback(pub FnPtr);

impl Arg for Callback {
    fn expects() -> String {
        "function".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        value.try_cast().map(Self).ok_or(Mismatch::Type)
    }
}

/// `format_func`: how an option is shown; by default as text.
#[derive(Debug, Clone, Default)]
pub struct FormatFunc(pub Option<FnPtr>);

impl Arg for FormatFunc {
    fn expects() -> String {
        "function of an option that returns its label".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        if value.is_unit() {
            return Ok(Self(None));
        }
        value.try_cast().map(|function| Self(Some(function))).ok_or(Mismatch::Type)
    }
}

impl FormatFunc {
    /// The labels of `options`.
    ///
    /// # Errors
    /// The function's own error.
    pub fn labels(&self, options: &[Dynamic], host: &mut dyn Host) -> Result<Vec<ImmutableString>> {
        // A string is its own label: no copy of it.
        let label = |value: &Dynamic| match value.read_lock::<ImmutableString>() {
            Some(text) => text.clone(),
            None => shown(value).into(),
        };
        options
            .iter()
            .map(|option| match &self.0 {
                None => Ok(label(option)),
                Some(function) => host.call(function, vec![option.clone()]).map(|value| label(&value)),
            })
            .collect()
    }
}
