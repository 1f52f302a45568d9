//! The types that parameters have, beyond booleans, numbers and strings.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::fmt::{self, Display, Formatter};

use rhai::{Array, Dynamic, FnPtr, ImmutableString, Map};
use serde::{Serialize, Serializer};

use crate::element::declare::{Arg, Mismatch};
use crate::element::node::{Host, Payload};
use crate::error::{Error, ErrorKind, Result};
use crate::value::Table;

/// Implements `TS` for a type that is written on the wire as another.
macro_rules! wire_name {
    ($type:ty, $name:literal) => {
        #[cfg(test)]
        impl ts_rs::TS for $type {
            type WithoutGenerics = Self;
            type OptionInnerType = Self;
            fn name(_: &ts_rs::Config) -> String {
                $name.into()
            }
            fn inline(_: &ts_rs::Config) -> String {
                $name.into()
            }
        }
    };
}

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

/// A width: `"stretch"`, `"content"` or pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// As wide as the container.
    Stretch,
    /// As wide as the content, at most as the container.
    Content,
    /// Pixels.
    Pixels(i64),
}

impl Width {
    /// This width, or what the script asked for under the former name `use_container_width`.
    #[must_use]
    pub const fn or_former(self, use_container_width: Option<bool>) -> Self {
        match use_container_width {
            Some(true) => Self::Stretch,
            Some(false) => Self::Content,
            None => self,
        }
    }
}

/// A height: `"content"`, `"stretch"`, `"auto"` or pixels.
pub type Height = Width;

wire_name!(Width, "\"stretch\" | \"content\" | number");

impl Serialize for Width {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Stretch => serializer.serialize_str("stretch"),
            Self::Content => serializer.serialize_str("content"),
            Self::Pixels(pixels) => serializer.serialize_i64(*pixels),
        }
    }
}

impl Arg for Width {
    fn expects() -> String {
        "\"stretch\", \"content\" or pixels".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        if let Ok(pixels) = value.as_int() {
            return if pixels > 0 {
                Ok(Self::Pixels(pixels))
            } else {
                Err(Mismatch::Value(format!("{pixels} pixels is not a size; give more than 0.")))
            };
        }
        match value.into_immutable_string().map_err(|_| Mismatch::Type)?.as_str() {
            "stretch" => Ok(Self::Stretch),
            "content" | "auto" => Ok(Self::Content),
            other => Err(Mismatch::choice(other, &["stretch", "content"])),
        }
    }
}

/// The distance between the elements of a container: a word, pixels, or `()` for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// A word: `xxsmall` … `xxlarge`.
    Named(&'static str),
    /// None.
    None,
}

wire_name!(Gap, "string");

const GAPS: [&str; 7] = ["xxsmall", "xsmall", "small", "medium", "large", "xlarge", "xxlarge"];

impl Gap {
    /// The default.
    pub const SMALL: Self = Self::Named("small");
}

impl Serialize for Gap {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Self::Named(name) => name,
            Self::None => "none",
        })
    }
}

impl Arg for Gap {
    fn expects() -> String {
        "\"small\", \"medium\", \"large\" … or ()".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        if value.is_unit() {
            return Ok(Self::None);
        }
        let word = value.into_immutable_string().map_err(|_| Mismatch::Type)?;
        GAPS.into_iter()
            .find(|name| *name == word.as_str())
            .map(Self::Named)
            .ok_or_else(|| Mismatch::choice(&word, &GAPS))
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

/// A script function to be called later.
#[derive(Debug, Clone)]
pub struct Callback(pub FnPtr);

impl Arg for Callback {
    fn expects() -> String {
        "function".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        value.try_cast().map(Self).ok_or(Mismatch::Type)
    }
}

/// `format_func`: how an option is shown; by default as text.
#[derive(Debug, Clone, Default)]
pub struct FormatFunc(pub Option<FnPtr>);

impl Arg for FormatFunc {
    fn expects() -> String {
        "function of an option that returns its label".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        if value.is_unit() {
            return Ok(Self(None));
        }
        value.try_cast().map(|function| Self(Some(function))).ok_or(Mismatch::Type)
    }
}

impl FormatFunc {
    /// The labels of `options`.
    ///
    /// # Errors
    /// The function's own error.
    pub fn labels(&self, options: &[Dynamic], host: &mut dyn Host) -> Result<Vec<ImmutableString>> {
        // A string is its own label: no copy of it.
        let label = |value: &Dynamic| match value.read_lock::<ImmutableString>() {
            Some(text) => text.clone(),
            None => shown(value).into(),
        };
        options
            .iter()
            .map(|option| match &self.0 {
                None => Ok(label(option)),
                Some(function) => host.call(function, vec![option.clone()]).map(|value| label(&value)),
            })
            .collect()
    }
}

/// The options of a selection: an array, a range, the keys of a map, or the first column of a table; on the wire their
/// labels.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What the script gave.
    pub values: Vec<Dynamic>,
    /// What the page shows, set by [`Options::label`].
    pub labels: Vec<ImmutableString>,
    /// What the options are called where they are told apart; `None`: by their labels.
    pub names: Option<Vec<String>>,
}

wire_name!(Options, "Array<string>");

impl Serialize for Options {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.labels.serialize(serializer)
    }
}

impl Arg for Options {
    const TAKES_MAP: bool = true;

