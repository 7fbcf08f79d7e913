//! The servers as processes: starting them on an empty database, and what they have used so far, as Linux counts it.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, bail};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::Database;

/// Attempts to sign in that the server lets one address have: all of ours come from one.
const SIGN_INS: &str = "1000000000";

/// The codes by which the people of one practice come in.
pub(crate) struct Practice {
    pub(crate) coach_code: String,
    pub(crate) client_codes: Vec<String>,
}

/// What is run.
pub(crate) struct Plan<'a> {
    pub(crate) program: &'a Path,
    pub(crate) database: Database,
    pub(crate) nodes: usize,
    /// How many clients each practice has.
    pub(crate) practices: Vec<usize>,
}

/// Running servers with one database; they end with this value.
pub(crate) struct Servers {
    nodes: Vec<Node>,
    pub(crate) practices: Vec<Practice>,
    postgres: Option<backing::Postgres>,
    _nats: Option<backing::Nats>,
    _data: tempfile::TempDir,
}

struct Node {
    child: Child,
    /// Such as `127.0.0.1:40123`.
    address: String,
}

impl Servers {
    /// Opens the practices with their invited clients, and serves them.
    pub(crate) async fn start(plan: Plan<'_>) -> anyhow::Result<Self> {
        let data = tempfile::tempdir()?;
        let mut settings = vec!["--data".to_owned(), data.path().display().to_string()];
        let postgres = match plan.database {
            Database::Embedded => None,
            Database::Postgres => Some(backing::Postgres::start_durable()?),
        };
        if let Some(postgres) = &postgres {
            settings.extend(["--database".to_owned(), postgres.create_database()?]);
        }
        let nats = (plan.nodes > 1).then(backing::Nats::start).transpose()?;
        if let Some(nats) = &nats {
            settings.extend(["--nats".to_owned(), nats.url()]);
        }
        let mut practices = Vec::new();
        for (number, clients) in plan.practices.iter().enumerate() {
            let made = practice(plan.program, &settings, data.path(), number, *clients);
            practices.push(made.await?);
        }
        let mut nodes = Vec::new();
        for _ in 0..plan.nodes {
            nodes.push(Node::start(plan.program, &settings).await?);
        }
        Ok(Self {
            nodes,
            practices,
            postgres,
            _nats: nats,
            _data: data,
        })
    }

    /// Of the nodes, counted round and round.
    pub(crate) fn address(&self, number: usize) -> &str {
        let node = self.nodes.get(number % self.nodes.len().max(1));
        node.map_or("", |node| node.address.as_str())
    }

    /// Microseconds of CPU, user and system, of all threads of all nodes.
    pub(crate) fn cpu_us(&self) -> anyhow::Result<f64> {
        self.nodes.iter().map(|node| cpu_us(&node.proc("stat")?)).sum()
    }

    /// The same of PostgreSQL's processes; 0 without it.
    pub(crate) fn database_cpu_us(&self) -> anyhow::Result<f64> {
        let Some(postgres) = &self.postgres else {
            return Ok(0.0);
        };
        let name = postgres.cluster_name();
        let mut sum = 0.0;
        for entry in std::fs::read_dir("/proc")? {
            let folder = entry?.path();
            // Processes come and go while we look.
            let read = |file: &str| std::fs::read_to_string(folder.join(file)).unwrap_or_default();
            if read("comm").trim() == "postgres" && read("cmdline").contains(&name) {
                sum += cpu_us(&read("stat")).unwrap_or(0.0);
            }
        }
        Ok(sum)
    }

    pub(crate) fn rss_kb(&self) -> anyhow::Result<f64> {
        let of = |node: &Node| -> anyhow::Result<f64> {
            let status = node.proc("status")?;
            let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
            let number = line.and_then(|line| line.split_whitespace().next());
            Ok(number.context("no VmRSS in /proc/PID/status")?.parse()?)
        };
        self.nodes.iter().map(of).sum()
    }
}

impl Node {
    async fn start(program: &Path, settings: &[String]) -> anyhow::Result<Self> {
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--log", "warn"])
            .args(["--sign-ins-per-minute", SIGN_INS])
            .args(settings)
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
        let address = address.to_owned();
        Ok(Self { child, address })
    }

    fn proc(&self, file: &str) -> anyhow::Result<String> {
        let id = self.child.id().context("the server has ended")?;
        Ok(std::fs::read_to_string(format!("/proc/{id}/{file}"))?)
    }
}

fn cpu_us(stat: &str) -> anyhow::Result<f64> {
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

async fn practice(
    program: &Path,
    settings: &[String],
    folder: &Path,
    number: usize,
    clients: usize,
) -> anyhow::Result<Practice> {
    let name = format!("Practice {number}");
    let email = format!("ana{number}@load.example");
    let create = [
        "workspace",
        "create",
        "--name",
        &name,
        "--coach",
        "Ana",
        "--email",
        &email,
    ];
    let mut coach = codes(program, &create, settings).await?;
    let names: String = (0..clients).map(|client| format!("Client {client}\n")).collect();
    let file = folder.join("names.txt");
    std::fs::write(&file, names)?;
    let file = file.to_str().context("the folder's name is not UTF-8")?;
    let invite = ["invite", "--workspace", &name, "--names-from", file];
    Ok(Practice {
        coach_code: coach.pop().context("no code came for the coach")?,
        client_codes: codes(program, &invite, settings).await?,
    })
}

/// Runs a command of the server's program, and reads the codes that it prints.
async fn codes(program: &Path, arguments: &[&str], settings: &[String]) -> anyhow::Result<Vec<String>> {
    let done = Command::new(program)
        .args(arguments)
        .args(settings)
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
