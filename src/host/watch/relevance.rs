use std::collections::HashSet;
use std::path::{Path, PathBuf};

use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind};

/// Which events may mean a new version.
#[derive(Debug, Default)]
pub(super) struct Relevance {
    /// The watched files, by every name under which events may call them.
    names: HashSet<PathBuf>,
    any_script: bool,
}

impl Relevance {
    /// `any_script`: a script that is not among `files` may matter too.
    pub(super) fn set(&mut self, files: &[PathBuf], any_script: bool) {
        self.names = files.iter().cloned().collect();
        self.names.extend(files.iter().filter_map(|file| file.canonicalize().ok()));
        self.any_script = any_script;
    }

    pub(super) fn concerns(&self, event: &notify::Event) -> bool {
        match event.kind {
            // The end of a save; other accesses are only somebody who reads.
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => self.names_any(event),
            EventKind::Access(_) => false,
            // What stands under a name has been exchanged, perhaps a folder or a link on the way to a file.
            EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) => {
                !self.any_script
                    || self.names_any(event)
                    || event.paths.iter().any(|path| !is_file_of_another_kind(path))
            }
            _ => self.names_any(event),
        }
    }

    fn names_any(&self, event: &notify::Event) -> bool {
        event.paths.iter().any(|path| self.names.contains(path) || self.any_script && is_script(path))
    }
}

fn is_script(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rhai")
}

/// A broken version is read again for every event that concerns it, so for fewer: not for a file that is no script.
fn is_file_of_another_kind(path: &Path) -> bool {
    !is_script(path) && !path.is_dir() && !path.is_symlink()
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, DataChange, RenameMode};

    use super::*;

    fn event(kind: EventKind, path: &str) -> notify::Event {
        notify::Event::new(kind).add_path(path.into())
    }

    const WRITTEN: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));
    const CLOSED: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));
    const READ: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Read));
    const RENAMED: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::To));
    const CREATED: EventKind = EventKind::Create(CreateKind::File);

    #[test]
    fn only_what_changes_a_watched_file_concerns_it() {
        let mut relevance = Relevance::default();
        relevance.set(&["/apps/app.rhai".into()], false);
        assert!(relevance.concerns(&event(WRITTEN, "/apps/app.rhai")));
        assert!(relevance.concerns(&event(CLOSED, "/apps/app.rhai")));
        assert!(relevance.concerns(&event(RENAMED, "/apps/app.rhai")));
        assert!(!relevance.concerns(&event(READ, "/apps/app.rhai")));
        assert!(!relevance.concerns(&event(WRITTEN, "/apps/server.log")));
        assert!(!relevance.concerns(&event(WRITTEN, "/apps/other.rhai")));
    }

    #[test]
    fn any_script_concerns_a_version_that_does_not_compile() {
        let mut relevance = Relevance::default();
        relevance.set(&["/apps/app.rhai".into()], true);
        assert!(relevance.concerns(&event(CREATED, "/apps/helpers.rhai")));
        assert!(relevance.concerns(&event(CLOSED, "/apps/helpers.rhai")));
        assert!(!relevance.concerns(&event(CREATED, "/apps/notes.txt")));
        assert!(!relevance.concerns(&event(READ, "/apps/app.rhai")));
    }
}
