//! The functions of one compiled file, by their names in it. It knows neither the file's text nor other files.

use std::collections::BTreeMap;

use rhai::{Module, Shared};

use crate::rhai_internals::ScriptFuncDef;

/// Every function and closure that a library has.
#[derive(Debug, Default)]
pub(in crate::script) struct FunctionTable(BTreeMap<String, Vec<Shared<ScriptFuncDef>>>);

impl FunctionTable {
    pub(in crate::script) fn of(lib: &Module) -> Self {
        let mut table = Self::default();
        for (.., function) in lib.iter_script_fn_info() {
            table.0.entry(function.name.to_string()).or_default().push(Shared::clone(function));
        }
        for overloads in table.0.values_mut() {
            overloads.sort_by_key(|function| function.params.len());
        }
        table
    }

    /// The functions with a name, those with the fewest parameters first.
    pub(in crate::script) fn named(&self, name: &str) -> &[Shared<ScriptFuncDef>] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    pub(in crate::script) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(in crate::script) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(in crate::script) fn all(&self) -> impl Iterator<Item = &Shared<ScriptFuncDef>> {
        self.0.values().flatten()
    }
}

/// The names of a function's parameters, those of captured variables first.
pub(in crate::script) fn params(function: &ScriptFuncDef) -> Vec<String> {
    function.params.iter().map(ToString::to_string).collect()
}
