//! What a closure has captured, as its key sees it: the current run is not an input, what the page shows of a container is.

use rhai::Dynamic;

use super::api::Namespace;
use crate::protocol::{NodeId, Root};
use crate::script::run::{Handle, SpinnerHandle, Target};
use crate::script::st::SessionStateHandle;
use crate::value::{FingerprintBuilder, Problem, ProblemKind};

/// What a value that a closure has captured is to the closure's key.
pub(super) enum Captured {
    /// An argument like any other.
    Input,
    /// `st.sidebar`, or another root container by its number: drawing there is not drawing here.
    Root(usize),
    /// `st`, `st.session_state`, `memo`, `singleton`, a container: what the run of today has, or what cannot be drawn
    /// into on a hit.
    Page,
}

impl Captured {
    pub(super) fn of(value: &Dynamic) -> Self {
        if let Some(handle) = value.read_lock::<Handle>() {
            return match (root_of(handle.target), handle.open) {
                (Some(root), _) => Self::Root(root),
                // Whether an expander or tab is open is the value of a widget.
                (None, Some(_)) => Self::Input,
                (None, None) => Self::Page,
            };
        }
        if value.is::<Namespace>() || value.is::<SessionStateHandle>() || value.is::<SpinnerHandle>() {
            return Self::Page;
        }
        // `let halves = st.columns(2)`, and a map of containers.
        let all_of_the_page = |items: &mut dyn Iterator<Item = &Dynamic>| {
            let mut items = items.peekable();
            items.peek().is_some() && items.all(|item| matches!(Self::of(item), Self::Page))
        };
        let of_the_page = value.read_lock::<rhai::Array>().is_some_and(|items| all_of_the_page(&mut items.iter()))
            || value.read_lock::<rhai::Map>().is_some_and(|items| all_of_the_page(&mut items.values()));
        if of_the_page { Self::Page } else { Self::Input }
    }
}

/// The number of a root container other than the page's main part.
fn root_of(target: Target) -> Option<usize> {
    let Target::Container(container) = target else {
        return None;
    };
    let root = [Root::Sidebar, Root::Event, Root::Bottom].into_iter().find(|root| NodeId::root(*root) == container)?;
    Some(root as usize)
}

/// Writes what tells a handle of ours from others; whether it is one. What only one run has, such as a container, counts
/// where a closure has captured it.
pub(super) fn write_handle(value: &Dynamic, captured: bool, out: &mut FingerprintBuilder) -> Result<bool, Problem> {
    if let Some(handle) = value.read_lock::<Handle>() {
        match (handle.target, root_of(handle.target)) {
            (Target::Current, _) => out.text("st"),
            (_, Some(root)) => out.text("root").int(i64::try_from(root).unwrap_or(i64::MAX)),
            _ if captured => match handle.open {
                Some(open) => out.text("page").bool(open),
                None => out.text("page"),
            },
            (Target::Container(_) | Target::Element(_), None) => {
                let what = if matches!(handle.target, Target::Element(_)) { "element" } else { "container" };
                let reason = "it stands on the page of one run, which others do not have".to_owned();
                return Err(Problem::new(ProblemKind::Host(reason), what));
            }
        };
    } else if let Some(namespace) = value.read_lock::<Namespace>() {
        out.text(namespace.0.name());
    } else if value.is::<SessionStateHandle>() {
        out.text("session_state");
    } else if value.is::<SpinnerHandle>() {
        out.text("spinner");
    } else {
        return Ok(false);
    }
    Ok(true)
}
