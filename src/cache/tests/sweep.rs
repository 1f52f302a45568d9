//! What leaves the storage by itself, and when.

use super::{persist::on_disk, *};
use crate::cache::storage::{Each, EachHead, MemoryStorage, StorageError};

const HOUR: u64 = 3600;

/// A storage on a disk: counts its sweeps, and shows only the beginning of a value.
#[derive(Debug, Default)]
struct Disk {
    inner: MemoryStorage,
    sweeps: AtomicUsize,
    /// Like a server, it does not know its size.
    is_server: bool,
}

impl Storage for Disk {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StorageError> {
        self.inner.get(key)
    }

    fn put(&self, key: &[u8], value: &[u8], ttl: Option<Duration>) -> Result<(), StorageError> {
        self.inner.put(key, value, ttl)
    }

    fn remove(&self, key: &[u8]) -> Result<(), StorageError> {
        self.inner.remove(key)
    }

    fn remove_prefix(&self, prefix: &[u8]) -> Result<u64, StorageError> {
        self.inner.remove_prefix(prefix)
    }

    fn scan(&self, prefix: &[u8], each: Each<'_>) -> Result<(), StorageError> {
        self.inner.scan(prefix, each)
    }

    fn scan_heads(&self, prefix: &[u8], each: EachHead<'_>) -> Result<(), StorageError> {
        self.sweeps.fetch_add(usize::from(prefix == b"v"), Ordering::SeqCst);
        self.inner.scan(prefix, &mut |key, value| each(key, &value[..value.len().min(1024)], value.len() as u64))
    }

    fn flush(&self) -> Result<(), StorageError> {
        Ok(())
    }

    fn size_on_disk(&self) -> Option<u64> {
        if self.is_server { None } else { self.inner.size_on_disk() }
    }
}

fn on(disk: &Arc<Disk>, budget: u64) -> Fixture {
    Fixture::with(|builder| builder.storage(Some(disk.clone())).storage_budget(Some(budget)))
}

/// Stores a string of this many bytes.
fn store(f: &Counted, x: i64, bytes: usize) {
    f.miss(x).store("x".repeat(bytes).into(), Replay::none(), Vec::new()).unwrap();
}

/// The arguments of the values that are there.
fn stored(disk: &Disk) -> Vec<String> {
    let mut found = Vec::new();
    inspect::each_entry(disk, None, |entry| found.push(entry.arguments)).unwrap();
    found.sort();
    found
}

#[test]
fn past_the_budget_the_oldest_values_go_until_a_tenth_is_free() {
    let disk = Arc::new(Disk::default());
    let fixture = on(&disk, 100_000);
    let f = fixture.memo("f", on_disk());
    for x in 0..9 {
        store(&f, x, 10_000);
        fixture.clock.advance(seconds(1));
        fixture.cache.housekeeping();
    }
    assert_eq!(stored(&disk).len(), 9, "nine and their headers fit");
    store(&f, 9, 10_000);
    assert_eq!(stored(&disk).len(), 10, "not on the way of the call");
    fixture.cache.housekeeping();
    assert_eq!(stored(&disk), ["x: 2", "x: 3", "x: 4", "x: 5", "x: 6", "x: 7", "x: 8", "x: 9"]);
    assert_eq!(f.hit(0).source, Source::Memory, "memory has a budget of its own");
}

#[test]
fn a_value_that_is_written_again_is_a_new_one() {
    let disk = Arc::new(Disk::default());
    let fixture = on(&disk, 100_000);
    let f = fixture.memo("f", on_disk());
    for x in [1, 2, 3] {
        store(&f, x, 30_000);
        fixture.clock.advance(seconds(1));
    }
    f.clear_call(1);
    store(&f, 1, 30_000);
    store(&f, 4, 30_000);
    fixture.cache.housekeeping();
    assert_eq!(stored(&disk), ["x: 1", "x: 4"]);
}

#[test]
fn a_value_larger_than_the_budget_does_not_drive_the_others_out() {
    let disk = Arc::new(Disk::default());
    let fixture = on(&disk, 100_000);
    let f = fixture.memo("f", on_disk());
    store(&f, 1, 10_000);
    store(&f, 2, 200_000);
    fixture.cache.housekeeping();
    assert_eq!(stored(&disk), ["x: 1"]);
}

#[test]
fn without_a_budget_everything_stays() {
    let disk = Arc::new(Disk::default());
    let fixture = Fixture::with(|builder| builder.storage(Some(disk.clone())).storage_budget(None));
    store(&fixture.memo("f", on_disk()), 1, 3_000_000);
    fixture.cache.housekeeping();
    assert_eq!(stored(&disk).len(), 1);
}

