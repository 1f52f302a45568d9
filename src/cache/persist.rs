//! Entries in storage: their keys, their bytes, and what to do when either is wrong.
//!
//! Layout of a key: `v`, owner, function key, entry key, slot for values; `w`, owner, function key,
//! entry key, shape for the widgets that an entry's computations met (16 bytes each).
//! Layout of a value: `STSC`, format version, checksum (xxh3-64) over the rest, length of the
//! header, header (MessagePack), value (`value::codec`), replay.

use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::{
    Clock, Owner, Replay, ReplayCodec, Timestamp, WidgetInput,
    entry::{Content, Stored},
    storage::Storage,
    storage_health::StorageHealth,
    sweep::Sweeper,
    widgets::Shape,
};
use crate::value::{Fingerprint, HostTypes, codec};

pub(crate) const VALUES: u8 = b'v';
pub(crate) const WIDGETS: u8 = b'w';

const MAGIC: &[u8; 4] = b"STSC";
/// Raise this when anything about the bytes changes: older entries are then dropped silently.
/// `tests/format.rs` fails when it was forgotten.
pub(super) const VERSION: u8 = 3;
/// What was drawn is stored as the page of this version understands it.
const DRAWN_BY: &str = env!("CARGO_PKG_VERSION");
const PREAMBLE: usize = MAGIC.len() + 1 + 8 + 4;

/// What a stored entry says about itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Header {
    pub(crate) function: String,
    pub(crate) owner: Fingerprint,
    pub(crate) function_key: Fingerprint,
    pub(crate) entry: Fingerprint,
    pub(crate) slot: Fingerprint,
    pub(crate) readable: String,
    pub(crate) widgets: Vec<WidgetInput>,
    /// Milliseconds since 1970.
    pub(crate) written: u64,
    /// Milliseconds since 1970 from which on the value is of no use to anybody.
    pub(crate) expires: Option<u64>,
    pub(crate) compute_micros: u64,
    pub(crate) value_len: u64,
    /// With a replay: the version of this program that drew it.
    pub(crate) drawn_by: Option<String>,
}

/// Why bytes are not an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DecodeError {
    /// Written in another version of the format.
    OtherVersion,
    /// Damaged, with what is wrong.
    Damaged(String),
}

/// An entry, taken apart.
pub(crate) struct Parsed<'a> {
    pub(crate) header: Header,
    pub(crate) value: &'a [u8],
    pub(crate) replay: &'a [u8],
}

/// Where a value lives.
pub(crate) fn value_key(owner: Fingerprint, function: Fingerprint, entry: Fingerprint, slot: Fingerprint) -> Vec<u8> {
    let mut key = entry_prefix(VALUES, owner, function, entry);
    key.extend_from_slice(&slot.to_bytes());
    key
}

/// What all keys of one entry begin with.
pub(crate) fn entry_prefix(table: u8, owner: Fingerprint, function: Fingerprint, entry: Fingerprint) -> Vec<u8> {
    let mut key = function_prefix(table, owner, function);
    key.extend_from_slice(&entry.to_bytes());
    key
}

/// What all keys of one function begin with.
pub(crate) fn function_prefix(table: u8, owner: Fingerprint, function: Fingerprint) -> Vec<u8> {
    let mut key = owner_prefix(table, owner);
    key.extend_from_slice(&function.to_bytes());
    key
}

/// What all keys of one owner begin with.
pub(crate) fn owner_prefix(table: u8, owner: Fingerprint) -> Vec<u8> {
    let mut key = Vec::with_capacity(65);
    key.push(table);
    key.extend_from_slice(&owner.to_bytes());
    key
}

pub(super) fn assemble(header: &Header, value: &[u8], replay: &[u8]) -> Vec<u8> {
    // Fields of plain types into memory: cannot fail.
    let header = rmp_serde::to_vec(header).unwrap_or_default();
    let mut out = Vec::with_capacity(PREAMBLE + header.len() + value.len() + replay.len());
    out.extend_from_slice(MAGIC);
    out.push(VERSION);
    out.extend_from_slice(&[0; 8]);
    out.extend_from_slice(&(header.len() as u32).to_le_bytes());
    out.extend_from_slice(&header);
    out.extend_from_slice(value);
    out.extend_from_slice(replay);
    let checksum = xxh3_64(&out[MAGIC.len() + 1 + 8..]);
    out[MAGIC.len() + 1..][..8].copy_from_slice(&checksum.to_le_bytes());
    out
}

