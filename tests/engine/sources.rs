//! Scripts and modules as files.

use stscript::testing::AppTest;
use stscript::unstable::script::{Environment, Source};
use stscript::{ErrorKind, HostModule, Limits};

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
        [("none.rhai", "cannot be read"), ("dir.rhai", "is a folder"), ("latin.rhai", "is not UTF-8 text (byte 9)")]
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
fn the_modules_of_a_version_are_all_that_it_imports_transitively() {
    let folder = folder(&[
        ("app.rhai", "import \"a\" as a; fn later() { import \"c\" as c; }"),
        ("a.rhai", "import \"b\" as b; import \"std/format\" as f;"),
        ("b.rhai", "fn b() { import \"a\" as a; }"),
        ("c.rhai", ""),
        ("unused.rhai", ""),
    ]);
    let environment = Environment::new(folder.path(), Limits::default(), HostModule::default(), Vec::new());
    let source = Source::read(&environment, &folder.path().join("app.rhai")).unwrap();
    let mut names = source.modules();
    names.sort();
    assert_eq!(names, ["a.rhai", "b.rhai", "c.rhai", "std/format"]);
}

#[cfg(unix)]
#[test]
fn a_module_behind_a_link_out_of_the_folder_is_refused_as_a_data_file_is() {
    let outside =
        folder(&[("secret.rhai", "fn v() { 1 }"), ("secret.csv", "a\n1\n"), ("lib/deep.rhai", "fn v() { 1 }")]);
    let folder = folder(&[("app.rhai", "")]);
    let link = |to: &str, name: &str| {
        std::os::unix::fs::symlink(outside.path().join(to), folder.path().join(name)).unwrap();
    };
    link("secret.rhai", "file.rhai");
    link("secret.csv", "file.csv");
    link("lib", "lib");
    let error = |script: &str| {
        std::fs::write(folder.path().join("app.rhai"), script).unwrap();
        match AppTest::from_file(folder.path().join("app.rhai")) {
            Err(error) => error.to_string(),
            Ok(mut app) => {
                app.run();
                app.error().map(ToString::to_string).unwrap_or_default()
            }
        }
    };
    let target = outside.path().canonicalize().unwrap();
    let refused = error("import \"file\" as f; st.text(f::v());");
    let shown = format!("`file.rhai` is a link to `{}`", target.join("secret.rhai").display());
    assert!(refused.contains(&shown), "{refused}");
    assert!(error("import \"lib/deep\" as f; st.text(f::v());").contains("out of the app's folder"));
    assert!(error("st.table(read_csv(\"file.csv\"));").contains("outside of the app's folder"));
}

#[cfg(unix)]
#[test]
fn links_inside_the_folder_and_links_to_the_folder_are_followed() {
    // As a ConfigMap is mounted, in the folder of a release that `current` leads to.
    let folder = folder(&[
        ("releases/2/..data1/m.rhai", "fn v() { 2 }"),
        ("releases/2/..data1/app.rhai", "import \"m\" as m; st.text(m::v()); st.text(read_csv(\"d.csv\").len());"),
        ("releases/2/..data1/d.csv", "a\n1\n"),
    ]);
    let link = |to: &str, name: &str| std::os::unix::fs::symlink(to, folder.path().join(name)).unwrap();
    link("..data1", "releases/2/..data");
    for file in ["m.rhai", "app.rhai", "d.csv"] {
        link(&format!("..data/{file}"), &format!("releases/2/{file}"));
    }
    link("releases/2", "current");
    let mut app = AppTest::from_file(folder.path().join("current/app.rhai")).unwrap();
    app.run();
    assert!(app.error().is_none(), "{:#}", app.error().unwrap());
    assert_eq!(texts(&app), ["2", "1"]);
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
