use std::fmt::{self, Debug, Formatter};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rhai::RhaiNativeFunc;

use super::housekeeping::Housekeeping;
use super::{App, ConnectionLimits};
#[cfg(feature = "sled")]
use crate::cache::storage::LazyStorage;
use crate::cache::storage::Storage;
use crate::cache::{CacheBuilder, Clock};
use crate::error::{Error, ErrorKind, Result};
use crate::script::{Environment, HostModule, Limits, Source};
use crate::session::{SessionManager, SessionSettings};

/// Where persisted values are, below the folder of the script.
#[cfg(feature = "sled")]
pub(crate) const CACHE_FOLDER: &str = ".stscript/cache";

/// Says what an [`App`] is made of; see [`App::builder`].
#[must_use = "a builder does nothing until `build` is called"]
pub struct AppBuilder {
    origin: Origin,
    limits: Limits,
    connection: ConnectionLimits,
    host: HostModule,
    args: Vec<String>,
    sessions: SessionSettings,
    allowed_origins: Vec<String>,
    watch: bool,
    cache: CacheBuilder,
    persistence: Persistence,
}

/// Where `persist: "disk"` keeps values.
enum Persistence {
    /// `.stscript/cache` beside the script.
    Beside,
    #[cfg(feature = "sled")]
    Folder(PathBuf),
    Storage(Arc<dyn Storage>),
    /// In memory only.
    Nowhere,
}

/// Where the script comes from.
enum Origin {
    File(PathBuf),
    Text { name: String, text: String },
}

impl Debug for AppBuilder {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppBuilder")
            .field("limits", &self.limits)
            .field("sessions", &self.sessions)
            .finish_non_exhaustive()
    }
}

impl AppBuilder {
    pub(super) fn file(path: PathBuf) -> Self {
        Self::new(Origin::File(path))
    }

    pub(super) fn text(name: String, text: String) -> Self {
        Self::new(Origin::Text { name, text })
    }

    fn new(origin: Origin) -> Self {
        Self {
            origin,
            limits: Limits::default(),
            connection: ConnectionLimits::default(),
            host: HostModule::default(),
            args: Vec::new(),
            sessions: SessionSettings::default(),
            allowed_origins: Vec::new(),
            watch: true,
            cache: CacheBuilder::default(),
            persistence: Persistence::Beside,
        }
    }

