//! Names that are bound to cached functions.
//!
//! After `let load_data = memo(load_data, …)` every call of `load_data` goes through the cache: from functions, closures
//! and importing scripts too. Rhai looks up script functions before variables, and a function sees no variables outside
//! it; so the compiled script is changed before it runs: the function moves to a hidden name, and under its own name
//! stands a wrapper that asks the run for what the name is bound to. The same wrapper makes `g(20)` callable after
//! `let g = memo(load_data)`. Until the statement has run, the wrapper of a rebound function calls the function itself.

use std::collections::BTreeMap;

use rhai::{AST, Engine, Expr, FnAccess, Module, Shared, ScriptFuncDef, Stmt};
use xxhash_rust::xxh3::xxh3_64;

/// The function of the engine that a wrapper calls, with the binding's id and its own arguments.
pub(in crate::script) const DISPATCH: &str = "call_cached__";

/// The most arguments that a wrapper of unknown arity takes.
pub(super) const MOST_ARGUMENTS: usize = 12;

const HIDDEN: &str = "__uncached";

/// The line that wrappers stand on, beyond any that a person writes: an error there belongs to the call of the wrapper.
const WRAPPER_LINE: usize = 65_000;

/// Whether a place is inside a wrapper, of which nobody should hear.
pub(in crate::script) fn is_wrapper(place: rhai::Position) -> bool {
    place.line().is_some_and(|line| line >= WRAPPER_LINE)
}

/// The hidden name of a function whose own name is a wrapper.
pub(in crate::script) fn hidden(name: &str) -> String {
    format!("{name}{HIDDEN}")
}

/// The name that a person knows a function by.
pub(in crate::script) fn shown(name: &str) -> &str {
    name.strip_suffix(HIDDEN).unwrap_or(name)
}

/// What names a binding in all of an app: the file and the name.
pub(in crate::script) fn id(file: &str, name: &str) -> i64 {
    i64::from_le_bytes(xxh3_64(format!("{file}\0{name}").as_bytes()).to_le_bytes())
}

/// The names of a script that are bound to cached functions.
#[derive(Debug, Clone, Default)]
pub(in crate::script) struct BoundNames {
    /// By the line and column of the call of `memo` or `singleton`.
    at: BTreeMap<(usize, usize), String>,
    /// Functions that have moved to a hidden name.
    moved: Vec<String>,
}

impl BoundNames {
    /// The name that the call of `memo` at a place is bound to.
    pub(super) fn at(&self, place: rhai::Position) -> Option<&str> {
        let place = (place.line()?, place.position()?);
        self.at.get(&place).map(String::as_str)
    }

    /// All bound names.
    pub(in crate::script) fn all(&self) -> impl Iterator<Item = &str> {
        self.at.values().map(String::as_str)
    }

    /// Whether a function of the file stands under a hidden name.
    pub(in crate::script) fn is_moved(&self, name: &str) -> bool {
        self.moved.iter().any(|moved| moved == name)
    }
}

struct Found {
    name: String,
    place: rhai::Position,
    /// The function that is cached, where the script names it.
    function: Option<String>,
}

/// Finds the bound names of a script and puts the wrappers in place.
pub(in crate::script) fn bind(engine: &Engine, file: &str, ast: AST) -> (AST, BoundNames) {
    let found = find(&ast);
    if found.is_empty() {
        return (ast, BoundNames::default());
    }
    let mut names = BoundNames::default();
    let mut arities: BTreeMap<String, Vec<(Vec<String>, FnAccess)>> = BTreeMap::new();
    for one in &found {
        if let (Some(line), Some(column)) = (one.place.line(), one.place.position()) {
            names.at.insert((line, column), one.name.clone());
        }
        let own = overloads(&ast, &one.name);
        if !own.is_empty() && !names.moved.contains(&one.name) {
            names.moved.push(one.name.clone());
        }
        let target = one.function.as_deref().map(|function| overloads(&ast, function));
        let mut wrappers = if own.is_empty() { target.unwrap_or_default() } else { own };
        if wrappers.is_empty() {
            // A closure, or a function of the host: any number of arguments.
            let params = (0..MOST_ARGUMENTS).map(|i| format!("arg{i}")).collect::<Vec<_>>();
            wrappers = (0..=MOST_ARGUMENTS)
                .map(|count| (params[..count].to_vec(), FnAccess::Public))
                .collect();
        }
        let all = arities.entry(one.name.clone()).or_default();
        for wrapper in wrappers {
            if !all.iter().any(|(params, _)| params.len() == wrapper.0.len()) {
                all.push(wrapper);
            }
        }
    }
    let bound = with_wrappers(engine, file, &ast, &names, &arities);
    (bound, names)
}

