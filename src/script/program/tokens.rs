//! A script as tokens: comments and white space gone, every function and closure with its extent.

use crate::rhai_internals::Token;
use rhai::{Engine, LexError, OP_CONTAINS, Position};

/// The tokens of one file, as text, with their places.
#[derive(Debug)]
pub(in crate::script) struct Tokens {
    list: Vec<(String, Position)>,
    kinds: Vec<Kind>,
    /// Named functions and closures, as ranges of tokens.
    functions: Vec<Extent>,
}

/// Where a function stands.
#[derive(Debug, Clone)]
pub(in crate::script) struct Extent {
    /// Its name; none for a closure.
    pub(in crate::script) name: Option<String>,
    /// The token that is its name.
    name_at: usize,
    first: usize,
    /// One past the last token.
    end: usize,
}

impl Extent {
    /// Its tokens, by which it is known in its file.
    pub(in crate::script) const fn range(&self) -> std::ops::Range<usize> {
        self.first..self.end
    }
}

impl Tokens {
    /// Reads a source that compiles.
    pub(in crate::script) fn read(engine: &Engine, text: &str) -> Self {
        let (list, kinds) = read(engine, text);
        let functions = functions(&list, &kinds);
        Self { list, kinds, functions }
    }

    /// The functions with this name.
    pub(in crate::script) fn named(&self, name: &str) -> impl Iterator<Item = &Extent> {
        self.functions.iter().filter(move |extent| extent.name.as_deref() == Some(name))
    }

    /// The names of all functions.
    pub(in crate::script) fn names(&self) -> impl Iterator<Item = &str> {
        self.functions.iter().filter_map(|extent| extent.name.as_deref())
    }

    /// The outermost closure that a place is in, and how far inside.
    ///
    /// The engine tells only one place of a closure's body. The outermost closure around it holds at least all of the
    /// closure's text, so that an edit of it cannot be missed.
    pub(in crate::script) fn closure_at(&self, position: Position) -> Option<(&Extent, usize)> {
        let at = self.list.iter().position(|(_, place)| *place == position)?;
        let around =
            self.functions.iter().filter(|extent| extent.name.is_none() && (extent.first..extent.end).contains(&at));
        let outermost = around.min_by_key(|extent| extent.first)?;
        Some((outermost, at - outermost.first))
    }

    /// Where the call of `name` ends whose name is at a place: one past its closing parenthesis.
    pub(in crate::script) fn end_of_call(&self, name: &str, place: Position) -> Option<Position> {
        let at = self.list.iter().position(|(_, known)| *known == place)?;
        let behind = |at: usize| self.list.get(at).map(|(text, _)| text.as_str());
        let open = if behind(at + 1) == Some("!") { at + 2 } else { at + 1 };
        let last = match behind(open)? {
            _ if behind(at) != Some(name) => return None,
            "()" => open,
            "(" => closing(&self.kinds, open) - 1,
            _ => return None,
        };
        self.list[last].0.ends_with(')').then(|| self.end(last)).flatten()
    }

    /// Where the statement begins that a token stands in.
    pub(in crate::script) fn statement_around(&self, place: Position) -> Option<Position> {
        let mut first = self.list.iter().position(|(_, known)| *known == place)?;
        let mut depth = 0_usize;
        while let Some(before) = first.checked_sub(1) {
            match self.kinds[before] {
                Kind::Close => depth += 1,
                Kind::Open if depth > 0 => depth -= 1,
                Kind::Open if self.list[before].0 == "{" => break,
                Kind::Semicolon if depth == 0 => break,
                _ => {}
            }
            first = before;
        }
        Some(self.list[first].1)
    }

