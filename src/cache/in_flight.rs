//! Single flight: one computation per key, the others wait for it.
//!
//! Waiting cannot deadlock: [`WaitGraph`] knows which run waits for which computation, and the
//! run that would close a circle computes by itself instead.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use parking_lot::{Condvar, Mutex};

use super::entry::Stored;
use crate::value::Fingerprint;

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

/// Where one run waits, for whatever it waits: whoever ends that wakes it here, and wakes nobody else.
#[derive(Debug, Default)]
pub struct Seat {
    asleep: Mutex<()>,
    woken: Condvar,
}

impl Seat {
    /// Waits until `is_over`, which is asked again whenever somebody wakes this seat; at most until `end`. Whether it is
    /// over. `is_over` must not wait, and must not wake this seat.
    pub fn wait(&self, end: Option<Instant>, is_over: impl Fn() -> bool) -> bool {
        let mut asleep = self.asleep.lock();
        while !is_over() {
            match end {
                None => self.woken.wait(&mut asleep),
                Some(end) if self.woken.wait_until(&mut asleep, end).timed_out() => return is_over(),
                Some(_) => {}
            }
        }
        true
    }

    /// Lets whoever waits here look again.
    pub fn wake(&self) {
        // Who has looked and not yet begun to wait would miss it.
        drop(self.asleep.lock());
        self.woken.notify_all();
    }
}

/// A computation that is going on.
#[derive(Debug)]
pub(crate) struct InFlight {
    pub(crate) entry: Fingerprint,
    leader: AtomicU64,
    state: Mutex<InFlightState>,
    /// Where those wait who want its result.
    seats: Mutex<Vec<Arc<Seat>>>,
}

/// How a computation stands.
#[derive(Debug, Clone)]
pub(crate) enum InFlightState {
    /// The leader is at work.
    Computing,
    /// Done: here is the result, also when it was not worth keeping.
    Done(Arc<Stored>),
    /// No result for the waiters: the leader failed or panicked, or the cache was cleared. Each
    /// of them asks the cache again, and the first becomes the leader.
    Ended,
}

impl InFlight {
    pub(crate) fn new(entry: Fingerprint, leader: RunId) -> Arc<Self> {
        Arc::new(Self {
            entry,
            leader: AtomicU64::new(leader.0),
            state: Mutex::new(InFlightState::Computing),
            seats: Mutex::default(),
        })
    }

    pub(crate) fn leader(&self) -> RunId {
        RunId(self.leader.load(Ordering::Relaxed))
    }

    pub(crate) fn assign(&self, leader: RunId) {
        self.leader.store(leader.0, Ordering::Relaxed);
    }

    /// Ends the computation, unless it has ended before.
    pub(crate) fn end(&self, with: InFlightState) {
        {
            let mut state = self.state.lock();
            if !matches!(*state, InFlightState::Computing) {
                return;
            }
            *state = with;
        }
        let seats = std::mem::take(&mut *self.seats.lock());
        for seat in seats {
            seat.wake();
        }
    }

    /// Whether the result is still wanted: false once the cache was cleared.
    pub(crate) fn is_wanted(&self) -> bool {
        matches!(*self.state.lock(), InFlightState::Computing)
    }

    fn wait(&self, waiter: &Waiter<'_>) -> Waited {
        let own = || Arc::new(Seat::default());
        let seat = waiter.seat.cloned().unwrap_or_else(own);
        self.seats.lock().push(seat.clone());
        // From here on the end wakes the seat; one that came before is seen at the first look.
        seat.wait(waiter.until, || !self.is_wanted() || (waiter.cancelled)());
        let state = self.state.lock().clone();
        match state {
            InFlightState::Done(stored) => Waited::Done(stored),
            InFlightState::Ended => Waited::Again,
            InFlightState::Computing => {
                self.seats.lock().retain(|other| !Arc::ptr_eq(other, &seat));
                Waited::Cancelled
            }
        }
    }
}

/// How a run waits for another.
#[derive(Clone, Copy)]
pub(crate) struct Waiter<'a> {
    pub(crate) seat: Option<&'a Arc<Seat>>,
    pub(crate) cancelled: &'a dyn Fn() -> bool,
    pub(crate) until: Option<Instant>,
}

/// What waiting for a computation came to.
#[derive(Debug)]
pub(crate) enum Waited {
    /// Its result.
    Done(Arc<Stored>),
    /// It has none; ask the cache again.
    Again,
    /// The waiter's own run is cancelled, or has waited as long as it may.
    Cancelled,
    /// The waiter itself leads this computation.
    Recursion,
    /// The leader waits, directly or not, for the waiter.
    Circle,
}

/// Who waits for what.
#[derive(Debug, Default)]
pub(crate) struct WaitGraph {
    waiting: Mutex<HashMap<RunId, Arc<InFlight>>>,
}

impl WaitGraph {
    /// Waits for `flight` in the name of `run`.
    pub(crate) fn wait(&self, run: RunId, flight: &Arc<InFlight>, waiter: &Waiter<'_>) -> Waited {
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
        let waited = flight.wait(waiter);
        self.waiting.lock().remove(&run);
        waited
    }
}
