//! Where the log goes, and how much of it.

use log::LevelFilter;

/// Sends the log to standard error. `level` is for what stscript and its scripts say; other libraries say only what
/// is wrong. `RUST_LOG` decides when no level is given.
pub(super) fn start(level: Option<LevelFilter>) {
    let mut builder = env_logger::Builder::new();
    builder.filter_level(LevelFilter::Warn).filter_module("stscript", LevelFilter::Info);
    // What is wrong with the store on disk is said once, by the cache.
    builder.filter_module("sled", LevelFilter::Off);
    // Folders come and go; what cannot be watched is said by the watcher of scripts.
    builder.filter_module("notify", LevelFilter::Error);
    match level {
        None => {
            builder.parse_default_env();
        }
        Some(level) => {
            builder.filter_level(level.min(LevelFilter::Warn)).filter_module("stscript", level);
        }
    }
    builder.format_timestamp_millis().format_target(false);
    // Started twice only by tests.
    let _ = builder.try_init();
}
