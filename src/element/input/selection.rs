//! What the widgets with options share: a value is sent as its place among the options.

use rhai::Dynamic;

use super::WireValue;
use crate::element::{Options, shown};
use crate::error::{Error, ErrorKind, Result};

/// Checks `index` against the options of `command`.
///
/// # Errors
/// [`ErrorKind::Argument`] when there is no such option.
pub(super) fn check_index(command: &str, options: &Options, index: Option<i64>) -> Result<()> {
    let count = options.values.len();
    let Some(index) = index else { return Ok(()) };
    // The default index of 0 is no mistake where there is nothing to choose from.
    if usize::try_from(index).is_ok_and(|index| index < count.max(1)) {
        return Ok(());
    }
    let error = Error::new(
        ErrorKind::Argument,
        format!(
            "`index` of `st.{command}` is {index}, but there {} {count} option{}.",
            if count == 1 { "is" } else { "are" },
            if count == 1 { "" } else { "s" }
        ),
    );
    Err(error.hint(match count {
        0 => "Give at least one option.".to_owned(),
        1 => "Give 0, or `()` for none.".to_owned(),
        _ => format!("Give a place from 0 to {}, or `()` for none.", count - 1),
    }))
}

/// The option at a place that the script names; `()` for none.
pub(super) fn at(options: &Options, index: Option<i64>) -> Dynamic {
    let index = index.and_then(|index| usize::try_from(index).ok());
    index.and_then(|index| options.values.get(index).cloned()).unwrap_or(Dynamic::UNIT)
}

/// The option at the place that the page names; `()` for none.
pub(super) fn read(options: &Options, wire: &WireValue) -> Option<Dynamic> {
    match wire {
        WireValue::Nil => Some(Dynamic::UNIT),
        other => options.values.get(other.as_index()?).cloned(),
    }
}

/// The place of a value among the options; nil for `()` where that is none of them.
pub(super) fn write(options: &Options, value: &Dynamic) -> Option<WireValue> {
    match options.position(value) {
        Some(index) => Some(WireValue::Int(i64::try_from(index).ok()?)),
        None => value.is_unit().then_some(WireValue::Nil),
    }
}

/// The option whose label the page's address names; `()` for the empty text.
pub(super) fn parse(options: &Options, texts: &[&str]) -> Option<Dynamic> {
    let text = texts.last()?;
    match options.labels.iter().position(|label| label == text) {
        Some(index) => options.values.get(index).cloned(),
        None => text.is_empty().then_some(Dynamic::UNIT),
    }
}

/// An option as the page's address names it: by its label.
pub(super) fn texts(options: &Options, value: &Dynamic) -> Vec<String> {
    let label = options.position(value).and_then(|index| options.labels.get(index));
    vec![match label {
        Some(label) => label.to_string(),
        None if value.is_unit() => String::new(),
        None => shown(value),
    }]
}
