//! The integration tests, one binary: the layers of the source, the apps, the server, the command line.
#![allow(missing_docs)]

mod apps;
#[cfg(feature = "cli")]
mod cli;
mod engine;
mod layers;
#[cfg(feature = "server")]
mod server;
#[cfg(feature = "server")]
mod support;
