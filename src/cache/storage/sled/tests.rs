mod damage;
#[cfg(target_os = "linux")]
mod full;
mod kill;

use std::{
    fs, io,
    path::Path,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::{
    opening::{date, is_locked, try_open},
    *,
};

const TODAY: SystemTime = UNIX_EPOCH;

/// What opening a folder came to.
struct Opened {
    storage: Option<Arc<dyn Storage>>,
    notice: Option<Notice>,
}

fn open(folder: &Path, today: SystemTime) -> Opened {
    let (storage, notice) = open_folder(folder, today);
    Opened { storage: storage.map(|storage| Arc::new(storage) as Arc<dyn Storage>), notice }
}

#[track_caller]
fn storage(opened: Opened) -> Arc<dyn Storage> {
    assert_eq!(opened.notice, None);
    opened.storage.unwrap()
}

#[test]
fn it_is_a_storage() {
    let mut folders = Vec::new();
    super::super::conformance::run(|| {
        folders.push(tempfile::tempdir().unwrap());
        let folder = folders.last().unwrap().path();
        match try_open(folder) {
            Ok(storage) => storage,
            Err(_) => panic!("a new folder can be opened"),
        }
    });
}

#[test]
fn what_was_written_is_there_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let first = storage(open(folder.path(), TODAY));
    first.put(b"k", b"v", None).unwrap();
    drop(first);
    let second = storage(open(folder.path(), TODAY));
    assert_eq!(second.get(b"k").unwrap().unwrap(), b"v");
}

#[test]
fn a_second_owner_of_the_folder_is_told_so_and_goes_without() {
    let folder = tempfile::tempdir().unwrap();
    let first = storage(open(folder.path(), TODAY));
    let second = open(folder.path(), TODAY);
    assert!(second.storage.is_none());
    let notice = second.notice.unwrap().to_string();
    assert!(notice.contains("is in use by another process"), "{notice}");
    first.put(b"k", b"v", None).unwrap();
}

#[test]
fn a_damaged_store_is_set_aside_and_a_new_one_is_begun() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("cache");
    for (n, aside) in ["cache.damaged-1970-01-01", "cache.damaged-1970-01-01-2"].iter().enumerate() {
        drop(storage(open(&folder, TODAY)));
        fs::write(folder.join("db/conf"), b"this is not a configuration of sled").unwrap();
        let opened = open(&folder, TODAY);
        let Some(Notice::SetAside { aside: path, .. }) = opened.notice else {
            panic!("round {n}: {:?}", opened.notice);
        };
        assert_eq!(path, parent.path().join(aside));
        assert!(path.join("db/conf").exists());
        let fresh = opened.storage.unwrap();
        fresh.put(b"k", b"v", None).unwrap();
    }
}

#[test]
fn garbage_in_the_data_file_is_no_panic_and_no_wrong_value() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("cache");
    let first = storage(open(&folder, TODAY));
    for n in 0..100_u8 {
        first.put(&[n], &[n; 1000], None).unwrap();
    }
    drop(first);
    let data = folder.join("db/db");
    let mut bytes = fs::read(&data).unwrap();
    let len = bytes.len();
    for byte in &mut bytes[len / 4..len / 2] {
        *byte ^= 0x5a;
    }
    fs::write(&data, bytes).unwrap();
    let opened = open(&folder, TODAY);
    let storage = opened.storage.unwrap();
    for n in 0..100_u8 {
        // Lost is fine; sled itself has checksums per page.
        if let Ok(Some(value)) = storage.get(&[n]) {
            assert_eq!(value, [n; 1000]);
        }
    }
}

fn files(folder: &Path) -> usize {
    fs::read_dir(folder.join("values")).map_or(0, Iterator::count)
}

