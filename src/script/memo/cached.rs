//! A cached function, as one run of a script has made it.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, Weak};

use parking_lot::Mutex;
use rhai::{Dynamic, EvalAltResult, FnPtr, Module, NativeCallContext, Position, Shared};

use super::captured::Captured;
use super::fault::Fault;
use super::key::{self, CapturedInputs, Reader, Values};
use super::lexical_scope::{self, Constant, Constants};
use super::recipe::Recipe;
use super::replay_codec::Replays;
use super::wrappers::WRAPPER_LEVELS;
use crate::cache::{
    Argument, CacheError, Call, Function, FunctionSpec, Hit, Kind, Lease, Lookup, Options, Origin, ReleaseHook, RunId,
    Scope, Spinner,
};
use crate::error::{Error, ErrorKind};
use crate::rhai_internals::GlobalRuntimeState;
use crate::script::program::mangle::{self, FunctionName};
use crate::script::run::{Handle, Signal, Target};
use crate::script::{Environment, Run, Source, diagnostics};
use crate::value::{Fingerprint, Opaque, SharedValue};

type Raised = Box<EvalAltResult>;

/// The name under which the number of parameters is part of a key; no parameter can have it.
const OVERLOAD: &str = "(parameters)";

/// What `memo(f, …)` and `singleton(f, …)` make.
#[derive(Debug)]
pub(in crate::script) struct Cached {
    /// What people call the function.
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) options: Options,
    pub(super) validate: Option<FnPtr>,
    pub(super) on_release: Option<FnPtr>,
    /// The file of the call of `memo`, with its functions: those two see what stands there.
    pub(super) made_in: (String, Shared<Module>),
    pub(super) callee: Callee,
    pub(super) recipe: Arc<Recipe>,
    /// The function's place in the cache, when it was last asked for.
    pub(super) known: Mutex<Option<Known>>,
    /// What the modules that it reads have for it, and in which run.
    pub(super) modules: Mutex<Option<(u64, Fingerprint)>>,
}

/// A function's place in the cache.
#[derive(Debug)]
pub(super) struct Known {
    /// With the values of the constants that the function reads.
    key: Fingerprint,
    /// The session whose entries it has, where they are one session's.
    owner: Option<String>,
    function: Function,
}

/// A run, where functions find what they read.
#[derive(Clone, Copy)]
pub(super) struct Running<'a> {
    context: &'a NativeCallContext<'a>,
    run: &'a Run,
}

impl<'a> Running<'a> {
    pub(super) const fn new(context: &'a NativeCallContext<'a>, run: &'a Run) -> Self {
        Self { context, run }
    }
}

impl Values for Running<'_> {
    fn source(&self) -> &Source {
        self.run.source()
    }

    fn environment(&self) -> &Environment {
        self.run.environment()
    }

    fn constants(&self, file: &str, lib: &Shared<Module>) -> Result<Constants, Fault> {
        Ok(lexical_scope::constants(self.context, self.run, file, lib)?)
    }

    /// A module that the run has not imported yet is imported, as the function would. While its top level runs, what it
    /// has made so far is all that the function can read.
    fn module_value(&self, file: &str, name: &str) -> Result<(Constant, bool), Fault> {
        let module = if self.run.is_importing(file) {
            None
        } else {
            let engine = self.context.engine();
            let module = engine.module_resolver().resolve(engine, None, file, Position::NONE);
            Some(module.map_err(Fault::Import)?)
        };
        let is_final = module.is_some();
        let value = match self.run.constants(file).get(name) {
            Constant::Absent => {
                module.and_then(|module| module.get_var(name)).map_or(Constant::Absent, Constant::Value)
            }
            known => known,
        };
        Ok((value, is_final))
    }

    fn bound(&self, id: i64) -> Result<Option<Reader>, Fault> {
        Ok(self.run.bound(id).map(Reader::Cached))
    }

    fn run(&self) -> Option<u64> {
        Some(self.run.id())
    }
}

/// The function behind the cache.
#[derive(Debug, Clone)]
pub(super) struct Callee {
    pub(super) pointer: FnPtr,
    /// The names of its parameters, those of captured variables first, for each number of them that it takes; none for
    /// functions of the host.
    pub(super) overloads: Arc<[Vec<String>]>,
    /// The file that it stands in, and the functions of that file.
    pub(super) file: String,
    pub(super) lib: Option<Shared<Module>>,
}

