//! The tests of the whole crate, one binary: the layers of the source, the engine, the example apps, the server, the
//! command line.
#![allow(missing_docs)]

mod caching_docs;
mod chapters;
#[cfg(feature = "cli")]
mod cli;
mod engine;
mod layers;
mod memo;
mod scripts;
#[cfg(feature = "server")]
mod server;
#[cfg(feature = "server")]
mod support;
