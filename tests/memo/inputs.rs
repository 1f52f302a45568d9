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

const MODES: &str = r#"
    if !st.session_state.contains("mode") { st.session_state.mode = 1; }
    if st.button("next") { st.session_state.mode += 1; st.rerun(); }
    if st.button("back") { st.session_state.mode = 1; st.rerun(); }
"#;

/// The app shows the mode that is set, and has computed each once.
#[track_caller]
fn follows_the_mode(files: &[(&str, &str)]) {
    let world = App::new(files);
    let mut app = world.start(&[]);
    ok(&app);
    assert_eq!(texts(&app), ["1"]);
    app.run();
    assert_eq!(world.count(), 1, "the same mode");
    app.click("next").run();
    ok(&app);
    assert_eq!(texts(&app), ["2"]);
    app.click("back").run();
    ok(&app);
    assert_eq!(texts(&app), ["1"]);
    assert_eq!(world.count(), 2);
}

#[test]
fn the_constants_of_modules_are_part_of_the_key() {
    let cfg = "const MODE = st.session_state.mode; fn load() { global::MODE }";
    let page = |call: &str| {
        format!("{MODES} import \"cfg\" as cfg; fn page() {{ tick(); {call} }} let page = memo(page); st.text(page());")
    };
    follows_the_mode(&[("cfg.rhai", cfg), ("app.rhai", &page("cfg::load()"))]);
    follows_the_mode(&[("cfg.rhai", &format!("export {cfg}")), ("app.rhai", &page("cfg::MODE"))]);
    follows_the_mode(&[
        ("cfg.rhai", "const MODE = st.session_state.mode; export MODE as mode;"),
        ("app.rhai", &page("cfg::mode")),
    ]);
    follows_the_mode(&[("cfg.rhai", "export let mode = st.session_state.mode;"), ("app.rhai", &page("cfg::mode"))]);
    follows_the_mode(&[
        ("deep.rhai", cfg),
        ("cfg.rhai", "import \"deep\" as deep; fn load() { deep::load() }"),
        ("app.rhai", &page("cfg::load()")),
    ]);
    follows_the_mode(&[
        ("cfg.rhai", cfg),
        (
            "app.rhai",
            &page("inner()").replace("let page", "fn inner() { import \"cfg\" as own; own::load() } let page"),
        ),
    ]);
}

#[test]
fn a_value_of_a_module_counts_whatever_else_goes_by_its_name() {
    for (cfg, call) in [
        ("const MODE = 0; const MODE = st.session_state.mode; fn load() { global::MODE }", "cfg::load()"),
        ("const MODE = 0; export const MODE = st.session_state.mode;", "cfg::MODE"),
        ("const MODE = 0; export let MODE = st.session_state.mode;", "cfg::MODE"),
        ("const MODE = 0; let mode = st.session_state.mode; export mode as MODE;", "cfg::MODE"),
        ("fn MODE() { 0 } export let MODE = st.session_state.mode;", "cfg::MODE"),
        ("fn MODE() { 0 } let mode = st.session_state.mode; export mode as MODE;", "cfg::MODE"),
        ("if st.session_state.mode == 1 { return; } const MODE = 2; fn load() { global::MODE }", "one_if_missing()"),
        ("import \"deep\" as deep; const MODE = 0; fn load() { deep::MODE }", "cfg::load()"),
    ] {
        println!("{cfg}");
        follows_the_mode(&[
            ("deep.rhai", "const MODE = 0; export let MODE = st.session_state.mode;"),
            ("cfg.rhai", cfg),
            (
                "app.rhai",
                &format!(
                    "{MODES} import \"cfg\" as cfg; fn one_if_missing() {{ let mode = 1; try {{ mode = cfg::load(); }} catch {{ }} mode }} fn page() {{ tick(); {call} }} let page = memo(page); st.text(page());"
                ),
            ),
        ]);
    }
}

#[test]
fn a_literal_constant_above_all_that_runs_needs_no_run_to_be_known() {
    let app = App::new(&[
        (
            "cfg.rhai",
            "const A = 1; let b = 2; export const C = [3]; fn load() { global::A + global::C[0] } st.text(\"imported\");",
        ),
        ("app.rhai", "fn page() { import \"cfg\" as cfg; cfg::load() } let page = memo(page);"),
    ]);
    let session = app.start(&[]);
    ok(&session);
    assert!(texts(&session).is_empty());
}