/// The way on which a call has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CallRoute {
    /// `g.call(1)`.
    Handle,
    /// `g(1)`, by the function that stands under the bound name.
    Wrapper,
}

/// The cached functions that names are bound to in one run, by the binding's id.
#[derive(Debug, Default)]
pub(in crate::script) struct Bindings(Mutex<HashMap<i64, Arc<Cached>>>);

impl Bindings {
    pub(super) fn bind(&self, id: i64, cached: Arc<Cached>) {
        self.0.lock().insert(id, cached);
    }

    pub(super) fn unbind(&self, id: i64) {
        self.0.lock().remove(&id);
    }

    pub(in crate::script) fn get(&self, id: i64) -> Option<Arc<Cached>> {
        self.0.lock().get(&id).cloned()
    }
}

impl Cached {
    /// The function's place in the cache. It depends on the values of all that the function reads.
    pub(super) fn function(self: &Arc<Self>, context: &NativeCallContext, run: &Run) -> Result<Function, Raised> {
        let key = self.key_now(context, run).map_err(|fault| fault.raise(&self.name))?;
        self.function_of(key, context, run)
    }

    /// Whether the options can be used, and what is read can be hashed. A module that cannot be imported yet is not an error:
    /// the function imports it when it runs.
    pub(super) fn check(self: &Arc<Self>, context: &NativeCallContext, run: &Run) -> Result<(), Raised> {
        let key = match self.key_now(context, run) {
            Ok(key) => key,
            Err(Fault::Import(_)) => self.recipe.fingerprint,
            Err(fault) => return Err(fault.raise(&self.name)),
        };
        self.function_of(key, context, run).map(drop)
    }

    fn function_of(&self, key: Fingerprint, context: &NativeCallContext, run: &Run) -> Result<Function, Raised> {
        // A function in a value that sessions share is called by many of them.
        let session = run.state().id();
        let owner = (self.options.scope == Scope::Session).then(|| session.to_string());
        if let Some(known) = &*self.known.lock()
            && known.key == key
            && known.owner == owner
        {
            return Ok(known.function.clone());
        }
        let spec = FunctionSpec {
            kind: self.kind,
            name: self.name.clone(),
            key,
            options: self.options.clone(),
            on_release: match &self.on_release {
                Some(hook) => Some(self.release_hook(hook, context, run)?),
                None => None,
            },
        };
        let cache = run.environment().cache();
        let function = cache.function(spec, Some(session)).map_err(raise)?;
        if self.callee.lib.is_some() {
            run.environment().versions().note(key, self.recipe.fingerprint, &self.callee.file);
        }
        *self.known.lock() = Some(Known { key, owner, function: function.clone() });
        Ok(function)
    }

    fn key_now(self: &Arc<Self>, context: &NativeCallContext, run: &Run) -> Result<Fingerprint, Fault> {
        if self.recipe.is_fixed() {
            return Ok(self.recipe.fingerprint);
        }
        key::resolve(&Running::new(context, run), &Reader::Cached(self.clone()))
    }

    /// The error of a look-up as the script sees it.
    pub(super) fn raise(&self, captured: &CapturedInputs<'_, Running<'_>>, error: CacheError) -> Raised {
        let Some(fault) = captured.fault() else {
            return raise(error);
        };
        let fault = match (fault, &error) {
            (Fault::Outdated(_), CacheError::UnhashableParam { parameter, reason, .. }) => {
                Fault::Outdated(key::inside(format!("`{parameter}`"), &reason.0))
            }
            (fault, _) => fault,
        };
        fault.raise(&self.name)
    }

    /// Whether a call is one of a map's function, `map.load(1)`, whose first argument is the map.
    pub(super) fn is_called_on_map(&self, called: &str, args: &[&mut Dynamic]) -> bool {
        let fits = |count: usize| {
            let count = self.callee.pointer.curry().len() + count;
            self.callee.overloads.iter().any(|params| params.len() == count)
        };
        let is_this = |value: &Dynamic| value.read_lock::<FnPtr>().is_some_and(|pointer| pointer.fn_name() == called);
        // The map is looked through last: every call of a handle comes by here.
        called == self.name
            && args.len().checked_sub(1).is_some_and(fits)
            && args.first().and_then(|first| first.as_map_ref().ok()).is_some_and(|map| map.values().any(is_this))
    }

