//! The arguments of one call: positional ones, then an optional map; checked by name and type.

use rhai::{Array, Dynamic, Map};

use super::spec::CommandSpec;
use crate::error::{Error, ErrorKind, Result, nearest};

/// A type that a parameter can have.
pub trait Arg: Sized {
    /// Whether a map is one of the values that are taken, so that a map in last place may be meant for the parameter.
    const TAKES_MAP: bool = false;

    /// Whether any map is a value to show as it is, whatever its keys are.
    const SHOWS_MAP: bool = false;

    /// What is taken, in words, for error messages and the reference: `"string"`, `"integer or ()"`.
    fn expects() -> String;

    /// Converts a script's value.
    ///
    /// # Errors
    /// [`Mismatch`] when the value has another type or is out of range.
    fn from_value(value: Dynamic) -> Result<Self, Mismatch>;

    /// Whether it is left off the wire: `()`.
    fn is_unset(&self) -> bool {
        false
    }
}

/// Why a value does not fit a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mismatch {
    /// Another type than the parameter takes.
    Type,
    /// The right type, but not a value that can be used: what is wrong, and what to do.
    Value(String),
}

impl Mismatch {
    /// A word that is none of `words`.
    #[must_use]
    pub fn choice(given: &str, words: &[&str]) -> Self {
        let known = words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
        let guess =
            nearest(given, words.iter().copied()).map(|word| format!(" Did you mean \"{word}\"?")).unwrap_or_default();
        Self::Value(format!("\"{given}\" is not one of {known}.{guess}"))
    }
}

/// The arguments of one call, by parameter name.
#[derive(Debug)]
pub struct Args<'a> {
    spec: &'a CommandSpec,
    values: Vec<Option<Dynamic>>,
}

impl<'a> Args<'a> {
    /// Sorts the arguments of a call to the parameters of `spec`.
    ///
    /// A map in last place holds parameters by name, if it could not be a positional argument itself or if all its keys
    /// are names of parameters.
    ///
    /// # Errors
    /// [`ErrorKind::Argument`] for too many arguments, an unknown name, or a parameter given twice.
    pub fn new(spec: &'a CommandSpec, mut given: Vec<Dynamic>) -> Result<Self> {
        let positional = spec.positional();
        let named = match given.last() {
            Some(last) if last.is_map() && Self::is_options(spec, &given) => {
                given.pop().and_then(Dynamic::try_cast::<Map>).unwrap_or_default()
            }
            _ => Map::new(),
        };
        if given.len() > positional {
            return Err(Self::too_many(spec, given.len()));
        }
        let mut values: Vec<Option<Dynamic>> = given.into_iter().map(Some).collect();
        values.resize(spec.params.len(), None);
        for (name, value) in named {
            let index = spec
                .params
                .iter()
                .position(|param| param.name == name.as_str())
                .ok_or_else(|| Self::unknown(spec, &name))?;
            if values[index].is_some() {
                return Err(Error::new(
                    ErrorKind::Argument,
                    format!("`st.{}` got `{name}` twice: by position and by name.", spec.name),
                )
                .hint("Give it in one of the two ways."));
            }
            values[index] = Some(value);
        }
        Ok(Self { spec, values })
    }

    /// Whether the map in last place is the options and not a positional argument.
    fn is_options(spec: &CommandSpec, given: &[Dynamic]) -> bool {
        let place = given.len() - 1;
        let Some(param) = spec.params.get(place).filter(|param| param.positional) else {
            return true;
        };
        if !param.takes_map {
            return true;
        }
        // The parameter itself takes maps (`st.selectbox("a", #{ x: "X" })`): options are only what names parameters, and in
        // place of what the command shows (`st.line_chart(#{ x: […], y: […] })`) or needs only what names that.
        let names_parameters = given.last().is_some_and(|last| {
            last.read_lock::<Map>().is_some_and(|map| {
                !map.is_empty()
                    && map.keys().all(|key| spec.params.iter().any(|param| param.name == key.as_str()))
                    && ((place > 0 && param.default.is_some()) || map.contains_key(param.name))
            })
        });
        names_parameters && !(param.shows_map && param.default.is_none())
    }

