//! The rows, columns and cells that are selected in a grid: `on_select` makes `st.dataframe` a widget.

use std::collections::{BTreeMap, BTreeSet};

use rhai::{Array, Dynamic, Map};

use crate::element::declare::identity_of;
use crate::element::input::{Widget, WidgetOptions, WireValue, refuse};
use crate::element::{Arg, Callback, Element, Mismatch};
use crate::error::{Error, ErrorKind, Result, nearest};

choices! {
    /// What can be selected in a grid.
    pub enum SelectionMode {
        /// Any number of rows.
        MultiRow = "multi-row",
        /// One row.
        SingleRow = "single-row",
        /// Any number of columns.
        MultiColumn = "multi-column",
        /// One column.
        SingleColumn = "single-column",
        /// Any number of cells.
        MultiCell = "multi-cell",
        /// One cell.
        SingleCell = "single-cell",
    }
}

/// `selection_mode`: a word, or an array of one for each of rows, columns and cells.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SelectionModes(pub Vec<SelectionMode>);

impl Default for SelectionModes {
    fn default() -> Self {
        Self(vec![SelectionMode::MultiRow])
    }
}

impl Arg for SelectionModes {
    fn expects() -> String {
        format!("{}, or an array of them", SelectionMode::expects())
    }

    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        if value.is_string() {
            return SelectionMode::from_value(value).map(|mode| Self(vec![mode]));
        }
        let modes = Self(Vec::from_value(value)?);
        for what in [What::Rows, What::Columns, What::Cells] {
            let [many, one] = what.modes();
            if modes.0.contains(&many) && modes.0.contains(&one) {
                return Err(Mismatch::Value(format!(
                    "\"{}\" and \"{}\" exclude each other; give one of them.",
                    many.word(),
                    one.word()
                )));
            }
        }
        if modes.0.is_empty() {
            return Err(Mismatch::Value("an empty array selects nothing; give at least one mode.".into()));
        }
        Ok(modes)
    }

    fn is_unset(&self) -> bool {
        *self == Self::default()
    }
}

impl SelectionModes {
    /// How many of `what` can be selected.
    fn most(&self, what: What) -> usize {
        let [many, one] = what.modes();
        if self.0.contains(&many) { usize::MAX } else { self.0.contains(&one).into() }
    }
}

#[derive(Debug, Clone, Copy)]
enum What {
    Rows,
    Columns,
    Cells,
}

impl What {
    const fn name(self) -> &'static str {
        match self {
            Self::Rows => "rows",
            Self::Columns => "columns",
            Self::Cells => "cells",
        }
    }

    const fn modes(self) -> [SelectionMode; 2] {
        match self {
            Self::Rows => [SelectionMode::MultiRow, SelectionMode::SingleRow],
            Self::Columns => [SelectionMode::MultiColumn, SelectionMode::SingleColumn],
            Self::Cells => [SelectionMode::MultiCell, SelectionMode::SingleCell],
        }
    }
}

/// What is selected, as a script or the page gives it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    rows: Vec<i64>,
    columns: Vec<String>,
    cells: Vec<(i64, String)>,
}

impl Arg for Selection {
    const TAKES_MAP: bool = true;

    fn expects() -> String {
        "map with `rows`, `columns` and `cells`".into()
    }

