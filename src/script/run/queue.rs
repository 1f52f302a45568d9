//! What a session runs next, and what each of its runs hands on to the next one.
//!
//! It knows neither threads nor pages: the actor of a session runs what it gives on threads, a test where it stands.

use std::sync::Arc;

use super::{Carried, Ended, Pending, Run, RunInput};
use crate::script::{Environment, Source};
use crate::state::SessionState;

/// The runs of one session, one after the other.
#[derive(Debug)]
pub struct RunQueue {
    environment: Arc<Environment>,
    state: Arc<SessionState>,
    /// What was asked for and has not been taken by a run.
    pub pending: Pending,
    /// While a run goes on, it has this.
    carried: Carried,
    /// The newest run was one more for a widget that the next step waits for.
    has_waited: bool,
}

impl RunQueue {
    /// The queue of a new session.
    #[must_use]
    pub fn new(environment: &Arc<Environment>, state: &Arc<SessionState>) -> Self {
        let (environment, state) = (environment.clone(), state.clone());
        Self { environment, state, pending: Pending::default(), carried: Carried::default(), has_waited: false }
    }

    /// The next run, of `source`, and what it is for; `None` when nothing waits.
    pub fn next(&mut self, source: &Arc<Source>) -> Option<(Arc<Run>, RunInput)> {
        let input = self.pending.take(&|id| self.state.calls_back(id))?;
        let triggers = input.triggers.iter().map(|(id, _)| id.as_str());
        let mut changed: Vec<&str> = input.values.keys().map(String::as_str).chain(triggers).collect();
        changed.dedup();
        self.state.outdate(&changed);
        let run = Run::after(std::mem::take(&mut self.carried), &self.environment, source, &self.state);
        Some((run, input))
    }

    /// The widgets that are to be drawn before the run in progress may be overtaken.
    #[must_use]
    pub fn awaits(&self) -> Vec<String> {
        self.pending.awaits(&|id| self.state.calls_back(id))
    }

    /// Takes over from the newest run, which has ended: what it hands on, and the run that it asks for. `is_stopped`: a
    /// person has stopped it, so that none is to follow.
    pub fn ended(&mut self, run: &Run, ended: &Ended, is_stopped: bool) {
        self.carried = run.take_carried();
        let had_waited = std::mem::take(&mut self.has_waited);
        if matches!(ended, Ended::Rerun) && !is_stopped {
            let unread = self.state.unread_triggers();
            let is_old = |id: &String| !self.state.is_drawn_anew(id);
            // One run more, not every one: a script that reruns itself without end may never draw the widget again.
            self.has_waited = !had_waited && self.awaits().iter().any(is_old);
            if !unread.is_empty() || self.pending.is_empty() || self.has_waited {
                self.pending.put_back(unread);
            }
        }
    }
}
