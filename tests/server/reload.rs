use std::fs;
use std::time::{Duration, Instant};

use crate::support::{Folder, Page, serve, settle, texts};

async fn open(folder: &Folder) -> (stscript::App, crate::support::Served, Page) {
    let app = folder.app().build().unwrap();
    let host = serve(app.router()).await;
    let mut page = host.page().await;
    page.run().await;
    (app, host, page)
}

#[tokio::test]
async fn a_saved_script_is_run_in_open_pages() {
    let folder = Folder::new("st.title(\"One\");");
    let (_app, _host, mut page) = open(&folder).await;
    folder.write("app.rhai", "st.title(\"Two\");");
    assert_eq!(texts(&page.run().await), ["Two"]);
}

#[tokio::test]
async fn a_file_that_is_renamed_into_place_is_a_save() {
    let folder = Folder::new("st.title(\"One\");");
    let (_app, _host, mut page) = open(&folder).await;
    for title in ["Two", "Three"] {
        let temporary = folder.write(".app.rhai.tmp", format!("st.title(\"{title}\");"));
        fs::rename(temporary, folder.path("app.rhai")).unwrap();
        assert_eq!(texts(&page.run().await), [title]);
    }
}

#[tokio::test]
async fn a_file_that_is_deleted_and_made_again_is_one_save() {
    let folder = Folder::new("st.title(\"One\");");
    let (_app, _host, mut page) = open(&folder).await;
    // How long it may take, `decision.rs` knows.
    fs::remove_file(folder.path("app.rhai")).unwrap();
    folder.write("app.rhai", "");
    folder.write("app.rhai", "st.title(\"Two\");");
    // No error card and no empty page in between.
    assert_eq!(page.next().await.unwrap()["type"].clone().into_string().unwrap(), "run_started");
    assert_eq!(texts(&page.run().await), ["Two"]);
}

#[tokio::test]
async fn imported_modules_are_watched_and_those_that_they_import() {
    let folder = Folder::new("import \"lib/words\" as words;\nst.title(words::title());");
    folder.write("lib/words.rhai", "import \"more\" as more;\nfn title() { more::title() }");
    folder.write("lib/more.rhai", "fn title() { \"One\" }");
    let (_app, _host, mut page) = open(&folder).await;
    folder.write("lib/more.rhai", "fn title() { \"Two\" }");
    assert_eq!(texts(&page.run().await), ["Two"]);
    folder.write("lib/words.rhai", "fn title() { \"Three\" }");
    assert_eq!(texts(&page.run().await), ["Three"]);
}

#[tokio::test]
async fn a_module_that_was_missing_heals_the_app_when_it_is_made() {
    let folder = Folder::new("import \"words\" as words;\nst.title(words::title());");
    let app = folder.app().build().unwrap();
    assert!(app.compile_error().is_some());
    let host = serve(app.router()).await;
    let mut page = host.page().await;
    let error = page.until("compile_error").await;
    assert!(format!("{:?}", error["error"]).contains("words"));
    folder.write("words.rhai", "fn title() { \"Hello\" }");
    assert_eq!(texts(&page.run().await), ["Hello"]);
}

#[tokio::test]
async fn a_script_that_does_not_compile_is_shown_and_heals() {
    let folder = Folder::new("st.title(\"One\");");
    let (_app, _host, mut page) = open(&folder).await;
    folder.write("app.rhai", "st.title(\"Two\";");
    let error = page.until("compile_error").await;
    assert!(error["error"].is_map());
    folder.write("app.rhai", "st.title(\"Three\");");
    assert_eq!(texts(&page.run().await), ["Three"]);
}

#[tokio::test]
async fn saving_the_same_text_runs_nothing() {
    let folder = Folder::new("st.title(\"One\");");
    let (_app, _host, mut page) = open(&folder).await;
    folder.write("app.rhai", "st.title(\"One\");");
    settle().await;
    folder.write("app.rhai", "st.title(\"Two\");");
    assert_eq!(texts(&page.run().await), ["Two"], "the first run after both");
}

#[tokio::test]
async fn pages_offer_a_rerun_when_it_is_not_to_come_by_itself() {
    let folder = Folder::new("st.title(\"One\");");
    let app = folder.app().run_on_save(false).build().unwrap();
    let host = serve(app.router()).await;
    let mut page = host.page().await;
    page.run().await;
    folder.write("app.rhai", "st.title(\"Two\");");
    page.until("source_changed").await;
}

#[tokio::test]
async fn nothing_is_watched_when_the_app_is_gone() {
    let folder = Folder::new("st.title(\"One\");");
    let watchers = || {
        let tasks = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
        tasks
            .filter(|task| {
                fs::read_to_string(task.path().join("comm")).is_ok_and(|name| name.starts_with("stscript-watch"))
            })
            .count()
    };
    // Other tests of this process watch too, so only this app's thread may be counted: it is the one that ends.
    let mut apps = Vec::new();
    for _ in 0..20 {
        apps.push(folder.app().build().unwrap());
    }
    drop(apps);
    let begun = Instant::now();
    while watchers() > 15 && begun.elapsed() < Duration::from_secs(5) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(watchers() <= 15, "{} threads still watch", watchers());
}

