//! `memo` and `singleton` in scripts: which function is meant, what makes it the same function, what it draws.
//!
//! The cache itself (keys, entries, single flight, storage) is `crate::cache`; this folder gives it fingerprints of
//! functions, values of widgets, and what a call has drawn, as an opaque item.
//!
//! Start at `cached.rs`, a cached function of one run; then `binding.rs`, why `load_data(20)` goes through the cache
//! after `let load_data = memo(load_data)`, and
//! `desugar.rs`, what a script is made into for it. `identity.rs` says what the text of a function reaches, and `inputs.rs` makes a
//! key of that and of the values that are read.

mod api;
pub(super) mod binding;
mod cached;
mod captured;
mod desugar;
mod explain;
mod fault;
mod home;
mod identity;
mod inputs;
mod options;
mod recording;
mod replay_codec;
mod subject;
mod symbols;
mod tokens;
mod update;
mod variable_call;
mod versions;
mod written;

pub(super) use api::{CLOSURE, Namespace, curried, register};
pub(super) use cached::{Bindings, Cached};
pub(super) use desugar::{Places, Refused, desugar};
pub use explain::{FunctionReport, KeyPart, Unexplained, explain};
pub(super) use fault::outdated;
pub(super) use home::{Constants, call_elsewhere, function_value, noting_home};
pub(super) use identity::{FileIdentity, HostInputs, functions, key};
pub(super) use options::specs;
pub(super) use recording::{Item, Place, Recording};
pub(super) use replay_codec::{DrawingCodec, Replays};
pub(super) use variable_call::{install, install_for_run};
pub(super) use versions::{Functions, Versions};
pub(super) use written::computed;
