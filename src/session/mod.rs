//! Sessions: one per browser tab, each with its state, its requests and its runs.
//!
//! A session is a task that handles one event at a time; its runs go on threads of their own. This folder knows messages,
//! not sockets: the host connects the two.
//!
//! Start at [`SessionManager`], then `actor.rs`.

mod actor;
mod inbox;
mod manager;
pub(crate) mod refusals;

pub use manager::{Connection, DEFAULT_MAX_RUNS, SessionManager, SessionSettings};
