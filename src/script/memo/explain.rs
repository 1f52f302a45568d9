//! The key of a function without a run, for people who ask why a call missed.

use rhai::AST;

use super::binding;
use super::identity;
use crate::error::nearest;
use crate::script::{Environment, Source};
use crate::value::{Fingerprint, describe};

/// What the key of a function is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionReport {
    /// Its name.
    pub name: String,
    /// The file that it stands in.
    pub file: String,
    /// Its parameters; those that begin with `_` are no part of an entry's key.
    pub params: Vec<String>,
    /// The function key now; `None` when it depends on a constant that only a run can tell.
    pub key: Option<Fingerprint>,
    /// The texts that belong to the key: its own, and those of all functions that it can reach.
    pub parts: Vec<KeyPart>,
    /// The `global::` constants that it reads, with their values as a person writes them where they are known.
    pub constants: Vec<(String, Option<String>)>,
}

/// A text that belongs to a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPart {
    /// The file.
    pub file: String,
    /// The function; `None` for the whole file, when it is a module that the function uses.
    pub function: Option<String>,
}

/// The key of the function that scripts know as `name`, and what it is made of.
///
/// # Errors
/// When there is no such function: the nearest name of one that there is.
pub fn explain(environment: &Environment, source: &Source, name: &str) -> Result<FunctionReport, Option<String>> {
    let Some(file) = source.file_with("", name).unwrap_or_else(|[file, _]| Some(file)) else {
        let names = source.with_ast("", functions);
        return Err(nearest(name, names.iter().map(String::as_str)).map(ToOwned::to_owned));
    };
    let target = if source.bound_names(&file).is_moved(name) { binding::hidden(name) } else { name.to_owned() };
    let lib = source.with_ast(&file, |ast| ast.shared_lib().clone());
    let first = identity::definitions(&lib, &target).into_iter().next();
    let (params, place) = first.unwrap_or((Vec::new(), rhai::Position::NONE));
    let identity = source.identity(environment, &file);
    let key = identity.key(name, &params, place);
    let constant = |name: &str| {
        source.with_ast("", |main| {
            let mut literal = main.iter_literal_variables(true, false);
            literal.find(|(known, ..)| *known == name).map(|(.., value)| value)
        })
    };
    let constants: Vec<(String, Option<String>)> =
        key.constants.iter().map(|name| (name.clone(), constant(name).map(|value| describe(&value)))).collect();
    let is_known = constants.iter().all(|(_, value)| value.is_some());
    let parts = identity.texts(name).into_iter().map(|(file, text)| KeyPart {
        function: text.strip_prefix("fn ").and_then(|rest| rest.split(' ').next()).map(str::to_owned),
        file,
    });
    Ok(FunctionReport {
        name: name.to_owned(),
        file: file.clone(),
        key: is_known.then(|| key.with_constants(environment.cache().types(), constant)),
        parts: parts.collect(),
        params,
        constants,
    })
}

/// The functions of a file, under the names that people know.
fn functions(ast: &AST) -> Vec<String> {
    let lib: &rhai::Module = ast.shared_lib();
    let mut names: Vec<String> =
        lib.iter_script_fn_info().map(|(_, _, name, ..)| binding::shown(name).to_owned()).collect();
    names.sort();
    names.dedup();
    names
}
