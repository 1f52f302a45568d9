//! What a tab has been sent, and the changes that bring it to a run's tree. Pure: it knows neither connection nor run.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::messages::{Op, PutNode, TransientItem};
use super::tree::{Node, NodeId, Root, Slot, Tree};
use crate::element::Payload;
use crate::element::input::WireValue;

/// What one tab has: the hash of every element that was sent, and the widget values that it knows.
///
/// [`ClientTree::update`] brings it to what a run has drawn and gives the changes that do the same to the page. Between runs
/// it is nearly all of what an idle session takes, so that it is kept small: see [`ClientNode`].
#[derive(Debug, Default)]
pub struct ClientTree {
    roots: [ClientContainer; 4],
    /// The hashes under which the page holds properties; known while a run goes on.
    held: HashSet<u64>,
    values: HashMap<Arc<str>, WireValue>,
    /// The widgets whose values on the page are newer than those that the run in progress has.
    ahead: HashSet<Arc<str>>,
}

/// One place of the page.
#[derive(Debug)]
struct ClientNode {
    /// Names all that the page shows there, see [`name_of`].
    name: u64,
    /// Names the properties.
    hash: u64,
    widget: Option<Arc<str>>,
    container: Option<Box<ClientContainer>>,
    /// Kept alive for as long as the page may ask for them. Few elements have any.
    _payloads: Option<Box<Kept>>,
}

/// Large data that the page may still ask for.
#[derive(Debug)]
struct Kept(#[expect(dead_code, reason = "holding it is its purpose")] Vec<Payload>);

/// What a container holds.
#[derive(Debug, Default)]
struct ClientContainer {
    kind: &'static str,
    children: Vec<ClientNode>,
    floating: Vec<(u32, u64)>,
    /// How many of the children the page knows to be drawn by the run in progress.
    fresh: u32,
}

impl ClientContainer {
    fn stale(&mut self) {
        self.fresh = 0;
        self.containers().for_each(Self::stale);
    }

    fn containers(&mut self) -> impl Iterator<Item = &mut Self> {
        self.children.iter_mut().filter_map(|shown| shown.container.as_deref_mut())
    }

    fn shrink(&mut self) {
        self.children.shrink_to_fit();
        self.containers().for_each(Self::shrink);
    }

    /// Without what the containers in it hold.
    fn bytes(&self) -> usize {
        size_of::<Self>()
            + self.children.capacity() * size_of::<ClientNode>()
            + self.floating.capacity() * size_of::<(u32, u64)>()
    }

    fn visit(&self, look: &mut impl FnMut(&ClientNode)) {
        for child in &self.children {
            look(child);
            if let Some(container) = &child.container {
                container.visit(look);
            }
        }
    }
}

/// The hash of what the page knows of a node besides its place.
fn name_of(node: &Node) -> u64 {
    let mut hasher = DefaultHasher::new();
    let id = node.widget.as_ref().map(|(id, _)| id);
    (node.element.hash, node.element.kind, node.container, id, &node.element.key).hash(&mut hasher);
    hasher.finish()
}

impl ClientTree {
    /// Notes a value that the page has sent, so that it is not sent back, and is not overwritten by an older one of a run
    /// that goes on: only one that begins later changes it. A page sends values of what it shows; others are not kept.
    pub fn know(&mut self, id: &str, value: WireValue) {
        if let Some((id, known)) = self.values.get_key_value(id).map(|(id, _)| id.clone()).zip(self.values.get_mut(id))
        {
            *known = value;
            self.ahead.insert(id);
        }
    }

    /// The bytes that it takes in memory between runs, without the large data that the page may still ask for.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let values = self.values.iter().map(|(id, value)| id.len() + 64 + value.bytes());
        let mut bytes: usize = values.sum();
        for root in &self.roots {
            bytes += root.bytes();
            root.visit(&mut |shown| bytes += shown.container.as_ref().map_or(0, |container| container.bytes()));
        }
        bytes
    }

    /// Forgets everything: the page has been reset.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Notes that a run begins: the page takes all that it shows for stale until the run has reached it.
    pub fn begin_run(&mut self) {
        self.ahead = HashSet::new();
        self.roots.iter_mut().for_each(ClientContainer::stale);
        for root in &self.roots {
            root.visit(&mut |shown| {
                self.held.insert(shown.hash);
            });
        }
    }

    /// The changes from what the page has to what `tree` holds. When the run has finished and no other follows,
    /// [`ClientTree::settle`] comes after it.
    ///
    /// With `complete`, what the run did not draw is taken away; without, it stays where it is, and the page learns
    /// which of its elements the run has reached.
    pub fn update(&mut self, tree: &Tree, complete: bool) -> Vec<Op> {
        let mut walk = Walk {
            tree,
            complete,
            held: &mut self.held,
            values: &mut self.values,
            ahead: &self.ahead,
            ops: Vec::new(),
            path: Vec::new(),
        };
        for (place, root) in [Root::Main, Root::Sidebar, Root::Event, Root::Bottom].into_iter().enumerate() {
            walk.path.push(root as u32);
            walk.container(&mut self.roots[place], NodeId::root(root));
            walk.path.pop();
        }
        walk.ops
    }

    /// Forgets what the page forgets when a run has finished: properties and values of what it does not show any more.
    pub fn settle(&mut self) {
        self.held = HashSet::new();
        let mut live = HashSet::new();
        for root in &mut self.roots {
            root.shrink();
            root.visit(&mut |shown| live.extend(shown.widget.clone()));
        }
        self.values.retain(|id, _| live.contains(id));
        self.values.shrink_to_fit();
    }
}

