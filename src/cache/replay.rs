//! What a function did beside computing its value, kept for playing it back.

use std::{any::Any, fmt, sync::Arc};

/// Recorded items that are opaque to the cache: the elements that a function drew.
///
/// A clone shares the items.
#[derive(Clone, Default)]
pub struct Replay {
    items: Option<Arc<dyn Any + Send + Sync>>,
    bytes: usize,
}

impl fmt::Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Replay({} bytes)", self.bytes)
    }
}

impl Replay {
    /// Nothing to play back.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Recorded items, which hold about `bytes` bytes.
    #[must_use]
    pub fn new<T: Any + Send + Sync>(items: T, bytes: usize) -> Self {
        Self { items: Some(Arc::new(items)), bytes }
    }

    /// The items, when there are some and they are of this type.
    #[must_use]
    pub fn items<T: Any>(&self) -> Option<&T> {
        self.items.as_ref()?.downcast_ref()
    }

    /// Whether there is nothing to play back.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.items.is_none()
    }

    /// The approximate size.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.bytes
    }
}

/// Turns recorded items into bytes and back, for entries that persist.
pub trait ReplayCodec: Send + Sync + fmt::Debug {
    /// The stored form; never called for [`Replay::none`].
    ///
    /// # Errors
    ///
    /// A message; the entry is then not persisted.
    fn encode(&self, replay: &Replay) -> Result<Vec<u8>, String>;

    /// The items with this stored form.
    ///
    /// # Errors
    ///
    /// A message; the entry then counts as damaged.
    fn decode(&self, bytes: &[u8]) -> Result<Replay, String>;
}

/// The codec for items that are bytes already (`Replay::new(Vec<u8>, ..)`).
#[derive(Debug, Clone, Copy, Default)]
pub struct BytesReplay;

impl ReplayCodec for BytesReplay {
    fn encode(&self, replay: &Replay) -> Result<Vec<u8>, String> {
        let bytes = replay.items::<Vec<u8>>();
        bytes.cloned().ok_or_else(|| "these items are not bytes".to_owned())
    }

    fn decode(&self, bytes: &[u8]) -> Result<Replay, String> {
        Ok(Replay::new(bytes.to_vec(), bytes.len()))
    }
}
