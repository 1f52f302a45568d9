//! What happens when a new version is due.

use std::path::Path;
use std::sync::{Arc, Weak};
use std::time::Instant;

use tokio::runtime::Handle;

use crate::script::{Environment, ReadFiles, Source};
use crate::session::SessionManager;

/// Brings a saved version to the sessions, for as long as there are any to come.
pub(in crate::host) struct Reload {
    environment: Arc<Environment>,
    sessions: Weak<SessionManager>,
    runtime: Handle,
}

impl Reload {
    pub(in crate::host) fn new(
        environment: &Arc<Environment>,
        sessions: &Arc<SessionManager>,
        runtime: Handle,
    ) -> Self {
        Self { environment: environment.clone(), sessions: Arc::downgrade(sessions), runtime }
    }

    /// Calls `hook` with each module that is read, or looked for and not found, while the app runs.
    pub(super) fn on_read(&self, hook: impl Fn(&Path, Option<&Arc<str>>) + Send + Sync + 'static) {
        self.environment.on_read(hook);
    }

    /// Reads the script again; what it was read from besides the script, and whether it does not compile. `None`: the app
    /// is gone.
    pub(super) fn reload(&self, script: &Path) -> Option<(ReadFiles, bool)> {
        let sessions = self.sessions.upgrade()?;
        let begun = Instant::now();
        let (source, read) = Source::read_noting(&self.environment, script);
        match &source {
            Ok(source) => log::info!(
                "{} was saved: compiled in {:.1} ms, {} open pages",
                source.name(),
                begun.elapsed().as_secs_f64() * 1e3,
                sessions.connected(),
            ),
            Err(error) => log::error!("{error:#}"),
        }
        let is_broken = source.is_err();
        let _runtime = self.runtime.enter();
        sessions.source_changed(source);
        Some((read, is_broken))
    }
}