    fn too_many(spec: &CommandSpec, given: usize) -> Error {
        let (name, positional) = (spec.name, spec.positional());
        let were = if given == 1 { "1 was" } else { &format!("{given} were") };
        if spec.params.is_empty() {
            let message = format!("`st.{name}` takes no arguments, but {were} given.");
            return Error::new(ErrorKind::Argument, message).hint(format!("Call it as `st.{name}()`."));
        }
        let plural = if positional == 1 { "" } else { "s" };
        let message = format!("`st.{name}` takes at most {positional} positional argument{plural}, but {were} given.");
        Error::new(ErrorKind::Argument, message)
            .hint(format!("Give the others by name in a map at the end: `{}`.", spec.signature()))
    }

    fn unknown(spec: &CommandSpec, name: &str) -> Error {
        let names = || spec.params.iter().map(|param| param.name);
        let error = Error::new(ErrorKind::Argument, format!("`st.{}` has no parameter `{name}`.", spec.name));
        match nearest(name, names()) {
            Some(near) => error.hint(format!("Did you mean `{near}`?")),
            None => error
                .hint(format!("It takes {}.", names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))),
        }
    }

    fn take(&mut self, name: &str) -> Option<Dynamic> {
        let index = self.spec.params.iter().position(|p| p.name == name)?;
        self.values[index].take()
    }

    /// The value of a parameter that must be given.
    ///
    /// # Errors
    /// [`ErrorKind::Argument`] when it is missing or does not fit.
    pub fn required<T: Arg>(&mut self, name: &'static str) -> Result<T> {
        match self.take(name) {
            Some(value) => self.convert(name, value),
            None => Err(Error::new(
                ErrorKind::Argument,
                format!("`st.{}` needs `{name}`: {}.", self.spec.name, T::expects()),
            )
            .hint(format!("Call it as `{}`.", self.spec.signature()))),
        }
    }

    /// The value of a parameter, or its default.
    ///
    /// # Errors
    /// [`ErrorKind::Argument`] when it was given and does not fit.
    pub fn optional<T: Arg>(&mut self, name: &'static str, default: impl FnOnce() -> T) -> Result<T> {
        match self.take(name) {
            Some(value) => self.convert(name, value),
            None => Ok(default()),
        }
    }

    fn convert<T: Arg>(&self, name: &str, value: Dynamic) -> Result<T> {
        let shown = describe(&value);
        T::from_value(value).map_err(|mismatch| match mismatch {
            Mismatch::Type => Error::new(
                ErrorKind::Argument,
                format!("`{name}` of `st.{}` takes {}, but got {shown}.", self.spec.name, T::expects()),
            ),
            Mismatch::Value(what) => {
                Error::new(ErrorKind::Argument, format!("`{name}` of `st.{}`: {what}", self.spec.name))
            }
        })
    }
}

/// A field's name without the `r#` of a name that is a keyword in Rust.
pub(crate) const fn plain(field: &'static str) -> &'static str {
    match field.as_bytes() {
        [b'r', b'#', ..] => field.split_at(2).1,
        _ => field,
    }
}

/// A value as an error message shows it: `the string "abc"`, `the integer 3`, `an array of 3`.
#[must_use]
pub fn describe(value: &Dynamic) -> String {
    if value.is_unit() {
        "()".to_owned()
    } else if let Ok(flag) = value.as_bool() {
        format!("the boolean {flag}")
    } else if let Ok(int) = value.as_int() {
        format!("the integer {int}")
    } else if let Ok(float) = value.as_float() {
        format!("the float {float:?}")
    } else if let Some(text) = value.read_lock::<rhai::ImmutableString>() {
        let short: String = text.chars().take(40).collect();
        let dots = if short.len() < text.len() { "…" } else { "" };
        format!("the string {short:?}{dots}")
    } else if let Some(array) = value.read_lock::<Array>() {
        format!("an array of {}", array.len())
    } else if value.is_map() {
        "a map".to_owned()
    } else if value.is_fnptr() {
        "a function".to_owned()
    } else {
        let name = value.type_name();
        format!("a value of type {}", name.rsplit("::").next().unwrap_or(name))
    }
}
