//! When a new version of a script takes over, what no version has any more is forgotten.

use super::*;

impl World {
    /// What the host does from time to time; twice, since the first look only notes that a version is gone.
    fn look_twice(&self) {
        for _ in 0..2 {
            self.environment.housekeeping();
            assert!(self.environment.wait_for_releases(std::time::Duration::from_secs(20)));
        }
    }

    /// A session takes a new version. Its first run still knows what the version before has left for callbacks.
    fn reload(&self, app: &mut AppTest, script: &str) {
        app.reload(script).unwrap().run().run();
        ok(app);
    }

    fn entries(&self) -> u64 {
        self.environment.cache().stats().entries
    }
}

#[test]
fn the_values_of_a_function_that_was_edited_are_forgotten() {
    let world = World::new();
    let mut app = world.ran("fn f(x) { tick(); x } let f = memo(f); f(1); f(2);");
    world.look_twice();
    assert_eq!(world.entries(), 2);
    world.reload(&mut app, "fn f(x) { tick(); x + 1 } let f = memo(f); f(1);");
    world.look_twice();
    assert_eq!(world.entries(), 1);
    let stats = world.environment.cache().stats();
    assert_eq!(stats.functions.len(), 1);
    // What they have done still counts.
    assert_eq!(stats.counters.misses, 3);
    app.run();
    assert_eq!(world.count(), 3);
}

#[test]
fn the_values_of_a_function_that_stayed_are_kept() {
    let world = World::new();
    let mut app = world.ran(
        "fn f(x) { tick(); x } let f = memo(f); let g = memo(|x| { tick(); x }); fn page() { let h = memo(|y| { tick(); y }); h(1) } f(1); g(1); page();",
    );
    world.reload(
        &mut app,
        "// Edited.\nfn more() { 1 } let g = memo(|x| { tick(); x }); fn page() { let h = memo(|y| { tick(); y }); h(1) } fn f(x) { tick(); x } let f = memo(f); f(1); g(1); page();",
    );
    world.look_twice();
    assert_eq!(world.entries(), 3);
    app.run();
    assert_eq!(world.count(), 3);
}

#[test]
fn a_function_that_the_new_version_has_not_called_yet_keeps_its_values() {
    let world = World::new();
    let page = |title: &str| {
        format!(
            "st.title(\"{title}\"); fn f(x) {{ tick(); x }} if st.checkbox(\"Show\", {}) {{ let g = memo(f); g(1); let h = memo(|x| {{ tick(); x }}); h(1); }}",
            title == "One"
        )
    };
    let mut app = world.ran(&page("One"));
    world.reload(&mut app, &page("Two"));
    world.look_twice();
    assert_eq!(world.entries(), 2);
}

#[test]
fn a_version_that_a_session_still_runs_keeps_its_values() {
    let world = World::new();
    let mut old = world.ran("fn f(x) { tick(); x } let f = memo(f); f(1);");
    let mut new = world.ran("fn f(x) { tick(); x + 1 } let f = memo(f); f(1);");
    world.look_twice();
    assert_eq!(world.entries(), 2);
    old.run();
    assert_eq!(world.count(), 2);
    drop(old);
    world.look_twice();
    assert_eq!(world.entries(), 1);
    new.run();
    assert_eq!(world.count(), 2);
}

#[test]
fn an_edit_that_is_undone_at_once_costs_nothing() {
    let world = World::new();
    let one = "fn f(x) { tick(); x } let f = memo(f); f(1);";
    let mut app = world.ran(one);
    world.reload(&mut app, "fn f(x) { tick(); x + 1 } let f = memo(f); f(1);");
    world.environment.housekeeping();
    world.reload(&mut app, one);
    world.look_twice();
    app.run();
    assert_eq!(world.count(), 2);
}

#[test]
fn a_version_that_does_not_compile_changes_nothing() {
    let world = World::new();
    let mut app = world.ran("fn f(x) { tick(); x } let f = memo(f); f(1);");
    assert!(app.reload("fn f(x) { tick(); ").is_err());
    world.look_twice();
    app.run();
    assert_eq!((world.count(), world.entries()), (1, 1));
}

