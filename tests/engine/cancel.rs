//! Ending a run from outside.

use std::path::Path;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use stscript::unstable::script::{Ended, Environment, Run, RunInput, Source};
use stscript::unstable::state::SessionState;
use stscript::{HostModule, Limits};

/// Starts `script`, ends it when it calls `ready()`, and gives how it ended and how long that took.
fn cancelled(script: &str) -> (Ended, Duration) {
    let (ready, is_ready) = mpsc::channel();
    let mut host = HostModule::default();
    host.function("ready", move || {
        let _ = ready.send(());
    });
    let environment = Environment::new(Path::new("."), Limits::default(), host, Vec::new());
    let source = Source::compile(&environment, "app.rhai", script).unwrap();
    let run = Run::new(&environment, &source, &Arc::new(SessionState::default()));
    let running = {
        let run = run.clone();
        std::thread::spawn(move || run.execute(&RunInput::default()))
    };
    is_ready.recv_timeout(Duration::from_secs(10)).expect("the script says when it is ready");
    let start = Instant::now();
    run.cancel().stop();
    let ended = running.join().unwrap();
    (ended, start.elapsed())
}

#[test]
fn every_sort_of_endless_script_ends_within_100_ms() {
    for script in [
        "ready(); loop {}",
        "ready(); while true { st.session_state.n = 1; }",
        "fn f() { loop { try { loop {} } catch { } } } ready(); f();",
        "ready(); [1].map(|x| { loop {} });",
        "ready(); with st.sidebar { with st.spinner() { loop { 1 + 1; } } }",
        "ready(); sleep(1000000);",
        "ready(); try { sleep(1000000); } catch { loop {} }",
        "ready(); let s = 0; for i in 0..9223372036854775807 { s = i; }",
        "ready(); let s = 0; loop { s = (s + 1) % 7; if s == 8 { break; } }",
    ] {
        let (ended, took) = cancelled(script);
        assert!(matches!(ended, Ended::Cancelled), "{script}: {ended:?}");
        assert!(took < Duration::from_millis(100), "{script} took {took:?}");
    }
}

#[test]
fn a_run_that_is_cancelled_before_it_begins_does_nothing() {
    let environment = Environment::new(Path::new("."), Limits::default(), HostModule::default(), Vec::new());
    let source = Source::compile(&environment, "app.rhai", "st.session_state.ran = true;").unwrap();
    let state = Arc::new(SessionState::default());
    let run = Run::new(&environment, &source, &state);
    run.cancel().interrupt();
    assert!(matches!(run.execute(&RunInput::default()), Ended::Cancelled));
    assert!(state.get("ran").is_none());
}
