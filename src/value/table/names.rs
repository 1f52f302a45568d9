//! Columns of one name, told apart.

use std::{collections::HashSet, sync::Arc};

use arrow::{
    datatypes::{Field, Schema, SchemaRef},
    record_batch::RecordBatch,
};

/// Numbers the names that stand twice, as pandas does: `sales`, `sales.1`. A name that stands once keeps it.
pub(super) fn told_apart(schema: SchemaRef, batches: Vec<RecordBatch>) -> (SchemaRef, Vec<RecordBatch>) {
    let given: HashSet<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    if given.len() == schema.fields().len() {
        return (schema, batches);
    }
    let mut taken = HashSet::new();
    let fields: Vec<Field> = schema
        .fields()
        .iter()
        .map(|field| {
            let name = free_name(field.name(), &given, &taken);
            taken.insert(name.clone());
            field.as_ref().clone().with_name(name)
        })
        .collect();
    let renamed = Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()));
    let batches = batches.into_iter().map(|batch| {
        let columns = batch.columns().to_vec();
        // The columns are those of the batch, so they fit.
        RecordBatch::try_new(renamed.clone(), columns).unwrap_or(batch)
    });
    let batches = batches.collect();
    (renamed, batches)
}

fn free_name(name: &str, given: &HashSet<&str>, taken: &HashSet<String>) -> String {
    if !taken.contains(name) {
        return name.to_owned();
    }
    let numbered = (1..).map(|number: usize| format!("{name}.{number}"));
    numbered.into_iter().find(|name| !given.contains(name.as_str()) && !taken.contains(name)).unwrap_or_default()
}
