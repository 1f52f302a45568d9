//! Tables from CSV text (RFC 4180).
//!
//! The type of a column follows from all of its values, never from the first ones. No value makes a file unreadable: one
//! that does not fit the others makes its column text.

use std::sync::Arc;

use ::csv::{ErrorKind, ReaderBuilder, StringRecord};
use arrow::array::{
    Array, ArrayBuilder, ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, NullArray, StringArray,
    StringBuilder, TimestampMicrosecondArray, TimestampMillisecondArray, TimestampNanosecondArray,
    TimestampSecondArray,
};
use arrow::datatypes::{DataType, Field, Schema, TimeUnit};
use arrow::record_batch::RecordBatch;

use super::{Table, TableError};

/// Rows per Arrow batch.
const BATCH_ROWS: usize = 65_536;

impl Table {
    /// Reads CSV text with a header line; the types of the columns (whole numbers, numbers, truth values, dates, times,
    /// text) follow from all of the rows. Blanks around a name do not matter, nor do those around a value to its type, and
    /// an empty field is null.
    /// Names that stand twice are told apart: `sales`, `sales.1`.
    ///
    /// # Errors
    /// [`TableError::Data`] with the line when rows have different numbers of fields, or text is not UTF-8.
    pub fn from_csv(text: &[u8]) -> Result<Self, TableError> {
        // A byte order mark, as spreadsheets write it, is not part of the first name.
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        if text.trim_ascii().is_empty() {
            return Err(TableError::Data(
                "the CSV text is empty; its first line must hold the names of the columns".to_owned(),
            ));
        }
        let mut reader = ReaderBuilder::new().from_reader(text);
        let names = reader.headers().map_err(|error| refused(&error))?.clone();
        let mut columns: Vec<Column> = names.iter().map(|_| Column::default()).collect();
        let mut record = StringRecord::new();
        while reader.read_record(&mut record).map_err(|error| refused(&error))? {
            for (column, value) in columns.iter_mut().zip(&record) {
                column.push(value);
            }
        }
        let kinds: Vec<Kind> = columns.iter().map(Column::kind).collect();
        let fields = names.iter().zip(&kinds).map(|(name, kind)| Field::new(name.trim(), kind.data_type(), true));
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let columns: Vec<Vec<ArrayRef>> =
            columns.into_iter().zip(kinds).map(|(column, kind)| column.into_arrays(kind)).collect();
        let batches = (0..columns.first().map_or(0, Vec::len))
            .map(|at| RecordBatch::try_new(schema.clone(), columns.iter().map(|arrays| arrays[at].clone()).collect()));
        Self::from_batches(schema.clone(), batches.collect::<Result<_, _>>()?)
    }
}

fn refused(error: &::csv::Error) -> TableError {
    let line = error.position().map_or(1, ::csv::Position::line);
    TableError::Data(match error.kind() {
        ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("line {line} of the CSV text has {len} fields, and its header has {expected_len}")
        }
        ErrorKind::Utf8 { .. } => format!("line {line} of the CSV text is not UTF-8"),
        _ => format!("line {line} of the CSV text: {error}"),
    })
}

/// The values of a column as they stand in the text, and what all of them can be.
#[derive(Default)]
struct Column {
    full: Vec<StringArray>,
    texts: StringBuilder,
    /// Fields that are not empty.
    filled: usize,
    /// Those that are not blank.
    values: usize,
    ints: usize,
    /// Numbers, whole ones among them.
    numbers: usize,
    /// Numbers that are written with digits, unlike `nan` and `inf`.
    digital: usize,
    bools: usize,
    dates: usize,
    /// Points in time without a zone, dates among them.
    times: usize,
    /// Points in time with a zone.
    zoned: usize,
    /// The most digits behind the point of seconds.
    digits: usize,
    /// Whether there is a point in time that nanoseconds do not reach.
    distant: bool,
    /// The offset that all points in time have, in minutes; 0 where they have several.
    offset: Option<i32>,
}

impl Column {
    fn push(&mut self, text: &str) {
        if self.texts.len() == BATCH_ROWS {
            self.full.push(self.texts.finish());
        }
        if text.is_empty() {
            self.texts.append_null();
            return;
        }
        self.texts.append_value(text);
        self.filled += 1;
        let value = text.trim();
        if value.is_empty() {
            return;
        }
        self.values += 1;
        if int(value).is_some() {
            self.ints += 1;
            self.numbers += usize::from(number(value).is_some());
            self.digital += 1;
        } else if number(value).is_some() {
            self.numbers += 1;
            self.digital += usize::from(value.contains(|c: char| c.is_ascii_digit()));
        } else if boolean(value).is_some() {
            self.bools += 1;
        } else if let Some(instant) = Instant::of(value) {
            self.dates += usize::from(instant.is_date);
            self.digits = self.digits.max(instant.digits);
            self.distant |= instant.in_unit(TimeUnit::Nanosecond).is_none();
            match instant.offset {
                None => self.times += 1,
                Some(offset) => {
                    self.zoned += 1;
                    let is_same = self.offset.is_none_or(|known| known == offset);
                    self.offset = Some(if is_same { offset } else { 0 });
                }
            }
        }
    }

