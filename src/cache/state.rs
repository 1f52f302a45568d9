//! The values of one function in memory. Everything here happens under one short lock.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use parking_lot::Mutex;

use super::{
    Kind, Options, ReleaseHook, RemovalCause, Timestamp,
    entry::Stored,
    fingerprint_map::FingerprintMap,
    in_flight::{InFlight, InFlightState},
    lru::Lru,
    release::{Elsewhere, Removed},
    stats::{Counters, FunctionStats},
    widgets::Shapes,
};
use crate::value::Fingerprint;

/// How long a failed background refresh is not tried again.
pub(crate) const REFRESH_COOLDOWN: Duration = Duration::from_secs(60);

/// What tells the values of one function from those of another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct StateKey {
    pub(crate) kind: Kind,
    pub(crate) function: Fingerprint,
    /// Uses of one function with different options do not disturb each other.
    pub(crate) options: Fingerprint,
    pub(crate) session: Option<Arc<str>>,
}

/// One function's values, with the options they are kept by.
#[derive(Debug)]
pub(crate) struct FunctionState {
    pub(crate) key: StateKey,
    pub(crate) name: String,
    pub(crate) options: Options,
    /// The ttl that holds: none for persistent values without `persist_ttl`.
    pub(crate) ttl: Option<Duration>,
    pub(crate) inner: Mutex<Inner>,
    pub(crate) on_release: Mutex<Option<ReleaseHook>>,
    pub(crate) elsewhere: Elsewhere,
    /// The memory for all values that share a budget, in bytes.
    pub(crate) budget: Option<u64>,
    /// The memory of all functions that share a budget with this one.
    pub(crate) total_memory: Arc<AtomicU64>,
}

#[derive(Debug, Default)]
pub(crate) struct Inner {
    pub(crate) lru: Lru<Arc<Stored>>,
    pub(crate) shapes: Shapes,
    pub(crate) flights: FingerprintMap<Arc<InFlight>>,
    /// Until when a refresh that failed is not tried again, by slot.
    pub(crate) cooldowns: FingerprintMap<Timestamp>,
    pub(crate) counters: Counters,
    pub(crate) bytes: u64,
    pub(crate) memory: u64,
    /// The results that are being written to storage, by serial, with their entries. A clear takes
    /// out those it is about, so that their writers undo what the clear may have come too early for.
    pub(crate) writing: HashMap<u64, Fingerprint>,
    /// The session or function is gone: values are computed but not kept.
    pub(crate) ended: bool,
    pub(crate) warned_oversize: bool,
}

impl Inner {
    /// Keeps a result, and makes room for it: expired values first, then the least recently used.
    /// A result that would leave no room for any other is not kept.
    pub(crate) fn store(
        &mut self,
        stored: &Arc<Stored>,
        state: &FunctionState,
        now: Timestamp,
        tick: u64,
        removed: &mut Removed,
    ) {
        let options = &state.options;
        let too_large = |size: u64, max: Option<u64>| max.is_some_and(|max| size > max);
        if too_large(stored.bytes(), options.max_size) || too_large(stored.memory(), state.budget) {
            self.remove(&stored.slot, RemovalCause::Replaced, removed);
            self.oversize(&state.name, stored.bytes());
            return;
        }
        self.cooldowns.remove(&stored.slot);
        if let Some(old) = self.lru.insert(stored.slot, stored.clone(), stored.expires, tick) {
            let expired = old.expires.is_some_and(|expires| expires <= now);
            let cause = if expired { RemovalCause::Expired } else { RemovalCause::Replaced };
            self.account_removed(old, cause, removed);
        }
        removed.kept = Some(stored.clone());
        self.shapes.add(stored.entry, &stored.widgets);
        self.bytes += stored.bytes();
        self.memory += stored.memory();
        self.reap(now, removed);
        let too_many = |inner: &Self| {
            options.max_entries.is_some_and(|max| inner.lru.len() > max)
                || options.max_size.is_some_and(|max| inner.bytes > max)
        };
        while too_many(self) && self.evict_oldest(removed) {}
    }

    /// Says, once, that a value is too large to be kept at all.
    fn oversize(&mut self, function: &str, bytes: u64) {
        self.counters.count_eviction(RemovalCause::Size);
        if !std::mem::replace(&mut self.warned_oversize, true) {
            log::warn!(
                "A value of the memoized function '{function}' has {}, which is more than its \
                 max_size or the cache's budget, so it is not kept in memory.",
                crate::value::size::format(bytes)
            );
        }
    }

