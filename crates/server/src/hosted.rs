//! The server as it is run: the domain on a database file, with a writer thread, readers, a live bus, HTTP and the
//! socket around it. Owns starting and stopping.

mod hub;
mod queue;
mod readers;
mod socket;
pub(crate) mod system;
mod throttle;
mod writer;

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::serve::ListenerExt as _;
use protocol::{Outcome, SubmitCommand};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;

use crate::config::Config;
use crate::db::ready;
use crate::db::sqlite::{self, Place};
use crate::domain::{self, Actor, Failure, Publication, Rules};
use crate::mail::Mailer;
use crate::routes;

pub(crate) use hub::Hub;
pub(crate) use readers::Readers;
pub(crate) use throttle::Throttle;
pub(crate) use writer::{Desk, Pending, Writer};

pub(crate) use socket::{command_result, serve as serve_socket};

/// The database's file in the data folder.
pub(crate) const DATABASE: &str = "rapport.db";

const HEARTBEAT: Duration = Duration::from_secs(15);
/// Batches of publications that wait before the writer waits for them.
const UNPUBLISHED: usize = 1_024;

/// What every route and socket shares.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) config: Config,
    pub(crate) writer: Writer,
    pub(crate) readers: Readers,
    pub(crate) hub: Arc<Hub>,
    pub(crate) mailer: Arc<dyn Mailer>,
    pub(crate) throttles: Throttles,
    /// Where people reach this server: the configured address, or the one that is listened on.
    pub(crate) public_url: String,
}

/// How often somebody may try.
#[derive(Debug)]
pub(crate) struct Throttles {
    /// Signing in, per network address.
    pub(crate) address: Throttle<IpAddr>,
    /// Mails with codes, per mail address.
    pub(crate) mails: Throttle<String>,
    /// Codes typed, per mail address.
    pub(crate) codes: Throttle<String>,
    /// Invites made, per account.
    pub(crate) invites: Throttle<protocol::AccountId>,
}

impl Throttles {
    fn new(config: &Config) -> Self {
        let per_minute = config.sign_ins_per_minute.max(1);
        Self {
            address: Throttle::new(per_minute, 60_000 / per_minute),
            mails: Throttle::new(5, 120_000),
            codes: Throttle::new(10, 30_000),
            invites: Throttle::new(100, 2_000),
        }
    }
}

impl Server {
    pub(crate) fn rules(&self, desk: &Desk<'_>) -> Rules {
        Rules {
            now: desk.now,
            limits: self.config.limits,
        }
    }

    /// Queues a command; commands of one caller are done in the order in which they were queued.
    pub(crate) async fn submit(&self, actor: Actor, submit: SubmitCommand) -> Pending<Outcome> {
        let limits = self.config.limits;
        let id = submit.id;
        let does = move |desk: &mut Desk<'_>| {
            let rules = Rules {
                now: desk.now,
                limits,
            };
            ready(domain::execute(&mut desk.tx, &actor, rules, submit))
        };
        let refused = move |desk: &mut Desk<'_>, failure: &Failure| {
            ready(domain::remember_refusal(
                &mut desk.tx,
                &actor,
                desk.now,
                id,
                failure,
            ))
        };
        self.writer.queue_or(does, refused).await
    }

    pub(crate) fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// Serves until `shutdown` resolves, then finishes what was begun. `dashboard` answers what no route of the API takes.
pub async fn run(
    listener: TcpListener,
    config: Config,
    mailer: Arc<dyn Mailer>,
    dashboard: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let address = listener.local_addr().context("the listener has no address")?;
    let (server, threads) = start(config, mailer, address)?;
    let heart = tokio::spawn(beat(Arc::clone(&server.hub)));
    let app = routes::router(Arc::clone(&server)).fallback_service(dashboard);
    let hub = Arc::clone(&server.hub);
    let stopping = async move {
        shutdown.await;
        hub.close();
    };
    // Small frames go out at once.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(error = %error, "a connection keeps its delay");
        }
    });
    axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(stopping)
        .await
        .context("the server stopped listening")?;
    heart.abort();
    server.hub.close();
    // With the last sender gone, the writer does what is queued and ends, and after it the publisher.
    drop(server);
    let joined = tokio::task::spawn_blocking(move || threads.into_iter().all(|thread| thread.join().is_ok()));
    anyhow::ensure!(joined.await.unwrap_or(false), "a thread of the server failed");
    Ok(())
}

fn start(
    config: Config,
    mailer: Arc<dyn Mailer>,
    address: SocketAddr,
) -> anyhow::Result<(Arc<Server>, Vec<JoinHandle<()>>)> {
    std::fs::create_dir_all(&config.data)
        .with_context(|| format!("cannot make the data folder {}", config.data.display()))?;
    let path = config.data.join(DATABASE);
    let connection = sqlite::open(&Place::File(path.clone()))
        .with_context(|| format!("cannot open the database {}", path.display()))?;
    let hub = Arc::new(Hub::default());
    let (batches, publisher) = start_publisher(Arc::clone(&hub))?;
    let publish = move |batch| {
        if batches.blocking_send(batch).is_err() {
            tracing::error!("the publisher is gone: clients learn of changes by catching up only");
        }
    };
    let (writer, writing) = Writer::start(connection, publish)?;
    let server = Server {
        readers: Readers::open(&path).context("cannot open the database for reading")?,
        writer,
        hub,
        mailer,
        throttles: Throttles::new(&config),
        public_url: config
            .public_url
            .clone()
            .unwrap_or_else(|| format!("http://{address}")),
        config,
    };
    Ok((Arc::new(server), vec![writing, publisher]))
}

/// Encoding and handing out happen on a thread of their own, in the order of the commits: a group of thousands does not
/// keep the next command waiting.
fn start_publisher(hub: Arc<Hub>) -> anyhow::Result<(mpsc::Sender<Vec<Publication>>, JoinHandle<()>)> {
    let (batches, mut queue) = mpsc::channel::<Vec<Publication>>(UNPUBLISHED);
    let thread = std::thread::Builder::new()
        .name("publisher".into())
        .spawn(move || {
            while let Some(batch) = queue.blocking_recv() {
                let now = system::now();
                for publication in batch {
                    hub.publish(now, publication);
                }
            }
        })?;
    Ok((batches, thread))
}

async fn beat(hub: Arc<Hub>) {
    let mut ticks = tokio::time::interval(HEARTBEAT);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        hub.heartbeat(system::now());
    }
}

#[cfg(test)]
mod tests;
