//! A scripting host for data apps: write a Rhai script, get a live page.
//!
//! `st.*` calls draw elements, widgets return values, every interaction runs the script again. `memo` and `singleton`
//! cache functions and play back what they drew. Saving the script updates every open page, in a running service too.
//!
//! # Serving a script
//!
//! The command `stscript run app.rhai` is one caller of this library; a service is another:
//!
//! ```no_run
//! # #[cfg(feature = "server")]
//! # async fn serve() -> Result<(), Box<dyn std::error::Error>> {
//! let admin = stscript::App::builder("admin.rhai")
//!     .function("orders_today", || 42_i64)
//!     .build()?;
//! let service = stscript::axum::Router::new().nest_service("/admin", admin.router());
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
//! stscript::axum::serve(listener, service).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # What there is
//!
//! | | |
//! |---|---|
//! | `App`, `AppBuilder` | an app as a router of axum (feature `server`) |
//! | [`HostModule`], [`HostType`] | what scripts can call of your program, and how its types take part in caching |
//! | [`Limits`], `ConnectionLimits` | what one run, and one connection, may use |
//! | [`Table`] | rows and columns between your program, scripts and Arrow |
//! | [`Error`], [`Report`] | what went wrong, and what a person sees of it |
//! | [`cache`] | where memo and singleton keep values: a storage and a clock of your own, statistics |
//! | [`testing`] | apps without a server |
//! | [`command`] | the commands of `st`, as data |
//! | [`rhai`], [`arrow`], `axum` | the versions whose types stand in this interface |
//!
//! Settings and reports are `#[non_exhaustive]`: take the default, and change what you need.
//!
//! ```
//! use std::time::Duration;
//!
//! let mut limits = stscript::Limits::default();
//! limits.time = Duration::from_secs(30);
//! ```
//!
//! # Features
//!
//! `cli` (default) is everything; `server` the `App` without the command line; `watch` hot reload; `sled` the disk
//! cache; `jemalloc` what the command line counts memory with. Without default features there are values, cache and
//! script runner, with neither tokio nor the page. `unstable` shows the layers inside to the tests and benchmarks of this
//! crate, without promises.

#![cfg_attr(not(feature = "unstable"), warn(unnameable_types))]
// The command line is the caller of some of it.
#![cfg_attr(not(feature = "cli"), allow(dead_code, unused_imports))]

// The layers, whose order is in `docs/architecture.md`, and what all of them share.
pub mod cache;
mod value;
#[macro_use]
mod element;
#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "server")]
mod host;
mod protocol;
mod script;
#[cfg(feature = "server")]
mod session;
mod state;

mod error;
mod rhai_internals;
pub mod testing;

pub use arrow;
#[cfg(feature = "server")]
pub use axum;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub use cli::main;
pub use error::{Error, ErrorDetails, ErrorKind, ExcerptLine, Frame, Report, Result};
#[cfg(feature = "server")]
pub use host::{App, AppBuilder, ConnectionLimits, ToolbarMode};
pub use rhai;
pub use script::{HostModule, Limits, MemoryMeter};
pub use value::{
    Aggregate, Fingerprint, FingerprintBuilder, HostType, HostTypes, ParseFingerprintError, Problem, ProblemKind,
    Table, TableError, Unhashable, Unserializable,
};

/// What scripts can do: the commands of `st`, as data. The reference and the definitions for editors are made of it.
pub mod command {
    pub use crate::element::{CommandSpec, Group, ParamSpec};
    pub use crate::script::st::specs;
}

/// The examples of the pages are compiled, and run where they can be.
#[cfg(all(doctest, feature = "server"))]
mod pages {
    #[doc = include_str!("../README.md")]
    struct Readme;
    #[doc = include_str!("../docs/embedding.md")]
    struct Embedding;
}

/// The layers themselves, for the tests and benchmarks of this crate. **No promises**: anything in here may change or go
/// with any release.
#[cfg(feature = "unstable")]
pub mod unstable {
    /// Cached functions without scripts.
    pub mod cache {
        pub use crate::cache::calls::*;
        use crate::cache::{Cache, Kind};
        use crate::value::Fingerprint;

        /// The handle of a cached function, of a session where its values belong to one.
        ///
        /// # Errors
        /// [`CacheError::NoSession`] when they do and there is none.
        pub fn function(cache: &Cache, spec: FunctionSpec, session: Option<&str>) -> Result<Function, CacheError> {
            cache.function(spec, session)
        }

        /// Forgets the functions for which `keep` is false, in memory; how many those were.
        pub fn retain(cache: &Cache, keep: impl Fn(Kind, Fingerprint) -> bool) -> usize {
            cache.retain(keep)
        }
    }
    /// What a script can draw.
    pub mod element {
        pub use crate::element::*;
    }
    /// Messages, the tree of a run, the difference to what a tab has.
    pub mod protocol {
        pub use crate::protocol::*;
    }
    /// Rhai: compiling, running, `st`.
    pub mod script {
        pub use crate::script::*;
    }
    /// One browser tab.
    #[cfg(feature = "server")]
    pub mod session {
        pub use crate::session::*;
    }
    /// What a session remembers.
    pub mod state {
        pub use crate::state::*;
    }
    /// Apps without a server.
    pub mod testing {
        use std::sync::Arc;

        use crate::script::{Environment, Source};
        use crate::testing::{AppTest, WireValue};

        /// An app of its own over `source`, which others may run as well.
        #[must_use]
        pub fn app_test(environment: &Arc<Environment>, source: Arc<Source>) -> AppTest {
            AppTest::of(environment, source)
        }

        /// Sends what a page could send for a widget, whether or not the widget can have that value.
        ///
        /// # Panics
        /// When no widget has this key or label.
        #[track_caller]
        pub fn send<'a>(app: &'a mut AppTest, name: &str, value: impl Into<WireValue>) -> &'a mut AppTest {
            let widget = app.widget(name);
            app.send(widget, value.into())
        }
    }
    /// What a script computes.
    pub mod value {
        pub use crate::value::*;
    }
}
