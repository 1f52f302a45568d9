//! One run of a script, from its callbacks to its end.
//!
//! Here is the life of a run; what it draws is in `draw`, what its functions see in `scopes`. It knows one session's state,
//! and neither the session's actor nor its page.

mod draw;
mod handle;
mod priority;
mod queue;
mod replay;
mod request;
mod scopes;
mod signal;
mod threads;
mod tree_builder;

use std::any::Any;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use parking_lot::Mutex;
use rhai::{Dynamic, Engine, EvalAltResult, Module, NativeCallContext, Position, Scope, Shared};

pub(in crate::script) use draw::{Origin, drawn_by};
pub(in crate::script) use handle::{Handle, SpinnerHandle, Target};
pub use queue::RunQueue;
pub use request::Pending;
pub use signal::Cancel;
pub(in crate::script) use signal::Signal;
pub use threads::{ThreadFigures, Threads};
use tree_builder::TreeBuilder;

use super::memo::Bindings;
use super::{Environment, Source, diagnostics, engine};
use crate::cache::RunGuard;
use crate::element::Exception;
use crate::element::input::WireValue;
use crate::error::{Error, ErrorKind};
use crate::protocol::messages::Values;
use crate::protocol::{PageConfig, Tree};
use crate::rhai_internals::{GlobalRuntimeState, locked_read};
use crate::state::SessionState;
use crate::value::{DEEPEST_MEASURED, measured};

/// One run of a script: what its `st` calls draw on, and where their widgets find their values.
#[derive(Debug)]
pub struct Run {
    id: u64,
    environment: Arc<Environment>,
    source: Arc<Source>,
    state: Arc<SessionState>,
    /// The session may end before the run does.
    _cached: Option<RunGuard>,
    cancel: Arc<Cancel>,
    /// When the run has used up its time; counted from when it begins, not from when it is asked for.
    deadline: OnceLock<Option<Instant>>,
    builder: Mutex<TreeBuilder>,
    /// `st.stop()` has ended the run before its last line.
    stopped_early: AtomicBool,
    /// Callbacks are called before the script's own statements.
    in_callbacks: AtomicBool,
    /// The widgets that what overtakes the run waits for.
    awaited: Mutex<Option<Vec<String>>>,
    /// The cached functions that names are bound to, and what callbacks find before the script has bound them.
    bindings: Arc<Bindings>,
    /// What the run before has left; once the callbacks have been called, what this one leaves.
    carried: Mutex<Carried>,
    /// What the top level of each file sees, for functions of it that are called from elsewhere.
    lexical_scopes: Mutex<HashMap<String, GlobalRuntimeState>>,
    /// The script's constants, in a state that has nothing else.
    constants: Arc<Mutex<Option<GlobalRuntimeState>>>,
    /// The modules whose top level the run has run: it does so once for each, however often that is imported.
    imported: Mutex<HashMap<String, Shared<Module>>>,
    /// The modules whose top level is being run, outermost first.
    pub(in crate::script) importing: Mutex<Vec<String>>,
}

/// What the runs of a session hand on, from one to the next. What is in it is dropped by a run, on its thread, which has
/// the stack for values of any depth.
#[derive(Debug, Default)]
pub struct Carried {
    /// For callbacks, which are called before the script's own statements.
    last: Option<Arc<Last>>,
}

/// The version of the script that has drawn the widgets, what its names were bound to, and its constants.
#[derive(Debug)]
struct Last {
    source: Arc<Source>,
    bindings: Arc<Bindings>,
    constants: Arc<Mutex<Option<GlobalRuntimeState>>>,
}

/// What the page has sent for a run.
#[derive(Debug, Clone, Default)]
pub struct RunInput {
    /// The values of widgets that have changed.
    pub values: Values,
    /// Values for this run only, in their order: clicks.
    pub triggers: Vec<(String, WireValue)>,
}

/// How a run ended.
#[derive(Debug)]
pub enum Ended {
    /// At its last line, or at `st.stop()`.
    Finished,
    /// At `st.rerun()`.
    Rerun,
    /// From outside, see [`Cancel`].
    Cancelled,
    /// In an error, whose card it has drawn.
    Failed(Error),
}

type Evaluated<T> = std::result::Result<T, Box<EvalAltResult>>;

impl Run {
    /// Prepares the first run of a session, whose state is `state`.
    #[cfg(any(test, feature = "unstable"))]
    #[must_use]
    pub fn new(environment: &Arc<Environment>, source: &Arc<Source>, state: &Arc<SessionState>) -> Arc<Self> {
        Self::after(Carried::default(), environment, source, state)
    }

