//! Colours of the terminal.

use std::io::IsTerminal;

/// Colours, for a terminal that shows them and a person who wants them (`NO_COLOR`).
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    is_coloured: bool,
}

impl Style {
    pub(super) fn stdout() -> Self {
        Self::of(&std::io::stdout())
    }

    pub(super) fn stderr() -> Self {
        Self::of(&std::io::stderr())
    }

    fn of(stream: &impl IsTerminal) -> Self {
        let is_unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        Self { is_coloured: stream.is_terminal() && !is_unwanted }
    }

    #[cfg(test)]
    pub(super) const fn plain() -> Self {
        Self { is_coloured: false }
    }

    pub(super) fn red(self, text: &str) -> String {
        self.paint("1;31", text)
    }

    pub(super) fn yellow(self, text: &str) -> String {
        self.paint("1;33", text)
    }

    pub(super) fn blue(self, text: &str) -> String {
        self.paint("1;34", text)
    }

    pub(super) fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.is_coloured { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}