    /// Where the block ends that has declared a name and stands before a place, in the same function.
    ///
    /// What the block of a `with` declares belongs to the block around it.
    pub(in crate::script) fn end_of_declaration(&self, name: &str, place: Position) -> Option<Position> {
        let at = self.list.iter().position(|(_, known)| *known == place)?;
        let named = self.functions.iter().filter(|function| function.name.is_some());
        let around = named.clone().filter(|function| (function.first..function.end).contains(&at));
        let first = around.map(|function| function.first).max().unwrap_or(0);
        let mut found = None;
        // The blocks that are open, with whether they have declared the name.
        let mut open: Vec<(Block, bool)> = Vec::new();
        let mut next = Block::Other;
        let mut is_loop_variable = false;
        let mut index = first;
        while index < at {
            if let Some(other) = named.clone().find(|function| function.first == index && function.end <= at) {
                index = other.end;
                continue;
            }
            let text = self.list[index].0.as_str();
            let before = index.checked_sub(1).map_or("", |before| self.list[before].0.as_str());
            match self.kinds[index] {
                Kind::Open => {
                    open.push((if text == "{" { next } else { Block::None }, is_loop_variable && text == "{"));
                    if text == "{" {
                        next = Block::Other;
                        is_loop_variable = false;
                    }
                }
                Kind::Close => match open.pop() {
                    Some((Block::Other, true)) => found = Some(self.list[index].1),
                    Some((_, true)) => {
                        if let Some((_, declares)) = open.last_mut() {
                            *declares = true;
                        }
                    }
                    _ => {}
                },
                _ if text == "with" => next = Block::With,
                _ if text == name && matches!(before, "let" | "const") => {
                    if let Some((_, declares)) = open.last_mut() {
                        *declares = true;
                    }
                }
                _ if text == name && self.is_loop_variable(index) => is_loop_variable = true,
                _ => {}
            }
            index += 1;
        }
        found
    }

    /// Whether a name is one of those in `for x in` or `for (x, i) in`.
    fn is_loop_variable(&self, at: usize) -> bool {
        let is_for = |back: usize| at.checked_sub(back).is_some_and(|at| self.kinds[at] == Kind::For);
        is_for(1) || is_for(2) || is_for(4)
    }

    /// One past the names in the definitions of a function.
    pub(in crate::script) fn ends_of_names(&self, name: &str) -> Option<Vec<Position>> {
        self.named(name).map(|extent| self.end(extent.name_at)).collect()
    }

    /// One past a word at a place.
    pub(in crate::script) fn end_of_word(&self, word: &str, place: Position) -> Option<Position> {
        let at = self.list.iter().position(|(_, known)| *known == place)?;
        (self.list[at].0 == word).then(|| self.end(at)).flatten()
    }

    /// One past a token.
    fn end(&self, at: usize) -> Option<Position> {
        let (text, place) = self.list.get(at)?;
        let number = |number: usize| u16::try_from(number).ok();
        Some(Position::new(number(place.line()?)?, number(place.position()? + text.chars().count())?))
    }

