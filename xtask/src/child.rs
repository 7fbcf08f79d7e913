//! Programs that keep running while xtask does something else: each in a process group of its own, stopped when its
//! handle is dropped, first kindly.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::shell;

/// How long a program may take to stop before it is killed.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running program.
pub(crate) struct Running {
    name: &'static str,
    child: Child,
}

impl Running {
    /// Starts a program with the terminal as its output.
    pub(crate) fn start(name: &'static str, command: &mut Command) -> Result<Self> {
        own_group(command);
        let child = command
            .stdin(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start `{}`", shell::spelled(command)))?;
        Ok(Self { name, child })
    }

    /// Starts a program and gives its lines of output one by one.
    pub(crate) fn start_reading(name: &'static str, command: &mut Command) -> Result<(Self, Lines)> {
        let mut running = Self::start(name, command.stdout(Stdio::piped()))?;
        let stdout = running
            .child
            .stdout
            .take()
            .context("a piped child has an output")?;
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    // Nobody reads any more, but a full pipe must not stop the program.
                    continue;
                }
            }
        });
        Ok((running, Lines { name, receiver }))
    }

    /// Whether it has ended, and how.
    pub(crate) fn ended(&mut self) -> Result<Option<String>> {
        Ok(self
            .child
            .try_wait()?
            .map(|status| format!("{} has ended ({status})", self.name)))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            return;
        }
        stop(&self.child, Stop::Kindly);
        if !ends_within(&mut self.child, PATIENCE) {
            stop(&self.child, Stop::AtOnce);
            if let Err(error) = self.child.kill().and_then(|()| self.child.wait()) {
                eprintln!("{} could not be stopped: {error}", self.name);
            }
        }
    }
}

fn ends_within(child: &mut Child, patience: Duration) -> bool {
    let watch = shell::Watch::start();
    // `recv_timeout` on a channel that nobody sends to is a wait that needs no sleep.
    let (_keep, never) = channel::<()>();
    while watch.elapsed() < patience {
        if !matches!(child.try_wait(), Ok(None)) {
            return true;
        }
        if never.recv_timeout(Duration::from_millis(20)) == Err(RecvTimeoutError::Disconnected) {
            return false;
        }
    }
    false
}

#[cfg(unix)]
fn own_group(command: &mut Command) {
    // Ctrl-C reaches xtask alone, which then stops everything in order.
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(not(unix))]
fn own_group(_: &mut Command) {}

/// How hard a program is asked to stop.
#[derive(Clone, Copy)]
enum Stop {
    Kindly,
    AtOnce,
}

/// Stops the whole group of a child.
#[cfg(unix)]
fn stop(child: &Child, how: Stop) {
    use nix::sys::signal::{Signal, killpg};

    let signal = match how {
        Stop::Kindly => Signal::SIGTERM,
        Stop::AtOnce => Signal::SIGKILL,
    };
    if let Ok(group) = i32::try_from(child.id()) {
        // A group that has just ended is no failure.
        let _gone = killpg(nix::unistd::Pid::from_raw(group), signal);
    }
}

/// Elsewhere there are no groups: the program itself is stopped, at once, by its handle.
#[cfg(not(unix))]
fn stop(_: &Child, _: Stop) {}

/// The output of a running program.
pub(crate) struct Lines {
    name: &'static str,
    receiver: Receiver<String>,
}

impl Lines {
    /// The first line that `wanted` takes; those before it are passed over. Fails when the program ends or takes too long.
    pub(crate) fn wait_for<T>(&self, patience: Duration, wanted: impl Fn(&str) -> Option<T>) -> Result<T> {
        let watch = shell::Watch::start();
        loop {
            let left = patience.saturating_sub(watch.elapsed());
            match self.receiver.recv_timeout(left) {
                Ok(line) => {
                    if let Some(found) = wanted(&line) {
                        return Ok(found);
                    }
                }
                Err(RecvTimeoutError::Disconnected) => bail!("{} ended before it was ready", self.name),
                Err(RecvTimeoutError::Timeout) => {
                    bail!("{} was not ready within {} s", self.name, patience.as_secs())
                }
            }
        }
    }

    /// Shows the rest as it comes, on a thread of its own.
    pub(crate) fn show(self) {
        std::thread::spawn(move || {
            for line in self.receiver {
                println!("{line}");
            }
        });
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell_script(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    const SOON: Duration = Duration::from_secs(20);

    #[test]
    fn a_line_is_waited_for() {
        let (_running, lines) = Running::start_reading(
            "server",
            &mut shell_script("echo hello; echo listening on http://a; cat"),
        )
        .unwrap();
        let address = lines
            .wait_for(SOON, |line| line.strip_prefix("listening on ").map(str::to_owned))
            .unwrap();
        assert_eq!(address, "http://a");
    }

    #[test]
    fn a_program_that_ends_early_is_an_error() {
        let (_running, lines) = Running::start_reading("server", &mut shell_script("echo no")).unwrap();
        let error = lines
            .wait_for(SOON, |line| (line == "yes").then_some(()))
            .unwrap_err();
        assert!(error.to_string().contains("ended before"), "{error}");
    }

    #[test]
    fn dropping_the_handle_stops_the_whole_group() {
        // The inner shell holds the pipe; only when it too has ended does the output end.
        let (running, lines) = Running::start_reading(
            "tree",
            &mut shell_script("sh -c 'echo up; tail -f /dev/null' & wait"),
        )
        .unwrap();
        lines.wait_for(SOON, |line| (line == "up").then_some(())).unwrap();
        drop(running);
        let error = lines.wait_for(SOON, |_| Some(())).unwrap_err();
        assert!(error.to_string().contains("ended before"), "{error}");
    }
}
