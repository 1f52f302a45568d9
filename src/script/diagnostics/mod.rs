//! From Rhai's errors to reports for people, and from our errors to values that a script can catch.

mod habits;
mod names;
mod streamlit;
mod syntax;

use rhai::{Engine, EvalAltResult, Map, Position};

use super::memo::{self, CLOSURE};
use super::program::functions::params;
use super::program::tokens::{self, Tokens};
use super::program::{Compiled, Resolution, mangle};
use super::run::Signal;
use super::{Environment, Limits, Source, st};
use crate::element::{Group, report_of};
use crate::error::{self, Error, ErrorKind, Frame, Report, nearest};
#[cfg(feature = "unstable")]
pub use habits::habits;
pub(super) use syntax::syntax_error;

/// Lines of the script that a report shows before and after the place.
const CONTEXT: usize = 2;

/// An error of ours as a script sees it: a map with `type`, `message` and `hint`, which it can catch.
pub(super) fn raise(error: Error) -> Box<EvalAltResult> {
    let report = error.into_report();
    let mut map = Map::new();
    map.insert("type".into(), report.kind.into());
    map.insert("message".into(), report.message.into());
    if let Some(hint) = report.hint {
        map.insert("hint".into(), hint.into());
    }
    EvalAltResult::ErrorRuntime(map.into(), Position::NONE).into()
}

/// The report of a run that has failed.
pub(super) fn script_error(error: &EvalAltResult, source: &Source, environment: &Environment) -> Error {
    let mut place = Place { file: source.name().to_owned(), frames: Vec::new() };
    let (innermost, position) = place.descend(error, source);
    let (mut kind, mut report) = match innermost {
        EvalAltResult::ErrorFunctionNotFound(signature, _) if is_outdated(signature, source) => {
            (ErrorKind::Argument, memo::outdated("What is called").into_report())
        }
        other => explain(other, &environment.limits),
    };
    let mut position = position;
    let file = source.file_or_main(&place.file);
    match innermost {
        EvalAltResult::ErrorVariableNotFound(name, _) if habits::of_variable(name).is_none() => {
            if let Some(near) = names::near_variable(name, &file) {
                report.hint = Some(format!("Did you mean `{near}`?"));
            }
        }
        EvalAltResult::ErrorModuleNotFound(alias, _) => {
            if let Some(near) = names::near_module(alias, &file) {
                report.hint = Some(format!("Did you mean `{near}`?"));
            }
        }
        EvalAltResult::ErrorPropertyNotFound(name, _) => {
            report.hint = Some(names::key_hint(name, &file));
        }
        EvalAltResult::ErrorFunctionNotFound(signature, _) if kind == ErrorKind::UnknownName => {
            let (name, args) = parts(signature);
            let is_command = st::specs().iter().any(|spec| spec.name == name);
            let functions = environment.functions();
            if !is_command && (file.functions.has(name) || functions.contains(name)) {
                (kind, report) = misused(name, args, &file);
            } else if report.hint.is_none() {
                let near = || {
                    let function = names::near_in_module(name, &file, source);
                    function.or_else(|| names::near_function(name, &file, functions))
                };
                let near = || near().map(|near| format!("Did you mean `{near}`?"));
                report.hint = match name.contains("::") {
                    true => near().or_else(|| variable_hint(signature, &file)),
                    false => variable_hint(signature, &file).or_else(near),
                };
            }
        }
        _ => {}
    }
    if let EvalAltResult::ErrorVariableNotFound(name, _) = innermost
        && let Some(hint) = ended_hint(name, &file, position)
    {
        report.hint = Some(hint);
    }
    if let EvalAltResult::ErrorFunctionNotFound(signature, _) = innermost
        && position.is_none()
    {
        position = closure_position(signature, source);
    }
    if matches!(innermost, EvalAltResult::ErrorStackOverflow(_))
        && let Some(hint) = endless_hint(&place, &file, position)
    {
        report.hint = Some(hint);
    }
    report.frames = place.frames;
    report.frames.reverse();
    // An error inside an imported file's text carries its own place already.
    if report.file.is_none() {
        report = placed(report, source, &place.file, position);
    }
    Error::from_report(kind, report)
}

