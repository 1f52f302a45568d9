//! The layer rule: a module uses only what stands to its left, `error` and `rhai_internals`. And only the latter uses what
//! Rhai makes no promises about.

use std::fs;
use std::path::{Path, PathBuf};

const LAYERS: &[&str] = &["value", "cache", "element", "protocol", "state", "script", "session", "host", "cli"];

/// What everybody may use of Rhai: names that it exports without its feature `internals`.
const RHAI: &[&str] = &[
    "AST",
    "Array",
    "Blob",
    "Dynamic",
    "Engine",
    "EvalAltResult",
    "EvalContext",
    "Expression",
    "FnAccess",
    "FnPtr",
    "FuncRegistration",
    "ImmutableString",
    "Instant",
    "LexError",
    "Locked",
    "Map",
    "Module",
    "ModuleResolver",
    "NativeCallContext",
    "OP_CONTAINS",
    "OptimizationLevel",
    "ParseError",
    "ParseErrorType",
    "Position",
    "RhaiNativeFunc",
    "Scope",
    "Shared",
    "packages",
];

/// What a layer may use, besides itself, `error` and `rhai_internals`.
fn allowed(layer: &str) -> Option<&'static [&'static str]> {
    match layer {
        "error" | "rhai_internals" => Some(&[]),
        // Drives a session by hand; the server is none of its business.
        "testing" => Some(&LAYERS[..7]),
        layer => LAYERS.iter().position(|known| *known == layer).map(|place| &LAYERS[..place]),
    }
}

pub(super) fn rust_files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
}

/// A file without its comments, so that a statement can be read over its lines.
fn code(text: &str) -> String {
    text.lines()
        .map(|line| if line.trim_start().starts_with("//") { "\n".to_owned() } else { format!("{line}\n") })
        .collect()
}

/// The top-level modules that a file names, with their lines: after `crate::`, and after as many `super::` as lead out of its
/// module. `depth` is how far the file's module is below `crate`. `use crate::{a::B, c}` names two.
fn uses(text: &str, depth: usize) -> Vec<(usize, String)> {
    let text = code(text);
    let line = |at: usize| text[..at].matches('\n').count() + 1;
    let mut found = Vec::new();
    // `$crate::` is a macro's way to the same place.
    for (at, marker) in text.match_indices("crate::") {
        reached(statement(&text[at + marker.len()..]), 0, &mut |name| found.push((line(at), name)));
    }
    let mut seen = 0;
    for (at, _) in text.match_indices("super::") {
        if at < seen || text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let path = statement(&text[at..]);
        // What stands in the same group has been followed with it.
        seen = at + if text[..at].trim_end().ends_with("use") { path.len() } else { leading_supers(path) };
        // A module inside the file stands one deeper.
        reached(path, depth + inner_modules(&text[..at]), &mut |name| found.push((line(at), name)));
    }
    found.sort();
    found
}

/// Gives the top-level modules that a path reaches from a module that is `depth` below `crate`.
fn reached(path: &str, depth: usize, found: &mut impl FnMut(String)) {
    let path = path.trim_start();
    if let Some(group) = path.strip_prefix('{') {
        for part in top_level_names(group) {
            reached(part, depth, found);
        }
    } else if let Some(above) = path.strip_prefix("super::") {
        reached(above, depth.saturating_sub(1), found);
    } else if depth == 0 {
        let name: String = path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if !name.is_empty() {
            found(name);
        }
    }
}

/// The length of all `super::` that a path begins with.
fn leading_supers(path: &str) -> usize {
    path.len() - path.trim_start_matches("super::").len()
}

/// What stands before the `;` that ends the statement.
fn statement(rest: &str) -> &str {
    rest.split(';').next().unwrap_or(rest)
}

/// In how many `mod name {` the end of this text stands.
fn inner_modules(text: &str) -> usize {
    let mut open = Vec::new();
    for line in text.lines() {
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        let declared = ["pub ", "pub(crate) ", "pub(super) "].iter().find_map(|seen| trimmed.strip_prefix(*seen));
        if declared.unwrap_or(trimmed).starts_with("mod ") && line.trim_end().ends_with('{') {
            open.push(indent);
        } else if trimmed.starts_with('}') && open.last() == Some(&indent) {
            open.pop();
        }
    }
    open.len()
}

