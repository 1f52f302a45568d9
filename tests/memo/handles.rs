//! What `memo` returns, as a value: handed on, kept, called back. It is the same function everywhere and always.

use super::*;

#[test]
fn a_function_in_a_shared_value_uses_the_session_that_calls_it() {
    let world = World::new();
    let script = |who: &str| {
        format!(
            r#"
            st.session_state.who = "{who}";
            fn secret(x) {{ tick(); st.session_state.who }}
            fn tools() {{ #{{ load: memo(secret, #{{ scope: "session" }}) }} }}
            let tools = singleton(tools);
            let l = tools().load;
            st.text(l.call(1));
            "#
        )
    };
    let source = |who| world.session(&script(who));
    let mut a = source("A");
    a.run();
    ok(&a);
    let mut b = app_test(
        &world.environment,
        Source::compile(&world.environment, "app.rhai", &script("A").replace("who = \"A\"", "who = \"B\"")).unwrap(),
    );
    b.run();
    ok(&b);
    assert_eq!((texts(&a), texts(&b)), (vec!["A".to_owned()], vec!["B".to_owned()]));
    a.run();
    b.run();
    assert_eq!((texts(&a), texts(&b)), (vec!["A".to_owned()], vec!["B".to_owned()]));
    assert_eq!(world.count(), 2);
}

#[test]
fn a_handle_is_a_function_like_any_other_however_it_is_called() {
    let (app, count) = app(r#"
            fn f(a, b) { tick(); a * 10 + b }
            let g = memo(f);
            let one = g.curry(1);
            let o = #{ g: g, one: one };
            const C = #{ one: one };
            fn through(h) { h.call(2) }
            fn constant() { global::C.one.call(2) }
            let constant = memo(constant);
            let captured = memo(|| one.call(2));
            st.text([g.call(1, 2), one.call(2), o.g(1, 2), o.one(2), [2].map(one)[0], [1].map(|x| g.call(x, 2))[0], through(one), constant(), captured()]);
            st.text([curry(g, 1).curry(2).call(), [[1, 2]].map(|p| g.call(p[0], p[1]))[0], [2].filter(|x| one.call(x) == 12)[0]]);
            st.text([`${g}`, `${one}`]);
            st.write(g);
            st.write(one);
            g.clear(1, 2);
            one.clear();
            g.call(1, 2);
        "#);
    ok(&app);
    assert_eq!(texts(&app), ["[12, 12, 12, 12, 12, 12, 12, 12, 12]", "[12, 12, 2]", "[\"Fn(f)\", \"Fn(f)\"]"]);
    assert_eq!(count.load(Ordering::SeqCst), 2);
    let shown: Vec<String> = app.all("code").iter().map(|code| code.text("body")).collect();
    assert_eq!(shown, ["fn f(a, b)", "fn f(b)"]);
}
