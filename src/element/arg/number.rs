//! Numbers that stay what they are: integers or floats.

use std::cmp::Ordering;
use std::fmt::{self, Display, Formatter};

use rhai::Dynamic;
use serde::Serialize;

use crate::element::declare::{Arg, Mismatch};
use crate::error::{Error, ErrorKind, Result};

/// 2^63, the least float beyond the integers.
const LEAST_BEYOND: f64 = 9_223_372_036_854_775_808.0;

/// An integer or a float; which of the two decides what a numeric widget returns.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Number {
    /// An integer.
    Int(i64),
    /// A float.
    Float(f64),
}

wire_name!(Number, "number | bigint");

/// By value, exactly: integers and floats as what they stand for.
impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Int(one), Self::Int(other)) => Some(one.cmp(other)),
            _ => self.as_f64().partial_cmp(&other.as_f64()),
        }
    }
}

impl Number {
    /// The number as a float; integers above 2^53 lose digits.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "the page's numbers are floats")]
    pub const fn as_f64(self) -> f64 {
        match self {
            Self::Int(int) => int as f64,
            Self::Float(float) => float,
        }
    }

    /// The number as a float, or as it is.
    ///
    /// # Errors
    /// The number itself, if it is an integer that a float cannot hold.
    pub fn in_kind(self, float: bool) -> Result<Self, Self> {
        match self {
            Self::Int(_) if float => self.rounded_in_kind(true).filter(|same| same.to_int() == Some(self)).ok_or(self),
            other => Ok(other),
        }
    }

    /// The nearest float, or the nearest integer, if there is one.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "checked")]
    pub fn rounded_in_kind(self, float: bool) -> Option<Self> {
        match self {
            Self::Int(_) if float => Some(Self::Float(self.as_f64())),
            Self::Float(value) if !float => {
                let value = value.round();
                (-LEAST_BEYOND..LEAST_BEYOND).contains(&value).then_some(Self::Int(value as i64))
            }
            other => Some(other),
        }
    }

    /// The integer that this is, if it is one.
    #[must_use]
    pub fn to_int(self) -> Option<Self> {
        match self {
            Self::Float(value) if value.fract() != 0.0 => None,
            other => other.rounded_in_kind(false),
        }
    }

    /// The error for an integer among floats that is none of them.
    pub(in crate::element) fn inexact(self, command: &str) -> Error {
        let message = format!(
            "`st.{command}` has floats among its numbers, and {self} is an integer that a float does not hold exactly."
        );
        Error::new(ErrorKind::Argument, message).hint("Give integers only, or write the number as a float (`1e17`).")
    }

    /// The number as a script's value.
    pub fn into_dynamic(self) -> Dynamic {
        match self {
            Self::Int(int) => int.into(),
            Self::Float(float) => float.into(),
        }
    }

    /// Whether it is a float.
    #[must_use]
    pub const fn is_float(self) -> bool {
        matches!(self, Self::Float(_))
    }
}

impl Display for Number {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(int) => Display::fmt(int, f),
            Self::Float(float) => write!(f, "{float:?}"),
        }
    }
}

impl Arg for Number {
    fn expects() -> String {
        "number".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        if let Ok(int) = value.as_int() {
            return Ok(Self::Int(int));
        }
        let float = value.as_float().map_err(|_| Mismatch::Type)?;
        if float.is_finite() {
            Ok(Self::Float(float))
        } else {
            Err(Mismatch::Value(format!("{float} is not a finite number.")))
        }
    }
}
