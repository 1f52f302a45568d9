//! One session: a task that handles its events one after the other.

use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::inbox::Letter;
use super::manager::{Backlog, SessionManager};
use crate::error::{Error, ErrorDetails, ErrorKind};
use crate::protocol::messages::Values;
use crate::protocol::{BackMsg, ClientTree, ForwardMsg, Outcome, PageConfig, Toolbar, Tree};
use crate::script::{Ended, Run, RunQueue, Source};
use crate::state::{QueryParams, SessionState};

/// For each millisecond that this took, so many pass until it is done again.
const FLUSH_SHARE: u32 = 9;

/// Up to this extent, in bytes, what a run has drawn is compared and encoded at once, on the thread of the actor: the usual
/// page of some hundred elements, for which another thread would cost more than it saves.
const SMALL: usize = 256 << 10;

/// What a session is told. An idle session's mailbox has room for a number of them, so they are kept small.
#[derive(Debug)]
pub(super) enum Event {
    Attach(Box<Attach>),
    Detach(u64),
    /// A message of the page with this connection.
    Message(u64, Box<Letter>),
    SourceChanged,
    CacheCleared,
    RunEnded(Box<Ended>),
    /// A page has taken frames, so that there is room for more.
    Room(u64),
    /// The session ends unless a page has come back to it.
    Shed,
    End,
}

/// A page that connects.
#[derive(Debug)]
pub(super) struct Attach {
    pub(super) page: Outlet,
    pub(super) received: u64,
    pub(super) widgets: Values,
    pub(super) query: QueryParams,
    pub(super) toolbar: Toolbar,
}

struct Session {
    id: Arc<str>,
    manager: Arc<SessionManager>,
    events: mpsc::WeakUnboundedSender<Event>,
    state: Arc<SessionState>,
    page: Option<Outlet>,
    client_tree: ClientTree,
    /// Frames of this session so far.
    sent: u64,
    /// Reruns that its pages have asked for so far.
    heard: u64,
    page_config: Option<PageConfig>,
    /// The query string of the page's address.
    address: String,
    run_on_save: bool,
    runs: u32,
    running: Option<Running>,
    /// The newest run, when it has ended and its page has no room for the rest of what it has drawn.
    unsent: Option<Unsent>,
    queue: RunQueue,
    /// The version that the newest run was of.
    ran: Option<Arc<Source>>,
    /// Whether the page shows that the saved script does not compile.
    shows_compile_error: bool,
    /// Whether the newest run came to its end.
    settled: bool,
    /// When a session without a page ends.
    expires: Option<Instant>,
}

/// The way to a page that is connected.
#[derive(Debug)]
pub(super) struct Outlet {
    pub(super) connection: u64,
    pub(super) frames: mpsc::Sender<Bytes>,
    pub(super) backlog: Arc<Backlog>,
}

/// A run that has ended in this way.
struct Unsent {
    run: Arc<Run>,
    outcome: Outcome,
}

struct Running {
    run: Arc<Run>,
    flush_at: Instant,
    stopped: bool,
}

/// Starts the task of a new session.
pub(super) fn start(manager: &Arc<SessionManager>, query: QueryParams) -> (Arc<str>, mpsc::UnboundedSender<Event>) {
    let (events, inbox) = mpsc::unbounded_channel();
    let state = Arc::new(SessionState::new(query));
    let id: Arc<str> = state.id().into();
    let session = Session {
        id: id.clone(),
        manager: manager.clone(),
        // The session holds its own mailbox only weakly: when nobody else does, it ends.
        events: events.downgrade(),
        queue: RunQueue::new(&manager.environment, &state),
        state,
        page: None,
        client_tree: ClientTree::default(),
        sent: 0,
        heard: 0,
        page_config: None,
        address: String::new(),
        run_on_save: manager.settings.run_on_save,
        runs: 0,
        running: None,
        unsent: None,
        ran: None,
        shows_compile_error: false,
        settled: false,
        expires: None,
    };
    tokio::spawn(session.live(inbox));
    (id, events)
}

enum Wake {
    Event(Option<Event>),
    Flush,
    Expired,
}

