//! What a run has drawn, as a tree. It does not look into elements.

use std::sync::Arc;

use crate::element::Element;
use crate::element::input::WireValue;

/// The containers that every page has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Root {
    /// The page itself.
    Main = 0,
    /// The column beside it.
    Sidebar = 1,
    /// What floats above it: toasts.
    Event = 2,
    /// The area at its foot.
    Bottom = 3,
}

const ROOTS: usize = 4;

/// What a session takes for a widget besides its parameters. With [`WIDGET_SHARE`], an estimate on the safe side: the
/// process grew by 900 bytes for a slider and 1,250 for a selectbox of three options (40 sessions of 1,000 each), and
/// 1,250 and 1,500 are counted.
const WIDGET_BYTES: usize = 700;

/// The bytes in memory for each byte of a widget's encoded parameters: an option of a few letters is a value of its own.
const WIDGET_SHARE: usize = 4;

/// A node takes about as long to compare and encode as this many bytes of properties take to copy.
const NODE_BYTES: usize = 256;

/// A node of one [`Tree`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NodeId(u32);

impl NodeId {
    /// The node of a root container.
    #[must_use]
    pub const fn root(root: Root) -> Self {
        Self(root as u32)
    }

    const fn index(self) -> usize {
        self.0 as usize
    }
}

/// One node: an element, and what it holds when it is a container.
#[derive(Debug, Clone)]
pub struct Node {
    /// What the page draws.
    pub element: Element,
    /// The widget's id and value, when it is one.
    pub widget: Option<(Arc<str>, Option<WireValue>)>,
    /// Whether it can have children.
    pub container: bool,
    /// Whether it holds one child at most, each new one in place of the former.
    pub single: bool,
}

impl Node {
    /// A static element.
    #[must_use]
    pub const fn element(element: Element) -> Self {
        Self { element, widget: None, container: false, single: false }
    }

    /// A container.
    #[must_use]
    pub const fn container(element: Element, single: bool) -> Self {
        Self { element, widget: None, container: true, single }
    }

    /// A widget. Buttons have no value.
    #[must_use]
    pub const fn widget(element: Element, id: Arc<str>, value: Option<WireValue>) -> Self {
        Self { element, widget: Some((id, value)), container: false, single: false }
    }
}

/// Something that floats in a container without taking a place.
#[derive(Debug, Clone)]
pub struct Transient {
    /// Names it within its tree.
    pub id: u32,
    /// The place among the children that it stands before.
    pub index: u32,
    /// What the page draws.
    pub element: Element,
}

#[derive(Debug)]
pub(super) struct Slot {
    pub(super) node: Node,
    pub(super) children: Vec<NodeId>,
    pub(super) transients: Vec<Transient>,
    /// Emptied by the script in this run: what the page still shows there must go at once.
    pub(super) cleared: bool,
    /// How many containers are around it.
    depth: u32,
}

/// What one run has drawn.
#[derive(Debug)]
pub struct Tree {
    slots: Vec<Slot>,
    transients_made: u32,
}

impl Default for Tree {
    fn default() -> Self {
        let root = Element::new("root", &());
        let slots = std::iter::repeat_with(|| Slot::new(Node::container(root.clone(), false), 0)).take(ROOTS).collect();
        Self { slots, transients_made: 0 }
    }
}

impl Slot {
    const fn new(node: Node, depth: u32) -> Self {
        Self { node, children: Vec::new(), transients: Vec::new(), cleared: false, depth }
    }
}

impl Tree {
    pub(super) fn slot(&self, id: NodeId) -> &Slot {
        &self.slots[id.index()]
    }

    /// The node itself.
    #[must_use]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.slots[id.index()].node
    }

    /// What a container holds, in order.
    #[must_use]
    pub fn children(&self, id: NodeId) -> &[NodeId] {
        &self.slots[id.index()].children
    }

    /// How many containers are around a node, the root among them.
    #[must_use]
    pub fn depth(&self, id: NodeId) -> usize {
        self.slots[id.index()].depth as usize
    }

    /// The approximate bytes of what its widgets are made of: a session keeps them until its next run has ended.
    #[must_use]
    pub fn widget_bytes(&self) -> usize {
        let widgets = self.slots.iter().filter(|slot| slot.node.widget.is_some());
        widgets.map(|slot| WIDGET_BYTES + WIDGET_SHARE * slot.node.element.props.len()).sum()
    }

    /// Whether comparing it with what a page has, and encoding the difference, may take as long as copying this many
    /// bytes.
    #[must_use]
    pub fn is_larger_than(&self, most: usize) -> bool {
        let nodes = NODE_BYTES * self.slots.len();
        let bytes = |slot: &Slot| slot.node.element.props.len();
        nodes > most || nodes + self.slots.iter().map(bytes).sum::<usize>() > most
    }

    /// Draws `node` at the end of `parent`, or in place of what a container for one element holds.
    pub fn append(&mut self, parent: NodeId, node: Node) -> NodeId {
        let id = NodeId(u32::try_from(self.slots.len()).expect("limits keep trees small"));
        let depth = self.slots[parent.index()].depth + 1;
        self.slots.push(Slot::new(node, depth));
        let parent = &mut self.slots[parent.index()];
        if parent.node.single {
            parent.children.clear();
            parent.cleared = true;
        }
        parent.children.push(id);
        id
    }

    /// Draws `node` in place of `id`, which loses its children.
    pub fn replace(&mut self, id: NodeId, node: Node) {
        let slot = &mut self.slots[id.index()];
        slot.node = node;
        slot.children.clear();
        slot.cleared = true;
    }

    /// Takes away all that a container holds.
    #[cfg(feature = "unstable")]
    pub fn clear(&mut self, id: NodeId) {
        let slot = &mut self.slots[id.index()];
        slot.children.clear();
        slot.cleared = true;
    }

    /// How many nodes were drawn, the roots not counted.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len() - ROOTS
    }

    /// Whether nothing was drawn.
    #[cfg(feature = "unstable")]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Lets `element` float at the end of what `parent` holds now.
    pub fn float(&mut self, parent: NodeId, element: Element) -> u32 {
        self.transients_made += 1;
        let id = self.transients_made;
        let slot = &mut self.slots[parent.index()];
        let index = u32::try_from(slot.children.len()).expect("limits keep trees small");
        slot.transients.push(Transient { id, index, element });
        id
    }

    /// Takes away what floats under `id` in `parent`.
    pub fn sink(&mut self, parent: NodeId, id: u32) {
        self.slots[parent.index()].transients.retain(|transient| transient.id != id);
    }

    /// Takes away everything that floats.
    pub fn sink_all(&mut self) {
        for slot in &mut self.slots {
            slot.transients.clear();
        }
    }
}
