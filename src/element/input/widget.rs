//! What a widget is: it is drawn like an element, and gives its value back to the script.
//!
//! A [`Widget`] knows how its value looks to a script and on the wire, and what makes it the same widget as in the run
//! before. What the value *is* belongs to the session, which this file does not know.

/// What every widget with a lasting value answers in the same way, inside its `impl Widget`.
macro_rules! shared_by_inputs {
    () => {
        fn command(&self) -> &'static str {
            Self::COMMAND
        }

        fn identity_without_key(&self) -> u64 {
            self.identity_of_parameters()
        }

        fn options(&self) -> &$crate::element::input::WidgetOptions {
            &self.input.options
        }

        fn callback(&self) -> Option<&$crate::element::Callback> {
            self.input.on_change.0.as_ref()
        }

        fn bind(&self) -> Option<$crate::element::input::Bind> {
            self.input.bind
        }

        fn persist_state(&self) -> Option<$crate::element::input::PersistState> {
            self.input.persist_state
        }

        fn element(&self) -> $crate::element::Element {
            $crate::element::Element::new(Self::COMMAND, self).with_key(self.input.options.key.as_deref())
        }
    };
}

use std::fmt::Debug;
use std::sync::Arc;

use rhai::Dynamic;

use super::options::{self, Bind, PersistState, WidgetOptions};
use super::wire_value::WireValue;
use crate::element::declare::identity_of;
use crate::element::{Callback, Element};
use crate::error::Result;

/// One widget, as one call of its command describes it.
pub trait Widget: Debug + Send + Sync {
    /// The command's name.
    fn command(&self) -> &'static str;

    /// Key, callback and what else all widgets have.
    fn options(&self) -> &WidgetOptions;

    /// The function to call before the run that a change of the value causes.
    fn callback(&self) -> Option<&Callback>;

    /// What the value is tied to.
    fn bind(&self) -> Option<Bind> {
        None
    }

    /// How long the value is kept when a run does not draw the widget.
    fn persist_state(&self) -> Option<PersistState> {
        None
    }

    /// The container that the widget is; `None` for inputs, which hold nothing.
    fn container(&self) -> Option<&dyn Container> {
        None
    }

    /// What the page draws, without the value.
    fn element(&self) -> Element;

    /// What makes two calls, in different runs, the same widget: the key, or without one its parameters.
    fn identity(&self) -> u64 {
        match &self.options().key {
            Some(key) => identity_of(self.command(), key),
            None => self.identity_without_key(),
        }
    }

    /// What makes two calls without a key the same widget: the parameters that a person sees.
    fn identity_without_key(&self) -> u64;

    /// The widget that this one is where the session holds `value` for it: `None` when it is that already.
    fn shaped_by(&self, _value: &Dynamic) -> Option<Arc<dyn Widget>> {
        None
    }

    /// The value before anybody has touched the widget.
    fn default_value(&self) -> Dynamic;

    /// The value that the page sends, as the script sees it; `None` when it is not one that this widget can have.
    fn read(&self, wire: &WireValue) -> Option<Dynamic>;

    /// The script's value as the page takes it; `None` when this widget cannot have it (any more).
    fn write(&self, value: &Dynamic) -> Option<WireValue>;

    /// A value of an earlier run as this one has it, whose bounds or options may be others: the nearest that is allowed;
    /// `None` when there is none.
    fn keep(&self, value: &Dynamic) -> Option<Dynamic> {
        self.write(value).map(|_| value.clone())
    }

    /// Whether it has nothing to choose from, so that its `()` is nobody's choice.
    fn is_without_options(&self) -> bool {
        false
    }

    /// The value that the page's address stands for, as [`Widget::texts`] writes it; several texts are a list.
    fn parse(&self, texts: &[&str]) -> Option<Dynamic> {
        match texts {
            [] => None,
            [text] => WireValue::readings(text).iter().find_map(|wire| self.read(wire)),
            several => {
                let first = |text: &&str| WireValue::readings(text).swap_remove(0);
                self.read(&WireValue::List(several.iter().map(first).collect()))
            }
        }
    }

    /// The value as the page's address has it.
    fn texts(&self, value: &Dynamic) -> Vec<String> {
        self.write(value).map_or_else(Vec::new, |wire| wire.texts())
    }

    /// Checks a value that the script has put into `st.session_state` under the widget's key.
    ///
    /// # Errors
    /// When this widget cannot have that value.
    fn accept(&self, value: &Dynamic) -> Result<Dynamic> {
        self.write(value).and_then(|wire| self.read(&wire)).ok_or_else(|| options::refuse(self.command(), value))
    }

    /// Whether the value holds for one run only, as a button's click does.
    fn is_trigger(&self) -> bool {
        false
    }
}

/// A widget that holds elements.
pub trait Container {
    /// The containers inside it; when there are none, it holds elements itself.
    fn parts(&self) -> &[Element];

    /// Whether one of the parts, or the container itself, is open when the widget has this value.
    fn is_open(&self, part: usize, value: &Dynamic) -> bool;
}

#[cfg(test)]
mod tests {
    use rhai::Array;

    use super::*;
    use crate::element::{Args, Drawing, Host, registry};

    struct NoHost;

    impl Host for NoHost {
        fn call(&mut self, _: &rhai::FnPtr, _: Vec<Dynamic>) -> Result<Dynamic> {
            unreachable!("no functions here")
        }
    }

    fn identity(command: &str, args: &str) -> u64 {
        let args: Array = rhai::Engine::new().eval(&format!("[{args}]")).unwrap();
        let entry = registry::find(command).unwrap();
        let mut args = Args::new(&entry.spec, args).unwrap();
        match (entry.build)(&mut args, &mut NoHost).unwrap() {
            Drawing::Widget(widget) => widget.identity(),
            other => panic!("{other:?}"),
        }
    }

    /// A page that is open while its host is replaced sends its values under the ids that it knows.
    #[test]
    fn identities_are_the_same_in_every_version() {
        let none = None::<i64>;
        let cases = [
            ("button", r#""A", #{ icon: "🎉" }"#, identity_of("button", &("A", "secondary", "🎉", none))),
            ("checkbox", r#""A", #{ help: "h" }"#, identity_of("checkbox", &("A", false, "h"))),
            ("slider", r#""A""#, identity_of("slider", &("A", (0, 100, 1), none, none, none))),
            ("slider", r#""A", 0, 9, [1, 2]"#, identity_of("slider", &("A", (0, 9, 1), (1, 2), none, none))),
            ("number_input", r#""A", 1, 9"#, identity_of("number_input", &("A", (1, 9, 1), 1, none, none, none))),
            ("number_input", r#""A", #{ value: () }"#, {
                identity_of("number_input", &("A", (none, none, 0.01), none, none, none, none))
            }),
            ("text_input", r#""A""#, identity_of("text_input", &("A", "", none, "default", none, none))),
            ("selectbox", r#""A", ["x"]"#, identity_of("selectbox", &("A", ["x"], 0, false, none, none))),
            ("radio", r#""A", ["x"]"#, identity_of("radio", &("A", ["x"], 0, false, none, none))),
        ];
        for (command, args, known) in cases {
            assert_eq!(identity(command, args), known, "{command}({args})");
        }
    }
}
