//! Tables from CSV text.
//!
//! Arrow's reader takes the text apart; what the columns hold follows here from every one of their values. A value that
//! does not fit makes its column text: it neither refuses the file nor is lost.

use std::{io::Cursor, sync::Arc};

use arrow::{
    array::{
        Array as _, ArrayRef, AsArray, BooleanArray, Date32Array, Float64Array, Int64Array, NullArray, StringArray,
        TimestampMicrosecondArray, TimestampMillisecondArray, TimestampNanosecondArray, TimestampSecondArray,
        timezone::Tz,
    },
    compute::kernels::cast_utils::{Parser, string_to_datetime},
    csv::{ReaderBuilder, reader::Format},
    datatypes::{DataType, Date32Type, Field, Schema, TimeUnit},
    record_batch::RecordBatch,
};

use super::{BATCH_ROWS, Table, TableError};

impl Table {
    /// Reads CSV text with a header line; the types of the columns (whole numbers, numbers, truth values, dates, times,
    /// text) follow from all of the rows. An empty field is null; blanks around names and around values that are not
    /// text do not matter. A column in which any value is of another kind, or is no date of the calendar, is text.
    /// Names that stand twice are told apart: `sales`, `sales.1`.
    ///
    /// # Errors
    ///
    /// [`TableError::Data`] with the line when rows have different numbers of fields.
    pub fn from_csv(text: &[u8]) -> Result<Self, TableError> {
        // A byte order mark, as spreadsheets write it, is not part of the first name.
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        if text.trim_ascii().is_empty() {
            return Err(TableError::Data(
                "the CSV text is empty; its first line must hold the names of the columns".to_owned(),
            ));
        }
        let (header, _) = Format::default().with_header(true).infer_schema(Cursor::new(text), Some(0))?;
        let names: Vec<&str> = header.fields().iter().map(|field| field.name().trim()).collect();
        let as_text = names.iter().map(|name| Field::new(*name, DataType::Utf8, true));
        let reader = ReaderBuilder::new(Arc::new(Schema::new(as_text.collect::<Vec<_>>())))
            .with_header(true)
            .with_batch_size(BATCH_ROWS)
            .build(Cursor::new(text))?;
        let parts: Vec<RecordBatch> = reader.collect::<Result<_, _>>()?;
        let columns: Vec<Vec<ArrayRef>> = (0..names.len()).map(|at| typed(&parts, at)).collect();
        let fields = names.iter().enumerate().map(|(at, name)| {
            let data_type = columns[at].first().map_or(DataType::Null, |array| array.data_type().clone());
            Field::new(*name, data_type, true)
        });
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let batches = (0..parts.len()).map(|part| {
            let arrays = columns.iter().map(|column| column[part].clone());
            RecordBatch::try_new(schema.clone(), arrays.collect())
        });
        let batches = batches.collect::<Result<_, _>>()?;
        Self::from_batches(schema, batches)
    }
}

/// A column in the type of all its values.
fn typed(parts: &[RecordBatch], at: usize) -> Vec<ArrayRef> {
    let texts = || parts.iter().map(|part| part.column(at).as_string::<i32>());
    let values = || texts().flatten().flatten().map(str::trim).filter(|text| !text.is_empty());
    let kind = values().map(Kind::of).fold(Kind::Null, Kind::join);
    let arrays: Vec<ArrayRef> = texts().map(|texts| kind.array(texts)).collect();
    let read: usize = arrays.iter().map(|array| array.len() - array.null_count()).sum();
    // A time that its column's unit does not reach, for one.
    let lost = kind != Kind::Null && kind != Kind::Text && read != values().count();
    if lost { texts().map(|texts| Kind::Text.array(texts)).collect() } else { arrays }
}

/// What the values of a column have in common.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Null,
    Bool,
    Int,
    /// Whole numbers that no float holds.
    LongInt,
    Float,
    Date,
    /// With the seconds by which its zone is ahead of UTC, if it has one.
    Time(TimeUnit, Option<i32>),
    Text,
}

