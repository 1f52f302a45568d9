//! What a run draws: elements, containers and widgets, where their handle says. It knows elements by their traits only.

use std::sync::Arc;

use parking_lot::MutexGuard;
use rhai::{Dynamic, Position};

use super::Run;
use super::handle::{Handle, Target};
use super::tree_builder::{DrawnWidget, Floating, TreeBuilder};
use crate::cache::WidgetInput;
use crate::element::input::Widget;
use crate::element::{Block, Drawing, Element, Exception, describe};
use crate::error::{Error, ErrorKind, Report, Result};
use crate::protocol::{Node, NodeId, PageConfig};
use crate::script::diagnostics;

/// The call that draws something: what cached functions keep of it, and what cards tell.
#[derive(Debug, Default)]
pub(in crate::script) struct Origin<'a> {
    /// What it was given; empty where no cached function is running.
    pub(in crate::script) args: &'a [Dynamic],
    /// The file and the place in it; `None` for a drawing that is played back.
    pub(in crate::script) place: Option<(&'a str, Position)>,
}

/// A widget that a call has drawn.
#[derive(Debug)]
pub(in crate::script) struct Placed {
    pub(in crate::script) place: NodeId,
    /// The containers inside it.
    pub(in crate::script) parts: Vec<NodeId>,
    /// Its value, as the script sees it.
    pub(in crate::script) value: Dynamic,
}

impl Run {
    /// Sets those parts of the page's configuration that are given.
    pub(in crate::script) fn set_page_config(&self, config: &PageConfig) {
        self.builder.lock().configure(config);
    }

    /// Whether a cached function is running, so that what is drawn is recorded.
    pub(in crate::script) fn is_recording(&self) -> bool {
        self.builder.lock().is_recording()
    }

