//! `stscript`: a scripting host for data apps.
#![allow(missing_docs)]
pub mod cache;
#[macro_use]
pub mod element;
pub mod error;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "server")]
pub mod host;
pub mod protocol;
pub mod script;
#[cfg(feature = "server")]
pub mod session;
pub mod state;
pub mod testing;
pub mod value;

pub use error::{Error, ErrorKind};
#[cfg(feature = "server")]
pub use host::App;
pub use script::HostModule;
