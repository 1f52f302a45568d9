//! The options of `memo` and `singleton`, declared as the parameters of every command are.
//!
//! The cache gets its own [`Options`] of them; of the hooks, which are functions of scripts, it knows nothing.

use std::sync::OnceLock;
use std::time::Duration;

use rhai::{Dynamic, FnPtr, Map};

use crate::cache::{Kind, Options, Refresh, Scope, Spinner};
use crate::element::declare::{Command, Params};
use crate::element::{Arg, Args, Callback, CommandSpec, Mismatch, ParamSpec};
use crate::error::{Error, ErrorKind, Result};
use crate::value::{duration, size};

params! {
    /// The options that both take.
    pub struct Shared {
        host {
            /// How long a value stays fresh.
            ttl: Option<Duration> = None => "()",
            /// Maximum number of values in memory, counted separately for each value of the constants that the function
            /// reads. The least recently used goes first.
            max_entries: Option<Count> = None => "()",
            /// What the page shows while the function runs: a line with its name, this string, or nothing.
            show_spinner: Spinner = Spinner::Standard => "true",
            /// Whether the values of widgets inside the function are inputs of it.
            allow_widgets: bool = false => "false",
            /// The older name of `allow_widgets`.
            experimental_allow_widgets: bool = false => "false",
            /// Who shares the values: all sessions, or each has its own until it ends.
            scope: Scope = Scope::Global => "\"global\"",
            /// What happens when a value is past its `ttl`: the caller computes it again and waits, or gets the old value
            /// while a new one is computed.
            refresh: Refresh = Refresh::Blocking => "\"blocking\"",
            /// With `refresh: "background"`: how long past its `ttl` a value is still served. By default as long again.
            max_stale: Option<Duration> = None => "()",
        }
    }
}

command! {
    /// Caches a function: a call with arguments that are known returns a copy of the value, and draws what the call drew.
    ///
    /// Also called as `memo(function, #{ … })`, and by the names `st.cache_data` and `st.experimental_memo`. More is in
    /// the [guide to caching](caching.md).
    ///
    /// # Example
    /// ```rhai
    /// fn load(city) { `the data of ${city}` }
    /// let load = st.memo(load, #{ ttl: "10m" });
    /// st.write(load("Oslo"));
    /// ```
    pub struct Memo = "memo" in Caching, returns "the cached function" {
        host {
            /// Whether values are kept across restarts.
            persist: Persist = Persist(false) => "false",
            /// Whether `ttl` also holds for values that were kept across restarts.
            persist_ttl: bool = false => "false",
            /// Maximum size of the values in memory, counted like `max_entries`.
            max_size: Option<Size> = None => "()",
        }
        shared { both: Shared }
    }
}

command! {
    /// Keeps the object that a function returns: all callers with the same arguments get this one object.
    ///
    /// Also called as `singleton(function, #{ … })`, and by the names `st.cache_resource` and
    /// `st.experimental_singleton`. More is in the [guide to caching](caching.md).
    ///
    /// # Example
    /// ```rhai
    /// fn visits() { #{ count: 0 } }
    /// let visits = st.singleton(visits);
    /// let counter = visits();
    /// counter.count += 1;
    /// st.write(counter.count);
    /// ```
    pub struct Singleton = "singleton" in Caching, returns "the cached function" {
        host {
            /// Called with the object at later accesses: returns whether it is still valid.
            validate: Option<Callback> = None => "()",
            /// Called with the object when it leaves the cache.
            on_release: Option<Callback> = None => "()",
        }
        shared { both: Shared }
    }
}

/// What the cache needs to know about both, with their parameter that is not an option.
pub(in crate::script) fn specs() -> &'static [CommandSpec; 2] {
    static SPECS: OnceLock<[CommandSpec; 2]> = OnceLock::new();
    SPECS.get_or_init(|| {
        [Memo::spec(), Singleton::spec()].map(|mut spec| {
            let function = ParamSpec {
                name: "function",
                doc: &[" The function, or a closure."],
                expects: Callback::expects(),
                takes_map: false,
                shows_map: false,
                default: None,
                positional: true,
            };
            spec.params.insert(0, function);
            spec
        })
    })
}

/// The options of one call.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    /// What the cache itself needs.
    pub(super) options: Options,
    /// Called with a singleton's value at later accesses; `false` discards it.
    pub(super) validate: Option<FnPtr>,
    /// Called with a singleton's value when it leaves the cache.
    pub(super) on_release: Option<FnPtr>,
}

