//! What one call draws: an element, a container or a widget. Who draws it, and where it goes, is not known here.

use std::sync::Arc;

use serde::Serialize;

use super::input::Widget;
use super::node::Element;

/// What one call draws.
#[derive(Debug)]
pub enum Drawing {
    /// A static element.
    Element(Element),
    /// A container, and what it holds from the start.
    Block(Block),
    /// A widget: its element is drawn when the session has given it identity and value.
    Widget(Arc<dyn Widget>),
}

/// A container that a call makes.
#[derive(Debug)]
pub struct Block {
    /// The container itself.
    pub element: Element,
    /// Containers made inside it; when there are any, the call gives back an array of these.
    pub children: Vec<Element>,
    /// Whether it holds one element at most, each new one in place of the former.
    pub single: bool,
}

impl Drawing {
    /// A static element.
    #[must_use]
    pub fn element(kind: &'static str, props: &impl Serialize) -> Self {
        Self::Element(Element::new(kind, props))
    }

    /// A widget.
    #[must_use]
    pub fn widget(widget: impl Widget + 'static) -> Self {
        Self::Widget(Arc::new(widget))
    }

    /// An empty container.
    #[must_use]
    pub fn block(element: Element) -> Self {
        Self::Block(Block { element, children: Vec::new(), single: false })
    }
}
