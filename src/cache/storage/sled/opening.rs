//! Opening the folder: who has it, whether it can be used, and what becomes of a damaged one.

use std::{
    fmt,
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::{
    SledStorage, Storage,
    large::LargeValues,
    tally::{Sum, Tally},
    timeout::{NoResult, with_timeout},
};

const DATABASE: &str = "db";
const VALUES: &str = "values";
const TALLY: &str = "tally";

/// The file that tells other processes that the folder is in use.
const LOCK_FILE: &str = "in-use";
/// Threads of a storage that was dropped a moment ago hold sled's own lock a little longer.
const LOCK_ATTEMPTS: usize = 100;
const LOCK_PAUSE: Duration = Duration::from_millis(10);
/// Opening reads the whole log after a kill.
const TIMEOUT: Duration = Duration::from_secs(120);
/// sled's own default is a gigabyte, beside the values that the cache keeps in memory anyway.
const PAGE_CACHE_BYTES: u64 = 32 * 1024 * 1024;

/// Something that happened while opening.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// Another process has the folder.
    InUse {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder cannot be used at all.
    Unusable {
        /// The folder.
        folder: PathBuf,
        /// What the operating system said.
        reason: String,
    },
    /// The store was damaged; a new one was begun.
    SetAside {
        /// The folder.
        folder: PathBuf,
        /// Where the damaged store is now.
        aside: PathBuf,
        /// What was wrong with it.
        reason: String,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InUse { folder } => write!(
                f,
                "The cache folder `{}` is in use by another process. Until that has ended, cached \
                 values of this one are in memory only. Give each process its own with --cache-dir.",
                folder.display()
            ),
            Self::Unusable { folder, reason } => write!(
                f,
                "The cache folder `{}` cannot be used ({reason}), so cached values will not \
                 survive a restart. Choose another with --cache-dir.",
                folder.display()
            ),
            Self::SetAside { folder, aside, reason } => write!(
                f,
                "The cache in `{}` was damaged ({reason}). It has been moved to `{}`, and a new \
                 one was begun; the values will be computed again. You can delete the old folder.",
                folder.display(),
                aside.display()
            ),
        }
    }
}

/// Opens the store in `folder`, making it if needed. Never fails: without a storage the cache works in memory alone, and
/// what the host should log as a warning, once, is in the notice. `today` dates the folder that a damaged store is moved to.
pub(crate) fn open_folder(folder: &Path, today: SystemTime) -> (Option<SledStorage>, Option<Notice>) {
    let opened = take(folder).and_then(|lock| match open_store(folder, lock) {
        Ok(storage) => Ok((storage, None)),
        Err((OpenError::Damaged(reason), lock)) => {
            // The folder stays ours meanwhile, and what others have put into it stays where it is.
            let aside = set_aside(folder, today).map_err(OpenError::Io)?;
            let storage = open_store(folder, lock).map_err(|(error, _)| error)?;
            Ok((storage, Some(Notice::SetAside { folder: folder.to_owned(), aside, reason })))
        }
        Err((error, _)) => Err(error),
    });
    match opened {
        Ok((storage, notice)) => (Some(storage), notice),
        Err(OpenError::InUse) => (None, Some(Notice::InUse { folder: folder.to_owned() })),
        Err(OpenError::Io(error)) => (None, Some(unusable(folder, &error.to_string()))),
        Err(OpenError::Damaged(reason)) => (None, Some(unusable(folder, &reason))),
    }
}

/// Opens the store in `folder` if there is one, to look at it: nothing is made and nothing moved.
///
/// # Errors
///
/// [`LookError`]: another process has it, it is damaged, or the operating system refuses.
pub fn open_existing(folder: &Path) -> Result<Option<Arc<dyn Storage>>, LookError> {
    if !folder.join(DATABASE).exists() {
        return Ok(None);
    }
    match try_open(folder) {
        Ok(storage) => Ok(Some(Arc::new(storage))),
        Err(OpenError::InUse) => Err(LookError::InUse),
        Err(OpenError::Io(error)) => Err(LookError::Unreadable(error.to_string())),
        Err(OpenError::Damaged(reason)) => Err(LookError::Damaged(reason)),
    }
}

/// Why a store cannot be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LookError {
    /// Another process has it: an app that runs.
    InUse,
    /// The operating system said no, with its reason.
    Unreadable(String),
    /// The store is damaged; a host sets it aside when it next needs it.
    Damaged(String),
}

fn unusable(folder: &Path, reason: &str) -> Notice {
    Notice::Unusable { folder: folder.to_owned(), reason: reason.to_owned() }
}

pub(super) enum OpenError {
    InUse,
    Io(io::Error),
    Damaged(String),
}

pub(super) fn try_open(folder: &Path) -> Result<SledStorage, OpenError> {
    let lock = take(folder)?;
    open_store(folder, lock).map_err(|(error, _)| error)
}

/// Takes the folder for this process, for as long as the file is open.
fn take(folder: &Path) -> Result<File, OpenError> {
    fs::create_dir_all(folder).map_err(OpenError::Io)?;
    // What stands under our names in a folder that was never ours is somebody else's.
    let file = folder.join(LOCK_FILE);
    if !file.exists() && parts(folder).any(|part| part.exists() && !part.is_dir()) {
        return Err(OpenError::Io(io::Error::other("there are other files in it")));
    }
    // sled has a lock too, but reports it like any other failure; this one tells "in use" from
    // "damaged".
    let lock = File::create(file).map_err(OpenError::Io)?;
    // A program that is just being started by another thread holds what this process had locked
    // until it has begun.
    let mut attempts = 0;
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(lock),
            Err(TryLockError::WouldBlock) if attempts < 20 => {
                attempts += 1;
                thread::sleep(LOCK_PAUSE);
            }
            Err(TryLockError::WouldBlock) => return Err(OpenError::InUse),
            Err(TryLockError::Error(error)) => return Err(OpenError::Io(error)),
        }
    }
}

