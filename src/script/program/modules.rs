//! `import`: the modules inside the binary (`"std/NAME"`) and the files beside the script.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use rhai::{AST, Engine, EvalAltResult, Module, ModuleResolver, Position, Scope, Shared};

use super::Source;
use super::functions::FunctionTable;
use super::mangle;
use super::source::read_text;
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::rhai_internals::{ASTNode, Expr, ScriptFuncDef, Stmt};
use crate::script::memo::{self, BoundNames, Refused, SourceMap};
use crate::script::{Environment, Run, diagnostics, engine};
use crate::value::table::{FileAccess, TableError};

/// The modules inside the binary, by the name after `std/`.
const STDLIB: &[(&str, &str)] = &[("format", include_str!("../../../stdlib/format.rhai"))];

/// A compiled file: the script, or a module.
#[derive(Debug)]
pub(in crate::script) struct Compiled {
    /// What errors call it: the path below the app's folder, or `std/NAME`.
    pub(in crate::script) name: String,
    pub(in crate::script) text: Arc<str>,
    pub(in crate::script) ast: AST,
    pub(in crate::script) names: BoundNames,
    pub(in crate::script) source_map: SourceMap,
    pub(in crate::script) functions: FunctionTable,
    /// Its `import`s, those inside of functions too.
    pub(in crate::script) imports: Vec<Import>,
}

/// An `import`.
#[derive(Debug)]
pub(in crate::script) struct Import {
    /// The name under which the file knows the module.
    pub(in crate::script) alias: Option<String>,
    /// What stands in the text; `None` where only a run knows it.
    pub(in crate::script) path: Option<String>,
    /// Of the path, in the script.
    pub(in crate::script) place: Position,
}

impl Compiled {
    /// Compiles a text under the name that errors show, as if it stood `lines` further down.
    pub(in crate::script) fn new(
        environment: &Environment,
        name: &str,
        text: &Arc<str>,
        lines: usize,
        is_module: bool,
    ) -> Result<Self> {
        let (mut ast, names, source_map) = compile(environment, name, text, lines)?;
        if is_module {
            ast = memo::noting_scope(&engine::compiler(environment), name, &ast);
        }
        let functions = FunctionTable::of(ast.shared_lib());
        let imports = imports(&ast, &source_map);
        Ok(Self { name: name.to_owned(), text: text.clone(), ast, names, source_map, functions, imports })
    }

    /// The functions as the engine has them.
    pub(in crate::script) fn lib(&self) -> &Shared<Module> {
        self.ast.shared_lib()
    }

    /// Whether the file has a function or closure that can be cached. What stands under a bound name is not one, unless
    /// it hides one.
    pub(in crate::script) fn has(&self, function: &str) -> bool {
        self.functions.has(function) && (!self.names.is_bound(function) || self.names.is_moved(function))
    }

    /// The definitions of a function, those with the fewest parameters first: not of its wrapper.
    pub(in crate::script) fn definitions(&self, function: &str) -> &[Shared<ScriptFuncDef>] {
        if self.names.is_moved(function) {
            self.functions.named(&mangle::hidden(function))
        } else {
            self.functions.named(function)
        }
    }
}

fn imports(ast: &AST, source_map: &SourceMap) -> Vec<Import> {
    let mut found = Vec::new();
    ast.walk(&mut |nodes: &[ASTNode]| {
        if let Some(ASTNode::Stmt(Stmt::Import(import, _))) = nodes.last() {
            let (path, alias) = &**import;
            found.push(Import {
                alias: Some(alias.name.to_string()).filter(|alias| !alias.is_empty()),
                path: match path {
                    Expr::StringConstant(path, _) => Some(path.to_string()),
                    _ => None,
                },
                place: source_map.written(path.position()),
            });
        }
        true
    });
    found
}

/// Where the name in an `import` leads.
#[derive(Debug, Clone)]
pub(in crate::script) enum Place {
    Builtin(String, &'static str),
    File(String, PathBuf),
}

impl Place {
    pub(in crate::script) fn name(&self) -> &str {
        match self {
            Self::Builtin(name, _) | Self::File(name, _) => name,
        }
    }

    /// The file that the module is read from.
    pub(in crate::script) fn file(&self) -> Option<&Path> {
        match self {
            Self::Builtin(..) => None,
            Self::File(_, path) => Some(path),
        }
    }

    /// The module's text.
    pub(in crate::script) fn read(&self) -> Result<Arc<str>> {
        match self {
            Self::Builtin(_, text) => Ok((*text).into()),
            Self::File(_, path) => Ok(read_text(path)?.into()),
        }
    }

