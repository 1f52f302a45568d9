//! The functions that stand under names that are bound to cached functions.
//!
//! After `let load_data = memo(load_data, …)` every call of `load_data` goes through the cache: from functions, closures
//! and importing scripts too. Rhai looks up script functions before variables, and a function sees no variables outside
//! it; so the compiled script is changed before it runs: the function moves to a hidden name, and under its own name
//! stands a wrapper that asks the run for what the name is bound to. The same wrapper makes `g(20)` callable after
//! `let g = memo(load_data)`. Until the statement has run, the wrapper of a rebound function calls the function itself.
//!
//! Functions are moved whole, in the compiled script and not in its text: scripts that only use `memo` are compiled once,
//! and their places are those that their authors see.

use std::collections::BTreeMap;

use crate::rhai_internals::ScriptFuncDef;
use rhai::{AST, Engine, FnAccess, Module, Shared};

use super::bound_names::{self, BoundName, BoundNames};
use super::symbols::Symbols;
use super::target::Target;
use crate::script::program::functions::{FunctionTable, params};
use crate::script::program::mangle::{self, DISPATCH, DISPATCH_MANY};

/// The wrappers of a name: the parameters of each.
type Wrappers = BTreeMap<String, Vec<(Vec<String>, FnAccess)>>;

/// By how many calls the engine counts one through a wrapper as too deep: the wrapper, the host's function in it and the
/// call from there are calls too, where the script makes one.
pub(super) const WRAPPER_LEVELS: usize = 3;

/// The most arguments that a wrapper of unknown arity takes.
pub(super) const MOST_ARGUMENTS: usize = 12;

/// Puts the wrappers of the names in place that a script binds.
pub(super) fn wrap(engine: &Engine, file: &str, ast: AST, symbols: &Symbols) -> (AST, BoundNames) {
    if symbols.bound.is_empty() && symbols.maybe_bound.is_empty() {
        return (ast, BoundNames::default());
    }
    let functions = FunctionTable::of(ast.shared_lib());
    let mut at = BTreeMap::new();
    let mut names: BTreeMap<String, BoundName> = BTreeMap::new();
    let mut wrappers = Wrappers::new();
    for binding in &symbols.bound {
        if let (Some(line), Some(column)) = (binding.place.line(), binding.place.position()) {
            at.insert((line, column), binding.name.clone());
        }
        let own = overloads(&functions, &binding.name);
        let name = BoundName { target: Some(binding.target.clone()), is_moved: !own.is_empty() };
        names.entry(binding.name.clone()).or_insert(name);
        let known = wrappers.entry(binding.name.clone()).or_default();
        for wrapper in wrappers_for(&functions, symbols, &binding.name, &binding.target, own) {
            if !known.iter().any(|(params, _)| params.len() == wrapper.0.len()) {
                known.push(wrapper);
            }
        }
    }
    for name in &symbols.maybe_bound {
        let own = overloads(&functions, name);
        let known = names.entry(name.clone()).or_default();
        if !own.is_empty() && !std::mem::replace(&mut known.is_moved, true) {
            wrappers.insert(name.clone(), own);
        }
    }
    let names = BoundNames::new(at, names);
    let wrapped = with_wrappers(engine, file, &ast, &functions, &names, &wrappers);
    (wrapped, names)
}

/// The parameters of the wrappers that a name needs for what it is bound to; `own` are those of the functions that it hides.
fn wrappers_for(
    functions: &FunctionTable,
    symbols: &Symbols,
    name: &str,
    target: &Target,
    own: Vec<(Vec<String>, FnAccess)>,
) -> Vec<(Vec<String>, FnAccess)> {
    let numbered = |count: usize| ((0..count).map(|i| format!("arg{i}")).collect(), FnAccess::Public);
    let mut wrappers = own;
    match target {
        Target::Named(function, curried) if wrappers.is_empty() || *curried > 0 => {
            let called = overloads(functions, function).into_iter().filter(|(params, _)| params.len() >= *curried);
            wrappers.extend(called.map(|(params, access)| (params[*curried..].to_vec(), access)));
        }
        Target::Closure(closure, curried) if wrappers.is_empty() => {
            let count = symbols.parameters(closure);
            wrappers.extend(count.map(|count| numbered(count.saturating_sub(*curried))));
        }
        Target::Named(..) | Target::Closure(..) | Target::Unknown => {}
    }
    if wrappers.is_empty() {
        // A function of the host: any number of arguments.
        let more = symbols.arities(name).into_iter().filter(|count| *count > MOST_ARGUMENTS);
        wrappers = (0..=MOST_ARGUMENTS).chain(more).map(numbered).collect();
    }
    wrappers
}

/// The parameters of all functions with a name.
fn overloads(functions: &FunctionTable, name: &str) -> Vec<(Vec<String>, FnAccess)> {
    functions.named(name).iter().map(|definition| (params(definition), definition.access)).collect()
}

/// The functions of a script, some under other names.
pub(super) fn renamed(functions: &Module, name: impl Fn(&str) -> Option<String>) -> Module {
    let mut lib = Module::new();
    for definition in FunctionTable::of(functions).all() {
        if let Some(name) = name(&definition.name) {
            let mut renamed: ScriptFuncDef = (**definition).clone();
            renamed.name = name.into();
            lib.set_script_fn(renamed);
        } else {
            lib.set_script_fn(Shared::clone(definition));
        }
    }
    lib
}

fn with_wrappers(
    engine: &Engine,
    file: &str,
    ast: &AST,
    functions: &FunctionTable,
    names: &BoundNames,
    wrappers: &Wrappers,
) -> AST {
    let mut text = String::new();
    for (name, wrappers) in wrappers {
        let id = bound_names::id(file, name);
        for (params, access) in wrappers {
            let private = if *access == FnAccess::Private { "private " } else { "" };
            let (count, params) = (params.len(), params.join(", "));
            let comma = if params.is_empty() { "" } else { ", " };
            // The first argument of a call is not copied, so the id is the last.
            let body = match count {
                0..=MOST_ARGUMENTS => format!("{DISPATCH}({params}{comma}{id})"),
                _ => format!("{DISPATCH_MANY}([{params}], {id})"),
            };
            text.push_str(&format!("{private}fn {name}({params}) {{ {body} }}\n"));
        }
    }
    let wrappers = engine.compile(&text).expect("wrappers are made of names and parameters that compiled before");
    let own: &Module = ast.shared_lib();
    let mut lib = renamed(own, |name| names.is_moved(name).then(|| mangle::hidden(name)));
    for definition in FunctionTable::of(wrappers.shared_lib()).all() {
        let mut wrapper: ScriptFuncDef = (**definition).clone();
        let mut originals = functions.named(&wrapper.name).iter();
        if let Some(original) = originals.find(|original| original.params.len() == wrapper.params.len()) {
            // What `st.help` shows of the function stays what its author wrote.
            wrapper.comments = original.comments.clone();
        }
        lib.set_script_fn(wrapper);
    }
    lib.set_id(own.id().unwrap_or(file));
    AST::new_with_source(ast.statements().iter().cloned(), lib, file)
}
