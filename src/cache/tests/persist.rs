use std::{ops::ControlFlow, sync::atomic::AtomicBool};

use parking_lot::Mutex;

use super::*;
use crate::cache::storage::{Each, MemoryStorage, StorageError};

pub(super) fn on_disk() -> Options {
    Options { persist: true, ..Options::default() }
}

pub(super) fn storage() -> Arc<MemoryStorage> {
    Arc::new(MemoryStorage::new())
}

pub(super) fn keys(storage: &MemoryStorage) -> Vec<Vec<u8>> {
    let mut keys = Vec::new();
    storage
        .scan(b"", &mut |key, _| {
            keys.push(key.to_vec());
            ControlFlow::Continue(())
        })
        .unwrap();
    keys
}

#[test]
fn values_are_not_persisted_by_default() {
    let storage = storage();
    Fixture::on(&storage).memo("f", Options::default()).call(1);
    assert!(storage.is_empty());
}

#[test]
fn after_a_restart_the_body_does_not_run() {
    let storage = storage();
    let first = Fixture::on(&storage).memo("f", on_disk()).call(1);
    assert_eq!(storage.len(), 1);
    let f = Fixture::on(&storage).memo("f", on_disk());
    assert_eq!(f.call(1).to_string(), first.to_string());
    assert_eq!(f.computed(), 0);
    let counters = f.counters();
    assert_eq!((counters.hits, counters.storage_hits, counters.misses), (1, 1, 0));
}

#[test]
fn a_value_read_once_is_read_from_memory_after_that() {
    let storage = storage();
    Fixture::on(&storage).memo("f", on_disk()).call(1);
    let f = Fixture::on(&storage).memo("f", on_disk());
    assert_eq!(f.hit(1).source, Source::Storage);
    storage.remove_prefix(b"").unwrap();
    assert_eq!(f.hit(1).source, Source::Memory);
}

#[test]
fn what_was_recorded_survives_a_restart() {
    let storage = storage();
    let f = Fixture::on(&storage).memo("f", on_disk());
    let replay = Replay::new(b"elements".to_vec(), 8);
    f.miss(1).store(1.into(), replay, Vec::new()).unwrap();
    f.miss(2).store(2.into(), Replay::none(), Vec::new()).unwrap();
    let f = Fixture::on(&storage).memo("f", on_disk());
    assert_eq!(f.hit(1).replay.items::<Vec<u8>>().unwrap(), b"elements");
    assert!(f.hit(2).replay.is_none());
}

#[test]
fn clear_removes_exactly_this_functions_values_also_those_of_an_earlier_process() {
    let storage = storage();
    let fixture = Fixture::on(&storage);
    fixture.memo("f", on_disk()).call(1);
    fixture.memo("g", on_disk()).call(1);
    let fixture = Fixture::on(&storage);
    let (f, g) = (fixture.memo("f", on_disk()), fixture.memo("g", on_disk()));
    f.function.clear();
    f.call(1);
    g.call(1);
    assert_eq!((f.computed(), g.computed()), (1, 0));
}

#[test]
fn clear_with_arguments_removes_one_value() {
    let storage = storage();
    let f = Fixture::on(&storage).memo("f", on_disk());
    f.call(1);
    f.call(2);
    f.clear_call(1);
    let f = Fixture::on(&storage).memo("f", on_disk());
    f.call(1);
    f.call(2);
    assert_eq!(f.computed(), 1);
}

#[test]
fn clearing_all_memo_functions_empties_the_storage() {
    let storage = storage();
    let fixture = Fixture::on(&storage);
    fixture.memo("f", on_disk()).call(1);
    Fixture::on(&storage).cache.clear(Kind::Singleton);
    assert_eq!(storage.len(), 1);
    Fixture::on(&storage).cache.clear(Kind::Memo);
    assert!(storage.is_empty());
}

