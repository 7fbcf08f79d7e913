//! Programs of a stage: each in a group of its own, none of which outlives the stage.
//!
//! Browsers start families of processes, some of which leave their group. All inherit one variable of the
//! environment, by which [`sweep`] finds what is left.

use std::os::unix::process::CommandExt;
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::wait::{PATIENCE, until};

/// The mark of a stage in the environment of its programs.
const MARK: &str = "RAPPORT_E2E_STAGE";

/// A command that belongs to a stage.
pub(crate) fn command(program: impl AsRef<std::ffi::OsStr>, stage: &str) -> Command {
    let mut command = std::process::Command::new(program);
    command.process_group(0).env(MARK, stage).stdin(Stdio::null());
    // What programs leave behind in the folder for temporary files goes when the stage goes.
    let folder = std::env::temp_dir().join(stage.split('/').next().unwrap_or(stage));
    if folder.is_dir() {
        command.env("TMPDIR", folder);
    }
    Command::from(command)
}

/// Names and values of an environment in which programs find a microphone; empty: they find what the machine has.
pub(crate) type Hearing = Vec<(&'static str, std::ffi::OsString)>;

/// A running program; stopped with its whole group when dropped.
#[derive(Debug)]
pub(crate) struct Process {
    name: String,
    child: Child,
}

impl Process {
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let name = command.as_std().get_program().to_string_lossy().into_owned();
        let child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        Ok(Self { name, child })
    }

    /// Starts a program and waits for the first line of its output in which `wanted` finds something.
    pub(crate) async fn start_reading<T>(
        command: &mut Command,
        wanted: impl Fn(&str) -> Option<T>,
    ) -> Result<(Self, T, Lines<BufReader<ChildStdout>>)> {
        let mut process = Self::start(command.stdout(Stdio::piped()))?;
        let stdout = process
            .child
            .stdout
            .take()
            .context("a piped child has an output")?;
        let mut lines = BufReader::new(stdout).lines();
        let found = tokio::time::timeout(PATIENCE, first(&mut lines, wanted))
            .await
            .with_context(|| format!("{} did not say that it is ready", process.name))?
            .with_context(|| format!("{} did not start", process.name))?;
        Ok((process, found, lines))
    }

    /// As a power cut does it: no warning, no goodbye. Waits until it is gone.
    pub(crate) async fn kill_now(mut self) -> Result<()> {
        self.signal(Signal::SIGKILL);
        self.child.wait().await?;
        Ok(())
    }

    fn signal(&self, signal: Signal) {
        if let Some(id) = self.child.id().and_then(|id| i32::try_from(id).ok()) {
            // A group that has just ended is no failure.
            let _gone = killpg(Pid::from_raw(id), signal);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.signal(Signal::SIGKILL);
    }
}

/// The first line that is wanted; what came before is in the error when the output ends.
async fn first<T, R: AsyncRead + Unpin>(
    lines: &mut Lines<BufReader<R>>,
    wanted: impl Fn(&str) -> Option<T>,
) -> Result<T> {
    let mut before = String::new();
    while let Some(line) = lines.next_line().await? {
        if let Some(found) = wanted(&line) {
            return Ok(found);
        }
        before.push_str(&line);
        before.push('\n');
    }
    bail!("it ended and had said: {before}")
}

/// Reads a program's output to its end, so that a full pipe never stops it.
pub(crate) fn drain(mut lines: Lines<BufReader<ChildStdout>>) {
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
}

/// Kills everything that carries a mark: a stage's name, or a part of a stage as in `stage/part`.
pub(crate) fn sweep(mark: &str) {
    for id in marked(mark) {
        let _gone = kill(id, Signal::SIGKILL);
    }
}

/// Kills everything that carries a mark and waits until all of it is gone.
pub(crate) async fn sweep_and_wait(mark: &str) -> Result<()> {
    sweep(mark);
    until(&format!("{mark} has ended"), || async {
        Ok(marked(mark).is_empty().then_some(()))
    })
    .await
}

fn marked(mark: &str) -> Vec<Pid> {
    let is_of = |variable: &[u8]| {
        let value = variable
            .strip_prefix(MARK.as_bytes())
            .and_then(|rest| rest.strip_prefix(b"="));
        let rest = value.and_then(|value| value.strip_prefix(mark.as_bytes()));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
    };
    let Ok(processes) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    processes
        .flatten()
        .filter_map(|entry| {
            let id = entry.file_name().to_str()?.parse().ok()?;
            // A process that has ended and waits to be collected has no environment.
            let environment = std::fs::read(entry.path().join("environ")).ok()?;
            environment
                .split(|byte| *byte == 0)
                .any(is_of)
                .then(|| Pid::from_raw(id))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A program in a group of its own; it ends by itself when nobody reads its output any more.
    async fn leave_group(mark: &str) -> (Process, Lines<BufReader<ChildStdout>>) {
        let mut shell = command("setsid", mark);
        shell.args(["sh", "-c", "echo up; exec tail -f /dev/null"]);
        let (process, (), lines) = Process::start_reading(&mut shell, |line| (line == "up").then_some(()))
            .await
            .unwrap();
        (process, lines)
    }

    #[tokio::test]
    async fn what_has_left_its_group_is_swept_as_well() {
        let stage = format!("sweep-test-{}", std::process::id());
        let (part, other) = (format!("{stage}/ana"), format!("{stage}2"));
        let _running = (
            leave_group(&part).await,
            leave_group(&stage).await,
            leave_group(&other).await,
        );

        sweep_and_wait(&part).await.unwrap();
        assert_eq!((marked(&part).len(), marked(&stage).len()), (0, 1));
        sweep_and_wait(&stage).await.unwrap();
        assert_eq!(
            (marked(&stage).len(), marked(&other).len()),
            (0, 1),
            "another stage goes on"
        );
    }
}
