//! What the server counts about itself, and `/metrics` for whoever collects it, in the text format of Prometheus (OpenMetrics).
//!
//! One function for each thing that happens, to be called where it happens. Nothing is counted by person, practice or
//! conversation: labels are of the program's own making, so that there are few. Counting is for the whole process.

use std::borrow::Cow;
use std::sync::LazyLock;
use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Metric, Registry, Unit};
use protocol::CommandResult;
use tokio::net::TcpListener;

type Label = (&'static str, Cow<'static, str>);

struct Metrics {
    registry: Registry,
    connections: Gauge,
    commands: Family<[Label; 1], Counter>,
    commit_jobs: Histogram,
    commit_seconds: Histogram,
    failed_commits: Counter,
    waiting_jobs: Gauge,
    delivered: Counter,
    resyncs: Counter,
    caught_up: Counter,
    looked: Family<[Label; 1], Counter>,
    requests: Family<[Label; 3], Counter>,
    request_seconds: Histogram,
}

static METRICS: LazyLock<Metrics> = LazyLock::new(Metrics::new);

impl Metrics {
    fn new() -> Self {
        let mut registry = Registry::with_prefix("rapport");
        // From 0.1 ms to 6.5 s, each twice the one before.
        let seconds = || Histogram::new(exponential_buckets(0.000_1, 2.0, 17));
        let jobs = Histogram::new(exponential_buckets(1.0, 2.0, 9));
        let commit = "Time of a transaction up to its commit";
        let commit_seconds = timed(&mut registry, "commit", commit, seconds());
        let request = "Time of an HTTP request up to its answer's head";
        let request_seconds = timed(&mut registry, "request", request, seconds());
        let mut new = Registering(&mut registry);
        let counters = Self {
            connections: new.one(
                "connections",
                "Open live lines of apps and browsers",
                Gauge::default(),
            ),
            commands: new.one(
                "commands",
                "Commands by how they were answered",
                Family::default(),
            ),
            commit_jobs: new.one("commit_jobs", "Jobs that one commit held", jobs),
            commit_seconds,
            failed_commits: new.one(
                "failed_commits",
                "Transactions that could not be committed",
                Counter::default(),
            ),
            waiting_jobs: new.one(
                "waiting_jobs",
                "Jobs that were there when the last transaction began",
                Gauge::default(),
            ),
            delivered: new.one(
                "delivered_frames",
                "Frames of feeds handed to live lines",
                Counter::default(),
            ),
            resyncs: new.one(
                "resyncs",
                "Live lines that fell behind and were told to catch up",
                Counter::default(),
            ),
            caught_up: new.one("catch_ups", "Calls by which an app caught up", Counter::default()),
            looked: new.one(
                "links",
                "Links that were looked at, by what came of it",
                Family::default(),
            ),
            requests: new.one(
                "requests",
                "HTTP requests by method, route and status",
                Family::default(),
            ),
            request_seconds,
            registry: Registry::default(),
        };
        Self { registry, ..counters }
    }
}

/// Makes something known under its name, and gives it back to be counted with.
struct Registering<'a>(&'a mut Registry);

impl Registering<'_> {
    fn one<M: Metric + Clone>(&mut self, name: &str, help: &str, metric: M) -> M {
        self.0.register(name, help, metric.clone());
        metric
    }
}

fn timed(registry: &mut Registry, name: &str, help: &str, seconds: Histogram) -> Histogram {
    registry.register_with_unit(name, help, Unit::Seconds, seconds.clone());
    seconds
}

/// A live line is open, as long as this is kept.
#[derive(Debug)]
#[must_use]
pub(crate) struct Connection(());

pub(crate) fn connection() -> Connection {
    METRICS.connections.inc();
    Connection(())
}

impl Drop for Connection {
    fn drop(&mut self) {
        METRICS.connections.dec();
    }
}

pub(crate) fn command(result: &CommandResult) {
    let code = match result {
        CommandResult::Ok(_) => Cow::Borrowed("ok"),
        CommandResult::Error(error) => match serde_json::to_value(error.code) {
            Ok(serde_json::Value::String(code)) => Cow::Owned(code),
            _ => Cow::Borrowed("unknown"),
        },
    };
    METRICS.commands.get_or_create(&[("code", code)]).inc();
}

/// A transaction has begun; `waiting` jobs were there to be done.
pub(crate) fn commit(waiting: usize) -> Commit {
    METRICS
        .waiting_jobs
        .set(i64::try_from(waiting).unwrap_or(i64::MAX));
    Commit(Watch::start())
}

#[derive(Debug)]
#[must_use]
pub(crate) struct Commit(Watch);

impl Commit {
    pub(crate) fn done(self, jobs: usize, committed: bool) {
        if committed {
            METRICS.commit_jobs.observe(jobs as f64);
            METRICS.commit_seconds.observe(self.0.seconds());
        } else {
            METRICS.failed_commits.inc();
        }
    }
}

pub(crate) fn delivered() {
    METRICS.delivered.inc();
}

pub(crate) fn resync() {
    METRICS.resyncs.inc();
}

pub(crate) fn caught_up() {
    METRICS.caught_up.inc();
}

/// What came of looking at a link.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Looked {
    Fetched,
    /// It is none that has a card.
    Refused,
    /// It may have one another time.
    Failed,
}

pub(crate) fn looked(came: Looked) {
    let result = match came {
        Looked::Fetched => "fetched",
        Looked::Refused => "refused",
        Looked::Failed => "failed",
    };
    METRICS
        .looked
        .get_or_create(&[("result", Cow::Borrowed(result))])
        .inc();
}

/// Counts every request that comes through. Routes as they are written in the router, never as somebody typed them.
pub(crate) async fn http(request: Request, next: Next) -> Response {
    let watch = Watch::start();
    let method = match *request.method() {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    };
    let route = match request.extensions().get::<MatchedPath>() {
        Some(path) => Cow::Owned(path.as_str().to_owned()),
        None => Cow::Borrowed("dashboard"),
    };
    let response = next.run(request).await;
    let status = Cow::Owned(response.status().as_u16().to_string());
    let labels = [
        ("method", Cow::Borrowed(method)),
        ("route", route),
        ("status", status),
    ];
    METRICS.requests.get_or_create(&labels).inc();
    METRICS.request_seconds.observe(watch.seconds());
    response
}

/// Answers `/metrics`, and nothing else, until it is aborted.
pub async fn serve(listener: TcpListener) -> std::io::Result<()> {
    axum::serve(listener, Router::new().route("/metrics", get(show))).await
}

async fn show() -> Response {
    let mut text = String::new();
    match encode(&mut text, &METRICS.registry) {
        Ok(()) => {
            let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            ([(header::CONTENT_TYPE, kind)], text).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The server's one stopwatch. It decides nothing.
#[derive(Debug)]
struct Watch(Instant);

impl Watch {
    #[expect(
        clippy::disallowed_methods,
        reason = "how long something took is measured where it happens, and no rule depends on it"
    )]
    fn start() -> Self {
        Self(Instant::now())
    }

    fn seconds(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}
