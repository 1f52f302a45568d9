use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::{Mutex, MutexGuard};
use rhai::{Dynamic, Engine, EvalAltResult, Position, Scope};

use super::canvas::{Canvas, Floating};
use super::handle::{Handle, Target};
use super::signal::Signal;
use super::{Cancel, Environment, Source, diagnostics, engine};
use crate::element::{Drawing, Element, Exception};
use crate::error::{Error, ErrorKind, Result};
use crate::protocol::messages::Values;
use crate::protocol::{Node, PageConfig, Tree};
use crate::state::SessionState;

/// One run of a script: what its `st` calls draw on, and where their widgets find their values.
#[derive(Debug)]
pub struct Run {
    id: u64,
    environment: Arc<Environment>,
    source: Arc<Source>,
    state: Arc<SessionState>,
    cancel: Arc<Cancel>,
    canvas: Mutex<Canvas>,
    /// `st.stop()` has ended the run before its last line.
    stopped_early: AtomicBool,
}

/// What the page has sent for a run.
#[derive(Debug, Clone, Default)]
pub struct RunInput {
    /// The values of widgets that have changed.
    pub values: Values,
    /// Values for this run only: clicks.
    pub triggers: Values,
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
    /// Prepares a run of `source` for the session whose state is `state`.
    #[must_use]
    pub fn new(
        environment: &Arc<Environment>,
        source: &Arc<Source>,
        state: &Arc<SessionState>,
    ) -> Arc<Self> {
        Arc::new(Self {
            id: environment.next_run(),
            environment: environment.clone(),
            source: source.clone(),
            state: state.clone(),
            cancel: Arc::default(),
            canvas: Mutex::default(),
            stopped_early: AtomicBool::new(false),
        })
    }

    /// Runs callbacks and script to their end. Blocks; to be called on a thread that may.
    ///
    /// A panic of a host function ends the run like an error.
    pub fn execute(self: &Arc<Self>, input: &RunInput) -> Ended {
        let outcome = catch_unwind(AssertUnwindSafe(|| self.evaluate(input)));
        let ended = match outcome {
            Ok(Ok(())) => Ended::Finished,
            Ok(Err(error)) => self.ended_by(&error),
            Err(panic) => {
                self.canvas.lock().leave_all();
                self.fail(
                    Error::new(
                        ErrorKind::Host,
                        format!("A function of the host panicked: {}.", panic_text(&*panic)),
                    )
                    .hint("The mistake is in the program that hosts this script, not in the script; its log says where."),
                    Position::NONE,
                )
            }
        };
        let complete =
            matches!(ended, Ended::Finished) && !self.stopped_early.load(Ordering::Relaxed);
        self.state.end_run(complete);
        if !(matches!(ended, Ended::Cancelled) && self.cancel.is_interrupt()) {
            self.state.forget_callbacks();
        }
        ended
    }

    fn evaluate(self: &Arc<Self>, input: &RunInput) -> Evaluated<()> {
        self.state.begin_run(&input.values, &input.triggers);
        let engine = engine::for_run(&self.environment, &self.source, self);
        self.call_back(&engine)?;
        self.state.set_drawn_by(self.source.clone());
        engine.run_ast_with_scope(&mut Scope::new(), &self.source.ast)
    }

    /// Calls the callbacks of the widgets that were changed or clicked.
    ///
    /// A callback belongs to the version of the script that has drawn its widget, which may be an older one.
    fn call_back(&self, engine: &Engine) -> Evaluated<()> {
        let drawn_by = self.state.drawn_by().and_then(|source| source.downcast::<Source>().ok());
        let source = drawn_by.unwrap_or_else(|| self.source.clone());
        let mut context = None;
        let mut rerun = None;
        loop {
            // A callback that has not begun is called by the run that follows.
            if self.cancel.is_set() {
                return Err(Signal::Cancelled.raise());
            }
            let Some(widget) = self.state.next_callback() else {
                break;
            };
            let Some(callback) = widget.callback() else {
                continue;
            };
            let global = match &context {
                Some(global) => global,
                None => context.insert(engine::for_callbacks(engine, &source)?),
            };
            let place = (engine, callback.0.fn_name(), Some(source.name()), global, Position::NONE);
            match callback.0.call_raw(&place.into(), None, widget.options().callback_args()) {
                // The callbacks that remain are called before the script runs again.
                Err(error) if Signal::of(&error) == Some(Signal::Rerun) => rerun = Some(error),
                Err(error) => return Err(error),
                Ok(_) => {}
            }
        }
        rerun.map_or(Ok(()), Err)
    }

