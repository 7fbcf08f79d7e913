//! The program `rapport-server`: everything is in the library and in `cli`.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("rapport-server: {error:#}");
            ExitCode::FAILURE
        }
    }
}
