//! All sessions of an app: who is connected, who may come back, who ends for room. It does not know what a session does.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::actor::{self, Attach, Event, Outlet};
use super::inbox::{Inbox, Room};
use super::refusals::Repeated;
use crate::error::{Error, ErrorDetails, ErrorKind, Result};
use crate::protocol::{self, BackMsg, Toolbar};
use crate::script::{Environment, Source, ThreadFigures, Threads};
use crate::state::QueryParams;
use crate::value::size;

/// More runs than this at once take more memory than most machines that serve a page have to spare.
pub const DEFAULT_MAX_RUNS: usize = 4_000;

/// How long a session that ends for the budget's sake may take to let go before the next one ends.
const SHEDDING: Duration = Duration::from_secs(10);

/// How sessions behave.
#[derive(Debug, Clone)]
pub struct SessionSettings {
    /// Whether a saved script runs by itself in every open tab.
    pub run_on_save: bool,
    /// Runs that go on at the same time, those that wait for something included; each has a thread. More wait for one.
    pub max_runs: usize,
    /// How often what a run has drawn is sent while it goes on.
    pub flush_every: Duration,
    /// How long a session is kept for a page that has lost its connection.
    pub disconnected_ttl: Duration,
    /// How many such sessions are kept; the oldest goes first.
    pub max_disconnected: usize,
    /// How much of an error pages show.
    pub error_details: ErrorDetails,
    /// The most bytes for what all sessions keep; beyond it such sessions end, the oldest first. By default an eighth of what
    /// the machine or its control group has, at most 1 GiB. `None`: no bound.
    pub budget: Option<u64>,
}

impl Default for SessionSettings {
    fn default() -> Self {
        Self {
            run_on_save: true,
            max_runs: DEFAULT_MAX_RUNS,
            flush_every: Duration::from_millis(8),
            disconnected_ttl: Duration::from_secs(120),
            max_disconnected: 128,
            error_details: ErrorDetails::Full,
            budget: Some(crate::script::memory_of_a_run() as u64 / 2),
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
    pub(super) dropped: Dropped,
}

/// What pages have sent too much of, whichever session it was for.
#[derive(Debug)]
pub(super) struct Dropped {
    pub(super) clicks: Arc<Repeated>,
    pub(super) values: Arc<Repeated>,
    addresses: Arc<Repeated>,
}

impl Default for Dropped {
    fn default() -> Self {
        Self {
            clicks: Repeated::new("requests had clicks that were dropped"),
            values: Repeated::new("requests had values that were ignored"),
            addresses: Repeated::new("pages had an address that is too long"),
        }
    }
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
    /// The session that ends for the budget's sake and has not let go yet of what it keeps.
    shedding: Option<(Arc<str>, Instant)>,
    /// How many have ended for the budget's sake.
    shed: u64,
    /// Whether those with a page are over the budget by themselves.
    is_over: bool,
}

#[derive(Debug)]
struct Entry {
    events: mpsc::UnboundedSender<Event>,
    /// The newest connection of its page; `None` when that is gone.
    page: Option<u64>,
    /// It has been told to end, unless a page comes back to it before.
    is_ending: bool,
    /// Counts up: the smallest was disconnected first.
    detached_at: u64,
    /// What it kept when it was measured last.
    bytes: usize,
}

/// What the sessions of an app keep in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionMemory {
    /// The approximate bytes of values, widgets and what pages show, of all sessions.
    pub bytes: u64,
    /// The bytes of the tables that pages show; the same content counts once.
    pub payloads: u64,
    /// What both together may be.
    pub budget: Option<u64>,
    /// How many sessions have ended because that was too little.
    pub shed: u64,
}

/// One connection of a page to its session. Dropping it disconnects; the session is kept for a while.
#[derive(Debug)]
pub struct Connection {
    events: mpsc::UnboundedSender<Event>,
    frames: mpsc::Receiver<Bytes>,
    backlog: Arc<Backlog>,
    inbox: Arc<Inbox>,
    id: u64,
}

/// Frames that wait for a slow page; with more the connection is closed, and the page connects again.
const MOST_WAITING_FRAMES: usize = 512;

/// While more bytes than this wait for a page, nothing that runs have drawn is added: what comes later is drawn from what
/// the page then has.
const MOST_WAITING_BYTES: usize = 64 << 10;

/// The bytes of the frames that wait for a page.
#[derive(Debug, Default)]
pub(super) struct Backlog(AtomicUsize);

impl Backlog {
    pub(super) fn add(&self, frame: &Bytes) {
        self.0.fetch_add(frame.len(), Ordering::AcqRel);
    }

