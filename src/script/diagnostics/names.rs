//! Names that a script could have meant.

use std::collections::BTreeSet;

use rhai::{AST, Engine};

use crate::error;
use crate::rhai_internals::{ASTNode, Stmt};
use crate::script::Source;
use crate::script::program::functions::params;
use crate::script::program::{Compiled, mangle, tokens};

/// The nearest name, if it is one that a slip of the fingers makes of the other: in names as short as those of variables and
/// functions two letters are another word.
fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = (name.chars().count() / 3).max(1);
    error::nearest(name, candidates).filter(|near| strsim::damerau_levenshtein(name, near) <= most)
}

/// The module of a file whose alias is nearest.
pub(super) fn near_module(alias: &str, file: &Compiled) -> Option<String> {
    let aliases = file.imports.iter().filter_map(|import| import.alias.as_deref());
    nearest(alias, aliases).map(ToOwned::to_owned)
}

/// The function of a module whose name is nearest to that behind its alias, `alias::name`.
pub(super) fn near_in_module(path: &str, file: &Compiled, source: &Source) -> Option<String> {
    let (alias, name) = path.rsplit_once("::")?;
    let import = file.imports.iter().find(|import| import.alias.as_deref() == Some(alias))?;
    let path = import.path.as_deref()?;
    let module = source.file(path).or_else(|| source.file(&format!("{path}.rhai")))?;
    let near = nearest(name, module.functions.names().filter(|name| !mangle::is_closure(name)))?;
    Some(format!("{alias}::{near}"))
}

/// The variable, constant or parameter of a file whose name is nearest.
pub(super) fn near_variable(name: &str, file: &Compiled) -> Option<String> {
    let mut names = variables(&file.ast);
    names.extend(file.functions.all().flat_map(|function| params(function)));
    names.extend(file.functions.names().filter(|name| !mangle::is_closure(name)).map(ToOwned::to_owned));
    names.extend(["st", "memo", "singleton", "ARGS"].map(ToOwned::to_owned));
    names.remove(name);
    nearest(name, names.iter().map(String::as_str)).map(ToOwned::to_owned)
}

/// The variables of a file and its functions; parameters are none of them.
pub(super) fn variables(ast: &AST) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    ast.walk(&mut |nodes: &[ASTNode]| {
        match nodes.last() {
            Some(ASTNode::Stmt(Stmt::Var(variable, ..))) => _ = names.insert(variable.0.name.to_string()),
            Some(ASTNode::Stmt(Stmt::For(variables, _))) => _ = names.insert(variables.0.name.to_string()),
            _ => {}
        }
        true
    });
    names
}

/// The function whose name is nearest; `names` are those that scripts have besides their own.
pub(super) fn near_function(name: &str, file: &Compiled, mut names: BTreeSet<String>) -> Option<String> {
    names.extend(file.functions.names().map(|name| mangle::shown(name).to_owned()));
    names.retain(|name| name.starts_with(|c: char| c.is_alphabetic()) && !name.contains("__") && !name.contains('$'));
    nearest(name, names.iter().map(String::as_str)).map(ToOwned::to_owned)
}

/// What to do when a map has no such key. Which keys it has is gone with the run; those that the script names are near.
pub(super) fn key_hint(name: &str, file: &Compiled) -> String {
    let tokens = tokens::lex(&Engine::new_raw(), &file.text);
    let keys = tokens.windows(2).filter_map(|pair| match (pair[0].0.as_str(), pair[1].0.as_str()) {
        ("." | "?.", key) | (key, ":") => Some(key.trim_matches('"')),
        _ => None,
    });
    let ask = format!("Ask first, `\"{name}\" in map`, or give what stands for it: `map.get(\"{name}\", 0)`.");
    let is_word = |key: &&str| *key != name && key.starts_with(|c: char| c.is_alphabetic() || c == '_');
    match nearest(name, keys.filter(is_word)) {
        Some(near) => format!("Did you mean `{near}`? {ask}"),
        None => ask,
    }
}
