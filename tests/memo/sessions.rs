//! Many sessions, one cache.

use super::*;
use stscript::unstable::script::{Ended, Run, RunInput};

fn on_threads<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..count)
            .map(|at| {
                let work = &work;
                let builder = std::thread::Builder::new().stack_size(stscript::unstable::script::STACK_BYTES);
                builder.spawn_scoped(scope, move || work(at)).unwrap()
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn sixty_four_runs_on_one_cold_key_compute_once() {
    for kind in ["memo", "singleton"] {
        let world = World::new();
        let script = format!("fn f(x) {{ sleep(0.2); st.text(\"drawn\"); tick() }} let f = {kind}(f); st.text(f(1));");
        let source = Source::compile(&world.environment, "app.rhai", &script).unwrap();
        let pages = on_threads(64, |_| {
            let run = Run::new(&world.environment, &source, &Arc::default());
            let ended = run.execute(&RunInput::default());
            assert!(matches!(ended, Ended::Finished), "{ended:?}");
            run.with_tree(stscript::unstable::protocol::Tree::len)
        });
        assert_eq!(pages, vec![2; 64]);
        assert_eq!(world.count(), 1);
        let stats = world.environment.cache().stats();
        assert_eq!((stats.counters.misses, stats.counters.hits), (1, 63));
    }
}

/// A manager of sessions, with what a page says first.
#[cfg(feature = "server")]
fn manager(
    world: &World,
    script: &str,
    settings: stscript::unstable::session::SessionSettings,
) -> Arc<stscript::unstable::session::SessionManager> {
    let source = Source::compile(&world.environment, "app.rhai", script);
    stscript::unstable::session::SessionManager::new(world.environment.clone(), "app.rhai".to_owned(), source, settings)
}

#[cfg(feature = "server")]
fn hello() -> stscript::unstable::protocol::BackMsg {
    stscript::unstable::protocol::BackMsg::Hello {
        protocol: stscript::unstable::protocol::VERSION,
        session: None,
        received: 0,
        widgets: Default::default(),
        query: String::new(),
    }
}

/// Waits until a page has been sent what is drawn last, the text "end".
#[cfg(feature = "server")]
async fn drawn(session: &mut stscript::unstable::session::Connection) {
    let end = async {
        while !session.next_frame().await.expect("the session goes on").windows(3).any(|window| window == b"end") {}
    };
    tokio::time::timeout(Duration::from_secs(60), end).await.expect("the run ends");
}

#[cfg(feature = "server")]
#[test]
fn sixty_four_sessions_of_the_host_on_one_cold_key_compute_once() {
    use stscript::unstable::session::SessionSettings;
    let world = World::new();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let script = "fn f() { sleep(0.2); tick(); 1 } let f = memo(f); f(); st.text(\"end\");";
        let manager = manager(&world, script, SessionSettings { max_runs: 64, ..SessionSettings::default() });
        let mut sessions: Vec<_> = (0..64).map(|_| manager.connect(hello()).unwrap()).collect();
        for session in &mut sessions {
            drawn(session).await;
        }
        manager.shutdown();
    });
    assert_eq!(world.count(), 1);
}

#[cfg(feature = "server")]
#[test]
fn what_belongs_to_a_session_ends_with_it() {
    use stscript::unstable::session::SessionSettings;
    let world = World::new();
    let entries = || world.environment.cache().stats().entries;
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let script = r#"
            fn own(x) { x }
            let own = memo(own, #{ scope: "session" });
            own(1); own(2);
            fn cart() { [] }
            let cart = singleton(cart, #{ scope: "session", on_release: |c| tick() });
            cart();
            fn all() { 1 }
            let all = memo(all);
            all();
            st.text("end");
        "#;
        // A session without its page ends at once.
        let manager = manager(&world, script, SessionSettings { max_disconnected: 0, ..SessionSettings::default() });
        let mut one = manager.connect(hello()).unwrap();
        let mut other = manager.connect(hello()).unwrap();
        drawn(&mut one).await;
        drawn(&mut other).await;
        assert_eq!((entries(), world.count()), (7, 0));
        drop(one);
        until(|| entries() == 4);
        until(|| world.count() == 1);
        drop(other);
        until(|| entries() == 1);
        until(|| world.count() == 2);
        manager.shutdown();
    });
}

#[test]
fn when_the_one_that_computes_fails_panics_or_is_cancelled_one_that_waits_takes_over() {
    for (what, first) in [("fails", "throw \"no\";"), ("panics", "boom();"), ("is cancelled", "sleep(30);")] {
        let count = Arc::new(AtomicI64::new(0));
        let mut host = host(&count);
        host.function("boom", || panic!("on purpose"));
        let environment = Environment::new(Path::new("."), Limits::default(), host, Vec::new());
        let script = format!(
            "fn f() {{ let n = tick(); sleep(0.2); if n == 1 {{ {first} }} n }} let f = memo(f); st.text(f());"
        );
        let source = Source::compile(&environment, "app.rhai", &script).unwrap();
        let runs: Vec<_> = (0..8).map(|_| Run::new(&environment, &source, &Arc::default())).collect();
        let leader = runs[0].cancel().clone();
        let ended = on_threads(9, |at| {
            if at == 8 {
                until(|| count.load(Ordering::SeqCst) == 1);
                std::thread::sleep(Duration::from_millis(300));
                if what == "is cancelled" {
                    leader.stop();
                }
                return true;
            }
            if at > 0 {
                until(|| count.load(Ordering::SeqCst) >= 1);
            }
            matches!(runs[at].execute(&RunInput::default()), Ended::Finished)
        });
        assert_eq!(ended.iter().filter(|finished| !**finished).count(), 1, "{what}");
        assert_eq!(count.load(Ordering::SeqCst), 2, "{what}");
    }
}

