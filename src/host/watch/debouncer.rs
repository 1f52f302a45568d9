//! When a reload is due, from events and from what the files hold.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::contents::{self, Contents};

/// How long it must be quiet: the events of one save come within a few milliseconds.
const QUIET: Duration = Duration::from_millis(25);
/// A folder that never gets quiet is looked at all the same.
const LONGEST: Duration = Duration::from_millis(150);
/// How long a file may be missing or empty before that is taken for its new content.
const SETTLE: Duration = Duration::from_millis(500);

/// Decides when a reload is due, from events and from what the files hold.
///
/// It knows neither clock nor file system: both are passed in.
#[derive(Debug)]
pub(super) struct Debouncer {
    /// What the version that runs was read from.
    files: BTreeMap<PathBuf, Contents>,
    /// The version that runs does not compile: what would heal it may be more than what a file holds, such as where it
    /// really is.
    is_broken: bool,
    due: Option<Instant>,
    /// When the first of the events came that were not looked at yet.
    first: Option<Instant>,
    /// Since when a file has been found missing or empty that was not.
    unsettled: Option<Instant>,
}

impl Debouncer {
    pub(super) fn new(files: impl IntoIterator<Item = (PathBuf, Contents)>) -> Self {
        Self { files: files.into_iter().collect(), is_broken: false, due: None, first: None, unsettled: None }
    }

    /// The files that are watched.
    pub(super) fn files(&self) -> impl Iterator<Item = &PathBuf> + Clone {
        self.files.keys()
    }

    /// A run of the version has read one more file; whether it was not known.
    pub(super) fn add(&mut self, file: PathBuf, contents: Contents) -> bool {
        let is_new = !self.files.contains_key(&file);
        self.files.entry(file).or_insert(contents);
        is_new
    }

    /// A run has looked for a file in vain; whether more is watched now. Not the file itself: it may be a name that a
    /// visitor has made up, and there can be any number of them.
    pub(super) fn missed(&mut self, file: &Path) -> bool {
        let any = contents::any_beside(file);
        if self.files.contains_key(file) || self.files.contains_key(&any) {
            return false;
        }
        let found = Contents::of(&any);
        // It may have come between the look and this one.
        let found = if file.exists() { Contents::Missing } else { found };
        self.add(any, found)
    }

    /// Whether the version that runs does not compile.
    pub(super) const fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// When [`Debouncer::check`] is to be called; `None`: after the next event.
    pub(super) const fn due(&self) -> Option<Instant> {
        self.due
    }

    /// Something has happened to a file.
    pub(super) fn event(&mut self, now: Instant) {
        let first = *self.first.get_or_insert(now);
        self.due = Some((now + QUIET).min(first + LONGEST));
    }

    /// Nobody tells of events here: it is time to look.
    pub(super) const fn poll(&mut self, now: Instant) {
        self.due = Some(now);
    }

    /// Looks at what the files hold now; whether they make a new version.
    pub(super) fn check(&mut self, now: Instant, found: BTreeMap<PathBuf, Contents>) -> bool {
        self.due = None;
        let had_events = self.first.take().is_some();
        if found == self.files && !(self.is_broken && had_events) {
            self.unsettled = None;
            return false;
        }
        let is_settled =
            found.iter().all(|(file, contents)| contents.is_settled() || self.files.get(file) == Some(contents));
        let since = *self.unsettled.get_or_insert(now);
        if !is_settled && now < since + SETTLE {
            self.due = Some(now + QUIET);
            // Not forgotten by a version that is broken.
            self.first = had_events.then_some(now);
            return false;
        }
        self.unsettled = None;
        self.files = found;
        true
    }

