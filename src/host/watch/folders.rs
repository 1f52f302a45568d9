//! The folders that the operating system watches for us: all that lead to the files of a version.
//!
//! A watch is of the folder that it was set on, not of its name. When another takes the place of that one, it is watched
//! instead the next time that the files are looked at; the event that makes them be looked at comes from the folder above.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::{Duration, SystemTime};

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use super::Message;
use super::way::{found, way};

/// How often the files are looked at where the operating system tells of no events.
const POLL: Duration = Duration::from_millis(250);
/// How often, where a folder on the way to them may not be read by us: it is passed through, and seldom replaced.
const POLL_UNREADABLE: Duration = Duration::from_secs(1);
/// Folders that change their places while they are being watched are tried again so often.
const ATTEMPTS: usize = 5;
/// Watches are a limited good of the machine; a version with files in more folders than these is looked at instead.
const MOST_FOLDERS: usize = 1000;

/// Watches folders, and no others than the files need.
pub(super) struct Folders {
    watcher: Option<RecommendedWatcher>,
    /// What is watched: what stood under the name when that began, if it still does.
    followed: HashMap<PathBuf, Option<Identity>>,
    /// How often to look, where something on the way to the files is not watched.
    poll: Option<Duration>,
    has_warned: bool,
}

/// Tells a folder from another of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Identity {
    #[cfg(unix)]
    device_and_inode: (u64, u64),
    /// The number of a folder that was removed is soon that of another.
    born: Option<SystemTime>,
}

impl Identity {
    fn of(folder: &Path) -> Option<Self> {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt;
        let data = std::fs::metadata(folder).ok()?;
        Some(Self {
            #[cfg(unix)]
            device_and_inode: (data.dev(), data.ino()),
            born: data.created().ok(),
        })
    }
}

impl Folders {
    pub(super) fn new(messages: Sender<Message>) -> Self {
        let handler = move |event: notify::Result<notify::Event>| {
            let message = match event {
                // Whoever reads in a watched folder opens files.
                Ok(event) if is_of_a_reader(event.kind) => return,
                Ok(event) if !event.need_rescan() => Message::File(event),
                _ => Message::Rescan,
            };
            let _ = messages.send(message);
        };
        let watcher = notify::recommended_watcher(handler)
            .inspect_err(|error| log::warn!("no file events ({error}); scripts are polled"))
            .ok();
        Self { watcher, followed: HashMap::new(), poll: None, has_warned: false }
    }

    /// Watches what leads to these files, and nothing else; every name on the way to them. What is read after this is not
    /// older than the first event to come.
    pub(super) fn follow<'a>(&mut self, files: impl Iterator<Item = &'a PathBuf> + Clone) -> HashSet<PathBuf> {
        let names = || -> HashSet<PathBuf> { files.clone().flat_map(|file| way(file, found)).collect() };
        let mut on_the_way = names();
        if self.watcher.is_none() {
            return on_the_way;
        }
        for _ in 0..ATTEMPTS {
            self.watch(&on_the_way);
            // What has moved before the watch was set is seen here, what moves after it is an event.
            let now = names();
            let is_settled = now == on_the_way && self.is_current();
            on_the_way = now;
            if is_settled {
                return on_the_way;
            }
        }
        self.poll = Some(POLL);
        on_the_way
    }

    fn watch(&mut self, names: &HashSet<PathBuf>) {
        let Some(watcher) = &mut self.watcher else { return };
        let wanted: BTreeSet<&Path> = names.iter().filter_map(|name| name.parent()).collect();
        self.poll = (wanted.len() > MOST_FOLDERS).then_some(POLL);
        let wanted: HashSet<&Path> = wanted.into_iter().take(MOST_FOLDERS).collect();
        self.followed.retain(|folder, _| {
            let keep = wanted.contains(folder.as_path());
            if !keep {
                let _ = watcher.unwatch(folder);
            }
            keep
        });
        for folder in wanted {
            let identity = Identity::of(folder);
            if identity.is_some() && self.followed.get(folder) == Some(&identity) {
                continue;
            }
            // The watch of a folder that has gone goes with it, or it has to.
            let _ = watcher.unwatch(folder);
            let watched = watcher.watch(folder, RecursiveMode::NonRecursive);
            self.followed.insert(folder.to_owned(), identity.filter(|_| watched.is_ok()));
            let Err(error) = watched else { continue };
            if is_unreadable(&error) {
                log::debug!("{error}");
                self.poll = self.poll.or(Some(POLL_UNREADABLE));
            } else if identity.is_some() {
                self.poll = Some(POLL);
                if !std::mem::replace(&mut self.has_warned, true) {
                    log::warn!("a folder cannot be watched ({error}); scripts are polled");
                }
            }
        }
    }

    /// Whether every folder is still the one that is watched.
    fn is_current(&self) -> bool {
        self.followed.iter().all(|(folder, identity)| identity.is_none() || *identity == Identity::of(folder))
    }

    /// What stands under this name has been exchanged: nothing below it is taken for watched.
    pub(super) fn exchanged(&mut self, name: &Path) {
        for (folder, identity) in &mut self.followed {
            if folder.starts_with(name) {
                *identity = None;
            }
        }
    }

    /// How often to look, where no events come.
    pub(super) fn poll(&self) -> Option<Duration> {
        if self.watcher.is_none() { Some(POLL) } else { self.poll }
    }
}

fn is_unreadable(error: &notify::Error) -> bool {
    matches!(&error.kind, notify::ErrorKind::Io(error) if error.kind() == std::io::ErrorKind::PermissionDenied)
}

const fn is_of_a_reader(kind: EventKind) -> bool {
    matches!(kind, EventKind::Access(access) if !matches!(access, AccessKind::Close(AccessMode::Write)))
}
