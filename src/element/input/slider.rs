//! `st.slider`: a number, or a range of numbers.

use std::sync::Arc;

use rhai::{Array, Dynamic};
use serde::Serialize;

use super::{InputOptions, Widget, WireValue};
use crate::element::declare::{Command, Draw};
use crate::element::{Arg, Drawing, Host, Label, Mismatch, Number, Width};
use crate::error::{Error, ErrorKind, Result};

command! {
    /// Shows a slider for a number, or for a range when `value` is a pair.
    ///
    /// It gives back integers when all its numbers are integers, else floats.
    ///
    /// # Example
    /// ```rhai
    /// let rows = st.slider("Rows", 1, 100, 20);
    /// let range = st.slider("Price", 0.0, 10.0, [2.5, 7.5]);
    /// st.write(rows, range);
    /// ```
    pub struct Slider => SliderProps = "slider" in Input, returns "the number, or an array of the range's two ends",
        then [key, help, on_change, args, kwargs],
        identity [label, (min_value, max_value, step), given, format] besides [value, width] and input
    {
        positional {
            /// The label, as markdown.
            label: Label,
            /// The least value; by default 0, or 0.0.
            min_value: Option<Number> as Number = None => "()",
            /// The greatest value; by default 100, or 1.0.
            max_value: Option<Number> as Number = None => "()",
            /// The value at first, or a pair for a range; by default the least.
            value: Option<SliderValue> as SliderValue = None => "()",
            /// The distance from one value to the next; by default 1, or 0.01.
            step: Option<Number> as Number = None => "()",
            /// How numbers are shown: printf-like (`"%.1f km"`), or `"percent"`, `"compact"`, `"dollar"`, `"euro"`.
            format: Option<String> = None => "()",
        }
        named {
            /// How wide it is.
            width: Width = Width::Stretch => "\"stretch\"",
        }
        kept {
            /// The value at first, if the script gives one.
            given: Option<SliderValue>,
        }
        shared {
            /// What all inputs have.
            input: InputOptions,
        }
    }
}

/// The value of a slider.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum SliderValue {
    /// One number.
    One(Number),
    /// A range from the first to the second.
    Range(Number, Number),
}

impl Arg for SliderValue {
    fn expects() -> String {
        "number or pair of numbers".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        let Some(pair) = value.read_lock::<Array>() else {
            return Number::from_value(value).map(Self::One);
        };
        match pair.as_slice() {
            [low, high] => {
                let (low, high) = (Number::from_value(low.clone())?, Number::from_value(high.clone())?);
                Ok(Self::range(low, high))
            }
            others => Err(Mismatch::Value(format!("an array of {} is not a range; give two numbers.", others.len()))),
        }
    }
}

impl SliderValue {
    fn numbers(self) -> impl Iterator<Item = Number> {
        let (first, second) = match self {
            Self::One(number) => (number, None),
            Self::Range(low, high) => (low, Some(high)),
        };
        std::iter::once(first).chain(second)
    }

    /// The range between two numbers, whichever is the lesser.
    fn range(one: Number, other: Number) -> Self {
        if one <= other { Self::Range(one, other) } else { Self::Range(other, one) }
    }

    fn try_map<E>(self, f: impl Fn(Number) -> std::result::Result<Number, E>) -> std::result::Result<Self, E> {
        Ok(match self {
            Self::One(number) => Self::One(f(number)?),
            Self::Range(low, high) => Self::Range(f(low)?, f(high)?),
        })
    }

    fn into_dynamic(self) -> Dynamic {
        match self {
            Self::One(number) => number.into_dynamic(),
            Self::Range(low, high) => vec![low.into_dynamic(), high.into_dynamic()].into(),
        }
    }
}

/// The page's numbers are floats, which hold integers exactly up to here.
const EXACT: i64 = 1 << 53;

