//! What scripts call: `memo`, `singleton`, `memo.clear()`, and `clear`, `stats` on what they return.

use std::any::TypeId;
use std::sync::Arc;

use parking_lot::Mutex;
use rhai::{Dynamic, EvalAltResult, FnPtr, FuncRegistration, Map, Module, NativeCallContext, Shared};

use super::bound_names;
use super::cached::{Cached, CallRoute, Callee, Running};
use super::fault;
use super::key::CapturedInputs;
use super::lexical_scope;
use super::options::Parsed;
use super::recipe::{self, Recipe};
use super::symbols::uses_this;
use super::target::{MEMO_NAMES, SINGLETON_NAMES};
use super::wrappers::{MOST_ARGUMENTS, WRAPPER_LEVELS};
use crate::cache::Kind;
use crate::error::{Error, ErrorKind};
use crate::rhai_internals::RhaiFunc;
use crate::script::program::functions::params;
use crate::script::program::mangle::{self, DISPATCH, DISPATCH_MANY, FunctionName};
use crate::script::program::{Compiled, Resolution};
use crate::script::run::Handle;
use crate::script::{Run, diagnostics};

type Raised = Box<EvalAltResult>;

/// `memo` and `singleton` themselves, read as values: `memo.clear()`.
#[derive(Debug, Clone, Copy)]
pub(in crate::script) struct Namespace(pub(in crate::script) Kind);

/// The cached function of a handle, which is curried to it before all else. No script can make or read one.
#[derive(Debug, Clone)]
struct Behind(Arc<Cached>);

/// What people call a closure.
pub(in crate::script) const CLOSURE: &str = "closure";

pub(in crate::script) fn register(module: &mut Module) {
    module.set_custom_type::<Namespace>("cache");
    for (kind, names) in [(Kind::Memo, MEMO_NAMES), (Kind::Singleton, SINGLETON_NAMES)] {
        // As functions `memo(f)`, and for every name as methods `st.memo(f)`.
        for count in 1..=2 {
            let types = vec![TypeId::of::<Dynamic>(); count];
            native(module, kind.name(), types, move |context, args| make(&context, kind, given(args)));
        }
        for name in names {
            for count in 1..=2 {
                let mut types = vec![TypeId::of::<Dynamic>(); count + 1];
                types[0] = TypeId::of::<Handle>();
                native(module, name, types, move |context, args| {
                    let args = args.iter_mut().skip(1).map(|arg| std::mem::take(*arg));
                    make(&context, kind, args.collect())
                });
            }
            FuncRegistration::new_getter(name)
                .in_global_namespace()
                .with_purity(true)
                .set_into_module(module, move |_: &mut Handle| Namespace(kind));
        }
    }
    FuncRegistration::new("clear")
        .in_global_namespace()
        .with_purity(true)
        .with_volatility(true)
        .with_params_info(["cache: memo or singleton", "()"])
        .with_comments([
            "/// Forgets the values of all cached functions of a kind: `memo.clear()`, `singleton.clear()`.",
        ])
        .set_into_module(module, |context: NativeCallContext, namespace: &mut Namespace| -> Result<(), Raised> {
            let run = run_of(&context)?;
            run.environment().cache().clear(namespace.0);
            Ok(())
        });
    register_handles(module);
    native(module, lexical_scope::NOTE, Vec::new(), |context, _| {
        lexical_scope::note(&context, &*run_of(&context)?, true);
        Ok(Dynamic::UNIT)
    });
    super::update::register(module);
    for count in 0..=MOST_ARGUMENTS {
        let mut types = vec![TypeId::of::<Dynamic>(); count + 1];
        types[count] = TypeId::of::<i64>();
        native(module, DISPATCH, types, |context, args| dispatch(&context, args));
    }
    native(module, DISPATCH_MANY, vec![TypeId::of::<rhai::Array>(), TypeId::of::<i64>()], |context, args| {
        let mut given = std::mem::take(args[0]).into_array().unwrap_or_default();
        given.push(args[1].clone());
        dispatch(&context, &mut given.iter_mut().collect::<Vec<_>>())
    });
}

fn register_handles(module: &mut Module) {
    // The engine finds functions for anything up to sixteen arguments, the handle among them.
    for count in 0..=15 {
        let mut types = vec![TypeId::of::<Dynamic>(); count + 1];
        types[0] = TypeId::of::<FnPtr>();
        native(module, "clear", types, |context, args| clear(&context, args));
    }
    FuncRegistration::new("stats")
        .in_global_namespace()
        .with_purity(true)
        .with_volatility(true)
        .with_params_info(["cached: Fn", "Map"])
        .with_comments(["/// What a cached function has done: hits, misses, entries, bytes and more."])
        .set_into_module(module, |context: NativeCallContext, handle: &mut FnPtr| stats(&context, handle));
}

