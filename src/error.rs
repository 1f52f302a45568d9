//! The one error type of the crate, and the report that a person sees.
//!
//! An [`Error`] says what happened ([`ErrorKind`], detail), where ([`Position`] in a script) and what to do (hint).
//! `{}` prints one line; `{:#}` and `{:?}` add the script's excerpt with a caret and the call frames.

use std::fmt::{self, Display, Formatter};

use serde::{Deserialize, Serialize};

/// The kinds, each with the name on its card.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal,)*) => {
        /// What sort of failure an [`Error`] is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorKind {
            $($(#[$doc])* $kind,)*
        }

        impl ErrorKind {
            /// The name on the error's card, in the field's spelling.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }

            /// The kind with this name; `None` for the names that scripts give to errors of their own.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$kind),)*
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    /// A command got an argument that it does not take.
    Argument = "ArgumentError",
    /// A call of a cached function could not be keyed, stored or played back.
    Cache = "CacheError",
    /// The configuration, a command line or a builder holds a value that cannot be used.
    Config = "ConfigError",
    /// Two widgets of one run have the same identity.
    DuplicateWidgetId = "DuplicateWidgetID",
    /// A panic or a fault inside the host, not in the script.
    Host = "HostError",
    /// A file, socket or store could not be used.
    Io = "IoError",
    /// A script used more time, memory or depth than it may.
    Limit = "LimitError",
    /// A module that a script imports could not be found or loaded.
    Module = "ModuleError",
    /// A script failed while it ran.
    Script = "ScriptError",
    /// `st.session_state` was used in a way it does not allow.
    SessionState = "SessionStateError",
    /// A script does not compile.
    Syntax = "SyntaxError",
    /// A name that is not known: a command, a function, a variable.
    UnknownName = "NameError",
}

/// A place in a script: 1-based line and column, counted in characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Position {
    /// The script's file, as the person named it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
}

/// An error with its kind, wording, place and remedy.
#[derive(Clone)]
pub struct Error(Box<Repr>);

#[derive(Debug, Clone)]
struct Repr {
    kind: ErrorKind,
    report: Report,
    source: Option<std::sync::Arc<dyn std::error::Error + Send + Sync>>,
}

/// The result of whatever can end in an [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error of `kind`; `message` says what happened, in a sentence.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Repr { kind, report: Report::new(kind.name(), message), source: None }))
    }

    /// An error with a finished report, as a script run ends in.
    #[must_use]
    pub(crate) fn from_report(kind: ErrorKind, report: Report) -> Self {
        Self(Box::new(Repr { kind, report, source: None }))
    }

    /// Puts another heading on the error's card than its kind's.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.0.report.kind = title.into();
        self
    }

    /// Adds what the person can do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.report.hint = Some(hint.into());
        self
    }

    /// Adds the error that this one comes from.
    #[must_use]
    pub fn caused_by(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(std::sync::Arc::new(source));
        self
    }

    /// What sort of failure it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What happened, without kind, place and hint.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.report.message
    }

    /// The report that a page or a terminal shows.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.0.report
    }

    /// Takes the report out.
    #[must_use]
    pub fn into_report(self) -> Report {
        self.0.report
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.0.report, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn std::error::Error + 'static))
    }
}

/// What a person is told about an error: on a card in the page, or as text.
///
/// It is also the wire form of `st.exception` and of a compile error.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[non_exhaustive]
pub struct Report {
    /// The heading: the error's type.
    #[serde(rename = "type")]
    pub kind: String,
    /// What happened.
    pub message: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The script's file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Line, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Column, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// The lines around the place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(optional, as = "Option<Vec<ExcerptLine>>"))]
    pub excerpt: Vec<ExcerptLine>,
    /// How many characters the caret underlines, from `column`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caret_length: Option<usize>,
    /// The calls that led there, innermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(optional, as = "Option<Vec<Frame>>"))]
    pub frames: Vec<Frame>,
    /// A warning, not a failure: the card is drawn in the colour of warnings.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    pub is_warning: bool,
}

/// One line of a script in a [`Report`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[non_exhaustive]
pub struct ExcerptLine {
    /// Line number, from 1.
    pub line: usize,
    /// The line's text, without its end.
    pub text: String,
}

/// One call on the way to an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[non_exhaustive]
pub struct Frame {
    /// The called function.
    pub function: String,
    /// The file with the call.
    pub file: String,
    /// Line of the call, from 1; 0 when it is not known.
    pub line: usize,
}

impl Report {
    /// A report with a heading and a message, and no place.
    pub fn new(kind: impl Into<String>, message: impl Into<String>) -> Self {
        Self { kind: kind.into(), message: message.into(), ..Self::default() }
    }

    /// Puts the report at a place, and cuts the excerpt out of `text`: `context` lines before and after.
    #[must_use]
    pub(crate) fn at(mut self, position: &Position, text: &str, context: usize) -> Self {
        let first = position.line.saturating_sub(context).max(1);
        self.excerpt = text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
            .skip(first - 1)
            .take_while(|(line, _)| *line <= position.line + context)
            .map(|(line, text)| ExcerptLine { line, text: text.to_owned() })
            .collect();
        let failing = text.lines().nth(position.line.saturating_sub(1));
        self.caret_length = failing.map(|line| word_length(line, position.column));
        self.file = Some(position.file.clone());
        self.line = Some(position.line);
        self.column = Some(position.column);
        self
    }
}

