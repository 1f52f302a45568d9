//! No call of a cached function goes past the cache.

use super::*;

#[track_caller]
fn runs_once(script: &str) {
    let (mut app, count) = app(script);
    ok(&app);
    app.run();
    ok(&app);
    assert_eq!(count.load(Ordering::SeqCst), 1, "{}", app.outline());
}

#[test]
fn no_call_of_a_cached_function_goes_past_the_cache() {
    for script in [
        "fn f(x) { tick(); x } let f = memo(f); f(1); f(1);",
        "fn f(x) { tick(); x } const f = memo(f); f(1); f(1);",
        "fn f(x) { tick(); x } let g = memo(f); g(1); g.call(1);",
        "fn f(x) { tick(); x } let g = memo(Fn(\"f\")); g(1); g.call(1);",
        "let g = memo(|x| { tick(); x }); g(1); g.call(1);",
        "fn f(x) { tick(); x } let f = memo(f); fn h() { f(1) } h(); h();",
        "fn f(x) { tick(); x } let f = memo(f); let h = || f(1); h.call(); h.call();",
        "fn f(x) { tick(); x } let f = memo(f); [1, 1].map(|x| f(x)); [1].map(f);",
        "fn f(x) { tick(); x } let f = st.memo(f); f(1);",
        "fn f(x) { tick(); x } let f = st.experimental_memo(f, #{ ttl: 60 }); f(1);",
        "fn f(x) { tick(); x } let f = st.cache_data(f); f(1);",
        "fn f(x) { tick(); x } let f = singleton(f); f(1); f(1);",
        "fn f(x) { tick(); x } let f = st.cache_resource(f); f(1);",
        "let g = memo(|x| { tick(); x }); fn h() { g(1) } h(); h();",
        "let g = memo(tick); g(); g();",
        "let g = memo(Fn(\"tick\")); g.call();",
        "fn f(x) { tick(); x } if true { let f = memo(f); f(1); f(1); }",
    ] {
        println!("{script}");
        runs_once(script);
    }
}

#[test]
fn before_the_statement_that_binds_it_a_function_is_what_it_was() {
    let (app, count) = app("fn f(x) { tick(); x } f(1); f(1); let f = memo(f); f(1); f(1);");
    ok(&app);
    assert_eq!(count.load(Ordering::SeqCst), 3);
}

#[test]
fn a_callback_goes_through_the_cache_too() {
    let (mut app, count) =
        app("fn f(x) { tick(); x } let f = memo(f); f(1); st.button(\"B\", #{ on_click: || f(1) });");
    ok(&app);
    app.click("B").run();
    ok(&app);
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[test]
fn a_recursive_function_is_cached_at_every_level() {
    let (app, count) = app(
        "fn fib(n) { tick(); if n < 2 { n } else { fib(n - 1) + fib(n - 2) } } let fib = memo(fib); st.text(fib(20));",
    );
    ok(&app);
    assert_eq!(texts(&app), ["6765"]);
    assert_eq!(count.load(Ordering::SeqCst), 21);
}

#[test]
fn a_function_that_calls_itself_with_the_same_arguments_is_an_error() {
    let (app, _) = app("fn f(n) { f(n) } let f = memo(f); f(1);");
    assert!(app.error().unwrap().to_string().contains("itself"), "{}", app.error().unwrap());
}

#[test]
fn functions_of_imported_modules_are_cached_too() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "data.rhai",
        "fn load(x) { st.text(\"loaded\"); helper(x) } fn helper(x) { x + 1 } let load = memo(load); fn twice(x) { load(x) + load(x) } export load;",
    );
    write(
        "app.rhai",
        "import \"data\" as data; st.text(data::load(1)); st.text(data::twice(1)); let f = || data::load(1); st.text(f.call()); let mine = memo(data_load); fn data_load(x) { data::load(x) } mine(1);",
    );
    let mut app = AppTest::from_file(folder.path().join("app.rhai")).unwrap();
    app.run();
    ok(&app);
    println!("{}", app.outline());
    app.run();
    ok(&app);
}

/// An app that does not compile, as text.
#[track_caller]
fn refused(script: &str) -> String {
    match AppTest::with_host(script, host(&Arc::default())) {
        Err(error) => format!("{error:#}"),
        Ok(_) => panic!("it compiles: {script}"),
    }
}