#[test]
fn a_value_that_left_memory_for_room_is_still_in_storage() {
    let storage = storage();
    let f = Fixture::on(&storage).memo("f", Options { max_entries: Some(1), ..on_disk() });
    f.call(1);
    f.call(2);
    f.call(1);
    assert_eq!(f.computed(), 2);
}

#[test]
fn ttl_is_ignored_with_persist_with_the_warning_of_the_original() {
    let storage = storage();
    let fixture = Fixture::on(&storage);
    let f = fixture.memo("f", Options { ttl: Some(seconds(60)), ..on_disk() });
    f.call(1);
    fixture.clock.advance(seconds(60));
    f.call(1);
    assert_eq!(f.computed(), 1);
    assert_eq!(fixture.cache.shared.warned.lock().iter().collect::<Vec<_>>(), ["f"]);
    let warning = ignored_ttl_warning("load_data");
    assert!(warning.starts_with(
        "The memoized function 'load_data' has a TTL that will be ignored. Persistent memo caches \
         currently don't support TTL."
    ));
}

#[test]
fn with_persist_ttl_it_holds_without_a_warning_also_across_restarts() {
    let options = Options { ttl: Some(seconds(60)), persist_ttl: true, ..on_disk() };
    let by_function = |storage: &Arc<MemoryStorage>| Fixture::on(storage);
    let by_cache = |storage: &Arc<MemoryStorage>| {
        Fixture::with(|builder| builder.storage(Some(storage.clone())).persistent_ttl(true))
    };
    for (make, options) in [
        (&by_function as &dyn Fn(&Arc<MemoryStorage>) -> Fixture, options.clone()),
        (&by_cache, Options { persist_ttl: false, ..options }),
    ] {
        let storage = storage();
        let fixture = make(&storage);
        fixture.memo("f", options.clone()).call(1);
        assert!(fixture.cache.shared.warned.lock().is_empty());

        // The restart takes half a minute.
        let after = make(&storage);
        after.clock.set_wall(fixture.clock.wall() + seconds(30));
        let f = after.memo("f", options.clone());
        f.call(1);
        after.clock.advance(seconds(29));
        f.call(1);
        assert_eq!(f.computed(), 0);
        after.clock.advance(seconds(1));
        f.call(1);
        assert_eq!(f.computed(), 1);

        let late = make(&storage);
        late.clock.set_wall(fixture.clock.wall() + seconds(1000));
        let f = late.memo("f", options);
        f.call(1);
        assert_eq!(f.computed(), 1);
    }
}

#[test]
fn a_clock_that_was_set_back_does_not_make_a_value_immortal() {
    let storage = storage();
    let options = Options { ttl: Some(seconds(60)), persist_ttl: true, ..on_disk() };
    let fixture = Fixture::on(&storage);
    fixture.memo("f", options.clone()).call(1);
    let after = Fixture::on(&storage);
    after.clock.set_wall(fixture.clock.wall() - seconds(60));
    let f = after.memo("f", options.clone());
    f.call(1);
    assert_eq!(f.computed(), 0, "a little ahead is the clock of another machine");
    let after = Fixture::on(&storage);
    after.clock.set_wall(fixture.clock.wall() - seconds(1000));
    let f = after.memo("f", options);
    f.call(1);
    assert_eq!(f.computed(), 1);
}

#[test]
fn background_refresh_works_with_persist() {
    let storage = storage();
    let options = Options { ttl: Some(seconds(60)), refresh: Refresh::Background, ..on_disk() };
    let fixture = Fixture::on(&storage);
    fixture.memo("f", options.clone()).call(1);
    let after = Fixture::on(&storage);
    after.clock.set_wall(fixture.clock.wall() + seconds(90));
    let f = after.memo("f", options.clone());
    let Lookup::Stale(_, Some(lease)) = f.lookup(1) else { panic!("expected a stale value") };
    assert!(matches!(f.lookup(1), Lookup::Stale(_, None)));
    lease.store("new".into(), Replay::none(), Vec::new()).unwrap();
    let again = Fixture::on(&storage);
    again.clock.set_wall(after.clock.wall());
    assert_eq!(again.memo("f", options).hit(1).value.to_string(), "new");
}

