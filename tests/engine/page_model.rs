//! The page as `docs/protocol.md` describes it, in a few lines: frames in, a tree of elements out.

use std::collections::BTreeMap;

#[cfg(feature = "server")]
use rhai::{Dynamic, Map};
use stscript::testing::WireValue;
use stscript::unstable::protocol::messages::Op;
use stscript::unstable::protocol::{NodeId, Root, Tree};

/// One element of the model, or of a run's tree in the same form.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Item {
    pub(crate) kind: String,
    pub(crate) props: Vec<u8>,
    pub(crate) id: Option<String>,
    pub(crate) key: Option<String>,
    pub(crate) container: bool,
    pub(crate) children: Vec<Self>,
    pub(crate) floating: Vec<(u32, Vec<u8>)>,
}

impl Item {
    fn container(kind: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            props: Vec::new(),
            id: None,
            key: None,
            container: true,
            children: Vec::new(),
            floating: Vec::new(),
        }
    }
}

/// What a page holds.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) roots: Vec<Item>,
    pub(crate) values: BTreeMap<String, WireValue>,
    props: BTreeMap<u64, Vec<u8>>,
    hashes: BTreeMap<Vec<u32>, u64>,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            roots: vec![Item::container("root"); 4],
            values: BTreeMap::new(),
            props: BTreeMap::new(),
            hashes: BTreeMap::new(),
        }
    }
}

impl Page {
    pub(crate) fn apply(&mut self, ops: &[Op]) {
        for op in ops {
            match op {
                Op::Put(put) => {
                    let props = match &put.props {
                        Some(props) => {
                            self.props.insert(put.hash, props.to_vec());
                            props.to_vec()
                        }
                        None => self.props.get(&put.hash).expect("the page holds what is not sent").clone(),
                    };
                    let (place, parent) = put.path.split_last().expect("a path");
                    let siblings = &mut self.at(parent).children;
                    let place = *place as usize;
                    assert!(place <= siblings.len(), "a node is put behind its siblings: {:?}", put.path);
                    if place == siblings.len() {
                        siblings.push(Item::container("new"));
                    }
                    let former = std::mem::replace(&mut siblings[place], Item::container("new"));
                    let stays = former.container && put.container && former.kind == put.kind;
                    siblings[place] = Item {
                        kind: put.kind.to_owned(),
                        props,
                        id: put.id.as_deref().map(str::to_owned),
                        key: put.key.as_deref().map(str::to_owned),
                        container: put.container,
                        children: if stays { former.children } else { Vec::new() },
                        floating: if stays { former.floating } else { Vec::new() },
                    };
                    self.hashes.insert(put.path.clone(), put.hash);
                }
                Op::Trim { path, len } => {
                    let children = &mut self.at(path).children;
                    assert!(children.len() > *len as usize, "a trim takes something away");
                    children.truncate(*len as usize);
                }
                Op::Fresh { path, len } => assert!(self.at(path).children.len() >= *len as usize),
                Op::Transient { path, items } => {
                    self.at(path).floating = items.iter().map(|item| (item.index, item.props.to_vec())).collect();
                }
                Op::Value { id, value } => {
                    self.values.insert(id.to_string(), value.clone());
                }
            }
        }
    }

    fn at(&mut self, path: &[u32]) -> &mut Item {
        let (root, rest) = path.split_first().expect("a path");
        rest.iter().fold(&mut self.roots[*root as usize], |item, place| &mut item.children[*place as usize])
    }

    /// At the end of a run that no other follows: what no node has any more is forgotten.
    pub(crate) fn run_finished(&mut self) {
        let mut used = Vec::new();
        for (path, hash) in &self.hashes {
            let (root, rest) = path.split_first().expect("a path");
            let item =
                rest.iter().try_fold(&self.roots[*root as usize], |item, place| item.children.get(*place as usize));
            if item.is_some() {
                used.push(*hash);
            }
        }
        self.props.retain(|hash, _| used.contains(hash));
        self.roots.iter_mut().for_each(no_floating);
    }
}

fn no_floating(item: &mut Item) {
    item.floating.clear();
    item.children.iter_mut().for_each(no_floating);
}

/// What a run has drawn, in the form of the model.
pub(crate) fn drawn(tree: &Tree) -> Vec<Item> {
    let roots = [Root::Main, Root::Sidebar, Root::Event, Root::Bottom];
    roots.iter().map(|root| Item { children: children(tree, NodeId::root(*root)), ..Item::container("root") }).collect()
}

fn children(tree: &Tree, id: NodeId) -> Vec<Item> {
    let item = |child: &NodeId| {
        let node = tree.node(*child);
        Item {
            kind: node.element.kind.to_owned(),
            props: node.element.props.to_vec(),
            id: node.widget.as_ref().map(|(id, _)| id.to_string()),
            key: node.element.key.as_deref().map(str::to_owned),
            container: node.container,
            children: if node.container { children(tree, *child) } else { Vec::new() },
            floating: Vec::new(),
        }
    };
    tree.children(id).iter().map(item).collect()
}

/// The values of all widgets of a run.
pub(crate) fn values(tree: &Tree) -> BTreeMap<String, WireValue> {
    fn collect(tree: &Tree, id: NodeId, out: &mut BTreeMap<String, WireValue>) {
        for child in tree.children(id) {
            if let Some((id, Some(value))) = &tree.node(*child).widget {
                out.insert(id.to_string(), value.clone());
            }
            collect(tree, *child, out);
        }
    }
    let mut out = BTreeMap::new();
    for root in [Root::Main, Root::Sidebar, Root::Event, Root::Bottom] {
        collect(tree, NodeId::root(root), &mut out);
    }
    out
}

/// The texts on a page, in order.
#[cfg(feature = "server")]
pub(crate) fn texts(items: &[Item]) -> Vec<String> {
    let mut out = Vec::new();
    for item in items {
        if matches!(item.kind.as_str(), "text" | "markdown") {
            let props: Dynamic = rmp_serde::from_slice(&item.props).expect("props are a map");
            let body = props.cast::<Map>().get("body").cloned().unwrap_or_default();
            out.push(body.to_string());
        }
        out.extend(texts(&item.children));
    }
    out
}
