//! Where persistent entries live.
//!
//! A [`Storage`] is a flat table of byte strings, and it is disposable: whatever it loses or
//! damages is computed again.
//! It knows nothing of values, functions or expiry rules; the cache puts version, checksum and
//! time into each entry itself (`persist.rs`).
//!
//! Start with the trait here; [`MemoryStorage`] is the simplest implementation, `LazyStorage` the
//! one on a disk, which is opened when it is needed, and [`conformance`] the test suite that any other one can run.

pub mod conformance;
#[cfg(feature = "sled")]
mod lazy;
mod memory;
#[cfg(feature = "sled")]
pub(crate) mod sled;

use std::{fmt, ops::ControlFlow, time::Duration};

#[cfg(feature = "sled")]
pub use self::lazy::LazyStorage;
pub use self::memory::MemoryStorage;

/// A flat table of byte strings.
///
/// An implementation may be slow (a server in the network) and may fail at any call: the cache
/// holds no lock during a call, keeps values in memory in front of it, reports the first failure
/// in a row and goes on without.
/// All methods are called from many threads at once.
///
/// An implementation for a shared server should keep everything under a prefix of its own, use
/// the server's expiry for [`Storage::put`]'s `expires_in`, and let calls time out within about a
/// second.
pub trait Storage: Send + Sync + fmt::Debug {
    /// The value of a key, if there is one.
    ///
    /// # Errors
    ///
    /// [`StorageError`] when the storage cannot tell.
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StorageError>;

    /// Sets the value of a key; after `Ok` it survives the end of this process.
    ///
    /// The value is of no use after `expires_in`: the storage may drop it then, and need not.
    ///
    /// # Errors
    ///
    /// [`StorageError`] when the value may not have been kept.
    fn put(&self, key: &[u8], value: &[u8], expires_in: Option<Duration>) -> Result<(), StorageError>;

    /// Removes a key; a key that is not there is fine.
    ///
    /// # Errors
    ///
    /// [`StorageError`] when the key may still be there.
    fn remove(&self, key: &[u8]) -> Result<(), StorageError>;

    /// Removes these keys, in one step where the storage can.
    ///
    /// # Errors
    ///
    /// [`StorageError`] when some may still be there.
    fn remove_keys(&self, keys: &[Vec<u8>]) -> Result<(), StorageError> {
        keys.iter().try_for_each(|key| self.remove(key))
    }

    /// Removes every key that begins with `prefix`, and returns how many there were.
    ///
    /// # Errors
    ///
    /// [`StorageError`] when some may still be there.
    fn remove_prefix(&self, prefix: &[u8]) -> Result<u64, StorageError>;

    /// Calls `each` with every key that begins with `prefix` and its value, until it breaks.
    /// Order is not defined; keys written or removed meanwhile may or may not be seen.
    ///
    /// # Errors
    ///
    /// [`StorageError`] when the walk could not be finished.
    fn scan(&self, prefix: &[u8], each: Each<'_>) -> Result<(), StorageError>;

    /// Calls `each` with every key that begins with `prefix`, the beginning of its value (at least
    /// a kilobyte, or all of it) and the length of its value, until it breaks. Cheaper than
    /// [`Storage::scan`] for a storage that can give one without the other.
    ///
    /// # Errors
    ///
    /// [`StorageError`] when the walk could not be finished.
    fn scan_heads(&self, prefix: &[u8], each: EachHead<'_>) -> Result<(), StorageError> {
        self.scan(prefix, &mut |key, value| each(key, value, value.len() as u64))
    }

    /// Makes sure that everything written so far survives the end of this process.
    ///
    /// # Errors
    ///
    /// [`StorageError`] when that is not sure.
    fn flush(&self) -> Result<(), StorageError>;

    /// Called every few seconds from a thread on which nobody waits: a storage that has failed may
    /// try to heal.
    fn housekeeping(&self) {}

    /// How many bytes of a disk the storage takes. One that knows is kept within the cache's
    /// [`storage_budget`](super::CacheBuilder::storage_budget); others look after their size
    /// themselves.
    fn size_on_disk(&self) -> Option<u64> {
        None
    }
}

/// What [`Storage::scan`] calls with each key and its value.
pub type Each<'a> = &'a mut dyn FnMut(&[u8], &[u8]) -> ControlFlow<()>;

/// What [`Storage::scan_heads`] calls with each key, the beginning of its value and its length.
pub type EachHead<'a> = &'a mut dyn FnMut(&[u8], &[u8], u64) -> ControlFlow<()>;

/// A storage did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorageError {
    message: String,
    is_waiting: bool,
}

impl StorageError {
    /// A failure with this message.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), is_waiting: false }
    }

    /// The storage does not serve this process yet, which is known and no failure: what was to be removed is to be
    /// removed when it does.
    pub fn waiting(message: impl Into<String>) -> Self {
        Self { message: message.into(), is_waiting: true }
    }

    /// Whether the storage only does not serve this process yet.
    #[must_use]
    pub const fn is_waiting(&self) -> bool {
        self.is_waiting
    }
}

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for StorageError {}
