//! How a command is declared and parsed: its struct and its parameters, what is known about it, and its row in the
//! table of all commands.
//!
//! This folder knows no command.

#[macro_use]
mod command;
mod args;
mod entry;
mod identity;
mod spec;
mod traits;

pub use args::{Arg, Args, Mismatch, describe};
pub use entry::{Draw, Entry, Part, Plain};
pub use spec::{CommandSpec, Group, ParamSpec};
pub use traits::{Command, Params};

pub(crate) use args::plain;
pub(in crate::element) use identity::identity_of;
pub(crate) use spec::in_order;
