//! Where a run draws: its tree, the containers of the `with` blocks that are open, and the recordings of cached
//! functions that are running.

use std::sync::Arc;

use rhai::{Dynamic, Position};

use super::handle::{Handle, Target};
use crate::cache::WidgetInput;
use crate::element::input::{Container, Widget};
use crate::element::{Block, Element};
use crate::error::{Error, ErrorKind, Result};
use crate::protocol::{Node, NodeId, PageConfig, Root, Tree};
use crate::script::memo::{Item, Place, Recording};

/// What one run has drawn, and where it draws next.
#[derive(Debug, Default)]
pub(in crate::script) struct TreeBuilder {
    pub(in crate::script) tree: Tree,
    pub(in crate::script) page: Option<PageConfig>,
    blocks: Vec<OpenBlock>,
    /// The innermost block that an error has left, and the place of that error in the script: there its card belongs,
    /// unless the script catches it.
    failed_in: Option<(NodeId, Position)>,
    /// The cached functions that are running, outermost first.
    recordings: Vec<Recording>,
}

/// A `with` block that is open.
#[derive(Debug, Clone, Copy)]
struct OpenBlock {
    id: NodeId,
    /// `with st`: it draws where the block around it does.
    inherits: bool,
}

/// Something that floats in a container, until it is taken away.
#[derive(Debug)]
pub(in crate::script) struct Floating {
    parent: NodeId,
    id: u32,
}

/// A widget that is drawn.
#[derive(Debug)]
pub(in crate::script) struct DrawnWidget {
    pub(in crate::script) widget: Arc<dyn Widget>,
    pub(in crate::script) node: Node,
    /// What its command was called with.
    pub(in crate::script) args: Vec<Dynamic>,
    /// What it is for the cached functions that are running.
    pub(in crate::script) input: Option<WidgetInput>,
}

/// The containers inside a widget that is one itself.
fn parts_of(widget: &dyn Widget) -> Option<&[Element]> {
    widget.container().map(Container::parts)
}

impl TreeBuilder {
    pub(in crate::script) fn current(&self) -> NodeId {
        self.blocks.last().map_or(NodeId::root(Root::Main), |block| block.id)
    }

    /// How many containers are around what is drawn at `target`, the root among them.
    pub(in crate::script) fn depth_at(&self, target: Target) -> usize {
        match target {
            Target::Current => self.tree.depth(self.current()) + 1,
            Target::Container(id) => self.tree.depth(id) + 1,
            Target::Element(id) => self.tree.depth(id),
        }
    }

    /// How many blocks are open, up to the one that says where `st` draws.
    fn depth(&self) -> usize {
        self.blocks.iter().rposition(|block| !block.inherits).map_or(0, |innermost| innermost + 1)
    }

    /// Draws an element where `target` says; gives its place.
    pub(in crate::script) fn put_element(&mut self, target: Target, element: Element) -> NodeId {
        self.recorded(
            target,
            |place| Item::Element { place, element: element.clone() },
            |builder| {
                let id = builder.put(target, Node::element(element.clone()));
                (id, vec![id])
            },
        )
    }

    /// Draws a container and those inside it; gives their places.
    pub(in crate::script) fn put_block(&mut self, target: Target, block: &Block) -> (NodeId, Vec<NodeId>) {
        self.recorded(
            target,
            |place| Item::of_block(place, block),
            |builder| {
                let node = Node::container(block.element.clone(), block.single);
                builder.put_with_parts(target, node, &block.children)
            },
        )
    }

    /// Draws a widget that the cached functions around it allow, or that none is around; gives its place, and those of
    /// the containers inside it.
    pub(in crate::script) fn put_widget(&mut self, target: Target, drawn: DrawnWidget) -> (NodeId, Vec<NodeId>) {
        let DrawnWidget { widget, node, args, input } = drawn;
        for recording in &mut self.recordings {
            recording.widgets.extend(input.clone());
        }
        self.recorded(
            target,
            |place| Item::Widget { place, args: args.clone(), widget: widget.clone() },
            |builder| builder.put_with_parts(target, node, parts_of(&*widget).unwrap_or_default()),
        )
    }

    /// Draws a widget that a cached function around it does not allow: no recording knows it as one. A container is
    /// played back as one that nobody asks whether it is open.
    pub(in crate::script) fn put_forbidden(&mut self, target: Target, drawn: DrawnWidget) -> (NodeId, Vec<NodeId>) {
        let DrawnWidget { widget, node, .. } = drawn;
        let Some(parts) = parts_of(&*widget) else {
            return (self.put_unrecorded(target, node), Vec::new());
        };
        let block = Block { element: node.element.clone(), children: parts.to_vec(), single: false };
        self.recorded(
            target,
            |place| Item::of_block(place, &block),
            |builder| builder.put_with_parts(target, node, parts),
        )
    }

    fn put_with_parts(
        &mut self,
        target: Target,
        node: Node,
        parts: &[Element],
    ) -> ((NodeId, Vec<NodeId>), Vec<NodeId>) {
        let outer = self.put(target, node);
        let part = |part: &Element| self.tree.append(outer, Node::container(part.clone(), false));
        let inner: Vec<NodeId> = parts.iter().map(part).collect();
        let made = std::iter::once(outer).chain(inner.iter().copied()).collect();
        ((outer, inner), made)
    }

