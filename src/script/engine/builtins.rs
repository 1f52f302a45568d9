//! Functions that every script has besides Rhai's own: `print` and `debug` with their place, `sleep`, and the functions
//! that make a value of a given length, bounded.

use std::sync::Arc;
use std::time::Duration;

use rhai::{
    Array, Blob, Dynamic, EvalAltResult, FnPtr, FuncRegistration, ImmutableString, Instant, Map, Module,
    NativeCallContext, Position,
};

use super::Limits;
use crate::error::{Error, ErrorKind};
use crate::rhai_internals::is_valid_function_name;
use crate::script::run::{Handle, Signal};
use crate::script::{Run, diagnostics};
use crate::value::{DEEPEST_MEASURED, HostTypes, measured, size};

type Outcome<T> = Result<T, Box<EvalAltResult>>;

/// The log target of what scripts print.
pub(in crate::script) const LOG_TARGET: &str = "stscript::script";

pub(in crate::script) fn module(limits: &Limits) -> Module {
    let mut module = Module::new();
    log_functions(&mut module);
    // Rhai has a `sleep` for each type of number, which cannot be ended: all of them are replaced.
    sleep_of(&mut module, |seconds: i64| seconds as f64);
    sleep_of(&mut module, |seconds: f64| seconds);
    sleep_of(&mut module, |_: Dynamic| f64::NAN);
    bounded(&mut module, limits.items, limits.memory);
    taken_apart(&mut module, limits.memory);
    by_name(&mut module);
    FuncRegistration::new("get")
        .in_global_namespace()
        .with_purity(true)
        .with_params_info(["map: Map", "key: string", "default", "value"])
        .with_comments(["/// The value under a key, or another where the map has no such key."])
        .set_into_module(&mut module, |map: &mut Map, key: &str, default: Dynamic| {
            map.get(key).cloned().unwrap_or(default)
        });
    module
}

/// `print` and `debug`. Rhai has one for each type of its own, which does not know its place: all of them are replaced.
fn log_functions(module: &mut Module) {
    log_of::<Dynamic>(module);
    log_of::<ImmutableString>(module);
    log_of::<char>(module);
    log_of::<bool>(module);
    log_of::<i64>(module);
    log_of::<f64>(module);
    log_of::<()>(module);
    log_of::<FnPtr>(module);
    log_of::<Array>(module);
    log_of::<Map>(module);
    log_of::<Blob>(module);
    log_of::<Instant>(module);
    for name in ["print", "debug"] {
        let nothing = |ctx: NativeCallContext| log(&ctx, log::Level::Info, "");
        FuncRegistration::new(name).in_global_namespace().set_into_module(module, nothing);
    }
}

fn log_of<T: Clone + Send + Sync + 'static>(module: &mut Module) {
    let named = |name: &str, doc: &str| {
        let set = FuncRegistration::new(name).in_global_namespace().with_params_info(["value: ?", "()"]);
        set.with_comments([format!("/// {doc}")])
    };
    named("print", "Writes a value to the log, with its place in the script.").set_into_module(
        module,
        |ctx: NativeCallContext, value: T| {
            let value = Dynamic::from(value);
            let shown = value.read_lock::<Handle>().map_or_else(|| crate::element::shown(&value), |st| st.to_string());
            log(&ctx, log::Level::Info, &shown)
        },
    );
    named("debug", "Writes a value to the log of level debug, with its place in the script.")
        .set_into_module(module, |ctx: NativeCallContext, value: T| {
            log(&ctx, log::Level::Debug, &format!("{:?}", Dynamic::from(value)))
        });
}

/// Logs what a script prints, with its place.
fn log(ctx: &NativeCallContext, level: log::Level, text: &str) -> ImmutableString {
    let file = ctx.call_source().unwrap_or("script");
    match ctx.call_position().line() {
        Some(line) => log::log!(target: LOG_TARGET, level, "{file}:{line}: {text}"),
        None => log::log!(target: LOG_TARGET, level, "{file}: {text}"),
    }
    // Rhai prints what these return; it has nothing to print, since only here the place is known.
    ImmutableString::new()
}

fn sleep_of<T: Clone + Send + Sync + 'static>(module: &mut Module, seconds: impl Fn(T) -> f64 + Send + Sync + 'static) {
    FuncRegistration::new("sleep")
        .in_global_namespace()
        .with_volatility(true)
        .with_params_info(["seconds: number", "()"])
        .with_comments(["/// Waits for some seconds; the wait ends at once when the run is stopped."])
        .set_into_module(module, move |ctx: NativeCallContext, time: T| sleep(&ctx, seconds(time)));
}

fn sleep(ctx: &NativeCallContext, seconds: f64) -> Outcome<()> {
    let duration =
        Duration::try_from_secs_f64(seconds).map_err(|_| error("`sleep` takes a number of seconds, at least 0."))?;
    let run = ctx.tag().and_then(rhai::Dynamic::read_lock::<Arc<Run>>);
    match run.map(|run| run.clone()) {
        Some(run) => run.sleep(duration),
        None => {
            std::thread::sleep(duration);
            Ok(())
        }
    }
}

