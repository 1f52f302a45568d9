//! `docs/reference.md` and `docs/stscript.d.rhai` are made from the commands' own descriptions; their examples run.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use stscript::command::{CommandSpec, Group, ParamSpec, specs};
use stscript::unstable::script::Environment;
use stscript::{HostModule, Limits};

use super::harness::{app, failure};

fn reference() -> String {
    let mut out = String::from(
        "# The `st` commands\n\n\
         Made from the commands' descriptions in the source by `make generate`; do not edit.\n\n\
         A call takes its leading parameters by position, and then a map with any of its parameters by name: \
         `st.slider(\"Rows\", 0, 100, 20)` is `st.slider(\"Rows\", #{ min_value: 0, max_value: 100, value: 20 })`.\n\
         A parameter without a default must be given.\n\n\
         What a container or an element command returns takes the same calls as `st`: on a container they draw inside it, \
         on an element in its place.\n\n\
         Besides the commands there are `st.sidebar`, a container; `st.session_state`, what the session remembers; and `ARGS`, \
         the arguments behind `--` of the command line.\n",
    );
    for group in Group::ALL {
        let _ = writeln!(out, "\n## {}", group.title());
        for spec in specs().iter().filter(|spec| spec.group == *group) {
            command(spec, &mut out);
        }
    }
    functions_chapter(&mut out);
    out
}

/// A function that scripts have besides Rhai's own and the commands.
struct Function {
    name: String,
    /// Names and types; that of a method's value is first.
    params: Vec<(String, String)>,
    returns: String,
    doc: Option<String>,
}

impl Function {
    fn all(metadata: &str) -> Vec<Self> {
        let metadata: serde_json::Value = serde_json::from_str(metadata).unwrap();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let all = metadata["functions"].as_array().unwrap().iter().map(|function| Self {
            name: text(&function["name"]),
            params: function["params"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|param| (text(&param["name"]), plain(&text(&param["type"])).to_owned()))
                .collect(),
            returns: plain(&text(&function["returnType"])).to_owned(),
            doc: function["docComments"].as_array().map(|lines| {
                let lines = lines.iter().map(|line| text(line).trim_start_matches("///").trim().to_owned());
                lines.collect::<Vec<_>>().join(" ")
            }),
        });
        all.collect()
    }

    /// Those that we register, whose documentation is ours.
    fn ours() -> Vec<Self> {
        let environment = Environment::new(Path::new("."), Limits::default(), HostModule::default(), Vec::new());
        let mut all = Self::all(&environment.function_metadata().unwrap());
        all.retain(|function| function.doc.is_some() && !matches!(&*function.name, "==" | "!="));
        // Rhai tells of them in any order.
        all.sort_by_key(|one| {
            (one.kind().to_owned(), one.name.clone(), one.params.len(), one.params.clone(), one.doc.clone())
        });
        // `sleep` takes any number, and is registered for each type.
        all.dedup_by(|one, other| one.signature() == other.signature());
        all
    }

    /// What it is a method of, if anything.
    fn kind(&self) -> &str {
        const VALUES: [&str; 3] = ["Table", "session_state", "Fn"];
        self.params.first().map(|(_, kind)| kind.as_str()).filter(|kind| VALUES.contains(kind)).unwrap_or_default()
    }

    fn signature(&self) -> String {
        let is_method = !self.kind().is_empty();
        let params: Vec<&str> =
            self.params.iter().skip(usize::from(is_method)).map(|(name, _)| name.as_str()).collect();
        let value = match self.kind() {
            "" => String::new(),
            "session_state" => "st.session_state.".to_owned(),
            _ => format!("{}.", self.params[0].0),
        };
        format!("{value}{}({})", self.name, params.join(", "))
    }
}

/// A type as a script's author knows it.
fn plain(name: &str) -> &str {
    match name.trim_start_matches("&mut ") {
        "String" => "string",
        "FnPtr" => "Fn",
        other => other,
    }
}

fn functions_chapter(out: &mut String) {
    out.push_str(
        "\n## Functions and values\n\nWhat scripts have besides the commands. \
         The language and its own functions are described in [The Rhai Book](https://rhai.rs/book/).\n",
    );
    let all = Function::ours();
    for (kind, title, about) in [
        ("", "Functions", "Of files, the log and time, and methods that several kinds of values have."),
        (
            "Table",
            "Tables",
            "Rows and columns, as `table(…)`, `read_csv(…)` and `read_json(…)` give them. `t[\"column\"]` is a column \
          as an array, `t[0]` a row as a map, `t.rows` their number, `t.columns` the names; `for row in t` goes through the rows.",
        ),
        (
            "session_state",
            "Session state",
            "`st.session_state.key` and `st.session_state[\"key\"]` read and write a value that the \
          session keeps from run to run; `key in st.session_state` asks for it.",
        ),
        ("Fn", "Cached functions", "What `memo` and `singleton` return can be called, and has these besides."),
    ] {
        let _ = writeln!(out, "\n### {title}\n\n{about}\n\n| | gives | |\n|---|---|---|");
        for function in all.iter().filter(|function| function.kind() == kind) {
            let doc = function.doc.as_deref().unwrap_or_default();
            let returns = if function.returns == "?" { "a value" } else { &function.returns };
            let _ = writeln!(out, "| `{}` | {} | {} |", function.signature(), cell(returns), cell(doc));
        }
    }
    out.push_str("\n### Modules\n\n`import \"std/format\" as format;` brings these.\n\n| | |\n|---|---|\n");
    for (signature, doc) in module_functions(include_str!("../../stdlib/format.rhai")) {
        let _ = writeln!(out, "| `format::{signature}` | {} |", cell(&doc));
    }
}

