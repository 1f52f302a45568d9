//! Every app in `scripts/` runs, in its first states.

use std::fs;
use std::path::PathBuf;

use stscript::testing::AppTest;

fn apps() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scripts");
    let mut apps: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rhai"))
        .collect();
    apps.sort();
    apps
}

/// Runs the app; its page must not hold an error.
#[track_caller]
fn run(app: &mut AppTest, doing: &str) {
    app.run();
    if let Some(error) = app.error() {
        panic!("{doing}: {error:#}");
    }
    let exceptions = app.all("exception");
    assert!(exceptions.is_empty(), "{doing}: {exceptions:?}");
}

#[test]
fn every_app_runs_and_draws_a_title() {
    for path in apps() {
        let mut app = AppTest::from_file(&path).unwrap_or_else(|error| panic!("{error:#}"));
        run(&mut app, &path.display().to_string());
        assert_eq!(app.all("title").len(), 1, "{}", path.display());
    }
}

#[test]
fn every_button_and_checkbox_of_every_app_can_be_clicked() {
    for path in apps() {
        let mut app = AppTest::from_file(&path).unwrap();
        run(&mut app, "first run");
        let name = |widget: &stscript::testing::Drawn| widget.key.clone().unwrap_or_else(|| widget.text("label"));
        for button in app.all("button").iter().map(name) {
            app.click(&button);
            run(&mut app, &button);
        }
        for checkbox in app.all("checkbox").iter().map(name) {
            app.set(&checkbox, true);
            run(&mut app, &checkbox);
        }
    }
}

#[test]
fn every_option_of_every_app_can_be_chosen() {
    for path in apps() {
        let mut app = AppTest::from_file(&path).unwrap();
        run(&mut app, "first run");
        for kind in ["radio", "selectbox"] {
            for widget in app.all(kind) {
                let label = widget.text("label");
                let options = widget.prop("options").into_array().unwrap_or_default();
                for (place, option) in options.iter().enumerate() {
                    app.set(&label, i64::try_from(place).unwrap());
                    run(&mut app, &format!("{label}: {option}"));
                }
            }
        }
    }
}

#[test]
fn the_tour_greets_by_name() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scripts");
    let mut app = AppTest::from_file(folder.join("hello.rhai")).unwrap();
    run(&mut app, "first run");
    assert_eq!(app.all("title")[0].text("body"), "Hello!");
    app.set("Your name", "Ada");
    run(&mut app, "with a name");
    assert_eq!(app.all("title")[0].text("body"), "Hello, Ada!");
}

#[test]
fn the_figures_are_filtered_by_country_and_say_when_none_is_left() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scripts");
    let mut app = AppTest::from_file(folder.join("population.rhai")).unwrap();
    run(&mut app, "first run");
    assert!(app.all("markdown")[0].text("body").starts_with("**35** countries"));
    app.set("Country", "keny");
    run(&mut app, "one country");
    assert!(app.all("markdown")[0].text("body").starts_with("**1** country"));
    app.set("Country", "atlantis");
    run(&mut app, "no country");
    assert_eq!((app.all("info").len(), app.all("dataframe").len()), (1, 0));
}
