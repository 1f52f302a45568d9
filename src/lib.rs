//! `stscript`: a scripting host for data apps.
#![allow(missing_docs)]
pub mod element;
pub mod error;
pub mod protocol;
pub mod value;