/// The statements outside of functions that bind a name to a cached function.
fn find(ast: &AST) -> Vec<Found> {
    let mut found = Vec::new();
    for statement in ast.statements() {
        statement.walk(&mut Vec::new(), &mut |nodes| {
            if let Some(rhai::ASTNode::Stmt(Stmt::Var(definition, ..))) = nodes.last()
                && let Some((place, function)) = cached_function(&definition.1)
            {
                found.push(Found {
                    name: definition.0.name.to_string(),
                    place,
                    function,
                });
            }
            true
        });
    }
    found
}

/// The names under which scripts call `memo` and `singleton`.
pub(super) const MEMO_NAMES: [&str; 3] = ["memo", "experimental_memo", "cache_data"];
pub(super) const SINGLETON_NAMES: [&str; 3] =
    ["singleton", "experimental_singleton", "cache_resource"];

/// The place of a call of `memo(f, …)` or `st.memo(f, …)`, and the name of `f`.
fn cached_function(expr: &Expr) -> Option<(rhai::Position, Option<String>)> {
    let (call, place) = match expr {
        Expr::FnCall(call, place) if matches!(call.name.as_str(), "memo" | "singleton") => (call, place),
        Expr::Dot(parts, ..) => match (&parts.lhs, &parts.rhs) {
            (Expr::Variable(variable, ..), Expr::MethodCall(call, place)) if variable.1 == "st" => {
                let known = MEMO_NAMES.iter().chain(&SINGLETON_NAMES);
                known.clone().any(|name| call.name == *name).then_some((call, place))?
            }
            _ => return None,
        },
        _ => return None,
    };
    let function = match call.args.first()? {
        Expr::Variable(variable, ..) => Some(variable.1.to_string()),
        Expr::FnCall(inner, _) if inner.name == "Fn" => match inner.args.first() {
            Some(Expr::StringConstant(name, _)) => Some(name.to_string()),
            _ => None,
        },
        _ => None,
    };
    Some((*place, function))
}

/// The parameters of all functions with a name.
fn overloads(ast: &AST, name: &str) -> Vec<(Vec<String>, FnAccess)> {
    let lib: &Module = ast.shared_lib();
    lib.iter_script_fn_info()
        .filter(|(_, _, known, ..)| *known == name)
        .map(|(_, access, .., definition)| {
            let params = definition.params.iter().map(ToString::to_string).collect();
            (params, access)
        })
        .collect()
}

fn with_wrappers(
    engine: &Engine,
    file: &str,
    ast: &AST,
    names: &BoundNames,
    arities: &BTreeMap<String, Vec<(Vec<String>, FnAccess)>>,
) -> AST {
    let mut text = "\n".repeat(WRAPPER_LINE);
    for (name, wrappers) in arities {
        let id = id(file, name);
        for (params, access) in wrappers {
            let private = if *access == FnAccess::Private { "private " } else { "" };
            let params = params.join(", ");
            let comma = if params.is_empty() { "" } else { ", " };
            text.push_str(&format!(
                "{private}fn {name}({params}) {{ {DISPATCH}({id}{comma}{params}) }} "
            ));
        }
    }
    let wrappers = engine
        .compile(&text)
        .expect("wrappers are made of names and parameters that compiled before");
    let own: &Module = ast.shared_lib();
    let mut lib = Module::new();
    for (.., definition) in own.iter_script_fn_info() {
        if names.is_moved(&definition.name) {
            let mut moved: ScriptFuncDef = (**definition).clone();
            moved.name = hidden(&definition.name).into();
            lib.set_script_fn(moved);
        } else {
            lib.set_script_fn(Shared::clone(definition));
        }
    }
    let made: &Module = wrappers.shared_lib();
    for (.., definition) in made.iter_script_fn_info() {
        let mut wrapper: ScriptFuncDef = (**definition).clone();
        let original = own
            .iter_script_fn_info()
            .find(|(_, _, name, count, _)| *name == wrapper.name && *count == wrapper.params.len());
        if let Some((.., original)) = original {
            // What `st.help` shows of the function stays what its author wrote.
            wrapper.comments = original.comments.clone();
        }
        lib.set_script_fn(wrapper);
    }
    lib.set_id(own.id().unwrap_or(file));
    AST::new_with_source(ast.statements().iter().cloned(), lib, file)
}
