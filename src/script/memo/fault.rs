//! Why a function has no key, as the script is told.

use rhai::{EvalAltResult, Position};

use super::CLOSURE;
use crate::error::{Error, ErrorKind};
use crate::script::diagnostics;
use crate::value::Unhashable;

type Raised = Box<EvalAltResult>;

/// Why there is no key.
#[derive(Debug)]
pub(super) enum Fault {
    /// An error of the script.
    Raised(Raised),
    /// A module could not be imported.
    Import(Raised),
    /// Something that is read, under the name that the script has for it, cannot be hashed.
    Unhashable(String, Unhashable),
    /// A closure that is read is none of this version of the script; under the name of what it is in.
    Outdated(String),
    /// A closure that is read imports a module by a computed path: the file and place.
    ComputedImport(String, String, Position),
    /// Only a run can tell.
    Unknown,
}

impl From<Raised> for Fault {
    fn from(raised: Raised) -> Self {
        Self::Raised(raised)
    }
}

impl Fault {
    /// The error as the script sees it that has called `function`.
    pub(super) fn raise(self, function: &str) -> Raised {
        let shown = if function == CLOSURE { "the closure".to_owned() } else { format!("`{function}`") };
        match self {
            Self::Raised(raised) | Self::Import(raised) => raised,
            Self::Unhashable(input, reason) => {
                let message = format!("Cannot hash {input}, which {shown} reads: {reason}.");
                let head = if function == CLOSURE {
                    "|_value, ...|".to_owned()
                } else {
                    format!("fn {function}(_value, ...)")
                };
                let error = Error::new(ErrorKind::Cache, message).titled("UnhashableParamError");
                diagnostics::raise(error.hint(format!(
                    "Hand in what {shown} needs of it as an argument; or the whole as a parameter whose name begins with an underscore, which is not hashed: `{head}`."
                )))
            }
            Self::ComputedImport(input, file, place) => {
                computed_import(&format!("{input}, which {shown} reads,"), &file, place)
            }
            Self::Outdated(input) => diagnostics::raise(outdated(&format!("{input}, which {shown} reads,"))),
            Self::Unknown => {
                diagnostics::raise(Error::new(ErrorKind::Cache, format!("{shown} has no key outside of a run.")))
            }
        }
    }
}

/// The error for a closure that was kept while the script was edited: nothing can call it any more.
pub(in crate::script) fn outdated(subject: &str) -> Error {
    let message = format!(
        "{subject} is a closure of an earlier version of the script: the script has been edited since it was made."
    );
    Error::new(ErrorKind::Argument, message).hint(
        "Make the closure in every run, instead of keeping it in `st.session_state` or a shared object. Or keep what `memo(…)` returns, which can be called after an edit. What is kept now is gone when the page is loaded anew, what is shared when the caches are cleared (the key C).",
    )
}

/// The error for a function that imports a module by a computed path.
pub(super) fn computed_import(subject: &str, file: &str, place: Position) -> Raised {
    let line = place.line().unwrap_or(1);
    let message = format!(
        "{subject} uses a module that is imported by a computed path ({file}:{line}). Which file that is cannot be known, so that a change of it would go unnoticed."
    );
    diagnostics::raise(Error::new(ErrorKind::Argument, message).hint(
        "Import it by a literal path, `import \"data\" as data;`, or hand in as an argument what the function needs of it.",
    ))
}
