//! A cached function in a variable of a function or closure is called by the variable's name, as at top level.

use super::*;

/// The function runs once in two runs of the script; every other call of it is a hit.
#[track_caller]
fn runs_once(script: &str) {
    println!("{script}");
    let (mut app, count) = app(script);
    ok(&app);
    app.run();
    ok(&app);
    assert_eq!(count.load(Ordering::SeqCst), 1, "{}", app.outline());
}

#[track_caller]
fn fails(script: &str) -> String {
    println!("{script}");
    let (app, _) = app(script);
    format!("{:#}", app.error().expect("an error"))
}

#[test]
fn a_variable_of_a_function_is_called_by_its_name() {
    for script in [
        "fn f(x) { tick(); x } fn page() { let g = memo(f); g(1) + g(1) } page(); page();",
        "fn f(x) { tick(); x } fn page() { const g = memo(f); g(1) + g.call(1) } page(); page();",
        "fn f(x) { tick(); x } fn page() { let g = singleton(f); g(1); g(1) } page();",
        "fn f(x) { tick(); x } fn page() { let g = st.memo(f, #{ ttl: 60 }); g(1) } page(); page();",
        "fn page() { let g = memo(|x| { tick(); x }); g(1); g(1) } page();",
        "fn page() { let g = memo(tick); g(); g() } page(); page();",
        "fn f() { tick() } fn page() { let g = memo(f); g() } page(); page();",
        "private fn f(x) { tick(); x } private fn page() { let g = memo(f); g(1) } page(); page();",
    ] {
        runs_once(script);
    }
}

#[test]
fn a_variable_with_the_functions_own_name_is_the_cached_one() {
    for script in [
        "fn load(x) { tick(); x } fn page() { let load = memo(load); load(1) + load(1) } page(); page();",
        "fn load(x) { tick(); x } fn page() { const load = memo(load); load(1) } page(); page();",
        "fn load(x) { tick(); x } let page = || { let load = memo(load); load(1) }; page.call(); page.call();",
        "fn page() { let tick = memo(tick); tick() } page(); page();",
    ] {
        runs_once(script);
    }
}

#[test]
fn it_is_the_cached_one_only_where_the_variable_is() {
    let (app, count) = app(
        "fn load(x) { tick(); x } fn page() { { let load = memo(load); load(1); load(1); } load(1) } page(); load(1);",
    );
    ok(&app);
    assert_eq!(count.load(Ordering::SeqCst), 3);
}

#[test]
fn closures_blocks_and_loops_have_such_variables_too() {
    for script in [
        "fn f(x) { tick(); x } let page = || { let g = memo(f); g(1); g(1) }; page.call();",
        "fn f(x) { tick(); x } fn page() { if true { let g = memo(f); g(1); } else { } } page(); page();",
        "fn f(x) { tick(); x } fn page() { for i in 0..3 { let g = memo(f); g(1); } } page();",
        "fn f(x) { tick(); x } fn page() { let i = 0; while i < 3 { let g = memo(f); g(1); i += 1; } } page();",
        "fn f(x) { tick(); x } fn page() { loop { let g = memo(f); if g(1) == 1 { break g(1); } } } page();",
        "fn f(x) { tick(); x } fn page() { try { let g = memo(f); g(1); throw 1; } catch { } } page(); page();",
        "fn f(x) { tick(); x } fn page() { with st.sidebar { let g = memo(f); g(1); g(1); } } page();",
        "fn f(x) { tick(); x } fn page(n) { switch n { 1 => { let g = memo(f); g(1) } } } page(1); page(1);",
        "fn f(x) { tick(); x } for g in [memo(f), memo(f)] { g(1); }",
        "fn f(x) { tick(); x } { let g = memo(f); g(1); g(1); }",
        "fn f(x) { tick(); x } with st.container() { let g = memo(f); g(1); g(1); }",
        "fn f(x) { tick(); x } if true { let g = (); g = memo(f); g(1); g(1); }",
    ] {
        runs_once(script);
    }
}

#[test]
fn a_variable_can_get_the_cached_function_later() {
    for script in [
        "fn f(x) { tick(); x } fn page() { let g; g = memo(f); g(1); g(1) } page();",
        "fn f(x) { tick(); x } fn page(x) { let g = (); if x { g = memo(f); } g(1); g(1) } page(true);",
        "fn f(x) { tick(); x } fn page(x) { let g = if x { memo(f) } else { memo(f, #{ ttl: 1 }) }; g(1); g(1) } page(true);",
        "fn f(x) { tick(); x } fn make() { memo(f) } fn page() { let g = make(); g(1); g(1) } page();",
        "fn f(x) { tick(); x } fn make() { memo(f) } let g = make(); g(1); g(1);",
        "fn f(x) { tick(); x } fn page() { let g = memo(f); let h = g; h(1); g(1) } page();",
        "fn f(x) { tick(); x } fn page() { let all = [memo(f)]; let g = all[0]; g(1); for h in all { h(1); } } page();",
        "fn f(x) { tick(); x } let g = (); let init = || { g = memo(f); }; init.call(); g(1); g(1);",
    ] {
        runs_once(script);
    }
}

