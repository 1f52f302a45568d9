//! How the memory that a run takes is counted: exactly, by an allocator that counts for each thread, or approximately, by
//! the size of the process.

use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};

/// How the memory that runs take is counted.
///
/// [`MemoryMeter::of_process`] works with every allocator and is the default. A program whose allocator counts for each
/// thread has exact numbers with [`MemoryMeter::of_thread`], or with `MemoryMeter::jemalloc` where that is its allocator.
#[derive(Clone)]
pub struct MemoryMeter(Kind);

#[derive(Clone)]
enum Kind {
    Thread(Arc<dyn Fn() -> i64 + Send + Sync>, GiveBack),
    Process(Arc<Process>),
}

/// Has the allocator give the system what is free.
type GiveBack = fn(Effort);

/// How much it may cost that memory is given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effort {
    /// A run goes on: what can be had at once.
    Little,
    /// A run has been ended: nobody waits for some milliseconds.
    Full,
}

/// What the meter of the process knows of earlier runs.
pub(super) struct Process {
    /// The size of the process; `None` where the system does not tell.
    size: fn() -> Option<usize>,
    /// It has been told that nothing bounds the memory of runs.
    told: AtomicBool,
    /// The least size of the process at the begin of a run that has gone beyond its limit since the last run began; one
    /// more than the size, 0: there was none.
    ended_at: AtomicUsize,
    /// Bytes that such runs have freed and that the allocator is thought to keep.
    kept: AtomicUsize,
}

impl Debug for MemoryMeter {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Thread(..) => "MemoryMeter::of_thread",
            Kind::Process(_) => "MemoryMeter::of_process",
        })
    }
}

impl MemoryMeter {
    /// Counts by what an allocator says of each thread. `allocated` gives the bytes that the thread it is called on has
    /// allocated since it began, minus those that it has freed; memory that another thread had allocated may make that
    /// negative. It is called before every operation of a script, so that it should take a few nanoseconds.
    #[must_use]
    pub fn of_thread(allocated: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self(Kind::Thread(Arc::new(allocated), |_| ()))
    }

    /// Counts by how much the process has grown since the run began.
    ///
    /// That is an approximation. Runs that go on at the same time are counted together; what is freed and stays with the
    /// allocator can be used again without being counted; and the size is read once a millisecond and after operations
    /// that take long. What a run has left with the allocator that went beyond its limit is taken off the limit of those
    /// that follow, up to seven eighths of it: each further such run makes the process grow by an eighth at most. Where the
    /// system does not tell the size, nothing bounds the memory of runs, and the log says so once.
    #[must_use]
    pub fn of_process() -> Self {
        Self(Kind::Process(Arc::new(Process::of(size_of_process))))
    }

    /// Counts by jemalloc's counters; `None` where jemalloc is not the allocator of this program. After a run that has gone
    /// beyond its limit, and once when a run has taken half of it, jemalloc gives back at once what is free; else it keeps
    /// that for some seconds, by default ten, so that the next run can use it.
    #[cfg(all(feature = "jemalloc", not(target_env = "msvc")))]
    #[must_use]
    pub fn jemalloc() -> Option<Self> {
        use super::jemalloc::{allocated, counts_here, give_back};
        counts_here().then(|| Self(Kind::Thread(Arc::new(allocated), give_back)))
    }

    /// Begins to count for one run, on its thread.
    pub(super) fn account(&self, limit: usize) -> Account {
        match &self.0 {
            Kind::Thread(allocated, give_back) => Account::Thread {
                allocated: allocated.clone(),
                least: AtomicI64::new(allocated()),
                next: AtomicI64::new(i64::try_from(limit / 2).unwrap_or(i64::MAX)),
                limit: i64::try_from(limit).unwrap_or(i64::MAX),
                was_overdrawn: AtomicBool::new(false),
                give_back: *give_back,
            },
            Kind::Process(process) => {
                let base = process.size();
                let limit = base.map_or(limit, |base| process.limit(base, limit));
                Account::Process { process: process.clone(), base, limit }
            }
        }
    }
}

impl Process {
    const fn of(size: fn() -> Option<usize>) -> Self {
        let (told, ended_at, kept) = (AtomicBool::new(false), AtomicUsize::new(0), AtomicUsize::new(0));
        Self { size, told, ended_at, kept }
    }

