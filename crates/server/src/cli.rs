//! The command line of `rapport-server`.
//!
//! Owns the commands and their flags; one file a command below `cli/`. Must not hold rules: those are the library's.

mod logs;
mod settings;

use clap::{Parser, Subcommand};

/// The server of Rapport: the API and the web dashboard of a coaching practice.
#[derive(Debug, Parser)]
#[command(name = "rapport-server", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    flags: settings::Flags,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print a settings file with every setting, its meaning and its default
    Config,
}

/// Does what the command line says.
pub(crate) fn run() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let environment = |key: &str| std::env::var(key).ok();
    let (_config, logs) = settings::resolve(&cli.flags, &environment)?;
    logs.start();
    match cli.command {
        Command::Config => print!("{}", settings::COMMENTED),
    }
    Ok(())
}
