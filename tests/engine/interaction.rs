//! What a person does to the page, and what the script sees of it.

use stscript::testing::AppTest;
use stscript::testing::WireValue;
use stscript::unstable::testing::send;

use super::harness::{app, failure, texts};

/// The app after its first run.
#[track_caller]
fn running(script: &str) -> AppTest {
    let mut app = app(script);
    app.run();
    assert!(app.error().is_none(), "{}", failure(&app));
    app
}

/// What the page sends for an option.
fn chosen(place: i64, name: &str) -> WireValue {
    WireValue::List(vec![place.into(), name.into()])
}

#[test]
fn every_widget_gives_the_script_what_was_set_in_the_page() {
    let mut app = running(
        r#"
        st.text(st.checkbox("check"));
        st.text(st.slider("slide", 0, 10));
        st.text(st.slider("range", 0.0, 1.0, [0.2, 0.4]));
        st.text(st.number_input("number", 0, 10));
        st.text(st.text_input("text"));
        st.text(st.selectbox("select", ["a", "b"]));
        st.text(st.radio("radio", [1.5, 2.5]));
        st.text(st.button("button"));
        "#,
    );
    assert_eq!(texts(&app), ["false", "0", "[0.2, 0.4]", "0", "", "a", "1.5", "false"]);
    app.set("check", true).set("slide", 7).set("range", vec![0.5, 0.75]).set("number", 3).set("text", "hi");
    app.set("select", 1).set("radio", 1).click("button").run();
    assert_eq!(texts(&app), ["true", "7", "[0.5, 0.75]", "3", "hi", "b", "2.5", "true"]);
    app.run();
    assert_eq!(texts(&app), ["true", "7", "[0.5, 0.75]", "3", "hi", "b", "2.5", "false"]);
}

#[test]
fn a_click_holds_for_one_run_even_when_the_script_reruns_itself() {
    let mut app = running(
        r#"
        if st.button("Add") { st.session_state.n = st.session_state.get("n", 0) + 1; st.rerun(); }
        st.text(st.session_state.get("n", 0));
        "#,
    );
    app.click("Add").run();
    assert_eq!(texts(&app), ["1"]);
    app.run();
    assert_eq!(texts(&app), ["1"]);
}

#[test]
fn st_rerun_keeps_the_values_of_widgets_that_it_was_called_before() {
    let mut app = running(
        r#"
        let first = st.slider("first", 0, 10);
        if first == 5 && st.session_state.get("again", true) { st.session_state.again = false; st.rerun(); }
        st.text(st.slider("second", 0, 10));
        "#,
    );
    app.set("second", 8).run();
    app.set("first", 5).run();
    assert_eq!(texts(&app), ["8"]);
}

#[test]
fn a_test_does_not_wait_for_a_script_that_reruns_itself_without_end() {
    let mut app = app("st.session_state.n = st.session_state.get(\"n\", 0) + 1; st.rerun();");
    app.run();
    assert_eq!(app.session_state("n").unwrap().as_int(), Ok(50));
    let error = failure(&app);
    assert!(error.starts_with("LimitError: `st.rerun()` has been called by 50 runs in a row."), "{error}");
    app.run();
    assert_eq!(app.session_state("n").unwrap().as_int(), Ok(100), "what a person asks for is counted anew");
}

#[test]
fn a_rerun_for_each_of_many_clicks_is_no_loop() {
    let mut app = running(
        "if st.button(\"Add\") { st.session_state.n = st.session_state.get(\"n\", 0) + 1; st.rerun(); } st.text(st.session_state.get(\"n\", 0));",
    );
    for _ in 0..120 {
        app.click("Add");
    }
    app.run();
    assert!(app.error().is_none());
    assert_eq!(texts(&app), ["120"]);
}

#[test]
fn st_stop_keeps_the_values_of_widgets_that_it_does_not_reach() {
    let mut app = running("if st.checkbox(\"stop\") { st.stop(); } st.text(st.slider(\"s\", 0, 10));");
    app.set("s", 6).run();
    app.set("stop", true).run();
    assert_eq!(texts(&app), Vec::<String>::new());
    app.set("stop", false).run();
    assert_eq!(texts(&app), ["6"]);
}

#[test]
fn an_error_keeps_the_values_of_widgets_that_the_run_does_not_reach() {
    let mut app = running("if st.checkbox(\"fail\") { throw 1; } st.text(st.slider(\"s\", 0, 10));");
    app.set("s", 6).run();
    app.set("fail", true).run();
    assert!(app.error().is_some());
    app.set("fail", false).run();
    assert_eq!(texts(&app), ["6"]);
}