fn error(message: impl Into<String>) -> Box<EvalAltResult> {
    EvalAltResult::ErrorRuntime(message.into().into(), Position::NONE).into()
}

/// The functions of Rhai that make a value as long as a number says, in a single operation.
fn bounded(module: &mut Module, most: usize, memory: usize) {
    replace::<ImmutableString, ImmutableString>(module, most);
    replace::<ImmutableString, char>(module, most);
    replace::<char, ImmutableString>(module, most);
    let check = move |len: i64| -> Outcome<usize> {
        match usize::try_from(len) {
            Ok(len) if len > most => {
                Err(error(format!("{len} items are more than a script can make at once ({most}).")))
            }
            Ok(len) => Ok(len),
            Err(_) => Ok(0),
        }
    };
    let mut set = |name: &str, f: &dyn Fn(FuncRegistration, &mut Module)| {
        f(FuncRegistration::new(name).in_global_namespace().with_volatility(false), module);
    };
    set("pad", &move |f, module| {
        f.set_into_module(module, move |array: &mut Array, len: i64, item: Dynamic| -> Outcome<()> {
            let len = check(len)?.max(array.len());
            // Each place gets a copy of its own.
            let Some(each) = measured(&item, &HostTypes::new()) else {
                return Err(error(format!(
                    "`pad` cannot copy what is nested more than {DEEPEST_MEASURED} levels deep."
                )));
            };
            fits((len - array.len()).saturating_mul(each), memory)?;
            array.resize(len, item);
            Ok(())
        });
    });
    set("pad", &move |f, module| {
        f.set_into_module(module, move |text: &mut ImmutableString, len: i64, with: ImmutableString| -> Outcome<()> {
            pad_text(text, check(len)?, &with);
            Ok(())
        });
    });
    set("pad", &move |f, module| {
        f.set_into_module(module, move |text: &mut ImmutableString, len: i64, with: char| -> Outcome<()> {
            pad_text(text, check(len)?, &with.to_string());
            Ok(())
        });
    });
    set("pad", &move |f, module| {
        f.set_into_module(module, move |blob: &mut Blob, len: i64, byte: i64| -> Outcome<()> {
            let len = check(len)?.max(blob.len());
            blob.resize(len, byte.to_le_bytes()[0]);
            Ok(())
        });
    });
    set("blob", &move |f, module| {
        f.set_into_module(module, move |len: i64| -> Outcome<Blob> { Ok(vec![0; check(len)?]) });
    });
    set("blob", &move |f, module| {
        f.set_into_module(module, move |len: i64, byte: i64| -> Outcome<Blob> {
            Ok(vec![byte.to_le_bytes()[0]; check(len)?])
        });
    });
}

/// Whether a single operation may make a value of so many bytes.
fn fits(bytes: usize, memory: usize) -> Outcome<()> {
    if bytes <= memory {
        return Ok(());
    }
    Err(error(format!(
        "This would make {}, more than a run may take ({}).",
        size::format(bytes as u64),
        size::format(memory as u64)
    )))
}

/// The functions of Rhai for arrays that take a function by its name in a string: what they call is not to be seen in
/// the script, so that they would go past what `memo` knows. A string is a value to `index_of`, and to all others an error.
fn by_name(module: &mut Module) {
    let set = |name: &str| FuncRegistration::new(name).in_global_namespace().with_purity(true);
    for name in ["map", "filter", "some", "all", "dedup", "reduce", "reduce_rev", "sort", "drain", "retain"] {
        set(name).set_into_module(module, move |_: &mut Array, function: ImmutableString| not_by_name(name, &function));
    }
    for name in ["reduce", "reduce_rev"] {
        set(name).set_into_module(module, move |_: &mut Array, function: ImmutableString, _: Dynamic| {
            not_by_name(name, &function)
        });
    }
    set("index_of").set_into_module(module, |ctx: NativeCallContext, array: &mut Array, item: ImmutableString| {
        index_of(&ctx, array, item, 0)
    });
    set("index_of").set_into_module(
        module,
        |ctx: NativeCallContext, array: &mut Array, item: ImmutableString, start: i64| {
            let len = i64::try_from(array.len()).unwrap_or(i64::MAX);
            let start = if start < 0 { (len + start).max(0) } else { start };
            index_of(&ctx, array, item, usize::try_from(start).unwrap_or(usize::MAX))
        },
    );
}

fn not_by_name(caller: &str, function: &str) -> Outcome<Dynamic> {
    let error =
        Error::new(ErrorKind::Argument, format!("`{caller}` takes a function, but got the string {function:?}."));
    let name = if is_valid_function_name(function) { function } else { "name" };
    Err(diagnostics::raise(error.hint(format!(
        "Give it the function itself, `{caller}({name})`, or one that is known by a computed name, `{caller}(Fn(name))`."
    ))))
}

