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
fn outside_of_a_session_there_is_an_error() {
    let fixture = Fixture::default();
    let options = Options { scope: Scope::Session, ..Options::default() };
    let spec = FunctionSpec::new(Kind::Memo, "f", Fingerprint::of_bytes(b"f")).options(options);
    let error = fixture.cache.function(spec, None).unwrap_err();
    assert!(error.to_string().contains("`f` has `scope: \"session\"`"), "{error}");
}
