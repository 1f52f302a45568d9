//! A function is the one that its file means, and sees what its file has, whichever file caches and calls it.

use super::*;

/// Runs `app.rhai` among other files; its texts.
#[track_caller]
fn texts_of(files: &[(&str, &str)]) -> Vec<String> {
    let app = ran(files);
    ok(&app);
    texts(&app)
}

#[track_caller]
fn ran(files: &[(&str, &str)]) -> AppTest {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        println!("// {name}\n{text}");
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let environment = Environment::new(folder.path(), Limits::default(), host(&Arc::default()), Vec::new());
    let source = Source::read(&environment, &folder.path().join("app.rhai")).unwrap();
    let mut app = AppTest::of(&environment, source);
    app.run();
    app
}

#[test]
fn a_function_uses_the_helpers_of_its_own_file_whoever_calls_it() {
    let a = r#"fn helper(x) { "a" } fn run(g) { g.call(1) } fn each(g) { [1].map(g)[0] }"#;
    for (bind, call) in [
        ("fn f(x) { helper(x) } let f = memo(f);", "f"),
        ("fn f(x) { helper(x) } let g = memo(f);", "g"),
        ("let g = memo(|x| helper(x));", "g"),
        ("let g = memo(|x| helper(x)); let h = || g.call(1);", "g"),
    ] {
        let main = format!(
            r#"import "a" as a; fn helper(x) {{ "main" }} {bind} st.text(a::run({call})); st.text({call}.call(1)); st.text(a::each({call}));"#
        );
        assert_eq!(texts_of(&[("app.rhai", &main), ("a.rhai", a)]), ["main", "main", "main"]);
    }
}