    /// Whether there is room again, and was none before.
    fn take(&self, frame: &Bytes) -> bool {
        let before = self.0.fetch_sub(frame.len(), Ordering::AcqRel);
        before > MOST_WAITING_BYTES && before - frame.len() <= MOST_WAITING_BYTES
    }

    pub(super) fn is_full(&self) -> bool {
        self.0.load(Ordering::Acquire) > MOST_WAITING_BYTES
    }
}

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
            dropped: Dropped::default(),
        })
    }

    /// Connects a page that may do everything; see [`SessionManager::connect_with`].
    ///
    /// # Errors
    /// Those of [`SessionManager::connect_with`].
    #[cfg(feature = "unstable")]
    pub fn connect(self: &Arc<Self>, hello: BackMsg) -> Result<Connection> {
        self.connect_with(hello, Toolbar::Developer)
    }

    /// Connects a page that has said hello: to its session, or to a new one. Must be called inside a tokio runtime.
    /// The page is told what it may offer; to hold it to that is the caller's affair, see [`Toolbar::admits`].
    ///
    /// # Errors
    /// [`ErrorKind::Host`] when the message is not a hello, when the page is of another version, or after a shutdown.
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
        let (query, is_whole) = QueryParams::parse_within(&query);
        if !is_whole {
            self.dropped
                .addresses
                .tell(|| "The address of a page is too long: of its query parameters the first are kept.".to_owned());
        }
        let backlog: Arc<Backlog> = Arc::default();
        let page = Outlet { connection: id, frames: sender, backlog: backlog.clone() };
        let attach = Attach { page, received, widgets, query: query.clone(), toolbar };
        let mut sessions = self.sessions.lock();
        if sessions.closed {
            return Err(Error::new(ErrorKind::Host, "The host is stopping."));
        }
        let known = session.and_then(|session| {
            let entry = sessions.by_id.get_mut(&*session)?;
            entry.page = Some(id);
            entry.is_ending = false;
            Some(entry.events.clone())
        });
        let events = known.unwrap_or_else(|| {
            let (session, events) = actor::start(self, query);
            let entry = Entry { events: events.clone(), page: Some(id), is_ending: false, detached_at: 0, bytes: 0 };
            sessions.by_id.insert(session, entry);
            events
        });
        // A session that has just ended takes no event; the page then finds the connection closed and tries again.
        let _ = events.send(Event::Attach(Box::new(attach)));
        Ok(Connection { events, frames, backlog, inbox: Arc::default(), id })
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
        sessions.by_id.values().filter(|entry| entry.page.is_some()).count()
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

    /// Notes that a page's connection is gone; the oldest of too many sessions without a page is ended. When the page has
    /// come back on another connection meanwhile, nothing has happened.
    pub(super) fn detached(&self, session: &str, connection: u64) {
        self.note_detached(session, connection);
        self.shed();
    }

    fn note_detached(&self, session: &str, connection: u64) {
        let sessions = &mut *self.sessions.lock();
        sessions.detached += 1;
        if let Some(entry) = sessions.by_id.get_mut(session).filter(|entry| entry.page == Some(connection)) {
            entry.page = None;
            entry.detached_at = sessions.detached;
        }
        if sessions.waiting().count() > self.settings.max_disconnected
            && let Some(oldest) = sessions.oldest()
            && let Some(entry) = sessions.by_id.get_mut(&oldest)
        {
            entry.is_ending = true;
            let _ = entry.events.send(Event::Shed);
        }
    }

    /// Notes what a session keeps; the oldest of those without a page ends if all of them keep too much.
    pub(super) fn measured(&self, session: &str, bytes: usize) {
        if let Some(entry) = self.sessions.lock().by_id.get_mut(session) {
            entry.bytes = bytes;
        }
        self.shed();
    }

    /// Notes that a session has let go of what it kept.
    pub(super) fn released(&self, session: &str) {
        self.environment.payloads().retain_used();
        let mut sessions = self.sessions.lock();
        if sessions.shedding.as_ref().is_some_and(|(shedding, _)| **shedding == *session) {
            sessions.shedding = None;
        }
        drop(sessions);
        self.shed();
    }

    /// Ends the oldest session without a page when there is no room for all. What that gives back is known when it has let
    /// go, since others may show the same tables; then the next is looked for.
    fn shed(&self) {
        let Some(budget) = self.settings.budget else {
            return;
        };
        let payloads = self.environment.payloads().bytes() as u64;
        let sessions = &mut *self.sessions.lock();
        let bytes = payloads + sessions.bytes();
        if bytes <= budget {
            sessions.is_over = false;
            return;
        }
        // What a session gives back is known when it has let go; one that hangs does not keep the others.
        if sessions.shedding.as_ref().is_some_and(|(_, since)| since.elapsed() < SHEDDING) {
            return;
        }
        let Some(id) = sessions.oldest() else {
            if !std::mem::replace(&mut sessions.is_over, true) {
                log::warn!(
                    "the sessions of open pages keep {}, more than their budget of {}; none of them is ended for that",
                    size::format(bytes),
                    size::format(budget)
                );
            }
            return;
        };
        log::info!(
            "sessions keep {}, more than their budget of {}: the one that lost its page first has ended",
            size::format(bytes),
            size::format(budget)
        );
        if let Some(entry) = sessions.by_id.get_mut(&id) {
            entry.is_ending = true;
            let _ = entry.events.send(Event::Shed);
        }
        sessions.shedding = Some((id, Instant::now()));
        sessions.shed += 1;
    }

    /// What the sessions keep in memory.
    #[must_use]
    pub fn memory(&self) -> SessionMemory {
        let payloads = self.environment.payloads().bytes() as u64;
        let sessions = self.sessions.lock();
        SessionMemory { bytes: sessions.bytes(), payloads, budget: self.settings.budget, shed: sessions.shed }
    }

    /// Forgets a session that ends, unless a page has come back to it meanwhile; whether it is forgotten.
    pub(super) fn forget(&self, session: &str, even_connected: bool) -> bool {
        let mut sessions = self.sessions.lock();
        let connected = sessions.by_id.get(session).is_some_and(|entry| entry.page.is_some());
        if connected && !even_connected {
            return false;
        }
        sessions.by_id.remove(session);
        true
    }
}

