//! Options from environment variables.

use std::ffi::OsString;

use super::Config;
use super::options::{ConfigOption, Given, OPTIONS, advice};
use crate::error::{Result, nearest};

const PREFIX: &str = "STSCRIPT_";

/// Variables of the project's build and tests, which are not its options.
const OF_THE_BUILD: [&str; 4] = ["BIN", "UPDATE", "WEB", "WEB_DIST"];

/// Reads variables such as `STSCRIPT_SERVER_PORT`.
pub(super) fn read(
    variables: impl Iterator<Item = (OsString, OsString)>,
    config: &mut Config,
    warn: &mut dyn FnMut(String),
) -> Result<()> {
    for (name, value) in variables {
        let Some(name) = name.to_str().filter(|name| name.starts_with(PREFIX)) else {
            continue;
        };
        let short = &name[PREFIX.len()..];
        match ConfigOption::of_variable(short) {
            Some(option) => {
                let value = Given::Text(value.to_string_lossy().into_owned());
                option.apply(config, &value, name)?;
            }
            None if OF_THE_BUILD.contains(&short) => {}
            None => warn(unknown(name, short)),
        }
    }
    Ok(())
}

fn unknown(name: &str, short: &str) -> String {
    let known: Vec<String> = OPTIONS.iter().flat_map(ConfigOption::variables).collect();
    let near = nearest(short, known.iter().map(String::as_str)).map(|near| format!("{PREFIX}{near}"));
    format!("{name}: there is no such option; {}", advice(near.as_deref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_of_known_sections_are_options() {
        let mut config = Config::default();
        let mut warnings = Vec::new();
        let variables = [
            ("STSCRIPT_SERVER_PORT", "0"),
            ("STSCRIPT_SERVER_RUN_ON_SAVE", "false"),
            ("STSCRIPT_SERVER_PROT", "1"),
            ("STSCRIPT_LOG_LEVEL", "debug"),
            ("STSCRIPT_RUNNER_MAX_TIME", "5"),
            ("STSCRIPT_LOGLEVEL", "debug"),
            ("STSCRIPT_COLOUR", "red"),
            ("STSCRIPT_WEB_DIST", "/tmp"),
            ("PATH", "/bin"),
        ];
        let variables = variables.map(|(name, value)| (name.into(), value.into()));
        read(variables.into_iter(), &mut config, &mut |warning| {
            warnings.push(warning);
        })
        .unwrap();
        assert_eq!((config.port, config.run_on_save), (Some(0), false));
        assert_eq!((config.log_level, config.limits.time.as_secs()), (Some(log::LevelFilter::Debug), 5));
        assert_eq!(
            warnings,
            [
                "STSCRIPT_SERVER_PROT: there is no such option; did you mean `STSCRIPT_SERVER_PORT`?",
                "STSCRIPT_LOGLEVEL: there is no such option; did you mean `STSCRIPT_LOG_LEVEL`?",
                "STSCRIPT_COLOUR: there is no such option; `stscript run --help` lists the options.",
            ]
        );
    }
}
