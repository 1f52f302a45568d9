//! A look into a storage without a running app: for `stscript cache stats|list|explain|clear`.

use std::{
    collections::{BTreeMap, HashSet},
    ops::ControlFlow,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::{
    WidgetInput,
    persist::{self, DecodeError, Header, VALUES, WIDGETS},
    storage::{Storage, StorageError},
};
use crate::value::Fingerprint;

/// One stored value, described.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryInfo {
    /// The name of the function.
    pub function: String,
    /// Whose value it is, see [`Owner`](super::Owner).
    pub owner: Fingerprint,
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

/// Calls `each` with the description of every stored value, of one owner or of all.
///
/// # Errors
///
/// [`StorageError`] when the storage cannot be read.
pub fn each_entry(
    storage: &dyn Storage,
    owner: Option<Fingerprint>,
    mut each: impl FnMut(EntryInfo),
) -> Result<(), StorageError> {
    walk(storage, owner, |entry| {
        if let Ok(entry) = entry {
            each(entry);
        }
    })
}

/// The functions that have values in a storage, of one owner or of all.
///
/// # Errors
///
/// [`StorageError`] when the storage cannot be read.
pub fn inventory(storage: &dyn Storage, owner: Option<Fingerprint>) -> Result<Inventory, StorageError> {
    let mut by_name: BTreeMap<String, FunctionInfo> = BTreeMap::new();
    let mut unreadable = 0;
    walk(storage, owner, |entry| {
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

/// Removes the values of one function (of all versions of its source code), or of all functions;
/// of one owner or of all. Returns how many values there were.
///
/// # Errors
///
/// [`StorageError`] when some may still be there.
pub fn clear(storage: &dyn Storage, owner: Option<Fingerprint>, function: Option<&str>) -> Result<u64, StorageError> {
    let mut removed = 0;
    match function {
        None => {
            removed += storage.remove_prefix(&prefix(VALUES, owner))?;
            storage.remove_prefix(&prefix(WIDGETS, owner))?;
        }
        Some(name) => {
            let mut keys = HashSet::new();
            each_entry(storage, owner, |entry| {
                if entry.function == name {
                    keys.insert((entry.owner, entry.function_key));
                }
            })?;
            for (owner, key) in keys {
                removed += storage.remove_prefix(&persist::function_prefix(VALUES, owner, key))?;
                storage.remove_prefix(&persist::function_prefix(WIDGETS, owner, key))?;
            }
        }
    }
    storage.flush()?;
    Ok(removed)
}

fn walk(
    storage: &dyn Storage,
    owner: Option<Fingerprint>,
    mut each: impl FnMut(Result<EntryInfo, DecodeError>),
) -> Result<(), StorageError> {
    storage.scan(&prefix(VALUES, owner), &mut |_, bytes| {
        each(persist::parse(bytes).map(|parsed| describe(parsed.header, bytes.len())));
        ControlFlow::Continue(())
    })
}

fn prefix(table: u8, owner: Option<Fingerprint>) -> Vec<u8> {
    owner.map_or_else(|| vec![table], |owner| persist::owner_prefix(table, owner))
}

fn describe(header: Header, bytes: usize) -> EntryInfo {
    EntryInfo {
        function: header.function,
        owner: header.owner,
        function_key: header.function_key,
        entry_key: header.entry,
        arguments: header.readable,
        widgets: header.widgets,
        written: UNIX_EPOCH + Duration::from_millis(header.written),
        compute_time: Duration::from_micros(header.compute_micros),
        bytes: bytes as u64,
    }
}
