//! One safe way to look at a [`Dynamic`].
//!
//! `Dynamic::type_id` and `type_name` panic when a shared value is locked for writing, so every
//! walk over values goes through [`view`] instead, which reports [`Busy`].

use std::ops::{Range, RangeInclusive};

use rhai::{Array, Blob, Dynamic, FnPtr, ImmutableString, Map};

use super::{
    SharedValue, Table,
    problem::{Problem, ProblemKind},
    sized_number::SizedNumber,
};

/// How deep values may be nested. A value that contains itself reaches this at once.
pub(crate) const MAX_DEPTH: usize = 128;

/// How many shared values one walk may enter.
///
/// Depth alone does not bound a walk: sixty shared arrays, each holding the next one twice, are
/// shallow but have 2^60 paths.
const MAX_SHARED: usize = 1_000_000;

/// A value that was locked for writing when somebody looked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Busy;

/// What a value is, with shared values looked through.
pub(crate) enum View<'a> {
    Unit,
    Bool(bool),
    Int(i64),
    Float(f64),
    Char(char),
    Text(&'a ImmutableString),
    Blob(&'a Blob),
    Array(&'a Array),
    Map(&'a Map),
    Range(Range<i64>),
    RangeInclusive(RangeInclusive<i64>),
    SizedNumber(SizedNumber),
    Table(&'a Table),
    Timestamp,
    Function(&'a FnPtr),
    /// A type of the host program; not shared.
    Host(&'a Dynamic),
}

/// Calls `then` with what `value` is.
#[inline]
pub(crate) fn view<R>(value: &Dynamic, then: impl FnOnce(View<'_>) -> R) -> Result<R, Busy> {
    if value.is_shared() {
        let guard = value.read_lock::<Dynamic>().ok_or(Busy)?;
        return view(&guard, then);
    }
    if let Some(shared) = handle(value) {
        return shared.read(|content| view(content, then));
    }
    Ok(then_plain(value, then))
}

/// The handle in a value that is one.
#[inline]
fn handle(value: &Dynamic) -> Option<SharedValue> {
    if value.is_variant() {
        return SharedValue::of(value);
    }
    None
}

/// Which of the shared values this is; `None` for one that is not shared, and while somebody writes to it.
#[inline]
pub(crate) fn identity(value: &Dynamic) -> Option<usize> {
    let place = |content: &Dynamic| std::ptr::from_ref(content).addr();
    if value.is_shared() {
        return value.read_lock::<Dynamic>().map(|content| place(&content));
    }
    handle(value).map(|shared| shared.read(place))
}

/// [`view`] of a value that is not shared. The order is by how often a kind is met.
#[inline]
fn then_plain<R>(value: &Dynamic, then: impl FnOnce(View<'_>) -> R) -> R {
    if let Ok(int) = value.as_int() {
        return then(View::Int(int));
    }
    if let Ok(float) = value.as_float() {
        return then(View::Float(float));
    }
    if let Some(text) = value.read_lock::<ImmutableString>() {
        return then(View::Text(&text));
    }
    if value.is_unit() {
        return then(View::Unit);
    }
    if let Ok(bool) = value.as_bool() {
        return then(View::Bool(bool));
    }
    if let Some(array) = value.read_lock::<Array>() {
        return then(View::Array(&array));
    }
    if let Some(map) = value.read_lock::<Map>() {
        return then(View::Map(&map));
    }
    if let Ok(char) = value.as_char() {
        return then(View::Char(char));
    }
    if let Some(blob) = value.read_lock::<Blob>() {
        return then(View::Blob(&blob));
    }
    if let Some(function) = value.read_lock::<FnPtr>() {
        return then(View::Function(&function));
    }
    if value.is_timestamp() {
        return then(View::Timestamp);
    }
    if let Some(table) = value.read_lock::<Table>() {
        return then(View::Table(&table));
    }
    if let Some(range) = value.read_lock::<Range<i64>>() {
        return then(View::Range(range.clone()));
    }
    if let Some(range) = value.read_lock::<RangeInclusive<i64>>() {
        return then(View::RangeInclusive(range.clone()));
    }
    if let Some(number) = SizedNumber::of(value) {
        return then(View::SizedNumber(number));
    }
    then(View::Host(value))
}

/// Bounds one walk over a value: its depth, and how many shared values it enters.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    depth: usize,
    shared: usize,
}

impl Walk {
    /// Looks at `value` and calls `then` one level deeper.
    pub(crate) fn enter<R>(
        &mut self,
        value: &Dynamic,
        then: impl FnOnce(&mut Self, View<'_>) -> Result<R, Problem>,
    ) -> Result<R, Problem> {
        self.shared += usize::from(value.is_shared() || handle(value).is_some());
        if self.depth == MAX_DEPTH || self.shared > MAX_SHARED {
            return Err(Problem::new(ProblemKind::TooDeep, "nested value"));
        }
        self.depth += 1;
        let result = view(value, |v| then(self, v));
        self.depth -= 1;
        result.unwrap_or_else(|Busy| Err(Problem::new(ProblemKind::Busy, "shared value")))
    }

    /// Whether the walk has met a value that others can change.
    pub(crate) const fn met_shared(&self) -> bool {
        self.shared > 0
    }
}

/// The name a script knows the type of this value by. Never panics.
#[must_use]
pub fn type_name(value: &Dynamic) -> String {
    view(value, |v| match v {
        View::Unit => "()",
        View::Bool(_) => "bool",
        View::Int(_) => "int",
        View::Float(_) => "float",
        View::Char(_) => "char",
        View::Text(_) => "string",
        View::Blob(_) => "blob",
        View::Array(_) => "array",
        View::Map(_) => "map",
        View::Range(_) | View::RangeInclusive(_) => "range",
        View::SizedNumber(number) => number.type_name(),
        View::Table(_) => "Table",
        View::Timestamp => "timestamp",
        View::Function(_) => "Fn",
        View::Host(host) => host.type_name(),
    })
    .unwrap_or("shared value")
    .to_owned()
}