    fn ended_by(&self, error: &EvalAltResult) -> Ended {
        match Signal::of(error) {
            Some(Signal::Stop) => {
                self.stopped_early.store(true, Ordering::Relaxed);
                Ended::Finished
            }
            Some(Signal::Rerun) => Ended::Rerun,
            Some(Signal::Cancelled) => Ended::Cancelled,
            Some(Signal::Time | Signal::Memory) | None => self.fail(
                diagnostics::script_error(error, &self.source, &self.environment.limits),
                diagnostics::place_of(error).unwrap_or(Position::NONE),
            ),
        }
    }

    /// Draws the error's card where the run has come to.
    fn fail(&self, error: Error, position: Position) -> Ended {
        let card = Exception::of(error.report().clone()).element();
        self.canvas.lock().fail(card, position);
        Ended::Failed(error)
    }

    /// The run whose engine's tag this is.
    pub(super) fn of(tag: &Dynamic) -> Evaluated<Arc<Self>> {
        tag.read_lock::<Arc<Self>>()
            .map(|run| run.clone())
            .ok_or_else(|| {
                diagnostics::raise(Error::new(
                    ErrorKind::Host,
                    "`st` can only be used while a script runs.",
                ))
            })
    }

    /// A number that no other run of this environment has.
    pub(super) const fn id(&self) -> u64 {
        self.id
    }

    /// Ends the run from outside.
    #[must_use]
    pub const fn cancel(&self) -> &Arc<Cancel> {
        &self.cancel
    }

    /// What the session remembers.
    #[must_use]
    pub const fn state(&self) -> &Arc<SessionState> {
        &self.state
    }

    /// What the run has drawn so far, for as long as the closure runs.
    pub fn with_tree<T>(&self, look: impl FnOnce(&Tree) -> T) -> T {
        look(&self.canvas.lock().tree)
    }

    /// What `st.set_page_config` has set so far.
    #[must_use]
    pub fn page_config(&self) -> Option<PageConfig> {
        self.canvas.lock().page.clone()
    }

    pub(super) fn set_page_config(&self, config: PageConfig) {
        self.canvas.lock().page = Some(config);
    }

    /// Draws what a call has described where its handle says; gives what the call returns.
    pub(super) fn draw(&self, handle: Handle, drawing: Drawing) -> Result<Dynamic> {
        match drawing {
            Drawing::Element(mut element) => {
                self.publish(&mut element);
                let id = self.canvas(handle)?.put(handle.target, Node::element(element));
                Ok(Dynamic::from(self.handle(Target::Element(id))))
            }
            Drawing::Block(block) => {
                let (outer, inner) = self.canvas(handle)?.put_block(handle.target, block);
                if inner.is_empty() {
                    return Ok(Dynamic::from(self.handle(Target::Container(outer))));
                }
                let handles = inner
                    .into_iter()
                    .map(|id| Dynamic::from(self.handle(Target::Container(id))));
                Ok(handles.collect::<rhai::Array>().into())
            }
            Drawing::Widget(widget) => {
                // The value comes first: a widget that can not be made draws nothing.
                let registered = self.state.register(&widget)?;
                let node = Node::widget(widget.element(), registered.id, registered.wire);
                self.canvas(handle)?.put(handle.target, node);
                Ok(registered.value)
            }
        }
    }

    const fn handle(&self, target: Target) -> Handle {
        Handle {
            target,
            run: self.id,
        }
    }

    fn publish(&self, element: &mut Element) {
        for payload in &mut element.payloads {
            self.environment.payloads().publish(payload);
        }
    }

    /// The canvas, for a handle of this run.
    fn canvas(&self, handle: Handle) -> Result<MutexGuard<'_, Canvas>> {
        // A closure of an earlier run that has captured `st` draws where the run of today is.
        if handle.run != self.id && handle.target != Target::Current {
            return Err(Error::new(
                ErrorKind::Script,
                "This handle belongs to an earlier run, whose elements are gone.",
            )
            .hint("Make the container or element anew in every run; keep values, not handles, in `st.session_state`."));
        }
        let canvas = self.canvas.lock();
        let most = self.environment.limits.elements;
        if canvas.tree.len() >= most {
            return Err(Error::new(
                ErrorKind::Limit,
                format!("The page has more than {most} elements."),
            )
            .hint("Show fewer, for example with `st.dataframe`."));
        }
        Ok(canvas)
    }

    pub(super) fn enter(&self, handle: Handle) -> Result<()> {
        self.canvas(handle)?.enter(handle.target)
    }

    pub(super) fn leave(&self, error: Option<Position>) {
        self.canvas.lock().leave(error);
    }

    pub(super) fn float(&self, handle: Handle, element: Element) -> Result<Floating> {
        Ok(self.canvas(handle)?.float(handle.target, element))
    }

    pub(super) fn sink(&self, floating: &Floating) {
        self.canvas.lock().sink(floating);
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}
