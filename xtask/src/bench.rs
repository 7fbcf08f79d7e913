//! The tasks that hand over to a program of another crate: simulator, measurements, pictures.
//!
//! It knows which program that is and how it is built, and passes arguments on as they are.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};
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
        What::Media => {
            setup::setup(setup::Purpose::Test)?;
            ui::build(&ui::Options::default())?;
            shell::run(shell::cargo().args([
                "build",
                "--package",
                "rapport",
                "--package",
                "rapport-server",
                "--bins",
            ]))?;
            let files = example("rapport-server", "bench-media", arguments)?;
            let voice = example("voice", "bench-voice", &[])?;
            let sent = last_line(shell::cargo().args([
                "run",
                "--quiet",
                "--package",
                "e2e",
                "--bin",
                "bench-voice",
            ]))?;
            println!("{}", joined(&[files, voice, sent]));
            Ok(())
        }
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

/// Runs an example that measures, and takes its figures.
fn example(package: &str, name: &str, arguments: &[String]) -> Result<String> {
    let mut command = shell::cargo();
    command.args(["run", "--quiet", "--release", "--package", package]);
    last_line(command.args(["--example", name, "--"]).args(arguments))
}

fn last_line(command: &mut Command) -> Result<String> {
    let printed = shell::read(command)?;
    let line = printed.lines().last().context("nothing was measured")?;
    Ok(line.trim().to_owned())
}

/// The figures of several JSON objects in one.
fn joined(objects: &[String]) -> String {
    let figures: Vec<&str> = objects
        .iter()
        .map(|object| object.trim_start_matches('{').trim_end_matches('}'))
        .collect();
    format!("{{{}}}", figures.join(","))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_put_together() {
        let one = [r#"{"a":1}"#, r#"{"b":2.5,"c":3}"#].map(str::to_owned);
        assert_eq!(joined(&one), r#"{"a":1,"b":2.5,"c":3}"#);
    }
}
