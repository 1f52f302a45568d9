//! A cached function, as one run of a script has made it.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use parking_lot::Mutex;
use rhai::{Dynamic, EvalAltResult, FnPtr, Module, NativeCallContext, Shared};

use super::identity::FunctionKey;
use super::replay_codec::Replays;
use crate::cache::{
    Argument, CacheError, Call, Function, FunctionSpec, Hit, Kind, Lease, Lookup, Options,
    ReleaseHook, RunId, Spinner,
};
use crate::error::{Error, ErrorKind};
use crate::script::{Environment, Run, Source, diagnostics};
use crate::value::SharedValue;

type Raised = Box<EvalAltResult>;

/// What `memo(f, …)` and `singleton(f, …)` make.
#[derive(Debug)]
pub(in crate::script) struct Cached {
    /// What people call the function.
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) options: Options,
    pub(super) validate: Option<FnPtr>,
    pub(super) on_release: Option<FnPtr>,
    pub(super) callee: Callee,
    pub(super) key: FunctionKey,
}

/// The function behind the cache.
#[derive(Debug, Clone)]
pub(super) struct Callee {
    pub(super) pointer: FnPtr,
    /// The names of its parameters, those of captured variables first; none for functions of the host.
    pub(super) params: Arc<[String]>,
    /// The file that it stands in, and the functions of that file.
    pub(super) file: String,
    pub(super) lib: Option<Shared<Module>>,
}

/// The cached functions that names are bound to in one run, by the binding's id.
#[derive(Debug, Default)]
pub(in crate::script) struct Bindings(Mutex<HashMap<i64, Arc<Cached>>>);

impl Bindings {
    pub(super) fn bind(&self, id: i64, cached: Arc<Cached>) {
        self.0.lock().insert(id, cached);
    }

    pub(in crate::script) fn get(&self, id: i64) -> Option<Arc<Cached>> {
        self.0.lock().get(&id).cloned()
    }
}

impl Cached {
    /// The function's place in the cache. It depends on the values of the constants that the function reads.
    pub(super) fn function(&self, context: &NativeCallContext, run: &Run) -> Result<Function, Raised> {
        let types = run.environment().cache().types();
        let key = self.key.with_constants(types, |name| constant(context, name));
        let spec = FunctionSpec {
            kind: self.kind,
            name: self.name.clone(),
            key,
            options: self.options.clone(),
            on_release: self.on_release.as_ref().map(|hook| self.release_hook(hook, run)),
        };
        let session = run.state().id();
        run.environment()
            .cache()
            .function(spec, Some(session))
            .map_err(raise)
    }

    fn release_hook(&self, hook: &FnPtr, run: &Run) -> ReleaseHook {
        // Weak, because the environment holds the cache that holds this hook.
        let environment: Weak<Environment> = Arc::downgrade(run.environment());
        let (source, hook, callee) = (run.source().clone(), hook.clone(), self.callee.clone());
        let name = self.name.clone();
        ReleaseHook::new(move |value, _| {
            let Some(environment) = environment.upgrade() else {
                return;
            };
            if let Err(error) = detached(&environment, &source, &callee, &hook, vec![value.flatten()]) {
                log::error!("`on_release` of `{name}` failed: {error}");
            }
        })
    }

    /// The whole of a call.
    pub(super) fn call(
        self: &Arc<Self>,
        context: &NativeCallContext,
        run: &Arc<Run>,
        given: Vec<Dynamic>,
    ) -> Result<Dynamic, Raised> {
        let values: Vec<Dynamic> = self
            .callee
            .pointer
            .curry()
            .iter()
            .cloned()
            .chain(given.iter().cloned())
            .map(|value| SharedValue::plain(&value))
            .collect();
        let arguments: Vec<Argument> = values
            .iter()
            .enumerate()
            .map(|(index, value)| Argument::new(self.parameter(index), value))
            .collect();
        let function = self.function(context, run)?;
        let call = Call {
            run: RunId(run.id()),
            arguments: &arguments,
            widgets: &|id| run.widget_fingerprint(id),
            cancelled: &|| run.cancel().is_set(),
        };
        loop {
            let (hit, refresh) = match function.lookup(&call).map_err(raise)? {
                Lookup::Hit(hit) => (hit, None),
                Lookup::Stale(hit, refresh) => (hit, refresh),
                Lookup::Miss(lease) => return self.compute(context, run, lease, given),
            };
            if let Some(lease) = refresh {
                self.refresh(run, lease, given.clone());
            }
            // Values that came from the page before the widget was known could not take part in the look-up.
            if self.options.allow_widgets && run.adopt_widgets(&hit) {
                continue;
            }
            if !self.is_valid(context, &hit)? {
                function.discard(&hit);
                continue;
            }
            if let Some(replays) = hit.replay.items::<Replays>() {
                run.replay(&self.name, &replays.0)
                    .map_err(diagnostics::raise)?;
            }
            return Ok(hit.value.flatten());
        }
    }