impl Parsed {
    /// Reads the map of `memo(function, map)` or `singleton(function, map)`; `name` is what people call the function.
    pub(super) fn new(kind: Kind, name: &str, function: &FnPtr, map: Map) -> Result<Self> {
        Self::read(kind, function, map).map_err(|error| {
            let kind = error.kind();
            let mut report = error.into_report();
            report.message = format!("Options of `{name}`: {}", report.message);
            Error::from_report(kind, report)
        })
    }

    fn read(kind: Kind, function: &FnPtr, mut map: Map) -> Result<Self> {
        let [memo, singleton] = specs();
        let spec = if kind == Kind::Memo { memo } else { singleton };
        // `()` is Streamlit's `None`: the default.
        map.retain(|name, value| !value.is_unit() || spec.params.iter().all(|param| param.name != name.as_str()));
        let mut args = Args::new(spec, vec![function.clone().into(), map.into()])?;
        let parsed = match kind {
            Kind::Memo => {
                let Memo { persist, persist_ttl, max_size, both } = Memo::from_args(&mut args)?;
                let max_size = max_size.map(|size| size.0);
                let options = Options { persist: persist.0, persist_ttl, max_size, ..both.options() };
                Self { options, ..Self::default() }
            }
            Kind::Singleton => {
                let Singleton { validate, on_release, both } = Singleton::from_args(&mut args)?;
                let hook = |hook: Option<Callback>| hook.map(|hook| hook.0);
                Self { options: both.options(), validate: hook(validate), on_release: hook(on_release) }
            }
        };
        check(&parsed.options)?;
        Ok(parsed)
    }
}

impl Shared {
    fn options(self) -> Options {
        Options {
            ttl: self.ttl,
            max_entries: self.max_entries.map(|count| count.0),
            show_spinner: self.show_spinner,
            allow_widgets: self.allow_widgets || self.experimental_allow_widgets,
            scope: self.scope,
            refresh: self.refresh,
            max_stale: self.max_stale,
            ..Options::default()
        }
    }
}

/// What goes together and what does not.
fn check(options: &Options) -> Result<()> {
    let wrong = |message| Err(Error::new(ErrorKind::Argument, message));
    if options.refresh == Refresh::Background && options.ttl.is_none() {
        return wrong("`refresh: \"background\"` needs a `ttl`, which says when to refresh.");
    }
    if options.max_stale.is_some() && options.refresh == Refresh::Blocking {
        return wrong("`max_stale` needs `refresh: \"background\"`.");
    }
    if options.persist && options.scope == Scope::Session {
        return wrong("`persist` and `scope: \"session\"` exclude each other: what belongs to a session ends with it.");
    }
    Ok(())
}

/// `max_entries`: at least one.
#[derive(Debug, Clone, Copy)]
pub struct Count(usize);

impl Arg for Count {
    fn expects() -> String {
        "whole number above 0".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        let count = value.as_int().ok().filter(|count| *count > 0);
        count.and_then(|count| usize::try_from(count).ok()).map(Self).ok_or(Mismatch::Type)
    }
}

/// `max_size`, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Size(u64);

impl Arg for Size {
    fn expects() -> String {
        "number of bytes or string such as \"500MB\"".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        measure(&value, size::from_dynamic).map(Self)
    }
}

impl Arg for Duration {
    fn expects() -> String {
        "number of seconds or string such as \"90s\", \"1h30m\", \"1d\"".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        measure(&value, duration::from_dynamic)
    }
}

/// A number with a unit, or one in a string.
fn measure<T>(value: &Dynamic, read: fn(&Dynamic) -> Result<T, String>) -> Result<T, Mismatch> {
    if value.is_int() || value.is_float() || value.is_string() {
        read(value).map_err(|problem| Mismatch::Value(format!("{problem}.")))
    } else {
        Err(Mismatch::Type)
    }
}

/// `persist`: `"disk"` is Streamlit's word for it.
#[derive(Debug, Clone, Copy)]
pub struct Persist(bool);

impl Arg for Persist {
    fn expects() -> String {
        "\"disk\" or boolean".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        match value.as_bool() {
            Ok(persist) => Ok(Self(persist)),
            Err(_) if is_word(&value, "disk") => Ok(Self(true)),
            // Word for word what users of Streamlit know.
            Err(_) => {
                Err(Mismatch::Value(format!("Unsupported persist option '{value}'. Valid values are 'disk' or ().")))
            }
        }
    }
}

impl Arg for Spinner {
    fn expects() -> String {
        "boolean or string".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        match value.as_bool() {
            Ok(true) => Ok(Self::Standard),
            Ok(false) => Ok(Self::Off),
            Err(_) => value.into_string().map(Self::Text).map_err(|_| Mismatch::Type),
        }
    }
}

