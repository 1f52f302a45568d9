//! What a rerun costs: time on the server, bytes on the wire, memory for each session. `docs/performance.md` has the table.

use std::fmt::Write;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use criterion::Criterion;
use stscript::testing::WireValue;
use stscript::unstable::protocol::messages::Values;
use stscript::unstable::protocol::{self, BackMsg, ClientTree, NodeId, Root};
use stscript::unstable::script::{Environment, Run, RunInput, Source};
use stscript::unstable::session::{Connection, SessionManager, SessionSettings};
use stscript::unstable::state::SessionState;
use stscript::{HostModule, Limits};

/// Idle sessions whose memory is measured.
const SESSIONS: usize = 1_000;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    times(&mut criterion);
    criterion.final_summary();
    if std::env::args().any(|arg| arg == "--test") {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(bytes());
    runtime.block_on(memory());
}

/// A page of 150 calls: texts, metrics, columns and widgets, in the mix of a usual app.
fn page() -> String {
    let mut script = String::from(
        "st.title(\"A page of 150 calls\");\nlet n = st.slider(\"Rows\", 0, 100, 20, #{ key: \"rows\" });\n",
    );
    for i in 0..21 {
        let _ = write!(
            script,
            "st.header(\"Part {i}\", #{{ divider: true }});\n\
             let cols = st.columns(2);\n\
             cols[0].metric(\"Metric {i}\", {i} * 2, \"+{i}%\");\n\
             with cols[1] {{ st.write(\"In the **second** column\", {i}); }}\n\
             st.checkbox(\"Check {i}\");\n\
             st.selectbox(\"Select {i}\", [\"a\", \"b\", \"c\"]);\n\
             st.markdown(\"Some text, number {i}, as *markdown*.\");\n"
        );
    }
    script + "st.write(`${n} rows`);\n"
}

/// The same calls, with functions of the host that do nothing in place of the commands.
fn bare(page: &str) -> String {
    let mut script = page.replace("cols[0].", "bare.").replace("with cols[1] {", "{").replace("st.", "bare.");
    script.insert_str(0, "let bare = bare();\n");
    script
}

fn environment(host: HostModule) -> Arc<Environment> {
    Environment::new(Path::new("."), Limits::default(), host, Vec::new())
}

#[derive(Debug, Clone)]
struct Bare;

fn bare_host() -> HostModule {
    let mut host = HostModule::default();
    host.function("bare", || Bare);
    for name in ["title", "slider", "header", "columns", "metric", "write", "checkbox", "selectbox", "markdown"] {
        type D = rhai::Dynamic;
        host.function(name, |_: &mut Bare, _: D| 1_i64);
        host.function(name, |_: &mut Bare, _: D, _: D| 1_i64);
        host.function(name, |_: &mut Bare, _: D, _: D, _: D| 1_i64);
        host.function(name, |_: &mut Bare, _: D, _: D, _: D, _: D, _: D| 1_i64);
    }
    host
}

