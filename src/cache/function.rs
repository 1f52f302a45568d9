//! A cached function: the handle that calls go through.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use super::{
    Argument, CacheError, Kind, Options, Refresh, ReleaseHook, RemovalCause, RunId, Timestamp, WidgetValues,
    entry::{Hit, Source, Stored},
    in_flight::{InFlight, Seat, Waited, Waiter},
    key,
    lease::{Lease, Purpose},
    shared::Shared,
    state::FunctionState,
    stats::FunctionStats,
    widgets::{self, Shape},
};
use crate::value::Fingerprint;

/// How far in the future a stored entry may have been written.
const CLOCK_SKEW: Duration = Duration::from_secs(60);

/// What identifies a function to the cache, and how its values are kept.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct FunctionSpec {
    /// Which cache.
    pub kind: Kind,
    /// The name for people.
    pub name: String,
    /// The function key: whoever makes it decides what makes two functions the same.
    pub key: Fingerprint,
    /// How values are kept.
    pub options: Options,
    /// Called with values that leave the cache; for singletons.
    pub on_release: Option<ReleaseHook>,
}

/// One call of a cached function.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Call<'a> {
    /// Who calls.
    pub run: RunId,
    /// The arguments, captured values of a closure included.
    pub arguments: &'a [Argument<'a>],
    /// The widgets of the caller's session.
    pub widgets: WidgetValues<'a>,
    /// Whether the caller's run is cancelled: asked while waiting for another run whenever somebody
    /// wakes the caller's seat, and never otherwise.
    pub cancelled: &'a dyn Fn() -> bool,
    /// Where the caller waits for another run: whoever cancels it wakes it there.
    pub seat: Option<&'a Arc<Seat>>,
    /// Until when the caller may wait; it is cancelled then.
    pub until: Option<Instant>,
}

impl std::fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call").field("run", &self.run).field("arguments", &self.arguments).finish_non_exhaustive()
    }
}

impl Call<'_> {
    const fn waiter(&self) -> Waiter<'_> {
        Waiter { seat: self.seat, cancelled: self.cancelled, until: self.until }
    }
}

/// What the cache has for a call.
#[derive(Debug)]
#[must_use]
pub enum Lookup {
    /// A fresh value.
    Hit(Hit),
    /// A value past its ttl, to be used all the same; and, for one caller, the task to compute a
    /// new one behind.
    Stale(Hit, Option<Lease>),
    /// No value: the caller computes it, and all others wait for it.
    Miss(Lease),
}

/// A cached function; a clone is another handle to the same values.
#[derive(Debug, Clone)]
pub struct Function {
    pub(crate) shared: Arc<Shared>,
    pub(crate) state: Arc<FunctionState>,
}

