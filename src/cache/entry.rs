//! What the cache keeps for one key, and what a caller gets of it.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use rhai::Dynamic;

use super::{Kind, Replay, Timestamp, WidgetInput};
use crate::value::{self, Fingerprint, HostTypes, SharedValue, Unserializable, codec, deep_copy};

/// What an entry costs in memory beside its value: the entry itself, its place in the tables.
const OVERHEAD: usize = 400;

/// One stored result.
#[derive(Debug)]
pub(crate) struct Stored {
    /// Tells this result from every other one of this process.
    pub(crate) serial: u64,
    pub(crate) entry: Fingerprint,
    pub(crate) slot: Fingerprint,
    pub(crate) content: Content,
    pub(crate) replay: Replay,
    pub(crate) widgets: Arc<[WidgetInput]>,
    /// The arguments, for people.
    pub(crate) readable: Arc<str>,
    pub(crate) stored_at: Timestamp,
    pub(crate) written: SystemTime,
    /// When the value grows stale; nothing means never.
    pub(crate) fresh_until: Option<Timestamp>,
    /// When the value is gone, which is later than stale for background refresh.
    pub(crate) expires: Option<Timestamp>,
    pub(crate) compute_time: Duration,
}

/// A value in the form in which it is kept, with its sizes.
#[derive(Debug)]
pub(crate) struct Content {
    /// Memo: holds no shared part, so a clone is a full copy. Singleton: the object itself.
    pub(crate) value: Dynamic,
    /// Serialised size.
    pub(crate) bytes: u64,
    /// Approximate size in memory.
    pub(crate) memory: u64,
}

impl Content {
    /// Takes a result in; its serialised size may be known already.
    pub(crate) fn new(
        kind: Kind,
        value: &Dynamic,
        length: Option<usize>,
        types: &HostTypes,
    ) -> Result<Self, Unserializable> {
        match kind {
            Kind::Memo => {
                let bytes = match length {
                    Some(length) => length,
                    None => codec::encoded_len(value, types)?,
                };
                Ok(Self { value: deep_copy(value)?, bytes: bytes as u64, memory: value::size_of(value, types) as u64 })
            }
            Kind::Singleton => {
                let memory = value::size_of(value, types) as u64;
                Ok(Self { value: value.clone(), bytes: memory, memory })
            }
        }
    }

    /// A memo value that was just decoded.
    pub(crate) fn decoded(value: Dynamic, bytes: usize, types: &HostTypes) -> Self {
        Self { memory: value::size_of(&value, types) as u64, bytes: bytes as u64, value }
    }
}

/// Whether two values are the very same object.
pub(crate) fn same_object(one: &Dynamic, other: &Dynamic) -> bool {
    SharedValue::is_same(one, other)
}

impl Stored {
    pub(crate) fn bytes(&self) -> u64 {
        self.content.bytes + self.replay.bytes() as u64
    }

    pub(crate) fn memory(&self) -> u64 {
        let beside = OVERHEAD + self.readable.len() + self.widgets.len() * size_of_widget();
        self.content.memory + (self.replay.bytes() + beside) as u64
    }

    pub(crate) fn is_fresh(&self, now: Timestamp) -> bool {
        self.fresh_until.is_none_or(|until| now < until)
    }

    pub(crate) fn hit(&self, source: Source) -> Hit {
        Hit {
            value: self.content.value.clone(),
            replay: self.replay.clone(),
            widgets: self.widgets.clone(),
            source,
            stale: false,
            slot: self.slot,
            serial: self.serial,
        }
    }
}

const fn size_of_widget() -> usize {
    size_of::<WidgetInput>() + 48
}

/// Where a value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// This process's memory.
    Memory,
    /// The storage.
    Storage,
    /// Another run that was computing it at the time of the call.
    InFlight,
}

/// A stored value, ready for a caller.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Hit {
    /// Memo: the caller's own copy. Singleton: the shared object.
    pub value: Dynamic,
    /// What the computing call recorded.
    pub replay: Replay,
    /// The widgets that the computing call met. A cached function that is running around this
    /// call depends on them too.
    pub widgets: Arc<[WidgetInput]>,
    /// Where the value came from.
    #[cfg_attr(not(any(test, feature = "unstable")), allow(dead_code, reason = "what tests ask for"))]
    pub source: Source,
    /// Whether it was past its ttl.
    pub(crate) stale: bool,
    pub(crate) slot: Fingerprint,
    pub(crate) serial: u64,
}