#[test]
fn a_parameter_is_called_by_its_name() {
    for script in [
        "fn f(x) { tick(); x } fn apply(h, x) { h(x) } apply(memo(f), 1); apply(memo(f), 1);",
        "fn f(x) { tick(); x } let g = memo(f); fn apply(h, x) { h(x) + h(x) } apply(g, 1);",
        "fn f(x) { tick(); x } let f = memo(f); fn apply(f, x) { f(x) + f(x) } apply(f, 1);",
        "fn f(x) { tick(); x } let apply = |h, x| h(x); apply.call(memo(f), 1); apply(memo(f), 1);",
        "fn f(x) { tick(); x } fn apply(f) { f(1) } apply(memo(f)); apply(memo(f));",
        "fn f(x) { tick(); x } fn outer(h) { inner(h) + inner(h) } fn inner(h) { h(1) } outer(memo(f));",
        "fn f(x) { tick(); x } fn page() { let h = curry(|g, x| g(x), memo(f)); h(1); h(1) } page();",
        "fn f(x) { tick(); x } let h = memo(|x| { let g = memo(f); g(x) }); h(1); h(1);",
        "fn f(x) { tick(); x } fn apply(h) { h!(1) } apply(memo(f)); apply(memo(f));",
    ] {
        runs_once(script);
    }
}

#[test]
fn any_function_can_be_handed_in_and_called() {
    shows(
        r#"
        fn double(x) { x * 2 }
        fn apply(h, x) { h(x) }
        fn none(h) { h() }
        let k = 10;
        st.text(apply(double, 1));
        st.text(apply(Fn("double"), 2));
        st.text(apply(|x| x + 1, 5));
        st.text(apply(|x| x + k, -2));
        st.text(apply(|x| max(x, 10), 3));
        st.text(none(double.curry(6)));
        st.text(none(|| 14));
        "#,
        &["2", "4", "6", "8", "10", "12", "14"],
    );
}

#[test]
fn a_closure_captures_the_variable_that_it_calls() {
    for script in [
        "fn f(x) { tick(); x } fn page() { let g = memo(f); [1, 1].map(|x| g(x)) } page(); page();",
        "fn f(x) { tick(); x } fn page() { let g = memo(f); let h = || g(1) + g(1); h(); h.call() } page();",
        "fn f(x) { tick(); x } fn page() { let g = memo(f); let h = || || g(1); h().call() } page(); page();",
        "fn f(x) { tick(); x } fn page() { let f = memo(f); let h = || || f(1); h().call() } page(); page();",
        "fn page() { let f = memo(f); [1, 1].map(|x| f(x)) } fn f(x) { tick(); x } page(); page();",
        "fn f(x) { tick(); x } fn page(f) { [1, 1].map(|x| f(x) + f.call(x)) } page(memo(f)); page(memo(f));",
        "fn f(x) { tick(); x } fn page() { let f = memo(f); [1, 1].map(|x| f(x)) } [1].map(|x| page()); [f].len();",
        "fn f(x) { tick(); x } let cached = || memo(f); fn page() { let f = memo(f); [1].map(|x| f(x)) } page(); let g = cached(); g(1);",
        "fn f(x) { tick(); x } fn page() { let g = memo(f); let h = || [1, 1].map(|x| g(x)); h() } page();",
        "fn f(x) { tick(); x } fn page() { let g = memo(f); let all = [|x| g(x)]; all[0].call(1) } page(); page();",
        "fn f(x) { tick(); x } fn page() { let g = memo(f); let m = #{ h: |x| g(x) }; m.h.call(1) } page(); page();",
        "fn f(x) { tick(); x } fn page() { const g = memo(f); [1, 1].filter(|x| g(x) == 1) } page(); page();",
        "fn f(x) { tick(); x } fn page(g) { let k = 0; [1, 1].map(|x| g(x) + k) } page(memo(f)); page(memo(f));",
        "fn f(x) { tick(); x } fn page() { let f = memo(f); [1, 1].map(|x| f(x)) } page(); page();",
        "fn f(x) { tick(); x } fn make() { memo(f) } let g = make(); let h = |x| g(x); h(1); [1].map(|x| g(x));",
        "fn f(x) { tick(); x } fn page() { let g = memo(f); return |x| g(x); } let h = page(); h(1); h(1);",
    ] {
        runs_once(script);
    }
}

