use std::fmt::{self, Debug, Formatter};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rhai::packages::{Package, StandardPackage};
use rhai::{FuncRegistration, Module, RhaiNativeFunc, Shared};

use super::{Limits, builtins, st};
use crate::protocol::PayloadStore;
use crate::value::table::FileAccess;

/// What all runs of an app share: packages, host functions, limits, folders.
pub struct Environment {
    /// In the order in which they are registered: later ones win.
    pub(super) packages: Vec<Shared<Module>>,
    pub(super) limits: Limits,
    pub(super) base: PathBuf,
    pub(super) args: Vec<String>,
    payloads: PayloadStore,
    runs: AtomicU64,
}

impl Debug for Environment {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment")
            .field("limits", &self.limits)
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}

impl Environment {
    /// An environment for scripts in the folder `base`, with what the host adds.
    ///
    /// `args` are what stands after `--` on the command line; scripts see them as `ARGS`.
    #[must_use]
    pub fn new(base: &Path, limits: Limits, host: HostModule, args: Vec<String>) -> Arc<Self> {
        let mut tables = Module::new();
        crate::value::table::register_into(&mut tables, &FileAccess::below(base));
        let packages = vec![
            StandardPackage::new().as_shared_module(),
            builtins::module(&limits).into(),
            tables.into(),
            st::module().into(),
            host.0.into(),
        ];
        Arc::new(Self {
            packages,
            limits,
            base: base.to_owned(),
            args,
            payloads: PayloadStore::default(),
            runs: AtomicU64::new(0),
        })
    }

    /// The large data that pages of this app show.
    #[must_use]
    pub fn payloads(&self) -> &PayloadStore {
        &self.payloads
    }

    /// The folder of the app's main script.
    #[must_use]
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// A number that no other run of this environment has.
    pub(super) fn next_run(&self) -> u64 {
        self.runs.fetch_add(1, Ordering::Relaxed) + 1
    }
}

/// The functions that a host gives to its scripts.
///
/// ```
/// use stscript::HostModule;
///
/// let mut host = HostModule::default();
/// host.function("orders_today", || 42_i64);
/// ```
#[derive(Default)]
pub struct HostModule(Module);

impl Debug for HostModule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Debug::fmt(&self.0, f)
    }
}

impl HostModule {
    /// Adds a function under the name by which scripts call it.
    ///
    /// It takes and returns whatever Rhai's native functions do: integers as `i64`, floats as `f64`, `String`,
    /// `rhai::Array`, `rhai::Map`, or types of its own. A panic in it ends the run with an error card, nothing else.
    pub fn function<A: 'static, const N: usize, const X: bool, R, const F: bool, FUNC>(
        &mut self,
        name: &str,
        function: FUNC,
    ) -> &mut Self
    where
        R: rhai::Variant + Clone,
        FUNC: RhaiNativeFunc<A, N, X, R, F> + Send + Sync + 'static,
    {
        FuncRegistration::new(name)
            .in_global_namespace()
            .with_volatility(true)
            .set_into_module(&mut self.0, function);
        self
    }

    /// The module underneath, for everything else that Rhai can register: types, getters, constants.
    pub fn module(&mut self) -> &mut Module {
        &mut self.0
    }
}
