//! Objects that all callers share.

use super::*;

#[test]
fn memo_gives_copies_and_singleton_the_object() {
    let (mut app, _) = app("fn f() { [1] } let f = memo(f); let a = f(); a.push(2); st.text(f().len());");
    ok(&app);
    assert_eq!(texts(&app), ["1"]);
    app.run();
    assert_eq!(texts(&app), ["1"]);
    let script = r#"
        fn store() { #{ items: [], n: 0 } }
        let store = singleton(store);
        let s = store();
        s.n += 1;
        s.items.push(s.n);
        st.text(store().n);
        st.text(store().items.len());
    "#;
    let (mut app, _) = self::app(script);
    ok(&app);
    app.run();
    ok(&app);
    assert_eq!(texts(&app), ["2", "2"]);
}

#[test]
fn validate_is_asked_on_later_accesses_only() {
    let script = r#"
        fn f() { tick() }
        let f = singleton(f, #{ validate: |v| v > 1 });
        st.text(f()); st.text(f()); st.text(f());
    "#;
    let (app, _) = app(script);
    ok(&app);
    assert_eq!(texts(&app), ["1", "2", "2"]);
}

#[test]
fn a_singleton_is_used_like_the_value_inside() {
    let script = r#"
        fn store() { #{ list: [3, 1, 2], n: 0, deep: #{ a: 1 } } }
        let store = singleton(store);
        let s = store();
        s.list.push(9);
        s.list.sort();
        s.deep.a += 1;
        s["n"] = 5;
        fn add(s) { s.n += 1; }
        add(s);
        s.update(|v| { v.n += 1; v });
        fn numbers() { [1, 2, 3] }
        let numbers = singleton(numbers);
        let l = numbers();
        l.push(4);
        l[0] = 7;
        let sum = 0;
        for x in l { sum += x; }
        st.text(`${s.n} ${s.list} ${s.deep.a} ${"n" in s} ${s.keys().len()} ${l.len()} ${sum} ${l.map(|x| x * 2)}`);
        st.text(l);
        st.json(s);
        fn number() { 41 }
        let number = singleton(number);
        st.text(number() + 1);
    "#;
    let (mut app, _) = app(script);
    ok(&app);
    assert_eq!(texts(&app), ["7 [1, 2, 3, 9] 2 true 3 4 16 [14, 4, 6, 8]", "[7, 2, 3, 4]", "42"]);
    app.run();
    ok(&app);
    assert_eq!(texts(&app)[1], "[7, 2, 3, 4, 4]");
}

#[test]
fn eight_threads_change_one_singleton_and_none_waits_for_another() {
    let script = r#"
        fn store() { #{ n: 0, list: [] } }
        let store = singleton(store);
        let s = store();
        for i in 0..50 {
            s.update(|v| { v.n += 1; v });
            s.list.push(i);
            s.keys();
        }
    "#;
    let environment = Environment::new(Path::new("."), Limits::default(), HostModule::default(), Vec::new());
    let source = Source::compile(&environment, "app.rhai", script).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let mut app = app_test(&environment, source.clone());
                app.run();
                ok(&app);
            });
        }
    });
    let read = "fn store() { #{ n: 0, list: [] } } let store = singleton(store); let s = store(); st.text(s.n);";
    let read = Source::compile(&environment, "app.rhai", read).unwrap();
    let mut app = app_test(&environment, read);
    app.run();
    assert_eq!(texts(&app), ["400"]);
}

