//! What a call of a cached function can end in, apart from its value.

use std::fmt;

use super::Kind;
use super::key::Origin;
use crate::value::{Unhashable, Unserializable};

/// A call that the cache could not carry out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CacheError {
    /// The run that was waiting for another run's computation has been cancelled.
    Cancelled,
    /// A function called itself with the same arguments.
    Recursion {
        /// The function.
        function: String,
        /// The arguments in readable form.
        arguments: String,
    },
    /// Values of one session were asked for outside of a session.
    NoSession {
        /// The function with `scope: "session"`.
        function: String,
    },
    /// An argument cannot be part of a key.
    UnhashableParam {
        /// Which cache.
        kind: Kind,
        /// The function.
        function: String,
        /// The parameter.
        parameter: String,
        /// Whose parameter it is.
        origin: Origin,
        /// The type and what is wrong with it.
        reason: Unhashable,
    },
    /// A result cannot be stored.
    UnserializableReturnValue {
        /// The function.
        function: String,
        /// The type and what is wrong with it.
        reason: Unserializable,
    },
}

impl CacheError {
    /// The heading of the error's card, as users of Streamlit know it.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        match self {
            Self::Cancelled => "Cancelled",
            Self::Recursion { .. } => "RecursionError",
            Self::NoSession { .. } => "NoSessionError",
            Self::UnhashableParam { .. } => "UnhashableParamError",
            Self::UnserializableReturnValue { .. } => "UnserializableReturnValueError",
        }
    }
}

impl fmt::Display for CacheError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cancelled => write!(f, "the run was cancelled"),
            Self::Recursion { function, arguments } => write!(
                f,
                "`{function}({arguments})` called itself with the same arguments, so it can never \
                 have a result; call it with other arguments, or do not cache it"
            ),
            Self::NoSession { function } => write!(
                f,
                "`{function}` has `scope: \"session\"`, but it was called outside of a session; \
                 use `scope: \"global\"`"
            ),
            Self::UnhashableParam { function, parameter, origin: Origin::Captured, reason, .. } => write!(
                f,
                "Cannot hash `{parameter}`, which {} has captured: {reason}. To address this, hand it in \
                 as a parameter whose name begins with an underscore, which is not hashed: `|_{}, ...|`",
                closure(function),
                parameter.trim_start_matches('_')
            ),
            Self::UnhashableParam { kind, function, parameter, origin, reason } => {
                write!(
                    f,
                    "Cannot hash argument `{parameter}` of `{function}`: {reason}. To address this, \
                     tell {} not to hash this argument by adding a leading underscore to its name: ",
                    kind.name()
                )?;
                match origin {
                    Origin::Function => write!(f, "`fn {function}(_{parameter}, ...)`"),
                    Origin::Closure | Origin::Captured => write!(f, "`|_{parameter}, ...|`"),
                }
            }
            Self::UnserializableReturnValue { function, reason } => write!(
                f,
                "Cannot serialize the return value of `{function}()`: {reason}. memo stores \
                 values that can be copied, such as numbers, texts, arrays, maps and tables; for \
                 connections and other live objects use `singleton(...)`, which hands out the \
                 object itself"
            ),
        }
    }
}

/// A closure, as a sentence names it: those without a name are all called `closure`.
fn closure(name: &str) -> String {
    if name == "closure" { "the closure".to_owned() } else { format!("`{name}`") }
}

impl std::error::Error for CacheError {}
