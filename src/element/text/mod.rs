//! Text on the page: headings, markdown, code.

#[macro_use]
mod heading;

mod caption;
mod code;
mod divider;
mod header;
mod markdown;
mod subheader;
#[expect(clippy::module_inception, reason = "a file is named after its command, and `st.text` is one of this chapter")]
mod text;
mod title;

use super::declare::Entry;

pub use code::Code;
pub use markdown::Markdown;

/// The commands of the chapter, in the order of the reference.
pub(super) const COMMANDS: &[fn() -> Entry] = &[
    Entry::of::<title::Title>,
    Entry::of::<header::Header>,
    Entry::of::<subheader::Subheader>,
    Entry::of::<markdown::Markdown>,
    Entry::of::<caption::Caption>,
    Entry::of::<text::PlainText>,
    Entry::of::<code::Code>,
    Entry::of::<divider::Divider>,
];
