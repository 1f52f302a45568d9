//! The object that `singleton` hands out.
//!
//! Rhai copies a shared value when it is put into a variable (`let s = store();`), and its own lock fails instead of
//! waiting, so the object is a type with a lock of its own. Whatever a script does with it is done to the value inside: reading and writing under the lock, which
//! is never held while script code runs, so that two runs can not wait for each other.

use std::sync::Arc;

use parking_lot::RwLock;
use rhai::{
    Array, Dynamic, Engine, EvalAltResult, FnPtr, FuncRegistration, ImmutableString, Map, Module,
    NativeCallContext,
};

use crate::element::describe;
use crate::error::{Error, ErrorKind};
use crate::script::diagnostics;

/// A value that all callers of a singleton share.
#[derive(Debug, Clone)]
pub(in crate::script) struct SharedValue(Arc<RwLock<Dynamic>>);

type Raised = Box<EvalAltResult>;

/// How often `update` begins again because another run was faster.
const MOST_TRIES: usize = 10_000;

impl SharedValue {
    /// Wraps what a function has returned. What can not be changed needs no lock.
    pub(super) fn wrap(value: Dynamic) -> Dynamic {
        let value = value.flatten();
        let changes =
            value.is_array() || value.is_map() || value.is_blob() || value.is_variant();
        if changes && !value.is::<Self>() {
            return Dynamic::from(Self(Arc::new(RwLock::new(value))));
        }
        value
    }

    /// A copy of the value as it is now.
    pub(in crate::script) fn snapshot(&self) -> Dynamic {
        self.0.read().clone()
    }

    /// The value itself in place of a shared object, for whoever needs the value.
    pub(in crate::script) fn unwrapped(value: Dynamic) -> Dynamic {
        let shared = value.read_lock::<Self>().map(|shared| shared.clone());
        match shared {
            Some(shared) => shared.snapshot(),
            None => value.flatten(),
        }
    }

    fn read<T>(&self, look: impl FnOnce(&Dynamic) -> T) -> T {
        look(&self.0.read())
    }

    fn write<T>(&self, change: impl FnOnce(&mut Dynamic) -> T) -> T {
        change(&mut self.0.write())
    }

    fn item(&self, key: &Dynamic) -> Result<Dynamic, Raised> {
        self.read(|value| {
            if let (Some(map), Ok(key)) = (
                value.read_lock::<Map>(),
                key.as_immutable_string_ref().map(|key| key.to_string()),
            ) {
                return Ok(map.get(key.as_str()).cloned().unwrap_or(Dynamic::UNIT));
            }
            if let (Some(array), Ok(index)) = (value.read_lock::<Array>(), key.as_int()) {
                return place(index, array.len())
                    .map(|index| array[index].clone())
                    .ok_or_else(|| no_item(value, key));
            }
            Err(no_item(value, key))
        })
    }

    fn set_item(&self, key: &Dynamic, item: Dynamic) -> Result<(), Raised> {
        self.write(|value| {
            if let Ok(key) = key.as_immutable_string_ref().map(|key| key.to_string())
                && let Some(mut map) = value.write_lock::<Map>()
            {
                map.insert(key.as_str().into(), item.flatten());
                return Ok(());
            }
            let len = value.read_lock::<Array>().map(|array| array.len());
            let index = key.as_int().ok().zip(len).and_then(|(index, len)| place(index, len));
            match (index, value.write_lock::<Array>()) {
                (Some(index), Some(mut array)) => {
                    array[index] = item.flatten();
                    Ok(())
                }
                _ => Err(no_item(&Dynamic::UNIT, key)),
            }
        })
    }

    /// `s.update(|value| …)`: puts the function's result in place of the value, unless another run has changed the value
    /// meanwhile; then the function is called again with what it is now. No lock is held while the function runs.
    fn update(&self, context: &NativeCallContext, function: &FnPtr) -> Result<Dynamic, Raised> {
        for _ in 0..MOST_TRIES {
            let before = self.snapshot();
            let after = function
                .call_raw(context, None, [before.clone()])?
                .flatten();
            let types = crate::value::HostTypes::default();
            let print = |value: &Dynamic| crate::value::fingerprint(value, &types).ok();
            let known = print(&before);
            let stored = self.write(|value| {
                let unchanged = known.is_none() || print(value) == known;
                if unchanged {
                    *value = after.clone();
                }
                unchanged
            });
            if stored {
                return Ok(after);
            }
        }
        Err(diagnostics::raise(Error::new(
            ErrorKind::Script,
            "`update` gave up: other runs change the value all the time.",
        )))
    }
}

