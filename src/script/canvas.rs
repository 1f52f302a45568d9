//! Where a run draws: its tree, and the containers of the `with` blocks that are open.

use rhai::Position;

use super::handle::{Handle, Target};
use crate::element::{Block, Element};
use crate::error::{Error, ErrorKind, Result};
use crate::protocol::{Node, NodeId, PageConfig, Root, Tree};

/// What one run has drawn, and where it draws next.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    pub(super) tree: Tree,
    pub(super) page: Option<PageConfig>,
    blocks: Vec<NodeId>,
    /// The innermost block that an error has left, and the place of that error in the script: there its card belongs,
    /// unless the script catches it.
    failed_in: Option<(NodeId, Position)>,
}

/// Something that floats in a container, until it is taken away.
#[derive(Debug)]
pub(super) struct Floating {
    parent: NodeId,
    id: u32,
}

impl Canvas {
    fn current(&self) -> NodeId {
        self.blocks
            .last()
            .copied()
            .unwrap_or(NodeId::root(Root::Main))
    }

    /// Draws a node where `target` says; gives the node's place.
    pub(super) fn put(&mut self, target: Target, node: Node) -> NodeId {
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

    /// Draws a container and those inside it; gives their places.
    pub(super) fn put_block(&mut self, target: Target, block: Block) -> (NodeId, Vec<NodeId>) {
        let outer = self.put(target, Node::container(block.element, block.single));
        let inner = block
            .children
            .into_iter()
            .map(|child| self.tree.append(outer, Node::container(child, false)))
            .collect();
        (outer, inner)
    }

    /// Makes a container current.
    pub(super) fn enter(&mut self, target: Target) -> Result<()> {
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
        self.blocks.push(id);
        Ok(())
    }

    /// Goes back to the container that was current before.
    ///
    /// `error`: the place of the error that leaves the block.
    pub(super) fn leave(&mut self, error: Option<Position>) {
        let left = self.blocks.pop();
        let Some(position) = error else { return };
        if self.failed_in.is_none_or(|(_, former)| former != position) {
            self.failed_in = left.map(|left| (left, position));
        }
    }

    /// Leaves all blocks, as a panic does; what floats in them goes.
    pub(super) fn leave_all(&mut self) {
        self.blocks.clear();
        self.tree.sink_all();
    }

    pub(super) fn float(&mut self, target: Target, element: Element) -> Floating {
        let parent = match target {
            Target::Container(id) => id,
            Target::Current | Target::Element(_) => self.current(),
        };
        let id = self.tree.float(parent, element);
        Floating { parent, id }
    }

    pub(super) fn sink(&mut self, floating: &Floating) {
        self.tree.sink(floating.parent, floating.id);
    }

    /// Draws the card of the error that has ended the run where it happened; `position`: its place in the script.
    pub(super) fn fail(&mut self, element: Element, position: Position) {
        let failed_in = self.failed_in.take().filter(|(_, place)| *place == position);
        let place = failed_in.map_or_else(|| self.current(), |(block, _)| block);
        self.tree.append(place, Node::element(element));
    }
}

impl Handle {
    /// A handle on a root container.
    pub(super) const fn root(root: Root, run: u64) -> Self {
        Self {
            target: Target::Container(NodeId::root(root)),
            run,
        }
    }
}