#[test]
fn a_run_that_is_cancelled_while_it_waits_ends_at_once_and_the_computation_goes_on() {
    let world = World::new();
    let source = Source::compile(
        &world.environment,
        "app.rhai",
        "fn f() { tick(); sleep(0.6); 1 } let f = memo(f); st.text(f());",
    )
    .unwrap();
    let runs: Vec<_> = (0..2).map(|_| Run::new(&world.environment, &source, &Arc::default())).collect();
    let took = on_threads(2, |at| {
        let start = std::time::Instant::now();
        if at == 1 {
            until(|| world.count() == 1);
            let cancel = runs[1].cancel().clone();
            let stopper = std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(50));
                cancel.stop();
            });
            let start = std::time::Instant::now();
            let ended = runs[1].execute(&RunInput::default());
            assert!(matches!(ended, Ended::Cancelled), "{ended:?}");
            stopper.join().unwrap();
            return start.elapsed();
        }
        assert!(matches!(runs[0].execute(&RunInput::default()), Ended::Finished));
        start.elapsed()
    });
    assert!(took[1] < Duration::from_millis(450), "{took:?}");
    let _app = world.ran("fn f() { tick(); sleep(0.6); 1 } let f = memo(f); st.text(f());");
    assert_eq!(world.count(), 1, "what the other computed was stored");
}

#[test]
fn two_functions_that_call_each_other_in_two_runs_do_not_wait_for_ever() {
    let world = World::new();
    let script = |first: &str| {
        format!(
            "fn a(n) {{ sleep(0.1); if n == 0 {{ 0 }} else {{ b(n - 1) }} }} fn b(n) {{ sleep(0.1); if n == 0 {{ 0 }} else {{ a(n - 1) }} }} let a = memo(a); let b = memo(b); {first}(3);"
        )
    };
    let sources =
        [script("a"), script("b")].map(|script| Source::compile(&world.environment, "app.rhai", &script).unwrap());
    on_threads(8, |at| {
        let run = Run::new(&world.environment, &sources[at % 2], &Arc::default());
        assert!(matches!(run.execute(&RunInput::default()), Ended::Finished));
    });
}

#[test]
fn clearing_from_many_threads_while_others_compute_is_safe() {
    let world = World::new();
    let source = Source::compile(
        &world.environment,
        "app.rhai",
        "fn f(x) { tick(); x } let f = memo(f); for i in 0..50 { if f(i % 5) != i % 5 { throw \"wrong\"; } if i % 7 == 0 { f.clear(); } if i % 11 == 0 { f.clear(1); } if i % 13 == 0 { memo.clear(); } }",
    )
    .unwrap();
    on_threads(16, |_| {
        let run = Run::new(&world.environment, &source, &Arc::default());
        let ended = run.execute(&RunInput::default());
        assert!(matches!(ended, Ended::Finished), "{ended:?}");
    });
}

#[test]
fn a_run_leaves_nothing_behind_that_keeps_it_or_its_environment_alive() {
    let count = Arc::new(AtomicI64::new(0));
    let environment = Environment::new(Path::new("."), Limits::default(), host(&count), Vec::new());
    let source = Source::compile(
        &environment,
        "app.rhai",
        "fn f(x) { st.text(\"a\"); x } const f = memo(f); f(1); let k = #{ a: 1 }; let g = memo(|x| x + k.a); g(1); fn s() { #{ n: 0 } } const s = singleton(s, #{ on_release: |v| { v.n; }, validate: |v| true }); s(); s(); st.session_state.kept = f; const BOX = st.container();",
    )
    .unwrap();
    let runs: Vec<_> = (0..3)
        .map(|_| {
            let run = Run::new(&environment, &source, &Arc::default());
            let ended = run.execute(&RunInput::default());
            assert!(matches!(ended, Ended::Finished), "{ended:?}");
            Arc::downgrade(&run)
        })
        .collect();
    assert!(runs.iter().all(|run| run.upgrade().is_none()), "a run is kept alive");
    let weak = Arc::downgrade(&environment);
    environment.cache().shutdown();
    drop(environment);
    // An `on_release` that goes on holds it until it ends.
    until(|| weak.upgrade().is_none());
    let held = Arc::downgrade(&source);
    drop(source);
    assert!(held.upgrade().is_none(), "the script is kept alive");
}
