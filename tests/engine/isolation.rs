//! Runs share nothing, and leave nothing behind.

use std::path::Path;
use std::sync::mpsc;
use std::sync::{Arc, Barrier};

use stscript::unstable::script::{Ended, Environment, Run, RunInput, Source};
use stscript::unstable::state::SessionState;
use stscript::{HostModule, Limits};

use super::harness::{app, texts};

#[test]
fn two_runs_at_the_same_time_share_neither_variables_nor_page_nor_state() {
    let both = Arc::new(Barrier::new(2));
    let mut host = HostModule::default();
    host.function("meet", move || {
        both.wait();
    });
    let environment = Environment::new(Path::new("."), Limits::default(), host, Vec::new());
    let script = r#"
        let name = st.session_state.name;
        fn draw(name) { st.text(`in a function: ${name}`); }
        with st.sidebar {
            meet();
            draw(name);
            st.session_state.seen = name;
            meet();
            st.text(st.session_state.seen);
        }
    "#;
    let source = Source::compile(&environment, "app.rhai", script).unwrap();
    let runs = ["left", "right"].map(|name| {
        let state = Arc::new(SessionState::default());
        state.set("name", name.into()).unwrap();
        let run = Run::new(&environment, &source, &state);
        std::thread::spawn(move || {
            let ended = run.execute(&RunInput::default());
            assert!(matches!(ended, Ended::Finished), "{ended:?}");
            run.with_tree(stscript::unstable::protocol::Tree::len)
        })
    });
    assert_eq!(runs.map(|run| run.join().unwrap()), [2, 2]);
}

#[test]
fn nothing_holds_a_run_or_its_state_after_its_session() {
    let mut host = HostModule::default();
    let (kept, keeps) = mpsc::channel::<rhai::FnPtr>();
    host.function("keep", move |function: rhai::FnPtr| {
        let _ = kept.send(function);
    });
    let environment = Environment::new(Path::new("."), Limits::default(), host, Vec::new());
    let script = r#"
        import "std/format" as format;
        let box = st.container();
        let inside = || box.text("closures and handles hold numbers, not runs");
        inside.call();
        st.session_state.handle = box;
        st.session_state.closure = || st.text(format::thousands(1));
        st.button("b", #{ on_click: || box.text("x"), args: [st.session_state] });
        keep(|| st.text("kept by the host"));
        with st.spinner("x") { [1].map(|x| st.text(x)); }
        throw "and an error";
    "#;
    let source = Source::compile(&environment, "app.rhai", script).unwrap();
    let state = Arc::new(SessionState::default());
    let run = Run::new(&environment, &source, &state);
    assert!(matches!(run.execute(&RunInput::default()), Ended::Failed(_)));
    let (weak_run, weak_state, weak_source) = (Arc::downgrade(&run), Arc::downgrade(&state), Arc::downgrade(&source));
    drop((run, state, source));
    assert!(weak_run.upgrade().is_none(), "a run outlives its session");
    assert!(weak_state.upgrade().is_none(), "the state of a session outlives it");
    assert!(weak_source.upgrade().is_none(), "a version outlives its sessions");
    assert!(keeps.try_recv().is_ok());
}

#[test]
fn two_sessions_of_one_app_have_each_their_own_widgets_and_state() {
    let script = "st.session_state.n = st.session_state.get(\"n\", 0) + 1; st.text(st.session_state.n); st.text(st.slider(\"s\", 0, 9));";
    let (mut one, mut two) = (app(script), app(script));
    one.run();
    two.run();
    one.set("s", 5).run();
    two.run();
    two.run();
    assert_eq!(texts(&one), ["2", "5"]);
    assert_eq!(texts(&two), ["3", "0"]);
}

#[test]
fn top_level_variables_do_not_outlive_their_run() {
    let mut app = app(
        "if st.session_state.get(\"second\", false) { st.text(is_def_var(\"x\")); } let x = 1; st.session_state.second = true;",
    );
    app.run();
    app.run();
    assert_eq!(texts(&app), ["false"]);
}