#[test]
fn values_of_edited_functions_go_as_they_age() {
    let disk = Arc::new(Disk::default());
    let fixture = on(&disk, 100_000);
    store(&fixture.memo("before the edit", on_disk()), 1, 60_000);
    fixture.clock.advance(seconds(1));
    store(&fixture.memo("after the edit", on_disk()), 2, 60_000);
    fixture.cache.housekeeping();
    assert_eq!(stored(&disk), ["x: 2"]);
}

#[test]
fn a_sweep_comes_after_the_start_then_every_hour_or_when_the_budget_may_be_exceeded() {
    let disk = Arc::new(Disk::default());
    let fixture = on(&disk, 100_000);
    let sweeps = || {
        fixture.cache.housekeeping();
        disk.sweeps.load(Ordering::SeqCst)
    };
    let f = fixture.memo("f", on_disk());
    store(&f, 1, 40_000);
    assert_eq!(sweeps(), 1);
    assert_eq!(sweeps(), 1);
    store(&f, 2, 40_000);
    assert_eq!(sweeps(), 1, "they fit");
    fixture.clock.advance(seconds(HOUR - 1));
    assert_eq!(sweeps(), 1);
    fixture.clock.advance(seconds(1));
    assert_eq!(sweeps(), 2);
    store(&f, 3, 40_000);
    assert_eq!(sweeps(), 3);
    f.call(1);
    assert_eq!(sweeps(), 3);
}

#[test]
fn a_server_looks_after_its_size_itself() {
    let disk = Arc::new(Disk { is_server: true, ..Disk::default() });
    let fixture = on(&disk, 1000);
    store(&fixture.memo("f", on_disk()), 1, 10_000);
    fixture.cache.housekeeping();
    assert_eq!((disk.sweeps.load(Ordering::SeqCst), stored(&disk).len()), (0, 1));
}

#[test]
fn expired_values_go_from_the_storage_without_being_asked_for() {
    let disk = Arc::new(Disk::default());
    let fixture = on(&disk, 100_000);
    let short = Options { ttl: Some(seconds(60)), persist_ttl: true, ..on_disk() };
    let ignored = Options { ttl: Some(seconds(60)), ..on_disk() };
    fixture.memo("short", short).call(1);
    fixture.memo("ignored", ignored).call(2);
    fixture.cache.housekeeping();
    assert_eq!(stored(&disk).len(), 2);
    fixture.clock.advance(seconds(HOUR));
    fixture.cache.housekeeping();
    assert_eq!(stored(&disk), ["x: 2"]);
}

#[test]
fn a_sweep_removes_what_no_process_will_use() {
    let disk = Arc::new(Disk::default());
    let fixture = on(&disk, 1_000_000);
    // Arguments so long that the beginning of the entry does not hold the header.
    let long = Dynamic::from_array((0..40).map(|n| "long ".repeat(n).into()).collect());
    let short = Options { ttl: Some(seconds(60)), persist_ttl: true, ..on_disk() };
    let f = fixture.memo("f", short);
    f.call(1);
    f.call(long.clone());
    fixture.memo("g", on_disk()).call(long);
    disk.put(b"vxxx", b"garbage", None).unwrap();
    let now = fixture.clock.wall();
    let swept = |at| crate::cache::sweep::sweep(&*disk, at, None).map(|swept| swept.useless);
    assert_eq!(swept(now + seconds(59)), Ok(1), "the garbage");
    assert_eq!(swept(now + seconds(60)), Ok(2));
    assert_eq!(stored(&disk).len(), 1);
}

#[test]
fn what_is_known_of_widgets_goes_with_the_last_value() {
    let disk = Arc::new(Disk::default());
    let fixture = on(&disk, 50_000);
    let f = fixture.memo("f", Options { allow_widgets: true, ..on_disk() });
    let print = |value: &str| Fingerprint::of_bytes(value.as_bytes());
    for x in [1, 2] {
        let widget = WidgetInput { id: format!("w{x}"), value: print("false"), default: print("false") };
        f.miss(x).store("x".repeat(40_000).into(), Replay::none(), vec![widget]).unwrap();
        fixture.clock.advance(seconds(1));
    }
    assert_eq!(disk.inner.len(), 4);
    fixture.cache.housekeeping();
    assert_eq!((stored(&disk), disk.inner.len()), (vec!["x: 2".to_owned()], 2));
}
