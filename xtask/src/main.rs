//! `cargo xtask`: everything that is done to this repository, from a bare machine to a release.
//!
//! This file owns the command line and nothing else. The crate must build with only rustup and a C compiler on the
//! machine, because `setup` is part of it: no dependency may need a system library.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod bench;
mod bundle;
mod child;
mod lint;
mod run;
mod setup;
mod shell;
mod test;
mod ui;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "Everything that is done to this repository",
    version
)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what this machine lacks, and say what is done
    Setup {
        /// What the machine is to be ready for
        #[arg(long = "for", value_enum, default_value = "run")]
        purpose: setup::Purpose,
    },
    /// Build everything, start a server with a demo practice and open the app, signed in
    Run(run::Options),
    /// Everything that must hold before a change is landed
    Test,
    /// Build the interface for the browser and the app into ui/dist
    Ui(ui::Options),
    /// Check dependency directions, the rules of the house, formatting and clippy
    Lint,
    /// Run the simulator; arguments go to it as they are
    Simulate {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Measure; the last line is JSON
    Bench {
        #[arg(value_enum)]
        what: bench::What,
        /// Further arguments for the measuring program, such as --json
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Write a PNG of every screen and state
    Screens {
        /// Where to
        directory: PathBuf,
        /// Leave out the pictures of the real app
        #[arg(long)]
        no_app: bool,
    },
    /// Make the .deb of the app and the archive of the server
    Bundle {
        /// Where to
        #[arg(long, default_value = "target/bundle")]
        out: PathBuf,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Setup { purpose } => setup::setup(purpose),
        Task::Run(options) => run::run(options),
        Task::Test => return test::test(),
        Task::Ui(options) => ui::build(&options),
        Task::Lint => lint::lint(),
        Task::Simulate { arguments } => bench::simulate(&arguments),
        Task::Bench { what, arguments } => bench::bench(what, &arguments),
        Task::Screens { directory, no_app } => bench::screens(&directory, no_app),
        Task::Bundle { out } => bundle::bundle(&out),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}
