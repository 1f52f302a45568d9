//! What the cache costs, beside the bare cost of the same work. Run with
//! `cargo bench --bench cache --no-default-features --features sled`.

use std::{hint::black_box, sync::Arc, thread, time::Duration};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rhai::Dynamic;
use stscript::{
    Fingerprint, HostTypes, Table,
    cache::{
        Cache, Kind,
        storage::{LazyStorage, MemoryStorage, Storage},
    },
    unstable::{
        cache::{self, Argument, CacheError, Call, Function, FunctionSpec, Lookup, Options, Replay, RunId},
        value::{codec, fingerprint},
    },
};

fn function(cache: &Cache, options: Options) -> Function {
    let spec = FunctionSpec::new(Kind::Memo, "f", Fingerprint::of_bytes(b"f"));
    cache::function(cache, spec.options(options), None).unwrap()
}

/// Looks up a call with one argument, which must be a hit.
fn hit(function: &Function, argument: &Dynamic) -> Dynamic {
    let arguments = [Argument::new("x", argument)];
    match function.lookup(&Call::new(RunId(1), &arguments)) {
        Ok(Lookup::Hit(hit)) => hit.value,
        other => panic!("expected a hit, got {other:?}"),
    }
}

fn store(function: &Function, argument: &Dynamic, value: Dynamic, replay: Replay) {
    let arguments = [Argument::new("x", argument)];
    match function.lookup(&Call::new(RunId(1), &arguments)) {
        Ok(Lookup::Miss(lease)) => _ = lease.store(value, replay, Vec::new()).unwrap(),
        other => panic!("expected a miss, got {other:?}"),
    }
}

fn ints(n: i64) -> Dynamic {
    Dynamic::from_array((0..n).map(Dynamic::from).collect())
}

/// The options of a cache that has to look at time and room.
fn bounded() -> Options {
    let mut options = Options::default();
    options.ttl = Some(Duration::from_secs(3600));
    options.max_entries = Some(1000);
    options
}

fn table(rows: i64) -> Dynamic {
    let mut columns = rhai::Map::new();
    columns.insert("a".into(), ints(rows));
    columns.insert("b".into(), ints(rows));
    Table::from_dynamic(&Dynamic::from_map(columns)).unwrap().into_dynamic()
}

fn hits(c: &mut Criterion) {
    let mut group = c.benchmark_group("hit in memory");
    let one = Dynamic::from(1_i64);
    let values = [
        ("int", Dynamic::from(5_i64)),
        ("text of 1 kB", "x".repeat(1000).into()),
        ("array of 1000 ints", ints(1000)),
        ("table of 1000 rows", table(1000)),
        ("table of 1000000 rows", table(1_000_000)),
    ];
    for (name, value) in values {
        let function = function(&Cache::default(), Options::default());
        store(&function, &one, value, Replay::none());
        group.bench_function(name, |b| b.iter(|| hit(&function, black_box(&one))));
    }
    let function_with_replay = function(&Cache::default(), Options::default());
    let elements: Vec<String> = (0..10).map(|n| format!("element {n}")).collect();
    store(&function_with_replay, &one, 5_i64.into(), Replay::new(elements, 200));
    group.bench_function("int with 10 recorded items", |b| {
        b.iter(|| hit(&function_with_replay, black_box(&one)));
    });
    let moka = moka::sync::Cache::builder().max_capacity(10_000).time_to_live(Duration::from_secs(60)).build();
    moka.insert(Fingerprint::of_bytes(b"k"), Dynamic::from(5_i64));
    group.bench_function("(moka alone, int, key given)", |b| {
        b.iter(|| moka.get(black_box(&Fingerprint::of_bytes(b"k"))));
    });
    // The crate `cached` has stores without locks; one behind a mutex is what its macro makes of a function.
    let lru = parking_lot::Mutex::new(cached::SizedCache::with_size(10_000));
    cached::Cached::cache_set(&mut *lru.lock(), Fingerprint::of_bytes(b"k"), Dynamic::from(5_i64));
    group.bench_function("(the crate `cached`, int, key given)", |b| {
        b.iter(|| cached::Cached::cache_get(&mut *lru.lock(), black_box(&Fingerprint::of_bytes(b"k"))).cloned());
    });
    let bounded = function(&Cache::default(), bounded());
    store(&bounded, &one, 5_i64.into(), Replay::none());
    group.bench_function("int with ttl and max_entries", |b| {
        b.iter(|| hit(&bounded, black_box(&one)));
    });
    group.finish();
}

fn hits_from_threads(c: &mut Criterion) {
    let cached = function(&Cache::default(), Options::default());
    let one = Dynamic::from(1_i64);
    store(&cached, &one, 5_i64.into(), Replay::none());
    c.bench_function("1000 hits from each of 4 threads", |b| {
        b.iter(|| {
            thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        let one = Dynamic::from(1_i64);
                        for _ in 0..1000 {
                            _ = black_box(hit(&cached, &one));
                        }
                    });
                }
            });
        });
    });
}

