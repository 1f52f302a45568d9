//! Grouping rows by a column.

use std::{collections::HashMap, str::FromStr, sync::Arc};

use arrow::{
    array::{Array as _, ArrayRef, UInt64Array},
    compute::take,
    row::{OwnedRow, RowConverter, SortField},
};
use rhai::Dynamic;

use super::{Table, TableError, column::column};

/// What is computed from the values of one group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Aggregate {
    /// The sum of the numbers.
    Sum,
    /// The mean of the numbers.
    Mean,
    /// The smallest value.
    Min,
    /// The largest value.
    Max,
    /// How many values are not null.
    Count,
    /// The first value.
    First,
    /// The last value.
    Last,
}

const NAMES: [(&str, Aggregate); 7] = [
    ("sum", Aggregate::Sum),
    ("mean", Aggregate::Mean),
    ("min", Aggregate::Min),
    ("max", Aggregate::Max),
    ("count", Aggregate::Count),
    ("first", Aggregate::First),
    ("last", Aggregate::Last),
];

impl FromStr for Aggregate {
    type Err = TableError;

    fn from_str(name: &str) -> Result<Self, TableError> {
        let found = NAMES.iter().find(|(known, _)| *known == name);
        found.map(|(_, aggregate)| *aggregate).ok_or_else(|| {
            TableError::Data(format!(
                "`{name}` is not an aggregate; there are `sum`, `mean`, `min`, `max`, `count`, \
                 `first` and `last`"
            ))
        })
    }
}

impl Table {
    /// One row per different value of `key`, in the order of first appearance: the key, then
    /// each named column brought to one value by its aggregate.
    ///
    /// # Errors
    ///
    /// [`TableError::NoColumn`], or [`TableError::Data`] for a sum or mean of what is not numbers.
    pub fn group_by(&self, key: &str, aggregates: &[(&str, Aggregate)]) -> Result<Self, TableError> {
        let keys = self.arrow_column(key)?;
        let groups = group_rows(&keys)?;
        let firsts = UInt64Array::from_iter_values(groups.iter().map(|rows| rows[0]));
        let mut columns = vec![(key.to_owned(), take(&keys, &firsts, None)?)];
        for (name, aggregate) in aggregates {
            let values = self.arrow_column(name)?;
            let reduced: Vec<Dynamic> =
                groups.iter().map(|rows| reduce(name, &values, rows, *aggregate)).collect::<Result<_, _>>()?;
            columns.push(((*name).to_owned(), column(reduced.iter().map(Some))));
        }
        Self::from_columns(columns)
    }
}

/// The row numbers of each group.
fn group_rows(keys: &ArrayRef) -> Result<Vec<Vec<u64>>, TableError> {
    let converter = RowConverter::new(vec![SortField::new(keys.data_type().clone())])?;
    let rows = converter.convert_columns(std::slice::from_ref(keys))?;
    let mut index: HashMap<OwnedRow, usize> = HashMap::new();
    let mut groups: Vec<Vec<u64>> = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let group = *index.entry(row.owned()).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[group].push(number as u64);
    }
    Ok(groups)
}

fn reduce(name: &str, values: &ArrayRef, rows: &[u64], aggregate: Aggregate) -> Result<Dynamic, TableError> {
    let group = take(values, &UInt64Array::from_iter_values(rows.iter().copied()), None)?;
    let present = group.len() - group.null_count();
    let group = Table::from_columns(vec![(name.to_owned(), Arc::clone(&group))])?;
    match aggregate {
        Aggregate::Sum => group.sum(name),
        Aggregate::Mean => group.mean(name),
        Aggregate::Min => group.extreme(name, false),
        Aggregate::Max => group.extreme(name, true),
        Aggregate::Count => Ok(i64::try_from(present).unwrap_or(i64::MAX).into()),
        Aggregate::First => group.cell(0, name),
        Aggregate::Last => group.cell(rows.len() - 1, name),
    }
}