/// The report with its place in the script.
pub(super) fn placed(report: Report, source: &Source, file: &str, position: Position) -> Report {
    let known = source.file(file);
    let position = known.as_ref().map_or(position, |known| known.source_map.written(position));
    let Some(line) = position.line() else {
        return report;
    };
    let column = position.position().unwrap_or(1).max(1);
    let position = error::Position { file: file.to_owned(), line, column };
    report.at(&position, known.as_ref().map_or("", |known| &known.text), CONTEXT)
}

/// The place of an error in the script, below all its wrappings; `None` for what is not an error: `return`, `break`, a signal.
pub(super) fn place_of(error: &EvalAltResult) -> Option<Position> {
    match error {
        EvalAltResult::Return(..) | EvalAltResult::LoopBreak(..) | EvalAltResult::Exit(..) => None,
        EvalAltResult::ErrorInFunctionCall(_, _, inner, _) | EvalAltResult::ErrorInModule(_, inner, _) => {
            place_of(inner)
        }
        other => Some(other.position()),
    }
}

/// Where an error is, while its wrappings are taken off.
struct Place {
    file: String,
    /// Outermost first.
    frames: Vec<Frame>,
}

impl Place {
    /// The error itself, and its place.
    fn descend<'e>(&mut self, error: &'e EvalAltResult, source: &Source) -> (&'e EvalAltResult, Position) {
        match error {
            EvalAltResult::ErrorInFunctionCall(function, file, inner, position) => {
                let name = mangle::shown(function);
                let hidden = name != function.as_str() || function == mangle::DISPATCH;
                let within_function =
                    matches!(**inner, EvalAltResult::ErrorInFunctionCall(..) | EvalAltResult::ErrorInModule(..));
                if !hidden && !within_function && source.file(file).is_some_and(|file| file.names.is_bound(function)) {
                    // An error of the cache, not of the function: it is where the call is.
                    return (&**inner, *position);
                }
                // The call of the wrapper is in the list already.
                if !hidden {
                    self.frames.push(Frame {
                        function: if mangle::is_closure(function) {
                            "a closure".to_owned()
                        } else {
                            format!("{name}()")
                        },
                        file: self.file.clone(),
                        line: position.line().unwrap_or(0),
                    });
                }
                if !file.is_empty() {
                    self.file.clone_from(file);
                }
                self.descend(inner, source)
            }
            EvalAltResult::ErrorInModule(path, inner, position) => {
                self.frames.push(Frame {
                    function: format!("import \"{path}\""),
                    file: self.file.clone(),
                    line: position.line().unwrap_or(0),
                });
                self.file.clone_from(path);
                self.descend(inner, source)
            }
            other => (other, other.position()),
        }
    }
}

/// Whether what was called is a closure that was made before the script was edited.
fn is_outdated(signature: &str, source: &Source) -> bool {
    let name = signature.split(' ').next().unwrap_or(signature);
    matches!(source.lookup(name, ""), Resolution::Outdated)
}

/// Where the closure stands that the host could not call: no call in the script is to blame.
fn closure_position(signature: &str, source: &Source) -> Position {
    let name = signature.split(' ').next().unwrap_or(signature);
    source.main().functions.named(name).first().map_or(Position::NONE, |closure| closure.body.start_position())
}

/// What to do when what was called is a variable: one of a module, or one that the function does not see.
fn variable_hint(signature: &str, file: &Compiled) -> Option<String> {
    let name = signature.split(" (").next()?;
    if name.contains("::") {
        return Some(format!("If `{name}` is a variable that holds a function, call it as `{name}.call(…)`."));
    }
    names_variable(file, name).then(|| {
        format!("Functions do not see the variables outside them: if `{name}` is one, hand it in as a parameter.")
    })
}