#[test]
fn a_damaged_entry_is_dropped_and_computed_again_whatever_byte_is_wrong() {
    let storage = storage();
    Fixture::on(&storage).memo("f", on_disk()).call("some text");
    let key = keys(&storage).remove(0);
    let whole = storage.get(&key).unwrap().unwrap();
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x10;
        for bytes in [&damaged[..], &whole[..at]] {
            storage.put(&key, bytes, None).unwrap();
            let f = Fixture::on(&storage).memo("f", on_disk());
            assert_eq!(f.call("some text").to_string(), "[\"some text\", 1]");
            assert_eq!(f.computed(), 1, "byte {at}");
            assert_eq!(storage.get(&key).unwrap().unwrap().len(), whole.len(), "rewritten");
        }
    }
}

#[test]
fn an_entry_under_the_key_of_another_is_not_believed() {
    let storage = storage();
    let fixture = Fixture::on(&storage);
    let f = fixture.memo("f", on_disk());
    f.call(1);
    let one = keys(&storage).remove(0);
    f.call(2);
    let two = keys(&storage).into_iter().find(|key| *key != one).unwrap();
    let bytes = storage.get(&one).unwrap().unwrap();
    storage.put(&two, &bytes, None).unwrap();
    let f = Fixture::on(&storage).memo("f", on_disk());
    assert!(f.call(2).to_string().starts_with("[2,"));
    assert_eq!(f.computed(), 1);
}

/// A storage that can be told to fail, and that calls a function in the middle of a write.
#[derive(Default)]
struct Faulty {
    inner: MemoryStorage,
    fails: AtomicBool,
    during_put: Mutex<Option<Box<dyn Fn() + Send>>>,
}

impl std::fmt::Debug for Faulty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Faulty")
    }
}

impl Faulty {
    fn check(&self) -> Result<(), StorageError> {
        if self.fails.load(Ordering::SeqCst) {
            return Err(StorageError::new("no space left on device"));
        }
        Ok(())
    }
}

impl Storage for Faulty {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StorageError> {
        self.check()?;
        self.inner.get(key)
    }

    fn put(&self, key: &[u8], value: &[u8], ttl: Option<Duration>) -> Result<(), StorageError> {
        if let Some(during) = self.during_put.lock().take() {
            during();
        }
        self.check()?;
        self.inner.put(key, value, ttl)
    }

    fn remove(&self, key: &[u8]) -> Result<(), StorageError> {
        self.check()?;
        self.inner.remove(key)
    }

    fn remove_prefix(&self, prefix: &[u8]) -> Result<u64, StorageError> {
        self.check()?;
        self.inner.remove_prefix(prefix)
    }

    fn scan(&self, prefix: &[u8], each: Each<'_>) -> Result<(), StorageError> {
        self.check()?;
        self.inner.scan(prefix, each)
    }

    fn flush(&self) -> Result<(), StorageError> {
        self.check()
    }
}

#[test]
fn when_the_storage_fails_the_values_are_right_all_the_same() {
    let storage = Arc::new(Faulty::default());
    storage.fails.store(true, Ordering::SeqCst);
    let fixture = Fixture::on(&storage);
    let f = fixture.memo("f", on_disk());
    assert_eq!((f.number(1), f.number(1), f.number(2)), (1, 1, 2));
    f.function.clear();
    fixture.cache.flush();
    // It comes back by itself.
    storage.fails.store(false, Ordering::SeqCst);
    f.call(1);
    assert_eq!(storage.inner.len(), 1);
}

