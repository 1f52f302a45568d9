//! Widgets inside cached functions.

use super::*;

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
