//! A value in one readable line, for the debug log and `cache explain`.

use std::fmt::Write as _;

use rhai::Dynamic;

use super::view::{View, view};

/// How many items of an array or map are written out.
const ITEMS: usize = 8;
/// How many characters of a string are written out.
const CHARACTERS: usize = 60;
/// How deep nested values are written out.
const DEPTH: usize = 4;

/// A short readable form of a value: long texts and arrays are cut, tables and blobs are given by
/// size and content.
///
/// ```
/// let value = rhai::Dynamic::from_array((0..100_i64).map(rhai::Dynamic::from).collect());
/// assert_eq!(stscript::unstable::value::describe(&value), "[0, 1, 2, 3, 4, 5, 6, 7, … 92 more]");
/// ```
#[must_use]
pub fn describe(value: &Dynamic) -> String {
    let mut out = String::new();
    write(value, &mut out, DEPTH);
    out
}

fn write(value: &Dynamic, out: &mut String, depth: usize) {
    let written = view(value, |view| match view {
        View::Unit => out.push_str("()"),
        View::Bool(bool) => put(out, bool),
        View::Int(int) => put(out, int),
        View::Float(float) => _ = write!(out, "{float:?}"),
        View::Char(char) => _ = write!(out, "{char:?}"),
        View::Text(text) => {
            let cut: String = text.chars().take(CHARACTERS).collect();
            _ = write!(out, "{cut:?}");
            if cut.len() < text.len() {
                _ = write!(out, "… ({} bytes)", text.len());
            }
        }
        View::Blob(blob) => _ = write!(out, "blob({} bytes)", blob.len()),
        View::Array(_) | View::Map(_) if depth == 0 => out.push('…'),
        View::Array(array) => {
            out.push('[');
            list(out, array.len(), array.iter(), |out, item| {
                write(item, out, depth - 1);
            });
            out.push(']');
        }
        View::Map(map) => {
            out.push_str("#{");
            list(out, map.len(), map.iter(), |out, (key, item)| {
                _ = write!(out, "{key}: ");
                write(item, out, depth - 1);
            });
            out.push('}');
        }
        View::Range(range) => _ = write!(out, "{range:?}"),
        View::RangeInclusive(range) => _ = write!(out, "{range:?}"),
        View::SizedNumber(number) => {
            _ = write!(out, "{}(…)", number.type_name());
        }
        View::Table(table) => {
            _ = write!(out, "Table({} rows x {} columns, {})", table.num_rows(), table.num_columns(), table.digest());
        }
        View::Timestamp => out.push_str("timestamp"),
        View::Function(function) => _ = write!(out, "Fn({:?})", function.fn_name()),
        View::Host(host) => out.push_str(host.type_name()),
    });
    if written.is_err() {
        out.push_str("(locked)");
    }
}

fn put(out: &mut String, value: impl std::fmt::Display) {
    _ = write!(out, "{value}");
}

fn list<T>(out: &mut String, len: usize, items: impl Iterator<Item = T>, mut each: impl FnMut(&mut String, T)) {
    for (index, item) in items.take(ITEMS).enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        each(out, item);
    }
    if len > ITEMS {
        _ = write!(out, ", … {} more", len - ITEMS);
    }
}
