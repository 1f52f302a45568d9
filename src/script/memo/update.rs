//! `s.update(|value| …)`: a change of a singleton's object that depends on what it is now.

use rhai::{Dynamic, EvalAltResult, FnPtr, FuncRegistration, Module, NativeCallContext};

use crate::error::{Error, ErrorKind};
use crate::script::diagnostics;
use crate::value::{HostTypes, SharedValue, fingerprint};

/// How often a change begins again because another run was faster.
const MOST_TRIES: usize = 10_000;

pub(super) fn register(module: &mut Module) {
    FuncRegistration::new("update")
        .in_global_namespace()
        .with_purity(true)
        .with_volatility(true)
        .with_params_info(["object: singleton", "change: Fn", "value"])
        .with_comments(["/// Puts the function's result in place of the object's content, as one step for all runs."])
        .set_into_module(module, update);
}

/// Calls `change` with a copy of the content and puts its result in place of the content, unless another run has changed
/// that meanwhile; then `change` is called again with what it is now. No lock is held while script code runs.
fn update(context: NativeCallContext, object: &mut SharedValue, change: FnPtr) -> Result<Dynamic, Box<EvalAltResult>> {
    let types = HostTypes::default();
    for _ in 0..MOST_TRIES {
        let before = SharedValue::plain(&Dynamic::from(object.clone()));
        let known = fingerprint(&before, &types).ok();
        let after = change.call_raw(&context, None, [before])?;
        let content = SharedValue::of(&SharedValue::share(after.clone()))
            .map_or_else(|| after.clone(), |shared| shared.read(Dynamic::clone));
        let stored = object.write(|now| {
            let unchanged = known.is_none() || fingerprint(now, &types).ok() == known;
            if unchanged {
                *now = content;
            }
            unchanged
        });
        if stored {
            return Ok(after);
        }
    }
    Err(diagnostics::raise(Error::new(
        ErrorKind::Script,
        "`update` gave up: other runs change the object all the time.",
    )))
}
