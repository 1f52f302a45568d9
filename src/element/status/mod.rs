//! Progress, alerts and errors.

mod alert;

mod exception;
mod progress;
mod spinner;

use super::declare::{Entry, Part};

pub use exception::{Exception, report_of};
pub use spinner::Spinner;

/// The commands of the chapter, in the order of the reference.
pub(super) const COMMANDS: &[fn() -> Entry] = &[
    Entry::of::<alert::Success>,
    Entry::of::<alert::Info>,
    Entry::of::<alert::Warning>,
    Entry::of::<alert::ErrorAlert>,
    exception::entry,
    Entry::of::<progress::Progress>,
];

/// The kinds of nodes that the commands draw besides their own.
pub(super) const PARTS: &[Part] = &[Part::of::<spinner::Spinner>("spinner")];