fn native(
    module: &mut Module,
    name: &str,
    types: Vec<TypeId>,
    call: impl Fn(NativeCallContext, &mut [&mut Dynamic]) -> Result<Dynamic, Raised> + Send + Sync + 'static,
) {
    let function = move |context: Option<NativeCallContext>, args: &mut [&mut Dynamic]| {
        call(context.expect("registered as needing the context"), args)
    };
    module.set_fn_raw_with_options(
        FuncRegistration::new(name).in_global_namespace(),
        types,
        RhaiFunc::Method { func: Shared::new(function), has_context: true, is_pure: true, is_volatile: true },
    );
}

/// The arguments of a call. The first can be the caller's own variable, which must stay what it is; all others are the
/// call's.
fn given(args: &mut [&mut Dynamic]) -> Vec<Dynamic> {
    let mut args = args.iter_mut();
    let first = args.next().map(|first| first.flatten_clone());
    first.into_iter().chain(args.map(|arg| std::mem::take(*arg).flatten())).collect()
}

fn run_of(context: &NativeCallContext) -> Result<Arc<Run>, Raised> {
    Run::of(context.tag().unwrap_or(&Dynamic::UNIT))
}

fn wrong(message: impl Into<String>, hint: impl Into<String>) -> Raised {
    diagnostics::raise(Error::new(ErrorKind::Argument, message).hint(hint))
}

/// `memo(f)` and `memo(f, #{ … })`.
fn make(context: &NativeCallContext, kind: Kind, args: Vec<Dynamic>) -> Result<Dynamic, Raised> {
    let run = run_of(context)?;
    let mut args = args.into_iter().map(Dynamic::flatten);
    let subject = args.next().unwrap_or(Dynamic::UNIT);
    let Some(pointer) = subject.clone().try_cast::<FnPtr>() else {
        return Err(wrong(
            format!("`{}` takes a function, but got {}.", kind.name(), crate::element::describe(&subject)),
            format!("Give it the function's name, `{0}(load_data)`, or a closure, `{0}(|x| x * x)`.", kind.name()),
        ));
    };
    let (name, callee, recipe) = resolve(context, &run, pointer)?;
    let options = args.next().unwrap_or(Dynamic::UNIT);
    let parsed = if options.is_unit() {
        Parsed::default()
    } else {
        let map = options.try_cast::<Map>().ok_or_else(|| {
            wrong(
                format!("The options of `{}` are a map.", kind.name()),
                format!("Write `{}({name}, #{{ ttl: 60 }})`.", kind.name()),
            )
        })?;
        Parsed::new(kind, &name, &callee.pointer, map).map_err(diagnostics::raise)?
    };
    lexical_scope::note(context, &run, false);
    let file = context.call_source().unwrap_or_default();
    let here = run.source().file_or_main(file);
    let made_in = (if file.is_empty() { run.source().name() } else { file }.to_owned(), here.lib().clone());
    let cached = Arc::new(Cached {
        name,
        kind,
        options: parsed.options,
        validate: parsed.validate,
        on_release: parsed.on_release,
        made_in,
        callee,
        recipe,
        known: Mutex::default(),
        modules: Mutex::default(),
    });
    // Options that cannot be used are an error here, and so is the warning about an ignored ttl, not at the first call.
    cached.check(context, &run)?;
    if let Some(name) = run.source().file(file).as_ref().and_then(|here| here.names.at(context.call_position())) {
        run.bindings().bind(bound_names::id(file, name), cached.clone());
    }
    let behind = Dynamic::from(Behind(cached.clone()));
    #[allow(deprecated, reason = "volatile, says its author, not deprecated")]
    let mut handle = FnPtr::from_fn(cached.name.clone(), move |context, mut args| {
        // It comes first, or behind the map whose function is called.
        if let Some(at) = args.iter().take(2).position(|arg| arg.is::<Behind>()) {
            args[..=at].rotate_right(1);
            args = &mut args[1..];
        }
        let run = run_of(&context)?;
        let map = usize::from(cached.is_called_on_map(context.fn_name(), args));
        let args = &mut args[map..];
        cached.check_count(&cached.name, args)?;
        cached.call(&context, &run, given(args), CallRoute::Handle)
    })?;
    handle.add_curry(behind);
    Ok(handle.into())
}

