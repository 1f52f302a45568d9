//! Values that leave the cache.

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use rhai::Dynamic;

use super::entry::{Stored, same_object};

/// Why a value left the cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RemovalCause {
    /// It was past its ttl.
    Expired,
    /// It made room for others.
    Size,
    /// Somebody cleared it.
    Explicit,
    /// Another value took its place.
    Replaced,
    /// `validate` said no.
    Invalid,
    /// The session, the function or the host ended.
    Ended,
}

impl RemovalCause {
    /// All causes, in the order in which statistics list them.
    pub const ALL: [Self; 6] = [Self::Expired, Self::Size, Self::Explicit, Self::Replaced, Self::Invalid, Self::Ended];

    /// The name in statistics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Size => "size",
            Self::Explicit => "explicit",
            Self::Replaced => "replaced",
            Self::Invalid => "invalid",
            Self::Ended => "ended",
        }
    }
}

/// Called with each value of a singleton that leaves the cache, never under a lock of the cache.
#[derive(Clone)]
pub struct ReleaseHook(Arc<dyn Fn(Dynamic, RemovalCause) + Send + Sync>);

impl ReleaseHook {
    /// A hook that calls this function.
    pub fn new(hook: impl Fn(Dynamic, RemovalCause) + Send + Sync + 'static) -> Self {
        Self(Arc::new(hook))
    }

    fn call(&self, function: &str, value: Dynamic, cause: RemovalCause) {
        // The thread that the hook runs in has other things to do, and must not suffer.
        if catch_unwind(AssertUnwindSafe(|| (self.0)(value, cause))).is_err() {
            log::error!("on_release of the singleton function '{function}' panicked.");
        }
    }
}

impl fmt::Debug for ReleaseHook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReleaseHook")
    }
}

/// Work that is to be done elsewhere.
pub type Task = Box<dyn FnOnce() + Send>;

/// Where values are released that somebody else's call has happened to take out; a clone is the same place.
#[derive(Clone)]
pub(crate) struct Elsewhere(pub(crate) Arc<dyn Fn(Task) + Send + Sync>);

impl Default for Elsewhere {
    /// In the thread that has taken them out.
    fn default() -> Self {
        Self(Arc::new(|task| task()))
    }
}

impl fmt::Debug for Elsewhere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Elsewhere")
    }
}

/// Results taken out under a lock, to be released (or only dropped) after it.
#[derive(Debug, Default)]
#[must_use]
pub(crate) struct Removed {
    pub(crate) results: Vec<(Arc<Stored>, RemovalCause)>,
    /// What was stored at the same time: an object that only changed its place is not released.
    pub(crate) kept: Option<Arc<Stored>>,
}

impl Removed {
    pub(crate) fn push(&mut self, stored: Arc<Stored>, cause: RemovalCause) {
        self.results.push((stored, cause));
    }

    /// Calls the hook with each value. Who has cleared a value, or refused it, waits for that: it may be about to make
    /// another, and only one can be open. Other values go by the way of somebody who has nothing to do with them.
    pub(crate) fn release(self, function: &str, hook: Option<&ReleaseHook>, elsewhere: &Elsewhere) {
        let Some(hook) = hook else { return };
        for (stored, cause) in self.results {
            let object = &stored.content.value;
            let kept = self.kept.as_ref().map(|kept| &kept.content.value);
            if kept.is_some_and(|kept| same_object(object, kept)) {
                continue;
            }
            let value = object.clone();
            if matches!(cause, RemovalCause::Explicit | RemovalCause::Invalid) {
                hook.call(function, value, cause);
            } else {
                let (hook, function) = (hook.clone(), function.to_owned());
                (elsewhere.0)(Box::new(move || hook.call(&function, value, cause)));
            }
        }
    }
}
