//! The command `stscript`.

use std::process::ExitCode;

/// Counts what each thread has allocated, which is how the memory of runs is bounded, and gives memory back.
#[cfg(all(feature = "jemalloc", not(target_env = "msvc")))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    match stscript::main() {
        Ok(()) => ExitCode::SUCCESS,
        Err(code) => code.into(),
    }
}
