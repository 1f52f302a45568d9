//! The options of `memo` and `singleton`, from a script.

use std::sync::atomic::AtomicBool;

use super::*;

#[test]
fn a_value_is_gone_at_exactly_its_time_to_live() {
    for (ttl, seconds) in [("60", 60.0), ("1.5", 1.5), ("\"1m30s\"", 90.0), ("\"1d 1h\"", 90_000.0)] {
        let world = World::new();
        let mut app = world.ran(&format!("fn f() {{ tick() }} let f = memo(f, #{{ ttl: {ttl} }}); st.text(f());"));
        world.advance(seconds - 0.001);
        app.run();
        assert_eq!(world.count(), 1, "{ttl}");
        world.advance(0.001);
        app.run();
        ok(&app);
        assert_eq!(world.count(), 2, "{ttl}");
        world.advance(seconds - 0.001);
        app.run();
        assert_eq!(world.count(), 2, "counted from the moment it was stored");
    }
}

#[test]
fn the_least_recently_used_value_goes_first() {
    let (app, count) = app(
        "fn f(x) { tick(); x } let f = memo(f, #{ max_entries: 2 }); f(1); f(2); f(1); f(3); f(1); f(2); st.text(f.stats().evictions.size);",
    );
    ok(&app);
    assert_eq!(count.load(Ordering::SeqCst), 4);
    assert_eq!(texts(&app), ["2"]);
}

#[test]
fn the_size_of_the_values_is_bounded() {
    let (app, count) = app(
        "fn f(x) { tick(); let s = \"\"; s.pad(600, 'x'); s } let f = memo(f, #{ max_size: \"1KB\" }); f(1); f(2); f(1); st.text(f.stats().entries);",
    );
    ok(&app);
    assert_eq!(count.load(Ordering::SeqCst), 3);
    assert_eq!(texts(&app), ["1"]);
}

#[test]
fn each_session_has_its_own_values_with_scope_session_until_it_ends() {
    let world = World::new();
    let script = "fn f() { tick() } let f = memo(f, #{ scope: \"session\" }); st.text(f()); st.text(f()); fn s() { #{ n: 0 } } let s = singleton(s, #{ scope: \"session\" }); let o = s(); o.n += 1; st.text(s().n);";
    let mut one = world.ran(script);
    let two = world.ran(script);
    assert_eq!(texts(&one), ["1", "1", "1"]);
    assert_eq!(texts(&two), ["2", "2", "1"]);
    one.run();
    assert_eq!(texts(&one), ["1", "1", "2"]);
    for function in world.environment.cache().stats().functions {
        assert_eq!(function.entries, 2, "{}", function.name);
    }
}

/// A refresh goes on behind: waits for the body to have run so often, and for the value to be there.
fn refreshed(world: &World, app: &mut AppTest, runs: i64, shown: &str) {
    until(|| world.count() == runs);
    until(|| {
        app.run();
        texts(app)[0] == shown
    });
    ok(app);
}

#[test]
fn a_stale_value_is_served_at_once_and_computed_behind() {
    let world = World::new();
    let mut app = world
        .ran("fn f() { tick() } let f = memo(f, #{ ttl: 10, refresh: \"background\", max_stale: 20 }); st.text(f());");
    world.advance(9.9);
    app.run();
    assert_eq!(world.count(), 1);
    world.advance(0.1);
    app.run();
    assert_eq!(texts(&app), ["1"], "the old value at once");
    refreshed(&world, &mut app, 2, "2");
    world.advance(30.0);
    app.run();
    assert_eq!(texts(&app), ["3"], "past ttl and max_stale a caller waits");
    assert_eq!(world.count(), 3);
}

