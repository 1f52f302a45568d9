//! A script cannot stop the host: whatever it does ends in an error, and the next run is whole.

use std::time::{Duration, Instant};

use stscript::{ErrorKind, Limits};

use super::harness::{app, failure, limited, on_deep_stack, texts};
use crate::changed;

#[track_caller]
fn ends_in_a_limit(script: &str, limits: Limits) -> String {
    let mut app = limited(script, limits);
    let start = Instant::now();
    app.run();
    assert!(start.elapsed() < Duration::from_secs(20));
    assert_eq!(app.error().map(stscript::Error::kind), Some(ErrorKind::Limit), "{}", failure(&app));
    failure(&app)
}

fn memory(megabytes: usize) -> Limits {
    changed(|limits: &mut Limits| limits.memory = megabytes << 20)
}

#[test]
fn a_value_that_doubles_without_end_runs_out_of_its_memory() {
    for script in [
        "let a = [1]; loop { a = [a, a]; }",
        "let s = \"0123456789\"; loop { s += s; }",
        "let a = [1]; loop { a.append(a); }",
        "loop { st.session_state.a = st.session_state.get(\"a\", \"x\") + st.session_state.get(\"a\", \"x\"); }",
    ] {
        let report = ends_in_a_limit(script, memory(48));
        assert!(report.starts_with("LimitError: The run has used more than 50.3 MB of memory."), "{script}: {report}");
    }
}

#[test]
fn constants_that_double_are_computed_in_the_run_where_they_are_counted_and_not_while_the_script_is_compiled() {
    let doubling = |first: &str, next: fn(usize) -> String| {
        let lines = (1..25).map(|n| format!("const C{n} = {};", next(n - 1)));
        std::iter::once(format!("const C0 = {first};")).chain(lines).collect::<Vec<_>>().join("\n")
    };
    let strings = doubling("\"0123456789\"", |n| format!("C{n} + C{n}"));
    let interpolated = doubling("\"0123456789\"", |n| format!("`${{C{n}}}${{C{n}}}`"));
    let arrays = doubling("[1]", |n| format!("[C{n}, C{n}]"));
    let maps = doubling("#{ a: 1 }", |n| format!("#{{ a: C{n}, b: C{n} }}"));
    for script in [&strings, &interpolated, &arrays, &maps] {
        for script in [script.clone(), format!("fn f() {{ {script} }} f();")] {
            let report = ends_in_a_limit(&script, memory(48));
            assert!(report.starts_with("LimitError: The run has used more than 50.3 MB of memory."), "{report}");
        }
    }
}

#[test]
fn a_loop_without_end_runs_out_of_its_time_and_can_not_catch_that() {
    let limits = changed(|limits: &mut Limits| limits.time = Duration::from_millis(30));
    for script in ["while true {}", "loop { try { loop {} } catch {} }", "fn f() { loop {} } [1].map(|x| f());"] {
        assert!(ends_in_a_limit(script, limits.clone()).contains("The run has taken more than 0 seconds"), "{script}");
    }
}

#[test]
fn waiting_is_a_part_of_the_time_that_a_run_may_take() {
    let limits = changed(|limits: &mut Limits| limits.time = Duration::from_millis(30));
    for script in ["sleep(1000);", "sleep(1e15);", "try { sleep(1000); } catch { st.text(\"caught\"); }"] {
        assert!(ends_in_a_limit(script, limits.clone()).contains("The run has taken more than 0 seconds"), "{script}");
    }
}

#[test]
fn operations_are_bounded_where_the_host_bounds_them() {
    let limits = changed(|limits: &mut Limits| limits.operations = 5_000);
    ends_in_a_limit("let n = 0; while n < 1000000 { n += 1; }", limits);
}

#[test]
fn a_function_of_the_host_that_panics_ends_the_run_and_nothing_else() {
    let mut app = app(r#"
        if st.checkbox("panic") { with st.sidebar { with st.spinner("wait") { host_panics("on purpose"); } } }
        st.text("fine");
        "#);
    app.run();
    app.set("panic", true).run();
    assert!(failure(&app).starts_with("HostError: A function of the host panicked: on purpose."));
    app.set("panic", false).run();
    assert_eq!(texts(&app), ["fine"]);
}

#[test]
fn a_callback_in_which_the_host_panics_takes_neither_the_others_nor_the_page_with_it() {
    let mut app = app(r#"
        fn count() {
            st.session_state.n = st.session_state.get("n", 0) + 1;
            if st.session_state.n == 1 { host_panics("on purpose"); }
        }
        st.button("go", #{ on_click: count });
        st.text(`${st.session_state.get("n", 0)}`);
        "#);
    app.run();
    app.click("go").click("go").click("go").run();
    assert_eq!(texts(&app), ["3"]);
    assert!(failure(&app).starts_with("HostError: A function of the host panicked: on purpose."), "{}", failure(&app));
}

#[test]
fn calls_as_deep_as_they_may_be_fit_the_stack_in_every_form() {
    on_deep_stack(|| {
        for script in [
            "fn f(n) { if n > 0 { f(n - 1) } else { st.text(\"deep\") } } f(190);",
            "fn f(n) { if n > 0 { with st.container() { [n].map(|x| f(x - 1)); } } else { st.text(\"deep\") } } f(60);",
            "fn f(n) { if n > 0 { (((((((((((((((((((0 + f(n - 1)))))))))))))))))))) } else { st.text(\"deep\"); 0 } } f(190);",
            "fn f(n) { if n > 0 { try { switch n { 0 => 1, _ => if true { for i in 0..1 { f(n - 1); } } } } catch { throw } } else { st.text(\"deep\") } } f(190);",
        ] {
            let mut app = app(script);
            app.run();
            assert!(app.error().is_none(), "{script}\n{}", failure(&app));
            assert_eq!(texts(&app), ["deep"]);
        }
    });
}

#[test]
fn a_report_with_a_place_far_beyond_its_line_can_be_printed() {
    for column in ["0", "100000", "9223372036854775807"] {
        let mut app =
            app(&format!("throw #{{ type: \"T\", message: \"m\", file: \"f\", line: 1, column: {column} }};"));
        app.run();
        assert!(failure(&app).starts_with("T: m\n"), "{}", failure(&app));
    }
    let long = format!("let text = \"{}\"; st.sldier();", "x".repeat(70_000));
    let mut app = app(&long);
    app.run();
    assert!(failure(&app).contains("^^^^^^"));
}

#[test]
fn sleep_takes_only_times_that_there_are() {
    for bad in ["-1", "0.0 / 0.0", "\"x\"", "1e300"] {
        let mut app = app(&format!("sleep({bad});"));
        app.run();
        assert!(failure(&app).contains("`sleep` takes a number of seconds"), "{bad}");
    }
}
