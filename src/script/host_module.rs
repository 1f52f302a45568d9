//! What a program that embeds the engine gives to its scripts. It knows Rhai, and no run.

use std::collections::BTreeMap;
use std::fmt::{self, Debug, Formatter};

use rhai::{FuncRegistration, Module, RhaiNativeFunc};

use crate::value::HostTypes;

/// The functions that a host gives to its scripts.
///
/// ```
/// use stscript::HostModule;
///
/// let mut host = HostModule::default();
/// host.function("orders_today", || 42_i64);
/// ```
#[derive(Default)]
pub struct HostModule {
    pub(super) module: Module,
    /// The versions of functions, by name: a new version is a new function to `memo`.
    pub(super) versions: BTreeMap<String, String>,
    pub(super) types: HostTypes,
}

impl Debug for HostModule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Debug::fmt(&self.module, f)
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
        R: Clone + Send + Sync + 'static,
        FUNC: RhaiNativeFunc<A, N, X, R, F> + Send + Sync + 'static,
    {
        FuncRegistration::new(name)
            .in_global_namespace()
            .with_volatility(true)
            .set_into_module(&mut self.module, function);
        self.versions.entry(name.to_owned()).or_default();
        self
    }

    /// Names the version of a function: what `memo` has stored for another version does not count any more.
    pub fn version(&mut self, name: &str, version: impl Into<String>) -> &mut Self {
        self.versions.insert(name.to_owned(), version.into());
        self
    }

    /// How the host's own types are fingerprinted and stored by `memo`.
    pub fn types(&mut self) -> &mut HostTypes {
        &mut self.types
    }

    /// The module underneath, for everything else that Rhai can register: types, getters, constants.
    pub fn module(&mut self) -> &mut Module {
        &mut self.module
    }
}
