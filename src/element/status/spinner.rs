//! The spinner of `st.spinner`, as it is drawn; the command itself belongs to the run.

use serde::Serialize;

use crate::element::{Element, Width};

/// The wire form of a spinner: it floats in its container without taking a place.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Spinner {
    /// Text beside the spinner, as markdown.
    pub text: String,
    /// Whether the seconds since it appeared are shown.
    pub show_time: bool,
    /// How wide it is.
    pub width: Width,
}

impl Spinner {
    /// The spinner as an element.
    #[must_use]
    pub fn element(&self) -> Element {
        Element::new("spinner", self)
    }
}