impl Session {
    async fn live(mut self, mut inbox: mpsc::UnboundedReceiver<Event>) {
        loop {
            // Without a page there is nothing to send, and the session ends in time though its run does not.
            let flush_at = self.running.as_ref().filter(|_| self.page.is_some()).map(|running| running.flush_at);
            let wake = match (flush_at, self.expires) {
                (Some(at), None) => tokio::select! {
                    event = inbox.recv() => Wake::Event(event),
                    () = sleep_until(at) => Wake::Flush,
                },
                (_, Some(at)) => tokio::select! {
                    event = inbox.recv() => Wake::Event(event),
                    () = sleep_until(at) => Wake::Expired,
                },
                (None, None) => Wake::Event(inbox.recv().await),
            };
            match wake {
                Wake::Event(None | Some(Event::End)) => {
                    self.manager.forget(&self.id, true);
                    return self.end(inbox).await;
                }
                Wake::Event(Some(Event::Shed)) => {
                    if self.manager.forget(&self.id, false) {
                        return self.end(inbox).await;
                    }
                    self.manager.released(&self.id);
                }
                Wake::Event(Some(event)) => self.handle(event).await,
                Wake::Flush => self.flush_running().await,
                Wake::Expired => {
                    if self.manager.forget(&self.id, false) {
                        return self.end(inbox).await;
                    }
                    self.expires = None;
                }
            }
        }
    }

    /// The session's name for the log: whoever knows all of it can take the session over.
    fn shown(&self) -> &str {
        self.id.get(..6).unwrap_or_default()
    }

    /// The end of a session that is forgotten: what it holds is let go of when its run has ended, which still uses it.
    async fn end(mut self, mut inbox: mpsc::UnboundedReceiver<Event>) {
        self.page = None;
        self.stop_running();
        while self.running.is_some()
            && let Some(event) = inbox.recv().await
        {
            if let Event::RunEnded(ended) = event
                && let Some(running) = self.running.take()
            {
                // What the run leaves is let go of below, too.
                self.queue.ended(&running.run, &ended, true);
            }
        }
        self.release();
    }

    fn stop_running(&self) {
        if let Some(running) = &self.running {
            running.run.cancel().stop();
        }
    }

    /// Lets go of what the session holds, on a thread with the stack that scripts have: what is called then (`on_release`)
    /// are functions of scripts, and how deep values are nested is the scripts' affair too. After a shutdown, which ends
    /// all that is cached, nothing is called any more.
    fn release(self) {
        let environment = self.manager.environment.clone();
        // Told however the job ends, and if it never begins.
        let released = Released { id: self.id.clone(), manager: self.manager.clone() };
        environment.releases().submit(move || {
            let released = released;
            released.manager.environment.end_session(&self.id);
            drop(self);
        });
    }

    async fn handle(&mut self, event: Event) {
        match event {
            Event::Attach(attach) => self.attach(*attach),
            Event::Detach(connection) => self.detach(connection),
            // The page says again what its former connection has lost: a message that comes late would count twice.
            Event::Message(connection, _) if !self.is_page(connection) => {}
            Event::Message(_, letter) => self.message(letter.open()),
            Event::SourceChanged => self.source_changed(),
            Event::RunEnded(ended) => self.run_ended(&ended).await,
            Event::CacheCleared => self.request(Values::new(), Values::new()),
            Event::Room(connection) => self.room(connection).await,
            Event::Shed | Event::End => {}
        }
    }

    fn attach(&mut self, attach: Attach) {
        let reset = attach.received != self.sent || self.sent == 0;
        self.page = Some(attach.page);
        self.unsent = None;
        self.address = attach.query.encode();
        self.expires = None;
        if reset {
            self.client_tree.reset();
            self.page_config = None;
            self.sent = 0;
        }
        self.send(&ForwardMsg::Welcome {
            session: self.id.to_string(),
            version: env!("CARGO_PKG_VERSION"),
            reset,
            run_on_save: self.run_on_save,
            app: self.manager.app.clone(),
            toolbar: attach.toolbar,
            heard: self.heard,
        });
        self.shows_compile_error = false;
        self.show_compile_error();
        if reset || !self.settled || self.is_outdated() {
            self.request(attach.widgets, Values::new());
        }
        if reset {
            // The page has been told to forget the values that it sent: it is to get all of them back.
            self.client_tree.reset();
        }
    }

