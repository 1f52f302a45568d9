//! What scripts and pages keep in memory is bounded by what it takes, and what goes beyond is let go.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use stscript::testing::WireValue;
use stscript::unstable::protocol::messages::Values;
use stscript::unstable::protocol::{NodeId, Root};
use stscript::unstable::script::{Ended, Environment, Run, RunInput, Source};
use stscript::unstable::state::SessionState;
use stscript::unstable::testing::app_test;
use stscript::{ErrorKind, HostModule, HostType, Limits, MemoryMeter};

use super::harness::{app, failure, limited, texts};
use crate::changed;

fn memory(megabytes: usize) -> Limits {
    changed(|limits: &mut Limits| limits.memory = megabytes << 20)
}

/// As if a run took nothing: what fails then is what is checked before it is made.
fn unmetered(megabytes: usize) -> Limits {
    let mut limits = memory(megabytes);
    limits.meter = MemoryMeter::of_thread(|| 0);
    limits
}

#[test]
fn where_an_allocator_counts_a_run_ends_before_the_next_operation() {
    let held = Arc::new(AtomicI64::new(7_000_000));
    let (taken, read) = (held.clone(), held.clone());
    let mut host = HostModule::default();
    host.function("take", move |bytes: i64| {
        taken.fetch_add(bytes, Ordering::Relaxed);
    });
    let meter = MemoryMeter::of_thread(move || read.load(Ordering::Relaxed));
    let limits = changed(|limits: &mut Limits| {
        limits.memory = 1_000_000;
        limits.meter = meter;
    });
    let environment = Environment::new(std::path::Path::new("."), limits, host, Vec::new());
    let script = "take(900_000); st.text(\"within\"); take(200_000); st.text(\"beyond\");";
    let source = Source::compile(&environment, "app.rhai", script).unwrap();
    let mut app = app_test(&environment, source);
    for _ in 0..3 {
        app.run();
        assert_eq!(texts(&app), ["within"], "each run is counted from where it begins");
        assert_eq!(app.error().map(stscript::Error::kind), Some(ErrorKind::Limit));
    }
}

#[test]
fn a_single_operation_that_would_make_more_than_a_run_may_take_is_refused() {
    let text = "let s = \"ab\"; s.pad(1_000_000, \"ab\");";
    for script in [
        "let item = []; item.pad(10_000, 1); let a = []; a.pad(10_000, item);",
        &format!("{text} s.to_chars();"),
        &format!("{text} s.split(\"b\");"),
        &format!("{text} s.split('a');"),
        &format!("{text} s.split_rev(\"\");"),
        "let b = blob(1_000_000); b.to_array();",
    ] {
        let mut app = limited(script, unmetered(15));
        app.run();
        assert!(failure(&app).contains("more than a run may take (15.7 MB)"), "{script}: {}", failure(&app));
    }
}

#[test]
fn what_takes_a_string_apart_does_so_as_rhai_does() {
    let script = r#"
        st.text(`${"".split(",")} ${"a,b,,c".split(",")} ${"a b  c".split()} ${"".split()}`);
        st.text(`${"a,b,c".split(',', 2)} ${"a,b,c".split(",", 1)} ${"a,b,c".split(",", -1)} ${"ab".split("")}`);
        st.text(`${"a,b,c".split_rev(",")} ${"a,b,c".split_rev(',', 2)} ${"ü€".to_chars()} ${blob(2, 7).to_array()}`);
    "#;
    let mut ours = app(script);
    ours.run();
    assert_eq!(
        texts(&ours),
        [
            r#"[""] ["a", "b", "", "c"] ["a", "b", "c"] [""]"#,
            r#"["a", "b,c"] ["a,b,c"] ["a,b,c"] ["", "a", "b", ""]"#,
            r#"["c", "b", "a"] ["c", "a,b"] [ü, €] [7, 7]"#,
        ]
    );
}

