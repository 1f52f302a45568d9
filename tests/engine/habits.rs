//! What people write who come from other languages gets a hint that says what Rhai has.

use stscript::testing::AppTest;
use stscript::unstable::script::habits;

/// The hint of the error that a script ends in.
fn hint(script: &str) -> Option<String> {
    match AppTest::from_script(script) {
        Err(error) => error.into_report().hint,
        Ok(mut app) => {
            app.run();
            app.error().and_then(|error| error.report().hint.clone())
        }
    }
}

#[test]
fn every_habit_gets_its_hint_wherever_it_stands() {
    let mut wrong = Vec::new();
    for (example, expected) in habits() {
        for script in [example.clone(), format!("fn g(x) {{ x }}\nlet y = [1];\n{example}")] {
            let found = hint(&script);
            if found.as_deref() != Some(expected) {
                wrong.push(format!("{script}\n  {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_only_looks_like_a_habit_is_none() {
    for script in [
        "let def = 1; def += 1;",
        "let m = #{ a: 1, default: 2, case: 3 }; m.default",
        "let f = |x| x; f.call(1)",
        "let x = if true { 1 } else { 2 };",
        "let s = \"# no comment\"; let c = 'x';",
        "for x in [1, 2] { if x == 1 { x } else { 2 } }",
        "switch 1 { 1 => 2, _ => 3 }",
        "let island = 1; let f = 2; island + f",
        "st.slider(\"Rows\", #{ min_value: 1 });",
    ] {
        assert_eq!(hint(script), None, "{script}");
    }
    assert_eq!(hint("let default = 1;").as_deref(), Some("Choose another name, such as `default_`."));
}

#[test]
fn a_mistake_is_marked_where_it_is() {
    for (script, says, place) in [
        ("let x = 1\nlet y = 2;", "A `;` is missing here.", (1, 10)),
        ("let x = f(1)\n// why\n\nlet y = 2;", "A `;` is missing here.", (1, 13)),
        ("fn f() {\n  let x = 1;\n\nlet y = 2;", "This `{` is never closed.", (1, 8)),
        ("if true {\n  if false {\n  }\n", "This `{` is never closed.", (1, 9)),
        ("let x = [1,\n 2;", "Expecting", (2, 3)),
        ("st.write((1 + 2", "This `(` is never closed.", (1, 10)),
        ("let x = #{ a: 1", "This `#{` is never closed.", (1, 9)),
        ("let go = 1;", "`go` is a word that Rhai reserves.", (1, 5)),
        ("fn shared() { }", "`shared` is a word that Rhai reserves.", (1, 4)),
    ] {
        let error = AppTest::from_script(script).unwrap_err();
        let report = error.report();
        assert!(report.message.contains(says), "{script}\n{error:#}");
        assert_eq!((report.line.unwrap(), report.column.unwrap()), place, "{script}\n{error:#}");
    }
}

/// The error of a script: kind, message and hint.
fn error(script: &str) -> String {
    let mut app = AppTest::from_script(script).unwrap();
    app.run();
    let report = app.error().unwrap_or_else(|| panic!("no error: {script}")).report().clone();
    format!("{}: {} {}", report.kind, report.message, report.hint.unwrap_or_default())
}

#[test]
fn reading_a_key_that_a_map_does_not_have_is_an_error_that_names_the_nearest() {
    for script in [
        "let m = #{ price: 1 }; m.pirce * 2",
        "let m = #{ price: 1 }; m[\"pirce\"]",
        "let m = #{ price: 1 }; let x = m.pirce;",
        "let rows = [#{ price: 1 }]; for row in rows { st.text(row.pirce); }",
        "fn f(m) { m.pirce } f(#{ price: 1 });",
    ] {
        let error = error(script);
        let says = "NameError: This map has no key `pirce`. Did you mean `price`? Ask first, `\"pirce\" in map`";
        assert!(error.starts_with(says), "{script}\n{error}");
    }
    let error = error("let t = table([#{ price: 1 }]); t[0].cost");
    assert!(error.contains("This map has no key `cost`"), "{error}");
}

#[test]
fn a_key_can_be_asked_for_given_a_default_and_set() {
    let script = "let m = #{ a: 1 }; m.b = 2; m[\"c\"] = 3; st.text(`${m.b + m.c} ${\"x\" in m} ${m.get(\"x\", 7)} ${m.get(\"a\", 7)}`);";
    let mut app = AppTest::from_script(script).unwrap();
    app.run();
    assert_eq!(super::harness::texts(&app), ["5 false 7 1"]);
}

#[test]
fn adding_to_a_key_that_is_not_there_names_the_operator_and_what_is_missing() {
    let error = error("let m = #{ a: 1 }; m.b += 1;");
    assert!(error.contains("`()` is the value that is not there"), "{error}");
}

#[test]
fn names_that_are_not_there_have_a_nearest_one() {
    for (script, near) in [
        ("let amount = 1; st.text(amonut);", "Did you mean `amount`?"),
        ("fn total(x) { x } totl(1);", "Did you mean `total`?"),
        ("const LIMIT = 1; fn f() { LIMTI } f();", "Did you mean `LIMIT`?"),
        ("let l = [1]; l.psuh(2);", "Did you mean `push`?"),
        ("\"a\".to_uper();", "Did you mean `to_upper`?"),
        ("for item in [1] { itme; }", "Did you mean `item`?"),
        ("fn f(rows) { row } f(1);", "Did you mean `rows`?"),
        ("import \"std/format\" as format; format::thosands(1);", "Did you mean `format::thousands`?"),
    ] {
        let error = error(script);
        assert!(error.starts_with("NameError") && error.contains(near), "{script}\n{error}");
    }
    let module = error("import \"std/format\" as format; fromat::thousands(1);");
    assert_eq!(module, "ModuleError: There is no module `fromat` here. Did you mean `format`?");
    let unknown = error("nope::f();");
    assert_eq!(unknown, "ModuleError: There is no module `nope` here. Import it first: `import \"path\" as nope;`.");
    // Two other letters are another word.
    assert_eq!(error("fn code() { } nope();"), "NameError: There is no function `nope()`. ");
    assert!(error("\"a\".length").contains("Write `x.len()`"));
}

#[test]
fn values_that_do_not_fit_are_told_as_such_and_not_as_names() {
    for (script, says) in [
        ("\"3\" * 2", "ArgumentError: `*` does not take string and integer. Convert the string first"),
        ("let x = (); x * 2", "ArgumentError: `*` does not take () and integer. `()` is the value that is not there"),
        ("[1].len(2)", "ArgumentError: `len` does not take (array, integer)."),
        ("fn f(a) { a } f(1, 2);", "ArgumentError: `f` does not take (integer, integer). It is defined as `fn f(a)`."),
        ("let m = #{ a: 1 }; for x in m { }", "ArgumentError: `for` cannot go through this value."),
    ] {
        let error = error(script);
        assert!(error.starts_with(says), "{script}\n{error}");
    }
}

#[test]
fn a_command_of_streamlit_that_is_not_there_says_so() {
    assert_eq!(
        error("st.multiselect(\"a\", [1]);"),
        "NameError: `st.multiselect` is not there yet. Use a `st.checkbox` for each option, or `st.dataframe` with `on_select`."
    );
    assert!(error("st.balloons();").contains("`st.balloons` is not there yet."));
    assert!(error("st.sldier(\"a\");").contains("Did you mean `st.slider`?"));
}

#[test]
fn a_function_that_calls_itself_for_ever_is_named_also_where_it_means_a_method() {
    for (script, says) in [
        (
            "fn remove(i) { let list = [1, 2]; list.remove(i); } remove(0);",
            "In the function `remove`, `x.remove(…)` calls the function itself",
        ),
        ("fn f(n) { f(n + 1) } f(1);", "`f()` is called over and over"),
        ("fn f(n) { g(n) } fn g(n) { f(n) } f(1);", "` is called over and over"),
    ] {
        let script = script.to_owned();
        let error = super::harness::on_deep_stack(move || error(&script));
        assert!(error.starts_with("LimitError") && error.contains(says), "{error}");
    }
}