    /// Whether this is the connection of the session's page.
    fn is_page(&self, connection: u64) -> bool {
        self.page.as_ref().is_some_and(|page| page.connection == connection)
    }

    fn detach(&mut self, connection: u64) {
        if !self.is_page(connection) {
            return;
        }
        self.page = None;
        self.unsent = None;
        self.expires = Some(Instant::now() + self.manager.settings.disconnected_ttl);
        // Nobody sees what the run draws; what it does for a click, it does to the end.
        if let Some(running) = &self.running {
            running.run.cancel().interrupt();
        }
        self.manager.detached(&self.id, connection);
    }

    fn message(&mut self, message: BackMsg) {
        match message {
            BackMsg::Rerun { widgets, triggers } => {
                self.heard += 1;
                self.request(widgets, triggers);
            }
            BackMsg::Stop => {
                self.queue.pending.forget_clicks();
                if let Some(running) = &mut self.running {
                    running.stopped = true;
                }
                self.stop_running();
            }
            BackMsg::ClearCache => {
                let (events, environment) = (self.events.clone(), self.manager.environment.clone());
                // What is released is given to functions of scripts, which may take their time.
                self.manager.environment.releases().submit(move || {
                    environment.clear_cache();
                    if let Some(events) = events.upgrade() {
                        let _ = events.send(Event::CacheCleared);
                    }
                });
            }
            BackMsg::SetRunOnSave { enabled } => self.run_on_save = enabled,
            BackMsg::Ping => self.send(&ForwardMsg::Pong),
            BackMsg::Hello { .. } => log::debug!("a page said hello twice"),
        }
    }

    fn source_changed(&mut self) {
        self.show_compile_error();
        // A session without a page runs when its page comes back.
        if self.page.is_none() || self.manager.current().error.is_some() || !self.is_outdated() {
            return;
        }
        // Without a version that ran before there is nothing on the page to keep.
        if self.run_on_save || self.ran.is_none() {
            self.request(Values::new(), Values::new());
        } else {
            self.send(&ForwardMsg::SourceChanged);
        }
    }

    fn is_outdated(&self) -> bool {
        match (&self.manager.current().good, &self.ran) {
            (Some(now), Some(ran)) => !Arc::ptr_eq(now, ran),
            (Some(_), None) => true,
            (None, _) => false,
        }
    }

    fn show_compile_error(&mut self) {
        let error = self.manager.current().error;
        if error.is_none() && !self.shows_compile_error {
            return;
        }
        self.shows_compile_error = error.is_some();
        self.send(&ForwardMsg::CompileError { error: error.map(crate::error::Error::into_report) });
    }

    /// Asks for a run: at once, or when the one that goes on has been ended.
    fn request(&mut self, mut values: Values, mut triggers: Values) {
        self.state.retain_clickable(&mut triggers);
        // Only values of widgets that there are wait for the run: a page may send any number of others.
        let ignored = self.state.receive_unknown(&mut values);
        if ignored > 0 {
            self.manager.dropped.values.tell(|| {
                format!("A page has sent too many values for widgets that no run has drawn: {ignored} are ignored.")
            });
        }
        for (id, value) in &values {
            self.client_tree.know(id, value.clone());
        }
        let dropped = self.queue.pending.add(values, triggers);
        if dropped.clicks > 0 {
            self.manager.dropped.clicks.tell(|| {
                format!("{} clicks of a page are dropped: too many others wait for their run.", dropped.clicks)
            });
        }
        if dropped.values > 0 {
            self.manager.dropped.values.tell(|| {
                format!("{} values of a page are ignored: too many others wait for their run.", dropped.values)
            });
        }
        self.advance();
    }

    /// Goes on to the next step: starts its run, or has the run in progress make way for it.
    fn advance(&mut self) {
        let Some(running) = &self.running else {
            return self.start_pending();
        };
        if !self.queue.pending.is_empty() {
            running.run.interrupt_when_drawn(self.queue.awaits());
        }
    }

