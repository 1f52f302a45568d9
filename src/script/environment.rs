//! What all runs of an app share: what scripts can call, the caches, the threads of the background. It knows no session.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Debug, Formatter};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, mpsc};
use std::time::Duration;

use rhai::packages::{Package, StandardPackage};
use rhai::{Dynamic, Module, Shared};

use super::engine::builtins;
use super::memo::{DrawingCodec, HostInputs, Versions};
use super::{HostModule, Limits, Threads, st};
use crate::cache::{Cache, CacheBuilder, Kind, Lease};
use crate::protocol::PayloadStore;
use crate::value::table::FileAccess;

/// Threads for `on_release` functions and the ends of sessions.
const MOST_RELEASES: usize = 256;

/// Background refreshes that go on at the same time. Those that wait, for a query perhaps, cost a thread only.
const MOST_REFRESHES: usize = 64;

/// How long the end of an app waits for `on_release` functions.
const CLOSING_TIMEOUT: Duration = Duration::from_secs(3);

/// What all runs of an app share: packages, host functions, limits, folders.
pub struct Environment {
    /// In the order in which they are registered: later ones win.
    pub(super) packages: Vec<Shared<Module>>,
    pub(super) limits: Limits,
    pub(super) base: PathBuf,
    pub(super) args: Vec<String>,
    host_functions: BTreeMap<String, String>,
    payloads: PayloadStore,
    cache: Cache,
    refreshing: Threads,
    releases: Arc<Threads>,
    versions: Versions,
    runs: AtomicU64,
    on_read: OnceLock<OnRead>,
}

/// Called with a file that a version was read from, and its text, or without one where there is no such file.
type OnRead = Box<dyn Fn(&Path, Option<&Arc<str>>) + Send + Sync>;

impl Debug for Environment {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment").field("limits", &self.limits).field("base", &self.base).finish_non_exhaustive()
    }
}

impl Environment {
    /// An environment for scripts in the folder `base`, with what the host adds.
    ///
    /// `args` are what stands after `--` on the command line; scripts see them as `ARGS`.
    #[must_use]
    pub fn new(base: &Path, limits: Limits, host: HostModule, args: Vec<String>) -> Arc<Self> {
        Self::with_cache(base, limits, host, args, CacheBuilder::default())
    }

    /// The same, with settings of the cache: its storage, clock and budget.
    #[must_use]
    pub fn with_cache(
        base: &Path,
        limits: Limits,
        host: HostModule,
        args: Vec<String>,
        cache: CacheBuilder,
    ) -> Arc<Self> {
        let types = host.types.clone();
        let codec = DrawingCodec { types: types.clone() };
        let releases = Arc::new(Threads::new("stscript-release", MOST_RELEASES));
        let elsewhere = releases.clone();
        let cache = cache.release_elsewhere(move |task| elsewhere.submit(task));
        let cache = cache.types(types).replay_codec(Arc::new(codec)).build();
        let mut tables = Module::new();
        crate::value::table::register_into(&mut tables, &FileAccess::below(base));
        crate::value::shared::register_into(&mut tables);
        let packages = vec![
            StandardPackage::new().as_shared_module(),
            builtins::module(&limits).into(),
            tables.into(),
            st::module().into(),
            host.module.into(),
        ];
        Arc::new(Self {
            packages,
            limits,
            base: base.to_owned(),
            args,
            host_functions: host.versions,
            payloads: PayloadStore::default(),
            cache,
            refreshing: Threads::new("stscript-refresh", MOST_REFRESHES),
            releases,
            versions: Versions::default(),
            runs: AtomicU64::new(0),
            on_read: OnceLock::new(),
        })
    }

    /// The large data that pages of this app show.
    #[must_use]
    pub fn payloads(&self) -> &PayloadStore {
        &self.payloads
    }

    /// The values of `memo` and `singleton`.
    #[must_use]
    pub fn cache(&self) -> &Cache {
        &self.cache
    }

    /// What scripts read and call by a name that is the host's: `ARGS`, and constants and functions of its module.
    pub(super) fn host_inputs(&self) -> HostInputs {
        let args: rhai::Array = self.args.iter().map(|arg| arg.clone().into()).collect();
        let constants = self.packages.iter().flat_map(|package| package.iter_var());
        let constants = constants.map(|(name, value)| (name.to_owned(), value.clone()));
        let values = constants.chain([("ARGS".to_owned(), args.into())]);
        let types = self.cache.types();
        let versions = self.host_functions.iter().filter(|(_, version)| !version.is_empty());
        HostInputs {
            values: values.map(|(name, value)| (name, crate::value::fingerprint(&value, types).ok())).collect(),
            versions: versions.map(|(name, version)| (name.clone(), version.clone())).collect(),
        }
    }

