//! The elements of a page, as tests look at them.

use rhai::{Dynamic, Map};

use crate::element::input::WireValue;
use crate::protocol::{Node, NodeId, Tree};

/// One element of a page.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Drawn {
    /// The command's name.
    pub kind: &'static str,
    /// What the page draws, by parameter name.
    pub props: Map,
    /// The widget's id.
    pub id: Option<String>,
    /// The widget's value on the wire.
    pub value: Option<WireValue>,
    /// What the script gave as `key`.
    pub key: Option<String>,
}

impl Drawn {
    pub(super) fn of(node: &Node) -> Self {
        let (id, value) = match &node.widget {
            Some((id, value)) => (Some(id.to_string()), value.clone()),
            None => (None, None),
        };
        Self {
            kind: node.element.kind,
            props: rmp_serde::from_slice::<Dynamic>(&node.element.props)
                .ok()
                .and_then(Dynamic::try_cast)
                .unwrap_or_default(),
            id,
            value,
            key: node.element.key.as_deref().map(str::to_owned),
        }
    }

    /// A parameter as text; empty when it is not set or not text.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.props.get(name).and_then(|value| value.clone().into_string().ok()).unwrap_or_default()
    }

    /// A parameter as a script would see it; `()` when it is not set.
    pub fn prop(&self, name: &str) -> Dynamic {
        self.props.get(name).cloned().unwrap_or(Dynamic::UNIT)
    }
}

/// Adds what a container holds, depth first.
pub(super) fn collect(tree: &Tree, container: NodeId, out: &mut Vec<Drawn>) {
    for child in tree.children(container) {
        out.push(Drawn::of(tree.node(*child)));
        collect(tree, *child, out);
    }
}