    /// The text of a function, in canonical form.
    pub(in crate::script) fn text(&self, extent: &Extent) -> String {
        let tokens = self.list[extent.first..extent.end].iter();
        tokens.map(|(text, _)| text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The whole file as one extent.
    pub(in crate::script) fn all(&self) -> Extent {
        Extent { name: None, name_at: 0, first: 0, end: self.list.len() }
    }

    /// Whether an extent is the whole file, and not a function.
    pub(in crate::script) const fn is_all(&self, extent: &Extent) -> bool {
        extent.first == 0 && extent.end == self.list.len() && extent.name.is_none()
    }

    /// The first `import` in an extent whose path is not a string literal.
    pub(in crate::script) fn computed_import(&self, extent: &Extent) -> Option<Position> {
        (extent.first..extent.end).find(|at| self.is_computed_import(*at)).map(|at| self.list[at].1)
    }

    /// The names of modules that the file imports by a path that is not a string literal.
    pub(in crate::script) fn computed_aliases(&self) -> impl Iterator<Item = (&str, Position)> {
        (0..self.list.len()).filter(|at| self.is_computed_import(*at)).filter_map(|at| {
            let mut statement = (at..self.list.len()).take_while(|at| self.kinds[*at] != Kind::Semicolon);
            let alias = statement.find(|at| self.list[*at].0 == "as")? + 1;
            Some((self.list.get(alias)?.0.as_str(), self.list[at].1))
        })
    }

    fn is_computed_import(&self, at: usize) -> bool {
        let text = |at: usize| self.list.get(at).map_or(";", |(text, _)| text.as_str());
        let is_literal = text(at + 1).starts_with('"') && matches!(text(at + 2), "as" | ";" | "}");
        text(at) == "import" && !is_literal
    }

    /// Whether an extent makes a function of a name, or asks for one, that does not stand there as a literal:
    /// `Fn(name)`, `is_def_fn(name, 1)`.
    pub(in crate::script) fn computes_name(&self, extent: &Extent) -> bool {
        (extent.first..extent.end).any(|at| {
            let is_asked = matches!(self.list[at].0.as_str(), "Fn" | "is_def_fn");
            is_asked && !self.is_given_literals(at + 1)
        })
    }

    /// Whether arguments in parentheses stand at a place that are all literals.
    fn is_given_literals(&self, open: usize) -> bool {
        let inside = self.kinds.get(open + 1..closing(&self.kinds, open).saturating_sub(1));
        let is_open = self.list.get(open).is_some_and(|(text, _)| text == "(");
        is_open && inside.is_some_and(|kinds| kinds.iter().all(|kind| matches!(kind, Kind::Literal | Kind::Comma)))
    }

    /// Where the value begins that the variable named at a place gets, `let name = value`, and where it ends.
    pub(in crate::script) fn value_behind(&self, place: Position) -> Option<(Position, Position)> {
        let at = self.list.iter().position(|(_, known)| *known == place)?;
        let begin = at + 2;
        if self.list.get(at + 1)?.0 != "=" || begin >= self.list.len() {
            return None;
        }
        let end = expression_end(&self.kinds, begin);
        let behind = match self.list.get(end) {
            Some((_, place)) => *place,
            // Behind everything on the last line that has something on it.
            None => Position::new(u16::try_from(self.list.last()?.1.line()?).ok()?, u16::MAX),
        };
        Some((self.list[begin].1, behind))
    }

    /// The names of the constants that the file makes.
    pub(in crate::script) fn constants(&self) -> impl Iterator<Item = &str> {
        self.list.windows(2).filter(|pair| pair[0].0 == "const").map(|pair| pair[1].0.as_str())
    }

    /// The words in a function that may name other functions: identifiers, and strings that look like one. The operator
    /// `in` calls `contains`, also one of the script's own, and stands for a mention of it behind all others.
    pub(in crate::script) fn words<'a>(&'a self, extent: &Extent) -> impl Iterator<Item = &'a str> {
        let asks = (extent.first..extent.end).any(|at| self.kinds[at] == Kind::In && !self.is_of_loop(at));
        let words = self.list[extent.first..extent.end].iter().map(|(text, _)| text.trim_matches('"'));
        words.chain(asks.then_some(OP_CONTAINS))
    }

    /// Whether an `in` is that of `for x in` or `for (x, i) in`, which asks nothing.
    fn is_of_loop(&self, at: usize) -> bool {
        let is_for = |back: usize| at.checked_sub(back).is_some_and(|at| self.kinds[at] == Kind::For);
        is_for(2) || is_for(6)
    }

