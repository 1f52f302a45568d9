//! What people are told about a storage that fails: that it does, once, and that it works again.
//!
//! A full disk takes a small value now and then, so a value that could be written does not mean
//! that the trouble is over; a minute without a failure does.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use parking_lot::Mutex;

use super::{Clock, Timestamp, storage::StorageError};

const QUIET: Duration = Duration::from_secs(60);

/// Counts as trouble from the first failure until a value could be written and nothing has failed
/// for a minute.
#[derive(Debug)]
pub(crate) struct StorageHealth {
    clock: Arc<dyn Clock>,
    /// Whether there is anything in `since`.
    any: AtomicBool,
    since: Mutex<Option<Failures>>,
}

#[derive(Debug)]
struct Failures {
    last: Timestamp,
    written_since: bool,
}

impl StorageHealth {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, any: AtomicBool::new(false), since: Mutex::default() }
    }

    /// What came of it, or nothing when it failed.
    pub(crate) fn report<T>(&self, result: Result<T, StorageError>) -> Option<T> {
        let error = match result {
            Ok(value) => return Some(value),
            Err(error) if error.is_waiting() => return None,
            Err(error) => error,
        };
        let mut since = self.since.lock();
        if since.is_none() {
            log::warn!("The cache's storage has failed: {error}. Values are kept in memory until it works again.");
        }
        *since = Some(Failures { last: self.clock.now(), written_since: false });
        self.any.store(true, Ordering::Relaxed);
        None
    }

    /// The same for the writing of a value.
    pub(crate) fn report_write<T>(&self, result: Result<T, StorageError>) -> Option<T> {
        if result.is_ok()
            && self.any.load(Ordering::Relaxed)
            && let Some(failures) = &mut *self.since.lock()
        {
            failures.written_since = true;
        }
        self.report(result)
    }

    /// Says that the storage works again, when it does.
    pub(crate) fn housekeeping(&self) {
        let mut since = self.since.lock();
        let over = since
            .as_ref()
            .is_some_and(|failures| failures.written_since && self.clock.now().saturating_sub(failures.last) >= QUIET);
        if over {
            *since = None;
            self.any.store(false, Ordering::Relaxed);
            log::info!("The cache's storage works again.");
        }
    }

    /// Whether the storage has failed and people have not been told that it works again.
    #[cfg(test)]
    pub(crate) fn is_on(&self) -> bool {
        self.any.load(Ordering::Relaxed)
    }
}
