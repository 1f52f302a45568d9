//! The types that parameters have, a file for each subject: what each takes, and how it travels to the page.
//!
//! This folder knows no command.

/// Implements `TS` for a type that is written on the wire as another.
macro_rules! wire_name {
    ($type:ty, $name:literal) => {
        #[cfg(test)]
        impl ts_rs::TS for $type {
            type WithoutGenerics = Self;
            type OptionInnerType = Self;
            fn name(_: &ts_rs::Config) -> String {
                $name.into()
            }
            fn inline(_: &ts_rs::Config) -> String {
                $name.into()
            }
        }
    };
}

mod appearance;
mod callback;
mod column_name;
mod data;
mod number;
mod options;
mod scalar;
mod size;
mod text;

pub use appearance::{Icon, IconOrSpinner, Shortcut};
pub use callback::{Callback, FormatFunc};
pub use column_name::require_column;
pub use data::Data;
pub use number::Number;
pub use options::Options;
pub use size::{Gap, Height, Width};
pub use text::{Align, Label, LabelVisibility, OneOrMore, Text, shown};
