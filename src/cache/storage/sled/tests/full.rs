//! A disk without room, as the operating system shows it: a small file system, and a limit on the
//! size of files. The limit needs no rights, the file system those of root.

use std::{
    process::{Command, Output},
    sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering},
    thread,
};

use rhai::Dynamic;

use super::*;
use crate::cache::{
    Argument, Cache, CacheError, Call, Function, FunctionSpec, Kind, ManualClock, Options, RunId, storage::LazyStorage,
};
use crate::value::Fingerprint;

const CHILD: &str = "STSCRIPT_TEST_FULL_CHILD";
/// What makes room again, for a shell.
const RELIEF: &str = "STSCRIPT_TEST_FULL_RELIEF";

/// Counts the warnings of the child.
struct Warnings;
static WARNINGS: AtomicUsize = AtomicUsize::new(0);
static GAVE_UP: AtomicBool = AtomicBool::new(false);

impl log::Log for Warnings {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        metadata.target().starts_with("stscript")
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) {
            eprintln!("{}: {}", record.level(), record.args());
            if record.level() <= log::Level::Warn {
                WARNINGS.fetch_add(1, Ordering::SeqCst);
                let gave_up = record.args().to_string().contains("does not answer");
                GAVE_UP.fetch_or(gave_up, Ordering::SeqCst);
            }
        }
    }

    fn flush(&self) {}
}

fn function(folder: &Path, clock: &Arc<ManualClock>) -> (Cache, Function) {
    let cache = Cache::builder().clock(clock.clone()).storage(Some(Arc::new(LazyStorage::new(folder)))).build();
    let options = Options { persist: true, ..Options::default() };
    let spec = FunctionSpec::new(Kind::Memo, "text", Fingerprint::of_bytes(b"text"));
    let function = cache.function(spec.options(options), None).unwrap();
    (cache, function)
}

/// Calls the function, which returns a string of some length; whether it had to be computed.
fn call(function: &Function, n: i64) -> bool {
    let x = Dynamic::from(n);
    let text = n.to_string().repeat(if n % 40 == 3 { 20_000 } else { 400 });
    let mut computed = false;
    let value = function.get_or_compute(&Call::new(RunId::unique(), &[Argument::new("x", &x)]), || {
        computed = true;
        Ok::<_, CacheError>(text.clone().into())
    });
    assert_eq!(value.unwrap().into_string().unwrap(), text, "the value is right, room or not");
    computed
}

/// Not a test by itself: the process whose disk is full.
#[test]
fn full_child() {
    let Ok(folder) = std::env::var(CHILD) else {
        return;
    };
    log::set_logger(&Warnings).unwrap();
    log::set_max_level(log::LevelFilter::Info);
    let folder = Path::new(&folder);
    let warnings = || WARNINGS.load(Ordering::SeqCst);
    let clock = Arc::new(ManualClock::default());
    let (cache, f) = function(folder, &clock);

    // Several at a time, until it is full and for some time after that.
    let next = AtomicI64::new(0);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut after = 0;
                while after < 25 {
                    assert!(call(&f, next.fetch_add(1, Ordering::SeqCst)));
                    after += i32::from(warnings() > 0);
                }
            });
        }
    });
    assert_eq!(warnings(), 1, "said once");
    cache.housekeeping();
    let computed = next.load(Ordering::SeqCst);
    assert!((0..computed).all(|n| !call(&f, n)), "memory has it all");
    call(&f, -1);

    let relief = std::env::var(RELIEF).unwrap().replace("PID", &std::process::id().to_string());
    assert!(Command::new("sh").args(["-c", &relief]).status().unwrap().success(), "{relief}");
    cache.housekeeping();
    call(&f, -2);
    clock.advance(Duration::from_secs(60));
    cache.housekeeping();
    drop((cache, f));
    if GAVE_UP.load(Ordering::SeqCst) {
        // Rarely, sled never comes back: then the folder is lost to this process, and nothing else.
        eprintln!("INFO: The cache's storage works again. (Not this time: sled did not answer.)");
        return;
    }

    let (_cache, f) = function(folder, &clock);
    assert!(!call(&f, -2), "what was computed when there was room again is kept");
    let kept = (0..computed).filter(|n| !call(&f, *n)).count();
    eprintln!("{kept} of {computed} kept, {} warning", warnings());
    assert!(kept > 50, "what was kept before stays");
    assert_eq!(warnings(), 1);
}

/// Runs the child after `prepare`, which a shell understands.
fn child(folder: &Path, shell: &str, prepare: &str, relief: &str) -> Output {
    let program = std::env::current_exe().unwrap();
    let run = "exec timeout 60 \"$0\" --exact --nocapture cache::storage::sled::tests::full::full_child";
    let mut words = shell.split(' ');
    Command::new(words.next().unwrap())
        .args(words)
        .args(["-c", &format!("{prepare} && {run}")])
        .arg(program)
        .env(CHILD, folder.join("cache"))
        .env(RELIEF, relief)
        .output()
        .unwrap()
}

#[track_caller]
fn went_well(output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert_eq!(said.matches("The cache's storage has failed").count(), 1, "{said}");
    assert!(said.contains("INFO: The cache's storage works again."), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"), "{said}");
}

#[test]
fn a_full_file_system_costs_a_warning_and_persistence_until_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().display();
    let probe = format!("mount -t tmpfs -o size=8m tmpfs '{place}'");
    let probed = Command::new("unshare").args(["-m", "sh", "-c", &probe]).output();
    if !probed.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: no right to mount a file system");
        return;
    }
    let prepare = format!("{probe} && head -c 4000000 /dev/zero > '{place}/ballast'");
    let output = child(folder.path(), "unshare -m sh", &prepare, &format!("rm '{place}/ballast'"));
    went_well(&output);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("No space left on device") || said.contains("does not answer"), "{said}");
}

#[test]
fn files_that_may_not_grow_cost_a_warning_and_persistence_until_they_may() {
    if !Command::new("prlimit").arg("--version").output().is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: no `prlimit`");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let prepare = "trap '' XFSZ && ulimit -S -f 2048";
    let output = child(folder.path(), "sh", prepare, "prlimit --pid PID --fsize=unlimited");
    went_well(&output);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("File too large") || said.contains("does not answer"), "{said}");
}
