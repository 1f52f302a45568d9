//! What a function sees by where it stands: the functions, modules and constants of its file, from wherever it is called.
//!
//! The engine looks the names in a function up where it is called: a pointer that is handed to another file would find
//! that file's functions. A cached function must not depend on who calls it first; its lexical scope is put in place for
//! the call. Closures that leave their file are found again here too.

use std::collections::BTreeMap;

use rhai::{AST, Dynamic, Engine, EvalAltResult, EvalContext, FnPtr, Module, NativeCallContext, Position, Shared};

use crate::rhai_internals::{Expr, GlobalRuntimeState, ScriptFuncDef, Stmt, locked_read};
use crate::script::program::Resolution;
use crate::script::program::mangle::FunctionName;
use crate::script::{Run, Source};

type Raised = Box<EvalAltResult>;

/// The function of the engine that notes what the top level of a module sees, called at its end.
pub(super) const NOTE: &str = "note_scope__";

/// The module with a last statement that notes its scope.
pub(in crate::script) fn noting_scope(engine: &Engine, file: &str, ast: &AST) -> AST {
    let note = engine.compile(format!("{NOTE}();")).expect("it is a call");
    let statements = ast.statements().iter().chain(note.statements()).cloned();
    AST::new_with_source(statements, ast.shared_lib().clone(), file)
}

/// Notes what the top level of the file sees that is running: at the end of a module, and at every call of `memo`, for
/// calls before that end; the script itself has no other.
pub(super) fn note(context: &NativeCallContext, run: &Run, at_end: bool) {
    let source = run.source();
    let global = context.global_runtime_state();
    let file = context.call_source().unwrap_or_else(|| source.name());
    let is_top = matches!(&*global.lib, [only] if Shared::ptr_eq(only, source.file_or_main(file).lib()));
    if is_top && (at_end || file == source.name() || run.noted_scope(file).is_none()) {
        run.note_scope(file, global);
    }
}

/// Whether functions that are called here see what those of a file see.
pub(super) fn is_scope_of(global: &GlobalRuntimeState, file: &str, lib: &Shared<Module>) -> bool {
    global.source.as_deref() == Some(file) && global.lib.last().is_some_and(|last| Shared::ptr_eq(last, lib))
}

/// What a function of a file sees that is called from here. `lib` are the functions of that file.
pub(super) fn within(
    context: &NativeCallContext,
    run: &Run,
    file: &str,
    lib: &Shared<Module>,
) -> Result<GlobalRuntimeState, Raised> {
    let here = context.global_runtime_state();
    let mut global = here.clone();
    if is_scope_of(here, file, lib) {
        if global.constants.is_none() {
            // Callbacks are called before the script has made its constants.
            global.constants = run.noted_scope(file).and_then(|scope| scope.constants);
        }
        return Ok(global);
    }
    // A handle of an earlier version that the script itself calls before this run has made one.
    let from_there = here.source.as_deref() == Some(file) && run.noted_scope(file).is_none();
    let scope = if from_there { here.clone() } else { scope_of(context.engine(), run, file)? };
    global.truncate_imports(0);
    for (alias, module) in scope.scan_imports_raw() {
        global.push_import(alias.clone(), module.clone());
    }
    global.constants = scope.constants.clone();
    global.source = Some(file.into());
    global.lib.clear();
    let main = run.source().main().lib();
    if file != run.source().name() {
        // As where the engine calls a function of a module: it can be given closures of the script.
        global.lib.push(main.clone());
    }
    global.lib.push(lib.clone());
    Ok(global)
}

/// The `global::` constants of a file.
#[derive(Debug)]
pub(in crate::script) enum Constants {
    /// Those that a run has made; none before the first.
    Made(Option<SharedConstants>),
    /// Those that stand in the text with their values.
    Written(BTreeMap<String, Dynamic>),
}

type SharedConstants = Shared<rhai::Locked<BTreeMap<rhai::ImmutableString, Dynamic>>>;