#[test]
fn a_large_value_is_a_file_for_as_long_as_it_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let store = storage(open(folder.path(), TODAY));
    store.put(b"small", &[1; INLINE], None).unwrap();
    assert_eq!(files(folder.path()), 0);
    for n in 0..3 {
        store.put(b"large", &[n; INLINE + 1], None).unwrap();
        assert_eq!(files(folder.path()), 1, "a replaced value goes");
    }
    store.put(b"other", &[9; 100_000], None).unwrap();
    assert!(store.size_on_disk().unwrap() >= 100_000 + 4097);
    drop(store);
    let store = storage(open(folder.path(), TODAY));
    assert_eq!(store.get(b"large").unwrap().unwrap(), [2; INLINE + 1]);
    let mut heads = Vec::new();
    store
        .scan_heads(b"", &mut |key, head, length| {
            heads.push((key.to_vec(), head.len(), length));
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(
        heads,
        [(b"large".to_vec(), 1024, 4097), (b"other".to_vec(), 1024, 100_000), (b"small".to_vec(), INLINE, 4096)]
    );
    store.remove(b"large").unwrap();
    store.remove_prefix(b"o").unwrap();
    assert_eq!(files(folder.path()), 0);
}

#[test]
fn a_file_that_is_gone_is_a_value_that_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let store = storage(open(folder.path(), TODAY));
    store.put(b"k", &[1; 10_000], None).unwrap();
    fs::remove_dir_all(folder.path().join("values")).unwrap();
    assert_eq!(store.get(b"k"), Ok(None));
    store.put(b"k", &[2; 10_000], None).unwrap();
    assert_eq!(store.get(b"k").unwrap().unwrap(), [2; 10_000]);
}

#[test]
fn files_that_a_killed_process_left_behind_go_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let store = storage(open(folder.path(), TODAY));
    store.put(b"k", &[1; 10_000], None).unwrap();
    drop(store);
    fs::write(folder.path().join("values/00000000000000ff"), "left behind").unwrap();
    let store = storage(open(folder.path(), TODAY));
    store.put(b"new", &[2; 10_000], None).unwrap();
    assert_eq!(files(folder.path()), 3);
    store.housekeeping();
    assert_eq!(files(folder.path()), 2);
    assert_eq!(store.get(b"k").unwrap().unwrap(), [1; 10_000]);
    assert_eq!(store.get(b"new").unwrap().unwrap(), [2; 10_000]);
}

#[test]
fn a_folder_that_can_not_be_made_is_a_notice() {
    let parent = tempfile::tempdir().unwrap();
    let file = parent.path().join("file");
    fs::write(&file, "").unwrap();
    let opened = open(&file.join("cache"), TODAY);
    assert!(opened.storage.is_none());
    assert!(matches!(opened.notice, Some(Notice::Unusable { .. })));
}

#[test]
fn the_words_of_sled_for_a_database_that_another_has_are_known() {
    let folder = tempfile::tempdir().unwrap();
    let held = ::sled::open(folder.path().join("db")).unwrap();
    let error = ::sled::open(folder.path().join("db")).unwrap_err();
    assert!(is_locked(&error), "sled says it in other words now: {error:?}");
    drop(held);
    fs::write(folder.path().join("file"), "").unwrap();
    let other = ::sled::open(folder.path().join("file")).unwrap_err();
    assert!(!is_locked(&other), "{other:?}");
}

#[test]
fn a_store_that_sled_itself_says_is_locked_is_in_use_and_not_damaged() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("cache");
    let held = ::sled::open(folder.join("db")).unwrap();
    let opened = open(&folder, TODAY);
    assert!(matches!(opened.notice, Some(Notice::InUse { .. })), "{:?}", opened.notice);
    assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1, "nothing was moved");
    drop(held);
}

#[test]
fn a_writer_that_does_not_get_its_turn_does_without_and_the_store_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let Ok(store) = try_open(folder.path()) else { panic!("a new folder can be opened") };
    let others = store.writing.lock();
    assert!(store.turn(Duration::from_millis(1)).is_err());
    drop(others);
    assert!(!store.is_broken());
    store.put(b"k", b"v", None).unwrap();
}

#[test]
fn dates_are_those_of_the_calendar() {
    for (seconds, expected) in [
        (0, "1970-01-01"),
        (951_782_400, "2000-02-29"),
        (1_704_067_199, "2023-12-31"),
        (1_704_067_200, "2024-01-01"),
        (4_107_542_400, "2100-03-01"),
    ] {
        assert_eq!(date(UNIX_EPOCH + Duration::from_secs(seconds)), expected);
    }
}
