//! Which events may mean a new version.

use std::collections::HashSet;
use std::path::PathBuf;

use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind};

/// The names that lead to the files of a version.
#[derive(Debug, Default)]
pub(super) struct Relevance(HashSet<PathBuf>);

/// What an event means for a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Means {
    Nothing,
    /// A file may hold something else.
    Written,
    /// Something else stands under a name, perhaps of a folder or a link on the way.
    Exchanged,
}

impl Relevance {
    /// `names` are all on the ways to the files.
    pub(super) const fn of(names: HashSet<PathBuf>) -> Self {
        Self(names)
    }

    pub(super) fn means(&self, event: &notify::Event) -> Means {
        if !event.paths.iter().any(|path| self.0.contains(path)) {
            return Means::Nothing;
        }
        match event.kind {
            // The end of a save; other accesses are only somebody who reads.
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => Means::Written,
            EventKind::Access(_) => Means::Nothing,
            EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) => Means::Exchanged,
            _ => Means::Written,
        }
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, DataChange, RemoveKind, RenameMode};

    use super::*;

    fn event(kind: EventKind, path: &str) -> notify::Event {
        notify::Event::new(kind).add_path(path.into())
    }

    const WRITTEN: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));
    const CLOSED: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));
    const READ: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Read));
    const RENAMED: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::To));
    const CREATED: EventKind = EventKind::Create(CreateKind::File);
    const REMOVED: EventKind = EventKind::Remove(RemoveKind::Folder);

    fn relevance() -> Relevance {
        Relevance::of(["/apps", "/apps/app.rhai"].map(PathBuf::from).into())
    }

    #[test]
    fn what_is_written_into_a_file_of_the_version_may_be_another_version() {
        let relevance = relevance();
        assert_eq!(relevance.means(&event(WRITTEN, "/apps/app.rhai")), Means::Written);
        assert_eq!(relevance.means(&event(CLOSED, "/apps/app.rhai")), Means::Written);
        assert_eq!(relevance.means(&event(READ, "/apps/app.rhai")), Means::Nothing);
    }

    #[test]
    fn a_file_or_folder_on_the_way_may_have_been_exchanged() {
        let relevance = relevance();
        for kind in [RENAMED, CREATED, REMOVED] {
            assert_eq!(relevance.means(&event(kind, "/apps/app.rhai")), Means::Exchanged);
            assert_eq!(relevance.means(&event(kind, "/apps")), Means::Exchanged);
        }
    }

    #[test]
    fn what_happens_beside_the_way_means_nothing() {
        let relevance = relevance();
        for kind in [WRITTEN, CLOSED, RENAMED, CREATED, REMOVED] {
            assert_eq!(relevance.means(&event(kind, "/apps/server.log")), Means::Nothing);
            assert_eq!(relevance.means(&event(kind, "/apps/other.rhai")), Means::Nothing);
        }
    }
}
