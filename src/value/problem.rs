//! Why a value cannot be fingerprinted or stored, and where inside the value the reason sits.

use std::fmt;

/// A part of a value that cannot take part, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// What stands in the way.
    pub kind: ProblemKind,
    /// The type of the offending part, as a script names it.
    pub type_name: String,
    /// The way from the whole value to the offending part, such as `[3].name` or `.log captured n`; empty
    /// for the value itself.
    pub path: String,
}

/// What stands in the way of a fingerprint, a stored form or a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProblemKind {
    /// A closure or function pointer: it has no content that could be compared or written.
    Function,
    /// A timestamp: it counts from the start of this process and means nothing elsewhere.
    Timestamp,
    /// A type of the host program that has not registered what is needed.
    Unregistered,
    /// The host program's own function for this type failed, with this message.
    Host(String),
    /// Nested deeper than 128 levels, or a value that contains itself.
    TooDeep,
    /// A shared value that is locked for writing, by this or another run.
    Busy,
    /// A value too large for the stored format.
    TooLarge,
}

impl Problem {
    pub(crate) fn new(kind: ProblemKind, type_name: impl Into<String>) -> Self {
        Self { kind, type_name: type_name.into(), path: String::new() }
    }

    /// The same problem, seen from the array that has the offending part at `index`.
    pub(crate) fn at_index(mut self, index: usize) -> Self {
        self.path = format!("[{index}]{}", self.path);
        self
    }

    /// The same problem, seen from the closure that has captured the offending part as `name`.
    pub(crate) fn captured(mut self, name: &str) -> Self {
        self.path = format!(" captured {name}{}", self.path);
        self
    }

    /// The same problem, seen from the map that has the offending part at `key`.
    pub(crate) fn at_key(mut self, key: &str) -> Self {
        self.path = format!(".{key}{}", self.path);
        self
    }

    fn explain(&self, f: &mut fmt::Formatter<'_>, action: &str, remedy: &str) -> fmt::Result {
        write!(f, "a value of type `{}`", self.type_name)?;
        if !self.path.is_empty() {
            write!(f, " (at `{}`)", self.path.trim_start_matches(['.', ' ']))?;
        }
        write!(f, " cannot be {action}: ")?;
        match &self.kind {
            ProblemKind::Function => write!(f, "functions and closures have no comparable content"),
            ProblemKind::Timestamp => {
                write!(f, "a timestamp only has a meaning inside this process")
            }
            ProblemKind::Unregistered => {
                write!(f, "the host program has not registered {remedy} for this type")
            }
            ProblemKind::Host(message) => write!(f, "{message}"),
            ProblemKind::TooDeep => {
                write!(f, "it is nested too deeply or contains itself")
            }
            ProblemKind::Busy => write!(f, "it is shared and being changed at this moment; pass a copy instead"),
            ProblemKind::TooLarge => write!(f, "it is larger than 4 GiB"),
        }
    }
}

/// A value has no fingerprint, so it cannot be part of a cache key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unhashable(pub Box<Problem>);

impl fmt::Display for Unhashable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.explain(f, "hashed", "a fingerprint")
    }
}

impl std::error::Error for Unhashable {}

impl From<Problem> for Unhashable {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem))
    }
}

/// A value cannot be turned into bytes (or, for memo, copied).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unserializable(pub Box<Problem>);

impl fmt::Display for Unserializable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.explain(f, "serialized", "a codec")
    }
}

impl std::error::Error for Unserializable {}

impl From<Problem> for Unserializable {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem))
    }
}
