//! A folder that is opened when the first value is to be kept in it, and again when it has failed.

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, SystemTime},
};

use parking_lot::RwLock;

use super::{
    Each, EachHead, Storage, StorageError,
    sled::{self, Notice, SledStorage},
};

/// The storage in a folder, opened when it is first needed: a program that keeps nothing makes no
/// folder.
///
/// A folder that can not be used, or that another process has, is one warning; the cache then works
/// in memory. So it does when the disk is full or broken. [`Storage::housekeeping`] tries again:
/// values that are computed after it has worked are kept.
#[derive(Debug)]
pub struct LazyStorage {
    folder: PathBuf,
    state: RwLock<State>,
}

#[derive(Debug, Clone)]
enum State {
    /// Nobody has needed it yet.
    Unopened,
    Open(Arc<SledStorage>),
    /// It could not be opened, which has been said. What is there counts for nothing, but it may be removed later.
    Refused,
    /// It stopped working; whoever uses it gets an error.
    Failed,
}

impl LazyStorage {
    /// A storage in `folder`, which need not exist.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), state: RwLock::new(State::Unopened) }
    }

    /// The storage, opened and made if needed.
    fn made(&self) -> Result<Option<Arc<SledStorage>>, StorageError> {
        if !matches!(&*self.state.read(), State::Unopened) {
            return self.existing();
        }
        let mut state = self.state.write();
        if let State::Unopened = &*state {
            let (storage, notice) = sled::open_folder(&self.folder, SystemTime::now());
            if let Some(notice) = notice {
                log::warn!("{notice}");
            }
            *state = storage.map_or(State::Refused, |storage| State::Open(Arc::new(storage)));
        }
        drop(state);
        self.existing()
    }

    /// The storage, if there is something in it.
    fn existing(&self) -> Result<Option<Arc<SledStorage>>, StorageError> {
        match &*self.state.read() {
            State::Open(storage) => return Ok(Some(storage.clone())),
            State::Refused => return Ok(None),
            State::Failed => return Err(StorageError::new("the store on disk has failed")),
            State::Unopened if !self.folder.exists() => return Ok(None),
            State::Unopened => {}
        }
        self.made()
    }

    /// The same, for what is to be removed from there: a folder that another process has may have it.
    fn to_remove_from(&self) -> Result<Option<Arc<SledStorage>>, StorageError> {
        match self.existing()? {
            None if matches!(&*self.state.read(), State::Refused) => {
                Err(StorageError::waiting("the cache folder does not belong to this process yet"))
            }
            existing => Ok(existing),
        }
    }

    fn open_again(&self, failed: bool) {
        let mut state = self.state.write();
        let (storage, notice) = sled::open_folder(&self.folder, SystemTime::now());
        if let Some(notice @ Notice::SetAside { .. }) = notice {
            log::warn!("{notice}");
        }
        let Some(storage) = storage else { return };
        if failed {
            log::debug!("The cache folder `{}` has been opened again.", self.folder.display());
        } else {
            log::info!(
                "The cache folder `{}` can be used now: values that are computed from now on survive a restart.",
                self.folder.display()
            );
        }
        *state = State::Open(Arc::new(storage));
    }

    fn opened(&self) -> Option<Arc<SledStorage>> {
        match &*self.state.read() {
            State::Open(storage) => Some(storage.clone()),
            _ => None,
        }
    }
}

impl Storage for LazyStorage {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StorageError> {
        self.existing()?.map_or(Ok(None), |storage| storage.get(key))
    }

    fn put(&self, key: &[u8], value: &[u8], expires_in: Option<Duration>) -> Result<(), StorageError> {
        self.made()?.map_or(Ok(()), |storage| storage.put(key, value, expires_in))
    }

    fn remove(&self, key: &[u8]) -> Result<(), StorageError> {
        self.to_remove_from()?.map_or(Ok(()), |storage| storage.remove(key))
    }

    fn remove_keys(&self, keys: &[Vec<u8>]) -> Result<(), StorageError> {
        self.to_remove_from()?.map_or(Ok(()), |storage| storage.remove_keys(keys))
    }

    fn remove_prefix(&self, prefix: &[u8]) -> Result<u64, StorageError> {
        self.to_remove_from()?.map_or(Ok(0), |storage| storage.remove_prefix(prefix))
    }

