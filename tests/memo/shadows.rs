//! Variables with the name of a script function: what a call of the name means, a run tells.

use super::*;

fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, Arc<Environment>, Arc<AtomicI64>) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let count = Arc::new(AtomicI64::new(0));
    let environment = Environment::new(folder.path(), Limits::default(), host(&count), Vec::new());
    (folder, environment, count)
}

#[track_caller]
fn runs_once(script: &str) {
    println!("{script}");
    let (_folder, environment, count) = folder(&[
        (
            "m.rhai",
            "fn wrap(name) { memo(Fn(name)) } fn keep(f) { memo(f) } fn f(x) { tick(); x } export let g = memo(f); let f = memo(f); export f;",
        ),
        ("app.rhai", script),
    ]);
    let source = Source::read(&environment, &environment.base().join("app.rhai")).unwrap();
    let mut app = AppTest::of(&environment, source);
    for _ in 0..2 {
        app.run();
        ok(&app);
    }
    assert_eq!(count.load(Ordering::SeqCst), 1, "{}", app.outline());
}

#[test]
fn a_cached_function_is_called_wherever_its_handle_comes_from() {
    for script in [
        "fn f(x) { tick(); x } for f in [f.memo()] { f(1); f(1); }",
        "fn f(x) { tick(); x } let p = f; let f = [memo(p)][0]; f(1); f(1);",
        "fn f(x) { tick(); x } fn make() { let p = Fn(\"f\"); memo(p) } let f = make(); f(1); f(1);",
        "fn f(x) { tick(); x } fn cached(name) { memo(Fn(name)) } let f = cached(\"f\"); f(1); f(1);",
        "fn f(x) { tick(); x } let fs = #{}; for n in [\"f\"] { fs[n] = memo(Fn(n)); } let f = fs.f; f(1); f(1);",
        "import \"m\" as m; fn f(x) { x } let f = m::f; f(1); f(1);",
        "import \"m\" as m; fn f(x) { x } let f = m::g; f(1); f(1);",
        "fn f(x) { tick(); x } let make = || memo(f); let f = make.call(); f(1); [1].map(|x| f(x));",
        "fn f(x) { tick(); x } const f = [memo(f)][0]; f(1); f(1);",
        "fn f(x) { tick(); x } let f = if true { [memo(f)][0] } else { () }; f(1); f(1)",
        "fn f(x) { tick(); x } fn make() { memo(f) } fn page(f) { f(1) + f(1) } page(make());",
        "fn f(x) { tick(); x } fn make() { memo(f) } fn page() { let f = make(); f(1) + f(1) } page();",
    ] {
        runs_once(script);
    }
}

#[test]
fn functions_call_it_too() {
    for script in [
        "fn f(x) { tick(); x } let p = f; let f = [memo(p)][0]; fn h() { f(1) } h(); h(); f(1);",
        "fn f(x) { tick(); x } fn make() { let p = Fn(\"f\"); memo(p) } let f = make(); fn h() { f(1) } h(); h();",
        "fn f(x) { tick(); x } fn cached(name) { memo(Fn(name)) } let f = cached(\"f\"); fn h() { f(1) } h(); h();",
        "fn f(x) { tick(); x } let fs = #{}; for n in [\"f\"] { fs[n] = memo(Fn(n)); } let f = fs.f; fn h() { f(1) } h(); h();",
        "import \"m\" as m; fn f(x) { x } let f = m::f; fn h() { f(1) } h(); h();",
        "fn f(x) { tick(); x } fn make() { memo(f) } let f = (); f = make(); fn h() { f(1) } h(); h();",
        "fn f(x) { tick(); x } fn make() { memo(f) } let f = (); if true { f = make(); } fn h() { f(1) } h(); h();",
        "fn a(x) { x } fn f(x) { tick(); x } fn make() { memo(f) } let g = memo(a); let g = make(); fn h() { g(1) } h(); h();",
    ] {
        runs_once(script);
    }
}

#[test]
fn a_variable_with_another_value_leaves_the_name_to_the_function() {
    for (script, expected) in [
        ("fn rows(n) { n } let rows = rows(1); fn h() { rows(2) } st.text(h() + rows);", "3"),
        ("fn rows(n) { n } let rows = [rows(1)].map(|x| x + 1)[0]; fn h() { rows(2) } st.text(h() + rows(rows));", "4"),
        ("fn f(x) { x } fn make() { |x| x + 10 } let f = make(); fn h() { f(1) } st.text(h() + f(1));", "12"),
        ("fn f(x) { x } fn make() { memo(|x| x + 10) } let f = make(); f = 5; fn h() { f(1) } st.text(h());", "1"),
        ("fn area() { this * 2 } let k = 4; let area = k.area(); fn h(x) { x.area() } st.text(h(area));", "16"),
        ("private fn f(x) { x } let f = f(3); fn h() { f(1) } st.text(h() + f);", "4"),
        (
            "fn f(x) { x } fn make() { memo(f) } let f; f = make(); f = 3; f += 1; fn h() { f(1) } st.text(h() + f);",
            "5",
        ),
        ("fn f(x) { x } fn make() { memo(|x| x + 10) } let f; f = make(); fn h() { f(1) } st.text(h());", "11"),
        ("fn f(x) { x }\nlet f = f(3) // the last line\n; st.text(f + f(1));", "4"),
    ] {
        println!("{script}");
        let (app, _) = app(script);
        ok(&app);
        assert_eq!(texts(&app), [expected]);
    }
}

