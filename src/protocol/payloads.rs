//! Large data beside the elements, found by the hash of its content. It does not know what is in it.

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
    /// Makes a payload available under its hash. Payloads with the same content hold one copy of it from then on: the
    /// entry stays for as long as any of them does.
    pub fn publish(&self, payload: &mut Payload) {
        let known = self.0.read().get(&payload.hash).cloned();
        payload.content = known.unwrap_or_else(|| {
            let mut store = self.0.write();
            store.entry(payload.hash.clone()).or_insert_with(|| payload.content.clone()).clone()
        });
    }

    /// The content under a hash.
    #[must_use]
    pub fn get(&self, hash: &str) -> Option<Bytes> {
        self.0.read().get(hash).cloned()
    }

    /// Drops what nobody but the store holds.
    pub fn retain_used(&self) {
        self.0.write().retain(|_, content| !content.is_unique());
    }

    /// The bytes of all that it holds.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.0.read().values().map(Bytes::len).sum()
    }

    /// How many payloads the store holds.
    #[cfg(feature = "unstable")]
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.read().len()
    }

    /// Whether the store is empty.
    #[cfg(feature = "unstable")]
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
        let mut payload = Payload::new(vec![7; 100_000]);
        store.publish(&mut payload);
        store.retain_used();
        assert_eq!(store.get(&payload.hash).unwrap().len(), 100_000);
        let hash = payload.hash.clone();
        drop(payload);
        store.retain_used();
        assert_eq!(store.get(&hash), None);
    }

    #[test]
    fn the_same_content_made_twice_stays_while_one_of_the_two_is_shown() {
        let store = PayloadStore::default();
        let (mut first, mut second) = (Payload::new(vec![7; 100_000]), Payload::new(vec![7; 100_000]));
        store.publish(&mut first);
        store.publish(&mut second);
        drop(first);
        store.retain_used();
        assert!(store.get(&second.hash).is_some());
    }
}
