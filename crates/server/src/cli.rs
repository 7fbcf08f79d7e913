//! The command line of `rapport-server`.
//!
//! Owns the commands and their flags; one file a command below `cli/`. Must not hold rules: those are the library's.

mod archive;
mod demo;
mod doctor;
mod logs;
mod people;
mod serve;
mod settings;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use server::config::Config;
use server::with_admin;

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
    /// Run the server
    Serve,
    /// Run the server with a practice full of people and conversations to try
    Demo(demo::Arguments),
    /// Open a practice, or list them
    #[command(subcommand)]
    Workspace(people::WorkspaceCommand),
    /// Invite a client: prints the link and the code by which they join
    Invite(people::InviteArguments),
    /// Print a link that signs somebody in once, who has an account
    Code(people::CodeArguments),
    /// Write an archive of the whole server, which may be running
    Backup(archive::ToArguments),
    /// Bring a backup back, into an empty place
    Restore(archive::FromArguments),
    /// Write an archive of one practice, to move it to another server
    Export(archive::ExportArguments),
    /// Add an exported practice to this server
    Import(archive::FromArguments),
    /// Check the data, the folder and the mail server, and say what to do; exit code 1 when something is wrong
    Doctor(doctor::Arguments),
    /// Print a settings file with every setting, its meaning and its default
    Config,
}

impl Command {
    /// Whether it may begin with a data folder that is not there. The others would only hide a mistyped name, or make one
    /// themselves when they know that they will fill it.
    fn makes_data(&self) -> bool {
        matches!(
            self,
            Self::Serve | Self::Demo(_) | Self::Workspace(_) | Self::Invite(_) | Self::Code(_)
        )
    }
}

/// Makes the data folder, when there is none, for this user alone: people's conversations will be in it.
fn make_private(data: &Path) -> anyhow::Result<()> {
    let mut folder = std::fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(data).with_context(|| {
        format!(
            "cannot make the data folder {}. Name another one with --data.",
            data.display()
        )
    })
}

/// Does what the command line says.
pub(crate) fn run() -> anyhow::Result<ExitCode> {
    let cli = Cli::parse();
    let environment = |key: &str| std::env::var(key).ok();
    let (config, logs) = settings::resolve(&cli.flags, &environment)?;
    logs.start();
    if cli.command.makes_data() {
        make_private(&config.data)?;
    }
    if rustls::crypto::ring::default_provider()
        .install_default()
        .is_err()
    {
        anyhow::bail!("another TLS provider was installed first");
    }
    let runtime = tokio::runtime::Runtime::new().context("cannot start threads")?;
    runtime.block_on(carry_out(cli.command, config))
}

async fn carry_out(command: Command, config: Config) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve => serve::serve(config, async |_: &str| Ok(Vec::new())).await?,
        Command::Demo(arguments) => demo::run(config, &arguments).await?,
        Command::Workspace(command) => {
            with_admin!(&config, admin => people::workspace(&admin, &config, &command).await)?;
        }
        Command::Invite(arguments) => {
            with_admin!(&config, admin => people::invite(&admin, &config, &arguments).await)?;
        }
        Command::Code(arguments) => {
            with_admin!(&config, admin => people::code(&admin, &config, &arguments).await)?;
        }
        Command::Backup(arguments) => return archive::backup(&config, &arguments).await,
        Command::Restore(arguments) => archive::restore(&config, &arguments).await?,
        Command::Export(arguments) => return archive::export(&config, &arguments).await,
        Command::Import(arguments) => archive::import(&config, &arguments).await?,
        Command::Doctor(arguments) => return doctor::run(&config, &arguments).await,
        Command::Config => print!("{}", settings::COMMENTED),
    }
    Ok(ExitCode::SUCCESS)
}
