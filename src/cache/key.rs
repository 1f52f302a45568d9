//! Arguments to keys.

use rhai::Dynamic;

use super::{CacheError, Kind};
use crate::value::{Fingerprint, FingerprintBuilder, HostTypes, Unhashable, describe, write_canonical};

/// One argument of a call, with the name of its parameter.
///
/// The values that a closure has captured are arguments too.
#[derive(Debug, Clone, Copy)]
pub struct Argument<'a> {
    /// The name of the parameter; one that begins with `_` is left out of the key.
    pub name: &'a str,
    /// The value.
    pub value: &'a Dynamic,
    origin: Origin,
}

/// Where an argument comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It was given for a parameter of a function.
    Function,
    /// It was given for a parameter of a closure.
    Closure,
    /// A closure has captured it.
    Captured,
}

impl<'a> Argument<'a> {
    /// An argument.
    #[must_use]
    pub const fn new(name: &'a str, value: &'a Dynamic) -> Self {
        Self { name, value, origin: Origin::Function }
    }

    /// The same argument, from elsewhere. What a closure has captured counts whatever its name.
    #[must_use]
    pub const fn from(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }

    fn counts(&self) -> bool {
        self.origin == Origin::Captured || !self.name.starts_with('_')
    }
}

/// The key of one call: the function's own and its arguments.
pub(crate) fn entry_key(
    kind: Kind,
    function_name: &str,
    function: Fingerprint,
    arguments: &[Argument<'_>],
    types: &HostTypes,
) -> Result<Fingerprint, CacheError> {
    let mut out = FingerprintBuilder::new();
    out.fingerprint(function);
    for argument in arguments.iter().filter(|argument| argument.counts()) {
        out.text(argument.name);
        write_canonical(argument.value, types, &mut out).map_err(|reason: Unhashable| CacheError::UnhashableParam {
            kind,
            function: function_name.to_owned(),
            parameter: argument.name.to_owned(),
            origin: argument.origin,
            reason,
        })?;
    }
    Ok(out.finish())
}

/// The arguments as a person reads them: `rows: 20, city: "Oslo"`.
pub(crate) fn readable(arguments: &[Argument<'_>]) -> String {
    let counting = arguments.iter().filter(|argument| argument.counts());
    let shown: Vec<String> =
        counting.map(|argument| format!("{}: {}", argument.name, describe(argument.value))).collect();
    shown.join(", ")
}
