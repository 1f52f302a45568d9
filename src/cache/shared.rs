//! What all handles of one cache have in common.

use std::{
    cmp::Reverse,
    collections::BTreeMap,
    collections::{BinaryHeap, HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use parking_lot::{Mutex, RwLock};

use super::{
    Clock, Kind, RemovalCause,
    in_flight::WaitGraph,
    persist::Persistence,
    release::Elsewhere,
    runs::Runs,
    state::{FunctionState, Inner, StateKey},
    stats::{Counters, FunctionStats},
};
use crate::value::{Fingerprint, HostTypes};

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) types: Arc<HostTypes>,
    pub(crate) persistence: Option<Persistence>,
    pub(crate) persistent_ttl: bool,
    /// The most memory for the values of all memo functions together, in bytes.
    pub(crate) budget: Option<u64>,
    pub(crate) memo_memory: Arc<AtomicU64>,
    pub(crate) states: RwLock<HashMap<StateKey, Arc<FunctionState>>>,
    pub(crate) runs: Mutex<Runs>,
    pub(crate) waits: WaitGraph,
    pub(crate) elsewhere: Elsewhere,
    /// Functions whose ignored ttl has been warned about.
    pub(crate) warned: Mutex<HashSet<String>>,
    /// The counts of functions that are gone, by what people call them.
    pub(crate) forgotten: Mutex<BTreeMap<(Kind, String), Counters>>,
    pub(crate) ticks: AtomicU64,
    pub(crate) serials: AtomicU64,
}

impl Shared {
    /// The next point on the scale of use.
    pub(crate) fn tick(&self) -> u64 {
        self.ticks.fetch_add(1, Ordering::Relaxed)
    }

    pub(crate) fn serial(&self) -> u64 {
        self.serials.fetch_add(1, Ordering::Relaxed)
    }

    /// The states that this test is true for.
    pub(crate) fn matching(&self, test: impl Fn(&StateKey) -> bool) -> Vec<Arc<FunctionState>> {
        let states = self.states.read();
        let matching = states.iter().filter(|(key, _)| test(key));
        matching.map(|(_, state)| state.clone()).collect()
    }

    /// All uses of a function, with whatever options, that belong to the same session.
    fn siblings(&self, of: &StateKey) -> Vec<Arc<FunctionState>> {
        self.matching(|key| key.kind == of.kind && key.function == of.function && key.session == of.session)
    }

    pub(crate) fn clear_function(&self, key: &StateKey) {
        for state in self.siblings(key) {
            state.locked(|inner, removed| inner.clear(RemovalCause::Explicit, removed));
        }
        if let (Kind::Memo, Some(persistence)) = (key.kind, &self.persistence) {
            persistence.remove_function(key.function);
        }
    }

    pub(crate) fn clear_entry(&self, key: &StateKey, entry: Fingerprint) {
        for state in self.siblings(key) {
            state.locked(|inner, removed| inner.clear_entry(entry, removed));
        }
        if let (Kind::Memo, Some(persistence)) = (key.kind, &self.persistence) {
            persistence.remove_entry(key.function, entry);
        }
    }

    pub(crate) fn function_stats(&self, of: &FunctionState) -> FunctionStats {
        let now = self.clock.now();
        let mut stats = of.stats(now);
        for state in self.siblings(&of.key) {
            if state.key != of.key {
                stats.merge(&state.stats(now));
            }
        }
        stats
    }

    /// Takes functions out of the cache for good; what they have is released.
    pub(crate) fn end(&self, which: impl Fn(&FunctionState) -> bool) -> usize {
        let ended: Vec<Arc<FunctionState>> = {
            let mut states = self.states.write();
            let (gone, kept) = std::mem::take(&mut *states).into_iter().partition(|(_, state)| which(state));
            *states = kept;
            let gone: HashMap<_, _> = gone;
            gone.into_values().collect()
        };
        for state in &ended {
            state.locked(|inner, removed| {
                inner.ended = true;
                inner.clear(RemovalCause::Ended, removed);
                self.forgotten.lock().entry((state.key.kind, state.name.clone())).or_default().add(&inner.counters);
            });
            // A hook may hold on to what made this function.
            if !self.runs.lock().keep(state) {
                state.on_release.lock().take();
            }
        }
        ended.len()
    }

    /// Takes out the functions that have nothing and that nobody has a handle to: visitors can make up the values of
    /// constants, each of which is a function of its own.
    pub(crate) fn forget_empty(&self) {
        let mut gone = Vec::new();
        self.states.write().retain(|_, state| {
            // Handles are made under the lock of the states.
            if Arc::strong_count(state) > 1 {
                return true;
            }
            let inner = state.inner.lock();
            if !inner.is_empty() {
                return true;
            }
            gone.push(((state.key.kind, state.name.clone()), inner.counters));
            false
        });
        let mut forgotten = self.forgotten.lock();
        for (name, counters) in gone {
            forgotten.entry(name).or_default().add(&counters);
        }
    }

    /// Evicts the least recently used values of all memo functions until they fit the budget.
    pub(crate) fn enforce_budget(&self) {
        let Some(budget) = self.budget else { return };
        let excess = || self.memo_memory.load(Ordering::Relaxed) > budget;
        if !excess() {
            return;
        }
        let states = self.matching(|key| key.kind == Kind::Memo);
        // Oldest first. A value that is used while this goes on changes its place; then the
        // order is that of a moment ago.
        let oldest_of = |at: usize| {
            let tick = states[at].inner.lock().lru.oldest_tick();
            tick.map(|tick| Reverse((tick, at)))
        };
        let mut queue: BinaryHeap<_> = (0..states.len()).filter_map(oldest_of).collect();
        while excess() {
            let Some(Reverse((_, at))) = queue.pop() else {
                break;
            };
            states[at].locked(Inner::evict_oldest);
            queue.extend(oldest_of(at));
        }
    }
}