/// How much of an error pages show. The log has all of it in any case.
///
/// What a script itself shows of an error that it caught, with `st.exception` or `st.write`, is shown as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorDetails {
    /// Everything: message, lines of the script, calls, advice.
    #[default]
    Full,
    /// Its type only.
    Type,
    /// Only that there was one.
    None,
}

/// What stands in place of a message.
const HIDDEN: &str = "Something went wrong in this app. Those who run it find the details in its log.";

impl ErrorDetails {
    /// The report as pages may show it.
    #[must_use]
    pub(crate) fn shown(self, report: Report) -> Report {
        let is_warning = report.is_warning;
        let kind = match self {
            Self::Full => return report,
            Self::Type => report.kind,
            Self::None => if is_warning { "Warning" } else { "Error" }.to_owned(),
        };
        Report { is_warning, ..Report::new(kind, HIDDEN) }
    }
}

/// How many frames are printed from each end of many.
const FRAMES: usize = 5;

/// The length of the identifier, string or symbol that begins at `column` (from 1); at least 1.
fn word_length(line: &str, column: usize) -> usize {
    let rest = line.chars().skip(column.saturating_sub(1));
    let is_word = |c: &char| c.is_alphanumeric() || *c == '_';
    rest.take_while(is_word).count().max(1)
}

/// As the terminal prints it, so that `unwrap` in a test shows the place in the script and what to do.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{self:#}")
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind, self.message)?;
        if !f.alternate() {
            if let (Some(file), Some(line)) = (&self.file, self.line) {
                write!(f, " ({file}:{line})")?;
            }
            return Ok(());
        }
        if let (Some(file), Some(line), Some(column)) = (&self.file, self.line, self.column) {
            let gutter = self.excerpt.last().map_or(1, |last| last.line.to_string().len());
            write!(f, "\n{:gutter$}--> {file}:{line}:{column}", "")?;
            for excerpt in &self.excerpt {
                write!(f, "\n{:>gutter$} | {}", excerpt.line, excerpt.text)?;
                if excerpt.line == line {
                    // A tab stays a tab, so that the caret stands below its word.
                    let before = excerpt.text.chars().take(column.saturating_sub(1));
                    let before: String = before.map(|c| if c == '\t' { c } else { ' ' }).collect();
                    let caret = "^".repeat(self.caret_length.unwrap_or(1));
                    write!(f, "\n{:gutter$} | {before}{caret}", "")?;
                }
            }
        }
        let hidden = self.frames.len().saturating_sub(2 * FRAMES);
        for (index, frame) in self.frames.iter().enumerate() {
            if hidden > 0 && index == FRAMES {
                write!(f, "\n  … {hidden} more calls")?;
            }
            if hidden > 0 && (FRAMES..FRAMES + hidden).contains(&index) {
                continue;
            }
            write!(f, "\n  in {}", frame.function)?;
            match frame.line {
                0 => write!(f, " ({})", frame.file)?,
                line => write!(f, " (called at {}:{line})", frame.file)?,
            }
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n  help: {hint}")?;
        }
        Ok(())
    }
}

/// The candidate nearest to `name`, if one is near enough to be a misspelling of it.
#[must_use]
pub(crate) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let distance = strsim::damerau_levenshtein(name, candidate);
            let is_beginning = length >= 3 && candidate.starts_with(name);
            let is_near = distance <= 1 + candidate.chars().count().min(length) / 3;
            (is_beginning || is_near).then_some((!is_beginning, distance, candidate))
        })
        .min()
        .map(|(.., candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_long_form_points_a_caret_at_the_place() {
        let report = Report::new("NameError", "There is no command `st.sldier`.").at(
            &Position { file: "app.rhai".into(), line: 2, column: 4 },
            "let x = 1;\nst.sldier(\"a\");\n",
            1,
        );
        let mut error = Error::from_report(ErrorKind::UnknownName, report);
        error = error.hint("Did you mean `st.slider`?");
        assert_eq!(
            format!("{error:#}"),
            "NameError: There is no command `st.sldier`.\n --> app.rhai:2:4\n1 | let x = 1;\n\
             2 | st.sldier(\"a\");\n  |    ^^^^^^\n  help: Did you mean `st.slider`?"
        );
        assert_eq!(error.to_string(), "NameError: There is no command `st.sldier`. (app.rhai:2)");
    }

    #[test]
    fn the_nearest_name_is_found_only_when_it_is_near() {
        let names = ["slider", "selectbox", "text_input"];
        assert_eq!(nearest("sldier", names), Some("slider"));
        assert_eq!(nearest("textinput", names), Some("text_input"));
        assert_eq!(nearest("text", names), Some("text_input"), "a beginning");
        assert_eq!(nearest("balloons", names), None);
    }
}
