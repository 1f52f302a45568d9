//! The key of a function without a run, for people who ask why a call missed.

use std::collections::BTreeMap;
use std::sync::Arc;

use rhai::{Dynamic, Module, Shared};

use super::api::CLOSURE;
use super::fault::Fault;
use super::key::{self, Reader, TextReader, Values};
use super::lexical_scope::{Constant, Constants};
use super::recipe::{self, Code, Recipe};
use super::target::Target;
use super::written;
use crate::error::nearest;
use crate::script::program::{Compiled, Resolution, mangle};
use crate::script::{Environment, Source};
use crate::value::{Fingerprint, describe};

/// What is known of the key of a function without a run.
#[derive(Debug, Clone)]
pub struct FunctionReport {
    /// The name that was asked for.
    pub name: String,
    /// The name under which its values are kept: that of the function, or `closure`.
    pub stored_as: String,
    /// The file that it stands in, or that calls it where it is a function of the host program.
    pub file: String,
    /// The function key now; `None` when it depends on what only a run can tell.
    pub key: Option<Fingerprint>,
    /// What the key is made of, and what is hashed for it; `None` for a function of the host whose version only the
    /// program knows that embeds the app.
    pub recipe: Option<Arc<Recipe>>,
    /// The constants that it reads, with their values as a person writes them where they are known.
    pub constants: Vec<(String, Option<String>)>,
}

impl FunctionReport {
    /// Whether the script defines the function; else the host program does.
    #[must_use]
    pub fn is_of_script(&self) -> bool {
        self.recipe.as_ref().is_some_and(|recipe| !matches!(recipe.code, Code::Host { .. }))
    }
}

/// Why a key cannot be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unexplained {
    /// There is no such function; the nearest name of one that there is.
    Unknown(Option<String>),
    /// The name is bound to what only a run computes.
    Computed,
}

/// The key of what scripts know as `name`, and what it is made of: a function, or what a name is bound to outside of
/// functions, `let g = memo(|x| x)`.
///
/// # Errors
/// When there is no such function, or none that can be told without a run.
pub fn explain(environment: &Environment, source: &Source, name: &str) -> Result<FunctionReport, Unexplained> {
    let file = source.file_that_knows(name).ok_or_else(|| {
        let names = source.main().functions.names().map(mangle::shown);
        Unexplained::Unknown(nearest(name, names).map(ToOwned::to_owned))
    })?;
    match file.names.target(name) {
        Some(Target::Named(function, _)) if function != name => match source.lookup(function, &file.name) {
            Resolution::Function(file, _) | Resolution::Ambiguous([file, _]) => {
                Ok(of_script(environment, source, &file, name, function))
            }
            Resolution::Outdated | Resolution::Unknown => Ok(of_host(environment, &file.name, name, function)),
        },
        Some(Target::Closure(closure, _)) => Ok(of_script(environment, source, &file, name, closure)),
        Some(Target::Unknown) => Err(Unexplained::Computed),
        Some(Target::Named(..)) if !file.has(name) => Ok(of_host(environment, &file.name, name, name)),
        Some(Target::Named(..)) | None => Ok(of_script(environment, source, &file, name, name)),
    }
}

/// A function or closure of a file.
fn of_script(
    environment: &Environment,
    source: &Source,
    file: &Arc<Compiled>,
    name: &str,
    function: &str,
) -> FunctionReport {
    let recipe = recipe::of(source, environment, file, function);
    let literals = written::literals(&file.ast);
    let shown = |name: &String| (name.clone(), literals.get(name.as_str()).map(describe));
    let constants = recipe.reads.constants.iter().map(shown);
    let of_modules = recipe.reads.modules.iter().map(|value| (format!("{} ({})", value.name, value.file), None));
    let constants = constants.chain(of_modules).collect();
    let reader = Reader::Text(Arc::new(TextReader { recipe: recipe.clone(), file: file.clone() }));
    FunctionReport {
        name: name.to_owned(),
        stored_as: if mangle::is_closure(function) { CLOSURE } else { function }.to_owned(),
        file: file.name.clone(),
        key: key::resolve(&Texts { environment, source }, &reader).ok(),
        recipe: Some(recipe),
        constants,
    }
}

/// What the texts tell of the values that functions read.
struct Texts<'a> {
    environment: &'a Environment,
    source: &'a Source,
}

impl Values for Texts<'_> {
    fn source(&self) -> &Source {
        self.source
    }

    fn environment(&self) -> &Environment {
        self.environment
    }

    fn constants(&self, file: &str, _: &Shared<Module>) -> Result<Constants, Fault> {
        Ok(Constants::Written(literals(self.source, file)))
    }

    fn module_value(&self, file: &str, name: &str) -> Result<(Constant, bool), Fault> {
        Ok((Constants::Written(literals(self.source, file)).get(name), true))
    }

    /// What a name is bound to in a run is what its first statement says, unless that makes a closure of its own.
    fn bound(&self, id: i64) -> Result<Option<Reader>, Fault> {
        let (file, name) = self.source.name_of_binding(id).ok_or(Fault::Unknown)?;
        let (file, function) = match file.names.target(&name) {
            Some(Target::Named(named, 0)) if *named != name => match self.source.lookup(named, &file.name) {
                Resolution::Function(there, _) => (there, named.clone()),
                _ => return Err(Fault::Unknown),
            },
            Some(Target::Named(_, 0)) | None if file.names.is_moved(&name) => (file, name),
            // One of the host, or one that only a run knows.
            _ => return Err(Fault::Unknown),
        };
        let recipe = recipe::of(self.source, self.environment, &file, &function);
        Ok(Some(Reader::Text(Arc::new(TextReader { recipe, file }))))
    }

    fn run(&self) -> Option<u64> {
        None
    }
}

fn literals(source: &Source, file: &str) -> BTreeMap<String, Dynamic> {
    written::literals(&source.file_or_main(file).ast)
}

/// A function of the host. `stscript` itself has none; a program that embeds it knows its own.
fn of_host(environment: &Environment, file: &str, name: &str, function: &str) -> FunctionReport {
    let recipe = environment.host_function(function).map(|version| Recipe::of_host(function, version));
    FunctionReport {
        name: name.to_owned(),
        stored_as: function.to_owned(),
        file: file.to_owned(),
        key: recipe.as_ref().map(|recipe| recipe.fingerprint),
        recipe,
        constants: Vec::new(),
    }
}
