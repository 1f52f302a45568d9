//! What `memo` returns, as a value: handed on, kept, called back. It is the same function everywhere and always.

use super::*;

#[test]
fn a_callback_of_an_array_leaves_the_items_what_they_are() {
    for (call, expected) in [
        ("a.filter(g)", "[2, 3]"),
        ("{ a.retain(g); a }", "[2, 3]"),
        ("{ let b = a.drain(g); [a, b] }", "[[1], [2, 3]]"),
        ("a.find(g)", "2"),
        ("{ a.for_each(g); a }", "[1, 2, 3]"),
        ("a.map(g)", "[false, true, true]"),
        ("a.filter(|x| g.call(x))", "[2, 3]"),
    ] {
        for handle in
            ["let g = memo(|x| x > 1);", "fn g(x) { x > 1 } let g = memo(g);", "fn f(x) { x > 1 } let g = memo(f);"]
        {
            shows(&format!("{handle} let a = [1, 2, 3]; let r = {call}; st.text(`${{r}}`);"), &[expected]);
        }
    }
}

#[test]
fn a_call_does_not_take_the_callers_array() {
    shows(
        "let g = memo(|x| { x.push(4); x.len() }); let a = [1, 2, 3]; st.text(g.call(a) + g(a)); st.text(`${a}`);",
        &["8", "[1, 2, 3]"],
    );
}

#[test]
fn a_handle_in_a_map_is_called_as_a_method() {
    shows("let m = #{ load: memo(|x| x + 1) }; st.text(m.load(5)); st.text(type_of(m));", &["6", "map"]);
    let (app, _) = app("let m = #{ load: memo(|x| x.nothing) }; try { m.load(5); } catch { } st.text(type_of(m));");
    ok(&app);
    assert_eq!(texts(&app), ["map"]);
}

#[test]
fn a_variable_that_is_cached_keeps_its_value() {
    for call in ["memo(p)", "p.memo()", "singleton(p)", "st.memo(p)", "memo(p, #{ ttl: 60 })"] {
        shows(
            &format!("let p = |x| x + 1; let g = {call}; st.text(type_of(p)); st.text(p.call(1) + g.call(1));"),
            &["Fn", "4"],
        );
    }
}

