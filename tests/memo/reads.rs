//! What a function reads counts or is refused.

use stscript::unstable::script::Recipe;

use super::*;

#[derive(Clone)]
struct Connection;

fn refusing(script: &str, rest: &[(&str, &str)]) -> String {
    let world = World::with(None, |host| {
        host.function("connect", || Connection);
        host.module().set_var("DB", Connection);
    });
    for (name, text) in rest {
        world.write(name, text);
    }
    let mut app = world.session(script);
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

/// What `explain` says of a function, and what a run has found.
fn explained(world: &World, script: &str, name: &str) -> (Option<String>, Vec<String>) {
    let mut app = world.session(script);
    app.run();
    ok(&app);
    let source = Source::compile(&world.environment, "app.rhai", script).unwrap();
    let report = stscript::unstable::script::explain(&world.environment, &source, name).unwrap();
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

/// What `explain` shows is what is hashed: there is no second list that could differ from it.
#[test]
fn the_recipe_of_a_key_is_readable_and_is_all_that_is_hashed() {
    let recipe = |script: &str| {
        let world = World::with(None, |host| {
            host.version("tick", "1");
        });
        let source = Source::compile(&world.environment, "app.rhai", script).unwrap();
        stscript::unstable::script::explain(&world.environment, &source, "f").unwrap().recipe.unwrap()
    };
    let script = "const K = 2; fn g(x) { x + tick() } fn f(n, _db) { g(n) * global::K } let f = memo(f);";
    assert_eq!(
        serde_json::to_value(&*recipe(script)).unwrap(),
        serde_json::json!({
            "fingerprint": recipe(script).fingerprint.to_string(),
            "code": { "function": { "file": "app.rhai", "name": "f" } },
            "params": ["n", "_db"],
            "texts": [
                { "file": "app.rhai", "function": "f", "text": "fn f ( n , _db ) { g ( n ) * global :: K }" },
                { "file": "app.rhai", "function": "g", "text": "fn g ( x ) { x + tick () }" },
            ],
            "host": [{ "name": "tick", "value": null, "version": "1" }],
            "reads": { "constants": ["K"], "modules": [], "made": [], "host": [], "bound": [] },
        })
    );
    for other in [
        script.replace("x +", "x /* why */ +"),
        script.replace("x +", "x -"),
        script.replace("_db", "_client"),
        script.replace("fn g(x)", "fn unrelated() { 1 } fn g(x)"),
        script.replace("tick()", "1"),
    ] {
        let [one, other] = [recipe(script), recipe(&other)];
        let hashed =
            |recipe: &Recipe| (recipe.code.clone(), recipe.params.clone(), recipe.texts.clone(), recipe.host.clone());
        assert_eq!(hashed(&one) == hashed(&other), one.fingerprint == other.fingerprint);
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
        let report = stscript::unstable::script::explain(&world.environment, &source, "g").unwrap();
        assert_eq!(
            (report.stored_as.as_str(), report.recipe.unwrap().params.clone()),
            ("f", vec!["a".to_owned(), "b".to_owned()])
        );
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
