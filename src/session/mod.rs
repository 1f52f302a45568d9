//! Sessions: one per browser tab, each with its state, its requests and its runs.
//!
//! A session is a task that handles one event at a time; its runs go on threads of a bounded pool. This folder knows
//! messages, not sockets: the host connects the two.
//!
//! Start at [`SessionManager`], then `actor.rs`.

mod actor;
mod manager;
mod pool;
mod request;

pub use manager::{Connection, SessionManager, SessionMemory, SessionSettings};