    /// Adds a function under the name by which the script calls it; see [`HostModule::function`].
    pub fn function<A: 'static, const N: usize, const X: bool, R, const F: bool, FUNC>(
        mut self,
        name: &str,
        function: FUNC,
    ) -> Self
    where
        R: rhai::Variant + Clone,
        FUNC: RhaiNativeFunc<A, N, X, R, F> + Send + Sync + 'static,
    {
        self.host.function(name, function);
        self
    }

    /// Adds whatever else Rhai can register: types, getters, constants, several functions at once.
    pub fn register(mut self, register: impl FnOnce(&mut HostModule)) -> Self {
        register(&mut self.host);
        self
    }

    /// What one run of the script may use.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// What one connection of a browser may use.
    pub fn connection_limits(mut self, limits: ConnectionLimits) -> Self {
        self.connection = limits;
        self
    }

    /// What the script sees as `ARGS`.
    pub fn args<S: Into<String>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args = args.into_iter().map(Into::into).collect();
        self
    }

    /// Whether open pages run a saved script by themselves (the default), or offer to.
    pub fn run_on_save(mut self, run_on_save: bool) -> Self {
        self.sessions.run_on_save = run_on_save;
        self
    }

    /// Whether the script's files are watched at all; they are by default, with the feature `watch`.
    pub fn watch(mut self, watch: bool) -> Self {
        self.watch = watch;
        self
    }

    /// How many runs go on at the same time; the others wait.
    pub fn workers(mut self, workers: usize) -> Self {
        self.sessions.workers = workers.max(1);
        self
    }

    /// How long a session waits for its page to come back.
    pub fn disconnected_ttl(mut self, ttl: Duration) -> Self {
        self.sessions.disconnected_ttl = ttl;
        self
    }

    /// The most memory, in bytes, for what all sessions keep; beyond it sessions end whose pages are gone, the oldest
    /// first. An eighth of the machine's memory by default, at most 1 GiB; `None` for no bound.
    pub fn session_budget(mut self, bytes: Option<u64>) -> Self {
        self.sessions.budget = bytes;
        self
    }

    /// Pages of other sites that may connect, such as `https://apps.example.com`; the app's own always may.
    pub fn allowed_origins<S: Into<String>>(mut self, origins: impl IntoIterator<Item = S>) -> Self {
        self.allowed_origins = origins.into_iter().map(Into::into).collect();
        self
    }

    /// The folder in which `persist: "disk"` keeps values; `.stscript/cache` beside the script by default.
    ///
    /// It is made and opened when the first value is to be kept, and belongs to one process at a time: a second one
    /// logs a warning and keeps its values in memory, until the first has ended.
    #[cfg(feature = "sled")]
    pub fn cache_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.persistence = Persistence::Folder(folder.into());
        self
    }

    /// Where `persist: "disk"` keeps values, if not in a folder.
    pub fn storage(mut self, storage: Arc<dyn Storage>) -> Self {
        self.persistence = Persistence::Storage(storage);
        self
    }

    /// Keeps the values of `persist: "disk"` in memory only: nothing survives a restart, and no folder is made.
    pub fn no_cache_dir(mut self) -> Self {
        self.persistence = Persistence::Nowhere;
        self
    }

    /// Whether `ttl` holds for the persisted values of all functions, as with `persist_ttl: true` on each; it does not
    /// by default.
    pub fn persistent_ttl(mut self, holds: bool) -> Self {
        self.cache = self.cache.persistent_ttl(holds);
        self
    }

    /// The most memory, in bytes, for the values of all `memo` functions together; the least recently used go first.
    /// One gigabyte by default, `None` for no bound.
    pub fn cache_budget(mut self, bytes: Option<u64>) -> Self {
        self.cache = self.cache.budget(bytes);
        self
    }

    /// The most bytes that persisted values take on disk; the oldest go first, in the background. One gigabyte by
    /// default, `None` for no bound.
    pub fn cache_max_disk_size(mut self, bytes: Option<u64>) -> Self {
        self.cache = self.cache.storage_budget(bytes);
        self
    }

    /// Where the cache's time comes from; for tests, a [`ManualClock`](crate::cache::ManualClock).
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.cache = self.cache.clock(clock);
        self
    }

    /// Reads and compiles the script and makes the app ready to be served.
    ///
    /// A script that does not compile is no error: its page says what is wrong, and heals when the file is mended.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] when the script can not be read, [`ErrorKind::Config`] outside of a tokio runtime.
    pub fn build(self) -> Result<App> {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return Err(Error::new(ErrorKind::Config, "An app can only be built inside a tokio runtime.")
                .hint("Call `build` from an async function, or enter the runtime before."));
        };
        let base = self.origin.base()?;
        let cache = self.cache.storage(self.persistence.storage(&base));
        let environment = Environment::with_cache(&base, self.limits, self.host, self.args, cache);
        let housekeeping = Housekeeping::start(&environment);
        let name = self.origin.name();
        // The watcher looks before the script is read: what is saved meanwhile is not missed.
        #[cfg(feature = "watch")]
        let watched = match &self.origin {
            Origin::File(path) if self.watch => Some(super::watch::Watched::new(&absolute(path)?)),
            _ => None,
        };
        let source = match &self.origin {
            Origin::File(path) => Source::read(&environment, path),
            Origin::Text { name, text } => Source::compile(&environment, name, text),
        };
        if let Err(error) = &source
            && error.kind() == ErrorKind::Io
            // A module that can not be read has the place of its import.
            && error.report().file.is_none()
        {
            return Err(error.clone());
        }
        #[cfg(feature = "watch")]
        let imported = source.as_ref().map(|source| source.imported_files()).map_err(Clone::clone);
        let compile_error = source.as_ref().err().cloned();
        let sessions = SessionManager::new(environment.clone(), name.clone(), source, self.sessions);
        #[cfg(feature = "watch")]
        let watcher =
            watched.map(|watched| watched.start(imported, super::watch::Reload::new(&environment, &sessions, runtime)));
        #[cfg(not(feature = "watch"))]
        let _ = (runtime, self.watch);
        Ok(App::new(super::app::Inner {
            name,
            environment,
            sessions,
            compile_error,
            connection: self.connection,
            allowed_origins: self.allowed_origins,
            _housekeeping: housekeeping,
            #[cfg(feature = "watch")]
            _watcher: watcher,
        }))
    }
}

impl Persistence {
    /// The storage of an app in the folder `base`.
    fn storage(self, base: &Path) -> Option<Arc<dyn Storage>> {
        match self {
            #[cfg(feature = "sled")]
            Self::Beside => Some(Arc::new(LazyStorage::new(base.join(CACHE_FOLDER)))),
            #[cfg(feature = "sled")]
            Self::Folder(folder) => Some(Arc::new(LazyStorage::new(folder))),
            #[cfg(not(feature = "sled"))]
            Self::Beside => {
                let _ = base;
                None
            }
            Self::Storage(storage) => Some(storage),
            Self::Nowhere => None,
        }
    }
}

impl Origin {
    /// What errors and the page call the script.
    fn name(&self) -> String {
        match self {
            Self::File(path) => {
                path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
            }
            Self::Text { name, .. } => name.clone(),
        }
    }

    /// The folder that imports and data files are looked for in.
    fn base(&self) -> Result<PathBuf> {
        let file = match self {
            Self::File(path) => path.clone(),
            Self::Text { name, .. } => PathBuf::from(name),
        };
        let file = absolute(&file)?;
        Ok(file.parent().unwrap_or(&file).to_owned())
    }
}

fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).map_err(|error| {
        Error::new(ErrorKind::Io, format!("`{}` leads nowhere: {error}.", path.display()))
            .hint("Check the path.")
            .caused_by(error)
    })
}