fn place(index: i64, len: usize) -> Option<usize> {
    let index = match usize::try_from(index) {
        Ok(index) => index,
        Err(_) => len.checked_sub(usize::try_from(index.unsigned_abs()).ok()?)?,
    };
    (index < len).then_some(index)
}

fn no_item(value: &Dynamic, key: &Dynamic) -> Raised {
    diagnostics::raise(Error::new(
        ErrorKind::Script,
        format!("{} has no item {}.", describe(value), describe(key)),
    ))
}

pub(super) fn register(module: &mut Module) {
    module.set_custom_type::<SharedValue>("singleton");
    let named = |name: &str| {
        FuncRegistration::new(name)
            .in_global_namespace()
            .with_purity(true)
            .with_volatility(true)
    };
    FuncRegistration::new_index_getter()
        .in_global_namespace()
        .with_purity(true)
        .with_volatility(true)
        .set_into_module(module, |shared: &mut SharedValue, key: Dynamic| shared.item(&key));
    FuncRegistration::new_index_setter()
        .in_global_namespace()
        .with_purity(true)
        .with_volatility(true)
        .set_into_module(module, |shared: &mut SharedValue, key: Dynamic, item: Dynamic| {
            shared.set_item(&key, item)
        });
    named("update").set_into_module(
        module,
        |context: NativeCallContext, shared: &mut SharedValue, function: FnPtr| {
            shared.update(&context, &function)
        },
    );
    // A copy of the value, as `let` makes of any other.
    named("get").set_into_module(module, |shared: &mut SharedValue| shared.snapshot());
    named("get").set_into_module(module, |shared: &mut SharedValue, key: ImmutableString| {
        shared.item(&key.into())
    });
    named("to_string").set_into_module(module, |shared: &mut SharedValue| {
        shared.read(ToString::to_string)
    });
    named("to_debug").set_into_module(module, |shared: &mut SharedValue| {
        shared.read(|value| format!("{value:?}"))
    });
    module.set_iter(std::any::TypeId::of::<SharedValue>(), |value| {
        let items = SharedValue::unwrapped(value);
        Box::new(items.try_cast::<Array>().unwrap_or_default().into_iter())
    });
}

/// Lets every native function that takes the value inside take the shared object: a call that found no function is made
/// again with the value in its place.
pub(in crate::script) fn install(engine: &mut Engine) {
    #[allow(deprecated, reason = "volatile, says its author, not deprecated")]
    engine.on_missing_function(|name, args, _, mut context| {
        // The callback is also called when a native function has failed: only shared objects are of interest.
        let is_shared = |arg: &Dynamic| arg.is::<SharedValue>();
        if name.contains('$') || name == "update" || !args.iter().any(|arg| is_shared(arg)) {
            return Ok(None);
        }
        let subject = args[0].read_lock::<SharedValue>().map(|shared| shared.clone());
        let mut rest: Vec<Dynamic> = args[1..]
            .iter()
            .map(|arg| SharedValue::unwrapped((**arg).clone()))
            .collect();
        let calls_back = rest.iter().any(Dynamic::is_fnptr);
        let Some(shared) = subject else {
            let mut first = (*args[0]).clone();
            return call(&mut context, name, &mut first, &mut rest).map(Some);
        };
        if calls_back {
            // The function may reach the object again, so it works on a copy, which then takes the value's place.
            let mut copy = shared.snapshot();
            let result = call(&mut context, name, &mut copy, &mut rest)?;
            shared.write(|value| *value = copy);
            return Ok(Some(result));
        }
        shared
            .write(|value| call(&mut context, name, value, &mut rest))
            .map(Some)
    });
}

fn call(
    context: &mut rhai::EvalContext,
    name: &str,
    first: &mut Dynamic,
    rest: &mut [Dynamic],
) -> Result<Dynamic, Raised> {
    let mut args: Vec<&mut Dynamic> = std::iter::once(first).chain(rest).collect();
    context.call_native_fn_raw(name, true, &mut args)
}
