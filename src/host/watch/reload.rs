use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::time::Instant;

use tokio::runtime::Handle;

use crate::error::{Error, Result};
use crate::script::{Environment, Source};
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

    /// Reads the script again; the files that it imports, or why it does not compile. `None`: the app is gone.
    pub(super) fn reload(&self, script: &Path) -> Option<Result<Vec<PathBuf>, Error>> {
        let sessions = self.sessions.upgrade()?;
        let begun = Instant::now();
        let source = Source::read(&self.environment, script);
        match &source {
            Ok(source) => log::info!(
                "{} was saved: compiled in {:.1} ms, {} open pages",
                source.name(),
                begun.elapsed().as_secs_f64() * 1e3,
                sessions.connected(),
            ),
            Err(error) => log::error!("{error:#}"),
        }
        let imported = source.as_ref().map(|source| source.imported_files()).map_err(Clone::clone);
        let _runtime = self.runtime.enter();
        sessions.source_changed(source);
        Some(imported)
    }
}
