//! What makes two calls the same call, and what is forgotten when.

use super::*;

#[test]
fn a_changed_helper_or_constant_is_a_miss_and_a_moved_function_is_a_hit() {
    let script = |k: i64, helper: &str, pad: &str| {
        format!(
            "{pad}const K = {k};\nfn helper(x) {{ {helper} }}\nfn f(x) {{ tick(); helper(x) + global::K }}\nlet f = memo(f);\nst.text(f(1));\n"
        )
    };
    let (mut app, count) = app(&script(1, "x", ""));
    let mut after = |text: String| {
        app.reload(&text).unwrap();
        app.run();
        ok(&app);
        count.load(Ordering::SeqCst)
    };
    assert_eq!(after(script(1, "x", "// a comment\n\n")), 1, "moved");
    assert_eq!(after(script(1, "x /* why */", "")), 1, "commented");
    assert_eq!(after(script(1, "x + 1", "")), 2, "another helper");
    assert_eq!(after(script(2, "x + 1", "")), 3, "another constant");
    assert_eq!(after(script(1, "x", "")), 3, "as it was");
}

#[test]
fn captured_values_of_a_closure_are_arguments() {
    let (app, count) =
        app("let a = []; for k in 0..2 { let g = memo(|x| { tick(); x + k }); a.push(g.call(1)); } st.text(a);");
    ok(&app);
    assert_eq!(texts(&app), ["[1, 2]"]);
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

#[test]
fn values_are_forgotten_by_call_by_function_and_altogether() {
    let script = r#"
        fn f(x) { tick(); x }
        let f = memo(f);
        f(1); f(2);
        if st.button("one") { f.clear(1); }
        if st.button("all") { f.clear(); }
        if st.button("every") { memo.clear(); }
        fn g() { f.clear(2) }
        if st.button("inside") { g(); }
    "#;
    let (mut app, count) = app(script);
    let mut after = |button: &str| {
        app.click(button).run();
        ok(&app);
        app.run();
        count.load(Ordering::SeqCst)
    };
    assert_eq!(after("one"), 3);
    assert_eq!(after("all"), 5);
    assert_eq!(after("every"), 7);
    assert_eq!(after("inside"), 8);
}

/// How often the body has run after these versions of a script, one after the other, in one app.
#[track_caller]
fn runs(versions: &[&str]) -> Vec<i64> {
    let (mut app, count) = app(versions[0]);
    ok(&app);
    let mut counts = vec![count.load(Ordering::SeqCst)];
    for version in &versions[1..] {
        app.reload(version).unwrap();
        app.run();
        ok(&app);
        counts.push(count.load(Ordering::SeqCst));
    }
    counts
}

#[test]
fn what_does_not_change_what_a_function_does_is_a_hit() {
    let counts = runs(&[
        "fn f(x) { tick(); x + 1 } let f = memo(f); f(1);",
        "fn f(x) {\n    // comment\n    tick();\n\n    x /* here */ + 1\n}\nlet f = memo(f); f(1);",
        "let a = 5; /// Doc.\nfn f( x ){tick();x+1} const f = memo(f); f(1);",
        "fn other() { 1 } fn f(x) { tick(); x + 1 } let g = memo(f); g(1);",
        "let g = st.cache_data(f); g.call(1); fn f(x) { tick(); x + 1 }",
    ]);
    assert_eq!(counts, [1, 1, 1, 1, 1]);
}

#[test]
fn what_changes_what_a_function_does_is_a_miss() {
    for (what, one, other) in [
        (
            "its text",
            "fn f(x) { tick(); x } let f = memo(f); f(1);",
            "fn f(x) { tick(); x + 1 } let f = memo(f); f(1);",
        ),
        ("a parameter", "fn f(x) { tick(); 1 } let f = memo(f); f(1);", "fn f(y) { tick(); 1 } let f = memo(f); f(1);"),
        (
            "a string in it",
            "fn f() { tick(); \"a b\" } let f = memo(f); f();",
            "fn f() { tick(); \"a  b\" } let f = memo(f); f();",
        ),
        ("its name", "fn f(x) { tick(); x } let f = memo(f); f(1);", "fn g(x) { tick(); x } let g = memo(g); g(1);"),
        (
            "a helper",
            "fn h() { 1 } fn f() { tick(); h() } let f = memo(f); f();",
            "fn h() { 2 } fn f() { tick(); h() } let f = memo(f); f();",
        ),
        (
            "a helper of a helper",
            "fn k() { 1 } fn h() { k() } fn f() { tick(); h() } let f = memo(f); f();",
            "fn k() { 2 } fn h() { k() } fn f() { tick(); h() } let f = memo(f); f();",
        ),
        (
            "a helper that is called by its name as a string",
            "fn h() { 1 } fn f() { tick(); Fn(\"h\").call() } let f = memo(f); f();",
            "fn h() { 2 } fn f() { tick(); Fn(\"h\").call() } let f = memo(f); f();",
        ),
        (
            "a helper that is cached itself",
            "fn h() { 1 } let h = memo(h); fn f() { tick(); h() } let f = memo(f); f();",
            "fn h() { 2 } let h = memo(h); fn f() { tick(); h() } let f = memo(f); f();",
        ),
        (
            "a helper inside an interpolated text",
            "fn h() { 1 } fn f() { tick(); `${h()}` } let f = memo(f); f();",
            "fn h() { 2 } fn f() { tick(); `${h()}` } let f = memo(f); f();",
        ),
        (
            "a constant",
            "const K = 1; fn f() { tick(); global::K } let f = memo(f); f();",
            "const K = 2; fn f() { tick(); global::K } let f = memo(f); f();",
        ),
        (
            "a constant that a helper reads",
            "const K = [1]; fn h() { global::K } fn f() { tick(); h() } let f = memo(f); f();",
            "const K = [2]; fn h() { global::K } fn f() { tick(); h() } let f = memo(f); f();",
        ),
        (
            "a constant behind the memo statement",
            "fn f() { tick(); global::K } let f = memo(f); const K = 1; f();",
            "fn f() { tick(); global::K } let f = memo(f); const K = 2; f();",
        ),
        ("a closure's text", "let g = memo(|x| { tick(); x }); g(1);", "let g = memo(|x| { tick(); x * 2 }); g(1);"),
        (
            "a captured value",
            "let k = 1; let g = memo(|x| { tick(); k }); g(1);",
            "let k = 2; let g = memo(|x| { tick(); k }); g(1);",
        ),
        (
            "an overload",
            "fn f(x) { tick(); f(x, 1) } fn f(x, y) { x } let f = memo(f); f(1);",
            "fn f(x) { tick(); f(x, 1) } fn f(x, y) { y } let f = memo(f); f(1);",
        ),
    ] {
        println!("{what}");
        let first = runs(&[one])[0];
        let second = runs(&[other])[0];
        assert_eq!(runs(&[one, other, one]), [first, first + second, first + second], "{what}");
    }
}

#[test]
fn a_changed_function_of_an_imported_module_is_a_miss() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let count = Arc::new(AtomicI64::new(0));
    let environment = Environment::new(folder.path(), Limits::default(), host(&count), Vec::new());
    let after = |deep: &str| {
        write("deep.rhai", deep);
        write("data.rhai", "import \"deep\" as deep; fn value() { deep::value() }");
        write("app.rhai", "import \"data\" as data; fn f() { tick(); data::value() } let f = memo(f); st.text(f());");
        let source = Source::read(&environment, &folder.path().join("app.rhai")).unwrap();
        let mut app = AppTest::of(&environment, source);
        app.run();
        (count.load(Ordering::SeqCst), app.error().map(|error| format!("{error:#}")))
    };
    let (first, error) = after("fn value() { 1 }");
    if let Some(error) = error {
        // A function of the script sees the modules of the top level only where the engine lets it.
        println!("{error}");
    }
    assert_eq!(first, 1);
    assert_eq!(after("fn value() { 1 } // the same").0, 1);
    assert_eq!(after("fn value() { 2 }").0, 2);
}

