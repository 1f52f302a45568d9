//! What a script can draw: one file per command, one line each in the [`registry`].
//!
//! A command is a serde struct made by the `command!` macro: its doc comments, its parameters in order and its defaults
//! are written once, and from them come the script API, the argument errors, the wire type, the reference in `docs/` and
//! the accessors of `testing`.
//!
//! This folder knows neither the run that draws nor the session behind it: whatever needs them (calling a script
//! function, naming the container) is asked of a [`Host`].
//!
//! Start at [`registry`], then read one of the commands, such as `title.rs` or `widget/slider.rs`.

#[macro_use]
pub(crate) mod command;
pub(crate) mod args;
mod drawn;
pub mod registry;
pub(crate) mod spec;
mod types;
#[cfg(test)]
pub(crate) mod wire;

pub mod widget;

mod alert;
mod caption;
mod chart;
mod code;
mod columns;
mod container;
mod dataframe;
mod divider;
mod empty;
mod exception;
mod expander;
mod header;
mod json;
mod markdown;
mod metric;
mod progress;
mod spinner;
mod tabs;
mod text;
mod title;

pub use args::{Arg, Args, Mismatch, describe};
pub use drawn::{Block, Drawing, Element, Host, INLINE_LIMIT, Payload, hash_of};
pub use exception::{Exception, report_of};
pub use markdown::Markdown;
pub use registry::{Build, Entry};
pub use spec::{CommandSpec, Group, ParamSpec};
pub use spinner::Spinner;
pub use types::{
    Align, Callback, Data, FormatFunc, Gap, Height, Label, LabelVisibility, Number, OneOrMore, Options, Text, Width,
    same, shown,
};

pub use code::Code;
pub use dataframe::Dataframe;
pub use json::{Json, json_text};
