//! What can be wrong with a table or a file that should become one.

use std::{fmt, path::PathBuf};

/// A table could not be built, read or asked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TableError {
    /// Something in the data, in words.
    Data(String),
    /// A file that cannot be read.
    File {
        /// The path as the script gave it.
        path: PathBuf,
        /// What the operating system or the parser said.
        reason: String,
    },
    /// No column of this name.
    NoColumn {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// No row of this number.
    NoRow {
        /// The number asked for; negative numbers count from the end.
        index: i64,
        /// How many rows there are.
        rows: usize,
    },
    /// A path that leads out of the app's folder.
    Outside {
        /// The path as the script gave it.
        path: PathBuf,
        /// Where it leads, with links followed.
        target: PathBuf,
    },
    /// A value that does not have the shape of a table.
    Shape {
        /// What was given.
        got: String,
    },
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Data(message) => f.write_str(message),
            Self::File { path, reason } => {
                write!(f, "cannot read `{}`: {reason}", path.display())
            }
            Self::NoColumn { name, known } => {
                write!(f, "the table has no column `{name}`")?;
                let nearest = known
                    .iter()
                    .map(|k| (strsim::damerau_levenshtein(k, name), k))
                    .min()
                    .filter(|(distance, _)| *distance <= 2);
                match nearest {
                    Some((_, nearest)) => write!(f, "; did you mean `{nearest}`?"),
                    None if known.is_empty() => write!(f, "; it has no columns at all"),
                    None => write!(f, "; its columns are `{}`", known.join("`, `")),
                }
            }
            Self::NoRow { index, rows } => {
                write!(f, "the table has no row {index}; it has {rows} rows, counted from 0")
            }
            Self::Outside { path, .. } => write!(
                f,
                "`{}` is outside of the app's folder; copy the file into it, or let the host \
                 allow outside files",
                path.display()
            ),
            Self::Shape { got } => write!(
                f,
                "a table is made from an array of maps (rows), a map of arrays (columns), an \
                 array of arrays, or an array of plain values; got {got}"
            ),
        }
    }
}

impl std::error::Error for TableError {}

impl From<arrow::error::ArrowError> for TableError {
    fn from(error: arrow::error::ArrowError) -> Self {
        Self::Data(error.to_string())
    }
}