    /// Whether a name stands in an extent where it can mean a constant of the host: not as a string, a property, a key, a
    /// call, or a variable of the script. To the engine a parameter of such a name is the constant.
    pub(in crate::script) fn reads(&self, extent: &Extent, name: &str) -> bool {
        let text = |at: usize| self.list.get(at).map_or("", |(text, _)| text.as_str());
        // The depths of braces outside of which a variable of the script with this name is not seen.
        let mut own: Vec<usize> = Vec::new();
        let mut depth = 0_usize;
        (extent.first..extent.end).any(|at| {
            match self.kinds[at] {
                Kind::Open => depth += 1,
                Kind::Close => {
                    depth = depth.saturating_sub(1);
                    own.retain(|of| *of <= depth);
                }
                _ if text(at) != name => {}
                _ => match text(at.saturating_sub(1)) {
                    "let" | "const" => own.push(depth),
                    "." | "?." | "::" | "fn" | "for" | "as" => {}
                    _ => {
                        let is_name = matches!(text(at + 1), ":" | "::" | "(" | "()");
                        return !is_name && own.is_empty();
                    }
                },
            }
            false
        })
    }
}

/// The tokens of any text, also of one that does not compile, with their places.
pub(in crate::script) fn lex(engine: &Engine, text: &str) -> Vec<(String, Position)> {
    read(engine, text).0
}

fn read(engine: &Engine, text: &str) -> (Vec<(String, Position)>, Vec<Kind>) {
    let texts = [text];
    let (stream, control) = engine.lex(&texts);
    let mut list = Vec::new();
    // Depth of braces at which an interpolation `${…}` in a string ends.
    let mut interpolations: Vec<usize> = Vec::new();
    let mut depth = 0;
    let mut kinds = Vec::new();
    for (token, position) in stream {
        match &token {
            Token::EOF => break,
            Token::InterpolatedString(_) => interpolations.push(depth),
            Token::LeftBrace | Token::MapStart => depth += 1,
            Token::RightBrace => {
                depth = depth.saturating_sub(1);
                if interpolations.last() == Some(&depth) {
                    interpolations.pop();
                    // Behind the brace the string goes on.
                    control.borrow_mut().is_within_text = true;
                }
            }
            _ => {}
        }
        list.push((text_of(&token), position));
        kinds.push(Kind::of(&token));
    }
    (list, kinds)
}

/// What an open bracket belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
    /// Not a block: a list, a map, arguments.
    None,
    With,
    Other,
}

/// What the search for functions has to tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Fn,
    Bar,
    DoubleBar,
    Open,
    Close,
    Comma,
    Semicolon,
    /// Something that a value can end with, so that a `|` behind it is an operator.
    Operand,
    /// The same, and a value that is what it says.
    Literal,
    For,
    In,
    Other,
}

impl Kind {
    fn of(token: &Token) -> Self {
        match token {
            Token::Fn => Self::Fn,
            Token::Pipe => Self::Bar,
            Token::Or => Self::DoubleBar,
            Token::LeftBrace | Token::MapStart | Token::LeftParen | Token::LeftBracket | Token::QuestionBracket => {
                Self::Open
            }
            Token::RightBrace | Token::RightParen | Token::RightBracket => Self::Close,
            Token::Comma => Self::Comma,
            Token::SemiColon => Self::Semicolon,
            Token::For => Self::For,
            Token::In | Token::NotIn => Self::In,
            Token::Identifier(_) => Self::Operand,
            Token::StringConstant(_)
            | Token::IntegerConstant(_)
            | Token::FloatConstant(_)
            | Token::CharConstant(_)
            | Token::Unit
            | Token::True
            | Token::False => Self::Literal,
            _ => Self::Other,
        }
    }
}

/// A token as text that no other token has.
fn text_of(token: &Token) -> String {
    match token {
        Token::StringConstant(text) => format!("{:?}", text.as_str()),
        Token::InterpolatedString(text) => format!("${:?}", text.as_str()),
        Token::CharConstant(c) => format!("{c:?}"),
        Token::LexError(error) => match &**error {
            LexError::ImproperSymbol(text, _) | LexError::UnexpectedInput(text) | LexError::MalformedChar(text) => {
                text.clone()
            }
            other => other.to_string(),
        },
        other => other.to_string(),
    }
}

