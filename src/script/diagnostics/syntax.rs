//! Scripts that do not compile: where the mistake is, and what to write.

use rhai::{Engine, LexError, ParseError, ParseErrorType, Position};

use super::habits::{self, Around};
use super::{CONTEXT, sentence};
use crate::error::{self, Error, ErrorKind, Report};
use crate::script::program::tokens;

/// The report of a script or module that does not compile.
pub(in crate::script) fn syntax_error(error: &ParseError, name: &str, text: &str) -> Error {
    let tokens = tokens::lex(&Engine::new_raw(), text);
    let at = tokens.iter().position(|(_, place)| *place >= error.position()).unwrap_or(tokens.len());
    let open = unclosed(&tokens[..at]);
    let habit = habit(&tokens, at);
    let unclosed = open.filter(|_| habit.is_none() && at == tokens.len());
    let is_missing_end =
        matches!(error.err_type(), ParseErrorType::MissingToken(token, _) if token == ";") && habit.is_none();
    let (message, hint, place) = match (error.err_type(), unclosed) {
        (_, Some((bracket, place))) => (
            format!("This `{bracket}` is never closed."),
            Some(format!("Put `{}` where it ends.", end_of(bracket))),
            place,
        ),
        _ if is_missing_end => {
            let hint = "Put a `;` at the end of the statement.".to_owned();
            ("A `;` is missing here.".to_owned(), Some(hint), behind(&tokens, at))
        }
        (ParseErrorType::UnexpectedEOF, None) => {
            let hint = "Look for a bracket or a quote that is not closed.".to_owned();
            ("The script ends in the middle of a statement.".to_owned(), Some(hint), error.position())
        }
        (ParseErrorType::Reserved(word), None) if is_word(word) && word != "eval" => {
            let hint = format!("Choose another name, such as `{word}_`.");
            (format!("`{word}` is a word that Rhai reserves."), Some(hint), error.position())
        }
        (ParseErrorType::BadInput(LexError::MalformedChar(_)), None) => {
            let hint = "Strings stand in double quotes, `\"text\"`; `'x'` is a single character.".to_owned();
            (sentence(&error.err_type().to_string()), Some(hint), error.position())
        }
        (ParseErrorType::BadInput(LexError::ImproperSymbol(symbol, _)), None) if habit.is_some() => {
            (format!("`{symbol}` is not an operator."), None, error.position())
        }
        (other, None) => (sentence(&other.to_string()), hint_of(other), error.position()),
    };
    let hint = habit.map_or(hint, |habit| Some(habit.hint.to_owned()));
    let mut report = Report::new(ErrorKind::Syntax.name(), message);
    report.hint = hint;
    let line = place.line().unwrap_or_else(|| text.lines().count().max(1));
    let position = error::Position { file: name.to_owned(), line, column: place.position().unwrap_or(1).max(1) };
    Error::from_report(ErrorKind::Syntax, report.at(&position, text, CONTEXT))
}

fn hint_of(kind: &ParseErrorType) -> Option<String> {
    match kind {
        ParseErrorType::Reserved(name) | ParseErrorType::BadInput(LexError::ImproperSymbol(name, _))
            if name == "eval" =>
        {
            Some("Scripts cannot run text as code. Use a function or a closure.".to_owned())
        }
        _ => None,
    }
}

fn is_word(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// What somebody has written who knows another language.
fn habit(tokens: &[(String, Position)], at: usize) -> Option<&'static habits::Syntax> {
    let line = tokens.get(at).or_else(|| tokens.last())?.1.line()?;
    let texts: Vec<&str> = tokens[..at].iter().map(|(text, _)| text.as_str()).collect();
    // From the beginning of the statement, or of the line.
    let is_border = |index: &usize| tokens[*index].0 == ";" || tokens[*index].1.line() != Some(line);
    let first = (0..at).rev().find(is_border).map_or(0, |border| border + 1);
    let here = tokens.get(at).map_or("", |(text, _)| text.as_str());
    let inside = unclosed(&tokens[..at]).map(|(bracket, _)| bracket);
    habits::of_syntax(&Around::new(&texts[first..], here, inside))
}

/// The last bracket that is still open, and its place.
fn unclosed(tokens: &[(String, Position)]) -> Option<(&str, Position)> {
    let mut open: Vec<(&str, Position)> = Vec::new();
    for (text, place) in tokens {
        match text.as_str() {
            "(" | "[" | "?[" | "{" | "#{" => open.push((text, *place)),
            ")" | "]" | "}" => _ = open.pop(),
            _ => {}
        }
    }
    open.pop()
}

fn end_of(bracket: &str) -> &'static str {
    match bracket {
        "(" => ")",
        "[" | "?[" => "]",
        _ => "}",
    }
}

/// One past the token before a place: where a statement should have ended.
fn behind(tokens: &[(String, Position)], at: usize) -> Position {
    let Some((text, place)) = at.checked_sub(1).and_then(|before| tokens.get(before)) else {
        return Position::NONE;
    };
    let number = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
    match (place.line(), place.position()) {
        (Some(line), Some(column)) => Position::new(number(line), number(column + text.chars().count())),
        _ => *place,
    }
}
