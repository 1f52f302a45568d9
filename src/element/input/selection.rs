//! What the widgets with options share: a choice is sent as its place among the options and its name.

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

/// The place of what the page has chosen: by its name, wherever that stands now, or, by a program, as a place alone.
pub(super) fn place<'a>(wire: &WireValue, name: impl Fn(usize) -> Option<&'a str>) -> Option<usize> {
    let WireValue::List(parts) = wire else {
        return wire.as_index().filter(|index| name(*index).is_some());
    };
    let [at, WireValue::Text(chosen)] = parts.as_slice() else {
        return None;
    };
    let is_chosen = |index: &usize| name(*index).is_some_and(|name| name == chosen);
    // It mostly stands where the page has seen it.
    at.as_index().filter(is_chosen).or_else(|| (0..).take_while(|index| name(*index).is_some()).find(is_chosen))
}

/// A choice as it travels: its place, and its name, which says what it is when the place is another one.
pub(super) fn choice(index: usize, name: &str) -> Option<WireValue> {
    Some(WireValue::List(vec![WireValue::Int(i64::try_from(index).ok()?), name.into()]))
}

/// The option that the page has chosen; `()` for none.
pub(super) fn read(options: &Options, wire: &WireValue) -> Option<Dynamic> {
    match wire {
        WireValue::Nil => Some(Dynamic::UNIT),
        other => options.values.get(place(other, |index| options.name(index))?).cloned(),
    }
}

/// A value as the choice of an option; nil for `()` where that is none of them.
pub(super) fn write(options: &Options, value: &Dynamic) -> Option<WireValue> {
    match options.position(value) {
        Some(index) => choice(index, options.name(index)?),
        None => value.is_unit().then_some(WireValue::Nil),
    }
}

/// The option that the page's address names, or whose label it has; `()` for the empty text.
pub(super) fn parse(options: &Options, texts: &[&str]) -> Option<Dynamic> {
    let text = texts.last()?;
    let named = (0..options.values.len()).find(|index| options.name(*index) == Some(text));
    match named.or_else(|| options.labels.iter().position(|label| label == text)) {
        Some(index) => options.values.get(index).cloned(),
        None => text.is_empty().then_some(Dynamic::UNIT),
    }
}

/// An option as the page's address names it.
pub(super) fn texts(options: &Options, value: &Dynamic) -> Vec<String> {
    vec![match options.position(value).and_then(|index| options.name(index)) {
        Some(name) => name.to_owned(),
        None if value.is_unit() => String::new(),
        None => shown(value),
    }]
}