/// Takes the bytes of an entry apart, checking all that can be checked.
pub(crate) fn parse(bytes: &[u8]) -> Result<Parsed<'_>, DecodeError> {
    let damaged = |what: &str| DecodeError::Damaged(what.to_owned());
    let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| damaged("it is not an entry"))?;
    let (version, rest) = rest.split_first().ok_or_else(|| damaged("it is cut off"))?;
    if *version != VERSION {
        return Err(DecodeError::OtherVersion);
    }
    let (checksum, rest) = rest.split_first_chunk::<8>().ok_or_else(|| damaged("it is cut off"))?;
    if xxh3_64(rest) != u64::from_le_bytes(*checksum) {
        return Err(damaged("its checksum is wrong"));
    }
    let split = |bytes: &'_ [u8], at: u64| {
        let at = usize::try_from(at).ok().filter(|at| *at <= bytes.len());
        at.ok_or_else(|| damaged("a length is wrong"))
    };
    let (header_len, rest) = rest.split_first_chunk::<4>().ok_or_else(|| damaged("it is cut off"))?;
    let (header, rest) = rest.split_at(split(rest, u32::from_le_bytes(*header_len).into())?);
    let header: Header = rmp_serde::from_slice(header).map_err(|error| DecodeError::Damaged(error.to_string()))?;
    let (value, replay) = rest.split_at(split(rest, header.value_len)?);
    Ok(Parsed { header, value, replay })
}

/// The header of an entry of which only the beginning is at hand. What comes after it is not looked
/// at; nothing when the beginning is too short.
pub(crate) fn parse_header(head: &[u8]) -> Result<Option<Header>, DecodeError> {
    let damaged = |what: &str| DecodeError::Damaged(what.to_owned());
    let rest = head.strip_prefix(MAGIC).ok_or_else(|| damaged("it is not an entry"))?;
    match rest.first() {
        Some(&VERSION) => {}
        Some(_) => return Err(DecodeError::OtherVersion),
        None => return Err(damaged("it is cut off")),
    }
    let Some((length, rest)) = rest.get(9..).and_then(<[u8]>::split_first_chunk) else {
        return Err(damaged("it is cut off"));
    };
    let Some(header) = rest.get(..u32::from_le_bytes(*length) as usize) else {
        return Ok(None);
    };
    rmp_serde::from_slice(header).map(Some).map_err(|error| DecodeError::Damaged(error.to_string()))
}

/// An entry read from storage.
pub(crate) struct Read {
    pub(crate) content: Content,
    pub(crate) replay: Replay,
    pub(crate) widgets: Vec<WidgetInput>,
    pub(crate) readable: String,
    pub(crate) written: SystemTime,
    pub(crate) compute_time: Duration,
}

/// A storage with what is needed to keep entries in it.
#[derive(Debug)]
pub(crate) struct Persistence {
    pub(crate) storage: Arc<dyn Storage>,
    owner: Arc<dyn Owner>,
    pub(crate) replay_codec: Arc<dyn ReplayCodec>,
    pub(crate) sweeper: Sweeper,
    pub(crate) health: StorageHealth,
    to_remove: ToRemove,
}

impl Persistence {
    pub(crate) fn new(
        storage: Arc<dyn Storage>,
        owner: Arc<dyn Owner>,
        replay_codec: Arc<dyn ReplayCodec>,
        clock: Arc<dyn Clock>,
        budget: Option<u64>,
    ) -> Self {
        Self {
            storage,
            owner,
            replay_codec,
            sweeper: Sweeper::new(budget),
            health: StorageHealth::new(clock),
            to_remove: ToRemove::default(),
        }
    }

