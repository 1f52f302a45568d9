//! What a function reads counts or is refused.

use super::*;

/// Two people, one after the other, each with a name: each sees data of their own. `CTX` stands for what each has made of
/// `user`.
#[track_caller]
fn each_has_their_own(script: &str) {
    for persist in ["", ", #{ persist: \"disk\" }"] {
        for make in ["memo", "singleton"] {
            if make == "singleton" && !persist.is_empty() {
                continue;
            }
            let world = World::with_storage(Some(Arc::default()));
            let script = format!(
                "let user = st.text_input(\"who\"); if user == \"\" {{ st.stop(); }}\n{}",
                script.replace("MAKE(f)", &format!("{make}(f{persist})"))
            );
            println!("{script}");
            for user in ["Ada", "Bob", "Ada"] {
                let mut app = world.session(&script);
                app.run();
                app.set("who", user).run();
                ok(&app);
                assert_eq!(texts(&app), [user]);
            }
            assert_eq!(world.count(), 2, "each once");
        }
    }
}

#[test]
fn a_constant_with_functions_in_it_counts() {
    let reads = "fn f() { tick(); global::CTX.user } let f = MAKE(f); st.text(f());";
    let calls = "fn f() { tick(); global::CTX.get.call() } let f = MAKE(f); st.text(f());";
    for (constant, use_of_it) in [
        ("const CTX = #{ user: user, log: |m| print(m) };", reads),
        ("const CTX = #{ user: user, log: Fn(\"abs\") };", reads),
        ("const CTX = #{ user: user, all: [[|| 1, #{ f: |x| x }]] };", reads),
        ("const CTX = #{ get: || user };", calls),
        ("fn same(x) { x } const CTX = #{ get: Fn(\"same\").curry(user) };", calls),
        ("let pair = |x, y| x; const CTX = #{ get: pair.curry(user, 2) };", calls),
        ("let inner = || user; const CTX = #{ get: || inner.call() };", calls),
        ("let g = memo(|| user); const CTX = #{ get: g };", calls),
        ("fn same(x) { x } let g = memo(same); const CTX = #{ get: g.curry(user) };", calls),
        ("fn same(x) { x } let g = singleton(Fn(\"same\").curry(user)); const CTX = #{ get: g };", calls),
        ("const NAME = user; const CTX = #{ get: || global::NAME };", calls),
        ("const NAME = user; fn name() { global::NAME } const CTX = #{ get: Fn(\"name\") };", calls),
        ("const NAME = user; fn name() { global::NAME } let name = memo(name); const CTX = #{ get: name };", calls),
        ("const CTX = #{ user: user, get: || global::CTX.user };", calls),
    ] {
        each_has_their_own(&format!("{constant}\n{use_of_it}"));
    }
}

#[test]
fn a_constant_counts_however_it_is_read() {
    for script in [
        "const CTX = #{ user: user, log: || 1 }; fn g() { global::CTX.user } fn f() { tick(); g() } let f = MAKE(f); st.text(f());",
        "const CTX = #{ user: user, log: || 1 }; fn f() { tick(); let g = || global::CTX.user; g.call() } let f = MAKE(f); st.text(f());",
        "const CTX = #{ user: user, log: || 1 }; let f = || { tick(); global::CTX.user }; let g = MAKE(f); st.text(g.call());",
        "const CTX = #{ user: user, log: || 1 }; fn f() { tick(); with st.container() { global::CTX.user } } let f = MAKE(f); st.text(f());",
        "const CTX = #{ user: user, log: || 1 }; fn g() { global::CTX.user } let g = memo(g); fn f() { tick(); g() } let f = MAKE(f); st.text(f());",
    ] {
        each_has_their_own(script);
    }
}

#[test]
fn what_a_closure_has_captured_counts_with_the_functions_in_it() {
    for script in [
        "let get = || user; let f = || { tick(); get.call() }; let g = MAKE(f); st.text(g.call());",
        "let all = #{ get: [|| user] }; let f = || { tick(); all.get[0].call() }; let g = MAKE(f); st.text(g.call());",
        "const NAME = user; let get = || global::NAME; let f = || { tick(); get.call() }; let g = MAKE(f); st.text(g.call());",
        "let get = memo(|| user); let f = || { tick(); get.call() }; let g = MAKE(f); st.text(g.call());",
        "const CTX = #{ user: user, log: || 1 }; fn name() { global::CTX.user } let name = memo(name); let f = || { tick(); name.call() }; let g = MAKE(f); st.text(g.call());",
        "let get = || user; let g = memo(|| get.call()); fn f() { tick(); g() } let f = MAKE(f); st.text(f());",
    ] {
        each_has_their_own(script);
    }
}

