//! `st.selectbox`: one of many options, chosen from a list.

use rhai::Dynamic;

use super::{InputOptions, Widget, WireValue, selection};
use crate::element::arg::FormatFunc;
use crate::element::declare::{Command, Draw};
use crate::element::{Drawing, Host, Label, Options, Width};
use crate::error::Result;

choices! {
    /// How typing narrows the options down.
    pub enum FilterMode {
        /// Letters in order, not necessarily together.
        Fuzzy = "fuzzy",
        /// Letters together, anywhere.
        Contains = "contains",
        /// From the beginning.
        Prefix = "prefix",
    }
}

command! {
    /// Shows a list to choose one option from.
    ///
    /// # Example
    /// ```rhai
    /// let city = st.selectbox("City", ["Oslo", "Rome"]);
    /// st.write(city);
    /// ```
    pub struct Selectbox => SelectboxProps = "selectbox" in Input, returns "the chosen option, or `()`",
        then [format_func, key, help, on_change, args, kwargs],
        identity [label, options, index, accept_new_options, placeholder]
            besides [required, icon, filter_mode, width, names] and input
    {
        positional {
            /// The label, as markdown.
            label: Label,
            /// The options.
            options: Options,
            /// The place of the option that is chosen at first; `()`: none.
            index: Option<i64> = Some(0) => "0",
        }
        named {
            /// What it shows while nothing is chosen.
            placeholder: Option<String> = None => "()",
            /// Whether having nothing chosen is marked as incomplete.
            required: bool = false => "false",
            /// An emoji or `:material/name:` in the field.
            icon: Option<crate::element::Icon> = None => "()",
            /// Whether a new option may be typed.
            accept_new_options: bool = false => "false",
            /// How typing narrows the options down; `()`: not at all.
            filter_mode: Option<FilterMode> = Some(FilterMode::Fuzzy) => "\"fuzzy\"",
            /// How wide it is.
            width: Width = Width::Stretch => "\"stretch\"",
        }
        host {
            /// How an option is shown.
            format_func: FormatFunc = FormatFunc::default() => "()",
        }
        wire {
            /// What the options are called where their labels do not tell them apart.
            names: Option<Vec<String>>,
        }
        shared {
            /// What all inputs have.
            input: InputOptions,
        }
    }
}

impl Draw for Selectbox {
    fn draw(mut self, host: &mut dyn Host) -> Result<Drawing> {
        selection::check_index(Self::NAME, &self.options, self.index)?;
        self.options.label(&self.format_func, host)?;
        Ok(Drawing::widget(SelectboxProps {
            label: self.label,
            names: self.options.names.clone(),
            options: self.options,
            index: self.index,
            placeholder: self.placeholder,
            required: self.required,
            icon: self.icon,
            accept_new_options: self.accept_new_options,
            filter_mode: self.filter_mode,
            width: self.width,
            input: self.input,
        }))
    }
}

impl Widget for SelectboxProps {
    shared_by_inputs!();

    fn default_value(&self) -> Dynamic {
        selection::at(&self.options, self.index)
    }

    fn read(&self, wire: &WireValue) -> Option<Dynamic> {
        match wire {
            WireValue::Text(text) if self.accept_new_options => Some(text.clone().into()),
            other => selection::read(&self.options, other),
        }
    }

    fn write(&self, value: &Dynamic) -> Option<WireValue> {
        selection::write(&self.options, value).or_else(|| {
            let text = value.read_lock::<rhai::ImmutableString>()?;
            self.accept_new_options.then(|| WireValue::Text(text.to_string()))
        })
    }

    fn is_without_options(&self) -> bool {
        self.options.values.is_empty()
    }

    fn parse(&self, texts: &[&str]) -> Option<Dynamic> {
        let new = || texts.last().filter(|_| self.accept_new_options).map(|text| (*text).to_owned().into());
        selection::parse(&self.options, texts).or_else(new)
    }

    fn texts(&self, value: &Dynamic) -> Vec<String> {
        selection::texts(&self.options, value)
    }
}
