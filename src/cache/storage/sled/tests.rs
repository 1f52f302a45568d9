use std::{
    process::{Command, Stdio},
    time::Duration,
};

use super::*;
use crate::cache::{Argument, Cache, CacheError, Call, Function, FunctionSpec, Kind, Options, RunId};
use crate::value::Fingerprint;
use rhai::Dynamic;

const TODAY: SystemTime = UNIX_EPOCH;

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
        fs::write(folder.join("db/conf"), b"this is no configuration of sled").unwrap();
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

const CHILD: &str = "STSCRIPT_TEST_KILL_CHILD";

fn squares(folder: &Path) -> Function {
    let opened = open(folder, TODAY);
    let cache = Cache::builder().storage(opened.storage).build();
    let options = Options { persist: true, ..Options::default() };
    let spec = FunctionSpec::new(Kind::Memo, "square", Fingerprint::of_bytes(b"square"));
    cache.function(spec.options(options), None).unwrap()
}

fn square(function: &Function, n: i64, computed: &mut bool) -> Dynamic {
    let x = Dynamic::from(n);
    let arguments = [Argument::new("x", &x)];
    let value = function.get_or_compute(&Call::new(RunId::unique(), &arguments), || {
        *computed = true;
        let filler = "x".repeat(usize::try_from(n % 50).unwrap() * 200);
        Ok::<_, CacheError>(Dynamic::from_array(vec![(n * n).into(), filler.into()]))
    });
    value.unwrap()
}

/// Not a test by itself: the process that the next test kills. Says each number on its standard
/// output once the number's square is stored.
#[test]
fn kill_child() {
    use std::io::Write as _;
    let Ok(setting) = std::env::var(CHILD) else {
        return;
    };
    let (start, folder) = setting.split_once(':').unwrap();
    let function = squares(Path::new(folder));
    let mut out = io::stdout();
    for n in start.parse::<i64>().unwrap().. {
        _ = square(&function, n, &mut false);
        // Past the test harness, which would keep it until the end.
        writeln!(out, "stored {n}").unwrap();
        out.flush().unwrap();
    }
}

/// Kills a writing process `rounds` times, and checks all that it said it had stored.
fn kill_rounds(rounds: usize) {
    use std::io::{BufRead as _, BufReader};
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("cache");
    let mut next = 0_i64;
    let mut lost = 0;
    for round in 0..rounds {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "--nocapture", "cache::storage::sled::tests::kill_child"])
            .env(CHILD, format!("{next}:{}", folder.display()))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut stored = None;
        // A different number of entries each round, so that the kill hits different moments.
        for _ in 0..(1 + round * 7 % 40) {
            let line = loop {
                let line = lines.next().unwrap().unwrap();
                // The harness writes the name of the test before the first line.
                if let Some((_, n)) = line.split_once("stored ") {
                    break n.parse::<i64>().unwrap();
                }
            };
            stored = Some(line);
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let last = stored.unwrap();
        let function = squares(&folder);
        for n in next..=last {
            let mut computed = false;
            let value = square(&function, n, &mut computed);
            let first = value.into_array().unwrap()[0].as_int();
            assert_eq!(first, Ok(n * n), "round {round}: never a wrong value");
            lost += usize::from(computed);
        }
        next = last + 1000;
    }
    let set_aside = fs::read_dir(parent.path())
        .unwrap()
        .filter(|entry| {
            let name = entry.as_ref().unwrap().file_name();
            name.to_string_lossy().contains("damaged")
        })
        .count();
    eprintln!("{rounds} kills: {set_aside} stores set aside, {lost} values lost");
    assert_eq!((set_aside, lost), (0, 0), "what was stored survives a kill");
}

#[test]
fn a_killed_process_leaves_no_wrong_value_and_loses_nothing_it_had_stored() {
    kill_rounds(10);
}

#[test]
#[ignore = "takes a minute; part of the release checks"]
fn a_hundred_kills_do_no_harm() {
    kill_rounds(100);
}
