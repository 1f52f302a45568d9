//! The runs that go on, and what has ended meanwhile: a session or the cache can end before its last run does.

use std::{collections::HashMap, sync::Arc};

use super::{shared::Shared, state::FunctionState};

/// Held by a run for as long as it may call cached functions: a session that has ended is known as such until then.
#[derive(Debug)]
#[must_use]
pub struct RunGuard {
    shared: Arc<Shared>,
    session: Arc<str>,
}

#[derive(Debug, Default)]
pub(crate) struct Runs {
    sessions: HashMap<Arc<str>, OfSession>,
    /// The whole cache has ended.
    closed: bool,
    /// What runs may still compute for, though it is not in the cache any more.
    ended: Vec<Arc<FunctionState>>,
}

#[derive(Debug, Default)]
struct OfSession {
    runs: usize,
    ended: bool,
}

impl RunGuard {
    pub(crate) fn new(shared: Arc<Shared>, session: &str) -> Self {
        let session: Arc<str> = session.into();
        shared.runs.lock().sessions.entry(session.clone()).or_default().runs += 1;
        Self { shared, session }
    }
}

impl Drop for RunGuard {
    fn drop(&mut self) {
        let over: Vec<_> = {
            let runs = &mut *self.shared.runs.lock();
            if let Some(known) = runs.sessions.get_mut(&self.session) {
                known.runs -= 1;
                if known.runs == 0 {
                    runs.sessions.remove(&self.session);
                }
            }
            let sessions = &runs.sessions;
            let is_over = |state: &mut Arc<FunctionState>| match &state.key.session {
                Some(session) => !sessions.contains_key(session),
                None => sessions.is_empty(),
            };
            runs.ended.extract_if(.., is_over).collect()
        };
        for state in over {
            // A hook may hold on to what made this function.
            state.on_release.lock().take();
        }
    }
}

impl Runs {
    pub(crate) fn end_session(&mut self, session: &str) {
        if let Some(known) = self.sessions.get_mut(session) {
            known.ended = true;
        }
    }

    pub(crate) fn close(&mut self) {
        self.closed = true;
    }

    /// Whether what belongs to this session, or else to the app, has ended.
    pub(crate) fn has_ended(&self, session: Option<&str>) -> bool {
        self.closed || session.and_then(|session| self.sessions.get(session)).is_some_and(|known| known.ended)
    }

    /// Keeps the hook of a function that has ended until the last run that may compute for it has; false when none goes on.
    pub(crate) fn keep(&mut self, state: &Arc<FunctionState>) -> bool {
        let session = state.key.session.as_deref();
        let goes_on = self.has_ended(session)
            && session.map_or(!self.sessions.is_empty(), |session| self.sessions.contains_key(session));
        if goes_on {
            self.ended.push(state.clone());
        }
        goes_on
    }
}
