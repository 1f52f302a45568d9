//! Script values as one Arrow column.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array, NullArray, StringArray};
use rhai::Dynamic;

use crate::value::view::{View, view};

/// The common type of a column's values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Null,
    Bool,
    Int,
    Float,
    Text,
}

impl Kind {
    fn of(value: &Dynamic) -> Self {
        view(value, |view| match view {
            View::Unit => Self::Null,
            View::Bool(_) => Self::Bool,
            View::Int(_) => Self::Int,
            View::Float(_) => Self::Float,
            _ => Self::Text,
        })
        .unwrap_or(Self::Text)
    }

    fn join(self, other: Self) -> Self {
        match (self, other) {
            (Self::Null, kind) | (kind, Self::Null) => kind,
            (Self::Int, Self::Float) | (Self::Float, Self::Int) => Self::Float,
            (one, other) if one == other => one,
            _ => Self::Text,
        }
    }
}

/// The column of these values: all whole numbers give `Int64`, numbers `Float64`, truth values
/// `Boolean`, anything else or a mixture text as a script prints it; `()` is null.
pub(super) fn column<'a>(values: impl Iterator<Item = Option<&'a Dynamic>> + Clone) -> ArrayRef {
    let kind = values.clone().flatten().map(Kind::of).fold(Kind::Null, Kind::join);
    match kind {
        Kind::Null => Arc::new(NullArray::new(values.count())),
        Kind::Bool => Arc::new(BooleanArray::from_iter(values.map(|value| value?.as_bool().ok()))),
        Kind::Int => Arc::new(Int64Array::from_iter(values.map(|value| value?.as_int().ok()))),
        Kind::Float => Arc::new(Float64Array::from_iter(values.map(|value| {
            let value = value?;
            let int = || value.as_int().map(|int| int as f64);
            value.as_float().or_else(|_| int()).ok()
        }))),
        Kind::Text => Arc::new(StringArray::from_iter(values.map(|value| {
            let value = value?;
            view(value, |view| match view {
                View::Unit => None,
                View::Text(text) => Some(text.to_string()),
                _ => Some(value.to_string()),
            })
            .ok()
            .flatten()
        }))),
    }
}
