//! An app that is ready to be served; what it is made of is put together in `builder`.

use std::fmt::{self, Debug, Formatter};
use std::future::Future;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;

use super::hosts::Hosts;
use super::housekeeping::Housekeeping;
use super::origin::Origins;
use super::{AppBuilder, ConnectionLimits, ToolbarMode, router, server};
use crate::cache::Cache;
use crate::error::Error;
use crate::script::Environment;
use crate::session::SessionManager;
use crate::session::refusals::Repeated;

/// A script, ready to be served: on its own with [`App::serve`], or inside another service with [`App::router`].
///
/// Cheap to clone; all clones are the same app. When the last one and the last router are gone, its sessions end and
/// nothing watches its files any more.
///
/// ```no_run
/// # async fn demo() -> Result<(), Box<dyn std::error::Error>> {
/// let app = stscript::App::builder("admin.rhai")
///     .function("orders_today", || 42_i64)
///     .build()?;
/// let service: axum::Router = axum::Router::new().nest_service("/admin", app.router());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct App(Arc<Inner>);

pub(super) struct Inner {
    pub(super) name: String,
    pub(super) environment: Arc<Environment>,
    pub(super) sessions: Arc<SessionManager>,
    pub(super) compile_error: Option<Error>,
    pub(super) connection: ConnectionLimits,
    pub(super) hosts: Hosts,
    pub(super) origins: Origins,
    pub(super) toolbar: ToolbarMode,
    pub(super) public_metrics: bool,
    pub(super) bad_frames: Arc<Repeated>,
    pub(super) overreaching: Arc<Repeated>,
    pub(super) _housekeeping: Option<Housekeeping>,
    #[cfg(feature = "watch")]
    pub(super) _watcher: Option<super::watch::Watcher>,
}

impl Inner {
    fn shutdown(&self) {
        self.sessions.shutdown();
        self.environment.close_cache();
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.shutdown();
    }
}

impl Debug for App {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("name", &self.0.name).finish_non_exhaustive()
    }
}

impl App {
    /// Begins an app whose script is a file. Modules and data files are looked for beside it.
    pub fn builder(script: impl AsRef<Path>) -> AppBuilder {
        AppBuilder::file(script.as_ref().to_owned())
    }

    /// Begins an app whose script is part of the program, for example by `include_str!`. `name` is what errors call
    /// it, and its folder is where modules and data files are looked for.
    pub fn from_text(name: impl Into<String>, text: impl Into<String>) -> AppBuilder {
        AppBuilder::text(name.into(), text.into())
    }

    pub(super) fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    pub(super) fn inner(&self) -> &Inner {
        &self.0
    }

    /// The script's file name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Why the script did not compile when the app was built.
    #[must_use]
    pub fn compile_error(&self) -> Option<&Error> {
        self.0.compile_error.as_ref()
    }

    /// How many pages are connected.
    #[must_use]
    pub fn connected(&self) -> usize {
        self.0.sessions.connected()
    }

    /// The app as a router, to be served at the root or under any prefix: its page uses relative addresses only.
    ///
    /// `nest_service("/admin", app.router())` answers at `/admin/`, and sends `/admin` there. `nest` works as well, but
    /// axum then has no route for `/admin/`, so that the page is at `/admin/index.html`, and `/admin` is sent there.
    ///
    /// Nothing here asks who is there: put the service's own authentication in front of it.
    pub fn router(&self) -> Router {
        router::router(self.clone())
    }

    /// The app's metrics as a router of their own, at `/metrics`: for an address that only a monitoring system reaches.
    /// [`AppBuilder::public_metrics`] takes them away from the app's.
    pub fn metrics_router(&self) -> Router {
        router::metrics(self.clone())
    }

    /// Serves the app at the root of `listener` until `shutdown` is ready; then its sessions end, and open requests
    /// have a moment to be answered.
    pub async fn serve(&self, listener: TcpListener, shutdown: impl Future<Output = ()> + Send + 'static) {
        server::serve(self.router(), &self.0.connection, listener, shutdown, || self.shutdown()).await;
    }

    /// Serves the app's metrics on `listener`, as [`App::metrics_router`] has them, until `shutdown` is ready.
    pub async fn serve_metrics(&self, listener: TcpListener, shutdown: impl Future<Output = ()> + Send + 'static) {
        server::serve(self.metrics_router(), &self.0.connection, listener, shutdown, || ()).await;
    }

    /// The cache of `memo` and `singleton`: its numbers, and ways to clear it.
    #[must_use]
    pub fn cache(&self) -> &Cache {
        self.0.environment.cache()
    }

    /// Ends all sessions, releases the singletons and makes sure that what is persistent is on disk; the pages try to
    /// connect again until the app is served anew.
    pub fn shutdown(&self) {
        self.0.shutdown();
    }
}
