//! `st.columns`: containers beside each other.

use rhai::{Array, Dynamic};
use serde::Serialize;

use super::container::VerticalAlignment;
use crate::element::declare::{Command, Draw};
use crate::element::{Arg, Block, Drawing, Element, Gap, Host, Mismatch, Number, Width};
use crate::error::Result;

command! {
    /// Makes containers side by side.
    ///
    /// `let cols = st.columns(3);` makes three of the same width, `st.columns([2, 1])` makes the first twice as wide.
    ///
    /// # Example
    /// ```rhai
    /// let cols = st.columns([2, 1]);
    /// cols[0].metric("Revenue", 1204);
    /// with cols[1] { st.write("in the second column"); }
    /// ```
    pub struct Columns = "columns" in Layout, returns "an array of containers" {
        positional {
            /// How many, or how wide each is in proportion to the others.
            spec: Spec,
        }
        named {
            /// The distance between them.
            gap: Gap = Gap::SMALL => "\"small\"",
            /// Where elements stand from top to bottom.
            vertical_alignment: VerticalAlignment = VerticalAlignment::Top => "\"top\"",
            /// Whether each has a border.
            border: bool = false => "false",
            /// How wide all of them are together.
            width: Width = Width::Stretch => "\"stretch\"",
            /// Whether they go below each other where the page is narrow.
            wrap: bool = true => "true",
        }
    }
}

/// The wire form of one column.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Column {
    /// Its share of the width, from 0 to 1.
    pub weight: f64,
}

impl Draw for Columns {
    fn draw(self, _: &mut dyn Host) -> Result<Drawing> {
        let total: f64 = self.spec.0.iter().sum();
        let column = |weight: &f64| Element::new("column", &Column { weight: weight / total });
        Ok(Drawing::Block(Block {
            children: self.spec.0.iter().map(column).collect(),
            element: Element::new(Self::NAME, &self),
            single: false,
        }))
    }
}

/// The widths of columns, in proportion to each other.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Spec(pub Vec<f64>);

/// More columns than this are a mistake, and would be too narrow to read.
const MOST_COLUMNS: usize = 100;

impl Arg for Spec {
    fn expects() -> String {
        "number of columns, or array of their widths in proportion".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        if let Ok(count) = value.as_int() {
            return match usize::try_from(count) {
                Ok(count @ 1..=MOST_COLUMNS) => Ok(Self(vec![1.0; count])),
                _ => Err(Mismatch::Value(format!("{count} columns cannot be made; give 1 to {MOST_COLUMNS}."))),
            };
        }
        let widths: Array = value.try_cast().ok_or(Mismatch::Type)?;
        let widths = widths
            .into_iter()
            .map(|width| Number::from_value(width).map(Number::as_f64))
            .collect::<Result<Vec<_>, _>>()?;
        if widths.is_empty() || widths.len() > MOST_COLUMNS {
            return Err(Mismatch::Value(format!("{} widths were given; give 1 to {MOST_COLUMNS}.", widths.len())));
        }
        match widths.iter().find(|width| **width <= 0.0) {
            Some(width) => Err(Mismatch::Value(format!("a width of {width} is not more than 0."))),
            None => Ok(Self(widths)),
        }
    }
}