impl Draw for Slider {
    fn draw(self, _: &mut dyn Host) -> Result<Drawing> {
        let given = [self.min_value, self.max_value, self.step];
        let value = self.value.into_iter().flat_map(SliderValue::numbers);
        let float = given.into_iter().flatten().chain(value).any(Number::is_float);
        let typed = |number: Number| number.in_kind(float).map_err(|number| number.inexact(Self::NAME));
        let or = |number: Option<Number>, int: i64, float_default: f64| {
            typed(number.unwrap_or(if float { Number::Float(float_default) } else { Number::Int(int) }))
        };
        let (min, max) = (or(self.min_value, 0, 0.0)?, or(self.max_value, 100, 1.0)?);
        let width = max.as_f64() - min.as_f64();
        let step = or(self.step, 1, if width < 0.01 { width / 100.0 } else { 0.01 })?;
        let value = self.value.map(|value| value.try_map(typed)).transpose()?;
        let wrong = |what: String, hint: &str| Err(Error::new(ErrorKind::Argument, what).hint(hint));
        if min >= max {
            return wrong(
                format!("`min_value` of `st.slider` is {min}, which is not less than `max_value`, {max}."),
                "Give a smaller `min_value` or a larger `max_value`.",
            );
        }
        if step.as_f64() <= 0.0 {
            return wrong(
                format!("`step` of `st.slider` is {step}, which is not more than 0."),
                "Give a positive step.",
            );
        }
        if let Some(outside) = value.into_iter().flat_map(SliderValue::numbers).find(|n| *n < min || *n > max) {
            return wrong(
                format!("`value` of `st.slider` is {outside}, which is not between {min} and {max}."),
                "Give a value in the slider's range, or widen the range with `min_value` and `max_value`.",
            );
        }
        if !width.is_finite() || !float && (min < Number::Int(-EXACT) || max > Number::Int(EXACT)) {
            return wrong(
                format!("The range of `st.slider` from {min} to {max} is too wide to be shown exactly."),
                "Stay between -2^53 and 2^53, or use `st.number_input`.",
            );
        }
        Ok(Drawing::widget(SliderProps {
            label: self.label,
            min_value: min,
            max_value: max,
            value: value.unwrap_or(SliderValue::One(min)),
            step,
            format: self.format,
            width: self.width,
            given: value,
            input: self.input,
        }))
    }
}

impl SliderProps {
    /// A number in the slider's type and inside its range.
    fn number(&self, number: Number) -> Option<Number> {
        let number = number.rounded_in_kind(self.min_value.is_float())?;
        Some(if number < self.min_value {
            self.min_value
        } else if number > self.max_value {
            self.max_value
        } else {
            number
        })
    }

    fn within(&self, wire: &WireValue) -> Option<Number> {
        match wire.as_number()? {
            // Beyond all that is finite is beyond the range.
            Number::Float(float) if float.is_infinite() => {
                Some(if float > 0.0 { self.max_value } else { self.min_value })
            }
            number => self.number(number),
        }
    }

    const fn is_range(&self) -> bool {
        matches!(self.value, SliderValue::Range(..))
    }

    /// The value, if it is a range where this is one.
    fn in_shape(&self, value: &Dynamic) -> Option<SliderValue> {
        let value = SliderValue::from_value(value.clone()).ok()?;
        (matches!(value, SliderValue::Range(..)) == self.is_range()).then_some(value)
    }
}

impl Widget for SliderProps {
    shared_by_inputs!();

    fn shaped_by(&self, value: &Dynamic) -> Option<Arc<dyn Widget>> {
        // Without a value of its own the slider is what stands under its key.
        let is_pair = value.read_lock::<Array>().is_some_and(|pair| pair.len() == 2);
        let ends = SliderValue::Range(self.min_value, self.max_value);
        (self.given.is_none() && is_pair)
            .then(|| Arc::new(Self { value: ends, given: Some(ends), ..self.clone() }) as Arc<dyn Widget>)
    }

    fn default_value(&self) -> Dynamic {
        self.value.into_dynamic()
    }

    fn read(&self, wire: &WireValue) -> Option<Dynamic> {
        match wire {
            WireValue::List(ends) if self.is_range() => match ends.as_slice() {
                [low, high] => {
                    let (low, high) = (self.within(low)?, self.within(high)?);
                    Some(SliderValue::range(low, high).into_dynamic())
                }
                _ => None,
            },
            WireValue::List(_) => None,
            one if !self.is_range() => self.within(one).map(Number::into_dynamic),
            _ => None,
        }
    }

    fn write(&self, value: &Dynamic) -> Option<WireValue> {
        let value = self.in_shape(value)?;
        if value.numbers().any(|number| number < self.min_value || number > self.max_value) {
            return None;
        }
        Some(match value {
            SliderValue::One(number) => WireValue::of(number),
            SliderValue::Range(low, high) => WireValue::List(vec![WireValue::of(low), WireValue::of(high)]),
        })
    }

    fn keep(&self, value: &Dynamic) -> Option<Dynamic> {
        let value = self.in_shape(value)?;
        Some(value.try_map(|number| self.number(number).ok_or(())).ok()?.into_dynamic())
    }
}