struct Walk<'a> {
    tree: &'a Tree,
    complete: bool,
    held: &'a mut HashSet<u64>,
    values: &'a mut HashMap<Arc<str>, WireValue>,
    ahead: &'a HashSet<Arc<str>>,
    ops: Vec<Op>,
    path: Vec<u32>,
}

impl Walk<'_> {
    fn container(&mut self, container: &mut ClientContainer, id: NodeId) {
        let slot = self.tree.slot(id);
        for (place, child) in slot.children.iter().enumerate() {
            self.path.push(count(place));
            self.node(&mut container.children, place, *child);
            self.path.pop();
        }
        let len = count(slot.children.len());
        if container.children.len() > slot.children.len() && (self.complete || slot.cleared) {
            container.children.truncate(slot.children.len());
            self.ops.push(Op::Trim { path: self.path.clone(), len });
        } else if !self.complete && container.fresh != len {
            self.ops.push(Op::Fresh { path: self.path.clone(), len });
        }
        container.fresh = len;
        self.floating(container, slot);
    }

    fn node(&mut self, children: &mut Vec<ClientNode>, place: usize, id: NodeId) {
        let node = self.tree.node(id);
        let name = name_of(node);
        match children.get_mut(place) {
            Some(shown) if shown.name == name => {}
            Some(shown) => {
                let container = shown.container.take();
                *shown = self.put(name, node, container);
            }
            None => children.push(self.put(name, node, None)),
        }
        if let Some((id, Some(value))) = &node.widget
            && self.values.get(id) != Some(value)
            && !self.ahead.contains(id)
        {
            self.values.insert(id.clone(), value.clone());
            self.ops.push(Op::Value { id: id.clone(), value: value.clone() });
        }
        if let Some(container) = &mut children[place].container {
            self.container(container, id);
        }
    }

    /// Sends a node. `former`: what the page shows at its place, of which a container of the same kind takes over what
    /// that held.
    fn put(&mut self, name: u64, node: &Node, former: Option<Box<ClientContainer>>) -> ClientNode {
        let element = &node.element;
        let known = !self.held.insert(element.hash);
        let widget = node.widget.as_ref().map(|(id, _)| id.clone());
        self.ops.push(Op::Put(PutNode {
            path: self.path.clone(),
            kind: element.kind,
            hash: element.hash,
            props: (!known).then(|| element.props.clone()),
            id: widget.clone(),
            key: element.key.clone(),
            container: node.container,
        }));
        let container = node.container.then(|| match former.filter(|container| container.kind == element.kind) {
            Some(container) => Box::new(ClientContainer { fresh: 0, ..*container }),
            None => Box::new(ClientContainer { kind: element.kind, ..ClientContainer::default() }),
        });
        let payloads = (!element.payloads.is_empty()).then(|| Box::new(Kept(element.payloads.clone())));
        ClientNode { name, hash: element.hash, widget, container, _payloads: payloads }
    }

    fn floating(&mut self, container: &mut ClientContainer, slot: &Slot) {
        let now: Vec<(u32, u64)> =
            slot.transients.iter().map(|transient| (transient.index, transient.element.hash)).collect();
        if container.floating == now {
            return;
        }
        container.floating = now;
        self.ops.push(Op::Transient {
            path: self.path.clone(),
            items: slot
                .transients
                .iter()
                .map(|transient| TransientItem {
                    index: transient.index,
                    kind: transient.element.kind,
                    props: transient.element.props.clone(),
                })
                .collect(),
        });
    }
}

