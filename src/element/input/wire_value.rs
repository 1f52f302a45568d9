//! A widget's value between host and page.

use rhai::Dynamic;
use serde::{Deserialize, Serialize};

use crate::element::Number;

/// A widget's value between host and page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[non_exhaustive]
pub enum WireValue {
    /// No value.
    Nil,
    /// A boolean.
    Bool(bool),
    /// An integer.
    Int(#[cfg_attr(test, ts(type = "number | bigint"))] i64),
    /// A float.
    Float(f64),
    /// A string.
    Text(String),
    /// Several values.
    List(Vec<Self>),
}

impl WireValue {
    /// The approximate bytes that it takes in memory.
    #[must_use]
    pub(crate) fn bytes(&self) -> usize {
        let content = match self {
            Self::Text(text) => text.capacity(),
            Self::List(items) => items.iter().map(Self::bytes).sum(),
            Self::Nil | Self::Bool(_) | Self::Int(_) | Self::Float(_) => 0,
        };
        size_of::<Self>() + content
    }

    pub(super) const fn of(number: Number) -> Self {
        match number {
            Number::Int(int) => Self::Int(int),
            Number::Float(float) => Self::Float(float),
        }
    }

    /// The value as a number.
    #[must_use]
    pub(super) const fn as_number(&self) -> Option<Number> {
        match self {
            Self::Int(int) => Some(Number::Int(*int)),
            Self::Float(float) if !float.is_nan() => Some(Number::Float(*float)),
            _ => None,
        }
    }

    /// What a string of the page's address can stand for, the most specific first.
    #[must_use]
    pub(super) fn readings(text: &str) -> Vec<Self> {
        let int = text.parse().ok().map(Self::Int);
        let float = text.parse().ok().filter(|float: &f64| float.is_finite()).map(Self::Float);
        let flag = text.parse().ok().map(Self::Bool);
        let mut readings: Vec<Self> = int.or(float).or(flag).into_iter().collect();
        readings.push(Self::Text(text.to_owned()));
        if text.is_empty() {
            readings.push(Self::Nil);
        }
        readings
    }

    /// The value as texts of the page's address, one for each of a list's.
    #[must_use]
    pub(super) fn texts(&self) -> Vec<String> {
        match self {
            Self::Nil => vec![String::new()],
            Self::Bool(flag) => vec![flag.to_string()],
            Self::Int(int) => vec![int.to_string()],
            Self::Float(float) => vec![float.to_string()],
            Self::Text(text) => vec![text.clone()],
            Self::List(items) => items.iter().flat_map(Self::texts).collect(),
        }
    }

    /// The value as a script would write it.
    pub fn to_dynamic(&self) -> Dynamic {
        match self {
            Self::Nil => Dynamic::UNIT,
            Self::Bool(flag) => (*flag).into(),
            Self::Int(int) => (*int).into(),
            Self::Float(float) => (*float).into(),
            Self::Text(text) => text.clone().into(),
            Self::List(items) => items.iter().map(Self::to_dynamic).collect::<rhai::Array>().into(),
        }
    }

    /// The value as a place in a list.
    #[must_use]
    pub(crate) fn as_index(&self) -> Option<usize> {
        match self {
            Self::Int(int) => usize::try_from(*int).ok(),
            _ => None,
        }
    }
}

impl From<bool> for WireValue {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for WireValue {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<i32> for WireValue {
    fn from(value: i32) -> Self {
        Self::Int(value.into())
    }
}

impl From<f64> for WireValue {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<&str> for WireValue {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl<T: Into<Self>> From<Vec<T>> for WireValue {
    fn from(values: Vec<T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}
