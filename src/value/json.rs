//! Values as JSON text.

use std::fmt::Write;

use rhai::{Array, Dynamic, Map};

use super::view::MAX_DEPTH;

/// A value as JSON text (RFC 8259). What JSON does not know is the string that Rhai prints: `"NaN"`, `"inf"`.
#[must_use]
pub(crate) fn json_text(value: &Dynamic) -> String {
    let mut out = String::new();
    write_json(value, &mut out, 0);
    out
}

fn write_json(value: &Dynamic, out: &mut String, depth: usize) {
    if depth > MAX_DEPTH {
        // A value that contains itself.
        out.push_str("\"…\"");
    } else if value.is_unit() {
        out.push_str("null");
    } else if let Ok(flag) = value.as_bool() {
        let _ = write!(out, "{flag}");
    } else if let Ok(int) = value.as_int() {
        let _ = write!(out, "{int}");
    } else if let Some(float) = value.as_float().ok().filter(|float| float.is_finite()) {
        let _ = write!(out, "{float:?}");
    } else if let Some(array) = value.read_lock::<Array>() {
        write_list(out, '[', array.iter(), ']', |item, out| {
            write_json(item, out, depth + 1);
        });
    } else if let Some(map) = value.read_lock::<Map>() {
        write_list(out, '{', map.iter(), '}', |(key, item), out| {
            write_string(key, out);
            out.push(':');
            write_json(item, out, depth + 1);
        });
    } else {
        write_string(&value.to_string(), out);
    }
}

fn write_list<T>(
    out: &mut String,
    open: char,
    items: impl Iterator<Item = T>,
    close: char,
    write: impl Fn(T, &mut String),
) {
    out.push(open);
    for (index, item) in items.enumerate() {
        if index > 0 {
            out.push(',');
        }
        write(item, out);
    }
    out.push(close);
}

fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if u32::from(c) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_the_json_that_they_look_like() {
        let engine = rhai::Engine::new();
        let value: Dynamic = engine.eval(r#"#{ a: [1, 2.0, true, ()], "b\n": "x\"y", c: 'z' }"#).unwrap();
        assert_eq!(json_text(&value), r#"{"a":[1,2.0,true,null],"b\n":"x\"y","c":"z"}"#);
    }

    #[test]
    fn every_character_is_read_back_from_a_key_and_from_a_value() {
        let all: String = (char::MIN..=char::MAX).collect();
        let value = Dynamic::from_map(Map::from([(all.as_str().into(), all.as_str().into())]));
        let read: serde_json::Value = serde_json::from_str(&json_text(&value)).unwrap();
        assert_eq!(read.get(&all).and_then(serde_json::Value::as_str), Some(all.as_str()));
    }

    #[test]
    fn numbers_are_exact_and_those_that_json_lacks_are_what_rhai_prints() {
        let numbers = [i64::MAX.into(), i64::MIN.into(), f64::MAX.into(), 5e-324.into(), 0.1.into(), (-0.0).into()];
        let text = json_text(&Dynamic::from_array(numbers.to_vec()));
        assert_eq!(text, "[9223372036854775807,-9223372036854775808,1.7976931348623157e308,5e-324,0.1,-0.0]");
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
        let others = [f64::NAN.into(), f64::INFINITY.into(), f64::NEG_INFINITY.into()];
        assert_eq!(json_text(&Dynamic::from_array(others.to_vec())), r#"["NaN","inf","-inf"]"#);
    }
}
