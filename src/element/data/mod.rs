//! Tables, figures and JSON.

mod dataframe;
mod json;
mod metric;
mod table;

use super::declare::Entry;

pub use dataframe::Dataframe;
pub use json::Json;

/// The commands of the chapter, in the order of the reference.
pub(super) const COMMANDS: &[fn() -> Entry] = &[
    Entry::of::<dataframe::Dataframe>,
    Entry::of::<table::StaticTable>,
    Entry::of::<metric::Metric>,
    Entry::of::<json::Json>,
];
