//! What makes two calls the same call, and what is forgotten when.

use super::*;

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