    fn put_unrecorded(&mut self, target: Target, node: Node) -> NodeId {
        let forbids = |recording: &Recording| !recording.allow_widgets;
        let outermost = self.recordings.iter().position(forbids);
        // Inside of the outermost one that forbids it, a function that allows widgets would keep an entry without them.
        for recording in self.recordings.iter_mut().skip(outermost.map_or(0, |at| at + 1)) {
            recording.overruled |= recording.allow_widgets;
        }
        self.put(target, node)
    }

    /// The innermost cached function that does not allow widgets.
    pub(in crate::script) fn forbids_widgets(&self) -> Option<&str> {
        self.recordings.iter().rfind(|recording| !recording.allow_widgets).map(|recording| recording.function.as_str())
    }

    /// Sets those parts of the page's configuration that are given.
    pub(in crate::script) fn configure(&mut self, config: &PageConfig) {
        for recording in &mut self.recordings {
            recording.record(Item::Page(config.clone()), []);
        }
        self.page.get_or_insert_default().update(config);
    }

    /// The innermost cached function that is running.
    pub(in crate::script) fn recording_function(&self) -> Option<&str> {
        self.recordings.last().map(|recording| recording.function.as_str())
    }

    pub(in crate::script) fn is_recording(&self) -> bool {
        !self.recordings.is_empty()
    }

    /// Draws, and notes in every recording what was drawn where.
    fn recorded<T>(
        &mut self,
        target: Target,
        item: impl Fn(Place) -> Item,
        draw: impl FnOnce(&mut Self) -> (T, Vec<NodeId>),
    ) -> T {
        let (into, in_place) = match target {
            Target::Current => (self.current(), false),
            Target::Container(id) => (id, false),
            Target::Element(id) => (id, true),
        };
        let kind = self.tree.node(into).element.kind;
        let places: Vec<Place> = self
            .recordings
            .iter()
            .map(|recording| {
                if in_place {
                    recording.place_of(into, kind)
                } else if target == Target::Current && self.depth() <= recording.depth {
                    Place::Current
                } else {
                    recording.place_inside(into, kind)
                }
            })
            .collect();
        let (result, made) = draw(self);
        for (recording, place) in self.recordings.iter_mut().zip(places) {
            recording.record(item(place), made.iter().copied());
        }
        result
    }

    fn put(&mut self, target: Target, node: Node) -> NodeId {
        self.failed_in = None;
        match target {
            Target::Current => self.tree.append(self.current(), node),
            Target::Container(id) => self.tree.append(id, node),
            Target::Element(id) => {
                self.tree.replace(id, node);
                id
            }
        }
    }

    /// Makes a container current.
    pub(in crate::script) fn enter(&mut self, target: Target) -> Result<()> {
        let id = match target {
            Target::Current => self.current(),
            Target::Container(id) => id,
            Target::Element(_) => {
                return Err(Error::new(
                    ErrorKind::Argument,
                    "`with` takes a container, but got an element that can hold nothing.",
                )
                .hint("Use `st.container()`, a column, a tab, an expander …"));
            }
        };
        let inherits = target == Target::Current;
        self.blocks.push(OpenBlock { id, inherits });
        Ok(())
    }

    /// Goes back to the container that was current before.
    ///
    /// `error`: the place of the error that leaves the block.
    pub(in crate::script) fn leave(&mut self, error: Option<Position>) {
        let left = self.blocks.pop();
        let Some(position) = error else { return };
        if self.failed_in.is_none_or(|(_, former)| former != position) {
            self.failed_in = left.map(|left| (left.id, position));
        }
    }

    /// Leaves all blocks and recordings, as a panic does; what floats in them goes.
    pub(in crate::script) fn leave_all(&mut self) {
        self.blocks.clear();
        self.recordings.clear();
        self.tree.sink_all();
    }

    pub(in crate::script) fn float(&mut self, target: Target, element: Element) -> Floating {
        let parent = match target {
            Target::Container(id) => id,
            Target::Current | Target::Element(_) => self.current(),
        };
        let id = self.tree.float(parent, element);
        Floating { parent, id }
    }

    pub(in crate::script) fn sink(&mut self, floating: &Floating) {
        self.tree.sink(floating.parent, floating.id);
    }

    /// Begins to record a cached function; whether it is the outermost.
    pub(in crate::script) fn begin_recording(&mut self, function: &str, allow_widgets: bool) -> bool {
        let depth = self.depth();
        self.recordings.push(Recording::new(function, allow_widgets, depth));
        self.recordings.len() == 1
    }

    /// Ends the innermost recording.
    pub(in crate::script) fn end_recording(&mut self) -> Option<Recording> {
        self.recordings.pop()
    }

    /// Draws the card of the error that has ended the run where it happened; `position`: its place in the script.
    pub(in crate::script) fn fail(&mut self, element: Element, position: Position) {
        let failed_in = self.failed_in.take().filter(|(_, place)| *place == position);
        let place = failed_in.map_or_else(|| self.current(), |(block, _)| block);
        self.tree.append(place, Node::element(element));
    }
}

impl Handle {
    /// A handle on a root container.
    pub(in crate::script) const fn root(root: Root, run: u64) -> Self {
        Self::new(Target::Container(NodeId::root(root)), run)
    }
}
