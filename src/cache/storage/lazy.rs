//! A folder that is opened when the first value is to be kept in it, and again when it has failed.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use parking_lot::{Mutex, RwLock};

use super::{
    Each, EachHead, Storage, StorageError,
    sled::{self, Notice, SledStorage},
};

/// How long a call waits for the first opening, which reads the whole log after a kill.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The storage in a folder, opened when it is first needed: a program that keeps nothing makes no
/// folder.
///
/// A folder that cannot be used, or that another process has, is one warning; the cache then works
/// in memory. So it does when the disk is full or broken. [`Storage::housekeeping`] tries again:
/// values that are computed after it has worked are kept.
pub struct LazyStorage {
    folder: PathBuf,
    /// Held for moments only: every call looks at it.
    state: RwLock<State>,
    /// Held by the one who opens the folder, which may take its time.
    opening: Mutex<()>,
    open: Box<OpenFolder>,
}

type OpenFolder = dyn Fn(&Path) -> (Option<SledStorage>, Option<Notice>) + Send + Sync;

impl fmt::Debug for LazyStorage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LazyStorage").field("folder", &self.folder).field("state", &self.state).finish_non_exhaustive()
    }
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
        Self::opened_by(folder, |folder| sled::open_folder(folder, SystemTime::now()))
    }

    fn opened_by(
        folder: impl Into<PathBuf>,
        open: impl Fn(&Path) -> (Option<SledStorage>, Option<Notice>) + Send + Sync + 'static,
    ) -> Self {
        Self {
            folder: folder.into(),
            state: RwLock::new(State::Unopened),
            opening: Mutex::new(()),
            open: Box::new(open),
        }
    }

    /// The storage, opened and made if needed.
    fn made(&self) -> Result<Option<Arc<SledStorage>>, StorageError> {
        if !matches!(&*self.state.read(), State::Unopened) {
            return self.existing();
        }
        let Some(one_at_a_time) = self.opening.try_lock_for(TIMEOUT) else {
            return Err(StorageError::waiting("the cache folder is still being opened"));
        };
        if matches!(&*self.state.read(), State::Unopened) {
            let (storage, notice) = (self.open)(&self.folder);
            if let Some(notice) = notice {
                log::warn!("{notice}");
            }
            *self.state.write() = storage.map_or(State::Refused, |storage| State::Open(Arc::new(storage)));
        }
        drop(one_at_a_time);
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

    /// Tries again. Calls meanwhile go on as if it had not been tried yet.
    fn open_again(&self, failed: bool) {
        let Some(_one_at_a_time) = self.opening.try_lock() else { return };
        if self.opened().is_some() {
            return;
        }
        let (storage, notice) = (self.open)(&self.folder);
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
        *self.state.write() = State::Open(Arc::new(storage));
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
    fn nobody_waits_while_housekeeping_opens_the_folder_again() {
        let folder = tempfile::tempdir().unwrap();
        let (begun, has_begun) = std::sync::mpsc::channel();
        let (go_on, may_go_on) = std::sync::mpsc::channel::<()>();
        let (attempts, may_go_on) = (std::sync::atomic::AtomicUsize::new(0), Mutex::new(may_go_on));
        let storage = LazyStorage::opened_by(folder.path(), move |folder| {
            if attempts.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0 {
                return (None, Some(Notice::InUse { folder: folder.to_owned() }));
            }
            begun.send(()).unwrap();
            let _ = may_go_on.lock().recv_timeout(Duration::from_secs(10));
            sled::open_folder(folder, SystemTime::now())
        });
        storage.put(b"a", b"1", None).unwrap();
        std::thread::scope(|scope| {
            let keeper = scope.spawn(|| storage.housekeeping());
            has_begun.recv().unwrap();
            // In the middle of the opening.
            assert_eq!(storage.get(b"a"), Ok(None));
            assert_eq!(storage.put(b"a", b"2", None), Ok(()));
            assert!(storage.remove(b"a").is_err_and(|error| error.is_waiting()));
            assert!(!keeper.is_finished());
            go_on.send(()).unwrap();
        });
        storage.put(b"a", b"3", None).unwrap();
        assert_eq!(storage.get(b"a"), Ok(Some(b"3".to_vec())));
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