#[test]
fn an_edit_of_a_function_in_a_constant_is_a_miss() {
    for script in [
        "const CTX = #{ get: || \"V\" }; fn f() { global::CTX.get.call() } let f = memo(f); st.text(f());",
        "fn h() { \"V\" } const CTX = #{ get: || h() }; fn f() { global::CTX.get.call() } let f = memo(f); st.text(f());",
        "fn h() { \"V\" } const CTX = [h]; fn f() { global::CTX[0].call() } let f = memo(f); st.text(f());",
        "fn h() { \"V\" } let h = memo(h); const CTX = [h]; fn f() { global::CTX[0].call() } let f = memo(f); st.text(f());",
        "const K = [\"V\"]; fn h() { global::K[0] } let h = memo(h); const CTX = [h]; fn f() { global::CTX[0].call() } let f = memo(f); st.text(f());",
        "let get = || \"V\"; let f = memo(|| get.call()); st.text(f());",
        "fn h() { \"V\" } let g = memo(|| h()); const CTX = [Fn(\"g\")]; fn f() { global::CTX[0].call() } let f = memo(f); st.text(f());",
    ] {
        println!("{script}");
        let mut app = AppTest::from_script(&script.replace('V', "v1")).unwrap();
        app.run();
        ok(&app);
        assert_eq!(texts(&app), ["v1"]);
        app.reload(&script.replace('V', "v2")).unwrap().run();
        ok(&app);
        assert_eq!(texts(&app), ["v2"]);
    }
}

