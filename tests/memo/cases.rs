//! Scripts as data: runs the cases of `tests/memo/*.rhai`, and reports all that fail.
//!
//! A file is a list of groups, each below a line `=== what its cases show`. The cases of a group begin with `---`; what stands
//! above the first of them holds for each: its directives come first, its script stands above theirs. A group without `---` is
//! one case. The lines `//@ word …` are directives. These say what is there before the first run:
//!
//! - `file NAME`: what follows is that file, beside `app.rhai`
//! - `storage`: the environment has one
//! - `with NAME VALUE`: `VALUE` stands for `NAME`; the case is run with each value that is given for a name
//!
//! The script is run. Then these are done or checked, in their order:
//!
//! - `again`, `click NAME`, `set NAME VALUE`: another run
//! - `session`: the first run of another session; `restart`: of another process with the same storage; `restart NAME VALUE`:
//!   of the files with another value in them
//! - `reload FILE`: a run of another version of the script; `edit NAME VALUE`: of all files, with another value in them
//! - `shows A | B`: the texts on the page; `shows` alone: none
//! - `same`: the page is what it was after the run before
//! - `computes N`: how often `tick()` has been called so far
//! - `fails TEXT`, `lacks TEXT`, `kind KIND`: the last run has ended in an error that says this, and does not say this, of this kind
//! - `refused TEXT`: the script does not compile, and that is why; `kind` and `lacks` may follow
//!
//! A run that ends in an error about which nothing is said fails the case. So does a case that checks nothing, or changes a
//! name that none of its files has.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use stscript::Error;
use stscript::testing::AppTest;
use stscript::unstable::element::input::WireValue;
use stscript::unstable::script::Source;
use stscript::unstable::testing::app_test;

use super::{World, texts};

/// Every file of cases is run by one test of its name.
macro_rules! cases {
    ($($name:ident),+ $(,)?) => {
        $(#[test]
        fn $name() {
            check(concat!(stringify!($name), ".rhai"));
        })+

        #[test]
        fn every_file_of_cases_is_run() {
            let mut found: Vec<String> = std::fs::read_dir(folder())
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .filter(|name| name.ends_with(".rhai"))
                .collect();
            found.sort();
            assert_eq!(found, [$(concat!(stringify!($name), ".rhai")),+]);
        }
    };
}

cases!(
    bypass,
    closures,
    computed_names,
    errors,
    handles,
    inputs,
    keys,
    lexical_scopes,
    locals,
    reads,
    shadows,
    streamlit
);

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/memo"))
}

fn check(file: &str) {
    let text = std::fs::read_to_string(folder().join(file)).unwrap();
    let failures = failures(file, &text);
    assert!(failures.is_empty(), "{} cases fail\n\n{}", failures.len(), failures.join("\n\n"));
}

/// What does not hold, with its place.
fn failures(file: &str, text: &str) -> Vec<String> {
    let mut failures = Vec::new();
    for case in parse(text) {
        for (with, case) in case.variants() {
            let outcome = catch_unwind(AssertUnwindSafe(|| Stage::new(&case).play(&case)));
            if let Err(why) = outcome.unwrap_or_else(|_| Err("it panicked".to_owned())) {
                failures.push(format!("{file}:{} {}{with}\n{}\n{why}", case.line, case.title, case.script()));
            }
        }
    }
    failures
}

#[test]
fn all_that_does_not_hold_is_reported_with_its_place() {
    let text = "=== a\n//@ computes 1\n---\ntick();\n---\ntick(); tick();\n\n=== b\n//@ with X 1\n//@ with X 2\n//@ shows 1\nst.text(X);\n\
        === c\n//@ fails\n//@ again\nthrow 1;\n=== d\n//@ kind NameError\n---\n//@ lacks no\nno()\n---\n1\n=== e\n//@ click B\n";
    let text = format!(
        "{text}=== f\n1\n=== g\n//@computes 0\n//@ shows\n=== h\n//@ edit N 1\n//@ shows\n=== i\n//@ fails Syntax\n1 +\n"
    );
    let found = failures("it.rhai", &text);
    let places: Vec<&str> = found.iter().map(|failure| failure.split('\n').next().unwrap()).collect();
    assert_eq!(
        places,
        [
            "it.rhai:5 a",
            "it.rhai:8 b [X = 2]",
            "it.rhai:13 c",
            "it.rhai:19 d",
            "it.rhai:22 d",
            "it.rhai:24 e",
            "it.rhai:26 f",
            "it.rhai:28 g",
            "it.rhai:31 h",
            "it.rhai:34 i",
        ]
    );
    assert!(found[0].ends_with("tick(); tick();\n//@ computes 1\nit is 2"), "{}", found[0]);
}