    fn start_pending(&mut self) {
        if self.page.is_none() {
            return;
        }
        let (Some(source), Some(events)) = (self.manager.current().good, self.events.upgrade()) else {
            return;
        };
        let Some((run, input)) = self.queue.next(&source) else {
            return;
        };
        if self.unsent.take().is_some() {
            self.send(&ForwardMsg::RunFinished { run: self.runs, outcome: Outcome::Interrupted });
        }
        self.runs += 1;
        self.settled = false;
        self.client_tree.begin_run();
        for (id, value) in self.queue.pending.values() {
            self.client_tree.know(id, value.clone());
        }
        self.ran = Some(source);
        self.running = Some(Running { run: run.clone(), flush_at: self.next_flush(), stopped: false });
        self.send(&ForwardMsg::RunStarted { run: self.runs, heard: self.heard });
        let ending = Ending { events, ended: Some(Ended::Cancelled) };
        self.manager.threads.submit(move || ending.of(|| run.execute(&input)));
        // More steps may wait already.
        self.advance();
    }

    /// Sends what the run in progress has drawn so far.
    async fn flush_running(&mut self) {
        let Some(running) = &mut self.running else {
            return;
        };
        let begun = Instant::now();
        // What an interrupted run still draws, the next one draws anew. A run that holds what is to be looked at may have
        // lost the processor just now, and who waits for it here holds up other sessions: there is a next time.
        if !running.run.cancel().is_set() && !running.run.is_locked() {
            let run = running.run.clone();
            self.flush(&run, false).await;
        }
        if let Some(running) = &mut self.running {
            let now = Instant::now();
            // A page that takes long to look through is looked through more rarely.
            running.flush_at = now + self.manager.settings.flush_every + (now - begun) * FLUSH_SHARE;
        }
    }

    fn next_flush(&self) -> Instant {
        Instant::now() + self.manager.settings.flush_every
    }

    /// Whether so much waits for the page that nothing is added.
    fn is_backed_up(&self) -> bool {
        self.page.as_ref().is_some_and(|page| page.backlog.is_full())
    }

    /// The page has taken frames: it may have the rest of what the newest run has drawn.
    async fn room(&mut self, connection: u64) {
        if self.is_page(connection)
            && let Some(Unsent { run, outcome }) = self.unsent.take()
        {
            self.finish(run, outcome).await;
        }
    }

    /// Sends what the page does not have yet of what a run has drawn. `complete`: what it shows besides goes.
    async fn flush(&mut self, run: &Arc<Run>, complete: bool) {
        if self.page.is_none() || self.is_backed_up() {
            return;
        }
        let config = run.page_config();
        if config.is_some() && config != self.page_config {
            self.page_config.clone_from(&config);
            self.send(&ForwardMsg::PageConfig(config.unwrap_or_default()));
        }
        let query = self.state.query();
        if query != self.address {
            self.address.clone_from(&query);
            self.send(&ForwardMsg::Address { query });
        }
        if let Some(frame) = self.delta(run, complete).await {
            self.send_frame(frame);
        }
    }

    /// The frame that brings the page to what a run has drawn, if there is anything to tell.
    async fn delta(&mut self, run: &Arc<Run>, complete: bool) -> Option<Bytes> {
        let details = self.manager.settings.error_details;
        if !run.with_tree(|tree| tree.is_larger_than(SMALL)) {
            return run.with_tree(|tree| delta(&mut self.client_tree, tree, complete, details));
        }
        // Megabytes take their time: not on a thread that serves the other sessions. Meanwhile only this one waits.
        let (mut client_tree, run) = (std::mem::take(&mut self.client_tree), run.clone());
        let work = move || {
            let frame = run.with_tree(|tree| delta(&mut client_tree, tree, complete, details));
            (client_tree, frame)
        };
        match tokio::task::spawn_blocking(work).await {
            Ok((client_tree, frame)) => {
                self.client_tree = client_tree;
                frame
            }
            Err(error) => {
                // Without the client tree nobody knows what the page has: it begins anew.
                log::error!("the page of session {} could not be brought up to date: {error}", self.shown());
                self.disconnect();
                self.sent = 0;
                None
            }
        }
    }

