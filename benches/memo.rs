//! What a call of a cached function costs in a script, beside the bare cost of the same work.
//!
//! Each number is the time of one call in a loop of a run; the run around the loop is a part of a thousandth of it.

#![allow(missing_docs, reason = "benchmarks have no readers of their documentation")]

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use stscript::unstable::script::{Ended, Environment, Run, RunInput, Source};
use stscript::{HostModule, Limits};

/// Calls in one run.
const CALLS: u64 = 10_000;

struct App {
    environment: Arc<Environment>,
    source: Arc<Source>,
}

impl App {
    fn new(script: &str) -> Self {
        let mut limits = Limits::default();
        limits.elements = 10_000_000;
        let environment = Environment::new(Path::new("."), limits, HostModule::default(), Vec::new());
        let source = Source::compile(&environment, "app.rhai", script).expect("it compiles");
        Self { environment, source }
    }

    fn run(&self) -> Arc<Run> {
        let run = Run::new(&self.environment, &self.source, &Arc::default());
        match run.execute(&RunInput::default()) {
            Ended::Finished => run,
            other => panic!("{other:?}"),
        }
    }
}

fn calls(criterion: &mut Criterion, group: &str, calls: u64, cases: &[(&str, &str)]) {
    let mut group = criterion.benchmark_group(group);
    group.throughput(Throughput::Elements(calls));
    group.sample_size(20);
    for (name, script) in cases {
        let app = App::new(script);
        app.run();
        group.bench_function(*name, |bench| bench.iter(|| black_box(app.run())));
    }
    group.finish();
}

fn hit_on_an_int(criterion: &mut Criterion) {
    let looped = |setup: &str, call: &str| format!("{setup}\nfor i in 0..{CALLS} {{ {call}; }}");
    calls(
        criterion,
        "hit_int",
        CALLS,
        &[
            ("bare_empty_function", &looped("fn f(x) { }", "f(1)")),
            ("bare_two_functions", &looped("fn g(x) { x } fn f(x) { g(x) }", "f(1)")),
            ("memo", &looped("fn f(x) { x } let f = memo(f);", "f(1)")),
            ("memo_call", &looped("fn f(x) { x } let g = memo(f);", "g.call(1)")),
            ("memo_with_constant", &looped("const K = 1; fn f(x) { x + global::K } let f = memo(f);", "f(1)")),
            ("singleton", &looped("fn f() { 1 } let f = singleton(f);", "f()")),
            (
                "memo_text_argument",
                &looped("fn f(x) { x } let f = memo(f);", "f(\"a text of forty characters as an argument\")"),
            ),
        ],
    );
}

fn hit_on_a_table(criterion: &mut Criterion) {
    let script = |rows: u64| {
        format!(
            "fn f() {{ let rows = []; for i in 0..{rows} {{ rows.push(#{{ a: i, b: i * 0.5 }}); }} table(rows) }} let f = memo(f);\nfor i in 0..{CALLS} {{ f(); }}"
        )
    };
    calls(criterion, "hit_table", CALLS, &[("rows_10", &script(10)), ("rows_100000", &script(100_000))]);
    let argument = |rows: u64| {
        format!(
            "fn make() {{ let rows = []; for i in 0..{rows} {{ rows.push(#{{ a: i, b: i * 0.5 }}); }} table(rows) }} let make = memo(make); let t = make(); fn f(t) {{ 1 }} let f = memo(f);\nfor i in 0..{CALLS} {{ f(t); }}"
        )
    };
    calls(criterion, "hit_table_argument", CALLS, &[("rows_10", &argument(10)), ("rows_100000", &argument(100_000))]);
}

fn hit_with_ten_elements(criterion: &mut Criterion) {
    const HITS: u64 = 1_000;
    let body = "for i in 0..10 { st.text(\"an element\"); }";
    let looped = |setup: &str| format!("{setup}\nfor i in 0..{HITS} {{ f(1); }}");
    calls(
        criterion,
        "hit_ten_elements",
        HITS,
        &[
            ("bare_drawing", &looped(&format!("fn f(x) {{ {body} }}"))),
            ("memo", &looped(&format!("fn f(x) {{ {body} }} let f = memo(f);"))),
        ],
    );
}

fn key_of_an_array(criterion: &mut Criterion) {
    let setup = "fn fill() { let a = []; for i in 0..100000 { a.push(i); } a } let fill = memo(fill); let a = fill();";
    calls(
        criterion,
        "key_of_100000_ints",
        100,
        &[
            ("bare_call", &format!("{setup} fn f(a) {{ }} for i in 0..100 {{ f(a); }}")),
            ("memo", &format!("{setup} fn f(a) {{ 1 }} let f = memo(f); for i in 0..100 {{ f(a); }}")),
        ],
    );
}

fn misses(criterion: &mut Criterion) {
    let looped = |setup: &str| format!("{setup}\nfor i in 0..{CALLS} {{ f(i); }}");
    calls(
        criterion,
        "miss_int",
        CALLS,
        &[("bare_function", &looped("fn f(x) { x }")), ("memo", &looped("fn f(x) { x } let f = memo(f); f.clear();"))],
    );
}

/// The whole of a run that only makes its functions known.
fn statement(criterion: &mut Criterion) {
    calls(
        criterion,
        "run",
        1,
        &[("empty", "fn f(x) { x }"), ("one_memo", "fn f(x) { x } let f = memo(f, #{ ttl: 60 });")],
    );
}

criterion_group!(benches, hit_on_an_int, hit_on_a_table, hit_with_ten_elements, key_of_an_array, misses, statement);
criterion_main!(benches);