#[test]
fn a_widget_that_a_run_does_not_draw_loses_its_value_and_its_key() {
    let mut app = running(
        r#"
        if st.checkbox("show", true) { st.text(st.slider("s", 0, 10, 2, #{ key: "s" })); } else { st.text("s" in st.session_state); }
        "#,
    );
    app.set("s", 6).run();
    assert_eq!(texts(&app), ["6"]);
    app.set("show", false).run();
    assert_eq!(texts(&app), ["true"], "forgotten at the end of the run that does not draw it");
    app.run();
    assert_eq!(texts(&app), ["false"]);
    app.set("show", true).run();
    assert_eq!(texts(&app), ["2"]);
}

#[test]
fn persist_state_keeps_the_value_of_a_widget_that_is_not_drawn() {
    let mut app = running(
        "if st.checkbox(\"show\", true) { st.text(st.slider(\"s\", 0, 10, 2, #{ key: \"s\", persist_state: \"session\" })); }",
    );
    app.set("s", 6).run();
    app.set("show", false).run();
    app.set("show", true).run();
    assert_eq!(texts(&app), ["6"]);
}

#[test]
fn without_a_key_other_options_make_a_new_widget_and_with_one_they_do_not() {
    let script = |key: &str| {
        format!(
            "let more = st.checkbox(\"more\"); let options = if more {{ [\"x\", \"a\", \"b\"] }} else {{ [\"a\", \"b\"] }};
             st.text(st.selectbox(\"pick\", options, #{{ {key} }}));"
        )
    };
    for (key, expected) in [("", "x"), ("key: \"k\"", "b")] {
        let mut app = running(&script(key));
        app.set("pick", 1).run();
        app.set("more", true).run();
        assert_eq!(texts(&app), [expected], "with `{key}`");
    }
}

#[test]
fn a_chosen_option_that_is_gone_gives_way_to_the_default_and_its_key_says_so() {
    let mut app = running(
        r#"
        let options = if st.checkbox("less") { ["a"] } else { ["a", "b"] };
        st.text(st.selectbox("pick", options, #{ key: "pick" }));
        st.text(st.session_state.pick);
        "#,
    );
    app.set("pick", 1).run();
    assert_eq!(texts(&app), ["b", "b"]);
    app.set("less", true).run();
    assert_eq!(texts(&app), ["a", "a"]);
}

#[test]
fn numbers_from_the_page_are_held_inside_the_range() {
    let mut app = running(
        r#"
        st.text(st.slider("s", 5, 10));
        st.text(st.slider("r", 5, 10, [6, 7]));
        st.text(st.number_input("n", 5, 10));
        "#,
    );
    send(&mut app, "s", 99);
    send(&mut app, "r", vec![99, -99]);
    send(&mut app, "n", 99);
    app.run();
    assert_eq!(texts(&app), ["10", "[5, 10]", "5"], "a number field refuses what is outside");
    send(&mut app, "s", f64::NAN);
    send(&mut app, "n", f64::NAN);
    send(&mut app, "r", vec![f64::NAN, 6.0]);
    app.run();
    assert_eq!(texts(&app), ["10", "[5, 10]", "5"]);
    send(&mut app, "s", f64::INFINITY);
    send(&mut app, "n", f64::INFINITY);
    app.run();
    assert_eq!(texts(&app), ["10", "[5, 10]", "5"]);
}

#[test]
fn values_of_another_type_than_the_widgets_are_ignored() {
    let mut app = running(
        "st.text(st.checkbox(\"c\")); st.text(st.slider(\"s\", 0, 9)); st.text(st.selectbox(\"o\", [\"a\"])); st.text(st.text_input(\"t\"));",
    );
    send(&mut app, "c", 1);
    send(&mut app, "s", "x");
    send(&mut app, "o", 7);
    send(&mut app, "t", true);
    app.run();
    assert_eq!(texts(&app), ["false", "0", "a", ""]);
    send(&mut app, "s", vec![1, 2]);
    send(&mut app, "o", -1);
    app.run();
    assert_eq!(texts(&app), ["false", "0", "a", ""]);
}

#[test]
fn an_empty_field_is_unit_only_when_its_default_is() {
    let mut app = running(
        "st.text(st.number_input(\"n\", #{ value: () })); st.text(st.text_input(\"t\", ())); st.text(st.text_input(\"u\")); st.text(st.selectbox(\"o\", [1], ()));",
    );
    assert_eq!(texts(&app), ["()", "()", "", "()"]);
    app.set("n", 2.5).set("t", "x").set("u", "y").set("o", 0).run();
    assert_eq!(texts(&app), ["2.5", "x", "y", "1"]);
    app.set("n", WireValue::Nil).set("t", "").set("u", WireValue::Nil).set("o", WireValue::Nil).run();
    assert_eq!(texts(&app), ["()", "()", "", "()"]);
}

#[test]
fn text_beyond_max_chars_is_cut_between_characters() {
    let mut app = running("st.text(st.text_input(\"t\", \"\", 3));");
    app.set("t", "äöüß🎈").run();
    assert_eq!(texts(&app), ["äöü"]);
}

#[test]
fn a_new_option_may_be_typed_where_the_widget_allows_it() {
    let mut app = running(
        "st.text(st.selectbox(\"yes\", [\"a\"], #{ accept_new_options: true })); st.text(st.selectbox(\"no\", [\"a\"]));",
    );
    app.set("yes", "typed");
    send(&mut app, "no", "typed").run();
    assert_eq!(texts(&app), ["typed", "a"]);
    app.run();
    assert_eq!(texts(&app), ["typed", "a"]);
}

#[test]
fn on_change_is_called_before_the_body_and_only_when_the_value_has_changed() {
    let mut app = running(
        r#"
        st.text(st.session_state.get("calls", 0));
        st.slider("s", 0, 10, #{ key: "s", on_change: || st.session_state.calls = st.session_state.get("calls", 0) + st.session_state.s });
        "#,
    );
    app.set("s", 4).run();
    assert_eq!(texts(&app), ["4"]);
    app.set("s", 4).run();
    app.run();
    assert_eq!(texts(&app), ["4"]);
    app.set("s", 5).run();
    assert_eq!(texts(&app), ["9"]);
}

#[test]
fn a_disabled_widget_takes_neither_values_nor_clicks() {
    let mut app = running(
        r#"
        let off = #{ disabled: true, on_change: || st.session_state.called = true };
        st.text(st.slider("s", 0, 10, off));
        st.text(st.button("b", #{ disabled: true, on_click: || st.session_state.called = true }));
        st.text("called" in st.session_state);
        "#,
    );
    app.set("s", 4).click("b").run();
    assert_eq!(texts(&app), ["0", "false", "false"]);
}

#[test]
fn a_callback_gets_its_arguments_and_may_set_the_value_of_any_widget() {
    let mut app = running(
        r#"
        let n = 5;
        st.slider("s", 0, 10, #{ key: "s" });
        st.button("Reset", #{ on_click: |to| st.session_state.s = to, args: [n] });
        st.button("More", #{ on_click: |a, named| st.session_state.s = a + named.b, args: [1], kwargs: #{ b: 2 } });
        "#,
    );
    app.click("Reset").run();
    assert_eq!(app.widget("s").value, Some(WireValue::Int(5)));
    app.click("More").run();
    assert_eq!(app.widget("s").value, Some(WireValue::Int(3)));
}

#[test]
fn a_callback_may_be_named_curried_captured_or_from_a_module() {
    let mut app = running(
        r#"
        import "std/format" as format;
        fn named(n) { st.session_state.log.push(`named ${n}`) }
        if !("log" in st.session_state) { st.session_state.log = []; }
        let captured = "captured";
        st.button("named", #{ on_click: Fn("named"), args: [1] });
        st.button("curried", #{ on_click: Fn("named").curry(2) });
        st.button("captured", #{ on_click: || st.session_state.log.push(captured) });
        st.button("module", #{ on_click: || st.session_state.log.push(format::thousands(1000)) });
        st.text(st.session_state.log);
        "#,
    );
    app.click("named").click("curried").click("captured").click("module").run();
    assert!(app.error().is_none(), "{}", failure(&app));
    let log = texts(&app).remove(0);
    for expected in ["named 1", "named 2", "captured", "1,000"] {
        assert!(log.contains(expected), "{expected} in {log}");
    }
}

#[test]
fn a_callback_that_fails_has_its_card_above_the_page_which_is_drawn_all_the_same() {
    let mut app = running("st.button(\"b\", #{ on_click: || throw \"no\" }); st.text(\"body\");");
    app.click("b").run();
    assert!(failure(&app).starts_with("Error: no\n"));
    let kinds = |app: &AppTest| app.everything().iter().map(|drawn| drawn.kind).collect::<Vec<_>>();
    assert_eq!(kinds(&app), ["exception", "button", "text"]);
    app.run();
    assert_eq!(kinds(&app), ["button", "text"]);
}

#[test]
fn st_rerun_in_a_callback_ends_that_callback_and_the_others_are_called() {
    let mut app = running(
        r#"
        if !("log" in st.session_state) { st.session_state.log = []; }
        st.slider("a", 0, 9, #{ on_change: || { st.session_state.log.push("a"); st.rerun(); st.session_state.log.push("never"); } });
        st.button("b", #{ on_click: || st.session_state.log.push("b") });
        st.text(st.session_state.log);
        "#,
    );
    app.set("a", 3).click("b").run();
    assert_eq!(texts(&app), [r#"["a", "b"]"#]);
}

#[test]
fn st_stop_in_a_callback_ends_the_run_and_keeps_all_values() {
    let mut app = running("st.text(st.slider(\"s\", 0, 9)); st.button(\"b\", #{ on_click: || st.stop() });");
    app.set("s", 3).run();
    app.click("b").run();
    assert_eq!(app.outline(), "");
    app.run();
    assert_eq!(texts(&app), ["3"]);
}

#[test]
fn a_callback_of_the_version_before_a_reload_is_still_called_with_what_it_captured() {
    let mut app = running("let n = 1; st.button(\"b\", #{ key: \"b\", on_click: || st.session_state.n = n });");
    app.click("b");
    app.reload(
        "st.button(\"b\", #{ key: \"b\", on_click: || st.session_state.n = 2 }); st.text(st.session_state.get(\"n\"));",
    )
    .unwrap();
    app.run();
    assert!(app.error().is_none(), "{}", failure(&app));
    assert_eq!(texts(&app), ["1"]);
}

#[test]
fn a_reload_keeps_session_state_and_the_values_of_widgets_that_are_still_there() {
    let mut app = running("st.session_state.n = 7; st.slider(\"s\", 0, 10); st.checkbox(\"gone\");");
    app.set("s", 4).run();
    app.reload("st.text(st.session_state.n); st.text(st.slider(\"s\", 0, 10)); st.text(st.slider(\"new\", 0, 10, 9));")
        .unwrap();
    app.run();
    assert_eq!(texts(&app), ["7", "4", "9"]);
}

#[test]
fn a_value_set_through_session_state_is_the_widgets_and_lasts() {
    let mut app = running(
        r#"
        if !("city" in st.session_state) { st.session_state.city = "Rome"; }
        st.text(st.selectbox("City", ["Oslo", "Rome"], #{ key: "city" }));
        "#,
    );
    assert_eq!(texts(&app), ["Rome"]);
    app.run();
    assert_eq!(texts(&app), ["Rome"]);
    app.set("city", 0).run();
    assert_eq!(texts(&app), ["Oslo"]);
}

#[test]
fn functions_that_draw_are_widgets_of_their_own_when_their_parameters_differ() {
    let mut app =
        running("fn ask(q) { st.text(st.text_input(q)); } ask(\"a\"); ask(\"b\"); for i in 0..2 { ask(`q${i}`); }");
    app.set("b", "B").set("q1", "1").run();
    assert_eq!(texts(&app), ["", "B", "", "1"]);
}

#[test]
fn shared_captured_variables_as_arguments_give_their_value_at_the_time_of_the_call() {
    let mut app = running(
        r#"
        let n = 3; let options = ["a", "b"]; let named = #{ key: "k" };
        let touch = || { n += 1; options.push("c"); named.help = "h"; };
        st.text(st.slider("s", 0, n));
        st.selectbox("o", options, named);
        touch.call();
        st.text(n); st.text(options.len()); st.text(named.len());
        "#,
    );
    assert_eq!(app.widget("o").prop("options").into_array().unwrap().len(), 2);
    app.set("s", 2).run();
    assert_eq!(texts(&app), ["2", "4", "3", "2"]);
}

#[test]
fn the_address_gives_a_bound_widget_its_first_value() {
    let mut app = app("st.text(st.slider(\"s\", 0, 10, #{ key: \"s\", bind: \"query-params\" }));");
    app.query("?s=8").run();
    assert_eq!(texts(&app), ["8"]);
    app.set("s", 3).run();
    assert_eq!(texts(&app), ["3"]);
    let mut bad = super::harness::app("st.text(st.slider(\"s\", 0, 10, #{ key: \"s\", bind: \"query-params\" }));");
    bad.query("?s=eight").run();
    assert_eq!(texts(&bad), ["0"]);
}

#[test]
fn arguments_of_the_command_line_are_in_args() {
    assert_eq!(texts(&running("st.text(ARGS);")), [r#"["one", "two"]"#]);
}

#[test]
fn a_closure_of_an_earlier_run_draws_where_the_run_of_today_is() {
    let mut app = running(
        r#"
        st.button("b", #{ on_click: || st.caption("drawn by the callback") });
        if "kept" in st.session_state { with st.sidebar { st.session_state.kept.call(); } }
        st.session_state.kept = || st.text("drawn by a closure that was kept");
        "#,
    );
    app.click("b").run();
    assert!(app.error().is_none(), "{}", failure(&app));
    assert_eq!(texts(&app), ["drawn by the callback", "drawn by a closure that was kept"]);
}

#[test]
fn a_module_runs_its_top_level_once_a_run_however_often_it_is_imported() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("m.rhai"), "st.text(\"top level\"); fn f() { 1 }").unwrap();
    std::fs::write(
        folder.path().join("app.rhai"),
        "import \"m\" as m; fn again() { import \"m\" as n; n::f() } for i in 0..3 { again(); } st.button(\"b\", #{ on_click: || m::f() });",
    )
    .unwrap();
    let mut app = AppTest::from_file(folder.path().join("app.rhai")).unwrap();
    app.run();
    assert_eq!(texts(&app), ["top level"]);
    app.click("b").run();
    assert!(app.error().is_none(), "{}", failure(&app));
    assert_eq!(texts(&app), ["top level"]);
}

#[test]
fn a_grid_gives_the_rows_that_are_selected_in_it_and_drops_those_that_are_gone() {
    let mut app = running(
        r#"
        let rows = if st.checkbox("few") { [#{ city: "Oslo" }] } else { [#{ city: "Oslo" }, #{ city: "Rome" }] };
        let chosen = st.dataframe(rows, #{ key: "grid", on_select: || st.session_state.called = "called" });
        st.text(chosen.selection.rows);
        st.text(st.session_state.grid.selection.rows);
        st.text(st.session_state.get("called", "not called"));
        "#,
    );
    assert_eq!(texts(&app), ["[]", "[]", "not called"]);
    let nothing = || WireValue::List(Vec::new());
    app.set("grid", WireValue::List(vec![vec![0_i64, 1].into(), nothing(), nothing()]));
    app.run();
    assert!(app.error().is_none(), "{}", failure(&app));
    assert_eq!(texts(&app), ["[0, 1]", "[0, 1]", "called"]);
    app.set("few", true).run();
    assert_eq!(texts(&app)[..2], ["[0]", "[0]"]);
}

#[test]
fn a_script_selects_rows_through_the_session_state() {
    let mut app = running(
        r#"
        if st.button("First") { st.session_state.grid = #{ selection: #{ rows: [0] } }; }
        let chosen = st.dataframe([1, 2, 3], #{ key: "grid", on_select: "rerun", selection_default: #{ rows: [2] } });
        st.text(chosen.selection.rows);
        "#,
    );
    assert_eq!(texts(&app), ["[2]"]);
    app.click("First").run();
    assert_eq!(texts(&app), ["[0]"]);
}

#[test]
fn tabs_and_expanders_tell_a_script_that_wants_to_know_what_is_open() {
    let mut app = running(
        r#"
        let tabs = st.tabs(["Chart", "Data"], #{ default: "Data", on_change: "rerun", key: "view" });
        let more = st.expander("More", #{ on_change: "rerun" });
        for tab in tabs { st.text(tab.open); }
        st.text(more.open);
        st.text(st.session_state.view);
        st.text([st.tabs(["A"])[0].open, st.expander("B").open, st.container().open]);
        more.text("inside");
        "#,
    );
    assert_eq!(texts(&app), ["inside", "false", "true", "false", "Data", "[(), (), ()]"]);
    app.set("view", 0).set("More", true).run();
    assert_eq!(texts(&app), ["inside", "true", "false", "true", "Chart", "[(), (), ()]"]);
}

#[test]
fn opening_calls_back_before_the_run_and_the_script_can_open_by_itself() {
    let mut app = running(
        r#"
        fn opened(what) { st.session_state.log = st.session_state.get("log", "") + what + st.session_state.more; }
        if st.button("Open") { st.session_state.more = true; }
        st.text(st.expander("More", #{ key: "more", on_change: Fn("opened"), args: ["more: "] }).open);
        st.text(st.session_state.get("log", ""));
        "#,
    );
    app.set("more", true).run();
    assert_eq!(texts(&app), ["true", "more: true"]);
    app.set("more", false).run();
    assert_eq!(texts(&app), ["false", "more: truemore: false"]);
    app.click("Open").run();
    assert_eq!(texts(&app), ["true", "more: truemore: false"], "the script's own word calls nobody back");
}

#[test]
fn what_is_bound_to_the_address_begins_with_it_and_changes_it() {
    let script = r#"
        st.tabs(["Chart", "Data"], #{ key: "view", bind: "query-params" });
        st.expander("More", #{ key: "more", bind: "query-params" });
        st.text(st.session_state.view + st.session_state.more + st.slider("n", 0, 9, #{ key: "n", bind: "query-params" }));
    "#;
    let mut app = app(script);
    app.query("?view=Data&more=true&n=7&lang=de").run();
    assert_eq!(texts(&app), ["Datatrue7"]);
    assert_eq!(app.address(), "?view=Data&more=true&n=7&lang=de");
    app.set("view", 0).set("more", false).set("n", 8).run();
    assert_eq!(texts(&app), ["Chartfalse8"]);
    assert_eq!(app.address(), "?n=8&lang=de");
}

#[test]
fn st_write_draws_html_only_when_it_is_told_to() {
    let app = running(
        r#"
        st.write("H<sub>2</sub>O", 1);
        st.write("H<sub>2</sub>O", 1, #{ unsafe_allow_html: true });
        st.write(#{ unsafe_allow_html: true });
        st.write("a", #{ unsafe_allow_html: true, more: 1 });
        "#,
    );
    let drawn: Vec<_> =
        app.everything().iter().map(|e| (e.kind, e.prop("unsafe_allow_html").as_bool().unwrap_or(false))).collect();
    assert_eq!(drawn, [("markdown", false), ("markdown", true), ("json", false), ("markdown", false), ("json", false)]);
}

#[test]
fn widgets_take_by_position_what_they_take_so_in_the_original() {
    let mut app = running(
        r#"
        fn log(what) { st.session_state.log = st.session_state.get("log", "") + what; }
        st.text(st.button("Go", "b", "help", Fn("log"), ["b"]));
        st.checkbox("C", true, "c", "help", Fn("log"), ["c"]);
        st.slider("S", 0, 10, 1, 1, "%d", "s", "help", Fn("log"), ["s"]);
        st.number_input("N", 0, 10, 1, 1, "%d", "n", "help", Fn("log"), ["n"]);
        st.text_input("T", "", 10, "t", "password", "help", "off", Fn("log"), ["t"]);
        st.selectbox("O", [1, 2], 1, |n| `#${n}`, "o", "help", Fn("log"), ["o"]);
        st.radio("R", [1, 2], 1, |n| `#${n}`, "r", "help", Fn("log"), ["r"], #{ horizontal: true });
        st.text(st.session_state.get("log", ""));
        "#,
    );
    app.set("c", false).set("s", 2).set("n", 2).set("t", "x").set("o", 0).set("r", 0).click("b").run();
    assert!(app.error().is_none(), "{}", failure(&app));
    let mut log: Vec<char> = texts(&app)[1].chars().collect();
    log.sort_unstable();
    assert_eq!(log.iter().collect::<String>(), "bcnorst");
    assert_eq!(app.widget("o").prop("options").to_string(), "[\"#1\", \"#2\"]");
    assert_eq!(app.widget("t").text("type"), "password");
}

#[test]
fn the_option_that_is_nothing_can_be_chosen() {
    let mut app = running(
        r#"
        st.text(st.selectbox("S", [1, (), "x"]));
        st.text(st.radio("R", [1, (), "x"], ()));
        "#,
    );
    assert_eq!(texts(&app), ["1", "()"]);
    app.set("S", 1).set("R", 2).run();
    assert_eq!(texts(&app), ["()", "x"]);
    assert_eq!(app.widget("S").value, Some(chosen(1, "()")));
}

#[test]
fn a_field_for_floats_takes_those_beyond_the_integers_that_a_float_holds() {
    let mut app = running(r#"st.text(st.number_input("N", #{ value: 1e300 }));"#);
    app.set("N", 1e17).run();
    assert_eq!(texts(&app), ["1e17"]);
}

#[test]
fn session_state_has_what_a_map_has() {
    let app = running(
        r#"
        let state = st.session_state;
        state.update(#{ b: 2, a: 1 });
        st.text(state.setdefault("a", 9) + state.setdefault("c", 3));
        st.text(state.items());
        st.text(state.values());
        st.text(state.pop("a") + state.pop("z", 5));
        st.text(state.to_dict());
        st.text(state.keys());
        "#,
    );
    let shown = ["4", r#"[["a", 1], ["b", 2], ["c", 3]]"#, "[1, 2, 3]", "6", r#"#{"b": 2, "c": 3}"#, r#"["b", "c"]"#];
    assert_eq!(texts(&app), shown);
}

#[test]
fn st_write_shows_functions_by_their_head_and_never_a_name_of_the_host() {
    let app = running(
        r#"
        /// Adds two.
        fn add(a, b) { a + b }
        let n = 1;
        st.write(Fn("add"), |x| x + n, st, st.container(), st.session_state);
        st.dataframe();
        st.line_chart();
        "#,
    );
    let drawn: Vec<_> = app.everything().iter().map(|e| (e.kind, e.text("body"))).collect();
    let code = |text: &str| ("code", text.to_owned());
    assert_eq!(
        drawn[1..5],
        [code("/// Adds two.\nfn add(a, b)"), code("|x| …"), code("st"), code("a container of the page")]
    );
    assert_eq!(drawn[5..].iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), ["json", "dataframe", "line_chart"]);
}

#[test]
fn a_map_in_first_place_is_data_unless_it_names_the_data() {
    let app = running(
        r#"
        st.line_chart(#{ x: [1, 2], y: [3, 4] });
        st.line_chart(#{ data: #{ a: [1, 2], b: [3, 4] }, x: "a" });
        "#,
    );
    let drawn = app.everything();
    assert!(drawn[0].prop("x").is_unit());
    assert_eq!(drawn[1].text("x"), "a");
}

#[test]
fn an_option_is_chosen_by_its_name_wherever_it_stands_and_never_its_neighbour() {
    for widget in ["selectbox", "radio", "tabs"] {
        let draw = match widget {
            "tabs" => {
                "st.tabs(options, #{ key: \"pick\", on_change: \"rerun\" }); st.text(st.session_state.pick);".to_owned()
            }
            _ => format!("st.text(st.{widget}(\"pick\", options, #{{ key: \"pick\" }}));"),
        };
        let script = format!(
            "let options = if st.checkbox(\"other\") {{ [\"x\", \"a\", \"c\"] }} else {{ [\"a\", \"b\", \"c\"] }}; {draw}"
        );
        let mut app = running(&script);
        app.set("other", true).run();
        send(&mut app, "pick", chosen(0, "a")).run();
        assert_eq!(texts(&app), ["a"], "{widget}: clicked where it stood before");
        send(&mut app, "pick", chosen(1, "b")).run();
        assert_eq!(texts(&app), ["a"], "{widget}: an option that is gone changes nothing");
        send(&mut app, "pick", chosen(9, "c")).run();
        assert_eq!(texts(&app), ["c"], "{widget}");
        send(&mut app, "pick", WireValue::List(vec![0.into()])).run();
        assert_eq!(texts(&app), ["c"], "{widget}: no choice at all");
    }
}

#[test]
fn options_of_one_label_stay_apart_on_the_page_and_in_the_address() {
    for widget in ["selectbox", "radio"] {
        let script = |options: &str| {
            format!(
                "st.text(st.{widget}(\"pick\", {options}, #{{ key: \"pick\", bind: \"query-params\", format_func: |n| if n < 3 {{ \"same\" }} else {{ \"other\" }} }}));"
            )
        };
        let mut app = running(&script("[1, 2, 3]"));
        let names = app.widget("pick").prop("names").into_array().unwrap();
        assert_eq!(names[2].to_string(), "other");
        assert_ne!(names[0].to_string(), names[1].to_string());
        app.set("pick", chosen(0, &names[1].to_string())).run();
        assert_eq!(texts(&app), ["2"], "{widget}");
        let address = app.address();
        let mut linked = super::harness::app(&script("[2, 1, 3]"));
        linked.query(&address).run();
        assert_eq!(texts(&linked), ["2"], "{widget}: {address}");
        let mut former = super::harness::app(&script("[1, 2, 3]"));
        former.query("?pick=same").run();
        assert_eq!(texts(&former), ["1"], "a label is the first option that has it");
    }
}

#[test]
fn a_keyed_widget_keeps_its_value_when_its_parameters_change_and_still_allow_it() {
    let mut app = running(
        r#"
        let on = st.checkbox("on", #{ key: "on" });
        let changed = || st.session_state.calls = st.session_state.get("calls", 0) + 1;
        st.text(st.slider("s", 0, if on { 5 } else { 10 }, #{ key: "s", on_change: changed }));
        st.text(st.slider("r", 0, if on { 5 } else { 10 }, [1, 2], if on { 2 } else { 1 }, #{ key: "r" }));
        st.text(st.slider("f", if on { 0.5 } else { 0 }, 10, #{ key: "f" }));
        st.text(st.number_input("n", 0, if on { 5 } else { 10 }, 1, if on { 2 } else { 1 }, #{ key: "n", on_change: changed }));
        st.text(st.number_input("i", 0, 10, if on { 1.5 } else { 1 }, #{ key: "i" }));
        st.text(st.text_input("t", "", if on { 2 } else { 10 }, #{ key: "t" }));
        st.text(st.session_state.get("calls", 0));
        "#,
    );
    app.set("s", 8).set("r", vec![3, 9]).set("f", 7).set("n", 9).set("i", 7).set("t", "abc").run();
    assert_eq!(texts(&app), ["8", "[3, 9]", "7", "9", "7", "abc", "2"]);
    app.set("on", true).run();
    assert!(app.error().is_none(), "{}", failure(&app));
    assert_eq!(texts(&app), ["5", "[3, 5]", "7.0", "5", "7.0", "ab", "2"], "clamped without a call");
    assert_eq!(app.session_state("s").unwrap().as_int(), Ok(5));
}

#[test]
fn integers_of_a_number_input_are_exact_to_the_last() {
    let mut app = running("st.text(st.number_input(\"n\", #{ value: 0, key: \"n\" }));");
    for exact in [9_007_199_254_740_993, i64::MAX, i64::MIN] {
        app.set("n", exact).run();
        assert_eq!(texts(&app), [exact.to_string()]);
        assert_eq!(app.widget("n").value, Some(WireValue::Int(exact)));
    }
    for refused in [2.5, 9_223_372_036_854_775_808.0] {
        send(&mut app, "n", refused).run();
        assert_eq!(texts(&app), [i64::MIN.to_string()], "{refused} is not an integer");
    }
    let bounds = running("st.text(st.number_input(\"n\", 9007199254740993, 9007199254740995, 9007199254740993));");
    assert_eq!(texts(&bounds), ["9007199254740993"]);
    let mut mixed = super::harness::app("st.number_input(\"n\", 0.5, 9007199254740993)");
    mixed.run();
    assert!(failure(&mixed).contains("does not hold exactly"), "{}", failure(&mixed));
}

#[test]
fn steps_may_be_as_small_as_floats_are() {
    for step in ["1e-15", "1e-300"] {
        let script = format!(
            "st.text(st.number_input(\"n\", 0.0, 1.0, 0.0, {step})); st.text(st.slider(\"s\", 0.0, 3.0 * {step}, 0.0, {step}));"
        );
        let mut app = running(&script);
        let value: f64 = step.parse().unwrap();
        app.set("n", value).set("s", 2.0 * value).run();
        assert_eq!(texts(&app), [format!("{value:?}"), format!("{:?}", 2.0 * value)]);
    }
}

#[test]
fn a_number_that_is_not_finite_is_an_error() {
    for call in ["st.number_input(\"n\", #{ value: 0.0 / 0.0 })", "st.slider(\"s\", 0.0, 1.0 / 0.0)"] {
        let mut app = super::harness::app(call);
        app.run();
        assert!(failure(&app).contains("not a finite number"), "{}", failure(&app));
    }
    let mut wide = super::harness::app("st.slider(\"s\", -1.7e308, 1.7e308)");
    wide.run();
    assert!(failure(&wide).contains("too wide"), "{}", failure(&wide));
}

#[test]
fn a_pair_under_a_sliders_key_makes_it_one_for_a_range() {
    let script = r#"
        if !("r" in st.session_state) { st.session_state.r = [2, 5]; }
        st.text(st.slider("R", 0, 10, #{ key: "r", bind: "query-params" }));
    "#;
    let mut app = running(script);
    assert_eq!(texts(&app), ["[2, 5]"]);
    app.run();
    assert_eq!(texts(&app), ["[2, 5]"]);
    app.set("r", vec![3, 7]).run();
    assert_eq!(texts(&app), ["[3, 7]"]);
    assert_eq!(app.address(), "?r=3&r=7");
    let mut linked = super::harness::app("st.text(st.slider(\"R\", 0, 10, #{ key: \"r\", bind: \"query-params\" }));");
    linked.query("?r=3&r=7").run();
    assert_eq!(texts(&linked), ["[3, 7]"]);
    let mut single = running("st.text(st.slider(\"R\", 0, 10, #{ key: \"r\" }));");
    send(&mut single, "r", vec![3, 7]).run();
    assert_eq!(texts(&single), ["0"], "the page makes no range of it");
}

#[test]
fn an_app_test_sets_what_a_person_sees_and_refuses_what_is_not_offered() {
    let script = "let city = st.selectbox(\"City\", [\"Rome\", \"Oslo\"]); let n = st.slider(\"Rows\", 0, 10, 3);\n\
                  let size = st.radio(\"Size\", [1, 2], #{ format_func: |n| `size ${n}`, key: \"size\" });\n\
                  st.text(`${city} ${n} ${size}`);";
    let mut app = app(script);
    app.run();
    app.set("City", "Oslo").set("size", "size 2").set("Rows", 7).run();
    assert_eq!(texts(&app), ["Oslo 7 2"]);
    let mut refused = |name: &str, value: WireValue| {
        let set = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| _ = app.set(name, value)));
        *set.unwrap_err().downcast::<String>().unwrap()
    };
    assert_eq!(
        refused("City", "Paris".into()),
        "the selectbox \"City\" cannot be set to Paris; it offers \"Rome\", \"Oslo\""
    );
    assert_eq!(refused("City", 2.into()), "the selectbox \"City\" cannot be set to 2; it offers \"Rome\", \"Oslo\"");
    assert_eq!(refused("Rows", "many".into()), "the slider \"Rows\" cannot be set to many");
    assert!(refused("Nowhere", 1.into()).contains("no widget is named \"Nowhere\""));
}

#[test]
fn sessions_of_an_app_test_share_the_cache_and_an_error_prints_as_in_the_terminal() {
    let builder = AppTest::builder("app.rhai").text("let f = memo(|x| rand()); st.text(f(ARGS[0]));");
    let mut one = builder.function("rand", || 4_i64).args(["x"]).build().unwrap();
    one.run();
    let mut other = one.new_session();
    other.run();
    assert_eq!(texts(&one), texts(&other));
    let error = AppTest::from_script("let x = ;").unwrap_err();
    assert_eq!(format!("{error:?}"), format!("{error:#}"));
    assert!(format!("{error:?}").contains("1 | let x = ;"), "{error:?}");
}

#[test]
fn a_required_parameter_can_be_given_by_name() {
    let mut app = running(
        "st.text(st.radio(\"r\", #{ options: [\"a\", \"b\"] })); st.text(st.selectbox(#{ label: \"s\", options: [1, 2], index: 1 }));\n\
         st.markdown(#{ body: \"hello\", help: \"h\" }); st.metric(#{ label: \"m\", value: 3 }); st.text(#{ body: \"x\" });",
    );
    app.run();
    assert_eq!(texts(&app), ["a", "2", "hello", "x"]);
    assert_eq!(app.all("metric")[0].text("value"), "3");
    // Maps that are values stay values.
    let app = running(
        "st.json(#{ body: 1 }); st.text(st.selectbox(\"s\", #{ a: \"A\", b: \"B\" })); st.dataframe(#{ x: [1], data: [2] });",
    );
    assert!(app.all("json")[0].text("body").contains("body"));
    assert_eq!(texts(&app).len(), 1);
}
