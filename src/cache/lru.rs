//! Values by key, in exact order of use and with exact expiry.
//!
//! moka, which the project would otherwise use, decides what to evict by estimated frequency and
//! in batches, and drops expired entries some time later; the contract here is exact: the least
//! recently used entry goes first, expired entries go before any live one, and an entry is gone
//! at exactly its moment. So this is the textbook structure instead: a hash table into a slab
//! whose nodes form a doubly linked list in order of use, and a sorted set of the expiry moments.

use std::collections::BTreeSet;

use super::{Timestamp, fingerprint_map::FingerprintMap};
use crate::value::Fingerprint;

type Index = u32;
const NONE: Index = Index::MAX;

#[derive(Debug)]
struct Node<V> {
    key: Fingerprint,
    /// Empty in a free node.
    value: Option<V>,
    expires: Option<Timestamp>,
    used: u64,
    newer: Index,
    older: Index,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Lru<V> {
    index: FingerprintMap<Index>,
    nodes: Vec<Node<V>>,
    free: Vec<Index>,
    newest: Index,
    oldest: Index,
    expiry: BTreeSet<(Timestamp, Index)>,
}

impl<V> Default for Lru<V> {
    fn default() -> Self {
        Self {
            index: FingerprintMap::default(),
            nodes: Vec::new(),
            free: Vec::new(),
            newest: NONE,
            oldest: NONE,
            expiry: BTreeSet::new(),
        }
    }
}

impl<V> Lru<V> {
    pub(crate) fn len(&self) -> usize {
        self.index.len()
    }

    /// The value, if it is there and lives at `now`. Not a use.
    pub(crate) fn peek(&self, key: &Fingerprint, now: Timestamp) -> Option<&V> {
        let node = &self.nodes[*self.index.get(key)? as usize];
        node.value.as_ref().filter(|_| lives(node.expires, now))
    }

    /// The value, if it is there and lives at `now`; it is now the most recently used, at the
    /// point `tick` of a scale that the caller keeps.
    pub(crate) fn get(&mut self, key: &Fingerprint, now: Timestamp, tick: u64) -> Option<&V> {
        let at = *self.index.get(key)?;
        if !lives(self.nodes[at as usize].expires, now) {
            return None;
        }
        if self.newest != at {
            self.unlink(at);
            self.link_newest(at);
        }
        let node = &mut self.nodes[at as usize];
        node.used = tick;
        node.value.as_ref()
    }

    /// Puts a value in, as the most recently used; the value it replaces, expired or not, comes
    /// back.
    pub(crate) fn insert(&mut self, key: Fingerprint, value: V, expires: Option<Timestamp>, tick: u64) -> Option<V> {
        let replaced = self.remove(&key);
        let node = Node { key, value: Some(value), expires, used: tick, newer: NONE, older: NONE };
        let at = if let Some(at) = self.free.pop() {
            self.nodes[at as usize] = node;
            at
        } else {
            self.nodes.push(node);
            // Four billion entries would need hundreds of gigabytes.
            (self.nodes.len() - 1) as Index
        };
        self.index.insert(key, at);
        self.link_newest(at);
        if let Some(expires) = expires {
            self.expiry.insert((expires, at));
        }
        replaced
    }

    /// Takes a value out, expired or not.
    pub(crate) fn remove(&mut self, key: &Fingerprint) -> Option<V> {
        let at = self.index.remove(key)?;
        self.unlink(at);
        self.free.push(at);
        let node = &mut self.nodes[at as usize];
        if let Some(expires) = node.expires {
            self.expiry.remove(&(expires, at));
        }
        node.value.take()
    }

    /// Takes out the value that expired first, if one has at `now`.
    pub(crate) fn pop_expired(&mut self, now: Timestamp) -> Option<V> {
        let &(expires, at) = self.expiry.first()?;
        if lives(Some(expires), now) {
            return None;
        }
        let key = self.nodes[at as usize].key;
        self.remove(&key)
    }

    /// Takes out the least recently used value.
    pub(crate) fn pop_oldest(&mut self) -> Option<V> {
        let key = self.nodes.get(self.oldest as usize)?.key;
        self.remove(&key)
    }

    /// When the least recently used value was used, on the caller's scale.
    pub(crate) fn oldest_tick(&self) -> Option<u64> {
        self.nodes.get(self.oldest as usize).map(|node| node.used)
    }

    /// When the next value expires.
    pub(crate) fn next_expiry(&self) -> Option<Timestamp> {
        self.expiry.first().map(|(expires, _)| *expires)
    }

    /// All values, expired ones too, in no order.
    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.nodes.iter().filter_map(|node| node.value.as_ref())
    }

    /// Takes everything out.
    pub(crate) fn drain(&mut self) -> Vec<V> {
        let all = std::mem::take(self);
        all.nodes.into_iter().filter_map(|node| node.value).collect()
    }

    fn unlink(&mut self, at: Index) {
        let (newer, older) = {
            let node = &self.nodes[at as usize];
            (node.newer, node.older)
        };
        match self.nodes.get_mut(newer as usize) {
            Some(node) => node.older = older,
            None => self.newest = older,
        }
        match self.nodes.get_mut(older as usize) {
            Some(node) => node.newer = newer,
            None => self.oldest = newer,
        }
    }

