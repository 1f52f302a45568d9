//! Closures that draw, remember, and clear.

use super::*;

/// Runs the script twice; what it shows is the same both times, and the body has run `count` times.
#[track_caller]
fn replays(script: &str, count: i64, shown: &[&str]) {
    println!("{script}");
    let (mut app, ticks) = app(script);
    ok(&app);
    assert_eq!(texts(&app), shown, "{}", app.outline());
    app.run();
    ok(&app);
    assert_eq!(texts(&app), shown, "{}", app.outline());
    assert_eq!(ticks.load(Ordering::SeqCst), count);
}

#[test]
fn a_closure_that_draws_is_cached_and_plays_back() {
    for make in ["memo", "singleton", "st.memo", "st.cache_resource"] {
        let script = format!("let g = {make}(|x| {{ tick(); st.text(\"hi\"); x }}); g(1); g(1);");
        replays(&script, 1, &["hi", "hi"]);
    }
    replays("let g = memo(|x| { tick(); st.sidebar.text(\"hi\"); x }); g(1); g.call(1);", 1, &["hi", "hi"]);
    replays("fn page() { let g = memo(|x| { tick(); st.text(`${x}`); x }); g(1); g(2); } page();", 2, &["1", "2"]);
    replays("let k = 5; let g = memo(|x| { tick(); st.text(x + k); x }); g(1);", 1, &["6"]);
    replays("let g = memo(|x| { tick(); let c = st.container(); c.text(\"in\"); x }); g(1); g(1);", 1, &["in", "in"]);
    replays("let g = memo(|x| { tick(); with st.expander(\"E\") { st.text(\"in\"); } x }); g(1);", 1, &["in"]);
}

#[test]
fn a_nested_closure_that_draws_plays_back() {
    replays("let g = memo(|x| { tick(); [1, 2].map(|i| { st.text(i + x); i }) }); g(1); ", 1, &["2", "3"]);
    replays("let g = memo(|x| { let h = memo(|y| { tick(); st.text(y); y }); h(x); h(x) }); g(1);", 1, &["1", "1"]);
}

#[test]
fn a_closure_may_use_the_session_and_the_caches() {
    replays("let g = memo(|x| { tick(); memo.clear(); st.text(\"a\"); x }); g(1);", 2, &["a"]);
    replays("let g = memo(|x| { tick(); singleton.clear(); st.text(\"a\"); x }); g(1);", 1, &["a"]);
    replays("let g = memo(|x| { tick(); st.session_state.k = x; st.text(\"a\"); x }); g(1);", 1, &["a"]);
    replays("let s = st.session_state; let g = memo(|x| { tick(); s.k = x; st.text(\"a\"); x }); g(1);", 1, &["a"]);
}

#[test]
fn a_captured_sidebar_is_told_from_the_page() {
    let (mut app, count) =
        app("for c in [st, st.sidebar] { let g = memo(|x| { tick(); c.text(\"a\"); x }); g.call(1); }");
    ok(&app);
    let before = app.outline();
    app.run();
    ok(&app);
    assert_eq!(app.outline(), before);
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

#[test]
fn a_captured_container_draws_once_and_can_not_be_played_back() {
    for script in [
        "let c = st.container(); let g = memo(|x| { c.text(\"a\"); x }); g(1);",
        "let c = st.columns(2); let g = memo(|x| { c[0].text(\"a\"); x }); g(1);",
        "let c = #{ left: st.container() }; let g = memo(|x| { c.left.text(\"a\"); x }); g(1);",
    ] {
        let (mut app, _) = app(script);
        ok(&app);
        assert_eq!(texts(&app), ["a"]);
        app.run();
        assert_eq!(app.error().unwrap().report().kind, "CacheReplayClosureError", "{script}");
    }
}

#[test]
fn what_a_closure_has_captured_counts_whatever_its_name() {
    replays("for _k in 1..=3 { st.text(memo(|x| { tick(); x + _k }).call(1)); }", 3, &["2", "3", "4"]);
    replays("let g = memo(|_x| { tick(); st.text(\"a\"); 1 }); g(1); g(2);", 1, &["a", "a"]);
}

#[test]
fn the_advice_for_a_closure_is_one_that_can_be_followed() {
    let error = |script: &str| {
        let (app, _) = app(script);
        format!("{:#}", app.error().expect(script))
    };
    let text = error("let g = memo(|c, n| 1); g(|x| x, 2);");
    assert!(text.contains("`|_c, ...|`") && !text.contains("fn closure"), "{text}");
    let text = error("let h = timestamp(); let g = memo(|n| h.elapsed + n); g(2);");
    assert!(text.contains("`h`, which the closure has captured") && text.contains("`|_h, ...|`"), "{text}");
}

#[test]
fn a_closure_with_widgets_depends_on_them() {
    let (mut app, count) = app(
        "let g = memo(|x| { tick(); st.text(\"a\"); x + st.slider(\"S\", 0, 9, 2) }, #{ allow_widgets: true }); st.text(g(1));",
    );
    ok(&app);
    assert_eq!(texts(&app), ["a", "3"]);
    app.run();
    ok(&app);
    assert_eq!(count.load(Ordering::SeqCst), 1);
    app.set("S", 5).run();
    ok(&app);
    assert_eq!(texts(&app), ["a", "6"]);
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

#[test]
fn what_a_closure_drew_plays_back_after_a_restart() {
    let storage: Arc<MemoryStorage> = Arc::default();
    for _ in 0..2 {
        let world = World::with_storage(Some(storage.clone()));
        let first =
            world.ran("let k = 2; let g = memo(|x| { tick(); st.text(x + k); x }, #{ persist: \"disk\" }); g(1);");
        assert_eq!(texts(&first), ["3"]);
        assert!(world.count() <= 1);
    }
    let world = World::with_storage(Some(storage));
    world.ran("let k = 2; let g = memo(|x| { tick(); st.text(x + k); x }, #{ persist: \"disk\" }); g(1);");
    assert_eq!(world.count(), 0);
}

#[test]
fn a_closure_is_refreshed_behind_and_draws_what_it_drew() {
    let world = World::new();
    let mut app = world.ran(
        "let g = memo(|x| { tick(); st.text(\"a\"); x }, #{ ttl: 10, refresh: \"background\", max_stale: 100 }); g(1);",
    );
    world.advance(20.0);
    app.run();
    ok(&app);
    until(|| world.count() == 2);
    app.run();
    ok(&app);
    assert_eq!(texts(&app), ["a"]);
}
