//! Copies that share nothing mutable with the original.

use rhai::{Array, Dynamic, Map};

use super::{
    Problem, ProblemKind, Unserializable,
    view::{View, Walk},
};

/// A copy that shares nothing mutable with `value`: shared values inside are replaced by copies
/// of what they hold.
///
/// Texts and [`Table`](super::Table)s are immutable and are shared, so copying those is O(1).
/// A host type is copied by its `Clone`.
/// The copy holds no shared value, so `Dynamic::clone` of it is such a copy again.
///
/// # Errors
///
/// [`Unserializable`] for a value that contains itself or is locked for writing.
pub fn deep_copy(value: &Dynamic) -> Result<Dynamic, Unserializable> {
    copy(value, &mut Walk::default()).map_err(Unserializable::from)
}

fn copy(value: &Dynamic, walk: &mut Walk) -> Result<Dynamic, Problem> {
    walk.enter(value, |walk, view| {
        Ok(match view {
            View::Array(array) => {
                let mut items = Array::with_capacity(array.len());
                for (index, item) in array.iter().enumerate() {
                    items.push(if is_number(item) {
                        item.clone()
                    } else {
                        copy(item, walk).map_err(|problem| problem.at_index(index))?
                    });
                }
                Dynamic::from_array(items)
            }
            View::Map(map) => {
                let mut items = Map::new();
                for (key, item) in map {
                    let item = copy(item, walk).map_err(|problem| problem.at_key(key))?;
                    items.insert(key.clone(), item);
                }
                Dynamic::from_map(items)
            }
            View::Unit => Dynamic::UNIT,
            View::Bool(bool) => bool.into(),
            View::Int(int) => int.into(),
            View::Float(float) => float.into(),
            View::Char(char) => char.into(),
            View::Text(text) => text.clone().into(),
            View::Blob(blob) => Dynamic::from_blob(blob.clone()),
            View::Range(range) => Dynamic::from(range),
            View::RangeInclusive(range) => Dynamic::from(range),
            View::SizedNumber(number) => {
                number.to_dynamic().ok_or_else(|| Problem::new(ProblemKind::TooLarge, number.type_name()))?
            }
            View::Table(table) => Dynamic::from(table.clone()),
            // Captured variables of a closure are shared on purpose: its content is its own.
            View::Function(function) => Dynamic::from(function.clone()),
            View::Timestamp => value.flatten_clone(),
            View::Host(host) => host.clone(),
        })
    })
}

fn is_number(value: &Dynamic) -> bool {
    !value.is_shared() && (value.is_int() || value.is_float())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changing_a_copy_changes_nothing_in_the_original() {
        let inner = Dynamic::from_array(vec![1.into()]).into_shared();
        let original = Dynamic::from_array(vec![inner.clone(), inner]);
        let copied = deep_copy(&original).unwrap();
        let items = copied.read_lock::<Array>().unwrap();
        items[0].clone().write_lock::<Array>().unwrap().push(2.into());
        assert!(!items[0].is_shared());
        assert_eq!(format!("{original:?}"), "[[1], [1]]".replace("[1]", "[1] (shared)"));
    }
}
