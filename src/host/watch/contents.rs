use std::io::ErrorKind;
use std::path::Path;

use xxhash_rust::xxh3::xxh3_128;

/// What a file holds, as far as a reload needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Contents {
    /// Not there, or it can not be read: an editor may be about to put it back.
    Missing,
    /// Nothing: an editor may be about to fill it.
    Empty,
    /// Something, by its hash.
    Text(u128),
}

impl Contents {
    pub(super) fn of(file: &Path) -> Self {
        match std::fs::read(file) {
            Ok(bytes) if bytes.is_empty() => Self::Empty,
            Ok(bytes) => Self::Text(xxh3_128(&bytes)),
            Err(error) => {
                if error.kind() != ErrorKind::NotFound {
                    log::debug!("{}: {error}", file.display());
                }
                Self::Missing
            }
        }
    }

    /// Whether an editor leaves a file like this at the end of a save.
    pub(super) const fn is_settled(self) -> bool {
        matches!(self, Self::Text(_))
    }
}
