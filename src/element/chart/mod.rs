//! Charts.

mod simple;

use super::declare::Entry;

/// The commands of the chapter, in the order of the reference.
pub(super) const COMMANDS: &[fn() -> Entry] =
    &[Entry::of::<simple::LineChart>, Entry::of::<simple::AreaChart>, Entry::of::<simple::BarChart>];
