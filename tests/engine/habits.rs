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