    fn scan(&self, prefix: &[u8], each: Each<'_>) -> Result<(), StorageError> {
        self.existing()?.map_or(Ok(()), |storage| storage.scan(prefix, each))
    }

    fn scan_heads(&self, prefix: &[u8], each: EachHead<'_>) -> Result<(), StorageError> {
        self.existing()?.map_or(Ok(()), |storage| storage.scan_heads(prefix, each))
    }

    fn flush(&self) -> Result<(), StorageError> {
        // What was never opened has nothing to write.
        self.opened().map_or(Ok(()), |storage| storage.flush())
    }

    fn housekeeping(&self) {
        let state = self.state.read().clone();
        match state {
            State::Unopened => {}
            State::Open(storage) if storage.is_broken() => {
                *self.state.write() = State::Failed;
                // The folder is free when nobody holds the old storage any more.
                drop(storage);
                self.open_again(true);
            }
            State::Open(storage) => storage.housekeeping(),
            State::Refused => self.open_again(false),
            State::Failed => self.open_again(true),
        }
    }

    fn size_on_disk(&self) -> Option<u64> {
        self.opened()?.size_on_disk()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_made_by_the_first_value_and_not_before() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("deep/cache");
        let storage = LazyStorage::new(&folder);
        assert_eq!(storage.get(b"a"), Ok(None));
        assert_eq!(storage.remove(b"a"), Ok(()));
        assert_eq!(storage.remove_prefix(b""), Ok(0));
        assert_eq!(storage.flush(), Ok(()));
        assert!(!parent.path().join("deep").exists());
        storage.put(b"a", b"1", None).unwrap();
        assert_eq!(storage.get(b"a"), Ok(Some(b"1".to_vec())));
        assert!(folder.exists());
    }

    #[test]
    fn a_folder_that_another_has_keeps_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let first = LazyStorage::new(folder.path());
        first.put(b"a", b"1", None).unwrap();
        let second = LazyStorage::new(folder.path());
        assert_eq!(second.get(b"a"), Ok(None));
        assert_eq!(second.put(b"b", b"2", None), Ok(()));
        assert_eq!(second.get(b"b"), Ok(None));
        assert_eq!(first.get(b"b"), Ok(None));
        assert!(second.remove_prefix(b"").is_err_and(|error| error.is_waiting()), "what is there was not removed");
        assert!(second.remove(b"a").is_err_and(|error| error.is_waiting()));
    }

    #[test]
    fn a_folder_that_another_had_is_taken_over_when_it_is_free() {
        let folder = tempfile::tempdir().unwrap();
        let first = LazyStorage::new(folder.path());
        first.put(b"a", b"1", None).unwrap();
        let second = LazyStorage::new(folder.path());
        second.put(b"b", b"2", None).unwrap();
        second.housekeeping();
        assert_eq!(second.get(b"a"), Ok(None));
        drop(first);
        second.housekeeping();
        assert_eq!(second.get(b"a"), Ok(Some(b"1".to_vec())));
        assert_eq!(second.get(b"b"), Ok(None), "what was not kept stays in memory");
        second.put(b"c", b"3", None).unwrap();
        assert_eq!(second.get(b"c"), Ok(Some(b"3".to_vec())));
    }

    #[test]
    fn a_store_that_has_failed_is_an_error_until_it_is_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let storage = LazyStorage::new(folder.path());
        storage.put(b"a", b"1", None).unwrap();
        storage.opened().unwrap().give_up("a test");
        assert!(storage.get(b"a").is_err());
        assert!(storage.put(b"b", b"2", None).is_err());
        let held = storage.opened();
        storage.housekeeping();
        assert!(storage.get(b"a").is_err(), "somebody still uses the old one");
        drop(held);
        storage.housekeeping();
        assert_eq!(storage.get(b"a"), Ok(Some(b"1".to_vec())));
        storage.put(b"b", b"2", None).unwrap();
    }

    #[test]
    fn it_is_a_storage_like_any_other() {
        let parent = tempfile::tempdir().unwrap();
        let mut number = 0;
        super::super::conformance::run(|| {
            number += 1;
            LazyStorage::new(parent.path().join(number.to_string()))
        });
    }
}