    /// Lets the storage heal, and removes what is of no use or too much.
    pub(crate) fn housekeeping(&self, now: Timestamp, wall: SystemTime) {
        self.storage.housekeeping();
        self.carry_out();
        self.health.housekeeping();
        if let Some(swept) = self.health.report(self.sweeper.sweep(&*self.storage, now, wall)) {
            swept.log();
        }
    }

    /// The widgets that stored computations of this entry met.
    pub(crate) fn shapes(&self, function: Fingerprint, entry: Fingerprint) -> Vec<Arc<Shape>> {
        let mut shapes = Vec::new();
        let prefix = entry_prefix(WIDGETS, self.owner.of_reader(), function, entry);
        if self.to_remove.covers(&prefix) {
            return shapes;
        }
        let scanned = self.storage.scan(&prefix, &mut |_, bytes| {
            // A shape that cannot be read costs a computation, nothing else.
            shapes.extend(rmp_serde::from_slice(bytes).ok().map(Arc::new));
            ControlFlow::Continue(())
        });
        self.health.report(scanned);
        shapes
    }

    /// An entry, if it is there and whole; one that is not whole is removed.
    pub(crate) fn read(
        &self,
        function: Fingerprint,
        entry: Fingerprint,
        slot: Fingerprint,
        types: &HostTypes,
    ) -> Option<Read> {
        let owner = self.owner.of_reader();
        let key = value_key(owner, function, entry, slot);
        if self.to_remove.covers(&key) {
            return None;
        }
        let bytes = self.health.report(self.storage.get(&key))??;
        match self.understand(&bytes, [owner, function, entry, slot], types) {
            Ok(read) => Some(read),
            Err(bad) => {
                if let DecodeError::Damaged(what) = bad {
                    log::warn!(
                        "A stored cache entry was damaged ({what}); it is dropped and computed \
                         again."
                    );
                }
                self.health.report(self.storage.remove(&key));
                None
            }
        }
    }

    fn understand(&self, bytes: &[u8], key: [Fingerprint; 4], types: &HostTypes) -> Result<Read, DecodeError> {
        let parsed = parse(bytes)?;
        let header = parsed.header;
        if [header.owner, header.function_key, header.entry, header.slot] != key {
            return Err(DecodeError::Damaged("it belongs to another key".to_owned()));
        }
        if header.drawn_by.as_ref().is_some_and(|version| version != DRAWN_BY) {
            return Err(DecodeError::OtherVersion);
        }
        let value = codec::decode(parsed.value, types).map_err(|error| DecodeError::Damaged(error.to_string()))?;
        let replay = if header.drawn_by.is_some() {
            self.replay_codec.decode(parsed.replay).map_err(DecodeError::Damaged)?
        } else {
            Replay::none()
        };
        Ok(Read {
            content: Content::decoded(value, parsed.value.len(), types),
            replay,
            widgets: header.widgets,
            readable: header.readable,
            written: UNIX_EPOCH + Duration::from_millis(header.written),
            compute_time: Duration::from_micros(header.compute_micros),
        })
    }

    /// Writes an entry; a failure is reported and otherwise ignored.
    pub(crate) fn write(
        &self,
        function_name: &str,
        function: Fingerprint,
        stored: &Stored,
        value: &[u8],
        expires_in: Option<Duration>,
    ) {
        let replay = if stored.replay.is_none() {
            Vec::new()
        } else {
            match self.replay_codec.encode(&stored.replay) {
                Ok(replay) => replay,
                Err(reason) => {
                    log::warn!(
                        "What the memoized function '{function_name}' drew cannot be stored \
                         ({reason}); its value will not survive a restart."
                    );
                    return;
                }
            }
        };
        let owner = self.owner.of_writer();
        let header = Header {
            owner,
            function: function_name.to_owned(),
            function_key: function,
            entry: stored.entry,
            slot: stored.slot,
            readable: stored.readable.to_string(),
            widgets: stored.widgets.to_vec(),
            written: millis(stored.written),
            expires: expires_in.map(|life| millis(stored.written + life)),
            compute_micros: u64::try_from(stored.compute_time.as_micros()).unwrap_or(u64::MAX),
            value_len: value.len() as u64,
            drawn_by: (!stored.replay.is_none()).then(|| DRAWN_BY.to_owned()),
        };
        if !stored.widgets.is_empty() {
            let shape = Shape::of(&stored.widgets);
            let mut key = entry_prefix(WIDGETS, owner, function, stored.entry);
            key.extend_from_slice(&shape.fingerprint().to_bytes());
            let bytes = rmp_serde::to_vec(&shape).unwrap_or_default();
            self.put(&key, &bytes, expires_in);
        }
        let key = value_key(owner, function, stored.entry, stored.slot);
        let bytes = assemble(&header, value, &replay);
        if self.put(&key, &bytes, expires_in) {
            self.sweeper.note_written(key.len() + bytes.len());
        }
    }

