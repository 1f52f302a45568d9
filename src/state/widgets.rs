//! The widgets of a session: their values, by identity.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rhai::Dynamic;

use crate::element::input::{Widget, WireValue};
use crate::value::{HostTypes, measured, same};

/// What is kept of one widget.
#[derive(Debug)]
pub(super) struct Held {
    /// How its value is read; unknown until a run draws it, after the host was restarted.
    pub(super) widget: Option<Arc<dyn Widget>>,
    pub(super) value: Value,
}

impl Held {
    /// Whether there was nothing to choose from when the widget was drawn last.
    fn had_no_options(&self) -> bool {
        self.widget.as_ref().is_some_and(|widget| widget.is_without_options())
    }
}

#[derive(Debug, Clone)]
pub(super) enum Value {
    /// As the page sent it, before anybody knows the widget.
    Wire(WireValue),
    /// As the script sees it.
    Script(Dynamic),
}

/// All widgets of one session.
#[derive(Debug, Default)]
pub(super) struct Widgets {
    held: HashMap<Arc<str>, Held>,
    /// By the `key` that the script gave.
    by_key: HashMap<Arc<str>, Arc<str>>,
    /// Drawn by the run in progress.
    drawn: HashSet<Arc<str>>,
    /// Clicked, for the run in progress.
    triggers: HashMap<Arc<str>, WireValue>,
    /// The widgets that have been drawn since the person's last step, while no run has come to its end since then.
    /// `None`: nothing has changed since the last run drew what is on the page.
    anew: Option<HashSet<Arc<str>>>,
    /// The bytes of the values that are held for widgets which nobody knows.
    unknown: usize,
}

/// What a click on a widget does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clicked {
    /// Nothing: the widget is not one that can be clicked, or not now.
    Nothing,
    /// The script sees it where it draws the widget.
    Seen,
    /// A callback is called before the script runs.
    CallsBack,
}

/// The bytes of values for widgets which nobody knows: after a restart of the host, those of all that a page shows, until
/// a run has drawn it.
const MOST_UNKNOWN: usize = 4 << 20;

/// What a value for a widget takes that nobody knows.
fn unknown_bytes(id: &str, wire: &WireValue) -> usize {
    128 + id.len() + wire.bytes()
}

impl Widgets {
    pub(super) fn begin_run(&mut self) {
        self.drawn.clear();
        self.triggers.clear();
    }

    /// Takes a value from the page; whether that changed the widget's value.
    pub(super) fn receive(&mut self, id: &str, wire: &WireValue) -> bool {
        let Some(widget) = self.known(id) else {
            if !self.receive_unknown(id, wire) {
                log::debug!("a value for a widget that is gone is ignored: there are too many of them");
            }
            return false;
        };
        let Some(held) = self.held.get_mut(id) else {
            return false;
        };
        if widget.options().disabled {
            return false;
        }
        let Some(value) = widget.read(wire) else {
            return false;
        };
        let changed = match &held.value {
            Value::Script(former) => !same(former, &value),
            Value::Wire(_) => true,
        };
        held.value = Value::Script(value);
        changed
    }

    /// Takes a value for a widget that nobody knows; whether there was room.
    pub(super) fn receive_unknown(&mut self, id: &str, wire: &WireValue) -> bool {
        self.forget_unknown(id);
        let bytes = unknown_bytes(id, wire);
        let fits = self.unknown + bytes <= MOST_UNKNOWN;
        if fits {
            self.unknown += bytes;
            self.held.insert(id.into(), Held { widget: None, value: Value::Wire(wire.clone()) });
        }
        fits
    }

    fn forget_unknown(&mut self, id: &str) {
        if let Some(Held { widget: None, value: Value::Wire(former) }) = self.held.get(id) {
            self.unknown -= unknown_bytes(id, former);
            self.held.remove(id);
        }
    }

    /// The approximate bytes of all values; `None` when one is nested too deep to be measured.
    pub(super) fn bytes(&self, types: &HostTypes) -> Option<usize> {
        let of = |(id, held): (&Arc<str>, &Held)| {
            let value = match &held.value {
                Value::Script(value) => measured(value, types)?,
                Value::Wire(wire) => wire.bytes(),
            };
            Some(id.len() + value)
        };
        self.held.iter().map(of).sum()
    }

    /// Takes a click from the page.
    pub(super) fn trigger(&mut self, id: &str, wire: &WireValue) -> Clicked {
        match self.known(id).filter(|widget| widget.is_trigger() && !widget.options().disabled) {
            None => Clicked::Nothing,
            Some(widget) => {
                self.triggers.insert(id.into(), wire.clone());
                if widget.callback().is_some() { Clicked::CallsBack } else { Clicked::Seen }
            }
        }
    }

    /// Notes that the person has changed or clicked these widgets: what the page shows of the others, and what their
    /// callbacks have captured, is of the time before.
    pub(super) fn outdate(&mut self, by: &[&str]) {
        let own = match by {
            [] => return,
            // What is clicked several times is the same thing every time.
            [one] if self.is_anew(one) => Some(Arc::from(*one)),
            _ => None,
        };
        self.anew = Some(own.into_iter().collect());
    }

    /// Whether the widget was drawn after all that the person has done.
    pub(super) fn is_anew(&self, id: &str) -> bool {
        self.anew.as_ref().is_none_or(|drawn| drawn.contains(id))
    }

