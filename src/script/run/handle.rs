//! What scripts hold of what they have drawn.

use std::fmt;

use crate::element::Width;
use crate::protocol::NodeId;

/// What a script holds of something it has drawn: `st` itself, a container, or an element.
///
/// It holds only numbers, so that a handle that a script keeps beyond its run keeps nothing alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handle {
    pub(in crate::script) target: Target,
    /// The run that made it.
    pub(in crate::script) run: u64,
    /// Whether it is open, for a container that can be closed and whose script wants to know.
    pub(in crate::script) open: Option<bool>,
}

impl Handle {
    pub(in crate::script) const fn new(target: Target, run: u64) -> Self {
        Self { target, run, open: None }
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.target {
            Target::Current => "st",
            Target::Container(_) => "a container of the page",
            Target::Element(_) => "an element of the page",
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::script) enum Target {
    /// The container that is current: `st`.
    Current,
    /// Draws inside.
    Container(NodeId),
    /// Draws in its place.
    Element(NodeId),
}

/// What `st.spinner(…)` gives to `with`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::script) struct SpinnerHandle {
    pub(in crate::script) text: String,
    pub(in crate::script) show_time: bool,
    pub(in crate::script) width: Width,
    pub(in crate::script) parent: Handle,
}