#[test]
fn a_function_uses_the_modules_and_constants_of_its_own_file_whoever_calls_it() {
    let files = [
        ("b.rhai", r#"fn v() { "b" }"#),
        ("c.rhai", r#"fn v() { "c" }"#),
        (
            "a.rhai",
            r#"import "c" as b; const K = 2; fn run(g) { g.call(1) } fn own(x) { b::v() + global::K } let own = memo(own);"#,
        ),
        (
            "app.rhai",
            r#"
            const K = 1;
            import "a" as a;
            fn f(x) { b::v() + global::K }
            let f = memo(f);
            import "b" as b;
            st.text(a::run(f));
            st.text(f(1));
            st.text(a::own(1));
            "#,
        ),
    ];
    assert_eq!(texts_of(&files), ["b1", "b1", "c2"]);
}

#[test]
fn the_function_that_is_handed_over_is_cached_not_one_of_its_name() {
    for access in ["", "private "] {
        let module = format!(
            r#"{access}fn load(x) {{ "module" }}
            fn wrap(f) {{ memo(f) }}
            fn own() {{ memo(load) }}
            fn own_bound(x) {{ let load = memo(load); load(x) }}
            fn by_name() {{ memo(Fn("load")) }}
            fn value() {{ load }}"#
        );
        let main = r#"
            import "m" as m;
            fn load(x) { "main" }
            st.text(m::wrap(load).call(1));
            st.text(m::own().call(1));
            st.text(m::own_bound(1));
            st.text(m::by_name().call(1));
            st.text(memo(load).call(1));
            let v = m::value();
            st.text(memo(v).call(1));
            st.text(v.call(1));
            st.text(m::wrap(v).call(1));
            let load = memo(load);
            st.text(load(1));
            st.text(m::wrap(|x| load(x)).call(1));
        "#;
        assert_eq!(
            texts_of(&[("app.rhai", main), ("m.rhai", &module)]),
            ["main", "module", "module", "module", "main", "module", "module", "module", "main", "main"]
        );
    }
}

#[test]
fn closures_of_two_modules_with_one_text_are_two_functions() {
    let module = |name: &str| format!(r#"fn helper(x) {{ "{name}" }} export const c = |x| helper(x);"#);
    let main = r#"
        import "a" as a; import "b" as b;
        let one = memo(a::c); let two = memo(b::c);
        st.text(one.call(1)); st.text(two.call(1));
        st.text(a::c.call(1)); st.text(b::c.call(1));
    "#;
    assert_eq!(
        texts_of(&[("app.rhai", main), ("a.rhai", &module("a")), ("b.rhai", &module("b"))]),
        ["a", "b", "a", "b"]
    );
}

#[test]
fn a_place_in_a_module_that_is_compiled_further_down_is_where_it_was_written() {
    let module = "fn f(x) { x }\nexport const c = |x| x.nothing;\nfn bad() {\n  oops(1)\n}";
    let main = r#"import "a" as a; import "b" as b; b::bad();"#;
    let app = ran(&[("app.rhai", main), ("a.rhai", module), ("b.rhai", module)]);
    let text = format!("{:#}", app.error().unwrap());
    assert!(text.contains("b.rhai:4:3"), "{text}");
}

#[test]
fn two_modules_with_the_function_leave_open_which_is_meant() {
    let main = r#"import "a" as a; import "b" as b; memo(Fn("load"));"#;
    let app = ran(&[("app.rhai", main), ("a.rhai", "fn load() { 1 }"), ("b.rhai", "fn load() { 2 }")]);
    let text = format!("{:#}", app.error().unwrap());
    assert!(text.contains("`a.rhai` and `b.rhai` both have a function `load`"), "{text}");
}

#[test]
fn closures_of_a_module_are_called_from_the_file_that_imports_it() {
    let module = r#"
        const K = 10;
        fn helper(x) { x + global::K }
        fn f(x) { helper(x) } let f = memo(f);
        export const clo = |x| f(x);
        fn get() { |x| f(x) + 1 }
        fn adder(n) { |x| f(x) + n }
        fn this_one() { |x| this + x }
        fn method() { #{ n: 1, add: |x| this.n + x } }
    "#;
    let main = r#"
        import "m" as m;
        fn helper(x) { "main" }
        let c = m::clo;
        st.text(c.call(1));
        st.text(m::get().call(1));
        st.text(m::adder(5).call(1));
        st.text([1].map(m::clo)[0]);
        st.text([1, 2].filter(m::clo).len());
        fn inside(g) { g.call(1) }
        st.text(inside(m::clo));
        let t = m::this_one();
        st.text(call(m::clo, 2));
        let map = m::method();
        st.text(map.add(4));
        st.button("B", #{ on_click: m::get(), args: [1] });
    "#;
    let main = main.replace("[1, 2].filter(m::clo).len()", "[1, 2].map(|x| m::clo.call(x)).len()");
    assert_eq!(texts_of(&[("app.rhai", &main), ("m.rhai", module)]), ["11", "12", "16", "11", "2", "11", "12", "5"]);
}

#[test]
fn a_closure_that_is_called_with_the_wrong_number_of_arguments_says_so() {
    let main = r#"import "m" as m; m::clo.call(1, 2);"#;
    let app = ran(&[("app.rhai", main), ("m.rhai", "export const clo = |x| x;")]);
    let text = format!("{:#}", app.error().unwrap());
    assert!(text.contains("not how many it takes"), "{text}");
}

#[test]
fn a_handle_of_a_module_sees_its_module_before_that_has_ended_and_in_every_function() {
    let files = [
        ("q.rhai", r#"fn helper(x) { "q" } fn run(g) { g.call(1) }"#),
        (
            "m.rhai",
            r#"
            import "q" as q;
            const K = 1;
            fn helper(x) { "m" + global::K }
            fn f(x) { helper(x) }
            let f = memo(f);
            export const early = q::run(f);
            private fn hidden(x) { helper(x) }
            export const handle = memo(hidden);
            export const plain = |x| helper(x);
            "#,
        ),
        (
            "app.rhai",
            r#"
            import "m" as m; import "q" as q;
            fn helper(x) { "main" }
            st.text(m::early);
            st.text(m::handle.call(1));
            st.text(q::run(m::handle));
            st.text(q::run(m::plain));
            fn inside(g) { g.call(1) }
            st.text(inside(m::handle));
            st.text([m::handle, m::plain].map(|g| g.call(1)).len());
            "#,
        ),
    ];
    assert_eq!(texts_of(&files), ["m1", "m1", "m1", "m1", "m1", "2"]);
}

#[test]
fn a_function_that_is_not_bound_yet_is_its_files_own_wherever_it_is_called() {
    let files = [
        ("a.rhai", r#"fn f(x) { "a" } let f = memo(f); fn run(g) { g.call(1) }"#),
        (
            "app.rhai",
            r#"
            import "a" as a;
            fn f(x) { "main" }
            st.text(a::run(f));
            let f = memo(f);
            st.text(a::run(f));
            st.text(a::run(memo(|x| f(x))));
            fn all() { a::run(f) }
            st.text(all());
            "#,
        ),
    ];
    assert_eq!(texts_of(&files), ["main", "main", "main", "main"]);
}

#[test]
fn a_kept_handle_of_a_module_works_in_later_runs_and_in_callbacks() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "m.rhai",
        r#"const K = 2; fn helper(x) { x + global::K } fn f(x) { tick(); helper(x) } fn get() { memo(f) } fn clo() { |x| helper(x) }"#,
    );
    write(
        "app.rhai",
        r#"
        import "m" as m;
        fn helper(x) { 100 }
        if !st.session_state.contains("h") { st.session_state.h = m::get(); st.session_state.c = m::clo(); }
        let h = st.session_state.h;
        st.text(h.call(1));
        st.text(st.session_state.c.call(1));
        st.button("Call", #{ on_click: || { st.session_state.n = h.call(1) + m::clo().call(1); } });
        st.button("Clear", #{ on_click: || h.clear() });
        st.button("Plain", #{ on_click: m::clo(), args: [1] });
        "#,
    );
    let count = Arc::new(AtomicI64::new(0));
    let environment = Environment::new(folder.path(), Limits::default(), host(&count), Vec::new());
    let source = Source::read(&environment, &folder.path().join("app.rhai")).unwrap();
    let mut app = AppTest::of(&environment, source);
    for (click, runs) in [("", 1), ("Call", 1), ("Plain", 1), ("Clear", 2), ("Call", 2)] {
        if !click.is_empty() {
            app.click(click);
        }
        app.run();
        ok(&app);
        assert_eq!(texts(&app), ["3", "3"]);
        assert_eq!(count.load(Ordering::SeqCst), runs, "{click}");
    }
}

#[test]
fn overloads_of_one_name_in_two_files_are_found_by_their_number_of_parameters() {
    let files = [
        ("a.rhai", r#"fn f(x) { "a1" } fn f(x, y) { "a2" } fn value() { f } let f = memo(f); fn bound() { f }"#),
        (
            "app.rhai",
            r#"
            import "a" as a;
            fn f(x) { "main" }
            let v = memo(a::value());
            st.text(f(1)); st.text(a::f(1, 2)); st.text(a::bound().call(1)); st.text(a::bound().call(1, 2));
            st.text(v.call(1)); st.text(v.call(1, 2));
            "#,
        ),
    ];
    assert_eq!(texts_of(&files), ["main", "a2", "a1", "a2", "a1", "a2"]);
}

#[test]
fn a_function_of_the_host_is_not_one_of_a_module() {
    let files = [
        ("m.rhai", r#"fn tick() { "module" }"#),
        ("app.rhai", r#"import "m" as m; st.text(memo(tick).call() + memo(Fn("tick")).call());"#),
    ];
    assert_eq!(texts_of(&files), ["2"]);
}

#[test]
fn what_is_called_for_a_shared_object_is_at_home_where_it_is_given() {
    let files = [
        ("m.rhai", r#"fn good(x) { false } fn pool() { 1 }"#),
        (
            "app.rhai",
            r#"
            import "m" as m;
            fn good(x) { true }
            let pool = singleton(Fn("pool"), #{ validate: |p| good(p) });
            pool.call(); pool.call();
            st.text(pool.stats().hits);
            "#,
        ),
    ];
    assert_eq!(texts_of(&files), ["1"]);
}
