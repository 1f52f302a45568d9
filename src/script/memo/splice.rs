//! Compiling calls of variables, which the engine would take for calls of functions.
//!
//! A script that has such calls is compiled a second time, with a little more text in it than its author wrote; `Places`
//! leads back. See `variable_call` for what a call becomes. Besides, a closure captures no variable for whose name the
//! engine knows a function; such a function gets another name while the script is compiled.

use std::collections::BTreeSet;

use rhai::{AST, Engine, Position};

use super::binding;
use super::names::{self, Reading};
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

/// Compiles the script again where it calls variables. `lines` are how many lines further down than it stands it is to
/// be compiled, which gives its closures other names.
///
/// # Errors
/// The name and place of a call that could not be made one of the variable.
pub(in crate::script) fn variable_calls(
    engine: &Engine,
    file: &str,
    text: &str,
    ast: AST,
    lines: usize,
) -> Result<(AST, Places), (String, Position)> {
    let reading = names::read(&ast);
    let functions = FunctionTable::of(ast.shared_lib());
    let shadowed: BTreeSet<&String> = reading.uncaptured.keys().filter(|name| functions.has(name)).collect();
    let mut calls = reading.variable_calls.iter().map(|call| (&call.name, call.place));
    let one = calls.next().or_else(|| reading.uncaptured.iter().next().map(|(name, place)| (name, *place)));
    let one = one.or_else(|| reading.values.first().map(|(name, place)| (name, *place)));
    let Some(one) = one.map(|(name, place)| (name.clone(), place)) else {
        let places = Places { lines, ..Places::default() };
        // What compiles compiles further down too.
        let again = if lines == 0 { None } else { engine.compile(places.spliced(text)).ok() };
        return Ok(again.map_or_else(|| (ast, Places::default()), |again| (again, places)));
    };
    // What cannot be compiled so, or still has such calls, is refused: no call goes past a variable unseen.
    let mut places = places(file, &reading, &shadowed, &Tokens::read(engine, text)).ok_or_else(|| one.clone())?;
    places.lines = lines;
    let again = engine.compile(places.spliced(text)).map_err(|_| one.clone())?;
    let left = names::read(&again);
    if !left.variable_calls.is_empty() || !left.uncaptured.is_empty() || !left.values.is_empty() {
        return Err(one);
    }
    let lib = binding::renamed(again.shared_lib(), |name| name.strip_suffix(SHADOWED).map(ToOwned::to_owned));
    Ok((AST::new(again.statements().iter().cloned(), lib), places))
}

fn places(file: &str, reading: &Reading, shadowed: &BTreeSet<&String>, tokens: &Tokens) -> Option<Places> {
    let mut places = Places::default();
    for call in &reading.variable_calls {
        places.insert(call.place, variable_call::opening(call));
        places.insert(tokens.end_of_call(&call.name, call.place)?, ")");
    }
    for (name, place) in &reading.values {
        // `let f;` gives no value.
        let Some((begin, end)) = tokens.value_behind(*place) else {
            continue;
        };
        places.insert_in_order(begin, 0, variable_call::binding(binding::id(file, name)));
        places.insert_in_order(end, 2, ")");
    }
    for name in shadowed {
        for end in tokens.ends_of_names(name)? {
            places.insert(end, SHADOWED);
        }
    }
    // Where the function itself is meant, a closure would now look for a variable to capture.
    for (name, place) in reading.function_values.iter().filter(|(name, _)| shadowed.contains(name)) {
        places.insert(*place, "Fn(\"");
        places.insert(tokens.end_of_word(name, *place)?, "\")");
    }
    Some(places)
}
