//! Equality of values.

use rhai::{Dynamic, ImmutableString};

use super::{HostTypes, fingerprint};

/// Whether two values are equal for a person: by type and content.
#[must_use]
pub fn same(a: &Dynamic, b: &Dynamic) -> bool {
    if let (Ok(a), Ok(b)) = (a.as_int(), b.as_int()) {
        return a == b;
    }
    if let (Some(a), Some(b)) = (a.read_lock::<ImmutableString>(), b.read_lock::<ImmutableString>()) {
        return *a == *b;
    }
    let types = HostTypes::default();
    match (fingerprint(a, &types), fingerprint(b, &types)) {
        (Ok(a), Ok(b)) => a == b,
        // What has no fingerprint is compared by what a person sees.
        _ => a.type_name() == b.type_name() && a.to_string() == b.to_string(),
    }
}
