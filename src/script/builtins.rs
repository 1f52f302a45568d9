//! Functions that every script has besides Rhai's own: `print` and `debug` with their place, `sleep`, and the functions
//! that make a value of a given length, bounded.

use std::sync::Arc;
use std::time::Duration;

use rhai::{
    Array, Blob, Dynamic, EvalAltResult, FnPtr, FuncRegistration, ImmutableString, Instant, Map, Module,
    NativeCallContext, Position,
};

use super::handle::Handle;
use super::signal::Signal;
use super::{Limits, Run};

type Outcome<T> = Result<T, Box<EvalAltResult>>;

/// The log target of what scripts print.
pub(super) const LOG_TARGET: &str = "stscript::script";

pub(super) fn module(limits: &Limits) -> Module {
    let mut module = Module::new();
    log_functions(&mut module);
    // Rhai has a `sleep` for each type of number, which can not be ended: all of them are replaced.
    sleep_of(&mut module, |seconds: i64| seconds as f64);
    sleep_of(&mut module, |seconds: f64| seconds);
    sleep_of(&mut module, |_: Dynamic| f64::NAN);
    bounded(&mut module, limits.items);
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

fn log_of<T: rhai::Variant + Clone>(module: &mut Module) {
    FuncRegistration::new("print").in_global_namespace().set_into_module(module, |ctx: NativeCallContext, value: T| {
        let value = Dynamic::from(value);
        let shown = value.read_lock::<Handle>().map_or_else(|| crate::element::shown(&value), |st| st.to_string());
        log(&ctx, log::Level::Info, &shown)
    });
    FuncRegistration::new("debug").in_global_namespace().set_into_module(module, |ctx: NativeCallContext, value: T| {
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

fn sleep_of<T: rhai::Variant + Clone>(module: &mut Module, seconds: impl Fn(T) -> f64 + Send + Sync + 'static) {
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
fn bounded(module: &mut Module, most: usize) {
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

/// `replace` of Rhai, whose result can be the product of two lengths.
fn replace<Find, With>(module: &mut Module, most: usize)
where
    Find: rhai::Variant + ToString + Clone,
    With: rhai::Variant + ToString + Clone,
{
    FuncRegistration::new("replace").in_global_namespace().set_into_module(
        module,
        move |text: &mut ImmutableString, find: Find, with: With| -> Outcome<()> {
            let (find, with) = (find.to_string(), with.to_string());
            let found = text.matches(&*find).count();
            let grown = text.len().saturating_add(found.saturating_mul(with.len()));
            if with.len() > find.len() && grown > most {
                return Err(error(format!("A text of {grown} bytes is more than a script can make at once ({most}).")));
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
