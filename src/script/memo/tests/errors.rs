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
fn a_script_reads_the_statistics() {
    let (app, _) = app("fn f(x) { x } let f = memo(f); f(1); f(1); f(2); let s = f.stats(); st.text(`${s.hits} ${s.misses} ${s.entries}`);");
    ok(&app);
    assert_eq!(texts(&app), ["1 2 2"]);
}
