//! Names that are bound to cached functions.
//!
//! After `let load_data = memo(load_data, …)` every call of `load_data` goes through the cache: from functions, closures
//! and importing scripts too. Rhai looks up script functions before variables, and a function sees no variables outside
//! it; so the compiled script is changed before it runs: the function moves to a hidden name, and under its own name
//! stands a wrapper that asks the run for what the name is bound to. The same wrapper makes `g(20)` callable after
//! `let g = memo(load_data)`. Until the statement has run, the wrapper of a rebound function calls the function itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::rhai_internals::ScriptFuncDef;
use rhai::{AST, Engine, FnAccess, Module, Shared};
use xxhash_rust::xxh3::xxh3_64;

use super::symbols::{Symbols, Target};
use crate::script::program::functions::{FunctionTable, params};
use crate::script::program::mangle::{self, DISPATCH, DISPATCH_MANY};

/// By how many calls the engine counts one through a wrapper as too deep: the wrapper, the host's function in it and the
/// call from there are calls too, where the script makes one.
pub(super) const WRAPPER_LEVELS: usize = 3;

/// The most arguments that a wrapper of unknown arity takes.
pub(super) const MOST_ARGUMENTS: usize = 12;

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

#[derive(Debug, Default)]
struct BoundName {
    /// What it is bound to first; `None` where the variable can get a cached function in a way that only a run can tell.
    target: Option<Target>,
    /// Whether a function of the file stands under a hidden name.
    is_moved: bool,
}

impl BoundNames {
    /// The name that the call of `memo` at a place is bound to.
    pub(super) fn at(&self, place: rhai::Position) -> Option<&str> {
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

/// Finds the bound names of a script and puts the wrappers in place.
///
/// # Errors
/// The name and place of a call that would go past a cached function.
pub(super) fn bind(
    engine: &Engine,
    file: &str,
    ast: AST,
    symbols: &Symbols,
) -> Result<(AST, BoundNames), (String, rhai::Position)> {
    if let Some((name, place)) = symbols.bypass() {
        return Err((name.to_owned(), place));
    }
    if symbols.found.is_empty() && symbols.perhaps.is_empty() {
        return Ok((ast, BoundNames::default()));
    }
    let functions = FunctionTable::of(ast.shared_lib());
    let mut names = Bound::default();
    let mut arities: BTreeMap<String, Vec<(Vec<String>, FnAccess)>> = BTreeMap::new();
    for one in &symbols.found {
        if let (Some(line), Some(column)) = (one.place.line(), one.place.position()) {
            names.at.insert((line, column), one.name.clone());
        }
        let own = overloads(&functions, &one.name);
        let known = BoundName { target: Some(one.function.clone()), is_moved: !own.is_empty() };
        names.names.entry(one.name.clone()).or_insert(known);
        let numbered = |count: usize| (0..count).map(|i| format!("arg{i}")).collect::<Vec<_>>();
        let mut wrappers = match &one.function {
            Target::Named(function, curried) if own.is_empty() || *curried > 0 => {
                let mut wrappers = own;
                let called = overloads(&functions, function).into_iter().filter(|(params, _)| params.len() >= *curried);
                wrappers.extend(called.map(|(params, access)| (params[*curried..].to_vec(), access)));
                wrappers
            }
            _ if !own.is_empty() => own,
            Target::Named(..) => Vec::new(),
            Target::Closure(_, count) => vec![(numbered(*count), FnAccess::Public)],
            Target::Unknown => Vec::new(),
        };
        if wrappers.is_empty() {
            // A function of the host: any number of arguments.
            let more = symbols.arities(&one.name).into_iter().filter(|count| *count > MOST_ARGUMENTS);
            wrappers = (0..=MOST_ARGUMENTS).chain(more).map(|count| (numbered(count), FnAccess::Public)).collect();
        }
        let all = arities.entry(one.name.clone()).or_default();
        for wrapper in wrappers {
            if !all.iter().any(|(params, _)| params.len() == wrapper.0.len()) {
                all.push(wrapper);
            }
        }
    }
    for name in &symbols.perhaps {
        let own = overloads(&functions, name);
        let known = names.names.entry(name.clone()).or_default();
        if !own.is_empty() && !std::mem::replace(&mut known.is_moved, true) {
            arities.insert(name.clone(), own);
        }
    }
    let names = BoundNames(names.into());
    let bound = with_wrappers(engine, file, &ast, &functions, &names, &arities);
    Ok((bound, names))
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
    arities: &BTreeMap<String, Vec<(Vec<String>, FnAccess)>>,
) -> AST {
    let mut text = String::new();
    for (name, wrappers) in arities {
        let id = id(file, name);
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
