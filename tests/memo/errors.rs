//! What people are told.

use super::*;

#[test]
fn errors_name_the_function_and_the_remedy() {
    let error = |script: &str| {
        let (app, _) = app(script);
        format!("{:#}", app.error().expect(script))
    };
    for (script, parts) in [
        ("fn f(c) { 1 } let f = memo(f); f(|x| x);", vec!["UnhashableParamError", "`c`", "`f`", "_c"]),
        ("fn f() { |x| x } let f = memo(f); f();", vec!["UnserializableReturnValueError", "`f()`", "singleton"]),
        ("fn f() { 1 } let f = memo(f, #{ tll: 3 });", vec!["`tll`", "`ttl`", "`f`"]),
        ("fn f() { 1 } let f = memo(f, #{ ttl: -3 });", vec!["ttl", "`f`"]),
        (
            "fn f() { 1 } let f = memo(f, #{ persist: \"yesplz\" });",
            vec!["Unsupported persist option 'yesplz'. Valid values are 'disk' or ()."],
        ),
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
fn a_script_reads_the_statistics() {
    let (app, _) = app(
        "fn f(x) { x } let f = memo(f); f(1); f(1); f(2); let s = f.stats(); st.text(`${s.hits} ${s.misses} ${s.entries}`);",
    );
    ok(&app);
    assert_eq!(texts(&app), ["1 2 2"]);
}

#[test]
fn every_error_names_the_function_the_place_of_the_call_and_the_fix() {
    for (script, parts) in [
        (
            "fn load(c, n) {\n 1 }\nlet load = memo(load);\nload(|x| x, 1);\n",
            vec!["UnhashableParamError", "`c`", "`load`", "`fn load(_c, ...)`", "underscore"],
        ),
        (
            "fn load(n) {\n n }\nlet load = memo(load);\nload(st.container());\n",
            vec!["UnhashableParamError", "`n`", "`load`"],
        ),
        (
            "fn load() {\n |x| x }\nlet load = memo(load);\nload();\n",
            vec!["UnserializableReturnValueError", "`load()`", "singleton"],
        ),
        (
            "fn load() { st.container() }\nlet load = memo(load);\n\n load();\n",
            vec!["UnserializableReturnValueError", "`load()`"],
        ),
        (
            "fn load(n) {\n load(n) }\nlet load = memo(load);\nload(1);\n",
            vec!["RecursionError", "`load(n: 1)`", "itself"],
        ),
        ("fn load() { 1 }\n\n\nlet load = memo(load, #{ tll: 3 });\n", vec!["`tll`", "`ttl`", "`load`"]),
        ("fn load() { 1 }\n\n\nlet load = memo(load, #{ ttl: \"soon\" });\n", vec!["ttl", "`load`"]),
        ("fn load() { 1 }\n\n\nlet load = memo(load, #{ ttl: -1 });\n", vec!["ttl", "`load`"]),
        ("fn load() { 1 }\n\n\nlet load = memo(load, #{ scope: \"request\" });\n", vec!["scope", "`load`"]),
        ("fn load() { 1 }\n\n\nlet load = memo(load, #{ refresh: \"background\" });\n", vec!["ttl", "`load`"]),
        ("fn load() { 1 }\n\n\nlet load = memo(load, #{ validate: |v| true });\n", vec!["validate", "`load`"]),
        ("fn load() { 1 }\n\n\nlet load = memo(load, 60);\n", vec!["map", "`memo(load, #{ ttl: 60 })`"]),
        ("fn load() { 1 }\nlet load = memo(load);\n\nlet other = memo(load);\n", vec!["cached already"]),
        ("\n\n\nmemo(\"load\");\n", vec!["takes a function"]),
        ("\n\n\nlet f = memo(nothing);\n", vec!["nothing"]),
        ("fn load(n) { n }\nlet load = memo(load);\n\nload(1, 2);\n", vec!["`load`"]),
        ("let g = memo(|x| x);\n\n\ng(1, 2);\n", vec!["`g`"]),
    ] {
        let (app, _) = app(script);
        let text = format!("{:#}", app.error().unwrap_or_else(|| panic!("{script}")));
        println!("{text}\n");
        for part in parts {
            assert!(text.contains(part), "{part} in\n{text}");
        }
        assert!(text.contains("app.rhai:4") || text.contains("app.rhai:2") && text.contains("itself"), "{text}");
    }
}

#[test]
fn an_error_inside_the_body_is_shown_where_it_is() {
    let (app, _) = app(
        "fn load(n) {\n let x = 1;\n throw \"broken\";\n}\nlet load = memo(load);\nfn outer() {\n load(1)\n}\nouter();\n",
    );
    let text = format!("{:#}", app.error().unwrap());
    assert!(text.contains("app.rhai:3"), "{text}");
    assert!(text.contains("load()") && text.contains("outer()"), "{text}");
    assert!(!text.contains("uncached") && !text.contains("call_cached"), "{text}");
}

#[test]
fn a_script_can_catch_the_errors_of_the_cache() {
    let (app, _) = app(
        "fn f(c) { 1 } let f = memo(f); try { f(|x| x); } catch (err) { st.text(err.type); st.text(err.message); }",
    );
    ok(&app);
    assert_eq!(texts(&app)[0], "UnhashableParamError");
}

#[test]
fn a_value_that_contains_itself_ends_in_an_error() {
    let script = "fn s() { [] } let s = singleton(s); let a = s(); a.push(a); fn f(x) { 1 } let f = memo(f); f(a);";
    let (app, _) = app(script);
    let text = format!("{:#}", app.error().unwrap());
    assert!(text.contains("`x`"), "{text}");
}

#[test]
fn hidden_names_are_not_seen_by_scripts() {
    let (app, _) = app("/// Loads.\nfn load(n) { n }\nlet load = memo(load);\nst.write(load);\nst.text(`${load}`);\n");
    ok(&app);
    println!("{}", app.outline());
    assert!(!app.outline().contains("uncached"), "{}", app.outline());
}