#[test]
fn containers_stand_inside_each_other_only_so_deep() {
    for script in [
        "let c = st.container(); loop { c = c.container(); }",
        "let c = st.expander(\"a\"); loop { c = c.expander(\"b\"); }",
        "let c = st.empty(); loop { c = c.container().empty(); }",
        "let c = st.container(); loop { c = c.columns(2)[1]; }",
        "let c = st.container(); loop { c = c.tabs([\"a\", \"b\"])[0]; }",
        "fn f(n) { with st.container() { f(n + 1); } } f(0);",
        "fn f(c) { c.container() } let f = memo(f); let c = st.sidebar; loop { c = c.container(); }",
    ] {
        let mut app = limited(script, changed(|limits: &mut Limits| limits.container_depth = 20));
        app.run();
        assert!(
            failure(&app).starts_with("LimitError: Containers stand inside each other more than 20 deep."),
            "{script}: {}",
            failure(&app)
        );
        assert!(app.everything().len() < 100, "{script}");
    }
    let mut deep = app("let c = st.container(); for n in 0..63 { c = c.container(); } c.text(\"deep\");");
    deep.run();
    assert_eq!(texts(&deep), ["deep"]);
}

#[test]
fn a_session_that_keeps_more_than_a_run_may_take_begins_anew() {
    let script = r#"
        st.text(`${st.session_state.len()}`);
        let kept = "";
        kept.pad(3_000_000, `${st.session_state.len()}`);
        st.session_state[`k${st.session_state.len()}`] = kept;
    "#;
    // Not counted while it runs: other tests of this process take memory as well.
    let mut app = limited(script, unmetered(8));
    for run in 0..2 {
        app.run();
        assert_eq!(texts(&app), [run.to_string()]);
        assert!(app.error().is_none());
    }
    app.run();
    assert!(failure(&app).starts_with("LimitError: The session keeps 9.0 MB"), "{}", failure(&app));
    app.run();
    assert_eq!(texts(&app), ["0"]);
}

#[test]
fn what_is_nested_deep_hides_nothing_from_the_measure_of_a_session() {
    let kept = |levels: usize, bytes: usize| {
        let script = format!(
            "let deep = []; for n in 0..{levels} {{ deep = [deep]; }} let long = \"\"; long.pad({bytes}, \"x\");
            st.session_state.x = [deep, long];"
        );
        let mut app = limited(&script, unmetered(8));
        app.run();
        app.error().map(|_| failure(&app))
    };
    assert_eq!(kept(1_000, 10), None);
    let hidden = kept(200, 9_000_000).unwrap();
    assert!(hidden.starts_with("LimitError: The session keeps 9.0 MB"), "{hidden}");
    let unknown = kept(2_100, 10).unwrap();
    assert!(unknown.contains("nested more than 2000 levels deep; all of it has been forgotten"), "{unknown}");
}

#[test]
fn a_run_that_another_follows_is_not_ended_by_what_the_session_keeps() {
    // Over the limit when it asks for the second run, which keeps less.
    let script = r#"
        if st.session_state.get("small", false) {
            st.session_state.remove("large");
            st.text("small again");
        } else {
            let large = "";
            large.pad(9_000_000, "x");
            st.session_state.large = large;
            st.session_state.small = true;
            st.rerun();
        }
    "#;
    let mut app = limited(script, unmetered(8));
    app.run();
    assert!(app.error().is_none());
    assert_eq!(texts(&app), ["small again"]);

    // Many such runs do not add up to any number.
    let mut app = limited(script, unmetered(4));
    app.run();
    assert!(failure(&app).starts_with("LimitError: The session keeps 9.0 MB"), "{}", failure(&app));
}

