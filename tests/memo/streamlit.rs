//! What the caching tests of Streamlit assert, for memo and for singleton alike, where the tests of the crate look
//! at one of the two only.

use std::sync::atomic::AtomicUsize;
use std::sync::{Barrier, mpsc};
use std::thread;

use stscript::unstable::value::{Fingerprint, HostType};

use super::*;

const KINDS: [&str; 2] = ["memo", "singleton"];

#[test]
fn time_to_live_counts_from_the_writing_for_each_function() {
    for kind in KINDS {
        let world = World::new();
        let script = format!(
            "fn one(x) {{ tick() }} fn two(x) {{ tick() }}
             let one = {kind}(one, #{{ ttl: \"1 day\" }}); let two = {kind}(two, #{{ ttl: 2 * 86400 }});
             st.text(`${{one(0)}} ${{two(0)}}`);"
        );
        let mut app = world.ran(&script);
        for (hours, expected) in [(0.0, "1 2"), (23.9, "1 2"), (0.1, "3 2"), (23.9, "3 2"), (0.1, "4 5"), (23.9, "4 5")]
        {
            world.clock.advance(Duration::from_secs_f64(hours * 3600.0));
            app.run();
            ok(&app);
            assert_eq!(texts(&app), [expected], "{kind}, {hours} hours later");
        }
    }
}

#[test]
fn what_is_drawn_is_drawn_again_where_the_call_is() {
    for kind in KINDS {
        for (body, call) in [
            ("st.text(1)", "f(); st.text(\"---\"); f();"),
            ("st.text(1); g()", "g(); f(); g(); f();"),
            ("g(); st.text(1)", "f(); st.text(\"---\"); g();"),
            ("st.text(1)", "with st.container() { f(); } f();"),
            ("st.sidebar.text(1); st.text(2)", "f(); with st.sidebar { f(); }"),
            ("with st.container() { st.text(1); with st.expander(\"e\") { st.text(2); } } st.text(3)", "f(); f();"),
            (
                "let c = st.container(); st.text(1); c.text(2); st.columns(2)[1].text(3)",
                "with st.expander(\"e\") { f(); } f();",
            ),
            ("st.dataframe([#{ a: 1 }]); st.line_chart([1, 2]); st.json(#{ a: 1 })", "f(); f();"),
        ] {
            let functions = format!("fn g() {{ st.text(\"inner\"); 1 }} fn f() {{ tick(); {body}; 1 }}");
            let bare = World::new().ran(&format!("{functions} {call}")).outline();
            let world = World::new();
            let mut app = world.ran(&format!("{functions} let g = {kind}(g); let f = {kind}(f); {call}"));
            assert_eq!(app.outline(), bare, "{kind}: {body}: {call}");
            app.run();
            ok(&app);
            assert_eq!(app.outline(), bare, "{kind}, again: {body}: {call}");
            assert_eq!(world.count(), 1);
        }
    }
}

#[test]
fn fifty_threads_on_a_cold_key_are_one_computation_and_clearing_from_all_of_them_is_safe() {
    for kind in KINDS {
        let world = World::new();
        let source = |script: String| Source::compile(&world.environment, "app.rhai", &script).unwrap();
        let functions = format!("fn f(x) {{ tick(); sleep(0.05); x }} let f = {kind}(f);");
        let call = source(format!("{functions} st.text(f(7));"));
        let clear = source(format!("{functions} f(1); f.clear(); {kind}.clear(); f.clear(1); st.text(f(7));"));
        for (source, once) in [(call, true), (clear, false)] {
            let barrier = Barrier::new(50);
            thread::scope(|scope| {
                for _ in 0..50 {
                    scope.spawn(|| {
                        let mut app = app_test(&world.environment, source.clone());
                        barrier.wait();
                        app.run();
                        ok(&app);
                        assert_eq!(texts(&app), ["7"]);
                    });
                }
            });
            if once {
                assert_eq!(world.count(), 1, "{kind}");
            }
        }
    }
}

#[test]
fn that_a_function_is_being_cached_concerns_its_own_run_only() {
    for kind in KINDS {
        let (inside, is_inside) = mpsc::channel();
        let (leave, may_leave) = mpsc::channel::<()>();
        let may_leave = shared(may_leave);
        let world = World::with(None, |host| {
            host.function("wait", move || {
                inside.send(()).unwrap();
                may_leave.lock().unwrap().recv().unwrap();
            });
        });
        let caching = world.session(&format!("fn f() {{ wait(); st.button(\"in\"); 1 }} let f = {kind}(f); f();"));
        let mut caching = caching;
        thread::scope(|scope| {
            let run = scope.spawn(|| {
                caching.run();
                ok(&caching);
                caching.all("exception").len()
            });
            is_inside.recv().unwrap();
            let other = world.ran("st.button(\"out\");");
            assert!(other.all("exception").is_empty(), "{kind}: a button in a run that caches nothing");
            leave.send(()).unwrap();
            assert_eq!(run.join().unwrap(), 1, "{kind}: the warning is where it belongs");
        });
    }
}

/// For a function of a host, which any thread may call.
fn shared<T>(receiver: mpsc::Receiver<T>) -> Arc<std::sync::Mutex<mpsc::Receiver<T>>> {
    Arc::new(std::sync::Mutex::new(receiver))
}

#[test]
fn the_warning_about_widgets_ends_with_the_call_and_static_elements_have_none() {
    for kind in KINDS {
        let world = World::new();
        let script = format!(
            "fn still() {{ st.text(1); 1 }} fn outer() {{ still(); st.text(2); 1 }}
             fn broken() {{ st.text(3); throw \"no\" }} fn widget() {{ st.button(\"b\"); 1 }}
             let still = {kind}(still); let outer = {kind}(outer); let broken = {kind}(broken); let widget = {kind}(widget);
             still(); outer(); try {{ broken(); }} catch {{ }} st.button(\"fine\");"
        );
        let app = world.ran(&script);
        assert!(app.all("exception").is_empty(), "{kind}: {}", app.outline());
        let app = world.ran(&format!("{script} widget(); st.button(\"fine again\");"));
        assert_eq!(app.all("exception").len(), 1, "{kind}: {}", app.outline());
    }
}

/// A connection of a host: of no known form, unless the host says how.
#[derive(Debug, Clone)]
struct Account(i64);

#[test]
fn a_type_of_the_host_is_a_key_through_its_fingerprint_which_is_asked_once_for_each_call() {
    for kind in KINDS {
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = asked.clone();
        let world = World::with(None, |host| {
            host.function("account", Account).function("number", |account: Account| account.0);
            host.types().add(HostType::<Account>::new("Account").fingerprint(move |account, out| {
                counter.fetch_add(1, Ordering::SeqCst);
                out.int(account.0);
            }));
        });
        world.ran(&format!(
            "fn f(a) {{ tick(); number(a) }} let f = {kind}(f); f(account(1)); f(account(1)); f(account(2));"
        ));
        assert_eq!((world.count(), asked.load(Ordering::SeqCst)), (2, 3), "{kind}");
    }
}

#[test]
fn a_type_of_the_host_is_a_value_through_its_codec_also_after_a_restart() {
    let script = "fn f(n) { tick(); account(n) } let f = memo(f, #{ persist: true }); st.text(number(f(5)));";
    let world = |storage: &Arc<MemoryStorage>, codec: bool| {
        World::with(Some(storage.clone()), |host| {
            host.function("account", Account).function("number", |account: Account| account.0);
            let mut account = HostType::<Account>::new("Account");
            if codec {
                account = account.codec(
                    |account| Ok(account.0.to_le_bytes().to_vec()),
                    |bytes| Ok(Account(i64::from_le_bytes(bytes.try_into().map_err(|_| "eight bytes")?))),
                );
            }
            host.types().add(account);
        })
    };
    let storage = Arc::new(MemoryStorage::new());
    assert_eq!(texts(&world(&storage, true).ran(script)), ["5"]);
    let after = world(&storage, true);
    assert_eq!((texts(&after.ran(script)), after.count()), (vec!["5".to_owned()], 0));

    let without = world(&Arc::default(), false);
    let mut app = without.session(script);
    app.run();
    let error = app.error().unwrap().to_string();
    assert!(error.contains("UnserializableReturnValueError") && error.contains("Account"), "{error}");
}

#[test]
fn the_bytes_of_a_function_are_those_of_its_values_as_they_are_stored() {
    let world = World::new();
    world.ran("fn f(x) { x } let f = memo(f); f(\"text\"); f([1, 2]); f(1.5);");
    let types = stscript::unstable::value::HostTypes::new();
    let values = [rhai::Dynamic::from("text"), rhai::Dynamic::from_array(vec![1_i64.into(), 2_i64.into()]), 1.5.into()];
    let bytes = values
        .map(|value: rhai::Dynamic| stscript::unstable::value::codec::encode(&value, &types).unwrap().len() as u64);
    let stats = world.environment.cache().stats();
    assert_eq!((stats.functions.len(), stats.functions[0].name.as_str()), (1, "f"));
    assert_eq!((stats.bytes, stats.entries), (bytes.iter().sum(), 3));
}

#[test]
fn a_script_sees_every_number_that_the_guide_names() {
    let world = World::new();
    let mut app = world.ran(
        "fn f(x) { x } let f = memo(f, #{ ttl: 10, max_entries: 1 }); f(1); f(2); f(2);
         if st.session_state.contains(\"later\") { f.clear(); }
         let s = f.stats();
         let keys = s.keys(); keys.sort(); let causes = s.evictions.keys(); causes.sort();
         st.text(keys); st.text(causes);
         st.text(`${s.function} ${s.kind} ${s.hits} ${s.misses} ${s.entries} ${s.evictions.size} ${s.evictions.expired} ${s.evictions.explicit}`);
         st.session_state.later = true;",
    );
    assert_eq!(
        texts(&app),
        [
            r#"["bytes", "compute_seconds", "entries", "evictions", "function", "hits", "kind", "misses", "oldest_seconds", "refreshes", "stale"]"#,
            r#"["ended", "expired", "explicit", "invalid", "replaced", "size"]"#,
            "f memo 1 2 1 1 0 0",
        ]
    );
    world.clock.advance(Duration::from_secs(10));
    app.run();
    ok(&app);
    assert_eq!(texts(&app)[2], "f memo 2 4 0 2 1 1");
}

#[test]
fn functions_are_told_apart_by_what_they_are_and_not_by_their_name() {
    // Two versions of one script, as after an edit, in one process.
    for kind in KINDS {
        let world = World::new();
        let text = |body: &str| format!("fn f() {{ tick(); {body} }} let f = {kind}(f); st.text(f());");
        assert_eq!(texts(&world.ran(&text("1"))), ["1"]);
        assert_eq!(texts(&world.ran(&text("2"))), ["2"]);
        assert_eq!(texts(&world.ran(&text("1 /* as before */"))), ["1"], "{kind}");
        assert_eq!(world.count(), 2, "{kind}");
        let prints: std::collections::BTreeSet<Fingerprint> =
            world.environment.cache().stats().functions.iter().map(|function| function.key).collect();
        assert_eq!(prints.len(), 2);
    }
}