#[test]
fn a_storage_that_fails_now_and_then_is_one_trouble_until_a_minute_has_gone_well() {
    let storage = Arc::new(Faulty::default());
    let fixture = Fixture::on(&storage);
    let f = fixture.memo("f", on_disk());
    let trouble = || fixture.cache.shared.persistence.as_ref().unwrap().health.is_on();
    let fails = |fails| storage.fails.store(fails, Ordering::SeqCst);
    assert!(!trouble());
    for n in 0..3 {
        fails(true);
        f.call(n);
        fails(false);
        f.call(100 + n);
        fixture.clock.advance(seconds(59));
        fixture.cache.housekeeping();
        assert!(trouble(), "the last failure is not a minute ago");
    }
    fixture.clock.advance(seconds(1));
    fixture.cache.housekeeping();
    assert!(!trouble());

    fails(true);
    f.call(200);
    fails(false);
    f.call(1);
    fixture.clock.advance(seconds(1000));
    fixture.cache.housekeeping();
    assert!(trouble(), "nothing has been written since");
}

#[test]
fn what_was_cleared_while_the_storage_failed_does_not_come_back() {
    let storage = Arc::new(Faulty::default());
    Fixture::on(&storage).memo("f", on_disk()).call(1);
    let fixture = Fixture::on(&storage);
    let f = fixture.memo("f", on_disk());
    storage.fails.store(true, Ordering::SeqCst);
    f.function.clear();
    storage.fails.store(false, Ordering::SeqCst);
    drop(f.miss(1));
    fixture.cache.housekeeping();
    assert!(storage.inner.is_empty());
    f.call(1);
    fixture.cache.housekeeping();
    assert_eq!(Fixture::on(&storage).memo("f", on_disk()).hit(1).source, Source::Storage);
}

#[test]
fn a_clear_during_the_writing_is_not_undone_by_it() {
    let storage = Arc::new(Faulty::default());
    let f = Fixture::on(&storage).memo("f", on_disk());
    let function = f.function.clone();
    *storage.during_put.lock() = Some(Box::new(move || function.clear()));
    f.call(1);
    assert!(storage.inner.is_empty());
    drop(f.miss(1));
}

#[test]
fn clearing_one_value_leaves_the_writing_of_another_alone() {
    let storage = Arc::new(Faulty::default());
    let f = Fixture::on(&storage).memo("f", on_disk());
    let other = f.clone();
    *storage.during_put.lock() = Some(Box::new(move || other.clear_call(2)));
    f.call(1);
    assert_eq!(storage.inner.len(), 1);
}

#[test]
fn many_threads_read_a_stored_value_once() {
    let storage = storage();
    Fixture::on(&storage).memo("f", on_disk()).call(1);
    let f = Fixture::on(&storage).memo("f", on_disk());
    let threads: Vec<_> = (0..16)
        .map(|_| {
            let f = f.clone();
            std::thread::spawn(move || f.call(1))
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!((f.computed(), f.counters().storage_hits), (0, 1));
}

#[test]
fn a_store_can_be_listed_explained_and_cleared_without_an_app() {
    let storage = storage();
    let fixture = Fixture::on(&storage);
    let f = fixture.memo("load_data", on_disk());
    f.call(1);
    f.call("Oslo");
    fixture.memo("other", on_disk()).call(1);
    storage.put(b"vxxx", b"garbage", None).unwrap();

    let inventory = inspect::inventory(&*storage, None).unwrap();
    let listed: Vec<_> = inventory.functions.iter().map(|f| (f.name.as_str(), f.entries)).collect();
    assert_eq!(listed, [("load_data", 2), ("other", 1)]);
    assert_eq!(inventory.unreadable, 1);
    assert_eq!(inventory.functions[0].oldest, fixture.clock.wall());

    let mut arguments = Vec::new();
    let is_of = |entry: &inspect::EntryInfo| entry.function == "load_data";
    inspect::each_entry(&*storage, None, |entry| arguments.extend(is_of(&entry).then_some(entry.arguments))).unwrap();
    arguments.sort();
    assert_eq!(arguments, ["x: \"Oslo\"", "x: 1"]);

    assert_eq!(inspect::clear(&*storage, None, Some("load_data")), Ok(2));
    assert_eq!(inspect::inventory(&*storage, None).unwrap().functions.len(), 1);
    inspect::clear(&*storage, None, None).unwrap();
    assert!(storage.is_empty());
}