    /// After a reload: the files of the new version, with what it has read. Those that were known keep what they held
    /// when it was decided: a save meanwhile is another reload, and a file that the version would not read is not
    /// another one.
    pub(super) fn watch(&mut self, files: impl IntoIterator<Item = (PathBuf, Contents)>, is_broken: bool) {
        let known = std::mem::take(&mut self.files);
        self.files = files
            .into_iter()
            .map(|(file, contents)| {
                let contents = known.get(&file).copied().unwrap_or(contents);
                (file, contents)
            })
            .collect();
        self.is_broken = is_broken;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const APP: &str = "/apps/app.rhai";

    /// A clock in milliseconds, and one file.
    struct Bench {
        start: Instant,
        debouncer: Debouncer,
    }

    impl Bench {
        fn new() -> Self {
            Self { start: Instant::now(), debouncer: Debouncer::new([(APP.into(), Contents::Text(1))]) }
        }

        fn at(&self, ms: u64) -> Instant {
            self.start + Duration::from_millis(ms)
        }

        fn event(&mut self, ms: u64) {
            self.debouncer.event(self.at(ms));
        }

        fn due(&self) -> Option<u128> {
            self.debouncer.due().map(|due| (due - self.start).as_millis())
        }

        fn check(&mut self, ms: u64, contents: Contents) -> bool {
            let found = BTreeMap::from([(PathBuf::from(APP), contents)]);
            self.debouncer.check(self.at(ms), found)
        }
    }

    #[test]
    fn a_save_is_a_reload_once_it_is_quiet() {
        let mut bench = Bench::new();
        assert_eq!(bench.due(), None);
        bench.event(0);
        assert_eq!(bench.due(), Some(25));
        assert!(bench.check(25, Contents::Text(2)));
        assert_eq!(bench.due(), None);
    }

    #[test]
    fn a_burst_of_saves_is_one_reload() {
        let mut bench = Bench::new();
        for ms in [0, 10, 20, 30] {
            bench.event(ms);
        }
        assert_eq!(bench.due(), Some(55));
        assert!(bench.check(55, Contents::Text(2)));
        assert!(!bench.check(80, Contents::Text(2)));
    }

    #[test]
    fn a_burst_without_end_is_looked_at_all_the_same() {
        let mut bench = Bench::new();
        for ms in 0..149 {
            bench.event(ms);
        }
        assert_eq!(bench.due(), Some(150));
    }

    #[test]
    fn unchanged_content_is_no_reload() {
        let mut bench = Bench::new();
        bench.event(0);
        assert!(!bench.check(25, Contents::Text(1)));
        assert_eq!(bench.due(), None);
    }

    #[test]
    fn a_file_that_is_emptied_and_then_filled_is_one_reload() {
        for unfinished in [Contents::Empty, Contents::Missing] {
            let mut bench = Bench::new();
            bench.event(0);
            assert!(!bench.check(25, unfinished));
            assert_eq!(bench.due(), Some(50));
            assert!(bench.check(50, Contents::Text(2)));
        }
    }

    #[test]
    fn a_file_that_is_deleted_and_then_made_and_then_filled_is_one_reload() {
        let mut bench = Bench::new();
        for (ms, contents) in [(0, Contents::Missing), (80, Contents::Empty)] {
            bench.event(ms);
            assert!(!bench.check(ms + 25, contents), "{contents:?}");
        }
        bench.event(160);
        assert!(bench.check(185, Contents::Text(2)));
    }

    #[test]
    fn a_file_that_comes_back_as_it_was_is_no_reload() {
        let mut bench = Bench::new();
        bench.event(0);
        assert!(!bench.check(25, Contents::Missing));
        assert!(!bench.check(50, Contents::Text(1)));
        assert_eq!(bench.due(), None);
    }

    #[test]
    fn a_file_that_stays_empty_is_taken_as_it_is() {
        let mut bench = Bench::new();
        bench.event(0);
        assert!(!bench.check(25, Contents::Empty));
        assert!(!bench.check(500, Contents::Empty));
        assert!(bench.check(525, Contents::Empty));
        bench.event(1000);
        assert!(bench.check(1025, Contents::Text(3)), "and it heals at once");
    }

    #[test]
    fn a_script_that_imports_something_broken_is_read_again_for_any_script() {
        let mut bench = Bench::new();
        bench.debouncer.watch([(APP.into(), Contents::Text(1))], true);
        bench.event(0);
        assert!(bench.check(25, Contents::Text(1)));
    }

    #[test]
    fn a_file_that_a_run_reads_is_watched_as_the_run_has_read_it() {
        let lib = PathBuf::from("/apps/lib.rhai");
        let mut bench = Bench::new();
        assert!(bench.debouncer.add(lib.clone(), Contents::Text(7)));
        assert!(!bench.debouncer.add(lib.clone(), Contents::Text(8)), "what was known stays");
        let found = |contents| BTreeMap::from([(APP.into(), Contents::Text(1)), (lib.clone(), contents)]);
        assert!(!bench.debouncer.check(bench.at(0), found(Contents::Text(7))));
        bench.event(10);
        assert!(bench.debouncer.check(bench.at(35), found(Contents::Text(9))));
    }

    #[test]
    fn a_file_that_was_looked_for_is_a_reload_when_it_is_made() {
        let mut bench = Bench::new();
        bench.debouncer.watch([(APP.into(), Contents::Text(1)), ("/apps/lib/a.rhai".into(), Contents::Missing)], false);
        let found = |contents| BTreeMap::from([(APP.into(), Contents::Text(1)), ("/apps/lib/a.rhai".into(), contents)]);
        bench.event(0);
        assert!(!bench.debouncer.check(bench.at(25), found(Contents::Missing)));
        bench.event(30);
        assert!(!bench.debouncer.check(bench.at(55), found(Contents::Empty)), "it is still being written");
        assert!(bench.debouncer.check(bench.at(80), found(Contents::Text(2))));
    }

    #[test]
    fn a_file_that_a_version_would_not_read_is_not_a_reload_again_and_again() {
        let mut bench = Bench::new();
        // It is there, but the version says that it is not: a link that leads out of the app's folder.
        let files = || [(APP.into(), Contents::Text(1)), (PathBuf::from("/apps/lib.rhai"), Contents::Missing)];
        let found = BTreeMap::from([(APP.into(), Contents::Text(1)), ("/apps/lib.rhai".into(), Contents::Text(2))]);
        bench.debouncer.watch(files(), true);
        bench.debouncer.poll(bench.at(0));
        assert!(bench.debouncer.check(bench.at(0), found.clone()));
        bench.debouncer.watch(files(), true);
        bench.debouncer.poll(bench.at(1));
        assert!(!bench.debouncer.check(bench.at(1), found));
    }

    #[test]
    fn modules_that_runs_do_not_find_are_one_entry_for_each_folder_that_there_is() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("pages")).unwrap();
        let mut bench = Bench::new();
        let missed =
            (0..100).filter(|n| bench.debouncer.missed(&folder.path().join(format!("pages/{n}.rhai")))).count();
        let deep =
            (0..100).filter(|n| bench.debouncer.missed(&folder.path().join(format!("made/up/{n}/a.rhai")))).count();
        assert_eq!((missed, deep, bench.debouncer.files().count()), (1, 1, 3), "it is looked at the files but once");
        let found = |bench: &Bench| -> BTreeMap<_, _> {
            let files = bench.debouncer.files().map(|file| (file.clone(), Contents::of(file)));
            files.chain([(APP.into(), Contents::Text(1))]).collect()
        };
        let unchanged = found(&bench);
        assert!(!bench.debouncer.check(bench.at(0), unchanged));
        std::fs::write(folder.path().join("pages/7.rhai"), "let x = 1;").unwrap();
        let changed = found(&bench);
        assert!(bench.debouncer.check(bench.at(1), changed), "the one that comes is another version");
    }

    #[test]
    fn a_save_during_a_reload_is_another_reload() {
        let mut bench = Bench::new();
        bench.event(0);
        assert!(bench.check(25, Contents::Text(2)));
        // The file was saved again before the new version's files were listed.
        bench.debouncer.watch([(APP.into(), Contents::Text(3))], false);
        bench.event(26);
        assert!(bench.check(51, Contents::Text(3)));
    }
}
