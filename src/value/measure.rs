//! How much memory a value holds.

use std::collections::HashSet;
use std::mem::size_of as size_of_type;

use rhai::Dynamic;

use super::{
    HostTypes,
    view::{View, identity, view},
};
use crate::rhai_internals::Identifier;

/// The cost of one map entry beside its key's text and its value's content: a B-tree node's share.
const MAP_ENTRY: usize = size_of_type::<(Identifier, Dynamic)>() + 8;

/// How deep a value may be nested to be measured as a whole: what the stack of a run has room for many times over.
pub const DEEPEST_MEASURED: usize = 2_000;

/// The approximate number of bytes that `value` holds in memory.
///
/// Counts what the value owns and what it keeps alive: a string or a table that is shared with
/// others counts in full. Of a value nested deeper than [`measured`] goes, counts what is above.
#[must_use]
pub fn size_of(value: &Dynamic, types: &HostTypes) -> usize {
    Measure::of(value, types).total
}

/// The same; `None` when the value is nested more than [`DEEPEST_MEASURED`] levels deep, so that it may hold any number.
#[must_use]
pub fn measured(value: &Dynamic, types: &HostTypes) -> Option<usize> {
    let measure = Measure::of(value, types);
    (!measure.is_too_deep).then_some(measure.total)
}

struct Measure<'a> {
    types: &'a HostTypes,
    total: usize,
    depth: usize,
    is_too_deep: bool,
    /// The shared values that have been counted, of which a value can hold itself or another many times.
    counted: HashSet<usize>,
}

impl<'a> Measure<'a> {
    fn of(value: &Dynamic, types: &'a HostTypes) -> Self {
        let mut measure = Self { types, total: 0, depth: 0, is_too_deep: false, counted: HashSet::new() };
        measure.add(value);
        measure
    }

    fn add(&mut self, value: &Dynamic) {
        self.total += size_of_type::<Dynamic>();
        if self.depth == DEEPEST_MEASURED {
            self.is_too_deep = true;
            return;
        }
        if identity(value).is_some_and(|identity| !self.counted.insert(identity)) {
            return;
        }
        self.depth += 1;
        // What somebody changes at this moment counts when it is measured next.
        let _ = view(value, |view| self.content(view));
        self.depth -= 1;
    }

    fn content(&mut self, view: View<'_>) {
        match view {
            View::Text(text) => self.total += text.len() + size_of_type::<Identifier>(),
            View::Blob(blob) => self.total += blob.capacity(),
            View::Array(array) => {
                self.total += (array.capacity() - array.len()) * size_of_type::<Dynamic>();
                for item in array {
                    if item.is_shared() || !(item.is_int() || item.is_float()) {
                        self.add(item);
                    } else {
                        self.total += size_of_type::<Dynamic>();
                    }
                }
            }
            View::Map(map) => {
                for (key, item) in map {
                    self.total += key.len() + MAP_ENTRY - size_of_type::<Dynamic>();
                    self.add(item);
                }
            }
            View::Table(table) => self.total += table.memory_size(),
            View::Function(function) => {
                for captured in function.curry() {
                    self.add(captured);
                }
            }
            View::Host(host) => {
                if let Some(size) = self.types.of(host).and_then(|entry| entry.size.as_ref()) {
                    self.total += size(host);
                }
            }
            _ => (),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_follows_the_content() {
        let types = HostTypes::new();
        let long = size_of(&"x".repeat(10_000).into(), &types);
        assert!((10_000..10_200).contains(&long), "{long}");
        let numbers: Vec<Dynamic> = (0..1000_i64).map(Dynamic::from).collect();
        let numbers = size_of(&Dynamic::from_array(numbers), &types);
        assert!((16_000..17_000).contains(&numbers), "{numbers}");
    }

    fn nested(levels: usize, inside: Dynamic) -> Dynamic {
        (0..levels).fold(inside, |inside, _| vec![inside].into())
    }

    #[test]
    fn what_is_nested_deeper_than_most_counts_and_hides_nothing_that_stands_beside_it() {
        let measure = || {
            let (types, long) = (HostTypes::new(), Dynamic::from("x".repeat(10_000)));
            for levels in [100, 200, DEEPEST_MEASURED - 2] {
                assert!(measured(&nested(levels, long.clone()), &types).unwrap() > 10_000, "{levels}");
            }
            let deep = nested(DEEPEST_MEASURED, long.clone());
            assert_eq!(measured(&deep, &types), None);
            assert!(size_of(&vec![deep, long].into(), &types) > 10_000);
        };
        let thread = std::thread::Builder::new().stack_size(16 << 20).spawn(measure);
        thread.expect("a thread").join().unwrap();
    }

    #[test]
    fn what_is_shared_counts_once_and_a_value_that_holds_itself_has_an_end() {
        let types = HostTypes::new();
        let shared = Dynamic::from("x".repeat(10_000)).into_shared();
        let twice = measured(&vec![shared.clone(), shared].into(), &types).unwrap();
        assert!((10_000..11_000).contains(&twice), "{twice}");
        let itself = Dynamic::from_array(Vec::new()).into_shared();
        itself.clone().write_lock::<rhai::Array>().unwrap().push(itself.clone());
        assert!(measured(&itself, &types).unwrap() < 1_000);
        // It would never be freed.
        itself.clone().write_lock::<rhai::Array>().unwrap().clear();
    }
}