/// Which function calls itself without an end, and whether it means a method of its name.
///
/// The engine tells the place of the innermost call only, and the calls around it.
fn endless_hint(place: &Place, file: &Compiled, position: Position) -> Option<String> {
    let tokens = tokens::lex(&Engine::new_raw(), &file.text);
    let position = file.source_map.written(position);
    let innermost = tokens.iter().find(|(_, place)| *place == position).map(|(text, _)| text.as_str());
    let called = place.frames.iter().rev().filter_map(|frame| frame.function.strip_suffix("()"));
    let name = innermost.into_iter().chain(called).find(|name| file.functions.has(name))?;
    let is_method = tokens.windows(2).any(|pair| matches!(&*pair[0].0, "." | "?.") && pair[1].0 == name);
    Some(if is_method {
        format!(
            "In the function `{name}`, `x.{name}(…)` calls the function itself, not the method: give the function another name."
        )
    } else {
        format!("Look for an end of the calls: `{name}()` is called over and over.")
    })
}

/// What to do when a variable has ended with its block.
fn ended_hint(name: &str, file: &Compiled, place: Position) -> Option<String> {
    let tokens = Tokens::read(&Engine::new_raw(), &file.text);
    let line = tokens.end_of_declaration(name, file.source_map.written(place))?.line()?;
    Some(format!(
        "`{name}` ended with the block that closes in line {line}. Declare it before the block, `let {name} = ();`, and give it its value inside: `{name} = …;`."
    ))
}

/// Whether the script has a variable of this name, and no function.
fn names_variable(file: &Compiled, name: &str) -> bool {
    !file.functions.has(name) && names::variables(&file.ast).contains(name)
}

fn explain(error: &EvalAltResult, limits: &Limits) -> (ErrorKind, Report) {
    use EvalAltResult as E;
    let of = |kind: ErrorKind, message: String, hint: Option<String>| {
        let mut report = Report::new(kind.name(), message);
        report.hint = hint;
        (kind, report)
    };
    match error {
        E::ErrorRuntime(thrown, _) => {
            let report = report_of(thrown);
            (ErrorKind::from_name(&report.kind).unwrap_or(ErrorKind::Script), report)
        }
        E::ErrorFunctionNotFound(signature, _) => unknown_function(signature),
        E::ErrorVariableNotFound(name, _) => of(
            ErrorKind::UnknownName,
            format!("There is no variable `{name}` here."),
            Some(habits::of_variable(name).unwrap_or("Define it with `let`. A function sees its parameters and `global::` constants, not the variables outside it.").to_owned()),
        ),
        E::ErrorModuleNotFound(alias, _) => of(
            ErrorKind::Module,
            format!("There is no module `{alias}` here."),
            Some(format!("Import it first: `import \"path\" as {alias};`.")),
        ),
        E::ErrorFor(_) => of(
            ErrorKind::Argument,
            "`for` cannot go through this value.".to_owned(),
            Some("It goes through arrays, ranges, strings and tables; through a map by its keys: `for key in map.keys() { … map[key] … }`.".to_owned()),
        ),
        E::ErrorDotExpr(message, _) => unknown_property(message),
        E::ErrorPropertyNotFound(name, _) => of(
            ErrorKind::UnknownName,
            format!("This map has no key `{name}`."),
            None,
        ),
        E::ErrorTerminated(..) => match Signal::of(error) {
            Some(Signal::Time) => of(
                ErrorKind::Limit,
                format!("The run has taken more than {} seconds.", limits.time.as_secs()),
                Some("Make it shorter, cache what is slow with `memo`, or raise the limit: `--runner.max-time` on the command line, `Limits::time` where an app is built.".to_owned()),
            ),
            signal => {
                let size = |bytes: usize| crate::value::size::format(bytes as u64);
                let left = match signal {
                    Some(Signal::Memory(left)) => left,
                    _ => limits.memory,
                };
                let used = format!("The run has used more than {} of memory", size(left));
                let message = if left < limits.memory {
                    format!("{used}: what earlier runs have left of {}.", size(limits.memory))
                } else {
                    format!("{used}.")
                };
                let hint = "Work on less data at once, or raise the limit: `--runner.max-memory` on the command line, `Limits::memory` where an app is built.";
                of(ErrorKind::Limit, message, Some(hint.to_owned()))
            }
        },
        E::ErrorTooManyOperations(_) => of(
            ErrorKind::Limit,
            format!("The run has used more than {} operations.", limits.operations),
            Some("Look for a loop that does not end.".to_owned()),
        ),
        E::ErrorStackOverflow(_) => of(
            ErrorKind::Limit,
            format!("Functions call each other more than {} deep.", limits.call_depth),
            Some("Look for a function that calls itself without an end.".to_owned()),
        ),
        E::ErrorParsing(kind, _) => of(ErrorKind::Syntax, sentence(&kind.to_string()), None),
        other => {
            let text = other.to_string();
            // Rhai appends the place, which the report shows in its own way.
            let message = text.split(" (line ").next().unwrap_or(&text);
            of(ErrorKind::Script, sentence(message), None)
        }
    }
}

