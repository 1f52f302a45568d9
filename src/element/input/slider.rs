//! `st.slider`: a number, or a range of numbers.

use rhai::{Array, Dynamic};
use serde::Serialize;

use super::{InputOptions, Widget, WireValue, identity_of};
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
    pub struct Slider = "slider" in Input, returns "the number, or an array of the range's two ends",
        then [key, help, on_change, args, kwargs]
    {
        positional {
            /// The label, as markdown.
            label: Label,
            /// The least value; by default 0, or 0.0.
            min_value: Option<Number> = None => "()",
            /// The greatest value; by default 100, or 1.0.
            max_value: Option<Number> = None => "()",
            /// The value at first, or a pair for a range; by default the least.
            value: Option<SliderValue> = None => "()",
            /// The distance from one value to the next; by default 1, or 0.01.
            step: Option<Number> = None => "()",
            /// How numbers are shown: printf-like (`"%.1f km"`), or `"percent"`, `"compact"`, `"dollar"`, `"euro"`.
            format: Option<String> = None => "()",
        }
        named {
            /// How wide it is.
            width: Width = Width::Stretch => "\"stretch\"",
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
                Ok(if low.as_f64() <= high.as_f64() { Self::Range(low, high) } else { Self::Range(high, low) })
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

    fn map(self, f: impl Fn(Number) -> Number) -> Self {
        match self {
            Self::One(number) => Self::One(f(number)),
            Self::Range(low, high) => Self::Range(f(low), f(high)),
        }
    }

    fn into_dynamic(self) -> Dynamic {
        match self {
            Self::One(number) => number.into_dynamic(),
            Self::Range(low, high) => vec![low.into_dynamic(), high.into_dynamic()].into(),
        }
    }
}

/// The page's numbers are floats, which hold integers exactly up to here.
pub(super) const EXACT: f64 = 9_007_199_254_740_992.0;

impl Draw for Slider {
    fn draw(mut self, _: &mut dyn Host) -> Result<Drawing> {
        let given = [self.min_value, self.max_value, self.step];
        let value = self.value.into_iter().flat_map(SliderValue::numbers);
        let float = given.into_iter().flatten().chain(value).any(Number::is_float);
        let typed = |number: Number| match number {
            Number::Int(_) if float => Number::Float(number.as_f64()),
            other => other,
        };
        let or = |number: Option<Number>, int: i64, float_default: f64| {
            typed(number.unwrap_or(if float { Number::Float(float_default) } else { Number::Int(int) }))
        };
        let (min, max) = (or(self.min_value, 0, 0.0), or(self.max_value, 100, 1.0));
        let step = or(
            self.step,
            1,
            if (max.as_f64() - min.as_f64()) < 0.01 { (max.as_f64() - min.as_f64()) / 100.0 } else { 0.01 },
        );
        let value = self.value.map_or(SliderValue::One(min), |value| value.map(typed));
        let wrong = |what: String, hint: &str| Err(Error::new(ErrorKind::Argument, what).hint(hint));
        if min.as_f64() >= max.as_f64() {
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
        if let Some(outside) = value.numbers().find(|n| n.as_f64() < min.as_f64() || n.as_f64() > max.as_f64()) {
            return wrong(
                format!("`value` of `st.slider` is {outside}, which is not between {min} and {max}."),
                "Give a value in the slider's range, or widen the range with `min_value` and `max_value`.",
            );
        }
        if min.as_f64() < -EXACT || max.as_f64() > EXACT {
            return wrong(
                format!("The range of `st.slider` from {min} to {max} is too wide to be shown exactly."),
                "Stay between -2^53 and 2^53.",
            );
        }
        (self.min_value, self.max_value, self.step, self.value) = (Some(min), Some(max), Some(step), Some(value));
        Ok(Drawing::widget(self))
    }
}

impl Slider {
    /// A number of the page, in the slider's type and inside its range.
    #[expect(clippy::cast_possible_truncation, reason = "inside the range, which `draw` has checked")]
    fn number(&self, wire: &WireValue) -> Option<Number> {
        let (min, max) = (self.min_value?, self.max_value?);
        let number = wire.as_f64().filter(|number| !number.is_nan())?.clamp(min.as_f64(), max.as_f64());
        Some(if min.is_float() { Number::Float(number) } else { Number::Int(number.round() as i64) })
    }

    const fn is_range(&self) -> bool {
        matches!(self.value, Some(SliderValue::Range(..)))
    }
}

impl Widget for Slider {
    shared_by_inputs!();

    fn identity(&self) -> u64 {
        let range = (self.min_value, self.max_value, self.step, self.is_range());
        match &self.input.common.key {
            Some(key) => identity_of(Self::NAME, &(key, range)),
            None => identity_of(Self::NAME, &(&self.label, range, &self.value, &self.format, &self.input.common.help)),
        }
    }

    fn default_value(&self) -> Dynamic {
        self.value.map_or(Dynamic::UNIT, SliderValue::into_dynamic)
    }

    fn read(&self, wire: &WireValue) -> Option<Dynamic> {
        match wire {
            WireValue::List(ends) if self.is_range() => match ends.as_slice() {
                [low, high] => {
                    let (low, high) = (self.number(low)?, self.number(high)?);
                    let (low, high) = if low.as_f64() <= high.as_f64() { (low, high) } else { (high, low) };
                    Some(SliderValue::Range(low, high).into_dynamic())
                }
                _ => None,
            },
            WireValue::List(_) => None,
            one if !self.is_range() => self.number(one).map(Number::into_dynamic),
            _ => None,
        }
    }

    fn write(&self, value: &Dynamic) -> Option<WireValue> {
        let value = SliderValue::from_value(value.clone()).ok()?;
        let (min, max) = (self.min_value?.as_f64(), self.max_value?.as_f64());
        if value.numbers().any(|number| !(min..=max).contains(&number.as_f64())) {
            return None;
        }
        let wire = |number: Number| match number {
            Number::Int(int) => WireValue::Int(int),
            Number::Float(float) => WireValue::Float(float),
        };
        match value {
            SliderValue::One(number) if !self.is_range() => Some(wire(number)),
            SliderValue::Range(low, high) if self.is_range() => Some(WireValue::List(vec![wire(low), wire(high)])),
            _ => None,
        }
    }
}
