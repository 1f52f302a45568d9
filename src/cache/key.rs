//! Arguments to keys.

use std::fmt;

use rhai::Dynamic;

use super::{CacheError, Kind};
use crate::value::{
    Fingerprint, FingerprintBuilder, HostTypes, Opaque, Problem, Walk, describe, write_in as write_canonical,
};

/// One argument of a call, with the name of its parameter.
///
/// The values that a closure has captured are arguments too.
#[derive(Clone, Copy)]
pub struct Argument<'a> {
    /// The name of the parameter; one that begins with `_` is left out of the key.
    pub name: &'a str,
    /// The value.
    pub value: &'a Dynamic,
    origin: Origin,
    /// What is known of functions and handles in the value.
    opaque: Option<&'a dyn Opaque>,
}

impl fmt::Debug for Argument<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, value, origin, .. } = self;
        f.debug_struct("Argument").field("name", name).field("value", value).field("origin", origin).finish()
    }
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
        Self { name, value, origin: Origin::Function, opaque: None }
    }

    /// The same argument, from elsewhere. What a closure has captured counts whatever its name.
    #[must_use]
    pub const fn from(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }

    /// The same argument, where functions and handles in it count as `opaque` says; by themselves they cannot be hashed.
    #[must_use]
    pub(crate) const fn knowing(self, opaque: &'a dyn Opaque) -> Self {
        Self { opaque: Some(opaque), ..self }
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
        let written = write_canonical(argument.value, types, argument.opaque, &mut out, &mut Walk::default());
        written.map_err(|reason: Problem| CacheError::UnhashableParam {
            kind,
            function: function_name.to_owned(),
            parameter: argument.name.to_owned(),
            origin: argument.origin,
            reason: reason.into(),
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
