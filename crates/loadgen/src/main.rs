//! Puts load on a real `rapport-server` and says what it costs: messages, idle connections, announcements.
//!
//! A process of its own, so that what the server uses can be told from what the load uses. It signs in, joins and
//! reads as an app does; nothing of the server is switched off. The last line of stdout is JSON.

mod announce;
mod clock;
mod idle;
mod line;
mod people;
mod process;
mod send;

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Parser, ValueEnum};
use serde::Serialize;

/// Load on a rapport-server on an empty data folder.
#[derive(Debug, Parser)]
struct Arguments {
    /// The server's program, built with --release
    #[arg(long)]
    server: PathBuf,
    /// Idle connections to hold
    #[arg(long, default_value_t = 10_000)]
    connections: usize,
    /// Members of the group that gets announcements; also the accounts that connections are spread over
    #[arg(long, default_value_t = 2_000)]
    members: usize,
    /// Announcements to that group
    #[arg(long, default_value_t = 50)]
    announcements: usize,
    /// Clients that send at the same time
    #[arg(long, default_value_t = 64)]
    senders: usize,
    /// Messages that each of them sends before waiting for an answer
    #[arg(long, default_value_t = 4)]
    in_flight: usize,
    /// Messages in all
    #[arg(long, default_value_t = 60_000)]
    messages: usize,
    /// What the servers keep their rows in
    #[arg(long, value_enum, default_value_t = Database::Embedded)]
    db: Database,
    /// Servers on that database; several need PostgreSQL
    #[arg(long, default_value_t = 1)]
    nodes: usize,
    /// Practices that the senders are spread over, each with a coach who reads on another node than they send
    #[arg(long, default_value_t = 1)]
    practices: usize,
    /// The last line alone
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Database {
    Embedded,
    Postgres,
}

/// The last line.
#[derive(Debug, Serialize)]
struct Report {
    /// A message is answered when it is on disk.
    durable: bool,
    db: Database,
    nodes: usize,
    practices: usize,
    messages_per_s: f64,
    cpu_us_per_message: f64,
    /// Of PostgreSQL's own processes, beside the servers'.
    database_cpu_us_per_message: f64,
    p50_ms: f64,
    p99_ms: f64,
    connections: usize,
    rss_kb_per_connection: f64,
    fanout_members: usize,
    cpu_us_per_delivery: f64,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    if rustls::crypto::ring::default_provider()
        .install_default()
        .is_err()
    {
        anyhow::bail!("another TLS provider was installed first");
    }
    process::raise_open_files(arguments.connections.max(arguments.members) as u64 + 1_000)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let report = runtime.block_on(run(&arguments))?;
    println!("{}", serde_json::to_string(&report)?);
    Ok(())
}

async fn run(arguments: &Arguments) -> anyhow::Result<Report> {
    let say = |text: String| {
        if !arguments.json {
            println!("{text}");
        }
    };
    anyhow::ensure!(
        arguments.nodes == 1 || arguments.db == Database::Postgres,
        "several nodes need --db postgres"
    );
    let practices = arguments.practices.max(1);
    let senders = arguments.senders.div_ceil(practices);
    let plan = process::Plan {
        program: &arguments.server,
        database: arguments.db,
        nodes: arguments.nodes.max(1),
        // The first one is the large one: it gets the announcements.
        practices: (0..practices)
            .map(|number| {
                if number == 0 {
                    senders.max(arguments.members)
                } else {
                    senders
                }
            })
            .collect(),
    };
    let servers = process::Servers::start(plan).await?;
    let people = people::sign_in(&servers).await?;
    let joined: usize = people.iter().map(|practice| practice.clients.len()).sum();
    say(format!("{joined} clients have joined by invitation"));

    let sent = send::measure(&servers, &people, arguments).await?;
    say(format!(
        "{} messages: {:.0} a second, {:.1} us of server CPU each and {:.1} of PostgreSQL's, p50 {:.2} ms, p99 {:.2} ms",
        arguments.messages, sent.per_second, sent.cpu_us, sent.database_cpu_us, sent.p50_ms, sent.p99_ms
    ));

    let large = people.first().context("there is no practice")?;
    let cpu_us_per_delivery = announce::measure(&servers, large, arguments).await?;
    say(format!(
        "{} announcements to {} members: {cpu_us_per_delivery:.1} us of server CPU per delivery",
        arguments.announcements, arguments.members
    ));

    let rss_kb_per_connection = idle::measure(&servers, large, arguments.connections).await?;
    say(format!(
        "{} idle connections: {rss_kb_per_connection:.1} kB of server memory each",
        arguments.connections
    ));

    Ok(Report {
        durable: true,
        db: arguments.db,
        nodes: arguments.nodes,
        practices,
        messages_per_s: sent.per_second.round(),
        cpu_us_per_message: tenths(sent.cpu_us),
        database_cpu_us_per_message: tenths(sent.database_cpu_us),
        p50_ms: tenths(sent.p50_ms),
        p99_ms: tenths(sent.p99_ms),
        connections: arguments.connections,
        rss_kb_per_connection: tenths(rss_kb_per_connection),
        fanout_members: arguments.members,
        cpu_us_per_delivery: tenths(cpu_us_per_delivery),
    })
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
