//! Containers that several runs hold at the same time: what `singleton` hands out.
//!
//! Rhai has shared values of its own, but copies them at every `let`, and gives up on a lock that
//! is held for 50 ms. So an array, map or blob of a singleton becomes a [`SharedValue`]: a handle
//! that scripts use like the container itself ([`register_into`]), and that every copy of it
//! refers to the same content. Containers inside become handles too, so that `x.list.push(1)`
//! reaches the one list.
//!
//! No script code ever runs under a lock, and nobody holds one lock while waiting for a second
//! for writing: two runs cannot deadlock. Each operation is atomic; `x.n += 1` is two of them.

mod script;

use std::{fmt, sync::Arc};

use parking_lot::RwLock;
use rhai::{Array, Blob, Dynamic, Map};

pub use self::script::register_into;
use super::{deep_copy, view::MAX_DEPTH};

/// A handle to a container; a clone refers to the same one.
#[derive(Clone)]
pub struct SharedValue {
    content: Arc<RwLock<Dynamic>>,
}

impl fmt::Debug for SharedValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SharedValue({})", super::describe(&self.copy()))
    }
}

impl SharedValue {
    /// The shared form of a value: a handle for an array, map or blob, with handles for the
    /// containers inside; anything else as it is, because it is immutable or has its own way of
    /// being shared.
    pub fn share(value: Dynamic) -> Dynamic {
        Self::share_at(value, MAX_DEPTH)
    }

    fn share_at(value: Dynamic, depth: usize) -> Dynamic {
        // What contains itself, or is too deep to walk, stays as it is.
        let flat = if value.is_shared() { deep_copy(&value).unwrap_or(value) } else { value };
        if flat.is_shared() || depth == 0 {
            return flat;
        }
        let inside = |item| Self::share_at(item, depth - 1);
        if flat.is::<Array>() {
            let items = flat.cast::<Array>().into_iter();
            return Self::handle(Dynamic::from_array(items.map(inside).collect()));
        }
        if flat.is::<Map>() {
            let items = flat.cast::<Map>().into_iter();
            let items = items.map(|(key, item)| (key, inside(item)));
            return Self::handle(Dynamic::from_map(items.collect()));
        }
        if flat.is::<Blob>() {
            return Self::handle(flat);
        }
        flat
    }

    fn handle(content: Dynamic) -> Dynamic {
        Dynamic::from(Self { content: Arc::new(RwLock::new(content)) })
    }

    /// The handle in a script value, if it is one.
    #[must_use]
    pub fn of(value: &Dynamic) -> Option<Self> {
        value.read_lock::<Self>().map(|handle| handle.clone())
    }

    /// Whether two script values are handles to the same container.
    #[must_use]
    pub fn is_same(one: &Dynamic, other: &Dynamic) -> bool {
        match (Self::of(one), Self::of(other)) {
            (Some(one), Some(other)) => Arc::ptr_eq(&one.content, &other.content),
            _ => false,
        }
    }

    /// The value without sharing: for a handle a full copy of the content as it is now, and
    /// anything else as it is. For functions of the host that expect a plain array or map.
    pub fn plain(value: &Dynamic) -> Dynamic {
        if Self::of(value).is_some() { deep_copy(value).unwrap_or(Dynamic::UNIT) } else { value.flatten_clone() }
    }

    /// Calls `look` with the content, in which containers are handles. Others may read meanwhile.
    ///
    /// `look` must neither run script code nor write to any handle: that is what keeps runs from
    /// waiting for each other in a circle.
    pub fn read<R>(&self, look: impl FnOnce(&Dynamic) -> R) -> R {
        // Recursive: a container may be inside of itself, and a waiting writer must not come
        // between two reads of one walk.
        look(&self.content.read_recursive())
    }

    /// Calls `change` with the content, alone. Containers put in should be [shared](Self::share).
    ///
    /// `change` must neither run script code nor touch another handle.
    pub fn write<R>(&self, change: impl FnOnce(&mut Dynamic) -> R) -> R {
        change(&mut self.content.write())
    }

    /// The container with handles for the containers inside.
    fn copy(&self) -> Dynamic {
        self.read(Dynamic::clone)
    }
}
