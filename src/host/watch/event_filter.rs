//! Which events may mean a new version.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind};

use super::contents;

/// The names that lead to the files of a version.
#[derive(Debug, Default)]
pub(super) struct EventFilter {
    names: HashSet<PathBuf>,
    /// Folders in which every name counts.
    folders: HashSet<PathBuf>,
}

/// What an event means for a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Means {
    Nothing,
    /// A file may hold something else.
    Written,
    /// Something else stands under a name, perhaps of a folder or a link on the way.
    Exchanged,
}

impl EventFilter {
    /// `names` are all on the ways to the files.
    pub(super) fn of(names: HashSet<PathBuf>) -> Self {
        let any = names.iter().filter(|name| contents::is_any(name));
        let folders = any.filter_map(|name| name.parent().map(Path::to_owned)).collect();
        Self { names, folders }
    }

    /// Whether a script or a folder has come or gone where every one counts.
    fn is_in_folder(&self, event: &notify::Event) -> bool {
        let may_count = |path: &Path| path.extension().is_none_or(|extension| extension == "rhai");
        matches!(event.kind, EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)))
            && event
                .paths
                .iter()
                .any(|path| may_count(path) && path.parent().is_some_and(|folder| self.folders.contains(folder)))
    }

    pub(super) fn means(&self, event: &notify::Event) -> Means {
        if !event.paths.iter().any(|path| self.names.contains(path)) {
            return if self.is_in_folder(event) { Means::Exchanged } else { Means::Nothing };
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

    fn filter() -> EventFilter {
        EventFilter::of(["/apps", "/apps/app.rhai"].map(PathBuf::from).into())
    }

    #[test]
    fn what_is_written_into_a_file_of_the_version_may_be_another_version() {
        let filter = filter();
        assert_eq!(filter.means(&event(WRITTEN, "/apps/app.rhai")), Means::Written);
        assert_eq!(filter.means(&event(CLOSED, "/apps/app.rhai")), Means::Written);
        assert_eq!(filter.means(&event(READ, "/apps/app.rhai")), Means::Nothing);
    }

    #[test]
    fn a_file_or_folder_on_the_way_may_have_been_exchanged() {
        let filter = filter();
        for kind in [RENAMED, CREATED, REMOVED] {
            assert_eq!(filter.means(&event(kind, "/apps/app.rhai")), Means::Exchanged);
            assert_eq!(filter.means(&event(kind, "/apps")), Means::Exchanged);
        }
    }

    #[test]
    fn where_any_script_counts_one_that_comes_or_goes_may_be_another_version() {
        let filter = EventFilter::of(["/apps", "/apps/pages", "/apps/pages/*.rhai"].map(PathBuf::from).into());
        assert_eq!(filter.means(&event(CREATED, "/apps/pages/new.rhai")), Means::Exchanged);
        assert_eq!(filter.means(&event(RENAMED, "/apps/pages/folder")), Means::Exchanged);
        assert_eq!(filter.means(&event(WRITTEN, "/apps/pages/known.rhai")), Means::Nothing);
        assert_eq!(filter.means(&event(CREATED, "/apps/pages/data.csv")), Means::Nothing);
        assert_eq!(filter.means(&event(CREATED, "/apps/new.rhai")), Means::Nothing);
    }

    #[test]
    fn what_happens_beside_the_way_means_nothing() {
        let filter = filter();
        for kind in [WRITTEN, CLOSED, RENAMED, CREATED, REMOVED] {
            assert_eq!(filter.means(&event(kind, "/apps/server.log")), Means::Nothing);
            assert_eq!(filter.means(&event(kind, "/apps/other.rhai")), Means::Nothing);
        }
    }
}
