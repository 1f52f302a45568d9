use rhai::{Array, FnPtr};

use super::*;

#[test]
fn the_body_runs_once_for_each_argument() {
    let f = Fixture::default().memo("f", Options::default());
    assert_eq!((f.number(1), f.number(1), f.number(2), f.number(1)), (1, 1, 2, 1));
    assert_eq!(f.computed(), 2);
}

#[test]
fn an_int_and_a_like_float_are_two_entries() {
    let f = Fixture::default().memo("f", Options::default());
    assert_eq!((f.number(1), f.number(1.0), f.number(3.0)), (1, 2, 3));
}

#[test]
fn different_functions_do_not_share_values() {
    let fixture = Fixture::default();
    let (f, g) = (fixture.memo("f", Options::default()), fixture.memo("g", Options::default()));
    f.call(1);
    g.call(1);
    assert_eq!((f.computed(), g.computed()), (1, 1));
}

#[test]
fn the_same_function_asked_for_again_has_the_same_values() {
    let fixture = Fixture::default();
    fixture.memo("f", Options::default()).call(1);
    let again = fixture.memo("f", Options::default());
    again.call(1);
    assert_eq!(again.computed(), 0);
}

#[test]
fn uses_of_one_function_with_different_options_do_not_disturb_each_other() {
    let fixture = Fixture::default();
    let long = fixture.memo("f", Options { ttl: Some(seconds(60)), ..Options::default() });
    let short = fixture.memo("f", Options { ttl: Some(seconds(1)), ..Options::default() });
    long.call(1);
    short.call(1);
    fixture.clock.advance(seconds(1));
    long.call(1);
    short.call(1);
    assert_eq!((long.computed(), short.computed()), (1, 2));
}

#[test]
fn parameters_that_begin_with_an_underscore_are_left_out_of_the_key() {
    let f = Fixture::default().memo("f", Options::default());
    let call = |x: i64, y: Dynamic| {
        let x = Dynamic::from(x);
        f.call_with(&[Argument::new("x", &x), Argument::new("_y", &y)], || Dynamic::UNIT);
        f.computed()
    };
    assert_eq!(call(1, 1.into()), 1);
    assert_eq!(call(1, 2.into()), 1);
    assert_eq!(call(1, FnPtr::new("closure").unwrap().into()), 1);
    assert_eq!(call(2, 1.into()), 2);
}

#[test]
fn an_argument_that_can_not_be_hashed_is_an_error_that_tells_the_fix() {
    let f = Fixture::default().memo("load_data", Options::default());
    let connection = Dynamic::from(FnPtr::new("closure").unwrap());
    let arguments = [Argument::new("connection", &connection)];
    let error = f.function.lookup(&Call::new(RunId::unique(), &arguments)).unwrap_err();
    assert_eq!(error.title(), "UnhashableParamError");
    assert_eq!(
        error.to_string(),
        "Cannot hash argument `connection` of `load_data`: a value of type `Fn` cannot be \
         hashed: functions and closures have no comparable content. To address this, tell memo \
         not to hash this argument by adding a leading underscore to its name: \
         `fn load_data(_connection, ...)`"
    );
}

#[test]
fn a_result_that_can_not_be_stored_is_an_error_that_suggests_singleton() {
    let f = Fixture::default().memo("connect", Options::default());
    let value = Dynamic::from(FnPtr::new("closure").unwrap());
    let error = f.miss(1).store(value, Replay::none(), Vec::new()).unwrap_err();
    assert_eq!(error.title(), "UnserializableReturnValueError");
    let text = error.to_string();
    assert!(text.starts_with("Cannot serialize the return value of `connect()`: a value of type `Fn`"), "{text}");
    assert!(text.contains("use `singleton(...)`"), "{text}");
    // Nothing is stored, and the next caller is not locked out.
    drop(f.miss(1));
}

#[test]
fn changing_what_a_call_returned_changes_nothing_for_later_callers() {
    let f = Fixture::default().memo("f", Options::default());
    for _ in 0..2 {
        let mut value = f.call(1);
        value.write_lock::<Array>().unwrap().push("changed".into());
    }
    assert_eq!(f.call(1).read_lock::<Array>().unwrap().len(), 2);
}

#[test]
fn shared_parts_of_a_result_are_not_shared_with_the_cache() {
    let f = Fixture::default().memo("f", Options::default());
    let inner = Dynamic::from_array(vec![1.into()]).into_shared();
    f.miss(1).store(Dynamic::from_array(vec![inner.clone()]), Replay::none(), Vec::new()).unwrap();
    inner.clone().write_lock::<Array>().unwrap().push(2.into());
    assert_eq!(f.hit(1).value.to_string(), "[[1]]");
}

#[test]
fn an_argument_that_the_function_changes_does_not_change_the_key() {
    let f = Fixture::default().memo("f", Options::default());
    let mut x = Dynamic::from_array(vec![1.into()]);
    let lease = {
        let arguments = [Argument::new("x", &x)];
        match f.function.lookup(&Call::new(RunId::unique(), &arguments)).unwrap() {
            Lookup::Miss(lease) => lease,
            other => panic!("{other:?}"),
        }
    };
    x.write_lock::<Array>().unwrap().push(2.into());
    lease.store(7.into(), Replay::none(), Vec::new()).unwrap();
    f.call_with(&[Argument::new("x", &Dynamic::from_array(vec![1.into()]))], || Dynamic::UNIT);
    assert_eq!(f.computed(), 0, "the unchanged argument hits");
    f.call_with(&[Argument::new("x", &x)], || Dynamic::UNIT);
    assert_eq!(f.computed(), 1, "the changed one is a key of its own");
}

