//! Functions that are called by a name which is computed: all that the name can mean counts.

use super::*;

/// `V` in the files is one thing, then another: the app shows each.
#[track_caller]
fn an_edit_is_seen(files: &[(&str, &str)]) {
    let folder = tempfile::tempdir().unwrap();
    println!("{files:?}");
    let storage: Arc<MemoryStorage> = Arc::default();
    for version in ["v1", "v2", "v1"] {
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text.replace('V', version)).unwrap();
        }
        let cache = CacheBuilder::default().storage(Some(storage.clone()));
        let environment =
            Environment::with_cache(folder.path(), Limits::default(), host(&Arc::default()), Vec::new(), cache);
        let source = Source::read(&environment, &folder.path().join("app.rhai")).unwrap();
        let mut app = AppTest::of(&environment, source);
        app.run();
        ok(&app);
        assert_eq!(texts(&app), [version]);
    }
}

#[test]
fn a_function_that_a_computed_name_can_mean_is_part_of_the_key() {
    let memo = "let f = memo(f, #{ persist: \"disk\" }); st.text(f(\"h1\"));";
    for script in [
        "fn h1() { \"V\" } fn f(n) { Fn(n).call() }",
        "fn h1() { \"V\" } fn f(n) { Fn(\"h\" + 1).call() }",
        "fn h1() { \"V\" } fn f(n) { let i = 1; Fn(`h${i}`).call() }",
        "fn h1() { helper() } fn helper() { \"V\" } fn f(n) { Fn(n).call() }",
        "fn h1() { \"V\" } fn pointer(n) { Fn(n) } fn f(n) { pointer(n).call() }",
        "fn h1(x) { \"V\" } fn f(n) { [1].map(Fn(n))[0] }",
        "fn h1(x) { \"V\" } fn again(p) { Fn(p.name).call(1) } fn f(n) { again(Fn(n)) }",
        "fn h1() { \"V\" } const CALL = #{ it: |n| Fn(n).call() }; fn f(n) { global::CALL.it.call(n) }",
        "fn h1() { \"V\" } fn d(n) { Fn(n).call() } const CALL = [d]; fn f(n) { global::CALL[0].call(n) }",
        "fn h1() { \"V\" } let h1 = memo(h1); fn f(n) { Fn(n).call() }",
        "let h1 = memo(|| \"V\"); fn f(n) { Fn(n).call() }",
        "const K = [\"V\"]; fn h1() { global::K[0] } fn f(n) { Fn(n).call() }",
        "fn hV() { 1 } fn f(n) { if is_def_fn(\"h\" + \"v1\", 0) { \"v1\" } else { \"v2\" } }",
    ] {
        an_edit_is_seen(&[("app.rhai", &format!("{script} {memo}"))]);
    }
    for script in [
        "fn h1() { \"V\" } let f = memo(|n| Fn(n).call()); st.text(f(\"h1\"));",
        "fn h1() { \"V\" } let d = |n| Fn(n).call(); let f = memo(|n| d.call(n)); st.text(f(\"h1\"));",
    ] {
        an_edit_is_seen(&[("app.rhai", script)]);
    }
}

#[test]
fn a_name_that_a_module_computes_can_mean_a_function_of_the_script_too() {
    let call =
        "import \"m\" as m; fn f(n) { m::dispatch(n) } let f = memo(f, #{ persist: \"disk\" }); st.text(f(\"h1\"));";
    let dispatch = "fn dispatch(n) { Fn(n).call() }";
    an_edit_is_seen(&[("m.rhai", &format!("{dispatch} fn h1() {{ \"V\" }}")), ("app.rhai", call)]);
    an_edit_is_seen(&[("m.rhai", dispatch), ("app.rhai", &format!("fn h1() {{ \"V\" }} {call}"))]);
    an_edit_is_seen(&[
        ("m.rhai", "fn dispatch(n) { Fn(n).call() } let dispatch = memo(dispatch, #{ persist: \"disk\" });"),
        ("app.rhai", "import \"m\" as m; fn h1() { \"V\" } st.text(m::dispatch(\"h1\"));"),
    ]);
}

#[test]
fn what_the_functions_read_that_a_computed_name_can_mean_counts() {
    for script in [
        "const K = user; fn h() { global::K }",
        "const K = #{ user: user, log: || 1 }; fn h() { global::K.user }",
        "let h = memo(|| user);",
        "const NAME = user; fn g() { global::NAME } let h = memo(g);",
    ] {
        let world = World::new();
        let script = format!(
            "let user = st.text_input(\"who\"); {script} fn f(n) {{ Fn(n).call() }} let f = singleton(f); st.text(f(\"h\"));"
        );
        println!("{script}");
        for user in ["Ada", "Bob", "Ada"] {
            let mut app = world.session(&script);
            app.run();
            app.set("who", user).run();
            ok(&app);
            assert_eq!(texts(&app), [user]);
        }
    }
}

#[test]
fn what_such_a_function_could_read_and_cannot_be_hashed_is_refused() {
    for (script, told) in [
        ("const C = timestamp(); fn h() { global::C } fn f(n) { Fn(n).call() } let f = memo(f);", "`global::C`"),
        ("fn h(n) { import n as m; m::v() } fn f(n) { Fn(n).call() } let f = memo(f);", "computed path"),
    ] {
        let (app, _) = app(script);
        let text = format!("{:#}", app.error().expect(script));
        assert!(text.contains(told), "{text}");
    }
}

#[test]
fn a_literal_name_counts_the_function_of_that_name_only() {
    let script = |other: &str| {
        format!(
            "fn h(x) {{ 1 }} fn other() {{ {other} }} fn f() {{ tick(); is_def_fn(\"h\", 1); [1].map(Fn(\"h\")); Fn(`h`).call(1) }} let f = memo(f); f();"
        )
    };
    let (mut app, count) = app(&script("1"));
    ok(&app);
    app.reload(&script("2")).unwrap().run();
    ok(&app);
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[test]
fn an_array_takes_no_function_by_a_string() {
    for call in [
        "map(n)",
        "filter(n)",
        "some(n)",
        "all(n)",
        "dedup(n)",
        "reduce(n)",
        "reduce(n, 0)",
        "reduce_rev(n)",
        "reduce_rev(n, 0)",
        "sort(n)",
        "drain(n)",
        "retain(n)",
    ] {
        let (app, _) = app(&format!("fn h(a, b) {{ a }} let n = \"h\"; let list = [1, 2]; list.{call};"));
        let text = format!("{:#}", app.error().expect(call));
        let name = call.split('(').next().unwrap();
        assert!(text.contains(&format!("`{name}` takes a function, but got the string \"h\"")), "{text}");
        assert!(text.contains(&format!("`{name}(h)`")) && text.contains("app.rhai:1"), "{text}");
    }
}

#[test]
fn a_string_is_looked_for_in_an_array_as_any_other_value() {
    shows(
        "fn b(x) { true } let a = [\"a\", 1, \"b\", 'c', \"b\"]; st.text([a.index_of(\"b\"), a.index_of(\"b\", 3), a.index_of(\"b\", -1), a.index_of(\"c\"), a.index_of(\"none\"), a.index_of(\"a\", 9), a.index_of(|x| x == 1)]);",
        &["[2, 4, 4, 3, -1, -1, 1]"],
    );
}
