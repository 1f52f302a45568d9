//! Testing apps without a server or a browser.
//!
//! [`AppTest`] runs a script as a session does, shows what it has drawn, and changes its widgets.
//!
//! ```
//! use stscript::testing::AppTest;
//!
//! let mut app = AppTest::from_script(r#"
//!     let rows = st.slider("Rows", 0, 10, 3);
//!     st.write(`${rows} rows`);
//! "#).unwrap();
//! app.run();
//! assert_eq!(app.all("markdown")[0].text("body"), "3 rows");
//! app.set("Rows", 7).run();
//! assert_eq!(app.all("markdown")[0].text("body"), "7 rows");
//! ```
//!
//! [`AppTest::builder`] takes what an app in a service has: functions of the host, limits, arguments.

mod builder;
mod drawn;
mod outline;

use std::path::Path;
use std::sync::Arc;

pub use self::builder::AppTestBuilder;
pub use self::drawn::Drawn;
pub use crate::element::input::WireValue;
use crate::element::shown;
use crate::error::{Error, ErrorKind, Result};
pub use crate::protocol::PageConfig;
use crate::protocol::messages::Values;
use crate::protocol::{NodeId, Root};
use crate::script::{Ended, Environment, Run, RunQueue, Source};
use crate::state::{QueryParams, SessionState};

/// One session of an app, driven by hand.
#[derive(Debug)]
pub struct AppTest {
    environment: Arc<Environment>,
    source: Arc<Source>,
    state: Arc<SessionState>,
    queue: RunQueue,
    last: Option<(Arc<Run>, Ended)>,
}

impl AppTest {
    /// An app from the script at a path, with settings: functions of the host, limits, arguments, a clock.
    ///
    /// ```
    /// use stscript::testing::AppTest;
    ///
    /// let mut app = AppTest::builder("admin.rhai")
    ///     .text(r#"st.metric(ARGS[0], orders_today());"#)
    ///     .function("orders_today", || 42_i64)
    ///     .args(["Orders"])
    ///     .build()
    ///     .unwrap();
    /// app.run();
    /// assert_eq!(app.all("metric")[0].text("value"), "42");
    /// ```
    pub fn builder(path: impl AsRef<Path>) -> AppTestBuilder {
        AppTestBuilder::new(path.as_ref().to_owned())
    }

