//! What a function reads besides its arguments, and what kinds of functions there are.

use super::*;

struct App {
    folder: tempfile::TempDir,
    storage: Arc<MemoryStorage>,
    count: Arc<AtomicI64>,
}

impl App {
    fn new(files: &[(&str, &str)]) -> Self {
        let app = Self { folder: tempfile::tempdir().unwrap(), storage: Arc::default(), count: Arc::default() };
        for (name, text) in files {
            app.write(name, text);
        }
        app
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }

    /// The app in a new process, so to say.
    fn start(&self, args: &[&str]) -> AppTest {
        let cache = CacheBuilder::default().storage(Some(self.storage.clone()));
        let args = args.iter().map(|arg| (*arg).to_owned()).collect();
        let environment =
            Environment::with_cache(self.folder.path(), Limits::default(), host(&self.count), args, cache);
        let source = Source::read(&environment, &self.folder.path().join("app.rhai")).unwrap();
        let mut app = AppTest::of(&environment, source);
        app.run();
        app
    }

    fn count(&self) -> i64 {
        self.count.load(Ordering::SeqCst)
    }
}

#[test]
fn the_version_of_a_function_of_the_host_is_part_of_the_key_of_what_calls_it() {
    for script in [
        "fn f() { orders() } let f = memo(f, #{ persist: \"disk\" }); st.text(f());",
        "fn g() { [1].map(|x| orders())[0] } fn f() { g() } let f = memo(f, #{ persist: \"disk\" }); st.text(f());",
        "let f = memo(|| orders(), #{ persist: \"disk\" }); st.text(f());",
        "fn f(n) { Fn(n).call() } let f = memo(f, #{ persist: \"disk\" }); st.text(f(\"orders\"));",
        "const GET = || orders(); fn f() { global::GET.call() } let f = memo(f, #{ persist: \"disk\" }); st.text(f());",
        "let g = memo(orders); fn f() { g() } let f = memo(f, #{ persist: \"disk\" }); st.text(f());",
    ] {
        println!("{script}");
        let storage: Arc<MemoryStorage> = Arc::default();
        for version in ["v1", "v2", "v1"] {
            let mut host = HostModule::default();
            host.function("orders", move || version.to_owned()).version("orders", version);
            let cache = CacheBuilder::default().storage(Some(storage.clone()));
            let environment = Environment::with_cache(Path::new("."), Limits::default(), host, Vec::new(), cache);
            let mut app = AppTest::of(&environment, Source::compile(&environment, "app.rhai", script).unwrap());
            app.run();
            ok(&app);
            assert_eq!(texts(&app), [version]);
        }
    }
}

#[test]
fn the_programs_arguments_are_part_of_the_key_of_what_reads_them() {
    for script in [
        "fn f() { tick(); ARGS[0] } let f = memo(f, #{ persist: \"disk\" }); st.text(f());",
        "fn g() { ARGS } fn f() { tick(); g()[0] } let f = memo(f, #{ persist: \"disk\" }); st.text(f());",
        "let f = memo(|| { tick(); ARGS[0] }, #{ persist: \"disk\" }); st.text(f());",
    ] {
        let app = App::new(&[("app.rhai", script)]);
        for (arg, count) in [("north", 1), ("south", 2), ("north", 2)] {
            let session = app.start(&[arg]);
            ok(&session);
            assert_eq!(texts(&session), [arg], "{script}");
            assert_eq!(app.count(), count, "{script}");
        }
    }
}

#[test]
fn a_constant_of_the_host_is_part_of_the_key_of_what_reads_it() {
    let storage: Arc<MemoryStorage> = Arc::default();
    let count = Arc::default();
    let run = |region: &str| {
        let mut host = host(&count);
        host.module().set_var("REGION", region.to_owned());
        let cache = CacheBuilder::default().storage(Some(storage.clone()));
        let environment = Environment::with_cache(Path::new("."), Limits::default(), host, Vec::new(), cache);
        let script = "fn f() { tick(); REGION } let f = memo(f, #{ persist: true }); st.text(f());";
        let mut app = AppTest::of(&environment, Source::compile(&environment, "app.rhai", script).unwrap());
        app.run();
        ok(&app);
        (texts(&app), count.load(Ordering::SeqCst))
    };
    assert_eq!(run("north"), (vec!["north".to_owned()], 1));
    assert_eq!(run("south"), (vec!["south".to_owned()], 2));
    assert_eq!(run("north"), (vec!["north".to_owned()], 2));
}