fn times(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("150 calls");
    let script = page();

    let hosted = environment(bare_host());
    let source = Source::compile(&hosted, "bare.rhai", &bare(&script)).expect("compiles");
    let state = Arc::new(SessionState::default());
    group.bench_function("bare script", |bencher| {
        bencher.iter(|| Run::new(&hosted, &source, &state).execute(black_box(&RunInput::default())));
    });

    let environment = environment(HostModule::default());
    let source = Source::compile(&environment, "page.rhai", &script).expect("compiles");
    let state = Arc::new(SessionState::default());
    group.bench_function("run", |bencher| {
        bencher.iter(|| Run::new(&environment, &source, &state).execute(black_box(&RunInput::default())));
    });
    let run = Run::new(&environment, &source, &state);
    run.execute(&RunInput::default());
    let mut client_tree = ClientTree::default();
    run.with_tree(|tree| client_tree.update(tree, true));
    group.bench_function("difference", |bencher| {
        bencher.iter(|| {
            client_tree.begin_run();
            run.with_tree(|tree| client_tree.update(black_box(tree), true))
        });
    });
    let mut client_tree = ClientTree::default();
    let mut value = 0;
    let id = run.with_tree(|tree| {
        let widgets = tree.children(NodeId::root(Root::Main)).iter();
        widgets.filter_map(|id| tree.node(*id).widget.as_ref()).map(|(id, _)| id.to_string()).next().expect("a slider")
    });
    group.bench_function("rerun that changes one element", |bencher| {
        bencher.iter(|| {
            value = (value + 1) % 100;
            let input = RunInput { values: Values::from([(id.clone(), WireValue::Int(value))]), ..RunInput::default() };
            let run = Run::new(&environment, &source, &state);
            run.execute(&input);
            client_tree.begin_run();
            run.with_tree(|tree| client_tree.update(tree, true))
        });
    });
    let compiled = Environment::new(Path::new("."), Limits::default(), HostModule::default(), Vec::new());
    group.bench_function("compile", |bencher| {
        bencher.iter(|| Source::compile(&compiled, "page.rhai", black_box(&script)));
    });
    group.finish();
}

fn manager(script: &str) -> Arc<SessionManager> {
    let environment = environment(HostModule::default());
    let source = Source::compile(&environment, "page.rhai", script);
    SessionManager::new(environment, "page.rhai".into(), source, SessionSettings::default())
}

fn open(manager: &Arc<SessionManager>) -> Connection {
    let hello = BackMsg::Hello {
        protocol: protocol::VERSION,
        session: None,
        received: 0,
        widgets: Values::new(),
        query: String::new(),
    };
    manager.connect(hello).expect("a connection")
}

/// The bytes and frames of one run, and the frames themselves.
async fn settle(connection: &mut Connection) -> (usize, Vec<bytes::Bytes>) {
    let mut frames = Vec::new();
    while let Some(frame) = connection.next_frame().await {
        let last = frame.windows(12).any(|window| window == b"run_finished");
        frames.push(frame);
        if last {
            break;
        }
    }
    (frames.iter().map(bytes::Bytes::len).sum(), frames)
}

async fn bytes() {
    let manager = manager(&page());
    let mut connection = open(&manager);
    let (first, frames) = settle(&mut connection).await;
    let id = frames.iter().find_map(|frame| {
        let text = String::from_utf8_lossy(frame);
        let start = text.find("w-")?;
        text.get(start..start + "w-0123456789abcdef-rows".len()).map(str::to_owned)
    });
    let widgets = Values::from([(id.expect("a slider"), WireValue::Int(42))]);
    connection.receive(BackMsg::Rerun { widgets, triggers: Values::new() });
    let (change, _) = settle(&mut connection).await;
    connection.receive(BackMsg::Rerun { widgets: Values::new(), triggers: Values::new() });
    let (nothing, _) = settle(&mut connection).await;
    println!("bytes of the first run: {first}");
    println!("bytes of a rerun that changes one element: {change}");
    println!("bytes of a rerun that changes nothing: {nothing}");
    manager.shutdown();
}

async fn memory() {
    let small =
        "st.title(\"Hello\"); let n = st.slider(\"n\", 0, 10); st.write(n); if st.button(\"b\") { st.balloons() }";
    for (name, script) in [("a page of 4 calls", small.to_owned()), ("the page of 150 calls", page())] {
        let manager = manager(&script);
        // The threads of the pool and the first allocations are not a session's.
        for _ in 0..20 {
            settle(&mut open(&manager)).await;
        }
        let before = resident();
        let mut connections = Vec::with_capacity(SESSIONS);
        for _ in 0..SESSIONS {
            let mut connection = open(&manager);
            settle(&mut connection).await;
            connections.push(connection);
        }
        let each = resident().saturating_sub(before) / SESSIONS;
        println!("memory for each of {SESSIONS} idle sessions, {name}: {each} bytes");
        drop(connections);
        manager.shutdown();
    }
}

fn resident() -> usize {
    memory_stats::memory_stats().map_or(0, |stats| stats.physical_mem)
}