/// How far the module of a file is below `crate`.
fn depth(relative: &Path) -> usize {
    let is_folder = relative.file_stem().is_some_and(|stem| stem == "mod" || stem == "lib" || stem == "main");
    relative.components().count() - usize::from(is_folder)
}

/// The parts of `a::{B, C}, d}` that stand at its first level.
fn top_level_names(group: &str) -> Vec<&str> {
    let (mut depth, mut begin, mut names) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.push(&group[begin..at]);
                return names;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(&group[begin..at]);
                begin = at + 1;
            }
            _ => {}
        }
    }
    names.push(&group[begin..]);
    names
}

#[test]
fn no_module_uses_one_that_stands_to_its_right() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&source, &mut files);
    let mut wrong = Vec::new();
    for file in files {
        let relative = file.strip_prefix(&source).unwrap();
        let layer = relative.components().next().unwrap().as_os_str().to_str().unwrap();
        let layer = layer.strip_suffix(".rs").unwrap_or(layer);
        let Some(allowed) = allowed(layer) else {
            assert!(matches!(layer, "lib" | "main"), "{layer} has no place among the layers");
            continue;
        };
        for (line, name) in uses(&fs::read_to_string(&file).unwrap(), depth(relative)) {
            let is_layer = LAYERS.contains(&name.as_str()) || name == "testing";
            if is_layer && name != layer && !allowed.contains(&name.as_str()) {
                wrong.push(format!("{}:{line}: {layer} uses {name}", relative.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that point right:\n{}", wrong.join("\n"));
}

#[test]
fn only_one_module_uses_what_rhai_makes_no_promises_about() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&source, &mut files);
    let mut wrong = Vec::new();
    for file in files.iter().filter(|file| !file.ends_with("rhai_internals.rs")) {
        let text = code(&fs::read_to_string(file).unwrap());
        for (at, marker) in text.match_indices("rhai::") {
            if text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            reached(statement(&text[at + marker.len()..]), 0, &mut |name| {
                if !RHAI.contains(&name.as_str()) {
                    wrong.push(format!("{}: rhai::{name}", file.strip_prefix(&source).unwrap().display()));
                }
            });
        }
    }
    assert!(
        wrong.is_empty(),
        "internals of Rhai belong into rhai_internals.rs, what it promises into the list of this test:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn uses_are_found_in_every_form() {
    let below = |depth, text| uses(text, depth).into_iter().map(|(_, name)| name).collect::<Vec<_>>();
    let names = |text| below(2, text);
    assert_eq!(names("use crate::error::Error;"), ["error"]);
    assert_eq!(names("use crate::{script::{A, B}, value};"), ["script", "value"]);
    assert_eq!(names("use crate::{\n    cache::{\n        A,\n    },\n    // cli,\n    host,\n};"), ["cache", "host"]);
    assert_eq!(names("use crate::{\n    cache::{A,\n    B}, host,\n};\nuse std::{fmt};"), ["cache", "host"]);
    assert_eq!(names("let x = crate::host::App::new();"), ["host"]);
    assert_eq!(names("// use crate::host;"), [""; 0]);

    assert_eq!(names("use super::super::host::App;"), ["host"]);
    assert_eq!(names("use super::super::{\n    host::App,\n    cli,\n};"), ["cli", "host"]);
    assert_eq!(names("use super::{\n    neighbour,\n    super::{host, state::A},\n};"), ["host", "state"]);
    assert_eq!(names("f(super::super::host::g(super::h()), super::super::cli::A);"), ["cli", "host"]);
    assert_eq!(names("use super::neighbour::host;"), [""; 0]);
    assert_eq!(below(1, "let x = super::host::App::new();"), ["host"]);
    assert_eq!(below(3, "use super::super::host;"), [""; 0]);
    assert_eq!(below(3, "use super::super::super::host;"), ["host"]);
    let nested = "mod inner {\n    use super::super::host;\n}\nuse super::cli;";
    assert_eq!(below(1, nested), ["host", "cli"]);
    assert_eq!(below(2, nested), [""; 0]);
    let depths = ["error.rs", "host/mod.rs", "host/app.rs", "host/watch/mod.rs", "host/watch/reload.rs"];
    assert_eq!(depths.map(|file| depth(Path::new(file))), [1, 1, 2, 2, 3]);
}