    /// An app from a file.
    ///
    /// # Errors
    /// When the file cannot be read or does not compile.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self> {
        Self::builder(path).build()
    }

    /// An app from its text, under the name `app.rhai`.
    ///
    /// # Errors
    /// When it does not compile.
    pub fn from_script(text: &str) -> Result<Self> {
        Self::builder("app.rhai").text(text).build()
    }

    /// Another session of the same app: another tab, with the same cache.
    #[must_use]
    pub fn new_session(&self) -> Self {
        Self::of(&self.environment, self.source.clone())
    }

    /// A new session of an app.
    #[must_use]
    pub(crate) fn of(environment: &Arc<Environment>, source: Arc<Source>) -> Self {
        let state = Arc::default();
        let queue = RunQueue::new(environment, &state);
        Self { environment: environment.clone(), source, state, queue, last: None }
    }

    /// Gives the session the query string of its page's address. To be called before the first run.
    pub fn query(&mut self, query: &str) -> &mut Self {
        self.state = Arc::new(SessionState::new(QueryParams::parse(query)));
        self.queue = RunQueue::new(&self.environment, &self.state);
        self
    }

    /// The query string that the page's address has now.
    #[must_use]
    pub fn address(&self) -> String {
        self.state.query()
    }

    /// Runs the script for what was set and clicked, as a session does: in one run or, where a callback or another click
    /// follows, in several; and again for every `st.rerun()`. A script that reruns itself without
    /// end, as a page may that is to be drawn every second, is left after fifty runs, with an error.
    pub fn run(&mut self) -> &mut Self {
        if self.queue.pending.is_empty() {
            self.queue.pending.add(Values::new(), []);
        }
        let mut reruns = 0;
        while let Some((run, input)) = self.queue.next(&self.source) {
            let ended = on_deep_stack(|| run.execute(&input));
            reruns = if matches!(ended, Ended::Rerun) { reruns + 1 } else { 0 };
            let is_endless = reruns == MOST_RERUNS;
            self.queue.ended(&run, &ended, is_endless);
            let ended = if is_endless { Ended::Failed(endless()) } else { ended };
            self.last = Some((run, ended));
        }
        self
    }

    /// Takes a newly saved version of the script, as hot reload does.
    ///
    /// # Errors
    /// When it does not compile.
    pub fn reload(&mut self, text: &str) -> Result<&mut Self> {
        self.source = Source::compile(&self.environment, self.source.name(), text)?;
        Ok(self)
    }

    /// The error that the last run ended in.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        match &self.last {
            Some((_, Ended::Failed(error))) => Some(error),
            _ => None,
        }
    }

    /// All elements of a kind, in the order of the page, the sidebar's last.
    #[must_use]
    pub fn all(&self, kind: &str) -> Vec<Drawn> {
        self.everything().into_iter().filter(|drawn| drawn.kind == kind).collect()
    }

    /// Everything that was drawn, in the order of the page, the sidebar's last.
    #[must_use]
    pub fn everything(&self) -> Vec<Drawn> {
        let Some((run, _)) = &self.last else {
            return Vec::new();
        };
        run.with_tree(|tree| {
            let mut all = Vec::new();
            for root in [Root::Main, Root::Sidebar, Root::Event, Root::Bottom] {
                drawn::collect(tree, NodeId::root(root), &mut all);
            }
            all
        })
    }

    /// The widget with this key, or with this label.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    #[track_caller]
    pub fn widget(&self, name: &str) -> Drawn {
        let widgets = self.everything().into_iter().filter(|drawn| drawn.id.is_some());
        let mut named = widgets.filter(|drawn| drawn.key.as_deref() == Some(name) || drawn.text("label") == name);
        named.next().unwrap_or_else(|| panic!("no widget is named {name:?}; the page is\n{}", self.outline()))
    }

    /// Changes a widget, as a person does in the page: by key or label, for the next run. An option is set by what a
    /// person sees of it, or by its place.
    ///
    /// # Panics
    /// When there is no such widget, or it cannot have that value.
    #[track_caller]
    pub fn set(&mut self, name: &str, value: impl Into<WireValue>) -> &mut Self {
        let drawn = self.widget(name);
        let value = value.into();
        let Some(value) = self.fitting(&drawn, &value) else {
            let offered = drawn.prop("options").into_array().unwrap_or_default();
            let offered =
                offered.iter().map(|option| format!("{:?}", option.to_string())).collect::<Vec<_>>().join(", ");
            let offered = if offered.is_empty() { String::new() } else { format!("; it offers {offered}") };
            panic!("the {} {name:?} cannot be set to {}{offered}", drawn.kind, shown(&value.to_dynamic()));
        };
        self.send(drawn, value)
    }

    pub(crate) fn send(&mut self, to: Drawn, value: WireValue) -> &mut Self {
        self.queue.pending.add(Values::from([(to.id.unwrap_or_default(), value)]), []);
        self
    }

    /// The value as the page would send it; `None` where the widget cannot have it.
    fn fitting(&self, drawn: &Drawn, value: &WireValue) -> Option<WireValue> {
        // One that was played back from the cache may not be known yet.
        let Some(widget) = drawn.id.as_ref().and_then(|id| self.state.widget(id)) else {
            return Some(value.clone());
        };
        if widget.read(value).is_some() {
            return Some(value.clone());
        }
        match value {
            WireValue::Text(text) => widget.write(&widget.parse(&[text])?),
            _ => None,
        }
    }

    /// Clicks a button: by key or label, for the next run.
    ///
    /// # Panics
    /// When there is no such button.
    #[track_caller]
    pub fn click(&mut self, name: &str) -> &mut Self {
        let id = self.widget(name).id.unwrap_or_default();
        self.queue.pending.add(Values::new(), [(id, WireValue::Bool(true))]);
        self
    }

    /// The value under a key of `st.session_state`.
    #[must_use]
    pub fn session_state(&self, key: &str) -> Option<rhai::Dynamic> {
        self.state.get(key)
    }

    /// What `st.set_page_config` has set in the last run.
    #[must_use]
    pub fn page_config(&self) -> Option<PageConfig> {
        self.last.as_ref().and_then(|(run, _)| run.page_config())
    }

    /// The page as text, one element a line, for snapshots and for reading.
    #[must_use]
    pub fn outline(&self) -> String {
        match &self.last {
            Some((run, _)) => run.with_tree(outline::outline),
            None => String::new(),
        }
    }
}

/// How many runs of `st.rerun()` in a row a test waits for.
const MOST_RERUNS: usize = 50;

fn endless() -> Error {
    Error::new(ErrorKind::Limit, format!("`st.rerun()` has been called by {MOST_RERUNS} runs in a row."))
        .hint("Call it under a condition that the next run does not meet; `AppTest` does not wait for a page that is drawn again and again.")
}

/// Runs scripts where they run in a session: on a thread with a stack that is deep enough.
fn on_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(crate::script::STACK_BYTES).spawn_scoped(scope, work);
        match thread.expect("a thread can be started").join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}
