//! What scripts call: `memo`, `singleton`, `memo.clear()`, and `clear`, `stats` on what they return.

use std::any::TypeId;
use std::sync::Arc;

use parking_lot::Mutex;
use rhai::{Dynamic, EvalAltResult, FnPtr, FuncRegistration, Map, Module, NativeCallContext, RhaiFunc, Shared};

use super::binding::{self, DISPATCH, DISPATCH_MANY, END, HANDLE, MOST_ARGUMENTS};
use super::cached::{Cached, Callee, Through, raise};
use super::identity::{self, FunctionKey};
use super::subject::{MEMO_NAMES, SINGLETON_NAMES};
use crate::cache::{Kind, OptionError, ParsedOptions};
use crate::error::{Error, ErrorKind};
use crate::script::handle::Handle;
use crate::script::{Run, diagnostics};

type Raised = Box<EvalAltResult>;

/// `memo` and `singleton` themselves, read as values: `memo.clear()`.
#[derive(Debug, Clone, Copy)]
pub(in crate::script) struct Namespace(pub(in crate::script) Kind);

/// What people call a closure.
pub(super) const CLOSURE: &str = "closure";

pub(in crate::script) fn register(module: &mut Module) {
    module.set_custom_type::<Namespace>("cache");
    for (kind, names) in [(Kind::Memo, MEMO_NAMES), (Kind::Singleton, SINGLETON_NAMES)] {
        // As functions `memo(f)`, and for every name as methods `st.memo(f)`.
        for count in 1..=2 {
            let types = vec![TypeId::of::<Dynamic>(); count];
            native(module, kind.name(), types, move |context, args| {
                make(&context, kind, args.iter_mut().map(|arg| std::mem::take(*arg)).collect())
            });
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
    FuncRegistration::new("clear").in_global_namespace().with_purity(true).with_volatility(true).set_into_module(
        module,
        |context: NativeCallContext, namespace: &mut Namespace| -> Result<(), Raised> {
            let run = run_of(&context)?;
            run.environment().cache().clear(namespace.0);
            Ok(())
        },
    );
    register_handles(module);
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
    native(module, END, Vec::new(), |context, _| {
        let file = context.call_source().unwrap_or_default();
        run_of(&context)?.set_home(file, context.global_runtime_state());
        Ok(Dynamic::UNIT)
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
    let (name, callee, key) = resolve(context, &run, pointer)?;
    let options = args.next().unwrap_or(Dynamic::UNIT);
    let parsed = if options.is_unit() {
        ParsedOptions::default()
    } else {
        let map = options.try_cast::<Map>().ok_or_else(|| {
            wrong(
                format!("The options of `{}` are a map.", kind.name()),
                format!("Write `{}({name}, #{{ ttl: 60 }})`.", kind.name()),
            )
        })?;
        ParsedOptions::parse(kind, &name, &map).map_err(|error| option_error(&error))?
    };
    let file = context.call_source().unwrap_or_default();
    let cached = Arc::new(Cached {
        name,
        kind,
        options: parsed.options,
        validate: parsed.validate,
        on_release: parsed.on_release,
        callee,
        key,
        known: Mutex::default(),
        modules: Mutex::default(),
    });
    if file != run.source().name() {
        run.set_home(file, context.global_runtime_state());
    }
    // Options that can not be used are an error here, and so is the warning about an ignored ttl, not at the first call.
    let _ = cached.function(context, &run)?;
    if let Some(name) = run.source().bound_names(file).at(context.call_position()) {
        run.bindings().bind(binding::id(file, name), cached.clone());
    }
    let id = run.remember(cached.clone());
    let name = format!("{}{HANDLE}{id}", identifier(&cached.name));
    #[allow(deprecated, reason = "volatile, says its author, not deprecated")]
    let handle = FnPtr::from_fn(name.clone(), move |context, args| {
        let run = run_of(&context)?;
        cached.check_count(&name, args)?;
        let args = args.iter_mut().map(|arg| std::mem::take(*arg).flatten());
        cached.call(&context, &run, args.collect(), Through::Handle)
    })?;
    Ok(handle.into())
}

fn identifier(name: &str) -> String {
    let word: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    if word.starts_with(|c: char| c.is_ascii_alphabetic()) { word } else { "function".to_owned() }
}

fn option_error(error: &OptionError) -> Raised {
    let text = error.to_string();
    let message = if text.ends_with(['.', '?']) { text } else { format!("{text}.") };
    diagnostics::raise(Error::new(ErrorKind::Argument, message))
}

/// Which function a pointer means: what people call it, how it is called, and its key.
fn resolve(context: &NativeCallContext, run: &Run, pointer: FnPtr) -> Result<(String, Callee, FunctionKey), Raised> {
    let source = run.source();
    let name = pointer.fn_name().to_owned();
    let from = context.call_source().unwrap_or_default();
    if name.contains(HANDLE) {
        return Err(wrong("This function is cached already.", "Give `memo` and `singleton` the function itself."));
    }
    // A bound name that hides no function of the file is no function that could be cached.
    let file = source.file_with(from, &name).filter(|file| {
        let names = source.bound_names(file);
        names.is_moved(&name) || !names.is_bound(&name)
    });
    if let Some(file) = file {
        let function = identity::function(source, run.environment(), &file, &name);
        let shown = if pointer.is_anonymous() { CLOSURE.to_owned() } else { name.clone() };
        if identity::uses_this(&function.lib, &function.compiled_name) {
            return Err(wrong(
                format!("`{shown}` uses `this`, which is no argument, so that its values can not be cached."),
                "Hand the value in as a parameter: `fn area(shape)` instead of `this`.",
            ));
        }
        if let Some((file, place)) = &function.key.computed_import {
            return Err(wrong(
                format!(
                    "`{shown}` uses a module that is imported by a computed path ({file}:{}). Which file that is can not be known, so that a change of it would go unnoticed.",
                    place.line().unwrap_or(1)
                ),
                "Import it by a literal path, `import \"data\" as data;`, or hand in as an argument what the function needs of it.",
            ));
        }
        let mut hidden = pointer.clone();
        if function.moved {
            let mut plain = FnPtr::new(function.compiled_name)?;
            plain.set_curry(pointer.iter_curry().cloned());
            hidden = plain;
        }
        let callee = Callee { pointer: hidden, overloads: function.overloads.into(), file, lib: Some(function.lib) };
        return Ok((shown, callee, function.key));
    }
    if let Some(version) = run.environment().host_function(&name) {
        let key = identity::of_host(&name, version);
        let callee = Callee { pointer, overloads: Arc::default(), file: from.to_owned(), lib: None };
        return Ok((name, callee, key));
    }
    Err(wrong(
        format!("There is no function `{name}` in the script or of the host."),
        "Define it with `fn`, or register it where the app is built.",
    ))
}

/// Notes that a variable which stands for the function of its name has got a value: calls of the name go through the
/// cache if that is a cached function, and are calls of the function itself if not.
pub(super) fn bind_value(run: &Run, id: i64, value: &Dynamic) {
    match remembered(run, value) {
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
        return cached.call(context, &run, given, Through::Wrapper);
    }
    let Some((name, moved)) = run.source().name_of_binding(id) else {
        return Err(wrong("This name is bound to no cached function.", "Run the script again."));
    };
    if moved {
        // The statement that binds the name has not run yet: the function is what it was.
        let mut given = given;
        let mut global = context.global_runtime_state().clone();
        // As where it is cached: the script makes one call.
        global.level = global.level.saturating_sub(3);
        let place = context.call_position();
        let context = NativeCallContext::new_with_all_fields(
            context.engine(),
            context.fn_name(),
            context.call_source(),
            &global,
            place,
        );
        return context.call_fn_raw(binding::hidden(&name), false, false, &mut given.iter_mut().collect::<Vec<_>>());
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
    let arguments = cached.arguments(&given);
    function.clear_call(&arguments).map_err(raise)?;
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

/// The cached function of a handle.
fn remembered(run: &Run, handle: &Dynamic) -> Option<Arc<Cached>> {
    let pointer = handle.read_lock::<FnPtr>()?;
    let (_, id) = pointer.fn_name().rsplit_once(HANDLE)?;
    run.remembered(id.parse().ok()?)
}

/// The cached function of a handle, or of a name that is bound to one.
fn cached_of(context: &NativeCallContext, run: &Run, handle: &Dynamic) -> Result<Arc<Cached>, Raised> {
    let name = handle.read_lock::<FnPtr>().map(|pointer| pointer.fn_name().to_owned()).unwrap_or_default();
    let by_id = remembered(run, handle);
    let file = context.call_source().unwrap_or_default();
    by_id.or_else(|| run.bound(binding::id(file, &name))).ok_or_else(|| {
        wrong(
            format!("`{name}` is not a cached function of this run."),
            "Call `clear` and `stats` on what `memo(…)` or `singleton(…)` returns.",
        )
    })
}
