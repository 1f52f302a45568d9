//! What `memo` and `singleton` can be told about a function.

use std::time::Duration;

use crate::value::{Fingerprint, FingerprintBuilder};

/// Which of the two caches a function belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// Each caller gets a copy of the value.
    Memo,
    /// All callers get the same object.
    Singleton,
}

impl Kind {
    /// The name scripts use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Memo => "memo",
            Self::Singleton => "singleton",
        }
    }

    /// How a function of this kind is called in messages.
    pub(crate) const fn past(self) -> &'static str {
        match self {
            Self::Memo => "memoized",
            Self::Singleton => "singleton",
        }
    }
}

/// The options of one cached function; the defaults keep every value forever.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Options {
    /// How long a value is fresh, from the moment it was stored.
    pub ttl: Option<Duration>,
    /// Also keep values in the storage.
    pub persist: bool,
    /// The most values kept in memory; the least recently used goes first.
    pub max_entries: Option<usize>,
    /// The most serialised bytes kept in memory.
    pub max_size: Option<u64>,
    /// What a page shows while the function runs; the cache itself shows nothing.
    pub show_spinner: Spinner,
    /// Whether the values of widgets inside the function are inputs of it.
    pub allow_widgets: bool,
    /// Who shares the values.
    pub scope: Scope,
    /// What happens when a value is past its ttl.
    pub refresh: Refresh,
    /// For [`Refresh::Background`]: how long past its ttl a value is still served. The ttl again
    /// when not set.
    pub max_stale: Option<Duration>,
    /// Whether ttl holds for persisted values. [`Refresh::Background`] implies it: a value that
    /// never grows old would never be refreshed.
    pub persist_ttl: bool,
}

/// What a page shows while a cached function runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Spinner {
    /// A string with the function's name.
    #[default]
    Standard,
    /// This text.
    Text(String),
    /// Nothing.
    Off,
}

/// Who shares the values of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Scope {
    /// All sessions.
    #[default]
    Global,
    /// Each session has its own, until it ends.
    Session,
}

/// What happens when a value is past its ttl.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Refresh {
    /// The caller computes it again and waits.
    #[default]
    Blocking,
    /// The caller gets the old value at once, and one of them computes it again behind.
    Background,
}

impl Options {
    /// The part that decides whether two uses of a function can share their values in memory.
    pub(crate) fn fingerprint(&self) -> Fingerprint {
        let mut out = FingerprintBuilder::new();
        let mut duration = |value: Option<Duration>| {
            out.bytes(&value.map_or([0; 16], |d| (d.as_nanos() + 1).to_le_bytes()));
        };
        duration(self.ttl);
        duration(self.max_stale);
        let number = |value: Option<u64>| value.map_or(-1, |n| i64::try_from(n).unwrap_or(i64::MAX));
        out.int(number(self.max_entries.map(|n| n as u64)))
            .int(number(self.max_size))
            .bool(self.persist)
            .bool(self.persist_ttl)
            .bool(self.allow_widgets)
            .bool(self.scope == Scope::Session)
            .bool(self.refresh == Refresh::Background);
        out.finish()
    }
}
