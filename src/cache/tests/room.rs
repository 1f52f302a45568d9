use super::*;

fn at_most(n: usize) -> Options {
    Options { max_entries: Some(n), ..Options::default() }
}

#[test]
fn a_function_without_values_is_forgotten_when_nobody_holds_it_and_what_it_has_done_still_counts() {
    let fixture = Fixture::default();
    let short = || Options { ttl: Some(seconds(1)), ..Options::default() };
    for name in ["a", "b", "c"] {
        fixture.memo(name, short()).call(1);
    }
    let held = fixture.memo("held", short());
    held.call(1);
    fixture.memo("kept", Options::default()).call(1);
    fixture.clock.advance(seconds(2));
    fixture.cache.housekeeping();
    let stats = fixture.cache.stats();
    let names: Vec<&str> = stats.functions.iter().map(|function| &*function.name).collect();
    assert_eq!((names, stats.counters.misses), (vec!["held", "kept"], 5));
    assert_eq!(fixture.cache.functions().len(), 2);
}

#[test]
fn the_least_recently_used_goes_first_and_a_read_is_a_use() {
    let f = Fixture::default().memo("f", at_most(2));
    for n in [1, 2, 1, 3, 1, 2] {
        f.call(n);
    }
    assert_eq!(f.computed(), 4, "3 took the place of 2, not of 1");
}

#[test]
fn expired_values_make_room_before_a_live_one_goes() {
    let fixture = Fixture::default();
    let f = fixture.memo("f", Options { ttl: Some(seconds(10)), ..at_most(2) });
    f.call(1);
    fixture.clock.advance(seconds(5));
    f.call(2);
    f.hit(1);
    fixture.clock.advance(seconds(5));
    // 1 has expired though it was used after 2; 2 is the least recently used and lives.
    f.call(3);
    f.hit(2);
    f.hit(3);
    assert_eq!(f.counters().evictions(RemovalCause::Size), 0);
}

#[test]
fn computing_a_value_again_evicts_nobody_else() {
    let fixture = Fixture::default();
    let f = fixture.memo("f", at_most(2));
    f.call(1);
    f.call(2);
    f.clear_call(2);
    f.call(2);
    f.hit(1);
    f.hit(2);
}

#[test]
fn max_size_bounds_the_serialised_bytes() {
    let f = Fixture::default().memo("f", Options { max_size: Some(10_000), ..Options::default() });
    let text = |n: char| n.to_string().repeat(4_000);
    for n in ['a', 'b', 'c'] {
        f.call(text(n));
    }
    let stats = f.function.stats();
    assert_eq!(stats.entries, 2);
    assert!((8_000..10_000).contains(&stats.bytes), "{}", stats.bytes);
    f.call(text('b'));
    assert_eq!(f.computed(), 3);
}

#[test]
fn what_a_function_drew_counts_for_max_size() {
    let f = Fixture::default().memo("f", Options { max_size: Some(10_000), ..Options::default() });
    for n in 0..3 {
        let replay = Replay::new((), 4_000);
        f.miss(n).store(1.into(), replay, Vec::new()).unwrap();
    }
    assert_eq!(f.function.stats().entries, 2);
}

#[test]
fn a_value_larger_than_max_size_is_returned_and_not_kept() {
    let f = Fixture::default().memo("f", Options { max_size: Some(100), ..Options::default() });
    f.call(1);
    f.call("x".repeat(1000));
    f.call("x".repeat(1000));
    assert_eq!(f.computed(), 3);
    f.hit(1);
}

#[test]
fn the_budget_of_the_cache_evicts_the_least_recently_used_of_all_functions() {
    let fixture = Fixture::with(|builder| builder.budget(Some(50_000)));
    let f = fixture.memo("f", Options::default());
    let g = fixture.memo("g", Options::default());
    let text = |n: i64| format!("{n:010000}");
    f.call(text(1));
    g.call(text(1));
    f.call(text(2));
    g.call(text(2));
    f.call(text(1));
    g.call(text(3));
    // Five values do not fit: the first to go is g's first, because f's was used again.
    f.call(text(1));
    f.call(text(2));
    assert_eq!(f.computed(), 2);
    g.call(text(2));
    g.call(text(3));
    assert_eq!(g.computed(), 3);
    g.call(text(1));
    assert_eq!(g.computed(), 4);
    assert!(fixture.cache.stats().memory <= 50_000);
}

#[test]
fn a_value_larger_than_everything_does_not_drive_the_others_out() {
    let fixture = Fixture::with(|builder| builder.budget(Some(20_000)));
    let storage = Arc::new(storage::MemoryStorage::new());
    let sized = Fixture::on(&storage);
    let options = Options { max_size: Some(5_000), persist: true, ..Options::default() };
    for f in [fixture.memo("f", Options::default()), sized.memo("f", options)] {
        f.call(1);
        f.call("x".repeat(30_000));
        f.call("x".repeat(30_000));
        assert_eq!(f.hit(1).source, Source::Memory);
    }
}

#[test]
fn the_budget_spares_singletons() {
    let fixture = Fixture::with(|builder| builder.budget(Some(1_000)));
    let s = fixture.singleton("s", Options::default());
    s.call("x".repeat(10_000));
    fixture.memo("f", Options::default()).call("x".repeat(10_000));
    s.call("x".repeat(10_000));
    assert_eq!(s.computed(), 1);
}

#[test]
fn many_distinct_keys_keep_memory_flat() {
    let fixture = Fixture::with(|builder| builder.budget(Some(2_000_000)));
    let f = fixture.memo("f", Options::default());
    for n in 0..50_000 {
        f.call(n);
        if n % 1000 == 0 {
            assert!(fixture.cache.stats().memory <= 2_000_000);
        }
    }
    let stats = f.function.stats();
    assert!(stats.entries < 5_000, "{}", stats.entries);
    assert_eq!(stats.entries + stats.counters.evictions(RemovalCause::Size), 50_000);
}
