//! Parameters that are text, and how it stands.

use rhai::Dynamic;
use serde::Serialize;

use crate::element::declare::{Arg, Mismatch};
use crate::error::Result;

/// One value or an array of them: `"a"` is the same as `["a"]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OneOrMore(pub Vec<String>);

impl Arg for OneOrMore {
    fn expects() -> String {
        "string or array of strings".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        if value.is_string() {
            return String::from_value(value).map(|one| Self(vec![one]));
        }
        Vec::from_value(value).map(Self)
    }
}

/// Text to show: a string as it is, any other value as Rhai prints it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Text(pub String);

impl Arg for Text {
    const TAKES_MAP: bool = true;

    fn expects() -> String {
        "any value, shown as text".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        Ok(Self(shown(&value)))
    }
}

/// A value as Rhai prints it; `()` is shown as `()`.
#[must_use]
pub fn shown(value: &Dynamic) -> String {
    if value.is_unit() {
        return "()".to_owned();
    }
    value.to_string()
}

/// A widget's label: markdown on one line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Label(pub String);

impl Arg for Label {
    fn expects() -> String {
        "string".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        String::from_value(value).map(Self)
    }
}

choices! {
    /// How text is aligned.
    pub enum Align {
        /// To the left.
        Left = "left",
        /// Centred.
        Center = "center",
        /// To the right.
        Right = "right",
        /// To both sides.
        Justify = "justify",
    }
}

choices! {
    /// Whether a widget's label is shown.
    pub enum LabelVisibility {
        /// Shown.
        Visible = "visible",
        /// Not shown, its place kept.
        Hidden = "hidden",
        /// Not shown, its place given up.
        Collapsed = "collapsed",
    }
}