    fn size(&self) -> Option<usize> {
        let size = (self.size)();
        if size.is_none() && !self.told.swap(true, Ordering::Relaxed) {
            log::warn!(
                "The system does not tell how much memory this process has: runs may take more than their limit. \
                 An allocator that counts for each thread bounds them (`MemoryMeter::of_thread`, `MemoryMeter::jemalloc`)."
            );
        }
        size
    }

    /// How much the process may grow from `base` on in a run that begins now.
    fn limit(&self, base: usize, limit: usize) -> usize {
        let kept = match self.ended_at.swap(0, Ordering::AcqRel) {
            0 => self.kept.load(Ordering::Relaxed) / 2,
            ended_at => self.kept.load(Ordering::Relaxed).saturating_add(base.saturating_sub(ended_at - 1)),
        };
        let kept = kept.min(limit);
        self.kept.store(kept, Ordering::Relaxed);
        limit - kept.min(limit / 8 * 7)
    }

    fn ended(&self, base: usize) {
        let _ = self.ended_at.fetch_update(Ordering::AcqRel, Ordering::Acquire, |known| {
            (known == 0 || base + 1 < known).then_some(base + 1)
        });
    }
}

fn size_of_process() -> Option<usize> {
    Some(memory_stats::memory_stats()?.physical_mem)
}

/// What one run has taken.
pub(super) enum Account {
    Thread {
        allocated: Arc<dyn Fn() -> i64 + Send + Sync>,
        /// The least that the thread has held since the run began. What a run frees that was there before it gives it no
        /// credit.
        least: AtomicI64,
        /// The next amount at which there is something to do: half the limit, then the limit.
        next: AtomicI64,
        limit: i64,
        was_overdrawn: AtomicBool,
        give_back: GiveBack,
    },
    Process {
        process: Arc<Process>,
        /// `None`: unknown, so that nobody can say what the run has taken.
        base: Option<usize>,
        limit: usize,
    },
}

impl Account {
    /// Whether [`Account::exceeded`] tells all.
    pub(super) const fn is_exact(&self) -> bool {
        matches!(self, Self::Thread { .. })
    }

    /// The limit, when the run has taken more, as far as can be told for the price of a few nanoseconds.
    pub(super) fn exceeded(&self) -> Option<usize> {
        let Self::Thread { allocated, least, next, limit, .. } = self else {
            return None;
        };
        let now = allocated();
        let base = least.load(Ordering::Relaxed);
        if now < base {
            least.store(now, Ordering::Relaxed);
        }
        let taken = now.saturating_sub(base);
        (taken > next.load(Ordering::Relaxed) && self.has_reached(taken)).then(|| usize::try_from(*limit).unwrap_or(0))
    }

    /// A value that doubles takes three times as much as the limit in its last step, and what it was before would come on
    /// top while the allocator keeps it for others: it is given back halfway.
    #[cold]
    fn has_reached(&self, taken: i64) -> bool {
        let Self::Thread { next, limit, was_overdrawn, give_back, .. } = self else {
            return false;
        };
        if next.swap(*limit, Ordering::Relaxed) < *limit {
            give_back(Effort::Little);
        }
        let is_overdrawn = taken > *limit;
        if is_overdrawn {
            was_overdrawn.store(true, Ordering::Relaxed);
        }
        is_overdrawn
    }

    /// The same for the price of reading a file.
    pub(super) fn exceeded_on_a_closer_look(&self) -> Option<usize> {
        let Self::Process { process, base: Some(base), limit } = self else {
            return None;
        };
        if process.size()?.saturating_sub(*base) <= *limit {
            return None;
        }
        process.ended(*base);
        Some(*limit)
    }
}

