//! Options from the command line.

use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

use super::Config;
use super::options::{ConfigOption, Given, OPTIONS};
use crate::error::Result;

/// The options that were given on the command line.
#[derive(Debug, Clone, Default)]
pub(in crate::cli) struct Flags(Vec<(&'static str, String)>);

impl Flags {
    /// Only these, if they were given.
    pub(in crate::cli) fn these(options: impl IntoIterator<Item = (&'static str, Option<String>)>) -> Self {
        Self(options.into_iter().filter_map(|(name, value)| Some((name, value?))).collect())
    }

    pub(super) fn apply(&self, config: &mut Config) -> Result<()> {
        for (name, value) in &self.0 {
            if let Some(option) = ConfigOption::find(name) {
                option.apply(config, &Given::Text(value.clone()), &format!("--{name}"))?;
            }
        }
        Ok(())
    }
}

/// The others only shorten what is shown already.
const SHOWN_ALIASES: &[&str] = &["port", "address"];

fn argument(option: &'static ConfigOption) -> Arg {
    let (long, alias) = match option.aliases {
        // Their flags are better known by the shorter name.
        [short @ ("log-level" | "cache-dir"), ..] => (*short, option.name),
        [short, ..] => (option.name, *short),
        [] => (option.name, ""),
    };
    let spelled_otherwise = option.aliases.iter().skip(1).copied();
    Arg::new(option.name)
        .long(long)
        .visible_aliases(Some(alias).filter(|alias| SHOWN_ALIASES.contains(alias)))
        .aliases(
            spelled_otherwise.chain(Some(alias)).filter(|alias| !alias.is_empty() && !SHOWN_ALIASES.contains(alias)),
        )
        .value_name(option.value)
        .help(option.help)
}

impl Args for Flags {
    fn augment_args(command: Command) -> Command {
        OPTIONS.iter().fold(command, |command, option| command.arg(argument(option)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = OPTIONS.iter().filter_map(|option| {
            let value: &String = matches.get_one(option.name)?;
            Some((option.name, value.clone()))
        });
        Ok(Self(given.collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
