//! What the headings below the title have in common: the same element in two sizes.

use crate::element::{Arg, Mismatch};

macro_rules! heading {
    ($(#[doc = $doc:literal])* $name:ident = $command:literal) => {
        command! {
            $(#[doc = $doc])*
            pub struct $name = $command in Text, returns "a handle on the element" {
                positional {
                    /// The text, as markdown.
                    body: $crate::element::Text,
                    /// The id that a link can lead to; by default made of the text. `false`: none.
                    anchor: super::title::Anchor = super::title::Anchor::Auto => "()",
                }
                named {
                    /// A line under the heading: `true`, or its colour.
                    divider: super::heading::HeadingDivider = super::heading::HeadingDivider::Flag(false) => "false",
                    /// Help that is shown beside the text.
                    help: Option<String> = None => "()",
                    /// An emoji or `:material/name:` before the text.
                    icon: Option<$crate::element::Icon> = None => "()",
                    /// How wide it is.
                    width: $crate::element::Width = $crate::element::Width::Stretch => "\"stretch\"",
                    /// How the text is aligned.
                    text_alignment: $crate::element::Align = $crate::element::Align::Left => "\"left\"",
                    /// Whether a long text is broken into lines.
                    wrap: bool = true => "true",
                }
            }
        }

        impl $crate::element::declare::Plain for $name {}
    };
}

/// The line under a heading.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum HeadingDivider {
    /// In the colours' turn, or none.
    Flag(bool),
    /// In this colour.
    Color(String),
}

const COLORS: [&str; 9] = ["blue", "green", "orange", "red", "violet", "yellow", "gray", "grey", "rainbow"];

impl Arg for HeadingDivider {
    fn expects() -> String {
        "boolean or colour".into()
    }
    fn from_value(value: rhai::Dynamic) -> Result<Self, Mismatch> {
        if value.is_unit() {
            return Ok(Self::Flag(false));
        }
        if let Ok(flag) = value.as_bool() {
            return Ok(Self::Flag(flag));
        }
        let color = value.into_string().map_err(|_| Mismatch::Type)?;
        if COLORS.contains(&color.as_str()) { Ok(Self::Color(color)) } else { Err(Mismatch::choice(&color, &COLORS)) }
    }
}
