//! Input widgets: one file each. A widget is drawn like an element, and gives its value back to the script.
//!
//! A [`Widget`] knows how its value looks to a script and on the wire, and what makes it the same widget as in the run
//! before. What the value *is* belongs to the session, which this folder does not know.

/// What every widget with a lasting value answers in the same way, inside its `impl Widget`.
macro_rules! shared_by_inputs {
    () => {
        fn command(&self) -> &'static str {
            Self::NAME
        }

        fn options(&self) -> &$crate::element::widget::WidgetOptions {
            &self.input.common
        }

        fn input(&self) -> Option<&$crate::element::widget::InputOptions> {
            Some(&self.input)
        }

        fn element(&self) -> $crate::element::Element {
            $crate::element::Element::new(Self::NAME, self).with_key(self.input.common.key.as_deref())
        }
    };
}

pub(super) mod button;
pub(super) mod checkbox;
pub(super) mod grid_selection;
pub(super) mod number_input;
pub(super) mod radio;
pub(super) mod selectbox;
pub(super) mod slider;
pub(super) mod text_input;

mod options;
mod selection;
mod wire;

use std::fmt::Debug;

use rhai::Dynamic;
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

pub use options::{Bind, InputOptions, PersistState, WidgetOptions};
pub use wire::WireValue;

use super::{Callback, Element};
use crate::error::Result;

/// One widget, as one call of its command describes it.
pub trait Widget: Debug + Send + Sync {
    /// The command's name.
    fn command(&self) -> &'static str;

    /// Key, callback and what else all widgets have.
    fn options(&self) -> &WidgetOptions;

    /// What the widget has as one with a lasting value; `None` for buttons.
    fn input(&self) -> Option<&InputOptions> {
        None
    }

    /// The function to call before the run that a change of the value causes.
    fn callback(&self) -> Option<&Callback> {
        self.input()?.on_change.0.as_ref()
    }

    /// What the page draws, without the value.
    fn element(&self) -> Element;

    /// What makes two calls, in different runs, the same widget: with a key the few parameters that the value depends
    /// on, without one all that a person sees.
    fn identity(&self) -> u64;

    /// The value before anybody has touched the widget.
    fn default_value(&self) -> Dynamic;

    /// The value that the page sends, as the script sees it; `None` when it is not one that this widget can have.
    fn read(&self, wire: &WireValue) -> Option<Dynamic>;

    /// The script's value as the page takes it; `None` when this widget can not have it (any more).
    fn write(&self, value: &Dynamic) -> Option<WireValue>;

    /// A value of an earlier run as this one has it; `None` when the widget does not offer it any more.
    fn keep(&self, value: &Dynamic) -> Option<Dynamic> {
        self.write(value).map(|_| value.clone())
    }

    /// The value that a text of the page's address stands for.
    fn parse(&self, text: &str) -> Option<Dynamic> {
        let wire = match text.parse::<i64>() {
            Ok(int) => WireValue::Int(int),
            Err(_) => match (text.parse::<f64>(), text.parse::<bool>()) {
                (Ok(float), _) => WireValue::Float(float),
                (_, Ok(flag)) => WireValue::Bool(flag),
                _ => WireValue::Text(text.to_owned()),
            },
        };
        self.read(&wire)
    }

    /// Checks a value that the script has put into `st.session_state` under the widget's key.
    ///
    /// # Errors
    /// When this widget can not have that value.
    fn accept(&self, value: &Dynamic) -> Result<Dynamic> {
        self.write(value).and_then(|wire| self.read(&wire)).ok_or_else(|| options::refuse(self.command(), value))
    }

    /// Whether the value holds for one run only, as a button's click does.
    fn is_trigger(&self) -> bool {
        false
    }
}

/// The hash of what makes a widget itself.
pub(crate) fn identity_of(command: &str, parts: &impl Serialize) -> u64 {
    let bytes = rmp_serde::to_vec(parts).expect("identities are always encodable");
    xxh3_64(&bytes) ^ xxh3_64(command.as_bytes()).rotate_left(17)
}
