//! The tasks that hand over to a program of another crate: simulator, measurements, pictures.
//!
//! It knows which program that is and how it is built, and passes arguments on as they are.

use std::path::Path;

use anyhow::Result;
use clap::ValueEnum;

use crate::{setup, shell, ui};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum What {
    /// The server under a load client of its own process
    Server,
    /// The app's store with a million messages
    Client,
    /// The web dashboard in Chromium
    Ui,
    /// Files on their way in: a real server on a folder, over real sockets
    Media,
}

pub(crate) fn simulate(arguments: &[String]) -> Result<()> {
    shell::run(
        shell::cargo()
            .args([
                "run",
                "--quiet",
                "--release",
                "--package",
                "testkit",
                "--bin",
                "simulate",
                "--",
            ])
            .args(arguments),
    )
}

pub(crate) fn bench(what: What, arguments: &[String]) -> Result<()> {
    match what {
        What::Server => {
            shell::run(shell::cargo().args([
                "build",
                "--release",
                "--package",
                "rapport-server",
                "--package",
                "loadgen",
            ]))?;
            shell::run(
                shell::command(shell::built("release", "loadgen"))
                    .arg("--server")
                    .arg(shell::built("release", "rapport-server"))
                    .args(arguments),
            )
        }
        What::Client => shell::run(
            shell::cargo()
                .args([
                    "run",
                    "--quiet",
                    "--release",
                    "--package",
                    "store",
                    "--bin",
                    "bench-client",
                    "--",
                ])
                .args(arguments),
        ),
        What::Media => shell::run(
            shell::cargo()
                .args([
                    "run",
                    "--quiet",
                    "--release",
                    "--package",
                    "rapport-server",
                    "--example",
                    "bench-media",
                    "--",
                ])
                .args(arguments),
        ),
        What::Ui => {
            setup::setup(setup::Purpose::Test)?;
            ui::build(&ui::Options::default())?;
            shell::run(shell::cargo().args(["build", "--release", "--package", "rapport-server", "--bins"]))?;
            shell::run(
                shell::cargo()
                    .args(["run", "--quiet", "--package", "e2e", "--bin", "bench-ui", "--"])
                    .args(arguments)
                    .env("RAPPORT_SERVER_BINARY", shell::built("release", "rapport-server")),
            )
        }
    }
}

/// Pictures of every story in Chromium, and of the real app in WebKitGTK.
pub(crate) fn screens(directory: &Path, no_app: bool) -> Result<()> {
    setup::setup(setup::Purpose::Test)?;
    let stories = ui::Options::stories();
    ui::build(&stories)?;
    if !no_app {
        ui::build(&ui::Options::default())?;
        shell::run(shell::cargo().args([
            "build",
            "--package",
            "rapport",
            "--package",
            "rapport-server",
            "--bins",
        ]))?;
    }
    let mut command = shell::cargo();
    command.args(["run", "--quiet", "--package", "e2e", "--bin", "screens", "--"]);
    command
        .arg("--pages")
        .arg(&stories.out)
        .arg("--out")
        .arg(std::path::absolute(directory)?);
    if no_app {
        command.arg("--no-app");
    }
    shell::run(&mut command)
}