    fn expects() -> String {
        "array of options, range, map (its keys) or table (its first column)".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        let values = if let Some(array) = value.read_lock::<Array>() {
            array.clone()
        } else if let Some(map) = value.read_lock::<Map>() {
            map.keys().map(|key| ImmutableString::from(key.as_str()).into()).collect()
        } else if let Some(range) = value.read_lock::<std::ops::Range<i64>>() {
            numbers(range.clone())?
        } else if let Some(range) = value.read_lock::<std::ops::RangeInclusive<i64>>() {
            numbers(range.clone())?
        } else if let Some(table) = value.read_lock::<Table>() {
            let first = table.column_names().into_iter().next();
            first.and_then(|name| table.column(&name).ok()).unwrap_or_default()
        } else {
            return Err(Mismatch::Type);
        };
        Ok(Self { values, ..Self::default() })
    }
}

/// More numbers than this are not options to choose from, and a range of any length is a few characters in a script.
const MOST_NUMBERS: usize = 100_000;

fn numbers(range: impl Iterator<Item = i64>) -> Result<Vec<Dynamic>, Mismatch> {
    let (least, _) = range.size_hint();
    if least > MOST_NUMBERS {
        return Err(Mismatch::Value(format!(
            "a range of more than {MOST_NUMBERS} numbers is too long to choose from; use `st.number_input` or `st.slider`."
        )));
    }
    Ok(range.map(Dynamic::from).collect())
}

impl Options {
    /// Gives the options the labels that `format` makes, and names by which they are told apart.
    ///
    /// # Errors
    /// The function's own error.
    pub fn label(&mut self, format: &FormatFunc, host: &mut dyn Host) -> Result<()> {
        self.labels = format.labels(&self.values, host)?;
        self.names = self.names_if_needed();
        Ok(())
    }

    /// Names for options of which several have the same label: those have their value behind it, by its fingerprint, so
    /// that they keep their names wherever they stand; several of one value too are counted.
    fn names_if_needed(&self) -> Option<Vec<String>> {
        let mut count: HashMap<&str, usize> = HashMap::with_capacity(self.labels.len());
        for label in &self.labels {
            *count.entry(label).or_default() += 1;
        }
        if count.len() == self.labels.len() {
            return None;
        }
        let mut taken: HashSet<String> =
            count.iter().filter(|(_, times)| **times == 1).map(|(label, _)| (*label).to_owned()).collect();
        let name = |(label, value): (&ImmutableString, &Dynamic)| {
            if count.get(label.as_str()) == Some(&1) {
                return label.to_string();
            }
            let content = fingerprint_of(value);
            let mut name = format!("{label}~{content:08x}");
            let mut nth = 1;
            while !taken.insert(name.clone()) {
                nth += 1;
                name = format!("{label}~{content:08x}~{nth}");
            }
            name
        };
        Some(self.labels.iter().zip(&self.values).map(name).collect())
    }

    /// What the option at a place is called.
    #[must_use]
    pub fn name(&self, index: usize) -> Option<&str> {
        match &self.names {
            Some(names) => names.get(index).map(String::as_str),
            None => self.labels.get(index).map(ImmutableString::as_str),
        }
    }

    /// The place of an option that has the same value as `value`.
    #[must_use]
    pub fn position(&self, value: &Dynamic) -> Option<usize> {
        self.values.iter().position(|option| same(option, value))
    }
}

/// A few bits of what a value is.
#[expect(clippy::cast_possible_truncation, reason = "32 bits are enough among options of one label")]
fn fingerprint_of(value: &Dynamic) -> u32 {
    use crate::value::{HostTypes, fingerprint};
    match fingerprint(value, &HostTypes::default()) {
        Ok(content) => xxhash_rust::xxh3::xxh3_64(&content.to_bytes()) as u32,
        // What has no fingerprint is told apart by what a person sees.
        Err(_) => xxhash_rust::xxh3::xxh3_64(value.to_string().as_bytes()) as u32,
    }
}

/// Whether two values are equal for a person: by type and content.
#[must_use]
pub fn same(a: &Dynamic, b: &Dynamic) -> bool {
    use crate::value::{HostTypes, fingerprint};
    if let (Ok(a), Ok(b)) = (a.as_int(), b.as_int()) {
        return a == b;
    }
    if let (Some(a), Some(b)) = (a.read_lock::<ImmutableString>(), b.read_lock::<ImmutableString>()) {
        return *a == *b;
    }
    let types = HostTypes::default();
    match (fingerprint(a, &types), fingerprint(b, &types)) {
        (Ok(a), Ok(b)) => a == b,
        // What has no fingerprint is compared by what a person sees.
        _ => a.type_name() == b.type_name() && a.to_string() == b.to_string(),
    }
}

/// Rows and columns: a table, an array of maps, a map of arrays, an array of arrays or of values; on the wire an Arrow
/// stream.
#[derive(Debug, Clone)]
pub struct Data {
    /// The rows.
    pub table: Table,
    /// The rows as an Arrow IPC stream.
    pub payload: Payload,
}

wire_name!(Data, "Payload");

impl Data {
    /// Takes a table.
    #[must_use]
    pub fn new(table: Table) -> Self {
        let payload = Payload::new(table.to_ipc());
        Self { table, payload }
    }
}

impl Default for Data {
    /// No rows and no columns.
    fn default() -> Self {
        Self::new(Table::empty())
    }
}

impl Serialize for Data {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.payload.serialize(serializer)
    }
}

impl Arg for Data {
    const TAKES_MAP: bool = true;

    fn expects() -> String {
        "table, array of maps, map of arrays, array of arrays, array of values or ()".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        if value.is_unit() {
            return Ok(Self::default());
        }
        Table::from_dynamic(&value).map(Self::new).map_err(|error| Mismatch::Value(error.to_string()))
    }
}
