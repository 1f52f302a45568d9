//! The parameters that widgets have in common.

use rhai::{Array, Dynamic, ImmutableString, Map};

use crate::element::{Arg, Callback, LabelVisibility, Mismatch, describe};
use crate::error::{Error, ErrorKind};

choices! {
    /// How long a widget's value is kept when a run does not draw the widget.
    pub enum PersistState {
        /// As long as the page is the same.
        Page = "page",
        /// As long as the session.
        Session = "session",
    }
}

choices! {
    /// What a widget's value is tied to.
    pub enum Bind {
        /// The page's address: `?KEY=VALUE`.
        QueryParams = "query-params",
    }
}

/// `on_change`/`on_click`: a function, or `"rerun"`, which is what happens anyway.
#[derive(Debug, Clone)]
pub struct Handler(pub Option<Callback>);

impl Arg for Handler {
    fn expects() -> String {
        "function, or \"rerun\"".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        if value.is_unit() || value.read_lock::<ImmutableString>().is_some_and(|word| *word == "rerun") {
            return Ok(Self(None));
        }
        Callback::from_value(value).map(|callback| Self(Some(callback)))
    }
}

/// `on_select`/`on_change` of what is a widget only if the script wants to know of it.
#[derive(Debug, Clone)]
pub enum EventAction {
    /// The page keeps it to itself.
    Ignore,
    /// The script runs again.
    Rerun,
    /// The function is called, and the script runs again.
    Call(Callback),
}

impl EventAction {
    /// The function to call.
    pub(in crate::element) fn callback(self) -> Option<Callback> {
        match self {
            Self::Call(function) => Some(function),
            Self::Ignore | Self::Rerun => None,
        }
    }
}

impl Arg for EventAction {
    fn expects() -> String {
        "\"ignore\", \"rerun\" or function".into()
    }

    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        let Some(word) = value.read_lock::<ImmutableString>().map(|word| word.clone()) else {
            return Callback::from_value(value).map(Self::Call);
        };
        match word.as_str() {
            "ignore" => Ok(Self::Ignore),
            "rerun" => Ok(Self::Rerun),
            other => Err(Mismatch::choice(other, &["ignore", "rerun"])),
        }
    }
}

params! {
    /// What all widgets have.
    pub struct WidgetOptions {
        named {
            /// Help that is shown beside the widget, as markdown.
            help: Option<String> = None => "()",
            /// Whether it cannot be used.
            disabled: bool = false => "false",
        }
        host {
            /// A name for the widget: its value is `st.session_state[key]`, its class in the page `st-key-NAME`.
            key: Option<String> = None => "()",
            /// Positional arguments for the callback.
            args: Array = Array::new() => "[]",
            /// Arguments by name for the callback, given to it as one map after the others.
            kwargs: Map = Map::new() => "#{}",
        }
    }
}

params! {
    /// What all widgets with a lasting value have.
    pub struct InputOptions {
        named {
            /// Whether the label is shown.
            label_visibility: LabelVisibility = LabelVisibility::Visible => "\"visible\"",
        }
        host {
            /// Called before the next run when the value has changed.
            on_change: Handler = Handler(None) => "\"rerun\"",
            /// Ties the value to the page's address (`"query-params"`); needs a `key`.
            bind: Option<Bind> = None => "()",
            /// Keeps the value when a run does not draw the widget: `"page"` or `"session"`.
            persist_state: Option<PersistState> = None => "()",
        }
        shared {
            /// What all widgets have.
            options: WidgetOptions,
        }
    }
}

impl InputOptions {
    /// What of them makes a widget without a key another one.
    pub(super) const fn identity(&self) -> &Option<String> {
        let Self { options, label_visibility: _, on_change: _, bind: _, persist_state: _ } = self;
        options.identity()
    }
}

impl WidgetOptions {
    /// What of them makes a widget without a key another one.
    pub(super) const fn identity(&self) -> &Option<String> {
        let Self { help, disabled: _, key: _, args: _, kwargs: _ } = self;
        help
    }

    /// The arguments that a callback is called with.
    #[must_use]
    pub fn callback_args(&self) -> Vec<Dynamic> {
        let mut args = self.args.clone();
        if !self.kwargs.is_empty() {
            args.push(self.kwargs.clone().into());
        }
        args
    }
}

impl Arg for Map {
    const TAKES_MAP: bool = true;

    fn expects() -> String {
        "map".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        value.try_cast().ok_or(Mismatch::Type)
    }
}

/// The error for a value that a widget cannot have.
pub(in crate::element) fn refuse(command: &str, value: &Dynamic) -> Error {
    Error::new(
        ErrorKind::SessionState,
        format!("`st.{command}` cannot have the value that was put into `st.session_state`: {}.", describe(value)),
    )
    .hint("Put in a value that the widget offers, or remove it with `st.session_state.remove(key)`.")
}