#[test]
fn the_text_of_a_module_counts_that_is_imported_without_a_name() {
    for page in ["import \"m\";", "let c = || { import \"m\"; 1 }; c.call();", "import \"n\" as n; n::draw();"] {
        println!("{page}");
        let app = App::new(&[
            ("m.rhai", "st.text(\"v1\");"),
            ("n.rhai", "fn draw() { import \"m\"; }"),
            (
                "app.rhai",
                &format!("fn page() {{ tick(); {page} 1 }} let page = memo(page, #{{ persist: \"disk\" }}); page();"),
            ),
        ]);
        for (version, count) in [("v1", 1), ("v1", 1), ("v2", 2)] {
            app.write("m.rhai", &format!("st.text(\"{version}\");"));
            let session = app.start(&[]);
            ok(&session);
            assert_eq!(texts(&session), [version]);
            assert_eq!(app.count(), count);
        }
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
fn functions_in_the_constants_of_modules_count() {
    let page = |call: &str| {
        format!("{MODES} import \"cfg\" as cfg; fn page() {{ tick(); {call} }} let page = memo(page); st.text(page());")
    };
    for (cfg, call) in [
        ("const MODE = #{ n: st.session_state.mode, log: |m| m }; fn load() { global::MODE.n }", "cfg::load()"),
        ("let mode = st.session_state.mode; export const get = || mode;", "cfg::get.call()"),
        (
            "let mode = st.session_state.mode; let got = memo(|| mode); export const get = #{ it: got };",
            "cfg::get.it.call()",
        ),
        ("const MODE = st.session_state.mode; export const get = || global::MODE;", "cfg::get.call()"),
        (
            "const MODE = [st.session_state.mode]; fn load() { global::MODE[0] } const GET = [Fn(\"load\")]; fn get() { global::GET[0].call() }",
            "cfg::get()",
        ),
        ("import \"deep\" as deep; fn load() { deep::load() }", "cfg::load()"),
        ("import \"deep\" as deep; export const get = || deep::load();", "cfg::get.call()"),
    ] {
        println!("{cfg}");
        follows_the_mode(&[
            ("deep.rhai", "const MODE = #{ n: st.session_state.mode, log: |m| m }; fn load() { global::MODE.n }"),
            ("cfg.rhai", cfg),
            ("app.rhai", &page(call)),
        ]);
    }
}

#[test]
fn a_shared_object_among_a_modules_constants_counts_by_what_it_holds_at_each_call() {
    let app = App::new(&[
        (
            "cfg.rhai",
            "fn board() { [] } let board = singleton(board); export const BOARD = board(); fn add(x) { let all = board(); all.push(x); }",
        ),
        (
            "app.rhai",
            "import \"cfg\" as cfg; fn page() { tick(); cfg::BOARD.len() } let page = memo(page); st.text(page()); cfg::add(1); st.text(page()); st.text(page());",
        ),
    ]);
    let session = app.start(&[]);
    ok(&session);
    assert_eq!(texts(&session), ["0", "1", "1"]);
    assert_eq!(app.count(), 2);
}

#[test]
fn a_module_that_cannot_be_imported_yet_is_no_error_of_the_memo_statement() {
    let app = App::new(&[
        (
            "cfg.rhai",
            "if !st.session_state.contains(\"mode\") { throw \"too early\"; } export const MODE = [st.session_state.mode];",
        ),
        (
            "app.rhai",
            "fn page() { tick(); import \"cfg\" as cfg; cfg::MODE[0] } let page = memo(page); if st.button(\"now\") { page(); } st.session_state.mode = 4; st.text(page());",
        ),
    ]);
    let mut session = app.start(&[]);
    ok(&session);
    assert_eq!(texts(&session), ["4"]);
    session.run();
    assert_eq!(app.count(), 1);
}

#[test]
fn a_modules_cached_function_follows_the_constants_of_the_modules_that_it_reads() {
    follows_the_mode(&[
        ("deep.rhai", "const MODE = st.session_state.mode; fn load() { global::MODE }"),
        ("cfg.rhai", "import \"deep\" as deep; fn load() { tick(); deep::load() } let load = memo(load);"),
        ("app.rhai", &format!("{MODES} import \"cfg\" as cfg; st.text(cfg::load());")),
    ]);
}

#[test]
fn a_module_whose_top_level_calls_the_function_that_reads_it_is_no_deadlock() {
    let app = App::new(&[
        ("cfg.rhai", "const MODE = st.session_state.page.call(1); fn load() { global::MODE }"),
        (
            "app.rhai",
            "fn page(x) { if x == 1 { return 5; } import \"cfg\" as cfg; cfg::load() } st.session_state.page = memo(page); st.text(st.session_state.page.call(2));",
        ),
    ]);
    let session = app.start(&[]);
    ok(&session);
    assert_eq!(texts(&session), ["5"]);
}

#[test]
fn a_constant_of_a_module_that_is_not_read_does_not_count() {
    let app = App::new(&[
        ("cfg.rhai", "const NOW = tick(); const STEP = 5; fn step() { global::STEP }"),
        ("app.rhai", "import \"cfg\" as cfg; fn f() { st.text(\"run\"); tick(); cfg::step() } let f = memo(f); f();"),
    ]);
    let mut session = app.start(&[]);
    ok(&session);
    session.run();
    ok(&session);
    assert_eq!(app.count(), 3, "the module twice, the function once");
}

#[test]
fn a_function_that_imports_by_a_computed_path_can_not_be_cached() {
    for (script, line) in [
        ("fn f() {\n  let n = \"m\"; import n as q; q::v()\n}\nmemo(f);", "app.rhai:2"),
        ("fn g() {\n  import \"m\" + \"\" as q; q::v()\n}\nfn f() { g() }\nlet f = memo(f);", "app.rhai:2"),
        ("fn f(n) { import `${n}` as q; q::v() }\nlet f = memo(f);", "app.rhai:1"),
        ("let g = memo(|n| { import n as q; q::v() });", "app.rhai:1"),
        ("let n = \"m\";\nimport n as q;\nfn f() { q::v() }\nlet f = memo(f);", "app.rhai:2"),
        ("import \"tools\" as t;\nfn f() { t::plugin(\"m\") }\nlet f = memo(f);", "tools.rhai:2"),
        ("import \"more\" as t;\nfn f() { t::tools::plugin(\"m\") }\nlet f = memo(f);", "tools.rhai:2"),
        ("import \"more\" as t;\nfn f() { t::through(\"m\") }\nlet f = memo(f);", "tools.rhai:2"),
        ("import \"more\" as t;\nfn f() { t::far::tools::plugin(\"m\") }\nlet f = memo(f);", "tools.rhai:2"),
        ("import \"more\" as t;\nfn f() { t::plug::v() }\nlet f = memo(f);", "more.rhai:3"),
        (
            "import \"more\" as t;\nfn mine(n) { import n as q; q::v() }\nfn f() { t::borrows() }\nlet f = memo(f);",
            "app.rhai:2",
        ),
        ("import \"more\" as t;\nfn f() { t::LATE.call(\"m\") }\nlet f = memo(f);", "more.rhai:5"),
        (
            "const LATE = #{ by: |n| { import n as q; q::v() } };\nfn f() { global::LATE.by.call(\"m\") }\nlet f = memo(f);",
            "app.rhai:1",
        ),
        (
            "fn late(n) { import n as q; q::v() }\nconst LATE = [late];\nfn f() { global::LATE[0].call(\"m\") }\nlet f = memo(f);",
            "app.rhai:1",
        ),
        (
            "fn f() { global::LATE.call(\"m\") }\nlet f = memo(f);\nconst LATE = |n| { import n as q; q::v() }; f();",
            "app.rhai:3",
        ),
        ("let late = |n| { import n as q; q::v() };\nlet f = memo(|| late.call(\"m\")); f();", "app.rhai:1"),
    ] {
        println!("{script}");
        let app = App::new(&[
            ("m.rhai", "fn v() { 1 }"),
            ("tools.rhai", "fn plain() { 1 }\nfn plugin(n) { import n as q; q::v() }"),
            (
                "more.rhai",
                "import \"tools\" as tools; import \"far\" as far;\nlet name = \"m\";\nimport name as plug;\nfn through(n) { tools::plugin(n) } fn borrows() { mine(\"m\") }\nexport const LATE = |n| { import n as q; q::v() };",
            ),
            ("far.rhai", "import \"tools\" as tools;"),
            ("app.rhai", script),
        ]);
        let session = app.start(&[]);
        let text = format!("{:#}", session.error().unwrap());
        assert!(text.contains("computed path") && text.contains(line) && text.contains("literal path"), "{text}");
    }
    let app = App::new(&[
        ("m.rhai", "fn v() { 1 }"),
        ("tools.rhai", "fn plain() { 1 }\nfn plugin(n) { import n as q; q::v() }"),
        (
            "app.rhai",
            "import \"tools\" as t; fn f() { import \"m\" as m; t::plain() + m::v() } let f = memo(f); st.text(f());",
        ),
    ]);
    ok(&app.start(&[]));
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

#[test]
fn overloads_never_share_a_key() {
    let (app, _) =
        app("fn f(_a, _b) { \"two\" } fn f(parameters) { \"one\" } let f = memo(f); st.text(f(1, 1)); st.text(f(2));");
    ok(&app);
    assert_eq!(texts(&app), ["two", "one"]);
}

#[test]
fn a_call_with_another_number_of_arguments_is_an_error_and_no_hit() {
    for (call, told) in [
        ("let g = memo(f); g.call(5); g.call();", "There is no function `f()`."),
        ("let g = memo(f); g.call(5); g.call(1, 2);", "There is no function `f` for (integer, integer)."),
        ("let f = memo(f); f.call(5); f.call(1, 2);", "There is no function `f` for (integer, integer)."),
        ("let g = memo(|_a| 1); g.call(5); g.call();", "A closure was called with no arguments"),
    ] {
        let (app, _) = app(&format!("fn f(_a) {{ 1 }} {call}"));
        let text = format!("{:#}", app.error().expect(call));
        assert!(text.contains(told) && !text.contains("cached__") && text.contains("app.rhai:1"), "{text}");
    }
}

#[test]
fn a_function_of_an_item_and_its_index_is_called_with_both() {
    for g in ["memo(|x, i| { tick(); x + i })", "memo(f)", "singleton(f)"] {
        let (app, count) = app(&format!(
            "fn f(x, i) {{ tick(); x + i }} let g = {g}; st.text([5, 5].map(g)); st.text([5, 5].map(g)); st.text([5, 6].filter(memo(|x, i| i == 1)));"
        ));
        ok(&app);
        assert_eq!(texts(&app), ["[5, 6]", "[5, 6]", "[6]"]);
        assert_eq!(count.load(Ordering::SeqCst), 2);
    }
}

#[test]
fn a_function_of_this_can_not_be_cached_and_says_what_to_do() {
    for script in [
        "fn inc(n) { this + n }\nlet inc = memo(inc);\nlet x = 5; x.inc(1);",
        "fn int.inc(n) { this + n }\nlet inc = memo(inc);\nlet x = 5; x.inc(1);",
        "fn inc(n) { this + n }\nlet g = singleton(inc);",
        "fn f() { 1 }\nlet inc = memo(|n| this + n);",
        "fn inc(n) { if n > 0 { [this] } else { this.len() } }\nfn page() { memo(inc) } page();",
    ] {
        let (app, _) = app(script);
        let text = format!("{:#}", app.error().expect(script));
        assert!(text.contains("`this`") && text.contains("parameter") && text.contains("app.rhai:2"), "{text}");
    }
    let (app, _) =
        app("fn f(a) { a.for_each(|i| this += 1); a } let f = memo(f); st.text(f([1, 2])); st.text(f([1, 2]));");
    ok(&app);
    assert_eq!(texts(&app), ["[2, 3]", "[2, 3]"]);
}

#[test]
fn a_function_may_have_any_number_of_parameters() {
    let names = (0..20).map(|i| format!("p{i}")).collect::<Vec<_>>().join(", ");
    let values = (0..20).map(|i| i.to_string()).collect::<Vec<_>>().join(", ");
    for script in [
        format!(
            "fn f({names}) {{ tick(); p0 + p19 }} let f = memo(f); st.text(f({values})); st.text(f.call({values}));"
        ),
        format!(
            "fn f({names}) {{ tick(); p0 + p19 }} let g = memo(f); fn h() {{ g({values}) }} st.text(h()); st.text(g({values}));"
        ),
        format!(
            "let g = memo(|{names}| {{ tick(); p0 + p19 }}); st.text(g({values})); fn h() {{ g({values}) }} st.text(h());"
        ),
        format!(
            "let g = if true {{ let o = |{names}| {{ tick(); p0 + p19 }}; memo(o) }}; st.text(g({values})); fn h() {{ g({values}) }} st.text(h());"
        ),
        format!(
            "fn f({names}) {{ tick(); p0 + p19 }} fn page() {{ let g = memo(f); st.text(g({values})); st.text(g({values})); }} page();"
        ),
    ] {
        println!("{script}");
        let (app, count) = app(&script);
        ok(&app);
        assert_eq!(texts(&app), ["19", "19"]);
        assert_eq!(count.load(Ordering::SeqCst), 1);
    }
    let (app, count) = app(
        "fn f(a, b, c, d, e, f, g, h, i, j, k, l, m, n) { tick(); n } let f = memo(f); f(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14); f.clear(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14); f(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);",
    );
    ok(&app);
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

#[test]
fn what_a_name_is_bound_to_is_part_of_the_key_of_what_calls_it() {
    for script in [
        "fn connect() { #{ u: \"V\" } } let db = singleton(connect); fn load(x) { db().u + x } let load = memo(load); st.text(load(1));",
        "fn a1(x) { \"V\" + x } let g = memo(a1); fn f(x) { g(x) } let f = memo(f); st.text(f(1));",
        "let g = memo(|x| \"V\" + x); fn f(x) { g(x) } let f = memo(f); st.text(f(1));",
        "let k = \"V\"; let g = memo(|x| k + x); fn f(x) { g(x) } let f = memo(f); st.text(f(1));",
        "fn a1(x) { \"V\" + x } fn make() { memo(a1) } fn g(x) { \"no\" } let g = make(); fn f(x) { g(x) } let f = memo(f); st.text(f(1));",
        "fn a1(x) { \"V\" + x } let g = memo(a1); fn h(x) { g(x) } let h = memo(h); fn f(x) { h(x) } let f = memo(f); st.text(f(1));",
    ] {
        let mut app = AppTest::from_script(&script.replace('V', "v1")).unwrap();
        app.run();
        ok(&app);
        let first = texts(&app);
        app.run();
        assert_eq!(texts(&app), first, "{script}");
        app.reload(&script.replace('V', "v2")).unwrap().run();
        ok(&app);
        assert_eq!(texts(&app), [first[0].replace("v1", "v2")], "{script}");
    }
}

#[test]
fn a_name_that_is_bound_anew_is_another_input() {
    let (app, count) = app(
        "fn a(x) { `a${x}` } fn b(x) { `b${x}` } let g = memo(a); fn f(x) { tick(); g(x) } let f = memo(f); st.text(f(1)); st.text(f(1)); g = memo(b); st.text(f(1)); g = memo(a); st.text(f(1));",
    );
    ok(&app);
    assert_eq!(texts(&app), ["a1", "a1", "b1", "a1"]);
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

#[test]
fn a_recursive_function_and_those_that_call_each_other_have_keys_too() {
    shows(
        "fn even(n) { if n == 0 { true } else { odd(n - 1) } } fn odd(n) { if n == 0 { false } else { even(n - 1) } } let even = memo(even); let odd = memo(odd); st.text(even(9)); st.text(odd(9));",
        &["false", "true"],
    );
}

#[test]
fn a_function_that_a_module_borrows_from_the_script_is_part_of_the_key() {
    let app = |version: &str| {
        format!(
            "import \"m\" as m; fn helper(x) {{ \"{version}\" }} fn w(x) {{ tick(); m::g(x) }} let w = memo(w, #{{ persist: true }}); st.text(w(1)); st.text(m::kept(1));"
        )
    };
    let world = App::new(&[
        ("m.rhai", "fn g(x) { helper(x) } fn kept(x) { let k = memo(g, #{ persist: true }); k.call(x) }"),
        ("app.rhai", &app("v1")),
    ]);
    assert_eq!(texts(&world.start(&[])), ["v1", "v1"]);
    assert_eq!(texts(&world.start(&[])), ["v1", "v1"]);
    assert_eq!(world.count(), 1, "stored");
    world.write("app.rhai", &app("v2"));
    assert_eq!(texts(&world.start(&[])), ["v2", "v2"]);
}
