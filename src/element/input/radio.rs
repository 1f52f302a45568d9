//! `st.radio`: one of a few options, all of them in sight.

use rhai::Dynamic;

use super::{InputOptions, Widget, WireValue, selection};
use crate::element::arg::FormatFunc;
use crate::element::declare::{Command, Draw};
use crate::element::{Drawing, Host, Label, Options, Width};
use crate::error::Result;

command! {
    /// Shows options of which one is chosen, all of them in sight.
    ///
    /// # Example
    /// ```rhai
    /// let size = st.radio("Size", ["S", "M", "L"], 1, #{ horizontal: true });
    /// st.write(size);
    /// ```
    pub struct Radio => RadioProps = "radio" in Input, returns "the chosen option, or `()`",
        then [format_func, key, help, on_change, args, kwargs],
        identity [label, options, index, horizontal, captions] besides [width, names] and input
    {
        positional {
            /// The label, as markdown.
            label: Label,
            /// The options; their labels are markdown.
            options: Options,
            /// The place of the option that is chosen at first; `()`: none.
            index: Option<i64> = Some(0) => "0",
        }
        named {
            /// Whether the options stand in a row.
            horizontal: bool = false => "false",
            /// A line of explanation below each option.
            captions: Option<Vec<String>> = None => "()",
            /// How wide it is.
            width: Width = Width::Content => "\"content\"",
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

impl Draw for Radio {
    fn draw(mut self, host: &mut dyn Host) -> Result<Drawing> {
        selection::check_index(Self::NAME, &self.options, self.index)?;
        self.options.label(&self.format_func, host)?;
        Ok(Drawing::widget(RadioProps {
            label: self.label,
            names: self.options.names.clone(),
            options: self.options,
            index: self.index,
            horizontal: self.horizontal,
            captions: self.captions,
            width: self.width,
            input: self.input,
        }))
    }
}

impl Widget for RadioProps {
    shared_by_inputs!();

    fn default_value(&self) -> Dynamic {
        selection::at(&self.options, self.index)
    }

    fn read(&self, wire: &WireValue) -> Option<Dynamic> {
        selection::read(&self.options, wire)
    }

    fn write(&self, value: &Dynamic) -> Option<WireValue> {
        selection::write(&self.options, value)
    }

    fn is_without_options(&self) -> bool {
        self.options.values.is_empty()
    }

    fn parse(&self, texts: &[&str]) -> Option<Dynamic> {
        selection::parse(&self.options, texts)
    }

    fn texts(&self, value: &Dynamic) -> Vec<String> {
        selection::texts(&self.options, value)
    }
}
