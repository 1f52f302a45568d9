//! Charts.

#[macro_use]
mod simple;

mod area_chart;
mod bar_chart;
mod line_chart;

use super::declare::Entry;

/// The commands of the chapter, in the order of the reference.
pub(super) const COMMANDS: &[fn() -> Entry] =
    &[Entry::of::<line_chart::LineChart>, Entry::of::<area_chart::AreaChart>, Entry::of::<bar_chart::BarChart>];
