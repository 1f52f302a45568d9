//! What the block of a `with` declares is known behind it, as in Python; what other blocks declare is not.

use proptest::prelude::*;
use stscript::testing::AppTest;

use super::harness::{app, failure, texts};

fn shows(script: &str) -> Vec<String> {
    let mut app: AppTest = app(script);
    app.run();
    assert!(app.error().is_none(), "{script}\n{}", failure(&app));
    texts(&app)
}

#[test]
fn names_that_a_with_block_declares_are_known_behind_it() {
    for (script, shown) in [
        ("with st.sidebar { let region = \"north\"; } st.text(region);", "north"),
        ("with st.sidebar { const LIMIT = 3; } st.text(LIMIT);", "3"),
        ("with st.sidebar { const LIMIT = 3; } fn f() { global::LIMIT } st.text(f());", "3"),
        ("with st.sidebar { with st.container() { let a = 1; } let b = a + 1; } st.text(a + b);", "3"),
        ("fn f() { with st.container() { let a = 1; } a } st.text(f());", "1"),
        ("let f = || { with st.container() { let a = 1; } a }; st.text(f.call());", "1"),
        ("with st.container() { let a = 1; } let f = |x| a + x; st.text(f.call(2));", "3"),
        (
            "let f = || { with st.container() { with st.container() { let a = 1; } let b = 2; } a + b }; st.text(f.call());",
            "3",
        ),
        ("let f = || { with st.container() { let a = 1; } let g = || a; g.call() }; st.text(f.call());", "1"),
        ("let f = |x| { let v = with st.container() { let a = x; 2 }; v + a }; st.text(f.call(1));", "3"),
        ("let a = 1; let f = || { with st.container() { let a = a + 1; } a }; st.text(f.call());", "2"),
        ("let f = || { if true { with st.container() { let a = 1; } st.text(a); } }; f.call();", "1"),
        ("with st.container() { let f = |x| x + 1; } st.text(f.call(2));", "3"),
        ("let sum = 0; for i in 0..3 { with st.container() { let a = i; } sum += a; } st.text(sum);", "3"),
        ("if true { with st.container() { let a = 1; } st.text(a); }", "1"),
        ("with st.spinner(\"…\") { let rows = [1, 2]; } st.text(rows.len());", "2"),
        ("with st.container() { let a = 1; } a = 2; st.text(a);", "2"),
        ("with st.container() { let a = 1; } a += 2; st.text(a);", "3"),
        ("with st.container() { let m = #{ x: 1 }; } m.x += 1; st.text(m.x);", "2"),
        ("let a = 1; with st.container() { let a = 2; } st.text(a);", "2"),
        ("let a = 1; with st.container() { a = 2; } st.text(a);", "2"),
        ("let a = 1; let v = with st.container() { let b = 2; 3 }; let c = 4; st.text(`${a}${b}${v}${c}`);", "1234"),
        ("let x = [with st.container() { let b = 2; b }, 5]; st.text(x[0] + x[1] + b);", "9"),
        ("fn f(a) { with st.container() { let b = a; } let c = b; a + b + c } st.text(f(2));", "6"),
        ("fn f(n) { with st.container() { let m = n; } if m > 0 { f(m - 1) + m } else { 0 } } st.text(f(4));", "10"),
        ("try { with st.container() { let a = 1; throw a; } } catch (e) { st.text(e); }", "1"),
        ("let a = 1; try { with st.container() { let a = 2; throw a; } } catch (e) { st.text(a); }", "1"),
        ("switch 1 { 1 => with st.container() { let a = 1; st.text(a); } }", "1"),
    ] {
        assert_eq!(shows(script), [shown], "{script}");
    }
}

#[test]
fn modules_that_a_with_block_imports_are_known_behind_it_and_others_stay_what_they_are() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a", "b", "c"] {
        std::fs::write(folder.path().join(format!("{name}.rhai")), format!("fn name() {{ \"{name}\" }}")).unwrap();
    }
    let shown = |script: &str| {
        std::fs::write(folder.path().join("app.rhai"), script).unwrap();
        let mut app = AppTest::from_file(folder.path().join("app.rhai")).unwrap();
        app.run();
        assert!(app.error().is_none(), "{script}\n{}", failure(&app));
        texts(&app).concat()
    };
    for script in [
        "import \"a\" as a; with st.container() { import \"b\" as b; } import \"c\" as c; st.text(a::name() + b::name() + c::name());",
        "fn f() { import \"a\" as a; with st.container() { import \"b\" as b; } a::name() + b::name() } st.text(f() + \"c\");",
        "import \"a\" as a; if true { with st.container() { import \"b\" as b; } st.text(a::name() + b::name()); } import \"c\" as c; st.text(c::name());",
        "import \"a\" as a; for i in 0..1 { with st.container() { import \"b\" as b; } } import \"c\" as c; st.text(a::name() + \"b\" + c::name());",
    ] {
        assert_eq!(shown(script), "abc", "{script}");
    }
}