/// A script with its files, and what is done with it.
#[derive(Debug, Clone, Default)]
struct Case {
    title: String,
    line: usize,
    files: Vec<(String, String)>,
    storage: bool,
    with: Vec<(String, Vec<String>)>,
    steps: Vec<(String, String)>,
}

fn parse(text: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    // What the group says of each of its cases, and the case that is read.
    let mut group = Case::default();
    let mut case: Option<Case> = None;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let bare = line.trim_end_matches('\n');
        if let Some(title) = bare.strip_prefix("=== ") {
            cases.extend(case.take().or_else(|| (!group.title.is_empty()).then(|| std::mem::take(&mut group))));
            group = Case { title: title.to_owned(), line: index + 1, ..Case::default() };
            group.open("app.rhai");
        } else if bare == "---" {
            cases.extend(case.take());
            let mut next = Case { line: index + 1, ..group.clone() };
            next.open("app.rhai");
            case = Some(next);
        } else if !group.title.is_empty() {
            case.as_mut().unwrap_or(&mut group).read(line);
        }
    }
    cases.extend(case.or_else(|| (!group.title.is_empty()).then_some(group)));
    for case in &mut cases {
        for (_, text) in &mut case.files {
            text.truncate(text.trim_end_matches('\n').len());
        }
    }
    cases
}

impl Case {
    /// What follows is this file.
    fn open(&mut self, name: &str) {
        let text = self.files.iter().position(|(known, _)| known == name).map(|at| self.files.remove(at).1);
        self.files.push((name.to_owned(), text.unwrap_or_default()));
    }

    fn read(&mut self, line: &str) {
        let Some(directive) = line.strip_prefix("//@") else {
            self.files.last_mut().expect("a file is open").1.push_str(line);
            return;
        };
        let directive = directive.trim_end_matches('\n');
        // Without the blank it is a word that nobody knows.
        let directive = directive.strip_prefix(' ').unwrap_or(line.trim_end_matches('\n'));
        let (word, rest) = directive.split_once(' ').unwrap_or((directive, ""));
        match word {
            "file" => self.open(rest),
            "storage" => self.storage = true,
            "with" => {
                let (name, value) = rest.split_once(' ').unwrap_or((rest, ""));
                match self.with.iter_mut().find(|(known, _)| known == name) {
                    Some((_, values)) => values.push(value.to_owned()),
                    None => self.with.push((name.to_owned(), vec![value.to_owned()])),
                }
            }
            _ => self.steps.push((word.to_owned(), rest.to_owned())),
        }
    }

    /// The case with each combination of its values, and which that is.
    fn variants(self) -> Vec<(String, Self)> {
        let mut variants = vec![(String::new(), self)];
        for (name, values) in variants[0].1.with.clone() {
            let one = |(with, case): &(String, Self), value: &String| {
                let steps = case.steps.iter().map(|(word, rest)| (word.clone(), rest.replace(&name, value)));
                let case = Self { steps: steps.collect(), ..case.replacing(&name, value) };
                (format!("{with} [{name} = {value}]"), case)
            };
            variants = variants.iter().flat_map(|variant| values.iter().map(|value| one(variant, value))).collect();
        }
        variants
    }

    /// The case with another value in the place of a name.
    fn edited(&self, edit: &str) -> Result<Self, String> {
        let (name, value) = edit.split_once(' ').ok_or("a name and a value are needed")?;
        if !self.files.iter().any(|(_, text)| text.contains(name)) {
            return Err(format!("no file has {name}"));
        }
        Ok(self.replacing(name, value))
    }

    fn replacing(&self, name: &str, value: &str) -> Self {
        let files = self.files.iter().map(|(file, text)| (file.clone(), text.replace(name, value))).collect();
        Self { files, ..self.clone() }
    }

    fn script(&self) -> &str {
        self.files.iter().find(|(name, _)| name == "app.rhai").map_or("", |(_, text)| text)
    }
}

/// The directives that check something.
const CHECKS: [&str; 7] = ["shows", "same", "computes", "fails", "lacks", "kind", "refused"];

/// A case that is being played.
struct Stage {
    world: World,
    app: Option<AppTest>,
    /// The error of the last run, and whether it was asked for.
    failure: Option<Error>,
    told: bool,
    /// Whether the script was to be refused.
    refused: bool,
    /// The page after the last run and after the one before.
    pages: [String; 2],
}

impl Stage {
    fn new(case: &Case) -> Self {
        let world = World::with_storage(case.storage.then(Default::default));
        Self { world, app: None, failure: None, told: false, refused: false, pages: Default::default() }
    }