/// Opens what is in a folder that this process has, and compares it with what should be there; the lock comes back with
/// an error.
fn open_store(folder: &Path, lock: File) -> Result<SledStorage, (OpenError, File)> {
    let opened = open_database(&folder.join(DATABASE)).and_then(|db| {
        let file = folder.join(TALLY);
        let damaged = |what: &str| OpenError::Damaged(what.to_owned());
        let written = Tally::read(&file).map_err(|_| damaged("its tally cannot be read"))?;
        let read = db.clone();
        let sum = match with_timeout(TIMEOUT, move || Sum::of(&read)) {
            Ok(Ok(sum)) => sum,
            Ok(Err(_)) | Err(NoResult::Panicked) => return Err(damaged("its content cannot be read")),
            Err(NoResult::TookTooLong) => return Err(OpenError::Io(io::ErrorKind::TimedOut.into())),
        };
        if written.is_some_and(|written| !written.fits(sum)) {
            close(db);
            return Err(damaged("its content is not what was written"));
        }
        Ok((db, Tally::begin(&file, sum).map_err(OpenError::Io)?))
    });
    let (db, tally) = match opened {
        Ok(opened) => opened,
        Err(error) => return Err((error, lock)),
    };
    let values = folder.join(VALUES);
    match LargeValues::open(&values) {
        Ok(large) => Ok(SledStorage::new(db, large, tally, lock)),
        Err(error) => {
            close(db);
            let error = if is_damage(&error) { OpenError::Damaged(error.to_string()) } else { OpenError::Io(error) };
            Err((error, lock))
        }
    }
}

/// Before its files are moved.
fn close(db: ::sled::Db) {
    let _ = with_timeout(TIMEOUT, move || drop(db));
}

fn open_database(path: &Path) -> Result<::sled::Db, OpenError> {
    if path.exists() && !path.is_dir() {
        return Err(OpenError::Damaged("its database is a file".to_owned()));
    }
    let config = ::sled::Config::new()
        .path(path)
        .cache_capacity(PAGE_CACHE_BYTES)
        // Every write is flushed as it happens.
        .flush_every_ms(None);
    let mut attempts = 0;
    loop {
        attempts += 1;
        let config = config.clone();
        return match with_timeout(TIMEOUT, move || config.open()) {
            Ok(Ok(db)) => Ok(db),
            Ok(Err(error)) if is_locked(&error) => {
                if attempts < LOCK_ATTEMPTS {
                    thread::sleep(LOCK_PAUSE);
                    continue;
                }
                Err(OpenError::InUse)
            }
            Ok(Err(::sled::Error::Io(error))) if !is_damage(&error) => Err(OpenError::Io(error)),
            Ok(Err(::sled::Error::Corruption { .. })) => {
                Err(OpenError::Damaged("its content does not match its checksums".to_owned()))
            }
            Ok(Err(error)) => Err(OpenError::Damaged(error.to_string())),
            Err(NoResult::Panicked) => Err(OpenError::Damaged("the store could not be read".to_owned())),
            Err(NoResult::TookTooLong) => Err(OpenError::Io(io::ErrorKind::TimedOut.into())),
        };
    }
}

/// Whether this is how sled says that somebody else has the database. It makes an error of its own out of what the
/// operating system has told it, and leaves nothing to tell that by but the words, so a test holds them. To ask for the
/// lock before sled does would not do: whoever asks has it for a moment.
pub(super) fn is_locked(error: &::sled::Error) -> bool {
    let ::sled::Error::Io(error) = error else { return false };
    error.kind() == io::ErrorKind::Other && error.to_string().starts_with("could not acquire lock on ")
}

/// Failures that come from what is in the folder. All others, such as a full disk or too many open
/// files, a fresh folder would have too, and they pass.
pub(super) fn is_damage(error: &io::Error) -> bool {
    use io::ErrorKind::{
        AlreadyExists, InvalidData, InvalidInput, IsADirectory, NotADirectory, NotFound, Other, UnexpectedEof,
    };
    matches!(
        error.kind(),
        NotFound | UnexpectedEof | InvalidData | InvalidInput | Other | IsADirectory | NotADirectory | AlreadyExists
    )
}

/// What the store consists of, besides the lock.
fn parts(folder: &Path) -> impl Iterator<Item = PathBuf> {
    [DATABASE, VALUES, TALLY].into_iter().map(|name| folder.join(name))
}

/// Moves what is in `cache` to `cache.damaged-2024-01-31`, or `...-2` and so on.
fn set_aside(folder: &Path, today: SystemTime) -> io::Result<PathBuf> {
    let name = folder.file_name().unwrap_or("cache".as_ref());
    let base = format!("{}.damaged-{}", name.to_string_lossy(), date(today));
    let free = (1..1000)
        .map(|n| match n {
            1 => base.clone(),
            n => format!("{base}-{n}"),
        })
        .map(|name| folder.with_file_name(name))
        .find(|path| !path.exists());
    let aside = free.ok_or(io::ErrorKind::AlreadyExists)?;
    fs::create_dir(&aside)?;
    for part in parts(folder).filter(|part| part.symlink_metadata().is_ok()) {
        fs::rename(&part, aside.join(part.file_name().unwrap_or_default()))?;
    }
    Ok(aside)
}

/// The date of a moment in UTC, as `2024-01-31`.
///
/// Days to a civil date: Howard Hinnant, <https://howardhinnant.github.io/date_algorithms.html>.
pub(super) fn date(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let days = seconds / 86_400 + 719_468;
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}