/// The cached function behind a pointer that is what `memo` has returned.
pub(super) fn behind(pointer: &FnPtr) -> Option<Arc<Cached>> {
    pointer.curry().first()?.read_lock::<Behind>().map(|behind| behind.0.clone())
}

/// The values that a script has curried to a function, or that it has captured.
pub(in crate::script) fn curried(pointer: &FnPtr) -> &[Dynamic] {
    match pointer.curry() {
        [first, rest @ ..] if first.is::<Behind>() => rest,
        all => all,
    }
}

/// Which function a pointer means: what people call it, how it is called, and its key.
fn resolve(context: &NativeCallContext, run: &Run, pointer: FnPtr) -> Result<(String, Callee, Arc<Recipe>), Raised> {
    let source = run.source();
    if behind(&pointer).is_some() {
        return Err(wrong("This function is cached already.", "Give `memo` and `singleton` the function itself."));
    }
    let from = context.call_source().unwrap_or_default();
    let parsed = FunctionName::parse(pointer.fn_name());
    let name = parsed.shown().to_owned();
    let version = run.environment().host_function(&name).filter(|_| parsed.is_plain());
    match source.lookup(pointer.fn_name(), from) {
        // What a call would mean here: the functions of a module are known by its name only.
        Resolution::Function(file, _) if version.is_some() && file.name != from && file.name != source.name() => {}
        // A bound name that hides no function of the file is not a function that could be cached.
        Resolution::Function(file, _) if file.has(&name) => return of_script(run, &file, &name, pointer),
        Resolution::Ambiguous([one, other]) if version.is_none() => {
            return Err(wrong(
                format!("`{}` and `{}` both have a function `{name}`.", one.name, other.name),
                format!("Call `{}` in the module whose function is meant.", context.fn_name()),
            ));
        }
        Resolution::Outdated => return Err(diagnostics::raise(fault::outdated("What is to be cached"))),
        Resolution::Function(..) | Resolution::Ambiguous(_) | Resolution::Unknown => {}
    }
    if let Some(version) = run.environment().host_function(&name) {
        let recipe = Recipe::of_host(&name, version);
        let callee = Callee { pointer, overloads: Arc::default(), file: from.to_owned(), lib: None };
        return Ok((name, callee, recipe));
    }
    Err(wrong(
        format!("There is no function `{name}` in the script or of the host."),
        "Define it with `fn`, or register it where the app is built.",
    ))
}

/// A function or closure of a file.
fn of_script(run: &Run, file: &Compiled, name: &str, pointer: FnPtr) -> Result<(String, Callee, Arc<Recipe>), Raised> {
    let definitions = file.definitions(name);
    let recipe = recipe::of(run.source(), run.environment(), file, name);
    let is_closure = mangle::is_closure(name);
    let shown = if is_closure { CLOSURE } else { name }.to_owned();
    if definitions.iter().any(uses_this) {
        return Err(wrong(
            format!("`{shown}` uses `this`, which is not an argument, so its values cannot be cached."),
            "Hand the value in as a parameter: `fn area(shape)` instead of `this`.",
        ));
    }
    if let Some((file, place)) = &recipe.computed_import {
        return Err(fault::computed_import(&format!("`{shown}`"), file, *place));
    }
    let mut plain = match definitions.first() {
        Some(hidden) if file.names.is_moved(name) => FnPtr::from(hidden.clone()),
        _ if is_closure => pointer.clone(),
        // Not one that the engine has tied to the script's function of that name.
        _ => FnPtr::new(name)?,
    };
    plain.set_curry(pointer.iter_curry().cloned());
    let overloads = definitions.iter().map(|definition| params(definition)).collect();
    let callee = Callee { pointer: plain, overloads, file: file.name.clone(), lib: Some(file.lib().clone()) };
    Ok((shown, callee, recipe))
}

/// Notes that a variable which stands for the function of its name has got a value: calls of the name go through the
/// cache if that is a cached function, and are calls of the function itself if not.
pub(super) fn bind_value(run: &Run, id: i64, value: &Dynamic) {
    match value.read_lock::<FnPtr>().and_then(|pointer| behind(&pointer)) {
        Some(cached) => run.bindings().bind(id, cached),
        None => run.bindings().unbind(id),
    }
}

