//! A node of the tree: encoded properties, their hash, and the large data they refer to; and the [`Host`] that is asked
//! for what only a run can do. It knows no command and no widget.

use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;

use bytes::Bytes;
use rhai::{Dynamic, FnPtr};
use serde::Serialize;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::error::Result;

/// What a command asks of the run that draws it.
pub trait Host {
    /// Calls a script function.
    ///
    /// # Errors
    /// The function's own error.
    fn call(&mut self, function: &FnPtr, args: Vec<Dynamic>) -> Result<Dynamic>;
}

/// Data up to this many bytes travels inside its element; more goes by hash over HTTP.
pub const INLINE_LIMIT: usize = 64 * 1024;

/// Large data that an element refers to, by the hash of its content.
#[derive(Clone, PartialEq, Eq)]
pub struct Payload {
    /// xxh3-128 of the content, as 32 hexadecimal digits.
    pub hash: Arc<str>,
    /// The content.
    pub content: Bytes,
}

impl Payload {
    /// Takes `content` under the hash of what it holds.
    pub fn new(content: impl Into<Bytes>) -> Self {
        let content = content.into();
        Self { hash: format!("{:032x}", xxh3_128(&content)).into(), content }
    }

    /// Whether it is small enough to travel inside its element.
    #[must_use]
    pub fn is_inline(&self) -> bool {
        self.content.len() <= INLINE_LIMIT
    }
}

impl Debug for Payload {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "Payload({}, {} bytes)", self.hash, self.content.len())
    }
}

impl Serialize for Payload {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = serializer.serialize_map(Some(1))?;
        if self.is_inline() {
            map.serialize_entry("inline", &self.content)?;
        } else {
            map.serialize_entry("url", &format!("_stcore/payload/{}", self.hash))?;
        }
        map.end()
    }
}

/// One element, encoded.
#[derive(Debug, Clone)]
pub struct Element {
    /// The command's name.
    pub kind: &'static str,
    /// Its properties, a MessagePack map.
    pub props: Bytes,
    /// Hash of kind and properties.
    pub hash: u64,
    /// The large data that it refers to; the element keeps it alive.
    pub payloads: Vec<Payload>,
    /// What the script gave as `key`.
    pub key: Option<Arc<str>>,
}

impl Element {
    /// Encodes `props` as an element of `kind`.
    ///
    /// # Panics
    /// Never: the wire types hold nothing that MessagePack cannot write.
    pub fn new(kind: &'static str, props: &impl Serialize) -> Self {
        let props = rmp_serde::to_vec_named(props).expect("wire types are always encodable");
        Self { kind, hash: hash_of(kind, &props), props: props.into(), payloads: Vec::new(), key: None }
    }

    /// An element whose properties were encoded before.
    #[must_use]
    pub fn encoded(kind: &'static str, props: Bytes, payloads: Vec<Payload>, key: Option<&str>) -> Self {
        Self { kind, hash: hash_of(kind, &props), props, payloads, key: key.map(Arc::from) }
    }

    /// Adds data that the properties refer to.
    #[must_use]
    pub fn with_payload(mut self, payload: Payload) -> Self {
        if !payload.is_inline() {
            self.payloads.push(payload);
        }
        self
    }

    /// Adds the key that the script gave.
    #[must_use]
    pub fn with_key(mut self, key: Option<&str>) -> Self {
        self.key = key.map(Arc::from);
        self
    }
}

/// The hash by which host and page name an element's content: 53 bits, exact as a JavaScript number.
#[must_use]
pub fn hash_of(kind: &str, props: &[u8]) -> u64 {
    let content = xxh3_64(props) ^ xxh3_64(kind.as_bytes()).rotate_left(17);
    content & ((1 << 53) - 1)
}
