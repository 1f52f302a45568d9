//! `stscript run` and `hello`: from the configuration to a served app. The only place that knows signals and the runtime.

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::net::TcpListener;

use super::banner::{banner, local_url};
use super::config::{Config, Flags, Metrics};
use super::listen::{FIRST_PORT, listen};
use super::terminal::Style;
use super::{allocator, browser, log, network};
use crate::error::{Error, ErrorKind, Result};
use crate::host::{App, AppBuilder, ConnectionLimits};

/// What is to be served.
pub(super) enum Script {
    File(PathBuf),
    /// Part of the program.
    Text {
        name: &'static str,
        text: &'static str,
    },
}

impl Script {
    fn folder(&self) -> &Path {
        match self {
            Self::File(path) => path.parent().unwrap_or(path),
            Self::Text { .. } => Path::new(""),
        }
    }

    fn builder(self) -> AppBuilder {
        match self {
            Self::File(path) => App::builder(path),
            Self::Text { name, text } => App::from_text(name, text),
        }
    }
}

/// Serves a script until the process is asked to end.
pub(super) fn run(script: Script, flags: &Flags, args: Vec<String>) -> Result<()> {
    let mut config = Config::read(script.folder(), flags, &mut |warning| {
        eprintln!("{} {warning}", Style::stderr().yellow("warning:"));
    })?;
    log::start(config.log_level);
    allocator::start(&mut config.limits);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        // A script's values may be dropped here, and may be nested as deep as on its own thread.
        .thread_stack_size(crate::script::STACK_BYTES)
        .build()
        .map_err(|error| Error::new(ErrorKind::Host, format!("No threads to serve with: {error}.")).caused_by(error))?;
    let served = runtime.block_on(serve(script, config, args));
    // A run that does not end must not hold the process.
    runtime.shutdown_timeout(Duration::from_millis(200));
    served
}

async fn serve(script: Script, config: Config, args: Vec<String>) -> Result<()> {
    let connection =
        ConnectionLimits { message: config.message, connections: config.connections, ..ConnectionLimits::default() };
    let mut builder = script.builder();
    if let Some(folder) = config.cache_dir {
        builder = builder.cache_dir(folder);
    }
    if let Some(id) = config.app_id {
        builder = builder.app_id(id);
    }
    let app = builder
        .args(args)
        .limits(config.limits)
        .connection_limits(connection)
        .run_on_save(config.run_on_save)
        .watch(config.watch)
        .disconnected_ttl(config.disconnected_ttl)
        .max_runs(config.max_runs)
        .allowed_origins(config.allowed_origins)
        .allowed_hosts(network::own_names().into_iter().chain(config.allowed_hosts))
        .error_details(config.error_details)
        .toolbar_mode(config.toolbar)
        .public_metrics(config.metrics == Metrics::Public)
        .persistent_ttl(config.persistent_ttl)
        .cache_budget(config.cache_budget)
        .cache_max_disk_size(config.max_disk_size)
        .session_budget(config.session_budget)
        .build()?;
    let ended = asked_to_end();
    let listener = listen(config.address, config.port).await?;
    let bound = listener
        .local_addr()
        .map_err(|error| Error::new(ErrorKind::Io, format!("The listener has no address: {error}.")))?;
    if let Metrics::At(place) = config.metrics {
        serve_metrics(&app, place).await?;
    }
    let outward = network::outward_address().filter(|_| bound.ip().is_unspecified());
    let taken = (config.port.is_none() && bound.port() != FIRST_PORT).then_some(FIRST_PORT);
    print(&banner(bound, taken, outward, Style::stdout()));
    if let Some(error) = app.compile_error() {
        eprintln!("\n{} {error:#}\n", Style::stderr().red("error:"));
        eprintln!("The page shows this, and heals when {} is saved without it.", app.name());
    }
    if !config.headless {
        browser::open(&local_url(bound));
    }
    app.serve(listener, ended).await;
    print("  Stopped.\n");
    Ok(())
}

/// Serves the metrics for as long as the process runs.
async fn serve_metrics(app: &App, place: SocketAddr) -> Result<()> {
    let failed = |error: std::io::Error| {
        Error::new(ErrorKind::Io, format!("The metrics cannot be served at {place}: {error}."))
            .hint("Choose another address with `--server.metrics-address`.")
            .caused_by(error)
    };
    let listener = TcpListener::bind(place).await.map_err(failed)?;
    ::log::info!("Metrics: http://{}/metrics", listener.local_addr().map_err(failed)?);
    let app = app.clone();
    tokio::spawn(async move { app.serve_metrics(listener, std::future::pending()).await });
    Ok(())
}

/// Prints at once, also into a pipe; a closed pipe is not a reason to stop.
fn print(text: &str) {
    let mut stdout = std::io::stdout().lock();
    let _ = writeln!(stdout, "{text}").and_then(|()| stdout.flush());
}

/// Ready on Ctrl-C.
#[cfg(not(unix))]
fn asked_to_end() -> impl Future<Output = ()> {
    async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Ready on Ctrl-C and on SIGTERM. The signals count from this call on, not from the first poll: a process that has
/// shown its address must not be torn down by them.
#[cfg(unix)]
fn asked_to_end() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let signals = [SignalKind::interrupt(), SignalKind::terminate()].map(signal);
    async {
        let [interrupted, terminated] = signals.map(|signal| async {
            match signal {
                Ok(mut signal) => drop(signal.recv().await),
                Err(_) => std::future::pending().await,
            }
        });
        tokio::select! {
            () = interrupted => {}
            () = terminated => {}
        }
    }
}