fn keys(c: &mut Criterion) {
    let mut group = c.benchmark_group("fingerprint");
    let types = HostTypes::new();
    for (name, value) in [
        ("int", Dynamic::from(20_i64)),
        ("short text", "Oslo".into()),
        ("array of 100000 ints", ints(100_000)),
        ("table of 1000000 rows, digest known", table(1_000_000)),
    ] {
        fingerprint(&value, &types).unwrap();
        group.bench_function(name, |b| b.iter(|| fingerprint(black_box(&value), &types)));
    }
    group.throughput(Throughput::Bytes(16_000_000));
    group.bench_function("table of 1000000 rows, digest new", |b| {
        let whole = table(1_000_000);
        let whole = whole.cast::<Table>();
        b.iter(|| whole.slice(0, 999_999).digest());
    });
    group.finish();
}

fn misses(c: &mut Criterion) {
    let mut group = c.benchmark_group("miss");
    group.bench_function("int, unbounded", |b| {
        let function = function(&Cache::default(), Options::default());
        let mut n = 0_i64;
        b.iter(|| {
            n += 1;
            store(&function, &n.into(), n.into(), Replay::none());
        });
    });
    group.bench_function("int, with ttl and room for 1000", |b| {
        let options = bounded();
        let function = function(&Cache::default(), options);
        let mut n = 0_i64;
        b.iter(|| {
            n += 1;
            store(&function, &n.into(), n.into(), Replay::none());
        });
    });
    group.finish();
}

/// The value of the disk benchmarks: about 20 kB.
fn twenty_kilobytes() -> Dynamic {
    Dynamic::from_array((0..200).map(|n| format!("{n:0100}").into()).collect())
}

fn storage_hits(c: &mut Criterion) {
    let mut group = c.benchmark_group("hit in storage, 20 kB");
    let types = HostTypes::new();
    let one = Dynamic::from(1_i64);
    let value = twenty_kilobytes();
    let bytes = codec::encode(&value, &types).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let disk: Arc<dyn Storage> = Arc::new(LazyStorage::new(folder.path()));
    let raw_folder = tempfile::tempdir().unwrap();
    let raw = ::sled::Config::new().path(raw_folder.path()).flush_every_ms(None).open().unwrap();
    raw.insert(b"raw", bytes.clone()).unwrap();
    raw.flush().unwrap();
    group.bench_function("(raw sled read and decode)", |b| {
        b.iter(|| {
            let read = raw.get(black_box(b"raw")).unwrap().unwrap();
            codec::decode(&read, &types).unwrap()
        });
    });
    let mut options = Options::default();
    options.persist = true;
    let memory: Arc<dyn Storage> = Arc::new(MemoryStorage::new());
    for (name, storage) in [("sled", disk.clone()), ("memory storage", memory)] {
        let restarted = || Cache::builder().storage(Some(storage.clone())).build();
        store(&function(&restarted(), options.clone()), &one, value.clone(), Replay::none());
        group.bench_function(name, |b| {
            b.iter_batched(
                || function(&restarted(), options.clone()),
                |function| hit(&function, &one),
                criterion::BatchSize::SmallInput,
            );
        });
    }
    group.finish();
    let mut group = c.benchmark_group("miss with persist, 20 kB");
    group.sample_size(20);
    let cache = Cache::builder().storage(Some(disk.clone())).build();
    let persisted = function(&cache, options);
    let mut n = 100_i64;
    group.bench_function("sled, flushed", |b| {
        b.iter(|| {
            n += 1;
            store(&persisted, &n.into(), value.clone(), Replay::none());
        });
    });
    group.bench_function("(raw sled write and flush)", |b| {
        b.iter(|| {
            n += 1;
            raw.insert(n.to_le_bytes(), bytes.clone()).unwrap();
            raw.flush().unwrap();
        });
    });
    group.finish();
}

fn cold_key(c: &mut Criterion) {
    c.bench_function("64 threads on a cold key, 1 ms of work", |b| {
        b.iter(|| {
            let cached = function(&Cache::default(), Options::default());
            thread::scope(|scope| {
                for run in 0..64 {
                    let cached = &cached;
                    scope.spawn(move || {
                        cached
                            .get_or_compute(&Call::new(RunId(run), &[]), || {
                                thread::sleep(Duration::from_millis(1));
                                Ok::<_, CacheError>(1_i64.into())
                            })
                            .unwrap()
                    });
                }
            });
        });
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    targets = hits, hits_from_threads, keys, misses, storage_hits, cold_key
}
criterion_main!(benches);