    fn release_hook(&self, hook: &FnPtr, context: &NativeCallContext, run: &Run) -> Result<ReleaseHook, Raised> {
        // Weak, because the environment holds the cache that holds this hook, and the bindings its function.
        let environment: Weak<Environment> = Arc::downgrade(run.environment());
        let bindings = Arc::downgrade(run.bindings());
        let (source, hook, name) = (run.source().remains(), hook.clone(), self.name.clone());
        let (file, lib) = &self.made_in;
        let global = detached(lexical_scope::within(context, run, file, lib)?);
        Ok(ReleaseHook::new(move |value, _| {
            let Some(environment) = environment.upgrade() else {
                return;
            };
            let run = Run::detached(&environment, &source, bindings.upgrade().unwrap_or_default());
            let released =
                run.evaluate_detached(global.clone(), |context| hook.call_raw(context, None, [value.flatten()]));
            if let Err(error) = released {
                log::error!("`on_release` of `{name}` failed: {error}");
            }
        }))
    }

    /// The captured values of a closure and the given ones, with the names of the parameters. What a closure has captured
    /// to draw with, and to reach the session and the caches, is not an input: it means the run of today.
    pub(super) fn arguments<'a>(&'a self, given: &'a [Dynamic], inputs: &'a dyn Opaque) -> Vec<Argument<'a>> {
        let captured = self.callee.pointer.curry();
        let count = captured.len() + given.len();
        let overloads = &self.callee.overloads;
        let fitting = overloads.iter().find(|params| params.len() == count);
        let params = fitting.or_else(|| overloads.first()).map_or(&[][..], Vec::as_slice);
        let is_closure = mangle::is_closure(self.callee.pointer.fn_name());
        let origin = if is_closure { Origin::Closure } else { Origin::Function };
        let mut names = params.iter().map(String::as_str).chain(std::iter::repeat("argument"));
        let mut arguments = Vec::with_capacity(count + 1);
        for (value, name) in captured.iter().zip(names.by_ref()) {
            match if is_closure { Captured::of(value) } else { Captured::Input } {
                Captured::Input if is_closure => {
                    arguments.push(Argument::new(name, value).from(Origin::Captured).knowing(inputs));
                }
                Captured::Input => arguments.push(Argument::new(name, value)),
                Captured::Root(number) => {
                    arguments.push(Argument::new(name, small_number(number)).from(Origin::Captured));
                }
                Captured::Page => {}
            }
        }
        arguments.extend(names.zip(given).map(|(name, value)| Argument::new(name, value).from(origin)));
        // Of two functions with one name, what one of them ignores must not make a call of it one of the other.
        if overloads.len() > 1 && params.iter().any(|param| param.starts_with('_')) {
            arguments.push(Argument::new(OVERLOAD, small_number(params.len())));
        }
        arguments
    }

    /// The whole of a call.
    pub(super) fn call(
        self: &Arc<Self>,
        context: &NativeCallContext,
        run: &Arc<Run>,
        given: Vec<Dynamic>,
        through: CallRoute,
    ) -> Result<Dynamic, Raised> {
        let values = Running::new(context, run);
        let captured = CapturedInputs::new(&values, self);
        let arguments = self.arguments(&given, &captured);
        let function = self.function(context, run)?;
        let call = Call {
            run: RunId(run.id()),
            arguments: &arguments,
            widgets: &|id| run.widget_fingerprint(id),
            cancelled: &|| run.cancel().is_set(),
            seat: Some(run.cancel().seat()),
            until: run.deadline(),
        };
        loop {
            let raise = |error| match error {
                CacheError::Cancelled if !run.cancel().is_set() => Signal::Time.raise(),
                error => self.raise(&captured, error),
            };
            let (hit, refresh) = match function.lookup(&call).map_err(raise)? {
                Lookup::Hit(hit) => (hit, None),
                Lookup::Stale(hit, refresh) => (hit, refresh),
                Lookup::Miss(lease) => return self.compute(context, run, lease, given, through),
            };
            if let Some(lease) = refresh {
                self.refresh(context, run, lease, &hit, &given)?;
            }
            // Values that came from the page before the widget was known could not take part in the look-up.
            if self.options.allow_widgets && run.adopt_widgets(&hit) {
                continue;
            }
            if !self.is_valid(context, run, &hit)? {
                function.discard(&hit);
                continue;
            }
            if let Some(replays) = hit.replay.items::<Replays>() {
                run.replay(&self.name, &replays.0).map_err(diagnostics::raise)?;
            }
            return Ok(hit.value.flatten());
        }
    }

    /// A call with a number of arguments that the function does not take is not a call of it, also where what counts of
    /// them is the key of another. The engine knows the error by the name that it has called, and tries again with the
    /// index of the item: `list.map(g)`.
    pub(super) fn check_count(&self, called: &str, given: &[&mut Dynamic]) -> Result<(), Raised> {
        let count = self.callee.pointer.curry().len() + given.len();
        let overloads = &self.callee.overloads;
        if overloads.is_empty() || overloads.iter().any(|params| params.len() == count) {
            return Ok(());
        }
        let types = given.iter().map(|value| value.type_name()).collect::<Vec<_>>().join(", ");
        let signature = format!("{called} ({types})");
        Err(EvalAltResult::ErrorFunctionNotFound(signature, rhai::Position::NONE).into())
    }

    fn is_valid(&self, context: &NativeCallContext, run: &Run, hit: &Hit) -> Result<bool, Raised> {
        let Some(validate) = &self.validate else {
            return Ok(true);
        };
        let (file, lib) = &self.made_in;
        let global = lexical_scope::within(context, run, file, lib)?;
        let place = context.call_position();
        let context = NativeCallContext::new_with_all_fields(context.engine(), "validate", Some(file), &global, place);
        let answer = validate.call_raw(&context, None, [hit.value.flatten_clone()])?;
        answer.as_bool().map_err(|_| {
            diagnostics::raise(Error::new(
                ErrorKind::Argument,
                format!("`validate` of `{}` must return true or false.", self.name),
            ))
        })
    }

    /// Runs the function, records what it draws, and stores both.
    fn compute(
        &self,
        context: &NativeCallContext,
        run: &Arc<Run>,
        lease: Lease,
        given: Vec<Dynamic>,
        through: CallRoute,
    ) -> Result<Dynamic, Raised> {
        let guard = run.record(&self.name, self.options.allow_widgets, self.spinner(!given.is_empty()));
        let result = self.callee.call(context, run, given, through);
        let recording = guard.finish();
        let value = self.kept(result?);
        if recording.overruled {
            // An entry without the widgets would be wrong for a call that may have them.
            lease.abandon();
            return Ok(value);
        }
        let replay = Replays::into_replay(recording.items);
        lease.store(value, replay, recording.widgets).map(Dynamic::flatten).map_err(raise)
    }

    /// What the cache keeps: of a singleton the object that all callers get.
    ///
    /// A function whose last statement draws an element has that element's handle as its value, and means none.
    fn kept(&self, value: Dynamic) -> Dynamic {
        if value.read_lock::<Handle>().is_some_and(|handle| matches!(handle.target, Target::Element(_))) {
            return Dynamic::UNIT;
        }
        match self.kind {
            Kind::Memo => value,
            Kind::Singleton => SharedValue::share(value),
        }
    }

    fn spinner(&self, has_arguments: bool) -> Option<String> {
        match &self.options.show_spinner {
            Spinner::Off => None,
            Spinner::Text(text) => Some(text.clone()),
            Spinner::Standard if !has_arguments => Some(format!("Running `{}()`.", self.name)),
            Spinner::Standard => Some(format!("Running `{}(...)`.", self.name)),
        }
    }

    /// Computes a new value behind, on a thread of its own. Nobody sees what it draws there; hits play it back.
    fn refresh(
        self: &Arc<Self>,
        context: &NativeCallContext,
        run: &Arc<Run>,
        lease: Lease,
        stale: &Hit,
        given: &[Dynamic],
    ) -> Result<(), Raised> {
        if !stale.widgets.is_empty() {
            // Only the session that shows the widgets knows their values; the first call past `max_stale` computes.
            lease.abandon();
            return Ok(());
        }
        let (environment, source) = (run.environment().clone(), run.source().clone());
        let (bindings, global) = (run.bindings().clone(), detached(self.callee.globals(context, run)?));
        let (cached, given) = (self.clone(), given.to_vec());
        run.environment().in_background(lease, move |lease| {
            let run = Run::detached(&environment, &source, bindings);
            lease.assign(RunId(run.id()));
            let outcome =
                run.evaluate_detached(global, |context| cached.compute(context, &run, lease, given, CallRoute::Handle));
            if let Err(error) = outcome {
                log::error!("refreshing `{}` failed: {error}", cached.name);
            }
        });
        Ok(())
    }
}

