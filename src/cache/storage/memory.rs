//! A storage that ends with the process: for tests, and for sharing between caches of one
//! process.

use std::{collections::BTreeMap, time::Duration};

use parking_lot::RwLock;

use super::{Each, Storage, StorageError};

/// Keeps everything in memory; never fails.
#[derive(Debug, Default)]
pub struct MemoryStorage {
    table: RwLock<BTreeMap<Vec<u8>, Vec<u8>>>,
}

impl MemoryStorage {
    /// An empty storage.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.table.read().len()
    }

    /// Whether there are no keys.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.table.read().is_empty()
    }
}

impl Storage for MemoryStorage {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StorageError> {
        Ok(self.table.read().get(key).cloned())
    }

    fn put(&self, key: &[u8], value: &[u8], _expires_in: Option<Duration>) -> Result<(), StorageError> {
        self.table.write().insert(key.to_vec(), value.to_vec());
        Ok(())
    }

    fn remove(&self, key: &[u8]) -> Result<(), StorageError> {
        self.table.write().remove(key);
        Ok(())
    }

    fn remove_prefix(&self, prefix: &[u8]) -> Result<u64, StorageError> {
        let mut table = self.table.write();
        let before = table.len();
        table.retain(|key, _| !key.starts_with(prefix));
        Ok((before - table.len()) as u64)
    }

    fn scan(&self, prefix: &[u8], each: Each<'_>) -> Result<(), StorageError> {
        // A copy: `each` may use the storage.
        let found: Vec<_> = {
            let table = self.table.read();
            let from_prefix = table.range(prefix.to_vec()..);
            let matching = from_prefix.take_while(|(key, _)| key.starts_with(prefix));
            matching.map(|(key, value)| (key.clone(), value.clone())).collect()
        };
        for (key, value) in found {
            if each(&key, &value).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn flush(&self) -> Result<(), StorageError> {
        Ok(())
    }

    fn size_on_disk(&self) -> Option<u64> {
        let table = self.table.read();
        let sizes = table.iter().map(|(key, value)| key.len() + value.len());
        Some(sizes.sum::<usize>() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_storage() {
        super::super::conformance::run(MemoryStorage::new);
    }
}
