//! A store that something has written over: nothing is lost in silence, and nothing wrong is read.

use std::path::PathBuf;

use super::*;

const SMALL: u8 = 60;
const LARGE: u8 = 6;

fn key(n: u8) -> [u8; 2] {
    [b'k', n]
}

fn value(n: u8) -> Vec<u8> {
    let length = if n < SMALL { 50 + usize::from(n) * 30 } else { 6000 };
    vec![n; length]
}

/// A store with small and large values, of which some were removed again, as its process has left it: closed, or killed.
struct Written {
    closed: tempfile::TempDir,
    killed: tempfile::TempDir,
}

impl Written {
    fn new() -> Self {
        let [closed, killed] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        let store = storage(open(closed.path(), TODAY));
        for n in 0..SMALL + LARGE {
            store.put(&key(n), &value(n), None).unwrap();
        }
        store.put(b"gone", b"cleared", None).unwrap();
        store.remove(b"gone").unwrap();
        copy(closed.path(), killed.path());
        Self { closed, killed }
    }

    fn copy_to(&self, folder: &Path, is_closed: bool) {
        copy(if is_closed { self.closed.path() } else { self.killed.path() }, folder);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() { copy(&entry.path(), &to) } else { _ = fs::copy(entry.path(), to).unwrap() }
    }
}

/// Numbers that look like chance and are the same in every run.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 += 1;
        xxhash_rust::xxh3::xxh3_64(&self.0.to_le_bytes())
    }

    fn fill(&mut self, bytes: &mut [u8]) {
        bytes.iter_mut().for_each(|byte| *byte = self.next().to_le_bytes()[0]);
    }
}

