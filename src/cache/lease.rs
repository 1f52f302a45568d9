//! The right and the duty to compute a value.

use std::sync::Arc;

use rhai::Dynamic;

use super::{
    CacheError, Function, Kind, RemovalCause, Replay, RunId, WidgetInput,
    entry::{Content, Stored},
    in_flight::{InFlight, InFlightState},
    state::REFRESH_COOLDOWN,
    widgets,
};
use crate::value::{Fingerprint, SharedValue, codec};

/// Held by the one caller that computes a value while others wait.
///
/// [`Lease::store`] ends it with a value. Dropping it ends it without one (the function failed
/// or panicked): nothing is stored, and one of the waiters tries again.
#[derive(Debug)]
#[must_use = "dropping a lease means that the computation failed"]
pub struct Lease {
    function: Function,
    flight: Arc<InFlight>,
    flight_key: Fingerprint,
    readable: Arc<str>,
    started: super::Timestamp,
    purpose: Purpose,
    ended: bool,
}

/// Why a lease was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// There is no value.
    Compute,
    /// There is an old value.
    Refresh {
        /// Where it is.
        slot: Fingerprint,
    },
    /// Another run computes it and waits for this one: no others wait, nothing is stored.
    Alone,
}

impl Lease {
    pub(crate) fn new(
        function: Function,
        flight: Arc<InFlight>,
        flight_key: Fingerprint,
        readable: Arc<str>,
        purpose: Purpose,
    ) -> Self {
        let started = function.shared.clock.now();
        Self { function, flight, flight_key, readable, started, purpose, ended: false }
    }

    pub(crate) fn entry(&self) -> Fingerprint {
        self.flight.entry
    }

    /// Whether this is a background refresh.
    #[must_use]
    pub const fn is_refresh(&self) -> bool {
        matches!(self.purpose, Purpose::Refresh { .. })
    }

    /// Says which run does a background refresh, so that its own waiting cannot deadlock.
    pub fn assign(&self, run: RunId) {
        self.flight.assign(run);
    }

    /// Ends the lease without a value and without blame: a background refresh that could not be
    /// started is tried again at the next call, not after the cooldown for failed ones.
    pub fn abandon(mut self) {
        self.end_without_value(false);
    }

    /// Stores the value and hands it to all who wait.
    ///
    /// `widgets` are the widgets that the computation met, those of nested cached functions
    /// included. Returns what the caller should go on with: for memo the value as it is, for
    /// singleton the shared object. When the cache was cleared meanwhile, the value is returned
    /// all the same, and nothing is stored.
    ///
    /// # Errors
    ///
    /// [`CacheError::UnserializableReturnValue`] for memo; nothing is stored then.
    pub fn store(mut self, value: Dynamic, replay: Replay, widgets: Vec<WidgetInput>) -> Result<Dynamic, CacheError> {
        let function = self.function.clone();
        let (shared, state) = (&*function.shared, &*function.state);
        let kind = state.key.kind;
        let value = match kind {
            Kind::Memo => value,
            Kind::Singleton => SharedValue::share(value),
        };
        // An object that was made for nobody is released.
        let is_released = kind == Kind::Singleton && state.inner.lock().ended;
        if !is_released && (self.purpose == Purpose::Alone || !self.flight.is_wanted()) {
            self.end_without_value(false);
            return Ok(value);
        }
        let unserializable = |reason| CacheError::UnserializableReturnValue { function: state.name.clone(), reason };
        let persists = state.options.persist && shared.persistence.is_some();
        let encoded = if persists { Some(codec::encode(&value, &shared.types).map_err(unserializable)?) } else { None };
        let length = encoded.as_ref().map(Vec::len);
        let content = Content::new(kind, &value, length, &shared.types).map_err(unserializable)?;
        let now = shared.clock.now();
        let life = function.life(now, std::time::Duration::ZERO);
        let widgets = widgets::normalised(widgets);
        let stored = Arc::new(Stored {
            serial: shared.serial(),
            entry: self.entry(),
            slot: widgets::slot_of(self.entry(), &widgets),
            content,
            replay,
            widgets,
            readable: self.readable.clone(),
            stored_at: now,
            written: shared.clock.wall(),
            fresh_until: life.fresh_until,
            expires: life.expires,
            compute_time: now.saturating_sub(self.started),
        });
        let kept = self.keep(&stored, encoded.is_some());
        shared.enforce_budget();
        if let (true, Some(persistence), Some(encoded)) = (kept, &shared.persistence, encoded) {
            let key = state.key.function;
            persistence.write(&state.name, key, &stored, &encoded, life.longest);
            // A clear that came between storing and writing must not be undone by the writing.
            let cleared = state.inner.lock().writing.remove(&stored.serial).is_none();
            if cleared {
                persistence.remove_value(key, &stored);
            }
        }
        Ok(value)
    }

