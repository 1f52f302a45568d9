//! `st.checkbox`.

use rhai::Dynamic;

use super::{InputOptions, Widget, WireValue};
use crate::element::declare::Draw;
use crate::element::{Drawing, Host, Label, Width};
use crate::error::Result;

command! {
    /// Shows a checkbox.
    ///
    /// # Example
    /// ```rhai
    /// if st.checkbox("Show details") { st.write("Details"); }
    /// ```
    pub struct Checkbox = "checkbox" in Input, returns "whether it is checked",
        then [key, help, on_change, args, kwargs],
        identity [label, value] besides [width, wrap] and input
    {
        positional {
            /// The label, as markdown.
            label: Label,
            /// Whether it is checked at first.
            value: bool = false => "false",
        }
        named {
            /// How wide it is.
            width: Width = Width::Content => "\"content\"",
            /// Whether a long label is broken into lines.
            wrap: bool = true => "true",
        }
        shared {
            /// What all inputs have.
            input: InputOptions,
        }
    }
}

impl Draw for Checkbox {
    fn draw(self, _: &mut dyn Host) -> Result<Drawing> {
        Ok(Drawing::widget(self))
    }
}

impl Widget for Checkbox {
    shared_by_inputs!();

    fn default_value(&self) -> Dynamic {
        self.value.into()
    }

    fn read(&self, wire: &WireValue) -> Option<Dynamic> {
        match wire {
            WireValue::Bool(checked) => Some((*checked).into()),
            _ => None,
        }
    }

    fn write(&self, value: &Dynamic) -> Option<WireValue> {
        value.as_bool().ok().map(WireValue::Bool)
    }
}