#[test]
fn arguments_are_told_apart_by_type_and_content() {
    let script = r#"
        fn f(x) { tick(); type_of(x) }
        let f = memo(f);
        let all = [1, 1.0, "1", '1', true, (), [1], [[1]], #{ a: 1 }, #{ a: 1.0 }, 0.0, -0.0, "é", "e\u0301", [], #{}, [1, 2], [2, 1], "", 1..2, blob(1)];
        for x in all { f(x); }
        for x in all { f(x); }
        f(#{ a: 1, b: 2 }); f(#{ b: 2, a: 1 });
        f(0.0 / 0.0); f(0.0 / 0.0);
    "#;
    let (app, count) = app(script);
    ok(&app);
    assert_eq!(count.load(Ordering::SeqCst), 21 + 2);
}

#[test]
fn a_parameter_with_an_underscore_does_not_count() {
    let (app, count) = app(
        "fn f(a, _b) { tick(); _b } let f = memo(f); st.text(f(1, 10)); st.text(f(1, 20)); f(1, |x| x); f(1, st.container()); f(2, 10); let g = memo(|_a| tick()); g(1); g(2);",
    );
    ok(&app);
    assert_eq!(texts(&app), ["10", "10"]);
    assert_eq!(count.load(Ordering::SeqCst), 3);
}

#[test]
fn a_new_version_of_a_function_of_the_host_is_a_miss() {
    let count = Arc::new(AtomicI64::new(0));
    let storage = Arc::new(MemoryStorage::new());
    let run = |version: &str| {
        let mut host = host(&count);
        host.version("tick", version);
        let cache = CacheBuilder::default().storage(Some(storage.clone()));
        let environment = Environment::with_cache(Path::new("."), Limits::default(), host, Vec::new(), cache);
        let source =
            Source::compile(&environment, "app.rhai", "let g = memo(tick, #{ persist: true }); g(); g();").unwrap();
        let mut app = AppTest::of(&environment, source);
        app.run();
        ok(&app);
        count.load(Ordering::SeqCst)
    };
    assert_eq!([run("1"), run("1"), run("2"), run("1")], [1, 1, 2, 2]);
}

#[test]
fn a_function_may_change_its_arguments_and_the_key_is_what_they_were() {
    let (app, count) = app(
        "fn f(d) { tick(); d.push(2); d.len() } let f = memo(f); let d = [1]; st.text(f(d)); st.text(d.len()); st.text(f(d)); st.text(f([1])); d.push(5); st.text(f(d));",
    );
    ok(&app);
    assert_eq!(texts(&app), ["2", "1", "2", "2", "3"]);
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

#[test]
fn a_tables_content_is_its_key() {
    let (app, count) = app(
        "fn f(t) { tick(); 1 } let f = memo(f); let t = table([#{ a: 1 }]); f(t); f(t); f(table([#{ a: 1 }])); f(table([#{ a: 2 }])); f(table([#{ b: 1 }]));",
    );
    ok(&app);
    assert_eq!(count.load(Ordering::SeqCst), 3);
}

/// Stored entries are found again by other processes, machines and versions.
#[test]
fn keys_are_these() {
    let world = World::new();
    let _app = world.ran(
        "fn helper(x) { x + 1 }\nconst K = 2;\nfn f(x) { helper(x) * global::K }\nlet f = memo(f);\nf(1);\nfn g() { 1 }\nlet g = singleton(g);\ng();\nlet h = memo(|x| x);\nh(1);\n",
    );
    let keys: Vec<String> = world
        .environment
        .cache()
        .stats()
        .functions
        .iter()
        .map(|function| format!("{} {} {}", function.kind.name(), function.name, function.key))
        .collect();
    assert_eq!(
        keys,
        [
            "memo closure bfcacdbe2a548f82e352581996184d8f",
            "memo f 1dfb821bd92dedb6cfa98148ceabe2da",
            "singleton g b00b9b742e5657910658f7c2492af65b"
        ]
    );
}

#[test]
fn clearing_a_call_forgets_that_call_only() {
    let (app, count) = app(
        "fn f(x, _y) { tick(); x } let f = memo(f); f(1, 0); f(2, 0); f.clear(2, 5); f(1, 0); st.text(tick()); f(2, 0); let k = 3; let g = memo(|x| { tick(); k }); g.call(1); g.clear(1); g.call(1);",
    );
    ok(&app);
    assert_eq!(texts(&app), ["3"]);
    assert_eq!(count.load(Ordering::SeqCst), 6);
}

#[test]
fn memo_clear_leaves_singletons_alone_and_the_other_way_round() {
    let (app, count) = app(
        "fn m() { tick(); 1 } fn s() { tick(); 1 } let m = memo(m); let s = singleton(s); m(); s(); memo.clear(); m(); s(); singleton.clear(); m(); s(); st.memo.clear(); st.cache_resource.clear(); m(); s();",
    );
    ok(&app);
    assert_eq!(count.load(Ordering::SeqCst), 2 + 1 + 1 + 2);
}

#[test]
fn a_clear_inside_the_function_gives_its_value_and_stores_nothing() {
    let (app, count) = app(
        "fn f(x) { tick(); memo.clear(); x } let f = memo(f); st.text(f(1)); st.text(f(1)); fn g(x) { tick(); g.clear(x); x } let g = memo(g); g(1); g(1);",
    );
    ok(&app);
    assert_eq!(texts(&app), ["1", "1"]);
    assert_eq!(count.load(Ordering::SeqCst), 4);
}
