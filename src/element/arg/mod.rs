//! The types that parameters have, beyond those of Rust: what each takes, and how it travels to the page.
//!
//! This folder knows no command.

mod appearance;
mod column_name;
mod types;

pub use appearance::{Icon, IconOrSpinner, Shortcut};
pub use column_name::require_column;
pub use types::{
    Align, Callback, Data, FormatFunc, Gap, Height, Label, LabelVisibility, Number, OneOrMore, Options, Text, Width,
    same, shown,
};
