use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::Duration;

use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use super::Message;

/// How often the files are looked at where the operating system tells of no events.
const POLL: Duration = Duration::from_millis(250);

/// The folders that the operating system watches for us: of the files, since editors put new files in the place of old
/// ones.
pub(super) struct Folders {
    watcher: Option<RecommendedWatcher>,
    followed: HashSet<PathBuf>,
}

impl Folders {
    pub(super) fn new(messages: Sender<Message>) -> Self {
        let handler = move |event: notify::Result<notify::Event>| {
            let message = match event {
                Ok(event) if !event.need_rescan() => Message::File(event),
                _ => Message::Rescan,
            };
            let _ = messages.send(message);
        };
        let watcher = notify::recommended_watcher(handler)
            .inspect_err(|error| log::warn!("no file events ({error}); scripts are polled"))
            .ok();
        Self { watcher, followed: HashSet::new() }
    }

    /// Watches the folders of these files, and no others.
    pub(super) fn follow<'a>(&mut self, files: impl IntoIterator<Item = &'a Path>) {
        let mut wanted = HashSet::new();
        for file in files {
            wanted.extend(file.parent().map(Path::to_owned));
            // A file behind a link is saved in its own folder.
            let real = file.canonicalize().ok();
            wanted.extend(real.as_deref().and_then(Path::parent).map(Path::to_owned));
        }
        let Some(watcher) = &mut self.watcher else {
            return;
        };
        for gone in self.followed.difference(&wanted) {
            let _ = watcher.unwatch(gone);
        }
        let mut failed = None;
        for new in wanted.difference(&self.followed) {
            if let Err(error) = watcher.watch(new, RecursiveMode::NonRecursive) {
                failed = Some(error);
            }
        }
        self.followed = wanted;
        if let Some(error) = failed {
            log::warn!("a folder can not be watched ({error}); scripts are polled");
            self.watcher = None;
        }
    }

    /// How often to look, where no events come.
    pub(super) fn poll(&self) -> Option<Duration> {
        self.watcher.is_none().then_some(POLL)
    }
}