    /// All functions that scripts have besides Rhai's own and the commands of `st`, as Rhai tells of them: JSON with an
    /// array `functions`, each with `name`, `params`, `returnType` and `docComments`.
    ///
    /// # Errors
    /// When Rhai cannot write it.
    #[cfg(feature = "unstable")]
    pub fn function_metadata(&self) -> Result<String, String> {
        let mut engine = rhai::Engine::new_raw();
        for package in &self.packages {
            engine.register_global_module(package.clone());
        }
        engine.gen_fn_metadata_to_json(false).map_err(|error| error.to_string())
    }

    /// The names of all functions and operators that scripts have besides their own.
    pub(super) fn functions(&self) -> BTreeSet<String> {
        let signatures = self.packages.iter().flat_map(|package| package.gen_fn_signatures_with_mapper(Into::into));
        signatures.filter_map(|signature| Some(signature.split_once('(')?.0.trim().to_owned())).collect()
    }

    /// A constant of the host.
    pub(super) fn host_value(&self, name: &str) -> Option<Dynamic> {
        self.packages.iter().rev().find_map(|package| package.get_var(name))
    }

    /// Forgets every value of every cached function.
    pub fn clear_cache(&self) {
        self.cache.clear(Kind::Memo);
        self.cache.clear(Kind::Singleton);
    }

    /// Forgets what belongs to one session.
    pub fn end_session(&self, session: &str) {
        self.cache.end_session(session);
    }

    /// The versions of the app's scripts.
    pub(super) const fn versions(&self) -> &Versions {
        &self.versions
    }

    /// Lets values go that have expired, and those of functions that no version of the script has any more. Scripts may
    /// be called with them (`on_release`), so that it wants a deep stack.
    ///
    /// Returns in how long the next value expires.
    pub fn housekeeping(&self) -> Option<Duration> {
        let unreachable = self.versions.unreachable(self);
        if !unreachable.is_empty() {
            let forgotten = self.cache.retain(|_, key| !unreachable.contains(&key));
            log::debug!("{forgotten} cached functions of earlier versions of the script are forgotten");
        }
        let next = self.cache.housekeeping();
        self.versions.forget_empty(&self.cache);
        next
    }

    /// Releases all singletons, and makes sure that everything persistent is on disk; when an `on_release` takes too
    /// long, it is left behind.
    pub fn close_cache(&self) {
        let (done, ended) = mpsc::channel();
        let (cache, releases) = (self.cache.clone(), self.releases.clone());
        let thread =
            std::thread::Builder::new().name("stscript-close".into()).stack_size(super::STACK_BYTES).spawn(move || {
                cache.shutdown();
                releases.wait_until_calm(CLOSING_TIMEOUT);
                let _ = done.send(());
            });
        match thread {
            Ok(_) => drop(ended.recv_timeout(CLOSING_TIMEOUT)),
            Err(error) => {
                log::warn!("no thread to release singletons: {error}");
                self.cache.flush();
            }
        }
    }

    /// How many runs have begun.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.runs.load(Ordering::Relaxed)
    }

    /// The version of a function of the host, if there is such a function.
    pub(super) fn host_function(&self, name: &str) -> Option<&str> {
        self.host_functions.get(name).map(String::as_str)
    }

    /// The threads on which values are let go: functions of scripts may be called with them (`on_release`).
    #[cfg(feature = "server")]
    pub(crate) const fn releases(&self) -> &Arc<Threads> {
        &self.releases
    }

    /// Waits until all values that were let go have been released, at most for `timeout`; whether they have.
    #[cfg(feature = "unstable")]
    #[must_use]
    pub fn wait_for_releases(&self, timeout: Duration) -> bool {
        self.releases.wait_until_calm(timeout)
    }

    /// Carries out a background refresh on a thread of its own; when too many go on already, the next call tries again.
    pub(super) fn in_background(&self, lease: Lease, refresh: impl FnOnce(Lease) + Send + 'static) {
        if self.refreshing.is_full() {
            lease.abandon();
            return;
        }
        self.refreshing.submit(move || refresh(lease));
    }

    /// The folder of the app's main script.
    #[cfg(feature = "unstable")]
    #[must_use]
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// Calls `hook` with each module that is read from now on, also by a run whose script computes what it imports, and
    /// with each that was looked for and is not there. The first hook stays.
    pub fn on_read(&self, hook: impl Fn(&Path, Option<&Arc<str>>) + Send + Sync + 'static) {
        let _ = self.on_read.set(Box::new(hook));
    }

    pub(super) fn note_read(&self, file: &Path, text: Option<&Arc<str>>) {
        if let Some(hook) = self.on_read.get() {
            hook(file, text);
        }
    }

    /// A number that no other run of this environment has.
    pub(super) fn next_run(&self) -> u64 {
        self.runs.fetch_add(1, Ordering::Relaxed) + 1
    }
}
