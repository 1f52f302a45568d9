use parking_lot::Mutex;
use rhai::Array;

use super::*;
use crate::value::{SharedValue, describe};

fn push(object: &Dynamic, item: Dynamic) {
    let handle = SharedValue::of(object).unwrap();
    handle.write(|content| content.write_lock::<Array>().unwrap().push(item));
}

type Log = Arc<Mutex<Vec<(String, RemovalCause)>>>;

/// A singleton whose released values are logged.
fn logged(fixture: &Fixture, options: Options) -> (Counted, Log) {
    let log = Log::default();
    let hook = {
        let log = log.clone();
        ReleaseHook::new(move |value, cause| log.lock().push((describe(&value), cause)))
    };
    let spec = FunctionSpec::new(Kind::Singleton, "s", Fingerprint::of_bytes(b"s"));
    let function = fixture.cache.function(spec.options(options).on_release(hook), None).unwrap();
    (Counted { function, computed: Arc::default() }, log)
}

fn causes(log: &Log) -> Vec<RemovalCause> {
    log.lock().iter().map(|(_, cause)| *cause).collect()
}

#[test]
fn all_callers_get_the_same_object_the_computing_one_included() {
    let s = Fixture::default().singleton("s", Options::default());
    push(&s.call(1), "seen".into());
    assert!(SharedValue::is_same(&s.call(1), &s.hit(1).value));
    assert_eq!(describe(&s.call(1)), "[1, 1, \"seen\"]");
    assert_eq!(s.computed(), 1);
}

#[test]
fn a_value_that_can_not_be_serialised_is_fine() {
    let s = Fixture::default().singleton("s", Options::default());
    let closure = Dynamic::from(rhai::FnPtr::new("closure").unwrap());
    s.miss(1).store(closure, Replay::none(), Vec::new()).unwrap();
    assert!(s.hit(1).value.is_fnptr());
}

#[test]
fn a_value_that_validation_refuses_is_discarded_and_computed_again() {
    let fixture = Fixture::default();
    let (s, log) = logged(&fixture, Options::default());
    s.call(1);
    let hit = s.hit(1);
    s.function.discard(&hit);
    assert_eq!(causes(&log), [RemovalCause::Invalid]);
    assert_eq!(s.number(1), 2);
    let counters = s.function.stats().counters;
    assert_eq!((counters.hits, counters.misses), (0, 2), "a refused value is not a hit");
    // A second session that validated the same old value does not discard the new one.
    s.function.discard(&hit);
    s.hit(1);
}

#[test]
fn values_are_released_when_they_are_evicted() {
    let fixture = Fixture::default();
    let (s, log) = logged(&fixture, Options { max_entries: Some(1), ..Options::default() });
    s.call(1);
    s.call(2);
    assert_eq!(log.lock()[0], ("[1, 1]".to_owned(), RemovalCause::Size));
}

#[test]
fn values_are_released_when_they_expire_before_the_next_is_made() {
    let fixture = Fixture::default();
    let (s, log) = logged(&fixture, Options { ttl: Some(seconds(10)), ..Options::default() });
    s.call(1);
    fixture.clock.advance(seconds(10));
    let lease = s.miss(1);
    assert_eq!(causes(&log), [RemovalCause::Expired]);
    drop(lease);
    s.call(1);
    fixture.clock.advance(seconds(10));
    fixture.cache.housekeeping();
    assert_eq!(causes(&log), [RemovalCause::Expired; 2]);
}

#[test]
fn values_are_released_when_they_are_cleared_and_at_shutdown() {
    let fixture = Fixture::default();
    let (s, log) = logged(&fixture, Options::default());
    s.call(1);
    s.function.clear();
    s.call(1);
    s.clear_call(1);
    s.call(1);
    fixture.cache.clear(Kind::Singleton);
    s.call(1);
    fixture.cache.shutdown();
    use RemovalCause::{Ended, Explicit};
    assert_eq!(causes(&log), [Explicit, Explicit, Explicit, Ended]);
}

#[test]
fn a_replaced_value_is_released_but_never_the_object_that_is_still_stored() {
    let fixture = Fixture::default();
    let options = Options { ttl: Some(seconds(10)), refresh: Refresh::Background, ..Options::default() };
    let (s, log) = logged(&fixture, options);
    let object = s.call(1);
    fixture.clock.advance(seconds(10));
    let Lookup::Stale(_, Some(lease)) = s.lookup(1) else { panic!() };
    lease.store(object, Replay::none(), Vec::new()).unwrap();
    assert!(causes(&log).is_empty(), "it is the same object");
    fixture.clock.advance(seconds(10));
    let Lookup::Stale(_, Some(lease)) = s.lookup(1) else { panic!() };
    lease.store("other".into(), Replay::none(), Vec::new()).unwrap();
    assert_eq!(causes(&log), [RemovalCause::Replaced]);
}

#[test]
fn a_hook_may_use_the_cache_and_may_panic() {
    let fixture = Fixture::default();
    let spec = FunctionSpec::new(Kind::Singleton, "s", Fingerprint::of_bytes(b"s"));
    let cache = fixture.cache.clone();
    let hook = ReleaseHook::new(move |_, _| {
        cache.clear(Kind::Singleton);
        cache.stats();
        panic!("in the hook");
    });
    let function = fixture.cache.function(spec.on_release(hook), None).unwrap();
    let s = Counted { function, computed: Arc::default() };
    s.call(1);
    s.function.clear();
    s.call(1);
    assert_eq!(s.computed(), 2);
}

#[test]
fn changes_from_many_threads_are_safe_and_none_is_lost() {
    let s = Fixture::default().singleton("s", Options::default());
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let s = s.clone();
            std::thread::spawn(move || {
                for _ in 0..50 {
                    push(&s.call(1), 0.into());
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    let plain = SharedValue::plain(&s.call(1));
    assert_eq!(plain.into_array().unwrap().len(), 2 + 8 * 50);
}
