//! Operations that make a table from a table, and numbers from a column.

use std::collections::HashSet;

use arrow::{
    array::{ArrayRef, AsArray, BooleanArray},
    compute::{self, SortOptions, cast, filter_record_batch, sort_to_indices, take_record_batch},
    datatypes::{DataType, Float64Type, Int64Type},
};
use rhai::{Array, Dynamic};

use super::{Table, TableError, cell::Cells};
use crate::value::{FingerprintBuilder, HostTypes, write_canonical};

impl Table {
    /// The rows for which `keep` has a `true`, in order.
    ///
    /// # Errors
    ///
    /// [`TableError::Data`] when `keep` has not one value per row.
    pub fn filter_by(&self, keep: Vec<bool>) -> Result<Self, TableError> {
        let batch = self.single_batch()?;
        let kept = filter_record_batch(&batch, &BooleanArray::from(keep))?;
        Ok(Self::from_batch(kept))
    }

    /// The rows sorted by one column; nulls come last, equal rows may change places.
    ///
    /// # Errors
    ///
    /// [`TableError::NoColumn`].
    pub fn sort_by(&self, column: &str, descending: bool) -> Result<Self, TableError> {
        let options = SortOptions { descending, nulls_first: false };
        let order = sort_to_indices(&self.arrow_column(column)?, Some(options), None)?;
        Ok(Self::from_batch(take_record_batch(&self.single_batch()?, &order)?))
    }

    /// The named columns, in this order.
    ///
    /// # Errors
    ///
    /// [`TableError::NoColumn`].
    pub fn select(&self, names: &[&str]) -> Result<Self, TableError> {
        let indices: Vec<usize> = names.iter().map(|name| self.column_index(name)).collect::<Result<_, _>>()?;
        let batches = self.batches().iter().map(|batch| batch.project(&indices));
        let schema = self.schema().project(&indices)?;
        Self::from_batches(schema.into(), batches.collect::<Result<_, _>>()?)
    }

    /// This table with a column added, or replaced when there is one of that name.
    ///
    /// # Errors
    ///
    /// [`TableError::Data`] when the array has not one value per row.
    pub fn with_column(&self, name: &str, values: &Array) -> Result<Self, TableError> {
        if values.len() != self.num_rows() && self.num_columns() > 0 {
            return Err(TableError::Data(format!(
                "the new column `{name}` has {} values, but the table has {} rows",
                values.len(),
                self.num_rows()
            )));
        }
        let added = super::column::column(values.iter().map(Some));
        let mut columns: Vec<(String, ArrayRef)> = Vec::new();
        for (index, existing) in self.column_names().into_iter().enumerate() {
            columns.push((existing, self.arrow_column_at(index)?));
        }
        match columns.iter_mut().find(|(existing, _)| existing == name) {
            Some(slot) => slot.1 = added,
            None => columns.push((name.to_owned(), added)),
        }
        Self::from_columns(columns)
    }

    /// The sum of a column of numbers, nulls left out: `int` for whole numbers (an overflow gives
    /// a `float`), `float` for others; 0 when there are none.
    ///
    /// # Errors
    ///
    /// [`TableError::NoColumn`], or [`TableError::Data`] when the column is not of numbers.
    pub fn sum(&self, column: &str) -> Result<Dynamic, TableError> {
        let array = self.numbers(column)?;
        if array.data_type() == &DataType::Int64 {
            let ints = array.as_primitive::<Int64Type>();
            if let Ok(sum) = compute::sum_checked(ints) {
                return Ok(sum.unwrap_or(0).into());
            }
        }
        let floats = cast(&array, &DataType::Float64)?;
        let sum = compute::sum(floats.as_primitive::<Float64Type>());
        Ok(sum.unwrap_or(0.0).into())
    }

    /// The mean of a column of numbers, nulls left out; `()` when there are none.
    ///
    /// # Errors
    ///
    /// As [`Table::sum`].
    pub fn mean(&self, column: &str) -> Result<Dynamic, TableError> {
        let floats = cast(&self.numbers(column)?, &DataType::Float64)?;
        let count = floats.len() - floats.null_count();
        let sum = compute::sum(floats.as_primitive::<Float64Type>());
        Ok(sum.map_or(Dynamic::UNIT, |sum| (sum / count as f64).into()))
    }

    /// The smallest (or largest) value of a column, nulls left out; `()` when there is none.
    ///
    /// # Errors
    ///
    /// [`TableError::NoColumn`].
    pub fn extreme(&self, column: &str, largest: bool) -> Result<Dynamic, TableError> {
        let array = self.arrow_column(column)?;
        let options = SortOptions { descending: largest, nulls_first: false };
        let order = sort_to_indices(&array, Some(options), Some(1))?;
        let cells = Cells::new(&array)?;
        let first = order.values().first();
        first.map_or(Ok(Dynamic::UNIT), |row| cells.get(*row as usize))
    }

    /// The different values of a column, in the order of their first appearance.
    ///
    /// # Errors
    ///
    /// [`TableError::NoColumn`].
    pub fn unique(&self, column: &str) -> Result<Array, TableError> {
        let mut seen = HashSet::new();
        let types = HostTypes::new();
        let mut values = self.column(column)?;
        values.retain(|value| {
            let mut print = FingerprintBuilder::new();
            // A cell is always hashable: it holds plain values only.
            _ = write_canonical(value, &types, &mut print);
            seen.insert(print.finish())
        });
        Ok(values)
    }

    fn numbers(&self, column: &str) -> Result<ArrayRef, TableError> {
        let array = self.arrow_column(column)?;
        let data_type = array.data_type();
        if data_type.is_null() || data_type.is_signed_integer() {
            return Ok(cast(&array, &DataType::Int64)?);
        }
        if data_type.is_numeric() {
            return Ok(cast(&array, &DataType::Float64)?);
        }
        Err(TableError::Data(format!("the column `{column}` holds {data_type} values, not numbers")))
    }
}