#[test]
fn names_of_other_blocks_end_with_them_and_the_error_says_where() {
    for (script, line) in [
        ("if true {\n  let region = 1;\n}\nst.text(region);", 3),
        ("for i in 0..2 {\n  let region = i;\n}\nst.text(region);", 3),
        ("for region in 0..2 {\n  st.text(region);\n}\nst.text(region);", 3),
        ("while true { let region = 1; break; }\nst.text(region);", 1),
        ("if false { 1 } else {\n  let region = 1;\n}\nst.text(region);", 3),
        ("{\n  let region = 1;\n}\nst.text(region);", 3),
        ("try { let region = 1; } catch { }\nst.text(region);", 1),
        ("switch 1 { 1 => {\n  let region = 1;\n} }\nst.text(region);", 3),
        ("with st.sidebar {\n  if true {\n    let region = 1;\n  }\n}\nst.text(region);", 4),
        ("fn f() {\n  if true {\n    let region = 1;\n  }\n  region\n}\nst.text(f());", 4),
    ] {
        let mut app = app(script);
        app.run();
        let error = failure(&app);
        let says = format!("`region` ended with the block that closes in line {line}. Declare it before the block");
        assert!(error.contains(&says), "{script}\n{error}");
    }
    // Not what another function declares, nor what comes later.
    for script in [
        "fn f() { if true { let region = 1; } } f();\nst.text(region);",
        "st.text(region);\nif true { let region = 1; }",
    ] {
        let mut app = app(script);
        app.run();
        let error = failure(&app);
        assert!(error.contains("`region`") && !error.contains("ended with"), "{script}\n{error}");
    }
}

/// A script made of numbers, with `with` blocks or without their braces: both must do the same.
struct Script<'a> {
    choices: std::slice::Iter<'a, u8>,
    with: bool,
    text: String,
}

impl Script<'_> {
    fn of(choices: &[u8], with: bool) -> String {
        let mut script = Script { choices: choices.iter(), with, text: String::new() };
        let mut known = Vec::new();
        while script.choices.len() > 0 {
            script.statement(&mut known, 0);
        }
        script.text
    }

    fn next(&mut self, below: u8) -> u8 {
        self.choices.next().map_or(0, |choice| choice % below)
    }

    fn block(&mut self, known: &mut Vec<char>, depth: usize) {
        for _ in 0..self.next(4) + 1 {
            self.statement(known, depth + 1);
        }
    }

    fn statement(&mut self, known: &mut Vec<char>, depth: usize) {
        let fresh = char::from(b'a' + self.next(5));
        let some = (!known.is_empty()).then(|| usize::from(self.next(8)) % known.len()).map(|at| known[at]);
        let number = self.next(100);
        match (self.next(10), some) {
            (0 | 1, _) | (_, None) => {
                self.text += &format!("let {fresh} = {number};\n");
                known.push(fresh);
            }
            (2, Some(some)) => self.text += &format!("{some} += {number};\n"),
            (3, Some(some)) => self.text += &format!("st.text((|x| {some} + x).call({number}));\n"),
            (4, Some(some)) if depth < 4 => {
                let outside = known.len();
                self.text += &format!("for i in 0..2 {{ {some} += i;\n");
                self.block(known, depth);
                self.text += "}\n";
                known.truncate(outside);
            }
            (5, Some(some)) if depth < 4 => {
                let outside = known.len();
                self.text += &format!("if {some} % 2 == 0 {{\n");
                self.block(known, depth);
                self.text += "}\n";
                known.truncate(outside);
            }
            (6 | 7, Some(_)) if depth < 4 => {
                let place = if self.with { "with st.container() {\n" } else { "" };
                self.text += place;
                self.block(known, depth);
                self.text += if self.with { "}\n" } else { "" };
            }
            (8, Some(_)) if depth < 3 => {
                // Functions see no variables outside of them, and closures those that they mention.
                let outside = known.len();
                self.text += "(|| {\n";
                self.block(known, depth);
                self.text += "}).call();\n";
                known.truncate(outside);
            }
            (_, Some(some)) => self.text += &format!("st.text({some});\n"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_with_block_declares_what_its_statements_would_without_it(choices in prop::collection::vec(any::<u8>(), 20..160)) {
        let [with, without] = [true, false].map(|with| Script::of(&choices, with));
        prop_assert_eq!(shows(&with), shows(&without), "{}", with);
    }
}
