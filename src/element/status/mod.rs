//! Progress, alerts and errors.

#[macro_use]
mod alert;

mod error;
mod exception;
mod info;
mod progress;
mod spinner;
mod success;
mod warning;

use super::declare::{Entry, Part};

pub use exception::{Exception, report_of};
pub use spinner::Spinner;

/// The commands of the chapter, in the order of the reference.
pub(super) const COMMANDS: &[fn() -> Entry] = &[
    Entry::of::<success::Success>,
    Entry::of::<info::Info>,
    Entry::of::<warning::Warning>,
    Entry::of::<error::ErrorAlert>,
    exception::entry,
    Entry::of::<progress::Progress>,
];

/// The kinds of nodes that the commands draw besides their own.
pub(super) const PARTS: &[Part] = &[Part::of::<spinner::Spinner>("spinner")];
