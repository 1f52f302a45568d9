//! Options from `config.toml`.

use std::io::ErrorKind as IoKind;
use std::path::Path;

use super::Config;
use super::options::{ConfigOption, Given, unknown};
use crate::error::{Error, ErrorKind, Result};

/// Reads a file of `[section]` tables, if it is there.
pub(super) fn read(path: &Path, config: &mut Config, warn: &mut dyn FnMut(String)) -> Result<()> {
    let shown = path.display().to_string();
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if matches!(error.kind(), IoKind::NotFound | IoKind::NotADirectory) => {
            return Ok(());
        }
        Err(error) => {
            return Err(Error::new(ErrorKind::Io, format!("`{shown}` cannot be read: {error}."))
                .hint("Mend the file or take it away.")
                .caused_by(error));
        }
    };
    let before = config.cache_dir.take();
    apply(&text, &shown, config, warn)?;
    // A path in a file counts from the folder of the app that the file is for, wherever the command is called from.
    let folder = path.parent().and_then(Path::parent);
    config.cache_dir = match (config.cache_dir.take(), folder) {
        (Some(dir), Some(folder)) => Some(folder.join(dir)),
        (dir, _) => dir.or(before),
    };
    Ok(())
}

fn apply(text: &str, shown: &str, config: &mut Config, warn: &mut dyn FnMut(String)) -> Result<()> {
    let sections: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(1, |span| text[..span.start].lines().count().max(1));
        Error::new(ErrorKind::Config, format!("{shown}:{line}: {}.", error.message()))
            .hint("Options look like this: `[server]`, and on the next line `port = 8080`.")
    })?;
    for (section, values) in sections {
        let toml::Value::Table(values) = values else {
            warn(unknown(shown, &section));
            continue;
        };
        for (name, value) in values {
            let name = format!("{section}.{name}");
            match ConfigOption::find(&name) {
                Some(option) => option.apply(config, &Given::Toml(value), shown)?,
                None => warn(unknown(shown, &name)),
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> (Result<Config>, Vec<String>) {
        let mut config = Config::default();
        let mut warnings = Vec::new();
        let read = apply(text, "config.toml", &mut config, &mut |warning| {
            warnings.push(warning);
        });
        (read.map(|()| config), warnings)
    }

    #[test]
    fn options_are_read_in_any_spelling() {
        let (config, warnings) = read_text(
            "[server]\nport = 8080\nrunOnSave = false\ndisconnected_session_ttl = \"90s\"\n\
             allowed-origins = [\"https://a.example\"]\n[runner]\nmax_memory = \"1 GB\"\n",
        );
        let config = config.unwrap();
        assert_eq!(config.port, Some(8080));
        assert!(!config.run_on_save);
        assert_eq!(config.disconnected_ttl.as_secs(), 90);
        assert_eq!(config.allowed_origins, ["https://a.example"]);
        assert!(warnings.is_empty());
    }

    #[test]
    fn an_unknown_option_is_a_warning_with_the_nearest_name() {
        let (config, warnings) = read_text("[server]\nprot = 8080\n[theme]\nbase = \"dark\"\n");
        let config = config.unwrap();
        assert_eq!(format!("{config:?}"), format!("{:?}", Config::default()));
        assert_eq!(warnings.len(), 2);
        assert_eq!(warnings[0], "config.toml: there is no option `server.prot`; did you mean `server.port`?");
    }

    #[test]
    fn a_value_that_can_not_be_used_says_what_is_taken() {
        let (config, _) = read_text("[server]\nport = \"many\"\n");
        assert_eq!(
            format!("{:#}", config.unwrap_err()),
            "ConfigError: config.toml: server.port cannot be `\"many\"`.\n  help: It takes a port, 0 to 65535."
        );
        let (config, _) = read_text("[server]\nheadless = \n");
        assert!(config.unwrap_err().to_string().contains("config.toml:2"));
    }
}