impl Drop for Account {
    /// The engine holds the account, and goes after what the run has computed.
    fn drop(&mut self) {
        if let Self::Thread { was_overdrawn, give_back, .. } = self
            && *was_overdrawn.get_mut()
        {
            give_back(Effort::Full);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thread_meter() -> (MemoryMeter, Arc<AtomicI64>) {
        let held = Arc::new(AtomicI64::new(0));
        let read = held.clone();
        (MemoryMeter::of_thread(move || read.load(Ordering::Relaxed)), held)
    }

    #[test]
    fn a_run_is_counted_by_what_its_thread_has_allocated_since_it_began() {
        let (meter, held) = thread_meter();
        held.store(1_000_000, Ordering::Relaxed);
        let account = meter.account(100);
        held.store(1_000_100, Ordering::Relaxed);
        assert!(account.exceeded().is_none());
        held.store(1_000_101, Ordering::Relaxed);
        assert_eq!(account.exceeded(), Some(100));
        assert!(meter.account(100).exceeded().is_none(), "the next run is counted anew");
    }

    #[test]
    fn what_a_run_frees_of_others_gives_it_no_credit() {
        let (meter, held) = thread_meter();
        let account = meter.account(100);
        held.store(-5_000, Ordering::Relaxed);
        assert!(account.exceeded().is_none());
        held.store(-4_900, Ordering::Relaxed);
        assert!(account.exceeded().is_none());
        held.store(-4_899, Ordering::Relaxed);
        assert_eq!(account.exceeded(), Some(100));
    }

    #[test]
    fn what_is_free_is_given_back_halfway_to_the_limit_and_after_a_run_that_has_gone_beyond_it() {
        static GIVEN_BACK: AtomicUsize = AtomicUsize::new(0);
        let (of_thread, held) = thread_meter();
        let Kind::Thread(allocated, _) = of_thread.0 else { unreachable!("it is the meter of a thread") };
        let meter = MemoryMeter(Kind::Thread(allocated, |_| {
            GIVEN_BACK.fetch_add(1, Ordering::Relaxed);
        }));
        for (taken, is_overdrawn, times) in [(50, false, 0), (51, false, 1), (100, false, 1), (101, true, 2)] {
            held.store(0, Ordering::Relaxed);
            GIVEN_BACK.store(0, Ordering::Relaxed);
            let account = meter.account(100);
            held.store(taken, Ordering::Relaxed);
            for _ in 0..3 {
                assert_eq!(account.exceeded().is_some(), is_overdrawn, "{taken}");
            }
            drop(account);
            assert_eq!(GIVEN_BACK.load(Ordering::Relaxed), times, "{taken}");
        }
    }

    #[test]
    fn what_ended_runs_leave_with_the_allocator_is_taken_off_the_limit_until_other_runs_have_passed() {
        let process = Process::of(size_of_process);
        assert_eq!(process.limit(1_000, 800), 800);
        process.ended(1_000);
        assert_eq!(process.limit(1_600, 800), 200, "600 stayed");
        process.ended(1_600);
        assert_eq!(process.limit(1_900, 800), 100, "never nothing");
        assert_eq!(process.limit(1_900, 800), 400, "800 / 2");
        assert_eq!(process.limit(1_900, 800), 600);
        process.ended(1_900);
        assert_eq!(process.limit(1_000, 800), 600, "given back");
    }

    #[test]
    fn where_the_size_of_the_process_is_unknown_no_run_is_ended_for_it_and_it_is_told_once() {
        static SIZE: AtomicUsize = AtomicUsize::new(0);
        let size = || Some(SIZE.load(Ordering::Relaxed)).filter(|size| *size > 0);
        let process = Arc::new(Process::of(size));
        let meter = MemoryMeter(Kind::Process(process.clone()));
        let account = meter.account(100);
        assert!(process.told.load(Ordering::Relaxed));
        SIZE.store(1_000_000, Ordering::Relaxed);
        assert_eq!(account.exceeded_on_a_closer_look(), None, "it is not known what it was before");
        let account = meter.account(100);
        SIZE.store(0, Ordering::Relaxed);
        assert_eq!(account.exceeded_on_a_closer_look(), None);
        SIZE.store(1_000_101, Ordering::Relaxed);
        assert_eq!(account.exceeded_on_a_closer_look(), Some(100));
        // The next run has what that one has left.
        let account = meter.account(100);
        SIZE.store(1_001_000, Ordering::Relaxed);
        assert_eq!(account.exceeded_on_a_closer_look(), Some(16));
    }

    #[test]
    fn each_further_run_that_hits_the_limit_makes_the_process_grow_by_an_eighth_at_most() {
        let process = Process::of(size_of_process);
        let (mut size, limit) = (1_000, 800);
        for run in 0..10 {
            // A run that fills what is free first would not grow the process at all; this is the worst case.
            let may = process.limit(size, limit);
            assert!(run == 0 || may <= limit / 8, "{may}");
            process.ended(size);
            size += may;
        }
    }
}
