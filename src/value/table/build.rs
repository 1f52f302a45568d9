//! Tables from script values.

use std::collections::BTreeSet;

use rhai::{Array, Dynamic, Map};

use super::{Table, TableError, column::column};
use crate::rhai_internals::Identifier;
use crate::value::{
    SharedValue,
    view::{View, type_name, view},
};

impl Table {
    /// A table from what a script has.
    ///
    /// - array of maps: rows; columns sorted by name, because Rhai's maps are; a key that a row
    ///   lacks is null;
    /// - map of arrays: columns of equal length (a plain value repeats in every row);
    /// - array of arrays: rows, with columns named `0`, `1`, ...;
    /// - array of plain values: one column `value`;
    /// - a table: itself.
    ///
    /// # Errors
    ///
    /// [`TableError::Shape`] for anything else, [`TableError::Data`] for columns of different
    /// lengths.
    pub fn from_dynamic(value: &Dynamic) -> Result<Self, TableError> {
        view(value, |view| match view {
            View::Table(table) => Ok(table.clone()),
            View::Map(map) => from_columns(map),
            View::Array(array) => from_rows(array),
            _ => Err(TableError::Shape { got: format!("a value of type `{}`", type_name(value)) }),
        })
        .unwrap_or_else(|_| Err(TableError::Shape { got: "a shared value that is locked".to_owned() }))
    }
}

fn from_columns(map: &Map) -> Result<Table, TableError> {
    let arrays: Vec<(&Identifier, Option<Array>)> =
        map.iter().map(|(name, value)| (name, SharedValue::plain(value).into_array().ok())).collect();
    let mut lengths = arrays.iter().filter_map(|(name, array)| array.as_ref().map(|array| (name, array.len())));
    let first = lengths.next();
    let rows = first.map_or(1, |(_, len)| len);
    if let (Some((first, _)), Some((other, len))) = (first, lengths.find(|(_, len)| *len != rows)) {
        return Err(TableError::Data(format!(
            "the columns of a table must have the same length: `{first}` has {rows} values and \
             `{other}` has {len}"
        )));
    }
    let columns = arrays.iter().zip(map.values()).map(|((name, array), value)| {
        let built = match array {
            Some(array) => column(array.iter().map(Some)),
            None => column(std::iter::repeat_n(Some(value), rows)),
        };
        (name.to_string(), built)
    });
    Table::from_columns(columns.collect())
}

fn from_rows(array: &Array) -> Result<Table, TableError> {
    let (mut maps, mut arrays) = (Vec::new(), Vec::new());
    for row in array {
        let row = SharedValue::plain(row);
        if row.is_map() {
            maps.extend(row.try_cast::<Map>());
        } else if row.is_array() {
            arrays.extend(row.try_cast::<Array>());
        }
    }
    if maps.len() == array.len() && !maps.is_empty() {
        let names: BTreeSet<&Identifier> = maps.iter().flat_map(Map::keys).collect();
        let columns = names.into_iter().map(|name| (name.to_string(), column(maps.iter().map(|row| row.get(name)))));
        return Table::from_columns(columns.collect());
    }
    if arrays.len() == array.len() && !arrays.is_empty() {
        let width = arrays.iter().map(Vec::len).max().unwrap_or(0);
        let columns = (0..width).map(|i| (i.to_string(), column(arrays.iter().map(|row| row.get(i)))));
        return Table::from_columns(columns.collect());
    }
    if let Some(at) = maps.len().max(arrays.len()).checked_sub(1) {
        let odd = array.iter().find(|row| !(row.is_map() || row.is_array()));
        return Err(TableError::Shape {
            got: match odd {
                Some(odd) => format!("rows of different kinds, among them `{}`", type_name(odd)),
                None => format!("maps and arrays mixed ({} rows)", at + 1),
            },
        });
    }
    Table::from_columns(vec![("value".to_owned(), column(array.iter().map(Some)))])
}
