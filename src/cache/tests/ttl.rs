use super::*;

const DAY: u64 = 86_400;

fn ttl(n: u64) -> Options {
    Options { ttl: Some(seconds(n)), ..Options::default() }
}

#[test]
fn each_function_expires_on_its_own_from_the_moment_of_storing() {
    let fixture = Fixture::default();
    let one = fixture.memo("one", ttl(DAY));
    let two = fixture.memo("two", ttl(2 * DAY));
    let after = |n, expected| {
        fixture.clock.advance(seconds(n));
        one.call(1);
        two.call(1);
        assert_eq!((one.computed(), two.computed()), expected, "{n}");
    };
    after(0, (1, 1));
    after(DAY - 1, (1, 1));
    after(1, (2, 1));
    after(DAY - 1, (2, 1));
    after(1, (3, 2));
}

#[test]
fn a_value_is_gone_at_exactly_stored_plus_ttl() {
    let fixture = Fixture::default();
    let f = fixture.memo("f", ttl(10));
    let lease = f.miss(1);
    // Computing takes time; the ttl counts from the end of it.
    fixture.clock.advance(seconds(5));
    lease.store(1.into(), Replay::none(), Vec::new()).unwrap();
    fixture.clock.advance(seconds(10) - Duration::from_nanos(1));
    f.hit(1);
    fixture.clock.advance(Duration::from_nanos(1));
    drop(f.miss(1));
}

#[test]
fn reading_does_not_extend_the_life_of_a_value() {
    let fixture = Fixture::default();
    let f = fixture.memo("f", ttl(10));
    f.call(1);
    for _ in 0..10 {
        fixture.clock.advance(seconds(1));
        f.call(1);
    }
    assert_eq!(f.computed(), 2);
}

#[test]
fn expired_values_leave_without_being_touched() {
    let fixture = Fixture::default();
    let f = fixture.memo("f", ttl(10));
    for n in 0..100 {
        f.call(n);
    }
    assert_eq!(fixture.cache.housekeeping(), Some(seconds(10)));
    assert_eq!(fixture.cache.stats().entries, 100);
    fixture.clock.advance(seconds(10));
    assert_eq!(fixture.cache.housekeeping(), None);
    let stats = f.function.stats();
    assert_eq!((stats.entries, stats.bytes, stats.memory), (0, 0, 0));
    assert_eq!(stats.counters.evictions(RemovalCause::Expired), 100);
}

#[test]
fn the_time_of_day_has_no_say_in_memory() {
    let fixture = Fixture::default();
    let f = fixture.memo("f", ttl(10));
    f.call(1);
    fixture.clock.set_wall(std::time::UNIX_EPOCH + seconds(4_000_000_000));
    f.call(1);
    assert_eq!(f.computed(), 1);
}

#[test]
fn a_ttl_of_zero_shares_computations_and_keeps_nothing() {
    let f = Fixture::default().memo("f", ttl(0));
    f.call(1);
    f.call(1);
    assert_eq!(f.computed(), 2);
}
