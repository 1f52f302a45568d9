//! A browser tab for tests: it speaks the protocol with a session, and holds the model of its page.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use parking_lot::Mutex;
use serde::Deserialize;
use stscript::testing::WireValue;
use stscript::unstable::protocol::BackMsg;
use stscript::unstable::protocol::messages::{Op, PutNode, TransientItem, Values};
use stscript::unstable::script::{Environment, Source};
use stscript::unstable::session::{Connection, SessionManager, SessionSettings};
use stscript::{HostModule, Limits, Report};
use tokio::sync::mpsc;

use super::page_model::{Page, texts};

/// An app with sessions, whose script can say `ready(text)` and wait in `wait()` until the test lets it go on.
pub(crate) struct Host {
    pub(crate) environment: Arc<Environment>,
    pub(crate) sessions: Arc<SessionManager>,
    ready: mpsc::UnboundedReceiver<String>,
    go_on: std::sync::mpsc::Sender<()>,
}

impl Host {
    pub(crate) fn new(script: &str) -> Self {
        Self::with(script, SessionSettings::default(), HostModule::default())
    }

    pub(crate) fn with(script: &str, settings: SessionSettings, mut host: HostModule) -> Self {
        let (is_ready, ready) = mpsc::unbounded_channel();
        let (go_on, gate) = std::sync::mpsc::channel();
        let gate = Mutex::new(gate);
        host.function("ready", move |text: &str| {
            let _ = is_ready.send(text.to_owned());
        });
        host.function("wait", move || {
            let _ = gate.lock().recv_timeout(Duration::from_secs(20));
        });
        let environment = Environment::new(Path::new("."), Limits::default(), host, Vec::new());
        let source = Source::compile(&environment, "app.rhai", script);
        let sessions = SessionManager::new(environment.clone(), "app.rhai".into(), source, settings);
        Self { environment, sessions, ready, go_on }
    }

    pub(crate) async fn ready(&mut self) -> String {
        soon(self.ready.recv()).await.expect("the script says when it is ready")
    }

    pub(crate) fn go_on(&self) {
        self.go_on.send(()).expect("the gate is there");
    }

    pub(crate) fn save(&self, script: &str) {
        self.sessions.source_changed(Source::compile(&self.environment, "app.rhai", script));
    }

    pub(crate) fn open(&self) -> Tab {
        Tab::hello(&self.sessions, None, 0, Values::new())
    }
}

/// Waits for what must come soon; a test that hangs fails.
pub(crate) async fn soon<T>(what: impl Future<Output = T>) -> T {
    let (done, is_done) = std::sync::mpsc::channel::<()>();
    // A thread of its own: the clock of the test may be paused.
    std::thread::spawn(move || {
        if is_done.recv_timeout(Duration::from_secs(20)) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
            eprintln!("the test hangs");
            std::process::exit(101);
        }
    });
    let value = what.await;
    let _ = done.send(());
    value
}

/// A message of the host, as the page reads it.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Message {
    Welcome { session: String, reset: bool, app: String, heard: u64 },
    PageConfig { title: Option<String> },
    Address { query: String },
    RunStarted {},
    Delta { ops: Vec<WireOp> },
    RunFinished { outcome: String },
    SourceChanged,
    CompileError { error: Option<Report> },
    Pong,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub(crate) enum WireOp {
    Put {
        path: Vec<u32>,
        kind: String,
        hash: u64,
        props: Option<Bytes>,
        id: Option<Arc<str>>,
        key: Option<Arc<str>>,
        container: bool,
    },
    Trim {
        path: Vec<u32>,
        len: u32,
    },
    Fresh {
        path: Vec<u32>,
        len: u32,
    },
    Transient {
        path: Vec<u32>,
        items: Vec<WireItem>,
    },
    Value {
        id: Arc<str>,
        value: WireValue,
    },
}

#[derive(Debug, Deserialize)]
pub(crate) struct WireItem {
    index: u32,
    kind: String,
    props: Bytes,
}

fn op(wire: WireOp) -> Op {
    let word = |kind: String| -> &'static str { kind.leak() };
    match wire {
        WireOp::Put { path, kind, hash, props, id, key, container } => {
            Op::Put(PutNode { path, kind: word(kind), hash, props, id, key, container })
        }
        WireOp::Trim { path, len } => Op::Trim { path, len },
        WireOp::Fresh { path, len } => Op::Fresh { path, len },
        WireOp::Transient { path, items } => Op::Transient {
            path,
            items: items
                .into_iter()
                .map(|item| TransientItem { index: item.index, kind: word(item.kind), props: item.props })
                .collect(),
        },
        WireOp::Value { id, value } => Op::Value { id, value },
    }
}