#[test]
fn a_handle_of_an_earlier_run_is_the_function_that_it_was() {
    let (mut app, count) = app(r#"
        fn f(x) { tick(); x }
        fn o(x) { "other" }
        if !st.session_state.contains("h") { st.session_state.h = memo(f); }
        let k = memo(o);
        k.call(1);
        let h = st.session_state.h;
        h.call(1);
        st.text(h.stats().function);
        if st.button("Clear") { h.clear(); }
        st.text(k.stats().entries);
        "#);
    ok(&app);
    app.run();
    ok(&app);
    assert_eq!(count.load(Ordering::SeqCst), 1);
    app.click("Clear").run();
    ok(&app);
    assert_eq!(texts(&app), ["f", "1"]);
    app.run();
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

#[test]
fn a_callback_clears_and_asks_the_function_that_it_has_captured() {
    for clear in ["g.clear()", "g.clear(1)", "st.session_state.h.clear()", "tools().load.clear()"] {
        println!("{clear}");
        let (mut app, count) = app(&format!(
            r#"
            const STEP = 2;
            fn f(x) {{ tick(); x + global::STEP }}
            let g = memo(f);
            st.session_state.h = g;
            let tools = singleton(|| #{{ load: memo(f) }});
            tools();
            g.call(1);
            st.button("B", #{{ on_click: || {{ st.session_state.name = g.stats().function; {clear}; }} }});
            "#
        ));
        ok(&app);
        app.run();
        ok(&app);
        assert_eq!(count.load(Ordering::SeqCst), 1);
        app.click("B").run();
        ok(&app);
        assert_eq!(count.load(Ordering::SeqCst), 2);
    }
}

#[test]
fn a_name_that_ends_like_one_of_ours_is_a_name() {
    let (app, count) = app(r#"
        fn my_cached__data(x) { tick(); x }
        let my_cached__data = memo(my_cached__data);
        fn load(x) { tick(); x }
        fn load__uncached(x) { "own" }
        let load = memo(load);
        my_cached__data(1); my_cached__data(1);
        load(1); load(1);
        st.text(load__uncached(1));
        "#);
    ok(&app);
    assert_eq!(texts(&app), ["own"]);
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

#[test]
fn no_name_of_ours_is_in_an_error() {
    for script in [
        "fn f(x) { x } let f = memo(f); f.call();",
        "fn f(x) { x } let g = memo(f); g.call(1, 2);",
        "fn f(x) { x.nothing() } let f = memo(f); f(1);",
        "let c = |x| x; c.clear();",
        "fn f(x) { x } let g = memo(f); memo(g);",
    ] {
        let (app, _) = app(script);
        let text = format!("{:#}", app.error().unwrap());
        println!("{text}");
        assert!(!text.contains("anon$") && !text.contains("cached__"), "{text}");
    }
}

#[test]
fn a_function_in_a_shared_value_uses_the_session_that_calls_it() {
    let world = World::new();
    let script = |who: &str| {
        format!(
            r#"
            st.session_state.who = "{who}";
            fn secret(x) {{ tick(); st.session_state.who }}
            fn tools() {{ #{{ load: memo(secret, #{{ scope: "session" }}) }} }}
            let tools = singleton(tools);
            let l = tools().load;
            st.text(l.call(1));
            "#
        )
    };
    let source = |who| world.session(&script(who));
    let mut a = source("A");
    a.run();
    ok(&a);
    let mut b = AppTest::of(
        &world.environment,
        Source::compile(&world.environment, "app.rhai", &script("A").replace("who = \"A\"", "who = \"B\"")).unwrap(),
    );
    b.run();
    ok(&b);
    assert_eq!((texts(&a), texts(&b)), (vec!["A".to_owned()], vec!["B".to_owned()]));
    a.run();
    b.run();
    assert_eq!((texts(&a), texts(&b)), (vec!["A".to_owned()], vec!["B".to_owned()]));
    assert_eq!(world.count(), 2);
}

#[test]
fn a_name_that_is_bound_in_a_block_is_bound_there_only() {
    for (script, expected) in [
        (
            r#"fn f(x) { "plain" } fn o(x) { "other" } { let f = memo(o); st.text(f(1)); } st.text(f(1));"#,
            ["other", "plain"],
        ),
        (
            r#"fn f(x) { "plain" } fn o(x) { "other" } if true { let f = memo(o); st.text(f(1)); } st.text(f(1));"#,
            ["other", "plain"],
        ),
        (
            r#"fn f(x) { "plain" } fn o(x) { "other" } for i in 0..1 { let f = memo(o); st.text(f(1)); } st.text(f(1));"#,
            ["other", "plain"],
        ),
        (
            r#"fn f(x) { "plain" } fn o(x) { "other" } fn h() { f(1) } { let f = memo(o); st.text(f(1)); st.text(h()); }"#,
            ["other", "plain"],
        ),
        (
            r#"fn f(x) { "plain" } fn o(x) { "other" } let f = memo(f); { let f = memo(o); st.text(f(1)); } st.text(f(1));"#,
            ["other", "plain"],
        ),
        (
            r#"fn f(x) { "plain" } fn o(x) { "other" } { let f = memo(o); let c = || f(1); st.text(c.call()); } st.text(f(1));"#,
            ["other", "plain"],
        ),
        (
            r#"fn o(x) { "other" } let g = (); if true { g = memo(o); st.text(g(1)); } fn h() { g(1) } st.text(h());"#,
            ["other", "other"],
        ),
    ] {
        shows(script, &expected);
    }
}

#[test]
fn a_call_with_an_argument_too_many_is_an_error() {
    for call in ["g.call(1, 2)", "[1, 2].reduce(g)", "#{ a: 1 }.call(g, 1, 2)", "m.load(1, 2)", "g(#{ load: g }, 1)"] {
        let (app, _) = app(&format!("let g = memo(|x| x); let m = #{{ load: g }}; {call};"));
        assert!(app.error().is_some(), "{call}");
    }
}

#[test]
fn a_handle_with_curried_arguments_is_cleared_and_asked_too() {
    let (app, count) = app(
        "fn f(a, b) { tick(); a + b } let f = memo(f); let g = f.curry(1); g.call(2); st.text(g.stats().entries); g.clear(); g.call(2);",
    );
    ok(&app);
    assert_eq!(texts(&app), ["1"]);
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

#[test]
fn a_handle_of_an_earlier_version_sees_the_constants_of_its_script() {
    let script = "const K = \"k\"; fn f(x) { global::K + x } if !st.session_state.contains(\"h\") { st.session_state.h = memo(f); } st.text(st.session_state.h.call(1));";
    let (mut app, _) = app(script);
    ok(&app);
    app.run();
    ok(&app);
    app.reload(&format!("{script} st.text(\"new\");")).unwrap().run();
    ok(&app);
    assert_eq!(texts(&app), ["k1", "new"]);
}

#[test]
fn a_handle_in_a_map_is_called_as_the_function_would_be_there() {
    shows(
        "fn f(a) { \"one\" } fn f(_m, a) { \"two\" } let m = #{ f: Fn(\"f\") }; let n = #{ f: memo(f) }; st.text(m.f(5)); st.text(n.f(5));",
        &["one", "one"],
    );
}

#[test]
fn a_handle_is_a_function_like_any_other_however_it_is_called() {
    let (app, count) = app(r#"
            fn f(a, b) { tick(); a * 10 + b }
            let g = memo(f);
            let one = g.curry(1);
            let o = #{ g: g, one: one };
            const C = #{ one: one };
            fn through(h) { h.call(2) }
            fn constant() { global::C.one.call(2) }
            let constant = memo(constant);
            let captured = memo(|| one.call(2));
            st.text([g.call(1, 2), one.call(2), o.g(1, 2), o.one(2), [2].map(one)[0], [1].map(|x| g.call(x, 2))[0], through(one), constant(), captured()]);
            st.text([curry(g, 1).curry(2).call(), [[1, 2]].map(|p| g.call(p[0], p[1]))[0], [2].filter(|x| one.call(x) == 12)[0]]);
            st.text([`${g}`, `${one}`]);
            st.write(g);
            st.write(one);
            g.clear(1, 2);
            one.clear();
            g.call(1, 2);
        "#);
    ok(&app);
    assert_eq!(texts(&app), ["[12, 12, 12, 12, 12, 12, 12, 12, 12]", "[12, 12, 2]", "[\"Fn(f)\", \"Fn(f)\"]"]);
    assert_eq!(count.load(Ordering::SeqCst), 2);
    let shown: Vec<String> = app.all("code").iter().map(|code| code.text("body")).collect();
    assert_eq!(shown, ["fn f(a, b)", "fn f(b)"]);
}
