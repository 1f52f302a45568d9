//! The engine without a server: apps in, element trees and errors out; sessions; the model of a page.

mod apps;
mod cancel;
mod habits;
mod harness;
mod interaction;
mod isolation;
mod limits;
mod memory;
mod page;
mod page_model;
mod reference;
#[cfg(feature = "server")]
mod sessions;
mod sources;
#[cfg(feature = "server")]
mod tab;
#[cfg(feature = "server")]
mod waiting;
mod with_blocks;
