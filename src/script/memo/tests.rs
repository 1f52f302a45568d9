//! Cached functions as scripts see them.

use crate::script::HostModule;
use crate::testing::AppTest;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// An app whose script can count: `tick()` adds one and returns the count.
fn app(script: &str) -> (AppTest, Arc<AtomicI64>) {
    let count = Arc::new(AtomicI64::new(0));
    let counter = count.clone();
    let mut host = HostModule::default();
    host.function("tick", move || counter.fetch_add(1, Ordering::SeqCst) + 1);
    let mut app = AppTest::with_host(script, host).unwrap();
    app.run();
    (app, count)
}

#[track_caller]
fn ok(app: &AppTest) {
    if let Some(error) = app.error() {
        panic!("{error:#}");
    }
}

fn texts(app: &AppTest) -> Vec<String> {
    app.all("text").iter().map(|text| text.text("body")).collect()
}

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
fn a_widget_inside_warns_and_is_left_out_unless_it_is_allowed() {
    let (mut app, count) = app("fn f() { tick(); st.text(\"t\"); st.checkbox(\"C\") } let f = memo(f); f();");
    ok(&app);
    let kinds: Vec<_> = app.everything().iter().map(|drawn| drawn.kind).collect();
    assert_eq!(kinds, ["text", "exception", "checkbox"]);
    assert_eq!(app.all("exception")[0].text("type"), "CachedStFunctionWarning");
    app.run();
    let kinds: Vec<_> = app.everything().iter().map(|drawn| drawn.kind).collect();
    assert_eq!(kinds, ["text", "exception"], "the warning replays, the widget does not");
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[test]
fn the_values_of_allowed_widgets_are_inputs() {
    let script = r#"
        fn f(n) {
            tick();
            if st.checkbox("More") { st.radio("Which", ["a", "b"]); }
            n
        }
        let f = memo(f, #{ allow_widgets: true });
        let n = st.number_input("N", 0, 10, 1);
        st.text(f(n));
    "#;
    let (mut app, count) = app(script);
    let count = || count.load(Ordering::SeqCst);
    ok(&app);
    assert_eq!(count(), 1);
    app.run();
    assert_eq!(count(), 1, "known");
    app.set("More", true).run();
    ok(&app);
    assert_eq!(count(), 2, "a new combination");
    assert_eq!(app.all("radio").len(), 1);
    app.set("Which", 1).run();
    assert_eq!(count(), 3);
    app.set("More", false).run();
    assert_eq!(count(), 3, "the first combination again");
    assert_eq!(app.all("radio").len(), 0);
    app.set("More", true).run();
    ok(&app);
    assert_eq!(count(), 3, "a widget that comes back has its default, and that is known");
    app.set("N", 2).run();
    assert_eq!(count(), 4, "other arguments");
    assert_eq!(app.widget("More").value, Some(true.into()), "the widget keeps its state");
}

#[test]
fn a_click_inside_is_a_combination_of_its_own_and_does_not_stay() {
    let script = r#"
        fn f() { tick(); st.button("Go") }
        let f = memo(f, #{ allow_widgets: true });
        st.text(f());
    "#;
    let (mut app, count) = app(script);
    assert_eq!(texts(&app), ["false"]);
    app.click("Go").run();
    ok(&app);
    assert_eq!(texts(&app), ["true"]);
    app.run();
    assert_eq!(texts(&app), ["false"]);
    app.click("Go").run();
    assert_eq!(texts(&app), ["true"]);
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

#[test]
fn the_same_widget_drawn_twice_by_two_calls_is_an_error() {
    let (mut app, _) = app(
        "fn f(x) { st.checkbox(\"C\") } let f = memo(f, #{ allow_widgets: true }); f(1); f(1);",
    );
    assert_eq!(app.error().unwrap().report().kind, "DuplicateWidgetID");
    app.run();
    assert_eq!(app.error().unwrap().report().kind, "DuplicateWidgetID");
}

#[test]
fn memo_gives_copies_and_singleton_the_object() {
    let (mut app, _) = app(
        "fn f() { [1] } let f = memo(f); let a = f(); a.push(2); st.text(f().len());",
    );
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
fn a_changed_helper_or_constant_is_a_miss_and_a_moved_function_is_a_hit() {
    let script = |k: i64, helper: &str, pad: &str| {
        format!("{pad}const K = {k};\nfn helper(x) {{ {helper} }}\nfn f(x) {{ tick(); helper(x) + global::K }}\nlet f = memo(f);\nst.text(f(1));\n")
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
    let (app, count) = app(
        "let a = []; for k in 0..2 { let g = memo(|x| { tick(); x + k }); a.push(g.call(1)); } st.text(a);",
    );
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

#[test]
fn errors_name_the_function_and_the_remedy() {
    let error = |script: &str| {
        let (app, _) = app(script);
        format!("{:#}", app.error().expect(script))
    };
    for (script, parts) in [
        ("fn f(c) { 1 } let f = memo(f); f(|x| x);", vec!["UnhashableParamError", "`c`", "`f`", "_c", "app.rhai:1:32"]),
        ("fn f() { |x| x } let f = memo(f); f();", vec!["UnserializableReturnValueError", "`f()`", "singleton"]),
        ("fn f() { 1 } let f = memo(f, #{ tll: 3 });", vec!["`tll`", "`ttl`", "`f`"]),
        ("fn f() { 1 } let f = memo(f, #{ ttl: -3 });", vec!["ttl", "`f`"]),
        ("fn f() { 1 } let f = memo(f, #{ persist: \"yesplz\" });", vec!["Unsupported persist option 'yesplz'. Valid values are 'disk' or ()."]),
        ("memo(3);", vec!["takes a function", "the integer 3"]),
        ("let g = memo(nope);", vec!["nope"]),
        ("fn h() { g(1) } h(); let g = memo(|x| x);", vec!["before the statement", "`g`"]),
    ] {
        let text = error(script);
        println!("{text}\n");
        for part in parts {
            assert!(text.contains(part), "{part} in\n{text}");
        }
        assert!(text.contains("app.rhai:1"), "{text}");
    }
}

#[test]
fn an_error_is_not_cached_and_what_was_drawn_before_it_stays() {
    let (mut app, count) = app(
        "fn f() { st.text(\"a\"); if tick() == 1 { throw \"no\"; } 5 } let f = memo(f); st.text(f());",
    );
    assert!(app.error().is_some());
    assert_eq!(texts(&app), ["a"]);
    app.run();
    ok(&app);
    assert_eq!(texts(&app), ["a", "5"]);
    app.run();
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

#[test]
fn a_script_reads_the_statistics() {
    let (app, _) = app("fn f(x) { x } let f = memo(f); f(1); f(1); f(2); let s = f.stats(); st.text(`${s.hits} ${s.misses} ${s.entries}`);");
    ok(&app);
    assert_eq!(texts(&app), ["1 2 2"]);
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
    assert_eq!(
        texts(&app),
        ["7 [1, 2, 3, 9] 2 true 3 4 16 [14, 4, 6, 8]", "[7, 2, 3, 4]", "42"]
    );
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
    let environment = crate::script::Environment::new(
        std::path::Path::new("."),
        crate::script::Limits::default(),
        HostModule::default(),
        Vec::new(),
    );
    let source = crate::script::Source::compile(&environment, "app.rhai", script).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let mut app = AppTest::of(&environment, source.clone());
                app.run();
                ok(&app);
            });
        }
    });
    let read = "fn store() { #{ n: 0, list: [] } } let store = singleton(store); let s = store(); st.text(s.n);";
    let read = crate::script::Source::compile(&environment, "app.rhai", read).unwrap();
    let mut app = AppTest::of(&environment, read);
    app.run();
    assert_eq!(texts(&app), ["400"]);
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
