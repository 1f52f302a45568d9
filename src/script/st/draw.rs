//! The commands that draw: from the arguments of a call to the run's builder.

use rhai::{Dynamic, FnPtr, NativeCallContext};

use super::{Call, Raised, raised};
use crate::element::{Args, Entry, Host};
use crate::error::{Error, ErrorKind, Result};
use crate::script::run::Origin;

/// Draws what a call describes and gives what it returns.
pub(super) fn draw(entry: &Entry, call: &Call, args: Vec<Dynamic>) -> std::result::Result<Dynamic, Raised> {
    let mut host = CallHost { context: call.context, failed: None };
    // A widget inside a cached function is kept with what it was called with.
    let kept = if call.run.is_recording() { args.clone() } else { Vec::new() };
    let mut args = raised(Args::new(&entry.spec, args))?;
    let drawing = match (entry.build)(&mut args, &mut host) {
        Ok(drawing) => drawing,
        Err(error) => {
            // A script function that failed keeps its own error, with its place and frames.
            return Err(host.failed.unwrap_or_else(|| super::diagnostics::raise(error)));
        }
    };
    let place = call.context.call_source().map(|file| (file, call.context.call_position()));
    raised(call.run.draw(call.handle, drawing, &Origin { args: &kept, place }))
}

/// What a command may ask of the run: to call script functions.
struct CallHost<'a> {
    context: &'a NativeCallContext<'a>,
    failed: Option<Raised>,
}

impl Host for CallHost<'_> {
    fn call(&mut self, function: &FnPtr, args: Vec<Dynamic>) -> Result<Dynamic> {
        function.call_raw(self.context, None, args).map_err(|error| {
            self.failed = Some(error);
            Error::new(ErrorKind::Script, "A function of the script failed.")
        })
    }
}