    /// Takes what the command gives back, `#{ selection: #{ … } }`, or the inner map.
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        let mut map: Map = value.try_cast().ok_or(Mismatch::Type)?;
        if let (1, Some(inner)) = (map.len(), map.get("selection").cloned()) {
            map = inner.try_cast().ok_or(Mismatch::Type)?;
        }
        let wrong = |name: &str, takes: &str| Mismatch::Value(format!("`{name}` takes {takes}."));
        let mut selection = Self::default();
        for (name, value) in map {
            match name.as_str() {
                "rows" => {
                    selection.rows = Vec::from_value(value).map_err(|_| wrong("rows", "an array of row numbers"))?;
                }
                "columns" => {
                    selection.columns =
                        Vec::from_value(value).map_err(|_| wrong("columns", "an array of column names"))?;
                }
                "cells" => {
                    let cells: Option<Vec<_>> =
                        value.try_cast::<Array>().and_then(|cells| cells.into_iter().map(cell).collect());
                    selection.cells = cells.ok_or_else(|| wrong("cells", "an array of pairs, `[row, \"column\"]`"))?;
                }
                other => return Err(Mismatch::choice(other, &["rows", "columns", "cells"])),
            }
        }
        Ok(selection)
    }
}

fn cell(value: Dynamic) -> Option<(i64, String)> {
    let [row, column]: [Dynamic; 2] = value.try_cast::<Array>()?.try_into().ok()?;
    Some((row.as_int().ok()?, column.into_string().ok()?))
}

impl Selection {
    fn from_wire(wire: &WireValue) -> Option<Self> {
        let [rows, columns, cells] = parts(wire)?.try_into().ok()?;
        let row = |wire: &WireValue| wire.as_index().and_then(|row| i64::try_from(row).ok());
        let column = |wire: &WireValue| match wire {
            WireValue::Text(name) => Some(name.clone()),
            _ => None,
        };
        let cell = |wire: &WireValue| match parts(wire)?.as_slice() {
            [at, name] => Some((row(at)?, column(name)?)),
            _ => None,
        };
        Some(Self {
            rows: parts(rows)?.into_iter().map(row).collect::<Option<_>>()?,
            columns: parts(columns)?.into_iter().map(column).collect::<Option<_>>()?,
            cells: parts(cells)?.into_iter().map(cell).collect::<Option<_>>()?,
        })
    }

    fn to_wire(&self) -> WireValue {
        let cells = self.cells.iter().map(|(row, column)| WireValue::List(vec![(*row).into(), column.as_str().into()]));
        WireValue::List(vec![
            self.rows.clone().into(),
            self.columns.iter().map(String::as_str).collect::<Vec<_>>().into(),
            WireValue::List(cells.collect()),
        ])
    }

    fn into_dynamic(self) -> Dynamic {
        let rows: Array = self.rows.into_iter().map(Dynamic::from).collect();
        let columns: Array = self.columns.into_iter().map(Dynamic::from).collect();
        let cells: Array = self
            .cells
            .into_iter()
            .map(|(row, column)| Dynamic::from(vec![Dynamic::from(row), Dynamic::from(column)]))
            .collect();
        let selection = Map::from([
            ("rows".into(), rows.into()),
            ("columns".into(), columns.into()),
            ("cells".into(), cells.into()),
        ]);
        Map::from([("selection".into(), selection.into())]).into()
    }
}

fn parts(wire: &WireValue) -> Option<Vec<&WireValue>> {
    match wire {
        WireValue::List(parts) => Some(parts.iter().collect()),
        _ => None,
    }
}

/// What a grid offers to select.
#[derive(Debug)]
pub struct Selectable {
    /// The number of its rows.
    pub rows: usize,
    /// The names of its columns.
    pub columns: Vec<String>,
    /// What can be selected of them.
    pub modes: SelectionModes,
}

impl Selectable {
    fn has_row(&self, row: i64) -> bool {
        usize::try_from(row).is_ok_and(|row| row < self.rows)
    }

