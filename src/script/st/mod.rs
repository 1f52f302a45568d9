//! The `st` of scripts: every command that draws, from the registry, and the commands that control the run.

mod control;
mod draw;
mod session_state;
mod write;

use std::sync::{Arc, OnceLock};

use rhai::{Dynamic, EvalAltResult, FuncRegistration, Module, NativeCallContext, Shared};
use std::any::TypeId;

use super::run::Handle;
use super::{Run, diagnostics, memo};
use crate::element::{Args, CommandSpec, registry};
use crate::error::Result;
use crate::protocol::Root;
use crate::rhai_internals::RhaiFunc;
use crate::value::SharedValue;

pub use session_state::SessionStateHandle;

/// What error messages call the type of `st`.
pub(super) const TYPE_NAME: &str = "st";

/// What can be read from `st` without a call.
pub(super) const PROPERTIES: &[&str] = &["sidebar", "session_state"];

/// Positional arguments beyond those that a command takes, for which it is still the one to complain.
const SPARE_ARGUMENTS: usize = 3;

/// Every command of the surface, in the order of the reference.
#[must_use]
pub fn specs() -> &'static [CommandSpec] {
    static SPECS: OnceLock<Vec<CommandSpec>> = OnceLock::new();
    SPECS.get_or_init(|| {
        let write = write::spec();
        let draw = registry::entries().iter().map(|entry| entry.spec.clone());
        let control = control::entries().iter().map(|entry| entry.spec.clone());
        std::iter::once(write).chain(draw).chain(control).chain(memo::specs().iter().cloned()).collect()
    })
}

/// One call of a command, on its way from the script.
pub(super) struct Call<'a> {
    pub(super) context: &'a NativeCallContext<'a>,
    pub(super) run: Arc<Run>,
    pub(super) handle: Handle,
}

type Raised = Box<EvalAltResult>;

/// The module that holds all of `st`, to be registered globally.
pub(super) fn module() -> Module {
    let mut module = Module::new();
    module.set_custom_type::<Handle>(TYPE_NAME);
    for entry in registry::entries() {
        command(&mut module, &entry.spec, |call, args| draw::draw(entry, call, args));
    }
    for entry in control::entries() {
        command(&mut module, &entry.spec, |call, args| {
            let mut args = Args::new(&entry.spec, args).map_err(diagnostics::raise)?;
            (entry.call)(call, &mut args)
        });
    }
    write::register(&mut module);
    session_state::register(&mut module);
    memo::register(&mut module);
    FuncRegistration::new_getter("sidebar")
        .in_global_namespace()
        .with_purity(true)
        .set_into_module(&mut module, |handle: &mut Handle| Handle::root(Root::Sidebar, handle.run));
    FuncRegistration::new_getter("open")
        .in_global_namespace()
        .with_purity(true)
        .set_into_module(&mut module, |handle: &mut Handle| handle.open.map_or(Dynamic::UNIT, Dynamic::from));
    module
}

/// Registers a command for every number of arguments that it may be called with.
fn command(
    module: &mut Module,
    spec: &CommandSpec,
    call: impl Fn(&Call, Vec<Dynamic>) -> std::result::Result<Dynamic, Raised> + Clone + Send + Sync + 'static,
) {
    for count in 0..=spec.positional() + 1 + SPARE_ARGUMENTS {
        method(module, spec.name, count, call.clone());
    }
}

/// Registers a method of `st` that takes `count` arguments of any type.
fn method(
    module: &mut Module,
    name: &str,
    count: usize,
    call: impl Fn(&Call, Vec<Dynamic>) -> std::result::Result<Dynamic, Raised> + Send + Sync + 'static,
) {
    let function = move |context: Option<NativeCallContext>, args: &mut [&mut Dynamic]| {
        let context = context.expect("registered as needing the context");
        let (subject, args) = args.split_first_mut().expect("a method has a subject");
        let handle = *subject.read_lock::<Handle>().expect("registered for handles");
        let call_data = Call { run: Run::of(context.tag().unwrap_or(&Dynamic::UNIT))?, context: &context, handle };
        // A captured variable comes shared; what a command takes is its value now.
        let args = args.iter_mut().map(|arg| SharedValue::plain(arg)).collect();
        call(&call_data, args)
    };
    let mut types = vec![TypeId::of::<Dynamic>(); count + 1];
    types[0] = TypeId::of::<Handle>();
    module.set_fn_raw_with_options(
        FuncRegistration::new(name).in_global_namespace(),
        types,
        RhaiFunc::Method { func: Shared::new(function), has_context: true, is_pure: true, is_volatile: true },
    );
}

/// Turns an error of ours into one of the script.
fn raised<T>(result: Result<T>) -> std::result::Result<T, Raised> {
    result.map_err(diagnostics::raise)
}
