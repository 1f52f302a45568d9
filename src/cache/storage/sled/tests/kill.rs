//! Processes that are killed while they write: what they said they had stored is there, what they
//! said they had removed is not, and nothing is wrong.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Write},
    process::{ChildStdout, Command, Stdio},
    thread,
};

use rhai::Dynamic;

use super::*;
use crate::cache::{Argument, Cache, CacheError, Call, Function, FunctionSpec, Kind, Options, RunId};
use crate::value::Fingerprint;

const CHILD: &str = "STSCRIPT_TEST_KILL_CHILD";
/// Threads of a child that write at the same time.
const WRITERS: i64 = 2;

fn squares(folder: &Path) -> Function {
    // A child of the other lane that has not yet begun its own program holds the locks of this one.
    let storage = (0..500).find_map(|_| {
        let opened = open(folder, TODAY);
        if opened.storage.is_none() {
            thread::sleep(Duration::from_millis(10));
        }
        opened.storage
    });
    let cache = Cache::builder().storage(Some(storage.unwrap())).build();
    let options = Options { persist: true, ..Options::default() };
    let spec = FunctionSpec::new(Kind::Memo, "square", Fingerprint::of_bytes(b"square"));
    cache.function(spec.options(options), None).unwrap()
}

/// Bytes that a value of `n` is long: most are part of sled's log, some are files of their own.
fn length(n: i64) -> usize {
    if n % 23 == 7 { 300_000 } else { usize::try_from(n % 50).unwrap() * 200 }
}

/// The square of `n`, and whether it had to be computed.
fn square(function: &Function, n: i64) -> (Dynamic, bool) {
    let x = Dynamic::from(n);
    let mut computed = false;
    let value = function.get_or_compute(&Call::new(RunId::unique(), &[Argument::new("x", &x)]), || {
        computed = true;
        Ok::<_, CacheError>(Dynamic::from_array(vec![(n * n).into(), "x".repeat(length(n)).into()]))
    });
    (value.unwrap(), computed)
}

fn forget(function: &Function, n: i64) {
    let x = Dynamic::from(n);
    function.clear_call(&[Argument::new("x", &x)]).unwrap();
}

/// One line in one piece, so that what was said is known even when the process ends right after.
fn say(what: &str, n: i64) {
    io::stdout().lock().write_all(format!("{what} {n}\n").as_bytes()).unwrap();
}

/// Not a test by itself: the process that the next test kills. It stores, and now and then
/// removes again, for as long as it lives, and says so after each step.
#[test]
fn kill_child() {
    let Ok(setting) = std::env::var(CHILD) else {
        return;
    };
    let (start, folder) = setting.split_once(':').unwrap();
    let start: i64 = start.parse().unwrap();
    let function = squares(Path::new(folder));
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let function = &function;
            scope.spawn(move || {
                for n in (start + writer..).step_by(2) {
                    _ = square(function, n);
                    say("stored", n);
                    if n % 5 == 4 {
                        // Before the removal begins: from here on, either is right.
                        say("removing", n);
                        forget(function, n);
                        say("removed", n);
                    }
                }
            });
        }
    });
}

/// What a child has said about each number.
type Said = BTreeMap<i64, String>;

fn hear(line: &str, said: &mut Said) {
    // The test harness writes the name of the test before the first line.
    let what = ["stored", "removing", "removed"].into_iter().find_map(|what| {
        let at = line.find(&format!("{what} "))?;
        Some((what, line[at + what.len()..].trim().parse().ok()?))
    });
    if let Some((what, n)) = what {
        said.insert(n, what.to_owned());
    }
}

/// A number that differs from round to round and is the same in every run of the test.
fn scattered(round: usize, below: usize) -> usize {
    usize::try_from(xxhash_rust::xxh3::xxh3_64(&round.to_le_bytes()) >> 32).unwrap() % below
}

/// Starts a writing process, and kills it at some moment; what it had said until then.
fn one_kill(folder: &Path, start: i64, round: usize) -> Said {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--nocapture", "cache::storage::sled::tests::kill::kill_child"])
        .env(CHILD, format!("{start}:{}", folder.display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out: BufReader<ChildStdout> = BufReader::new(child.stdout.take().unwrap());
    let mut said = Said::new();
    let mut line = String::new();
    let enough = 1 + scattered(round, 30);
    while said.len() < enough {
        line.clear();
        assert!(out.read_line(&mut line).unwrap() > 0, "the child ended by itself");
        hear(&line, &mut said);
    }
    // The moment of the kill is not tied to the end of a step.
    thread::sleep(Duration::from_micros(scattered(round + 1000, 1500) as u64));
    child.kill().unwrap();
    let ended = child.wait_with_output().unwrap();
    // What it had said before it died, and nobody had heard yet, counts too.
    for line in out.split(b'\n') {
        hear(&String::from_utf8_lossy(&line.unwrap()), &mut said);
    }
    let complaints = String::from_utf8_lossy(&ended.stderr);
    assert!(!complaints.contains("panicked"), "round {round}: {complaints}");
    said
}

/// What is wrong with the store, given what all children so far have said.
fn check(folder: &Path, said: &Said, round: usize) {
    let function = squares(folder);
    for (n, what) in said {
        let (value, computed) = square(&function, *n);
        let value = value.into_array().unwrap();
        assert_eq!(value[0].as_int(), Ok(n * n), "round {round}: never a wrong value");
        assert_eq!(value[1].clone().into_string().unwrap().len(), length(*n), "round {round}: never half a value");
        match what.as_str() {
            "stored" => assert!(!computed, "round {round}: {n} was stored, and is lost"),
            "removed" => assert!(computed, "round {round}: {n} was removed, and is back"),
            _ => {}
        }
        if computed {
            // As the child has left it, for the rounds that follow.
            forget(&function, *n);
        }
    }
}

fn kill_rounds(rounds: usize, lane: usize) {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("cache");
    let mut all = Said::new();
    for round in 0..rounds {
        let start = i64::try_from(round).unwrap() * 100_000;
        let said = one_kill(&folder, start, lane * rounds + round);
        check(&folder, &said, round);
        all.extend(said.into_iter().filter(|(_, what)| what != "removing"));
    }
    check(&folder, &all, rounds);
    let stores = fs::read_dir(parent.path()).unwrap().count();
    assert_eq!(stores, 1, "none was set aside as damaged");
}

#[test]
fn a_hundred_killed_writers_leave_no_wrong_value_and_lose_nothing_that_they_had_stored() {
    thread::scope(|scope| {
        for lane in 0..2 {
            scope.spawn(move || kill_rounds(50, lane));
        }
    });
}
