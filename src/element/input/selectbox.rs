//! `st.selectbox`: one of many options, chosen from a list.

use rhai::Dynamic;

use super::selection::OptionNames;
use super::{InputOptions, Widget, WireValue, identity_of, selection};
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
    pub struct Selectbox = "selectbox" in Input, returns "the chosen option, or `()`",
        then [format_func, key, help, on_change, args, kwargs]
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
        shared {
            /// What all inputs have.
            input: InputOptions,
            /// What the options are called.
            choice: OptionNames,
        }
    }
}

impl Draw for Selectbox {
    fn draw(mut self, host: &mut dyn Host) -> Result<Drawing> {
        selection::check_index(Self::NAME, &self.options, self.index)?;
        self.options.label(&self.format_func, host)?;
        self.choice.names.clone_from(&self.options.names);
        Ok(Drawing::widget(self))
    }
}

impl Widget for Selectbox {
    shared_by_inputs!();

    fn identity_without_key(&self) -> u64 {
        identity_of(
            Self::NAME,
            &(
                &self.label,
                &self.options,
                self.index,
                self.accept_new_options,
                &self.placeholder,
                &self.input.common.help,
            ),
        )
    }

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
