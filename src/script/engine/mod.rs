//! Building the engine of one run, which costs about as much as a call of a script function; what Rhai is extended by, and
//! what it is bounded by.

pub(in crate::script) mod builtins;
#[cfg(all(feature = "jemalloc", not(target_env = "msvc")))]
mod jemalloc;
mod limits;
mod machine;
mod meter;
mod syntax;
mod watchdog;

use std::sync::Arc;

use rhai::{Dynamic, Engine, EvalAltResult, FnPtr, OptimizationLevel};

pub use limits::Limits;
pub use machine::memory_of_a_run;
pub use meter::MemoryMeter;
pub(in crate::script) use syntax::block_of_with;
use watchdog::Watch;

use super::memo::Namespace;
use super::program::Resolver;
use super::program::mangle::FunctionName;
use super::run::{Handle, Signal, Target};
use super::{Environment, Run, Source, memo};
use crate::cache::Kind;
use crate::rhai_internals::{Expr, GlobalRuntimeState, Stmt};

/// The stack of a thread that runs scripts: they call deep into the engine. Memory is only taken when it is used.
pub const STACK_BYTES: usize = 64 << 20;

/// An engine that only compiles.
pub(in crate::script) fn compiler(environment: &Environment) -> Engine {
    let mut engine = bare(environment);
    // What `eval` binds to a cached function nobody can see before it runs: its calls could go past the cache.
    engine.disable_symbol("eval");
    syntax::install(&mut engine);
    memo::install(&mut engine);
    engine
}

fn bare(environment: &Environment) -> Engine {
    let mut engine = Engine::new_raw();
    for package in &environment.packages {
        engine.register_global_module(package.clone());
    }
    environment.limits.apply(&mut engine);
    // A misspelt key would be `()`, and the error would come later and elsewhere.
    engine.set_fail_on_invalid_map_property(true);
    // Rhai would put the value of a constant everywhere the constant is read, and compute with it: twenty-five lines like
    // `const B = A + A;` took two gigabytes before anything ran, where nothing counts.
    engine.set_optimization_level(OptimizationLevel::None);
    engine
}

/// The engine of one run: shared modules, and callbacks that hold the run's context.
pub(in crate::script) fn for_run(environment: &Arc<Environment>, source: &Arc<Source>, run: &Arc<Run>) -> Engine {
    let mut engine = bare(environment);
    syntax::install_for_run(&mut engine);
    memo::install_for_run(&mut engine);
    engine.set_module_resolver(Resolver::new(environment, source));
    engine.set_default_tag(Dynamic::from(run.clone()));
    let st = Dynamic::from(Handle::new(Target::Current, run.id()));
    let args: Dynamic = environment.args.iter().map(|arg| Dynamic::from(arg.clone())).collect::<rhai::Array>().into();
    let (shared, script) = (environment.clone(), source.clone());
    #[allow(deprecated, reason = "volatile, says its author, not deprecated")]
    engine.on_var(move |name, index, context| {
        // `st` is visible everywhere; the other names give way to a variable of the script.
        if name == "st" {
            return Ok(Some(st.clone()));
        }
        if index > 0 || context.scope().contains(name) {
            return Ok(None);
        }
        Ok(match name {
            "memo" => Some(Dynamic::from(Namespace(Kind::Memo))),
            "singleton" => Some(Dynamic::from(Namespace(Kind::Singleton))),
            "ARGS" => Some(args.clone()),
            // A function of the host, as a value: `memo(orders_today)`.
            name if shared.host_function(name).is_some() => Some(FnPtr::new(name)?.into()),
            name => memo::function_value(&script, context.source().unwrap_or_default(), name).map(Into::into),
        })
    });
    #[allow(deprecated, reason = "volatile, says its author, not deprecated")]
    engine.on_missing_function(|name, args, is_method, context| match FunctionName::parse(name) {
        FunctionName::Plain(_) | FunctionName::Hidden(_) => Ok(None),
        FunctionName::Qualified { .. } | FunctionName::Closure(_) => {
            memo::call_elsewhere(name, args, is_method, &context)
        }
    });
    let watch = Watch::new(&environment.limits, run.deadline());
    let cancel = run.cancel().clone();
    engine.on_progress(move |operations| {
        if cancel.is_set() {
            return Some(Dynamic::from(Signal::Cancelled));
        }
        watch.exceeded(operations).map(Dynamic::from)
    });
    engine
}

/// What a callback sees besides its own variables: the functions of `source`, and the modules that it imports at its top
/// level.
pub(in crate::script) fn for_callbacks(
    engine: &Engine,
    source: &Source,
) -> Result<GlobalRuntimeState, Box<EvalAltResult>> {
    let mut global = engine.new_global_runtime_state();
    global.source = Some(source.name().into());
    global.lib.push(source.main().lib().clone());
    for statement in source.main().ast.statements() {
        if let Stmt::Import(import, position) = statement
            && let (Expr::StringConstant(path, _), alias) = &**import
        {
            let module = engine.module_resolver().resolve(engine, Some(source.name()), path, *position)?;
            global.push_import(alias.name.clone(), module);
        }
    }
    Ok(global)
}
