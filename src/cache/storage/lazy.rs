//! A folder that is opened when the first value is to be kept in it.

use std::{
    ops::ControlFlow,
    path::PathBuf,
    sync::{Arc, OnceLock},
    time::{Duration, SystemTime},
};

use super::{Storage, StorageError, sled};

/// The storage in a folder, opened when it is first needed: a program that keeps nothing makes no
/// folder.
///
/// A folder that can not be used, or that another process has, is one warning; from then on this
/// storage keeps nothing, and the cache works in memory.
#[derive(Debug)]
pub struct LazyStorage {
    folder: PathBuf,
    opened: OnceLock<Option<Arc<dyn Storage>>>,
}

impl LazyStorage {
    /// A storage in `folder`, which need not exist.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), opened: OnceLock::new() }
    }

    /// Opens the folder, making it if needed.
    fn open(&self) -> Option<&dyn Storage> {
        let opened = self.opened.get_or_init(|| {
            let opened = sled::open(&self.folder, SystemTime::now());
            if let Some(notice) = opened.notice {
                log::warn!("{notice}");
            }
            opened.storage
        });
        opened.as_deref()
    }

    /// The storage, if there is something in it.
    fn existing(&self) -> Option<&dyn Storage> {
        if self.opened.get().is_none() && !self.folder.exists() {
            return None;
        }
        self.open()
    }
}

impl Storage for LazyStorage {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StorageError> {
        self.existing().map_or(Ok(None), |storage| storage.get(key))
    }

    fn put(&self, key: &[u8], value: &[u8], expires_in: Option<Duration>) -> Result<(), StorageError> {
        self.open().map_or(Ok(()), |storage| storage.put(key, value, expires_in))
    }

    fn remove(&self, key: &[u8]) -> Result<(), StorageError> {
        self.existing().map_or(Ok(()), |storage| storage.remove(key))
    }

    fn remove_prefix(&self, prefix: &[u8]) -> Result<u64, StorageError> {
        self.existing().map_or(Ok(0), |storage| storage.remove_prefix(prefix))
    }

    fn scan(&self, prefix: &[u8], each: &mut dyn FnMut(&[u8], &[u8]) -> ControlFlow<()>) -> Result<(), StorageError> {
        self.existing().map_or(Ok(()), |storage| storage.scan(prefix, each))
    }

    fn flush(&self) -> Result<(), StorageError> {
        // What was never opened has nothing to write.
        let opened = self.opened.get().and_then(Option::as_deref);
        opened.map_or(Ok(()), Storage::flush)
    }

    fn size_on_disk(&self) -> Option<u64> {
        self.opened.get()?.as_deref()?.size_on_disk()
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
