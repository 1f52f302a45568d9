//! Options from the map that a script passes to `memo` or `singleton`.

use std::fmt;

use rhai::{Dynamic, FnPtr, Map};

use super::{Kind, Options, Refresh, Scope, Spinner};
use crate::value::{duration, size, type_name};

/// Options as a script gave them, with the hooks that only a script engine can call.
#[derive(Debug, Clone, Default)]
pub struct ParsedOptions {
    /// What the cache itself needs.
    pub options: Options,
    /// Called with a singleton's value on later accesses; `false` discards it.
    pub validate: Option<FnPtr>,
    /// Called with a singleton's value when it leaves the cache.
    pub on_release: Option<FnPtr>,
}

/// An option that is not one, or has a wrong value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionError {
    /// Which cache the options were for.
    pub kind: Kind,
    /// The name of the function that was to be cached.
    pub function: String,
    /// What is wrong.
    pub problem: OptionProblem,
}

/// What is wrong with an option.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum OptionProblem {
    /// No option of this name.
    Unknown {
        /// The name as given.
        option: String,
        /// The option that was probably meant.
        nearest: Option<&'static str>,
    },
    /// A value that the option does not take.
    Invalid {
        /// The option.
        option: &'static str,
        /// What is wrong with the value.
        reason: String,
    },
    /// A value of `persist` that is not one.
    Persist {
        /// The value as text.
        value: String,
    },
    /// Two options that exclude each other, or one that needs another.
    Combination(&'static str),
}

impl fmt::Display for OptionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let call = format_args!("{}(`{}`)", self.kind.name(), self.function);
        match &self.problem {
            OptionProblem::Unknown { option, nearest } => {
                write!(f, "{call}: there is no option `{option}`")?;
                match nearest {
                    Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
                    None => write!(f, "; there are `{}`", known(self.kind).join("`, `")),
                }
            }
            OptionProblem::Invalid { option, reason } => {
                write!(f, "{call}: option `{option}`: {reason}")
            }
            // Word for word what users of Streamlit know.
            OptionProblem::Persist { value } => {
                write!(f, "Unsupported persist option '{value}'. Valid values are 'disk' or ().")
            }
            OptionProblem::Combination(reason) => write!(f, "{call}: {reason}"),
        }
    }
}

impl std::error::Error for OptionError {}

const SHARED: [&str; 9] = [
    "ttl",
    "max_entries",
    "show_spinner",
    "allow_widgets",
    "experimental_allow_widgets",
    "scope",
    "refresh",
    "max_stale",
    "max_size",
];
const MEMO: [&str; 2] = ["persist", "persist_ttl"];
const SINGLETON: [&str; 2] = ["validate", "on_release"];

fn known(kind: Kind) -> Vec<&'static str> {
    let own = match kind {
        Kind::Memo => MEMO,
        Kind::Singleton => SINGLETON,
    };
    let shared = SHARED.into_iter();
    let all = shared.filter(|name| kind == Kind::Memo || *name != "max_size");
    all.chain(own).collect()
}

impl ParsedOptions {
    /// Reads the options map of `memo(function, map)` or `singleton(function, map)`.
    ///
    /// # Errors
    ///
    /// [`OptionError`] naming option and function, with the nearest name for an unknown option.
    pub fn parse(kind: Kind, function: &str, map: &Map) -> Result<Self, OptionError> {
        let error = |problem| OptionError { kind, function: function.to_owned(), problem };
        let known = known(kind);
        let mut parsed = Self::default();
        for (given, value) in map {
            let Some(name) = known.iter().copied().find(|name| *name == given.as_str()) else {
                return Err(error(OptionProblem::Unknown {
                    option: given.to_string(),
                    nearest: nearest(given, &known),
                }));
            };
            // `()` is Streamlit's `None`: the default.
            if !value.is_unit() {
                parsed.set(name, &value.flatten_clone()).map_err(&error)?;
            }
        }
        parsed.check().map_err(|reason| error(OptionProblem::Combination(reason)))?;
        Ok(parsed)
    }

