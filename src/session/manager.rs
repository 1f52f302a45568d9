use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::sync::mpsc;

use super::actor::{self, Attach, Event};
use crate::error::{Error, ErrorDetails, ErrorKind, Result};
use crate::protocol::{self, BackMsg, Toolbar};
use crate::script::{Environment, Source, ThreadFigures, Threads};
use crate::state::QueryParams;

/// More runs than this at once take more memory than most machines that serve a page have to spare.
pub const DEFAULT_MAX_RUNS: usize = 4_000;

/// How sessions behave.
#[derive(Debug, Clone)]
pub struct SessionSettings {
    /// Whether a saved script runs by itself in every open tab.
    pub run_on_save: bool,
    /// Runs that go on at the same time, those that wait for something included; each has a thread. More wait for one.
    pub max_runs: usize,
    /// How long a session is kept for a page that has lost its connection.
    pub disconnected_ttl: Duration,
    /// How many such sessions are kept; the oldest goes first.
    pub max_disconnected: usize,
    /// How much of an error pages show.
    pub error_details: ErrorDetails,
}

impl Default for SessionSettings {
    fn default() -> Self {
        Self {
            run_on_save: true,
            max_runs: DEFAULT_MAX_RUNS,
            disconnected_ttl: Duration::from_secs(120),
            max_disconnected: 128,
            error_details: ErrorDetails::Full,
        }
    }
}

/// All sessions of an app.
#[derive(Debug)]
pub struct SessionManager {
    pub(super) environment: Arc<Environment>,
    pub(super) app: String,
    pub(super) settings: SessionSettings,
    pub(super) threads: Threads,
    source: Mutex<Current>,
    sessions: Mutex<Sessions>,
    connections: AtomicU64,
}

/// The script as it was last saved.
#[derive(Debug, Clone)]
pub(super) struct Current {
    /// The newest version that compiles.
    pub(super) good: Option<Arc<Source>>,
    /// What is wrong with the version that was saved last, if it does not.
    pub(super) error: Option<Error>,
}

#[derive(Debug, Default)]
struct Sessions {
    by_id: HashMap<Arc<str>, Entry>,
    closed: bool,
    detached: u64,
}

#[derive(Debug)]
struct Entry {
    events: mpsc::UnboundedSender<Event>,
    connected: bool,
    /// Counts up: the smallest was disconnected first.
    detached_at: u64,
}

/// One connection of a page to its session. Dropping it disconnects; the session is kept for a while.
#[derive(Debug)]
pub struct Connection {
    events: mpsc::UnboundedSender<Event>,
    frames: mpsc::Receiver<Bytes>,
    id: u64,
}

/// Frames that wait for a slow page; with more the connection is closed, and the page connects again.
const MOST_WAITING_FRAMES: usize = 512;

impl SessionManager {
    /// Makes the manager of an app. `source` is the compiled script, or why it does not compile; `app` is the file name
    /// that pages show.
    #[must_use]
    pub fn new(
        environment: Arc<Environment>,
        app: String,
        source: Result<Arc<Source>>,
        settings: SessionSettings,
    ) -> Arc<Self> {
        Arc::new(Self {
            environment,
            app,
            threads: Threads::new("stscript-run", settings.max_runs),
            settings,
            source: Mutex::new(match source {
                Ok(source) => Current { good: Some(source), error: None },
                Err(error) => Current { good: None, error: Some(error) },
            }),
            sessions: Mutex::default(),
            connections: AtomicU64::new(0),
        })
    }

    /// Connects a page that may do everything; see [`SessionManager::connect_with`].
    ///
    /// # Errors
    /// Those of [`SessionManager::connect_with`].
    pub fn connect(self: &Arc<Self>, hello: BackMsg) -> Result<Connection> {
        self.connect_with(hello, Toolbar::Developer)
    }