#[test]
fn every_way_to_name_and_to_call_a_function_goes_through_the_cache() {
    for script in [
        // Ways to call.
        "fn f(x) { tick(); x } let f = memo(f); Fn(\"f\").call(1); f.call(1); call(f, 1); f(1);",
        "fn f(x) { tick(); x } let f = memo(f); fn h() { f.call(1) + Fn(\"f\").call(1) + f(1) } h();",
        "fn f(x) { tick(); x } let f = memo(f); f!(1); f(1);",
        "fn f(x) { tick(); x } let f = memo(f); [1, 1].filter(|x| f(x) == 1); [1].map(f); [1].for_each(|i| f(this));",
        "fn f(x) { tick(); x } let f = memo(f); let g = f.curry(1); g.call(); f(1);",
        "fn f(x) { tick(); x } let f = memo(f); `${f(1)} ${f(1)}`; #{ a: f(1) }; [f(1)]; if f(1) == 1 {} switch f(1) { 1 => f(1) }",
        "fn f(x) { tick(); x } let f = memo(f); let m = #{ load: f, again: |x| f(x) }; m.load.call(1); m.again.call(1);",
        "fn f(x) { tick(); x } let f = memo(f); with st.sidebar { f(1); } for i in 0..f(1) { f(1); } while f(1) != 1 {}",
        // Ways to name.
        "private fn f(x) { tick(); x } let f = memo(f); f(1); f(1);",
        "/// Documented.\nfn f(x) { tick(); x }\n// Not.\nlet f = memo(f); f(1); f(1);",
        "fn f(x) { tick(); x } let f = (memo(f)); f(1);",
        "fn f(x) { tick(); x } let f = memo(f, #{}); f(1);",
        "fn f(x) { tick(); x } let f = f.memo(); f(1); f(1);",
        "fn f(x) { tick(); x } let f = if true { memo(f) } else { memo(f, #{ ttl: 5 }) }; f(1); f(1);",
        "fn f(x) { tick(); x } let f = switch 1 { 1 => memo(f), _ => memo(f, #{ ttl: 5 }) }; f(1); f(1);",
        "fn f(x) { tick(); x } let f = { let o = #{ ttl: 60 }; memo(f, o) }; f(1); f(1);",
        "fn f(x) { tick(); x } let g = (); g = memo(f); g(1); let f = memo(f); f(1);",
        "fn f(x) { tick(); x } loop { let f = memo(f); f(1); f(1); break; }",
        "fn f(x) { tick(); x } for i in 0..2 { let f = memo(f); f(1); }",
        "fn f(x) { tick(); x } try { let f = memo(f); f(1); f(1); } catch { }",
        "let g = memo(|| tick()); g(); g(); g.call();",
        "let k = 1; let g = memo(|x| { tick(); x + k }); g(1); g.call(1);",
        "let tick = memo(tick); tick(); tick(); fn h() { tick() } h();",
        "let g = st.memo(tick); g(); [1].map(|x| g());",
        "fn f(x) { tick(); x } let g = memo(f); let h = g; h.call(1); g(1);",
        "fn make() { memo(|x| { tick(); x }) } make().call(1); make().call(1);",
        "fn f(x) { tick(); x } fn h() { memo(f).call(1); let g = memo(f); g.call(1) } h(); h();",
        "fn f(x) { tick(); x } let list = [memo(f)]; list[0].call(1); for g in list { g.call(1); }",
        "fn f(x) { tick(); x } fn h() { let f = memo(f); let k = || f.call(1); k.call() } h(); h();",
        "fn f(x) { tick(); x } fn h() { let f = memo(f); let k = || [1, 1].map(f); k.call() } h(); h();",
    ] {
        println!("{script}");
        runs_once(script);
    }
}

#[test]
fn a_call_that_would_go_past_a_cached_function_does_not_compile() {
    let text = refused("fn cached(g) { memo(g) }\nlet tick = cached(tick);\n\nfn h() { tick() }");
    println!("{text}\n");
    assert!(text.contains("in a function would not call that"), "{text}");
    assert!(text.contains("app.rhai:4"), "{text}");
}

