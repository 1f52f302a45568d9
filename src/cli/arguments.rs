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

Examples:
  stscript run app.rhai --server.address 127.0.0.1      Only for this machine
  stscript run app.rhai --server.run-on-save false      Ask before a saved script runs
  stscript run app.rhai --log-level debug               See what the host does";

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
