//! What a widget is recognised by in the next run: a hash of the parameters that its command names for that.

use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

/// The hash of what makes a widget itself.
pub(in crate::element) fn identity_of(command: &str, parts: &impl Serialize) -> u64 {
    let bytes = rmp_serde::to_vec(parts).expect("identities are always encodable");
    xxh3_64(&bytes) ^ xxh3_64(command.as_bytes()).rotate_left(17)
}
