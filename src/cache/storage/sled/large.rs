//! Large values: a file for each, numbered, beside the database.
//!
//! sled keeps up to sixteen values in one page, and writes a page that has grown past 128 KiB as a
//! file of its own, all of it again and again. When that write fails, on a full disk for example,
//! every later flush waits forever (sled 0.34). So sled gets only what cannot come to that size,
//! and a failed write of a file here is an error like any other.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

/// The files in one folder.
#[derive(Debug)]
pub(super) struct LargeValues {
    folder: PathBuf,
    /// The first number that this process gave out.
    first: u64,
    next: AtomicU64,
    bytes: AtomicU64,
}

impl LargeValues {
    /// The files in `folder`, which is made by the first value.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        let (mut next, mut bytes) = (0, 0);
        each_file(folder, |number, file| {
            next = next.max(number + 1);
            bytes += file.metadata().map_or(0, |data| data.len());
        })?;
        Ok(Self { folder: folder.to_owned(), first: next, next: next.into(), bytes: bytes.into() })
    }

    /// Writes a value; its number. After a failure nothing is left of it.
    pub(super) fn write(&self, value: &[u8]) -> io::Result<u64> {
        fs::create_dir_all(&self.folder)?;
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let path = self.path(number);
        let written = File::create_new(&path).and_then(|mut file| {
            file.write_all(value)?;
            file.sync_data()
        });
        match written {
            Ok(()) => {
                self.bytes.fetch_add(value.len() as u64, Ordering::Relaxed);
                Ok(number)
            }
            Err(error) => {
                let _ = fs::remove_file(&path);
                Err(error)
            }
        }
    }

    /// A value, if it is still there.
    pub(super) fn read(&self, number: u64) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.path(number)) {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Removes a value. One that cannot be removed is an orphan, and goes after the next start.
    pub(super) fn remove(&self, number: u64) {
        let path = self.path(number);
        let length = fs::metadata(&path).map_or(0, |data| data.len());
        if fs::remove_file(&path).is_ok() {
            self.bytes.fetch_sub(length, Ordering::Relaxed);
        }
    }

    /// Removes what an earlier process has written and `is_used` does not know: it was killed
    /// before it could say in the database that the value is there, or is not any more.
    pub(super) fn remove_orphans(&self, is_used: impl Fn(u64) -> bool) -> io::Result<()> {
        let mut orphans = Vec::new();
        each_file(&self.folder, |number, _| {
            if number < self.first && !is_used(number) {
                orphans.push(number);
            }
        })?;
        for orphan in orphans {
            self.remove(orphan);
        }
        Ok(())
    }

    pub(super) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    fn path(&self, number: u64) -> PathBuf {
        self.folder.join(format!("{number:016x}"))
    }
}

fn each_file(folder: &Path, mut each: impl FnMut(u64, &fs::DirEntry)) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let number = entry.file_name().to_str().and_then(|name| u64::from_str_radix(name, 16).ok());
        if let Some(number) = number {
            each(number, &entry);
        }
    }
    Ok(())
}
