//! Apps in, element trees out: every `tests/apps/*.rhai` as a snapshot; `err_*.rhai` must fail, and their report is kept.

use std::path::Path;

use stscript::Result;
use stscript::unstable::script::Source;
use stscript::unstable::testing::app_test;

use super::harness::{Directives, environment, on_deep_stack};

#[test]
fn every_app_draws_what_its_snapshot_shows_and_every_err_app_fails_as_its_snapshot_says() {
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::glob!("../apps", "*.rhai", |path| {
            let owned = path.to_owned();
            let (must_fail, shown) = on_deep_stack(move || {
                let must_fail = owned.file_name().is_some_and(|name| name.to_string_lossy().starts_with("err_"));
                (must_fail, show(&owned))
            });
            match (must_fail, shown) {
                (true, Err(report)) | (false, Ok(report)) => insta::assert_snapshot!("app", report),
                (true, Ok(outline)) => panic!("{} must fail, but draws\n{outline}", path.display()),
                (false, Err(report)) => panic!("{} must not fail:\n{report}", path.display()),
            }
        });
    });
}

/// The page of an app, or the report of its failure.
fn show(path: &Path) -> Result<String, String> {
    let text = std::fs::read_to_string(path).expect("an app");
    let directives = Directives::of(&text);
    let environment = environment(path.parent().expect("a folder"), directives.limits.clone());
    let source = Source::read(&environment, path).map_err(|error| format!("does not compile\n{error:#}\n"))?;
    let mut app = app_test(&environment, source);
    app.run();
    directives.perform(&mut app);
    let config = app.page_config().map(|config| format!("page {config:?}\n")).unwrap_or_default();
    match app.error() {
        None => Ok(format!("{config}{}", app.outline())),
        Some(error) => Err(format!("{error:#}\n\npage:\n{config}{}", without_cards(&app.outline()))),
    }
}

/// An outline without what the cards of errors say: the report above says it already.
fn without_cards(outline: &str) -> String {
    let lines = outline.lines().map(|line| match line.trim_start().starts_with("exception ") {
        true => format!("{:1$}exception …\n", "", line.len() - line.trim_start().len()),
        false => format!("{line}\n"),
    });
    lines.collect()
}
