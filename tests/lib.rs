//! The tests of the whole crate, one binary: the layers of the source, the engine, the example apps, the server, the
//! command line.
#![allow(missing_docs)]

mod chapters;
#[cfg(feature = "cli")]
mod cli;
mod docs;
mod engine;
mod layers;
mod memo;
mod scripts;
#[cfg(feature = "server")]
mod server;
#[cfg(feature = "server")]
mod support;

/// The default with a change: settings are non-exhaustive, and cannot be written out here.
fn changed<T: Default>(change: impl FnOnce(&mut T)) -> T {
    let mut settings = T::default();
    change(&mut settings);
    settings
}