#[test]
fn a_release_hook_is_called_for_every_object_that_leaves_and_no_other() {
    let world = World::new();
    let script = |end: &str| {
        format!(
            "const NAME = \"conn\"; fn label(v) {{ `${{global::NAME}} ${{v.n}}` }}\nfn s(k) {{ #{{ n: tick(), k: k }} }}\nlet s = singleton(s, #{{ max_entries: 2, ttl: 100, on_release: |v| released(label(v)) }});\n{end}"
        )
    };
    let released: Arc<parking_lot::Mutex<Vec<String>>> = Arc::default();
    let mut host = host(&world.count);
    let into = released.clone();
    host.function("released", move |name: rhai::ImmutableString| into.lock().push(name.to_string()));
    let cache = CacheBuilder::default().clock(world.clock.clone());
    let environment = Environment::with_cache(Path::new("."), Limits::default(), host, Vec::new(), cache);
    let run = |end: &str| {
        let source = Source::compile(&environment, "app.rhai", &script(end)).unwrap();
        let mut app = app_test(&environment, source);
        app.run();
        ok(&app);
        assert!(environment.wait_for_releases(Duration::from_secs(20)));
        std::mem::take(&mut *released.lock())
    };
    assert_eq!(run("s(1); s(2); s(1);"), Vec::<String>::new());
    assert_eq!(run("s(3);"), ["conn 2"], "evicted");
    assert_eq!(run("s.clear(3);"), ["conn 3"], "cleared");
    world.clock.advance(Duration::from_secs(101));
    assert_eq!(run("s(1);"), ["conn 1"], "expired");
    assert_eq!(run("s.clear();"), ["conn 4"]);
    assert_eq!(run("s(1); singleton.clear();"), ["conn 5"]);
    assert_eq!(run("s(1);"), Vec::<String>::new());
    environment.close_cache();
    assert_eq!(std::mem::take(&mut *released.lock()), ["conn 6"], "shutdown");
}

#[test]
fn an_object_that_is_no_good_is_released_and_computed_again() {
    let (mut app, count) = app(
        "fn s() { #{ n: tick(), good: true } } let s = singleton(s, #{ validate: |v| v.good, on_release: |v| { tick(); } }); let o = s(); st.text(s().n); if st.button(\"Break\") { o.good = false; st.text(s().n); }",
    );
    ok(&app);
    assert_eq!(texts(&app), ["1"]);
    app.click("Break").run();
    ok(&app);
    assert_eq!(texts(&app), ["1", "3"]);
    assert_eq!(count.load(Ordering::SeqCst), 3);
}

#[test]
fn a_validate_that_fails_or_answers_nonsense_names_the_function() {
    for (validate, part) in [("|v| 5", "`validate` of `s`"), ("|v| { throw \"broken\"; }", "broken")] {
        let (app, _) =
            app(&format!("fn s() {{ 1 }}\nlet s = singleton(s, #{{ validate: {validate} }});\ns();\ns();\n"));
        let text = format!("{:#}", app.error().unwrap());
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn memo_gives_every_caller_a_copy_of_nested_values() {
    let (mut app, _) = app(
        "fn f() { #{ list: [[1]], map: #{ a: [] } } } let f = memo(f); let a = f(); a.list[0].push(2); a.map.a.push(1); a.extra = 1; let b = f(); st.text(`${b.list} ${b.map.a} ${b.keys()}`);",
    );
    for _ in 0..2 {
        ok(&app);
        assert_eq!(texts(&app), ["[[1]] [] [\"list\", \"map\"]"]);
        app.run();
    }
}

#[test]
fn singletons_are_shared_by_sessions() {
    let world = World::new();
    let script =
        "fn s() { tick(); #{ visits: 0 } } let s = singleton(s); let o = s(); o.visits += 1; st.text(s().visits);";
    let one = world.ran(script);
    let two = world.ran(script);
    assert_eq!((texts(&one), texts(&two), world.count()), (vec!["1".to_owned()], vec!["2".to_owned()], 1));
}

#[test]
fn a_shared_container_goes_with_plain_ones() {
    shows(
        "fn m() { #{ b: #{ c: [2] } } } let m = singleton(m); fn s() { [3] } let s = singleton(s); st.text(m().to_json()); st.text(#{ a: s() }.to_json()); st.text([4] + s()); st.text((#{ z: 1 } + m()).to_json());",
        &[r#"{"b":{"c":[2]}}"#, r#"{"a":[3]}"#, "[4, 3]", r#"{"b":{"c":[2]},"z":1}"#],
    );
}
