//! The layer rule: a module uses only what stands to its left, and `error`.

use std::fs;
use std::path::{Path, PathBuf};

const LAYERS: &[&str] = &["value", "cache", "element", "protocol", "state", "script", "session", "host", "cli"];

/// What a layer may use, besides itself and `error`.
fn allowed(layer: &str) -> Option<&'static [&'static str]> {
    match layer {
        "error" => Some(&[]),
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

/// The first names after `crate::` in a file, with their lines; `use crate::{a::B, c}` names both.
fn uses(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        for (at, marker) in line.match_indices("crate::") {
            // `$crate::` is a macro's way to the same place.
            let rest = &line[at + marker.len()..];
            let names: Vec<&str> = match rest.strip_prefix('{') {
                Some(group) => top_level_names(group),
                None => vec![rest],
            };
            for name in names {
                let name: String = name.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                found.push((number + 1, name));
            }
        }
    }
    found
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
        // The unit tests of a layer may drive it through an app.
        if relative.components().any(|part| matches!(part.as_os_str().to_str(), Some("tests" | "tests.rs"))) {
            continue;
        }
        let layer = relative.components().next().unwrap().as_os_str().to_str().unwrap();
        let layer = layer.strip_suffix(".rs").unwrap_or(layer);
        let Some(allowed) = allowed(layer) else {
            assert!(matches!(layer, "lib" | "main"), "{layer} has no place among the layers");
            continue;
        };
        for (line, name) in uses(&fs::read_to_string(&file).unwrap()) {
            let is_layer = LAYERS.contains(&name.as_str()) || name == "testing";
            if is_layer && name != layer && !allowed.contains(&name.as_str()) {
                wrong.push(format!("{}:{line}: {layer} uses {name}", relative.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that point right:\n{}", wrong.join("\n"));
}

#[test]
fn uses_are_found_in_every_form() {
    let names = |text| uses(text).into_iter().map(|(_, name)| name).collect::<Vec<_>>();
    assert_eq!(names("use crate::error::Error;"), ["error"]);
    assert_eq!(names("use crate::{script::{A, B}, value};"), ["script", "value"]);
    assert_eq!(names("let x = crate::host::App::new();"), ["host"]);
    assert_eq!(names("// use crate::host;"), [""; 0]);
}
