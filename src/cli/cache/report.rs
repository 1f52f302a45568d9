//! What there is in a store, for people and for programs.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::Place;
use super::table::{Align, table};
use crate::cache::inspect::{self, EntryInfo, Inventory};
use crate::cli::terminal::Style;
use crate::error::Result;
use crate::script::{CodeText, FunctionReport};
use crate::value::{duration, size};

/// The same in both forms.
pub(super) struct Report {
    pub(super) text: String,
    pub(super) json: Value,
}

const NOTHING: &str = "Nothing is kept in";
const HINT: &str = "A function keeps its values there with `memo(f, #{ persist: \"disk\" })`.";

pub(super) fn stats(place: &Place) -> Result<Report> {
    let inventory = match &place.storage {
        Some(storage) => inspect::inventory(storage.as_ref(), place.owner).map_err(|error| place.failed(&error))?,
        None => Inventory::default(),
    };
    let on_disk = place.storage.as_ref().and_then(|storage| storage.size_on_disk());
    let entries: u64 = inventory.functions.iter().map(|function| function.entries).sum();
    let bytes: u64 = inventory.functions.iter().map(|function| function.bytes).sum();
    let json = json!({
        "folder": place.folder,
        "entries": entries,
        "bytes": bytes,
        "bytes_on_disk": on_disk,
        "unreadable": inventory.unreadable,
        "functions": inventory.functions.iter().map(|function| json!({
            "name": function.name,
            "entries": function.entries,
            "bytes": function.bytes,
            "versions": function.keys.len(),
            "oldest": seconds(function.oldest),
            "newest": seconds(function.newest),
        })).collect::<Vec<_>>(),
    });
    let mut text = String::new();
    if inventory.functions.is_empty() {
        let _ = writeln!(text, "{NOTHING} {}.\n{HINT}", place.folder.display());
    } else {
        let _ = writeln!(
            text,
            "{} of {}, {}, in {}\n",
            count(entries, "value"),
            count(inventory.functions.len() as u64, "function"),
            size::format(bytes),
            place.folder.display()
        );
        let rows: Vec<Vec<String>> = inventory
            .functions
            .iter()
            .map(|function| {
                vec![
                    function.name.clone(),
                    function.entries.to_string(),
                    size::format(function.bytes),
                    age(function.oldest),
                    age(function.newest),
                    function.keys.len().to_string(),
                ]
            })
            .collect();
        let headings = [
            ("Function", Align::Left),
            ("Values", Align::Right),
            ("Size", Align::Right),
            ("Oldest", Align::Right),
            ("Newest", Align::Right),
            ("Versions", Align::Right),
        ];
        text.push_str(&table(&headings, &rows, Style::stdout()));
    }
    unreadable(&mut text, inventory.unreadable);
    Ok(Report { text, json })
}

pub(super) fn list(place: &Place, function: Option<&str>) -> Result<Report> {
    let mut entries = entries(place)?;
    entries.retain(|entry| function.is_none_or(|name| entry.function == name));
    let json = json!({
        "folder": place.folder,
        "entries": entries.iter().map(entry_json).collect::<Vec<_>>(),
    });
    let text = if entries.is_empty() {
        let of = function.map(|name| format!(" of `{name}`")).unwrap_or_default();
        format!("{NOTHING} {}{of}.\n{HINT}\n", place.folder.display())
    } else {
        let rows: Vec<Vec<String>> = entries
            .iter()
            .map(|entry| {
                let mut row = vec![entry.function.clone()];
                row.extend(entry_row(entry));
                row
            })
            .collect();
        let mut headings = vec![("Function", Align::Left)];
        headings.extend(ENTRY);
        table(&headings, &rows, Style::stdout())
    };
    Ok(Report { text, json })
}

pub(super) fn explain(place: &Place, function: &FunctionReport) -> Result<Report> {
    let style = Style::stdout();
    let entries = entries(place)?;
    let all: Vec<&EntryInfo> = entries.iter().filter(|entry| entry.function == function.stored_as).collect();
    let (current, earlier): (Vec<&EntryInfo>, Vec<&EntryInfo>) =
        all.into_iter().partition(|entry| Some(entry.function_key) == function.key);
    let params = function.recipe.as_ref().map_or(&[][..], |recipe| &recipe.params);
    let texts = function.recipe.as_ref().map_or(&[][..], |recipe| &recipe.texts);
    let part = |part: &CodeText| match &part.function {
        Some(name) => format!("{name} ({})", part.file),
        None => format!("all of {}", part.file),
    };
    let json = json!({
        "folder": place.folder,
        "function": function.name,
        "stored_as": function.stored_as,
        "of_script": function.is_of_script(),
        "file": function.file,
        "parameters": params,
        "key": function.key.map(|key| key.to_string()),
        "parts": texts.iter().map(|part| json!({ "file": part.file, "function": part.function })).collect::<Vec<_>>(),
        "recipe": function.recipe,
        "constants": function.constants.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect::<Vec<_>>(),
        "current": current.iter().map(|entry| entry_json(entry)).collect::<Vec<_>>(),
        "earlier": earlier.iter().map(|entry| entry_json(entry)).collect::<Vec<_>>(),
    });

    if !function.is_of_script() {
        let text = of_host(function, &[current, earlier].concat(), style);
        return Ok(Report { text, json });
    }
    let mut text = format!("{}\n\n", style.bold(&format!("{}({})", function.name, params.join(", "))));
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(text, "  {name:<16}{value}");
    };
    line("File", &function.file);
    match function.key {
        Some(key) => line("Function key", &key.to_string()),
        None => line("Function key", "known only in a run, see the constants below"),
    }
    for (at, one) in texts.iter().enumerate() {
        line(if at == 0 { "made of" } else { "" }, &part(one));
    }
    for (name, value) in &function.constants {
        line("and", &format!("global::{name} = {}", value.as_deref().unwrap_or("(computed in a run)")));
    }
    let left_out: Vec<&str> = params.iter().map(String::as_str).filter(|param| param.starts_with('_')).collect();
    if !left_out.is_empty() {
        line("left out", &format!("{}, which begin with `_`", left_out.join(", ")));
    }
    text.push('\n');

    if function.key.is_none() {
        // Which of them belong to the version of now cannot be told.
        text.push_str(&values(&earlier, "in the store", style));
        text.push_str("Whether a call hits one of them depends on the constants: the same values, the same key.\n");
        return Ok(Report { text, json });
    }
    if current.is_empty() {
        text.push_str("The next call misses, whatever its arguments: nothing is in the store under this key.\n");
        if earlier.is_empty() {
            let _ = writeln!(text, "{HINT}");
        }
    } else {
        text.push_str("A call with these arguments hits, any other misses:\n\n");
        text.push_str(&values(&current, "", style));
    }
    if !earlier.is_empty() && function.stored_as == CLOSURE {
        let _ = writeln!(
            text,
            "\n{} of other closures, or of other versions of this one, which a call cannot hit.",
            count(earlier.len() as u64, "value")
        );
    } else if !earlier.is_empty() {
        let _ = writeln!(
            text,
            "\n{} of other versions of the code, which a call cannot hit:\n",
            count(earlier.len() as u64, "value")
        );
        text.push_str(&values(&earlier, "", style));
        text.push_str(
            "\nThe function, one that it calls, a module or a constant was edited since. Undo the edit and they count \
             again; `stscript cache clear` removes them.\n",
        );
    }
    Ok(Report { text, json })
}