/// What there is to tell of a constant.
pub(super) enum Constant {
    Value(Dynamic),
    /// There is none of the name yet.
    Absent,
    /// Another thread changes the constants.
    Locked,
    /// Only a run knows it.
    Computed,
}

impl Constants {
    pub(super) fn get(&self, name: &str) -> Constant {
        match self {
            Self::Made(None) => Constant::Absent,
            Self::Made(Some(constants)) => match locked_read(constants) {
                Some(constants) => constants.get(name).cloned().map_or(Constant::Absent, Constant::Value),
                None => Constant::Locked,
            },
            Self::Written(constants) => constants.get(name).cloned().map_or(Constant::Computed, Constant::Value),
        }
    }
}

/// The constants that a run has made for the functions of a file.
pub(super) fn constants(
    context: &NativeCallContext,
    run: &Run,
    file: &str,
    lib: &Shared<Module>,
) -> Result<Constants, Raised> {
    let here = context.global_runtime_state();
    Ok(Constants::Made(match &here.constants {
        Some(constants) if is_scope_of(here, file, lib) => Some(constants.clone()),
        _ => within(context, run, file, lib)?.constants,
    }))
}

fn scope_of(engine: &Engine, run: &Run, file: &str) -> Result<GlobalRuntimeState, Raised> {
    let source = run.source();
    if file != source.name() {
        if let Some(scope) = run.noted_scope(file) {
            return Ok(scope);
        }
        let module = engine.module_resolver().resolve(engine, None, file, Position::NONE)?;
        return Ok(run.noted_scope(file).unwrap_or_else(|| {
            // Its top level has ended before its last statement.
            let mut scope = engine.new_global_runtime_state();
            for (alias, inner) in module.iter_sub_modules() {
                scope.push_import(alias, inner.clone());
            }
            scope
        }));
    }
    let mut scope = run.noted_scope(file).unwrap_or_else(|| engine.new_global_runtime_state());
    // It was noted at the last call of `memo`; there can be more by now.
    for statement in source.main().ast.statements() {
        if let Stmt::Import(import, _) = statement
            && let (Expr::StringConstant(path, _), alias) = &**import
            && let Ok(compiled) = source.module(run.environment(), Some(file), path)
            && let Some(module) = run.imported(&compiled.name)
        {
            scope.push_import(alias.name.clone(), module);
        }
    }
    Ok(scope)
}

/// A function of a file as a value, where another file has one of the same name: a pointer that means the one.
pub(in crate::script) fn function_value(source: &Source, file: &str, name: &str) -> Option<FnPtr> {
    let file = source.file_or_main(file);
    let definition = file.functions.named(name).first().filter(|_| source.is_ambiguous(name))?;
    let mut qualified: ScriptFuncDef = (**definition).clone();
    qualified.name = FunctionName::Qualified { file: &file.name, name }.to_string().into();
    Some(FnPtr::from(qualified))
}

/// Calls a function that is not known where it is called: a closure of another file, or a function that is known by its
/// file. `None` when it is neither, or takes another number of arguments.
pub(in crate::script) fn call_elsewhere(
    name: &str,
    args: &mut [&mut Dynamic],
    is_method: bool,
    context: &EvalContext,
) -> Result<Option<Dynamic>, Raised> {
    let run = Run::of(context.tag())?;
    let Resolution::Function(file, function) = run.source().lookup(name, "") else {
        return Ok(None);
    };
    let count = args.len() - usize::from(is_method);
    if !file.functions.named(function).iter().any(|definition| definition.params.len() == count) {
        return Ok(None);
    }
    let global = context.global_runtime_state();
    let here = NativeCallContext::new_with_all_fields(context.engine(), name, None, global, Position::NONE);
    let global = within(&here, &run, &file.name, file.lib())?;
    let there =
        NativeCallContext::new_with_all_fields(context.engine(), function, Some(&file.name), &global, Position::NONE);
    there.call_fn_raw(function, is_method, is_method, args).map(Some)
}
