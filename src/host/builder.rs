//! What an app is made of, before it runs. It reads the script, and serves nothing.

use std::fmt::{self, Debug, Formatter};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rhai::RhaiNativeFunc;

use super::hosts::Hosts;
use super::housekeeping::Housekeeping;
use super::identity::AppIdentity;
#[cfg(feature = "sled")]
use super::identity::CACHE_FOLDER;
use super::origin::Origins;
use super::{App, ConnectionLimits, ToolbarMode};
#[cfg(feature = "sled")]
use crate::cache::storage::LazyStorage;
use crate::cache::storage::Storage;
use crate::cache::{CacheBuilder, Clock};
use crate::error::{Error, ErrorDetails, ErrorKind, Result};
use crate::script::{Environment, HostModule, Limits, ReadFiles, Source};
use crate::session::refusals::Repeated;
use crate::session::{SessionManager, SessionSettings};

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
    allowed_hosts: Option<Vec<String>>,
    toolbar: ToolbarMode,
    public_metrics: bool,
    watch: bool,
    cache: CacheBuilder,
    persistence: Persistence,
    app_id: Option<String>,
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
            allowed_hosts: None,
            toolbar: ToolbarMode::default(),
            public_metrics: true,
            watch: true,
            cache: CacheBuilder::default(),
            persistence: Persistence::Beside,
            app_id: None,
        }
    }

    /// Adds a function under the name by which the script calls it; see [`HostModule::function`].
    pub fn function<A: 'static, const N: usize, const X: bool, R, const F: bool, FUNC>(
        mut self,
        name: &str,
        function: FUNC,
    ) -> Self
    where
        R: Clone + Send + Sync + 'static,
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

    /// How many runs go on at the same time, those that wait for something included: each has a thread of its own. The
    /// others wait for a thread. 4,000 by default.
    pub fn max_runs(mut self, runs: usize) -> Self {
        self.sessions.max_runs = runs.max(1);
        self
    }

    /// How long a session waits for its page to come back.
    pub fn disconnected_ttl(mut self, ttl: Duration) -> Self {
        self.sessions.disconnected_ttl = ttl;
        self
    }

    /// The most memory, in bytes, for what all sessions keep; beyond it sessions end whose pages are gone, the oldest
    /// first. By default an eighth of what the machine or its control group has, at most 1 GiB; `None` for no bound.
    pub fn session_budget(mut self, bytes: Option<u64>) -> Self {
        self.sessions.budget = bytes;
        self
    }

    /// Names under which the app answers, such as `data.example.com` or `*.example.com`, besides `localhost` and IP
    /// addresses; requests for others get status 403. Without this call the app answers under any name.
    ///
    /// This keeps out pages whose own name leads to this machine ("DNS rebinding"), which browsers take for the app's own.
    pub fn allowed_hosts<S: Into<String>>(mut self, hosts: impl IntoIterator<Item = S>) -> Self {
        self.allowed_hosts = Some(hosts.into_iter().map(Into::into).collect());
        self
    }

    /// How much of an error pages show: everything by default.
    pub fn error_details(mut self, details: ErrorDetails) -> Self {
        self.sessions.error_details = details;
        self
    }

    /// Which menu pages have, and with it who may clear caches.
    pub fn toolbar_mode(mut self, mode: ToolbarMode) -> Self {
        self.toolbar = mode;
        self
    }

    /// Whether [`App::router`] has the metrics, at `_stcore/metrics`; it has them by default. [`App::metrics_router`]
    /// serves them elsewhere.
    pub fn public_metrics(mut self, public: bool) -> Self {
        self.public_metrics = public;
        self
    }

    /// Pages of other origins that may connect, such as `https://apps.example.com`; the app's own always may.
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

    /// The name of the app to a store that has the values of several: apps that share one share their values if they
    /// have one name. Without one, an app is its script's folder, wherever that is moved or copied; a deployment that
    /// begins with a fresh folder each time needs a name to keep its values.
    pub fn app_id(mut self, id: impl Into<String>) -> Self {
        self.app_id = Some(id.into());
        self
    }

    /// Where `persist: "disk"` keeps values, if not in a folder. Apps in different folders do not share their values
    /// there, unless they have one name by [`AppBuilder::app_id`]; neither does an app that is moved.
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
    /// A script that does not compile is not an error: its page says what is wrong, and heals when the file is mended.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] when the script cannot be read, [`ErrorKind::Config`] outside of a tokio runtime and for an
    /// allowed host or origin that is not one.
    pub fn build(self) -> Result<App> {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return Err(Error::new(ErrorKind::Config, "An app can only be built inside a tokio runtime.")
                .hint("Call `build` from an async function, or enter the runtime before."));
        };
        let hosts = Hosts::new(self.allowed_hosts)?;
        let origins = Origins::new(&self.allowed_origins)?;
        let base = self.origin.base()?;
        let (storage, identity) = self.persistence.storage(&base, self.app_id.as_deref());
        let cache = self.cache.storage(storage).owner(Arc::new(identity));
        let environment = Environment::with_cache(&base, self.limits, self.host, self.args, cache);
        let housekeeping = Housekeeping::start(&environment);
        let name = self.origin.name();
        // The watcher looks before the script is read: what is saved meanwhile is not missed.
        #[cfg(feature = "watch")]
        let watched = match &self.origin {
            Origin::File(path) if self.watch => Some(super::watch::Watched::new(&absolute(path)?)),
            _ => None,
        };
        let (source, read) = match &self.origin {
            Origin::File(path) => Source::read_noting(&environment, path),
            Origin::Text { name, text } => (Source::compile(&environment, name, text), ReadFiles::default()),
        };
        if let Err(error) = &source
            && error.kind() == ErrorKind::Io
            // A module that cannot be read has the place of its import.
            && error.report().file.is_none()
        {
            return Err(error.clone());
        }
        let compile_error = source.as_ref().err().cloned();
        if let Some(error) = &compile_error
            && self.sessions.error_details != ErrorDetails::Full
        {
            log::error!("{error:#}");
        }
        let sessions = SessionManager::new(environment.clone(), name.clone(), source, self.sessions);
        #[cfg(feature = "watch")]
        let watcher = watched.map(|watched| {
            let reload = super::watch::Reload::new(&environment, &sessions, runtime);
            watched.start(read, compile_error.is_some(), reload)
        });
        #[cfg(not(feature = "watch"))]
        let _ = (runtime, self.watch, read);
        Ok(App::new(super::app::Inner {
            name,
            environment,
            sessions,
            compile_error,
            connection: self.connection,
            hosts,
            origins,
            toolbar: self.toolbar,
            public_metrics: self.public_metrics,
            bad_frames: Repeated::new("connections were closed for a bad frame"),
            overreaching: Repeated::new("connections of viewers asked for what only developers may"),
            _housekeeping: housekeeping,
            #[cfg(feature = "watch")]
            _watcher: watcher,
        }))
    }
}

impl Persistence {
    /// The storage of an app in the folder `base`, and who the app is there.
    fn storage(self, base: &Path, id: Option<&str>) -> (Option<Arc<dyn Storage>>, AppIdentity) {
        #[cfg(feature = "sled")]
        let in_folder = |folder: PathBuf| {
            let identity = AppIdentity::in_folder(base, id, &folder);
            (Some(Arc::new(LazyStorage::new(folder)) as Arc<dyn Storage>), identity)
        };
        match self {
            #[cfg(feature = "sled")]
            Self::Beside => in_folder(base.join(CACHE_FOLDER)),
            #[cfg(feature = "sled")]
            Self::Folder(folder) => in_folder(folder),
            #[cfg(not(feature = "sled"))]
            Self::Beside => (None, AppIdentity::in_storage(base, id)),
            Self::Storage(storage) => (Some(storage), AppIdentity::in_storage(base, id)),
            Self::Nowhere => (None, AppIdentity::in_storage(base, id)),
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
