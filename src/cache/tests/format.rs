//! The bytes in the storage, which other versions of this program read.

use rhai::Blob;

use super::{
    persist::{keys, on_disk, storage},
    *,
};
use crate::cache::{
    persist::{self as bytes, DecodeError, VERSION},
    storage::MemoryStorage,
};

/// Key and value of each entry that `store` makes. When this fails, the layout has changed: raise
/// `VERSION` in `persist.rs`, and put here what the test prints.
const GOLDEN: &[(&str, &str)] = &[
    (
        "7699aa06d3014798d86001c324468d497fb3b2b50bf19ad7d533c155909ff3ba9adaa980bca3a4fc4f13dafecb1288c1\
         2ab0206253854de199de9ab540cf2b5b03",
        "535453430385461388b637eea9970000009ca166c41099aa06d3014798d86001c324468d497fc410b3b2b50bf19ad7d5\
         33c155909ff3ba9ac410daa980bca3a4fc4f13dafecb1288c12ac410b0206253854de199de9ab540cf2b5b03a4783a20\
         319193a6736c69646572c410562591323b675829dedb980100c87e72c410df3ce784d856334d65cd25028f98f158cf00\
         00018cc251f9dccf0000018cc252e43cce0016e360cc84c089a4626c6f62c40200ffa4626f6f6cc3a463686172d601e4\
         000000a5666c6f6174cb3ff8000000000000a9696e636c7573697665d80301000000000000000500000000000000a469\
         6e74739400ffcd012cd38000000000000000a572616e6765d80201000000000000000500000000000000a474657874a6\
         cea96d656761a4756e6974c0",
    ),
    (
        "7799aa06d3014798d86001c324468d497fb3b2b50bf19ad7d533c155909ff3ba9adaa980bca3a4fc4f13dafecb1288c1\
         2a1b9a1fcdbf4d9fb4f1895e772ef5f744",
        "919192a6736c69646572c410df3ce784d856334d65cd25028f98f158",
    ),
];

fn print(value: &str) -> Fingerprint {
    Fingerprint::of_bytes(value.as_bytes())
}

fn options() -> Options {
    Options { ttl: Some(seconds(60)), persist_ttl: true, allow_widgets: true, ..on_disk() }
}

/// A value with a part of every kind that has a form of its own.
fn value() -> Dynamic {
    let mut map = rhai::Map::new();
    map.insert("unit".into(), Dynamic::UNIT);
    map.insert("bool".into(), true.into());
    map.insert("ints".into(), Dynamic::from_array([0, -1, 300, i64::MIN].map(Dynamic::from).to_vec()));
    map.insert("float".into(), 1.5.into());
    map.insert("char".into(), 'ä'.into());
    map.insert("text".into(), "Ωmega".into());
    map.insert("blob".into(), Dynamic::from_blob(Blob::from([0, 255])));
    map.insert("range".into(), Dynamic::from(1_i64..5));
    map.insert("inclusive".into(), Dynamic::from(1_i64..=5));
    Dynamic::from_map(map)
}

fn store(storage: &Arc<MemoryStorage>) {
    let fixture = Fixture::on(storage);
    let f = fixture.memo("f", options());
    let lease = f.miss(1);
    fixture.clock.advance(Duration::from_millis(1500));
    let widget = WidgetInput { id: "slider".into(), value: print("5"), default: print("1") };
    lease.store(value(), Replay::none(), vec![widget]).unwrap();
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn golden() -> Arc<MemoryStorage> {
    let golden = storage();
    for (key, value) in GOLDEN {
        golden.put(&unhex(key), &unhex(value), None).unwrap();
    }
    golden
}

/// What a process finds for the call that was stored.
fn found(storage: &Arc<MemoryStorage>) -> Option<Hit> {
    let f = Fixture::on(storage).memo("f", options());
    let widgets = |id: &str| (id == "slider").then(|| print("5"));
    let x = Dynamic::from(1_i64);
    let arguments = [Argument::new("x", &x)];
    match f.function.lookup(&Call { widgets: &widgets, ..Call::new(RunId::unique(), &arguments) }).unwrap() {
        Lookup::Hit(hit) => Some(hit),
        _ => None,
    }
}

#[test]
fn entries_are_these_bytes() {
    let storage = storage();
    store(&storage);
    let written: Vec<(String, String)> =
        keys(&storage).iter().map(|key| (hex(key), hex(&storage.get(key).unwrap().unwrap()))).collect();
    let expected: Vec<(String, String)> =
        GOLDEN.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    assert!(written == expected, "the layout has changed; raise VERSION: {written:#?}");
}

#[test]
fn an_entry_of_this_version_is_read_whole() {
    let hit = found(&golden()).unwrap();
    assert_eq!(codec_bytes(&hit.value), codec_bytes(&value()));
    assert_eq!(hit.widgets[0].id, "slider");
    let mut described = Vec::new();
    inspect::each_entry(&*golden(), None, |entry| described.push(entry)).unwrap();
    let [entry] = &described[..] else { panic!("{described:?}") };
    assert_eq!((entry.function.as_str(), entry.arguments.as_str()), ("f", "x: 1"));
    assert_eq!(entry.compute_time, Duration::from_millis(1500));
}

fn codec_bytes(value: &Dynamic) -> Vec<u8> {
    crate::value::codec::encode(value, &crate::value::HostTypes::default()).unwrap()
}

#[test]
fn an_entry_of_another_version_is_dropped_silently_and_computed_again() {
    for version in (0..=255).filter(|version| *version != VERSION) {
        let storage = golden();
        let key = keys(&storage).remove(0);
        let mut entry = storage.get(&key).unwrap().unwrap();
        entry[4] = version;
        // Nothing that follows need be as it is now.
        entry.truncate(20);
        // Other than a damaged one, which is a warning.
        assert_eq!(bytes::parse(&entry).map(|_| ()), Err(DecodeError::OtherVersion));
        storage.put(&key, &entry, None).unwrap();
        assert!(found(&storage).is_none());
        assert_eq!(storage.get(&key), Ok(None));
    }
}

#[test]
fn what_another_version_of_the_program_drew_is_drawn_anew() {
    let storage = storage();
    let f = Fixture::on(&storage).memo("f", on_disk());
    f.miss(1).store(1.into(), Replay::new(b"drawn".to_vec(), 5), Vec::new()).unwrap();
    f.miss(2).store(2.into(), Replay::none(), Vec::new()).unwrap();
    for key in keys(&storage) {
        let entry = storage.get(&key).unwrap().unwrap();
        let mut parsed = bytes::parse(&entry).unwrap();
        if let Some(version) = &mut parsed.header.drawn_by {
            *version = "0.0.1".to_owned();
        }
        let entry = bytes::assemble(&parsed.header, parsed.value, parsed.replay);
        storage.put(&key, &entry, None).unwrap();
    }
    let f = Fixture::on(&storage).memo("f", on_disk());
    drop(f.miss(1));
    f.hit(2);
    assert_eq!(storage.len(), 1);
}
