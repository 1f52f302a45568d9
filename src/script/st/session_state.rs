//! `st.session_state`: what a session remembers between runs.

use std::sync::Arc;

use rhai::{Array, Dynamic, EvalAltResult, FuncRegistration, ImmutableString, Map, Module, NativeCallContext};

use super::raised;
use crate::error::{Error, ErrorKind, nearest};
use crate::script::Run;
use crate::script::run::Handle;
use crate::state::SessionState;

/// `st.session_state` in a script. It is a type of its own, so that `st.session_state.n += 1` works in closures too, where
/// captured variables are read-only.
#[derive(Debug, Clone, Copy)]
pub struct SessionStateHandle;

type Outcome<T> = Result<T, Box<EvalAltResult>>;

fn state(context: &NativeCallContext) -> Outcome<Arc<SessionState>> {
    Ok(Run::of(context.tag().unwrap_or(&Dynamic::UNIT))?.state().clone())
}

fn read(context: &NativeCallContext, key: &str) -> Outcome<Dynamic> {
    let state = state(context)?;
    if let Some(value) = state.get(key) {
        return Ok(value);
    }
    let error = Error::new(ErrorKind::SessionState, format!("`st.session_state` has no key `{key}`."));
    let keys = state.keys();
    raised(Err(match nearest(key, keys.iter().map(|key| &**key)) {
        Some(near) => error.hint(format!("Did you mean `{near}`?")),
        None => error.hint(format!(
            "Set it first: `if !({key:?} in st.session_state) {{ st.session_state[{key:?}] = …; }}`, or read it with `st.session_state.get({key:?}, default)`."
        )),
    }))
}

