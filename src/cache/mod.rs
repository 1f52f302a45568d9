//! memo and singleton: values of functions, computed once and kept.
//!
//! A [`Cache`] hands out a `Function` for each cached function. A call goes through
//! `Function::lookup`: a `Lookup::Hit` has the value and what to play back; a
//! `Lookup::Miss` has a `Lease`, and its holder computes the value while everybody else who
//! asks for it waits. `Options` say how long, how many and where values are kept;
//! [`storage`] is where persistent ones live.
//!
//! What an embedder builds, asks and stores with is promised; what scripts call is in `calls`.
//!
//! It must not know elements, scripts, sessions or servers: recorded elements pass through as opaque `Replay`s, functions are
//! known by fingerprints that others make, a session is a string, and hooks are plain callbacks.
//!
//! Start reading in `function.rs` (a call, from key to value), then `lease.rs` (storing),
//! `state.rs` (what happens under the lock), `in_flight.rs` (waiting), `persist.rs` (bytes) and
//! `sweep.rs` (what leaves the storage).
//! The contract is `docs/caching.md`; its tests are in `tests/`.

mod builder;
mod clock;
mod entry;
mod error;
mod fingerprint_map;
mod function;
mod in_flight;
pub(crate) mod inspect;
mod key;
mod lease;
mod lru;
mod options;
mod owner;
mod persist;
mod release;
mod replay;
mod runs;
mod shared;
#[cfg(any(test, feature = "unstable"))]
mod standalone;
mod state;
mod stats;
pub mod storage;
mod storage_health;
mod sweep;
mod widgets;

use std::{collections::HashSet, sync::Arc, time::Duration};

pub(crate) use self::calls::*;
pub use self::{
    builder::{CacheBuilder, DEFAULT_BUDGET, DEFAULT_STORAGE_BUDGET},
    clock::{Clock, ManualClock, SystemClock, Timestamp},
    options::Kind,
    release::RemovalCause,
    stats::{CacheStats, Counters, FunctionStats, GoneStats},
};
use self::{
    shared::Shared,
    state::{FunctionState, StateKey},
};
use crate::value::{Fingerprint, HostTypes};

/// Cached functions and their calls.
#[allow(unused_imports, reason = "the tests use more of it than scripts do")]
pub(crate) mod calls {
    pub use super::{
        entry::{Hit, Source},
        error::CacheError,
        function::{Call, Function, FunctionSpec, Lookup},
        in_flight::{RunId, Seat},
        key::{Argument, Origin},
        lease::Lease,
        options::{Options, Refresh, Scope, Spinner},
        owner::Owner,
        release::{ReleaseHook, Task},
        replay::{BytesReplay, Replay, ReplayCodec},
        runs::RunGuard,
        widgets::{WidgetInput, WidgetValues},
    };
}

/// The values of all cached functions of an app; a clone is another handle to the same cache.
#[derive(Debug, Clone)]
pub struct Cache {
    shared: Arc<Shared>,
}

impl Default for Cache {
    /// A cache with the default settings and no storage.
    fn default() -> Self {
        Self::builder().build()
    }
}

impl Cache {
    /// Settings for a new cache.
    pub fn builder() -> CacheBuilder {
        CacheBuilder::default()
    }

    /// The handle of a cached function. The same function with the same options gives a handle
    /// to the same values, whoever asks.
    ///
    /// `session` names the caller's session, for functions whose values belong to one.
    ///
    /// # Errors
    ///
    /// [`CacheError::NoSession`] when the function's values belong to a session and there is none.
    pub(crate) fn function(&self, spec: FunctionSpec, session: Option<&str>) -> Result<Function, CacheError> {
        let FunctionSpec { kind, name, key, options, on_release } = spec;
        let session: Option<Arc<str>> = match options.scope {
            Scope::Global => None,
            Scope::Session => match session {
                Some(session) => Some(session.into()),
                None => return Err(CacheError::NoSession { function: name }),
            },
        };
        let ttl = self.ttl_that_holds(kind, &name, &options);
        let key = StateKey { kind, function: key, options: options.fingerprint(), session };
        let (budget, total_memory) = match kind {
            Kind::Memo => (self.shared.budget, self.shared.memo_memory.clone()),
            // The budget is for values that can be computed again at will.
            Kind::Singleton => (None, Arc::default()),
        };
        let known = self.shared.states.read().get(&key).cloned();
        let state = known.unwrap_or_else(|| {
            let mut states = self.shared.states.write();
            if let Some(known) = states.get(&key) {
                return known.clone();
            }
            let state = Arc::new(FunctionState {
                key: key.clone(),
                name,
                options,
                ttl,
                inner: Default::default(),
                on_release: Default::default(),
                elsewhere: self.shared.elsewhere.clone(),
                budget,
                total_memory,
            });
            let mut runs = self.shared.runs.lock();
            if runs.has_ended(key.session.as_deref()) {
                // A run that has outlived its session: nobody would come for what is kept now.
                state.inner.lock().ended = true;
                runs.keep(&state);
            } else {
                states.insert(key, state.clone());
            }
            state
        });
        if on_release.is_some() {
            // The newest closure knows the newest version of the script.
            *state.on_release.lock() = on_release;
        }
        Ok(Function { shared: self.shared.clone(), state })
    }

