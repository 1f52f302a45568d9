//! Many sessions, one cache.

use super::*;
use crate::script::{Cancel, Ended, Run, RunInput};

fn on_threads<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..count)
            .map(|at| {
                let work = &work;
                let builder = std::thread::Builder::new().stack_size(crate::script::STACK_BYTES);
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
            run.with_tree(crate::protocol::Tree::len)
        });
        assert_eq!(pages, vec![2; 64]);
        assert_eq!(world.count(), 1);
        let stats = world.environment.cache().stats();
        assert_eq!((stats.counters.misses, stats.counters.hits), (1, 63));
    }
}

#[cfg(feature = "server")]
#[test]
fn sixty_four_sessions_of_the_host_on_one_cold_key_compute_once() {
    use crate::protocol::BackMsg;
    use crate::session::{SessionManager, SessionSettings};
    let world = World::new();
    let source = Source::compile(
        &world.environment,
        "app.rhai",
        "fn f() { sleep(0.2); tick(); 1 } let f = memo(f); f(); st.text(\"end\");",
    );
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let settings = SessionSettings { workers: 64, ..SessionSettings::default() };
        let manager = SessionManager::new(world.environment.clone(), "app.rhai".to_owned(), source, settings);
        let mut sessions: Vec<_> = (0..64)
            .map(|_| {
                let hello = BackMsg::Hello {
                    protocol: crate::protocol::VERSION,
                    session: None,
                    received: 0,
                    widgets: Default::default(),
                    query: String::new(),
                };
                manager.connect(hello).unwrap()
            })
            .collect();
        let seen = async {
            for session in &mut sessions {
                loop {
                    let frame = session.next_frame().await.expect("the session goes on");
                    if frame.windows(3).any(|window| window == b"end") {
                        break;
                    }
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(60), seen).await.expect("all sessions end");
        manager.shutdown();
    });
    assert_eq!(world.count(), 1);
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
        let leader: Arc<Cancel> = runs[0].cancel().clone();
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
    assert!(weak.upgrade().is_none(), "the environment is kept alive");
    let held = Arc::downgrade(&source);
    drop(source);
    assert!(held.upgrade().is_none(), "the script is kept alive");
}
