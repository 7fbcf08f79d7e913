//! The server as a process: starting it on an empty folder, and what it has used so far, as Linux counts it.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, bail};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Attempts to sign in that the server lets one address have: all of ours come from one.
const SIGN_INS: &str = "1000000000";

/// A running server; ends with this value.
pub(crate) struct Server {
    child: Child,
    /// Such as `127.0.0.1:40123`.
    pub(crate) address: String,
    /// A code that signs the coach in.
    pub(crate) coach_code: String,
    /// A code for each client, by which they join.
    pub(crate) client_codes: Vec<String>,
    _data: tempfile::TempDir,
}

impl Server {
    /// Opens a practice with so many invited clients, and serves it.
    pub(crate) async fn start(program: &Path, clients: usize) -> anyhow::Result<Self> {
        let data = tempfile::tempdir()?;
        let create = [
            "workspace",
            "create",
            "--name",
            "Load",
            "--coach",
            "Ana",
            "--email",
            "ana@load.example",
        ];
        let mut coach = codes(program, &create, data.path()).await?;
        let names: String = (0..clients).map(|number| format!("Client {number}\n")).collect();
        let file = data.path().join("names.txt");
        std::fs::write(&file, names)?;
        let invite = [
            "invite",
            "--names-from",
            file.to_str().context("the folder's name is not UTF-8")?,
        ];
        let client_codes = codes(program, &invite, data.path()).await?;
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--log", "warn"])
            .args(["--sign-ins-per-minute", SIGN_INS, "--data"])
            .arg(data.path())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let stdout = child.stdout.take().context("the server has no stdout")?;
        let first = BufReader::new(stdout)
            .lines()
            .next_line()
            .await?
            .unwrap_or_default();
        let Some(address) = first.strip_prefix("listening on http://") else {
            bail!("the server said {first:?} instead of where it listens");
        };
        Ok(Self {
            child,
            address: address.to_owned(),
            coach_code: coach.pop().context("no code came for the coach")?,
            client_codes,
            _data: data,
        })
    }

    fn proc(&self, file: &str) -> anyhow::Result<String> {
        let id = self.child.id().context("the server has ended")?;
        Ok(std::fs::read_to_string(format!("/proc/{id}/{file}"))?)
    }

    /// Microseconds of CPU, user and system, of all its threads.
    pub(crate) fn cpu_us(&self) -> anyhow::Result<f64> {
        let stat = self.proc("stat")?;
        // The name in parentheses may hold spaces; utime and stime are the 12th and 13th fields behind it (proc(5)).
        let (_, fields) = stat
            .rsplit_once(')')
            .context("an unknown form of /proc/PID/stat")?;
        let ticks: f64 = fields
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(|field| field.parse::<f64>().unwrap_or(0.0))
            .sum();
        Ok(ticks * 1_000_000.0 / rustix::param::clock_ticks_per_second() as f64)
    }

    pub(crate) fn rss_kb(&self) -> anyhow::Result<f64> {
        let status = self.proc("status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = line.and_then(|line| line.split_whitespace().next());
        Ok(number.context("no VmRSS in /proc/PID/status")?.parse()?)
    }
}

/// Runs a command of the server's program, and reads the codes that it prints.
async fn codes(program: &Path, arguments: &[&str], data: &Path) -> anyhow::Result<Vec<String>> {
    let done = Command::new(program)
        .args(arguments)
        .arg("--data")
        .arg(data)
        .output()
        .await
        .with_context(|| format!("cannot run {}", program.display()))?;
    if !done.status.success() {
        bail!("{arguments:?} failed: {}", String::from_utf8_lossy(&done.stderr));
    }
    let said = String::from_utf8(done.stdout)?;
    let codes = said.lines().filter_map(|line| line.strip_prefix("code: "));
    Ok(codes.map(str::to_owned).collect())
}

/// Lets this process, and the server that it starts, hold so many connections.
pub(crate) fn raise_open_files(wanted: u64) -> anyhow::Result<()> {
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_none_or(|current| current >= wanted) {
        return Ok(());
    }
    let raised = Rlimit {
        current: Some(wanted),
        maximum: limit.maximum.map(|maximum| maximum.max(wanted)),
    };
    setrlimit(Resource::Nofile, raised).with_context(|| {
        format!("cannot open {wanted} files; raise the limit, or ask for fewer --connections")
    })
}