    fn kind(&self) -> Kind {
        let unit = match self.digits {
            0 => TimeUnit::Second,
            1..=3 => TimeUnit::Millisecond,
            4..=6 => TimeUnit::Microsecond,
            _ => TimeUnit::Nanosecond,
        };
        let all = |count: usize| count == self.values;
        let reaches = unit != TimeUnit::Nanosecond || !self.distant;
        match self.values {
            0 if self.filled == 0 => Kind::Null,
            0 => Kind::Text,
            _ if all(self.ints) => Kind::Int,
            _ if all(self.numbers) && self.digital > 0 => Kind::Number,
            _ if all(self.bools) => Kind::Bool,
            _ if all(self.dates) => Kind::Date,
            _ if all(self.times) && reaches => Kind::Time(unit, None),
            _ if all(self.zoned) && reaches => Kind::Time(unit, self.offset),
            _ => Kind::Text,
        }
    }

    fn into_arrays(mut self, kind: Kind) -> Vec<ArrayRef> {
        self.full.push(self.texts.finish());
        self.full.iter().map(|texts| kind.array(texts)).collect()
    }
}

/// What the values of a column are.
#[derive(Clone, Copy)]
enum Kind {
    Null,
    Bool,
    Int,
    Number,
    Date,
    /// The unit, and the offset from UTC in minutes.
    Time(TimeUnit, Option<i32>),
    Text,
}

impl Kind {
    fn data_type(self) -> DataType {
        match self {
            Self::Null => DataType::Null,
            Self::Bool => DataType::Boolean,
            Self::Int => DataType::Int64,
            Self::Number => DataType::Float64,
            Self::Date => DataType::Date32,
            Self::Time(unit, offset) => DataType::Timestamp(unit, offset.map(zone)),
            Self::Text => DataType::Utf8,
        }
    }

    fn array(self, texts: &StringArray) -> ArrayRef {
        let values = || texts.iter().map(|text| text.map(str::trim).filter(|value| !value.is_empty()));
        match self {
            Self::Null => Arc::new(NullArray::new(texts.len())),
            Self::Bool => Arc::new(BooleanArray::from_iter(values().map(|value| boolean(value?)))),
            Self::Int => Arc::new(Int64Array::from_iter(values().map(|value| int(value?)))),
            Self::Number => Arc::new(Float64Array::from_iter(values().map(|value| number(value?)))),
            Self::Date => {
                let days = |value: &str| i32::try_from(Instant::of(value)?.seconds / DAY).ok();
                Arc::new(Date32Array::from_iter(values().map(|value| days(value?))))
            }
            Self::Time(unit, offset) => {
                let of = |value: &str| Instant::of(value)?.in_unit(unit);
                let values = values().map(|value| of(value?));
                let zone = offset.map(zone);
                match unit {
                    TimeUnit::Second => Arc::new(TimestampSecondArray::from_iter(values).with_timezone_opt(zone)),
                    TimeUnit::Millisecond => {
                        Arc::new(TimestampMillisecondArray::from_iter(values).with_timezone_opt(zone))
                    }
                    TimeUnit::Microsecond => {
                        Arc::new(TimestampMicrosecondArray::from_iter(values).with_timezone_opt(zone))
                    }
                    TimeUnit::Nanosecond => {
                        Arc::new(TimestampNanosecondArray::from_iter(values).with_timezone_opt(zone))
                    }
                }
            }
            Self::Text => Arc::new(texts.clone()),
        }
    }
}

fn zone(offset: i32) -> Arc<str> {
    let sign = if offset < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60).into()
}

fn int(value: &str) -> Option<i64> {
    value.parse().ok()
}

/// A number; not a whole one that a float could not tell from its neighbours, nor one beyond all floats.
fn number(value: &str) -> Option<f64> {
    let is_whole = value.trim_start_matches(['+', '-']).bytes().all(|byte| byte.is_ascii_digit());
    let is_exact = || int(value).is_some_and(|int| int.unsigned_abs() <= EXACT);
    let is_word = !value.contains(|c: char| c.is_ascii_digit());
    let fits = |number: &f64| if is_whole { is_exact() } else { is_word || number.is_finite() };
    value.parse().ok().filter(fits)
}

