//! Sessions: what a page sends and what it gets, over [`SessionManager`](stscript::unstable::session::SessionManager).

use std::sync::Arc;
use std::time::Duration;

use stscript::HostModule;
use stscript::testing::WireValue;
use stscript::unstable::protocol::BackMsg;
use stscript::unstable::protocol::messages::Values;
use stscript::unstable::session::SessionSettings;

use super::tab::{Host, Tab, soon};

const COUNTER: &str = r#"
    let n = st.slider("s", 0, 100, 1, #{ key: "s" });
    if st.button("b", #{ key: "b" }) { st.session_state.clicks = st.session_state.get("clicks", 0) + 1; }
    st.text(`slider ${n}`);
    st.text(`clicks ${st.session_state.get("clicks", 0)}`);
"#;

/// A session sends what a run has drawn when that has ended, however long a busy machine takes for it.
fn at_the_end() -> SessionSettings {
    SessionSettings { flush_every: Duration::from_secs(3600), ..SessionSettings::default() }
}

/// While `slow` is checked the script says that it is ready, and goes on without end.
const SLOW: &str = r#"
    let slow = st.checkbox("slow", #{ key: "slow" });
    let n = st.slider("s", 0, 100, 1, #{ key: "s" });
    st.text("drawn before");
    if slow { ready("slow"); loop {} }
    if st.button("b", #{ key: "b" }) { st.session_state.clicks = st.session_state.get("clicks", 0) + 1; }
    st.text(`slider ${n} clicks ${st.session_state.get("clicks", 0)}`);
"#;

#[tokio::test]
async fn a_page_says_hello_and_gets_welcome_a_run_and_what_it_draws() {
    let script = "st.set_page_config(\"Title\"); st.text(\"hello\"); with st.sidebar { st.text(\"side\"); }";
    let host = Host::with(script, at_the_end(), HostModule::default());
    let mut tab = host.open();
    assert_eq!(tab.settle().await, "success");
    assert_eq!(tab.log, ["welcome", "run_started", "page_config", "delta", "success"]);
    assert!(tab.reset);
    assert_eq!(tab.title.as_deref(), Some("Title"));
    assert_eq!(tab.texts(), ["hello", "side"]);
    assert_eq!(host.sessions.connected(), 1);
}

#[tokio::test]
async fn a_run_sends_only_what_it_has_changed_and_no_value_that_the_page_has_sent() {
    let host = Host::with(COUNTER, at_the_end(), HostModule::default());
    let mut tab = host.open();
    tab.settle().await;
    let before = tab.bytes;
    tab.set("s", 5);
    tab.settle().await;
    assert_eq!(tab.texts(), ["slider 5", "clicks 0"]);
    assert!(tab.bytes - before < 300, "{} bytes", tab.bytes - before);
    tab.log.clear();
    tab.rerun();
    tab.settle().await;
    assert_eq!(tab.log, ["run_started", "success"], "nothing has changed");
}

#[tokio::test]
async fn a_new_interaction_ends_the_run_in_progress() {
    let mut host = Host::new(SLOW);
    let mut tab = host.open();
    tab.settle().await;
    tab.set("slow", true);
    host.ready().await;
    tab.log.clear();
    tab.set("slow", false);
    assert_eq!(tab.settle().await, "success");
    assert!(tab.log.contains(&"interrupted".to_owned()), "{:?}", tab.log);
    assert_eq!(tab.texts(), ["drawn before", "slider 1 clicks 0"]);
}

#[tokio::test]
async fn values_that_pile_up_become_one_run_with_the_newest_of_each() {
    let mut host = Host::new(SLOW);
    let mut tab = host.open();
    tab.settle().await;
    tab.set("slow", true);
    host.ready().await;
    for n in 2..50 {
        tab.set("s", n);
    }
    tab.set("slow", false);
    tab.click("b");
    tab.settle().await;
    assert_eq!(tab.texts(), ["drawn before", "slider 49 clicks 1"]);
    tab.rerun();
    tab.settle().await;
    assert_eq!(tab.texts(), ["drawn before", "slider 49 clicks 1"], "a click is one click");
}

/// Waits above everything that it draws, once for each `host.go_on()`.
const GATED: &str = r#"
    fn log(what) { st.session_state.log = st.session_state.get("log", "") + what + " "; }
    if st.session_state.get("gated", false) { ready("run"); wait(); }
    st.checkbox("gate", #{ key: "gate", on_change: || st.session_state.gated = true });
    let text = st.text_input("text", #{ key: "text" });
    st.text_input("other", #{ key: "other", on_change: Fn("log"), args: [`other after ${text}`] });
    if st.button("plain", #{ key: "plain" }) { log(`plain ${text}`); }
    st.button("submit", #{ key: "submit", on_click: |seen| log(`submit ${seen}`), args: [text] });
    let captured = text;
    st.button("capture", #{ key: "capture", on_click: || log(`captured ${captured}`) });
    st.text(st.session_state.get("log", ""));
"#;

/// Shows that all that the tab has sent has arrived.
async fn arrived(tab: &mut Tab) {
    tab.send(BackMsg::Ping);
    tab.until("pong").await;
}

/// A tab whose script waits in every run.
async fn gated(host: &mut Host) -> Tab {
    let mut tab = host.open();
    tab.settle().await;
    tab.set("gate", true);
    host.ready().await;
    host.go_on();
    tab.settle().await;
    tab
}

/// Lets every run that comes go on until the page is at rest.
async fn settle_gated(host: &Host, tab: &mut Tab) {
    for _ in 0..300 {
        host.go_on();
    }
    tab.settle().await;
}

#[tokio::test]
async fn a_callback_that_follows_a_change_gets_the_new_value_however_slow_the_script_is() {
    for (button, expected) in [("submit", "submit new "), ("capture", "captured new ")] {
        let mut host = Host::new(GATED);
        let mut tab = gated(&mut host).await;
        tab.set("text", "new");
        host.ready().await;
        tab.click(button);
        arrived(&mut tab).await;
        settle_gated(&host, &mut tab).await;
        assert_eq!(tab.texts(), [expected], "{button}");
    }
}

#[tokio::test]
async fn what_was_changed_and_clicked_in_turn_is_seen_in_that_order() {
    let mut host = Host::new(GATED);
    let mut tab = gated(&mut host).await;
    tab.set("text", "a");
    tab.click("submit");
    tab.set("text", "b");
    tab.click("plain");
    tab.set("text", "c");
    tab.set("other", "x");
    tab.click("capture");
    tab.click("plain");
    arrived(&mut tab).await;
    settle_gated(&host, &mut tab).await;
    assert_eq!(tab.texts(), ["submit a plain b other after b captured c plain c "]);
    let id = tab.id("text");
    assert_eq!(tab.page.values.get(&id), Some(&WireValue::Text("c".into())), "no older value came back");
}

#[tokio::test]
async fn a_change_that_calls_back_waits_for_the_values_that_were_changed_before_it() {
    let mut host = Host::new(GATED);
    let mut tab = gated(&mut host).await;
    tab.set("text", "a");
    host.ready().await;
    tab.set("other", "x");
    arrived(&mut tab).await;
    settle_gated(&host, &mut tab).await;
    assert_eq!(tab.texts(), ["other after a "]);
}

#[tokio::test]
async fn every_click_on_a_button_below_a_slow_part_is_a_run_in_which_it_is_true() {
    let mut host = Host::new(GATED);
    let mut tab = gated(&mut host).await;
    for _ in 0..5 {
        tab.click("plain");
    }
    arrived(&mut tab).await;
    settle_gated(&host, &mut tab).await;
    assert_eq!(tab.texts(), ["plain ".repeat(5).replace(' ', "  ")]);
}

#[tokio::test]
async fn a_hundred_clicks_call_the_callback_a_hundred_times() {
    let mut host = Host::new(GATED);
    let mut tab = gated(&mut host).await;
    tab.set("text", "t");
    for _ in 0..100 {
        tab.click("submit");
    }
    arrived(&mut tab).await;
    settle_gated(&host, &mut tab).await;
    assert_eq!(tab.texts(), ["submit t ".repeat(100)]);
}

#[tokio::test]
async fn a_callback_that_fails_or_reruns_or_stops_keeps_no_other_from_being_called() {
    for end in ["throw 1", "st.rerun()", "st.stop()"] {
        let script = GATED.replace("log(`captured ${captured}`)", &format!("{{ log(\"called\"); {end}; }}"));
        let mut host = Host::new(&script);
        let mut tab = gated(&mut host).await;
        for _ in 0..3 {
            tab.click("capture");
        }
        tab.click("plain");
        arrived(&mut tab).await;
        settle_gated(&host, &mut tab).await;
        assert_eq!(tab.texts(), ["called called called plain  "], "{end}");
    }
}

#[tokio::test]
async fn what_the_script_does_for_a_click_is_not_cut_short_by_what_follows() {
    let script = r#"
        st.slider("s", 0, 9, #{ key: "s" });
        if st.button("b", #{ key: "b" }) { ready("half"); wait(); st.session_state.whole = true; }
        if st.button("c", #{ key: "c", on_click: || { ready("called"); wait(); st.session_state.called = true; } }) {}
        st.text(`${st.session_state.get("whole", false)} ${st.session_state.get("called", false)} ${st.session_state.s}`);
    "#;
    let mut host = Host::new(script);
    let mut tab = host.open();
    tab.settle().await;
    tab.click("b");
    host.ready().await;
    tab.set("s", 3);
    arrived(&mut tab).await;
    host.go_on();
    tab.settle().await;
    assert_eq!(tab.texts(), ["true false 3"]);
    tab.click("c");
    host.ready().await;
    tab.set("s", 4);
    arrived(&mut tab).await;
    host.go_on();
    tab.settle().await;
    assert_eq!(tab.texts(), ["true true 4"]);
}

#[tokio::test]
async fn a_stop_forgets_the_clicks_that_wait_and_keeps_the_values() {
    let mut host = Host::new(GATED);
    let mut tab = gated(&mut host).await;
    tab.click("plain");
    host.ready().await;
    tab.click("plain");
    tab.set("text", "kept");
    tab.click("submit");
    tab.send(BackMsg::Stop);
    arrived(&mut tab).await;
    host.go_on();
    assert_eq!(tab.settle().await, "stopped");
    tab.rerun();
    settle_gated(&host, &mut tab).await;
    assert_eq!(tab.texts(), [""]);
    tab.click("submit");
    tab.settle().await;
    assert_eq!(tab.texts(), ["submit kept "]);
}

#[tokio::test]
async fn a_click_whose_page_is_lost_is_done_to_its_end_and_those_that_wait_come_after() {
    let mut host = Host::new(GATED);
    let mut tab = gated(&mut host).await;
    tab.click("plain");
    host.ready().await;
    tab.click("plain");
    arrived(&mut tab).await;
    let received = tab.received;
    let mut tab = tab.reconnect(&host.sessions, received);
    settle_gated(&host, &mut tab).await;
    assert_eq!(tab.texts(), ["plain  plain  "]);
    assert_eq!(tab.heard, 3, "the page knows which clicks have arrived");
}

#[tokio::test]
async fn clicks_that_wait_when_the_script_is_saved_are_those_of_the_new_version_or_of_none() {
    let mut host = Host::new(GATED);
    let mut tab = gated(&mut host).await;
    tab.click("plain");
    host.ready().await;
    for button in ["plain", "submit", "capture"] {
        tab.click(button);
    }
    arrived(&mut tab).await;
    host.save(&GATED.replace("log(`plain ${text}`)", "log(\"saved\")").replace("st.button(\"submit\"", "//"));
    settle_gated(&host, &mut tab).await;
    tab.rerun();
    tab.settle().await;
    // The second click runs the new version, which does not draw `submit` any more.
    assert_eq!(tab.texts(), ["plain  saved captured  "]);
}

#[tokio::test]
async fn a_click_that_a_rerun_has_passed_by_is_seen_by_the_run_after_it() {
    let script = r#"
        if st.session_state.get("again", false) { st.session_state.again = false; st.rerun(); }
        if st.checkbox("arm", #{ key: "arm" }) { st.session_state.again = true; }
        if st.button("b", #{ key: "b" }) { st.session_state.n = st.session_state.get("n", 0) + 1; }
        st.text(st.session_state.get("n", 0));
    "#;
    let host = Host::new(script);
    let mut tab = host.open();
    tab.settle().await;
    tab.set("arm", true);
    tab.settle().await;
    tab.click("b");
    tab.settle().await;
    assert_eq!(tab.texts(), ["1"]);
}

#[tokio::test]
async fn callbacks_of_a_run_that_is_overtaken_before_it_begins_are_called_once() {
    let script = r#"
        if st.session_state.get("waits", false) { ready("waits"); wait(); st.session_state.waits = false; }
        fn called(what) { st.session_state[what] = st.session_state.get(what, 0) + 1; }
        st.button("wait", #{ key: "wait", on_click: || st.session_state.waits = true });
        st.button("b", #{ key: "b", on_click: Fn("called"), args: ["clicks"] });
        st.slider("s", 0, 100, #{ key: "s", on_change: Fn("called"), args: ["changes"] });
        st.text(`clicks ${st.session_state.get("clicks", 0)} changes ${st.session_state.get("changes", 0)}`);
    "#;
    // With one thread the run of the second tab waits for that of the first, and is interrupted before it begins.
    let mut host =
        Host::with(script, SessionSettings { max_runs: 1, ..SessionSettings::default() }, HostModule::default());
    let (mut first, mut second) = (host.open(), host.open());
    first.settle().await;
    second.settle().await;
    first.click("wait");
    host.ready().await;
    second.set("s", 5);
    second.until("run_started").await;
    second.click("b");
    second.rerun();
    // The answer to a ping shows that all of it has arrived.
    second.send(BackMsg::Ping);
    second.until("pong").await;
    host.go_on();
    second.settle().await;
    assert_eq!(second.texts(), ["clicks 1 changes 1"]);
    second.rerun();
    second.settle().await;
    assert_eq!(second.texts(), ["clicks 1 changes 1"]);
}

#[tokio::test]
async fn a_choice_of_an_option_that_is_gone_is_taken_back_on_the_page() {
    let script = r#"
        let options = if st.checkbox("other", #{ key: "other" }) { ["x", "a"] } else { ["a", "b"] };
        st.text(st.selectbox("pick", options, #{ key: "pick" }));
    "#;
    let host = Host::new(script);
    let mut tab = host.open();
    tab.settle().await;
    tab.set("other", true);
    tab.settle().await;
    let chosen = |place: i64, name: &str| WireValue::List(vec![place.into(), name.into()]);
    for (sent, name, place) in [(chosen(1, "b"), "a", 1), (chosen(0, "x"), "x", 0), (chosen(0, "a"), "a", 1)] {
        tab.set("pick", sent);
        tab.settle().await;
        assert_eq!(tab.texts(), [name]);
        assert_eq!(tab.page.values.get(&tab.id("pick")), Some(&chosen(place, name)));
    }
}

#[tokio::test]
async fn a_run_that_was_overtaken_does_not_set_widgets_back() {
    // Nothing follows `wait()`, so that the run comes to its end although it is to be interrupted.
    let script = "let n = st.slider(\"s\", 0, 100, 1, #{ key: \"s\" }); st.text(`slider ${n}`); ready(`${n}`); wait()";
    let mut host = Host::new(script);
    let mut tab = host.open();
    host.ready().await;
    host.go_on();
    tab.settle().await;
    let id = tab.id("s");
    tab.set("s", 5);
    host.ready().await;
    tab.set("s", 9);
    tab.send(BackMsg::Ping);
    tab.until("pong").await;
    host.go_on();
    tab.until("interrupted").await;
    assert_eq!(tab.page.values.get(&id), Some(&WireValue::Int(9)), "no older value came for the slider");
    assert_eq!(host.ready().await, "9");
    host.go_on();
    tab.settle().await;
    assert_eq!(tab.texts(), ["slider 9"]);
}

#[tokio::test]
async fn what_a_run_draws_is_seen_while_it_goes_on_and_a_pause_sends_nothing() {
    let mut host =
        Host::new("st.text(\"before\"); with st.spinner(\"wait\") { ready(\"x\"); wait(); } st.text(\"after\");");
    let mut tab = host.open();
    host.ready().await;
    tab.until("delta").await;
    assert_eq!(tab.texts(), ["before"]);
    let frames = tab.log.len();
    // Many flushes pass while nothing is drawn.
    tab.send(BackMsg::Ping);
    tokio::time::sleep(Duration::from_millis(60)).await;
    tab.until("pong").await;
    assert!(tab.log.len() <= frames + 2, "{:?}", tab.log);
    host.go_on();
    tab.settle().await;
    assert_eq!(tab.texts(), ["before", "after"]);
}

#[tokio::test]
async fn stop_ends_the_run_and_a_page_that_comes_back_does_not_start_it_again() {
    let mut host = Host::new(SLOW);
    let mut tab = host.open();
    tab.settle().await;
    tab.set("slow", true);
    host.ready().await;
    tab.send(BackMsg::Stop);
    assert_eq!(tab.settle().await, "stopped");
    assert_eq!(tab.texts()[0], "drawn before");
    assert!(tab.texts().len() > 1, "what the run did not reach stays as it was");
    let received = tab.received;
    let mut tab = tab.reconnect(&host.sessions, received);
    tab.send(BackMsg::Ping);
    tab.until("pong").await;
    assert_eq!(tab.log, ["welcome", "pong"]);
}

#[tokio::test]
async fn stopping_a_script_that_reruns_itself_without_end_leaves_a_page_that_goes_on() {
    let script = r#"
        st.session_state.n = st.session_state.get("n", 0) + 1;
        let on = st.checkbox("on", #{ key: "on" });
        for i in 0..(st.session_state.n % 3) { st.text("sometimes"); }
        if on { ready("again"); st.rerun(); }
        st.text("settled");
    "#;
    let mut host = Host::new(script);
    let mut tab = host.open();
    tab.settle().await;
    let id = tab.id("on");
    tab.set("on", true);
    for _ in 0..60 {
        host.ready().await;
    }
    tab.send(BackMsg::Stop);
    assert_eq!(tab.settle().await, "stopped");
    // The checkbox may be gone: the run was stopped wherever it was.
    tab.send(BackMsg::Rerun { widgets: Values::from([(id, WireValue::Bool(false))]), triggers: Values::new() });
    assert_eq!(tab.settle().await, "success");
    assert_eq!(tab.texts().last().map(String::as_str), Some("settled"));
}

#[tokio::test]
async fn a_click_on_a_button_that_an_endless_script_draws_no_more_holds_up_nothing() {
    let script = r#"
        fn save() { st.session_state.saved = true; }
        let off = st.checkbox("off", #{ key: "off" });
        if off { ready("off"); st.rerun(); }
        st.button("Save", #{ key: "save", on_click: save });
        st.text(`saved: ${"saved" in st.session_state}`);
    "#;
    let mut host = Host::new(script);
    let mut tab = host.open();
    tab.settle().await;
    tab.set("off", true);
    for _ in 0..3 {
        host.ready().await;
    }
    // The page still shows the button.
    tab.click("save");
    tab.set("off", false);
    assert_eq!(soon(tab.settle()).await, "success");
    assert_eq!(tab.texts(), ["saved: true"]);
}

#[tokio::test]
async fn a_page_that_comes_back_and_has_missed_nothing_goes_on_where_it_was() {
    let host = Host::with(COUNTER, at_the_end(), HostModule::default());
    let mut tab = host.open();
    tab.settle().await;
    tab.click("b");
    tab.settle().await;
    let (session, received) = (tab.session.clone(), tab.received);
    let mut tab = tab.reconnect(&host.sessions, received);
    tab.until("welcome").await;
    assert_eq!((tab.session.as_str(), tab.reset), (session.as_str(), false));
    tab.set("s", 7);
    tab.settle().await;
    assert_eq!(tab.log, ["welcome", "run_started", "delta", "success"], "no run but the one that was asked for");
    assert_eq!(tab.texts(), ["slider 7", "clicks 1"]);
}

#[tokio::test]
async fn a_page_that_comes_back_and_has_missed_frames_gets_everything_anew_and_keeps_its_state() {
    let host = Host::new(COUNTER);
    let mut tab = host.open();
    tab.settle().await;
    tab.click("b");
    tab.settle().await;
    tab.set("s", 7);
    tab.settle().await;
    let (session, received) = (tab.session.clone(), tab.received - 1);
    let mut tab = tab.reconnect(&host.sessions, received);
    tab.settle().await;
    assert_eq!((tab.session.as_str(), tab.reset), (session.as_str(), true));
    assert_eq!(tab.texts(), ["slider 7", "clicks 1"]);
    assert_eq!(host.sessions.sessions(), 1);
}

#[tokio::test]
async fn a_session_that_the_host_does_not_know_is_new_and_takes_the_values_of_the_page() {
    let host = Host::new(COUNTER);
    let mut former = host.open();
    former.settle().await;
    let values = Values::from([(former.id("s"), WireValue::Int(42))]);
    let restarted = Host::new(COUNTER);
    let mut tab = Tab::hello(&restarted.sessions, Some(&former.session), former.received, values);
    tab.settle().await;
    assert!(tab.reset && tab.session != former.session);
    assert_eq!(tab.texts(), ["slider 42", "clicks 0"]);
}

#[tokio::test(start_paused = true)]
async fn a_session_without_a_page_ends_after_its_time_to_live_and_leaves_nothing() {
    let mut module = HostModule::default();
    let token = Arc::new(());
    let weak = Arc::downgrade(&token);
    module.function("token", move || rhai::Dynamic::from(weak.upgrade().expect("alive")));
    let settings = SessionSettings { disconnected_ttl: Duration::from_secs(120), ..SessionSettings::default() };
    let host = Host::with("st.session_state.token = token(); st.text(\"x\");", settings, module);
    let mut tab = host.open();
    tab.settle().await;
    assert_eq!(Arc::strong_count(&token), 2, "the session holds one");
    let (session, received) = (tab.session.clone(), tab.received);
    drop(tab);
    tokio::time::sleep(Duration::from_secs(119)).await;
    assert_eq!((host.sessions.sessions(), host.sessions.connected()), (1, 0));
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(host.sessions.sessions(), 0);
    // On another thread, which does not know the paused clock; that nothing outlives the session is that this ends.
    soon(async {
        while Arc::strong_count(&token) > 1 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let mut tab = Tab::hello(&host.sessions, Some(&session), received, Values::new());
    tab.settle().await;
    assert_ne!(tab.session, session);
}

#[tokio::test(start_paused = true)]
async fn a_page_that_comes_back_just_in_time_stops_the_clock() {
    let host = Host::new(COUNTER);
    let mut tab = host.open();
    tab.settle().await;
    let session = tab.session.clone();
    for _ in 0..3 {
        let received = tab.received;
        tokio::time::sleep(Duration::from_secs(119)).await;
        tab = tab.reconnect(&host.sessions, received);
        tab.until("welcome").await;
        assert_eq!(tab.session, session);
        tokio::time::sleep(Duration::from_secs(1000)).await;
    }
}

#[tokio::test]
async fn of_too_many_sessions_without_a_page_the_oldest_goes() {
    let settings = SessionSettings { max_disconnected: 1, ..SessionSettings::default() };
    let host = Host::with(COUNTER, settings, HostModule::default());
    let (mut one, mut two) = (host.open(), host.open());
    one.settle().await;
    two.settle().await;
    let (first, second) = (one.session.clone(), two.session.clone());
    drop(one);
    // The second is asked for after the first has been noted as gone.
    soon(async {
        while host.sessions.connected() > 1 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    drop(two);
    soon(async {
        while host.sessions.sessions() > 1 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let mut again = Tab::hello(&host.sessions, Some(&second), 0, Values::new());
    again.settle().await;
    assert_eq!(again.session, second);
    let mut gone = Tab::hello(&host.sessions, Some(&first), 0, Values::new());
    gone.settle().await;
    assert_ne!(gone.session, first);
}

#[tokio::test]
async fn a_saved_script_runs_by_itself_and_keeps_state_and_values() {
    let host = Host::new(COUNTER);
    let mut tab = host.open();
    tab.settle().await;
    tab.set("s", 7);
    tab.settle().await;
    tab.click("b");
    tab.settle().await;
    host.save(&COUNTER.replace("slider ${n}", "new ${n}"));
    tab.settle().await;
    assert_eq!(tab.texts(), ["new 7", "clicks 1"]);
}

#[tokio::test]
async fn without_run_on_save_the_page_is_told_and_runs_the_new_version_when_it_asks() {
    let settings = SessionSettings { run_on_save: false, ..SessionSettings::default() };
    let host = Host::with("st.text(\"old\");", settings, HostModule::default());
    let mut tab = host.open();
    tab.settle().await;
    host.save("st.text(\"new\");");
    tab.until("source_changed").await;
    assert_eq!(tab.texts(), ["old"]);
    tab.rerun();
    tab.settle().await;
    assert_eq!(tab.texts(), ["new"]);
    tab.send(BackMsg::SetRunOnSave { enabled: true });
    tab.send(BackMsg::Ping);
    tab.until("pong").await;
    host.save("st.text(\"newer\");");
    tab.settle().await;
    assert_eq!(tab.texts(), ["newer"]);
}

#[tokio::test]
async fn a_script_that_does_not_compile_leaves_the_last_good_page_usable_until_it_heals() {
    let host = Host::new(COUNTER);
    let mut tab = host.open();
    tab.settle().await;
    host.save("let x = ;");
    tab.until("compile_error").await;
    tab.set("s", 8);
    tab.settle().await;
    assert_eq!(tab.texts(), ["slider 8", "clicks 0"]);
    let mut late = host.open();
    late.settle().await;
    assert!(late.log.contains(&"compile_error".to_owned()), "{:?}", late.log);
    host.save(COUNTER);
    tab.until("healed").await;
    tab.settle().await;
    assert_eq!(tab.texts(), ["slider 8", "clicks 0"]);
}

#[tokio::test]
async fn an_app_that_does_not_compile_at_its_start_runs_when_it_is_mended() {
    let host = Host::with("let x = ;", at_the_end(), HostModule::default());
    let mut tab = host.open();
    tab.until("compile_error").await;
    host.save("st.text(\"mended\");");
    tab.settle().await;
    assert_eq!(tab.log, ["welcome", "compile_error", "healed", "run_started", "delta", "success"]);
    assert_eq!(tab.texts(), ["mended"]);
}

#[tokio::test]
async fn two_pages_are_two_sessions() {
    let host = Host::new(COUNTER);
    let (mut one, mut two) = (host.open(), host.open());
    one.settle().await;
    two.settle().await;
    assert_ne!(one.session, two.session);
    one.set("s", 9);
    one.settle().await;
    two.rerun();
    two.settle().await;
    assert_eq!((one.texts().remove(0), two.texts().remove(0)), ("slider 9".into(), "slider 1".into()));
}

#[tokio::test]
async fn a_second_page_with_the_same_session_takes_it_over() {
    let host = Host::new(COUNTER);
    let mut one = host.open();
    one.settle().await;
    let mut two = Tab::hello(&host.sessions, Some(&one.session), 0, Values::new());
    two.settle().await;
    assert_eq!(two.session, one.session);
    while one.next().await.is_some() {}
    drop(one);
    two.set("s", 3);
    two.settle().await;
    assert_eq!(two.texts(), ["slider 3", "clicks 0"]);
    assert_eq!((host.sessions.sessions(), host.sessions.connected()), (1, 1));
}

#[tokio::test]
async fn a_page_that_does_not_read_is_disconnected_and_may_come_back() {
    let host = Host::new(COUNTER);
    let mut tab = host.open();
    tab.settle().await;
    for _ in 0..600 {
        tab.send(BackMsg::Ping);
    }
    soon(async {
        while host.sessions.connected() > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    while tab.next().await.is_some() {}
    let received = tab.received;
    let mut tab = tab.reconnect(&host.sessions, received);
    tab.settle().await;
    assert_eq!(tab.texts(), ["slider 1", "clicks 0"]);
}

#[tokio::test]
async fn a_shutdown_ends_runs_and_connections_and_takes_no_more() {
    let mut host = Host::new(SLOW);
    let mut tab = host.open();
    tab.settle().await;
    tab.set("slow", true);
    host.ready().await;
    host.sessions.shutdown();
    while tab.next().await.is_some() {}
    assert_eq!(host.sessions.sessions(), 0);
    let hello = BackMsg::Hello {
        protocol: stscript::unstable::protocol::VERSION,
        session: None,
        received: 0,
        widgets: Values::new(),
        query: String::new(),
    };
    assert!(host.sessions.connect(hello).is_err());
}

#[tokio::test]
async fn a_page_of_another_version_and_one_that_does_not_say_hello_are_turned_away() {
    let host = Host::new(COUNTER);
    let hello =
        BackMsg::Hello { protocol: 999, session: None, received: 0, widgets: Values::new(), query: String::new() };
    assert!(host.sessions.connect(hello).unwrap_err().report().hint.is_some());
    assert!(host.sessions.connect(BackMsg::Ping).is_err());
    assert_eq!(host.sessions.sessions(), 0);
}

#[tokio::test]
async fn an_error_is_drawn_where_it_happened_and_the_rest_stays() {
    let host = Host::new(
        "st.text(\"kept\"); if st.checkbox(\"fail\", #{ key: \"fail\" }) { throw \"no\"; } st.text(\"below\");",
    );
    let mut tab = host.open();
    tab.settle().await;
    tab.set("fail", true);
    assert_eq!(tab.settle().await, "error");
    assert_eq!(
        tab.page.roots[0].children.iter().map(|item| item.kind.as_str()).collect::<Vec<_>>(),
        ["text", "checkbox", "exception"]
    );
    tab.set("fail", false);
    assert_eq!(tab.settle().await, "success");
    assert_eq!(tab.texts(), ["kept", "below"]);
}

#[tokio::test]
async fn after_a_restart_of_the_host_a_page_gets_back_the_values_that_it_sent() {
    let script = r#"st.text_input("Name", #{ key: "name" }); st.text(st.session_state.name);"#;
    let before = Host::new(script);
    let mut tab = before.open();
    tab.settle().await;
    tab.set("name", "Ada");
    tab.settle().await;
    let id = tab.id("name");
    let after = Host::new(script);
    let widgets = Values::from([(id.clone(), "Ada".into())]);
    let mut tab = Tab::hello(&after.sessions, Some("gone"), tab.received, widgets);
    tab.settle().await;
    assert_eq!(tab.texts(), ["Ada"]);
    assert_eq!(tab.page.values.get(&id), Some(&"Ada".into()), "the page was told to forget it");
}

#[tokio::test]
async fn the_page_is_told_its_address_when_a_widget_that_is_bound_to_it_has_changed() {
    let script = r#"st.slider("n", 0, 9, 3, #{ key: "n", bind: "query-params" });"#;
    let host = Host::with(script, at_the_end(), HostModule::default());
    let mut tab = host.open();
    tab.settle().await;
    assert!(!tab.log.iter().any(|message| message.starts_with("address")), "{:?}", tab.log);
    for (value, address) in [(7, "address ?n=7"), (3, "address ")] {
        tab.log.clear();
        tab.set("n", value);
        tab.settle().await;
        assert_eq!(tab.log, ["run_started", address, "success"]);
    }
}

#[tokio::test]
async fn a_session_that_ends_drops_values_nested_so_deep_that_a_servers_thread_could_not() {
    #[derive(Clone)]
    struct Core(#[expect(dead_code, reason = "its drop is seen")] Arc<()>);
    let core = Arc::new(());
    let watched = Arc::downgrade(&core);
    let mut module = HostModule::default();
    module.function("deep", move || {
        let core = rhai::Dynamic::from(Core(core.clone()));
        (0..20_000).fold(core, |inside, _| rhai::Dynamic::from_array(vec![inside]))
    });
    let settings = SessionSettings { disconnected_ttl: Duration::ZERO, ..SessionSettings::default() };
    let host = Host::with("st.session_state.deep = deep(); st.text(\"kept\");", settings, module);
    let mut tab = host.open();
    tab.settle().await;
    assert_eq!(tab.texts(), ["kept"]);
    drop(tab);
    drop(host);
    soon(async {
        while watched.strong_count() > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_that_comes_back_before_its_old_connection_is_known_to_be_lost_is_connected() {
    let settings = SessionSettings { max_disconnected: 0, ..SessionSettings::default() };
    let host = Host::with(COUNTER, settings, HostModule::default());
    let mut old = host.open();
    old.settle().await;
    let (session, received) = (old.session.clone(), old.received);
    // The session hears of it only when it has been told of the new connection as well.
    drop(old);
    let mut tab = Tab::hello(&host.sessions, Some(&session), received, Values::new());
    tab.until("welcome").await;
    assert_eq!(tab.session, session);
    assert_eq!((host.sessions.sessions(), host.sessions.connected()), (1, 1));
}

#[tokio::test]
async fn a_click_that_an_old_connection_brings_after_the_page_has_come_back_does_not_count() {
    let host = Host::new(COUNTER);
    let mut old = host.open();
    old.settle().await;
    let (session, received) = (old.session.clone(), old.received);
    let mut tab = Tab::hello(&host.sessions, Some(&session), received, Values::new());
    old.click("b");
    tab.until("welcome").await;
    assert_eq!(tab.heard, 0, "the page sends it again");
    tab.rerun();
    assert_eq!(tab.settle().await, "success");
    assert!(!tab.texts().contains(&"clicks 1".to_owned()), "{:?}", tab.texts());
}
