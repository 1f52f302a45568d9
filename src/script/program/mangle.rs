//! The names that functions have in a compiled script: the one place that knows those which no author has written.
//!
//! The engine names closures `anon$…`. A function that a script defines can have no such name, so that ours begin with it
//! too.

use std::fmt;

/// The function of the engine that a wrapper calls, with its own arguments and the binding's id.
pub(in crate::script) const DISPATCH: &str = "call_cached__";

/// The same for functions of more parameters than the engine finds natives for: it gets an array of the arguments.
pub(in crate::script) const DISPATCH_MANY: &str = "call_cached_many__";

/// What stands behind the name of a function while it must not be known by it.
pub(in crate::script) const SHADOWED: &str = "__shadowed";

const ANONYMOUS: &str = "anon$";
const HIDDEN: &str = "anon$uncached$";
const QUALIFIED: &str = "anon$of$";

/// The name of a function, taken apart. As text it is what the engine knows the function by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::script) enum FunctionName<'a> {
    /// As its author has written it.
    Plain(&'a str),
    /// A function whose own name is a wrapper.
    Hidden(&'a str),
    /// A function as it is known in all files.
    Qualified { file: &'a str, name: &'a str },
    /// A closure, by all that the engine calls it.
    Closure(&'a str),
}

impl<'a> FunctionName<'a> {
    pub(in crate::script) fn parse(name: &'a str) -> Self {
        if !name.starts_with(ANONYMOUS) {
            return Self::Plain(name);
        }
        if let Some(name) = name.strip_prefix(HIDDEN) {
            return Self::Hidden(name);
        }
        match name.strip_prefix(QUALIFIED).and_then(|rest| rest.rsplit_once('$')) {
            Some((file, name)) => Self::Qualified { file, name },
            None => Self::Closure(name),
        }
    }

    /// The name in its own file, by which a person knows the function.
    pub(in crate::script) const fn shown(self) -> &'a str {
        match self {
            Self::Plain(name) | Self::Hidden(name) | Self::Qualified { name, .. } | Self::Closure(name) => name,
        }
    }

    pub(in crate::script) const fn is_closure(self) -> bool {
        matches!(self, Self::Closure(_))
    }

    /// Whether its author has written it.
    pub(in crate::script) const fn is_plain(self) -> bool {
        matches!(self, Self::Plain(_))
    }
}

impl fmt::Display for FunctionName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(name) | Self::Closure(name) => f.write_str(name),
            Self::Hidden(name) => write!(f, "{HIDDEN}{name}"),
            Self::Qualified { file, name } => write!(f, "{QUALIFIED}{file}${name}"),
        }
    }
}

/// What a person knows a function by.
pub(in crate::script) fn shown(name: &str) -> &str {
    FunctionName::parse(name).shown()
}

/// Whether a name is one that the engine has given a closure.
pub(in crate::script) fn is_closure(name: &str) -> bool {
    FunctionName::parse(name).is_closure()
}

/// The name under which the engine has the function behind the wrapper of a name.
pub(in crate::script) fn hidden(name: &str) -> String {
    FunctionName::Hidden(name).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_it_was_taken_apart_from() {
        for (text, name) in [
            ("load", FunctionName::Plain("load")),
            ("my_cached__data", FunctionName::Plain("my_cached__data")),
            ("anon$uncached$load", FunctionName::Hidden("load")),
            ("anon$of$data/m.rhai$load", FunctionName::Qualified { file: "data/m.rhai", name: "load" }),
            ("anon$of$a$b.rhai$load", FunctionName::Qualified { file: "a$b.rhai", name: "load" }),
            ("anon$0123456789abcdef", FunctionName::Closure("anon$0123456789abcdef")),
        ] {
            assert_eq!(FunctionName::parse(text), name);
            assert_eq!(name.to_string(), text);
        }
        assert_eq!(shown("anon$uncached$load"), "load");
        assert!(is_closure("anon$1") && !is_closure("anon$uncached$load") && !is_closure("load"));
    }
}
