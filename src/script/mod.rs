//! Rhai: how a script is compiled, run and watched over, and what `st` is in it.
//!
//! One engine is built per run over shared modules; its callbacks hold the run's context, so that nothing of a run is global
//! or belongs to a thread. This folder knows one run; it does not deal with sessions, sockets or file watching.
//!
//! Start at [`Environment`] (what all runs share), [`Source`] (a compiled script) and [`Run`] (one run of it).

mod diagnostics;
mod engine;
mod environment;
mod host_module;
mod memo;
mod program;
mod run;
pub mod st;

#[cfg(feature = "unstable")]
pub use diagnostics::habits;
pub use engine::{Limits, MemoryMeter, STACK_BYTES, memory_of_a_run};
pub use environment::Environment;
pub use host_module::HostModule;
#[cfg(feature = "unstable")]
pub use memo::{Code, HostInput, Recipe};
pub use memo::{CodeText, FunctionReport, Unexplained, explain};
pub use program::{ReadFiles, Source};
#[cfg(any(test, feature = "unstable"))]
pub use run::RunInput;
pub use run::{Ended, Run, RunQueue, ThreadFigures, Threads};