    /// Connects a page that has said hello: to its session, or to a new one. Must be called inside a tokio runtime.
    /// The page is told what it may offer; to hold it to that is the caller's affair, see [`Toolbar::admits`].
    ///
    /// # Errors
    /// [`ErrorKind::Host`] when the message is no hello, when the page is of another version, or after a shutdown.
    pub fn connect_with(self: &Arc<Self>, hello: BackMsg, toolbar: Toolbar) -> Result<Connection> {
        let BackMsg::Hello { protocol, session, received, widgets, query } = hello else {
            return Err(Error::new(ErrorKind::Host, "The first message of a page is `hello`."));
        };
        if protocol != protocol::VERSION {
            return Err(Error::new(
                ErrorKind::Host,
                format!("The page speaks version {protocol} of the protocol, the host {}.", protocol::VERSION),
            )
            .hint("Load the page again."));
        }
        let (sender, frames) = mpsc::channel(MOST_WAITING_FRAMES);
        let id = self.connections.fetch_add(1, Ordering::Relaxed) + 1;
        let query = QueryParams::parse(&query);
        let attach = Attach { connection: id, frames: sender, received, widgets, query: query.clone(), toolbar };
        let mut sessions = self.sessions.lock();
        if sessions.closed {
            return Err(Error::new(ErrorKind::Host, "The host is stopping."));
        }
        let known = session.and_then(|session| {
            let entry = sessions.by_id.get_mut(&*session)?;
            entry.connected = true;
            Some(entry.events.clone())
        });
        let events = known.unwrap_or_else(|| {
            let (session, events) = actor::start(self, query);
            sessions.by_id.insert(session, Entry { events: events.clone(), connected: true, detached_at: 0 });
            events
        });
        // A session that has just ended takes no event; the page then finds the connection closed and tries again.
        let _ = events.send(Event::Attach(Box::new(attach)));
        Ok(Connection { events, frames, id })
    }

    /// Takes a newly saved version of the script, or why it does not compile, to all sessions.
    pub fn source_changed(&self, source: Result<Arc<Source>>) {
        {
            let mut current = self.source.lock();
            match source {
                Ok(source) => {
                    current.good = Some(source);
                    current.error = None;
                }
                Err(error) => current.error = Some(error),
            }
        }
        self.broadcast(|| Event::SourceChanged);
    }

    /// How many pages are connected.
    #[must_use]
    pub fn connected(&self) -> usize {
        let sessions = self.sessions.lock();
        sessions.by_id.values().filter(|entry| entry.connected).count()
    }

    /// How many sessions there are, connected or kept.
    #[must_use]
    pub fn sessions(&self) -> usize {
        self.sessions.lock().by_id.len()
    }

    /// How many runs go on, and how many wait for a thread.
    #[must_use]
    pub fn runs(&self) -> ThreadFigures {
        self.threads.figures()
    }

    /// Ends all runs and closes all connections.
    pub fn shutdown(&self) {
        self.sessions.lock().closed = true;
        self.broadcast(|| Event::End);
        self.threads.close();
    }

    fn broadcast(&self, event: impl Fn() -> Event) {
        for entry in self.sessions.lock().by_id.values() {
            let _ = entry.events.send(event());
        }
    }

    pub(super) fn current(&self) -> Current {
        self.source.lock().clone()
    }

    /// Notes that a session's page is gone; the oldest of too many such sessions is ended.
    pub(super) fn detached(&self, session: &str) {
        let sessions = &mut *self.sessions.lock();
        sessions.detached += 1;
        if let Some(entry) = sessions.by_id.get_mut(session) {
            entry.connected = false;
            entry.detached_at = sessions.detached;
        }
        let waiting = || sessions.by_id.values().filter(|entry| !entry.connected);
        if waiting().count() > self.settings.max_disconnected
            && let Some(oldest) = waiting().min_by_key(|entry| entry.detached_at)
        {
            let _ = oldest.events.send(Event::End);
        }
    }

    /// Forgets a session that ends, unless a page has come back to it meanwhile; whether it is forgotten.
    pub(super) fn forget(&self, session: &str, even_connected: bool) -> bool {
        let mut sessions = self.sessions.lock();
        let connected = sessions.by_id.get(session).is_some_and(|entry| entry.connected);
        if connected && !even_connected {
            return false;
        }
        sessions.by_id.remove(session);
        true
    }
}

impl Connection {
    /// Hands a message of the page to its session.
    pub fn receive(&self, message: BackMsg) {
        let _ = self.events.send(Event::Message(Box::new(message)));
    }

    /// The next frame for the page; `None` when the session has closed the connection.
    pub async fn next_frame(&mut self) -> Option<Bytes> {
        self.frames.recv().await
    }

    /// A frame that is waiting already, so that several can be sent together.
    pub fn try_next_frame(&mut self) -> Option<Bytes> {
        self.frames.try_recv().ok()
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let _ = self.events.send(Event::Detach(self.id));
    }
}
