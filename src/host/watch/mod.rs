//! Reload when a script is saved: a thread that watches the folders of the script and of the modules it imports.
//!
//! What the events mean is decided in `decision.rs`, which knows neither clock nor files; `contents.rs` looks at the
//! files, `folders.rs` listens to the operating system. Nothing here holds a session.

mod contents;
mod decision;
mod folders;
mod relevance;
mod reload;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Instant;

use self::contents::Contents;
use self::decision::Decision;
use self::folders::Folders;
use self::relevance::Relevance;
pub(super) use self::reload::Reload;
use crate::error::Error;

/// What the thread is told.
#[derive(Debug)]
enum Message {
    File(notify::Event),
    /// The operating system has lost events.
    Rescan,
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
        folders.follow([script]);
        Self { script: script.to_owned(), before: Contents::of(script), folders, messages, sender }
    }

    /// Reloads from now on. `imported` are the files besides the script that it was read from.
    pub(super) fn start(self, imported: Result<Vec<PathBuf>, Error>, reload: Reload) -> Watcher {
        let sender = self.sender.clone();
        let thread = std::thread::Builder::new().name("stscript-watch".to_owned());
        if let Err(error) = thread.spawn(move || self.run(&imported, &reload)) {
            log::warn!("saved scripts are not reloaded: no thread for it: {error}");
        }
        Watcher(sender)
    }

    fn run(mut self, imported: &Result<Vec<PathBuf>, Error>, reload: &Reload) {
        let mut relevance = Relevance::default();
        let mut decision = Decision::new([(self.script.clone(), self.before)]);
        self.follow(imported, &mut decision, &mut relevance);
        loop {
            let now = Instant::now();
            match self.wait(decision.due(), now) {
                Some(Message::Stop) => return,
                Some(Message::Rescan) => decision.poll(Instant::now()),
                Some(Message::File(event)) => {
                    if relevance.concerns(&event) {
                        decision.event(Instant::now());
                    }
                    continue;
                }
                None => {}
            }
            if decision.due().is_none_or(|due| Instant::now() < due) {
                continue;
            }
            let found = decision.files().map(|file| (file.clone(), Contents::of(file))).collect();
            if decision.check(Instant::now(), found) {
                let Some(imported) = reload.reload(&self.script) else {
                    return;
                };
                self.follow(&imported, &mut decision, &mut relevance);
            }
        }
    }

    /// The next message, or `None` when it is time to look at the files.
    fn wait(&self, due: Option<Instant>, now: Instant) -> Option<Message> {
        let until = match (due, self.folders.poll()) {
            (None, None) => return Some(self.messages.recv().unwrap_or(Message::Stop)),
            (None, Some(poll)) => {
                return match self.messages.recv_timeout(poll) {
                    Ok(message) => Some(message),
                    Err(RecvTimeoutError::Timeout) => Some(Message::Rescan),
                    Err(RecvTimeoutError::Disconnected) => Some(Message::Stop),
                };
            }
            (Some(due), _) => due,
        };
        match self.messages.recv_timeout(until.saturating_duration_since(now)) {
            Ok(message) => Some(message),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Message::Stop),
        }
    }

    /// After a reload: watches what the new version was read from. One that does not compile does not say what it
    /// imports, so the former files stay watched, and any script that appears may heal it.
    fn follow(&mut self, imported: &Result<Vec<PathBuf>, Error>, decision: &mut Decision, relevance: &mut Relevance) {
        let base = self.script.parent().unwrap_or(&self.script).to_owned();
        let files: Vec<PathBuf> = match imported {
            Ok(imported) => std::iter::once(self.script.clone()).chain(imported.iter().cloned()).collect(),
            Err(error) => {
                let named = error.report().file.as_ref().map(|file| base.join(file));
                decision.files().cloned().chain(named.filter(|file| file.is_file())).collect()
            }
        };
        self.folders.follow(files.iter().map(PathBuf::as_path));
        relevance.set(&files, imported.is_err());
        decision.watch(files.into_iter().map(|file| (Contents::of(&file), file)), imported.is_err());
    }
}
