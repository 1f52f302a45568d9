//! Durations as people write them: `"90s"`, `"10m"`, `"1h30m"`, `"1d 23h"`, `"1.5d"`.

use std::time::Duration;

use rhai::Dynamic;

use super::view::{View, type_name, view};

/// The units and their spellings, in seconds.
const UNITS: &[(f64, &[&str])] = &[
    (1e-9, &["ns", "nanosecond", "nanoseconds"]),
    (1e-6, &["us", "µs", "microsecond", "microseconds"]),
    (1e-3, &["ms", "millisecond", "milliseconds"]),
    (1.0, &["s", "sec", "secs", "second", "seconds"]),
    (60.0, &["m", "min", "mins", "minute", "minutes"]),
    (3600.0, &["h", "hr", "hrs", "hour", "hours"]),
    (86_400.0, &["d", "day", "days"]),
    (604_800.0, &["w", "week", "weeks"]),
];

/// Reads a duration: numbers, each followed by its unit, with or without spaces.
///
/// # Errors
///
/// A message for people when the text is not a duration.
///
/// ```
/// use std::time::Duration;
/// use stscript::unstable::value::duration;
///
/// assert_eq!(duration::parse("1h30m"), Ok(Duration::from_secs(5400)));
/// assert_eq!(duration::parse("1.5d"), Ok(Duration::from_secs(36 * 3600)));
/// assert!(duration::parse("90").is_err());
/// ```
pub fn parse(text: &str) -> Result<Duration, String> {
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err(complain(text, "it is empty"));
    }
    if rest.starts_with('-') {
        return Err(complain(text, "it is negative"));
    }
    let mut seconds = 0.0;
    while !rest.is_empty() {
        let digits = split_at_end(rest, |c| c.is_ascii_digit() || c == '.');
        let number: f64 = digits.0.parse().map_err(|_| complain(text, "a number is missing"))?;
        let unit = split_at_end(digits.1.trim_start(), char::is_alphabetic);
        if unit.0.is_empty() {
            return Err(complain(text, "a unit is missing"));
        }
        let name = unit.0.to_lowercase();
        let factor = UNITS
            .iter()
            .find(|(_, names)| names.contains(&name.as_str()))
            .ok_or_else(|| complain(text, &format!("`{}` is not a unit", unit.0)))?
            .0;
        seconds += number * factor;
        rest = unit.1.trim_start();
    }
    from_seconds(seconds).map_err(|reason| complain(text, &reason))
}

/// Reads a duration option: a number of seconds, or a string for [`parse`].
///
/// # Errors
///
/// A message for people when the value is negative, not finite, or of another type.
pub fn from_dynamic(value: &Dynamic) -> Result<Duration, String> {
    view(value, |view| match view {
        View::Int(seconds) => {
            u64::try_from(seconds).map(Duration::from_secs).map_err(|_| format!("{seconds} is negative"))
        }
        View::Float(seconds) => from_seconds(seconds),
        View::Text(text) => parse(text),
        _ => Err(format!(
            "expected a number of seconds or a string such as \"10m\", got a value of type `{}`",
            type_name(value)
        )),
    })
    .unwrap_or_else(|_| Err("the value is locked".to_owned()))
}

/// A duration in its shortest usual form, such as `1h 30m` or `250ms`.
#[must_use]
pub fn format(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if seconds == 0 {
        return match duration.as_nanos() {
            0 => "0s".to_owned(),
            nanos if nanos < 1_000 => format!("{nanos}ns"),
            nanos if nanos < 1_000_000 => format!("{}µs", nanos / 1_000),
            nanos => format!("{}ms", nanos / 1_000_000),
        };
    }
    let parts = [(seconds / 86_400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")];
    let shown: Vec<String> = parts
        .iter()
        .skip_while(|(count, _)| *count == 0)
        .take(2)
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| format!("{count}{unit}"))
        .collect();
    shown.join(" ")
}

fn from_seconds(seconds: f64) -> Result<Duration, String> {
    if seconds < 0.0 {
        return Err(format!("{seconds} is negative"));
    }
    Duration::try_from_secs_f64(seconds).map_err(|_| format!("{seconds} is out of range"))
}

fn split_at_end(text: &str, take: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !take(c)).unwrap_or(text.len()))
}

fn complain(text: &str, reason: &str) -> String {
    format!("\"{text}\" is not a duration: {reason}; write for example \"90s\", \"10m\" or \"1h30m\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_spellings_of_the_original_are_read() {
        for (text, seconds) in [
            ("90s", 90),
            ("10m", 600),
            ("1h30m", 5400),
            ("1d", 86_400),
            ("1d 23h", 169_200),
            ("1d23h", 169_200),
            ("1.5d", 129_600),
            ("1.5d23.5h", 214_200),
            ("1 day 23hr 45minutes", 171_900),
            ("2 weeks", 1_209_600),
            ("  10 M ", 600),
        ] {
            assert_eq!(parse(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        assert_eq!(parse("250ms"), Ok(Duration::from_millis(250)));
    }

    #[test]
    fn what_is_not_a_duration_says_why() {
        for (text, reason) in [
            ("", "it is empty"),
            ("90", "a unit is missing"),
            ("m", "a number is missing"),
            ("1.2.3s", "a number is missing"),
            ("10 parsecs", "`parsecs` is not a unit"),
            ("-1s", "it is negative"),
            ("1e9d", "`e` is not a unit"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(reason), "{text}: {error}");
        }
        assert!(parse("99999999999999999999d").is_err());
    }

    #[test]
    fn numbers_are_seconds_and_must_not_be_negative() {
        assert_eq!(from_dynamic(&60.into()), Ok(Duration::from_secs(60)));
        assert_eq!(from_dynamic(&3.5.into()), Ok(Duration::from_millis(3500)));
        assert_eq!(from_dynamic(&(-1).into()).unwrap_err(), "-1 is negative");
        assert!(from_dynamic(&f64::NAN.into()).is_err());
        assert!(from_dynamic(&true.into()).unwrap_err().contains("`bool`"));
    }

    #[test]
    fn a_duration_is_shown_with_its_two_largest_units() {
        assert_eq!(format(Duration::from_secs(5400)), "1h 30m");
        assert_eq!(format(Duration::from_secs(86_400 * 3 + 61)), "3d");
        assert_eq!(format(Duration::from_millis(250)), "250ms");
        assert_eq!(format(Duration::ZERO), "0s");
    }
}
