//! The command line's arguments and help. What options there are, `config` knows.

use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand};

use super::config::Flags;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Yellow.on_default().bold())
    .usage(AnsiColor::Yellow.on_default().bold())
    .literal(AnsiColor::Green.on_default())
    .placeholder(AnsiColor::Cyan.on_default());

const EXAMPLES: &str = "\
Examples:
  stscript hello                              A tour of what an app can show
  stscript run app.rhai                       Serve an app, and reload it whenever it is saved
  stscript run app.rhai --port 8080           ... on this port
  stscript run app.rhai -- --region north     ... with arguments, which the script sees as ARGS

A first app, app.rhai:
  let name = st.text_input(\"Your name\", \"world\");
  st.title(`Hello, ${name}!`);";

const RUN_EXAMPLES: &str = "\
Options can also be set in ~/.stscript/config.toml, in .stscript/config.toml beside the script,
and in the environment; the later of these wins, and flags win over all:

  [server]                                    STSCRIPT_SERVER_PORT=8080
  port = 8080                                 STSCRIPT_SERVER_HEADLESS=true
  headless = true

Whoever reaches the address can use the app. `--server.address localhost` keeps it to this machine;
for a password, keep it there and put a proxy that asks for one before it (docs/operations.md).

Examples:
  stscript run app.rhai --server.address localhost      Only for this machine
  stscript run app.rhai --server.run-on-save false      Ask before a saved script runs
  stscript run app.rhai --log-level debug               See what the host does";

const CACHE_EXAMPLES: &str = "\
Examples:
  stscript cache stats                        How much there is, of the app in this folder
  stscript cache list --app apps/sales.rhai   Every value, of the app in another folder
  stscript cache explain app.rhai load_data   Why a call of load_data hits or misses
  stscript cache clear load_data              Forget what load_data has returned

The app must not be running: its process has the store. In a running app, the key C on the page clears the cache.";

/// Data apps from Rhai scripts: save the script, and every open page shows it.
#[derive(Debug, Parser)]
#[command(name = "stscript", version, styles = STYLES, after_help = EXAMPLES, max_term_width = 110)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Serve an app to browsers, and reload it when its script is saved
    Run(Run),
    /// Show a tour of what an app can do
    Hello(Hello),
    /// Look at the values that `memo` has kept on disk, and clear them
    Cache(Cache),
    /// Print the version
    Version,
}

#[derive(Debug, Args)]
#[command(after_help = RUN_EXAMPLES)]
pub(super) struct Run {
    /// The app's main script, such as app.rhai
    pub(super) app: PathBuf,
    #[command(flatten)]
    pub(super) options: Flags,
    /// What the script sees as ARGS
    #[arg(last = true)]
    pub(super) args: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct Hello {
    #[command(flatten)]
    pub(super) options: Flags,
}

#[derive(Debug, Args)]
#[command(after_help = CACHE_EXAMPLES)]
pub(super) struct Cache {
    #[command(subcommand)]
    pub(super) command: CacheCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum CacheCommand {
    /// How many values there are of each function, and how large they are
    Stats {
        #[command(flatten)]
        store: Store,
    },
    /// Every value, with its arguments
    List {
        /// Only those of this function
        function: Option<String>,
        #[command(flatten)]
        store: Store,
    },
    /// Why a call of a function hits or misses
    Explain {
        /// The app's main script
        app: PathBuf,
        /// The name of the function in the script
        function: String,
        /// Where the values are [default: as configured, or .stscript/cache beside the script]
        #[arg(long, value_name = "FOLDER")]
        cache_dir: Option<String>,
        /// The name that the app was given [default: as configured, or none]
        #[arg(long, value_name = "NAME")]
        app_id: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Forget all values, or those of one function
    Clear {
        /// Only those of this function
        function: Option<String>,
        #[command(flatten)]
        store: Store,
    },
}

/// Which store, and how to show it.
#[derive(Debug, Args)]
pub(super) struct Store {
    /// The app's main script: its store, and only its values [default: the store of the current folder, all values]
    #[arg(long)]
    pub(super) app: Option<PathBuf>,
    /// The name that the app was given: only its values [default: as configured, or none]
    #[arg(long, value_name = "NAME")]
    pub(super) app_id: Option<String>,
    /// Where the values are [default: as configured, or .stscript/cache beside the script]
    #[arg(long, value_name = "FOLDER")]
    pub(super) cache_dir: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}
