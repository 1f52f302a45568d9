//! The data that a script computes, away from any script engine run.
//!
//! A Rhai [`Dynamic`](rhai::Dynamic) can be given a stable [`Fingerprint`], turned into bytes and
//! back ([`codec`]), copied so that nothing mutable is shared ([`deep_copy`]), measured
//! ([`size_of`]) and shown in one line ([`describe`]).
//! [`Table`] is the type for rows and columns; [`SharedValue`] is what several runs hold at once; [`HostTypes`] is where a program says how its own
//! types take part; [`duration`] and [`size`] read what people write in options.
//!
//! This folder is the ground: it knows nothing of caches, elements, sessions or running scripts.
//!
//! Start reading in `view.rs` (how a value is looked at safely), then `canonical.rs` (the bytes
//! behind a fingerprint) and `table/mod.rs`.

mod canonical;
pub mod codec;
mod copy;
mod describe;
pub mod duration;
mod fingerprint;
mod host_types;
mod json;
mod measure;
mod problem;
mod same;
pub mod shared;
pub mod size;
mod sized_number;
pub mod table;
mod view;

pub(crate) use self::{
    canonical::{Opaque, write as write_in},
    view::Walk,
};
pub use self::{
    canonical::{fingerprint, write_canonical},
    copy::deep_copy,
    describe::describe,
    fingerprint::{Fingerprint, FingerprintBuilder, ParseFingerprintError},
    host_types::{HostType, HostTypes},
    json::to_json,
    measure::{DEEPEST_MEASURED, measured, size_of},
    problem::{Problem, ProblemKind, Unhashable, Unserializable},
    same::same,
    shared::SharedValue,
    table::{Aggregate, Table, TableError},
};