    fn parameter(&self, index: usize) -> &str {
        self.callee.params.get(index).map_or("argument", String::as_str)
    }

    fn is_valid(&self, context: &NativeCallContext, hit: &Hit) -> Result<bool, Raised> {
        let Some(validate) = &self.validate else {
            return Ok(true);
        };
        let answer = self.callee.within(context, |context| {
            validate.call_raw(context, None, [hit.value.flatten_clone()])
        })?;
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
    ) -> Result<Dynamic, Raised> {
        let guard = run.record(&self.name, self.options.allow_widgets, self.spinner());
        let result = self.callee.call(context, given);
        let recording = guard.finish();
        let value = result?;
        if recording.overruled && self.options.allow_widgets {
            // An entry without the widgets would be wrong for a call that may have them.
            lease.abandon();
            return Ok(value);
        }
        let replay = Replays::into_replay(recording.items);
        let value = self.kept(value);
        lease
            .store(value, replay, recording.widgets)
            .map(Dynamic::flatten)
            .map_err(raise)
    }

    /// What the cache keeps: of a singleton the object that all callers get.
    fn kept(&self, value: Dynamic) -> Dynamic {
        match self.kind {
            Kind::Memo => value,
            Kind::Singleton => SharedValue::share(value),
        }
    }

    fn spinner(&self) -> Option<String> {
        match &self.options.show_spinner {
            Spinner::Off => None,
            Spinner::Text(text) => Some(text.clone()),
            Spinner::Standard if self.callee.params.is_empty() => {
                Some(format!("Running `{}()`.", self.name))
            }
            Spinner::Standard => Some(format!("Running `{}(...)`.", self.name)),
        }
    }

    /// Computes a new value behind, on a thread of its own; nothing that it draws is seen or kept.
    fn refresh(self: &Arc<Self>, run: &Arc<Run>, lease: Lease, given: Vec<Dynamic>) {
        let (environment, source) = (run.environment().clone(), run.source().clone());
        let cached = self.clone();
        run.environment().in_background(lease, move |lease| {
            let id = RunId::unique();
            lease.assign(id);
            match detached(&environment, &source, &cached.callee, &cached.callee.pointer, given) {
                Ok(value) => {
                    let value = cached.kept(value);
                    if let Err(error) = lease.store(value, crate::cache::Replay::none(), Vec::new()) {
                        log::error!("refreshing `{}` failed: {error}", cached.name);
                    }
                }
                Err(error) => log::error!("refreshing `{}` failed: {error}", cached.name),
            }
        });
    }
}

impl Callee {
    fn call(&self, context: &NativeCallContext, args: Vec<Dynamic>) -> Result<Dynamic, Raised> {
        self.within(context, |context| self.pointer.call_raw(context, None, args))
    }

    /// Goes to where the function's file is known: a handle may be called from another file.
    fn within<T>(
        &self,
        context: &NativeCallContext,
        then: impl FnOnce(&NativeCallContext) -> T,
    ) -> T {
        let Some(lib) = &self.lib else {
            return then(context);
        };
        let mut global = context.global_runtime_state().clone();
        let first = global.lib.first();
        if !first.is_some_and(|known| Shared::ptr_eq(known, lib)) {
            global.lib.insert(0, lib.clone());
        }
        then(&NativeCallContext::new_with_all_fields(
            context.engine(),
            context.fn_name(),
            Some(&self.file),
            &global,
            context.call_position(),
        ))
    }
}

/// Calls a function outside of any session, with a page that nobody sees.
fn detached(
    environment: &Arc<Environment>,
    source: &Arc<Source>,
    callee: &Callee,
    function: &FnPtr,
    args: Vec<Dynamic>,
) -> Result<Dynamic, Raised> {
    let run = Run::new(environment, source, &Arc::default());
    run.evaluate_detached(|context| {
        callee.within(context, |context| function.call_raw(context, None, args))
    })
}

/// The value of a `global::` constant.
fn constant(context: &NativeCallContext, name: &str) -> Option<Dynamic> {
    let constants = context.global_runtime_state().constants.as_ref()?;
    let constants = rhai::locked_read(constants)?;
    constants.get(name).cloned()
}

/// An error of the cache as one of the script.
pub(super) fn raise(error: CacheError) -> Raised {
    if matches!(error, CacheError::Cancelled) {
        return crate::script::signal::Signal::Cancelled.raise();
    }
    let text = error.to_string();
    let mut chars = text.chars();
    let message = chars
        .next()
        .map(|first| format!("{}{}.", first.to_uppercase(), chars.as_str().trim_end_matches('.')))
        .unwrap_or_default();
    diagnostics::raise(Error::new(ErrorKind::Cache, message).titled(error.title()))
}