const MAIN: &str = "import \"lib/words\" as words;\nst.title(words::title());";

fn words(title: &str) -> String {
    format!("fn title() {{ \"{title}\" }}")
}

#[tokio::test]
async fn a_folder_of_modules_that_is_replaced_is_watched_again() {
    let folder = Folder::new(MAIN);
    folder.write("lib/words.rhai", words("One"));
    let (_app, _host, mut page) = open(&folder).await;
    // Twice: what was watched again must be found again.
    for (away, title) in [("old-1", "Two"), ("old-2", "Three")] {
        folder.write("new/words.rhai", words(title));
        fs::rename(folder.path("lib"), folder.path(away)).unwrap();
        fs::rename(folder.path("new"), folder.path("lib")).unwrap();
        assert_eq!(texts(&page.run().await), [title]);
        folder.write("lib/words.rhai", words("Saved"));
        assert_eq!(texts(&page.run().await), ["Saved"]);
    }
}

#[tokio::test]
async fn a_folder_of_modules_that_is_removed_and_built_anew_is_watched_again() {
    let folder = Folder::new(MAIN);
    folder.write("lib/words.rhai", words("One"));
    let (_app, _host, mut page) = open(&folder).await;
    for title in ["Two", "Three"] {
        fs::remove_dir_all(folder.path("lib")).unwrap();
        folder.write("lib/words.rhai", words(title));
        assert_eq!(texts(&page.run().await), [title]);
        folder.write("lib/words.rhai", words("Saved"));
        assert_eq!(texts(&page.run().await), ["Saved"]);
    }
}

/// An app in a folder below the test's.
async fn open_below(folder: &Folder, script: &str) -> (stscript::App, crate::support::Served, Page) {
    let app = stscript::App::builder(folder.path(script)).build().unwrap();
    let host = serve(app.router()).await;
    let mut page = host.page().await;
    page.run().await;
    (app, host, page)
}

#[tokio::test]
async fn the_folder_of_the_app_may_be_renamed_away_and_come_back() {
    let folder = Folder::new("");
    folder.write("apps/sales/app.rhai", MAIN);
    folder.write("apps/sales/lib/words.rhai", words("One"));
    let (_app, _host, mut page) = open_below(&folder, "apps/sales/app.rhai").await;
    for away in ["apps/sales", "apps"] {
        fs::rename(folder.path(away), folder.path("elsewhere")).unwrap();
        let error = page.until("compile_error").await;
        assert!(format!("{:?}", error["error"]).contains("app.rhai"));
        fs::rename(folder.path("elsewhere"), folder.path(away)).unwrap();
        // The page shows the app again, and saves are seen as before.
        page.run().await;
        folder.write("apps/sales/lib/words.rhai", words(away));
        assert_eq!(texts(&page.run().await), [away]);
    }
}

#[tokio::test]
async fn the_folder_of_the_app_and_those_above_it_may_be_replaced() {
    let folder = Folder::new("");
    folder.write("a/b/app.rhai", MAIN);
    folder.write("a/b/lib/words.rhai", words("One"));
    let (_app, _host, mut page) = open_below(&folder, "a/b/app.rhai").await;
    for (replaced, title) in [("a/b/lib", "Two"), ("a/b", "Three"), ("a", "Four")] {
        fs::remove_dir_all(folder.path(replaced)).unwrap();
        folder.write("a/b/lib/words.rhai", words(title));
        folder.write("a/b/app.rhai", MAIN);
        assert_eq!(texts(&page.run().await), [title]);
        folder.write("a/b/lib/words.rhai", words("Saved"));
        assert_eq!(texts(&page.run().await), ["Saved"]);
    }
}