/// A parameter type of the cache that takes one of two words.
macro_rules! words {
    ($name:ident: $one:literal = $first:ident, $other:literal = $second:ident) => {
        impl Arg for $name {
            fn expects() -> String {
                concat!("\"", $one, "\" or \"", $other, "\"").into()
            }
            fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
                let word = value.into_immutable_string().map_err(|_| Mismatch::Type)?;
                match word.as_str() {
                    $one => Ok(Self::$first),
                    $other => Ok(Self::$second),
                    other => Err(Mismatch::choice(other, &[$one, $other])),
                }
            }
        }
    };
}

words!(Scope: "global" = Global, "session" = Session);
words!(Refresh: "blocking" = Blocking, "background" = Background);

fn is_word(value: &Dynamic, word: &str) -> bool {
    value.as_immutable_string_ref().is_ok_and(|given| given.as_str() == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(kind: Kind, source: &str) -> std::result::Result<Parsed, String> {
        let map = rhai::Engine::new().eval::<Map>(source).unwrap();
        let function = FnPtr::new("load_data").unwrap();
        Parsed::new(kind, "load_data", &function, map).map_err(|error| {
            let hint = error.report().hint.as_ref().map(|hint| format!(" {hint}")).unwrap_or_default();
            format!("{}{hint}", error.message())
        })
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
        for kind in [Kind::Memo, Kind::Singleton] {
            let all: Vec<&str> = specs()[usize::from(kind == Kind::Singleton)].params.iter().map(|p| p.name).collect();
            let map = all[1..].iter().map(|name| format!("{name}: ()")).collect::<Vec<_>>().join(", ");
            assert_eq!(parse(kind, &format!("#{{{map}}}")).unwrap().options, Options::default());
        }
        assert!(parse(Kind::Memo, "#{tll: ()}").unwrap_err().contains("`tll`"));
    }

    #[test]
    fn true_and_disk_persist_and_false_does_not() {
        for (value, persist) in [("true", true), ("\"disk\"", true), ("false", false)] {
            let parsed = parse(Kind::Memo, &format!("#{{persist: {value}}}"));
            assert_eq!(parsed.unwrap().options.persist, persist, "{value}");
        }
        let error = parse(Kind::Memo, r#"#{persist: "yesplz"}"#).unwrap_err();
        assert!(error.ends_with("Unsupported persist option 'yesplz'. Valid values are 'disk' or ()."), "{error}");
    }

    #[test]
    fn hooks_are_functions_of_singletons() {
        let parsed = parse(Kind::Singleton, r#"#{validate: |v| true, on_release: Fn("f")}"#);
        let parsed = parsed.unwrap();
        assert!(parsed.validate.is_some() && parsed.on_release.is_some());
        let error = parse(Kind::Memo, "#{validate: |v| true}").unwrap_err();
        assert!(error.contains("no parameter `validate`"), "{error}");
        let error = parse(Kind::Singleton, "#{max_size: 5}").unwrap_err();
        assert!(error.contains("no parameter `max_size`"), "{error}");
    }

    #[test]
    fn errors_name_the_option_the_function_and_what_was_meant() {
        for (source, expected) in [
            ("#{tll: 5}", "`st.memo` has no parameter `tll`. Did you mean `ttl`?"),
            ("#{max_entry: 5}", "`st.memo` has no parameter `max_entry`. Did you mean `max_entries`?"),
            ("#{ttl: -1}", "`ttl` of `st.memo`: -1 is negative."),
            (
                "#{ttl: true}",
                "`ttl` of `st.memo` takes number of seconds or string such as \"90s\", \"1h30m\", \"1d\" or (), but got the boolean true.",
            ),
            (
                "#{max_entries: 0}",
                "`max_entries` of `st.memo` takes whole number above 0 or (), but got the integer 0.",
            ),
            ("#{scope: \"request\"}", "`scope` of `st.memo`: \"request\" is not one of \"global\", \"session\"."),
            ("#{refresh: \"background\"}", "`refresh: \"background\"` needs a `ttl`, which says when to refresh."),
        ] {
            assert_eq!(parse(Kind::Memo, source).unwrap_err(), format!("Options of `load_data`: {expected}"));
        }
        let error = parse(Kind::Memo, "#{zzz: 5}").unwrap_err();
        let options = "`persist`, `persist_ttl`, `max_size`, `ttl`, `max_entries`, `show_spinner`, `allow_widgets`, `experimental_allow_widgets`, `scope`, `refresh`, `max_stale`";
        assert!(error.contains(options), "{error}");
    }
}
