//! What the simple charts have in common: data and the columns that make them; the page draws them with Vega-Lite in
//! its own theme.

use arrow::datatypes::DataType;

use crate::element::{Arg, Mismatch, OneOrMore, require_column};
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::value::Table;

macro_rules! chart {
    (
        $(#[doc = $doc:literal])*
        $name:ident => $props:ident = $command:literal {
            $( $(#[doc = $extradoc:literal])* $extra:ident : $extraty:ty = $default:expr => $shown:literal ),* $(,)?
        }
    ) => {
        command! {
            $(#[doc = $doc])*
            pub struct $name => $props = $command in Chart, returns "a handle on the element" {
                positional {
                    /// A table, an array of maps, a map of arrays, an array of arrays or of values.
                    data: $crate::element::Data = $crate::element::Data::default() => "()",
                }
                named {
                    /// The column along the x axis; by default the row number.
                    x: Option<String> = None => "()",
                    /// The column, or columns, that are drawn; by default all that hold numbers.
                    y: Option<$crate::element::OneOrMore> as $crate::element::OneOrMore = None => "()",
                    /// The title of the x axis; by default the column's name.
                    x_label: Option<String> = None => "()",
                    /// The title of the y axis; by default the column's name.
                    y_label: Option<String> = None => "()",
                    /// A colour, a colour for each of `y`, or the name of a column whose values make the series.
                    color: Option<$crate::element::OneOrMore> = None => "()",
                    $( $(#[doc = $extradoc])* $extra: $extraty = $default => $shown, )*
                    /// How wide it is.
                    width: $crate::element::Width = $crate::element::Width::Stretch => "\"stretch\"",
                    /// How high it is.
                    height: $crate::element::Height = $crate::element::Height::Content => "\"content\"",
                    /// A description for those who cannot see it.
                    alt: Option<String> = None => "()",
                }
                host {
                    /// The former name of `width`: `true` for `"stretch"`, `false` for `"content"`.
                    use_container_width: Option<bool> = None => "()",
                }
            }
        }

        impl $crate::element::declare::Draw for $name {
            fn draw(self, _: &mut dyn $crate::element::Host) -> $crate::error::Result<$crate::element::Drawing> {
                use super::simple::{check_colors, series};
                use $crate::element::{Drawing, Element, declare::Command};

                let y = series(&self.data.table, Self::NAME, self.x.as_deref(), self.y, self.color.as_ref())?;
                if let Some(color) = &self.color {
                    check_colors(&self.data.table, Self::NAME, color, y.0.len())?;
                }
                let props = $props {
                    data: self.data,
                    x: self.x,
                    y,
                    x_label: self.x_label,
                    y_label: self.y_label,
                    color: self.color,
                    $($extra: self.$extra,)*
                    width: self.width.or_former(self.use_container_width),
                    height: self.height,
                    alt: self.alt,
                };
                Ok(Drawing::Element(Element::new(Self::NAME, &props).with_payload(props.data.payload)))
            }
        }
    };
}

/// How several series stand in one place.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Stack {
    /// On each other, or not.
    Flag(bool),
    /// `normalize`, `center` or `layered`.
    Way(String),
}

impl Arg for Stack {
    fn expects() -> String {
        "boolean, \"normalize\", \"center\" or \"layered\"".into()
    }
    fn from_value(value: rhai::Dynamic) -> Result<Self, Mismatch> {
        if let Ok(flag) = value.as_bool() {
            return Ok(Self::Flag(flag));
        }
        let word = value.into_string().map_err(|_| Mismatch::Type)?;
        match word.as_str() {
            "normalize" | "center" | "layered" => Ok(Self::Way(word)),
            _ => Err(Mismatch::choice(&word, &["normalize", "center", "layered"])),
        }
    }
}

/// The columns that a chart draws: those that were named, or all that hold numbers and are not used otherwise.
pub(super) fn series(
    table: &Table,
    command: &str,
    x: Option<&str>,
    y: Option<OneOrMore>,
    color: Option<&OneOrMore>,
) -> Result<OneOrMore> {
    if let Some(x) = x {
        require_column(table, x, command, "x")?;
    }
    if let Some(named) = y {
        for name in &named.0 {
            require_column(table, name, command, "y")?;
            require_numbers(table, name, command)?;
        }
        return Ok(named);
    }
    let group = color
        .and_then(|color| color.0.first())
        .map(String::as_str)
        .filter(|_| color.is_some_and(|color| color.0.len() == 1));
    let drawn: Vec<String> = table
        .schema()
        .fields()
        .iter()
        .filter(|field| field.data_type().is_numeric())
        .map(|field| field.name().clone())
        .filter(|name| Some(name.as_str()) != x && Some(name.as_str()) != group)
        .collect();
    if drawn.is_empty() && table.num_rows() > 0 {
        return Err(Error::new(
            ErrorKind::Argument,
            format!("`data` of `st.{command}` has no column of numbers to draw."),
        )
        .hint("Name the columns with `y`, or convert them to numbers."));
    }
    Ok(OneOrMore(drawn))
}

/// Checks that a column can be drawn as a height.
fn require_numbers(table: &Table, name: &str, command: &str) -> Result<()> {
    let fields = table.schema().fields();
    let can_be_drawn = |data_type: &DataType| {
        data_type.is_numeric() || matches!(data_type, DataType::Boolean | DataType::Null | DataType::Duration(_))
    };
    let Some(field) = fields.iter().find(|field| field.name() == name && !can_be_drawn(field.data_type())) else {
        return Ok(());
    };
    let holds = match field.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Dictionary(..) => "text".to_owned(),
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => "dates".to_owned(),
        DataType::Time32(_) | DataType::Time64(_) => "times".to_owned(),
        other => format!("{other} values"),
    };
    let error = Error::new(
        ErrorKind::Argument,
        format!("`y` of `st.{command}`: the column \"{name}\" holds {holds}, and only numbers can be drawn."),
    );
    let numbers: Vec<String> = fields
        .iter()
        .filter(|field| field.data_type().is_numeric())
        .map(|field| format!("\"{}\"", field.name()))
        .take(5)
        .collect();
    Err(error.hint(match numbers.as_slice() {
        [] => "Convert its values to numbers.".to_owned(),
        numbers => format!("Draw {}, or convert its values to numbers.", numbers.join(" or ")),
    }))
}

/// Checks `color`: the name of a column, or a CSS colour for each series.
pub(super) fn check_colors(table: &Table, command: &str, color: &OneOrMore, series: usize) -> Result<()> {
    let columns = table.column_names();
    if let [one] = color.0.as_slice()
        && columns.contains(one)
    {
        return Ok(());
    }
    let wrong = |what: String| Error::new(ErrorKind::Argument, format!("`color` of `st.{command}` {what}"));
    if let Some(bad) = color.0.iter().find(|color| csscolorparser::parse(color).is_err()) {
        let near = nearest(bad, columns.iter().map(String::as_str));
        return Err(wrong(format!("is \"{bad}\", which is neither a colour nor a column.")).hint(match near {
            Some(near) => format!("Did you mean the column \"{near}\"?"),
            None => "Give a CSS colour (`\"#0b7f8a\"`, `\"teal\"`), or the name of a column.".to_owned(),
        }));
    }
    // Without data there are no series yet.
    if table.num_columns() > 0 && color.0.len() != series {
        let (colors, lines) = (color.0.len(), series);
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        return Err(wrong(format!("gives {colors} colour{} for {lines} series.", plural(colors)))
            .hint("Give a colour for each of `y`, in the same order."));
    }
    Ok(())
}