    fn play(mut self, case: &Case) -> Result<(), String> {
        if !case.steps.iter().any(|(word, _)| CHECKS.contains(&word.as_str())) {
            return Err("nothing is checked".to_owned());
        }
        self.write(case);
        self.open()?;
        for (word, rest) in &case.steps {
            self.perform(case, word, rest).map_err(|why| format!("//@ {word} {rest}\n{why}"))?;
        }
        self.settle()
    }

    fn write(&self, case: &Case) {
        for (name, text) in &case.files {
            self.world.write(name, text);
        }
    }

    /// The first run of a session.
    fn open(&mut self) -> Result<(), String> {
        self.settle()?;
        let path = self.world.environment.base().join("app.rhai");
        match Source::read(&self.world.environment, &path) {
            Ok(source) => {
                self.app = Some(app_test(&self.world.environment, source));
                self.run(|_| {})
            }
            Err(error) => {
                self.failure = Some(error);
                Ok(())
            }
        }
    }

    fn run(&mut self, prepare: impl FnOnce(&mut AppTest)) -> Result<(), String> {
        self.settle()?;
        let app = self.app.as_mut().ok_or("the script does not compile")?;
        prepare(app);
        app.run();
        self.failure = app.error().cloned();
        self.pages.rotate_right(1);
        self.pages[0] = app.outline();
        Ok(())
    }

    /// An error about which nothing was said ends the case.
    fn settle(&mut self) -> Result<(), String> {
        match self.failure.take() {
            Some(error) if !std::mem::take(&mut self.told) => Err(format!("{error:#}")),
            _ => Ok(()),
        }
    }

    /// The error of the last run.
    fn error(&mut self) -> Result<&Error, String> {
        self.told = true;
        self.failure.as_ref().ok_or_else(|| format!("no error; the page is\n{}", self.pages[0]))
    }

    fn perform(&mut self, case: &Case, word: &str, rest: &str) -> Result<(), String> {
        match word {
            "again" => self.run(|_| {}),
            "click" => self.run(|app| {
                app.click(rest);
            }),
            "set" => {
                let (name, value) = rest.split_once(' ').ok_or("a name and a value are needed")?;
                self.run(|app| {
                    app.set(name, wire(value));
                })
            }
            "session" => self.open(),
            "restart" => {
                if !rest.is_empty() {
                    self.write(&case.edited(rest)?);
                }
                self.world.restart(&[]);
                self.open()
            }
            "reload" => {
                let text = case.files.iter().find(|(name, _)| name == rest).ok_or("no such file")?.1.clone();
                self.reload(&text)
            }
            "edit" => {
                let edited = case.edited(rest)?;
                self.write(&edited);
                self.reload(edited.script())
            }
            "shows" => {
                let shown = self.app.as_ref().map(texts).unwrap_or_default();
                let expected: Vec<&str> = if rest.is_empty() { Vec::new() } else { rest.split(" | ").collect() };
                expect(&shown, &expected)
            }
            "same" => expect(&self.pages[0], &self.pages[1]),
            "computes" => expect(&self.world.count(), &rest.parse::<i64>().map_err(|error| error.to_string())?),
            "kind" | "fails" | "refused" | "lacks" => {
                let (kind, text) = self.error().map(|error| (error.report().kind.clone(), format!("{error:#}")))?;
                self.refused |= word == "refused";
                match word {
                    _ if rest.is_empty() => Err("what the error says is needed".to_owned()),
                    _ if self.refused && self.app.is_some() => Err("it compiles".to_owned()),
                    _ if !self.refused && self.app.is_none() => Err(format!("the script does not compile\n{text}")),
                    "kind" => expect(&kind, &rest),
                    _ if text.contains(rest) == (word == "lacks") => Err(text),
                    _ => Ok(()),
                }
            }
            _ => Err("no such directive".to_owned()),
        }
    }

    fn reload(&mut self, text: &str) -> Result<(), String> {
        let app = self.app.as_mut().ok_or("the script does not compile")?;
        app.reload(text).map_err(|error| format!("{error:#}"))?;
        self.run(|_| {})
    }
}

fn expect<A: PartialEq<B> + std::fmt::Debug, B: std::fmt::Debug>(found: &A, expected: &B) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("it is {found:?}")) }
}

/// A value of a widget, as a directive writes it.
fn wire(text: &str) -> WireValue {
    match (text.parse::<bool>(), text.parse::<i64>()) {
        (Ok(flag), _) => flag.into(),
        (_, Ok(number)) => number.into(),
        _ => text.into(),
    }
}
