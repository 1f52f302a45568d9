//! `st.button`.

use rhai::Dynamic;

use super::options::Handler;
use super::{Widget, WidgetOptions, WireValue};
use crate::element::declare::Draw;
use crate::element::{Callback, Drawing, Element, Host, Label, Width};
use crate::error::{Error, ErrorKind, Result};

choices! {
    /// How much a button stands out.
    pub enum ButtonType {
        /// The one that matters.
        Primary = "primary",
        /// One of several.
        Secondary = "secondary",
        /// Like text.
        Tertiary = "tertiary",
    }
}

choices! {
    /// The side of a label that its icon is on.
    pub enum IconPosition {
        /// Before it.
        Left = "left",
        /// Behind it.
        Right = "right",
    }
}

command! {
    /// Shows a button.
    ///
    /// Its value is `true` in the run that a click causes, and `false` in every other.
    ///
    /// # Example
    /// ```rhai
    /// if st.button("Add one") { st.session_state.n = st.session_state.get("n", 0) + 1; }
    /// st.button("Reset", #{ on_click: |to| st.session_state.n = to, args: [0] });
    /// ```
    pub struct Button = "button" in Input, returns "`true` in the run that its click caused, else `false`",
        then [key, help, on_click, args, kwargs],
        identity [label, r#type, icon]
            besides [icon_position, width, shortcut, wrap, on_click, use_container_width] and options
    {
        positional {
            /// The label, as markdown.
            label: Label,
        }
        named {
            /// How much it stands out.
            r#type: ButtonType = ButtonType::Secondary => "\"secondary\"",
            /// An emoji or `:material/name:` beside the label.
            icon: Option<crate::element::Icon> = None => "()",
            /// The side of the label that the icon is on.
            icon_position: IconPosition = IconPosition::Left => "\"left\"",
            /// How wide it is.
            width: Width = Width::Content => "\"content\"",
            /// A key that clicks it, such as `"ctrl+enter"`.
            shortcut: Option<crate::element::Shortcut> = None => "()",
            /// Whether a long label is broken into lines.
            wrap: bool = false => "false",
        }
        host {
            /// Called before the run that a click causes.
            on_click: Handler = Handler(None) => "()",
            /// The former name of `width`: `true` for `"stretch"`, `false` for `"content"`.
            use_container_width: Option<bool> = None => "()",
        }
        shared {
            /// What all widgets have.
            options: WidgetOptions,
        }
    }
}

impl Draw for Button {
    fn draw(mut self, _: &mut dyn Host) -> Result<Drawing> {
        self.width = self.width.or_former(self.use_container_width);
        Ok(Drawing::widget(self))
    }
}

impl Widget for Button {
    fn command(&self) -> &'static str {
        Self::COMMAND
    }

    fn options(&self) -> &WidgetOptions {
        &self.options
    }

    fn callback(&self) -> Option<&Callback> {
        self.on_click.0.as_ref()
    }

    fn element(&self) -> Element {
        Element::new(Self::COMMAND, self).with_key(self.options.key.as_deref())
    }

    fn identity_without_key(&self) -> u64 {
        self.identity_of_parameters()
    }

    fn default_value(&self) -> Dynamic {
        false.into()
    }

    fn read(&self, wire: &WireValue) -> Option<Dynamic> {
        match wire {
            WireValue::Bool(clicked) => Some((*clicked).into()),
            _ => None,
        }
    }

    fn write(&self, value: &Dynamic) -> Option<WireValue> {
        value.as_bool().ok().map(WireValue::Bool)
    }

    fn accept(&self, _: &Dynamic) -> Result<Dynamic> {
        Err(Error::new(
            ErrorKind::SessionState,
            "The value of a button cannot be set through `st.session_state`: it is true only in the run of its click.",
        )
        .hint("Keep what the button switches under another name in `st.session_state`."))
    }

    fn is_trigger(&self) -> bool {
        true
    }
}
