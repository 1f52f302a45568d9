//! What people write who come from Python or JavaScript, and what Rhai has for it: one table, a row a habit.
//!
//! A row is chosen by the tokens around the place of an error, or by the name that nobody knows; never by the words of a
//! message. Each row has an example, which a test runs.

/// The tokens around the one that the parser did not expect.
pub(super) struct Around<'a> {
    /// Those before it on its line, the nearest last.
    before: &'a [&'a str],
    here: &'a str,
    /// The token that opens the innermost bracket around it.
    inside: Option<&'a str>,
}

impl<'a> Around<'a> {
    pub(super) const fn new(before: &'a [&'a str], here: &'a str, inside: Option<&'a str>) -> Self {
        Self { before, here, inside }
    }

    fn first(&self) -> &str {
        self.before.first().unwrap_or(&self.here)
    }

    fn previous(&self) -> &str {
        self.before.last().unwrap_or(&"")
    }

    /// Whether a word is here or right before.
    fn has(&self, words: &[&str]) -> bool {
        words.contains(&self.here) || words.contains(&self.previous())
    }
}

/// A habit that does not parse.
pub(super) struct Syntax {
    is_it: fn(&Around<'_>) -> bool,
    pub(super) hint: &'static str,
    #[cfg(feature = "unstable")]
    examples: &'static [&'static str],
}

