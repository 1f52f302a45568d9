//! `st.dataframe`: rows and columns as a grid.

mod selection;

use rhai::Map;
use selection::{Selectable, Selection, SelectionGrid, SelectionModes};

use crate::element::declare::{Command, Draw};
use crate::element::input::EventAction;
use crate::element::{Arg, Data, Drawing, Element, Height, Host, Mismatch, Width, require_column};
use crate::error::Result;
use crate::value::Table;

command! {
    /// Shows rows and columns as a grid that sorts, searches and scrolls.
    ///
    /// # Example
    /// ```rhai
    /// let rows = [#{ city: "Oslo", people: 709000 }, #{ city: "Rome", people: 2750000 }];
    /// st.dataframe(rows, #{ column_config: #{ people: "Inhabitants" } });
    /// let chosen = st.dataframe(rows, #{ on_select: "rerun", selection_mode: "single-row" });
    /// for row in chosen.selection.rows { st.write(rows[row].city); }
    /// ```
    pub struct Dataframe = "dataframe" in Data,
        returns "a handle on the element; with `on_select`, the selection: `#{ selection: #{ rows: [0], columns: [\"city\"], cells: [[0, \"city\"]] } }`"
    {
        positional {
            /// A table, an array of maps, a map of arrays, an array of arrays or of values.
            data: Data = Data::default() => "()",
            /// How wide it is.
            width: Width = Width::Stretch => "\"stretch\"",
            /// How high it is; `"auto"`: up to ten rows.
            height: Height = Height::Content => "\"auto\"",
        }
        named {
            /// Whether the row numbers are hidden.
            hide_index: bool = false => "false",
            /// The columns that are shown, in this order.
            column_order: Option<Vec<String>> = None => "()",
            /// Per column: a label, `()` to hide it, or a map with `label`, `width`, `help`, `format`.
            column_config: ColumnConfig = ColumnConfig::default() => "#{}",
            /// The height of a row in pixels.
            row_height: Option<i64> = None => "()",
            /// What an empty cell shows; by default `()`.
            placeholder: Option<String> = None => "()",
            /// A description for those who cannot see it.
            alt: Option<String> = None => "()",
            /// What can be selected, with `on_select`: one mode, or an array of one for each of rows, columns and cells.
            selection_mode: SelectionModes = SelectionModes::default() => "\"multi-row\"",
        }
        host {
            /// Whether rows, columns or cells can be selected: `"ignore"`: no; `"rerun"`: a change runs the script; a function: it is called before that run.
            on_select: EventAction = EventAction::Ignore => "\"ignore\"",
            /// What is selected at first: a map with `rows`, `columns` and `cells`, as the command gives it back.
            selection_default: Option<Selection> = None => "()",
            /// The former name of `width`: `true` for `"stretch"`, `false` for `"content"`.
            use_container_width: Option<bool> = None => "()",
            /// A name for the grid: its class in the page is `st-key-NAME`; with `on_select`, its selection is `st.session_state[key]`.
            key: Option<String> = None => "()",
        }
    }
}

impl Draw for Dataframe {
    fn draw(mut self, _: &mut dyn Host) -> Result<Drawing> {
        self.width = self.width.or_former(self.use_container_width);
        for name in self.column_order.iter().flatten() {
            require_column(&self.data.table, name, "dataframe", "column_order")?;
        }
        for name in self.column_config.0.keys() {
            require_column(&self.data.table, name, "dataframe", "column_config")?;
        }
        let element = Element::new(Self::NAME, &self).with_payload(self.data.payload).with_key(self.key.as_deref());
        if matches!(self.on_select, EventAction::Ignore) {
            return Ok(Drawing::Element(element));
        }
        let selectable = Selectable {
            rows: self.data.table.num_rows(),
            columns: self.data.table.column_names(),
            modes: self.selection_mode,
        };
        SelectionGrid::new(element, selectable, self.selection_default, self.on_select.callback()).map(Drawing::widget)
    }
}

impl Dataframe {
    /// A grid with everything as by default, as `st.write` draws it.
    #[must_use]
    pub fn of(table: Table) -> Drawing {
        let grid = Self {
            data: Data::new(table),
            width: Width::Stretch,
            height: Height::Content,
            hide_index: false,
            column_order: None,
            column_config: ColumnConfig::default(),
            row_height: None,
            placeholder: None,
            alt: None,
            selection_mode: SelectionModes::default(),
            on_select: EventAction::Ignore,
            selection_default: None,
            use_container_width: None,
            key: None,
        };
        Drawing::Element(Element::new(Self::NAME, &grid).with_payload(grid.data.payload))
    }
}

/// How single columns are shown.
#[derive(Debug, Clone, Default, serde::Serialize)]
#[serde(transparent)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ColumnConfig(pub std::collections::BTreeMap<String, ColumnOptions>);

/// How one column is shown.
#[derive(Debug, Clone, Default, serde::Serialize)]
#[serde(default)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(optional_fields))]
pub struct ColumnOptions {
    /// The heading, in place of the column's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Pixels, or a word.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional, type = "\"small\" | \"medium\" | \"large\" | number"))]
    pub width: Option<ColumnWidth>,
    /// Help at the heading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// How numbers are shown: printf-like or a named format.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Not shown.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    pub hidden: bool,
}

/// The width of a grid's column.
#[derive(Debug, Clone, serde::Serialize)]
#[serde(untagged)]
pub enum ColumnWidth {
    /// A word.
    Named(String),
    /// Pixels.
    Pixels(i64),
}

impl Arg for ColumnConfig {
    const TAKES_MAP: bool = true;

    fn expects() -> String {
        "map of column names to labels, () or maps".into()
    }
    fn from_value(value: rhai::Dynamic) -> Result<Self, Mismatch> {
        if value.is_unit() {
            return Ok(Self::default());
        }
        let map: Map = value.try_cast().ok_or(Mismatch::Type)?;
        map.into_iter()
            .map(|(name, value)| ColumnOptions::from_value(&name, value).map(|options| (name.to_string(), options)))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl ColumnOptions {
    const NAMES: [&str; 4] = ["label", "width", "help", "format"];

    fn from_value(column: &str, value: rhai::Dynamic) -> Result<Self, Mismatch> {
        if value.is_unit() {
            return Ok(Self { hidden: true, ..Self::default() });
        }
        if let Some(label) = value.read_lock::<rhai::ImmutableString>() {
            return Ok(Self { label: Some(label.to_string()), ..Self::default() });
        }
        let wrong =
            |name: &str, takes: &str| Mismatch::Value(format!("`{name}` of column \"{column}\" takes {takes}."));
        let map: Map = value.try_cast().ok_or(Mismatch::Type)?;
        let mut options = Self::default();
        for (name, value) in map {
            match name.as_str() {
                "label" => options.label = Some(String::from_value(value).map_err(|_| wrong("label", "a string"))?),
                "help" => options.help = Some(String::from_value(value).map_err(|_| wrong("help", "a string"))?),
                "format" => options.format = Some(String::from_value(value).map_err(|_| wrong("format", "a string"))?),
                "width" => {
                    options.width = Some(match value.as_int() {
                        Ok(pixels) if pixels > 0 => ColumnWidth::Pixels(pixels),
                        _ => match value.into_string().ok().as_deref() {
                            Some(word @ ("small" | "medium" | "large")) => ColumnWidth::Named(word.into()),
                            _ => return Err(wrong("width", "\"small\", \"medium\", \"large\" or pixels")),
                        },
                    });
                }
                other => return Err(Mismatch::choice(other, &Self::NAMES)),
            }
        }
        Ok(options)
    }
}
