//! What a script is made into so that its calls of variables and cached functions mean those: the engine would take them
//! for calls of functions.
//!
//! It gets wrappers for the names that are bound to cached functions, see `wrappers`. One that calls variables is compiled
//! a second time, with a little more text in it than its author wrote; the `SourceMap` leads back. See `variable_call` for
//! what a call becomes. Besides, a closure captures no variable for whose name the engine knows a function; such a function
//! gets another name while the script is compiled.

use rhai::{AST, Engine, Position};

use super::bound_names::{self, BoundNames};
use super::source_map::SourceMap;
use super::symbols::{self, Symbols};
use super::variable_call;
use super::wrappers::{renamed, wrap};
use crate::script::program::functions::FunctionTable;
use crate::script::program::mangle::SHADOWED;
use crate::script::program::tokens::Tokens;

/// A call that cannot be made what it means: the name, and its place in the script.
#[derive(Debug)]
pub(in crate::script) enum Refused {
    /// Of a variable.
    Variable(String, Position),
    /// In a function, of what only outside of functions stands for a cached function.
    Bypass(String, Position),
}

/// Makes a compiled script one whose calls of variables and of cached functions mean those. `lines` are how many lines
/// further down than it stands it is to be compiled, which gives its closures other names.
///
/// # Errors
/// For a call that would go past a variable or a cached function unseen.
pub(in crate::script) fn desugar(
    engine: &Engine,
    file: &str,
    text: &str,
    ast: AST,
    lines: usize,
) -> Result<(AST, BoundNames, SourceMap), Refused> {
    let (mut ast, symbols, source_map) =
        variable_calls(engine, file, text, ast, lines).map_err(|(name, place)| Refused::Variable(name, place))?;
    ast.set_source(file);
    if let Some((name, place)) = symbols.bypass() {
        return Err(Refused::Bypass(name.to_owned(), source_map.written(place)));
    }
    let (ast, names) = wrap(engine, file, ast, &symbols);
    Ok((ast, names, source_map))
}

/// Compiles the script again where it calls variables. `lines` are how many lines further down than it stands it is to
/// be compiled, which gives its closures other names.
///
/// # Errors
/// The name and place of a call that could not be made one of the variable.
fn variable_calls(
    engine: &Engine,
    file: &str,
    text: &str,
    ast: AST,
    lines: usize,
) -> Result<(AST, Symbols, SourceMap), (String, Position)> {
    let symbols = symbols::read(&ast);
    let Some((name, place)) = first_edit(&symbols) else {
        let source_map = SourceMap::below(lines);
        // What compiles compiles further down too.
        let again = if lines == 0 { None } else { engine.compile(source_map.apply(text)).ok() };
        return Ok(match again {
            Some(again) => {
                let symbols = symbols::read(&again);
                (again, symbols, source_map)
            }
            None => (ast, symbols, SourceMap::default()),
        });
    };
    // What cannot be compiled so, or still has such calls, is refused: no call goes past a variable unseen.
    let refused = || (name.to_owned(), place);
    let functions = FunctionTable::of(ast.shared_lib());
    let tokens = Tokens::read(engine, text);
    let source_map = edits(file, &symbols, &functions, &tokens, lines).ok_or_else(refused)?;
    let again = engine.compile(source_map.apply(text)).map_err(|_| refused())?;
    let lib = renamed(again.shared_lib(), |name| name.strip_suffix(SHADOWED).map(ToOwned::to_owned));
    let again = AST::new(again.statements().iter().cloned(), lib);
    let left = symbols::read(&again);
    if first_edit(&left).is_some() {
        return Err(refused());
    }
    Ok((again, left, source_map))
}

/// Where the text of a script cannot stay as it is.
fn first_edit(symbols: &Symbols) -> Option<(&str, Position)> {
    let call = symbols.variable_calls().map(|call| (call.name, call.place)).next();
    let uncaptured = || symbols.uncaptured().into_iter().next();
    call.or_else(uncaptured).or_else(|| symbols.values().next()).or_else(|| symbols.own_captures().next())
}

/// What has to stand in the text besides.
fn edits(file: &str, symbols: &Symbols, functions: &FunctionTable, tokens: &Tokens, lines: usize) -> Option<SourceMap> {
    let uncaptured = symbols.uncaptured();
    let is_shadowed = |name: &str| uncaptured.contains_key(name) && functions.has(name);
    let mut edits = SourceMap::below(lines);
    for call in symbols.variable_calls() {
        edits.insert(call.place, variable_call::opening(&call));
        edits.insert(tokens.end_of_call(call.name, call.place)?, ")");
    }
    for (name, place) in symbols.values() {
        // `let f;` gives no value.
        let Some((begin, end)) = tokens.value_behind(place) else {
            continue;
        };
        edits.insert_in_order(begin, 0, variable_call::binding(bound_names::id(file, name)));
        edits.insert_in_order(end, 2, ")");
    }
    for name in uncaptured.keys().filter(|name| functions.has(name)) {
        for end in tokens.ends_of_names(name)? {
            edits.insert(end, SHADOWED);
        }
    }
    // Where the function itself is meant, a closure would now look for a variable to capture.
    for (name, place) in symbols.function_values().filter(|(name, _)| is_shadowed(name)) {
        edits.insert(place, "Fn(\"");
        edits.insert(tokens.end_of_word(name, place)?, "\")");
    }
    // A closure captures every name that its parser does not see declared.
    for (name, place) in symbols.own_captures() {
        edits.insert(tokens.statement_around(place)?, format!("let {name}; "));
    }
    Some(edits)
}
