//! `stscript`: a scripting host for data apps.
#![allow(missing_docs)]
#[macro_use]
pub mod element;
pub mod error;
pub mod protocol;
pub mod script;
pub mod state;
pub mod value;

pub use script::HostModule;