/// The name that all closures have in a store.
const CLOSURE: &str = "closure";

/// A function of the host program, of which only that program knows the version.
fn of_host(function: &FunctionReport, entries: &[&EntryInfo], style: Style) -> String {
    let name = &function.stored_as;
    let mut text = format!("{}\n\n", style.bold(&function.name));
    let _ = writeln!(text, "  {:<16}{}", "File", function.file);
    let _ = writeln!(text, "  {:<16}known only to the program that registers `{name}`", "Function key");
    let _ = writeln!(text, "  {:<16}the name `{name}` and the version that the program gives it\n", "made of");
    let _ = writeln!(text, "`{name}` is not defined with `fn` in the script, so that it is a function of the host.");
    match entries {
        [] => text.push_str("Nothing is in the store under its name.\n"),
        _ => {
            text.push_str("A call with these arguments hits if they are of the version of now:\n\n");
            text.push_str(&values(entries, "", style));
        }
    }
    text
}

fn values(entries: &[&EntryInfo], heading: &str, style: Style) -> String {
    let mut text = String::new();
    if !heading.is_empty() {
        let _ = writeln!(text, "{} {heading}:\n", count(entries.len() as u64, "value"));
    }
    if entries.is_empty() {
        return text;
    }
    let rows: Vec<Vec<String>> = entries.iter().map(|entry| entry_row(entry)).collect();
    text.push_str(&table(&ENTRY, &rows, style));
    text
}

const ENTRY: [(&str, Align); 5] = [
    ("Arguments", Align::Left),
    ("Age", Align::Right),
    ("Size", Align::Right),
    ("Computed in", Align::Right),
    ("Entry key", Align::Left),
];

fn entry_row(entry: &EntryInfo) -> Vec<String> {
    let mut arguments = if entry.arguments.is_empty() { "(none)".to_owned() } else { entry.arguments.clone() };
    if !entry.widgets.is_empty() {
        let _ = write!(arguments, " with {}", count(entry.widgets.len() as u64, "widget"));
    }
    let key = entry.entry_key.to_string();
    vec![
        arguments,
        age(entry.written),
        size::format(entry.bytes),
        duration::format(entry.compute_time),
        key.chars().take(12).collect(),
    ]
}

fn entry_json(entry: &EntryInfo) -> Value {
    json!({
        "function": entry.function,
        "app": entry.owner.to_string(),
        "arguments": entry.arguments,
        "widgets": entry.widgets.len(),
        "function_key": entry.function_key.to_string(),
        "entry_key": entry.entry_key.to_string(),
        "written": seconds(entry.written),
        "compute_seconds": entry.compute_time.as_secs_f64(),
        "bytes": entry.bytes,
    })
}

/// All entries, by function, the newest first.
fn entries(place: &Place) -> Result<Vec<EntryInfo>> {
    let mut entries = Vec::new();
    if let Some(storage) = &place.storage {
        inspect::each_entry(storage.as_ref(), place.owner, |entry| entries.push(entry))
            .map_err(|error| place.failed(&error))?;
    }
    entries.sort_by(|one, other| {
        (&one.function, other.written, &one.arguments).cmp(&(&other.function, one.written, &other.arguments))
    });
    Ok(entries)
}

fn unreadable(text: &mut String, number: u64) {
    if number > 0 {
        let _ = writeln!(
            text,
            "\n{} damaged or of another version of stscript, and dropped when met.",
            if number == 1 { "One entry is".to_owned() } else { format!("{number} entries are") }
        );
    }
}

fn count(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

fn seconds(time: SystemTime) -> f64 {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}

fn age(time: SystemTime) -> String {
    let age = SystemTime::now().duration_since(time).unwrap_or_default();
    duration::format(Duration::from_secs(age.as_secs()))
}
