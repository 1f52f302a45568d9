//! Runs that wait, and runs that compute, hold up nobody.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Condvar, Mutex};
use stscript::HostModule;
use stscript::unstable::protocol::BackMsg;
use stscript::unstable::session::SessionSettings;

use super::tab::{Host, Tab};

/// A gate that functions of the host wait at.
#[derive(Clone, Default)]
struct Gate(Arc<(Mutex<bool>, Condvar)>);

impl Gate {
    fn open(&self) {
        *self.0.0.lock() = true;
        self.0.1.notify_all();
    }

    fn pass(&self) {
        let mut is_open = self.0.0.lock();
        while !*is_open {
            self.0.1.wait(&mut is_open);
        }
    }
}

/// A page that says `ready()` and then does what `load` says, once its button is clicked.
fn page(functions: &str, load: &str) -> String {
    format!(
        r#"
        {functions}
        st.session_state.n = st.session_state.get("n", 0);
        if st.button("Add", #{{ key: "add" }}) {{ st.session_state.n += 1; }}
        if st.button("Load", #{{ key: "load" }}) {{ ready("load"); {load} }}
        st.text(`count ${{st.session_state.n}}`);
        "#
    )
}

fn host(functions: &str, load: &str, settings: SessionSettings) -> (Host, Gate) {
    let gate = Gate::default();
    let mut module = HostModule::default();
    let passing = gate.clone();
    module.function("gate", move || passing.pass());
    (Host::with(&page(functions, load), settings, module), gate)
}

/// Opens so many tabs that are at it.
async fn loaded(host: &mut Host, count: usize) -> Vec<Tab> {
    let mut tabs = Vec::new();
    for _ in 0..count {
        let mut tab = host.open();
        tab.settle().await;
        tab.click("load");
        tabs.push(tab);
    }
    for _ in 0..count {
        host.ready().await;
    }
    tabs
}

/// A neighbour's click is answered while `count` tabs are at it.
async fn holds_up_nobody(count: usize, functions: &str, load: &str) {
    let (mut host, gate) = host(functions, load, SessionSettings::default());
    let tabs = loaded(&mut host, count).await;
    let mut neighbour = host.open();
    assert_eq!(neighbour.settle().await, "success");
    for clicks in 1..=3 {
        neighbour.click("add");
        assert_eq!(neighbour.settle().await, "success");
        assert_eq!(neighbour.texts(), [format!("count {clicks}")]);
    }
    assert!(host.sessions.runs().running >= count);
    host.sessions.shutdown();
    for mut tab in tabs {
        while tab.next().await.is_some() {}
    }
    gate.open();
}

#[tokio::test]
async fn runs_that_sleep_hold_up_nobody() {
    holds_up_nobody(100, "", "sleep(1000);").await;
}

#[tokio::test]
async fn runs_that_wait_for_one_value_hold_up_nobody() {
    for kind in ["memo", "singleton"] {
        let function = format!("fn slow() {{ sleep(1000); 1 }} let slow = {kind}(slow);");
        holds_up_nobody(100, &function, "slow();").await;
    }
}

#[tokio::test]
async fn runs_whose_functions_of_the_host_wait_hold_up_nobody_and_not_the_end_either() {
    holds_up_nobody(100, "", "gate();").await;
}

#[tokio::test]
async fn endless_loops_hold_up_nobody() {
    // More than there are cores, and no more: other tests want them too.
    let loops = std::thread::available_parallelism().map_or(2, usize::from) * 2 + 2;
    holds_up_nobody(loops, "", "loop { }").await;
    holds_up_nobody(loops, "", "let t = st.empty(); loop { t.text(\"again\"); st.session_state.i = 1; }").await;
}

#[tokio::test]
async fn callbacks_that_wait_hold_up_nobody() {
    let script = r#"
        if st.button("Add", #{ key: "add" }) { st.text("added"); }
        st.button("Load", #{ key: "load", on_click: || { ready("load"); sleep(1000); } });
    "#;
    let mut host = Host::new(script);
    let _tabs = loaded(&mut host, 100).await;
    let mut neighbour = host.open();
    neighbour.settle().await;
    neighbour.click("add");
    neighbour.settle().await;
    assert_eq!(neighbour.texts(), ["added"]);
    host.sessions.shutdown();
}

#[tokio::test]
async fn runs_beyond_the_bound_wait_for_their_turn_and_get_it() {
    let (mut host, gate) = host("", "gate();", SessionSettings { max_runs: 3, ..SessionSettings::default() });
    let mut tabs = loaded(&mut host, 3).await;
    let mut neighbour = host.open();
    neighbour.until("run_started").await;
    neighbour.send(BackMsg::Ping);
    neighbour.until("pong").await;
    let runs = host.sessions.runs();
    assert_eq!((runs.running, runs.waiting, runs.threads, runs.bound), (3, 1, 3, 3));
    gate.open();
    assert_eq!(neighbour.settle().await, "success");
    for tab in &mut tabs {
        assert_eq!(tab.settle().await, "success");
    }
    assert_eq!(host.sessions.runs().waiting, 0);
}

#[tokio::test]
async fn a_run_that_waits_for_a_value_can_be_stopped_at_once() {
    let (mut host, _) = host("fn slow() { sleep(1000); 1 } let slow = memo(slow);", "slow();", Default::default());
    let mut tabs = loaded(&mut host, 8).await;
    for tab in &mut tabs {
        tab.send(BackMsg::Stop);
        assert_eq!(tab.settle().await, "stopped");
    }
}

#[tokio::test]
async fn the_end_of_a_session_with_a_slow_release_holds_up_no_run() {
    let function = "fn own() { [] } let own = singleton(own, #{ scope: \"session\", on_release: |v| { ready(\"release\"); gate() } });";
    let settings = SessionSettings { max_runs: 1, max_disconnected: 0, ..SessionSettings::default() };
    let (mut host, gate) = host(function, "own();", settings);
    let mut tab = loaded(&mut host, 1).await.remove(0);
    tab.settle().await;
    drop(tab);
    assert_eq!(host.ready().await, "release");
    let mut neighbour = host.open();
    assert_eq!(neighbour.settle().await, "success");
    gate.open();
}

#[tokio::test]
async fn a_slow_release_holds_up_nobody_who_has_not_asked_for_it() {
    let function =
        "fn s(k) { [k] } let s = singleton(s, #{ max_entries: 1, on_release: |v| { ready(\"release\"); gate() } });";
    let (mut host, gate) = host(function, "s(st.session_state.n);", SessionSettings::default());
    let mut tab = host.open();
    tab.settle().await;
    for _ in 0..3 {
        // Each value takes the place of the one before.
        tab.click("load");
        assert_eq!(tab.settle().await, "success");
        tab.click("add");
        assert_eq!(tab.settle().await, "success");
    }
    while host.ready().await != "release" {}
    gate.open();
}

#[tokio::test]
async fn clearing_the_caches_of_an_app_with_a_slow_release_holds_up_nobody_else() {
    let function = "fn s() { [] } let s = singleton(s, #{ on_release: |v| { ready(\"release\"); gate() } });";
    let (mut host, gate) = host(function, "s();", SessionSettings::default());
    let mut tab = host.open();
    tab.settle().await;
    tab.click("load");
    assert_eq!(host.ready().await, "load");
    tab.settle().await;
    tab.send(BackMsg::ClearCache);
    assert_eq!(host.ready().await, "release");
    let mut neighbour = host.open();
    assert_eq!(neighbour.settle().await, "success");
    tab.send(BackMsg::Ping);
    tab.until("pong").await;
    gate.open();
    assert_eq!(tab.settle().await, "success");
}

#[tokio::test]
async fn a_session_that_is_over_gives_back_its_thread() {
    let settings = SessionSettings { max_runs: 1, disconnected_ttl: Duration::ZERO, ..SessionSettings::default() };
    let (mut host, _) = host("", "sleep(1000);", settings);
    drop(loaded(&mut host, 1).await);
    assert_eq!(host.open().settle().await, "success");
}
