//! Where a command lives: in a file of its own, in the folder of its chapter, on the host and on the page.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use stscript::command::Group;
use stscript::unstable::element::registry::entries;

use super::layers::rust_files;

/// The folders of the host's elements that are not chapters.
const SHARED: [&str; 2] = ["arg", "declare"];

/// The folders of the page's elements that are not chapters.
const SHARED_ON_THE_PAGE: [&str; 2] = ["render", "shared"];

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn folders(path: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(root(path)).unwrap().map(Result::unwrap);
    entries.filter(|entry| entry.path().is_dir()).map(|entry| entry.file_name().into_string().unwrap()).collect()
}

/// The text of every file of `src/element`, by its path in that folder, without its unit tests.
fn elements() -> Vec<(String, String)> {
    let source = root("src/element");
    let mut files = Vec::new();
    rust_files(&source, &mut files);
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]\nmod tests").next().unwrap().to_owned();
        (path.strip_prefix(&source).unwrap().to_str().unwrap().to_owned(), text)
    };
    files.into_iter().map(read).collect()
}

/// The chapters that have a command which draws.
fn chapters() -> BTreeSet<String> {
    entries().iter().map(|entry| entry.spec.group.folder().to_owned()).collect()
}

#[test]
fn every_command_that_draws_has_its_file_in_the_folder_of_its_chapter_on_both_sides() {
    let mut missing = Vec::new();
    for entry in entries() {
        let place = format!("{}/{}", entry.spec.group.folder(), entry.spec.name);
        let sides = [
            [format!("src/element/{place}.rs"), format!("src/element/{place}/mod.rs")],
            [format!("web/src/elements/{place}.tsx"), format!("web/src/elements/{place}/index.tsx")],
        ];
        for [file, folder] in sides {
            if root(&file).is_file() == root(&folder).is_file() {
                missing.push(format!("`st.{}`: either {file} or {folder}", entry.spec.name));
            }
        }
    }
    assert!(missing.is_empty(), "files that are missing, or there twice:\n{}", missing.join("\n"));
}

#[test]
fn a_folder_of_elements_is_a_chapter_of_the_reference() {
    let but = |all: BTreeSet<String>, shared: &[&str]| -> BTreeSet<String> {
        all.into_iter().filter(|name| !shared.contains(&name.as_str())).collect()
    };
    assert_eq!(but(folders("src/element"), &SHARED), chapters());
    assert_eq!(but(folders("web/src/elements"), &SHARED_ON_THE_PAGE), chapters());
}

#[test]
fn the_chapters_are_in_the_order_of_the_reference_and_each_has_a_folder_and_a_title_of_its_own() {
    assert!(Group::ALL.is_sorted());
    let unlike = |name: fn(Group) -> &'static str| Group::ALL.iter().map(|group| name(*group)).collect::<BTreeSet<_>>();
    assert_eq!(unlike(Group::folder).len(), Group::ALL.len());
    assert_eq!(unlike(Group::title).len(), Group::ALL.len());
}

#[test]
fn a_command_does_not_know_the_list_that_names_it() {
    for (file, text) in elements() {
        if !matches!(file.as_str(), "mod.rs" | "registry.rs") {
            assert!(!text.contains("registry"), "src/element/{file} knows the list of all commands");
        }
    }
}

#[test]
fn how_a_command_is_declared_and_parsed_knows_no_command() {
    let chapters = chapters();
    for (file, text) in elements() {
        if !SHARED.iter().any(|folder| file.starts_with(folder)) {
            continue;
        }
        for chapter in &chapters {
            for path in [format!("element::{chapter}::"), format!("super::{chapter}::")] {
                assert!(!text.contains(&path), "src/element/{file} knows the chapter {chapter}");
            }
        }
    }
}

#[test]
fn every_file_of_the_elements_begins_with_what_it_is() {
    for (file, text) in elements() {
        assert!(text.starts_with("//! "), "src/element/{file} has no `//!` at its top");
    }
}

#[test]
fn every_folder_of_the_page_has_its_place_among_the_layers() {
    let rules = fs::read_to_string(root("web/biome.json")).unwrap();
    // The types are generated and import nothing; tests and what they use stand above all.
    let without_rule = ["assets", "testing", "wire"];
    for folder in folders("web/src").iter().filter(|name| !without_rule.contains(&name.as_str())) {
        assert!(
            rules.contains(&format!("\"src/{folder}/")),
            "web/biome.json does not say what web/src/{folder} may import"
        );
    }
}
