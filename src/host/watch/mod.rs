//! Reload when a script is saved: a thread that watches what leads to the script and to the modules it imports.
//!
//! When a reload is due is decided in `debouncer.rs`, which knows neither clock nor files. `way.rs` tells which names
//! lead to a file, `folders.rs` watches the folders that these are in, `event_filter.rs` picks the events that are about
//! them, and `contents.rs` looks at the files. Nothing here holds a session.
//!
//! The order in which a version is taken in makes sure that no save is missed: it is read, what leads to its files is
//! watched, and then the files are compared with what was read.

mod contents;
mod debouncer;
mod event_filter;
mod folders;
mod reload;
mod way;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use self::contents::Contents;
use self::debouncer::Debouncer;
use self::event_filter::{EventFilter, Means};
use self::folders::Folders;
pub(super) use self::reload::Reload;
use crate::script::ReadFiles;

/// How often a version that is broken is looked at besides: what would heal it may be something that no event tells of,
/// such as a file system that is mounted.
const BROKEN_POLL: Duration = Duration::from_secs(1);

/// What the thread is told.
#[derive(Debug)]
enum Message {
    File(notify::Event),
    /// The operating system has lost events.
    Rescan,
    /// A run has read a module, or looked for one.
    Read(PathBuf, Contents),
    Stop,
}

/// A script that is watched, but not reloaded yet.
pub(super) struct Watched {
    script: PathBuf,
    before: Contents,
    folders: Folders,
    messages: Receiver<Message>,
    sender: Sender<Message>,
}

/// Stops the thread when it is dropped.
#[derive(Debug)]
pub(super) struct Watcher(Sender<Message>);

impl Drop for Watcher {
    fn drop(&mut self) {
        let _ = self.0.send(Message::Stop);
    }
}

impl Watched {
    /// Begins to listen; `script` is an absolute path.
    pub(super) fn new(script: &Path) -> Self {
        let (sender, messages) = channel();
        let mut folders = Folders::new(sender.clone());
        folders.follow(std::iter::once(&script.to_owned()));
        Self { script: script.to_owned(), before: Contents::of(script), folders, messages, sender }
    }

    /// Reloads from now on. `read` is what the first version was read from besides the script, and whether it compiles.
    pub(super) fn start(self, read: ReadFiles, is_broken: bool, reload: Reload) -> Watcher {
        let sender = self.sender.clone();
        let messages = self.sender.clone();
        reload.on_read(move |file, text| {
            let _ = messages.send(Message::Read(file.to_owned(), Contents::read(text.map(|text| &**text))));
        });
        let thread = std::thread::Builder::new().name("stscript-watch".to_owned());
        if let Err(error) = thread.spawn(move || self.run(&read, is_broken, &reload)) {
            log::warn!("saved scripts are not reloaded: no thread for it: {error}");
        }
        Watcher(sender)
    }

    fn run(mut self, read: &ReadFiles, is_broken: bool, reload: &Reload) {
        let mut debouncer = Debouncer::new([(self.script.clone(), self.before)]);
        self.take_in(read, is_broken, &mut debouncer);
        let mut filter = EventFilter::default();
        let mut looked = Instant::now();
        loop {
            let poll = self.folders.poll().or_else(|| debouncer.is_broken().then_some(BROKEN_POLL));
            let next = debouncer.due().into_iter().chain(poll.map(|poll| looked + poll)).min();
            match self.wait(next) {
                Some(Message::Stop) => return,
                Some(Message::Rescan) => {
                    self.folders.exchanged(Path::new(""));
                    debouncer.poll(Instant::now());
                }
                Some(Message::File(event)) => {
                    let means = filter.means(&event);
                    if means == Means::Exchanged {
                        event.paths.iter().for_each(|path| self.folders.exchanged(path));
                    }
                    if means != Means::Nothing {
                        debouncer.event(Instant::now());
                    }
                }
                Some(Message::Read(file, contents)) => {
                    let is_missing = contents == Contents::Missing;
                    let is_new = if is_missing { debouncer.missed(&file) } else { debouncer.add(file, contents) };
                    if is_new {
                        debouncer.poll(Instant::now());
                    }
                }
                None => {
                    looked = Instant::now();
                    filter = EventFilter::of(self.folders.follow(debouncer.files()));
                    let found = debouncer.files().map(|file| (file.clone(), Contents::of(file))).collect();
                    if debouncer.check(Instant::now(), found) {
                        let Some((read, is_broken)) = reload.reload(&self.script) else {
                            return;
                        };
                        self.take_in(&read, is_broken, &mut debouncer);
                    }
                }
            }
        }
    }

    /// The next message, or `None` when it is time to look at the files.
    fn wait(&self, next: Option<Instant>) -> Option<Message> {
        let Some(next) = next else {
            return Some(self.messages.recv().unwrap_or(Message::Stop));
        };
        // What happens all the time must not put off what is due.
        let until = next.checked_duration_since(Instant::now())?;
        match self.messages.recv_timeout(until) {
            Ok(message) => Some(message),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Message::Stop),
        }
    }

    /// After a reload: the files are those that the new version was read from, and those that were looked for. One that
    /// does not compile may not have come to all of its files, so the former ones stay.
    fn take_in(&self, read: &ReadFiles, is_broken: bool, debouncer: &mut Debouncer) {
        let mut files: BTreeMap<PathBuf, Contents> =
            read.iter().map(|(file, text)| (file.clone(), Contents::read(text.as_deref()))).collect();
        let former: Vec<PathBuf> =
            if is_broken { debouncer.files().cloned().collect() } else { vec![self.script.clone()] };
        for file in former {
            files.entry(file).or_insert(Contents::Missing);
        }
        debouncer.watch(files, is_broken);
        // They may have changed between being read and being watched.
        debouncer.poll(Instant::now());
    }
}
