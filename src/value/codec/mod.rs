//! Values to bytes and back: MessagePack by `rmp-serde`, with extension types for what
//! MessagePack has no type for.
//!
//! The round trip is exact: `decode(encode(v))` has the kind and content of `v`, NaN bits
//! included; shared values come back as plain ones.
//! Whoever stores the bytes adds a version and a checksum (see `cache::storage`).

mod decode;
mod encode;

use std::fmt;

use rhai::Dynamic;

use super::{HostTypes, Unserializable};

/// MessagePack extension types in use. Never renumber: stored values depend on it.
mod ext {
    pub(super) const CHAR: i8 = 1;
    pub(super) const RANGE: i8 = 2;
    pub(super) const RANGE_INCLUSIVE: i8 = 3;
    pub(super) const TABLE: i8 = 4;
    pub(super) const HOST: i8 = 5;
    pub(super) const SIZED_NUMBER: i8 = 6;
}

/// The bytes are not a value that this program can read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecodable(pub(crate) String);

impl fmt::Display for Undecodable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "stored value cannot be read: {}", self.0)
    }
}

impl std::error::Error for Undecodable {}

/// The stored form of a value.
///
/// # Errors
///
/// [`Unserializable`] for functions, timestamps, host types without a codec, values that contain
/// themselves, and parts larger than 4 GiB.
pub fn encode(value: &Dynamic, types: &HostTypes) -> Result<Vec<u8>, Unserializable> {
    encode::encode(value, types)
}

/// The length of the stored form, in bytes, without making it; a table counts with its size in
/// memory.
///
/// # Errors
///
/// As [`encode`]: a value has a length exactly when it can be stored.
pub fn encoded_len(value: &Dynamic, types: &HostTypes) -> Result<usize, Unserializable> {
    encode::encoded_len(value, types)
}

/// The value with this stored form.
///
/// # Errors
///
/// [`Undecodable`] when the bytes are damaged, or hold a host type that is not registered.
pub fn decode(bytes: &[u8], types: &HostTypes) -> Result<Dynamic, Undecodable> {
    decode::decode(bytes, types)
}

#[cfg(test)]
pub(crate) mod tests;