/// The name and the types of `load (array, i64)`.
fn parts(signature: &str) -> (&str, &str) {
    let (name, args) = signature.split_once(" (").unwrap_or((signature, ""));
    (mangle::shown(name), args.strip_suffix(')').unwrap_or(args))
}

/// A function or operator that is there, and does not take these values.
fn misused(name: &str, args: &str, file: &Compiled) -> (ErrorKind, Report) {
    let types: Vec<&str> = args.split(", ").filter(|arg| !arg.is_empty()).collect();
    let plain = plain_types(args);
    let is_operator = !name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let message = match types.as_slice() {
        [] => format!("`{name}` was called without arguments."),
        _ if is_operator => format!("`{name}` does not take {}.", plain.replacen(", ", " and ", 1)),
        _ => format!("`{name}` does not take ({plain})."),
    };
    let mut report = Report::new(ErrorKind::Argument.name(), message);
    let is_text = |arg: &&str| arg.contains("String") || **arg == *"string";
    let hint = habits::of_function(name).or_else(|| {
        if types.contains(&"()") {
            Some("`()` is the value that is not there, such as an empty cell. Ask first: `if x != () { … }`, or give another in its place: `x ?? 0`.")
        } else if is_operator && types.iter().any(is_text) && !types.iter().all(is_text) {
            Some("Convert the string first: `parse_int(text)` or `parse_float(text)`; or the number: `x.to_string()`.")
        } else {
            None
        }
    });
    let definitions = file.definitions(name).iter().map(|one| format!("`fn {name}({})`", params(one).join(", ")));
    let definitions: Vec<String> = definitions.collect();
    report.hint = match definitions.as_slice() {
        [] => hint.map(ToOwned::to_owned),
        definitions => Some(format!("It is defined as {}.", definitions.join(" and "))),
    };
    (ErrorKind::Argument, report)
}

/// `sldier (st, &str, i64)`: a command that is not there, or a function.
fn unknown_function(signature: &str) -> (ErrorKind, Report) {
    let (name, args) = parts(signature);
    let on_st = args.split(", ").next() == Some(st::TYPE_NAME);
    if on_st {
        return unknown_command(name);
    }
    if mangle::is_closure(name) || name == CLOSURE {
        let given = if args.is_empty() { "no arguments".to_owned() } else { format!("({})", plain_types(args)) };
        let message = format!("A closure was called with {given}, which is not how many it takes.");
        let mut report = Report::new(ErrorKind::Argument.name(), message);
        report.hint = Some(
            "Give the closure as many parameters as it is called with; a callback is called with its `args`."
                .to_owned(),
        );
        return (ErrorKind::Argument, report);
    }
    let name = mangle::shown(name);
    let mut report = Report::new(
        ErrorKind::UnknownName.name(),
        match args {
            "" => format!("There is no function `{name}()`."),
            args => format!("There is no function `{name}` for ({}).", plain_types(args)),
        },
    );
    report.hint = habits::of_function(name).map(ToOwned::to_owned);
    if let Some(spec) = st::specs().iter().find(|spec| spec.name == name) {
        report.hint = Some(match spec.group {
            // These are functions too.
            Group::Caching => format!("Call it as `{}`.", spec.signature()),
            _ => format!("Did you mean `st.{name}`?"),
        });
    }
    (ErrorKind::UnknownName, report)
}