impl Sessions {
    /// Those without a page that have not been told to end.
    fn waiting(&self) -> impl Iterator<Item = (&Arc<str>, &Entry)> {
        self.by_id.iter().filter(|(_, entry)| entry.page.is_none() && !entry.is_ending)
    }

    /// Which of them lost its page first.
    fn oldest(&self) -> Option<Arc<str>> {
        self.waiting().min_by_key(|(_, entry)| entry.detached_at).map(|(id, _)| id.clone())
    }

    fn bytes(&self) -> u64 {
        self.by_id.values().map(|entry| entry.bytes as u64).sum()
    }
}

impl Connection {
    /// Where to wait until the session has looked at most of what it was handed.
    #[must_use]
    pub fn room(&self) -> Room {
        Room(self.inbox.clone())
    }

    /// Hands a message of the page to its session, where it waits; see [`Connection::room`].
    pub fn receive(&self, message: BackMsg) {
        let _ = self.events.send(Event::Message(self.id, Box::new(self.inbox.letter(message))));
    }

    /// The next frame for the page; `None` when the session has closed the connection.
    pub async fn next_frame(&mut self) -> Option<Bytes> {
        let frame = self.frames.recv().await?;
        self.handed_over(&frame);
        Some(frame)
    }

    /// A frame that is waiting already, so that several can be sent together.
    pub fn try_next_frame(&mut self) -> Option<Bytes> {
        let frame = self.frames.try_recv().ok()?;
        self.handed_over(&frame);
        Some(frame)
    }

    fn handed_over(&self, frame: &Bytes) {
        if self.backlog.take(frame) {
            let _ = self.events.send(Event::Room(self.id));
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let _ = self.events.send(Event::Detach(self.id));
    }
}
