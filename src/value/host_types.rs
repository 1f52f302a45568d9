//! What a program says about its own types, so that they can be arguments and results of cached
//! functions.

use std::{any::TypeId, collections::HashMap, fmt, sync::Arc};

use rhai::Dynamic;

use super::FingerprintBuilder;

type FingerprintFn = Arc<dyn Fn(&Dynamic, &mut FingerprintBuilder) + Send + Sync>;
type EncodeFn = Arc<dyn Fn(&Dynamic) -> Result<Vec<u8>, String> + Send + Sync>;
type DecodeFn = Arc<dyn Fn(&[u8]) -> Result<Dynamic, String> + Send + Sync>;
type SizeFn = Arc<dyn Fn(&Dynamic) -> usize + Send + Sync>;

/// How one type of the host program takes part in caching. Everything but the name is optional.
///
/// ```
/// use stscript::{HostType, HostTypes};
///
/// #[derive(Clone)]
/// struct Point { x: f64, y: f64 }
///
/// let mut types = HostTypes::new();
/// types.add(
///     HostType::<Point>::new("Point")
///         .fingerprint(|point, out| { out.float(point.x).float(point.y); })
///         .codec(
///             |point| Ok([point.x.to_le_bytes(), point.y.to_le_bytes()].concat()),
///             |bytes| {
///                 let number = |at: usize| -> Option<f64> {
///                     Some(f64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
///                 };
///                 Ok(Point { x: number(0).ok_or("short")?, y: number(8).ok_or("short")? })
///             },
///         ),
/// );
/// ```
#[must_use]
pub struct HostType<T> {
    entry: Entry,
    of: std::marker::PhantomData<fn() -> T>,
}

impl<T> fmt::Debug for HostType<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.entry.fmt(f)
    }
}

impl<T: Clone + Send + Sync + 'static> HostType<T> {
    /// A type with its name in error messages, keys and stored values.
    ///
    /// Stored values find their type by this name, so keep it when the Rust type moves.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            entry: Entry { name: name.into(), fingerprint: None, encode: None, decode: None, size: None },
            of: std::marker::PhantomData,
        }
    }

    /// How the content enters a cache key: write to the builder all that makes two values differ.
    pub fn fingerprint(mut self, write: impl Fn(&T, &mut FingerprintBuilder) + Send + Sync + 'static) -> Self {
        self.entry.fingerprint = Some(Arc::new(move |value, out| {
            if let Some(value) = value.read_lock::<T>() {
                write(&value, out);
            }
        }));
        self
    }

    /// How a value becomes bytes and is read back; errors are messages for people.
    pub fn codec(
        mut self,
        encode: impl Fn(&T) -> Result<Vec<u8>, String> + Send + Sync + 'static,
        decode: impl Fn(&[u8]) -> Result<T, String> + Send + Sync + 'static,
    ) -> Self {
        self.entry.encode = Some(Arc::new(move |value| match value.read_lock::<T>() {
            Some(value) => encode(&value),
            None => Err("the value is locked".to_owned()),
        }));
        self.entry.decode = Some(Arc::new(move |bytes| decode(bytes).map(Dynamic::from)));
        self
    }

    /// How many bytes a value holds in memory; without this, the size of the Rust type counts.
    pub fn size(mut self, measure: impl Fn(&T) -> usize + Send + Sync + 'static) -> Self {
        self.entry.size = Some(Arc::new(move |value| value.read_lock::<T>().map_or(0, |value| measure(&value))));
        self
    }
}

/// The types of the host program that take part in caching.
///
/// A plain value that the caller passes along: there is no global registry.
#[derive(Debug, Clone, Default)]
pub struct HostTypes {
    by_id: HashMap<TypeId, Entry>,
    by_name: HashMap<String, TypeId>,
}

impl HostTypes {
    /// No host types.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a type, replacing what was said about it before.
    pub fn add<T: Clone + Send + Sync + 'static>(&mut self, host_type: HostType<T>) -> &mut Self {
        let id = TypeId::of::<T>();
        self.by_name.insert(host_type.entry.name.clone(), id);
        self.by_id.insert(id, host_type.entry);
        self
    }

    /// The entry of the type of `value`, which must not be shared.
    pub(crate) fn of(&self, value: &Dynamic) -> Option<&Entry> {
        self.by_id.get(&value.type_id())
    }

    pub(crate) fn named(&self, name: &str) -> Option<&Entry> {
        self.by_id.get(self.by_name.get(name)?)
    }
}

/// What is known about one type.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) fingerprint: Option<FingerprintFn>,
    pub(crate) encode: Option<EncodeFn>,
    pub(crate) decode: Option<DecodeFn>,
    pub(crate) size: Option<SizeFn>,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostType")
            .field("name", &self.name)
            .field("fingerprint", &self.fingerprint.is_some())
            .field("codec", &self.encode.is_some())
            .finish()
    }
}