    /// Notes that a run has come to its end, and drawn all that it is going to draw.
    pub(super) fn settle(&mut self) {
        self.anew = None;
    }

    /// The widget as it was drawn last.
    pub(super) fn known(&self, id: &str) -> Option<Arc<dyn Widget>> {
        self.held.get(id)?.widget.clone()
    }

    /// Notes that the run in progress has drawn a widget; `false` when it had done so before.
    pub(super) fn mark_drawn(&mut self, id: &Arc<str>, key: Option<&str>) -> bool {
        if let Some(key) = key {
            self.by_key.insert(key.into(), id.clone());
        }
        if let Some(anew) = &mut self.anew {
            anew.insert(id.clone());
        }
        self.drawn.insert(id.clone())
    }

    /// The value of a widget that is drawn, from what is held, or its default.
    pub(super) fn value(&self, id: &str, widget: &dyn Widget) -> Dynamic {
        if widget.is_trigger() {
            return self.triggers.get(id).and_then(|wire| widget.read(wire)).unwrap_or_else(|| widget.default_value());
        }
        let held = self.held.get(id).and_then(|held| match &held.value {
            Value::Wire(wire) => widget.read(wire),
            Value::Script(value) if value.is_unit() && held.had_no_options() => None,
            // A value that the widget does not offer any more gives way to its default.
            Value::Script(value) => widget.keep(value),
        });
        held.unwrap_or_else(|| widget.default_value())
    }

    pub(super) fn holds(&self, id: &str) -> bool {
        self.held.contains_key(id)
    }

    pub(super) fn hold(&mut self, id: Arc<str>, widget: Arc<dyn Widget>, value: Dynamic) {
        self.forget_unknown(&id);
        let held = Held { widget: Some(widget), value: Value::Script(value) };
        self.held.insert(id, held);
    }

    /// The value of a widget, as the script sees it.
    pub(super) fn by_id(&self, id: &str) -> Option<Dynamic> {
        let held = self.held.get(id)?;
        match &held.value {
            Value::Script(value) => {
                let trigger = held.widget.as_ref().filter(|widget| widget.is_trigger());
                Some(trigger.map_or_else(|| value.clone(), |widget| self.value(id, &**widget)))
            }
            Value::Wire(_) => None,
        }
    }

    /// What is held for a widget, whether or not anybody knows the widget yet.
    pub(super) fn any_by_id(&self, id: &str) -> Option<Dynamic> {
        match &self.held.get(id)?.value {
            Value::Script(value) => Some(value.clone()),
            Value::Wire(wire) => Some(wire.to_dynamic()),
        }
    }

    pub(super) fn adopt(&mut self, id: &str, widget: &Arc<dyn Widget>) -> bool {
        let Some(Held { value: Value::Wire(wire), .. }) = self.held.get(id) else {
            return false;
        };
        let value = widget.read(wire).unwrap_or_else(|| widget.default_value());
        self.hold(id.into(), widget.clone(), value);
        true
    }

    /// The value of the widget with this key, as the script sees it.
    pub(super) fn by_key(&self, key: &str) -> Option<Dynamic> {
        let id = self.by_key.get(key)?;
        self.by_id(id)
    }

    /// The clicks that nothing has seen: no callback was called, and the script has not drawn the widget.
    pub(super) fn unread_triggers(&self) -> Vec<(String, WireValue)> {
        let unread = self.triggers.iter().filter(|(id, _)| {
            let widget = self.held.get(*id).and_then(|held| held.widget.as_ref());
            !self.drawn.contains(*id) && widget.is_some_and(|widget| widget.callback().is_none())
        });
        unread.map(|(id, wire)| (id.to_string(), wire.clone())).collect()
    }

    /// Whether there is a widget with this key.
    pub(super) fn has_key(&self, key: &str) -> bool {
        self.by_key.contains_key(key)
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &Arc<str>> {
        self.by_key.keys()
    }

    /// Whether the run in progress has drawn the widget with this key.
    pub(super) fn is_drawn(&self, key: &str) -> bool {
        self.by_key.get(key).is_some_and(|id| self.drawn.contains(id))
    }

    /// Forgets the value of the widget with this key; whether there was one.
    pub(super) fn remove_key(&mut self, key: &str) -> bool {
        let Some(id) = self.by_key.remove(key) else {
            return false;
        };
        self.held.remove(&id).is_some()
    }

    /// Takes out all values. Buttons stay, which have none.
    pub(super) fn forget_values(&mut self) -> impl Sized + use<> {
        let is_button = |held: &Held| held.widget.as_ref().is_some_and(|widget| widget.is_trigger());
        let (buttons, forgotten): (_, HashMap<_, _>) =
            std::mem::take(&mut self.held).into_iter().partition(|(_, held)| is_button(held));
        self.held = buttons;
        self.unknown = 0;
        let held = &self.held;
        self.by_key.retain(|_, id| held.contains_key(id));
        forgotten
    }

    /// After a run that came to its end: forgets what it did not draw.
    pub(super) fn end_complete_run(&mut self) {
        let drawn = &self.drawn;
        self.held.retain(|id, held| {
            let persists = held.widget.as_ref().and_then(|widget| widget.persist_state()).is_some();
            drawn.contains(id) || persists
        });
        self.unknown = 0;
        // Between runs nobody asks what the last one has drawn.
        self.drawn = HashSet::new();
        let held = &self.held;
        self.by_key.retain(|_, id| held.contains_key(id));
        self.triggers.clear();
    }
}
