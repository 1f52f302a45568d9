//! What a cached function draws, kept so that a hit can draw it again.

use std::collections::HashMap;
use std::sync::Arc;

use rhai::Dynamic;

use crate::cache::WidgetInput;
use crate::element::input::Widget;
use crate::element::{Block, Element};
use crate::protocol::{NodeId, PageConfig, Root};

/// Where an item was drawn, told without the nodes of the run that drew it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(in crate::script) enum Place {
    /// Into the container that was current at the call.
    Current,
    /// Into a root container other than the current one, by its number.
    Root(u32),
    /// Into a container that an earlier item made.
    Inside(usize),
    /// In place of an element that an earlier item made.
    InPlaceOf(usize),
    /// Into something that was made outside of the function: its kind. It cannot be played back.
    Outside(String),
}

/// One thing that was drawn.
#[derive(Debug, Clone)]
pub(in crate::script) enum Item {
    Element {
        place: Place,
        element: Element,
    },
    Block {
        place: Place,
        element: Element,
        children: Vec<Element>,
        single: bool,
    },
    Widget {
        place: Place,
        /// What its command was called with, to build it again after a restart.
        args: Vec<Dynamic>,
        widget: Arc<dyn Widget>,
    },
    /// What `st.set_page_config` has set.
    Page(PageConfig),
}

impl Item {
    /// Where it was drawn; `None` for what has no place on the page.
    pub(in crate::script) const fn place(&self) -> Option<&Place> {
        match self {
            Self::Element { place, .. } | Self::Block { place, .. } | Self::Widget { place, .. } => Some(place),
            Self::Page(_) => None,
        }
    }

    /// Approximate size in bytes.
    pub(super) fn size(&self) -> usize {
        let of = |element: &Element| {
            let payloads = element.payloads.iter().map(|payload| payload.content.len());
            element.props.len() + payloads.sum::<usize>()
        };
        64 + match self {
            Self::Element { element, .. } => of(element),
            Self::Block { element, children, .. } => of(element) + children.iter().map(of).sum::<usize>(),
            Self::Widget { .. } | Self::Page(_) => 512,
        }
    }
}

/// The drawing of one call of a cached function, while it goes on.
#[derive(Debug)]
pub(in crate::script) struct Recording {
    /// What people call the function.
    pub(in crate::script) function: String,
    /// Whether widgets are inputs of the function.
    pub(in crate::script) allow_widgets: bool,
    pub(in crate::script) items: Vec<Item>,
    /// The widgets that the call has met.
    pub(in crate::script) widgets: Vec<WidgetInput>,
    /// Widgets that were drawn and not recorded, because a function around this one does not allow them.
    pub(in crate::script) overruled: bool,
    /// How many blocks were open at the call.
    pub(in crate::script) depth: usize,
    /// The nodes that were made, by their number in the order of making.
    made: HashMap<NodeId, usize>,
}

impl Recording {
    pub(in crate::script) fn new(function: &str, allow_widgets: bool, depth: usize) -> Self {
        Self {
            function: function.to_owned(),
            allow_widgets,
            items: Vec::new(),
            widgets: Vec::new(),
            overruled: false,
            depth,
            made: HashMap::new(),
        }
    }

    /// Where something is drawn that goes into `container`, which is not just where the function was called.
    pub(in crate::script) fn place_inside(&self, container: NodeId, kind: &str) -> Place {
        if let Some(made) = self.made.get(&container) {
            return Place::Inside(*made);
        }
        [Root::Sidebar, Root::Event, Root::Bottom]
            .into_iter()
            .find(|root| NodeId::root(*root) == container)
            .map_or_else(|| Place::Outside(kind.to_owned()), |root| Place::Root(root as u32))
    }

    /// Where something is drawn that takes the place of `element`.
    pub(in crate::script) fn place_of(&self, element: NodeId, kind: &str) -> Place {
        self.made.get(&element).map_or_else(|| Place::Outside(kind.to_owned()), |made| Place::InPlaceOf(*made))
    }

    /// Notes the nodes that an item has made.
    pub(in crate::script) fn record(&mut self, item: Item, made: impl IntoIterator<Item = NodeId>) {
        self.items.push(item);
        for node in made {
            let number = self.made.len();
            self.made.entry(node).or_insert(number);
        }
    }
}

impl Item {
    pub(in crate::script) fn of_block(place: Place, block: &Block) -> Self {
        Self::Block { place, element: block.element.clone(), children: block.children.clone(), single: block.single }
    }
}
