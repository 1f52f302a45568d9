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
fn options_that_are_functions_are_told_apart_by_what_they_have_captured() {
    let script = r#"
        fn f() {
            let options = [];
            for n in 1..4 { let times = n; options.push(|x| x * times); }
            let pick = st.radio("Pick", options, #{ format_func: |option| `times ${option.call(1)}` });
            pick.call(10)
        }
        let f = memo(f, #{ allow_widgets: true });
        st.text(f());
    "#;
    let (mut app, _) = app(script);
    for (place, shown) in [(0, "10"), (1, "20"), (2, "30"), (1, "20")] {
        app.set("Pick", place).run();
        ok(&app);
        assert_eq!(texts(&app), [shown], "option {place}");
        app.run();
        assert_eq!(texts(&app), [shown], "option {place} stays");
    }
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
    let (mut app, _) = app("fn f(x) { st.checkbox(\"C\") } let f = memo(f, #{ allow_widgets: true }); f(1); f(1);");
    assert_eq!(app.error().unwrap().report().kind, "DuplicateWidgetID");
    app.run();
    assert_eq!(app.error().unwrap().report().kind, "DuplicateWidgetID");
}

/// The document's own example, with the exact number of executions.
#[test]
fn interaction_with_a_widget_of_the_function_runs_it_and_interaction_elsewhere_does_not() {
    let script = r#"
        fn plus_one(n) {
            tick();
            let value = n + 1;
            st.write(`${n} plus one is ${value}`);
            if st.checkbox("Nuke the value 💥") { value = 0; }
            value
        }
        let plus_one = memo(plus_one, #{ experimental_allow_widgets: true });
        let n = st.number_input("Pick a number", 0, 100, 5);
        st.button("Elsewhere");
        st.text(plus_one(n));
    "#;
    let (mut app, count) = app(script);
    let mut step = |change: &dyn Fn(&mut AppTest), value: &str, runs: i64| {
        change(&mut app);
        app.run();
        ok(&app);
        assert_eq!(texts(&app), [value]);
        assert_eq!(count.load(Ordering::SeqCst), runs, "{}", app.outline());
        assert_eq!(app.all("checkbox").len(), 1);
        assert_eq!(app.all("markdown").len(), 1);
    };
    let nuke = |on: bool| {
        move |app: &mut AppTest| {
            app.set("Nuke the value 💥", on);
        }
    };
    let pick = |n: i64| {
        move |app: &mut AppTest| {
            app.set("Pick a number", n);
        }
    };
    step(&|_| (), "6", 1);
    step(
        &|app| {
            app.click("Elsewhere");
        },
        "6",
        1,
    );
    step(&nuke(true), "0", 2);
    step(&nuke(false), "6", 2);
    step(&nuke(true), "0", 2);
    step(&pick(7), "0", 3);
    step(&nuke(false), "8", 4);
    step(&pick(5), "6", 4);
    step(&pick(7), "8", 4);
}

#[test]
fn a_checkbox_that_reveals_a_widget_works_as_without_memo() {
    let body = r#"
        let choice = "none";
        if st.checkbox("More") { choice = st.selectbox("Which", ["foo", "bar", "baz"]); }
        st.text(choice);
    "#;
    let script = format!(
        "fn f(n) {{ tick(); {body} choice }}\nlet f = memo(f, #{{ allow_widgets: true }});\nlet n = if st.checkbox(\"Other\") {{ 2 }} else {{ 1 }};\nst.text(f(n));"
    );
    let plain =
        format!("fn f(n) {{ {body} choice }}\nlet n = if st.checkbox(\"Other\") {{ 2 }} else {{ 1 }};\nst.text(f(n));");
    let (mut cached, count) = app(&script);
    let (mut plain, _) = app(&plain);
    type Step = fn(&mut AppTest);
    let steps: [(Step, i64); 9] = [
        (|_| (), 1),
        (
            |app| {
                app.set("More", true);
            },
            2,
        ),
        (
            |app| {
                app.set("Which", 2);
            },
            3,
        ),
        (
            |app| {
                app.set("Which", 0);
            },
            3,
        ),
        (
            |app| {
                app.set("More", false);
            },
            3,
        ),
        (
            |app| {
                app.set("Other", true);
            },
            4,
        ),
        (
            |app| {
                app.set("More", true);
            },
            5,
        ),
        (
            |app| {
                app.set("Other", false);
            },
            5,
        ),
        (
            |app| {
                app.set("Which", 2);
            },
            5,
        ),
    ];
    for (at, (step, runs)) in steps.into_iter().enumerate() {
        step(&mut cached);
        step(&mut plain);
        cached.run();
        plain.run();
        ok(&cached);
        assert_eq!(cached.outline(), plain.outline(), "step {at}");
        assert_eq!(count.load(Ordering::SeqCst), runs, "step {at}");
    }
}

#[test]
fn a_second_session_with_a_known_combination_hits_at_its_first_run() {
    let world = World::new();
    let script =
        "fn f() { tick(); st.slider(\"S\", 0, 9, 4) } let f = memo(f, #{ allow_widgets: true }); st.text(f());";
    let mut one = world.ran(script);
    let mut two = world.ran(script);
    assert_eq!((texts(&one), texts(&two), world.count()), (vec!["4".to_owned()], vec!["4".to_owned()], 1));
    one.set("S", 7).run();
    assert_eq!((texts(&one), world.count()), (vec!["7".to_owned()], 2));
    two.set("S", 7).run();
    assert_eq!((texts(&two), world.count()), (vec!["7".to_owned()], 2));
    assert_eq!(world.ran(script).widget("S").value, Some(4.into()), "no state goes from one session to the other");
    assert_eq!(world.count(), 2);
}

#[test]
fn a_session_that_is_restored_from_its_page_gets_the_entry_of_its_values() {
    use stscript::unstable::script::{Ended, Run, RunInput};
    let world = World::new();
    let script = "fn f() { tick(); let s = st.slider(\"S\", 0, 9, 4); if s > 5 { st.checkbox(\"C\") } else { s } } let f = memo(f, #{ allow_widgets: true }); st.text(`${f()}`);";
    let mut one = world.ran(script);
    one.set("S", 7).run();
    one.set("C", true).run();
    ok(&one);
    assert_eq!((texts(&one), world.count()), (vec!["true".to_owned()], 3));
    let mut input = RunInput::default();
    for name in ["S", "C"] {
        let widget = one.widget(name);
        input.values.insert(widget.id.unwrap(), widget.value.unwrap());
    }
    for known in [true, false] {
        if !known {
            world.environment.clear_cache();
        }
        let before = world.count();
        let source = Source::compile(&world.environment, "app.rhai", script).unwrap();
        let run = Run::new(&world.environment, &source, &Arc::default());
        let ended = run.execute(&input);
        assert!(matches!(ended, Ended::Finished), "{ended:?}");
        let shown = run.with_tree(|tree| format!("{tree:?}").contains("true"));
        assert!(shown);
        assert_eq!(world.count() - before, i64::from(!known));
    }
}

#[test]
fn nested_functions_with_widgets_make_the_outer_one_depend_on_them() {
    for first in ["", "inner();"] {
        let script = format!(
            "fn inner() {{ tick(); st.checkbox(\"I\") }} let inner = memo(inner, #{{ allow_widgets: true }});\nfn outer() {{ tick(); let o = st.checkbox(\"O\"); `${{o}} ${{inner()}}` }} let outer = memo(outer, #{{ allow_widgets: true }});\nif st.session_state.get(\"warm\", false) {{ }} else {{ st.session_state.warm = true; {first} st.rerun(); }}\nst.text(outer());"
        );
        let (mut app, count) = app(&script);
        ok(&app);
        assert_eq!(texts(&app), ["false false"]);
        let start = count.load(Ordering::SeqCst);
        assert_eq!(start, 2);
        app.set("I", true).run();
        ok(&app);
        assert_eq!(texts(&app), ["false true"]);
        assert_eq!(count.load(Ordering::SeqCst), start + 2, "both run");
        app.set("O", true).run();
        assert_eq!(texts(&app), ["true true"]);
        assert_eq!(count.load(Ordering::SeqCst), start + 3, "only the outer one");
        app.set("O", false).set("I", false).run();
        assert_eq!(texts(&app), ["false false"]);
        assert_eq!(count.load(Ordering::SeqCst), start + 3);
    }
}

#[test]
fn an_outer_function_without_widgets_overrules_an_inner_one_with_them() {
    let script = r#"
        fn inner() { tick(); st.checkbox("C") }
        let inner = memo(inner, #{ allow_widgets: true });
        fn outer() { tick(); inner() }
        let outer = memo(outer);
        outer();
        st.text("---");
        if st.session_state.get("alone", false) { st.text(inner()); }
        st.session_state.alone = true;
    "#;
    let (mut app, count) = app(script);
    ok(&app);
    let kinds: Vec<_> = app.everything().iter().map(|drawn| drawn.kind).collect();
    assert_eq!(kinds, ["exception", "checkbox", "text"]);
    assert!(app.all("exception")[0].text("message").contains("outer()"));
    app.run();
    ok(&app);
    let kinds: Vec<_> = app.everything().iter().map(|drawn| drawn.kind).collect();
    assert_eq!(kinds, ["exception", "text", "checkbox", "text"], "alone the inner one has its widget");
    assert_eq!(count.load(Ordering::SeqCst), 3, "no entry without the widget was kept");
    app.set("C", true).run();
    assert_eq!(texts(&app)[1], "true");
}

#[test]
fn an_inner_function_without_widgets_does_not_keep_the_outer_one_from_being_cached() {
    let (mut app, count) = app(
        "fn inner() { st.checkbox(\"C\") } let inner = memo(inner); fn outer() { tick(); inner(); st.slider(\"S\", 0, 9, 4) } let outer = memo(outer, #{ allow_widgets: true }); outer();",
    );
    ok(&app);
    app.run();
    ok(&app);
    assert_eq!(count.load(Ordering::SeqCst), 1);
    assert_eq!((app.all("exception").len(), app.all("slider").len(), app.all("checkbox").len()), (1, 1, 0));
}

#[test]
fn callbacks_of_widgets_that_were_played_back_are_called() {
    let world = World::new();
    let script = "fn f() { tick(); st.button(\"B\", #{ on_click: || { st.session_state.n = (st.session_state.get(\"n\", 0)) + 1; } }); 1 } let f = memo(f, #{ allow_widgets: true }); f(); st.text(st.session_state.get(\"n\", 0));";
    let _first = world.ran(script);
    let mut second = world.ran(script);
    assert_eq!(world.count(), 1);
    second.click("B").run();
    ok(&second);
    assert_eq!(texts(&second), ["1"]);
}

#[test]
fn widgets_with_keys_are_in_session_state_when_they_were_played_back() {
    let world = World::new();
    let script = "fn f() { tick(); st.slider(\"S\", 0, 9, 4, #{ key: \"s\" }) } let f = memo(f, #{ allow_widgets: true }); f(); st.text(st.session_state.s);";
    let _first = world.ran(script);
    let mut second = world.ran(script);
    assert_eq!((texts(&second), world.count()), (vec!["4".to_owned()], 1));
    second.set("s", 6).run();
    ok(&second);
    assert_eq!((texts(&second), world.count()), (vec!["6".to_owned()], 2));
}

#[test]
fn a_value_that_the_script_gives_a_widget_is_an_input_too() {
    let (mut app, count) = app(
        "fn f() { tick(); st.slider(\"S\", 0, 9, 4, #{ key: \"s\" }) } let f = memo(f, #{ allow_widgets: true }); if st.button(\"Set\") { st.session_state.s = 8; } st.text(f());",
    );
    ok(&app);
    app.click("Set").run();
    ok(&app);
    assert_eq!(texts(&app), ["8"]);
    assert_eq!(count.load(Ordering::SeqCst), 2);
    app.run();
    assert_eq!(texts(&app), ["8"]);
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

#[test]
fn two_calls_with_other_arguments_and_keys_have_their_own_widgets() {
    let (mut app, count) = app(
        "fn f(k) { tick(); st.checkbox(\"C\", false, #{ key: k }) } let f = memo(f, #{ allow_widgets: true }); st.text(`${f(\"a\")} ${f(\"b\")}`);",
    );
    ok(&app);
    app.set("b", true).run();
    ok(&app);
    assert_eq!(texts(&app), ["false true"]);
    assert_eq!(count.load(Ordering::SeqCst), 3);
}

#[test]
fn the_same_arguments_twice_in_one_run_are_a_duplicate_widget_that_names_its_place() {
    for kind in ["memo", "singleton"] {
        let (mut app, _) = app(&format!(
            "fn f(x) {{ st.checkbox(\"C\") }}\nlet f = {kind}(f, #{{ allow_widgets: true }});\nf(1);\nf(1);\n"
        ));
        for _ in 0..2 {
            let text = format!("{:#}", app.error().unwrap());
            assert!(text.contains("DuplicateWidgetID") && text.contains("app.rhai:4"), "{text}");
            app.run();
        }
    }
}

#[test]
fn a_container_that_tells_what_is_open_is_an_input_and_replays_with_what_it_holds() {
    let script = r#"
        fn f() {
            tick();
            let tabs = st.tabs(["A", "B"], #{ on_change: "rerun", key: "tabs" });
            tabs[1].text("in b");
            let more = st.expander("More", #{ on_change: "rerun" });
            if more.open { more.text("inside"); }
            if tabs[1].open { "b" } else { "a" }
        }
        let f = memo(f, #{ allow_widgets: true });
        st.text(f());
    "#;
    let (mut app, count) = app(script);
    let count = || count.load(Ordering::SeqCst);
    ok(&app);
    let first = app.outline();
    app.run();
    ok(&app);
    assert_eq!((count(), app.outline()), (1, first.clone()), "a hit draws the same");
    app.set("tabs", 1).set("More", true).run();
    ok(&app);
    assert_eq!(count(), 2);
    let second = app.outline();
    assert!(second.contains("\"inside\"") && second.contains("\"b\""), "{second}");
    app.run();
    assert_eq!((count(), app.outline()), (2, second));
    app.set("tabs", 0).set("More", false).run();
    assert_eq!((count(), app.outline()), (2, first), "known");
}

#[test]
fn where_widgets_are_not_allowed_such_a_container_warns_and_replays_as_a_plain_one() {
    let script = r#"
        fn f() { tick(); let more = st.expander("More", #{ on_change: "rerun" }); more.text("inside"); }
        let f = memo(f);
        f();
    "#;
    let (mut app, count) = app(script);
    ok(&app);
    assert_eq!(app.all("exception")[0].text("type"), "CachedStFunctionWarning");
    app.run();
    ok(&app);
    let kinds: Vec<_> = app.everything().iter().map(|drawn| drawn.kind).collect();
    assert_eq!(kinds, ["exception", "expander", "text"]);
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[test]
fn a_known_combination_hits_where_the_script_has_set_the_widgets_key_before() {
    for (set, default) in [(7, 2), (7, 7)] {
        let world = World::new();
        let script = format!(
            "if !st.session_state.contains(\"s\") {{ st.session_state.s = {set}; }} fn f() {{ tick(); st.slider(\"S\", 0, 9, {default}, #{{ key: \"s\" }}) }} let f = memo(f, #{{ allow_widgets: true }}); st.text(f());"
        );
        for _ in 0..3 {
            let mut app = world.ran(&script);
            assert_eq!(texts(&app), ["7"]);
            assert_eq!(world.count(), 1);
            app.run();
            ok(&app);
            assert_eq!(texts(&app), ["7"]);
        }
        assert_eq!(world.count(), 1);
    }
}