/// All files of the store, the lock aside, which is empty.
fn all_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(all_files(&path));
        } else if entry.file_name() != "in-use" {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Ways to damage a file.
const WAYS: [&str; 7] = ["all", "half", "some", "short", "empty", "gone", "folder"];

fn damage(file: &Path, way: &str, chance: &mut Chance) {
    let mut bytes = fs::read(file).unwrap();
    let half = bytes.len() / 2;
    match way {
        "all" => chance.fill(&mut bytes),
        "half" => chance.fill(&mut bytes[half..]),
        "some" => {
            let from = usize::try_from(chance.next()).unwrap() % bytes.len().max(1);
            let to = (from + 200).min(bytes.len());
            chance.fill(&mut bytes[from..to]);
        }
        "short" => bytes.truncate(half),
        "empty" => bytes.clear(),
        _ => {
            fs::remove_file(file).unwrap();
            if way == "folder" {
                fs::create_dir(file).unwrap();
            }
            return;
        }
    }
    fs::write(file, bytes).unwrap();
}

/// What is left of the values; none is wrong, and what was removed stays away.
fn left(store: &dyn Storage, what: &str) -> Vec<u8> {
    assert_eq!(store.get(b"gone"), Ok(None), "{what}");
    let is_whole = |n: &u8| match store.get(&key(*n)).unwrap_or_else(|error| panic!("{what}: {error}")) {
        // A file of a large value has no checksum here; the cache has one in each entry.
        Some(found) if *n >= SMALL => found == value(*n),
        Some(found) => {
            assert_eq!(found, value(*n), "{what}");
            true
        }
        None => false,
    };
    (0..SMALL + LARGE).filter(is_whole).collect()
}

/// Damages one file of a store in some way, and opens it.
fn one(written: &Written, name: &str, is_closed: bool, way: &str, chance: &mut Chance) {
    let what = format!("{name} {way}, {}", if is_closed { "closed" } else { "killed" });
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("cache");
    written.copy_to(&folder, is_closed);
    let file = all_files(&folder).into_iter().find(|file| file.strip_prefix(&folder).unwrap().starts_with(name));
    let Some(file) = file else { return };
    damage(&file, way, chance);

    let opened = open(&folder, TODAY);
    let store = opened.storage.unwrap_or_else(|| panic!("{what}: {:?}", opened.notice));
    let left = left(&*store, &what);
    let aside = parent.path().join("cache.damaged-1970-01-01");
    match opened.notice {
        Some(Notice::SetAside { .. }) => {
            assert!(left.is_empty() && all_files(&aside).len() > 2, "{what}");
        }
        None => {
            let missing = (0..SMALL + LARGE).filter(|n| !left.contains(n)).count();
            assert!(missing <= usize::from(name == "values"), "{what}: {missing} are lost in silence");
            assert!(!aside.exists(), "{what}");
        }
        other => panic!("{what}: {other:?}"),
    }
    // It works as any other.
    store.put(b"new", b"1", None).unwrap();
    drop(store);
    assert_eq!(storage(open(&folder, TODAY)).get(b"new"), Ok(Some(b"1".to_vec())), "{what}");
}

#[test]
fn whichever_file_is_damaged_in_whichever_way_the_store_is_set_aside_or_whole() {
    let written = Written::new();
    let mut chance = Chance(1);
    for name in ["db/db", "db/conf", "db/snap", "tally", "values"] {
        for is_closed in [true, false] {
            for way in WAYS {
                one(&written, name, is_closed, way, &mut chance);
            }
        }
    }
}

#[test]
fn a_few_bytes_anywhere_in_the_database_lose_nothing_in_silence() {
    let written = Written::new();
    let mut chance = Chance(100);
    for round in 0..20 {
        one(&written, "db/db", round % 2 == 0, "some", &mut chance);
    }
}

#[test]
fn damage_to_everything_is_a_store_that_is_set_aside() {
    let written = Written::new();
    let mut chance = Chance(200);
    for is_closed in [true, false] {
        for way in ["all", "half", "empty"] {
            let parent = tempfile::tempdir().unwrap();
            let folder = parent.path().join("cache");
            written.copy_to(&folder, is_closed);
            all_files(&folder).iter().for_each(|file| damage(file, way, &mut chance));
            let opened = open(&folder, TODAY);
            assert!(matches!(opened.notice, Some(Notice::SetAside { .. })), "{way}: {:?}", opened.notice);
            opened.storage.unwrap().put(b"new", b"1", None).unwrap();
        }
    }
}

#[test]
fn a_file_where_a_folder_was_is_a_damaged_store() {
    let written = Written::new();
    for name in ["db", "values"] {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("cache");
        written.copy_to(&folder, true);
        fs::remove_dir_all(folder.join(name)).unwrap();
        fs::write(folder.join(name), "a file").unwrap();
        let opened = open(&folder, TODAY);
        assert!(matches!(opened.notice, Some(Notice::SetAside { .. })), "{name}: {:?}", opened.notice);
        assert!(parent.path().join("cache.damaged-1970-01-01").join(name).is_file());
    }
}

#[test]
fn files_of_somebody_else_are_neither_moved_nor_written_over() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("project");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("db"), "an important file").unwrap();
    let opened = open(&folder, TODAY);
    assert!(matches!(opened.notice, Some(Notice::Unusable { .. })), "{:?}", opened.notice);
    assert_eq!(fs::read_to_string(folder.join("db")).unwrap(), "an important file");

    let written = Written::new();
    // In a folder that is ours, what is not the store's stays when the store is moved.
    let folder = parent.path().join("cache");
    written.copy_to(&folder, true);
    fs::write(folder.join("notes.txt"), "kept").unwrap();
    fs::write(folder.join("db/db"), "nonsense").unwrap();
    let opened = open(&folder, TODAY);
    assert!(matches!(opened.notice, Some(Notice::SetAside { .. })), "{:?}", opened.notice);
    assert_eq!(fs::read_to_string(folder.join("notes.txt")).unwrap(), "kept");
}

#[test]
fn a_store_of_before_there_was_a_tally_is_taken_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    Written::new().copy_to(folder.path(), true);
    fs::remove_file(folder.path().join("tally")).unwrap();
    let store = storage(open(folder.path(), TODAY));
    assert_eq!(left(&*store, "no tally").len(), usize::from(SMALL + LARGE));
}

#[test]
fn a_store_with_a_single_value_is_no_different() {
    for is_closed in [true, false] {
        for way in ["all", "empty", "short"] {
            let parent = tempfile::tempdir().unwrap();
            let folder = parent.path().join("cache");
            let store = storage(open(&folder, TODAY));
            store.put(b"k", b"1", None).unwrap();
            let killed = parent.path().join("killed");
            copy(&folder, &killed);
            drop(store);
            let folder = if is_closed { folder } else { killed };
            damage(&folder.join("db/db"), way, &mut Chance(300));
            let opened = open(&folder, TODAY);
            assert!(matches!(opened.notice, Some(Notice::SetAside { .. })), "{is_closed} {way} {:?}", opened.notice);
        }
    }
}