/// The place of the first item from `start` on that equals a string.
fn index_of(ctx: &NativeCallContext, array: &mut Array, item: ImmutableString, start: usize) -> Outcome<i64> {
    let mut item = Dynamic::from(item);
    for (index, known) in array.iter_mut().enumerate().skip(start) {
        let equal = ctx.call_native_fn_raw("==", true, &mut [known, &mut item]);
        // Of two types that nobody can compare no value equals the other.
        let equal = equal.or_else(|error| match *error {
            EvalAltResult::ErrorFunctionNotFound(..) => Ok(Dynamic::FALSE),
            _ => Err(error),
        })?;
        if equal.as_bool().unwrap_or(false) {
            return Ok(i64::try_from(index).unwrap_or(i64::MAX));
        }
    }
    Ok(-1)
}

/// What a value takes in an array.
const IN_ARRAY: usize = std::mem::size_of::<Dynamic>();

/// What a string of its own takes in an array, besides its letters.
const STRING_IN_ARRAY: usize = IN_ARRAY + 48;

/// The functions of Rhai that take a string or blob apart: each letter, byte or part becomes a value, which takes many
/// times as much.
fn taken_apart(module: &mut Module, memory: usize) {
    let set = |name: &str| FuncRegistration::new(name).in_global_namespace().with_volatility(false).with_purity(true);
    set("to_chars").set_into_module(module, move |text: &mut ImmutableString| -> Outcome<Array> {
        fits(text.len().saturating_mul(IN_ARRAY), memory)?;
        Ok(text.chars().map(Into::into).collect())
    });
    set("to_array").set_into_module(module, move |blob: &mut Blob| -> Outcome<Array> {
        fits(blob.len().saturating_mul(IN_ARRAY), memory)?;
        Ok(blob.iter().map(|byte| Dynamic::from(i64::from(*byte))).collect())
    });
    set("split").set_into_module(module, move |text: &mut ImmutableString| -> Outcome<Array> {
        if text.is_empty() {
            return Ok(vec![text.clone().into()]);
        }
        let parts = text.split_whitespace().count();
        fits(text.len().saturating_add(parts.saturating_mul(STRING_IN_ARRAY)), memory)?;
        Ok(text.split_whitespace().map(Into::into).collect())
    });
    split_at::<ImmutableString>(module, memory);
    split_at::<char>(module, memory);
}

/// `split` and `split_rev` at `At`, into any number of parts or at most so many.
fn split_at<At: ToString + Clone + Send + Sync + 'static>(module: &mut Module, memory: usize) {
    for (name, from_end) in [("split", false), ("split_rev", true)] {
        let set = || FuncRegistration::new(name).in_global_namespace().with_volatility(false).with_purity(true);
        set().set_into_module(module, move |text: &mut ImmutableString, at: At| {
            split(text, &at.to_string(), usize::MAX, from_end, memory)
        });
        set().set_into_module(module, move |text: &mut ImmutableString, at: At, most: i64| {
            split(text, &at.to_string(), usize::try_from(most).unwrap_or(0), from_end, memory)
        });
    }
}

fn split(text: &ImmutableString, at: &str, most: usize, from_end: bool, memory: usize) -> Outcome<Array> {
    let found = if most <= 1 || text.is_empty() { 0 } else { text.matches(at).count().min(most - 1) };
    if found == 0 {
        return Ok(vec![text.clone().into()]);
    }
    fits(text.len().saturating_add((found + 1).saturating_mul(STRING_IN_ARRAY)), memory)?;
    Ok(if from_end {
        text.rsplitn(most, at).map(Into::into).collect()
    } else {
        text.splitn(most, at).map(Into::into).collect()
    })
}

/// `replace` of Rhai, whose result can be the product of two lengths.
fn replace<Find, With>(module: &mut Module, most: usize)
where
    Find: ToString + Clone + Send + Sync + 'static,
    With: ToString + Clone + Send + Sync + 'static,
{
    FuncRegistration::new("replace").in_global_namespace().set_into_module(
        module,
        move |text: &mut ImmutableString, find: Find, with: With| -> Outcome<()> {
            let (find, with) = (find.to_string(), with.to_string());
            let found = text.matches(&*find).count();
            let grown = text.len().saturating_add(found.saturating_mul(with.len()));
            if with.len() > find.len() && grown > most {
                return Err(error(format!(
                    "A string of {grown} bytes is more than a script can make at once ({most})."
                )));
            }
            if found > 0 {
                *text = text.replace(&*find, &with).into();
            }
            Ok(())
        },
    );
}

fn pad_text(text: &mut ImmutableString, len: usize, with: &str) {
    let have = text.chars().count();
    if have >= len || with.is_empty() {
        return;
    }
    let padding = with.chars().cycle().take(len - have);
    *text = text.chars().chain(padding).collect::<String>().into();
}

impl Run {
    /// Waits, unless the run is ended meanwhile, or has no time left.
    fn sleep(&self, duration: Duration) -> Outcome<()> {
        let end = self.deadline();
        let woken = Instant::now().checked_add(duration).filter(|woken| end.is_none_or(|end| *woken <= end));
        match woken.or(end) {
            Some(until) if !self.cancel().sleep(until) => Err(Signal::Cancelled.raise()),
            _ if woken.is_none() => Err(Signal::Time.raise()),
            _ => Ok(()),
        }
    }
}
