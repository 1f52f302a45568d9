//! Which cached functions no version of a script has any more.
//!
//! A version counts for as long as anything can run it: the host, a run that goes on, a session whose page it has drawn.
//! What its functions are is read from its text, called or not, so that a function of the newest version keeps its
//! values also while no run of that version has come to its `memo` yet.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Weak};

use parking_lot::Mutex;

use crate::cache::Cache;
use crate::script::{Environment, Source};
use crate::value::Fingerprint;

/// The versions of an app's scripts, and the functions that they have cached.
#[derive(Debug, Default)]
pub(in crate::script) struct Versions(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    versions: Vec<Weak<Source>>,
    /// By the function key, in which the values of constants take part.
    cached: HashMap<Fingerprint, Origin>,
    /// Whether a version was found gone at the last look.
    gone: bool,
}

/// Where a cached function comes from.
#[derive(Debug)]
struct Origin {
    /// Its key without the values of constants.
    text: Fingerprint,
    file: String,
}

/// The functions of one version.
#[derive(Debug)]
pub(in crate::script) struct Functions {
    /// Their keys, without the values of constants.
    pub(in crate::script) texts: HashSet<Fingerprint>,
    /// The files that it was read from.
    pub(in crate::script) files: BTreeSet<String>,
    /// Whether it may import files that only a run knows.
    pub(in crate::script) imports_more: bool,
}

impl Functions {
    fn may_have(&self, origin: &Origin) -> bool {
        self.texts.contains(&origin.text) || (self.imports_more && !self.files.contains(&origin.file))
    }
}

impl Versions {
    pub(in crate::script) fn add(&self, source: &Arc<Source>) {
        self.0.lock().versions.push(Arc::downgrade(source));
    }

    /// Notes a function that a run has cached. Functions of the host are not noted: they do not change.
    pub(super) fn note(&self, key: Fingerprint, text: Fingerprint, file: &str) {
        self.0.lock().cached.entry(key).or_insert_with(|| Origin { text, file: file.to_owned() });
    }

    /// Forgets functions that have no values. They are noted again when they are called: after the cache knows them.
    pub(in crate::script) fn forget_empty(&self, cache: &Cache) {
        let known = &mut *self.0.lock();
        let functions = cache.functions();
        known.cached.retain(|key, _| functions.contains(key));
    }

    /// The keys of functions that no version has any more, once versions have gone; these are forgotten here.
    ///
    /// It is the second look after that which finds them, so that an edit that is undone at once costs nothing.
    pub(in crate::script) fn unreachable(&self, environment: &Environment) -> HashSet<Fingerprint> {
        let versions: Vec<Arc<Source>> = {
            let known = &mut *self.0.lock();
            let before = known.versions.len();
            known.versions.retain(|version| version.strong_count() > 0);
            let is_new = known.versions.len() < before;
            if !std::mem::replace(&mut known.gone, is_new) || known.versions.is_empty() {
                return HashSet::new();
            }
            known.versions.iter().filter_map(Weak::upgrade).collect()
        };
        // Not under the lock: this reads the texts of all files.
        let functions: Vec<Functions> = versions.iter().map(|version| version.functions(environment)).collect();
        let mut known = self.0.lock();
        known
            .cached
            .extract_if(|_, origin| !functions.iter().any(|version| version.may_have(origin)))
            .map(|(key, _)| key)
            .collect()
    }
}
