use std::{
    sync::{Barrier, atomic::AtomicBool, mpsc},
    thread,
};

use super::*;

/// Starts a thread that looks up `x`, and returns once it waits.
fn waiter(f: &Counted, x: i64) -> thread::JoinHandle<Lookup> {
    let f = f.clone();
    let (send, receive) = mpsc::channel();
    let handle = thread::spawn(move || {
        let x = Dynamic::from(x);
        let arguments = [Argument::new("x", &x)];
        let waiting = move || {
            // The check is only asked while waiting.
            _ = send.send(());
            false
        };
        let call = Call { cancelled: &waiting, ..Call::new(RunId::unique(), &arguments) };
        f.function.lookup(&call).unwrap()
    });
    receive.recv().unwrap();
    handle
}

#[test]
fn sixty_four_threads_on_a_cold_key_are_one_computation() {
    let f = Fixture::default().memo("f", Options::default());
    let start = Arc::new(Barrier::new(64));
    let threads: Vec<_> = (0..64)
        .map(|_| {
            let (f, start) = (f.clone(), start.clone());
            thread::spawn(move || {
                start.wait();
                f.call_with(&[], || {
                    thread::sleep(Duration::from_millis(20));
                    7.into()
                })
                .to_string()
            })
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), "[7, 1]");
    }
    assert_eq!(f.computed(), 1);
    let counters = f.counters();
    assert_eq!((counters.misses, counters.hits), (1, 63));
}

#[test]
fn other_keys_do_not_wait() {
    let f = Fixture::default().memo("f", Options::default());
    let _lease = f.miss(1);
    f.call(2);
    assert_eq!(f.computed(), 1);
}

