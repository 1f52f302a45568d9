//! Rows and columns, cheap to hand around.
//!
//! A [`Table`] wraps Arrow record batches: the same memory goes to the browser (Arrow IPC), to
//! other Arrow libraries of the host program, and into the cache, without conversion.
//! A table never changes, so a clone is a pointer and its content digest is taken once.
//!
//! Start reading here, then `build.rs` (script values to columns), `csv.rs` and `json.rs`
//! (text to columns), `digest.rs` (content digest), `transform.rs` and `group.rs` (operations), `script.rs` (what
//! scripts see).

mod build;
mod cell;
mod column;
mod csv;
mod digest;
mod error;
mod group;
mod ipc;
mod json;
mod names;
mod script;
mod transform;

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use arrow::{
    array::ArrayRef,
    compute::concat,
    datatypes::{Schema, SchemaRef},
    record_batch::RecordBatch,
};
use rhai::{Array, Dynamic, Map};

pub use self::{
    error::TableError,
    group::Aggregate,
    script::{FileAccess, register_into},
};
use super::Fingerprint;

/// Immutable rows and columns; a clone shares the data.
///
/// ```
/// use stscript::Table;
///
/// let table = Table::from_csv(b"city,sales\nParis,3\nOslo,5\n").unwrap();
/// assert_eq!((table.num_rows(), table.num_columns()), (2, 2));
/// assert_eq!(table.cell(1, "sales").unwrap().as_int(), Ok(5));
/// ```
#[derive(Clone)]
pub struct Table {
    inner: Arc<Inner>,
}

struct Inner {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
    rows: usize,
    digest: OnceLock<Fingerprint>,
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("rows", &self.num_rows()).field("columns", &self.column_names()).finish()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Table({} rows x {} columns: {})",
            self.num_rows(),
            self.num_columns(),
            self.column_names().join(", ")
        )
    }
}

/// Tables are equal when their content is.
impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner) || self.digest() == other.digest()
    }
}

impl Table {
    /// A table over batches that all have this schema. Names that stand twice are told apart: `sales`, `sales.1`.
    ///
    /// # Errors
    ///
    /// [`TableError::Data`] when a batch has another schema.
    pub fn from_batches(schema: SchemaRef, batches: Vec<RecordBatch>) -> Result<Self, TableError> {
        if batches.iter().any(|batch| batch.schema().fields() != schema.fields()) {
            return Err(TableError::Data("all parts of a table must have the same columns".to_owned()));
        }
        let (schema, batches) = names::told_apart(schema, batches)?;
        Ok(Self {
            inner: Arc::new(Inner {
                rows: batches.iter().map(RecordBatch::num_rows).sum(),
                schema,
                batches,
                digest: OnceLock::new(),
            }),
        })
    }

    /// A table without rows and columns.
    #[must_use]
    pub fn empty() -> Self {
        Self::from_batch(RecordBatch::new_empty(Arc::new(Schema::empty())))
    }

    /// A table over one batch.
    #[must_use]
    pub fn from_batch(batch: RecordBatch) -> Self {
        Self::from_batches(batch.schema(), vec![batch]).expect("a batch has the columns of its schema")
    }

    /// This table as a script value.
    pub fn into_dynamic(self) -> Dynamic {
        Dynamic::from(self)
    }

    /// The names and types of the columns.
    #[must_use]
    pub fn schema(&self) -> &SchemaRef {
        &self.inner.schema
    }

    /// The data, in one or more parts.
    #[must_use]
    pub fn batches(&self) -> &[RecordBatch] {
        &self.inner.batches
    }

    /// The number of rows.
    #[must_use]
    pub fn num_rows(&self) -> usize {
        self.inner.rows
    }

    /// The number of columns.
    #[must_use]
    pub fn num_columns(&self) -> usize {
        self.inner.schema.fields().len()
    }

    /// The names of the columns, in their order.
    #[must_use]
    pub fn column_names(&self) -> Vec<String> {
        let fields = self.inner.schema.fields().iter();
        fields.map(|field| field.name().clone()).collect()
    }

    /// The fingerprint of the content: names, types and values, however the rows are divided
    /// into parts. Taken once, then kept.
    #[must_use]
    pub fn digest(&self) -> Fingerprint {
        *self.inner.digest.get_or_init(|| digest::digest(self))
    }

    /// The approximate number of bytes in memory.
    #[must_use]
    pub fn memory_size(&self) -> usize {
        let batches = self.inner.batches.iter();
        batches.map(RecordBatch::get_array_memory_size).sum()
    }

    /// The position of a column.
    ///
    /// # Errors
    ///
    /// [`TableError::NoColumn`] with the names there are.
    pub fn column_index(&self, name: &str) -> Result<usize, TableError> {
        self.inner
            .schema
            .index_of(name)
            .map_err(|_| TableError::NoColumn { name: name.to_owned(), known: self.column_names() })
    }

