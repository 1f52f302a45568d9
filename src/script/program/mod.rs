//! What a script is before it runs: a compiled version of its file, with the modules that it imports. It knows no run but
//! the one that asks for a module.

mod modules;
mod source;

pub(super) use modules::Resolver;
pub use source::{ReadFiles, Source};
