//! What a script is made into so that its calls of variables and cached functions mean those: the engine would take them
//! for calls of functions.
//!
//! It gets wrappers for the names that are bound to cached functions, see `binding`. One that calls variables is compiled a
//! second time, with a little more text in it than its author wrote; `Places` leads back. See `variable_call` for what a call becomes. Besides, a closure captures no variable for whose name the
//! engine knows a function; such a function gets another name while the script is compiled.

use std::collections::BTreeSet;

use rhai::{AST, Engine, Position};

use super::binding::{self, BoundNames};
use super::symbols::{self, Symbols};
use super::tokens::Tokens;
use super::variable_call;
use crate::script::program::functions::FunctionTable;
use crate::script::program::mangle::SHADOWED;

/// Where the text that was compiled has more than the script that was written.
#[derive(Debug, Clone, Default)]
pub(in crate::script) struct Places {
    inserted: BTreeSet<Inserted>,
    /// Empty lines before the first.
    lines: usize,
}

/// Text that the script does not have, before the character at a line and column of the script.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Inserted {
    line: usize,
    column: usize,
    /// What is inserted at the same place: the smaller number first.
    order: u8,
    text: String,
}

impl Places {
    /// The place in the script of a place in the compiled text.
    pub(in crate::script) fn written(&self, place: Position) -> Position {
        let (Some(line), Some(column)) = (place.line(), place.position()) else {
            return place;
        };
        let line = line.saturating_sub(self.lines);
        let mut before = 0;
        for inserted in self.inserted.iter().filter(|inserted| inserted.line == line) {
            let start = inserted.column + before;
            if column < start {
                break;
            }
            let length = inserted.text.chars().count();
            if column < start + length {
                return at(line, inserted.column);
            }
            before += length;
        }
        at(line, column - before)
    }

    fn insert(&mut self, place: Position, text: impl Into<String>) {
        self.insert_in_order(place, 1, text);
    }

    fn insert_in_order(&mut self, place: Position, order: u8, text: impl Into<String>) {
        if let (Some(line), Some(column)) = (place.line(), place.position()) {
            self.inserted.insert(Inserted { line, column, order, text: text.into() });
        }
    }

    /// The text to compile.
    fn spliced(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + self.lines + self.inserted.len() * 32);
        out.extend(std::iter::repeat_n('\n', self.lines));
        let mut waiting = self.inserted.iter().peekable();
        for (line, content) in text.split('\n').enumerate() {
            if line > 0 {
                out.push('\n');
            }
            for (column, character) in content.chars().enumerate() {
                while let Some(next) = waiting.next_if(|next| (next.line, next.column) == (line + 1, column + 1)) {
                    out.push_str(&next.text);
                }
                out.push(character);
            }
            // Behind the last character of the line.
            while let Some(next) = waiting.next_if(|next| next.line == line + 1) {
                out.push_str(&next.text);
            }
        }
        out
    }
}

fn at(line: usize, column: usize) -> Position {
    let number = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
    Position::new(number(line), number(column))
}

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
) -> Result<(AST, BoundNames, Places), Refused> {
    let (mut ast, symbols, places) =
        variable_calls(engine, file, text, ast, lines).map_err(|(name, place)| Refused::Variable(name, place))?;
    ast.set_source(file);
    let (ast, names) = binding::bind(engine, file, ast, &symbols)
        .map_err(|(name, place)| Refused::Bypass(name, places.written(place)))?;
    Ok((ast, names, places))
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
) -> Result<(AST, Symbols, Places), (String, Position)> {
    let symbols = symbols::read(&ast);
    let Some((name, place)) = first_edit(&symbols) else {
        let places = Places { lines, ..Places::default() };
        // What compiles compiles further down too.
        let again = if lines == 0 { None } else { engine.compile(places.spliced(text)).ok() };
        return Ok(match again {
            Some(again) => {
                let symbols = symbols::read(&again);
                (again, symbols, places)
            }
            None => (ast, symbols, Places::default()),
        });
    };
    // What cannot be compiled so, or still has such calls, is refused: no call goes past a variable unseen.
    let refused = || (name.to_owned(), place);
    let functions = FunctionTable::of(ast.shared_lib());
    let mut places = places(file, &symbols, &functions, &Tokens::read(engine, text)).ok_or_else(refused)?;
    places.lines = lines;
    let again = engine.compile(places.spliced(text)).map_err(|_| refused())?;
    let lib = binding::renamed(again.shared_lib(), |name| name.strip_suffix(SHADOWED).map(ToOwned::to_owned));
    let again = AST::new(again.statements().iter().cloned(), lib);
    let left = symbols::read(&again);
    if first_edit(&left).is_some() {
        return Err(refused());
    }
    Ok((again, left, places))
}

/// Where the text of a script cannot stay as it is.
fn first_edit(symbols: &Symbols) -> Option<(&str, Position)> {
    let call = symbols.variable_calls().map(|call| (call.name, call.place)).next();
    call.or_else(|| symbols.uncaptured().into_iter().next()).or_else(|| symbols.values().next())
}

fn places(file: &str, symbols: &Symbols, functions: &FunctionTable, tokens: &Tokens) -> Option<Places> {
    let uncaptured = symbols.uncaptured();
    let is_shadowed = |name: &str| uncaptured.contains_key(name) && functions.has(name);
    let mut places = Places::default();
    for call in symbols.variable_calls() {
        places.insert(call.place, variable_call::opening(&call));
        places.insert(tokens.end_of_call(call.name, call.place)?, ")");
    }
    for (name, place) in symbols.values() {
        // `let f;` gives no value.
        let Some((begin, end)) = tokens.value_behind(place) else {
            continue;
        };
        places.insert_in_order(begin, 0, variable_call::binding(binding::id(file, name)));
        places.insert_in_order(end, 2, ")");
    }
    for name in uncaptured.keys().filter(|name| functions.has(name)) {
        for end in tokens.ends_of_names(name)? {
            places.insert(end, SHADOWED);
        }
    }
    // Where the function itself is meant, a closure would now look for a variable to capture.
    for (name, place) in symbols.function_values().filter(|(name, _)| is_shadowed(name)) {
        places.insert(place, "Fn(\"");
        places.insert(tokens.end_of_word(name, place)?, "\")");
    }
    Some(places)
}
