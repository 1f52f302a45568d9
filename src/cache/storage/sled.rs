//! The storage on disk: one sled database in a folder of its own, with large values in files
//! beside it.
//!
//! sled 0.34 flushes every 500 ms, and stops forever after the first write that fails. So every
//! write is flushed before it counts as done, one at a time; everything that sled does is caught
//! when it panics, and a write that does not come back is given up; after a failure the storage says that it is broken, and wants to be opened again
//! ([`LazyStorage`](super::LazyStorage) does that); a folder that sled cannot open is set aside;
//! and the cache checks each entry by itself.
//!
//! `opening.rs` opens, `record.rs` is what the database holds, `tally.rs` what it should hold,
//! `large.rs` the files; `timeout.rs` waits for sled, and `panics.rs` keeps its panics to ourselves.

mod large;
mod opening;
mod panics;
mod record;
mod tally;
mod timeout;

use std::{
    collections::{BTreeMap, HashSet},
    fmt,
    fs::File,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use parking_lot::{Mutex, MutexGuard};

pub(crate) use self::opening::open_folder;
pub use self::opening::{LookError, Notice, open_existing};
use self::{
    large::LargeValues,
    opening::is_damage,
    panics::caught,
    record::{INLINE, Record},
    tally::Tally,
    timeout::{NoResult, with_timeout},
};
use super::{Each, EachHead, Storage, StorageError};

/// How long a write may take, the wait for those before it included; large values are not part of it.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How much of that may be the wait: what is left is more than a disk that works needs.
const QUEUE_TIMEOUT: Duration = Duration::from_secs(5);

/// A storage in a folder. The folder belongs to this process until the storage is dropped.
pub struct SledStorage {
    /// Always there, until the end.
    db: Option<::sled::Db>,
    large: LargeValues,
    tally: Arc<Tally>,
    /// Writers of sled that fail while others write can leave those waiting forever.
    writing: Mutex<()>,
    /// Set, with the reason, when sled panicked or could not write: from then on it does nothing
    /// any more.
    broken: OnceLock<String>,
    /// What an earlier process has left behind has been looked for.
    tidy: AtomicBool,
    /// Held for the lock on it.
    _lock: File,
}

impl fmt::Debug for SledStorage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SledStorage").field("broken", &self.broken).finish_non_exhaustive()
    }
}

impl SledStorage {
    fn new(db: ::sled::Db, large: LargeValues, tally: Tally, lock: File) -> Self {
        Self {
            db: Some(db),
            large,
            tally: Arc::new(tally),
            writing: Mutex::new(()),
            broken: OnceLock::new(),
            tidy: AtomicBool::new(false),
            _lock: lock,
        }
    }

    /// Whether this storage will do nothing any more, and must be opened again.
    pub(crate) fn is_broken(&self) -> bool {
        self.broken.get().is_some()
    }

    /// From now on every operation is this error, or the one that came first.
    pub(crate) fn give_up(&self, reason: impl Into<String>) -> StorageError {
        StorageError::new(self.broken.get_or_init(|| reason.into()))
    }

    fn db(&self) -> Result<&::sled::Db, StorageError> {
        match (self.broken.get(), &self.db) {
            (None, Some(db)) => Ok(db),
            (Some(reason), _) => Err(StorageError::new(reason)),
            (None, None) => Err(StorageError::new("the store is closed")),
        }
    }

    /// Looks something up, with sled's panics as errors. A database that cannot be read is opened again, which tells
    /// whether it is damaged.
    fn run<R>(&self, work: impl FnOnce(&::sled::Db) -> Result<R, ::sled::Error>) -> Result<R, StorageError> {
        let db = self.db()?;
        match caught(|| work(db)) {
            Some(result) => result.map_err(|error| self.give_up(reason(error))),
            None => Err(self.give_up("the store on disk has failed")),
        }
    }

