//! The outside: an app is built from a script, served over HTTP and WebSocket, and reloaded when it is saved.
//!
//! This folder knows sessions as frames that come and go; what a script draws is not its business, and neither is the
//! command line, which is one caller of it.
//!
//! Start at [`App`]: its builder says what there is, `router.rs` what a browser can ask for.

mod app;
mod assets;
mod authority;
mod builder;
mod encoding;
mod hosts;
mod housekeeping;
mod identity;
mod limits;
mod metrics;
mod origin;
mod payload;
mod response;
mod router;
mod server;
mod stream;
mod toolbar;
#[cfg(feature = "watch")]
mod watch;

pub use app::App;
pub use builder::AppBuilder;
#[cfg(feature = "cli")]
pub(crate) use identity::{AppIdentity, CACHE_FOLDER};
pub use limits::ConnectionLimits;
pub use toolbar::ToolbarMode;
