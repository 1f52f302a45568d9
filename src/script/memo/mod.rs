//! `memo` and `singleton` in scripts: which function is meant, what makes it the same function, what it draws.
//!
//! The cache itself (keys, entries, single flight, storage) is `crate::cache`; this folder gives it fingerprints of
//! functions, values of widgets, and what a call has drawn, as an opaque item.
//!
//! - What a script is made into: `symbols` says what stands there, `desugar` and `wrappers` change it, so that
//!   `load_data(20)` goes through the cache after `let load_data = memo(load_data)`.
//! - What makes a function the same: `recipe` lists what its key is made of, `key` hashes that with the values that are
//!   read, for a run and for `explain`.
//! - A call: `api` registers what scripts call, `cached` is a cached function of one run, `lexical_scope` what it sees,
//!   `recording` and `replay_codec` what it draws.

mod api;
mod bound_names;
mod cached;
mod captured;
mod desugar;
mod explain;
mod fault;
mod key;
mod lexical_scope;
mod options;
mod recipe;
mod recording;
mod replay_codec;
mod source_map;
mod symbols;
mod target;
mod update;
mod variable_call;
mod versions;
mod wrappers;
mod written;

pub(super) use api::{CLOSURE, Namespace, curried, register};
pub(super) use bound_names::{BoundNames, id as binding_id};
pub(super) use cached::{Bindings, Cached};
pub(super) use desugar::{Refused, desugar};
pub use explain::{FunctionReport, Unexplained, explain};
pub(super) use fault::outdated;
pub(super) use lexical_scope::{Constants, call_elsewhere, function_value, noting_scope};
pub(super) use options::specs;
pub use recipe::CodeText;
#[cfg(feature = "unstable")]
pub use recipe::{Code, HostInput, Recipe};
pub(super) use recipe::{FileText, HostInputs, functions, of as recipe};
pub(super) use recording::{Item, Place, Recording};
pub(super) use replay_codec::{DrawingCodec, Replays};
pub(super) use source_map::SourceMap;
pub(super) use variable_call::{install, install_for_run};
pub(super) use versions::{Functions, Versions};
pub(super) use written::computed;
