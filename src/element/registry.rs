//! The one table of everything that draws: the chapters of the reference, one after the other.
//!
//! What a chapter offers is listed in its folder. Registration, reference, definitions for editors and the page's types
//! follow from this table.

use std::sync::OnceLock;

use super::declare::{Entry, Group, Part};
use super::{chart, data, input, layout, status, text};

/// The commands that draw, and the kinds of nodes that they draw besides their own.
type Chapter = (&'static [fn() -> Entry], &'static [Part]);

/// What a chapter offers.
const fn chapter(group: Group) -> Chapter {
    match group {
        Group::Text => (text::COMMANDS, &[]),
        Group::Data => (data::COMMANDS, &[]),
        Group::Chart => (chart::COMMANDS, &[]),
        Group::Input => (input::COMMANDS, &[]),
        Group::Layout => (layout::COMMANDS, layout::PARTS),
        Group::Status => (status::COMMANDS, status::PARTS),
        // Their commands draw nothing.
        Group::Control | Group::Caching => (&[], &[]),
    }
}

/// Every command that draws, in the order of the reference.
#[must_use]
pub fn entries() -> &'static [Entry] {
    static ENTRIES: OnceLock<Vec<Entry>> = OnceLock::new();
    ENTRIES.get_or_init(|| {
        let commands = Group::ALL.iter().flat_map(|group| chapter(*group).0);
        commands.map(|entry| entry()).collect()
    })
}

/// Every kind of node that a command draws besides its own.
pub fn parts() -> impl Iterator<Item = &'static Part> {
    Group::ALL.iter().flat_map(|group| chapter(*group).1)
}

/// The name of a kind of node, as the table or a container's children have it.
#[must_use]
pub fn kind(name: &str) -> Option<&'static str> {
    let part = parts().map(|part| part.kind).find(|kind| *kind == name);
    part.or_else(|| find(name).map(|entry| entry.spec.name))
}

/// The row of a command, by its name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Entry> {
    entries().iter().find(|entry| entry.spec.name == name)
}