/// One tab, connected to its session.
pub(crate) struct Tab {
    connection: Connection,
    pub(crate) page: Page,
    pub(crate) session: String,
    pub(crate) received: u64,
    pub(crate) bytes: usize,
    pub(crate) reset: bool,
    /// How many reruns the session had heard when it said welcome.
    pub(crate) heard: u64,
    pub(crate) title: Option<String>,
    /// Everything that came, in short.
    pub(crate) log: Vec<String>,
}

impl Tab {
    pub(crate) fn hello(sessions: &Arc<SessionManager>, session: Option<&str>, received: u64, widgets: Values) -> Self {
        let hello = BackMsg::Hello {
            protocol: stscript::unstable::protocol::VERSION,
            session: session.map(str::to_owned),
            received,
            widgets,
            query: String::new(),
        };
        Self {
            connection: sessions.connect(hello).expect("a connection"),
            page: Page::default(),
            session: String::new(),
            received,
            bytes: 0,
            reset: false,
            heard: 0,
            title: None,
            log: Vec::new(),
        }
    }

    /// Connects again as the page does, with what it holds; the former connection is gone.
    pub(crate) fn reconnect(self, sessions: &Arc<SessionManager>, received: u64) -> Self {
        let Self { connection, page, session, .. } = self;
        drop(connection);
        let mut tab = Self::hello(sessions, Some(&session), received, page.values.clone());
        tab.page = page;
        tab
    }

    pub(crate) fn send(&self, message: BackMsg) {
        self.connection.receive(message);
    }

    /// Sets a widget, as a person does.
    pub(crate) fn set(&mut self, label: &str, value: impl Into<WireValue>) {
        let (id, value) = (self.id(label), value.into());
        self.page.values.insert(id.clone(), value.clone());
        self.send(BackMsg::Rerun { widgets: BTreeMap::from([(id, value)]), triggers: Values::new() });
    }

    pub(crate) fn click(&self, label: &str) {
        let triggers = BTreeMap::from([(self.id(label), WireValue::Bool(true))]);
        self.send(BackMsg::Rerun { widgets: Values::new(), triggers });
    }

    pub(crate) fn rerun(&self) {
        self.send(BackMsg::Rerun { widgets: Values::new(), triggers: Values::new() });
    }

    /// The id of the widget whose key this is.
    pub(crate) fn id(&self, key: &str) -> String {
        fn find(items: &[super::page_model::Item], key: &str) -> Option<String> {
            items.iter().find_map(|item| match item.key.as_deref() == Some(key) {
                true => item.id.clone(),
                false => find(&item.children, key),
            })
        }
        find(&self.page.roots, key).unwrap_or_else(|| panic!("no widget has the key {key}"))
    }

    /// Takes the next frame; `None` when the host has closed the connection.
    pub(crate) async fn next(&mut self) -> Option<Message> {
        let frame = soon(self.connection.next_frame()).await?;
        self.received += 1;
        self.bytes += frame.len();
        let message: Message = rmp_serde::from_slice(&frame).expect("a message of the protocol");
        self.log.push(match &message {
            Message::Welcome { session, reset, app, heard } => {
                self.heard = *heard;
                assert_eq!(app, "app.rhai");
                self.session.clone_from(session);
                self.reset = *reset;
                if *reset {
                    self.received = 1;
                    self.page = Page::default();
                }
                "welcome".into()
            }
            Message::PageConfig { title } => {
                self.title.clone_from(title);
                "page_config".into()
            }
            Message::Address { query } => format!("address {query}"),
            Message::RunStarted { .. } => "run_started".into(),
            Message::Delta { .. } => "delta".into(),
            Message::RunFinished { outcome, .. } => outcome.clone(),
            Message::SourceChanged => "source_changed".into(),
            Message::CompileError { error: Some(_) } => "compile_error".into(),
            Message::CompileError { error: None } => "healed".into(),
            Message::Pong => "pong".into(),
        });
        Some(match message {
            Message::Delta { ops } => {
                let ops: Vec<Op> = ops.into_iter().map(op).collect();
                self.page.apply(&ops);
                Message::Delta { ops: Vec::new() }
            }
            Message::RunFinished { outcome } => {
                if outcome != "interrupted" {
                    self.page.run_finished();
                }
                Message::RunFinished { outcome }
            }
            other => other,
        })
    }

    /// Takes frames until a run has ended that no other follows; gives how it ended.
    pub(crate) async fn settle(&mut self) -> String {
        loop {
            match self.next().await.expect("the connection is open") {
                Message::RunFinished { outcome, .. } if outcome != "interrupted" => return outcome,
                _ => {}
            }
        }
    }

    /// Takes frames until one is logged under this word.
    pub(crate) async fn until(&mut self, word: &str) {
        loop {
            self.next().await.expect("the connection is open");
            if self.log.last().is_some_and(|last| last == word) {
                return;
            }
        }
    }

    pub(crate) fn texts(&self) -> Vec<String> {
        texts(&self.page.roots)
    }
}