impl Callee {
    /// The values that it carries, with the names of their parameters; without what a function of a name does not count.
    pub(super) fn captured(&self) -> Vec<(&str, &Dynamic)> {
        let count = self.pointer.curry().len();
        let params = self.overloads.iter().find(|params| params.len() >= count).map_or(&[][..], Vec::as_slice);
        let is_closure = mangle::is_closure(self.pointer.fn_name());
        let mut captured = key::carried(params, &self.pointer);
        captured.retain(|(name, _)| is_closure || !name.starts_with('_'));
        captured
    }

    fn call(
        &self,
        context: &NativeCallContext,
        run: &Run,
        mut args: Vec<Dynamic>,
        through: CallRoute,
    ) -> Result<Dynamic, Raised> {
        if self.lib.is_none() {
            // A function of the host, also where the script has bound its name.
            let mut args: Vec<&mut Dynamic> = args.iter_mut().collect();
            return context.call_native_fn_raw(self.pointer.fn_name(), false, &mut args);
        }
        let mut global = self.globals(context, run)?;
        let name = self.pointer.fn_name();
        if !matches!(FunctionName::parse(name), FunctionName::Hidden(_)) {
            return self.pointer.call_raw(&self.context(context, &global), None, args);
        }
        if through == CallRoute::Wrapper {
            global.level = global.level.saturating_sub(WRAPPER_LEVELS);
        }
        // By its name: called by its pointer, a function counts less for the depth of calls.
        let mut all: Vec<Dynamic> = self.pointer.iter_curry().cloned().chain(args).collect();
        let mut all: Vec<&mut Dynamic> = all.iter_mut().collect();
        self.context(context, &global).call_fn_raw(name, false, false, &mut all)
    }

