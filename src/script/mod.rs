//! Rhai: how a script is compiled, run and watched over, and what `st` is in it.
//!
//! One engine is built per run over shared modules; its callbacks hold the run's context, so that nothing of a run is
//! global or thread-local. This folder knows one run; sessions, sockets and files that change are not its business.
//!
//! Start at [`Environment`] (what all runs share), [`Source`] (a compiled script) and [`Run`] (one run of it).

mod builtins;
mod canvas;
mod diagnostics;
mod engine;
mod environment;
mod handle;
#[cfg(all(feature = "jemalloc", not(target_env = "msvc")))]
mod jemalloc;
mod limits;
mod machine;
mod memo;
mod meter;
mod modules;
mod priority;
mod queue;
mod replay;
mod request;
mod run;
mod signal;
mod source;
pub mod st;
mod syntax;
mod threads;
mod watchdog;

pub use environment::{Environment, HostModule};
pub use handle::Handle;
pub use limits::Limits;
pub use machine::memory_of_a_run;
pub use memo::{FunctionReport, KeyPart, Unexplained, explain};
pub use meter::MemoryMeter;
pub use queue::RunQueue;
pub use request::{CallsBack, Dropped, Pending};
pub use run::{Ended, MOST_RERUNS, Run, RunInput};
pub use signal::Cancel;
pub use threads::{ThreadFigures, Threads};

/// The stack of a thread that runs scripts: they call deep into the engine. Memory is only taken when it is used.
pub const STACK_BYTES: usize = 64 << 20;
pub use source::{ReadFiles, Source};
