//! Hash tables keyed by [`Fingerprint`].

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use crate::value::Fingerprint;

/// A map from fingerprints, which are hashes already and are not hashed a second time.
pub(crate) type FingerprintMap<V> = HashMap<Fingerprint, V, BuildHasherDefault<PassThrough>>;

/// Takes the low half of a fingerprint as its hash.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct PassThrough(u64);

impl Hasher for PassThrough {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u128(&mut self, print: u128) {
        self.0 = print as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