    /// Prepares a run that follows another of the session, with what that has left.
    #[must_use]
    pub fn after(
        carried: Carried,
        environment: &Arc<Environment>,
        source: &Arc<Source>,
        state: &Arc<SessionState>,
    ) -> Arc<Self> {
        Arc::new(Self {
            id: environment.next_run(),
            environment: environment.clone(),
            source: source.clone(),
            state: state.clone(),
            _cached: Some(environment.cache().run(state.id())),
            cancel: Arc::default(),
            deadline: OnceLock::new(),
            builder: Mutex::default(),
            stopped_early: AtomicBool::new(false),
            in_callbacks: AtomicBool::new(false),
            awaited: Mutex::default(),
            bindings: Arc::default(),
            carried: Mutex::new(carried),
            lexical_scopes: Mutex::default(),
            constants: Arc::default(),
            imported: Mutex::default(),
            importing: Mutex::default(),
        })
    }

    /// A run without a session, whose page nobody sees.
    pub(in crate::script) fn detached(
        environment: &Arc<Environment>,
        source: &Arc<Source>,
        bindings: Arc<Bindings>,
    ) -> Arc<Self> {
        let state: Arc<SessionState> = Arc::default();
        Arc::new(Self {
            id: environment.next_run(),
            environment: environment.clone(),
            source: source.clone(),
            state,
            _cached: None,
            cancel: Arc::default(),
            deadline: OnceLock::new(),
            builder: Mutex::default(),
            stopped_early: AtomicBool::new(false),
            in_callbacks: AtomicBool::new(false),
            awaited: Mutex::default(),
            bindings,
            carried: Mutex::default(),
            lexical_scopes: Mutex::default(),
            constants: Arc::default(),
            imported: Mutex::default(),
            importing: Mutex::default(),
        })
    }

    /// Runs callbacks and script to their end. Blocks; to be called on a thread that may.
    ///
    /// A panic of a host function ends the run like an error.
    pub fn execute(self: &Arc<Self>, input: &RunInput) -> Ended {
        let mut failed = None;
        let ended = self.guarded(|| match self.evaluate(input, &mut failed) {
            Ok(()) => Ended::Finished,
            Err(error) => self.ended_by(&error),
        });
        self.guarded(|| self.conclude(ended, failed))
    }

    /// Functions of the host are also called after the script: values of its types are measured and dropped.
    fn guarded(&self, part: impl FnOnce() -> Ended) -> Ended {
        catch_unwind(AssertUnwindSafe(part)).unwrap_or_else(|panic| {
            self.builder.lock().leave_all();
            self.fail(host_panicked(&*panic), Position::NONE)
        })
    }

    /// Leaves the session to its next run. `failed`: the error of a callback.
    fn conclude(&self, ended: Ended, failed: Option<Error>) -> Ended {
        let complete = matches!(ended, Ended::Finished) && !self.stopped_early.load(Ordering::Relaxed);
        self.state.end_run(complete);
        let is_followed =
            matches!(ended, Ended::Rerun) || matches!(ended, Ended::Cancelled) && self.cancel.is_interrupt();
        if !is_followed {
            self.state.settle();
        }
        let ended = match failed {
            Some(error) if matches!(ended, Ended::Finished) => Ended::Failed(error),
            Some(error) => {
                log::warn!("{error:#}");
                ended
            }
            None => ended,
        };
        // A run that another follows shows nobody its card, and hands its clicks on: the other one is measured. Only what
        // would grow beyond all bounds, were each of many runs overtaken, ends here.
        let memory = self.environment.limits.memory;
        let most = if is_followed { memory.saturating_mul(2) } else { memory };
        match (self.measure(most), ended) {
            (None, ended) => ended,
            // What has ended otherwise has ended that way: whoever stopped or overtook the run is not told that it failed.
            (Some(error), ended @ (Ended::Failed(_) | Ended::Cancelled)) => {
                log::warn!("{error:#}");
                self.fail(error, Position::NONE);
                ended
            }
            (Some(error), _) => self.fail(error, Position::NONE),
        }
    }

