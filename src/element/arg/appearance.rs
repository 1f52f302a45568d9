//! Parameters that say how something looks, checked here because the page could only leave it out in silence.

use rhai::Dynamic;
use serde::Serialize;

use crate::element::declare::{Arg, Mismatch};

/// An emoji or `:material/name:`.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Icon(pub String);

impl Arg for Icon {
    fn expects() -> String {
        "emoji or \":material/name:\"".into()
    }

    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        let text = String::from_value(value)?;
        let name = text.trim().strip_prefix(":material/").and_then(|rest| rest.strip_suffix(':'));
        let is_icon = match name {
            Some(name) => {
                !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
            }
            // No list of emoji: it would be older than the next one. A word is none.
            None => !text.is_ascii() && !text.chars().any(|c| c.is_ascii_alphabetic()),
        };
        if is_icon {
            return Ok(Self(text));
        }
        Err(Mismatch::Value(format!(
            "{text:?} is not an icon. Use an emoji (\"🎉\") or a Material Symbol (\":material/home:\")."
        )))
    }
}

/// An icon, or `"spinner"`.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct IconOrSpinner(pub Icon);

impl Arg for IconOrSpinner {
    fn expects() -> String {
        format!("{} or \"spinner\"", Icon::expects())
    }

    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        match String::from_value(value.clone()) {
            Ok(word) if word == "spinner" => Ok(Self(Icon(word))),
            _ => Icon::from_value(value).map(Self),
        }
    }
}

/// A key, with those that are held: `"ctrl+enter"`.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Shortcut(pub String);

const HELD: [&str; 9] = ["ctrl", "control", "cmd", "mod", "meta", "alt", "option", "shift", "command"];

const KEYS: [&str; 17] = [
    "enter",
    "escape",
    "esc",
    "space",
    "tab",
    "up",
    "down",
    "left",
    "right",
    "home",
    "end",
    "pageup",
    "pagedown",
    "backspace",
    "delete",
    "insert",
    "plus",
];

impl Arg for Shortcut {
    fn expects() -> String {
        "key, with those that are held: \"ctrl+enter\"".into()
    }

    fn from_value(value: Dynamic) -> Result<Self, Mismatch> {
        let text = String::from_value(value)?;
        let lower = text.to_lowercase();
        let parts: Vec<&str> = lower.split('+').map(str::trim).collect();
        let (key, held) = parts.split_last().expect("a split has a part");
        if let Some(unknown) = held.iter().find(|word| !HELD.contains(word)) {
            return Err(Mismatch::Value(format!(
                "{unknown:?} of {text:?} is not a modifier key. Use ctrl, alt, shift, cmd or mod."
            )));
        }
        let function_key =
            key.strip_prefix('f').and_then(|n| n.parse::<u8>().ok()).is_some_and(|n| (1..=24).contains(&n));
        if key.chars().count() == 1 || KEYS.contains(key) || function_key {
            return Ok(Self(text));
        }
        Err(Mismatch::Value(format!(
            "{key:?} of {text:?} is not a key. Use a character, or a name such as enter or up."
        )))
    }
}
