use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use parking_lot::RwLock;

use crate::element::Payload;

/// Large data by the hash of its content, for as long as a session's page shows it.
///
/// The store is shared by all sessions of an app. An entry is counted by its holders: each [`Payload`] carries its
/// content, so the store keeps what has been published until [`PayloadStore::retain_used`] finds that it is the last to
/// hold it.
#[derive(Debug, Clone, Default)]
pub struct PayloadStore(Arc<RwLock<HashMap<Arc<str>, Bytes>>>);

impl PayloadStore {
    /// Makes a payload available under its hash.
    pub fn publish(&self, payload: &Payload) {
        if !self.0.read().contains_key(&payload.hash) {
            let mut store = self.0.write();
            store
                .entry(payload.hash.clone())
                .or_insert_with(|| payload.content.clone());
        }
    }

    /// The content under a hash.
    #[must_use]
    pub fn get(&self, hash: &str) -> Option<Bytes> {
        self.0.read().get(hash).cloned()
    }

    /// Drops what nobody but the store holds.
    pub fn retain_used(&self) {
        self.0
            .write()
            .retain(|_, content| !content.is_unique());
    }

    /// How many payloads the store holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.read().len()
    }

    /// Whether the store is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.read().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_stays_while_somebody_shows_it() {
        let store = PayloadStore::default();
        let payload = Payload::new(vec![7; 100_000]);
        store.publish(&payload);
        store.retain_used();
        assert_eq!(store.get(&payload.hash).unwrap().len(), 100_000);
        let hash = payload.hash.clone();
        drop(payload);
        store.retain_used();
        assert_eq!(store.get(&hash), None);
    }
}
