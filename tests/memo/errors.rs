//! What people are told.

use super::*;

#[test]
fn a_script_can_catch_the_errors_of_the_cache() {
    let (app, _) = app(
        "fn f(c) { 1 } let f = memo(f); try { f(|x| x); } catch (err) { st.text(err.type); st.text(err.message); }",
    );
    ok(&app);
    assert_eq!(texts(&app)[0], "UnhashableParamError");
}

#[test]
fn hidden_names_are_not_seen_by_scripts() {
    let (app, _) = app("/// Loads.\nfn load(n) { n }\nlet load = memo(load);\nst.write(load);\nst.text(`${load}`);\n");
    ok(&app);
    println!("{}", app.outline());
    assert!(!app.outline().contains("uncached"), "{}", app.outline());
}