/// What the wrapper of a bound name calls.
fn dispatch(context: &NativeCallContext, args: &mut [&mut Dynamic]) -> Result<Dynamic, Raised> {
    let run = run_of(context)?;
    let Some((id, given)) = args.split_last_mut() else {
        return Ok(Dynamic::UNIT);
    };
    let id = id.as_int().unwrap_or_default();
    let bound = run.bound(id);
    if let Some(cached) = &bound {
        cached.check_count(&cached.name, given)?;
    }
    let given: Vec<Dynamic> = given.iter_mut().map(|arg| std::mem::take(*arg).flatten()).collect();
    if let Some(cached) = bound {
        return cached.call(context, &run, given, CallRoute::Wrapper);
    }
    let Some((file, name)) = run.source().name_of_binding(id) else {
        return Err(wrong("This name is bound to no cached function.", "Run the script again."));
    };
    if file.names.is_moved(&name) {
        // The statement that binds the name has not run yet: the function is what it was.
        let mut given = given;
        let mut global = lexical_scope::within(context, &run, &file.name, file.lib())?;
        global.level = global.level.saturating_sub(WRAPPER_LEVELS);
        let place = context.call_position();
        let there =
            NativeCallContext::new_with_all_fields(context.engine(), DISPATCH, Some(&file.name), &global, place);
        return there.call_fn_raw(mangle::hidden(&name), false, false, &mut given.iter_mut().collect::<Vec<_>>());
    }
    Err(diagnostics::raise(
        Error::new(
            ErrorKind::UnknownName,
            format!("`{name}` is called before the statement that binds it to a cached function."),
        )
        .hint(format!("Move `let {name} = …` further up.")),
    ))
}

/// `g.clear()` and `g.clear(args…)`.
fn clear(context: &NativeCallContext, args: &mut [&mut Dynamic]) -> Result<Dynamic, Raised> {
    let run = run_of(context)?;
    let cached = cached_of(context, &run, args[0])?;
    let function = cached.function(context, &run)?;
    if args.len() == 1 {
        function.clear();
        return Ok(Dynamic::UNIT);
    }
    let given: Vec<Dynamic> = args[1..].iter_mut().map(|arg| std::mem::take(*arg).flatten()).collect();
    let world = Running::new(context, &run);
    let captured = CapturedInputs::new(&world, &cached);
    let arguments = cached.arguments(&given, &captured);
    function.clear_call(&arguments).map_err(|error| cached.raise(&captured, error))?;
    Ok(Dynamic::UNIT)
}

/// `g.stats()`.
fn stats(context: &NativeCallContext, handle: &mut FnPtr) -> Result<Map, Raised> {
    let run = run_of(context)?;
    let cached = cached_of(context, &run, &Dynamic::from(handle.clone()))?;
    let stats = cached.function(context, &run)?.stats();
    let int = |number: u64| Dynamic::from(i64::try_from(number).unwrap_or(i64::MAX));
    let mut map = Map::new();
    map.insert("function".into(), cached.name.clone().into());
    map.insert("kind".into(), cached.kind.name().into());
    map.insert("hits".into(), int(stats.counters.hits));
    map.insert("misses".into(), int(stats.counters.misses));
    map.insert("stale".into(), int(stats.counters.stale));
    map.insert("refreshes".into(), int(stats.counters.refreshes));
    map.insert("entries".into(), int(stats.entries));
    map.insert("bytes".into(), int(stats.bytes));
    map.insert("compute_seconds".into(), stats.counters.compute_time.as_secs_f64().into());
    map.insert("oldest_seconds".into(), stats.oldest.map_or(Dynamic::UNIT, |age| age.as_secs_f64().into()));
    let evictions: Map = crate::cache::RemovalCause::ALL
        .iter()
        .map(|cause| (cause.name().into(), int(stats.counters.evictions(*cause))))
        .collect();
    map.insert("evictions".into(), evictions.into());
    Ok(map)
}

/// The cached function of a handle, or of a name that is bound to one.
fn cached_of(context: &NativeCallContext, run: &Run, handle: &Dynamic) -> Result<Arc<Cached>, Raised> {
    let Some(pointer) = handle.read_lock::<FnPtr>().map(|pointer| pointer.clone()) else {
        return Err(wrong("This is not a cached function.", "Call `clear` and `stats` on what `memo(…)` returns."));
    };
    if let Some(cached) = behind(&pointer) {
        return Ok(cached);
    }
    let (file, name) = match FunctionName::parse(pointer.fn_name()) {
        FunctionName::Qualified { file, name } => (file, name),
        _ => (context.call_source().unwrap_or_default(), pointer.fn_name()),
    };
    run.bound(bound_names::id(file, name)).ok_or_else(|| {
        let name = if mangle::is_closure(name) { "This closure".to_owned() } else { format!("`{name}`") };
        wrong(
            format!("{name} is not a cached function."),
            "Call `clear` and `stats` on what `memo(…)` or `singleton(…)` returns.",
        )
    })
}
