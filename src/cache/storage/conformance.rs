//! What every [`Storage`] must do, as a test suite.
//!
//! ```
//! use stscript::cache::storage::{MemoryStorage, conformance};
//!
//! conformance::run(MemoryStorage::new);
//! ```

use std::{ops::ControlFlow, sync::Arc, thread};

use super::Storage;

type Case = (&'static str, fn(&dyn Storage));

const CASES: &[Case] = &[
    ("a missing key has no value", missing),
    ("a value comes back", round_trip),
    ("a second value replaces the first", overwrite),
    ("removing a key leaves the others", remove),
    ("keys are removed together", remove_keys),
    ("any bytes are keys and values", any_bytes),
    ("a prefix is removed and nothing else", remove_prefix),
    ("a scan sees exactly its prefix", scan),
    ("a scan ends when it is told to", scan_break),
    ("a scan may use the storage", scan_reentrant),
    ("a scan of heads sees the beginning and the length", scan_heads),
    ("flushing and housekeeping change nothing", flush),
];

/// Runs all checks, each on a new empty storage.
///
/// # Panics
///
/// When a check fails, with its name.
pub fn run<S: Storage + 'static>(mut make: impl FnMut() -> S) {
    for (name, check) in CASES {
        eprintln!("storage conformance: {name}");
        check(&make());
    }
    eprintln!("storage conformance: many threads at once");
    threads(&Arc::new(make()));
}

#[track_caller]
fn expect(storage: &dyn Storage, key: &[u8], value: Option<&[u8]>) {
    let got = storage.get(key).expect("get works");
    assert_eq!(got.as_deref(), value, "value of {key:?}");
}

#[track_caller]
fn put(storage: &dyn Storage, key: &[u8], value: &[u8]) {
    storage.put(key, value, None).expect("put works");
}

fn keys(storage: &dyn Storage, prefix: &[u8]) -> Vec<Vec<u8>> {
    let mut keys = Vec::new();
    storage
        .scan(prefix, &mut |key, _| {
            keys.push(key.to_vec());
            ControlFlow::Continue(())
        })
        .expect("scan works");
    keys.sort();
    keys
}

fn missing(storage: &dyn Storage) {
    expect(storage, b"k", None);
    storage.remove(b"k").expect("removing nothing is fine");
    assert_eq!(storage.remove_prefix(b"k"), Ok(0));
}

fn round_trip(storage: &dyn Storage) {
    put(storage, b"k", b"v");
    expect(storage, b"k", Some(b"v"));
    let large = vec![0xa5; 3_000_000];
    put(storage, b"large", &large);
    expect(storage, b"large", Some(&large));
}

fn overwrite(storage: &dyn Storage) {
    put(storage, b"k", b"long value");
    put(storage, b"k", b"");
    expect(storage, b"k", Some(b""));
}

fn remove(storage: &dyn Storage) {
    put(storage, b"a", b"1");
    put(storage, b"b", b"2");
    storage.remove(b"a").expect("remove works");
    expect(storage, b"a", None);
    expect(storage, b"b", Some(b"2"));
}

fn remove_keys(storage: &dyn Storage) {
    for key in [&b"a"[..], b"ab", b"b", b"c"] {
        put(storage, key, &[7; 10_000]);
    }
    storage.remove_keys(&[b"a".to_vec(), b"c".to_vec(), b"none".to_vec()]).expect("remove_keys works");
    assert_eq!(keys(storage, b""), [&b"ab"[..], b"b"]);
    storage.remove_keys(&[]).expect("removing nothing is fine");
}

fn any_bytes(storage: &dyn Storage) {
    let all: Vec<u8> = (0..=255).collect();
    for key in [&all[..], b"\0", b"\0\0", b"\xff\xff", b"\n \t"] {
        put(storage, key, key);
    }
    for key in [&all[..], b"\0", b"\0\0", b"\xff\xff", b"\n \t"] {
        expect(storage, key, Some(key));
    }
}

fn remove_prefix(storage: &dyn Storage) {
    for key in [&b"a\xff"[..], b"a\xff\xff", b"a\xff\x01", b"a", b"b", b"a\xfe"] {
        put(storage, key, b"v");
    }
    assert_eq!(storage.remove_prefix(b"a\xff"), Ok(3));
    assert_eq!(keys(storage, b""), [&b"a"[..], b"a\xfe", b"b"]);
    assert_eq!(storage.remove_prefix(b""), Ok(3));
    assert!(keys(storage, b"").is_empty());
}

fn scan(storage: &dyn Storage) {
    for key in [&b"a1"[..], b"a2", b"b1", b"a"] {
        put(storage, key, b"v");
    }
    assert_eq!(keys(storage, b"a"), [&b"a"[..], b"a1", b"a2"]);
    assert!(keys(storage, b"c").is_empty());
}

fn scan_heads(storage: &dyn Storage) {
    let long: Vec<u8> = (0..50_000_u32).map(|n| (n % 251) as u8).collect();
    for (key, value) in [(b"ka", &long[..]), (b"kb", &long[..1500]), (b"kc", b"short"), (b"x1", b"other")] {
        put(storage, key, value);
    }
    let mut seen = 0;
    storage
        .scan_heads(b"k", &mut |key, head, length| {
            let value = storage.get(key).expect("get works").expect("there");
            assert_eq!(length, value.len() as u64, "length of {key:?}");
            assert!(value.starts_with(head) && head.len() >= value.len().min(1000), "head of {key:?}");
            seen += 1;
            ControlFlow::Continue(())
        })
        .expect("scan_heads works");
    assert_eq!(seen, 3);
}

fn scan_break(storage: &dyn Storage) {
    put(storage, b"a1", b"v");
    put(storage, b"a2", b"v");
    let mut seen = 0;
    storage
        .scan(b"a", &mut |_, _| {
            seen += 1;
            ControlFlow::Break(())
        })
        .expect("scan works");
    assert_eq!(seen, 1);
}

fn scan_reentrant(storage: &dyn Storage) {
    put(storage, b"a1", b"v");
    put(storage, b"a2", b"v");
    storage
        .scan(b"a", &mut |key, _| {
            storage.remove(key).expect("remove works");
            ControlFlow::Continue(())
        })
        .expect("scan works");
    assert!(keys(storage, b"a").is_empty());
}

fn flush(storage: &dyn Storage) {
    put(storage, b"k", b"v");
    storage.flush().expect("flush works");
    storage.housekeeping();
    expect(storage, b"k", Some(b"v"));
}

fn threads<S: Storage + 'static>(storage: &Arc<S>) {
    let workers: Vec<_> = (0..8_u8)
        .map(|worker| {
            let storage = storage.clone();
            thread::spawn(move || {
                for n in 0..20_u8 {
                    put(&*storage, &[worker, n], &[n]);
                    expect(&*storage, &[worker, n], Some(&[n]));
                    put(&*storage, b"contested", &[worker; 100]);
                    let seen = storage.get(b"contested").expect("get works").expect("there");
                    assert!(seen.len() == 100 && seen.iter().all(|b| *b == seen[0]));
                }
            })
        })
        .collect();
    for worker in workers {
        worker.join().expect("no thread panicked");
    }
    assert_eq!(keys(&**storage, b"").len(), 8 * 20 + 1);
}