impl Kind {
    fn of(text: &str) -> Self {
        if let Ok(int) = text.parse::<i64>() {
            let exact = int.unsigned_abs() <= 1 << f64::MANTISSA_DIGITS;
            return if exact { Self::Int } else { Self::LongInt };
        }
        if float(text).is_some() {
            return Self::Float;
        }
        if truth(text).is_some() {
            return Self::Bool;
        }
        if date(text).is_some() {
            return Self::Date;
        }
        Moment::parse(text).map_or(Self::Text, |moment| Self::Time(moment.unit, moment.offset))
    }

    fn join(self, other: Self) -> Self {
        match (self, other) {
            (one, other) if one == other => one,
            (Self::Null, kind) | (kind, Self::Null) => kind,
            (Self::Int, Self::Float) | (Self::Float, Self::Int) => Self::Float,
            (Self::Int, Self::LongInt) | (Self::LongInt, Self::Int) => Self::LongInt,
            (Self::Date, Self::Time(unit, None)) | (Self::Time(unit, None), Self::Date) => Self::Time(unit, None),
            (Self::Time(one, None), Self::Time(other, None)) => Self::Time(one.max(other), None),
            (Self::Time(one, Some(zone)), Self::Time(other, Some(other_zone))) => {
                // Times of several zones have UTC in common.
                Self::Time(one.max(other), Some(if zone == other_zone { zone } else { 0 }))
            }
            _ => Self::Text,
        }
    }

    /// These texts as values of this kind; null where one is blank or is not of it.
    fn array(self, texts: &StringArray) -> ArrayRef {
        let trimmed = texts.iter().map(|text| text.map(str::trim));
        match self {
            Self::Null => Arc::new(NullArray::new(texts.len())),
            Self::Bool => Arc::new(BooleanArray::from_iter(trimmed.map(|text| truth(text?)))),
            Self::Int | Self::LongInt => Arc::new(Int64Array::from_iter(trimmed.map(|text| text?.parse().ok()))),
            Self::Float => Arc::new(Float64Array::from_iter(trimmed.map(|text| float(text?)))),
            Self::Date => Arc::new(Date32Array::from_iter(trimmed.map(|text| date(text?)))),
            Self::Text => Arc::new(texts.clone()),
            Self::Time(unit, offset) => {
                let zone = offset.map(zone_name);
                let ticks = trimmed.map(|text| Moment::parse(text?)?.ticks(unit));
                match unit {
                    TimeUnit::Second => Arc::new(TimestampSecondArray::from_iter(ticks).with_timezone_opt(zone)),
                    TimeUnit::Millisecond => {
                        Arc::new(TimestampMillisecondArray::from_iter(ticks).with_timezone_opt(zone))
                    }
                    TimeUnit::Microsecond => {
                        Arc::new(TimestampMicrosecondArray::from_iter(ticks).with_timezone_opt(zone))
                    }
                    TimeUnit::Nanosecond => {
                        Arc::new(TimestampNanosecondArray::from_iter(ticks).with_timezone_opt(zone))
                    }
                }
            }
        }
    }
}

fn truth(text: &str) -> Option<bool> {
    let is = |word| text.eq_ignore_ascii_case(word);
    if is("true") { Some(true) } else { is("false").then_some(false) }
}

/// A number; not one so large that a float is infinite, nor a whole number that only text keeps.
fn float(text: &str) -> Option<f64> {
    let whole = text.trim_start_matches(['+', '-']).bytes().all(|byte| byte.is_ascii_digit());
    let number: f64 = text.parse().ok()?;
    let word = matches!(text, "NaN" | "nan" | "inf" | "-inf");
    (word || (number.is_finite() && (!whole || text.parse::<i64>().is_ok()))).then_some(number)
}

