//! What travels between host and page: messages, the tree of a run, and the difference to what a tab has.
//!
//! This folder knows elements as encoded bytes with a hash; it knows neither scripts nor sockets.
//! Start at [`messages`]; `docs/protocol.md` tells the same for readers of the page's side.

mod client_tree;
mod extent;
pub mod messages;
mod payloads;
mod tree;
#[cfg(test)]
mod wire_types;

pub use client_tree::ClientTree;
pub use messages::{BackMsg, ForwardMsg, Outcome, PageConfig, Toolbar};
pub use payloads::PayloadStore;
pub use tree::{Node, NodeId, Root, Tree};

/// The version of the protocol; a page of another version is told to reload.
pub const VERSION: u32 = 2;
