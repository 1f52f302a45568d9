//! The command `stscript`.

use std::process::ExitCode;

fn main() -> ExitCode {
    match stscript::cli::execute() {
        Ok(()) => ExitCode::SUCCESS,
        Err(code) => code.into(),
    }
}