    /// Whether the bytes are kept. Those under a key that is still to be removed are not: they would go with it.
    fn put(&self, key: &[u8], bytes: &[u8], expires_in: Option<Duration>) -> bool {
        if self.to_remove.covers(key) {
            self.carry_out();
            if self.to_remove.covers(key) {
                return false;
            }
        }
        self.health.report_write(self.storage.put(key, bytes, expires_in)).is_some()
    }

    pub(crate) fn remove_value(&self, function: Fingerprint, stored: &Stored) {
        let key = value_key(self.owner.of_reader(), function, stored.entry, stored.slot);
        if self.health.report(self.storage.remove(&key)).is_none() {
            self.to_remove.add(key);
        }
    }

    pub(crate) fn remove_entry(&self, function: Fingerprint, entry: Fingerprint) {
        let owner = self.owner.of_reader();
        self.remove_prefixes([VALUES, WIDGETS].map(|table| entry_prefix(table, owner, function, entry)));
    }

    pub(crate) fn remove_function(&self, function: Fingerprint) {
        let owner = self.owner.of_reader();
        self.remove_prefixes([VALUES, WIDGETS].map(|table| function_prefix(table, owner, function)));
    }

    /// Removes what the owner has; others keep theirs.
    pub(crate) fn remove_all(&self) {
        let owner = self.owner.of_reader();
        self.remove_prefixes([VALUES, WIDGETS].map(|table| owner_prefix(table, owner)));
    }

    fn remove_prefixes(&self, prefixes: impl IntoIterator<Item = Vec<u8>>) {
        for prefix in prefixes {
            if self.health.report(self.storage.remove_prefix(&prefix)).is_none() {
                self.to_remove.add(prefix);
            }
        }
    }

    /// Removes what was to be removed when the storage could not.
    fn carry_out(&self) {
        for (number, prefix) in self.to_remove.all() {
            if self.health.report(self.storage.remove_prefix(&prefix)).is_some() {
                self.to_remove.done(number);
            }
        }
    }
}

/// What was to be removed when the storage had failed, or did not yet belong to this process: no value from there counts
/// any more, until it is removed.
#[derive(Debug, Default)]
struct ToRemove {
    /// A wish has a number: a removal that is under way may be older than the newest wish for the same.
    prefixes: Mutex<Vec<(u64, Vec<u8>)>>,
    next: AtomicU64,
}

impl ToRemove {
    /// More than these are remembered as all that the owner has in a table.
    const MOST: usize = 1000;
    const OWNER_PREFIX: usize = 17;

    fn covers(&self, key: &[u8]) -> bool {
        self.prefixes.lock().iter().any(|(_, prefix)| key.starts_with(prefix))
    }

    fn add(&self, mut prefix: Vec<u8>) {
        let mut list = self.prefixes.lock();
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        if let Some(at) = list.iter().position(|(_, wider)| prefix.starts_with(wider)) {
            prefix = list.remove(at).1;
        }
        if list.len() >= Self::MOST {
            prefix.truncate(Self::OWNER_PREFIX);
        }
        list.retain(|(_, narrower)| !narrower.starts_with(&prefix));
        list.push((number, prefix));
    }

    fn all(&self) -> Vec<(u64, Vec<u8>)> {
        self.prefixes.lock().clone()
    }

    fn done(&self, number: u64) {
        self.prefixes.lock().retain(|(known, _)| *known != number);
    }
}

pub(crate) fn millis(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
