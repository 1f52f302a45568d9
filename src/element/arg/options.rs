//! What a selection offers: values, the labels that a person sees, and the names that tell them apart.

use std::collections::{HashMap, HashSet};

use rhai::{Array, Dynamic, ImmutableString, Map};
use serde::{Serialize, Serializer};

use super::FormatFunc;
use crate::element::declare::{Arg, Mismatch};
use crate::element::node::Host;
use crate::error::Result;
use crate::value::{HostTypes, Table, fingerprint, same};

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
    match fingerprint(value, &HostTypes::default()) {
        Ok(content) => xxhash_rust::xxh3::xxh3_64(&content.to_bytes()) as u32,
        // What has no fingerprint is told apart by what a person sees.
        Err(_) => xxhash_rust::xxh3::xxh3_64(value.to_string().as_bytes()) as u32,
    }
}