#[test]
fn a_waiter_gets_the_value_of_the_one_that_computes() {
    let f = Fixture::default().memo("f", Options::default());
    let lease = f.miss(1);
    let waiter = waiter(&f, 1);
    lease.store(5.into(), Replay::none(), Vec::new()).unwrap();
    match waiter.join().unwrap() {
        Lookup::Hit(hit) => {
            assert_eq!((hit.value.as_int(), hit.source), (Ok(5), Source::InFlight));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn waiters_get_a_value_that_is_not_worth_keeping_too() {
    let f = Fixture::default().memo("f", Options { ttl: Some(seconds(0)), ..Options::default() });
    let lease = f.miss(1);
    let waiters: Vec<_> = (0..8).map(|_| waiter(&f, 1)).collect();
    lease.store(5.into(), Replay::none(), Vec::new()).unwrap();
    for waiter in waiters {
        assert!(matches!(waiter.join().unwrap(), Lookup::Hit(_)));
    }
}

#[test]
fn when_the_computing_call_fails_one_waiter_tries_again() {
    let f = Fixture::default().memo("f", Options::default());
    let lease = f.miss(1);
    let waiters: Vec<_> = (0..4)
        .map(|_| {
            let f = f.clone();
            thread::spawn(move || f.number(1))
        })
        .collect();
    drop(lease);
    for waiter in waiters {
        assert_eq!(waiter.join().unwrap(), 1);
    }
    assert_eq!(f.computed(), 1);
}

#[test]
fn when_the_computing_call_panics_the_next_one_computes() {
    let f = Fixture::default().memo("f", Options::default());
    let panicking = f.clone();
    let outcome = thread::spawn(move || panicking.call_with(&[], || panic!("in the body"))).join();
    assert!(outcome.is_err());
    f.call_with(&[], || 1.into());
    assert_eq!(f.computed(), 2);
}

#[test]
fn waiting_ends_when_the_waiters_run_is_cancelled_and_the_computation_goes_on() {
    let f = Fixture::default().memo("f", Options::default());
    let lease = f.miss(1);
    let cancelled = Arc::new(AtomicBool::new(false));
    let seat = Arc::new(Seat::default());
    let (asked, is_asked) = mpsc::channel();
    let waiter = {
        let (f, cancelled, seat) = (f.clone(), cancelled.clone(), seat.clone());
        thread::spawn(move || {
            let x = Dynamic::from(1_i64);
            let arguments = [Argument::new("x", &x)];
            let check = || {
                _ = asked.send(());
                cancelled.load(Ordering::SeqCst)
            };
            let call = Call { cancelled: &check, seat: Some(&seat), ..Call::new(RunId::unique(), &arguments) };
            f.function.lookup(&call).unwrap_err()
        })
    };
    is_asked.recv().unwrap();
    cancelled.store(true, Ordering::SeqCst);
    seat.wake();
    assert_eq!(waiter.join().unwrap(), CacheError::Cancelled);
    lease.store(5.into(), Replay::none(), Vec::new()).unwrap();
    f.hit(1);
}

#[test]
fn waiting_ends_when_it_has_taken_as_long_as_it_may() {
    let f = Fixture::default().memo("f", Options::default());
    let lease = f.miss(1);
    let x = Dynamic::from(1_i64);
    let arguments = [Argument::new("x", &x)];
    let call = Call { until: Some(std::time::Instant::now()), ..Call::new(RunId::unique(), &arguments) };
    assert_eq!(f.function.lookup(&call).unwrap_err(), CacheError::Cancelled);
    lease.store(5.into(), Replay::none(), Vec::new()).unwrap();
    f.hit(1);
}

#[test]
fn whoever_waits_is_woken_by_nobody_but_the_end_of_the_computation_and_the_one_who_cancels() {
    let f = Fixture::default().memo("f", Options::default());
    let lease = f.miss(1);
    let asked = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let (say, said) = mpsc::channel();
    let waiters: Vec<_> = (0..8)
        .map(|_| {
            let (f, asked, say) = (f.clone(), asked.clone(), say.clone());
            thread::spawn(move || {
                let x = Dynamic::from(1_i64);
                let arguments = [Argument::new("x", &x)];
                let check = || {
                    asked.fetch_add(1, Ordering::SeqCst);
                    _ = say.send(());
                    false
                };
                f.function.lookup(&Call { cancelled: &check, ..Call::new(RunId::unique(), &arguments) }).unwrap()
            })
        })
        .collect();
    for _ in &waiters {
        said.recv().unwrap();
    }
    lease.store(5.into(), Replay::none(), Vec::new()).unwrap();
    for waiter in waiters {
        assert!(matches!(waiter.join().unwrap(), Lookup::Hit(_)));
    }
    assert_eq!(asked.load(Ordering::SeqCst), 8, "each has looked once, before it waited");
}

#[test]
fn a_miss_that_nobody_contests_never_asks_whether_it_is_cancelled() {
    let f = Fixture::default().memo("f", Options::default());
    let check = || panic!("asked");
    let call = Call { cancelled: &check, ..Call::new(RunId::unique(), &[]) };
    assert!(matches!(f.function.lookup(&call), Ok(Lookup::Miss(_))));
}

#[test]
fn a_call_of_itself_with_the_same_arguments_is_an_error() {
    let f = Fixture::default().memo("fib", Options::default());
    let run = RunId::unique();
    let (one, two) = (Dynamic::from(1_i64), Dynamic::from(2_i64));
    let (one, two) = ([Argument::new("n", &one)], [Argument::new("n", &two)]);
    let _outer = f.function.lookup(&Call::new(run, &two)).unwrap();
    // Other arguments are fine.
    let _inner = f.function.lookup(&Call::new(run, &one)).unwrap();
    let error = f.function.lookup(&Call::new(run, &two)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`fib(n: 2)` called itself with the same arguments, so it can never have a result; call \
         it with other arguments, or do not cache it"
    );
}

#[test]
fn two_runs_with_crossed_keys_do_not_deadlock() {
    let f = Fixture::default().memo("f", Options::default());
    let meet = Arc::new(Barrier::new(2));
    let run = |first: i64, second: i64| {
        let (f, meet) = (f.clone(), meet.clone());
        thread::spawn(move || {
            let run = RunId::unique();
            let (first, second) = (Dynamic::from(first), Dynamic::from(second));
            let first = [Argument::new("x", &first)];
            let second = [Argument::new("x", &second)];
            let Ok(Lookup::Miss(lease)) = f.function.lookup(&Call::new(run, &first)) else {
                panic!("expected a miss");
            };
            meet.wait();
            let inner = match f.function.lookup(&Call::new(run, &second)).unwrap() {
                Lookup::Miss(lease) => lease.store(2.into(), Replay::none(), Vec::new()).unwrap(),
                Lookup::Hit(hit) | Lookup::Stale(hit, _) => hit.value,
            };
            lease.store(inner, Replay::none(), Vec::new()).unwrap();
        })
    };
    let (one, other) = (run(1, 2), run(2, 1));
    one.join().unwrap();
    other.join().unwrap();
    f.hit(1);
    f.hit(2);
}

#[test]
fn clear_during_a_computation_gives_the_caller_its_value_and_stores_nothing() {
    for clear in [
        (|_, f| f.function.clear()) as fn(&Fixture, &Counted),
        |_, f| f.clear_call(1),
        |fixture, _| fixture.cache.clear(Kind::Memo),
    ] {
        let fixture = Fixture::default();
        let f = fixture.memo("f", Options::default());
        let lease = f.miss(1);
        clear(&fixture, &f);
        let value = lease.store(5.into(), Replay::none(), Vec::new()).unwrap();
        assert_eq!(value.as_int(), Ok(5));
        drop(f.miss(1));
    }
}

#[test]
fn clearing_one_key_leaves_the_computation_of_another_alone() {
    let f = Fixture::default().memo("f", Options::default());
    let lease = f.miss(1);
    f.clear_call(2);
    lease.store(5.into(), Replay::none(), Vec::new()).unwrap();
    f.hit(1);
}

#[test]
fn a_cleared_result_need_not_be_storable() {
    let f = Fixture::default().memo("f", Options::default());
    let lease = f.miss(1);
    f.function.clear();
    let closure = Dynamic::from(rhai::FnPtr::new("closure").unwrap());
    assert!(lease.store(closure, Replay::none(), Vec::new()).is_ok());
}

#[test]
fn a_waiter_of_a_cleared_computation_computes_again() {
    let f = Fixture::default().memo("f", Options::default());
    let lease = f.miss(1);
    let waiter = waiter(&f, 1);
    f.function.clear();
    let Lookup::Miss(fresh) = waiter.join().unwrap() else {
        panic!("expected a miss");
    };
    // The old computation ends after the new one began, and does not get in its way.
    lease.store("old".into(), Replay::none(), Vec::new()).unwrap();
    fresh.store("new".into(), Replay::none(), Vec::new()).unwrap();
    assert_eq!(f.hit(1).value.to_string(), "new");
}

#[test]
fn clearing_from_many_threads_is_safe() {
    let fixture = Fixture::default();
    let f = fixture.memo("f", Options::default());
    let threads: Vec<_> = (0..16)
        .map(|n| {
            let (f, cache) = (f.clone(), fixture.cache.clone());
            thread::spawn(move || {
                for i in 0..50 {
                    f.call(i % 5);
                    match n % 3 {
                        0 => f.function.clear(),
                        1 => cache.clear(Kind::Memo),
                        _ => f.clear_call(i % 5),
                    }
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    f.function.clear();
    let stats = fixture.cache.stats();
    assert_eq!((stats.entries, stats.bytes, stats.memory), (0, 0, 0));
}