    /// Whether there is nothing to keep it for.
    pub(crate) fn is_empty(&self) -> bool {
        self.lru.len() == 0 && self.flights.is_empty() && self.cooldowns.is_empty() && self.writing.is_empty()
    }

    /// Takes out everything that has expired.
    pub(crate) fn reap(&mut self, now: Timestamp, removed: &mut Removed) {
        while let Some(stored) = self.lru.pop_expired(now) {
            self.account_removed(stored, RemovalCause::Expired, removed);
        }
        if !self.cooldowns.is_empty() {
            self.cooldowns.retain(|_, until| now < *until);
        }
    }

    /// Takes out the least recently used value.
    pub(crate) fn evict_oldest(&mut self, removed: &mut Removed) -> bool {
        let oldest = self.lru.pop_oldest();
        let evicted = oldest.is_some();
        if let Some(stored) = oldest {
            self.account_removed(stored, RemovalCause::Size, removed);
        }
        evicted
    }

    /// Takes out one value.
    pub(crate) fn remove(&mut self, slot: &Fingerprint, cause: RemovalCause, removed: &mut Removed) {
        if let Some(stored) = self.lru.remove(slot) {
            self.account_removed(stored, cause, removed);
        }
    }

    /// Takes out everything; computations under way will not be stored.
    pub(crate) fn clear(&mut self, cause: RemovalCause, removed: &mut Removed) {
        // What only leaves memory stays in storage.
        if cause == RemovalCause::Explicit {
            self.writing.clear();
        }
        for (_, flight) in self.flights.drain() {
            flight.end(InFlightState::Ended);
        }
        for stored in self.lru.drain() {
            self.counters.count_eviction(cause);
            removed.push(stored, cause);
        }
        self.shapes.clear();
        self.cooldowns.clear();
        (self.bytes, self.memory) = (0, 0);
    }

    /// Takes out every result for these arguments, whatever the widgets' values.
    pub(crate) fn clear_entry(&mut self, entry: Fingerprint, removed: &mut Removed) {
        self.writing.retain(|_, written| *written != entry);
        self.flights.retain(|_, flight| {
            let other = flight.entry != entry;
            if !other {
                flight.end(InFlightState::Ended);
            }
            other
        });
        let slots: Vec<Fingerprint> = if self.shapes.of(entry).is_empty() {
            vec![entry]
        } else {
            let of_entry = self.lru.values().filter(|stored| stored.entry == entry);
            of_entry.map(|stored| stored.slot).collect()
        };
        for slot in slots {
            self.remove(&slot, RemovalCause::Explicit, removed);
        }
    }

    /// Ends a computation: nobody can join it any more.
    pub(crate) fn land(&mut self, key: Fingerprint, flight: &Arc<InFlight>) {
        // After a clear another computation may have the key.
        if self.flights.get(&key).is_some_and(|known| Arc::ptr_eq(known, flight)) {
            self.flights.remove(&key);
        }
    }

    fn account_removed(&mut self, stored: Arc<Stored>, cause: RemovalCause, removed: &mut Removed) {
        self.shapes.remove(stored.entry, &stored.widgets);
        self.bytes -= stored.bytes();
        self.memory -= stored.memory();
        self.counters.count_eviction(cause);
        removed.push(stored, cause);
    }
}

impl FunctionState {
    /// Does something under the lock, then releases what that took out.
    pub(crate) fn locked<R>(&self, work: impl FnOnce(&mut Inner, &mut Removed) -> R) -> R {
        let mut removed = Removed::default();
        let result = {
            let inner = &mut self.inner.lock();
            let before = inner.memory;
            let result = work(inner, &mut removed);
            // Wrapping: the difference may be negative.
            let difference = inner.memory.wrapping_sub(before);
            if difference != 0 {
                self.total_memory.fetch_add(difference, Ordering::Relaxed);
            }
            result
        };
        if !removed.results.is_empty() {
            let hook = self.on_release.lock().clone();
            removed.release(&self.name, hook.as_ref(), &self.elsewhere);
        }
        result
    }

    pub(crate) fn stats(&self, now: Timestamp) -> FunctionStats {
        let inner = self.inner.lock();
        let oldest = inner.lru.values().map(|stored| stored.stored_at).min();
        FunctionStats {
            kind: self.key.kind,
            name: self.name.clone(),
            key: self.key.function,
            counters: inner.counters,
            entries: inner.lru.len() as u64,
            bytes: inner.bytes,
            memory: inner.memory,
            oldest: oldest.map(|stored_at| now.saturating_sub(stored_at)),
        }
    }
}
