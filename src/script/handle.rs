use std::fmt;

use crate::element::Width;
use crate::protocol::NodeId;

/// What a script holds of something it has drawn: `st` itself, a container, or an element.
///
/// It holds only numbers, so that a handle that a script keeps beyond its run keeps nothing alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handle {
    pub(super) target: Target,
    /// The run that made it.
    pub(super) run: u64,
    /// Whether it is open, for a container that can be closed and whose script wants to know.
    pub(super) open: Option<bool>,
}

impl Handle {
    pub(super) const fn new(target: Target, run: u64) -> Self {
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
pub(super) enum Target {
    /// The container that is current: `st`.
    Current,
    /// Draws inside.
    Container(NodeId),
    /// Draws in its place.
    Element(NodeId),
}

/// What `st.spinner(…)` gives to `with`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SpinnerHandle {
    pub(super) text: String,
    pub(super) show_time: bool,
    pub(super) width: Width,
    pub(super) parent: Handle,
}