impl Function {
    /// The name for people.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.state.name
    }

    /// Which cache the function belongs to.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.state.key.kind
    }

    /// The function key.
    #[must_use]
    pub fn key(&self) -> Fingerprint {
        self.state.key.function
    }

    /// What the cache has for this call; waits while another run computes it.
    ///
    /// The key is taken before anything else: what the function does to its arguments later does
    /// not change it.
    ///
    /// # Errors
    ///
    /// [`CacheError::UnhashableParam`]; [`CacheError::Recursion`] when the caller's run is
    /// computing this very call; [`CacheError::Cancelled`] while waiting, and when the wait is over.
    pub fn lookup(&self, call: &Call<'_>) -> Result<Lookup, CacheError> {
        let state = &*self.state;
        let entry = self.entry_key(call.arguments)?;
        loop {
            let shapes = self.known_shapes(entry);
            let flight_key = widgets::flight_key(entry, &shapes, call.widgets);
            match self.ask(entry, &shapes, flight_key, call) {
                Found::Fresh(stored) => {
                    self.log("hit", call);
                    return Ok(Lookup::Hit(stored.hit(Source::Memory)));
                }
                Found::Stale(stored, flight) => {
                    self.log("stale", call);
                    let lease = flight.map(|flight| {
                        let purpose = Purpose::Refresh { slot: stored.slot };
                        Lease::new(self.clone(), flight, flight_key, stored.readable.clone(), purpose)
                    });
                    return Ok(Lookup::Stale(Hit { stale: true, ..stored.hit(Source::Memory) }, lease));
                }
                Found::Lead(flight) => {
                    let readable = key::readable(call.arguments).into();
                    let lease = Lease::new(self.clone(), flight, flight_key, readable, Purpose::Compute);
                    let lease = match self.read_storage(lease, call) {
                        FromStorage::Found(lookup) => return Ok(lookup),
                        FromStorage::Overtaken => continue,
                        FromStorage::Nothing(lease) => lease,
                    };
                    self.log("miss", call);
                    state.inner.lock().counters.misses += 1;
                    return Ok(Lookup::Miss(lease));
                }
                Found::Join(flight) => match self.shared.waits.wait(call.run, &flight, &call.waiter()) {
                    Waited::Done(stored) if widgets::matches(&stored.widgets, call.widgets) => {
                        let mut inner = state.inner.lock();
                        inner.counters.hits += 1;
                        inner.counters.shared_computations += 1;
                        drop(inner);
                        return Ok(Lookup::Hit(stored.hit(Source::InFlight)));
                    }
                    Waited::Done(_) | Waited::Again => (),
                    Waited::Cancelled => return Err(CacheError::Cancelled),
                    Waited::Recursion => {
                        return Err(CacheError::Recursion {
                            function: state.name.clone(),
                            arguments: key::readable(call.arguments),
                        });
                    }
                    Waited::Circle => {
                        state.inner.lock().counters.misses += 1;
                        let readable = key::readable(call.arguments).into();
                        let flight = InFlight::new(entry, call.run);
                        let purpose = Purpose::Alone;
                        return Ok(Lookup::Miss(Lease::new(self.clone(), flight, flight_key, readable, purpose)));
                    }
                },
            }
        }
    }

    /// Says that the value of a hit cannot be used (`validate` returned false): it leaves the cache,
    /// unless another has taken its place already. The caller then asks again, and this look-up counts as none.
    pub fn discard(&self, hit: &Hit) {
        let now = self.shared.clock.now();
        self.state.locked(|inner, removed| {
            let counted = if hit.stale { &mut inner.counters.stale } else { &mut inner.counters.hits };
            *counted = counted.saturating_sub(1);
            let current = inner.lru.peek(&hit.slot, now);
            if current.is_some_and(|stored| stored.serial == hit.serial) {
                inner.remove(&hit.slot, RemovalCause::Invalid, removed);
            }
        });
    }

    /// Forgets all values of this function. Values that are being computed reach their callers
    /// and are not stored. For a function with `scope: "session"`: this session's values.
    pub fn clear(&self) {
        self.shared.clear_function(&self.state.key);
    }

    /// Forgets the value for these arguments, whatever the values of widgets.
    ///
    /// # Errors
    ///
    /// [`CacheError::UnhashableParam`].
    pub fn clear_call(&self, arguments: &[Argument<'_>]) -> Result<(), CacheError> {
        let entry = self.entry_key(arguments)?;
        self.shared.clear_entry(&self.state.key, entry);
        Ok(())
    }

    /// The numbers of this function.
    #[must_use]
    pub fn stats(&self) -> FunctionStats {
        self.shared.function_stats(&self.state)
    }

    fn entry_key(&self, arguments: &[Argument<'_>]) -> Result<Fingerprint, CacheError> {
        let state = &*self.state;
        let types = &self.shared.types;
        key::entry_key(state.key.kind, &state.name, state.key.function, arguments, types)
    }

    fn known_shapes(&self, entry: Fingerprint) -> Vec<Arc<Shape>> {
        if self.state.options.allow_widgets { self.state.inner.lock().shapes.of(entry) } else { Vec::new() }
    }

    /// One look at the memory. The caller's widgets are asked before the lock is taken, because
    /// they may have locks of their own.
    fn ask(&self, entry: Fingerprint, shapes: &[Arc<Shape>], flight_key: Fingerprint, call: &Call<'_>) -> Found {
        let slots = slots(entry, shapes, call.widgets);
        let now = self.shared.clock.now();
        let tick = self.shared.tick();
        self.state.locked(|inner, removed| {
            for slot in slots.as_slice() {
                let Some(stored) = inner.lru.get(slot, now, tick) else {
                    continue;
                };
                let stored = stored.clone();
                if stored.is_fresh(now) {
                    inner.counters.hits += 1;
                    return Found::Fresh(stored);
                }
                inner.counters.stale += 1;
                let cooling = inner.cooldowns.get(slot).is_some_and(|until| now < *until);
                if cooling || inner.flights.contains_key(&flight_key) {
                    return Found::Stale(stored, None);
                }
                inner.counters.refreshes += 1;
                let flight = InFlight::new(entry, RunId::unique());
                inner.flights.insert(flight_key, flight.clone());
                return Found::Stale(stored, Some(flight));
            }
            inner.reap(now, removed);
            if let Some(flight) = inner.flights.get(&flight_key) {
                return Found::Join(flight.clone());
            }
            let flight = InFlight::new(entry, call.run);
            inner.flights.insert(flight_key, flight.clone());
            Found::Lead(flight)
        })
    }

    /// What the storage has for a call that memory does not.
    fn read_storage(&self, mut lease: Lease, call: &Call<'_>) -> FromStorage {
        let state = &*self.state;
        let Some(persistence) = self.shared.persistence.as_ref().filter(|_| state.options.persist) else {
            return FromStorage::Nothing(lease);
        };
        if state.inner.lock().ended {
            return FromStorage::Nothing(lease);
        }
        let (function, entry) = (state.key.function, lease.entry());
        let shapes = if state.options.allow_widgets { persistence.shapes(function, entry) } else { Vec::new() };
        let types = &self.shared.types;
        for slot in slots(entry, &shapes, call.widgets).as_slice() {
            let Some(read) = persistence.read(function, entry, *slot, types) else {
                continue;
            };
            let now = self.shared.clock.now();
            let age = match self.shared.clock.wall().duration_since(read.written) {
                Ok(age) => age,
                // Other machines' clocks may be a little ahead.
                Err(ahead) if ahead.duration() <= CLOCK_SKEW => Duration::ZERO,
                // This machine's clock was set back, and nobody knows how old the entry is.
                Err(_) => Duration::MAX,
            };
            let life = self.life(now, age);
            let stored = Arc::new(Stored {
                serial: self.shared.serial(),
                entry,
                slot: *slot,
                content: read.content,
                replay: read.replay,
                widgets: read.widgets.into(),
                readable: read.readable.into(),
                stored_at: now.saturating_sub(age),
                written: read.written,
                fresh_until: life.fresh_until,
                expires: life.expires,
                compute_time: read.compute_time,
            });
            if stored.expires.is_some_and(|expires| expires <= now) {
                persistence.remove_value(function, &stored);
                continue;
            }
            let fresh = stored.is_fresh(now);
            if !lease.adopt(&stored, fresh) {
                return FromStorage::Overtaken;
            }
            self.shared.enforce_budget();
            let hit = stored.hit(Source::Storage);
            return FromStorage::Found(if fresh {
                self.log("hit in storage", call);
                Lookup::Hit(hit)
            } else {
                Lookup::Stale(hit, Some(lease))
            });
        }
        FromStorage::Nothing(lease)
    }

    /// How long a value of this age lives from now on.
    pub(crate) fn life(&self, now: Timestamp, age: Duration) -> Life {
        let Some(ttl) = self.state.ttl else {
            return Life::default();
        };
        let from_now = |total: Duration| Some(now + total.saturating_sub(age));
        let options = &self.state.options;
        let longest = match options.refresh {
            Refresh::Blocking => ttl,
            Refresh::Background => ttl + options.max_stale.unwrap_or(ttl),
        };
        Life { fresh_until: from_now(ttl), expires: from_now(longest), longest: Some(longest) }
    }

    fn log(&self, what: &str, call: &Call<'_>) {
        if log::log_enabled!(log::Level::Debug) {
            log::debug!(
                "{} `{}`: {what} for ({}), function key {}",
                self.kind().name(),
                self.name(),
                key::readable(call.arguments),
                self.key()
            );
        }
    }
}

/// What one look at the memory found.
enum Found {
    Fresh(Arc<Stored>),
    Stale(Arc<Stored>, Option<Arc<InFlight>>),
    Join(Arc<InFlight>),
    Lead(Arc<InFlight>),
}

/// What one look at the storage found.
enum FromStorage {
    Found(Lookup),
    /// The cache was cleared meanwhile.
    Overtaken,
    Nothing(Lease),
}

/// The moments in the life of a value.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Life {
    pub(crate) fresh_until: Option<Timestamp>,
    pub(crate) expires: Option<Timestamp>,
    /// From the moment of storing to the end.
    pub(crate) longest: Option<Duration>,
}

/// The places where a call's value may be.
enum Slots {
    One([Fingerprint; 1]),
    Many(Vec<Fingerprint>),
}

impl Slots {
    fn as_slice(&self) -> &[Fingerprint] {
        match self {
            Self::One(slot) => slot,
            Self::Many(slots) => slots,
        }
    }
}

fn slots(entry: Fingerprint, shapes: &[Arc<Shape>], values: WidgetValues<'_>) -> Slots {
    if shapes.is_empty() {
        return Slots::One([entry]);
    }
    let of_shapes = shapes.iter().map(|shape| shape.slot(entry, values));
    Slots::Many(std::iter::once(entry).chain(of_shapes).collect())
}
