//! Recording what cached functions draw, and drawing it again.

use rhai::Dynamic;

use super::handle::{Handle, Target};
use super::tree_builder::Floating;
use super::{Origin, Run, drawn_by};
use crate::cache::Hit;
use crate::element::input::Widget;
use crate::element::{Block, Spinner, Width};
use crate::error::{Error, ErrorKind, Result};
use crate::protocol::{NodeId, Root};
use crate::script::memo::{Item, Place, Recording, Replays};
use crate::value::{Fingerprint, FingerprintBuilder};

/// A recording that goes on. It ends with the guard, however the function ends.
pub(in crate::script) struct RecordingGuard<'a> {
    run: &'a Run,
    spinner: Option<Floating>,
    open: bool,
}

impl RecordingGuard<'_> {
    /// Ends the recording and gives what was recorded.
    pub(in crate::script) fn finish(mut self) -> Recording {
        self.open = false;
        let mut builder = self.run.builder_unchecked();
        if let Some(spinner) = self.spinner.take() {
            builder.sink(&spinner);
        }
        builder.end_recording().unwrap_or_else(|| Recording::new("", false, 0))
    }
}

impl Drop for RecordingGuard<'_> {
    fn drop(&mut self) {
        if self.open {
            let mut builder = self.run.builder_unchecked();
            if let Some(spinner) = self.spinner.take() {
                builder.sink(&spinner);
            }
            builder.end_recording();
        }
    }
}

impl Run {
    /// Begins to record what a cached function draws. Only the outermost shows a spinner.
    pub(in crate::script) fn record(
        &self,
        function: &str,
        allow_widgets: bool,
        spinner: Option<String>,
    ) -> RecordingGuard<'_> {
        let mut builder = self.builder_unchecked();
        let outermost = builder.begin_recording(function, allow_widgets);
        let spinner = spinner.filter(|_| outermost).map(|text| {
            let spinner = Spinner { text, show_time: false, width: Width::Content };
            builder.float(Target::Current, spinner.element())
        });
        RecordingGuard { run: self, spinner, open: true }
    }

    /// Draws again what a call of a cached function has drawn.
    pub(in crate::script) fn replay(&self, function: &str, items: &[Item]) -> Result<()> {
        let outside = items.iter().find_map(|item| match item.place() {
            Some(Place::Outside(kind)) => Some(kind),
            _ => None,
        });
        if let Some(kind) = outside {
            return Err(Error::new(
                ErrorKind::Cache,
                format!(
                    "While it ran, `{function}()` drew into a container that was made outside of it (`{kind}`). Such a drawing cannot be played back from the cache."
                ),
            )
            .titled("CacheReplayClosureError")
            .hint(format!(
                "Make the container inside `{function}()`, draw into it after the call, or do not cache the function."
            )));
        }
        let mut made: Vec<NodeId> = Vec::new();
        let handle = |place: &Place, made: &[NodeId]| Handle::new(target(place, made), self.id());
        let is_new = |place: &Place| !matches!(place, Place::InPlaceOf(_));
        for item in items {
            match item {
                Item::Element { place, element } => {
                    let id = self.draw_element(handle(place, &made), element.clone())?;
                    made.extend(is_new(place).then_some(id));
                }
                Item::Block { place, element, children, single } => {
                    let block = Block { element: element.clone(), children: children.clone(), single: *single };
                    let (outer, inner) = self.draw_block(handle(place, &made), &block)?;
                    made.extend(is_new(place).then_some(outer));
                    made.extend(inner);
                }
                Item::Widget { place, widget, args } => {
                    let drawn = self
                        .draw_widget(handle(place, &made), widget.clone(), &Origin { args, place: None })
                        .map_err(|error| drawn_by(error, function))?;
                    made.extend(is_new(place).then_some(drawn.place));
                    made.extend(drawn.parts);
                }
                Item::Page(config) => self.set_page_config(config),
            }
        }
        Ok(())
    }

    /// The fingerprint of a widget's value in this session.
    pub(in crate::script) fn widget_fingerprint(&self, id: &str) -> Option<Fingerprint> {
        let value = self.state().widget_value(id)?;
        self.widget_print(self.state().widget(id).as_deref(), &value)
    }

    /// The fingerprint of a value of a widget: of its content, or else of what the page calls it, such as the number of
    /// an option that holds a function.
    pub(in crate::script) fn widget_print(&self, widget: Option<&dyn Widget>, value: &Dynamic) -> Option<Fingerprint> {
        if let Ok(print) = crate::value::fingerprint(value, self.environment().cache().types()) {
            return Some(print);
        }
        let mut out = FingerprintBuilder::new();
        out.text("wire").bytes(&rmp_serde::to_vec(&widget?.write(value)?).ok()?);
        Some(out.finish())
    }

    /// Reads values that the page sent for widgets that nobody knew until this hit; whether there were any.
    pub(in crate::script) fn adopt_widgets(&self, hit: &Hit) -> bool {
        let Some(replays) = hit.replay.items::<Replays>() else {
            return false;
        };
        let mut adopted = false;
        for item in &replays.0 {
            if let Item::Widget { widget, .. } = item {
                let id = crate::state::widget_id(&**widget);
                adopted |= self.state().adopt(&id, widget);
            }
        }
        adopted
    }
}

fn target(place: &Place, made: &[NodeId]) -> Target {
    match place {
        Place::Root(root) => [Root::Sidebar, Root::Event, Root::Bottom]
            .into_iter()
            .find(|known| *known as u32 == *root)
            .map_or(Target::Current, |root| Target::Container(NodeId::root(root))),
        Place::Inside(number) => made.get(*number).map_or(Target::Current, |id| Target::Container(*id)),
        Place::InPlaceOf(number) => made.get(*number).map_or(Target::Current, |id| Target::Element(*id)),
        Place::Current | Place::Outside(_) => Target::Current,
    }
}