    /// The selection in the order of the data, without what the grid does not have or does not offer.
    fn fit(&self, selection: Selection) -> Selection {
        let place: BTreeMap<&str, usize> =
            self.columns.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
        let rows: BTreeSet<i64> = selection.rows.into_iter().filter(|row| self.has_row(*row)).collect();
        let columns: BTreeSet<usize> =
            selection.columns.iter().filter_map(|name| place.get(name.as_str()).copied()).collect();
        let cells: BTreeSet<(i64, usize)> = selection
            .cells
            .iter()
            .filter(|(row, _)| self.has_row(*row))
            .filter_map(|(row, name)| Some((*row, *place.get(name.as_str())?)))
            .collect();
        Selection {
            rows: rows.into_iter().take(self.modes.most(What::Rows)).collect(),
            columns: columns
                .into_iter()
                .take(self.modes.most(What::Columns))
                .map(|at| self.columns[at].clone())
                .collect(),
            cells: cells
                .into_iter()
                .take(self.modes.most(What::Cells))
                .map(|(row, at)| (row, self.columns[at].clone()))
                .collect(),
        }
    }

    /// Checks what a script gives as `selection_default`.
    fn check(&self, selection: &Selection) -> Result<()> {
        let wrong = |what: String, hint: String| {
            Err(Error::new(ErrorKind::Argument, format!("`selection_default` of `st.dataframe` {what}")).hint(hint))
        };
        let given = [
            (What::Rows, selection.rows.len()),
            (What::Columns, selection.columns.len()),
            (What::Cells, selection.cells.len()),
        ];
        for (what, count) in given {
            let name = what.name();
            let [many, _] = what.modes();
            match self.modes.most(what) {
                most if count <= most => {}
                0 => {
                    return wrong(
                        format!("selects {name}, which `selection_mode` does not allow."),
                        format!("Add \"{}\" to `selection_mode`.", many.word()),
                    );
                }
                _ => {
                    return wrong(
                        format!("selects {count} {name}, but `selection_mode` allows one."),
                        format!("Give one, or use \"{}\".", many.word()),
                    );
                }
            }
        }
        let rows = selection.rows.iter().chain(selection.cells.iter().map(|(row, _)| row));
        if let Some(row) = rows.into_iter().find(|row| !self.has_row(**row)) {
            return wrong(
                format!("names the row {row}, which the data does not have."),
                match self.rows {
                    0 => "The data has no rows.".into(),
                    rows => format!("The rows are 0 to {}.", rows - 1),
                },
            );
        }
        let columns = selection.columns.iter().chain(selection.cells.iter().map(|(_, column)| column));
        if let Some(column) = columns.into_iter().find(|column| !self.columns.contains(column)) {
            let near = nearest(column, self.columns.iter().map(String::as_str));
            return wrong(
                format!("names the column \"{column}\", which the data does not have."),
                near.map_or_else(
                    || format!("The columns are \"{}\".", self.columns.join("\", \"")),
                    |near| format!("Did you mean \"{near}\"?"),
                ),
            );
        }
        Ok(())
    }
}

/// A grid in which something can be selected.
#[derive(Debug)]
pub struct SelectionGrid {
    element: Element,
    selectable: Selectable,
    default: Selection,
    on_select: Option<Callback>,
    options: WidgetOptions,
}

impl SelectionGrid {
    /// Makes the grid that `element` draws a widget.
    ///
    /// # Errors
    /// [`ErrorKind::Argument`] when `default` selects what the grid does not have or does not offer.
    pub fn new(
        element: Element,
        selectable: Selectable,
        default: Option<Selection>,
        on_select: Option<Callback>,
    ) -> Result<Self> {
        let default = default.unwrap_or_default();
        selectable.check(&default)?;
        Ok(Self {
            options: WidgetOptions {
                help: None,
                disabled: false,
                key: element.key.as_deref().map(str::to_owned),
                args: Array::new(),
                kwargs: Map::new(),
            },
            default: selectable.fit(default),
            element,
            selectable,
            on_select,
        })
    }
}

impl SelectionGrid {
    /// Says which grid the page has seen when something was selected in it: the hash of what is drawn.
    fn seen(&self) -> WireValue {
        WireValue::Text(self.element.hash.to_string())
    }
}

