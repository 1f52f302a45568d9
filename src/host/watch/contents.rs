//! What a file holds, as far as a reload needs to know.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_128;

/// Some editors begin a file with it; what is compiled has none.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Stands for everything in a folder that could be a module, or lead to one: which names there are.
const ANY: &str = "*.rhai";

/// Whether this name stands for everything in its folder.
pub(super) fn is_any(file: &Path) -> bool {
    file.file_name() == Some(OsStr::new(ANY))
}

/// What is watched for a module that a run has not found: the next folder above it that is there. Visitors can make up
/// names of files, but not of folders that there are.
pub(super) fn any_beside(file: &Path) -> PathBuf {
    let folder = file.ancestors().skip(1).find(|above| above.is_dir());
    folder.unwrap_or(file).join(ANY)
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Contents {
    /// Not there, or it cannot be read: an editor may be about to put it back.
    Missing,
    /// Nothing: an editor may be about to fill it.
    Empty,
    /// Something, by its hash.
    Text(u128),
}

impl Contents {
    /// What stands in the file now.
    pub(super) fn of(file: &Path) -> Self {
        if is_any(file) {
            return Self::names(file.parent().unwrap_or(file));
        }
        match std::fs::read(file) {
            Ok(bytes) => Self::bytes(&bytes),
            Err(error) => {
                if error.kind() != ErrorKind::NotFound {
                    log::debug!("{}: {error}", file.display());
                }
                Self::Missing
            }
        }
    }

    /// The names in a folder that are those of scripts or folders.
    fn names(folder: &Path) -> Self {
        let Ok(entries) = std::fs::read_dir(folder) else { return Self::Missing };
        let paths = entries.flatten().map(|entry| entry.path());
        let mut names: Vec<_> =
            paths.filter(|path| path.extension() == Some("rhai".as_ref()) || path.is_dir()).collect();
        names.sort();
        let names: Vec<_> = names.iter().map(|path| path.as_os_str().as_encoded_bytes()).collect();
        // Settled, also when there are none.
        Self::Text(xxh3_128(&names.join(&0)))
    }

    /// What was found when a version was compiled: the text, or that there was no such file.
    pub(super) fn read(text: Option<&str>) -> Self {
        text.map_or(Self::Missing, |text| Self::bytes(text.as_bytes()))
    }

    fn bytes(bytes: &[u8]) -> Self {
        match bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes) {
            [] => Self::Empty,
            text => Self::Text(xxh3_128(text)),
        }
    }

    /// Whether an editor leaves a file like this at the end of a save.
    pub(super) const fn is_settled(self) -> bool {
        matches!(self, Self::Text(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_holds_what_is_compiled_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("app.rhai");
        assert_eq!(Contents::of(&file), Contents::read(None));
        std::fs::write(&file, "\u{feff}let x = 1;").unwrap();
        assert_eq!(Contents::of(&file), Contents::read(Some("let x = 1;")));
        std::fs::write(&file, "").unwrap();
        assert_eq!(Contents::of(&file), Contents::read(Some("")));
    }
}