/// The functions of a module with what the line above each says.
fn module_functions(text: &str) -> Vec<(String, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let public = lines.iter().enumerate().filter_map(|(at, line)| Some((at, line.strip_prefix("fn ")?)));
    let documented = public.map(|(at, rest)| {
        let signature = rest.split(" {").next().unwrap_or(rest);
        let doc = lines[at.saturating_sub(1)].strip_prefix("/// ");
        (signature.to_owned(), doc.unwrap_or_else(|| panic!("`{signature}` is not documented")).to_owned())
    });
    documented.collect()
}

fn command(spec: &CommandSpec, out: &mut String) {
    let _ = writeln!(out, "\n### `{}`\n", spec.signature());
    for line in text(spec) {
        let _ = writeln!(out, "{line}");
    }
    let _ = writeln!(out, "\nReturns {}.", spec.returns);
    if !spec.params.is_empty() {
        let _ = writeln!(out, "\n| parameter | takes | default | |\n|---|---|---|---|");
    }
    for param in &spec.params {
        let default = param.default.map(|default| format!("`{default}`")).unwrap_or_default();
        let _ =
            writeln!(out, "| `{}` | {} | {default} | {} |", param.name, cell(&param.expects), cell(&doc(param.doc)));
    }
    if let Some(example) = example(spec) {
        let _ = writeln!(out, "\n```rhai\n{example}```");
    }
}

/// What scripts have besides the methods of `st`.
const GLOBALS: &str = "
/// The page.
const st: st;

/// The arguments behind `--` of the command line.
const ARGS: Array;

/// What the session remembers from run to run.
fn get session_state(st: st) -> ?;

/// The container beside the page.
fn get sidebar(st: st) -> st;
";

fn definitions() -> String {
    let mut out = String::from(
        "// What editors know about the commands of `st`. Made from the source by `make generate`; do not edit.\nmodule static;\n",
    );
    out.push_str(GLOBALS);
    for function in Function::ours() {
        let params = function.params.iter().map(|(name, kind)| match kind.contains(' ') {
            true => format!("{name}: ?"),
            false => format!("{name}: {}", if kind.is_empty() { "?" } else { kind }),
        });
        let params: Vec<String> = params.collect();
        let returns = if function.returns.is_empty() { "()" } else { &function.returns };
        let doc = function.doc.unwrap_or_default();
        let _ = write!(out, "\n/// {doc}\nfn {}({}) -> {returns};\n", function.name, params.join(", "));
    }
    for spec in specs().iter().filter(|spec| spec.group == Group::Caching) {
        let (about, returns, name) = (spec.summary(), spec.returns, spec.name);
        for options in ["", ", named: Map"] {
            let _ = write!(out, "\n/// {about}\n///\n/// Returns {returns}.\nfn {name}(function: ?{options}) -> ?;\n");
        }
    }
    for spec in specs() {
        let positional = |param: &&ParamSpec| param.positional;
        for count in 0..=spec.positional() {
            let required = spec.params.iter().filter(|param| param.default.is_none()).count();
            if count < required {
                continue;
            }
            let params: Vec<String> =
                spec.params.iter().filter(positional).take(count).map(|param| format!("{}: ?", param.name)).collect();
            for named in [false, true] {
                if named && spec.params.is_empty() {
                    continue;
                }
                let map = named.then(|| "named: Map".to_owned());
                let all: Vec<String> =
                    ["st: st".to_owned()].into_iter().chain(params.iter().cloned()).chain(map).collect();
                let _ = write!(
                    out,
                    "\n/// {}\n///\n/// Returns {}.\nfn {}({}) -> ?;\n",
                    spec.summary(),
                    spec.returns,
                    spec.name,
                    all.join(", ")
                );
            }
        }
    }
    out
}

/// The description without its example.
fn text(spec: &CommandSpec) -> Vec<&'static str> {
    let lines = spec.doc.iter().map(|line| line.strip_prefix(' ').unwrap_or(line));
    let mut lines: Vec<&str> = lines.take_while(|line| *line != "# Example").collect();
    while lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    lines
}

fn example(spec: &CommandSpec) -> Option<String> {
    let mut lines =
        spec.doc.iter().map(|line| line.strip_prefix(' ').unwrap_or(line)).skip_while(|line| *line != "```rhai");
    lines.next()?;
    Some(lines.take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect())
}