/// Days since 1970, for a date as in `2024-01-31`.
fn date(text: &str) -> Option<i32> {
    fits(text, "0000-00-00").then(|| Date32Type::parse(text)).flatten()
}

/// Whether a text has digits where the pattern has zeros, and is equal to it elsewhere.
fn fits(text: &str, pattern: &str) -> bool {
    let same = |(byte, wanted): (u8, u8)| if wanted == b'0' { byte.is_ascii_digit() } else { byte == wanted };
    text.len() == pattern.len() && text.bytes().zip(pattern.bytes()).all(same)
}

/// A date with a time of day.
struct Moment {
    /// Since 1970 in UTC; without a zone, as if in it.
    seconds: i64,
    nanos: u32,
    /// What its digits need.
    unit: TimeUnit,
    /// Seconds ahead of UTC.
    offset: Option<i32>,
}

impl Moment {
    /// `2024-01-31 09:30:00`, or with a `T`, with up to nine digits more, and with `Z`, `UTC` or an offset behind it.
    /// A date alone is its midnight.
    fn parse(text: &str) -> Option<Self> {
        const SECONDS: usize = "0000-00-00 00:00:00".len();
        if let Some(days) = date(text) {
            return Some(Self { seconds: i64::from(days) * 86_400, nanos: 0, unit: TimeUnit::Second, offset: None });
        }
        let (clock, rest) = text.split_at_checked(SECONDS)?;
        if !fits(clock, "0000-00-00 00:00:00") && !fits(clock, "0000-00-00T00:00:00") {
            return None;
        }
        let digits = rest.strip_prefix('.').map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
        let unit = match digits {
            0 if rest.starts_with('.') => return None,
            0 => TimeUnit::Second,
            1..=3 => TimeUnit::Millisecond,
            4..=6 => TimeUnit::Microsecond,
            7..=9 => TimeUnit::Nanosecond,
            _ => return None,
        };
        let (local, zone) = text.split_at(if digits == 0 { SECONDS } else { SECONDS + 1 + digits });
        let offset = match zone.trim_start() {
            "" => None,
            zone => Some(offset(zone)?),
        };
        let utc: Tz = zone_name(0).parse().ok()?;
        let local = string_to_datetime(&utc, local).ok()?;
        let seconds = local.timestamp() - i64::from(offset.unwrap_or(0));
        Some(Self { seconds, nanos: local.timestamp_subsec_nanos(), unit, offset })
    }

    fn ticks(&self, unit: TimeUnit) -> Option<i64> {
        let (per_second, nanos_each) = match unit {
            TimeUnit::Second => (1, 1_000_000_000),
            TimeUnit::Millisecond => (1_000, 1_000_000),
            TimeUnit::Microsecond => (1_000_000, 1_000),
            TimeUnit::Nanosecond => (1_000_000_000, 1),
        };
        self.seconds.checked_mul(per_second)?.checked_add(i64::from(self.nanos / nanos_each))
    }
}

/// The seconds by which a zone is ahead of UTC: `Z`, `UTC`, `GMT`, `+02:00`, `-0530`, `+01`.
fn offset(zone: &str) -> Option<i32> {
    if ["z", "utc", "gmt"].contains(&zone.to_ascii_lowercase().as_str()) {
        return Some(0);
    }
    let sign = match zone.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits = zone[1..].replacen(':', "", 1);
    let (hours, minutes) = match digits.len() {
        2 => (digits.as_str(), "0"),
        4 => digits.split_at_checked(2)?,
        _ => return None,
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let real = digits.bytes().all(|byte| byte.is_ascii_digit()) && hours < 24 && minutes < 60;
    real.then_some(sign * (hours * 3600 + minutes * 60))
}

/// The zone as Arrow names it: `+02:00`.
fn zone_name(offset: i32) -> Arc<str> {
    let minutes = offset.unsigned_abs() / 60;
    format!("{}{:02}:{:02}", if offset < 0 { '-' } else { '+' }, minutes / 60, minutes % 60).into()
}
