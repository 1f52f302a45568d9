//! Values that survive a restart: another environment on the same storage.

use super::*;

#[track_caller]
fn restarted(script: &str) -> (Vec<String>, Vec<String>, i64) {
    let storage = Arc::new(MemoryStorage::new());
    let before = World::with_storage(Some(storage.clone()));
    let first = texts(&before.ran(script));
    let after = World::with_storage(Some(storage));
    let second = texts(&after.ran(script));
    (first, second, after.count())
}

#[test]
fn values_elements_and_widgets_play_back_and_the_body_does_not_run() {
    let script = r#"
        fn f(n) {
            tick();
            st.text("drawn");
            let cols = st.columns(2);
            cols[1].metric("M", n);
            st.sidebar.text("side");
            let on = st.checkbox("C");
            #{ n: n, list: [1, 2.5, "x", true, ()], on: on }
        }
        let f = memo(f, #{ persist: "disk", allow_widgets: true });
        let r = f(3);
        st.text(`${r.n} ${r.list} ${r.on}`);
    "#;
    let storage = Arc::new(MemoryStorage::new());
    let before = World::with_storage(Some(storage.clone()));
    let mut app = before.ran(script);
    let (page, texts_before) = (app.outline(), texts(&app));
    app.set("C", true).run();
    ok(&app);
    assert_eq!(before.count(), 2);
    let after = World::with_storage(Some(storage));
    let mut app = after.ran(script);
    assert_eq!((app.outline(), texts(&app)), (page, texts_before));
    app.set("C", true).run();
    ok(&app);
    assert!(texts(&app).iter().any(|text| text.ends_with("true")), "{}", app.outline());
    assert_eq!(after.count(), 0);
}

#[test]
fn nothing_is_stored_without_persist() {
    for options in ["", "persist: false", "persist: ()"] {
        let storage = Arc::new(MemoryStorage::new());
        let world = World::with_storage(Some(storage.clone()));
        let _app = world.ran(&format!("fn f() {{ 1 }} let f = memo(f, #{{ {options} }}); f();"));
        assert!(storage.is_empty(), "{options}");
    }
}

#[test]
fn functions_without_parameters_closures_and_functions_of_the_host_persist_too() {
    for script in [
        "fn f() { tick() } let f = memo(f, #{ persist: true }); st.text(f());",
        "let k = 2; let g = memo(|x| { tick(); x * k }, #{ persist: true }); st.text(g(4));",
        "let tick = memo(tick, #{ persist: true }); st.text(tick());",
        "fn f(t) { tick(); t } let f = memo(f, #{ persist: true }); st.text(f(table([#{ a: 1 }])).len());",
    ] {
        println!("{script}");
        let (first, second, runs) = restarted(script);
        assert_eq!(first, second);
        assert_eq!(runs, 0);
    }
}

#[test]
fn a_time_to_live_is_ignored_for_stored_values_unless_it_is_asked_for() {
    for (options, after_restart, after_ttl) in [("", 0, 0), (", persist_ttl: true", 0, 1)] {
        let script =
            format!("fn f() {{ tick() }} let f = memo(f, #{{ ttl: 60, persist: \"disk\"{options} }}); st.text(f());");
        let storage = Arc::new(MemoryStorage::new());
        let before = World::with_storage(Some(storage.clone()));
        let _app = before.ran(&script);
        let after = World::with_storage(Some(storage.clone()));
        after.advance(59.0);
        let _app = after.ran(&script);
        assert_eq!(after.count(), after_restart, "{options}");
        let later = World::with_storage(Some(storage));
        later.advance(60.0);
        let _app = later.ran(&script);
        assert_eq!(later.count(), after_ttl, "{options}");
    }
}

#[test]
fn clearing_reaches_the_storage() {
    let script = |clear: &str| {
        format!(
            "fn f(x) {{ tick(); x }} let f = memo(f, #{{ persist: true }}); fn g(x) {{ tick(); x }} let g = memo(g, #{{ persist: true }}); {clear} f(1); f(2); g(1);"
        )
    };
    for (clear, runs) in
        [("", 0), ("f.clear(1);", 1), ("f.clear();", 2), ("memo.clear();", 3), ("singleton.clear();", 0)]
    {
        let storage = Arc::new(MemoryStorage::new());
        let before = World::with_storage(Some(storage.clone()));
        let _app = before.ran(&script(""));
        let after = World::with_storage(Some(storage));
        let _app = after.ran(&script(clear));
        assert_eq!(after.count(), runs, "{clear}");
    }
}

#[test]
fn a_refresh_behind_works_with_stored_values() {
    let storage = Arc::new(MemoryStorage::new());
    let script =
        "fn f() { tick() + 100 } let f = memo(f, #{ ttl: 10, refresh: \"background\", persist: true }); st.text(f());";
    let before = World::with_storage(Some(storage.clone()));
    let _app = before.ran(script);
    let after = World::with_storage(Some(storage));
    after.advance(11.0);
    let mut app = after.ran(script);
    assert_eq!(texts(&app), ["101"], "stale, and at once");
    until(|| after.count() == 1);
    until(|| after.environment.cache().stats().counters.refreshes == 1);
    app.run();
    ok(&app);
    assert_eq!(after.count(), 1);
}

#[test]
fn an_edited_function_does_not_find_the_stored_value_of_its_old_text() {
    let storage = Arc::new(MemoryStorage::new());
    let run = |body: &str| {
        let world = World::with_storage(Some(storage.clone()));
        let app =
            world.ran(&format!("fn f() {{ tick(); {body} }} let f = memo(f, #{{ persist: true }}); st.text(f());"));
        (texts(&app)[0].clone(), world.count())
    };
    assert_eq!(run("1"), ("1".to_owned(), 1));
    assert_eq!(run("1 /* the same */"), ("1".to_owned(), 0));
    assert_eq!(run("2"), ("2".to_owned(), 1));
    assert_eq!(run("1"), ("1".to_owned(), 0));
}
