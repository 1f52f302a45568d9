//! What leaves the storage without anybody having asked: expired entries, and the oldest ones when
//! all together are too large.
//!
//! Nothing here is on the way of a call. A sweep reads the headers of all entries, so it happens
//! after the start, when so much has been written that the budget may be exceeded, and otherwise
//! once an hour.

use std::{
    collections::HashSet,
    ops::ControlFlow,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime},
};

use parking_lot::Mutex;

use super::{
    Timestamp,
    persist::{self, VALUES, WIDGETS},
    storage::{Storage, StorageError},
};
use crate::value::size;

const INTERVAL: Duration = Duration::from_secs(60 * 60);
/// `w` or `v`, owner, function key and entry key.
const ENTRY_PREFIX: usize = 49;

/// Knows when a sweep is due.
#[derive(Debug)]
pub(crate) struct Sweeper {
    budget: Option<u64>,
    last: Mutex<Option<Last>>,
    /// Bytes that have been written since then, replaced ones included.
    written: AtomicU64,
}

#[derive(Debug, Clone, Copy)]
struct Last {
    at: Timestamp,
    /// Bytes that were left.
    left: u64,
}

impl Sweeper {
    pub(crate) fn new(budget: Option<u64>) -> Self {
        Self { budget, last: Mutex::default(), written: AtomicU64::new(0) }
    }

    pub(crate) fn note_written(&self, bytes: usize) {
        self.written.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Sweeps if it is time to.
    pub(crate) fn sweep(&self, storage: &dyn Storage, now: Timestamp, wall: SystemTime) -> Result<Swept, StorageError> {
        let mut last = self.last.lock();
        // One that does not know has not been opened, or is a server that looks after itself.
        if storage.size_on_disk().is_none() || !self.is_due(*last, now) {
            return Ok(Swept::default());
        }
        self.written.store(0, Ordering::Relaxed);
        let swept = sweep(storage, wall, self.budget)?;
        *last = Some(Last { at: now, left: swept.left });
        Ok(swept)
    }

    fn is_due(&self, last: Option<Last>, now: Timestamp) -> bool {
        let Some(last) = last else { return true };
        let most = last.left.saturating_add(self.written.load(Ordering::Relaxed));
        self.budget.is_some_and(|budget| most > budget) || now.saturating_sub(last.at) >= INTERVAL
    }
}

/// What a sweep did.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Swept {
    /// Entries that no process would have used.
    pub(crate) useless: u64,
    /// Entries that had to make room.
    pub(crate) oldest: u64,
    /// Bytes of the entries that are left.
    pub(crate) left: u64,
}

impl Swept {
    pub(crate) fn log(&self) {
        if self.oldest > 0 {
            log::info!(
                "The oldest {} persisted values made room; the others have {}. `cache.max_disk_size` is the bound.",
                self.oldest,
                size::format(self.left)
            );
        }
        if self.useless > 0 {
            log::debug!("{} persisted values that had expired or cannot be read were removed.", self.useless);
        }
    }
}

struct Known {
    key: Vec<u8>,
    written: u64,
    bytes: u64,
}

/// Removes entries of no use, and the oldest of the others as long as all have more than `most`
/// bytes together. A tenth of `most` is left free then, so that not every new value needs a sweep.
pub(crate) fn sweep(storage: &dyn Storage, now: SystemTime, most: Option<u64>) -> Result<Swept, StorageError> {
    let now = persist::millis(now);
    let mut known = Vec::new();
    let mut useless = Vec::new();
    let mut unclear = Vec::new();
    storage.scan_heads(&[VALUES], &mut |key, head, length| {
        let bytes = key.len() as u64 + length;
        match persist::parse_header(head) {
            Ok(Some(header)) if header.expires.is_none_or(|expires| now < expires) => {
                known.push(Known { key: key.to_vec(), written: header.written, bytes });
            }
            // The head was too short.
            Ok(None) if (head.len() as u64) < length => unclear.push((key.to_vec(), bytes)),
            _ => useless.push(key.to_vec()),
        }
        ControlFlow::Continue(())
    })?;
    for (key, bytes) in unclear {
        let Some(whole) = storage.get(&key)? else { continue };
        match persist::parse_header(&whole) {
            Ok(Some(header)) if header.expires.is_none_or(|expires| now < expires) => {
                known.push(Known { key, written: header.written, bytes });
            }
            _ => useless.push(key),
        }
    }

    let mut swept =
        Swept { useless: useless.len() as u64, left: known.iter().map(|entry| entry.bytes).sum(), oldest: 0 };
    let mut gone = useless;
    if let Some(most) = most.filter(|most| swept.left > *most) {
        let target = most - most / 10;
        // What is larger than everything must not drive all others out.
        known.sort_by_key(|entry| (entry.bytes <= target, entry.written));
        let mut oldest = known.into_iter();
        while swept.left > target {
            let Some(entry) = oldest.next() else { break };
            swept.left -= entry.bytes;
            swept.oldest += 1;
            gone.push(entry.key);
        }
        known = oldest.collect();
    }
    let used: HashSet<&[u8]> = known.iter().map(|entry| &entry.key[1..ENTRY_PREFIX]).collect();
    gone.extend(shapes_without(storage, &used)?);
    if !gone.is_empty() {
        storage.remove_keys(&gone)?;
    }
    Ok(swept)
}

/// The descriptions of widgets whose entries have no value any more.
fn shapes_without(storage: &dyn Storage, used: &HashSet<&[u8]>) -> Result<Vec<Vec<u8>>, StorageError> {
    let mut unused = Vec::new();
    storage.scan_heads(&[WIDGETS], &mut |key, _, _| {
        if key.get(1..ENTRY_PREFIX).is_none_or(|entry| !used.contains(entry)) {
            unused.push(key.to_vec());
        }
        ControlFlow::Continue(())
    })?;
    Ok(unused)
}
