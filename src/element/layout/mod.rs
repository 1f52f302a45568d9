//! Containers: what arranges the elements that are drawn in it.

mod columns;
mod container;
mod empty;
mod expander;
mod tabs;

use super::declare::{Entry, Part};

/// The commands of the chapter, in the order of the reference.
pub(super) const COMMANDS: &[fn() -> Entry] = &[
    Entry::of::<container::Container>,
    Entry::of::<columns::Columns>,
    Entry::of::<tabs::Tabs>,
    Entry::of::<expander::Expander>,
    Entry::of::<empty::Empty>,
];

/// The kinds of nodes that the commands draw besides their own.
pub(super) const PARTS: &[Part] = &[Part::of::<columns::Column>("column"), Part::of::<tabs::Tab>("tab")];
