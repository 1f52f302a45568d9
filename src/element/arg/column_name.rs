//! Parameters that name columns of the data.

use crate::error::{Error, ErrorKind, Result, nearest};
use crate::value::Table;

/// Checks that a table has a column.
///
/// # Errors
/// [`ErrorKind::Argument`], naming the columns that there are.
pub fn require_column(table: &Table, name: &str, command: &str, parameter: &str) -> Result<()> {
    let names = table.column_names();
    if names.iter().any(|known| known == name) {
        return Ok(());
    }
    let error = Error::new(
        ErrorKind::Argument,
        format!("`{parameter}` of `st.{command}` names the column \"{name}\", which the data does not have."),
    );
    Err(match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => error.hint(format!("Did you mean \"{near}\"?")),
        None => error.hint(format!(
            "The columns are {}.",
            names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
        )),
    })
}