#[test]
fn a_callback_made_in_a_function_goes_through_the_cache() {
    let (mut app, count) = app(
        "fn f(x) { tick(); x } fn page() { let g = memo(f); g(1); st.button(\"B\", #{ on_click: || g(1) }); } page();",
    );
    ok(&app);
    app.click("B").run();
    ok(&app);
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[test]
fn a_call_of_a_variable_can_stand_wherever_a_call_can() {
    for script in [
        "fn f(x) { tick(); x } fn page() { let g = memo(f); g(g(g(1))) } page(); page();",
        "fn f(x) { tick(); x } fn page() { let g = memo(f); `${g(1)} ${ `${g(1)}` }`; #{ a: g(1) }; [g(1), (g(1))] } page();",
        "fn f(x) { tick(); x } fn page() { let g = memo(f); if g(1) == 1 && g(1) > 0 {} while g(1) != 1 {} for i in 0..g(1) {} } page();",
        "fn f(x) { tick(); x } fn page() { let g = memo(f); switch g(1) { 1 if g(1) == 1 => g(1), _ => 0 } } page();",
        "fn f(x) { tick(); [x] } fn page() { let g = memo(f); g(1)[0] + g(1).len() + g( 1 )[g(1)[0] - 1] } page();",
        "fn f(x) { tick(); x } fn page() { let g = memo(f); let y = -g(1) + g(1) * 2; y += g(1); y } page();",
        "fn f(x) { tick(); x } fn page() { let g = memo(f); let a = [0, 0]; a[g(1)] = g(1); a.push(g(1)); } page();",
        "fn f(a, b) { tick(); a } fn page() { let g = memo(f); g([1], #{ b: (2) });\n g(\n[1],\n#{ b: 2 }\n) } page();",
        "fn f(x) { tick(); x } fn page() { let g = memo(f); let x = #{ v: 1 }; g(x.v); g(x?.v ?? 2) } page();",
        "fn f(x) { tick(); x } /* é */ fn page() { let g = memo(f); let s = \"ü\t€\"; g /* why */ (1); g(1) } page();\r\n",
        "fn f(x) { tick(); x } fn page() { let g = memo(f); g(1).to_string().len() } page(); page();",
    ] {
        runs_once(script);
    }
}

#[test]
fn a_variable_that_holds_no_function_leaves_the_name_to_the_function() {
    shows(
        "fn rows(n) { n } fn page() { let rows = rows(1); rows = rows + rows(10); st.text(rows + rows(100)); } page();",
        &["111"],
    );
    shows("let len = [1, 2]; st.text(len(len)); let max = max(1, 2); st.text(max(max, 7));", &["2", "7"]);
    shows("let push = 1; let list = []; push(list, 5); st.text(list.len());", &["1"]);
    shows("fn rows(n) { n } let rows = rows(1); let h = || rows(2) + rows; st.text(h());", &["3"]);
}

#[test]
fn a_variable_that_should_hold_a_cached_function_and_does_not_is_an_error() {
    let text = fails(
        "fn load(x) { x }\nfn page(quick) {\n  let load = ();\n  if quick { load = memo(Fn(\"load\")); }\n  load(1)\n}\npage(false);",
    );
    assert!(text.contains("`load` holds () here, not a function."), "{text}");
    assert!(text.contains("app.rhai:5"), "{text}");
}

#[test]
fn a_variable_that_holds_no_function_where_there_is_none_is_an_error() {
    let text = fails("fn page() {\n  let g = 5;\n  g(1)\n}\npage();");
    assert!(text.contains("`g` holds the integer 5 here, not a function."), "{text}");
    assert!(text.contains("app.rhai:3:3"), "{text}");
}

#[test]
fn a_function_sees_no_variables_outside_it_and_says_so() {
    let text = fails("fn make() { memo(|x| x) }\nlet g = make();\nfn page() { g(1) }\npage();");
    assert!(text.contains("hand it in"), "{text}");
}

#[test]
fn a_variable_called_with_too_many_arguments_is_an_error() {
    let text = fails("fn f(x) { x }\nfn page() {\n  let f = memo(f);\n  [1].map(|x| f(x, 2))\n}\npage();");
    assert!(text.contains("There is no function `f` for (integer, integer)."), "{text}");
    assert!(text.contains("app.rhai:4:15") && !text.contains("help"), "{text}");
}

#[test]
fn errors_are_where_the_script_has_them() {
    for (script, place) in [
        ("fn page() {\n  let g = memo(|x| x);\n  g(1); g(2); throw 5;\n}\npage();", "app.rhai:3:15"),
        ("fn page() {\n  let g = |x| x;\n  [g(1), g(2), nothing(3)]\n}\npage();", "app.rhai:3:16"),
        ("fn page() {\n  let g = |x| x;\n  g(1); g(1, 2)\n}\npage();", "app.rhai:3:9"),
        ("let g = |x| x;\ng(g(1)) + unknown;", "app.rhai:2:11"),
    ] {
        let text = fails(script);
        assert!(text.contains(place), "{text}");
    }
}

#[test]
fn a_cached_functions_error_shows_the_way_to_it() {
    let text = fails("fn f(x) {\n  throw \"no data\"\n}\nfn page() {\n  let g = memo(f);\n  g(1)\n}\npage();");
    println!("{text}");
    assert!(text.contains("no data") && text.contains("app.rhai:2:3"), "{text}");
    assert!(text.contains("page()"), "{text}");
}

#[test]
fn a_recursion_through_a_variable_ends_in_an_error() {
    for script in [
        "fn f(g, n) { g(g, n + 1) } f(f, 0);",
        "let f = |g, n| g(g, n + 1); f(f, 0);",
        "fn f(n) { let g = memo(f); g(n + 1) } f(0);",
        "fn f(n) { let f = memo(f); f(n + 1) } f(0);",
    ] {
        let (app, _) = app(script);
        assert_eq!(app.error().unwrap().report().kind, "LimitError", "{script}");
    }
}

#[test]
fn the_key_is_that_of_the_code_as_it_is_written() {
    let world = World::new();
    let moved = |before: &str| {
        format!(
            "{before}fn page() {{ let h = |x| x; h(1); let g = memo(|_h, x| {{ tick(); _h(x) }}); g(h, 1) }} page();"
        )
    };
    world.ran(&moved(""));
    world.ran(&moved("// A comment.\n\n"));
    world.ran(&moved("let k = |x| x; k(k(1)); "));
    assert_eq!(world.count(), 1);
    world.ran("fn page() { let h = |x| x; h(1); let g = memo(|_h, x| { tick(); _h(x + 1) }); g(h, 1) } page();");
    assert_eq!(world.count(), 2);
}

#[test]
fn modules_have_such_variables_too() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "data.rhai",
        "fn load(x) { tick(); x } fn both() { let load = memo(load); load(1) + load(1) } fn call_it(h) { h(1) }",
    );
    write(
        "app.rhai",
        "import \"data\" as data; fn load(x) { tick(); x } data::both(); fn page() { import \"data\" as data; let f = memo(load); data::call_it(f) + data::call_it(f) } page();",
    );
    let (app, count) = app_in(folder.path());
    ok(&app);
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

