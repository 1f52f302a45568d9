//! Objects that all callers share.

use super::*;

#[test]
fn memo_gives_copies_and_singleton_the_object() {
    let (mut app, _) = app(
        "fn f() { [1] } let f = memo(f); let a = f(); a.push(2); st.text(f().len());",
    );
    ok(&app);
    assert_eq!(texts(&app), ["1"]);
    app.run();
    assert_eq!(texts(&app), ["1"]);
    let script = r#"
        fn store() { #{ items: [], n: 0 } }
        let store = singleton(store);
        let s = store();
        s.n += 1;
        s.items.push(s.n);
        st.text(store().n);
        st.text(store().items.len());
    "#;
    let (mut app, _) = self::app(script);
    ok(&app);
    app.run();
    ok(&app);
    assert_eq!(texts(&app), ["2", "2"]);
}

#[test]
fn validate_is_asked_on_later_accesses_only() {
    let script = r#"
        fn f() { tick() }
        let f = singleton(f, #{ validate: |v| v > 1 });
        st.text(f()); st.text(f()); st.text(f());
    "#;
    let (app, _) = app(script);
    ok(&app);
    assert_eq!(texts(&app), ["1", "2", "2"]);
}

#[test]
fn a_singleton_is_used_like_the_value_inside() {
    let script = r#"
        fn store() { #{ list: [3, 1, 2], n: 0, deep: #{ a: 1 } } }
        let store = singleton(store);
        let s = store();
        s.list.push(9);
        s.list.sort();
        s.deep.a += 1;
        s["n"] = 5;
        fn add(s) { s.n += 1; }
        add(s);
        s.update(|v| { v.n += 1; v });
        fn numbers() { [1, 2, 3] }
        let numbers = singleton(numbers);
        let l = numbers();
        l.push(4);
        l[0] = 7;
        let sum = 0;
        for x in l { sum += x; }
        st.text(`${s.n} ${s.list} ${s.deep.a} ${"n" in s} ${s.keys().len()} ${l.len()} ${sum} ${l.map(|x| x * 2)}`);
        st.text(l);
        st.json(s);
        fn number() { 41 }
        let number = singleton(number);
        st.text(number() + 1);
    "#;
    let (mut app, _) = app(script);
    ok(&app);
    assert_eq!(
        texts(&app),
        ["7 [1, 2, 3, 9] 2 true 3 4 16 [14, 4, 6, 8]", "[7, 2, 3, 4]", "42"]
    );
    app.run();
    ok(&app);
    assert_eq!(texts(&app)[1], "[7, 2, 3, 4, 4]");
}

#[test]
fn eight_threads_change_one_singleton_and_none_waits_for_another() {
    let script = r#"
        fn store() { #{ n: 0, list: [] } }
        let store = singleton(store);
        let s = store();
        for i in 0..50 {
            s.update(|v| { v.n += 1; v });
            s.list.push(i);
            s.keys();
        }
    "#;
    let environment = Environment::new(
        Path::new("."),
        Limits::default(),
        HostModule::default(),
        Vec::new(),
    );
    let source = Source::compile(&environment, "app.rhai", script).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let mut app = AppTest::of(&environment, source.clone());
                app.run();
                ok(&app);
            });
        }
    });
    let read = "fn store() { #{ n: 0, list: [] } } let store = singleton(store); let s = store(); st.text(s.n);";
    let read = Source::compile(&environment, "app.rhai", read).unwrap();
    let mut app = AppTest::of(&environment, read);
    app.run();
    assert_eq!(texts(&app), ["400"]);
}
