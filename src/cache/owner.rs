//! Whose values these are, in a storage that several apps may share.

use std::fmt::Debug;

use crate::value::Fingerprint;

/// Tells the persisted values of one app from those of others in the same storage.
///
/// Two apps may have functions of the same name and text, in files of the same name, that return different things: they
/// read other files, or are other programs. So the keys in a storage begin with the owner. Those in memory do not: a
/// cache has one owner.
pub trait Owner: Debug + Send + Sync {
    /// Who reads and removes. Asked at every look at the storage, so it should be quick.
    fn of_reader(&self) -> Fingerprint;

    /// Who writes: the same, after whatever has to be made for it to stay the same from now on.
    fn of_writer(&self) -> Fingerprint {
        self.of_reader()
    }
}

/// An owner that is known already.
impl Owner for Fingerprint {
    fn of_reader(&self) -> Fingerprint {
        *self
    }
}