#[test]
fn the_place_of_a_closure_in_a_constant_does_not_count() {
    let script = "const CTX = #{ n: 1, log: |m| print(m) }; fn f() { tick(); global::CTX.n } let f = memo(f); f();";
    let (mut app, count) = app(script);
    ok(&app);
    app.run();
    app.reload(&format!("// moved\n\n let a = 1; {script}")).unwrap().run();
    ok(&app);
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[derive(Clone)]
struct Connection;

fn refusing(script: &str, rest: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in rest {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let count = Arc::default();
    let mut host = host(&count);
    host.function("connect", || Connection);
    host.module().set_var("DB", Connection);
    let environment = Environment::new(folder.path(), Limits::default(), host, Vec::new());
    let mut app = AppTest::of(&environment, Source::compile(&environment, "app.rhai", script).unwrap());
    app.run();
    app.error().map(|error| format!("{error:#}")).unwrap_or_default()
}

#[test]
fn what_cannot_be_hashed_is_refused_by_its_name() {
    let f = |reads: &str| format!("fn f(x) {{ {reads} }}\nlet f = memo(f);\nf(1);");
    for (script, parts) in [
        (
            format!("const CTX = #{{ a: [timestamp()] }};\n{}", f("global::CTX")),
            vec!["`global::CTX`", "timestamp", "`a[0]`"],
        ),
        (
            format!("const CTX = #{{ box: st.container() }};\n{}", f("global::CTX")),
            vec!["`global::CTX`", "`container`", "`box`"],
        ),
        (format!("const BOX = st.expander(\"E\");\n{}", f("global::BOX.open")), vec!["`global::BOX`", "`container`"]),
        (format!("const E = st.empty();\n{}", f("global::E")), vec!["`global::E`"]),
        (format!("const C = connect();\n{}", f("global::C")), vec!["`global::C`", "Connection", "fingerprint"]),
        (
            format!("let c = connect(); const C = #{{ q: |s| c }};\n{}", f("global::C.q")),
            vec!["`global::C`", "`q captured c`"],
        ),
        (
            format!("fn q(c, s) {{ s }} const Q = Fn(\"q\").curry(connect());\n{}", f("global::Q")),
            vec!["`global::Q`", "`captured c`"],
        ),
        (
            format!("let c = connect(); let g = memo(|| c); const C = [g];\n{}", f("global::C")),
            vec!["`global::C`", "[0] captured c"],
        ),
        (format!("const C = connect(); const L = #{{ q: || global::C }};\n{}", f("global::L")), vec!["`global::C`"]),
        (format!("let c = connect(); let g = memo(|| c);\n{}", f("g()")), vec!["`c`, which a function has captured"]),
        (f("DB"), vec!["`DB` of the host", "Connection"]),
        (
            format!("fn s() {{ [] }} let s = singleton(s); let a = s(); a.push(a); const A = a;\n{}", f("global::A")),
            vec!["`global::A`", "contains itself"],
        ),
        (
            format!("let a = []; for i in 0..200 {{ a = [a]; }} const A = a;\n{}", f("global::A")),
            vec!["`global::A`", "nested too deeply"],
        ),
        (format!("import \"m\" as m;\n{}", f("m::q()")), vec!["`CONN` of `m.rhai`", "Connection"]),
        (format!("import \"m\" as m;\n{}", f("m::PUBLIC")), vec!["`PUBLIC` of `m.rhai`", "`c`"]),
        (format!("import \"n\" as n;\n{}", f("n::q()")), vec!["`CONN` of `m.rhai`", "Connection"]),
        (format!("import \"n\" as n;\n{}", f("n::m::PUBLIC")), vec!["`PUBLIC` of `m.rhai`"]),
    ] {
        println!("{script}");
        let text = refusing(
            &script,
            &[
                (
                    "m.rhai",
                    "const CONN = connect(); fn q() { global::CONN } fn plain() { 1 } export const PUBLIC = #{ c: connect() };",
                ),
                ("n.rhai", "import \"m\" as m; fn q() { import \"m\" as m; m::q() }"),
            ],
        );
        println!("{text}\n");
        for part in ["UnhashableParamError", "`f` reads", "`fn f(_value, ...)`", "app.rhai:"].into_iter().chain(parts) {
            assert!(text.contains(part), "{part} in\n{text}");
        }
    }
}

#[test]
fn what_a_function_does_not_read_is_not_refused() {
    for script in [
        "const C = connect(); fn other() { global::C } fn f() { 1 } let f = memo(f); f();",
        "import \"m\" as m; fn f() { m::plain() } let f = memo(f); f();",
        "fn f() { let DB = 1; DB + #{ DB: 2 }.DB + \"DB\".len() } let f = memo(f); f();",
        "fn q(_c, s) { s } let g = memo(Fn(\"q\").curry(connect())); fn f() { g(1) } let f = memo(f); g.call(1);",
    ] {
        let module = "const CONN = connect(); fn q() { global::CONN } fn plain() { 1 }";
        assert_eq!(refusing(script, &[("m.rhai", module)]), "", "{script}");
    }
}

#[test]
fn a_self_containing_closure_ends_in_an_error() {
    for script in [
        "let a = []; let g = || a.len(); a = [g, g]; const A = g; fn f() { global::A.call() } let f = memo(f); f();",
        "let a = []; let g = || a.len(); a = [g, g]; let f = memo(|| g.call()); f();",
    ] {
        let (app, _) = app(script);
        let text = format!("{:#}", app.error().expect(script));
        assert!(text.contains("contains itself"), "{text}");
    }
}

#[test]
fn the_open_state_of_a_captured_container_is_an_input() {
    for (make, open) in [
        ("st.expander(\"E\", #{ on_change: \"rerun\" })", "c.open"),
        ("[st.expander(\"E\", #{ on_change: \"rerun\" })]", "c[0].open"),
        ("#{ box: st.expander(\"E\", #{ on_change: \"rerun\" }), n: 1 }", "c.box.open"),
    ] {
        for read in [
            "let g = memo(|| { tick(); OPEN }); st.text(g());",
            "let get = || OPEN; let g = memo(|| { tick(); get.call() }); st.text(g());",
            "let g = memo(|| OPEN); fn f() { tick(); g() } let f = memo(f); st.text(f());",
            "const GET = || OPEN; fn f() { tick(); global::GET.call() } let f = memo(f); st.text(f());",
        ] {
            let script = format!("let c = {make};\n{}", read.replace("OPEN", open));
            println!("{script}");
            let (mut app, count) = app(&script);
            for shown in ["false", "true", "false"] {
                app.set("E", shown == "true").run();
                ok(&app);
                assert_eq!(texts(&app), [shown]);
            }
            assert_eq!(count.load(Ordering::SeqCst), 2, "each state once");
        }
    }
}

#[test]
fn the_operator_in_is_a_mention_of_the_scripts_contains() {
    for script in [
        "fn contains(list, x) { \"V\" == \"v2\" } fn f(x) { x in #{ } } let f = memo(f); st.text(f(timestamp == 1));",
        "fn contains(list, x) { \"V\" == \"v2\" } fn f(x) { !(x !in [1]) } let f = memo(f); st.text(f(5));",
        "fn contains(list, x) { \"V\" == \"v2\" } let f = memo(|x| if x in [1] { true } else { false }); st.text(f(5));",
        "fn contains(list, x) { \"V\" == \"v2\" } fn g(x) { x in [1] } fn f(x) { for i in 0..1 { return g(x); } } let f = memo(f); st.text(f(5));",
    ] {
        let script = script.replace("timestamp == 1", "1");
        println!("{script}");
        let mut app = AppTest::from_script(&script.replace('V', "v1")).unwrap();
        app.run();
        ok(&app);
        assert_eq!(texts(&app), ["false"]);
        app.reload(&script.replace('V', "v2")).unwrap().run();
        ok(&app);
        assert_eq!(texts(&app), ["true"]);
    }
    let loops = "fn f(n) { tick(); for i in 0..n { } for (i, k) in 0..n { } n } let f = memo(f); f(1);";
    let (mut app, count) = app(&format!("fn contains(l, x) {{ 1 }} {loops}"));
    app.reload(&format!("fn contains(l, x) {{ 2 }} {loops}")).unwrap().run();
    ok(&app);
    assert_eq!(count.load(Ordering::SeqCst), 1, "a loop asks nothing");
}

/// What `explain` says of a function, and what a run has found.
fn explained(world: &World, script: &str, name: &str) -> (Option<String>, Vec<String>) {
    let mut app = world.session(script);
    app.run();
    ok(&app);
    let source = Source::compile(&world.environment, "app.rhai", script).unwrap();
    let report = stscript::script::explain(&world.environment, &source, name).unwrap();
    let stats = world.environment.cache().stats();
    let keys = stats.functions.iter().filter(|function| function.name == report.stored_as);
    (report.key.map(|key| key.to_string()), keys.map(|function| function.key.to_string()).collect())
}

#[test]
fn explain_and_a_run_agree_on_the_key() {
    for script in [
        "fn f() { 1 }",
        "const K = 2; fn f() { global::K }",
        "const K = [1, #{ a: 2 }]; fn g() { global::K } fn f() { g() }",
        "const CTX = #{ n: 1, log: |m| m }; fn f() { global::CTX.n }",
        "const LOG = |m| m; fn f() { global::LOG.call(1) }",
        "const K = 3; const LOG = |m| m + global::K; fn f() { global::LOG.call(1) }",
        "fn h() { 1 } let h = memo(h); fn f() { h() }",
        "const K = 3; fn h() { global::K } let h = memo(h); fn f() { h() + global::K }",
        "fn a() { 1 } let h = memo(a); fn f() { h() }",
        "const K = 3; fn h() { global::LOG.call(1) } const LOG = |m| m + global::K; let h = memo(h); fn f() { h() }",
        "fn contains(a, b) { true } fn f() { 1 in [2] }",
    ] {
        println!("{script}");
        let (told, found) = explained(&World::new(), &format!("{script} let f = memo(f); f();"), "f");
        assert_eq!([told.unwrap()], *found);
    }
    // Of the statement itself, which binds what it can call, and of the call after it.
    let (told, found) = explained(
        &World::new(),
        "const K = 3; fn h() { global::K } fn f(n) { Fn(n).call() } let f = memo(f); f(\"h\");",
        "f",
    );
    assert!(found.contains(&told.unwrap()));
    for script in [
        "const K = [st.session_state.len()]; fn f() { global::K }",
        "const K = 1; const K = st.session_state.len(); fn f() { global::K }",
        "fn g(n) { n } let h = memo(curry(g, 2)); fn f() { if false { h() } 1 }",
        "let k = 1; const K = #{ n: || k }; fn f() { global::K.n.call() }",
        "let k = 1; let h = memo(|| k); fn f() { h() }",
        "fn g(n) { n } let h = memo(Fn(\"g\").curry(2)); fn f() { if false { h(1) } 1 }",
    ] {
        println!("{script}");
        let (told, _) = explained(&World::new(), &format!("{script} let f = memo(f); f();"), "f");
        assert_eq!(told, None, "only a run can tell");
    }
}

#[test]
fn a_curried_value_is_an_argument_also_to_explain() {
    for memo in ["memo(curry(f, 1))", "memo(Fn(\"f\").curry(1))", "memo(curry(Fn(\"f\"), 1))", "memo(f.curry(1))"] {
        let script = format!("fn f(a, b) {{ a + b }} let g = {memo}; st.text(g(2)); fn h() {{ g(2) }} st.text(h());");
        println!("{script}");
        let world = World::new();
        let (told, found) = explained(&world, &script, "g");
        assert_eq!([told.unwrap()], *found);
        let source = Source::compile(&world.environment, "app.rhai", &script).unwrap();
        let report = stscript::script::explain(&world.environment, &source, "g").unwrap();
        assert_eq!((report.stored_as.as_str(), report.params), ("f", vec!["a".to_owned(), "b".to_owned()]));
    }
}

#[test]
fn a_name_takes_the_arguments_that_are_not_curried_yet() {
    for script in [
        "fn f(a, b) { a + b } let g = memo(curry(f, 1)); st.text(g(2)); fn h() { g(2) } st.text(h());",
        "fn f(a, b) { a + b } let f = memo(curry(f, 1)); st.text(f(2)); fn h() { f(2) } st.text(h());",
        "let g = memo(curry(|a, b| a + b, 1)); st.text(g(2)); fn h() { g(2) } st.text(h());",
        "let one = 1; let g = memo(curry(|a, b| a + b - 1 + one, 1)); st.text(g(2)); fn h() { g(2) } st.text(h());",
        "let one = 1; let g = memo((|a, b| a + b - 1 + one).curry(1)); st.text(g(2)); fn h() { g(2) } st.text(h());",
        "fn f(a, b, c) { a + b + c } let g = memo(curry(f, 1).curry(0)); st.text(g(2)); fn h() { g(2) } st.text(h());",
        "let add = |a, b| a + b; let g = memo(curry(add, 1)); st.text(g(2)); fn h() { g(2) } st.text(h());",
    ] {
        shows(script, &["3", "3"]);
    }
}

#[test]
fn the_value_of_a_widget_that_has_no_fingerprint_counts_by_its_option() {
    let (mut app, count) = app(
        "fn f() { tick(); let o = st.radio(\"S\", [#{ n: 1, g: |x| x }, #{ n: 2, g: |x| x }, #{ n: 3, g: |x| x }]); o.n } let f = memo(f, #{ allow_widgets: true }); st.text(f());",
    );
    ok(&app);
    assert_eq!(texts(&app), ["1"]);
    for (option, shown) in [(1, "2"), (2, "3"), (0, "1"), (2, "3")] {
        app.set("S", option).run();
        ok(&app);
        assert_eq!(texts(&app), [shown]);
    }
    assert_eq!(count.load(Ordering::SeqCst), 3);
}

#[test]
fn a_function_that_a_module_borrows_sees_the_constants_that_it_finds_there() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    for constant in ["const K = st.session_state.k;", "const K = #{ k: st.session_state.k, l: |x| x };"] {
        write("m.rhai", &format!("{constant} fn g() {{ helper() }} fn apply(f) {{ f.call() }}"));
        for f in ["m::g()", "m::apply(|| global::K)", "m::apply(helper)", "m::apply(global::GET)"] {
            println!("{f} {constant}");
            let script = format!(
                "if st.button(\"next\") {{ st.session_state.k = 2; st.rerun(); }} if !st.session_state.contains(\"k\") {{ st.session_state.k = 1; }} import \"m\" as m; fn helper() {{ global::K }} const GET = || global::K; fn f() {{ let k = {f}; if type_of(k) == \"map\" {{ k = k.k; }} k }} let f = memo(f); st.text(f());"
            );
            let environment = Environment::new(folder.path(), Limits::default(), host(&Arc::default()), Vec::new());
            let mut app = AppTest::of(&environment, Source::compile(&environment, "app.rhai", &script).unwrap());
            app.run();
            ok(&app);
            assert_eq!(texts(&app), ["1"]);
            app.click("next").run();
            ok(&app);
            assert_eq!(texts(&app), ["2"]);
        }
    }
}

#[test]
fn a_key_with_functions_in_it_is_the_same_after_a_restart() {
    let script = "let k = [1]; fn h(x) { x } const K = 2; const CTX = #{ all: [|| k, h, Fn(\"abs\"), || global::K, memo(h)] }; fn f() { tick(); global::CTX.all[0].call()[0] } let f = memo(f, #{ persist: \"disk\" }); st.text(f()); let get = || global::CTX.all[0].call(); let g = memo(|| { tick(); get.call()[0] }, #{ persist: \"disk\" }); st.text(g());";
    let storage: Arc<MemoryStorage> = Arc::default();
    for count in [2, 0] {
        let world = World::with_storage(Some(storage.clone()));
        let app = world.ran(&format!("{}{script}", "// moved\n".repeat(2 - count as usize)));
        assert_eq!(texts(&app), ["1", "1"]);
        assert_eq!(world.count(), count);
    }
}

#[test]
fn a_kept_handle_with_functions_in_it_is_the_same_function_in_a_later_run() {
    let (mut app, count) = app(
        "let who = \"a\"; let get = || who; if !st.session_state.contains(\"f\") { st.session_state.f = memo(|| { tick(); get.call() }); } let f = st.session_state.f; st.text(f.call()); st.button(\"b\", #{ on_click: || f.call() });",
    );
    app.click("b").run();
    ok(&app);
    assert_eq!(texts(&app), ["a"]);
    assert_eq!(count.load(Ordering::SeqCst), 1);
}