#[test]
fn a_singleton_that_no_version_has_is_released() {
    let world = World::new();
    let script = |text: &str| {
        format!(
            "fn pool() {{ \"{text}\" }} let pool = singleton(pool, #{{ on_release: |p| {{ if p == \"one\" {{ tick(); }} }} }}); pool();"
        )
    };
    let mut app = world.ran(&script("one"));
    world.reload(&mut app, &script("two"));
    assert_eq!(world.count(), 0);
    world.look_twice();
    assert_eq!((world.count(), world.entries()), (1, 1));
    // Not again.
    world.look_twice();
    assert_eq!((world.count(), world.entries()), (1, 1));
}

#[test]
fn functions_of_the_host_are_kept() {
    let world = World::new();
    let mut app = world.ran("let f = memo(tick); f();");
    world.reload(&mut app, "let f = memo(tick); f(); 1");
    world.look_twice();
    app.run();
    assert_eq!(world.count(), 1);
}

#[test]
fn functions_of_modules_are_followed_too() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let count = Arc::new(AtomicI64::new(0));
    let environment = Environment::new(folder.path(), Limits::default(), host(&count), Vec::new());
    let entries = || {
        for _ in 0..2 {
            environment.housekeeping();
        }
        environment.cache().stats().entries
    };
    let page = "import \"data\" as data; data::load(1);";
    write("data.rhai", "fn load(x) { tick(); x } let load = memo(load);");
    let mut app = app_test(&environment, Source::compile(&environment, "app.rhai", page).unwrap());
    app.run();
    ok(&app);
    app.reload(&format!("{page} 1")).unwrap().run().run();
    assert_eq!(entries(), 1);
    write("data.rhai", "fn load(x) { tick(); x + 1 } let load = memo(load);");
    app.reload(page).unwrap().run().run();
    assert_eq!(entries(), 1);
    assert_eq!(count.load(Ordering::SeqCst), 2);
    // A path that only a run knows: what the file has nobody can tell before.
    app.reload("let name = \"data\"; if ARGS.len() > 0 { import name as data; }").unwrap().run().run();
    assert_eq!(entries(), 1);
    app.reload("1").unwrap().run().run();
    assert_eq!(entries(), 0);
}

#[test]
fn a_closure_that_was_kept_over_an_edit_is_an_error_that_says_so() {
    let keep = "if !st.session_state.contains(\"c\") { st.session_state.c = |x| x + 1; } let c = st.session_state.c;";
    for (script, subject) in [
        (format!("{keep}\nst.text(c.call(1));"), "What is called is"),
        (format!("{keep}\nst.text([1].map(c)[0]);"), "What is called is"),
        (format!("{keep}\nlet f = memo(|| c.call(1)); st.text(f());"), "`c`, which the closure reads, is"),
        (format!("{keep}\nlet f = memo(|| [c]); let g = [c]; let f = memo(|| g[0].call(1)); st.text(f());"), "`g` (at `[0]`), which"),
        (format!("{keep} const C = #{{ a: c }}; fn f() {{ global::C.a.call(1) }}\nlet f = memo(f); st.text(f());"), "`global::C` (at `a`), which `f` reads, is"),
        (format!("{keep}\nlet f = memo(c); st.text(f(1));"), "What is to be cached is"),
        (
            "fn s() { #{ c: () } } let s = singleton(s); let o = s(); if o.c == () { o.c = |x| x + 1; }\nlet f = memo(|| o.c.call(1)); st.text(f());".to_owned(),
            "`o` (at `c`), which the closure reads, is",
        ),
    ] {
        println!("{script}");
        let mut app = AppTest::from_script(&script).unwrap();
        app.run();
        ok(&app);
        assert_eq!(texts(&app), ["2"]);
        app.reload(&format!("let above = 1;\n{script}")).unwrap().run();
        let text = format!("{:#}", app.error().expect("an error"));
        for part in [subject, "a closure of an earlier version", "edited", "in every run", "app.rhai:3"] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
    let script = "if !st.session_state.contains(\"c\") { st.session_state.c = memo(|x| x + 1); } let c = st.session_state.c;\nlet f = memo(|| c.call(1)); st.text(f());";
    let mut app = AppTest::from_script(script).unwrap();
    app.run();
    app.reload(&format!("let above = 1;\n{script}")).unwrap().run();
    ok(&app);
    assert_eq!(texts(&app), ["2"]);
}