#[test]
fn a_refresh_behind_sees_what_the_function_sees_and_uses_the_cache_of_others() {
    let world = World::new();
    let script = r#"
        import "std/format" as format;
        const K = 100;
        fn other(x) { tick(); x }
        let other = memo(other);
        fn local(x) { x }
        fn f(n, _note) { tick(); let a = other(1); let g = |x| local(x) + global::K; g.call(n) + a + st.session_state.len() * 0 }
        let f = memo(f, #{ ttl: 10, refresh: "background" });
        st.text(f(5, "x"));
    "#;
    let mut app = world.session(script);
    app.run();
    if let Some(error) = app.error() {
        panic!("{error:#}");
    }
    assert_eq!(texts(&app), ["106"]);
    assert_eq!(world.count(), 2);
    world.advance(11.0);
    app.run();
    until(|| world.count() == 3);
    until(|| {
        let stats = world.environment.cache().stats();
        stats.functions.iter().any(|function| function.name == "f" && function.counters.refreshes == 1)
    });
    std::thread::sleep(Duration::from_millis(50));
    app.run();
    ok(&app);
    assert_eq!(world.count(), 3, "`other` was a hit in the refresh, and the refreshed value is used");
}

#[test]
fn what_a_function_draws_is_there_after_a_refresh_behind_as_well() {
    let world = World::new();
    let mut app = world.ran("fn f() { let n = tick(); st.text(`drawn ${n}`); n } let f = memo(f, #{ ttl: 10, refresh: \"background\" }); f();");
    assert_eq!(texts(&app), ["drawn 1"]);
    world.advance(11.0);
    app.run();
    assert_eq!(texts(&app), ["drawn 1"]);
    refreshed(&world, &mut app, 2, "drawn 2");
}

#[test]
fn a_refresh_behind_never_mixes_up_the_values_of_widgets() {
    let world = World::new();
    let script = "fn f() { tick(); st.slider(\"S\", 0, 9, 4) } let f = memo(f, #{ ttl: 10, refresh: \"background\", allow_widgets: true }); st.text(f());";
    let mut app = world.ran(script);
    app.set("S", 7).run();
    assert_eq!(texts(&app), ["7"]);
    world.advance(11.0);
    for _ in 0..5 {
        app.run();
        ok(&app);
        assert_eq!(texts(&app), ["7"]);
        std::thread::sleep(Duration::from_millis(5));
    }
    world.advance(20.0);
    app.run();
    assert_eq!(texts(&app), ["7"]);
}

#[test]
fn a_refresh_that_fails_keeps_the_old_value_and_waits_before_it_tries_again() {
    let world = World::new();
    let mut app = world.ran("fn f() { let n = tick(); if n == 2 { throw \"no\"; } n } let f = memo(f, #{ ttl: 10, refresh: \"background\", max_stale: 1000 }); st.text(f());");
    world.advance(11.0);
    app.run();
    until(|| world.count() == 2);
    until(|| world.environment.cache().stats().counters.failed_refreshes == 1);
    for _ in 0..3 {
        app.run();
        ok(&app);
        assert_eq!(texts(&app), ["1"]);
    }
    assert_eq!(world.count(), 2);
    world.advance(61.0);
    app.run();
    refreshed(&world, &mut app, 3, "3");
}

#[test]
fn a_panic_in_a_refresh_does_no_harm() {
    let count = Arc::new(AtomicI64::new(0));
    let clock = Arc::new(ManualClock::default());
    let mut host = host(&count);
    let counter = count.clone();
    host.function("fragile", move || -> i64 {
        let n = counter.fetch_add(1, Ordering::SeqCst) + 1;
        assert!(n == 1 || n > 6, "broken");
        n
    });
    let cache = CacheBuilder::default().clock(clock.clone());
    let environment = Environment::with_cache(Path::new("."), Limits::default(), host, Vec::new(), cache);
    let source = Source::compile(
        &environment,
        "app.rhai",
        "fn f() { fragile() } let f = memo(f, #{ ttl: 1, refresh: \"background\", max_stale: \"10d\" }); st.text(f());",
    )
    .unwrap();
    let mut app = app_test(&environment, source);
    app.run();
    for failures in 1..=5 {
        clock.advance(Duration::from_secs(100));
        app.run();
        ok(&app);
        until(|| environment.cache().stats().counters.failed_refreshes == failures);
    }
    clock.advance(Duration::from_secs(100));
    app.run();
    until(|| {
        app.run();
        texts(&app) == ["7"]
    });
}

#[test]
fn refreshes_that_take_long_keep_no_other_from_starting() {
    let count = Arc::new(AtomicI64::new(0));
    let clock = Arc::new(ManualClock::default());
    let mut host = host(&count);
    let is_slow = Arc::new(AtomicBool::new(false));
    let gate = is_slow.clone();
    host.function("query", move || {
        while gate.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(2));
        }
    });
    let cache = CacheBuilder::default().clock(clock.clone());
    let environment = Environment::with_cache(Path::new("."), Limits::default(), host, Vec::new(), cache);
    let script = r#"
        fn slow(n) { query(); n }
        fn quick() { tick() }
        const BEHIND = #{ ttl: 1, refresh: "background", max_stale: "10d" };
        let slow = memo(slow, BEHIND);
        let quick = memo(quick, BEHIND);
        for n in 0..10 { slow(n); }
        st.text(quick());
    "#;
    let mut app = app_test(&environment, Source::compile(&environment, "app.rhai", script).unwrap());
    app.run();
    is_slow.store(true, Ordering::SeqCst);
    clock.advance(Duration::from_secs(2));
    app.run();
    until(|| {
        app.run();
        texts(&app) == ["2"]
    });
    is_slow.store(false, Ordering::SeqCst);
}

