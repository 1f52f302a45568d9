//! What a call draws is drawn again.

use super::*;

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