    /// Compiles the module, as if its text stood `lines` further down.
    pub(in crate::script) fn compile(
        &self,
        environment: &Environment,
        text: &Arc<str>,
        lines: usize,
    ) -> Result<Compiled> {
        Compiled::new(environment, self.name(), text, lines, true)
    }
}

/// Finds the module that `path` names in the file `from`: beside that file, or in the app's folder. Files that come first
/// and are not there are `missed`.
pub(in crate::script) fn find(
    environment: &Environment,
    from: Option<&str>,
    path: &str,
    missed: &mut Vec<PathBuf>,
) -> Result<Place> {
    if let Some(name) = path.strip_prefix("std/") {
        return match STDLIB.iter().find(|(known, _)| *known == name) {
            Some((_, text)) => Ok(Place::Builtin(path.to_owned(), text)),
            None => {
                let names = STDLIB.iter().map(|(name, _)| *name);
                let error = Error::new(ErrorKind::Module, format!("There is no module `{path}`."));
                Err(match nearest(name, names.clone()) {
                    Some(near) => error.hint(format!("Did you mean `std/{near}`?")),
                    None => error.hint(format!(
                        "The standard modules are {}.",
                        names.map(|name| format!("`std/{name}`")).collect::<Vec<_>>().join(", ")
                    )),
                })
            }
        };
    }
    let relative = Path::new(path);
    if relative.components().any(|part| !matches!(part, Component::Normal(_) | Component::CurDir)) {
        return Err(Error::new(ErrorKind::Module, format!("`{path}` leads out of the app's folder."))
            .hint("Import modules by their path below the folder of the main script."));
    }
    let beside = from.and_then(|from| Path::new(from).parent()).map(|folder| folder.join(relative));
    let candidates = beside.into_iter().chain([relative.to_owned()]);
    for mut candidate in candidates {
        if candidate.extension().is_none_or(|extension| extension != "rhai") {
            candidate.as_mut_os_string().push(".rhai");
        }
        let file = environment.base.join(&candidate);
        if file.is_file() {
            // The same rule as for data files. `file` itself stays as it is written: a link may lead elsewhere tomorrow.
            FileAccess::below(&environment.base)
                .resolve(&candidate)
                .map_err(|error| refused(path, &candidate, error))?;
            let name = candidate.components().filter(|part| *part != Component::CurDir).collect::<PathBuf>();
            return Ok(Place::File(name.to_string_lossy().into_owned(), file));
        }
        missed.push(file);
    }
    Err(Error::new(ErrorKind::Module, format!("The module `{path}` was not found."))
        .hint(format!("Make the file `{path}.rhai` beside the script.")))
}

fn refused(path: &str, file: &Path, error: TableError) -> Error {
    match error {
        TableError::Outside { target, .. } => Error::new(
            ErrorKind::Module,
            format!(
                "`{path}` leads out of the app's folder: `{}` is a link to `{}`.",
                file.display(),
                target.display()
            ),
        )
        .hint("Put the module itself into the folder of the main script."),
        other => Error::new(ErrorKind::Module, format!("The module `{path}` was not found: {other}.")),
    }
}

/// Compiles a script or module under the name that errors show.
fn compile(environment: &Environment, name: &str, text: &str, lines: usize) -> Result<(AST, BoundNames, SourceMap)> {
    let engine = engine::compiler(environment);
    let refused = |message: String, hint: String, position| {
        place(Error::new(ErrorKind::Syntax, message).hint(hint), name, Some(text), position)
    };
    let ast = engine.compile(text).map_err(|error| diagnostics::syntax_error(&error, name, text))?;
    memo::desugar(&engine, name, text, ast, lines).map_err(|why| match why {
        Refused::Variable(called, position) => refused(
            format!("`{called}` is a variable here, and `{called}(…)` cannot be made a call of it."),
            format!("Write `{called}.call(…)`, and give the variable a name that no function has."),
            position,
        ),
        Refused::Bypass(called, position) => refused(
            format!("`{called}` stands for a cached function outside of functions, but `{called}(…)` in a function would not call that."),
            format!("Write `let {called} = memo(…)` there, or hand `{called}` to the function as an argument."),
            position,
        ),
    })
}

/// Gives an error of an `import` the place of that import, unless it has one inside the module.
pub(in crate::script) fn place(error: Error, file: &str, text: Option<&str>, position: Position) -> Error {
    if error.report().file.is_some() {
        return error;
    }
    let kind = error.kind();
    let report = error.into_report();
    let position = crate::error::Position {
        file: file.to_owned(),
        line: position.line().unwrap_or(1),
        column: position.position().unwrap_or(1),
    };
    Error::from_report(kind, report.at(&position, text.unwrap_or_default(), 2))
}

/// Resolves imports of one run against the modules of its source.
pub(in crate::script) struct Resolver {
    environment: Arc<Environment>,
    source: Arc<Source>,
}

impl Resolver {
    pub(in crate::script) fn new(environment: &Arc<Environment>, source: &Arc<Source>) -> Self {
        Self { environment: environment.clone(), source: source.clone() }
    }

    /// Notes that the top level of a module begins to run, unless it has been; an import of itself would never end.
    fn begin(&self, run: &Run, name: &str) -> Result<Option<Shared<Module>>> {
        if let Some(module) = run.imported(name) {
            return Ok(Some(module));
        }
        let mut importing = run.importing.lock();
        if importing.iter().any(|module| module == name) {
            let way = importing.iter().map(String::as_str).chain([name]);
            let way = way.map(|module| format!("`{module}`")).collect::<Vec<_>>().join(" -> ");
            return Err(Error::new(ErrorKind::Module, format!("The modules import each other in a circle: {way}."))
                .hint("Move what both need into a module of its own, or import inside the function that needs it."));
        }
        importing.push(name.to_owned());
        Ok(None)
    }
}

impl ModuleResolver for Resolver {
    fn resolve(
        &self,
        engine: &Engine,
        from: Option<&str>,
        path: &str,
        position: Position,
    ) -> Result<Shared<Module>, Box<EvalAltResult>> {
        let run = Run::of(engine.default_tag())?;
        let (compiled, known) = self
            .source
            .module(&self.environment, from, path)
            .and_then(|compiled| self.begin(&run, &compiled.name).map(|known| (compiled, known)))
            .map_err(|error| {
                let mut raised = diagnostics::raise(error);
                raised.set_position(position);
                raised
            })?;
        if let Some(module) = known {
            return Ok(module);
        }
        let module = Module::eval_ast_as_new(Scope::new(), &compiled.ast, engine);
        run.importing.lock().pop();
        let module: Shared<Module> = module
            .map_err(|error| Box::new(EvalAltResult::ErrorInModule(compiled.name.clone(), error, position)))?
            .into();
        run.note_imported(&compiled.name, &module);
        Ok(module)
    }
}
