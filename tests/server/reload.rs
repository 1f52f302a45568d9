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
    let saved = Instant::now();
    folder.write("app.rhai", "st.title(\"Two\");");
    assert_eq!(texts(&page.run().await), ["Two"]);
    assert!(saved.elapsed() < Duration::from_millis(300), "{:?}", saved.elapsed());
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
    fs::remove_file(folder.path("app.rhai")).unwrap();
    tokio::time::sleep(Duration::from_millis(80)).await;
    folder.write("app.rhai", "");
    tokio::time::sleep(Duration::from_millis(80)).await;
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
