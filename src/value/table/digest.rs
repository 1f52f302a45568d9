//! The content digest of a table.
//!
//! It covers names, types and values in order, and not how Arrow holds them: parts, offsets,
//! spare capacity, what stands under a null.

use arrow::{
    array::{Array, ArrayRef, AsArray},
    datatypes::{DataType, Float64Type, Int64Type},
    row::{RowConverter, SortField},
};

use super::Table;
use crate::value::{Fingerprint, FingerprintBuilder, fingerprint::canonical_bits};

pub(super) fn digest(table: &Table) -> Fingerprint {
    let mut out = FingerprintBuilder::new();
    out.array(table.num_columns());
    out.int(i64::try_from(table.num_rows()).unwrap_or(i64::MAX));
    for (index, field) in table.schema().fields().iter().enumerate() {
        out.text(field.name()).text(&field.data_type().to_string());
        for batch in table.batches() {
            write_cells(batch.column(index), &mut out);
        }
    }
    out.finish()
}

fn write_cells(array: &ArrayRef, out: &mut FingerprintBuilder) {
    match array.data_type() {
        // The two number types that scripts make have a shorter way; so has text.
        DataType::Int64 => {
            for cell in array.as_primitive::<Int64Type>() {
                optional(cell, out, |value, out| _ = out.raw(&value.to_le_bytes()));
            }
        }
        DataType::Float64 => {
            for cell in array.as_primitive::<Float64Type>() {
                optional(cell, out, |value, out| {
                    out.raw(&canonical_bits(value).to_le_bytes());
                });
            }
        }
        DataType::Utf8 => {
            for cell in array.as_string::<i32>() {
                optional(cell, out, |text, out| _ = out.text(text));
            }
        }
        data_type => {
            // Arrow's row format is one canonical byte string per cell for every type, nested
            // and dictionary types included: https://docs.rs/arrow-row.
            let converted = RowConverter::new(vec![SortField::new(data_type.clone())])
                .and_then(|converter| converter.convert_columns(std::slice::from_ref(array)));
            match converted {
                Ok(rows) => rows.iter().for_each(|row| _ = out.bytes(row.as_ref())),
                // Types without a row format (unions of unusual kinds): by their printed form.
                Err(_) => _ = out.text(&format!("{array:?}")),
            }
        }
    }
}

fn optional<T>(cell: Option<T>, out: &mut FingerprintBuilder, write: impl Fn(T, &mut FingerprintBuilder)) {
    out.raw(&[u8::from(cell.is_some())]);
    if let Some(value) = cell {
        write(value, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(text: &str) -> Table {
        Table::from_csv(text.as_bytes()).unwrap()
    }

    #[test]
    fn whatever_a_reader_of_the_table_can_see_changes_the_digest() {
        let base = "a,b\n1,x\n2,y\n3,z\n";
        let variants = [
            base,
            "a,b\n1,x\n2,y\n4,z\n",         // a value
            "a,b\n1,x\n2,y\n3,z\n4,w\n",    // a row more
            "a,b\n1,x\n2,y\n",              // a row less
            "a,b,c\n1,x,0\n2,y,0\n3,z,0\n", // a column more
            "a\n1\n2\n3\n",                 // a column less
            "b,a\nx,1\ny,2\nz,3\n",         // the order of columns
            "a,c\n1,x\n2,y\n3,z\n",         // a name
            "a,b\n3,z\n2,y\n1,x\n",         // the order of rows
            "a,b\n1.0,x\n2.0,y\n3.0,z\n",   // a type
            "a,b\n1,x\n,y\n3,z\n",          // a null
            "a,b\n1,x\n0,y\n3,z\n",         // zero is not null
        ];
        for (i, one) in variants.iter().enumerate() {
            for (j, other) in variants.iter().enumerate() {
                let same = csv(one).digest() == csv(other).digest();
                assert_eq!(same, i == j, "{one:?} and {other:?}");
            }
        }
    }

    #[test]
    fn how_the_rows_are_divided_does_not_count() {
        let whole = csv("a,b\n1,x\n2,y\n3,z\n");
        let parts = Table::from_batches(
            whole.schema().clone(),
            vec![whole.batches()[0].slice(0, 1), whole.batches()[0].slice(1, 2)],
        )
        .unwrap();
        assert_eq!(parts.digest(), whole.digest());
        assert_eq!(csv("a,b\n2,y\n3,z\n").digest(), whole.slice(1, 2).digest());
        assert_eq!(Table::from_ipc(&parts.to_ipc()).unwrap(), whole);
    }
}