#[test]
fn an_error_is_never_cached() {
    let f = Fixture::default().memo("f", Options::default());
    let x = Dynamic::from(1_i64);
    let arguments = [Argument::new("x", &x)];
    let call = Call::new(RunId::unique(), &arguments);
    for _ in 0..2 {
        let outcome = f.function.get_or_compute(&call, || Err(CacheError::Cancelled));
        assert!(outcome.is_err());
    }
    assert_eq!(f.number(1), 1);
}

#[test]
fn what_was_recorded_comes_back_with_the_value() {
    let f = Fixture::default().memo("f", Options::default());
    let replay = Replay::new(vec!["text", "chart"], 100);
    f.miss(1).store(5.into(), replay, Vec::new()).unwrap();
    let hit = f.hit(1);
    assert_eq!(hit.replay.items::<Vec<&str>>().unwrap(), &["text", "chart"]);
    assert_eq!(hit.source, Source::Memory);
}

#[test]
fn clear_forgets_one_function_and_leaves_the_others() {
    let fixture = Fixture::default();
    let (f, g) = (fixture.memo("f", Options::default()), fixture.memo("g", Options::default()));
    f.call(1);
    f.call(2);
    g.call(1);
    f.function.clear();
    f.call(1);
    f.call(2);
    g.call(1);
    assert_eq!((f.computed(), g.computed()), (4, 1));
}

#[test]
fn clear_with_arguments_forgets_one_value() {
    let f = Fixture::default().memo("f", Options::default());
    f.call(1);
    f.call(2);
    f.clear_call(2);
    f.call(1);
    assert_eq!(f.computed(), 2);
    f.call(2);
    assert_eq!(f.computed(), 3);
}

#[test]
fn clear_reaches_all_uses_of_the_function() {
    let fixture = Fixture::default();
    let one = fixture.memo("f", Options { ttl: Some(seconds(60)), ..Options::default() });
    let other = fixture.memo("f", Options::default());
    one.call(1);
    other.call(1);
    one.function.clear();
    one.call(1);
    other.call(1);
    assert_eq!((one.computed(), other.computed()), (2, 2));
}

#[test]
fn clearing_a_kind_forgets_all_functions_of_that_kind_only() {
    let fixture = Fixture::default();
    let f = fixture.memo("f", Options::default());
    let s = fixture.singleton("s", Options::default());
    f.call(1);
    s.call(1);
    fixture.cache.clear(Kind::Memo);
    f.call(1);
    s.call(1);
    assert_eq!((f.computed(), s.computed()), (2, 1));
    fixture.cache.clear(Kind::Singleton);
    s.call(1);
    assert_eq!(s.computed(), 2);
}

#[test]
fn the_numbers_of_a_function_say_what_happened() {
    let fixture = Fixture::default();
    let f = fixture.memo("f", Options { max_entries: Some(2), ..Options::default() });
    let lease = f.miss(1);
    fixture.clock.advance(seconds(3));
    lease.store(1.into(), Replay::none(), Vec::new()).unwrap();
    fixture.clock.advance(seconds(10));
    f.call(1);
    f.call(2);
    f.call(3);
    f.function.clear();
    f.call(1);
    let stats = f.function.stats();
    assert_eq!((stats.counters.hits, stats.counters.misses), (1, 4));
    assert_eq!(stats.counters.compute_time, seconds(3));
    assert_eq!(stats.counters.evictions(RemovalCause::Size), 1);
    assert_eq!(stats.counters.evictions(RemovalCause::Explicit), 2);
    assert_eq!(stats.entries, 1);
    assert!(stats.bytes > 0 && stats.memory > stats.bytes);
    assert_eq!(stats.oldest, Some(seconds(0)));
}

#[test]
fn the_numbers_of_a_cache_are_grouped_by_function() {
    let fixture = Fixture::default();
    assert_eq!(fixture.cache.stats(), CacheStats::default());
    fixture.memo("g", Options::default()).call(1);
    fixture.memo("f", Options::default()).call(1);
    fixture.memo("f", Options { ttl: Some(seconds(1)), ..Options::default() }).call(2);
    fixture.singleton("s", Options::default()).call(1);
    let stats = fixture.cache.stats();
    let names: Vec<_> = stats.functions.iter().map(|f| (f.kind, f.name.as_str(), f.entries)).collect();
    assert_eq!(names, [(Kind::Memo, "f", 2), (Kind::Memo, "g", 1), (Kind::Singleton, "s", 1)]);
    assert_eq!((stats.entries, stats.counters.misses), (4, 4));
    assert_eq!(fixture.cache.retain(|kind, _| kind == Kind::Singleton), 3);
    assert_eq!(fixture.cache.stats().counters.misses, 4, "what happened stays counted");
}
