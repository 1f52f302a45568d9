//! Watches the time and memory that a run uses.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use super::Limits;
use super::meter::Account;
use crate::script::run::Signal;

/// How often the time that a run has taken is compared with its limit, and the size of the process measured.
const LOOK_EVERY: Duration = Duration::from_millis(1);

/// The most operations from one look at the clock to the next: a look costs as much as half an operation.
const MOST_UNSEEN: u64 = 64;

/// The same where the look tells of memory as well.
const MOST_UNSEEN_UNCOUNTED: u64 = 8;

/// Operations that take longer than this from one look to the next may be such that double what they have made.
const SLOW: Duration = Duration::from_micros(50);

/// Ends a run that takes more time or memory than it may.
///
/// Memory that is counted for the thread is looked at before every operation, so that a run goes beyond its limit by what
/// a single operation makes. One operation can double a value, and eight of them turn a megabyte into more than the
/// machine has: where the process is measured instead, the clock is looked at after each operation that is slow.
pub(super) struct Watch {
    deadline: Option<Instant>,
    account: Account,
    /// The operation of the last look, and how many may pass until the next.
    looked: AtomicU64,
    unseen: AtomicU64,
    most_unseen: u64,
    clock: Mutex<Clock>,
}

struct Clock {
    looked: Instant,
    next: Instant,
}

impl Watch {
    /// Begins to watch a run, on the thread that it runs on.
    pub(super) fn new(limits: &Limits, deadline: Option<Instant>) -> Self {
        let now = Instant::now();
        let account = limits.meter.account(limits.memory);
        Self {
            deadline,
            most_unseen: if account.is_exact() { MOST_UNSEEN } else { MOST_UNSEEN_UNCOUNTED },
            account,
            looked: AtomicU64::new(0),
            unseen: AtomicU64::new(1),
            clock: Mutex::new(Clock { looked: now, next: now + LOOK_EVERY }),
        }
    }

    /// Why the run is to end before this operation.
    pub(super) fn exceeded(&self, operation: u64) -> Option<Signal> {
        if let Some(limit) = self.account.exceeded() {
            return Some(Signal::Memory(limit));
        }
        // Callbacks count their operations anew; what wraps is looked at.
        if operation.wrapping_sub(self.looked.load(Ordering::Relaxed)) < self.unseen.load(Ordering::Relaxed) {
            return None;
        }
        self.look(operation)
    }

    #[cold]
    fn look(&self, operation: u64) -> Option<Signal> {
        let now = Instant::now();
        let mut clock = self.clock.lock();
        let unseen = self.unseen.load(Ordering::Relaxed);
        let is_slow = now.duration_since(clock.looked) > SLOW;
        clock.looked = now;
        self.unseen.store(if is_slow { 1 } else { (unseen * 2).min(self.most_unseen) }, Ordering::Relaxed);
        self.looked.store(operation, Ordering::Relaxed);
        if now < clock.next {
            return None;
        }
        clock.next = now + LOOK_EVERY;
        if self.deadline.is_some_and(|deadline| now > deadline) {
            return Some(Signal::Time);
        }
        self.account.exceeded_on_a_closer_look().map(Signal::Memory)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_ends_at_its_deadline_which_what_came_before_the_script_has_brought_nearer() {
        let passed = |deadline| {
            let watch = Watch::new(&Limits { time: Duration::from_secs(3_600), ..Limits::default() }, deadline);
            std::thread::sleep(LOOK_EVERY * 2);
            watch.exceeded(1)
        };
        assert_eq!(passed(Some(Instant::now())), Some(Signal::Time));
        assert_eq!(passed(None), None);
        assert_eq!(passed(Instant::now().checked_add(Duration::from_secs(3_600))), None);
    }
}
