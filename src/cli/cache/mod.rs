//! `stscript cache`: the values that `memo` has kept on disk, without a running app.
//!
//! `report.rs` says what there is, `table.rs` puts it into columns.

mod report;
mod table;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use self::report::Report;
use super::arguments::{CacheCommand, Store};
use super::config::{Config, Flags};
use super::terminal::Style;
use crate::cache::storage::sled::{LookError, open_existing};
use crate::cache::storage::{Storage, StorageError};
use crate::cache::{Owner, inspect};
use crate::error::{Error, ErrorKind, Result};
use crate::host::{AppIdentity, CACHE_FOLDER};
use crate::script::{Environment, HostModule, Limits, Source, Unexplained};
use crate::value::Fingerprint;

pub(super) fn execute(command: CacheCommand) -> Result<()> {
    match command {
        CacheCommand::Stats { store } => {
            let place = Place::of(&store)?;
            let report = report::stats(&place)?;
            show(&report, store.json);
        }
        CacheCommand::List { function, store } => {
            let place = Place::of(&store)?;
            let report = report::list(&place, function.as_deref())?;
            show(&report, store.json);
        }
        CacheCommand::Explain { app, function, cache_dir, app_id, json } => {
            let (environment, source) = compile(&app)?;
            let function = crate::script::explain(&environment, &source, &function)
                .map_err(|reason| unexplained(&app, &function, reason))?;
            let place = Place::find(&folder_of(&app), cache_dir, app_id, true)?;
            let report = report::explain(&place, &function)?;
            show(&report, json);
        }
        CacheCommand::Clear { function, store } => {
            let place = Place::of(&store)?;
            let removed = match &place.storage {
                Some(storage) => inspect::clear(storage.as_ref(), place.owner, function.as_deref())
                    .map_err(|error| place.failed(&error))?,
                None => 0,
            };
            let of = function.as_ref().map(|name| format!(" of `{name}`")).unwrap_or_default();
            let text = match removed {
                0 => format!("There was nothing{of} to clear in {}.\n", place.folder.display()),
                1 => format!("Cleared one value{of}.\n"),
                n => format!("Cleared {n} values{of}.\n"),
            };
            let json = json!({ "folder": place.folder, "function": function, "removed": removed });
            show(&Report { text, json }, store.json);
        }
    }
    Ok(())
}

fn show(report: &Report, as_json: bool) {
    use std::io::Write;
    let text = if as_json { format!("{}\n", pretty(&report.json)) } else { report.text.clone() };
    // A closed pipe is not a failure: `stscript cache list | head`.
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

fn pretty(json: &Value) -> String {
    serde_json::to_string_pretty(json).unwrap_or_default()
}

/// A store, and where it is.
pub(super) struct Place {
    folder: PathBuf,
    /// Whose values are asked for; all, if nobody's.
    owner: Option<Fingerprint>,
    /// None when nothing has been kept there yet.
    storage: Option<Arc<dyn Storage>>,
}

impl Place {
    fn of(store: &Store) -> Result<Self> {
        let folder = match &store.app {
            Some(app) => folder_of(app),
            None => PathBuf::from("."),
        };
        let is_of_one = store.app.is_some() || store.app_id.is_some();
        Self::find(&folder, store.cache_dir.clone(), store.app_id.clone(), is_of_one)
    }

    /// The store of an app in `folder`, and in it the values of that app or of all.
    fn find(folder: &Path, cache_dir: Option<String>, app_id: Option<String>, is_of_one: bool) -> Result<Self> {
        let flags = Flags::these([("cache.dir", cache_dir), ("cache.app-id", app_id)]);
        let app = folder;
        let config = Config::read(folder, &flags, &mut |warning| {
            eprintln!("{} {warning}", Style::stderr().yellow("warning:"));
        })?;
        let folder = config.cache_dir.unwrap_or_else(|| plain(folder).join(CACHE_FOLDER));
        match open_existing(&folder) {
            Ok(storage) => {
                let owner = AppIdentity::in_folder(app, config.app_id.as_deref(), &folder).of_reader();
                Ok(Self { folder, owner: is_of_one.then_some(owner), storage })
            }
            Err(error) => Err(can_not_look(&folder, error)),
        }
    }

    fn failed(&self, error: &StorageError) -> Error {
        Error::new(ErrorKind::Io, format!("The store in `{}` has failed: {error}.", self.folder.display()))
            .hint("Delete the folder; its values are computed again.")
    }
}

/// `.` in front of a path says nothing.
fn plain(folder: &Path) -> PathBuf {
    if folder == Path::new(".") { PathBuf::new() } else { folder.to_owned() }
}

fn folder_of(app: &Path) -> PathBuf {
    match app.parent() {
        Some(folder) if folder.as_os_str().is_empty() => PathBuf::from("."),
        Some(folder) => folder.to_owned(),
        None => PathBuf::from("."),
    }
}

fn can_not_look(folder: &Path, error: LookError) -> Error {
    let folder = folder.display();
    let (message, hint) = match error {
        LookError::InUse => (
            format!("The store in `{folder}` belongs to an app that is running."),
            "Stop the app first. The running app shows its numbers at `/_stcore/metrics`, and the key C on its page \
             clears its cache.",
        ),
        LookError::Unreadable(reason) => (
            format!("The store in `{folder}` cannot be read: {reason}."),
            "Allow yourself to read and write the folder, or name another with `--cache-dir`.",
        ),
        LookError::Damaged(reason) => (
            format!("The store in `{folder}` is damaged: {reason}."),
            "Delete the folder, or start the app: it sets the damaged store aside and begins a new one.",
        ),
    };
    Error::new(ErrorKind::Io, message).hint(hint)
}

fn compile(app: &Path) -> Result<(Arc<Environment>, Arc<Source>)> {
    let environment = Environment::new(&folder_of(app), Limits::default(), HostModule::default(), Vec::new());
    let source = Source::read(&environment, app)?;
    Ok((environment, source))
}

fn unexplained(app: &Path, function: &str, reason: Unexplained) -> Error {
    let (message, hint) = match reason {
        Unexplained::Unknown(near) => (
            format!("There is no function `{function}` in `{}`.", app.display()),
            match near {
                Some(near) => format!("Did you mean `{near}`?"),
                None => "Name a function that the script or one of its modules defines with `fn`, or what a `let` \
                         outside of functions binds to a cached one. `stscript cache list` has the values of all."
                    .to_owned(),
            },
        ),
        Unexplained::Computed => (
            format!("What `{function}` caches only a run of `{}` knows.", app.display()),
            "Name the function that is cached, or look into `stscript cache list`.".to_owned(),
        ),
    };
    Error::new(ErrorKind::UnknownName, message).hint(hint)
}