    /// Measures what the session keeps of this run and those before. A session that keeps more than `most` bytes loses
    /// all of it; the error says so.
    fn measure(&self, most: usize) -> Option<Error> {
        // What the files' top levels have defined goes on this thread, with the run that has made it.
        self.lexical_scopes.lock().clear();
        self.imported.lock().clear();
        let types = self.environment.cache().types();
        let widgets = self.builder.lock().tree.widget_bytes();
        let constants = self.constants_bytes();
        let bytes = constants.and_then(|constants| self.state.measure(types, widgets + constants));
        let size = |bytes: usize| crate::value::size::format(bytes as u64);
        let kept = match bytes {
            Some(bytes) if bytes <= most => return None,
            Some(bytes) => format!(
                "The session keeps {} in `st.session_state`, in widgets and in constants, more than {}",
                size(bytes),
                size(most)
            ),
            None => format!(
                "The session keeps a value in `st.session_state` or in a constant that is nested more than {DEEPEST_MEASURED} levels deep"
            ),
        };
        // Which of the values is one too many, only the script knows; half of them would be a state that it never made.
        self.state.forget_values();
        *self.constants.lock() = None;
        self.state.measure(types, widgets);
        Some(
            Error::new(ErrorKind::Limit, format!("{kept}; all of it has been forgotten."))
                .hint("Keep less from run to run; what several sessions need is the job of `memo` and `singleton`."),
        )
    }

    /// `None` when one is nested too deep to be measured.
    fn constants_bytes(&self) -> Option<usize> {
        let types = self.environment.cache().types();
        let constants = self.constants.lock();
        let shared = constants.as_ref().and_then(|global| global.constants.as_ref());
        let locked = shared.and_then(|shared| locked_read(shared));
        locked.map_or(Some(0), |constants| constants.values().map(|value| measured(value, types)).sum())
    }

    /// `failed`: the error of a callback, whose card stands above the page that the script then draws all the same.
    fn evaluate(self: &Arc<Self>, input: &RunInput, failed: &mut Option<Error>) -> Evaluated<()> {
        self.deadline();
        if self.state.begin_run(&input.values, &input.triggers) {
            // A click that the script sees is one that it sees to the end.
            self.cancel.hold();
        }
        let engine = engine::for_run(&self.environment, &self.source, self);
        self.in_callbacks.store(true, Ordering::Relaxed);
        self.cancel.hold();
        let called = self.call_back(&engine, failed);
        self.cancel.let_go();
        self.in_callbacks.store(false, Ordering::Relaxed);
        called?;
        let last = Arc::new(Last {
            source: self.source.clone(),
            bindings: self.bindings.clone(),
            constants: self.constants.clone(),
        });
        let former = self.carried.lock().last.replace(last);
        drop(former);
        engine.run_ast_with_scope(&mut Scope::new(), &self.source.main().ast)
    }