    async fn run_ended(&mut self, ended: &Ended) {
        let Some(running) = self.running.take() else {
            return;
        };
        if let Ended::Failed(error) = ended {
            log::warn!("{error:#}");
        }
        let again = matches!(ended, Ended::Rerun) && !running.stopped;
        self.queue.ended(&running.run, ended, running.stopped);
        // After a stop, values that wait are left for the next run that somebody asks for.
        let is_followed = !running.stopped && !self.queue.pending.is_empty();
        let outcome = match ended {
            _ if is_followed => Outcome::Interrupted,
            Ended::Rerun if running.stopped => Outcome::Stopped,
            // Who stops a run that has come to its end has stopped nothing.
            Ended::Finished | Ended::Rerun => Outcome::Success,
            Ended::Failed(_) => Outcome::Error,
            Ended::Cancelled => Outcome::Stopped,
        };
        // What a run has drawn that another overtakes, the page does not get: the other draws it anew.
        if is_followed && !running.run.cancel().is_set() {
            self.flush(&running.run, !again).await;
        }
        self.finish(running.run, outcome).await;
        if is_followed {
            self.start_pending();
        }
    }

    /// Tells the page how a run has ended, after the rest of what it has drawn; later, when there is no room for that.
    async fn finish(&mut self, run: Arc<Run>, outcome: Outcome) {
        if outcome != Outcome::Interrupted {
            if self.is_backed_up() {
                self.unsent = Some(Unsent { run, outcome });
                return;
            }
            // Whoever stops a run wants to go on with the page: what the run did not reach stays as it was.
            self.flush(&run, outcome != Outcome::Stopped).await;
            self.client_tree.settle();
        }
        self.settled = outcome != Outcome::Interrupted && self.page.is_some();
        self.send(&ForwardMsg::RunFinished { run: self.runs, outcome });
        drop(run);
        self.manager.environment.payloads().retain_used();
        self.manager.measured(&self.id, self.state.bytes() + self.client_tree.bytes());
    }

    fn send(&mut self, message: &ForwardMsg) {
        if self.page.is_some() {
            self.send_frame(message.encode(self.manager.settings.error_details));
        }
    }

    fn send_frame(&mut self, frame: Bytes) {
        let Some(page) = &self.page else { return };
        self.sent += 1;
        page.backlog.add(&frame);
        if page.frames.try_send(frame).is_err() {
            // Too slow, or gone. Without its sender the connection closes, and the page connects again.
            log::debug!("the connection of session {} is closed: its page does not keep up", self.shown());
            self.disconnect();
        }
    }

    fn disconnect(&mut self) {
        if let Some(page) = &self.page {
            let connection = page.connection;
            self.detach(connection);
        }
    }
}

/// Tells the session that its run has ended, however the run's thread comes out of it, and if it never begins.
struct Ending {
    events: mpsc::UnboundedSender<Event>,
    /// How, when this is dropped; `None` while the run goes on.
    ended: Option<Ended>,
}

impl Ending {
    fn of(mut self, run: impl FnOnce() -> Ended) {
        self.ended = None;
        self.ended = Some(run());
    }
}

impl Drop for Ending {
    fn drop(&mut self) {
        let ended = self.ended.take().unwrap_or_else(|| {
            let message = "The run ended in a panic outside of the script; the host's log says where.";
            Ended::Failed(Error::new(ErrorKind::Host, message))
        });
        let _ = self.events.send(Event::RunEnded(Box::new(ended)));
    }
}

/// Tells the manager that a session has let go of what it kept.
struct Released {
    id: Arc<str>,
    manager: Arc<SessionManager>,
}

impl Drop for Released {
    fn drop(&mut self) {
        self.manager.released(&self.id);
    }
}

fn delta(client_tree: &mut ClientTree, tree: &Tree, complete: bool, details: ErrorDetails) -> Option<Bytes> {
    let ops = client_tree.update(tree, complete);
    (!ops.is_empty()).then(|| ForwardMsg::Delta { ops }.encode(details))
}
