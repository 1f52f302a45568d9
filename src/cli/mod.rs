//! The command line: it reads arguments and configuration, and calls the library as any other host would.
//!
//! Nothing here knows how an app works; `main.rs` turns what [`main`] returns into an exit code.
//!
//! Start at `arguments.rs` (what can be typed) and `run.rs` (what `stscript run` does). `config/options.rs` is the one
//! table of all options.

mod allocator;
mod arguments;
mod banner;
mod browser;
mod cache;
mod config;
mod listen;
mod log;
mod network;
mod run;
mod terminal;

use clap::Parser;

use self::arguments::{Arguments, Command};
use self::run::Script;
use self::terminal::Style;

/// The tour, part of the program so that `stscript hello` needs no file.
const HELLO: &str = include_str!("../../scripts/hello.rhai");

/// Does what the command line of this process says; what goes wrong has been printed when it returns.
///
/// # Errors
/// The exit code: 1 when the command failed, 2 when the command line cannot be read.
pub fn main() -> Result<(), u8> {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are errors in clap's view, with exit code 0.
            let _ = error.print();
            return match error.exit_code() {
                0 => Ok(()),
                code => Err(code.try_into().unwrap_or(2)),
            };
        }
    };
    let done = match arguments.command {
        Command::Run(run) => run::run(Script::File(run.app), &run.options, run.args),
        Command::Hello(hello) => {
            let script = Script::Text { name: "hello.rhai", text: HELLO };
            run::run(script, &hello.options, Vec::new())
        }
        Command::Cache(cache) => cache::execute(cache.command),
        Command::Version => {
            println!("stscript {}", env!("CARGO_PKG_VERSION"));
            Ok(())
        }
    };
    done.map_err(|error| {
        let style = Style::stderr();
        eprintln!("{} {error:#}", style.red("error:"));
        1
    })
}