    /// Calls the callbacks of the widgets that were changed or clicked: all of them, whether or not one fails or ends
    /// itself, and whatever the person does next. Only a stop ends it.
    ///
    /// A callback belongs to the version of the script that has drawn its widget, which may be an older one.
    fn call_back(&self, engine: &Engine, failed: &mut Option<Error>) -> Evaluated<()> {
        let source = self.last().map_or_else(|| self.source.clone(), |last| last.source.clone());
        let mut context = None;
        let mut signal = None;
        while let Some(widget) = self.state.next_callback() {
            if self.cancel.is_set() {
                return Err(Signal::Cancelled.raise());
            }
            let Some(callback) = widget.callback() else {
                continue;
            };
            let global = match &context {
                Some(global) => global,
                None => context.insert(engine::for_callbacks(engine, &source)?),
            };
            let place = (engine, callback.0.fn_name(), Some(source.name()), global, Position::NONE);
            let call = || callback.0.call_raw(&place.into(), None, widget.options().callback_args());
            let called = catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|panic| {
                self.builder.lock().leave_all();
                Err(diagnostics::raise(host_panicked(&*panic)))
            });
            let Err(error) = called else { continue };
            match Signal::of(&error) {
                // The callbacks that remain are called before the script runs again, or before the run ends.
                Some(Signal::Rerun | Signal::Stop) => signal = signal.or(Some(error)),
                Some(_) => return Err(error),
                None => self.callback_failed(&error, failed),
            }
        }
        signal.map_or(Ok(()), Err)
    }

    /// Draws the card of a callback's error, once for those that many clicks end in.
    fn callback_failed(&self, error: &EvalAltResult, failed: &mut Option<Error>) {
        let known = failed.as_ref().map(Error::report);
        let report = diagnostics::script_error(error, &self.source, &self.environment);
        if known != Some(report.report())
            && let Ended::Failed(error) = self.ended_by(error)
        {
            failed.get_or_insert(error);
        }
    }

    fn ended_by(&self, error: &EvalAltResult) -> Ended {
        match Signal::of(error) {
            Some(Signal::Stop) => {
                self.stopped_early.store(true, Ordering::Relaxed);
                Ended::Finished
            }
            Some(Signal::Rerun) => Ended::Rerun,
            Some(Signal::Cancelled) => Ended::Cancelled,
            Some(Signal::Time | Signal::Memory(_)) | None => self.fail(
                diagnostics::script_error(error, &self.source, &self.environment),
                diagnostics::place_of(error).unwrap_or(Position::NONE),
            ),
        }
    }

    /// Draws the error's card where the run has come to.
    fn fail(&self, error: Error, position: Position) -> Ended {
        let card = Exception::of(error.report().clone()).element();
        self.builder.lock().fail(card, position);
        Ended::Failed(error)
    }

    /// The run whose engine's tag this is.
    pub(in crate::script) fn of(tag: &Dynamic) -> Evaluated<Arc<Self>> {
        tag.read_lock::<Arc<Self>>().map(|run| run.clone()).ok_or_else(|| {
            diagnostics::raise(Error::new(ErrorKind::Host, "`st` can only be used while a script runs."))
        })
    }

    /// A number that no other run of this environment has.
    pub(in crate::script) const fn id(&self) -> u64 {
        self.id
    }

    /// Ends the run from outside.
    #[must_use]
    pub const fn cancel(&self) -> &Arc<Cancel> {
        &self.cancel
    }

    /// When the run has used up its time, of which waiting is a part; the first call begins it.
    pub(in crate::script) fn deadline(&self) -> Option<Instant> {
        *self.deadline.get_or_init(|| Instant::now().checked_add(self.environment.limits.time))
    }

    /// Lets the run be overtaken when it has drawn these widgets, which are older than what the person has done: what
    /// they call back is to know of it. With none, at once.
    pub fn interrupt_when_drawn(&self, widgets: Vec<String>) {
        *self.awaited.lock() = Some(widgets);
        self.interrupt_if_drawn();
    }

    fn interrupt_if_drawn(&self) {
        let awaited = self.awaited.lock();
        if awaited.as_ref().is_some_and(|widgets| widgets.iter().all(|id| self.state.is_drawn_anew(id))) {
            self.cancel.interrupt();
        }
    }

    /// What the session remembers.
    #[must_use]
    pub const fn state(&self) -> &Arc<SessionState> {
        &self.state
    }

    /// Whether the run draws, or changes the session's state, in this very moment, so that looking at that would wait.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.builder.is_locked() || self.state.is_locked()
    }

    /// What the run has drawn so far, for as long as the closure runs.
    pub fn with_tree<T>(&self, look: impl FnOnce(&Tree) -> T) -> T {
        look(&self.builder.lock().tree)
    }

    /// What `st.set_page_config` has set so far.
    #[must_use]
    pub fn page_config(&self) -> Option<PageConfig> {
        self.builder.lock().page.clone()
    }

    /// Calls `then` with the context of an engine of this run, for functions that run outside of the script's own order.
    /// `global` is what the functions see: other functions, modules, constants.
    pub(in crate::script) fn evaluate_detached<T>(
        self: &Arc<Self>,
        mut global: GlobalRuntimeState,
        then: impl FnOnce(&NativeCallContext) -> Evaluated<T>,
    ) -> Evaluated<T> {
        let engine = engine::for_run(&self.environment, &self.source, self);
        global.tag = engine.new_global_runtime_state().tag;
        let source = global.source.clone();
        let context = NativeCallContext::new_with_all_fields(
            &engine,
            "detached",
            source.as_deref(),
            &global,
            rhai::Position::NONE,
        );
        catch_unwind(AssertUnwindSafe(|| then(&context)))
            .unwrap_or_else(|panic| Err(diagnostics::raise(host_panicked(&*panic))))
    }

    /// What all runs of the app share.
    pub(in crate::script) const fn environment(&self) -> &Arc<Environment> {
        &self.environment
    }

    /// The script.
    pub(in crate::script) const fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// Takes what the run leaves for the next one, when it has ended.
    #[must_use]
    pub(super) fn take_carried(&self) -> Carried {
        std::mem::take(&mut self.carried.lock())
    }
}

fn host_panicked(panic: &(dyn Any + Send)) -> Error {
    Error::new(ErrorKind::Host, format!("A function of the host panicked: {}.", panic_text(panic)))
        .hint("The mistake is in the program that hosts this script, not in the script; its log says where.")
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}
