//! Options from environment variables.

use std::ffi::OsString;

use super::Config;
use super::options::{ConfigOption, Given, OPTIONS, unknown};
use crate::error::Result;

const PREFIX: &str = "STSCRIPT_";

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
        let Some((section, rest)) = name[PREFIX.len()..].split_once('_') else {
            continue;
        };
        let section = section.to_ascii_lowercase();
        // Other variables of the project, such as those of its build, are none of its options.
        let is_section = |option: &ConfigOption| option.name.split('.').next() == Some(&section);
        if !OPTIONS.iter().any(is_section) {
            continue;
        }
        let dotted = format!("{section}.{}", rest.to_ascii_lowercase().replace('_', "-"));
        match ConfigOption::find(&dotted) {
            Some(option) => {
                let value = Given::Text(value.to_string_lossy().into_owned());
                option.apply(config, &value, name)?;
            }
            None => warn(unknown(name, &dotted)),
        }
    }
    Ok(())
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
            ("STSCRIPT_WEB_DIST", "/tmp"),
            ("PATH", "/bin"),
        ];
        let variables = variables.map(|(name, value)| (name.into(), value.into()));
        read(variables.into_iter(), &mut config, &mut |warning| {
            warnings.push(warning);
        })
        .unwrap();
        assert_eq!((config.port, config.run_on_save), (Some(0), false));
        assert_eq!(warnings, ["STSCRIPT_SERVER_PROT: there is no option `server.prot`; did you mean `server.port`?"]);
    }
}