#[test]
fn a_run_that_is_ended_from_outside_is_no_failure_when_the_session_keeps_too_much_and_clicks_stay() {
    let script = r#"
        if st.button("Go", #{ key: "go" }) { st.text("seen"); }
        if is_full() {
            let large = "";
            large.pad(9_000_000, "x");
            st.session_state.large = large;
            ready();
            loop {}
        }
    "#;
    let end: [fn(&Run); 2] = [|run| run.cancel().interrupt(), |run| run.cancel().stop()];
    for end in end {
        let (is_full, (is_ready, ready)) = (Arc::new(AtomicBool::new(false)), std::sync::mpsc::channel());
        let mut host = HostModule::default();
        let full = is_full.clone();
        host.function("is_full", move || full.load(Ordering::Relaxed));
        host.function("ready", move || is_ready.send(()).unwrap());
        let environment = Environment::new(std::path::Path::new("."), unmetered(4), host, Vec::new());
        let source = Source::compile(&environment, "app.rhai", script).unwrap();
        let state = Arc::new(SessionState::default());
        Run::new(&environment, &source, &state).execute(&RunInput::default());

        is_full.store(true, Ordering::Relaxed);
        let run = Run::new(&environment, &source, &state);
        let running = std::thread::spawn({
            let run = run.clone();
            move || run.execute(&RunInput::default())
        });
        ready.recv_timeout(Duration::from_secs(20)).unwrap();
        end(&run);
        let ended = running.join().unwrap();
        assert!(matches!(ended, Ended::Cancelled), "{ended:?}");
        assert!(state.get("large").is_none(), "it is forgotten all the same");

        is_full.store(false, Ordering::Relaxed);
        let button = run.with_tree(|tree| tree.node(tree.children(NodeId::root(Root::Main))[0]).widget.clone());
        let click = (button.unwrap().0.to_string(), WireValue::Bool(true));
        let run = Run::new(&environment, &source, &state);
        run.execute(&RunInput { values: Values::new(), triggers: vec![click] });
        assert!(run.with_tree(|tree| format!("{tree:?}")).contains("seen"));
    }
}

#[test]
fn a_panic_of_a_host_function_after_the_script_ends_the_run_like_an_error() {
    #[derive(Clone)]
    struct Odd;
    let mut host = HostModule::default();
    host.types().add(HostType::<Odd>::new("Odd").size(|_| panic!("no size")));
    host.function("odd", || Odd);
    let environment = Environment::new(std::path::Path::new("."), Limits::default(), host, Vec::new());
    let script = r#"
        st.session_state.remove("odd");
        st.text("ran");
        if st.checkbox("odd", true) { st.session_state.odd = odd(); }
    "#;
    let source = Source::compile(&environment, "app.rhai", script).unwrap();
    let mut app = app_test(&environment, source);
    app.run();
    assert!(failure(&app).starts_with("HostError: A function of the host panicked: no size."), "{}", failure(&app));
    app.set("odd", false).run();
    assert!(app.error().is_none());
    assert_eq!(texts(&app), ["ran"]);
}

#[cfg(feature = "server")]
mod sessions {
    use std::collections::BTreeMap;

    use stscript::unstable::protocol::BackMsg;
    use stscript::unstable::session::SessionSettings;

    use super::super::tab::{Host, soon};
    use super::*;

    /// Lets the tasks of sessions and the threads of runs go on until `done`.
    async fn until(what: &str, mut done: impl FnMut() -> bool) {
        soon(async {
            while !done() {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        })
        .await;
        println!("{what}");
    }

    #[tokio::test]
    async fn for_a_page_that_does_not_read_nothing_is_drawn_beyond_one_frame_and_then_it_gets_the_newest() {
        let script = r#"
            let n = st.session_state.get("n", 0) + 1;
            st.session_state.n = n;
            let s = "";
            s.pad(1_000_000, `${n} `);
            st.text(s);
            st.text(`run ${n}`);
            ready("drawn");
        "#;
        let mut host = Host::new(script);
        let mut tab = host.open();
        host.ready().await;
        for _ in 0..20 {
            tab.rerun();
            host.ready().await;
        }
        let mut texts = Vec::new();
        while texts.last().map(String::as_str) != Some("run 21") {
            tab.settle().await;
            texts = tab.texts();
        }
        assert!(tab.bytes < 3_000_000, "{} bytes for 21 runs of a megabyte", tab.bytes);
        assert!(tab.log.iter().filter(|entry| *entry == "delta").count() <= 5, "{:?}", tab.log);
        tab.log.clear();
        tab.rerun();
        tab.settle().await;
        assert_eq!(tab.texts()[1], "run 22");
        assert_eq!(host.sessions.connected(), 1, "a slow page stays connected");
    }

    // The clock stands while anything is to be done, so that time passes when what has been drawn is sent.
    #[tokio::test(start_paused = true)]
    async fn a_page_that_reads_late_gets_the_rest_of_a_run_that_has_ended_meanwhile() {
        let script = r#"
            let s = "";
            s.pad(1_000_000, "x");
            st.text(s);
            ready("first");
            wait();
            st.text("last");
            ready("second");
        "#;
        let mut host = Host::new(script);
        let mut tab = host.open();
        host.ready().await;
        // What has been drawn is sent while the run waits; then there is no room.
        let runs = host.environment.runs();
        tokio::time::sleep(Duration::from_millis(100)).await;
        host.go_on();
        host.ready().await;
        assert_eq!(tab.settle().await, "success");
        assert_eq!(tab.texts()[1], "last");
        assert_eq!(host.environment.runs(), runs, "one run was enough");
    }

    #[tokio::test]
    async fn values_for_widgets_that_nobody_knows_are_bounded_by_bytes_even_when_no_run_comes_to_its_end() {
        let host = Host::new("throw \"no end\";");
        let mut tab = host.open();
        tab.settle().await;
        for time in 0..3 {
            let text = "x".repeat(200);
            let widgets: Values =
                (0..50_000).map(|n| (format!("w-{time}-{n}"), WireValue::Text(text.clone()))).collect();
            tab.send(BackMsg::Rerun { widgets, triggers: Values::new() });
            tab.settle().await;
            let kept = host.sessions.memory().bytes;
            assert!(kept < 10_000_000, "{kept}");
        }
    }

    #[tokio::test]
    async fn values_for_widgets_that_nobody_knows_do_not_pile_up_while_a_run_goes_on() {
        let mut host = Host::new("ready(\"\"); wait(); st.slider(\"s\", 0, 9, #{ key: \"s\" });");
        let mut tab = host.open();
        host.ready().await;
        host.go_on();
        tab.settle().await;
        let id = tab.id("s");
        tab.rerun();
        host.ready().await;
        let widgets: Values = (0..1000).map(|n| (format!("w-{n}"), WireValue::Int(n))).collect();
        tab.send(BackMsg::Rerun { widgets, triggers: Values::new() });
        tab.send(BackMsg::Rerun { widgets: BTreeMap::from([(id, WireValue::Int(4))]), triggers: Values::new() });
        host.go_on();
        host.ready().await;
        host.go_on();
        tab.settle().await;
        assert!(host.sessions.memory().bytes < 20_000, "{:?}", host.sessions.memory());
    }

    #[tokio::test]
    async fn beyond_the_budget_the_session_that_lost_its_page_first_ends_and_none_with_a_page() {
        let script = "let s = \"\"; s.pad(1_000_000, \"x\"); st.session_state.s = s;";
        let settings = SessionSettings { budget: Some(3_500_000), ..SessionSettings::default() };
        let host = Host::with(script, settings, HostModule::default());
        let mut tabs = Vec::new();
        for _ in 0..3 {
            let mut tab = host.open();
            tab.settle().await;
            tabs.push(tab);
        }
        let kept = host.sessions.memory();
        assert!((3_000_000..3_400_000).contains(&kept.bytes), "{kept:?}");
        let open = tabs.remove(0);
        let names: Vec<String> = tabs.iter().map(|tab| tab.session.clone()).collect();
        for tab in tabs.drain(..) {
            let connected = host.sessions.connected();
            drop(tab);
            until("disconnected", || host.sessions.connected() < connected).await;
        }
        assert_eq!(host.sessions.sessions(), 3, "within the budget all are kept");
        let mut fourth = host.open();
        fourth.settle().await;
        until("one has ended", || host.sessions.memory().shed == 1 && host.sessions.sessions() == 3).await;
        // The younger of the two is still there: its page finds it again.
        let back = super::super::tab::Tab::hello(&host.sessions, Some(&names[1]), 1, Values::new());
        until("it is back", || host.sessions.connected() == 3).await;
        assert_eq!(host.sessions.sessions(), 3);
        let mut fifth = host.open();
        fifth.settle().await;
        assert_eq!(host.sessions.memory().shed, 1, "those with a page stay");
        assert_eq!(host.sessions.connected(), 4);
        drop((open, back));
    }

    #[tokio::test]
    async fn tables_that_pages_show_count_once_for_the_budget_whoever_shows_them() {
        let script =
            "let rows = []; for n in 0..20_000 { rows.push(#{ n: n, text: `row ${n}` }); } st.dataframe(rows);";
        let host = Host::new(script);
        let mut tabs = Vec::new();
        for _ in 0..3 {
            let mut tab = host.open();
            tab.settle().await;
            tabs.push(tab);
        }
        let kept = host.sessions.memory();
        assert!((200_000..1_000_000).contains(&kept.payloads), "{kept:?}");
        assert!(kept.bytes < 20_000, "{kept:?}");
    }
}
