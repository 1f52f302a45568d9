use super::*;

fn in_session(fixture: &Fixture, session: &str, hook: Option<ReleaseHook>) -> Counted {
    let options = Options { scope: Scope::Session, ..Options::default() };
    let mut spec = FunctionSpec::new(Kind::Singleton, "f", Fingerprint::of_bytes(b"f")).options(options);
    spec.on_release = hook;
    Counted { function: fixture.cache.function(spec, Some(session)).unwrap(), computed: Arc::default() }
}

#[test]
fn each_session_has_values_of_its_own() {
    let fixture = Fixture::default();
    let (one, other) = (in_session(&fixture, "1", None), in_session(&fixture, "2", None));
    one.call(1);
    other.call(1);
    one.call(1);
    assert_eq!((one.computed(), other.computed()), (1, 1));
    one.function.clear();
    one.call(1);
    other.call(1);
    assert_eq!((one.computed(), other.computed()), (2, 1));
}

#[test]
fn the_end_of_a_session_releases_its_values_and_no_others() {
    let fixture = Fixture::default();
    let released = Arc::new(AtomicUsize::new(0));
    let hook = |cause| {
        let released = released.clone();
        ReleaseHook::new(move |_, given| {
            assert_eq!(given, cause);
            released.fetch_add(1, Ordering::SeqCst);
        })
    };
    let one = in_session(&fixture, "1", Some(hook(RemovalCause::Ended)));
    let other = in_session(&fixture, "2", Some(hook(RemovalCause::Explicit)));
    one.call(1);
    other.call(1);
    fixture.cache.end_session("1");
    assert_eq!(released.load(Ordering::SeqCst), 1);
    assert_eq!(fixture.cache.stats().entries, 1);
}

#[test]
fn a_computation_that_outlives_its_session_is_not_stored() {
    let fixture = Fixture::default();
    let f = in_session(&fixture, "1", None);
    let lease = f.miss(1);
    fixture.cache.end_session("1");
    lease.store(1.into(), Replay::none(), Vec::new()).unwrap();
    f.call(1);
    assert_eq!(fixture.cache.stats().entries, 0);
    assert_eq!(f.function.stats().entries, 0);
}

#[test]
fn what_a_run_makes_after_the_end_of_its_session_or_of_the_cache_is_released_at_once() {
    for whole in [false, true] {
        let fixture = Fixture::default();
        let released = Arc::new(AtomicUsize::new(0));
        let hook = || {
            let released = released.clone();
            ReleaseHook::new(move |_, cause| {
                assert_eq!(cause, RemovalCause::Ended);
                released.fetch_add(1, Ordering::SeqCst);
            })
        };
        let run = fixture.cache.run("1");
        let known = in_session(&fixture, "1", Some(hook()));
        let lease = known.miss(1);
        if whole {
            fixture.cache.shutdown();
        } else {
            fixture.cache.end_session("1");
        }
        lease.store(1.into(), Replay::none(), Vec::new()).unwrap();
        assert_eq!(released.load(Ordering::SeqCst), 1, "what was being made");
        known.call(2);
        assert_eq!(released.load(Ordering::SeqCst), 2, "by a handle from before");
        let late = in_session(&fixture, "1", Some(hook()));
        late.call(1);
        late.call(1);
        assert_eq!((late.computed(), released.load(Ordering::SeqCst)), (2, 4), "by one of its own");
        assert_eq!(fixture.cache.stats().functions.len(), 0, "nothing stays");
        assert_eq!(Arc::strong_count(&released), 3);
        drop(run);
        assert_eq!(Arc::strong_count(&released), 1, "nor do the hooks, when the run is over");
        // Another session is another session.
        let other = in_session(&fixture, "2", None);
        other.call(1);
        assert_eq!(fixture.cache.stats().entries, u64::from(!whole));
    }
}

#[test]
fn a_closed_cache_computes_what_is_in_its_storage_and_keeps_nothing() {
    let storage = Arc::new(storage::MemoryStorage::default());
    let fixture = Fixture::on(&storage);
    let options = || Options { persist: true, ..Options::default() };
    fixture.memo("f", options()).call(1);
    let known = fixture.memo("f", options());
    fixture.cache.shutdown();
    known.call(1);
    fixture.memo("f", options()).call(1);
    assert_eq!(fixture.cache.stats().entries, 0);
}

#[test]
fn outside_of_a_session_there_is_an_error() {
    let fixture = Fixture::default();
    let options = Options { scope: Scope::Session, ..Options::default() };
    let spec = FunctionSpec::new(Kind::Memo, "f", Fingerprint::of_bytes(b"f")).options(options);
    let error = fixture.cache.function(spec, None).unwrap_err();
    assert!(error.to_string().contains("`f` has `scope: \"session\"`"), "{error}");
}
