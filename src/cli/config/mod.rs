//! Configuration: defaults, then `~/.stscript/config.toml`, then `.stscript/config.toml` beside the script, then the
//! environment, then flags.
//!
//! `options.rs` is the table of what there is; adding an option is one row and one field of [`Config`].

mod environment;
mod file;
mod flags;
mod options;

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

pub(super) use self::flags::Flags;
use crate::cache::{DEFAULT_BUDGET, DEFAULT_STORAGE_BUDGET};
use crate::error::{ErrorDetails, Result};
use crate::host::{ConnectionLimits, ToolbarMode};
use crate::script::Limits;
use crate::session::{DEFAULT_MAX_RUNS, SessionSettings};

/// Everything that can be configured.
#[derive(Debug, Clone)]
pub(super) struct Config {
    /// `None`: the first free one from 8501 on.
    pub(super) port: Option<u16>,
    /// `None`: all addresses of the machine.
    pub(super) address: Option<IpAddr>,
    pub(super) headless: bool,
    pub(super) run_on_save: bool,
    pub(super) watch: bool,
    pub(super) allowed_origins: Vec<String>,
    /// Besides those that are the machine's own.
    pub(super) allowed_hosts: Vec<String>,
    pub(super) metrics: Metrics,
    pub(super) error_details: ErrorDetails,
    pub(super) toolbar: ToolbarMode,
    pub(super) connections: usize,
    pub(super) disconnected_ttl: Duration,
    /// Bytes; `None`: no bound.
    pub(super) session_budget: Option<u64>,
    pub(super) message: usize,
    pub(super) max_runs: usize,
    pub(super) limits: Limits,
    /// `None`: `.stscript/cache` beside the script.
    pub(super) cache_dir: Option<PathBuf>,
    /// What the app is called in a store that others use as well.
    pub(super) app_id: Option<String>,
    pub(super) persistent_ttl: bool,
    /// Bytes; `None`: no bound.
    pub(super) cache_budget: Option<u64>,
    /// Bytes; `None`: no bound.
    pub(super) max_disk_size: Option<u64>,
    pub(super) log_level: Option<::log::LevelFilter>,
}

/// Where the metrics are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Metrics {
    /// Where the app is.
    Public,
    At(SocketAddr),
    Nowhere,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            port: None,
            address: None,
            headless: false,
            run_on_save: true,
            watch: true,
            allowed_origins: Vec::new(),
            allowed_hosts: Vec::new(),
            metrics: Metrics::Public,
            error_details: ErrorDetails::Full,
            toolbar: ToolbarMode::Auto,
            connections: ConnectionLimits::default().connections,
            disconnected_ttl: Duration::from_secs(120),
            session_budget: SessionSettings::default().budget,
            message: 25 << 20,
            max_runs: DEFAULT_MAX_RUNS,
            limits: Limits::default(),
            cache_dir: None,
            app_id: None,
            persistent_ttl: false,
            cache_budget: Some(DEFAULT_BUDGET),
            max_disk_size: Some(DEFAULT_STORAGE_BUDGET),
            log_level: None,
        }
    }
}

impl Config {
    /// Reads all sources for an app in `folder`. What is unknown in them is a warning, what cannot be used an error.
    pub(super) fn read(folder: &Path, flags: &Flags, warn: &mut dyn FnMut(String)) -> Result<Self> {
        let mut config = Self::default();
        let home = std::env::home_dir().map(|home| home.join(".stscript/config.toml"));
        let beside = folder.join(".stscript/config.toml");
        if let Some(home) = home.filter(|home| *home != beside) {
            file::read(&home, &mut config, warn)?;
        }
        file::read(&beside, &mut config, warn)?;
        environment::read(std::env::vars_os(), &mut config, warn)?;
        flags.apply(&mut config)?;
        Ok(config)
    }
}