    fn set(&mut self, name: &'static str, value: &Dynamic) -> Result<(), OptionProblem> {
        let options = &mut self.options;
        let invalid = |reason: String| OptionProblem::Invalid { option: name, reason };
        let expected = |what: &str| invalid(format!("expected {what}, got {}", shown(value)));
        let bool = || value.as_bool().map_err(|_| expected("`true` or `false`"));
        let hook = || {
            let function = value.clone().try_cast::<FnPtr>();
            function.ok_or_else(|| expected("a function"))
        };
        match name {
            "ttl" => options.ttl = Some(duration::from_dynamic(value).map_err(invalid)?),
            "max_stale" => {
                options.max_stale = Some(duration::from_dynamic(value).map_err(invalid)?);
            }
            "max_size" => options.max_size = Some(size::from_dynamic(value).map_err(invalid)?),
            "max_entries" => {
                let count = value.as_int().ok().filter(|count| *count > 0);
                let count = count.and_then(|count| usize::try_from(count).ok());
                options.max_entries = Some(count.ok_or_else(|| expected("a whole number above 0"))?);
            }
            "persist" => {
                options.persist = match value.as_bool() {
                    Ok(persist) => persist,
                    Err(_) if is_text(value, "disk") => true,
                    Err(_) => {
                        return Err(OptionProblem::Persist { value: value.to_string() });
                    }
                };
            }
            "show_spinner" => {
                options.show_spinner = match value.as_bool() {
                    Ok(true) => Spinner::Standard,
                    Ok(false) => Spinner::Off,
                    Err(_) if value.is_string() => Spinner::Text(value.to_string()),
                    Err(_) => return Err(expected("`true`, `false` or a string")),
                };
            }
            "allow_widgets" | "experimental_allow_widgets" => options.allow_widgets = bool()?,
            "scope" if is_text(value, "global") => options.scope = Scope::Global,
            "scope" if is_text(value, "session") => options.scope = Scope::Session,
            "scope" => return Err(expected("\"global\" or \"session\"")),
            "refresh" if is_text(value, "blocking") => options.refresh = Refresh::Blocking,
            "refresh" if is_text(value, "background") => options.refresh = Refresh::Background,
            "refresh" => return Err(expected("\"blocking\" or \"background\"")),
            "persist_ttl" => options.persist_ttl = bool()?,
            "validate" => self.validate = Some(hook()?),
            _ => self.on_release = Some(hook()?),
        }
        Ok(())
    }

    fn check(&self) -> Result<(), &'static str> {
        let options = &self.options;
        if options.refresh == Refresh::Background && options.ttl.is_none() {
            return Err("`refresh: \"background\"` needs a `ttl`, which says when to refresh");
        }
        if options.max_stale.is_some() && options.refresh == Refresh::Blocking {
            return Err("`max_stale` needs `refresh: \"background\"`");
        }
        if options.persist && options.scope == Scope::Session {
            return Err("`persist` and `scope: \"session\"` exclude each other: what belongs to a \
                 session ends with it");
        }
        Ok(())
    }
}

fn is_text(value: &Dynamic, text: &str) -> bool {
    value.as_immutable_string_ref().is_ok_and(|given| given.as_str() == text)
}

fn shown(value: &Dynamic) -> String {
    match type_name(value).as_str() {
        "bool" | "int" | "float" => format!("{value}"),
        "string" => format!("\"{value}\""),
        other => format!("a value of type `{other}`"),
    }
}

