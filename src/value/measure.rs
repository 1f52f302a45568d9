//! How much memory a value holds.

use std::mem::size_of as size_of_type;

use rhai::Dynamic;

use super::{
    HostTypes,
    view::{View, Walk},
};
use crate::rhai_internals::Identifier;

/// The cost of one map entry beside its key's text and its value's content: a B-tree node's share.
const MAP_ENTRY: usize = size_of_type::<(Identifier, Dynamic)>() + 8;

/// The approximate number of bytes that `value` holds in memory.
///
/// Counts what the value owns and what it keeps alive: a string or a table that is shared with
/// others counts in full. A value that cannot be walked counts up to where the walk ended.
#[must_use]
pub fn size_of(value: &Dynamic, types: &HostTypes) -> usize {
    let mut total = 0;
    // Ending early only makes the number smaller.
    _ = add(value, types, &mut total, &mut Walk::default());
    total
}

fn add(value: &Dynamic, types: &HostTypes, total: &mut usize, walk: &mut Walk) -> Result<(), super::Problem> {
    *total += size_of_type::<Dynamic>();
    walk.enter(value, |walk, view| {
        match view {
            View::Text(text) => *total += text.len() + size_of_type::<Identifier>(),
            View::Blob(blob) => *total += blob.capacity(),
            View::Array(array) => {
                *total += (array.capacity() - array.len()) * size_of_type::<Dynamic>();
                for item in array {
                    if item.is_shared() || !(item.is_int() || item.is_float()) {
                        add(item, types, total, walk)?;
                    } else {
                        *total += size_of_type::<Dynamic>();
                    }
                }
            }
            View::Map(map) => {
                for (key, item) in map {
                    *total += key.len() + MAP_ENTRY - size_of_type::<Dynamic>();
                    add(item, types, total, walk)?;
                }
            }
            View::Table(table) => *total += table.memory_size(),
            View::Function(function) => {
                for captured in function.curry() {
                    add(captured, types, total, walk)?;
                }
            }
            View::Host(host) => {
                if let Some(size) = types.of(host).and_then(|entry| entry.size.as_ref()) {
                    *total += size(host);
                }
            }
            _ => (),
        }
        Ok(())
    })
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
}