#[test]
fn errors_in_such_values_are_where_the_script_has_them() {
    let (app, _) = app("fn f(x) { throw \"no\"; }\nlet f = f(1) + 1;\nfn h() { f(1) }");
    assert!(format!("{:#}", app.error().unwrap()).contains("called at app.rhai:2"), "{:#}", app.error().unwrap());
}

#[test]
fn an_error_in_such_a_value_has_the_column_of_the_script() {
    let (app, _) = app("fn f(x) { x }\nlet f = { let a = 1; unknown };\nfn h() { f(1) }");
    assert!(format!("{:#}", app.error().unwrap()).contains("app.rhai:2:22"), "{:#}", app.error().unwrap());
}

#[test]
fn modules_have_such_names_too() {
    let (_folder, environment, count) = folder(&[
        (
            "data.rhai",
            "fn load(x) { tick(); x } fn make(n) { memo(Fn(n)) } let load = make(\"load\"); fn twice() { load(1) + load(1) } export load;",
        ),
        (
            "app.rhai",
            "import \"data\" as data; st.text(data::twice()); st.text(data::load(1)); fn h() { import \"data\" as d; d::twice() } st.text(h());",
        ),
    ]);
    let source = Source::read(&environment, &environment.base().join("app.rhai")).unwrap();
    let mut app = AppTest::of(&environment, source);
    for _ in 0..2 {
        app.run();
        ok(&app);
        assert_eq!(texts(&app), ["2", "1", "2"]);
    }
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[test]
fn callbacks_call_it_too() {
    let (mut app, count) = app(
        "fn f(x) { tick(); x } fn make() { memo(f) } let f = make(); fn h() { f(1) } h(); st.button(\"B\", #{ on_click: h }); st.button(\"C\", #{ on_click: || f(1) });",
    );
    ok(&app);
    app.click("B").run();
    ok(&app);
    app.click("C").run();
    ok(&app);
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[test]
fn a_deep_recursion_through_such_a_name_works() {
    let (deep, _) = app("fn sum(n) { if n == 0 { 0 } else { n + sum(n - 1) } } let sum = sum(150); st.text(sum);");
    ok(&deep);
    assert_eq!(texts(&deep), ["11325"]);
    let (app, _) = app("fn f(n) { f(n + 1) } let f = f(0);");
    assert_eq!(app.error().unwrap().report().kind, "LimitError");
}

#[test]
fn what_a_function_does_to_its_arguments_stays_what_it_was() {
    let (app, _) = app(
        "fn add(list) { list.push(1); list.len() } let add = add([]); fn h() { let l = []; add(l); l.len() } st.text(h() + add);",
    );
    ok(&app);
    assert_eq!(texts(&app), ["1"]);
}

#[test]
fn such_a_value_may_be_written_in_any_way() {
    for script in [
        "fn f(x) { tick(); x } fn make(n) { memo(Fn(n)) } let g = |n| make(n); let f = g(\"f\"); fn h() { f(1) } h(); h();",
        "fn f(x) { tick(); x } fn make(n) { memo(Fn(n)) } let e = \"ü\"; let f = /* a */ make(\"f\") /* b */ ; fn h() { f(1) } h(); h();",
        "fn f(x) { tick(); x } fn make(n) { memo(Fn(n)) } let f = #{ a: [1, make(\"f\")], b: 2 }.a[1]; fn h() { f(1) } h(); h();",
        "fn f(x) { tick(); x } fn make(n) { memo(Fn(n)) } let f =\n  switch 1 {\n 1 => make(\"f\"), // one\n _ => () };\nfn h() { f(1) } h(); h();",
        "fn f(x) { tick(); x } fn make(n) { memo(Fn(n)) } let f = 1; let f = make(\"f\"); fn h() { f(1) } h(); h(); f(1);",
        "fn f(x) { tick(); x } fn make(n) { memo(Fn(n)) } let f = if true { let k = make(\"f\"); k } else { 1 }; fn h() { [1, 1].map(|x| f(x)) } h(); h();",
        "fn f(x) { tick(); x } let f = (|n| memo(Fn(n))).call(\"f\"); fn h() { f(1) } h(); h();",
        "fn h() { f(1) } fn f(x) { tick(); x } fn make() { memo(f) } const f = make(); h(); let k = || f(1); k.call()",
        "fn f(x) { tick(); x } fn make() { memo(f) } with st.sidebar { st.text(\"a\"); } let f = make(); fn h() { f(1) } with st.sidebar { h(); f(1); }",
    ] {
        runs_once(script);
    }
}