#[test]
fn odd_shapes_go_through_the_cache_too() {
    for script in [
        "fn load(x) { tick(); x } fn page() { let load = memo(load); let o = #{ f: |x| load(x) }; o.f(1); o.f.call(1) } page(); page();",
        "fn page() { let tick = memo(tick); [1, 1].map(|x| tick()) } page(); page();",
        "fn load(x) { tick(); x } fn page() { let load = memo(load); helper(|| load(1)) } fn helper(c) { c() + c() } page();",
        "fn f(x) { tick(); x } fn page() { let f = memo(f); let g = |f| f(1); g(f) + g.call(f) } page(); page();",
        "fn f(x) { tick(); x } for f in [memo(f), memo(f)] { [1, 1].map(|x| f(x)); }",
        "fn f(x) { tick(); x } let f = memo(f); fn page() { let f = memo(Fn(\"f\")); [1].map(|x| f(x)) } page(); f(1); [1].map(|x| f(x));",
        "fn f(x) { tick(); x } let f = memo(f); fn h(f) { [1].map(|x| f(x)) } h(|x| x); [1].map(f); [1].map(|x| f(x)); let k = || f.call(1) + [1].map(f)[0]; k.call(); f(1);",
        "/// Doc.\nprivate fn f(x) { tick(); x } fn f(a, b) { a } fn page() { let f = memo(f); [1].map(|x| f(x) + f(x, 2)) } page(); page();",
        "fn f(x) { tick(); x } fn page() { let f = memo(f); let s = \"f(1)\"; /* f(1) */ [1].map(|x| `${f(x)} f(1) ${\n f(1) }`) } page(); page();",
        "fn f(x) { tick(); x } fn page() { let g = (); [1].for_each(|x| { g = memo(f); }); g(1); g(1) } page();",
        "fn f(x) { tick(); x } let g = |h| { let k = |x| h(x); k(1) + k(1) }; g(memo(f));",
        "fn f(x) { tick(); x } fn page() { try { throw memo(f); } catch (f) { [1, 1].map(|x| f(x)); } } page(); page();",
        "fn f(x) { tick(); x } fn page(n) { let g = memo(f); if n > 0 { g(1); page(n - 1); } } page(3);",
        "fn f(x) { tick(); x } fn page() { let g = memo(f); let h = g; let k = || h(1); g = (); k() } page(); page();",
    ] {
        runs_once(script);
    }
}
