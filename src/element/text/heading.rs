//! The headings below the title: the same element in two sizes.

use super::title::Anchor;
use crate::element::declare::{Command, Draw};
use crate::element::{Align, Arg, Drawing, Host, Mismatch, Text, Width};
use crate::error::Result;

macro_rules! heading {
    ($(#[doc = $doc:literal])* $name:ident = $command:literal) => {
        command! {
            $(#[doc = $doc])*
            pub struct $name = $command in Text, returns "a handle on the element" {
                positional {
                    /// The text, as markdown.
                    body: Text,
                    /// The id that a link can lead to; by default made of the text. `false`: none.
                    anchor: Anchor = Anchor::Auto => "()",
                }
                named {
                    /// A line under the heading: `true`, or its colour.
                    divider: HeadingDivider = HeadingDivider::Flag(false) => "false",
                    /// Help that is shown beside the text.
                    help: Option<String> = None => "()",
                    /// An emoji or `:material/name:` before the text.
                    icon: Option<crate::element::Icon> = None => "()",
                    /// How wide it is.
                    width: Width = Width::Stretch => "\"stretch\"",
                    /// How the text is aligned.
                    text_alignment: Align = Align::Left => "\"left\"",
                    /// Whether a long text is broken into lines.
                    wrap: bool = true => "true",
                }
            }
        }

        impl Draw for $name {
            fn draw(self, _: &mut dyn Host) -> Result<Drawing> {
                Ok(Drawing::element(Self::NAME, &self))
            }
        }
    };
}

heading! {
    /// Shows a heading below the title.
    ///
    /// # Example
    /// ```rhai
    /// st.header("By region", #{ divider: "blue" });
    /// ```
    Header = "header"
}
heading! {
    /// Shows a heading below a header.
    ///
    /// # Example
    /// ```rhai
    /// st.subheader("North");
    /// ```
    Subheader = "subheader"
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