    /// One column as a single Arrow array.
    ///
    /// # Errors
    ///
    /// [`TableError::NoColumn`].
    pub fn arrow_column(&self, name: &str) -> Result<ArrayRef, TableError> {
        Ok(self.arrow_column_at(self.column_index(name)?)?)
    }

    fn arrow_column_at(&self, index: usize) -> Result<ArrayRef, arrow::error::ArrowError> {
        match self.inner.batches.as_slice() {
            [] => Ok(arrow::array::new_empty_array(self.inner.schema.field(index).data_type())),
            [only] => Ok(only.column(index).clone()),
            many => {
                let parts: Vec<_> = many.iter().map(|b| b.column(index).as_ref()).collect();
                concat(&parts)
            }
        }
    }

    /// All rows in one batch.
    pub(crate) fn single_batch(&self) -> Result<RecordBatch, TableError> {
        if let [only] = self.inner.batches.as_slice() {
            return Ok(only.clone());
        }
        Ok(arrow::compute::concat_batches(&self.inner.schema, &self.inner.batches)?)
    }

    /// One column as script values.
    ///
    /// # Errors
    ///
    /// [`TableError::NoColumn`].
    pub fn column(&self, name: &str) -> Result<Array, TableError> {
        let column = self.arrow_column(name)?;
        let cells = cell::Cells::new(&column)?;
        (0..column.len()).map(|row| cells.get(row)).collect()
    }

    /// The batch that has row `index`, and the row's number in it.
    fn locate(&self, index: usize) -> Result<(&RecordBatch, usize), TableError> {
        let mut row = index;
        for batch in &self.inner.batches {
            if row < batch.num_rows() {
                return Ok((batch, row));
            }
            row -= batch.num_rows();
        }
        Err(TableError::NoRow { index: i64::try_from(index).unwrap_or(i64::MAX), rows: self.num_rows() })
    }

    /// One row as a map of its cells.
    ///
    /// # Errors
    ///
    /// [`TableError::NoRow`].
    pub fn row(&self, index: usize) -> Result<Map, TableError> {
        let (batch, row) = self.locate(index)?;
        cell::RowReader::new(batch)?.row(row)
    }

    /// One cell.
    ///
    /// # Errors
    ///
    /// [`TableError::NoRow`] or [`TableError::NoColumn`].
    pub fn cell(&self, row: usize, column: &str) -> Result<Dynamic, TableError> {
        let column = self.column_index(column)?;
        let (batch, row) = self.locate(row)?;
        cell::Cells::new(batch.column(column))?.get(row)
    }

    /// Calls `each` with every row in order, until it fails.
    ///
    /// # Errors
    ///
    /// What `each` returns.
    pub fn for_each_row<E: From<TableError>>(&self, mut each: impl FnMut(Map) -> Result<(), E>) -> Result<(), E> {
        for batch in &self.inner.batches {
            let reader = cell::RowReader::new(batch)?;
            for row in 0..batch.num_rows() {
                each(reader.row(row)?)?;
            }
        }
        Ok(())
    }

    /// All rows as an array of maps.
    ///
    /// # Errors
    ///
    /// [`TableError::Data`] when a cell has no script form.
    pub fn to_array_of_maps(&self) -> Result<Array, TableError> {
        let mut rows = Array::with_capacity(self.num_rows());
        self.for_each_row(|row| {
            rows.push(row.into());
            Ok::<_, TableError>(())
        })?;
        Ok(rows)
    }

    /// At most `len` rows from row `offset` on, sharing the data of this table.
    #[must_use]
    pub fn slice(&self, offset: usize, len: usize) -> Self {
        let offset = offset.min(self.num_rows());
        let mut skip = offset;
        let mut left = len.min(self.num_rows() - offset);
        let rows = left;
        let mut batches = Vec::new();
        for batch in &self.inner.batches {
            let start = skip.min(batch.num_rows());
            skip -= start;
            let take = left.min(batch.num_rows() - start);
            left -= take;
            if take > 0 {
                batches.push(batch.slice(start, take));
            }
        }
        Self { inner: Arc::new(Inner { schema: self.inner.schema.clone(), batches, rows, digest: OnceLock::new() }) }
    }

    fn from_columns(columns: Vec<(String, ArrayRef)>) -> Result<Self, TableError> {
        if columns.is_empty() {
            let schema = Arc::new(Schema::empty());
            return Self::from_batches(schema, Vec::new());
        }
        let columns = columns.into_iter().map(|(name, array)| (name, array, true));
        Ok(Self::from_batch(RecordBatch::try_from_iter_with_nullable(columns)?))
    }
}

#[cfg(test)]
mod tests;
