//! A value as JSON text (RFC 8259).

use std::fmt::Write as _;

use rhai::Dynamic;

use super::{
    Problem, Unserializable,
    sized_number::SizedNumber,
    view::{View, Walk},
};

/// The value as JSON: arrays and maps as such, tables as arrays of objects, blobs and ranges as arrays of numbers. What JSON
/// has no word for is null (`()`, `NaN`, infinity) or the text that a script prints.
///
/// # Errors
/// [`Unserializable`] for a value that holds itself or is nested too deep, or that another run is writing to.
pub fn to_json(value: &Dynamic) -> Result<String, Unserializable> {
    let mut out = String::new();
    write(value, &mut out, &mut Walk::default())?;
    Ok(out)
}

fn write(value: &Dynamic, out: &mut String, walk: &mut Walk) -> Result<(), Problem> {
    walk.enter(value, |walk, view| {
        match view {
            View::Unit => out.push_str("null"),
            View::Bool(flag) => push(out, flag),
            View::Int(int) => push(out, int),
            View::Float(float) => number(out, float),
            View::SizedNumber(SizedNumber::F32(float)) => number(out, float.into()),
            View::SizedNumber(SizedNumber::Signed(_, int)) => push(out, int),
            View::SizedNumber(SizedNumber::U128(int)) => push(out, int),
            View::Char(char) => string(out, char.encode_utf8(&mut [0; 4])),
            View::Text(text) => string(out, text),
            View::Blob(bytes) => list(out, bytes.iter(), |out, byte| {
                push(out, byte);
                Ok(())
            })?,
            View::Range(range) => list(out, range, |out, int| {
                push(out, int);
                Ok(())
            })?,
            View::RangeInclusive(range) => list(out, range, |out, int| {
                push(out, int);
                Ok(())
            })?,
            View::Array(items) => list(out, items, |out, item| write(item, out, walk))?,
            View::Map(map) => {
                out.push('{');
                for (at, (key, item)) in map.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    string(out, key);
                    out.push(':');
                    write(item, out, walk)?;
                }
                out.push('}');
            }
            View::Table(table) => match table.to_array_of_maps() {
                Ok(rows) => list(out, &rows, |out, row| write(row, out, walk))?,
                Err(error) => string(out, &error.to_string()),
            },
            View::Timestamp => string(out, "timestamp"),
            View::Function(function) => string(out, function.fn_name()),
            View::Host(host) => string(out, &host.to_string()),
        }
        Ok(())
    })
}

fn list<T>(
    out: &mut String,
    items: impl IntoIterator<Item = T>,
    mut each: impl FnMut(&mut String, T) -> Result<(), Problem>,
) -> Result<(), Problem> {
    out.push('[');
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        each(out, item)?;
    }
    out.push(']');
    Ok(())
}

fn push(out: &mut String, value: impl std::fmt::Display) {
    let _ = write!(out, "{value}");
}

fn number(out: &mut String, float: f64) {
    if float.is_finite() {
        // The shortest text that is read as the same float, with a point where it is whole.
        let _ = write!(out, "{float:?}");
    } else {
        out.push_str("null");
    }
}

fn string(out: &mut String, text: &str) {
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use rhai::{Array, Map};

    #[test]
    fn every_string_is_json_that_reads_as_the_same_string() {
        // All of Unicode, a thousand characters at a time.
        let all: Vec<char> = ('\0'..=char::MAX).collect();
        for chars in all.chunks(1000) {
            let text: String = chars.iter().collect();
            let json = to_json(&text.clone().into()).unwrap();
            assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
        let mut map = Map::new();
        map.insert("a\u{202f}\"b".into(), "1\u{202f}000".into());
        let json: serde_json::Value = serde_json::from_str(&to_json(&map.into()).unwrap()).unwrap();
        assert_eq!(json, serde_json::json!({ "a\u{202f}\"b": "1\u{202f}000" }));
    }

    #[test]
    fn every_kind_of_value_is_json() {
        let table = crate::value::Table::from_csv(b"a,b\n1,x\n2,\n").unwrap();
        let values: Array = vec![
            ().into(),
            true.into(),
            i64::MIN.into(),
            1.5_f64.into(),
            2.0_f64.into(),
            1e300_f64.into(),
            f64::NAN.into(),
            f64::NEG_INFINITY.into(),
            'ä'.into(),
            Dynamic::from_blob(vec![1, 255]),
            Dynamic::from(0_i64..3),
            Dynamic::from(7_u8),
            table.into_dynamic(),
            Dynamic::from_array(vec![]),
        ];
        let json: serde_json::Value = serde_json::from_str(&to_json(&values.into()).unwrap()).unwrap();
        assert_eq!(
            json,
            serde_json::json!([
                null, true, i64::MIN, 1.5, 2.0, 1e300, null, null, "ä", [1, 255], [0, 1, 2], 7,
                [{ "a": 1, "b": "x" }, { "a": 2, "b": null }], []
            ])
        );
    }

    #[test]
    fn a_value_that_holds_itself_is_an_error() {
        let shared = Dynamic::from_array(vec![]).into_shared();
        shared.clone().write_lock::<Array>().unwrap().push(shared.clone());
        assert!(to_json(&shared).is_err());
    }
}
