//! The allocator of the command `stscript`: jemalloc, where it is there. It counts what each thread has allocated, and gives
//! back what is free.

use crate::script::Limits;

/// Lets runs be counted by the allocator, and lets it give memory back also while nothing runs.
#[cfg(all(feature = "jemalloc", not(target_env = "msvc")))]
pub(super) fn start(limits: &mut Limits) {
    let Some(meter) = crate::script::MemoryMeter::jemalloc() else {
        return;
    };
    limits.meter = meter;
    if let Err(error) = tikv_jemalloc_ctl::background_thread::write(true) {
        log::debug!("memory is given back only while the process works: {error}");
    }
}

#[cfg(not(all(feature = "jemalloc", not(target_env = "msvc"))))]
pub(super) fn start(_: &mut Limits) {}
