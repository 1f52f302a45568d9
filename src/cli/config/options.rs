//! The one table of options: name, value, help, and how each is set. It does not know where a value comes from.

use std::time::Duration;

use super::{Config, Metrics};
use crate::error::{Error, ErrorDetails, ErrorKind, Result, nearest};
use crate::host::ToolbarMode;

/// One option, in every source under the same name.
pub(super) struct ConfigOption {
    /// `section.name`.
    pub(super) name: &'static str,
    /// Shorter names of the flag.
    pub(super) aliases: &'static [&'static str],
    /// What the help shows for the value.
    pub(super) value: &'static str,
    pub(super) help: &'static str,
    set: Set,
}

/// How an option takes its value.
enum Set {
    Bool(fn(&mut Config, bool)),
    /// A string; the error says what it takes.
    Text(fn(&mut Config, &str) -> Result<(), String>),
    Texts(fn(&mut Config, Vec<String>)),
}

/// Every option, in the order of the help.
pub(super) const OPTIONS: &[ConfigOption] = &[
    ConfigOption {
        name: "server.port",
        aliases: &["port"],
        value: "PORT",
        help: "The port; 0 takes any free one [default: 8501, or the next free one]",
        set: Set::Text(|config, text| {
            let port = text.parse().map_err(|_| "a port, 0 to 65535")?;
            config.port = Some(port);
            Ok(())
        }),
    },
    ConfigOption {
        name: "server.address",
        aliases: &["address"],
        value: "ADDRESS",
        help: "The address to listen on; `localhost` keeps the app to this machine [default: all]",
        set: Set::Text(|config, text| {
            let text = if text == "localhost" { "127.0.0.1" } else { text };
            let address = text.parse().map_err(|_| "an IP address, such as `127.0.0.1`, or `localhost`")?;
            config.address = Some(address);
            Ok(())
        }),
    },
    ConfigOption {
        name: "server.headless",
        aliases: &["headless"],
        value: "BOOL",
        help: "Do not open a browser [default: false]",
        set: Set::Bool(|config, headless| config.headless = headless),
    },
    ConfigOption {
        name: "server.run-on-save",
        aliases: &["run-on-save"],
        value: "BOOL",
        help: "Run a saved script in open pages; otherwise they offer to [default: true]",
        set: Set::Bool(|config, run_on_save| config.run_on_save = run_on_save),
    },
    ConfigOption {
        name: "server.file-watcher",
        aliases: &[],
        value: "KIND",
        help: "Whether saved scripts are noticed: auto or none [default: auto]",
        set: Set::Text(|config, text| {
            config.watch = match text {
                "auto" => true,
                "none" => false,
                _ => return Err("`auto` or `none`".to_owned()),
            };
            Ok(())
        }),
    },
    ConfigOption {
        name: "server.disconnected-session-ttl",
        aliases: &[],
        value: "DURATION",
        help: "How long a session waits for its page to come back [default: 2m]",
        set: Set::Text(|config, text| {
            config.disconnected_ttl = duration(text)?;
            Ok(())
        }),
    },
    ConfigOption {
        name: "server.session-budget",
        aliases: &[],
        value: "SIZE",
        help: "The most memory for what all sessions keep; beyond it those end whose pages are gone, the oldest first. none: no bound [default: an eighth of what the machine or its control group has, at most 1 GiB]",
        set: Set::Text(|config, text| {
            config.session_budget = if text == "none" { None } else { Some(size(text)? as u64) };
            Ok(())
        }),
    },
    ConfigOption {
        name: "server.allowed-origins",
        aliases: &[],
        value: "ORIGINS",
        help: "Other sites whose pages may connect, such as https://apps.example.com, with commas",
        set: Set::Texts(|config, origins| config.allowed_origins = origins),
    },
    ConfigOption {
        name: "server.allowed-hosts",
        aliases: &[],
        value: "HOSTS",
        help: "Names of the app besides localhost, addresses and the machine's own, such as data.example.com or *.example.com, with commas; others get 403",
        set: Set::Texts(|config, hosts| config.allowed_hosts = hosts),
    },
    ConfigOption {
        name: "server.metrics-address",
        aliases: &[],
        value: "ADDRESS:PORT",
        help: "Serve /metrics there, such as 127.0.0.1:9090, and not with the app; or none [default: with the app, at /_stcore/metrics]",
        set: Set::Text(|config, text| {
            let place = || text.strip_prefix("localhost:").map_or(text.to_owned(), |port| format!("127.0.0.1:{port}"));
            config.metrics = match text {
                "none" => Metrics::Nowhere,
                _ => Metrics::At(
                    place().parse().map_err(|_| "an IP address and a port, such as `127.0.0.1:9090`, or `none`")?,
                ),
            };
            Ok(())
        }),
    },
    ConfigOption {
        name: "server.max-connections",
        aliases: &[],
        value: "COUNT",
        help: "How many connections may be open at the same time; an open page is one [default: 4096]",
        set: Set::Text(|config, text| {
            config.connections = text.parse().ok().filter(|count| *count > 0).ok_or("a count, from 1 on")?;
            Ok(())
        }),
    },
    ConfigOption {
        name: "server.max-message-size",
        aliases: &[],
        value: "SIZE",
        help: "The largest message from a page [default: 25 MB]",
        set: Set::Text(|config, text| {
            config.message = size(text)?;
            Ok(())
        }),
    },
    ConfigOption {
        name: "server.max-runs",
        aliases: &[],
        value: "NUMBER",
        help: "How many runs of scripts go on at once, waiting ones included; others wait [default: 4000]",
        set: Set::Text(|config, text| {
            let runs = text.parse().ok().filter(|runs| *runs > 0);
            config.max_runs = runs.ok_or("a number of runs, at least 1")?;
            Ok(())
        }),
    },
    ConfigOption {
        name: "client.show-error-details",
        aliases: &[],
        value: "DETAILS",
        help: "What pages show of errors that the script does not catch: full, type or none; the log has all [default: full]",
        set: Set::Text(|config, text| {
            config.error_details = match text {
                "full" => ErrorDetails::Full,
                "type" => ErrorDetails::Type,
                "none" => ErrorDetails::None,
                _ => return Err("`full`, `type` or `none`".to_owned()),
            };
            Ok(())
        }),
    },
    ConfigOption {
        name: "client.toolbar-mode",
        aliases: &[],
        value: "MODE",
        help: "The page's menu: developer, viewer (no caches), minimal (only what the app sets), or auto: developer on this machine, viewer elsewhere [default: auto]",
        set: Set::Text(|config, text| {
            config.toolbar = match text {
                "auto" => ToolbarMode::Auto,
                "developer" => ToolbarMode::Developer,
                "viewer" => ToolbarMode::Viewer,
                "minimal" => ToolbarMode::Minimal,
                _ => return Err("`auto`, `developer`, `viewer` or `minimal`".to_owned()),
            };
            Ok(())
        }),
    },
    ConfigOption {
        name: "runner.max-time",
        aliases: &[],
        value: "DURATION",
        help: "How long one run of the script may take [default: 10m]",
        set: Set::Text(|config, text| {
            config.limits.time = duration(text)?;
            Ok(())
        }),
    },
    ConfigOption {
        name: "runner.max-memory",
        aliases: &[],
        value: "SIZE",
        help: "How much memory one run may take [default: a quarter of what the machine or its control group has, at most 2 GiB]",
        set: Set::Text(|config, text| {
            config.limits.memory = size(text)?;
            Ok(())
        }),
    },
    ConfigOption {
        name: "cache.dir",
        aliases: &["cache-dir"],
        value: "FOLDER",
        help: "Where persisted values are kept [default: .stscript/cache beside the script]",
        set: Set::Text(|config, text| {
            if text.is_empty() || text == "\0" {
                return Err("a folder".to_owned());
            }
            config.cache_dir = Some(text.into());
            Ok(())
        }),
    },
    ConfigOption {
        name: "cache.app-id",
        aliases: &[],
        value: "NAME",
        help: "The app's name in a cache folder that others use too [default: its folder is the app, wherever it is]",
        set: Set::Text(|config, text| {
            if text.is_empty() {
                return Err("a name".to_owned());
            }
            config.app_id = Some(text.to_owned());
            Ok(())
        }),
    },
    ConfigOption {
        name: "cache.persistent-ttl",
        aliases: &[],
        value: "BOOL",
        help: "Whether `ttl` also holds for persisted values [default: false]",
        set: Set::Bool(|config, holds| config.persistent_ttl = holds),
    },
    ConfigOption {
        name: "cache.budget",
        aliases: &[],
        value: "SIZE",
        help: "The most memory for the values of `memo`, or none for no bound [default: 1 GB]",
        set: Set::Text(|config, text| {
            config.cache_budget = if text == "none" { None } else { Some(size(text)? as u64) };
            Ok(())
        }),
    },
    ConfigOption {
        name: "cache.max-disk-size",
        aliases: &[],
        value: "SIZE",
        help: "The most room for persisted values, or none for no bound [default: 1 GB]",
        set: Set::Text(|config, text| {
            config.max_disk_size = if text == "none" { None } else { Some(size(text)? as u64) };
            Ok(())
        }),
    },
    ConfigOption {
        name: "logger.level",
        aliases: &["log-level", "log_level"],
        value: "LEVEL",
        help: "What is logged: off, error, warn, info, debug or trace [default: info]",
        set: Set::Text(|config, text| {
            let level = text.parse().map_err(|_| "`off`, `error`, `warn`, `info`, `debug` or `trace`")?;
            config.log_level = Some(level);
            Ok(())
        }),
    },
];