impl Widget for SelectionGrid {
    fn command(&self) -> &'static str {
        self.element.kind
    }

    fn options(&self) -> &WidgetOptions {
        &self.options
    }

    fn callback(&self) -> Option<&Callback> {
        self.on_select.as_ref()
    }

    fn element(&self) -> Element {
        self.element.clone()
    }

    fn identity_without_key(&self) -> u64 {
        let Selection { rows, columns, cells } = &self.default;
        identity_of(self.command(), &(self.element.hash, rows, columns, cells))
    }

    fn default_value(&self) -> Dynamic {
        self.default.clone().into_dynamic()
    }

    fn read(&self, wire: &WireValue) -> Option<Dynamic> {
        let selection = match wire {
            // Rows have no names. Those that were selected in other data than this are not the rows at their places here.
            WireValue::List(parts) if parts.len() == 4 => {
                let selection = Selection::from_wire(&WireValue::List(parts[..3].to_vec()))?;
                let is_by_place = !selection.rows.is_empty() || !selection.cells.is_empty();
                if is_by_place && parts[3] != self.seen() {
                    return None;
                }
                selection
            }
            other => Selection::from_wire(other)?,
        };
        Some(self.selectable.fit(selection).into_dynamic())
    }

    fn write(&self, value: &Dynamic) -> Option<WireValue> {
        let selection = self.selectable.fit(Selection::from_value(value.clone()).ok()?);
        let is_by_place = !selection.rows.is_empty() || !selection.cells.is_empty();
        match selection.to_wire() {
            WireValue::List(mut parts) if is_by_place => {
                parts.push(self.seen());
                Some(WireValue::List(parts))
            }
            other => Some(other),
        }
    }

    fn keep(&self, value: &Dynamic) -> Option<Dynamic> {
        self.read(&self.write(value)?)
    }

    fn accept(&self, value: &Dynamic) -> Result<Dynamic> {
        self.keep(value).ok_or_else(|| refuse(self.command(), value))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::element::{Args, Drawing, Host, registry};

    struct NoHost;

    impl Host for NoHost {
        fn call(&mut self, _: &rhai::FnPtr, _: Vec<Dynamic>) -> Result<Dynamic> {
            unreachable!("no functions here")
        }
    }

    fn value(script: &str) -> Dynamic {
        rhai::Engine::new().eval(script).unwrap()
    }

    fn draw(options: &str) -> Result<Drawing> {
        let args = value(&format!("[#{{ city: [\"Oslo\", \"Rome\"], people: [1, 2] }}, #{{ {options} }}]"));
        let entry = registry::find("dataframe").unwrap();
        let mut args = Args::new(&entry.spec, args.cast()).unwrap();
        (entry.build)(&mut args, &mut NoHost)
    }

    #[track_caller]
    fn grid(options: &str) -> Arc<dyn Widget> {
        match draw(&format!("on_select: \"rerun\", {options}")).unwrap() {
            Drawing::Widget(widget) => widget,
            other => panic!("{other:?}"),
        }
    }

    #[track_caller]
    fn message(options: &str) -> String {
        let error = draw(&format!("on_select: \"rerun\", {options}")).unwrap_err();
        format!("{} {}", error.message(), error.report().hint.clone().unwrap_or_default())
    }

    #[test]
    fn without_on_select_a_grid_is_no_widget() {
        assert!(matches!(draw("").unwrap(), Drawing::Element(_)));
        assert!(matches!(draw("on_select: \"ignore\", key: \"k\"").unwrap(), Drawing::Element(_)));
    }

    #[test]
    fn a_selection_travels_as_lists_and_comes_in_the_order_of_the_data() {
        let grid = grid("selection_mode: [\"multi-row\", \"multi-column\", \"multi-cell\"]");
        let chosen = value(
            r#"#{ selection: #{ rows: [1, 0], columns: ["people", "city"], cells: [[1, "city"], [0, "people"]] } }"#,
        );
        let wire = grid.write(&chosen).unwrap();
        let cell = |row: i64, name: &str| WireValue::List(vec![row.into(), name.into()]);
        let lists = vec![
            WireValue::from(vec![0_i64, 1]),
            WireValue::from(vec!["city", "people"]),
            WireValue::List(vec![cell(0, "people"), cell(1, "city")]),
            WireValue::Text(grid.element().hash.to_string()),
        ];
        assert_eq!(wire, WireValue::List(lists));
        let read = grid.read(&wire).unwrap();
        assert_eq!(
            read.to_string(),
            value(
                r#"#{ selection: #{ rows: [0, 1], columns: ["city", "people"], cells: [[0, "people"], [1, "city"]] } }"#
            )
            .to_string()
        );
    }

    #[test]
    fn rows_that_were_selected_in_other_data_are_not_those_at_their_places() {
        let grid = grid("");
        let seen = grid.element().hash.to_string();
        let wire = |rows: Vec<i64>, columns: &[&str], seen: &str| {
            let cells = WireValue::List(Vec::new());
            WireValue::List(vec![rows.into(), columns.to_vec().into(), cells, seen.into()])
        };
        assert!(grid.read(&wire(vec![1], &[], &seen)).is_some());
        assert!(grid.read(&wire(vec![1], &[], "1")).is_none());
        assert!(grid.read(&wire(vec![], &["city"], "1")).is_some(), "columns have names");
    }

    #[test]
    fn what_the_data_does_not_have_or_the_mode_does_not_offer_is_dropped() {
        let grid = grid("selection_mode: \"single-row\"");
        let kept = grid.keep(&value(r#"#{ rows: [9, 1, 0], columns: ["city"] }"#)).unwrap();
        assert_eq!(kept.to_string(), value("#{ selection: #{ rows: [0], columns: [], cells: [] } }").to_string());
        assert!(grid.keep(&value("3")).is_none());
        assert!(grid.read(&WireValue::Int(3)).is_none());
        assert!(grid.accept(&value("#{ rows: \"all\" }")).is_err());
    }

    #[test]
    fn a_default_is_checked_against_data_and_mode() {
        let selected = grid("selection_default: #{ selection: #{ rows: [1] } }");
        assert_eq!(
            selected.default_value().to_string(),
            value("#{ selection: #{ rows: [1], columns: [], cells: [] } }").to_string()
        );
        assert!(
            message("selection_default: #{ rows: [2] }")
                .contains("the row 2, which the data does not have. The rows are 0 to 1.")
        );
        assert!(message("selection_default: #{ columns: [\"city\"] }").contains("Add \"multi-column\""));
        assert!(message("selection_default: #{ rows: [0, 1] }, selection_mode: \"single-row\"").contains("allows one"));
        assert!(
            message("selection_default: #{ columns: [\"cty\"] }, selection_mode: \"multi-column\"")
                .contains("Did you mean \"city\"?")
        );
        assert!(message("selection_default: #{ row: [0] }").contains("Did you mean \"rows\"?"));
    }

    #[test]
    fn words_that_are_none_are_refused_with_what_was_meant() {
        assert!(message("selection_mode: \"multi_row\"").contains("Did you mean \"multi-row\"?"));
        assert!(message("selection_mode: [\"multi-row\", \"single-row\"]").contains("exclude each other"));
        assert!(message("selection_mode: []").contains("at least one mode"));
        let error = draw("on_select: \"rerum\"").unwrap_err();
        assert!(error.message().contains("Did you mean \"rerun\"?"), "{error}");
    }

    #[test]
    fn with_a_key_the_data_may_change_and_without_one_it_makes_a_new_widget() {
        let of = |options: &str| grid(options).identity();
        assert_eq!(of("key: \"k\""), of("key: \"k\", row_height: 50"));
        assert_eq!(of("key: \"k\""), of("key: \"k\", selection_mode: \"multi-cell\""));
        assert_ne!(of(""), of("row_height: 50"));
    }
}
