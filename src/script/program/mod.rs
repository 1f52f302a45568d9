//! What a script is before it runs: a compiled version of its file, with the modules that it imports. It knows no run but
//! the one that asks for a module.

pub(super) mod functions;
pub(super) mod mangle;
mod modules;
mod source;
pub(super) mod tokens;

pub(super) use modules::{Compiled, Resolver};
pub(super) use source::Resolution;
pub use source::{ReadFiles, Source};
