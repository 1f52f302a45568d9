//! The cache without scripts, as its tests and benchmarks call it: no widgets, and nothing that is drawn.

use rhai::Dynamic;

use super::{Argument, CacheError, Call, Function, FunctionSpec, Kind, Lookup, Options, ReleaseHook, Replay, RunId};
use crate::value::Fingerprint;

impl FunctionSpec {
    /// A function with default options.
    pub fn new(kind: Kind, name: impl Into<String>, key: Fingerprint) -> Self {
        Self { kind, name: name.into(), key, options: Options::default(), on_release: None }
    }

    /// The same with these options.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// The same with a hook for values that leave the cache.
    #[must_use]
    pub fn on_release(mut self, hook: ReleaseHook) -> Self {
        self.on_release = Some(hook);
        self
    }
}

impl<'a> Call<'a> {
    /// A call that cannot be cancelled.
    #[must_use]
    pub fn new(run: RunId, arguments: &'a [Argument<'a>]) -> Self {
        Self { run, arguments, widgets: &|_| None, cancelled: &|| false, seat: None, until: None }
    }
}

impl Function {
    /// The whole of a call: the cached value, or else what `compute` returns, which is then stored. A background refresh
    /// is carried out at once.
    ///
    /// # Errors
    /// What `compute` ends in, which is never stored, and the errors of [`Function::lookup`] and of storing.
    pub fn get_or_compute<E: From<CacheError>>(
        &self,
        call: &Call<'_>,
        compute: impl FnOnce() -> Result<Dynamic, E>,
    ) -> Result<Dynamic, E> {
        match self.lookup(call)? {
            Lookup::Hit(hit) | Lookup::Stale(hit, None) => Ok(hit.value),
            Lookup::Stale(_, Some(lease)) | Lookup::Miss(lease) => {
                Ok(lease.store(compute()?, Replay::none(), Vec::new())?)
            }
        }
    }
}
