//! Time, injected: caches never ask the machine for it themselves.

use std::{
    fmt::Debug,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use parking_lot::Mutex;

/// A point on a [`Clock`]'s monotonic scale: time since the clock's own beginning.
pub type Timestamp = Duration;

/// Where a cache takes its time from.
pub trait Clock: Send + Sync + Debug {
    /// The monotonic time, which time to live is counted on.
    fn now(&self) -> Timestamp;

    /// The time of day, which stored entries are marked with: it must mean the same after a
    /// restart.
    fn wall(&self) -> SystemTime;
}

/// The machine's clocks.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    origin: Instant,
}

impl Default for SystemClock {
    fn default() -> Self {
        Self { origin: Instant::now() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        self.origin.elapsed()
    }

    fn wall(&self) -> SystemTime {
        SystemTime::now()
    }
}

/// A clock for tests that stands still until it is moved.
///
/// ```
/// use std::time::Duration;
/// use stscript::cache::{Clock, ManualClock};
///
/// let clock = ManualClock::default();
/// clock.advance(Duration::from_secs(60));
/// assert_eq!(clock.now(), Duration::from_secs(60));
/// ```
#[derive(Debug)]
pub struct ManualClock {
    now: AtomicU64,
    wall: Mutex<SystemTime>,
}

impl Default for ManualClock {
    /// A clock at its beginning, with 2024-01-01 as its date.
    fn default() -> Self {
        Self { now: AtomicU64::new(0), wall: Mutex::new(UNIX_EPOCH + Duration::from_secs(1_704_067_200)) }
    }
}

impl ManualClock {
    /// Moves both times forward.
    pub fn advance(&self, by: Duration) {
        let nanos = u64::try_from(by.as_nanos()).unwrap_or(u64::MAX);
        self.now.fetch_add(nanos, Ordering::SeqCst);
        *self.wall.lock() += by;
    }

    /// Sets the time of day alone, as an administrator may, backwards too.
    pub fn set_wall(&self, wall: SystemTime) {
        *self.wall.lock() = wall;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Duration::from_nanos(self.now.load(Ordering::SeqCst))
    }

    fn wall(&self) -> SystemTime {
        *self.wall.lock()
    }
}
