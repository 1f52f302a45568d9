//! What scripts see of tables: the type `Table`, its methods, and `table`; and of files: `read_csv`, `read_json`,
//! `read_text`, `read_lines`.

use std::path::{Path, PathBuf};

use rhai::{
    Array, Dynamic, EvalAltResult, FnPtr, FuncRegistration, ImmutableString, Map, Module, NativeCallContext, Position,
};

use super::{Aggregate, Table, TableError};
use crate::error::ErrorKind;

type Outcome<T> = Result<T, Box<EvalAltResult>>;

/// Which files scripts may read.
#[derive(Debug, Clone)]
pub struct FileAccess {
    /// The folder that relative paths start from.
    pub base: PathBuf,
    /// Whether paths may lead out of `base`.
    pub outside: bool,
}

impl FileAccess {
    /// Only files below `base`.
    #[must_use]
    pub fn below(base: impl Into<PathBuf>) -> Self {
        Self { base: base.into(), outside: false }
    }

    /// Reads a file that a script names.
    ///
    /// # Errors
    ///
    /// Those of [`FileAccess::resolve`], and [`TableError::File`] when the file cannot be read.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, TableError> {
        let full = self.resolve(Path::new(path))?;
        std::fs::read(full).map_err(|error| TableError::File { path: path.into(), reason: error.to_string() })
    }

    /// Reads a text file that a script names; a byte order mark is not part of the text.
    ///
    /// # Errors
    ///
    /// Those of [`FileAccess::read`], and [`TableError::File`] when it is not UTF-8.
    pub fn read_text(&self, path: &str) -> Result<String, TableError> {
        let mut bytes = self.read(path)?;
        if bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            TableError::File { path: path.into(), reason: format!("it is not UTF-8 text (byte {at})") }
        })
    }

    /// The file that a path leads to, with links followed.
    ///
    /// # Errors
    ///
    /// [`TableError::Outside`] when it is not below the folder; [`TableError::File`] when there is none.
    pub fn resolve(&self, path: &Path) -> Result<PathBuf, TableError> {
        let file = |error: std::io::Error| TableError::File { path: path.into(), reason: error.to_string() };
        // The folder first: it may be a link that is moved to another release between the two.
        let base = self.base.canonicalize().map_err(file)?;
        let full = base.join(path).canonicalize().map_err(file)?;
        if !self.outside && !full.starts_with(&base) {
            return Err(TableError::Outside { path: path.into(), target: full });
        }
        Ok(full)
    }
}

/// The error as a script sees it and can catch: a map, as all errors of ours are.
#[expect(clippy::needless_pass_by_value, reason = "what `map_err` takes")]
fn raise(error: TableError) -> Box<EvalAltResult> {
    let kind = match &error {
        TableError::NoColumn { .. } => ErrorKind::UnknownName,
        TableError::File { .. } | TableError::Outside { .. } => ErrorKind::Io,
        TableError::NoRow { .. } | TableError::Data(_) | TableError::Shape { .. } => ErrorKind::Argument,
    };
    let text = error.to_string();
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    let end = if text.ends_with(['.', '?']) { "" } else { "." };
    let mut map = Map::new();
    map.insert("type".into(), kind.name().into());
    map.insert("message".into(), format!("{first}{}{end}", chars.as_str()).into());
    EvalAltResult::ErrorRuntime(map.into(), Position::NONE).into()
}

fn count(number: i64) -> usize {
    usize::try_from(number).unwrap_or(0)
}

/// Adds the table type and its functions to a module, to be registered globally.
pub fn register_into(module: &mut Module, files: &FileAccess) {
    module.set_custom_type::<Table>("Table");
    register_access(module);
    register_operations(module);
    register_columns(module);
    register_sources(module, files);
    module.set_iter_result(std::any::TypeId::of::<Table>(), |table| {
        let table = table.cast::<Table>();
        Box::new((0..table.num_rows()).map(move |row| table.row(row).map(Dynamic::from_map).map_err(raise)))
    });
}

fn named(name: &str, params: &[&str], doc: &str) -> FuncRegistration {
    FuncRegistration::new(name).in_global_namespace().with_params_info(params).with_comments([format!("/// {doc}")])
}