pub(super) fn register(module: &mut Module) {
    type Handled<'a> = &'a mut SessionStateHandle;
    module.set_custom_type::<SessionStateHandle>("session_state");
    let named = |name: &str, params: &[&str], doc: &str| {
        let params = std::iter::once("state: session_state").chain(params.iter().copied()).collect::<Vec<_>>();
        FuncRegistration::new(name)
            .in_global_namespace()
            .with_purity(true)
            .with_volatility(true)
            .with_params_info(params)
            .with_comments([format!("/// {doc}")])
    };
    FuncRegistration::new_getter("session_state")
        .in_global_namespace()
        .with_purity(true)
        .set_into_module(module, |_: &mut Handle| SessionStateHandle);
    // `st.session_state = …` is what `st.session_state.n += 1` ends with; the values are in place already.
    FuncRegistration::new_setter("session_state")
        .in_global_namespace()
        .with_purity(true)
        .set_into_module(module, |_: &mut Handle, _: SessionStateHandle| {});
    FuncRegistration::new_index_getter()
        .in_global_namespace()
        .with_purity(true)
        .with_volatility(true)
        .set_into_module(module, |context: NativeCallContext, _: Handled, key: ImmutableString| read(&context, &key));
    FuncRegistration::new_index_setter().in_global_namespace().with_purity(true).with_volatility(true).set_into_module(
        module,
        |context: NativeCallContext, _: Handled, key: ImmutableString, value: Dynamic| {
            raised(state(&context)?.set(&key, value))
        },
    );
    named(
        "contains",
        &["key: string", "bool"],
        "Whether there is a value under a key; also written `key in st.session_state`.",
    )
    .set_into_module(module, |context: NativeCallContext, _: Handled, key: ImmutableString| -> Outcome<bool> {
        Ok(state(&context)?.get(&key).is_some())
    });
    named("get", &["key: string", "?"], "The value under a key, or `()`.").set_into_module(
        module,
        |context: NativeCallContext, _: Handled, key: ImmutableString| -> Outcome<Dynamic> {
            Ok(state(&context)?.get(&key).unwrap_or(Dynamic::UNIT))
        },
    );
    named("get", &["key: string", "default: ?", "?"], "The value under a key, or another where there is none.")
        .set_into_module(
            module,
            |context: NativeCallContext, _: Handled, key: ImmutableString, default: Dynamic| -> Outcome<Dynamic> {
                Ok(state(&context)?.get(&key).unwrap_or(default))
            },
        );
    named("set", &["key: string", "value: ?", "()"], "Puts a value under a key.").set_into_module(
        module,
        |context: NativeCallContext, _: Handled, key: ImmutableString, value: Dynamic| {
            raised(state(&context)?.set(&key, value))
        },
    );
    named("remove", &["key: string", "?"], "Removes a key, and gives its value, or `()`.").set_into_module(
        module,
        |context: NativeCallContext, _: Handled, key: ImmutableString| -> Outcome<Dynamic> {
            let state = state(&context)?;
            let value = state.get(&key).unwrap_or(Dynamic::UNIT);
            state.remove(&key);
            Ok(value)
        },
    );
    named("keys", &["Array"], "All keys, in alphabetical order.").set_into_module(
        module,
        |context: NativeCallContext, _: Handled| -> Outcome<Array> {
            let keys = state(&context)?.keys();
            Ok(keys.iter().map(|key| Dynamic::from(ImmutableString::from(&**key))).collect())
        },
    );
    named("len", &["int"], "How many keys there are.").set_into_module(
        module,
        |context: NativeCallContext, _: Handled| -> Outcome<i64> {
            Ok(i64::try_from(state(&context)?.keys().len()).unwrap_or(i64::MAX))
        },
    );
    named("clear", &["()"], "Removes all keys.").set_into_module(
        module,
        |context: NativeCallContext, _: Handled| -> Outcome<()> {
            state(&context)?.clear();
            Ok(())
        },
    );
    named("pop", &["key: string", "?"], "Removes a key, and gives its value; an error where there is none.")
        .set_into_module(module, |context: NativeCallContext, _: Handled, key: ImmutableString| -> Outcome<Dynamic> {
            let value = read(&context, &key)?;
            state(&context)?.remove(&key);
            Ok(value)
        });
    named(
        "pop",
        &["key: string", "default: ?", "?"],
        "Removes a key, and gives its value, or another where there is none.",
    )
    .set_into_module(
        module,
        |context: NativeCallContext, _: Handled, key: ImmutableString, default: Dynamic| -> Outcome<Dynamic> {
            let state = state(&context)?;
            let value = state.get(&key).unwrap_or(default);
            state.remove(&key);
            Ok(value)
        },
    );
    named(
        "setdefault",
        &["key: string", "default: ?", "?"],
        "The value under a key; where there is none, the default is put there first.",
    )
    .set_into_module(
        module,
        |context: NativeCallContext, _: Handled, key: ImmutableString, default: Dynamic| -> Outcome<Dynamic> {
            let state = state(&context)?;
            if let Some(value) = state.get(&key) {
                return Ok(value);
            }
            raised(state.set(&key, default.clone()))?;
            Ok(default)
        },
    );
    named("update", &["values: Map", "()"], "Puts all values of a map under their keys.").set_into_module(
        module,
        |context: NativeCallContext, _: Handled, values: Map| -> Outcome<()> {
            let state = state(&context)?;
            values.into_iter().try_for_each(|(key, value)| raised(state.set(&key, value)))
        },
    );
    named("values", &["Array"], "All values, in the order of their keys.").set_into_module(
        module,
        |context: NativeCallContext, _: Handled| -> Outcome<Array> {
            Ok(entries(&*state(&context)?).map(|(_, value)| value).collect())
        },
    );
    named("items", &["Array"], "All keys with their values, as arrays of two.").set_into_module(
        module,
        |context: NativeCallContext, _: Handled| -> Outcome<Array> {
            let pair = |(key, value): (ImmutableString, Dynamic)| Dynamic::from_array(vec![key.into(), value]);
            Ok(entries(&*state(&context)?).map(pair).collect())
        },
    );
    for name in ["to_map", "to_dict"] {
        named(name, &["Map"], "All keys with their values, as a map.")
            .set_into_module(module, |context: NativeCallContext, _: Handled| -> Outcome<Map> {
                Ok(state(&context)?.to_map())
            });
    }
}

/// All keys with their values, in alphabetical order.
fn entries(state: &SessionState) -> impl Iterator<Item = (ImmutableString, Dynamic)> {
    state.to_map().into_iter().map(|(key, value)| (key.as_str().into(), value))
}
