//! What jemalloc tells of the current thread.

use std::cell::Cell;

use tikv_jemalloc_ctl::thread::{ThreadLocal, allocatedp, deallocatedp};

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

/// Whether jemalloc is the allocator of this program, and not only linked into it.
pub(super) fn counts_here() -> bool {
    let before = allocated();
    let probe = std::hint::black_box(vec![1_u8; 4096]);
    let counted = allocated() - before;
    drop(probe);
    counted >= 4096
}