#[test]
fn a_spinner_shows_on_a_miss_of_the_outermost_function_only() {
    use stscript::unstable::script::Run;
    let shown = |options: &str, call: &str| -> Vec<String> {
        let seen: Arc<parking_lot::Mutex<Vec<String>>> = Arc::default();
        let slot: Arc<parking_lot::Mutex<Option<Arc<Run>>>> = Arc::default();
        let mut host = HostModule::default();
        let (into, run) = (seen.clone(), slot.clone());
        host.function("look", move || {
            if let Some(run) = &*run.lock() {
                // The part of the page that floats, as text.
                let page = run.with_tree(|tree| format!("{tree:?}"));
                let text = page.split_once("Transient {").map_or("", |(_, floating)| floating);
                let text = text.split("cleared").next().unwrap_or_default().to_owned();
                into.lock().push(text);
            }
        });
        let environment = Environment::new(Path::new("."), Limits::default(), host, Vec::new());
        let script = format!(
            "fn inner() {{ look(); }} let inner = memo(inner);\nfn f(x) {{ look(); inner(); }} let f = memo(f, #{{ {options} }});\nfn g() {{ look(); }} let g = memo(g);\n{call} look();"
        );
        let source = Source::compile(&environment, "app.rhai", &script).unwrap();
        let run = Run::new(&environment, &source, &Arc::default());
        *slot.lock() = Some(run.clone());
        let ended = run.execute(&stscript::unstable::script::RunInput::default());
        assert!(matches!(ended, stscript::unstable::script::Ended::Finished), "{ended:?}");
        seen.lock().clone()
    };
    let standard = shown("", "f(1); f(1);");
    assert_eq!(standard.len(), 3, "{standard:?}");
    assert!(standard[0].contains("Running `f(...)`."), "{standard:?}");
    assert_eq!(standard[0], standard[1], "the inner function shows none of its own");
    assert_eq!(standard[2], "", "it is gone after the call");
    let text = shown("show_spinner: \"Please wait\"", "f(1);");
    assert!(text[0].contains("Please wait") && !text[0].contains("Running"), "{text:?}");
    assert_eq!(shown("show_spinner: false", "f(1);")[0], "");
    assert!(!shown("show_spinner: \"\"", "f(1);")[0].is_empty());
    assert!(shown("", "g();")[0].contains("Running `g()`."));
}
