//! The tests of the whole crate.
mod engine;
