//! The cache of an app, from the program that hosts it.

use std::sync::Arc;
use std::time::Duration;

use stscript::cache::ManualClock;
use stscript::cache::storage::MemoryStorage;

use crate::support::{Folder, serve, texts};

const APP: &str = "\
fn load(x) { x * 2 }
let load = memo(load, #{ ttl: 60, persist: \"disk\" });
st.text(`${load(2)} ${load.stats().misses}`);";

async fn visit(app: &stscript::App) -> Vec<String> {
    let host = serve(app.router()).await;
    let mut page = host.page().await;
    texts(&page.run().await)
}

#[tokio::test]
async fn values_in_a_storage_of_the_host_outlive_the_app() {
    let folder = Folder::new(APP);
    let storage = Arc::new(MemoryStorage::new());
    let first = folder.app().storage(storage.clone()).build().unwrap();
    assert_eq!(visit(&first).await, ["4 1"]);
    drop(first);
    let second = folder.app().storage(storage).build().unwrap();
    assert_eq!(visit(&second).await, ["4 0"]);
    assert!(!folder.path(".stscript").exists());
}

#[tokio::test]
async fn a_clock_of_the_host_and_a_ttl_that_holds_on_disk() {
    let folder = Folder::new(APP);
    let clock = Arc::new(ManualClock::default());
    let app = folder.app().clock(clock.clone()).persistent_ttl(true).build().unwrap();
    assert_eq!(visit(&app).await, ["4 1"]);
    assert_eq!(visit(&app).await, ["4 1"]);
    clock.advance(Duration::from_secs(60));
    assert_eq!(visit(&app).await, ["4 2"]);
}

#[tokio::test]
async fn without_a_folder_nothing_is_made() {
    let folder = Folder::new(APP);
    let app = folder.app().no_cache_dir().build().unwrap();
    assert_eq!(visit(&app).await, ["4 1"]);
    assert!(!folder.path(".stscript").exists());
}

#[tokio::test]
async fn metrics_have_a_series_per_function_and_totals() {
    let folder = Folder::new(APP);
    let app = folder.app().no_cache_dir().build().unwrap();
    visit(&app).await;
    visit(&app).await;
    let host = serve(app.router()).await;
    let plain = host.get("/_stcore/metrics", &[]).await;
    assert_eq!(plain.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    for line in [
        "# TYPE stscript_cache_hits_total counter",
        "stscript_cache_hits_total{function=\"load\",kind=\"memo\"} 1",
        "stscript_cache_misses_total{function=\"load\",kind=\"memo\"} 1",
        "stscript_cache_all_hits_total 1",
        "stscript_cache_evictions_total{function=\"load\",kind=\"memo\",cause=\"expired\"} 0",
        "stscript_cache_entries{function=\"load\",kind=\"memo\"} 1",
        "stscript_runs_total 2",
        "stscript_runs_waiting 0",
        "stscript_runs_max 4000",
    ] {
        assert!(plain.text().lines().any(|known| known == line), "{line} is not in\n{}", plain.text());
    }
    let open = host.get("/_stcore/metrics", &[("accept", "application/openmetrics-text; version=1.0.0")]).await;
    assert!(open.header("content-type").starts_with("application/openmetrics-text"));
    assert!(open.text().contains("# TYPE stscript_cache_hits counter\n") && open.text().ends_with("# EOF\n"));
}

#[tokio::test]
async fn a_counter_keeps_what_a_session_has_counted_that_has_ended() {
    let folder = Folder::new("fn load() { 1 } let load = memo(load, #{ scope: \"session\" }); load(); load();");
    let app = folder.app().no_cache_dir().build().unwrap();
    visit(&app).await;
    let host = serve(app.router()).await;
    let counted = async || {
        let text = host.get("/_stcore/metrics", &[]).await.text().to_owned();
        let of = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(|n| n.trim().to_owned());
        let labels = "{function=\"load\",kind=\"memo\"}";
        let entries = of(&format!("stscript_cache_entries{labels}"));
        (
            of(&format!("stscript_cache_misses_total{labels}")),
            of(&format!("stscript_cache_hits_total{labels}")),
            entries,
        )
    };
    let some = |count: &str| Some(count.to_owned());
    assert_eq!(counted().await, (some("1"), some("1"), some("1")));
    stscript::unstable::cache::retain(app.cache(), |_, _| false);
    assert_eq!(counted().await, (some("1"), some("1"), some("0")), "what is gone was counted");
    visit(&app).await;
    assert_eq!(counted().await, (some("2"), some("2"), some("1")));
}

#[tokio::test]
async fn a_singleton_is_released_when_the_app_ends() {
    let released = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let seen = released.clone();
    let folder = Folder::new(
        "fn pool() { #{ open: true } }\n\
         let pool = singleton(pool, #{ on_release: |pool| released(pool.open) });\n\
         st.text(`${pool().open}`);",
    );
    let app = folder
        .app()
        .function("released", move |open: bool| seen.store(open, std::sync::atomic::Ordering::SeqCst))
        .build()
        .unwrap();
    assert_eq!(visit(&app).await, ["true"]);
    app.shutdown();
    assert!(released.load(std::sync::atomic::Ordering::SeqCst));
}