#[cfg(unix)]
fn point(link: &std::path::Path, target: &str) {
    let temporary = link.with_file_name("link.new");
    std::os::unix::fs::symlink(target, &temporary).unwrap();
    fs::rename(temporary, link).unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_on_the_way_to_the_app_that_is_pointed_elsewhere_is_a_new_version() {
    let folder = Folder::new("");
    for release in ["1", "2", "3"] {
        folder.write(&format!("releases/{release}/app.rhai"), MAIN);
        folder.write(&format!("releases/{release}/lib/words.rhai"), words(release));
    }
    point(&folder.path("current"), "releases/1");
    let (_app, _host, mut page) = open_below(&folder, "current/app.rhai").await;
    for release in ["2", "3"] {
        point(&folder.path("current"), &format!("releases/{release}"));
        assert_eq!(texts(&page.run().await), [release]);
        folder.write(&format!("releases/{release}/lib/words.rhai"), words("Saved"));
        assert_eq!(texts(&page.run().await), ["Saved"]);
    }
    // The release that is no longer current does not matter.
    folder.write("releases/1/app.rhai", "st.title(\"Old\");");
    fs::remove_dir_all(folder.path("releases/2")).unwrap();
    folder.write("releases/3/lib/words.rhai", words("Last"));
    assert_eq!(texts(&page.run().await), ["Last"]);
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_to_a_link_and_a_link_to_nothing_are_followed() {
    let folder = Folder::new("");
    folder.write("one/app.rhai", "st.title(\"One\");");
    point(&folder.path("stable"), "one");
    point(&folder.path("current"), "stable");
    let (_app, _host, mut page) = open_below(&folder, "current/app.rhai").await;
    // Pointed at a folder that is not there yet.
    point(&folder.path("stable"), "deep/two");
    page.until("compile_error").await;
    folder.write("deep/two/app.rhai", "st.title(\"Two\");");
    assert_eq!(texts(&page.run().await), ["Two"]);
}

#[cfg(unix)]
#[tokio::test]
async fn a_config_map_of_kubernetes_is_swapped_as_one_save() {
    let folder = Folder::new("");
    let write = |version: &str, title: &str| {
        folder.write(&format!("map/..{version}/app.rhai"), MAIN.replace("lib/", ""));
        folder.write(&format!("map/..{version}/words.rhai"), words(title));
    };
    write("1", "One");
    point(&folder.path("map/..data"), "..1");
    point(&folder.path("map/app.rhai"), "..data/app.rhai");
    point(&folder.path("map/words.rhai"), "..data/words.rhai");
    let (_app, _host, mut page) = open_below(&folder, "map/app.rhai").await;
    for (version, former, title) in [("2", "1", "Two"), ("3", "2", "Three")] {
        write(version, title);
        point(&folder.path("map/..data"), &format!("..{version}"));
        fs::remove_dir_all(folder.path(&format!("map/..{former}"))).unwrap();
        assert_eq!(texts(&page.run().await), [title]);
    }
}

#[tokio::test]
async fn a_new_module_that_comes_before_another_is_taken_and_taken_back() {
    let folder = Folder::new("import \"lib/page\" as page;\nst.title(page::title());");
    folder.write("lib/page.rhai", "import \"deep/words\" as words;\nfn title() { words::title() }");
    folder.write("deep/words.rhai", words("Of the app"));
    let (_app, _host, mut page) = open(&folder).await;
    // Beside the importing file comes before the app's folder; not even the folder was there.
    folder.write("lib/deep/words.rhai", words("Beside"));
    assert_eq!(texts(&page.run().await), ["Beside"]);
    fs::remove_dir_all(folder.path("lib/deep")).unwrap();
    assert_eq!(texts(&page.run().await), ["Of the app"]);
}

#[tokio::test]
async fn a_module_whose_folder_was_missing_heals_the_app_when_it_is_made() {
    let folder = Folder::new("import \"some/lib/words\" as words;\nst.title(words::title());");
    let app = folder.app().build().unwrap();
    let host = serve(app.router()).await;
    let mut page = host.page().await;
    page.until("compile_error").await;
    fs::create_dir(folder.path("some")).unwrap();
    settle().await;
    fs::create_dir(folder.path("some/lib")).unwrap();
    settle().await;
    folder.write("some/lib/words.rhai", words("Hello"));
    assert_eq!(texts(&page.run().await), ["Hello"]);
}

#[tokio::test]
async fn a_module_that_does_not_compile_heals_the_app_though_its_folder_was_replaced() {
    let folder = Folder::new(MAIN);
    folder.write("lib/words.rhai", words("One"));
    let (_app, _host, mut page) = open(&folder).await;
    folder.write("lib/words.rhai", "fn title() {");
    page.until("compile_error").await;
    fs::remove_dir_all(folder.path("lib")).unwrap();
    folder.write("lib/words.rhai", words("Two"));
    assert_eq!(texts(&page.run().await), ["Two"]);
}

#[tokio::test]
async fn what_happens_beside_the_files_of_the_app_is_no_reload() {
    let folder = Folder::new("st.title(\"One\");");
    let (_app, _host, mut page) = open(&folder).await;
    for n in 0..1000 {
        folder.write(&format!("data/{n}.csv"), "a,b");
    }
    folder.write("other.rhai", "st.title(\"Other\");");
    fs::remove_dir_all(folder.path("data")).unwrap();
    folder.write("app.rhai", "st.title(\"Two\");");
    assert_eq!(texts(&page.run().await), ["Two"], "the first run after all of it");
}

#[tokio::test]
async fn a_module_that_only_a_run_knows_is_watched_like_the_others() {
    let script = "let name = \"words\";\nimport \"lib/\" + name as words;\nst.title(words::title());";
    let folder = Folder::new(script);
    folder.write("lib/words.rhai", words("One"));
    let (_app, _host, mut page) = open(&folder).await;
    for title in ["Two", "Three"] {
        settle().await;
        folder.write("lib/words.rhai", words(title));
        assert_eq!(texts(&page.run().await), [title]);
    }
}