fn doc(lines: &[&str]) -> String {
    lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ")
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[track_caller]
fn is_up_to_date(name: &str, now: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    if std::env::var_os("STSCRIPT_UPDATE").is_some() {
        std::fs::write(&path, now).expect("docs/ can be written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == now, "docs/{name} is stale: run `make generate`");
}

#[test]
fn the_reference_says_what_the_commands_are() {
    is_up_to_date("reference.md", &reference());
}

#[test]
fn the_definitions_for_editors_say_what_the_commands_are() {
    is_up_to_date("stscript.d.rhai", &definitions());
}

/// What Rhai has is described in its book; all else that a script can call stands in the reference.
#[test]
fn everything_that_a_script_can_call_is_in_the_reference() {
    let environment = Environment::new(Path::new("."), Limits::default(), HostModule::default(), Vec::new());
    let all = Function::all(&environment.function_metadata().unwrap());
    let of_rhai = Function::all(&rhai::Engine::new().gen_fn_metadata_to_json(true).unwrap());
    let mut known: BTreeSet<String> = of_rhai.into_iter().map(|function| function.name).collect();
    known.extend(specs().iter().map(|spec| spec.name.to_owned()));
    // Other names of `memo` and `singleton`, and what is read as a property of `st`, of handles and of tables.
    for name in ["memo", "singleton", "cache_data", "cache_resource", "experimental_memo", "experimental_singleton"] {
        known.extend([name.to_owned(), format!("get${name}")]);
    }
    known.extend(["columns", "rows", "open", "session_state", "sidebar"].map(|name| format!("get${name}")));
    known.extend(["set$session_state", "index$get$", "index$set$"].map(ToOwned::to_owned));
    let reference = reference();
    let missing: BTreeSet<String> = all
        .into_iter()
        .map(|function| function.name)
        .filter(|name| !known.contains(name) && !name.ends_with("__"))
        .filter(|name| !reference.contains(&format!("{name}(")))
        .collect();
    assert!(missing.is_empty(), "not documented: {missing:?}");
}

/// The guide says more about each option than the reference.
#[test]
fn the_guide_to_caching_has_every_option_with_its_default() {
    let guide = include_str!("../../docs/caching.md");
    let table = guide.split("| option | default | meaning |").nth(1).unwrap().lines().skip(2);
    let rows: BTreeMap<&str, &str> = table
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells: Vec<&str> = line.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
            (cells[1], cells[2])
        })
        .collect();
    let declared: BTreeMap<&str, &str> = specs()
        .iter()
        .filter(|spec| spec.group == Group::Caching)
        .flat_map(|spec| &spec.params)
        .filter(|param| !param.positional && !param.name.starts_with("experimental_"))
        .map(|param| (param.name, param.default.unwrap().replace("()", "none")))
        .map(|(name, default)| (name, &*default.leak()))
        .collect();
    assert_eq!(rows, declared);
}

#[test]
fn every_command_has_an_example_that_runs_and_draws_it() {
    for spec in specs() {
        let example = example(spec).unwrap_or_else(|| panic!("`st.{}` has no example", spec.name));
        assert!(example.contains(&format!(".{}(", spec.name)), "the example of `st.{}` calls it", spec.name);
        let mut app = app(&example);
        app.run();
        assert!(app.error().is_none(), "`st.{}`: {}", spec.name, failure(&app));
    }
}

#[test]
fn every_parameter_is_documented_and_its_default_is_what_a_script_would_write() {
    for spec in specs() {
        for param in &spec.params {
            assert!(!doc(param.doc).is_empty(), "`{}` of `st.{}` has no documentation", param.name, spec.name);
            if let Some(default) = param.default {
                let mut app = app(&format!("let x = {default};"));
                app.run();
                assert!(
                    app.error().is_none(),
                    "the default of `{}` of `st.{}`: {}",
                    param.name,
                    spec.name,
                    failure(&app)
                );
            }
        }
    }
}

#[test]
fn a_parameter_given_its_default_changes_nothing() {
    for spec in specs() {
        let Some(example) = example(spec) else { continue };
        let call = format!("st.{}(", spec.name);
        let Some(line) = example.lines().find(|line| line.trim_start().starts_with(&call) && !line.contains("#{"))
        else {
            continue;
        };
        let outline = |line: &str| {
            let mut app = app(line);
            app.run();
            (app.error().map(|error| format!("{error:#}")), app.outline())
        };
        let given = line.matches(", ").count() + usize::from(!line.contains("()"));
        for param in spec.params.iter().skip(given.max(spec.positional())) {
            let Some(default) = param.default else { continue };
            let options = format!("#{{ {}: {default} }});", param.name);
            let with = if line.ends_with("();") {
                line.replace("();", &format!("({options}"))
            } else {
                line.replacen(");", &format!(", {options}"), 1)
            };
            assert_eq!(outline(line), outline(&with), "{with}");
        }
    }
}
