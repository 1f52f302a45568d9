//! `st.write`: any number of values, each as the element that suits it.

use rhai::{Array, Dynamic, FnPtr, ImmutableString, Map, Module};

use super::session_state::SessionStateHandle;
use super::{Call, Raised, method, raised};
use crate::element::{
    Arg, Code, CommandSpec, Dataframe, Drawing, Exception, Group, Json, Markdown, ParamSpec, describe, report_of, shown,
};
use crate::error::{Error, ErrorKind};
use crate::script::memo;
use crate::script::program::mangle;
use crate::script::run::Handle;
use crate::script::run::Origin;
use crate::value::Table;

/// The most values that one call takes; more are an error of the engine.
const MOST_VALUES: usize = 64;

const UNSAFE_ALLOW_HTML: &str = "unsafe_allow_html";

pub(super) fn spec() -> CommandSpec {
    CommandSpec {
        name: "write",
        group: Group::Text,
        doc: &[
            " Shows values, each as the element that suits it.",
            "",
            " Strings are markdown, numbers and booleans code, arrays of maps with like keys and tables a grid, other",
            " arrays and maps a tree, caught errors a card, functions their signature. Strings beside each other are joined.",
            " A last map with nothing but parameters is not shown.",
            "",
            " # Example",
            " ```rhai",
            " st.write(\"Sum:\", 1 + 2);",
            " st.write([#{ city: \"Oslo\", people: 709000 }]);",
            " st.write(\"H<sub>2</sub>O\", #{ unsafe_allow_html: true });",
            " ```",
        ],
        returns: "`()`",
        params: vec![
            ParamSpec {
                name: "values",
                doc: &[" What is shown, up to 64 values."],
                expects: "any values".to_owned(),
                takes_map: true,
                shows_map: true,
                default: None,
                positional: true,
            },
            ParamSpec {
                name: UNSAFE_ALLOW_HTML,
                doc: &[" Whether HTML in the strings is drawn (sanitised) instead of shown as text."],
                expects: bool::expects(),
                takes_map: bool::TAKES_MAP,
                shows_map: bool::SHOWS_MAP,
                default: Some("false"),
                positional: false,
            },
        ],
    }
}

pub(super) fn register(module: &mut Module) {
    for count in 0..=MOST_VALUES + 1 {
        method(module, "write", count, |call, args| write(call, &args));
    }
}

fn write(call: &Call, args: &[Dynamic]) -> Result<Dynamic, Raised> {
    let (values, unsafe_allow_html) = raised(parameters(args))?;
    let markdown = |text| Drawing::element("markdown", &Markdown { unsafe_allow_html, ..Markdown::of(text) });
    let draw = |drawing| raised(call.run.draw(call.handle, drawing, &Origin::default())).map(drop);
    let mut text: Option<String> = None;
    for value in values {
        if let Some(piece) = as_text(value) {
            text = Some(match text {
                Some(before) => format!("{before} {piece}"),
                None => piece,
            });
            continue;
        }
        if let Some(text) = text.take() {
            draw(markdown(text))?;
        }
        draw(drawing(call, value))?;
    }
    if let Some(text) = text {
        draw(markdown(text))?;
    }
    Ok(Dynamic::UNIT)
}

/// Takes the parameters from behind the values: a map of nothing else, after at least one value.
fn parameters(args: &[Dynamic]) -> crate::error::Result<(&[Dynamic], bool)> {
    let Some((last, values)) = args.split_last().filter(|(_, values)| !values.is_empty()) else {
        return Ok((args, false));
    };
    let Some(value) =
        last.read_lock::<Map>().filter(|map| map.len() == 1).and_then(|map| map.get(UNSAFE_ALLOW_HTML).cloned())
    else {
        return Ok((args, false));
    };
    match value.as_bool() {
        Ok(allowed) => Ok((values, allowed)),
        Err(_) => Err(Error::new(
            ErrorKind::Argument,
            format!("`{UNSAFE_ALLOW_HTML}` of `st.write` takes {}, but got {}.", bool::expects(), describe(&value)),
        )),
    }
}

/// What is shown as a piece of markdown.
fn as_text(value: &Dynamic) -> Option<String> {
    if let Some(text) = value.read_lock::<ImmutableString>() {
        return Some(text.to_string());
    }
    let plain = value.is_unit() || value.is_bool() || value.is_int() || value.is_float() || value.is_char();
    plain.then(|| format!("`{}`", shown(value)))
}

fn drawing(call: &Call, value: &Dynamic) -> Drawing {
    if let Some(table) = value.read_lock::<Table>() {
        return Dataframe::of(table.clone());
    }
    if is_rows(value)
        && let Ok(table) = Table::from_dynamic(value)
    {
        return Dataframe::of(table);
    }
    if is_error(value) {
        return Drawing::Element(Exception::by_script(report_of(value)).element());
    }
    if let Some(function) = value.read_lock::<FnPtr>() {
        return Drawing::element("code", &Code::of(signature(call, &function)));
    }
    if value.is::<SessionStateHandle>() {
        return Drawing::element("json", &Json::of(&call.run.state().to_map().into()));
    }
    if let Some(handle) = value.read_lock::<Handle>() {
        return Drawing::element("code", &Code::of(handle.to_string()));
    }
    if value.is_array() || value.is_map() {
        return Drawing::element("json", &Json::of(value));
    }
    Drawing::element("code", &Code::of(value.to_string()))
}

/// A function as its script shows it: doc comments and head.
fn signature(call: &Call, function: &FnPtr) -> String {
    let name = function.fn_name();
    let Some(known) = call.run.source().main().functions.named(name).first() else {
        return format!("fn {}(…)", mangle::shown(name));
    };
    let params = known.params.iter().skip(memo::curried(function).len()).map(ToString::to_string);
    let params = params.collect::<Vec<_>>().join(", ");
    if function.is_anonymous() {
        return format!("|{params}| …");
    }
    let comments = known.comments.iter().map(|comment| format!("{comment}\n"));
    format!("{}fn {}({params})", comments.collect::<String>(), mangle::shown(name))
}

/// Whether a value is an array of maps with the same keys.
fn is_rows(value: &Dynamic) -> bool {
    let Some(rows) = value.read_lock::<Array>() else {
        return false;
    };
    let Some(first) = rows.first().and_then(rhai::Dynamic::read_lock::<Map>) else {
        return false;
    };
    !first.is_empty()
        && rows.iter().all(|row| {
            row.read_lock::<Map>().is_some_and(|row| row.len() == first.len() && row.keys().eq(first.keys()))
        })
}

/// Whether a value is an error that was caught: a map with `type` (the host's) or `error` (Rhai's) and `message`.
fn is_error(value: &Dynamic) -> bool {
    value.read_lock::<Map>().is_some_and(|map| {
        let is_text = |key: &str| map.get(key).is_some_and(Dynamic::is_string);
        let known = ["type", "message", "hint", "file", "line", "column"];
        let is_ours = is_text("type") && map.keys().all(|key| known.contains(&key.as_str()));
        let is_rhais = is_text("error") && map.contains_key("position");
        is_text("message") && (is_ours || is_rhais)
    })
}
