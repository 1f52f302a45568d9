//! What functions see that are not called from the place where they stand: the top level of each file, the modules that
//! the run has imported, and the cached functions that names are bound to.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use rhai::{Dynamic, Module, Shared};

use super::{Last, Run};
use crate::rhai_internals::GlobalRuntimeState;
use crate::script::memo::{Bindings, Cached, Constants};

impl Run {
    pub(in crate::script) const fn bindings(&self) -> &Arc<Bindings> {
        &self.bindings
    }

    /// What the top level of a file sees, as far as the run knows. In a callback, which is called before the script's own
    /// statements, the constants are those of the run before.
    pub(in crate::script) fn noted_scope(&self, file: &str) -> Option<GlobalRuntimeState> {
        let noted = self.lexical_scopes.lock().get(file).cloned();
        let carried = || self.last().filter(|_| file == self.source.name())?.constants.lock().clone();
        noted.or_else(carried)
    }

    /// Notes what the top level of a file sees.
    pub(in crate::script) fn note_scope(&self, file: &str, global: &GlobalRuntimeState) {
        let mut global = global.clone();
        // The run would hold itself.
        global.tag = Dynamic::UNIT;
        if file == self.source.name() {
            let mut constants = global.clone();
            constants.truncate_imports(0);
            constants.lib.clear();
            *self.constants.lock() = Some(constants);
        }
        self.lexical_scopes.lock().insert(file.to_owned(), global);
    }

    /// A module's constants, once the module's top level has made them.
    pub(in crate::script) fn constants(&self, file: &str) -> Constants {
        Constants::Made(self.lexical_scopes.lock().get(file).and_then(|scope| scope.constants.clone()))
    }

    /// The module of a file whose top level the run has run.
    pub(in crate::script) fn imported(&self, file: &str) -> Option<Shared<Module>> {
        self.imported.lock().get(file).cloned()
    }

    /// Whether the top level of a module is being run.
    pub(in crate::script) fn is_importing(&self, file: &str) -> bool {
        self.importing.lock().iter().any(|module| module == file)
    }

    pub(in crate::script) fn note_imported(&self, file: &str, module: &Shared<Module>) {
        self.imported.lock().insert(file.to_owned(), module.clone());
    }

    /// What the run before has left, while callbacks are called.
    pub(super) fn last(&self) -> Option<Arc<Last>> {
        if self.in_callbacks.load(Ordering::Relaxed) { self.carried.lock().last.clone() } else { None }
    }

    /// The cached function that a name is bound to by now.
    pub(in crate::script) fn bound(&self, id: i64) -> Option<Arc<Cached>> {
        self.bindings.get(id).or_else(|| self.last()?.bindings.get(id))
    }
}
