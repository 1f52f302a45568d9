//! Arrow cells as script values.

use crate::rhai_internals::Identifier;
use arrow::{
    array::{Array as ArrowArray, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array, StringArray},
    compute::cast,
    datatypes::{DataType, UInt64Type},
    record_batch::RecordBatch,
    util::display::{ArrayFormatter, FormatOptions},
};
use rhai::{Dynamic, Map};

use super::TableError;

const FORMAT: FormatOptions<'static> = FormatOptions::new();

/// Reads the cells of one array.
///
/// Whole numbers become `int` (above `i64::MAX` `float`), fractions `float`, text `string`,
/// binary `blob`, lists arrays, structs maps, nulls `()`, and everything else (dates, times,
/// decimals) its usual text.
pub(super) struct Cells<'a> {
    array: &'a ArrayRef,
    kind: Kind<'a>,
}

enum Kind<'a> {
    Null,
    Int(Int64Array),
    Unsigned,
    Float(Float64Array),
    Bool(&'a BooleanArray),
    Text(StringArray),
    Binary(ArrayRef),
    List,
    Struct(Vec<(Identifier, &'a ArrayRef)>),
    Other(ArrayFormatter<'a>),
}

impl<'a> Cells<'a> {
    pub(super) fn new(array: &'a ArrayRef) -> Result<Self, TableError> {
        // Casts to the same type only clone a pointer.
        let to = |data_type: DataType| cast(array, &data_type);
        let kind = match array.data_type() {
            DataType::Null => Kind::Null,
            DataType::Int8
            | DataType::Int16
            | DataType::Int32
            | DataType::Int64
            | DataType::UInt8
            | DataType::UInt16
            | DataType::UInt32 => Kind::Int(to(DataType::Int64)?.as_primitive().clone()),
            DataType::UInt64 => Kind::Unsigned,
            DataType::Float16 | DataType::Float32 | DataType::Float64 => {
                Kind::Float(to(DataType::Float64)?.as_primitive().clone())
            }
            DataType::Boolean => Kind::Bool(array.as_boolean()),
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => {
                Kind::Text(to(DataType::Utf8)?.as_string().clone())
            }
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView => Kind::Binary(to(DataType::LargeBinary)?),
            DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) => Kind::List,
            DataType::Struct(fields) => Kind::Struct(
                fields.iter().map(|field| field.name().as_str().into()).zip(array.as_struct().columns()).collect(),
            ),
            DataType::Dictionary(_, values) if values.as_ref() == &DataType::Utf8 => {
                Kind::Text(to(DataType::Utf8)?.as_string().clone())
            }
            _ => Kind::Other(ArrayFormatter::try_new(array, &FORMAT)?),
        };
        Ok(Self { array, kind })
    }

    pub(super) fn get(&self, row: usize) -> Result<Dynamic, TableError> {
        if self.array.is_null(row) {
            return Ok(Dynamic::UNIT);
        }
        Ok(match &self.kind {
            Kind::Null => Dynamic::UNIT,
            Kind::Int(ints) => ints.value(row).into(),
            Kind::Unsigned => {
                let value = self.array.as_primitive::<UInt64Type>().value(row);
                i64::try_from(value).map_or_else(|_| (value as f64).into(), Dynamic::from)
            }
            Kind::Float(floats) => floats.value(row).into(),
            Kind::Bool(bools) => bools.value(row).into(),
            Kind::Text(texts) => texts.value(row).into(),
            Kind::Binary(blobs) => Dynamic::from_blob(blobs.as_binary::<i64>().value(row).to_vec()),
            Kind::List => {
                let items = match self.array.data_type() {
                    DataType::LargeList(_) => self.array.as_list::<i64>().value(row),
                    DataType::FixedSizeList(..) => self.array.as_fixed_size_list().value(row),
                    _ => self.array.as_list::<i32>().value(row),
                };
                let cells = Cells::new(&items)?;
                let items: Result<_, _> = (0..items.len()).map(|item| cells.get(item)).collect();
                Dynamic::from_array(items?)
            }
            Kind::Struct(fields) => {
                let mut map = Map::new();
                for (name, column) in fields {
                    map.insert(name.clone(), Cells::new(column)?.get(row)?);
                }
                Dynamic::from_map(map)
            }
            Kind::Other(formatter) => formatter.value(row).to_string().into(),
        })
    }
}

/// Reads the rows of one batch as maps.
pub(super) struct RowReader<'a> {
    columns: Vec<(Identifier, Cells<'a>)>,
}

impl<'a> RowReader<'a> {
    pub(super) fn new(batch: &'a RecordBatch) -> Result<Self, TableError> {
        let names = batch.schema();
        let columns = batch.columns().iter().zip(names.fields()).map(|(column, field)| -> Result<_, TableError> {
            Ok((field.name().as_str().into(), Cells::new(column)?))
        });
        Ok(Self { columns: columns.collect::<Result<_, _>>()? })
    }

    pub(super) fn row(&self, row: usize) -> Result<Map, TableError> {
        let cells = self.columns.iter();
        cells.map(|(name, cells)| Ok((name.clone(), cells.get(row)?))).collect()
    }
}
