//! What a script can draw: a folder for each chapter of the reference, a file for each command.
//!
//! A command is a serde struct made by the `command!` macro: its doc comments, its parameters in order and its defaults
//! are written once, and from them come the script API, the argument errors, the wire type and the reference in
//! `docs/`.
//!
//! This folder knows neither the run that draws nor the session behind it: whatever needs them (calling a script
//! function, naming the container) is asked of a [`Host`].
//!
//! Start at [`registry`], then read one of the commands, such as `text/title.rs` or `input/slider.rs`. [`declare`] is
//! how a command is declared and parsed, [`arg`] the types that parameters have.

#[macro_use]
pub mod declare;
pub mod arg;
mod drawing;
mod node;
pub mod registry;
#[cfg(test)]
pub(crate) mod typescript;

mod chart;
mod data;
pub mod input;
mod layout;
mod status;
mod text;

pub use arg::{
    Align, Callback, Data, Gap, Height, Icon, IconOrSpinner, Label, LabelVisibility, Number, OneOrMore, Options,
    Shortcut, Text, Width, require_column, shown,
};
pub use data::{Dataframe, Json};
pub use declare::{Arg, Args, CommandSpec, Entry, Group, Mismatch, ParamSpec, describe};
pub use drawing::{Block, Drawing};
pub use node::{Element, Host, Payload};
pub use status::{Exception, Spinner, report_of};
pub use text::{Code, Markdown};
