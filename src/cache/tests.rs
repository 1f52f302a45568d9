//! The contract of memo and singleton at the level of the cache, behaviour by behaviour.
#![allow(unused_must_use)] // Calls are made for what they do to the cache.

mod basics;
mod format;
mod in_flight;
mod owners;
mod persist;
mod refresh;
mod room;
mod sessions;
mod singleton;
mod sweep;
mod ttl;
mod widgets;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use rhai::Dynamic;

use super::{storage::Storage, *};

const fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

/// A cache with a clock that the test moves.
struct Fixture {
    cache: Cache,
    clock: Arc<ManualClock>,
}

impl Default for Fixture {
    fn default() -> Self {
        Self::with(|builder| builder)
    }
}

impl Fixture {
    fn with(settings: impl FnOnce(CacheBuilder) -> CacheBuilder) -> Self {
        let clock = Arc::new(ManualClock::default());
        let builder = Cache::builder().clock(clock.clone());
        Self { cache: settings(builder).build(), clock }
    }

    /// With a storage; another fixture on the same storage is the process after a restart.
    fn on(storage: &Arc<impl Storage + 'static>) -> Self {
        Self::with(|builder| builder.storage(Some(storage.clone())))
    }

    fn memo(&self, name: &str, options: Options) -> Counted {
        self.counted(Kind::Memo, name, options)
    }

    fn singleton(&self, name: &str, options: Options) -> Counted {
        self.counted(Kind::Singleton, name, options)
    }

    fn counted(&self, kind: Kind, name: &str, options: Options) -> Counted {
        let spec = FunctionSpec::new(kind, name, Fingerprint::of_bytes(name.as_bytes()));
        Counted { function: self.cache.function(spec.options(options), None).unwrap(), computed: Arc::default() }
    }
}

/// A cached function that counts how often its body runs.
#[derive(Clone)]
struct Counted {
    function: Function,
    computed: Arc<AtomicUsize>,
}

impl Counted {
    fn computed(&self) -> usize {
        self.computed.load(Ordering::SeqCst)
    }

    /// Calls with one argument `x`; the body returns `[x, number of this computation]`.
    fn call(&self, x: impl Into<Dynamic>) -> Dynamic {
        let x = x.into();
        self.call_with(&[Argument::new("x", &x)], || x.clone())
    }

    fn call_with(&self, arguments: &[Argument<'_>], body: impl Fn() -> Dynamic) -> Dynamic {
        let call = Call::new(RunId::unique(), arguments);
        let value = self.function.get_or_compute(&call, || {
            let number = self.computed.fetch_add(1, Ordering::SeqCst) + 1;
            let number = i64::try_from(number).unwrap();
            Ok::<_, CacheError>(Dynamic::from_array(vec![body(), number.into()]))
        });
        value.unwrap()
    }

    /// The number of the computation that the value for `x` comes from.
    fn number(&self, x: impl Into<Dynamic>) -> i64 {
        let value = crate::value::SharedValue::plain(&self.call(x));
        let array = value.read_lock::<rhai::Array>().unwrap();
        array[1].as_int().unwrap()
    }

    /// Looks up with one argument `x`.
    fn lookup(&self, x: i64) -> Lookup {
        let x = Dynamic::from(x);
        let arguments = [Argument::new("x", &x)];
        self.function.lookup(&Call::new(RunId::unique(), &arguments)).unwrap()
    }

    #[track_caller]
    fn miss(&self, x: i64) -> Lease {
        match self.lookup(x) {
            Lookup::Miss(lease) => lease,
            other => panic!("expected a miss, got {other:?}"),
        }
    }

    #[track_caller]
    fn hit(&self, x: i64) -> Hit {
        match self.lookup(x) {
            Lookup::Hit(hit) => hit,
            other => panic!("expected a hit, got {other:?}"),
        }
    }

    fn clear_call(&self, x: i64) {
        let x = Dynamic::from(x);
        self.function.clear_call(&[Argument::new("x", &x)]).unwrap();
    }

    fn counters(&self) -> Counters {
        self.function.stats().counters
    }
}