    fn context<'a>(&'a self, context: &'a NativeCallContext, global: &'a GlobalRuntimeState) -> NativeCallContext<'a> {
        NativeCallContext::new_with_all_fields(
            context.engine(),
            context.fn_name(),
            Some(&self.file),
            global,
            context.call_position(),
        )
    }

    /// What the function sees: the functions, modules and constants of its own file.
    fn globals(&self, context: &NativeCallContext, run: &Run) -> Result<GlobalRuntimeState, Raised> {
        match &self.lib {
            Some(lib) => lexical_scope::within(context, run, &self.file, lib),
            None => Ok(context.global_runtime_state().clone()),
        }
    }
}

/// The same without the run, so that it can be kept beyond it.
fn detached(mut global: GlobalRuntimeState) -> GlobalRuntimeState {
    global.tag = Dynamic::UNIT;
    global.level = 0;
    global.num_operations = 0;
    global
}

fn small_number(count: usize) -> &'static Dynamic {
    static NUMBERS: OnceLock<Vec<Dynamic>> = OnceLock::new();
    let numbers = NUMBERS.get_or_init(|| (0..=64_i64).map(Dynamic::from).collect());
    &numbers[count.min(numbers.len() - 1)]
}

/// An error of the cache as one of the script.
pub(super) fn raise(error: CacheError) -> Raised {
    if matches!(error, CacheError::Cancelled) {
        return Signal::Cancelled.raise();
    }
    let text = error.to_string();
    let mut chars = text.chars();
    let message = chars
        .next()
        .map(|first| format!("{}{}.", first.to_uppercase(), chars.as_str().trim_end_matches('.')))
        .unwrap_or_default();
    diagnostics::raise(Error::new(ErrorKind::Cache, message).titled(error.title()))
}
