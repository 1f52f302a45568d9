//! A scripting host for data apps.

pub mod cache;
pub mod value;