    /// The ttl of a function, with the warning that Streamlit gives when it is ignored.
    fn ttl_that_holds(&self, kind: Kind, name: &str, options: &Options) -> Option<Duration> {
        let holds = !options.persist
            || kind == Kind::Singleton
            || options.persist_ttl
            || self.shared.persistent_ttl
            || options.refresh == Refresh::Background;
        if holds || options.ttl.is_none() {
            return options.ttl;
        }
        if self.shared.warned.lock().insert(name.to_owned()) {
            log::warn!("{}", ignored_ttl_warning(name));
        }
        None
    }

    /// The types of the host program.
    #[must_use]
    pub(crate) fn types(&self) -> &HostTypes {
        &self.shared.types
    }

    /// Forgets every value of every function of one kind, in storage too. Values that are being
    /// computed reach their callers and are not stored.
    pub fn clear(&self, kind: Kind) {
        for state in self.shared.matching(|key| key.kind == kind) {
            state.locked(|inner, removed| inner.clear(RemovalCause::Explicit, removed));
        }
        if let (Kind::Memo, Some(persistence)) = (kind, &self.shared.persistence) {
            persistence.remove_all();
        }
    }

    /// Says that a run of a session goes on, until the guard is dropped.
    pub(crate) fn run(&self, session: &str) -> RunGuard {
        RunGuard::new(self.shared.clone(), session)
    }

    /// Ends a session: the values that belong to it are released. What runs of it that go on compute for it later is
    /// released at once.
    pub(crate) fn end_session(&self, session: &str) {
        self.shared.runs.lock().end_session(session);
        self.shared.end(|state| state.key.session.as_deref() == Some(session));
    }

    /// Forgets the functions for which `keep` is false, in memory: for functions of a script
    /// version that no session runs any more. Their stored values stay, for the case that the
    /// edit is undone. Returns how many were forgotten.
    pub(crate) fn retain(&self, keep: impl Fn(Kind, Fingerprint) -> bool) -> usize {
        self.shared.end(|state| !keep(state.key.kind, state.key.function))
    }

    /// Lets values that have expired go, without anybody having asked for them, and keeps the
    /// storage in order and within its budget. To be called from a timer on a thread of its own:
    /// the storage may take its time. Returns in how long the next value in memory expires.
    pub fn housekeeping(&self) -> Option<Duration> {
        let now = self.shared.clock.now();
        let mut next: Option<Timestamp> = None;
        for state in self.shared.matching(|_| true) {
            let of_this = state.locked(|inner, removed| {
                inner.reap(now, removed);
                inner.lru.next_expiry()
            });
            next = match (next, of_this) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
        }
        self.shared.forget_empty();
        self.shared.enforce_budget();
        if let Some(persistence) = &self.shared.persistence {
            persistence.housekeeping(now, self.shared.clock.wall());
        }
        next.map(|next| next.saturating_sub(now))
    }

    /// The keys of the functions that have values, or are in use.
    pub(crate) fn functions(&self) -> HashSet<Fingerprint> {
        self.shared.states.read().keys().map(|key| key.function).collect()
    }

    /// The numbers of all functions.
    #[must_use]
    pub fn stats(&self) -> CacheStats {
        let now = self.shared.clock.now();
        let mut stats = CacheStats::default();
        for ((kind, name), counters) in &*self.shared.forgotten.lock() {
            stats.counters.add(counters);
            stats.gone.push(GoneStats { kind: *kind, name: name.clone(), counters: *counters });
        }
        for state in self.shared.matching(|_| true) {
            let function = state.stats(now);
            stats.counters.add(&function.counters);
            stats.entries += function.entries;
            stats.bytes += function.bytes;
            stats.memory += function.memory;
            let same =
                stats.functions.iter_mut().find(|known| known.kind == function.kind && known.key == function.key);
            match same {
                Some(known) => known.merge(&function),
                None => stats.functions.push(function),
            }
        }
        stats.functions.sort_by(|one, other| (one.kind, &one.name, one.key).cmp(&(other.kind, &other.name, other.key)));
        stats
    }

    /// Makes sure that everything persistent is on disk.
    pub fn flush(&self) {
        if let Some(persistence) = &self.shared.persistence {
            persistence.health.report(persistence.storage.flush());
        }
    }

    /// Ends the cache: every singleton is released, and everything persistent is on disk. Calls
    /// that come later compute and keep nothing: the singletons that they make are released at once.
    pub fn shutdown(&self) {
        self.shared.runs.lock().close();
        self.shared.end(|_| true);
        self.flush();
    }
}

/// What is logged when a function has both `ttl` and `persist`. The first two sentences are the
/// original's, word for word.
fn ignored_ttl_warning(function: &str) -> String {
    format!(
        "The memoized function '{function}' has a TTL that will be ignored. Persistent memo \
         caches currently don't support TTL. To make it hold, add `persist_ttl: true` to the \
         options of the function, or set `cache.persistent_ttl` in the configuration."
    )
}

#[cfg(test)]
mod tests;
