//! The names of a file that are bound to cached functions. It knows neither how that is found out nor what a run binds.

use std::collections::BTreeMap;
use std::sync::Arc;

use rhai::Position;
use xxhash_rust::xxh3::xxh3_64;

use super::target::Target;

/// What names a binding in all of an app: the file and the name.
pub(in crate::script) fn id(file: &str, name: &str) -> i64 {
    i64::from_le_bytes(xxh3_64(format!("{file}\0{name}").as_bytes()).to_le_bytes())
}

/// The names of a script that are bound to cached functions.
#[derive(Debug, Clone, Default)]
pub(in crate::script) struct BoundNames(Arc<Bound>);

#[derive(Debug, Default)]
struct Bound {
    /// By the line and column of the call of `memo` or `singleton`.
    at: BTreeMap<(usize, usize), String>,
    names: BTreeMap<String, BoundName>,
}

/// A name that is bound.
#[derive(Debug, Default)]
pub(super) struct BoundName {
    /// What it is bound to first; `None` where the variable can get a cached function in a way that only a run can tell.
    pub(super) target: Option<Target>,
    /// Whether a function of the file stands under a hidden name.
    pub(super) is_moved: bool,
}

impl BoundNames {
    /// `at` are the lines and columns of the calls of `memo` and `singleton`, with the names that these are bound to.
    pub(super) fn new(at: BTreeMap<(usize, usize), String>, names: BTreeMap<String, BoundName>) -> Self {
        Self(Arc::new(Bound { at, names }))
    }

    /// The name that the call of `memo` at a place is bound to.
    pub(super) fn at(&self, place: Position) -> Option<&str> {
        let place = (place.line()?, place.position()?);
        self.0.at.get(&place).map(String::as_str)
    }

    /// All bound names.
    pub(in crate::script) fn all(&self) -> impl Iterator<Item = &str> {
        self.0.names.keys().map(String::as_str)
    }

    /// Whether calls of a name go to what it is bound to.
    pub(in crate::script) fn is_bound(&self, name: &str) -> bool {
        self.0.names.contains_key(name)
    }

    /// What a name is bound to.
    pub(super) fn target(&self, name: &str) -> Option<&Target> {
        self.0.names.get(name)?.target.as_ref()
    }

    /// Whether a function of the file stands under a hidden name.
    pub(in crate::script) fn is_moved(&self, name: &str) -> bool {
        self.0.names.get(name).is_some_and(|name| name.is_moved)
    }
}
