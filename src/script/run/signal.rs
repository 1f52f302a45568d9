//! How a run is ended from outside, and how `st.stop()` and `st.rerun()` end it from inside.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use std::time::Instant;

use rhai::{Dynamic, EvalAltResult, Position};

use crate::cache::Seat;

/// Why a run ends before its last line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signal {
    /// `st.stop()`.
    Stop,
    /// `st.rerun()`.
    Rerun,
    /// Ended from outside, see [`Cancel`].
    Cancelled,
    /// More time than [`Limits::time`](crate::script::Limits::time).
    Time,
    /// More memory than these bytes: [`Limits::memory`](crate::script::Limits::memory), or what runs before have left of it.
    Memory(usize),
}

impl Signal {
    /// The signal that has ended a run, if it was one; what it passed through on its way out does not matter.
    pub(crate) fn of(error: &EvalAltResult) -> Option<Self> {
        match error {
            EvalAltResult::ErrorTerminated(token, _) => token.clone().try_cast(),
            EvalAltResult::ErrorInFunctionCall(_, _, inner, _) | EvalAltResult::ErrorInModule(_, inner, _) => {
                Self::of(inner)
            }
            _ => None,
        }
    }

    /// The signal as an error that a script cannot catch.
    pub(crate) fn raise(self) -> Box<EvalAltResult> {
        EvalAltResult::ErrorTerminated(Dynamic::from(self), Position::NONE).into()
    }
}

/// Ends a run from outside, within a few operations of the script or at once while it waits.
#[derive(Debug, Default)]
pub struct Cancel {
    state: AtomicU8,
    /// How many reasons there are to let the run go on although another is to follow.
    holds: AtomicU32,
    seat: Arc<Seat>,
}

// A run that is to be overtaken can still be stopped, and not the other way round.
const INTERRUPTED: u8 = 1;
const STOPPED: u8 = 2;

impl Cancel {
    /// A person has stopped the run.
    pub fn stop(&self) {
        self.set(STOPPED);
    }

    /// Another run is to follow: at once, or when nothing holds this one any more.
    pub fn interrupt(&self) {
        self.set(INTERRUPTED);
    }

    /// Holds the run: what would overtake it waits. A person can still stop it.
    pub(in crate::script) fn hold(&self) {
        self.holds.fetch_add(1, Ordering::AcqRel);
    }

    /// Takes back one [`Cancel::hold`].
    pub(in crate::script) fn let_go(&self) {
        self.holds.fetch_sub(1, Ordering::AcqRel);
    }

    fn set(&self, state: u8) {
        self.state.fetch_max(state, Ordering::AcqRel);
        self.seat.wake();
    }

    /// Whether the run is to end.
    #[must_use]
    pub fn is_set(&self) -> bool {
        match self.state.load(Ordering::Relaxed) {
            INTERRUPTED => self.holds.load(Ordering::Relaxed) == 0,
            state => state != 0,
        }
    }

    /// Whether the run ends because another follows.
    #[must_use]
    pub fn is_interrupt(&self) -> bool {
        self.state.load(Ordering::Relaxed) == INTERRUPTED
    }

    /// Where the run waits, for whatever it waits.
    pub(crate) const fn seat(&self) -> &Arc<Seat> {
        &self.seat
    }

    /// Waits until `end`, or until the run is to end; `false` in that case.
    #[must_use]
    pub fn sleep(&self, end: Instant) -> bool {
        !self.seat.wait(Some(end), || self.is_set())
    }
}