    pub(in crate::script) fn builder_unchecked(&self) -> MutexGuard<'_, TreeBuilder> {
        self.builder.lock()
    }

    pub(in crate::script) fn draw_element(&self, handle: Handle, mut element: Element) -> Result<NodeId> {
        self.publish(&mut element);
        Ok(self.builder(handle)?.put_element(handle.target, element))
    }

    pub(in crate::script) fn draw_block(&self, handle: Handle, block: &Block) -> Result<(NodeId, Vec<NodeId>)> {
        let mut builder = self.builder(handle)?;
        self.check_depth(&builder, handle, &block.children)?;
        Ok(builder.put_block(handle.target, block))
    }

    /// Draws what a call has described where its handle says; gives what the call returns.
    pub(in crate::script) fn draw(&self, handle: Handle, drawing: Drawing, origin: &Origin) -> Result<Dynamic> {
        match drawing {
            Drawing::Element(element) => {
                let id = self.draw_element(handle, element)?;
                Ok(Dynamic::from(self.handle(Target::Element(id))))
            }
            Drawing::Block(block) => {
                let (outer, inner) = self.draw_block(handle, &block)?;
                Ok(self.containers(outer, inner, |_| None))
            }
            Drawing::Widget(widget) => {
                let drawn = self.draw_widget(handle, widget.clone(), origin).map_err(|error| {
                    match self.builder.lock().recording_function() {
                        Some(function) => drawn_by(error, function),
                        None => error,
                    }
                })?;
                Ok(match widget.container() {
                    Some(container) => {
                        self.containers(drawn.place, drawn.parts, |part| Some(container.is_open(part, &drawn.value)))
                    }
                    None => drawn.value,
                })
            }
        }
    }

    /// What a call gives back that has drawn a container: a handle on it, or an array of those on its parts.
    fn containers(&self, outer: NodeId, parts: Vec<NodeId>, open: impl Fn(usize) -> Option<bool>) -> Dynamic {
        let handle = |id, part| Handle { open: open(part), ..self.handle(Target::Container(id)) };
        if parts.is_empty() {
            return Dynamic::from(handle(outer, 0));
        }
        let handles = parts.into_iter().enumerate().map(|(part, id)| Dynamic::from(handle(id, part)));
        handles.collect::<rhai::Array>().into()
    }

    /// Draws a widget.
    pub(in crate::script) fn draw_widget(
        &self,
        handle: Handle,
        widget: Arc<dyn Widget>,
        origin: &Origin,
    ) -> Result<Placed> {
        let widget = self.state.shaped(widget);
        // A function that does not allow widgets says so before the widget.
        let forbidden = self.builder(handle)?.forbids_widgets().map(str::to_owned);
        if let Some(function) = &forbidden {
            let mut warning = widget_warning(function, widget.command());
            if let Some((file, position)) = origin.place {
                warning = diagnostics::placed(warning, &self.source, file, position);
            }
            log::warn!("{warning}");
            self.draw_element(handle, Exception::of(warning).element())?;
        }
        if let Some(container) = widget.container() {
            self.check_depth(&*self.builder(handle)?, handle, container.parts())?;
        }
        // The value comes first: a widget that cannot be made draws nothing.
        let registered = self.state.register(&widget)?;
        if widget.is_trigger() && registered.value.as_bool().unwrap_or(false) {
            // What the script does for a click, it does to the end.
            self.cancel.hold();
        }
        self.interrupt_if_drawn();
        let mut element = widget.element();
        self.publish(&mut element);
        let node = Node {
            container: widget.container().is_some(),
            ..Node::widget(element, registered.id.clone(), registered.wire)
        };
        let mut builder = self.builder(handle)?;
        let input = if builder.is_recording() && forbidden.is_none() {
            let of = |value: &Dynamic| {
                self.widget_print(Some(&*widget), value).ok_or_else(|| unhashable(widget.command(), value))
            };
            let (value, default) = (of(&registered.value)?, of(&widget.default_value())?);
            Some(WidgetInput { id: registered.id.to_string(), value, default })
        } else {
            None
        };
        let drawn = DrawnWidget { widget, node, args: origin.args.to_vec(), input };
        let (place, parts) = match forbidden {
            None => builder.put_widget(handle.target, drawn),
            Some(_) => builder.put_forbidden(handle.target, drawn),
        };
        Ok(Placed { place, parts, value: registered.value })
    }

    const fn handle(&self, target: Target) -> Handle {
        Handle::new(target, self.id)
    }

    fn publish(&self, element: &mut Element) {
        for payload in &mut element.payloads {
            self.environment.payloads().publish(payload);
        }
    }

    /// The builder, for a handle of this run.
    fn builder(&self, handle: Handle) -> Result<MutexGuard<'_, TreeBuilder>> {
        // A closure of an earlier run that has captured `st` draws where the run of today is.
        if handle.run != self.id && handle.target != Target::Current {
            return Err(Error::new(
                ErrorKind::Script,
                "This handle belongs to an earlier run, whose elements are gone.",
            )
            .hint(
                "Make the container or element anew in every run; keep values, not handles, in `st.session_state`.",
            ));
        }
        let builder = self.builder.lock();
        let most = self.environment.limits.elements;
        if builder.tree.len() >= most {
            return Err(Error::new(ErrorKind::Limit, format!("The page has more than {most} elements."))
                .hint("Show fewer, for example with `st.dataframe`."));
        }
        Ok(builder)
    }

    /// Whether a container may be drawn, which holds the containers `parts`.
    fn check_depth(&self, builder: &TreeBuilder, handle: Handle, parts: &[Element]) -> Result<()> {
        let most = self.environment.limits.container_depth;
        if builder.depth_at(handle.target) + usize::from(!parts.is_empty()) <= most {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Limit, format!("Containers stand inside each other more than {most} deep."))
            .hint("Draw side by side; look for a loop that draws each container into the last."))
    }

    pub(in crate::script) fn enter(&self, handle: Handle) -> Result<()> {
        self.builder(handle)?.enter(handle.target)
    }

    pub(in crate::script) fn leave(&self, error: Option<Position>) {
        self.builder.lock().leave(error);
    }

    pub(in crate::script) fn float(&self, handle: Handle, element: Element) -> Result<Floating> {
        Ok(self.builder(handle)?.float(handle.target, element))
    }

    pub(in crate::script) fn sink(&self, floating: &Floating) {
        self.builder.lock().sink(floating);
    }
}

/// The error for a widget that is on the page already, where a cached function draws or plays it back.
pub(in crate::script) fn drawn_by(error: Error, function: &str) -> Error {
    let kind = error.kind();
    if kind != ErrorKind::DuplicateWidgetId {
        return error;
    }
    let mut report = error.into_report();
    report.message = format!("{} One of them is drawn by the cached function `{function}()`.", report.message);
    Error::from_report(kind, report)
}

/// The error for a widget of a cached function whose value cannot be part of a key.
fn unhashable(command: &str, value: &Dynamic) -> Error {
    let message = format!("Cannot hash the value of `st.{command}` in a cached function: {}.", describe(value));
    Error::new(ErrorKind::Cache, message)
        .titled("UnhashableParamError")
        .hint("Draw the widget outside of the function, and hand in what that needs of its value.")
}

/// The card above a widget inside a cached function that does not allow widgets.
fn widget_warning(function: &str, command: &str) -> Report {
    Report {
        hint: Some(format!(
            "Move `st.{command}` out of `{function}()`; or let the widgets' values be inputs of the function with the option `allow_widgets: true`."
        )),
        is_warning: true,
        ..Report::new(
            "CachedStFunctionWarning",
            format!(
                "`{function}()` is cached and draws the widget `st.{command}`. The function only runs when the cache misses, so the widget does not come back on a hit, and its value does not reach the cached result."
            ),
        )
    }
}