macro_rules! syntax {
    ($($examples:expr, $is_it:expr => $hint:literal;)*) => {
        &[$(Syntax { is_it: $is_it, hint: $hint, #[cfg(feature = "unstable")] examples: &$examples }),*]
    };
}

/// The first that fits is meant.
const SYNTAX: &[Syntax] = syntax! {
    ["def f(x): return x", "def f(x):\n  x"], |a| a.first() == "def" =>
        "Functions are written `fn f(x) { … }`; the last expression is the result.";
    ["if x { } elif y { }", "if x { 1 }\nelif y { 2 }"], |a| a.has(&["elif"]) =>
        "Write `else if … { … }`.";
    ["let f = lambda x: x;"], |a| a.has(&["lambda"]) =>
        "Write a closure: `|x| x + 1`.";
    ["async fn f() {}", "let x = await f();"], |a| a.has(&["async", "await"]) =>
        "There is no `async` and no `await`: a call waits by itself, and nobody else is held up.";
    ["const f = function(x) { x };"], |a| a.before.contains(&"function") =>
        "Write a closure, `|x| x + 1`, or a function, `fn f(x) { x + 1 }`.";
    ["class A { }", "class A:\n  x = 1"], |a| a.first() == "class" =>
        "There are no classes. Keep values in a map, `#{ name: \"x\" }`, and write functions that take it.";
    ["if x == 1: y", "while true: x", "with st.sidebar: x", "try: x", "for i in 0..3: x", "if x { 1 }\nelse: y"],
        |a| a.here == ":" && ["if", "while", "for", "with", "try", "else", "loop"].contains(&a.first()) =>
        "Blocks stand in braces: `if x == 1 { … }`.";
    ["let m = {\"a\": 1};", "f({ \"a\": 1 })", "let m = { a: 1 };"],
        |a| a.here == ":" && a.inside == Some("{") =>
        "Maps begin with `#{`: `#{ \"a\": 1, b: 2 }`.";
    ["let a = [1, 2, 3]; a[1:3];", "x[:2]", "x[1:]"], |a| a.has(&[":"]) && a.inside == Some("[") =>
        "Take a part of an array or string with `extract`: `a.extract(1..3)`.";
    ["let l = [x for x in 0..3];", "let l = [x * 2 for x in l if x > 1];"],
        |a| a.here == "for" && a.inside == Some("[") =>
        "There are no comprehensions: `list.map(|x| x * 2)`, `list.filter(|x| x > 1)`, and `for x in list { … }`.";
    ["let x = 1 if true else 2;", "f(1 if a else 2)"], |a| a.here == "if" && !a.before.is_empty() =>
        "Write `if condition { 1 } else { 2 }`, which has a value.";
    ["# comment", "let x = 1; # why"], |a| a.here == "#" =>
        "Comments begin with `//`, or stand between `/*` and `*/`.";
    ["if a and b { }", "if not a { }", "let x = a or b;", "if a and not b { }"],
        |a| a.has(&["and", "or", "not"]) =>
        "Write `&&` for and, `||` for or, `!` for not.";
    ["let s = f\"a{x}\";", "st.write(f\"a\")"], |a| a.previous() == "f" && a.here.starts_with('"') =>
        "Values stand in strings between backticks: `` `${x} rows` ``.";
    ["st.slider(\"a\", min_value=1);", "f(a=1)", "f(1, b = 2)"], |a| a.here == "=" && a.inside == Some("(") =>
        "Give parameters by name in a map behind the others: `st.slider(\"Rows\", #{ min_value: 1 })`.";
    ["let f = x => x;", "l.map((x) => x);", "l.map(x => x)"], |a| a.here == "=>" =>
        "Write a closure: `|x| x + 1`.";
    ["let x = a ? 1 : 2;"], |a| a.here == "?" =>
        "Write `if a { 1 } else { 2 }`, which has a value.";
    ["x++", "x--;", "++x"], |a| a.has(&["++", "--"]) =>
        "Write `x += 1` or `x -= 1`.";
    ["if x === 1 { }", "if x !== 1 { }"], |a| a.has(&["===", "!=="]) =>
        "Write `==` and `!=`: they never convert.";
    ["let x := 1"], |a| a.has(&[":="]) =>
        "Write `let x = 1;`.";
    ["if x is None { }", "if x is not None { }"], |a| a.has(&["is"]) && !["let", "const"].contains(&a.previous()) =>
        "Write `x == ()`, where `()` is the value that is not there.";
    ["let x = null;", "if x == nil { }"], |a| a.has(&["null", "nil"]) =>
        "The value that is not there is `()`.";
    ["var x = 1;"], |a| a.has(&["var"]) =>
        "Write `let x = 1;`, or `const X = 1;` for what does not change.";
    ["let x = new Date();"], |a| a.has(&["new"]) =>
        "Nothing is made with `new`: call the function, such as `timestamp()`.";
    ["let t = (1, 2);"], |a| a.here == "," && a.inside == Some("(") =>
        "Several values are an array: `[1, 2]`.";
    ["let [a, b] = [1, 2];", "let a, b = 1, 2;", "let {a} = m;"],
        |a| a.first() == "let" && (a.here == "," || (a.previous() == "let" && ["[", "{"].contains(&a.here))) =>
        "Declare one variable at a time: `let a = pair[0]; let b = pair[1];`.";
    ["switch 1 { 1 => 2, default => 3 }", "switch x { default: 1 }", "switch x { case 1: 2 }"],
        |a| a.has(&["default", "case"]) && !["let", "const"].contains(&a.previous()) =>
        "Cases are written `1 => …`, and all others `_ => …`.";
    ["for x in #{ a: 1 } { }"], |a| a.here == "#{" && a.previous() == "in" =>
        "Loop over the keys: `for key in map.keys() { let value = map[key]; … }`.";
    ["del x"], |a| a.first() == "del" =>
        "Remove a key with `map.remove(\"key\")`, an item with `list.remove(0)`.";
};

/// The habit that a parser's error comes from.
pub(super) fn of_syntax(around: &Around<'_>) -> Option<&'static Syntax> {
    SYNTAX.iter().find(|habit| (habit.is_it)(around))
}

/// Names that other languages have, with what Rhai has for them.
const VARIABLES: &[(&[&str], &str)] = &[
    (&["True", "False"], "Rhai writes `true` and `false`."),
    (&["None", "undefined", "Null", "NULL"], "The value that is not there is `()`."),
    (&["NaN", "nan"], "Write `0.0 / 0.0` for NaN, and ask for it with `x.is_nan()`."),
    (&["self"], "A function that is called as a method knows its value as `this`."),
    (&["pass"], "A block may be empty: `{ }`."),
    (&["math", "Math"], "Functions of numbers are methods: `x.sqrt()`, `x.floor()`, `abs(x)`; π is `PI()`."),
    (&["console", "logging"], "Write `print(x)`, which goes to the log, or `st.write(x)`."),
    (
        &["np", "pd", "plt", "numpy", "pandas"],
        "Python's packages are not there. `read_csv(\"file.csv\")` gives a table, which has `filter`, `sort`, `group_by` and more, and `st.line_chart` draws it.",
    ),
    (&["JSON"], "`value.to_json()` writes JSON, `parse_json(text)` reads it."),
];

/// Functions and methods that other languages have.
const FUNCTIONS: &[(&[&str], &str)] = &[
    (&["append", "add", "extend"], "Write `list.push(x)` for one item, `list += other` for those of another array."),
    (&["str", "String", "toString", "repr"], "Write `x.to_string()`, or put the value into a string: `` `${x}` ``."),
    (&["int", "Number", "parseInt"], "Write `parse_int(text)` for a string, `x.to_int()` for a number."),
    (&["float", "parseFloat"], "Write `parse_float(text)` for a string, `x.to_float()` for a number."),
    (&["bool", "Boolean"], "Compare: `x != 0`, `text != \"\"`, `x != ()`."),
    (&["range"], "Ranges are written `0..10` (without 10) and `0..=10`; with steps, `range(0, 10, 2)`."),
    (&["sum"], "Write `list.reduce(|sum, x| sum + x, 0)`; a table has `t.sum(\"column\")`."),
    (&["join"], "Write `list.reduce(|text, x| if text == \"\" { x } else { text + \", \" + x }, \"\")`."),
    (
        &["round"],
        "Write `x.round()`, and for two digits `(x * 100.0).round() / 100.0`; `format` of `std/format` shows numbers.",
    ),
    (&["upper", "toUpperCase"], "Write `text.to_upper()`."),
    (&["lower", "toLowerCase"], "Write `text.to_lower()`."),
    (&["strip"], "Write `text.trim()`, which changes the text in place."),
    (&["startswith", "startsWith"], "Write `text.starts_with(\"a\")`."),
    (&["endswith", "endsWith"], "Write `text.ends_with(\"a\")`."),
    (&["find", "indexOf", "index"], "Write `list.index_of(x)`, which is -1 where it is not there."),
    (&["includes", "has", "has_key"], "Write `x in list`, `\"key\" in map` or `text.contains(\"a\")`."),
    (&["items", "entries"], "Loop over the keys: `for key in map.keys() { let value = map[key]; … }`."),
    (&["enumerate"], "Write `for (x, index) in list { … }`."),
    (&["zip"], "Loop over the places: `for (x, index) in list { let other = others[index]; … }`."),
    (&["sorted"], "Write `list.sort()`, which sorts in place."),
    (&["forEach"], "Write `for x in list { … }`, or `list.for_each(|| … this …)`."),
    (&["type", "typeof", "isinstance"], "Write `type_of(x)`, which gives a string such as `\"array\"`."),
    (&["dict"], "Maps are written `#{ a: 1 }`."),
    (&["list", "tuple", "Array"], "Arrays are written `[1, 2]`; that of a range is `(0..3).map(|x| x)`."),
    (&["input", "prompt"], "Write `st.text_input(\"Label\")`."),
    (&["length", "size"], "Write `x.len()`, which strings, arrays, maps and tables have."),
    (&["open"], "Write `read_csv(\"file.csv\")` or `read_json(\"file.json\")`."),
    (&["print"], "It takes one value: print(`${a} ${b}`)."),
];

fn found(table: &[(&[&str], &'static str)], name: &str) -> Option<&'static str> {
    table.iter().find(|(names, _)| names.contains(&name)).map(|(_, hint)| *hint)
}

/// What Rhai has for a variable of another language.
pub(super) fn of_variable(name: &str) -> Option<&'static str> {
    found(VARIABLES, name)
}

/// What Rhai has for a function or method of another language.
pub(super) fn of_function(name: &str) -> Option<&'static str> {
    found(FUNCTIONS, name)
}

/// Scripts that have a habit of another language, each with the hint that its error has.
#[cfg(feature = "unstable")]
#[must_use]
pub fn habits() -> Vec<(String, &'static str)> {
    let syntax =
        SYNTAX.iter().flat_map(|habit| habit.examples.iter().map(|example| ((*example).to_owned(), habit.hint)));
    let variables =
        VARIABLES.iter().flat_map(|(names, hint)| names.iter().map(|name| (format!("let x = {name};"), *hint)));
    let functions = FUNCTIONS.iter().flat_map(|(names, hint)| {
        names.iter().flat_map(|name| {
            let calls = match *name {
                "print" => vec!["print(1, 2);".to_owned()],
                "range" => vec!["range(10);".to_owned()],
                "round" => vec!["let x = 1.5; x.round(2);".to_owned()],
                name => vec![format!("{name}([1, 2]);"), format!("let x = #{{ a: 1 }}; x.{name}(2);")],
            };
            calls.into_iter().map(|call| (call, *hint))
        })
    });
    syntax.chain(variables).chain(functions).collect()
}
