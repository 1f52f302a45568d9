use super::*;

fn background() -> Options {
    Options { ttl: Some(seconds(10)), refresh: Refresh::Background, ..Options::default() }
}

/// A function with a value that is `age` seconds old.
fn aged(options: Options, age: u64) -> (Fixture, Counted) {
    let fixture = Fixture::default();
    let f = fixture.memo("f", options);
    f.miss(1).store("old".into(), Replay::none(), Vec::new()).unwrap();
    fixture.clock.advance(seconds(age));
    (fixture, f)
}

#[track_caller]
fn stale(f: &Counted) -> Option<Lease> {
    match f.lookup(1) {
        Lookup::Stale(hit, lease) => {
            assert_eq!(hit.value.to_string(), "old");
            lease
        }
        other => panic!("expected a stale value, got {other:?}"),
    }
}

#[test]
fn inside_its_ttl_a_value_is_not_refreshed() {
    let (_, f) = aged(background(), 9);
    f.hit(1);
    assert_eq!(f.counters().refreshes, 0);
}

#[test]
fn past_its_ttl_the_old_value_is_served_until_the_new_one_is_there() {
    let (_, f) = aged(background(), 10);
    let lease = stale(&f).unwrap();
    assert!(lease.is_refresh());
    assert!(stale(&f).is_none(), "one refresh per key");
    lease.store("new".into(), Replay::none(), Vec::new()).unwrap();
    assert_eq!(f.hit(1).value.to_string(), "new");
    let counters = f.counters();
    assert_eq!((counters.stale, counters.refreshes, counters.misses), (2, 1, 1));
    assert_eq!(counters.evictions(RemovalCause::Replaced), 1);
}

#[test]
fn past_ttl_plus_max_stale_a_caller_waits() {
    let options = Options { max_stale: Some(seconds(5)), ..background() };
    let (fixture, f) = aged(options, 14);
    stale(&f).unwrap().abandon();
    fixture.clock.advance(seconds(1));
    drop(f.miss(1));
}

#[test]
fn without_max_stale_it_is_the_ttl_again() {
    let (fixture, f) = aged(background(), 19);
    stale(&f).unwrap().abandon();
    fixture.clock.advance(seconds(1));
    drop(f.miss(1));
}

#[test]
fn a_failed_refresh_keeps_the_old_value_and_waits_before_the_next_try() {
    let options = Options { max_stale: Some(seconds(1000)), ..background() };
    let (fixture, f) = aged(options, 10);
    drop(stale(&f).unwrap());
    assert_eq!(f.counters().failed_refreshes, 1);
    fixture.clock.advance(seconds(59));
    assert!(stale(&f).is_none());
    fixture.clock.advance(seconds(1));
    assert!(stale(&f).is_some());
}

#[test]
fn a_refresh_that_could_not_be_started_is_tried_at_the_next_call() {
    let (_, f) = aged(background(), 10);
    stale(&f).unwrap().abandon();
    assert!(stale(&f).is_some());
}

#[test]
fn a_new_value_ends_the_wait_after_a_failure() {
    let (fixture, f) = aged(background(), 10);
    drop(stale(&f).unwrap());
    fixture.clock.advance(seconds(10));
    f.miss(1).store("old".into(), Replay::none(), Vec::new()).unwrap();
    fixture.clock.advance(seconds(10));
    assert!(stale(&f).is_some(), "only 20 seconds after the failure");
}

#[test]
fn a_refresh_that_ends_after_a_clear_is_discarded() {
    for clear in [(|f| f.function.clear()) as fn(&Counted), |f| {
        f.clear_call(1);
    }] {
        let (_, f) = aged(background(), 10);
        let lease = stale(&f).unwrap();
        clear(&f);
        lease.store("new".into(), Replay::none(), Vec::new()).unwrap();
        drop(f.miss(1));
    }
}

#[test]
fn the_run_that_got_the_old_value_can_wait_for_the_refresh() {
    let (fixture, f) = aged(background(), 10);
    let lease = stale(&f).unwrap();
    fixture.clock.advance(seconds(10));
    let thread = {
        let f = f.clone();
        std::thread::spawn(move || f.hit(1).value.to_string())
    };
    lease.store("new".into(), Replay::none(), Vec::new()).unwrap();
    assert_eq!(thread.join().unwrap(), "new");
}
