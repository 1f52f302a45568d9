//! The second stage of a key: the values of the widgets that a function met.
//!
//! Which widgets a function draws can depend on their values: a checkbox may reveal another
//! widget.
//! So each computation remembers the widgets that *it* met, as a [`Shape`]; a lookup asks, for
//! each shape of the entry, for the current values of just those widgets. Meeting a new widget
//! adds a shape and leaves earlier results where they were.

use std::{collections::HashMap, sync::Arc};

use serde::{Deserialize, Serialize};

use super::fingerprint_map::FingerprintMap;
use crate::value::{Fingerprint, FingerprintBuilder};

/// A widget that a computation met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WidgetInput {
    /// The widget's id, the same in every session.
    pub id: String,
    /// The fingerprint of the value that the computation saw.
    pub value: Fingerprint,
    /// The fingerprint of the value that the widget has before anybody touches it. A session that
    /// does not know the widget yet counts as having this value.
    pub default: Fingerprint,
}

/// The current value of a widget in the caller's session; nothing when the session does not know
/// the widget.
pub type WidgetValues<'a> = &'a dyn Fn(&str) -> Option<Fingerprint>;

/// The widgets that some computations of one entry have met.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shape {
    /// Id and default of each widget, sorted by id.
    pub(crate) widgets: Vec<(String, Fingerprint)>,
}

impl Shape {
    pub(crate) fn of(inputs: &[WidgetInput]) -> Self {
        let widgets = inputs.iter().map(|input| (input.id.clone(), input.default));
        Self { widgets: widgets.collect() }
    }

    /// Where the result for the caller's current widget values is, if there is one.
    pub(crate) fn slot(&self, entry: Fingerprint, values: WidgetValues<'_>) -> Fingerprint {
        let widgets = self.widgets.iter();
        slot(entry, widgets.map(|(id, default)| (id.as_str(), values(id).unwrap_or(*default))))
    }

    /// Names the shape in storage.
    pub(crate) fn fingerprint(&self) -> Fingerprint {
        let mut out = FingerprintBuilder::new();
        for (id, default) in &self.widgets {
            out.text(id).fingerprint(*default);
        }
        out.finish()
    }
}

/// Where the result of a computation that saw these widget values goes.
pub(crate) fn slot_of(entry: Fingerprint, inputs: &[WidgetInput]) -> Fingerprint {
    slot(entry, inputs.iter().map(|input| (input.id.as_str(), input.value)))
}

fn slot<'a>(entry: Fingerprint, widgets: impl Iterator<Item = (&'a str, Fingerprint)>) -> Fingerprint {
    let mut widgets = widgets.peekable();
    if widgets.peek().is_none() {
        return entry;
    }
    let mut out = FingerprintBuilder::new();
    out.fingerprint(entry);
    for (id, value) in widgets {
        out.text(id).fingerprint(value);
    }
    out.finish()
}

/// Whether the caller's widgets have the values that this computation saw.
pub(crate) fn matches(inputs: &[WidgetInput], values: WidgetValues<'_>) -> bool {
    inputs.iter().all(|input| values(&input.id).unwrap_or(input.default) == input.value)
}

/// Sorted by id, each id once: the order in which a function drew its widgets is not an input.
pub(crate) fn normalised(mut inputs: Vec<WidgetInput>) -> Arc<[WidgetInput]> {
    inputs.sort_by(|one, other| one.id.cmp(&other.id));
    inputs.dedup_by(|one, other| one.id == other.id);
    inputs.into()
}

/// What identifies the computation that a caller would do: callers whose known widgets differ do
/// not wait for each other.
pub(crate) fn flight_key(entry: Fingerprint, shapes: &[Arc<Shape>], values: WidgetValues<'_>) -> Fingerprint {
    let mut known: Vec<&(String, Fingerprint)> = shapes.iter().flat_map(|shape| &shape.widgets).collect();
    known.sort_by(|one, other| one.0.cmp(&other.0));
    known.dedup_by(|one, other| one.0 == other.0);
    slot(entry, known.into_iter().map(|(id, default)| (id.as_str(), values(id).unwrap_or(*default))))
}

/// The shapes of the entries of one function, each with the number of its results in memory.
#[derive(Debug, Default)]
pub(crate) struct Shapes {
    by_entry: FingerprintMap<Vec<(Arc<Shape>, usize)>>,
}

impl Shapes {
    pub(crate) fn of(&self, entry: Fingerprint) -> Vec<Arc<Shape>> {
        self.by_entry
            .get(&entry)
            .map_or_else(Vec::new, |shapes| shapes.iter().map(|(shape, _)| shape.clone()).collect())
    }

    /// One more result that met these widgets.
    pub(crate) fn add(&mut self, entry: Fingerprint, inputs: &[WidgetInput]) {
        if inputs.is_empty() {
            return;
        }
        let shape = Shape::of(inputs);
        let shapes = self.by_entry.entry(entry).or_default();
        match shapes.iter_mut().find(|(known, _)| **known == shape) {
            Some((_, results)) => *results += 1,
            None => shapes.push((Arc::new(shape), 1)),
        }
    }

    /// One result less.
    pub(crate) fn remove(&mut self, entry: Fingerprint, inputs: &[WidgetInput]) {
        if inputs.is_empty() {
            return;
        }
        let shape = Shape::of(inputs);
        if let Some(shapes) = self.by_entry.get_mut(&entry) {
            if let Some((_, results)) = shapes.iter_mut().find(|(known, _)| **known == shape) {
                *results -= 1;
            }
            shapes.retain(|(_, results)| *results > 0);
            if shapes.is_empty() {
                self.by_entry.remove(&entry);
            }
        }
    }

    pub(crate) fn clear(&mut self) {
        self.by_entry = HashMap::default();
    }
}
