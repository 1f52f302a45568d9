//! Scripts and modules as files.

use stscript::HostModule;
use stscript::error::ErrorKind;
use stscript::script::{Environment, Limits, Source};
use stscript::testing::AppTest;

use super::harness::texts;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

#[test]
fn a_missing_file_a_folder_and_text_that_is_not_utf8_are_told_apart() {
    let folder = folder(&[("dir.rhai/x", "")]);
    std::fs::write(folder.path().join("latin.rhai"), b"let x = \"\xe4\";").unwrap();
    let fails = |name: &str| AppTest::from_file(folder.path().join(name)).unwrap_err();
    for (name, says) in
        [("none.rhai", "can not be read"), ("dir.rhai", "is a folder"), ("latin.rhai", "is not UTF-8 text (byte 9)")]
    {
        let error = fails(name);
        assert_eq!(error.kind(), ErrorKind::Io);
        assert!(error.message().contains(says), "{error}");
    }
}

#[test]
fn a_module_is_found_beside_the_file_that_imports_it_before_the_apps_folder() {
    let folder = folder(&[
        ("app.rhai", "import \"lib/a\" as a; st.text(a::near());"),
        ("near.rhai", "fn where_() { \"app\" }"),
        ("lib/a.rhai", "fn near() { import \"near\" as near; near::where_() }"),
        ("lib/near.rhai", "fn where_() { \"lib\" }"),
    ]);
    let mut app = AppTest::from_file(folder.path().join("app.rhai")).unwrap();
    app.run();
    assert_eq!(texts(&app), ["lib"]);
}

#[test]
fn the_files_of_a_version_are_all_that_it_imports_transitively() {
    let folder = folder(&[
        ("app.rhai", "import \"a\" as a; fn later() { import \"c\" as c; }"),
        ("a.rhai", "import \"b\" as b; import \"std/format\" as f;"),
        ("b.rhai", "fn b() { import \"a\" as a; }"),
        ("c.rhai", ""),
        ("unused.rhai", ""),
    ]);
    let environment = Environment::new(folder.path(), Limits::default(), HostModule::default(), Vec::new());
    let source = Source::read(&environment, &folder.path().join("app.rhai")).unwrap();
    let mut names: Vec<_> = source.imported_files().iter().map(|file| file.file_name().unwrap().to_owned()).collect();
    names.sort();
    assert_eq!(names, ["a.rhai", "b.rhai", "c.rhai"]);
}

#[test]
fn modules_that_import_each_other_inside_functions_work() {
    let folder = folder(&[
        ("app.rhai", "import \"even\" as even; st.text(even::is_even(5));"),
        ("even.rhai", "fn is_even(n) { if n == 0 { true } else { import \"odd\" as odd; odd::is_odd(n - 1) } }"),
        ("odd.rhai", "fn is_odd(n) { if n == 0 { false } else { import \"even\" as even; even::is_even(n - 1) } }"),
    ]);
    let mut app = AppTest::from_file(folder.path().join("app.rhai")).unwrap();
    app.run();
    assert!(app.error().is_none(), "{:#}", app.error().unwrap());
    assert_eq!(texts(&app), ["false"]);
}

#[test]
fn a_saved_module_is_not_seen_by_the_version_that_was_compiled_before() {
    let folder = folder(&[("app.rhai", "import \"m\" as m; st.text(m::v());"), ("m.rhai", "fn v() { 1 }")]);
    let mut app = AppTest::from_file(folder.path().join("app.rhai")).unwrap();
    std::fs::write(folder.path().join("m.rhai"), "fn v() { 2 }").unwrap();
    app.run();
    assert_eq!(texts(&app), ["1"]);
    app.reload("import \"m\" as m; st.text(m::v());").unwrap();
    app.run();
    assert_eq!(texts(&app), ["2"]);
}

#[test]
fn an_empty_script_and_one_of_comments_draw_an_empty_page() {
    for text in ["", "// nothing\n", "\u{feff}// a byte order mark"] {
        let folder = folder(&[("app.rhai", text)]);
        let mut app =
            AppTest::from_file(folder.path().join("app.rhai")).unwrap_or_else(|error| panic!("{text:?}: {error:#}"));
        app.run();
        assert_eq!(app.outline(), "");
    }
}