fn register_access(module: &mut Module) {
    let rows = |table: &mut Table| i64::try_from(table.num_rows()).unwrap_or(i64::MAX);
    let names = |table: &mut Table| -> Array { table.column_names().into_iter().map(Dynamic::from).collect() };
    named("len", &["table: &mut Table", "int"], "The number of rows.").set_into_module(module, rows);
    FuncRegistration::new_getter("rows").in_global_namespace().set_into_module(module, rows);
    FuncRegistration::new_getter("columns").in_global_namespace().set_into_module(module, names);
    named("columns", &["table: &mut Table", "Array"], "The names of the columns.").set_into_module(module, names);
    FuncRegistration::new_index_getter()
        .in_global_namespace()
        .set_into_module(module, |table: &mut Table, name: ImmutableString| table.column(&name).map_err(raise));
    FuncRegistration::new_index_getter().in_global_namespace().set_into_module(
        module,
        |table: &mut Table, index: i64| {
            let rows = table.num_rows();
            let from_end = || count(index.saturating_add(i64::try_from(rows).unwrap_or(i64::MAX)));
            let row = usize::try_from(index).unwrap_or_else(|_| from_end());
            if index.unsigned_abs() > rows as u64 {
                return Err(raise(TableError::NoRow { index, rows }));
            }
            table.row(row).map_err(raise)
        },
    );
    named("to_array", &["table: &mut Table", "Array"], "All rows, as an array of maps.")
        .set_into_module(module, |table: &mut Table| table.to_array_of_maps().map_err(raise));
    named("to_string", &["table: &mut Table", "String"], "The size and the columns.")
        .set_into_module(module, |table: &mut Table| table.to_string());
    named("to_debug", &["table: &mut Table", "String"], "The size and the columns.")
        .set_into_module(module, |table: &mut Table| table.to_string());
    named("==", &["one: Table", "other: Table", "bool"], "Whether the contents are equal.")
        .set_into_module(module, |one: &mut Table, other: Table| *one == other);
    named("!=", &["one: Table", "other: Table", "bool"], "Whether the contents differ.")
        .set_into_module(module, |one: &mut Table, other: Table| *one != other);
}

fn register_operations(module: &mut Module) {
    named(
        "filter",
        &["table: &mut Table", "keep: FnPtr", "Table"],
        "The rows for which `keep(row)` is true; `row` is a map.",
    )
    .set_into_module(module, |context: NativeCallContext, table: &mut Table, keep: FnPtr| -> Outcome<Table> {
        let mut kept = Vec::with_capacity(table.num_rows());
        each_row(table, |row| {
            kept.push(keep.call_within_context::<bool>(&context, (row,))?);
            Ok(())
        })?;
        table.filter_by(kept).map_err(raise)
    });
    named("map", &["table: &mut Table", "f: FnPtr", "Array"], "The results of `f(row)` for every row; `row` is a map.")
        .set_into_module(module, |context: NativeCallContext, table: &mut Table, f: FnPtr| -> Outcome<Array> {
            let mut results = Array::with_capacity(table.num_rows());
            each_row(table, |row| {
                results.push(f.call_within_context::<Dynamic>(&context, (row,))?);
                Ok(())
            })?;
            Ok(results)
        });
    let sort = |table: &mut Table, column: ImmutableString| table.sort_by(&column, false).map_err(raise);
    named("sort", &["table: &mut Table", "column: String", "Table"], "The rows sorted by a column.")
        .set_into_module(module, sort);
    named(
        "sort",
        &["table: &mut Table", "column: String", "descending: bool", "Table"],
        "The rows sorted by a column, largest first if `descending`.",
    )
    .set_into_module(module, |table: &mut Table, column: ImmutableString, descending: bool| {
        table.sort_by(&column, descending).map_err(raise)
    });
    named("head", &["table: &mut Table", "n: int", "Table"], "The first `n` rows.")
        .set_into_module(module, |table: &mut Table, n: i64| table.slice(0, count(n)));
    named("tail", &["table: &mut Table", "n: int", "Table"], "The last `n` rows.")
        .set_into_module(module, |table: &mut Table, n: i64| {
            table.slice(table.num_rows().saturating_sub(count(n)), count(n))
        });
    named("slice", &["table: &mut Table", "start: int", "n: int", "Table"], "`n` rows from row `start` on.")
        .set_into_module(module, |table: &mut Table, start: i64, n: i64| table.slice(count(start), count(n)));
    named("select", &["table: &mut Table", "columns: Array", "Table"], "Only these columns.").set_into_module(
        module,
        |table: &mut Table, columns: Array| -> Outcome<Table> {
            let names: Vec<String> = columns.iter().map(ToString::to_string).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            table.select(&names).map_err(raise)
        },
    );
    named(
        "with_column",
        &["table: &mut Table", "name: String", "values: Array", "Table"],
        "This table with a column added or replaced.",
    )
    .set_into_module(module, |table: &mut Table, name: ImmutableString, values: Array| {
        table.with_column(&name, &values).map_err(raise)
    });
    named(
        "group_by",
        &["table: &mut Table", "key: String", "aggregates: Map", "Table"],
        "One row per value of `key`: `t.group_by(\"city\", #{ sales: \"sum\" })`; there are \
         \"sum\", \"mean\", \"min\", \"max\", \"count\", \"first\" and \"last\".",
    )
    .set_into_module(module, |table: &mut Table, key: ImmutableString, aggregates: Map| -> Outcome<Table> {
        let mut parsed: Vec<(&str, Aggregate)> = Vec::new();
        for (name, aggregate) in &aggregates {
            let aggregate = aggregate.to_string().parse().map_err(raise)?;
            parsed.push((name.as_str(), aggregate));
        }
        table.group_by(&key, &parsed).map_err(raise)
    });
}