/// Only a run can tell what these names stand for.
#[test]
fn a_function_calls_what_the_name_stands_for_however_that_was_made() {
    for script in [
        "fn f(x) { tick(); x } fn cached(g) { memo(g) } let f = cached(f); fn h() { f(1) } h(); h(); f(1);",
        "fn f(x) { tick(); x } fn cached(g) { memo(g) } let f = cached(Fn(\"f\")); fn h() { f(1) } h(); h();",
        "fn f(x) { tick(); x } let g = memo(f); let f = g; fn h() { f(1) } h(); h(); g(1);",
        "fn f(x) { tick(); x } let f = (); let init = || { f = memo(Fn(\"f\")); }; fn h() { f(1) } init.call(); h(); h();",
    ] {
        println!("{script}");
        runs_once(script);
    }
}

#[test]
fn a_variable_of_a_bound_name_is_the_variable_where_it_is_in_scope() {
    for (script, expected) in [
        ("fn f(x) { x } let f = memo(f); fn h(f) { f(1) } st.text(h(|x| x + 1));", "2"),
        ("let g = memo(|x| x); fn h(g) { g(1) } st.text(h(|x| x + 1));", "2"),
        ("let g = memo(|x| x); [1].map(|g| g(1)); st.text([|x| x + 1].map(|g| g(1))[0]);", "2"),
        ("let g = memo(|x| x); fn h() { for g in [|x| x + 1] { return g(1); } } st.text(h());", "2"),
        ("let g = memo(|x| x); fn h() { try { throw |x| x + 1; } catch (g) { return g(1); } } st.text(h());", "2"),
        ("fn f(x) { x } let f = memo(f); let f = 5; st.text(f(1) + f);", "6"),
        ("fn f(x) { x } let g = memo(f); g = |x| x + 1; st.text(g(1));", "2"),
        ("fn f(x) { x } fn cached(g) { memo(g) } let f = cached(f); st.text(f(2));", "2"),
        ("fn f(x) { x } let g = memo(f); let f = g; st.text(f(2));", "2"),
    ] {
        println!("{script}");
        let (app, _) = app(script);
        assert_eq!(texts(&app), [expected], "{:?}", app.error());
    }
}

#[test]
fn a_name_that_is_used_for_a_value_too_is_no_mistake() {
    for script in [
        "fn rows(n) { tick(); n } let rows = memo(rows); fn h() { let rows = rows(1); rows + 1 } h(); h();",
        "fn rows(n) { tick(); n } let rows = memo(rows); fn h(rows) { rows + 1 } h(rows(1)); rows(1);",
        "fn rows(n) { tick(); n } let rows = memo(rows); let h = || rows(1) + rows.call(1); h.call();",
        "fn rows(n) { tick(); n } let rows = memo(rows); if true { let other = rows(1); } rows(1);",
        "fn f(x) { tick(); x } fn g(f) { f.call(1) } let f = memo(f); g(f); g(f);",
        "fn f(x) { x } fn h() { let f = f(2); tick(); f } h();",
    ] {
        println!("{script}");
        let (app, count) = app(script);
        ok(&app);
        assert_eq!(count.load(Ordering::SeqCst), 1);
    }
}

#[test]
fn a_call_of_a_modules_variable_says_how_it_is_called() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("data.rhai"), "fn make() { memo(|x| x) } export let g = make();").unwrap();
    std::fs::write(folder.path().join("app.rhai"), "import \"data\" as data; data::g(1);").unwrap();
    let mut app = AppTest::from_file(folder.path().join("app.rhai")).unwrap();
    app.run();
    let text = format!("{:#}", app.error().unwrap());
    assert!(text.contains("data::g.call(…)"), "{text}");
}

#[test]
fn the_last_statement_that_has_run_says_what_a_name_means() {
    let (app, _) = app(
        "fn a(x) { x } fn b(x) { x * 10 } let g = memo(a); st.text(g(1)); let g = memo(b); st.text(g(1)); fn h() { g(2) } st.text(h()); g = memo(a); st.text(h());",
    );
    ok(&app);
    assert_eq!(texts(&app), ["1", "10", "20", "2"]);
}

