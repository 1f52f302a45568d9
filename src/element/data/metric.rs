//! `st.metric`: a figure in large type, with its change.

use crate::element::declare::Plain;
use crate::element::{Arg, Height, Label, LabelVisibility, Mismatch, Text, Width, shown};
use crate::error::Result;

choices! {
    /// What the colour of a delta says.
    pub enum DeltaColor {
        /// Up is green, down is red.
        Normal = "normal",
        /// Up is red, down is green.
        Inverse = "inverse",
        /// Grey.
        Off = "off",
    }
}

choices! {
    /// The arrow before a delta.
    pub enum DeltaArrow {
        /// By the sign.
        Auto = "auto",
        /// Up.
        Up = "up",
        /// Down.
        Down = "down",
        /// None.
        Off = "off",
    }
}

choices! {
    /// The form of a metric's small chart.
    pub enum SparkType {
        /// A line.
        Line = "line",
        /// An area.
        Area = "area",
        /// Bars.
        Bar = "bar",
    }
}

command! {
    /// Shows a figure in large type, with its change.
    ///
    /// # Example
    /// ```rhai
    /// st.metric("Revenue", 1204, "+3%");
    /// ```
    pub struct Metric = "metric" in Data, returns "a handle on the element" {
        positional {
            /// What the figure is, as markdown.
            label: Label,
            /// The figure; `()` is shown as a dash.
            value: Figure,
            /// Its change; a `-` in front makes it a fall.
            delta: Option<Text> = None => "()",
            /// What the colour of the change says.
            delta_color: DeltaColor = DeltaColor::Normal => "\"normal\"",
        }
        named {
            /// Help that is shown beside the label.
            help: Option<String> = None => "()",
            /// An emoji or `:material/name:` before the label.
            icon: Option<crate::element::Icon> = None => "()",
            /// Whether the label is shown.
            label_visibility: LabelVisibility = LabelVisibility::Visible => "\"visible\"",
            /// Whether it has a border.
            border: bool = false => "false",
            /// How wide it is.
            width: Width = Width::Stretch => "\"stretch\"",
            /// How high it is.
            height: Height = Height::Content => "\"content\"",
            /// Numbers for a small chart below the figure.
            chart_data: Vec<f64> = Vec::new() => "[]",
            /// The form of that chart.
            chart_type: SparkType = SparkType::Line => "\"line\"",
            /// The arrow before the change.
            delta_arrow: DeltaArrow = DeltaArrow::Auto => "\"auto\"",
            /// How numbers are shown: printf-like (`"%.2f"`) or `"compact"`, `"percent"`, `"dollar"`, `"euro"`, `"bytes"`.
            format: Option<String> = None => "()",
            /// A note beside the change.
            delta_description: Option<String> = None => "()",
        }
    }
}

impl Plain for Metric {}

/// The figure of a metric.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(transparent)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Figure(pub String);

impl Arg for Figure {
    const TAKES_MAP: bool = true;

    fn expects() -> String {
        "any value, shown as text".into()
    }
    fn from_value(value: rhai::Dynamic) -> Result<Self, Mismatch> {
        Ok(Self(if value.is_unit() { "–".into() } else { shown(&value) }))
    }
}
