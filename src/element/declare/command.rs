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
///
/// With `pub struct Name => Props` the parameters are one struct and what travels is another: in `Props` a parameter
/// `step: Option<Number> as Number = …` has the second type, `wire { … }` are fields that are no parameters, `kept { … }`
/// those which stay on the host, and what stands in `host` is used up by making the `Props`.
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
        params!(@wire [$(#[doc = $doc])*] $name
            { $($( [$(#[doc = $pdoc])*] $pfield: $pty, )*)? $($( [$(#[doc = $ndoc])*] $nfield: $nty, )*)? }
            { $($( [$(#[doc = $hdoc])*] $hfield: $hty, )*)? }
            { $($( [$(#[doc = $sdoc])*] $sfield: $sty, )*)? });
        params!(@params $name
            { $($( [$($pdoc),*] $pfield: $pty [$($pdefault => $pshown)?], )*)? }
            { $($( [$($ndoc),*] $nfield: $nty [$ndefault => $nshown], )*)? $($( [$($hdoc),*] $hfield: $hty [$hdefault => $hshown], )*)? }
            { $($( $sfield: $sty, )*)? });
    };
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident => $props:ident {
            $(positional { $( $(#[doc = $pdoc:literal])* $pfield:ident : $pty:ty $(as $pwire:ty)? $(= $pdefault:expr => $pshown:literal)? ),* $(,)? })?
            $(named { $( $(#[doc = $ndoc:literal])* $nfield:ident : $nty:ty $(as $nwire:ty)? = $ndefault:expr => $nshown:literal ),* $(,)? })?
            $(host { $( $(#[doc = $hdoc:literal])* $hfield:ident : $hty:ty = $hdefault:expr => $hshown:literal ),* $(,)? })?
            $(wire { $( $(#[doc = $wdoc:literal])* $wfield:ident : $wty:ty ),* $(,)? })?
            $(kept { $( $(#[doc = $kdoc:literal])* $kfield:ident : $kty:ty ),* $(,)? })?
            $(shared { $( $(#[doc = $sdoc:literal])* $sfield:ident : $sty:ty ),* $(,)? })?
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone)]
        pub struct $name {
            $($( $(#[doc = $pdoc])* pub $pfield: $pty, )*)?
            $($( $(#[doc = $ndoc])* pub $nfield: $nty, )*)?
            $($( $(#[doc = $hdoc])* pub $hfield: $hty, )*)?
            $($( $(#[doc = $sdoc])* pub $sfield: $sty, )*)?
        }

        params!(@wire [$(#[doc = $doc])*] $props
            {
                $($( [$(#[doc = $pdoc])*] $pfield: params!(@type $pty $(, $pwire)?), )*)?
                $($( [$(#[doc = $ndoc])*] $nfield: params!(@type $nty $(, $nwire)?), )*)?
                $($( [$(#[doc = $wdoc])*] $wfield: $wty, )*)?
            }
            { $($( [$(#[doc = $kdoc])*] $kfield: $kty, )*)? }
            { $($( [$(#[doc = $sdoc])*] $sfield: $sty, )*)? });
        params!(@params $name
            { $($( [$($pdoc),*] $pfield: $pty [$($pdefault => $pshown)?], )*)? }
            { $($( [$($ndoc),*] $nfield: $nty [$ndefault => $nshown], )*)? $($( [$($hdoc),*] $hfield: $hty [$hdefault => $hshown], )*)? }
            { $($( $sfield: $sty, )*)? });
    };

    // What travels: its fields, those that stay on the host, and the groups.
    (
        @wire [$($doc:tt)*] $name:ident
        { $( [$($sentdoc:tt)*] $sent:ident : $sentty:ty, )* }
        { $( [$($keptdoc:tt)*] $kept:ident : $keptty:ty, )* }
        { $( [$($shareddoc:tt)*] $shared:ident : $sharedty:ty, )* }
    ) => {
        $($doc)*
        #[derive(Debug, Clone, serde::Serialize)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        #[cfg_attr(test, ts(optional_fields))]
        pub struct $name {
            $(
                $($sentdoc)*
                #[serde(skip_serializing_if = "crate::element::Arg::is_unset")]
                pub $sent: $sentty,
            )*
            $(
                $($keptdoc)*
                #[serde(skip)]
                #[cfg_attr(test, ts(skip))]
                pub $kept: $keptty,
            )*
            $(
                $($shareddoc)*
                #[serde(flatten)]
                #[cfg_attr(test, ts(flatten))]
                pub $shared: $sharedty,
            )*
        }
    };
    (@type $arg:ty) => { $arg };
    (@type $arg:ty, $wire:ty) => { $wire };

    // What is known about the parameters: those by position, those by name, and the groups.
    (
        @params $name:ident
        { $( [$($pdoc:literal),*] $pfield:ident : $pty:ty [$($pdefault:expr => $pshown:literal)?], )* }
        { $( [$($ndoc:literal),*] $nfield:ident : $nty:ty [$ndefault:expr => $nshown:literal], )* }
        { $( $sfield:ident : $sty:ty, )* }
    ) => {
        impl $crate::element::declare::Params for $name {
            fn params() -> Vec<$crate::element::ParamSpec> {
                #[allow(unused_imports)]
                use $crate::element::{Arg, ParamSpec};
                #[allow(unused_mut)]
                let mut params = vec![
                    $(ParamSpec {
                        name: $crate::element::declare::plain(stringify!($pfield)),
                        doc: &[$($pdoc),*],
                        expects: <$pty as Arg>::expects(),
                        takes_map: <$pty as Arg>::TAKES_MAP,
                        shows_map: <$pty as Arg>::SHOWS_MAP,
                        default: params!(@shown $($pshown)?),
                        positional: true,
                    },)*
                    $(ParamSpec {
                        name: $crate::element::declare::plain(stringify!($nfield)),
                        doc: &[$($ndoc),*],
                        expects: <$nty as Arg>::expects(),
                        takes_map: <$nty as Arg>::TAKES_MAP,
                        shows_map: <$nty as Arg>::SHOWS_MAP,
                        default: Some($nshown),
                        positional: false,
                    },)*
                ];
                $( params.extend(<$sty as $crate::element::declare::Params>::params()); )*
                params
            }

            #[allow(unused_variables)]
            fn from_args(args: &mut $crate::element::Args) -> $crate::error::Result<Self> {
                Ok(Self {
                    $( $pfield: params!(@take args $pfield $($pdefault)?), )*
                    $( $nfield: args.optional($crate::element::declare::plain(stringify!($nfield)), || $ndefault)?, )*
                    $( $sfield: <$sty as $crate::element::declare::Params>::from_args(args)?, )*
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
///
/// `identity [label, value] besides [width] and input`, for widgets: two calls without a key are the same widget if the
/// fields of the first list are equal, whatever those of the second are; the group `input` adds its own. Every field of
/// what travels stands in one of them, else the command does not compile.
macro_rules! command {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident $(=> $props:ident)? = $command:literal in $group:ident, returns $returns:literal
            $(, then [$($then:ident),*])?
            $(, identity [$($identity:tt)*] besides [$($besides:ident),*] and $shared:ident)?
        { $($body:tt)* }
    ) => {
        params! {
            $(#[doc = $doc])*
            pub struct $name $(=> $props)? { $($body)* }
        }

        impl $crate::element::declare::Command for $name {
            const NAME: &'static str = $command;

            type Props = command!(@props $name $($props)?);

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

        command! { @identity $command, [$name $($props)?] $( [$($identity)*] [$($besides),*] $shared )? }
    };
    (@props $name:ident) => { $name };
    (@props $name:ident $props:ident) => { $props };
    (@identity $command:literal, [$name:ident $($props:ident)?]) => {};
    (@identity $command:literal, [$name:ident $props:ident] $($rest:tt)*) => {
        command! { @identity $command, [$props] $($rest)* }
    };
    (
        @identity $command:literal, [$props:ident]
        [$( $($one:ident)? $(($($several:ident),+))? ),*] [$($besides:ident),*] $shared:ident
    ) => {
        impl $props {
            /// The command's name.
            const COMMAND: &'static str = $command;

            fn identity_of_parameters(&self) -> u64 {
                let Self { $($($one,)? $($($several,)+)?)* $($besides: _,)* $shared } = self;
                $crate::element::declare::identity_of($command, &($($($one,)? $(($($several,)+),)?)* $shared.identity()))
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
