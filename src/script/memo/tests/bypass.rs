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
        "fn f(x) { tick(); x } if true { let f = memo(f); f(1); } f(1);",
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
    let (mut app, count) = app(
        "fn f(x) { tick(); x } let f = memo(f); f(1); st.button(\"B\", #{ on_click: || f(1) });",
    );
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
