//! What is inserted into the text of a script before it is compiled, and the way back from places in it. It does not know
//! why something is inserted.

use std::collections::BTreeSet;

use rhai::Position;

/// Where the text that was compiled has more than the script that was written.
#[derive(Debug, Clone, Default)]
pub(in crate::script) struct SourceMap {
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

impl SourceMap {
    /// That of a text which is compiled as if it stood some lines further down.
    pub(super) fn below(lines: usize) -> Self {
        Self { lines, ..Self::default() }
    }

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

    /// Puts text before what stands at a place.
    pub(super) fn insert(&mut self, place: Position, text: impl Into<String>) {
        self.insert_in_order(place, 1, text);
    }

    /// The same, in an order among what is inserted at the same place.
    pub(super) fn insert_in_order(&mut self, place: Position, order: u8, text: impl Into<String>) {
        if let (Some(line), Some(column)) = (place.line(), place.position()) {
            self.inserted.insert(Inserted { line, column, order, text: text.into() });
        }
    }

    /// The text to compile.
    pub(super) fn apply(&self, text: &str) -> String {
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
