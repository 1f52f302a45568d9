//! A look into a storage without a running app: for `stscript cache stats|list|explain|clear`.

use std::{
    collections::BTreeMap,
    ops::ControlFlow,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::{
    WidgetInput,
    persist::{self, Bad, Header, VALUES, WIDGETS},
    storage::{Storage, StorageError},
    sweep,
};
use crate::value::Fingerprint;

/// One stored value, described.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryInfo {
    /// The name of the function.
    pub function: String,
    /// The function key: changes with the function's source code.
    pub function_key: Fingerprint,
    /// The entry key: function and arguments.
    pub entry_key: Fingerprint,
    /// The arguments in readable form.
    pub arguments: String,
    /// The widgets that the computation met, with their values.
    pub widgets: Vec<WidgetInput>,
    /// When it was written.
    pub written: SystemTime,
    /// How long it took to compute.
    pub compute_time: Duration,
    /// The bytes of the whole entry.
    pub bytes: u64,
}

/// The stored values of one function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionInfo {
    /// The name of the function.
    pub name: String,
    /// The function keys under that name: several when the source code has changed.
    pub keys: Vec<Fingerprint>,
    /// How many values there are.
    pub entries: u64,
    /// Their bytes.
    pub bytes: u64,
    /// When the oldest was written.
    pub oldest: SystemTime,
    /// When the newest was written.
    pub newest: SystemTime,
}

/// What a storage holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inventory {
    /// The functions, sorted by name.
    pub functions: Vec<FunctionInfo>,
    /// Entries that are damaged or of another version, and will be dropped when met.
    pub unreadable: u64,
}

/// Calls `each` with the description of every stored value.
///
/// # Errors
///
/// [`StorageError`] when the storage can not be read.
pub fn each_entry(storage: &dyn Storage, mut each: impl FnMut(EntryInfo)) -> Result<(), StorageError> {
    walk(storage, |entry| {
        if let Ok(entry) = entry {
            each(entry);
        }
    })
}

/// The functions that have values in a storage.
///
/// # Errors
///
/// [`StorageError`] when the storage can not be read.
pub fn inventory(storage: &dyn Storage) -> Result<Inventory, StorageError> {
    let mut by_name: BTreeMap<String, FunctionInfo> = BTreeMap::new();
    let mut unreadable = 0;
    walk(storage, |entry| {
        let Ok(entry) = entry else {
            unreadable += 1;
            return;
        };
        let function = by_name.entry(entry.function.clone()).or_insert_with(|| FunctionInfo {
            name: entry.function,
            keys: Vec::new(),
            entries: 0,
            bytes: 0,
            oldest: entry.written,
            newest: entry.written,
        });
        if !function.keys.contains(&entry.function_key) {
            function.keys.push(entry.function_key);
        }
        function.entries += 1;
        function.bytes += entry.bytes;
        function.oldest = function.oldest.min(entry.written);
        function.newest = function.newest.max(entry.written);
    })?;
    Ok(Inventory { functions: by_name.into_values().collect(), unreadable })
}

/// The values of one function whose key, in hex, begins with `key` (empty: all of them), to see
/// why a call missed: its key is not among them.
///
/// # Errors
///
/// [`StorageError`] when the storage can not be read.
pub fn explain(storage: &dyn Storage, function: &str, key: &str) -> Result<Vec<EntryInfo>, StorageError> {
    let mut found = Vec::new();
    each_entry(storage, |entry| {
        if entry.function == function && entry.entry_key.to_string().starts_with(key) {
            found.push(entry);
        }
    })?;
    found.sort_by(|one, other| (one.written, &one.arguments).cmp(&(other.written, &other.arguments)));
    Ok(found)
}

/// Removes the values of one function (of all versions of its source code), or of all functions.
/// Returns how many values there were.
///
/// # Errors
///
/// [`StorageError`] when some may still be there.
pub fn clear(storage: &dyn Storage, function: Option<&str>) -> Result<u64, StorageError> {
    let mut removed = 0;
    match function {
        None => {
            removed += storage.remove_prefix(&[VALUES])?;
            storage.remove_prefix(&[WIDGETS])?;
        }
        Some(name) => {
            let inventory = inventory(storage)?;
            let named = inventory.functions.iter().filter(|info| info.name == name);
            for key in named.flat_map(|info| &info.keys) {
                removed += storage.remove_prefix(&persist::function_prefix(VALUES, *key))?;
                storage.remove_prefix(&persist::function_prefix(WIDGETS, *key))?;
            }
        }
    }
    storage.flush()?;
    Ok(removed)
}

/// Removes what no process will use: values past their ttl, what is no entry, and entries of other
/// versions of the format; and, while the others take more than `most` bytes together, the oldest
/// of them. Returns how many there were. Safe beside a running app.
///
/// # Errors
///
/// [`StorageError`] when some may still be there.
pub fn sweep(storage: &dyn Storage, now: SystemTime, most: Option<u64>) -> Result<u64, StorageError> {
    let swept = sweep::sweep(storage, now, most)?;
    Ok(swept.useless + swept.oldest)
}

fn walk(storage: &dyn Storage, mut each: impl FnMut(Result<EntryInfo, Bad>)) -> Result<(), StorageError> {
    storage.scan(&[VALUES], &mut |_, bytes| {
        each(persist::parse(bytes).map(|parsed| describe(parsed.header, bytes.len())));
        ControlFlow::Continue(())
    })
}

fn describe(header: Header, bytes: usize) -> EntryInfo {
    EntryInfo {
        function: header.function,
        function_key: header.function_key,
        entry_key: header.entry,
        arguments: header.readable,
        widgets: header.widgets,
        written: UNIX_EPOCH + Duration::from_millis(header.written),
        compute_time: Duration::from_micros(header.compute_micros),
        bytes: bytes as u64,
    }
}
