//! The macros that turn a command's declaration into its struct, its [`CommandSpec`](super::CommandSpec) and its
//! argument parsing.

/// Declares a group of parameters: a struct and its [`Params`](super::Params).
///
/// ```text
/// params! {
///     /// What the group is.
///     pub struct Name {
///         positional {            // by position or by name, on the wire
///             /// The text.
///             body: Text,         // no default: must be given
///             /// Id for links.
///             anchor: Option<String> = None => "()",   // default, and how the reference shows it
///         }
///         named { … }             // by name only, on the wire
///         host { … }              // by name only, stays on the host
///         shared { field: Group } // a group of parameters that several commands have
///     }
/// }
/// ```
macro_rules! params {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident {
            $(positional { $( $(#[doc = $pdoc:literal])* $pfield:ident : $pty:ty $(= $pdefault:expr => $pshown:literal)? ),* $(,)? })?
            $(named { $( $(#[doc = $ndoc:literal])* $nfield:ident : $nty:ty = $ndefault:expr => $nshown:literal ),* $(,)? })?
            $(host { $( $(#[doc = $hdoc:literal])* $hfield:ident : $hty:ty = $hdefault:expr => $hshown:literal ),* $(,)? })?
            $(shared { $( $(#[doc = $sdoc:literal])* $sfield:ident : $sty:ty ),* $(,)? })?
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, serde::Serialize)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        #[cfg_attr(test, ts(optional_fields))]
        pub struct $name {
            $($(
                $(#[doc = $pdoc])*
                #[serde(skip_serializing_if = "crate::element::Arg::is_unset")]
                pub $pfield: $pty,
            )*)?
            $($(
                $(#[doc = $ndoc])*
                #[serde(skip_serializing_if = "crate::element::Arg::is_unset")]
                pub $nfield: $nty,
            )*)?
            $($(
                $(#[doc = $hdoc])*
                #[serde(skip)]
                #[cfg_attr(test, ts(skip))]
                pub $hfield: $hty,
            )*)?
            $($(
                $(#[doc = $sdoc])*
                #[serde(flatten)]
                #[cfg_attr(test, ts(flatten))]
                pub $sfield: $sty,
            )*)?
        }

        impl $crate::element::declare::Params for $name {
            fn params() -> Vec<$crate::element::ParamSpec> {
                #[allow(unused_imports)]
                use $crate::element::{Arg, ParamSpec};
                #[allow(unused_mut)]
                let mut params = vec![
                    $($(ParamSpec {
                        name: $crate::element::declare::plain(stringify!($pfield)),
                        doc: &[$($pdoc),*],
                        expects: <$pty as Arg>::expects(),
                        takes_map: <$pty as Arg>::TAKES_MAP,
                        default: params!(@shown $($pshown)?),
                        positional: true,
                    },)*)?
                    $($(ParamSpec {
                        name: $crate::element::declare::plain(stringify!($nfield)),
                        doc: &[$($ndoc),*],
                        expects: <$nty as Arg>::expects(),
                        takes_map: <$nty as Arg>::TAKES_MAP,
                        default: Some($nshown),
                        positional: false,
                    },)*)?
                    $($(ParamSpec {
                        name: $crate::element::declare::plain(stringify!($hfield)),
                        doc: &[$($hdoc),*],
                        expects: <$hty as Arg>::expects(),
                        takes_map: <$hty as Arg>::TAKES_MAP,
                        default: Some($hshown),
                        positional: false,
                    },)*)?
                ];
                $($( params.extend(<$sty as $crate::element::declare::Params>::params()); )*)?
                params
            }

            #[allow(unused_variables)]
            fn from_args(args: &mut $crate::element::Args) -> $crate::error::Result<Self> {
                Ok(Self {
                    $($( $pfield: params!(@take args $pfield $($pdefault)?), )*)?
                    $($( $nfield: args.optional($crate::element::declare::plain(stringify!($nfield)), || $ndefault)?, )*)?
                    $($( $hfield: args.optional($crate::element::declare::plain(stringify!($hfield)), || $hdefault)?, )*)?
                    $($( $sfield: <$sty as $crate::element::declare::Params>::from_args(args)?, )*)?
                })
            }
        }
    };
    (@shown) => { None };
    (@shown $shown:literal) => { Some($shown) };
    (@take $args:ident $field:ident) => { $args.required($crate::element::declare::plain(stringify!($field)))? };
    (@take $args:ident $field:ident $default:expr) => { $args.optional($crate::element::declare::plain(stringify!($field)), || $default)? };
}

/// Declares a command: its parameters as in `params!`, its name, its chapter and what it gives back.
///
/// `then [key, help]`: these may be given by position too, behind those of the group `positional`.
macro_rules! command {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident = $command:literal in $group:ident, returns $returns:literal
            $(, then [$($then:ident),*])? { $($body:tt)* }
    ) => {
        params! {
            $(#[doc = $doc])*
            pub struct $name { $($body)* }
        }

        impl $crate::element::declare::Command for $name {
            const NAME: &'static str = $command;

            fn spec() -> $crate::element::CommandSpec {
                $crate::element::CommandSpec {
                    name: $command,
                    group: $crate::element::Group::$group,
                    doc: &[$($doc),*],
                    returns: $returns,
                    params: $crate::element::declare::in_order(
                        <$name as $crate::element::declare::Params>::params(),
                        &[$($($crate::element::declare::plain(stringify!($then))),*)?],
                    ),
                }
            }
        }
    };
}

/// Declares a parameter type that takes one of a few words.
macro_rules! choices {
    (
        $(#[doc = $doc:literal])*
        pub enum $name:ident { $( $(#[doc = $vdoc:literal])* $variant:ident = $word:literal ),* $(,)? }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        pub enum $name { $( $(#[doc = $vdoc])* #[serde(rename = $word)] $variant ),* }

        impl $name {
            /// The word that stands for it.
            #[allow(dead_code)]
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }

        impl $crate::element::Arg for $name {
            fn expects() -> String {
                [$(concat!("\"", $word, "\"")),*].join(" or ")
            }

            fn from_value(value: rhai::Dynamic) -> Result<Self, $crate::element::Mismatch> {
                let word = value.into_immutable_string().map_err(|_| $crate::element::Mismatch::Type)?;
                match word.as_str() {
                    $($word => Ok(Self::$variant),)*
                    other => Err($crate::element::Mismatch::choice(other, &[$($word),*])),
                }
            }
        }
    };
}