#[test]
fn functions_of_one_name_with_different_numbers_of_parameters_are_cached_each() {
    let (mut app, count) = app(
        "fn f() { tick(); 0 } fn f(_a) { tick(); 1 } fn f(a, _b) { tick(); 2 } let f = memo(f); st.text(f()); st.text(f(7)); st.text(f(8)); st.text(f(1, |x| x)); st.text(f(1, 2));",
    );
    ok(&app);
    assert_eq!(texts(&app), ["0", "1", "1", "2", "2"]);
    assert_eq!(count.load(Ordering::SeqCst), 3);
    app.run();
    assert_eq!(count.load(Ordering::SeqCst), 3);
}

#[test]
fn a_bound_name_does_not_take_the_methods_of_values() {
    let (app, _) = app("let len = memo(|x| x + 1); st.text(len(1)); st.text([1, 2, 3].len()); st.text(\"ab\".len());");
    ok(&app);
    assert_eq!(texts(&app), ["2", "3", "2"]);
}

#[test]
fn functions_of_modules_are_cached_wherever_they_are_called_from() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("deep.rhai", "fn add(x) { x + 1 }");
    write(
        "data.rhai",
        r#"
        import "deep" as deep;
        const STEP = 10;
        fn load(x) { tick(); deep::add(x) + global::STEP }
        let load = memo(load);
        let direct = memo(|x| { tick(); x });
        fn twice(x) { load(x) + load(x) }
        export load;
        "#,
    );
    write(
        "app.rhai",
        r#"
        import "data" as data;
        const STEP = 1000;
        st.text(data::load(1));
        st.text(data::twice(1));
        let f = || data::load(1);
        st.text(f.call());
        let handle = data::load;
        st.text(handle.call(1));
        fn inside() { import "data" as data; data::load(1) }
        st.text(inside());
        fn own(x) { tick(); data::load(x) }
        "#,
    );
    let count = Arc::new(AtomicI64::new(0));
    let environment = Environment::new(folder.path(), Limits::default(), host(&count), Vec::new());
    let source = Source::read(&environment, &folder.path().join("app.rhai")).unwrap();
    let mut app = AppTest::of(&environment, source);
    for _ in 0..2 {
        app.run();
        ok(&app);
        assert_eq!(texts(&app), ["12", "24", "12", "12", "12"]);
    }
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[test]
fn a_handle_that_a_module_gives_away_sees_the_modules_own_names() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("deep.rhai", "fn add(x) { x + 1 }");
    write(
        "data.rhai",
        "import \"deep\" as deep; const STEP = 10; fn load(x) { tick(); deep::add(x) + global::STEP } export let handle = memo(load);",
    );
    write(
        "app.rhai",
        "import \"data\" as data; const STEP = 1000; st.text(data::handle.call(1)); st.text(data::handle.call(1));",
    );
    let (app, count) = app_in(folder.path());
    ok(&app);
    assert_eq!(texts(&app), ["12", "12"]);
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[test]
fn two_scripts_with_functions_of_the_same_name_do_not_share_them() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("one.rhai", "fn load(x) { 1 } let load = memo(load);");
    write("two.rhai", "fn load(x) { 2 } let load = memo(load);");
    write(
        "app.rhai",
        "import \"one\" as one; import \"two\" as two; fn load(x) { 3 } let load = memo(load); st.text(one::load(0)); st.text(two::load(0)); st.text(load(0));",
    );
    let mut app = AppTest::from_file(folder.path().join("app.rhai")).unwrap();
    app.run();
    ok(&app);
    assert_eq!(texts(&app), ["1", "2", "3"]);
}

#[test]
fn a_deep_recursion_works_as_deep_as_without_the_cache() {
    let (app, count) =
        app("fn sum(n) { tick(); if n == 0 { 0 } else { n + sum(n - 1) } } let sum = memo(sum); st.text(sum(150));");
    ok(&app);
    assert_eq!(texts(&app), ["11325"]);
    assert_eq!(count.load(Ordering::SeqCst), 151);
}

#[test]
fn a_recursion_without_an_end_is_an_error() {
    for script in [
        "fn f(n) { f(n + 1) } let f = memo(f); f(0);",
        "let f = memo(|n| f(n + 1)); f(0);",
        "fn f(n) { let g = memo(f); g.call(n + 1) } f(0);",
        "fn a(n) { b(n + 1) } fn b(n) { a(n) } let a = memo(a); let b = singleton(b); a(0);",
    ] {
        let (app, _) = app(script);
        assert_eq!(app.error().unwrap().report().kind, "LimitError", "{script}");
    }
}
