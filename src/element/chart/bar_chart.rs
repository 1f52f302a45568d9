//! `st.bar_chart`: bars.

use super::simple::Stack;
use crate::element::{Arg, Mismatch};
use crate::error::Result;

chart! {
    /// Draws bars.
    ///
    /// # Example
    /// ```rhai
    /// st.bar_chart(#{ city: ["Oslo", "Rome"], people: [709000, 2750000] }, #{ x: "city", sort: "-people" });
    /// ```
    BarChart => BarChartProps = "bar_chart" {
        /// Whether bars lie.
        horizontal: bool = false => "false",
        /// The order of the bars: `true` by x, `false` as in the data, or a column, with `-` in front downwards.
        sort: Sort = Sort::Flag(true) => "true",
        /// How several bars stand: `true` on each other, `"normalize"`, `"center"`, `false` side by side.
        stack: Option<Stack> = None => "()",
    }
}

/// The order of bars.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Sort {
    /// By x, or as in the data.
    Flag(bool),
    /// By this column, with `-` in front downwards.
    Column(String),
}

impl Arg for Sort {
    fn expects() -> String {
        "boolean or column name".into()
    }
    fn from_value(value: rhai::Dynamic) -> Result<Self, Mismatch> {
        if let Ok(flag) = value.as_bool() {
            return Ok(Self::Flag(flag));
        }
        value.into_string().map(Self::Column).map_err(|_| Mismatch::Type)
    }
}
