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
//! let service: axum::Router = axum::Router::new().nest_service("/admin", admin.router());
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
//! axum::serve(listener, service).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # The layers
//!
//! A module uses only what stands to its left, and [`error`]; a test reads the `use` lines and fails on an arrow that
//! points right. `docs/architecture.md` tells more.
//!
//! ```text
//! value -> cache -> element -> protocol -> state -> script -> session -> host -> cli
//!                                                          \-> testing
//! ```
//!
//! | module | what it is |
//! |---|---|
//! | [`value`] | what a script computes: fingerprints, bytes, tables |
//! | [`cache`] | memo and singleton; usable without scripts and server |
//! | [`element`] | what a script can draw, one file per command, and the table of all commands |
//! | [`protocol`] | messages, the tree of a run, the difference to what a tab has |
//! | [`state`] | what a session remembers |
//! | [`script`] | Rhai: compiling, running, `st`, errors |
//! | `session` | one browser tab: requests and runs |
//! | `host` | the outside: builder, watcher, HTTP, WebSocket |
//! | `cli` | the command line |
//! | [`testing`] | apps without a server |
//!
//! # Features
//!
//! `cli` (default) is everything; `server` the [`App`] without the command line; `watch` hot reload; `sled` the disk
//! cache. Without default features there are values, cache and script runner, with neither tokio nor the page.

pub mod cache;
#[cfg(feature = "cli")]
pub mod cli;
#[macro_use]
pub mod element;
pub mod error;
#[cfg(feature = "server")]
pub mod host;
pub mod protocol;
pub mod script;
#[cfg(feature = "server")]
pub mod session;
pub mod state;
pub mod testing;
pub mod value;

pub use error::{Error, ErrorKind, Result};
#[cfg(feature = "server")]
pub use host::App;
pub use script::{HostModule, Limits};
