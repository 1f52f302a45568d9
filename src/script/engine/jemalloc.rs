//! What jemalloc tells of the current thread, and does for it.

use std::cell::Cell;
use std::time::Duration;

use tikv_jemalloc_ctl::thread::{ThreadLocal, allocatedp, deallocatedp};
use tikv_jemalloc_ctl::{Access, AsName, Mib};

use super::meter::Effort;

/// Where jemalloc counts the bytes that a thread has allocated, and those that it has freed.
type Counters = (ThreadLocal<u64>, ThreadLocal<u64>);

thread_local! {
    /// Asking for the places takes a search by name, reading them a nanosecond.
    static COUNTERS: Cell<Option<Counters>> = const { Cell::new(None) };
}

fn counters() -> Option<Counters> {
    COUNTERS.get().or_else(|| {
        let found = Some((allocatedp::read().ok()?, deallocatedp::read().ok()?));
        COUNTERS.set(found);
        found
    })
}

/// The bytes that this thread has allocated minus those that it has freed.
pub(super) fn allocated() -> i64 {
    counters().map_or(0, |(allocated, freed)| allocated.get().wrapping_sub(freed.get()).cast_signed())
}

/// An arena from which jemalloc's own thread is just giving back is passed over, and nothing tells. Measured: one time in
/// thirty; a hundred megabytes take some ten milliseconds.
const TRIES: u32 = 5;
const BETWEEN_TRIES: Duration = Duration::from_millis(5);

/// Gives the system what is free.
pub(super) fn give_back(effort: Effort) {
    let mut given = give_back_once();
    if effort == Effort::Full {
        for _ in 1..TRIES {
            std::thread::sleep(BETWEEN_TRIES);
            given = given.and_then(|()| give_back_once());
        }
    }
    if let Err(error) = given {
        log::debug!("what a run has freed stays with the allocator for some seconds: {error}");
    }
}

/// What is free is in several arenas: the thread's own, and the one for large values.
fn give_back_once() -> tikv_jemalloc_ctl::Result<()> {
    let arenas = tikv_jemalloc_ctl::arenas::narenas::read()?;
    let mut kept_for: Mib<[usize; 3]> = b"arena.0.dirty_decay_ms\0".name().mib()?;
    for arena in 0..arenas as usize {
        kept_for[1] = arena;
        // An arena that nothing has been allocated from yet refuses; what is given back at once anyway, or just now by
        // another thread, is 0.
        let usual: isize = kept_for.read().unwrap_or(0);
        if usual != 0 {
            kept_for.write(0_isize)?;
            kept_for.write(usual)?;
        }
    }
    Ok(())
}

/// Whether jemalloc is the allocator of this program, and not only linked into it.
pub(super) fn counts_here() -> bool {
    let before = allocated();
    let probe = std::hint::black_box(vec![1_u8; 4096]);
    let counted = allocated() - before;
    drop(probe);
    counted >= 4096
}
