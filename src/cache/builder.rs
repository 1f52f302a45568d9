//! Making a cache.

use std::sync::Arc;

use super::{
    BytesReplay, Cache, Clock, Owner, ReplayCodec, SystemClock,
    persist::Persistence,
    release::{Elsewhere, Task},
    shared::Shared,
    storage::Storage,
};
use crate::value::{Fingerprint, HostTypes};

/// The memory for memo values when nothing else is said: one gigabyte.
pub const DEFAULT_BUDGET: u64 = 1_000_000_000;

/// The room for persisted values when nothing else is said: one gigabyte.
pub const DEFAULT_STORAGE_BUDGET: u64 = 1_000_000_000;

/// Settings for a new [`Cache`]; all have defaults.
#[derive(Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct CacheBuilder {
    clock: Arc<dyn Clock>,
    types: Arc<HostTypes>,
    storage: Option<Arc<dyn Storage>>,
    owner: Arc<dyn Owner>,
    replay_codec: Arc<dyn ReplayCodec>,
    budget: Option<u64>,
    storage_budget: Option<u64>,
    persistent_ttl: bool,
    elsewhere: Elsewhere,
}

impl Default for CacheBuilder {
    fn default() -> Self {
        Self {
            clock: Arc::new(SystemClock::default()),
            types: Arc::default(),
            storage: None,
            owner: Arc::new(Fingerprint::of_bytes(b"")),
            replay_codec: Arc::new(BytesReplay),
            budget: Some(DEFAULT_BUDGET),
            storage_budget: Some(DEFAULT_STORAGE_BUDGET),
            persistent_ttl: false,
            elsewhere: Elsewhere::default(),
        }
    }
}

impl CacheBuilder {
    /// Where time comes from; the machine's clocks by default.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// The types of the host program; none by default.
    pub fn types(mut self, types: HostTypes) -> Self {
        self.types = Arc::new(types);
        self
    }

    /// Where persistent values are kept; without one, `persist` keeps values in memory only.
    pub fn storage(mut self, storage: Option<Arc<dyn Storage>>) -> Self {
        self.storage = storage;
        self
    }

    /// Whose values these are, for a storage that others use as well; by default that of all who say nothing.
    pub(crate) fn owner(mut self, owner: Arc<dyn Owner>) -> Self {
        self.owner = owner;
        self
    }

    /// How recorded items are stored; by default they must be bytes, see `BytesReplay`.
    pub(crate) fn replay_codec(mut self, codec: Arc<dyn ReplayCodec>) -> Self {
        self.replay_codec = codec;
        self
    }

    /// The most memory, in bytes, for the values of all memo functions together; the least
    /// recently used go first. [`DEFAULT_BUDGET`] by default, `None` for no limit.
    pub fn budget(mut self, bytes: Option<u64>) -> Self {
        self.budget = bytes;
        self
    }

    /// The most bytes that values take in a storage on a disk; the oldest go first, in
    /// [`Cache::housekeeping`]. [`DEFAULT_STORAGE_BUDGET`] by default, `None` for no limit.
    pub fn storage_budget(mut self, bytes: Option<u64>) -> Self {
        self.storage_budget = bytes;
        self
    }

    /// Whether ttl holds for the persisted values of all functions, as with `persist_ttl` on
    /// each; false by default.
    pub fn persistent_ttl(mut self, holds: bool) -> Self {
        self.persistent_ttl = holds;
        self
    }

    /// Where singletons are released that have expired, were evicted or replaced, or whose session or function has ended:
    /// `start` does its task on a thread of its own, so that nobody waits for a hook that takes its time. By default the
    /// hook runs in whatever thread has taken the value out. Values that were cleared, or refused by `validate`, are
    /// always released by the call that did so, before it returns.
    pub(crate) fn release_elsewhere(mut self, start: impl Fn(Task) + Send + Sync + 'static) -> Self {
        self.elsewhere = Elsewhere(Arc::new(start));
        self
    }

    /// The cache.
    #[must_use]
    pub fn build(self) -> Cache {
        let (clock, codec, budget) = (self.clock.clone(), self.replay_codec, self.storage_budget);
        let persistence = self.storage.map(|storage| Persistence::new(storage, self.owner, codec, clock, budget));
        Cache {
            shared: Arc::new(Shared {
                clock: self.clock,
                types: self.types,
                persistence,
                persistent_ttl: self.persistent_ttl,
                budget: self.budget,
                memo_memory: Arc::default(),
                states: Default::default(),
                runs: Default::default(),
                waits: Default::default(),
                elsewhere: self.elsewhere,
                warned: Default::default(),
                forgotten: Default::default(),
                ticks: Default::default(),
                serials: Default::default(),
            }),
        }
    }
}
