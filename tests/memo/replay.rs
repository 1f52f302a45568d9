//! What a call draws is drawn again.

use super::*;

#[test]
fn what_a_call_draws_is_drawn_again() {
    let script = r#"
        fn f(x) {
            st.text(`${x}`);
            let box = st.container();
            box.text("inside");
            with st.expander("more") { st.text("deep"); }
            st.sidebar.text("side");
            with st.sidebar { st.text("side too"); }
            let bar = st.progress(10); bar.progress(60);
            let place = st.empty(); place.text("a"); place.text("b");
            let cols = st.columns(2); cols[1].metric("M", 1);
            tick(); x
        }
        let f = memo(f);
        let outer = st.container();
        with outer { f(1); }
        st.text("---");
    "#;
    let (mut app, count) = app(script);
    ok(&app);
    let first = app.outline();
    app.run();
    ok(&app);
    assert_eq!(app.outline(), first);
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[test]
fn what_nested_functions_draw_is_part_of_the_outer_ones() {
    let script = r#"
        fn inner(x) { tick(); st.text("inner" + x); x }
        fn outer(x) { st.text("before"); inner(x); st.text("after"); x }
        let inner = memo(inner);
        let outer = memo(outer);
        inner(1);
        st.text("---");
        outer(1);
        outer(1);
    "#;
    let (mut app, count) = app(script);
    ok(&app);
    let expected = ["inner1", "---", "before", "inner1", "after", "before", "inner1", "after"];
    assert_eq!(texts(&app), expected);
    app.run();
    assert_eq!(texts(&app), expected);
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[test]
fn drawing_into_a_container_from_outside_is_an_error_on_the_hit() {
    let script = r#"
        let box = st.container();
        fn f(box) { box.text("a"); 1 }
        let g = memo(|_box| { _box.text("a"); 1 });
        g(box);
    "#;
    let (mut app, _) = app(script);
    ok(&app);
    app.run();
    let error = app.error().unwrap();
    assert_eq!(error.report().kind, "CacheReplayClosureError");
    assert!(error.message().contains("container"), "{error}");
}

#[test]
fn an_error_is_not_cached_and_what_was_drawn_before_it_stays() {
    let (mut app, count) =
        app("fn f() { st.text(\"a\"); if tick() == 1 { throw \"no\"; } 5 } let f = memo(f); st.text(f());");
    assert!(app.error().is_some());
    assert_eq!(texts(&app), ["a"]);
    app.run();
    ok(&app);
    assert_eq!(texts(&app), ["a", "5"]);
    app.run();
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

/// The page of the first run, of a run that plays back, and how often the body has run by then.
#[track_caller]
fn twice(script: &str) -> (String, String, i64) {
    let (mut app, count) = app(script);
    ok(&app);
    let first = app.outline();
    app.run();
    ok(&app);
    (first, app.outline(), count.load(Ordering::SeqCst))
}

#[test]
fn the_documents_example_draws_its_chart_and_table_again() {
    let script = r#"
        fn load_data(rows) {
            tick();
            let data = [];
            for i in 0..rows { data.push(#{ a: i * 0.5, b: i }); }
            st.area_chart(data);
            data
        }
        let load_data = memo(load_data);
        st.dataframe(load_data(20));
    "#;
    let (first, again, count) = twice(script);
    assert_eq!(first, again);
    assert!(first.contains("area_chart") && first.contains("dataframe"), "{first}");
    assert_eq!(count, 1);
}

#[test]
fn a_replay_goes_where_the_call_is() {
    let script = r#"
        fn f() { tick(); st.text("main"); st.sidebar.text("side"); with st { st.text("same"); } }
        let f = memo(f);
        let n = st.session_state.get("n", 0);
        st.session_state.n = n + 1;
        if n == 0 { with st.sidebar { f(); } }
        if n == 1 { f(); }
        if n == 2 { let e = st.expander("E"); with e { f(); } }
        if n == 3 { with st.sidebar { with st { f(); } } }
    "#;
    let (mut app, count) = app(script);
    let mut pages = vec![app.outline()];
    for _ in 0..3 {
        app.run();
        ok(&app);
        pages.push(app.outline());
    }
    let side = "sidebar\n  text body=\"main\"\n  text body=\"side\"\n  text body=\"same\"\n";
    assert_eq!(pages[0], side);
    assert_eq!(pages[1], "main\n  text body=\"main\"\n  text body=\"same\"\nsidebar\n  text body=\"side\"\n");
    assert!(pages[2].contains("expander") && pages[2].ends_with("sidebar\n  text body=\"side\"\n"), "{}", pages[2]);
    assert!(pages[2].contains("    text body=\"main\"\n    text body=\"same\"\n"), "{}", pages[2]);
    assert_eq!(pages[3], side);
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[test]
fn a_with_block_on_the_sidebar_inside_replays_into_the_sidebar() {
    let (first, again, count) = twice(
        "fn f() { tick(); with st.sidebar { st.text(\"a\"); let c = st.container(); c.text(\"b\"); } } let f = memo(f); f();",
    );
    assert_eq!(first, again);
    assert!(first.starts_with("sidebar"), "{first}");
    assert_eq!(count, 1);
}

#[test]
fn a_container_from_outside_is_outside_also_where_it_is_the_current_one() {
    for call in ["_box.text(\"a\")", "with _box { st.text(\"a\"); }", "_box.container()"] {
        for around in ["f(box);", "with box { f(box); }"] {
            let (mut app, _) =
                app(&format!("fn f(_box) {{ {call}; 1 }}\nlet f = memo(f);\nlet box = st.container();\n{around}\n"));
            ok(&app);
            app.run();
            let error = app.error().unwrap_or_else(|| panic!("{call} {around}"));
            let text = format!("{error:#}");
            for part in ["CacheReplayClosureError", "`f()`", "`container`", "app.rhai:4"] {
                assert!(text.contains(part), "{part} in\n{text}");
            }
        }
    }
}

#[test]
fn an_element_from_outside_that_is_changed_inside_can_not_be_replayed() {
    let (mut app, _) =
        app("fn f(_bar) { _bar.progress(50); 1 }\nlet f = memo(f);\nlet bar = st.progress(0);\nf(bar);\n");
    ok(&app);
    app.run();
    assert_eq!(app.error().unwrap().report().kind, "CacheReplayClosureError");
}

#[test]
fn nested_containers_and_handles_of_one_function_are_made_afresh() {
    let script = r#"
        fn inner(n) { tick(); let b = st.container(); b.text(`inner ${n}`); with b { st.text("more"); } }
        let inner = memo(inner);
        fn outer() {
            tick();
            let cols = st.columns(2);
            with cols[0] { inner(1); }
            cols[1].text("right");
            let e = st.empty();
            let inside = e.container();
            with inside { inner(2); }
            inside.text("end");
            with st.sidebar { inner(3); }
        }
        let outer = memo(outer);
        outer();
        st.text("---");
        outer();
        inner(1);
    "#;
    let (first, again, count) = twice(script);
    assert_eq!(first, again);
    assert_eq!(count, 4);
    let (one, two) = first.split_once("---").unwrap();
    for text in ["inner 1", "inner 2", "right", "end"] {
        assert!(one.contains(text) && two.contains(text), "{first}");
    }
    assert_eq!(first.matches("inner 3").count(), 2);
}

#[test]
fn the_outer_entry_is_whole_whether_the_inner_call_hit_or_missed() {
    for before in ["", "inner(1);"] {
        let script = format!(
            "fn inner(x) {{ st.text(`in ${{x}}`); }} let inner = memo(inner);\nfn outer() {{ tick(); st.text(\"a\"); inner(1); st.text(\"b\"); }} let outer = memo(outer);\n{before} outer(); if st.session_state.get(\"go\", false) {{ inner.clear(); }} st.session_state.go = true;"
        );
        let (first, again, count) = twice(&script);
        assert_eq!(first, again);
        assert_eq!(count, 1);
    }
}

#[test]
fn what_an_inner_function_drew_before_it_failed_is_part_of_the_outer_entry() {
    let script = r#"
        fn inner() { tick(); st.text("drawn"); throw "no"; }
        let inner = memo(inner);
        fn outer() { try { inner(); } catch { st.text("caught"); } }
        let outer = memo(outer);
        outer();
        st.text("after");
    "#;
    let (first, again, count) = twice(script);
    assert_eq!(first, again);
    assert!(first.contains("drawn") && first.contains("caught"), "{first}");
    assert_eq!(count, 1);
}

#[test]
fn the_bytes_of_large_elements_live_as_long_as_the_entry() {
    let world = World::new();
    let mut app = world.ran(
        "fn f() { tick(); let rows = []; for i in 0..20000 { rows.push(#{ a: i, b: `row ${i}` }); } st.dataframe(rows); 1 } let f = memo(f); if !(st.session_state.get(\"off\", false)) { f(); } if st.button(\"Clear\") { f.clear(); st.session_state.off = true; }",
    );
    let payloads = world.environment.payloads();
    assert_eq!(payloads.len(), 1);
    let first = app.outline();
    app.run();
    ok(&app);
    assert_eq!(app.outline(), first);
    drop(app);
    payloads.retain_used();
    assert_eq!(payloads.len(), 1, "the entry holds it");
    world.environment.clear_cache();
    payloads.retain_used();
    assert_eq!(payloads.len(), 0);
    assert_eq!(world.count(), 1);
}

#[test]
fn a_stop_or_rerun_inside_is_not_cached() {
    let (mut app, count) =
        app("fn f() { tick(); st.text(\"a\"); st.stop(); 1 } let f = memo(f); f(); st.text(\"never\");");
    app.run();
    assert_eq!(texts(&app), ["a"]);
    assert_eq!(count.load(Ordering::SeqCst), 2);
    let (app, count) =
        super::app("fn f() { if tick() < 3 { st.rerun(); } 7 } let f = memo(f); st.text(f()); st.text(f());");
    ok(&app);
    assert_eq!(texts(&app), ["7", "7"]);
    assert_eq!(count.load(Ordering::SeqCst), 3);
}

#[test]
fn the_guard_against_widgets_ends_with_the_call_also_when_it_fails() {
    for end in ["1", "throw \"no\""] {
        let (app, _) = app(&format!(
            "fn f() {{ st.text(\"a\"); {end} }} let f = memo(f); try {{ f(); }} catch {{ }} st.button(\"B\"); st.checkbox(\"C\");"
        ));
        ok(&app);
        assert!(app.all("exception").is_empty(), "{}", app.outline());
    }
}

#[test]
fn a_function_without_drawing_plays_back_nothing_and_side_effects_are_not_repeated() {
    let (mut app, _) = app(
        "fn f() { tick(); st.session_state.n = (st.session_state.get(\"n\", 0)) + 1; 5 } let f = memo(f); f(); st.text(st.session_state.n);",
    );
    app.run();
    ok(&app);
    assert_eq!(texts(&app), ["1"]);
}

#[test]
fn a_function_that_ends_with_an_element_has_no_value() {
    for kind in ["memo", "singleton"] {
        let (mut app, count) =
            app(&format!("fn f() {{ tick(); st.text(\"a\"); }} let f = {kind}(f); let v = f(); st.text(`[${{v}}]`);"));
        for _ in 0..2 {
            ok(&app);
            assert_eq!(texts(&app), ["a", "[]"]);
            app.run();
        }
        assert_eq!(count.load(Ordering::SeqCst), 1);
    }
}

#[test]
fn the_configuration_of_the_page_is_played_back_in_other_sessions_and_after_a_restart() {
    let storage = Arc::new(MemoryStorage::new());
    let script = r#"
        fn f() { tick(); st.set_page_config("Title", #{ layout: "wide" }); }
        let f = memo(f, #{ persist: true });
        st.set_page_config(#{ page_icon: "i" });
        f();
    "#;
    for expected in [1, 0] {
        let world = World::with_storage(Some(storage.clone()));
        for _ in 0..2 {
            let app = world.ran(script);
            ok(&app);
            let config = app.page_config().unwrap();
            let parts = [config.title.as_deref(), config.icon.as_deref(), config.layout.as_deref()];
            assert_eq!(parts, [Some("Title"), Some("i"), Some("wide")]);
        }
        assert_eq!(world.count(), expected);
    }
}

#[test]
fn a_widget_that_is_drawn_twice_names_the_cached_function() {
    let (app, _) = app("fn f(x) { st.checkbox(\"C\") } let f = memo(f, #{ allow_widgets: true }); f(1); f(1);");
    let error = app.error().expect("the same widget twice");
    assert!(error.message().contains("drawn by the cached function `f()`"), "{error}");
    let (app, _) = super::app("fn f(x) { st.checkbox(\"C\") } let f = memo(f, #{ allow_widgets: true }); f(1); f(2);");
    let error = app.error().expect("the same widget twice");
    assert!(error.message().contains("drawn by the cached function `f()`"), "{error}");
}
