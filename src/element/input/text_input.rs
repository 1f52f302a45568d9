//! `st.text_input`: one line of text.

use rhai::Dynamic;

use super::{InputOptions, Widget, WireValue};
use crate::element::declare::Draw;
use crate::element::{Drawing, Host, Label, Width, shown};
use crate::error::{Error, ErrorKind, Result};

choices! {
    /// Whether what is typed can be read.
    pub enum TextInputType {
        /// It can.
        Default = "default",
        /// It cannot.
        Password = "password",
    }
}

command! {
    /// Shows a field for one line of text.
    ///
    /// # Example
    /// ```rhai
    /// let name = st.text_input("Your name", #{ placeholder: "Ada" });
    /// st.write(`Hello ${name}`);
    /// ```
    pub struct TextInput = "text_input" in Input, returns "the text, or `()` while nothing has been entered and `value` is `()`",
        then [key, r#type, help, autocomplete, on_change, args, kwargs],
        identity [label, value, max_chars, r#type, placeholder]
            besides [autocomplete, required, icon, validate, live, width] and input
    {
        positional {
            /// The label, as markdown.
            label: Label,
            /// The text at first; `()`: none, and the value is `()` until something is typed.
            value: Option<crate::element::Text> = Some(crate::element::Text::default()) => "\"\"",
            /// The most characters that it takes.
            max_chars: Option<i64> = None => "()",
        }
        named {
            /// Whether what is typed can be read.
            r#type: TextInputType = TextInputType::Default => "\"default\"",
            /// What the browser may fill in by itself, as in HTML's `autocomplete`.
            autocomplete: Option<String> = None => "()",
            /// What the empty field shows.
            placeholder: Option<String> = None => "()",
            /// Whether an empty field is marked as incomplete.
            required: bool = false => "false",
            /// An emoji or `:material/name:` in the field.
            icon: Option<crate::element::Icon> = None => "()",
            /// A regular expression that the text must match to be sent.
            validate: Option<String> = None => "()",
            /// Whether the text is sent while it is typed, and not at Enter or when the field is left.
            live: bool = false => "false",
            /// How wide it is.
            width: Width = Width::Stretch => "\"stretch\"",
        }
        shared {
            /// What all inputs have.
            input: InputOptions,
        }
    }
}

impl Draw for TextInput {
    fn draw(self, _: &mut dyn Host) -> Result<Drawing> {
        if let Some(limit) = self.max_chars {
            let length = self.value.as_ref().map_or(0, |text| text.0.chars().count());
            if limit < 1 {
                let message = format!("`max_chars` of `st.text_input` is {limit}, which is less than 1.");
                return Err(Error::new(ErrorKind::Argument, message).hint("Give at least 1, or `()` for no bound."));
            }
            if length > usize::try_from(limit).unwrap_or(usize::MAX) {
                return Err(Error::new(
                    ErrorKind::Argument,
                    format!("`max_chars` of `st.text_input` is {limit}, but `value` has {length} characters."),
                )
                .hint("Give a larger `max_chars` or a shorter `value`."));
            }
        }
        Ok(Drawing::widget(self))
    }
}

impl Widget for TextInput {
    shared_by_inputs!();

    fn default_value(&self) -> Dynamic {
        self.value.as_ref().map_or(Dynamic::UNIT, |text| text.0.clone().into())
    }

    fn read(&self, wire: &WireValue) -> Option<Dynamic> {
        match wire {
            WireValue::Nil if self.value.is_none() => Some(Dynamic::UNIT),
            WireValue::Nil => Some(String::new().into()),
            WireValue::Text(text) => {
                let limit = self.max_chars.and_then(|limit| usize::try_from(limit).ok());
                Some(match limit {
                    Some(limit) => text.chars().take(limit).collect::<String>().into(),
                    None => text.clone().into(),
                })
            }
            _ => None,
        }
    }

    fn keep(&self, value: &Dynamic) -> Option<Dynamic> {
        self.read(&self.write(value)?)
    }

    fn write(&self, value: &Dynamic) -> Option<WireValue> {
        if value.is_unit() {
            return Some(WireValue::Nil);
        }
        Some(WireValue::Text(shown(value)))
    }
}
