//! Sizes and distances.

use rhai::Dynamic;
use serde::{Serialize, Serializer};

use crate::element::declare::{Arg, Mismatch};
use crate::error::Result;

/// A width: `"stretch"`, `"content"` or pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// As wide as the container.
    Stretch,
    /// As wide as the content, at most as the container.
    Content,
    /// Pixels.
    Pixels(i64),
}

impl Width {
    /// This width, or what the script asked for under the former name `use_container_width`.
    #[must_use]
    pub const fn or_former(self, use_container_width: Option<bool>) -> Self {
        match use_container_width {
            Some(true) => Self::Stretch,
            Some(false) => Self::Content,
            None => self,
        }
    }
}

/// A height: `"content"`, `"stretch"`, `"auto"` or pixels.
pub type Height = Width;

wire_name!(Width, "\"stretch\" | \"content\" | number");

impl Serialize for Width {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Stretch => serializer.serialize_str("stretch"),
            Self::Content => serializer.serialize_str("content"),
            Self::Pixels(pixels) => serializer.serialize_i64(*pixels),
        }
    }
}

impl Arg for Width {
    fn expects() -> String {
        "\"stretch\", \"content\" or pixels".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        if let Ok(pixels) = value.as_int() {
            return if pixels > 0 {
                Ok(Self::Pixels(pixels))
            } else {
                Err(Mismatch::Value(format!("{pixels} pixels is not a size; give more than 0.")))
            };
        }
        match value.into_immutable_string().map_err(|_| Mismatch::Type)?.as_str() {
            "stretch" => Ok(Self::Stretch),
            "content" | "auto" => Ok(Self::Content),
            other => Err(Mismatch::choice(other, &["stretch", "content"])),
        }
    }
}

/// The distance between the elements of a container: a word, pixels, or `()` for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// A word: `xxsmall` … `xxlarge`.
    Named(&'static str),
    /// None.
    None,
}

wire_name!(Gap, r#""none" | "xxsmall" | "xsmall" | "small" | "medium" | "large" | "xlarge" | "xxlarge""#);

const GAPS: [&str; 7] = ["xxsmall", "xsmall", "small", "medium", "large", "xlarge", "xxlarge"];

impl Gap {
    /// The default.
    pub const SMALL: Self = Self::Named("small");
}

impl Serialize for Gap {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Self::Named(name) => name,
            Self::None => "none",
        })
    }
}

impl Arg for Gap {
    fn expects() -> String {
        "\"small\", \"medium\", \"large\" … or ()".into()
    }
    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        if value.is_unit() {
            return Ok(Self::None);
        }
        let word = value.into_immutable_string().map_err(|_| Mismatch::Type)?;
        GAPS.into_iter()
            .find(|name| *name == word.as_str())
            .map(Self::Named)
            .ok_or_else(|| Mismatch::choice(&word, &GAPS))
    }
}