fn each_row(table: &Table, mut each: impl FnMut(Map) -> Outcome<()>) -> Outcome<()> {
    for row in 0..table.num_rows() {
        each(table.row(row).map_err(raise)?)?;
    }
    Ok(())
}

fn register_columns(module: &mut Module) {
    type Reduce = fn(&Table, &str) -> Result<Dynamic, TableError>;
    let reductions: [(&str, &str, Reduce); 5] = [
        ("sum", "The sum of a column of numbers.", |t, c| t.sum(c)),
        ("mean", "The mean of a column of numbers.", |t, c| t.mean(c)),
        ("min", "The smallest value of a column.", |t, c| t.extreme(c, false)),
        ("max", "The largest value of a column.", |t, c| t.extreme(c, true)),
        ("unique", "The different values of a column.", |t, c| t.unique(c).map(Dynamic::from_array)),
    ];
    for (name, doc, reduce) in reductions {
        named(name, &["table: &mut Table", "column: String", "?"], doc)
            .set_into_module(module, move |table: &mut Table, column: ImmutableString| {
                reduce(table, &column).map_err(raise)
            });
    }
}

fn register_sources(module: &mut Module, files: &FileAccess) {
    named(
        "table",
        &["data: ?", "Table"],
        "A table from an array of maps (rows), a map of arrays (columns), an array of arrays or \
         an array of plain values.",
    )
    .set_into_module(module, |data: Dynamic| Table::from_dynamic(&data).map_err(raise));
    let texts = files.clone();
    named("read_text", &["path: String", "String"], "A text file, as UTF-8.")
        .set_into_module(module, move |path: ImmutableString| texts.read_text(&path).map_err(raise));
    let lines = files.clone();
    named("read_lines", &["path: String", "Array"], "The lines of a text file, without their ends.").set_into_module(
        module,
        move |path: ImmutableString| -> Outcome<Array> {
            let text = lines.read_text(&path).map_err(raise)?;
            Ok(text.lines().map(|line| line.to_owned().into()).collect())
        },
    );
    type Parse = fn(&[u8]) -> Result<Table, TableError>;
    let readers: [(&str, &str, Parse); 2] = [
        ("read_csv", "Reads a CSV file with a header line.", Table::from_csv),
        ("read_json", "Reads a JSON file: an array of objects, or one object a line.", Table::from_json),
    ];
    for (name, doc, parse) in readers {
        let files = files.clone();
        named(name, &["path: String", "Table"], doc).set_into_module(
            module,
            move |path: ImmutableString| -> Outcome<Table> {
                let bytes = files.read(&path).map_err(raise)?;
                parse(&bytes).map_err(|error| {
                    raise(TableError::File { path: Path::new(path.as_str()).into(), reason: error.to_string() })
                })
            },
        );
    }
}
