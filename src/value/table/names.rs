//! Names of columns: each stands for one column.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::datatypes::{FieldRef, Schema, SchemaRef};
use arrow::error::ArrowError;
use arrow::record_batch::{RecordBatch, RecordBatchOptions};

/// The same columns, where names stand twice as `name`, `name.1` and so on, as pandas tells them apart.
pub(super) fn told_apart(
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
) -> Result<(SchemaRef, Vec<RecordBatch>), ArrowError> {
    let mut taken: HashSet<&str> = HashSet::new();
    if schema.fields().iter().all(|field| taken.insert(field.name())) {
        return Ok((schema, batches));
    }
    // What the source calls a column goes before what is made up for another.
    let given: HashSet<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    let mut taken: HashSet<String> = HashSet::new();
    let fields = schema.fields().iter().map(|field| {
        let mut numbered = (1..).map(|number| format!("{}.{number}", field.name()));
        let is_free = |name: &String| !taken.contains(name) && !given.contains(name.as_str());
        let name = match taken.contains(field.name()) {
            true => numbered.find(is_free).unwrap_or_default(),
            false => field.name().clone(),
        };
        taken.insert(name.clone());
        FieldRef::from(field.as_ref().clone().with_name(name))
    });
    let fields: Vec<FieldRef> = fields.collect();
    let schema = Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()));
    let renamed = batches.into_iter().map(|batch| {
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        RecordBatch::try_new_with_options(schema.clone(), batch.columns().to_vec(), &options)
    });
    let renamed = renamed.collect::<Result<_, _>>()?;
    Ok((schema, renamed))
}
