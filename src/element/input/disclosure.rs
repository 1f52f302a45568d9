//! Containers whose content can be closed, with a script that wants to know: `on_change` or `bind` makes `st.tabs` and
//! `st.expander` widgets.

use rhai::{Array, Dynamic, ImmutableString, Map};

use super::{Bind, Container, EventAction, Widget, WidgetOptions, WireValue, selection};
use crate::element::declare::identity_of;
use crate::element::{Block, Callback, Drawing, Element};

params! {
    /// What containers have of widgets.
    pub struct DisclosureOptions {
        host {
            /// A name for the container: its class in the page is `st-key-NAME`; with `on_change` or `bind`, what is open is `st.session_state[key]`.
            key: Option<String> = None => "()",
            /// What opening and closing does: `"ignore"`: nothing outside the page; `"rerun"`: the script runs again, and `.open` tells it what is open; a function: it is called before that run.
            on_change: EventAction = EventAction::Ignore => "\"ignore\"",
            /// Positional arguments for the callback.
            args: Array = Array::new() => "[]",
            /// Arguments by name for the callback, given to it as one map after the others.
            kwargs: Map = Map::new() => "#{}",
            /// Ties what is open to the page's address (`"query-params"`); needs a `key`.
            bind: Option<Bind> = None => "()",
        }
    }
}

/// What of the container is open at first.
#[derive(Debug)]
pub(in crate::element) enum Open {
    /// The container itself: whether it is.
    Itself(bool),
    /// One of its parts, which have these labels.
    Part(usize, Vec<String>),
}

impl DisclosureOptions {
    /// Whether the script wants to know what is open.
    pub(in crate::element) const fn is_tracked(&self) -> bool {
        !matches!(self.on_change, EventAction::Ignore) || self.bind.is_some()
    }

    /// Draws the container: as a widget when the script wants to know what is open.
    pub(in crate::element) fn draw(self, element: Element, parts: Vec<Element>, open: Open) -> Drawing {
        let element = element.with_key(self.key.as_deref());
        if !self.is_tracked() {
            return Drawing::Block(Block { element, children: parts, single: false });
        }
        Drawing::widget(Disclosure {
            element,
            parts,
            open,
            options: WidgetOptions { help: None, disabled: false, key: self.key, args: self.args, kwargs: self.kwargs },
            on_change: self.on_change.callback(),
            bind: self.bind,
        })
    }
}

/// A container that is a widget: its value is what is open.
#[derive(Debug)]
struct Disclosure {
    element: Element,
    parts: Vec<Element>,
    open: Open,
    options: WidgetOptions,
    on_change: Option<Callback>,
    bind: Option<Bind>,
}

impl Widget for Disclosure {
    fn command(&self) -> &'static str {
        self.element.kind
    }

    fn options(&self) -> &WidgetOptions {
        &self.options
    }

    fn callback(&self) -> Option<&Callback> {
        self.on_change.as_ref()
    }

    fn bind(&self) -> Option<Bind> {
        self.bind
    }

    fn container(&self) -> Option<&dyn Container> {
        Some(self)
    }

    fn element(&self) -> Element {
        self.element.clone()
    }

    fn identity_without_key(&self) -> u64 {
        identity_of(self.command(), &self.element.hash)
    }

    fn default_value(&self) -> Dynamic {
        match &self.open {
            Open::Itself(open) => (*open).into(),
            Open::Part(part, labels) => labels.get(*part).map_or(Dynamic::UNIT, |label| label.clone().into()),
        }
    }

    fn read(&self, wire: &WireValue) -> Option<Dynamic> {
        match (&self.open, wire) {
            (Open::Itself(_), WireValue::Bool(open)) => Some((*open).into()),
            (Open::Part(_, labels), wire) => {
                let part = selection::place(wire, |part| labels.get(part).map(String::as_str))?;
                labels.get(part).map(|label| label.clone().into())
            }
            _ => None,
        }
    }

    fn write(&self, value: &Dynamic) -> Option<WireValue> {
        match &self.open {
            Open::Itself(_) => value.as_bool().ok().map(WireValue::Bool),
            Open::Part(_, labels) => {
                let label = value.read_lock::<ImmutableString>()?;
                let part = labels.iter().position(|known| *known == **label)?;
                selection::choice(part, labels.get(part)?)
            }
        }
    }

    fn parse(&self, texts: &[&str]) -> Option<Dynamic> {
        let text = texts.last()?;
        match &self.open {
            Open::Itself(_) => text.parse::<bool>().ok().map(Dynamic::from),
            Open::Part(_, labels) => labels.iter().find(|label| label == text).map(|label| label.clone().into()),
        }
    }

    fn texts(&self, value: &Dynamic) -> Vec<String> {
        vec![value.to_string()]
    }
}

impl Container for Disclosure {
    fn parts(&self) -> &[Element] {
        &self.parts
    }

    fn is_open(&self, part: usize, value: &Dynamic) -> bool {
        match &self.open {
            Open::Itself(_) => value.as_bool().unwrap_or(false),
            Open::Part(_, labels) => {
                labels.get(part).is_some_and(|label| value.read_lock::<ImmutableString>().is_some_and(|v| *v == *label))
            }
        }
    }
}