    fn link_newest(&mut self, at: Index) {
        let before = self.newest;
        let node = &mut self.nodes[at as usize];
        (node.newer, node.older) = (NONE, before);
        match self.nodes.get_mut(before as usize) {
            Some(node) => node.newer = at,
            None => self.oldest = at,
        }
        self.newest = at;
    }
}

/// An entry is gone at exactly the moment of its expiry.
fn lives(expires: Option<Timestamp>, now: Timestamp) -> bool {
    expires.is_none_or(|expires| now < expires)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    fn key(n: u8) -> Fingerprint {
        Fingerprint::of_bytes(&[n])
    }

    const fn at(seconds: u64) -> Timestamp {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_read_is_a_use_and_a_peek_is_not() {
        let mut lru = Lru::default();
        for n in 1..=3 {
            lru.insert(key(n), n, None, 0);
        }
        lru.get(&key(1), at(0), 0);
        lru.peek(&key(2), at(0));
        assert_eq!(lru.pop_oldest(), Some(2));
        assert_eq!(lru.pop_oldest(), Some(3));
        assert_eq!(lru.pop_oldest(), Some(1));
        assert_eq!(lru.pop_oldest(), None);
    }

    #[test]
    fn overwriting_makes_the_most_recent_and_returns_the_old() {
        let mut lru = Lru::default();
        lru.insert(key(1), 1, None, 0);
        lru.insert(key(2), 2, None, 0);
        assert_eq!(lru.insert(key(1), 10, None, 0), Some(1));
        assert_eq!(lru.len(), 2);
        assert_eq!(lru.pop_oldest(), Some(2));
    }

    #[test]
    fn an_entry_is_gone_at_exactly_its_moment() {
        let mut lru = Lru::default();
        lru.insert(key(1), 1, Some(at(10)), 0);
        let just_before = at(10) - Duration::from_nanos(1);
        assert_eq!(lru.get(&key(1), just_before, 0), Some(&1));
        assert_eq!(lru.get(&key(1), at(10), 0), None);
        assert_eq!(lru.pop_expired(just_before), None);
        assert_eq!(lru.pop_expired(at(10)), Some(1));
        assert_eq!(lru.len(), 0);
    }

    #[test]
    fn expired_entries_come_out_in_order_of_expiry() {
        let mut lru = Lru::default();
        lru.insert(key(1), 1, Some(at(30)), 0);
        lru.insert(key(2), 2, Some(at(10)), 0);
        lru.insert(key(3), 3, Some(at(20)), 0);
        assert_eq!(lru.next_expiry(), Some(at(10)));
        let popped: Vec<_> = std::iter::from_fn(|| lru.pop_expired(at(25))).collect();
        assert_eq!(popped, [2, 3]);
    }

    #[derive(Debug, Clone)]
    enum Step {
        Insert(u8, Option<u8>),
        Get(u8),
        Remove(u8),
        PopOldest,
        PopExpired,
        Advance(u8),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            (0_u8..12, prop::option::of(1_u8..20)).prop_map(|(k, ttl)| Step::Insert(k, ttl)),
            (0_u8..12).prop_map(Step::Get),
            (0_u8..12).prop_map(Step::Remove),
            Just(Step::PopOldest),
            Just(Step::PopExpired),
            (0_u8..10).prop_map(Step::Advance),
        ];
        prop::collection::vec(step, 0..200)
    }

    proptest! {
        /// Against the obvious implementation: a list in order of use.
        #[test]
        fn it_behaves_as_a_list_in_order_of_use(steps in steps()) {
            let mut lru = Lru::default();
            let mut model: Vec<(u8, Option<Timestamp>)> = Vec::new();
            let mut now = at(0);
            for step in steps {
                match step {
                    Step::Insert(k, ttl) => {
                        let expires = ttl.map(|ttl| now + at(u64::from(ttl)));
                        let known = model.iter().position(|(m, _)| *m == k);
                        prop_assert_eq!(lru.insert(key(k), k, expires, 0), known.map(|_| k));
                        if let Some(known) = known { model.remove(known); }
                        model.push((k, expires));
                    }
                    Step::Get(k) => {
                        let known = model.iter().position(|(m, e)| *m == k && lives(*e, now));
                        prop_assert_eq!(lru.get(&key(k), now, 0).copied(), known.map(|_| k));
                        if let Some(known) = known { let e = model.remove(known); model.push(e); }
                    }
                    Step::Remove(k) => {
                        let known = model.iter().position(|(m, _)| *m == k);
                        prop_assert_eq!(lru.remove(&key(k)), known.map(|_| k));
                        if let Some(known) = known { model.remove(known); }
                    }
                    Step::PopOldest => {
                        let oldest = if model.is_empty() { None } else { Some(model.remove(0).0) };
                        prop_assert_eq!(lru.pop_oldest(), oldest);
                    }
                    Step::PopExpired => {
                        let popped = lru.pop_expired(now);
                        let first = model.iter().filter_map(|(_, e)| *e).min().filter(|e| *e <= now);
                        prop_assert_eq!(popped.is_some(), first.is_some());
                        if let Some(popped) = popped {
                            let at = model.iter().position(|(m, _)| *m == popped).unwrap();
                            prop_assert_eq!(model.remove(at).1, first);
                        }
                    }
                    Step::Advance(by) => now += at(u64::from(by)),
                }
                prop_assert_eq!(lru.len(), model.len());
                prop_assert_eq!(lru.values().count(), model.len());
            }
        }
    }
}