fn nearest(given: &str, known: &[&'static str]) -> Option<&'static str> {
    let near = |name: &&&str| strsim::damerau_levenshtein(given, name) <= 2;
    known
        .iter()
        .map(|name| (strsim::jaro_winkler(given, name), *name))
        .filter(|(similarity, name)| *similarity > 0.8 || near(&name))
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn parse(kind: Kind, source: &str) -> Result<ParsedOptions, String> {
        let map = rhai::Engine::new().eval::<Map>(source).unwrap();
        ParsedOptions::parse(kind, "load_data", &map).map_err(|error| error.to_string())
    }

    #[test]
    fn every_option_is_read() {
        let parsed = parse(
            Kind::Memo,
            r#"#{ttl: "1h30m", persist: "disk", max_entries: 5, max_size: "500MB",
                show_spinner: "Loading", allow_widgets: true, refresh: "background",
                max_stale: 60, persist_ttl: true}"#,
        );
        let expected = Options {
            ttl: Some(Duration::from_secs(5400)),
            persist: true,
            max_entries: Some(5),
            max_size: Some(500_000_000),
            show_spinner: Spinner::Text("Loading".to_owned()),
            allow_widgets: true,
            scope: Scope::Global,
            refresh: Refresh::Background,
            max_stale: Some(Duration::from_secs(60)),
            persist_ttl: true,
        };
        assert_eq!(parsed.unwrap().options, expected);
    }

    #[test]
    fn unit_is_the_default() {
        let parsed = parse(Kind::Memo, "#{ttl: (), persist: (), max_entries: ()}");
        assert_eq!(parsed.unwrap().options, Options::default());
    }

    #[test]
    fn true_and_disk_persist_and_false_does_not() {
        for (value, persist) in [("true", true), ("\"disk\"", true), ("false", false)] {
            let parsed = parse(Kind::Memo, &format!("#{{persist: {value}}}"));
            assert_eq!(parsed.unwrap().options.persist, persist, "{value}");
        }
        assert_eq!(
            parse(Kind::Memo, r#"#{persist: "yesplz"}"#).unwrap_err(),
            "Unsupported persist option 'yesplz'. Valid values are 'disk' or ()."
        );
    }

    #[test]
    fn hooks_are_functions_of_singletons() {
        let parsed = parse(Kind::Singleton, r#"#{validate: |v| true, on_release: Fn("f")}"#);
        let parsed = parsed.unwrap();
        assert!(parsed.validate.is_some() && parsed.on_release.is_some());
        let error = parse(Kind::Memo, "#{validate: |v| true}").unwrap_err();
        assert!(error.contains("no option `validate`"), "{error}");
    }

    #[test]
    fn errors_name_the_option_the_function_and_what_was_meant() {
        for (source, expected) in [
            ("#{tll: 5}", "memo(`load_data`): there is no option `tll`; did you mean `ttl`?"),
            ("#{max_entry: 5}", "memo(`load_data`): there is no option `max_entry`; did you mean `max_entries`?"),
            ("#{ttl: -1}", "memo(`load_data`): option `ttl`: -1 is negative"),
            (
                "#{ttl: true}",
                "memo(`load_data`): option `ttl`: expected a number of seconds or a string such as \"10m\", got a value of type `bool`",
            ),
            ("#{max_entries: 0}", "memo(`load_data`): option `max_entries`: expected a whole number above 0, got 0"),
            (
                "#{scope: \"request\"}",
                "memo(`load_data`): option `scope`: expected \"global\" or \"session\", got \"request\"",
            ),
            (
                "#{refresh: \"background\"}",
                "memo(`load_data`): `refresh: \"background\"` needs a `ttl`, which says when to refresh",
            ),
        ] {
            assert_eq!(parse(Kind::Memo, source).unwrap_err(), expected);
        }
        let error = parse(Kind::Memo, "#{zzz: 5}").unwrap_err();
        assert!(error.ends_with("there are `ttl`, `max_entries`, `show_spinner`, `allow_widgets`, `experimental_allow_widgets`, `scope`, `refresh`, `max_stale`, `max_size`, `persist`, `persist_ttl`"), "{error}");
    }
}
