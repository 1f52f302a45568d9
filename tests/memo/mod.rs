//! Cached functions as scripts see them.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use stscript::cache::storage::MemoryStorage;
use stscript::cache::{CacheBuilder, ManualClock};
use stscript::testing::AppTest;
use stscript::unstable::script::{Environment, Source};
use stscript::unstable::testing::app_test;
use stscript::{HostModule, Limits};
use tempfile::TempDir;

mod cases;
mod closures;
mod commands;
mod errors;
mod handles;
mod inputs;
mod keys;
mod options;
mod persistence;
mod reads;
mod replay;
#[cfg(feature = "server")]
mod sessions;
mod singleton;
mod streamlit;
mod versions;
mod widgets;

/// An app whose script can count: `tick()` adds one and returns the count.
fn app(script: &str) -> (AppTest, Arc<AtomicI64>) {
    let count = Arc::new(AtomicI64::new(0));
    let mut app = AppTest::builder("app.rhai").text(script).register(|module| *module = host(&count)).build().unwrap();
    app.run();
    (app, count)
}

#[track_caller]
fn shows(script: &str, expected: &[&str]) {
    println!("{script}");
    let (app, _) = app(script);
    ok(&app);
    assert_eq!(texts(&app), expected);
}

#[track_caller]
fn ok(app: &AppTest) {
    if let Some(error) = app.error() {
        panic!("{error:#}");
    }
}

fn texts(app: &AppTest) -> Vec<String> {
    app.all("text").iter().map(|text| text.text("body")).collect()
}

/// What the sessions of a test have in common: a folder, a clock that stands still, what `tick()` has counted.
struct World {
    folder: TempDir,
    storage: Option<Arc<MemoryStorage>>,
    environment: Arc<Environment>,
    clock: Arc<ManualClock>,
    count: Arc<AtomicI64>,
}

impl World {
    fn new() -> Self {
        Self::with_storage(None)
    }

    fn with_storage(storage: Option<Arc<MemoryStorage>>) -> Self {
        Self::with(storage, |_| {})
    }

    /// A world in which the host has more than `tick()`.
    fn with(storage: Option<Arc<MemoryStorage>>, more: impl FnOnce(&mut HostModule)) -> Self {
        let (clock, count) = (Arc::default(), Arc::default());
        let folder = tempfile::tempdir().unwrap();
        let mut host = host(&count);
        more(&mut host);
        let environment = environment(folder.path(), storage.clone(), &clock, host, &[]);
        Self { folder, storage, environment, clock, count }
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    /// A new process, so to say, with the same folder and storage, which gets these arguments.
    fn restart(&mut self, args: &[&str]) {
        self.environment = environment(self.folder.path(), self.storage.clone(), &self.clock, host(&self.count), args);
    }

    /// A session of the folder's `app.rhai`, and its first run.
    #[track_caller]
    fn open(&self) -> AppTest {
        let source = Source::read(&self.environment, &self.folder.path().join("app.rhai")).unwrap();
        let mut app = app_test(&self.environment, source);
        app.run();
        app
    }

    #[track_caller]
    fn session(&self, script: &str) -> AppTest {
        let source = Source::compile(&self.environment, "app.rhai", script).unwrap();
        app_test(&self.environment, source)
    }

    /// A session that has run once.
    #[track_caller]
    fn ran(&self, script: &str) -> AppTest {
        let mut app = self.session(script);
        app.run();
        ok(&app);
        app
    }

    fn advance(&self, seconds: f64) {
        self.clock.advance(Duration::from_secs_f64(seconds));
    }

    fn count(&self) -> i64 {
        self.count.load(Ordering::SeqCst)
    }
}

fn environment(
    folder: &Path,
    storage: Option<Arc<MemoryStorage>>,
    clock: &Arc<ManualClock>,
    host: HostModule,
    args: &[&str],
) -> Arc<Environment> {
    let cache = CacheBuilder::default().clock(clock.clone()).storage(storage.map(|storage| storage as _));
    let args = args.iter().map(|arg| (*arg).to_owned()).collect();
    Environment::with_cache(folder, Limits::default(), host, args, cache)
}

fn host(count: &Arc<AtomicI64>) -> HostModule {
    let counter = count.clone();
    let mut host = HostModule::default();
    host.function("tick", move || counter.fetch_add(1, Ordering::SeqCst) + 1);
    host
}

/// Waits for something that happens on another thread.
#[track_caller]
fn until(mut condition: impl FnMut() -> bool) {
    let start = std::time::Instant::now();
    while !condition() {
        assert!(start.elapsed() < Duration::from_secs(20), "it did not happen");
        std::thread::sleep(Duration::from_millis(2));
    }
}
