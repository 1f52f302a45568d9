//! What an app under test is made of. It reads the script; nothing has run yet.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rhai::RhaiNativeFunc;

use super::AppTest;
use crate::cache::storage::Storage;
use crate::cache::{CacheBuilder, Clock};
use crate::error::Result;
use crate::script::{Environment, HostModule, Limits, Source};

/// Says what an app under test is made of; see [`AppTest::builder`].
#[derive(Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct AppTestBuilder {
    path: PathBuf,
    text: Option<String>,
    host: HostModule,
    limits: Limits,
    args: Vec<String>,
    cache: CacheBuilder,
}

impl AppTestBuilder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            path,
            text: None,
            host: HostModule::default(),
            limits: Limits::default(),
            args: Vec::new(),
            cache: CacheBuilder::default(),
        }
    }

    /// The text of the script, instead of that of its file. Modules and data are still looked for beside the file.
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
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

    /// What the script sees as `ARGS`.
    pub fn args<S: Into<String>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args = args.into_iter().map(Into::into).collect();
        self
    }

    /// Where `persist: "disk"` keeps values; without it, they are kept in memory only.
    pub fn storage(mut self, storage: Arc<dyn Storage>) -> Self {
        self.cache = self.cache.storage(Some(storage));
        self
    }

    /// Where the cache's time comes from, such as a [`ManualClock`](crate::cache::ManualClock).
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.cache = self.cache.clock(clock);
        self
    }

    /// The first session of the app.
    ///
    /// # Errors
    /// When the file cannot be read or does not compile.
    pub fn build(self) -> Result<AppTest> {
        let base = self.path.parent().filter(|base| !base.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let environment = Environment::with_cache(base, self.limits, self.host, self.args, self.cache);
        let source = match &self.text {
            Some(text) => {
                let name = self.path.file_name().unwrap_or_default().to_string_lossy();
                Source::compile(&environment, &name, text)?
            }
            None => Source::read(&environment, &self.path)?,
        };
        Ok(AppTest::of(&environment, source))
    }
}
