//! `st.number_input`.

use rhai::Dynamic;

use super::{InputOptions, Widget, WireValue};
use crate::element::declare::{Command, Draw};
use crate::element::{Arg, Drawing, Host, Label, Mismatch, Number, Width};
use crate::error::{Error, ErrorKind, Result};

command! {
    /// Shows a field for a number, with buttons that step it up and down.
    ///
    /// It gives back integers when all its numbers are integers, else floats.
    ///
    /// # Example
    /// ```rhai
    /// let count = st.number_input("How many", 0, 10, 1);
    /// st.write(count);
    /// ```
    pub struct NumberInput => NumberInputProps = "number_input" in Input, returns "the number, or `()` while it is empty and `value` is `()`",
        then [key, help, on_change, args, kwargs],
        identity [label, (min_value, max_value, step), value, format, placeholder]
            besides [required, icon, width, integer] and input
    {
        positional {
            /// The label, as markdown.
            label: Label,
            /// The least value; by default there is none.
            min_value: Option<Number> = None => "()",
            /// The greatest value; by default there is none.
            max_value: Option<Number> = None => "()",
            /// The value at first; `"min"`: the least, or 0.0; `()`: none, and the value is `()` until a number is given.
            value: NumberDefault as Option<Number> = NumberDefault::Min => "\"min\"",
            /// How far the buttons step; by default 1, or 0.01.
            step: Option<Number> as Number = None => "()",
            /// How the number is shown: printf-like (`"%.1f"`).
            format: Option<String> = None => "()",
        }
        named {
            /// What the empty field shows.
            placeholder: Option<String> = None => "()",
            /// Whether an empty field is marked as incomplete.
            required: bool = false => "false",
            /// An emoji or `:material/name:` in the field.
            icon: Option<crate::element::Icon> = None => "()",
            /// How wide it is.
            width: Width = Width::Stretch => "\"stretch\"",
        }
        wire {
            /// Whether the numbers are integers, which the page cannot see from them.
            integer: bool,
        }
        shared {
            /// What all inputs have.
            input: InputOptions,
        }
    }
}

/// The value of a number input before anybody has touched it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum NumberDefault {
    /// The least value, or 0.
    Min,
    /// None.
    Empty,
    /// This one.
    Given(Number),
}

impl Arg for NumberDefault {
    fn expects() -> String {
        "number, \"min\" or ()".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        if value.is_unit() {
            return Ok(Self::Empty);
        }
        match value.read_lock::<rhai::ImmutableString>() {
            Some(word) if *word == "min" => return Ok(Self::Min),
            Some(word) => return Err(Mismatch::choice(&word, &["min"])),
            None => {}
        }
        Number::from_value(value).map(Self::Given)
    }
}

impl Draw for NumberInput {
    fn draw(self, _: &mut dyn Host) -> Result<Drawing> {
        let given = match self.value {
            NumberDefault::Given(number) => Some(number),
            NumberDefault::Min | NumberDefault::Empty => None,
        };
        let all = [self.min_value, self.max_value, self.step, given];
        // With no number at all it is a field for floats, as in Streamlit.
        let float = all.iter().flatten().any(|n| n.is_float()) || all.iter().all(Option::is_none);
        let typed = |number: Number| number.in_kind(float).map_err(|number| number.inexact(Self::NAME));
        let (min, max) = (self.min_value.map(typed).transpose()?, self.max_value.map(typed).transpose()?);
        let step = typed(self.step.unwrap_or(if float { Number::Float(0.01) } else { Number::Int(1) }))?;
        let value = match self.value {
            NumberDefault::Given(number) => Some(number),
            NumberDefault::Min => {
                let zero = max.filter(|max| max.as_f64() < 0.0).unwrap_or(Number::Int(0));
                Some(min.unwrap_or(zero))
            }
            NumberDefault::Empty => None,
        };
        let field = NumberInputProps {
            label: self.label,
            min_value: min,
            max_value: max,
            value: value.map(typed).transpose()?,
            step,
            format: self.format,
            placeholder: self.placeholder,
            required: self.required,
            icon: self.icon,
            width: self.width,
            integer: !float,
            input: self.input,
        };
        field.check()?;
        Ok(Drawing::widget(field))
    }
}

impl NumberInputProps {
    fn check(&self) -> Result<()> {
        let wrong = |what: String, hint: &str| Err(Error::new(ErrorKind::Argument, what).hint(hint));
        if let (Some(min), Some(max)) = (self.min_value, self.max_value)
            && min > max
        {
            return wrong(
                format!("`min_value` of `st.number_input` is {min}, which is more than `max_value`, {max}."),
                "Give a smaller `min_value` or a larger `max_value`.",
            );
        }
        if self.step.as_f64() <= 0.0 {
            return wrong(
                format!("`step` of `st.number_input` is {}, which is not more than 0.", self.step),
                "Give a positive step.",
            );
        }
        if let Some(value) = self.value.filter(|value| !self.holds(*value)) {
            return wrong(
                format!("`value` of `st.number_input` is {value}, which is outside `min_value` and `max_value`."),
                "Give a value in the range, or widen the range.",
            );
        }
        Ok(())
    }

    fn holds(&self, number: Number) -> bool {
        number.as_f64().is_finite()
            && self.min_value.is_none_or(|min| number >= min)
            && self.max_value.is_none_or(|max| number <= max)
    }

    /// A number in the field's type, if it is one of those: an integer is not made of a fraction.
    fn exactly(&self, number: Number) -> Option<Number> {
        if self.integer { number.to_int() } else { number.rounded_in_kind(true) }
    }
}

impl Widget for NumberInputProps {
    shared_by_inputs!();

    fn default_value(&self) -> Dynamic {
        self.value.map_or(Dynamic::UNIT, Number::into_dynamic)
    }

    fn read(&self, wire: &WireValue) -> Option<Dynamic> {
        if *wire == WireValue::Nil {
            return Some(self.default_value());
        }
        let number = self.exactly(wire.as_number()?)?;
        self.holds(number).then(|| number.into_dynamic())
    }

    fn write(&self, value: &Dynamic) -> Option<WireValue> {
        if value.is_unit() {
            return Some(WireValue::Nil);
        }
        let number = self.exactly(Number::from_value(value.clone()).ok()?)?;
        self.holds(number).then(|| WireValue::of(number))
    }

    fn keep(&self, value: &Dynamic) -> Option<Dynamic> {
        if value.is_unit() {
            return self.value.is_none().then_some(Dynamic::UNIT);
        }
        let number = Number::from_value(value.clone()).ok()?.rounded_in_kind(!self.integer)?;
        let least = self.min_value.filter(|min| number < *min);
        let nearest = least.or(self.max_value.filter(|max| number > *max)).unwrap_or(number);
        Some(nearest.into_dynamic())
    }
}
