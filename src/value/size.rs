//! Sizes in bytes as people write them: `"500MB"`, `"1.5 GiB"`.

use rhai::Dynamic;

use super::view::{View, type_name, view};

const UNITS: &[(f64, &[&str])] = &[
    (1.0, &["b", "byte", "bytes"]),
    (1e3, &["k", "kb"]),
    (1e6, &["m", "mb"]),
    (1e9, &["g", "gb"]),
    (1e12, &["t", "tb"]),
    (1024.0, &["kib"]),
    (1_048_576.0, &["mib"]),
    (1_073_741_824.0, &["gib"]),
    (1_099_511_627_776.0, &["tib"]),
];

/// Reads a size in bytes. `kB`, `MB`, `GB` are powers of 1000 and `KiB`, `MiB`, `GiB` powers of
/// 1024; a bare number is bytes.
///
/// # Errors
///
/// A message for people when the text is not a size.
///
/// ```
/// assert_eq!(stscript::unstable::value::size::parse("500MB"), Ok(500_000_000));
/// assert_eq!(stscript::unstable::value::size::parse("1.5 KiB"), Ok(1536));
/// ```
pub fn parse(text: &str) -> Result<u64, String> {
    let complain =
        |reason: &str| format!("\"{text}\" is not a size: {reason}; write for example \"500MB\" or \"2GiB\"");
    let trimmed = text.trim();
    let split = trimmed.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(trimmed.len());
    let (number, unit) = trimmed.split_at(split);
    let number: f64 = number.parse().map_err(|_| complain("a number is missing"))?;
    let unit = unit.trim().to_lowercase();
    let factor = if unit.is_empty() {
        1.0
    } else {
        UNITS
            .iter()
            .find(|(_, names)| names.contains(&unit.as_str()))
            .ok_or_else(|| complain(&format!("`{unit}` is not a unit")))?
            .0
    };
    let bytes = number * factor;
    if bytes < 9e18 { Ok(bytes as u64) } else { Err(complain("it is too large")) }
}

/// Reads a size option: a number of bytes, or a string for [`parse`].
///
/// # Errors
///
/// A message for people when the value is negative or of another type.
pub fn from_dynamic(value: &Dynamic) -> Result<u64, String> {
    view(value, |view| match view {
        View::Int(bytes) => u64::try_from(bytes).map_err(|_| format!("{bytes} is negative")),
        View::Text(text) => parse(text),
        _ => Err(format!(
            "expected a number of bytes or a string such as \"500MB\", got a value of type `{}`",
            type_name(value)
        )),
    })
    .unwrap_or_else(|_| Err("the value is locked".to_owned()))
}

/// A size for people, such as `1.5 MB`.
#[must_use]
pub fn format(bytes: u64) -> String {
    for (unit, name) in [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")] {
        if bytes as f64 >= unit {
            return format!("{:.1} {name}", bytes as f64 / unit);
        }
    }
    format!("{bytes} B")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_and_binary_units_are_read() {
        for (text, bytes) in [
            ("0", 0),
            ("1024", 1024),
            ("10k", 10_000),
            ("500MB", 500_000_000),
            ("500 mb", 500_000_000),
            ("2GiB", 2_147_483_648),
            ("1.5GB", 1_500_000_000),
        ] {
            assert_eq!(parse(text), Ok(bytes), "{text}");
        }
        assert!(parse("many").unwrap_err().contains("a number is missing"));
        assert!(parse("5 apples").unwrap_err().contains("`apples`"));
        assert!(parse("-5MB").is_err());
        assert!(parse("9999999999TB").is_err());
    }

    #[test]
    fn a_size_is_shown_in_decimal_units() {
        assert_eq!(format(0), "0 B");
        assert_eq!(format(1_500_000), "1.5 MB");
    }
}