    /// Changes the database in one step, and flushes: `work` says what is to stand under keys, and under which nothing.
    /// The files of `replaced` records are not needed after that.
    fn change(
        &self,
        work: impl FnOnce(&::sled::Db) -> Result<Changes, ::sled::Error> + Send + 'static,
    ) -> Result<u64, StorageError> {
        let replaced = {
            let begun = Instant::now();
            let _one_at_a_time = self.turn(QUEUE_TIMEOUT)?;
            let db = self.db()?.clone();
            let tally = self.tally.clone();
            let changed = with_timeout(TIMEOUT.saturating_sub(begun.elapsed()), move || {
                let changes = work(&db)?;
                apply(&db, &tally, changes)
            });
            match changed {
                Ok(Ok(replaced)) => replaced,
                Ok(Err(error)) => return Err(self.give_up(reason(error))),
                Err(NoResult::Panicked) => return Err(self.give_up("the store on disk has failed")),
                Err(NoResult::TookTooLong) => return Err(self.give_up("the store on disk does not answer")),
            }
        };
        for record in &replaced {
            if let Record::Large { number, .. } = record::parse(record) {
                self.large.remove(number);
            }
        }
        Ok(replaced.len() as u64)
    }

    /// The turn to write. Whoever does not get it in time does without: the store is slow, not broken.
    fn turn(&self, timeout: Duration) -> Result<MutexGuard<'_, ()>, StorageError> {
        self.writing.try_lock_for(timeout).ok_or_else(|| StorageError::new("the store on disk is too slow"))
    }

    /// The value of a record; nothing when its file is gone.
    fn value_of(&self, record: &[u8]) -> Result<Option<Vec<u8>>, StorageError> {
        match record::parse(record) {
            Record::Small(value) => Ok(Some(value.to_vec())),
            Record::Large { number, .. } => match self.large.read(number) {
                // Something is there that is not a file of ours.
                Err(error) if is_damage(&error) => Ok(None),
                read => read.map_err(|error| StorageError::new(error.to_string())),
            },
        }
    }

    fn walk(&self, prefix: &[u8], mut each: impl FnMut(&[u8], &[u8]) -> bool) -> Result<(), StorageError> {
        self.run(|db| {
            for pair in db.scan_prefix(prefix) {
                let (key, record) = pair?;
                if !each(&key, &record) {
                    break;
                }
            }
            Ok(())
        })
    }

    /// Removes files that no key leads to.
    fn tidy(&self) -> Result<(), StorageError> {
        let mut used = HashSet::new();
        self.walk(b"", |_, record| {
            if let Record::Large { number, .. } = record::parse(record) {
                used.insert(number);
            }
            true
        })?;
        let removed = self.large.remove_orphans(|number| used.contains(&number));
        removed.map_err(|error| StorageError::new(error.to_string()))
    }
}

/// What is to stand under each key; nothing, for those that are to be removed.
type Changes = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// Makes changes in one step, with the tally a step ahead; the records that they have replaced.
fn apply(db: &::sled::Db, tally: &Tally, changes: Changes) -> Result<Vec<::sled::IVec>, ::sled::Error> {
    let mut batch = ::sled::Batch::default();
    let (mut sum, mut replaced) = (tally.now(), Vec::new());
    for (key, record) in changes {
        let old = db.get(&key)?;
        if let Some(old) = &old {
            sum.remove(&key, old);
        }
        match record {
            Some(record) => {
                sum.add(&key, &record);
                batch.insert(key, record);
            }
            None if old.is_some() => batch.remove(key),
            None => {}
        }
        replaced.extend(old);
    }
    if sum != tally.now() || !replaced.is_empty() {
        tally.change_to(sum).map_err(::sled::Error::Io)?;
        db.apply_batch(batch)?;
        db.flush()?;
        tally.changed(sum).map_err(::sled::Error::Io)?;
    }
    Ok(replaced)
}

impl Drop for SledStorage {
    /// sled flushes at its end.
    fn drop(&mut self) {
        let Some(db) = self.db.take() else { return };
        let tally = self.tally.clone();
        let is_broken = self.is_broken();
        let closed = with_timeout(TIMEOUT, move || {
            drop(db);
            // One that is broken may or may not have made its last change.
            if is_broken { Ok(()) } else { tally.rest() }
        });
        if !matches!(closed, Ok(Ok(()))) {
            log::debug!("The store on disk could not be closed.");
        }
    }
}

