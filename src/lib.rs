//! A scripting host for data apps.

pub mod value;
