//! The real program as a process of its own, on a data folder that outlives it.

use std::path::Path;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

const PROGRAM: &str = env!("CARGO_BIN_EXE_rapport-server");

pub(crate) struct Program {
    child: Child,
    /// Such as `127.0.0.1:40123`.
    pub(crate) address: String,
    stdout: Lines<BufReader<ChildStdout>>,
}

impl Program {
    /// Runs `serve` until it listens.
    pub(crate) async fn serve(data: &Path) -> Self {
        Self::start(&["serve"], data).await
    }

    /// Runs a command until it listens.
    pub(crate) async fn start(command: &[&str], data: &Path) -> Self {
        let mut child = Command::new(PROGRAM)
            .args(command)
            .args(["--listen", "127.0.0.1:0", "--log", "error", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = stdout.next_line().await.unwrap().unwrap();
        let address = first.strip_prefix("listening on http://").unwrap().to_owned();
        Self {
            child,
            address,
            stdout,
        }
    }

    /// The next line on stdout.
    pub(crate) async fn line(&mut self) -> String {
        self.stdout.next_line().await.unwrap().unwrap()
    }

    /// SIGKILL: no handler runs, nothing is flushed.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// The process id, to send it a signal.
    pub(crate) fn id(&self) -> u32 {
        self.child.id().unwrap()
    }

    pub(crate) async fn ended(mut self) -> std::process::ExitStatus {
        self.child.wait().await.unwrap()
    }
}

/// Runs a command to its end: exit code, stdout, stderr.
pub(crate) async fn run(arguments: &[&str], data: &Path) -> (Option<i32>, String, String) {
    let output = Command::new(PROGRAM)
        .args(arguments)
        .arg("--data")
        .arg(data)
        .output()
        .await
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// The value of a line such as `code: K7QXD-2M9RT`.
pub(crate) fn value<'t>(text: &'t str, key: &str) -> &'t str {
    let value = text
        .lines()
        .find_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
    value.unwrap_or_else(|| panic!("no {key} in {text:?}"))
}
