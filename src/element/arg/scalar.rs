//! Rust's own types as parameters.

use rhai::{Array, Dynamic};

use super::Number;
use crate::element::declare::{Arg, Mismatch};
use crate::error::Result;

impl Arg for bool {
    fn expects() -> String {
        "boolean".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        value.as_bool().map_err(|_| Mismatch::Type)
    }
}

impl Arg for String {
    fn expects() -> String {
        "string".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        value.into_string().map_err(|_| Mismatch::Type)
    }
}

impl Arg for i64 {
    fn expects() -> String {
        "integer".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        value.as_int().map_err(|_| Mismatch::Type)
    }
}

impl Arg for f64 {
    fn expects() -> String {
        "number".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        Number::from_value(value).map(Number::as_f64)
    }
}

impl Arg for Dynamic {
    const TAKES_MAP: bool = true;

    fn expects() -> String {
        "any value".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        Ok(value)
    }
}

impl<T: Arg> Arg for Option<T> {
    const TAKES_MAP: bool = T::TAKES_MAP;

    fn expects() -> String {
        format!("{} or ()", T::expects())
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        if value.is_unit() {
            return Ok(None);
        }
        T::from_value(value).map(Some)
    }
    fn is_unset(&self) -> bool {
        self.is_none()
    }
}

impl<T: Arg> Arg for Vec<T> {
    fn expects() -> String {
        format!("array of {}", T::expects())
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        let array: Array = value.try_cast().ok_or(Mismatch::Type)?;
        array.into_iter().map(T::from_value).collect()
    }
}