/// A command that is not there, or is there and takes fewer arguments.
fn unknown_command(name: &str) -> (ErrorKind, Report) {
    if let Some(spec) = st::specs().iter().find(|spec| spec.name == name) {
        let message = format!("`st.{name}` does not take so many arguments.");
        let mut report = Report::new(ErrorKind::Argument.name(), message);
        report.hint = Some(match name {
            "write" => "It takes 64 values at most; write more in several calls, or as one array.".to_owned(),
            _ => format!("Call it as `{}`.", spec.signature()),
        });
        return (ErrorKind::Argument, report);
    }
    if st::PROPERTIES.contains(&name) {
        let message = format!("`st.{name}` is not a command, and cannot be called.");
        let mut report = Report::new(ErrorKind::UnknownName.name(), message);
        report.hint = Some(format!(
            "Write `st.{name}` without arguments, as in `st.{name}.{}`.",
            match name {
                "sidebar" => "write(…)",
                _ => "count",
            }
        ));
        return (ErrorKind::UnknownName, report);
    }
    if let Some(instead) = streamlit::instead_of(name) {
        let mut report = Report::new(ErrorKind::UnknownName.name(), format!("`st.{name}` is not there yet."));
        report.hint = Some(instead.to_owned()).filter(|hint| !hint.is_empty());
        return (ErrorKind::UnknownName, report);
    }
    let message = format!("There is no command `st.{name}`.");
    let mut report = Report::new(ErrorKind::UnknownName.name(), message);
    report.hint =
        nearest(name, st::specs().iter().map(|spec| spec.name)).map(|near| format!("Did you mean `st.{near}`?"));
    (ErrorKind::UnknownName, report)
}

/// Rhai's names of types, as scripts write them.
fn plain_types(args: &str) -> String {
    args.replace("&str | ImmutableString | String", "string").replace("i64", "integer").replace("f64", "float")
}

/// `Unknown property 'sidbar' - a getter is not registered for type 'st'`.
fn unknown_property(message: &str) -> (ErrorKind, Report) {
    let mut quoted = message.split('\'').skip(1).step_by(2);
    let (name, of) = (quoted.next(), quoted.next());
    let (Some(name), Some(of)) = (name, of) else {
        return (ErrorKind::Script, Report::new(ErrorKind::Script.name(), sentence(message)));
    };
    if of != st::TYPE_NAME {
        let of = if of == "()" {
            "`()`, a value that is not there,"
        } else {
            &*format!("A value of type {}", plain_types(of))
        };
        let message = format!("{of} has no property `{name}`.");
        let mut report = Report::new(ErrorKind::UnknownName.name(), message);
        report.hint = habits::of_function(name).map(ToOwned::to_owned);
        return (ErrorKind::UnknownName, report);
    }
    let mut report = Report::new(ErrorKind::UnknownName.name(), format!("`st` has no property `{name}`."));
    let commands = st::specs().iter().map(|spec| spec.name);
    report.hint = match nearest(name, st::PROPERTIES.iter().copied().chain(commands)) {
        Some(near) if st::PROPERTIES.contains(&near) => Some(format!("Did you mean `st.{near}`?")),
        Some(near) => Some(format!("Did you mean the command `st.{near}(…)`?")),
        None => None,
    };
    (ErrorKind::UnknownName, report)
}

/// A message of Rhai as a sentence.
fn sentence(message: &str) -> String {
    let message = message.trim().trim_end_matches('.');
    let mut chars = message.chars();
    match chars.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), chars.as_str()),
        None => "Something went wrong.".to_owned(),
    }
}
