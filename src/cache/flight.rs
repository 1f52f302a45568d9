//! Single flight: one computation per key, the others wait for it.
//!
//! Waiting can not deadlock: [`WaitGraph`] knows which run waits for which computation, and the
//! run that would close a circle computes by itself instead.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use parking_lot::{Condvar, Mutex};

use super::entry::Stored;
use crate::value::Fingerprint;

/// How often a waiter asks whether its own run has been cancelled.
const CANCEL_CHECK: Duration = Duration::from_millis(10);

/// Names one run of a script: whoever leads or waits for a computation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RunId(pub u64);

impl RunId {
    /// An id that no other run of this process has.
    #[must_use]
    pub fn unique() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self(NEXT.fetch_add(1, Ordering::Relaxed) | (1 << 63))
    }
}

/// A computation that is going on.
#[derive(Debug)]
pub(crate) struct Flight {
    pub(crate) entry: Fingerprint,
    leader: AtomicU64,
    state: Mutex<FlightState>,
    changed: Condvar,
}

/// How a computation stands.
#[derive(Debug, Clone)]
pub(crate) enum FlightState {
    /// The leader is at work.
    Computing,
    /// Done: here is the result, also when it was not worth keeping.
    Done(Arc<Stored>),
    /// No result for the waiters: the leader failed or panicked, or the cache was cleared. Each
    /// of them asks the cache again, and the first becomes the leader.
    Ended,
}

impl Flight {
    pub(crate) fn new(entry: Fingerprint, leader: RunId) -> Arc<Self> {
        Arc::new(Self {
            entry,
            leader: AtomicU64::new(leader.0),
            state: Mutex::new(FlightState::Computing),
            changed: Condvar::new(),
        })
    }

    pub(crate) fn leader(&self) -> RunId {
        RunId(self.leader.load(Ordering::Relaxed))
    }

    pub(crate) fn assign(&self, leader: RunId) {
        self.leader.store(leader.0, Ordering::Relaxed);
    }

    /// Ends the computation, unless it has ended before.
    pub(crate) fn end(&self, with: FlightState) {
        let mut state = self.state.lock();
        if matches!(*state, FlightState::Computing) {
            *state = with;
            self.changed.notify_all();
        }
    }

    /// Whether the result is still wanted: false once the cache was cleared.
    pub(crate) fn is_wanted(&self) -> bool {
        matches!(*self.state.lock(), FlightState::Computing)
    }

    fn wait(&self, cancelled: &dyn Fn() -> bool) -> Waited {
        let mut state = self.state.lock();
        loop {
            match &*state {
                FlightState::Done(stored) => return Waited::Done(stored.clone()),
                FlightState::Ended => return Waited::Again,
                FlightState::Computing => (),
            }
            let timed_out = self.changed.wait_for(&mut state, CANCEL_CHECK).timed_out();
            if timed_out {
                // The check is the caller's code: not under our lock.
                let stop = parking_lot::MutexGuard::unlocked(&mut state, cancelled);
                if stop {
                    return Waited::Cancelled;
                }
            }
        }
    }
}

/// What waiting for a computation came to.
#[derive(Debug)]
pub(crate) enum Waited {
    /// Its result.
    Done(Arc<Stored>),
    /// It has none; ask the cache again.
    Again,
    /// The waiter's own run is cancelled.
    Cancelled,
    /// The waiter itself leads this computation.
    Recursion,
    /// The leader waits, directly or not, for the waiter.
    Circle,
}

/// Who waits for what.
#[derive(Debug, Default)]
pub(crate) struct WaitGraph {
    waiting: Mutex<HashMap<RunId, Arc<Flight>>>,
}

impl WaitGraph {
    /// Waits for `flight` in the name of `run`.
    pub(crate) fn wait(&self, run: RunId, flight: &Arc<Flight>, cancelled: &dyn Fn() -> bool) -> Waited {
        if flight.leader() == run {
            return Waited::Recursion;
        }
        {
            let mut waiting = self.waiting.lock();
            // Every waiter enters under this lock, so the one that closes a circle sees it.
            let mut next = waiting.get(&flight.leader());
            while let Some(flight) = next {
                if flight.leader() == run {
                    return Waited::Circle;
                }
                next = waiting.get(&flight.leader());
            }
            waiting.insert(run, flight.clone());
        }
        let waited = flight.wait(cancelled);
        self.waiting.lock().remove(&run);
        waited
    }
}
