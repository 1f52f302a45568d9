//! Input widgets: one file each, and what all of them share: the [`Widget`] trait, its options and its value on the
//! wire.
//!
//! This folder does not know the session that holds the values.

#[macro_use]
mod widget;
pub(super) mod disclosure;
mod options;
mod selection;
mod wire_value;

mod button;
mod checkbox;
mod number_input;
mod radio;
mod selectbox;
mod slider;
mod text_input;

use super::declare::Entry;

pub(super) use options::refuse;
pub use options::{Bind, EventAction, InputOptions, PersistState, WidgetOptions};
pub use widget::{Container, Widget};
pub use wire_value::WireValue;

/// The commands of the chapter, in the order of the reference.
pub(super) const COMMANDS: &[fn() -> Entry] = &[
    Entry::of::<button::Button>,
    Entry::of::<checkbox::Checkbox>,
    Entry::of::<slider::Slider>,
    Entry::of::<number_input::NumberInput>,
    Entry::of::<text_input::TextInput>,
    Entry::of::<selectbox::Selectbox>,
    Entry::of::<radio::Radio>,
];