/// What is wrong, in the words of the operating system where it was asked.
fn reason(error: ::sled::Error) -> String {
    match error {
        // sled repeats what has failed first as the text of an error of its own making.
        ::sled::Error::Io(error) if error.raw_os_error().is_none() => {
            let text = error.to_string();
            let message = text.split_once("message: \"").and_then(|(_, rest)| rest.split_once('"'));
            message.map_or(text.clone(), |(message, _)| message.to_owned())
        }
        ::sled::Error::Io(error) => error.to_string(),
        error => error.to_string(),
    }
}

impl Storage for SledStorage {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StorageError> {
        // Twice: the file may be replaced between a look at the record and one at the file.
        for _ in 0..2 {
            let Some(record) = self.run(|db| db.get(key))? else {
                return Ok(None);
            };
            if let Some(value) = self.value_of(&record)? {
                return Ok(Some(value));
            }
        }
        log::warn!("A stored cache entry was damaged (its file is gone); it is dropped and computed again.");
        self.remove(key)?;
        Ok(None)
    }

    fn put(&self, key: &[u8], value: &[u8], _expires_in: Option<Duration>) -> Result<(), StorageError> {
        self.db()?;
        let (record, number) = if value.len() <= INLINE {
            (record::small(value), None)
        } else {
            let number = self.large.write(value).map_err(|error| StorageError::new(error.to_string()))?;
            (record::large(number, value), Some(number))
        };
        let key = key.to_vec();
        let changed = self.change(move |_| Ok(Changes::from([(key, Some(record))])));
        if let (Err(_), Some(number)) = (&changed, number) {
            self.large.remove(number);
        }
        changed.map(|_| ())
    }

    fn remove(&self, key: &[u8]) -> Result<(), StorageError> {
        self.remove_keys(&[key.to_vec()])
    }

    fn remove_keys(&self, keys: &[Vec<u8>]) -> Result<(), StorageError> {
        let changes: Changes = keys.iter().map(|key| (key.clone(), None)).collect();
        self.change(move |_| Ok(changes)).map(|_| ())
    }

    fn remove_prefix(&self, prefix: &[u8]) -> Result<u64, StorageError> {
        let prefix = prefix.to_vec();
        self.change(move |db| {
            let keys = db.scan_prefix(prefix).keys();
            keys.map(|key| Ok((key?.to_vec(), None))).collect()
        })
    }

    fn scan(&self, prefix: &[u8], each: Each<'_>) -> Result<(), StorageError> {
        let mut failed = None;
        self.walk(prefix, |key, record| match self.value_of(record) {
            Ok(Some(value)) => each(key, &value).is_continue(),
            Ok(None) => true,
            Err(error) => {
                failed = Some(error);
                false
            }
        })?;
        failed.map_or(Ok(()), Err)
    }

    fn scan_heads(&self, prefix: &[u8], each: EachHead<'_>) -> Result<(), StorageError> {
        self.walk(prefix, |key, record| {
            let (head, length) = match record::parse(record) {
                Record::Small(value) => (value, value.len() as u64),
                Record::Large { length, head, .. } => (head, length),
            };
            each(key, head, length).is_continue()
        })
    }

    fn flush(&self) -> Result<(), StorageError> {
        self.db()?;
        // Every change has been flushed as it was made.
        let _one_at_a_time = self.turn(TIMEOUT)?;
        self.tally.rest().map_err(|error| StorageError::new(error.to_string()))
    }

    fn housekeeping(&self) {
        if !self.tidy.swap(true, Ordering::Relaxed)
            && let Err(error) = self.tidy()
        {
            log::debug!("The cache's storage could not be tidied: {error}");
        }
    }

    fn size_on_disk(&self) -> Option<u64> {
        let database = self.run(::sled::Db::size_on_disk).ok()?;
        Some(database + self.large.bytes())
    }
}

#[cfg(test)]
mod tests;