fn functions(list: &[(String, Position)], kinds: &[Kind]) -> Vec<Extent> {
    let mut found = Vec::new();
    for first in 0..list.len() {
        match kinds[first] {
            Kind::Fn => {
                // `fn name(…) { … }` and `fn "type".name(…) { … }`: the name is before the first parenthesis.
                let open = (first..list.len()).find(|at| list[*at].0 == "(" || list[*at].0 == "()");
                let Some(open) = open else { continue };
                let params_end = if list[open].0 == "()" { open + 1 } else { closing(kinds, open) };
                let (name, name_at) = (Some(list[open - 1].0.clone()), open - 1);
                found.push(Extent { name, name_at, first, end: closing(kinds, params_end) });
            }
            Kind::Bar | Kind::DoubleBar if !ends_value(kinds, first) => {
                let body = match kinds[first] {
                    Kind::DoubleBar => first + 1,
                    _ => match (first + 1..list.len()).find(|at| kinds[*at] == Kind::Bar) {
                        Some(second) => second + 1,
                        None => continue,
                    },
                };
                found.push(Extent { name: None, name_at: first, first, end: expression_end(kinds, body) });
            }
            _ => {}
        }
    }
    found
}

/// Whether the token before this one ends a value.
fn ends_value(kinds: &[Kind], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| matches!(kinds[before], Kind::Operand | Kind::Literal | Kind::Close))
}

/// One past the bracket that closes the one at `open`.
fn closing(kinds: &[Kind], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, kind) in kinds.iter().enumerate().skip(open) {
        match kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    kinds.len()
}

/// One past the end of the expression that begins at `body`: the body of a closure.
fn expression_end(kinds: &[Kind], body: usize) -> usize {
    let mut depth = 0_usize;
    for (at, kind) in kinds.iter().enumerate().skip(body) {
        match kind {
            Kind::Open => depth += 1,
            Kind::Close if depth == 0 => return at,
            Kind::Close => depth -= 1,
            Kind::Comma | Kind::Semicolon if depth == 0 => return at,
            _ => {}
        }
    }
    kinds.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Tokens {
        Tokens::read(&Engine::new(), text)
    }

    fn text(source: &str, name: &str) -> String {
        let tokens = read(source);
        let extent = tokens.named(name).next().unwrap();
        tokens.text(extent)
    }

    #[test]
    fn comments_white_space_and_place_do_not_count() {
        let one = text("fn f(x) { x + 1 }", "f");
        let other = text("let a = 1;\n/// Doc.\nfn f( x ) {\n    // why\n    x /* here */ + 1\n}\n", "f");
        assert_eq!(one, other);
        assert_ne!(one, text("fn f(x) { x + 2 }", "f"));
        assert_ne!(one, text("fn f(y) { y + 1 }", "f"));
    }

    #[test]
    fn a_string_is_not_the_code_that_it_looks_like() {
        assert_ne!(text("fn f() { \"x\" }", "f"), text("fn f() { x }", "f"));
        assert_ne!(text("fn f() { \"a  b\" }", "f"), text("fn f() { \"a b\" }", "f"));
    }

    #[test]
    fn an_interpolated_string_is_read_to_its_end() {
        let tokens = read("fn f(x) { `a ${ x + `b${x}` } c }` }\nfn g() { 1 }");
        assert_eq!(tokens.named("g").count(), 1);
        let f = tokens.text(tokens.named("f").next().unwrap());
        assert!(f.contains("c }"), "{f}");
    }

    #[test]
    fn a_closure_is_found_by_a_place_in_its_body() {
        let tokens = read("let g = h(|x| x * 2, 3);\nlet k = |a, b| { a | b };");
        let star = tokens.list.iter().find(|(text, _)| text == "*").unwrap().1;
        let (extent, _) = tokens.closure_at(star).unwrap();
        assert_eq!(tokens.text(extent), "| x | x * 2");
        let bar = tokens.list.iter().rfind(|(text, _)| text == "|").unwrap().1;
        let (extent, _) = tokens.closure_at(bar).unwrap();
        assert_eq!(tokens.text(extent), "| a , b | { a | b }");
    }
}