/// A duration; a plain number counts seconds, as it does for `ttl`.
fn duration(text: &str) -> Result<Duration, String> {
    if let Ok(seconds) = text.parse() {
        return Duration::try_from_secs_f64(seconds).map_err(|_| "a number of seconds, or `10m`".to_owned());
    }
    crate::value::duration::parse(text).map_err(|error| format!("a duration, such as `90s` or `10m` ({error})"))
}

fn size(text: &str) -> Result<usize, String> {
    let bytes = crate::value::size::parse(text).map_err(|error| format!("a size, such as `500 MB` ({error})"))?;
    usize::try_from(bytes).map_err(|_| "a size that fits this machine".to_owned())
}

/// A value as its source holds it.
pub(super) enum Given {
    Text(String),
    Toml(toml::Value),
}

impl ConfigOption {
    /// The option of that name, in any spelling: `run-on-save`, `run_on_save`, `runOnSave`.
    pub(super) fn find(name: &str) -> Option<&'static Self> {
        OPTIONS.iter().find(|option| plain(option.name) == plain(name))
    }

    /// The option that an environment variable sets, by its name or a shorter one: `SERVER_PORT`, `PORT`.
    pub(super) fn of_variable(name: &str) -> Option<&'static Self> {
        OPTIONS.iter().find(|option| option.variables().any(|variable| variable == name))
    }

    /// The environment variables that set it, without their common beginning.
    pub(super) fn variables(&self) -> impl Iterator<Item = String> {
        let names = std::iter::once(self.name).chain(self.aliases.iter().copied());
        names.map(|name| name.replace(['.', '-'], "_").to_ascii_uppercase())
    }

    /// Sets the option; `at` says which source the value is from.
    pub(super) fn apply(&self, config: &mut Config, given: &Given, at: &str) -> Result<()> {
        self.set(config, given).map_err(|takes| {
            let shown = match given {
                Given::Text(text) => format!("`{text}`"),
                Given::Toml(value) => format!("`{}`", value.to_string().trim()),
            };
            Error::new(ErrorKind::Config, format!("{at}: {} cannot be {shown}.", self.name))
                .hint(format!("It takes {takes}."))
        })
    }

    fn set(&self, config: &mut Config, given: &Given) -> Result<(), String> {
        match &self.set {
            Set::Bool(set) => {
                let value = match given {
                    Given::Toml(toml::Value::Boolean(value)) => *value,
                    Given::Text(text) => match text.to_ascii_lowercase().as_str() {
                        "true" | "1" | "yes" | "on" => true,
                        "false" | "0" | "no" | "off" => false,
                        _ => return Err("`true` or `false`".to_owned()),
                    },
                    Given::Toml(_) => return Err("`true` or `false`".to_owned()),
                };
                set(config, value);
                Ok(())
            }
            Set::Text(set) => match given {
                Given::Text(text) | Given::Toml(toml::Value::String(text)) => set(config, text),
                Given::Toml(value) => set(config, &value.to_string()),
            },
            Set::Texts(set) => {
                let values = match given {
                    Given::Text(text) | Given::Toml(toml::Value::String(text)) => {
                        text.split(',').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
                    }
                    Given::Toml(toml::Value::Array(values)) => values
                        .iter()
                        .map(|value| value.as_str().map(str::to_owned).ok_or_else(|| "a list of texts".to_owned()))
                        .collect::<Result<_, _>>()?,
                    Given::Toml(_) => return Err("a list of texts".to_owned()),
                };
                set(config, values);
                Ok(())
            }
        }
    }
}

/// What to say about a name that is not an option.
pub(super) fn unknown(at: &str, name: &str) -> String {
    let near = nearest(name, OPTIONS.iter().map(|option| option.name));
    format!("{at}: there is no option `{name}`; {}", advice(near))
}

/// What to do about a name that is not an option, with the nearest that is.
pub(super) fn advice(near: Option<&str>) -> String {
    match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`stscript run --help` lists the options.".to_owned(),
    }
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '-' | '_')).map(|c| c.to_ascii_lowercase()).collect()
}