    /// Puts a result into memory and ends the flight with it, unless the cache was cleared: then
    /// false. What `persists` is written to storage next.
    fn keep(&mut self, stored: &Arc<Stored>, persists: bool) -> bool {
        self.ended = true;
        let state = &*self.function.state;
        let shared = &*self.function.shared;
        let now = shared.clock.now();
        let tick = shared.tick();
        let kept = state.locked(|inner, removed| {
            // Clearing ends the flight under the same lock.
            if inner.ended {
                inner.land(self.flight_key, &self.flight);
                removed.push(stored.clone(), RemovalCause::Ended);
                return false;
            }
            if !self.flight.is_wanted() {
                return false;
            }
            inner.counters.compute_time += stored.compute_time;
            inner.store(stored, state, now, tick, removed);
            inner.land(self.flight_key, &self.flight);
            if persists {
                inner.writing.insert(stored.serial, stored.entry);
            }
            true
        });
        self.flight.end(if kept { InFlightState::Done(stored.clone()) } else { InFlightState::Ended });
        kept
    }

    /// Takes over a value that was read from storage. If it is fresh the lease ends with it;
    /// if not, the lease goes on as a refresh. False when the cache was cleared meanwhile.
    pub(crate) fn adopt(&mut self, stored: &Arc<Stored>, fresh: bool) -> bool {
        let state = self.function.state.clone();
        let shared = self.function.shared.clone();
        let (now, tick) = (shared.clock.now(), shared.tick());
        let adopted = state.locked(|inner, removed| {
            if inner.ended || !self.flight.is_wanted() {
                return false;
            }
            inner.store(stored, &state, now, tick, removed);
            if fresh {
                inner.counters.hits += 1;
                inner.counters.storage_hits += 1;
                inner.land(self.flight_key, &self.flight);
            } else {
                inner.counters.stale += 1;
                inner.counters.refreshes += 1;
            }
            true
        });
        if !adopted {
            self.end_without_value(false);
        } else if fresh {
            self.ended = true;
            self.flight.end(InFlightState::Done(stored.clone()));
        } else {
            self.purpose = Purpose::Refresh { slot: stored.slot };
            self.flight.assign(RunId::unique());
        }
        adopted
    }

    fn end_without_value(&mut self, failed: bool) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        let state = &*self.function.state;
        let until = self.function.shared.clock.now() + REFRESH_COOLDOWN;
        state.locked(|inner, _| {
            if let (true, Purpose::Refresh { slot }) = (failed, self.purpose) {
                inner.cooldowns.insert(slot, until);
                inner.counters.failed_refreshes += 1;
            }
            inner.land(self.flight_key, &self.flight);
        });
        self.flight.end(InFlightState::Ended);
        if failed && self.is_refresh() {
            log::warn!(
                "Refreshing the {} function '{}' in the background failed. The old value stays \
                 in use, and the next try is in {} seconds at the earliest.",
                state.key.kind.past(),
                state.name,
                REFRESH_COOLDOWN.as_secs()
            );
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.end_without_value(true);
    }
}
