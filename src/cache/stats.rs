//! Numbers about cached functions.

use std::time::Duration;

use super::{Kind, RemovalCause};
use crate::value::Fingerprint;

/// Counts of what happened, since the cache was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Counters {
    /// Calls that got a fresh value from the cache, storage and other runs included.
    pub hits: u64,
    /// Of the hits, those read from storage.
    pub storage_hits: u64,
    /// Of the hits, those that waited for another run's computation.
    pub shared_computations: u64,
    /// Calls that had to compute.
    pub misses: u64,
    /// Calls that got a value past its ttl.
    pub stale: u64,
    /// Background refreshes begun.
    pub refreshes: u64,
    /// Background refreshes that ended without a value.
    pub failed_refreshes: u64,
    /// Time spent computing the values that were stored.
    pub compute_time: Duration,
    evictions: [u64; RemovalCause::ALL.len()],
}

impl Counters {
    /// How many values have left the cache for this reason.
    #[must_use]
    pub const fn evictions(&self, cause: RemovalCause) -> u64 {
        self.evictions[cause as usize]
    }

    pub(crate) const fn count_eviction(&mut self, cause: RemovalCause) {
        self.evictions[cause as usize] += 1;
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.hits += other.hits;
        self.storage_hits += other.storage_hits;
        self.shared_computations += other.shared_computations;
        self.misses += other.misses;
        self.stale += other.stale;
        self.refreshes += other.refreshes;
        self.failed_refreshes += other.failed_refreshes;
        self.compute_time += other.compute_time;
        for (mine, theirs) in self.evictions.iter_mut().zip(other.evictions) {
            *mine += theirs;
        }
    }
}

/// The numbers of one cached function, over all its scopes and options.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FunctionStats {
    /// Which cache.
    pub kind: Kind,
    /// The name of the function.
    pub name: String,
    /// The function key.
    pub key: Fingerprint,
    /// What happened.
    pub counters: Counters,
    /// Values in memory.
    pub entries: u64,
    /// Their serialised bytes, replay included.
    pub bytes: u64,
    /// Their approximate bytes in memory.
    pub memory: u64,
    /// How long ago the oldest of them was stored.
    pub oldest: Option<Duration>,
}

impl FunctionStats {
    pub(crate) fn merge(&mut self, other: &Self) {
        self.counters.add(&other.counters);
        self.entries += other.entries;
        self.bytes += other.bytes;
        self.memory += other.memory;
        self.oldest = self.oldest.max(other.oldest);
    }
}

/// The numbers of functions that are gone, over all of one name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GoneStats {
    /// Which cache.
    pub kind: Kind,
    /// The name of the functions.
    pub name: String,
    /// What happened.
    pub counters: Counters,
}

/// The numbers of a whole cache.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct CacheStats {
    /// Per function, sorted by kind and name.
    pub functions: Vec<FunctionStats>,
    /// Of functions that are gone: one that was edited, or that belonged to a session which has ended.
    pub gone: Vec<GoneStats>,
    /// Sums over all functions, those that are gone included.
    pub counters: Counters,
    /// Values in memory.
    pub entries: u64,
    /// Their serialised bytes, replay included.
    pub bytes: u64,
    /// Their approximate bytes in memory.
    pub memory: u64,
}