/// Up to here floats have every whole number.
const EXACT: u64 = 1 << f64::MANTISSA_DIGITS;

fn boolean(value: &str) -> Option<bool> {
    match value {
        _ if value.eq_ignore_ascii_case("true") => Some(true),
        _ if value.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

const DAY: i64 = 86_400;

/// A date or a point in time as in ISO 8601, with a blank or a `T` before the time, and `Z`, `UTC` or an offset behind it.
struct Instant {
    /// Since 1970, in UTC; for one without a zone, as if it were in UTC.
    seconds: i64,
    nanos: i64,
    /// From UTC, in minutes.
    offset: Option<i32>,
    /// How many digits its seconds have behind the point.
    digits: usize,
    is_date: bool,
}

impl Instant {
    fn of(value: &str) -> Option<Self> {
        let (date, rest) = value.split_at_checked(10)?;
        let days = days(date)?;
        if rest.is_empty() {
            return Some(Self { seconds: days * DAY, nanos: 0, offset: None, digits: 0, is_date: true });
        }
        let rest = rest.strip_prefix(['T', 't', ' '])?;
        let (time, offset) = split_zone(rest)?;
        let (whole, fraction) = time.split_once('.').unwrap_or((time, ""));
        let mut parts = whole.split(':');
        let (hour, minute) = (two(parts.next()?)?, two(parts.next()?)?);
        let second = parts.next().map_or(Some(0), two)?;
        let is_time = hour < 24 && minute < 60 && second < 60 && parts.next().is_none();
        let is_fraction =
            time.ends_with('.') || fraction.len() > 9 || !fraction.bytes().all(|byte| byte.is_ascii_digit());
        if !is_time || is_fraction {
            return None;
        }
        let seconds = days * DAY + hour * 3600 + minute * 60 + second - i64::from(offset.unwrap_or(0)) * 60;
        let nanos = format!("{fraction:0<9}").parse().ok()?;
        let instant = Self { seconds, nanos, offset, digits: fraction.len(), is_date: false };
        // Nanoseconds reach from 1677 to 2262.
        let fits = fraction.len() <= 6 || instant.in_unit(TimeUnit::Nanosecond).is_some();
        fits.then_some(instant)
    }

    fn in_unit(&self, unit: TimeUnit) -> Option<i64> {
        let (per_second, per_unit) = match unit {
            TimeUnit::Second => (1, 1_000_000_000),
            TimeUnit::Millisecond => (1_000, 1_000_000),
            TimeUnit::Microsecond => (1_000_000, 1_000),
            TimeUnit::Nanosecond => (1_000_000_000, 1),
        };
        self.seconds.checked_mul(per_second)?.checked_add(self.nanos / per_unit)
    }
}

/// The time, and the offset in minutes of the zone behind it.
fn split_zone(text: &str) -> Option<(&str, Option<i32>)> {
    for utc in ["Z", "z", "UTC"] {
        if let Some(time) = text.strip_suffix(utc) {
            return Some((time.trim_end(), Some(0)));
        }
    }
    let Some(at) = text.rfind(['+', '-']) else {
        return Some((text, None));
    };
    let (time, zone) = text.split_at(at);
    let digits = zone[1..].replace(':', "");
    let (hours, minutes) = match digits.len() {
        2 => (two(&digits)?, 0),
        4 => (two(&digits[..2])?, two(&digits[2..])?),
        _ => return None,
    };
    let minutes = i32::try_from(hours * 60 + minutes).ok().filter(|_| hours < 24 && minutes < 60)?;
    Some((time.trim_end(), Some(if zone.starts_with('-') { -minutes } else { minutes })))
}

/// The days since 1970 of a date that there is, as `2024-02-29`. The algorithm is `days_from_civil` of
/// <https://howardhinnant.github.io/date_algorithms.html>.
fn days(date: &str) -> Option<i64> {
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, two(parts.next()?)?, two(parts.next()?)?);
    if year.len() != 4 || parts.next().is_some() {
        return None;
    }
    let year = two(&year[..2]).zip(two(&year[2..])).map(|(century, year)| century * 100 + year)?;
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=last).contains(&day) {
        return None;
    }
    let shifted = year - i64::from(month <= 2);
    let era = shifted.div_euclid(400);
    let of_era = shifted - era * 400;
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// A number of two digits.
fn two(text: &str) -> Option<i64> {
    text.parse().ok().filter(|_| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()))
}