fn count(len: usize) -> u32 {
    u32::try_from(len).expect("limits keep trees small")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::element::Element;

    fn text(body: &str) -> Node {
        Node::element(Element::new("text", &body))
    }

    fn tree(texts: &[&str]) -> Tree {
        let mut tree = Tree::default();
        for body in texts {
            tree.append(NodeId::root(Root::Main), text(body));
        }
        tree
    }

    fn puts(ops: &[Op]) -> Vec<(Vec<u32>, bool)> {
        ops.iter()
            .filter_map(|op| match op {
                Op::Put(put) => Some((put.path.clone(), put.props.is_some())),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn a_run_that_draws_the_same_changes_nothing() {
        let mut client_tree = ClientTree::default();
        assert_eq!(client_tree.update(&tree(&["a", "b"]), true).len(), 2);
        assert_eq!(client_tree.update(&tree(&["a", "b"]), true), []);
    }

    #[test]
    fn one_changed_element_is_one_change() {
        let mut client_tree = ClientTree::default();
        client_tree.update(&tree(&["a", "b", "c"]), true);
        let ops = client_tree.update(&tree(&["a", "x", "c"]), true);
        assert_eq!(puts(&ops), [(vec![0, 1], true)]);
        assert_eq!(ops.len(), 1);
    }

    #[test]
    fn what_a_run_did_not_draw_is_trimmed_when_it_is_complete_and_not_before() {
        let mut client_tree = ClientTree::default();
        client_tree.update(&tree(&["a", "b", "c"]), true);
        let running = client_tree.update(&tree(&["a"]), false);
        assert_eq!(running, [Op::Fresh { path: vec![0], len: 1 }]);
        let done = client_tree.update(&tree(&["a"]), true);
        assert_eq!(done, [Op::Trim { path: vec![0], len: 1 }]);
    }

    #[test]
    fn an_element_that_only_moved_does_not_travel_again() {
        let mut client_tree = ClientTree::default();
        client_tree.update(&tree(&["a", "b"]), true);
        let ops = client_tree.update(&tree(&["new", "a", "b"]), true);
        assert_eq!(puts(&ops), [(vec![0, 0], true), (vec![0, 1], false), (vec![0, 2], false)]);
    }

    #[test]
    fn a_container_that_changes_keeps_its_children_and_one_of_another_kind_does_not() {
        let block = |kind, props: &str, child: &str| {
            let mut tree = Tree::default();
            let id = tree.append(NodeId::root(Root::Main), Node::container(Element::new(kind, &props), false));
            tree.append(id, text(child));
            tree
        };
        let mut client_tree = ClientTree::default();
        client_tree.update(&block("container", "1", "a"), true);
        let same_kind = client_tree.update(&block("container", "2", "a"), true);
        assert_eq!(puts(&same_kind), [(vec![0, 0], true)]);
        let other_kind = client_tree.update(&block("expander", "2", "a"), true);
        assert_eq!(puts(&other_kind), [(vec![0, 0], true), (vec![0, 0, 0], false)]);
    }

    #[test]
    fn a_value_travels_only_when_the_page_does_not_know_it() {
        let widget = |value| {
            let mut tree = Tree::default();
            tree.append(
                NodeId::root(Root::Main),
                Node::widget(Element::new("slider", &()), "w-1".into(), Some(WireValue::Int(value))),
            );
            tree
        };
        let values = |ops: Vec<Op>| ops.into_iter().filter(|op| matches!(op, Op::Value { .. })).count();
        let mut client_tree = ClientTree::default();
        assert_eq!(values(client_tree.update(&widget(1), true)), 1);
        client_tree.know("w-1", WireValue::Int(5));
        assert_eq!(values(client_tree.update(&widget(1), true)), 0, "a run that goes on does not know it yet");
        client_tree.begin_run();
        assert_eq!(values(client_tree.update(&widget(5), true)), 0);
        assert_eq!(values(client_tree.update(&widget(7), true)), 1, "set by the script");
    }

    #[test]
    fn an_emptied_place_is_emptied_at_once() {
        let place = |fill: bool| {
            let mut tree = Tree::default();
            let id = tree.append(NodeId::root(Root::Main), Node::container(Element::new("empty", &()), true));
            tree.append(id, text("a"));
            if !fill {
                tree.clear(id);
            }
            tree
        };
        let mut client_tree = ClientTree::default();
        client_tree.update(&place(true), false);
        let ops = client_tree.update(&place(false), false);
        assert!(ops.contains(&Op::Trim { path: vec![0, 0], len: 0 }));
    }
}
