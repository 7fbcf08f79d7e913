//! The server as it is run: the domain on a database file, with a writer thread, readers, a live bus, HTTP and the
//! socket around it. Owns starting and stopping.

mod bus;
mod cards;
mod clearing;
pub(crate) mod database;
mod embedded;
mod heads;
mod hub;
pub(crate) mod jobs;
mod nodes;
mod pooled;
mod queue;
mod readers;
mod socket;
pub(crate) mod system;
mod task;
mod throttle;
mod tidy;
mod uploads;
mod writer;

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::serve::ListenerExt as _;
use futures_util::FutureExt as _;
use protocol::{Command, Outcome, SubmitCommand};
use tokio::net::TcpListener;
use tokio::time::MissedTickBehavior;

use crate::cards::{Internet, Looker, Machine};
use crate::config::{Config, Database};
use crate::domain::{self, Actor, Rules};
use crate::files::{Intake, LinkKey};
use crate::mail::Mailer;
use crate::media::Media;
use crate::routes;

pub use database::{Db, Published};
pub use embedded::Embedded;
pub use pooled::Pooled;

pub(crate) use database::Lane;
pub(crate) use embedded::DATABASE;
pub(crate) use hub::Hub;
pub(crate) use jobs::{Desk, Pending};
pub(crate) use throttle::Throttle;

pub(crate) use socket::{command_result, serve as serve_socket};

const HEARTBEAT: Duration = Duration::from_secs(15);

/// What every route and socket shares.
#[derive(Debug)]
pub(crate) struct Server<D> {
    pub(crate) config: Config,
    pub(crate) db: D,
    pub(crate) hub: Arc<Hub>,
    pub(crate) media: Media,
    /// Where uploads end.
    pub(crate) files: Intake,
    pub(crate) link_key: LinkKey,
    pub(crate) clearing: Arc<clearing::Bell>,
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

impl<D: Db> Server<D> {
    pub(crate) fn rules(&self, desk: &Desk<D::Tx>) -> Rules {
        Rules {
            now: desk.now,
            limits: self.config.limits,
        }
    }

    /// Queues a command; commands of one practice are done in the order in which they were queued.
    pub(crate) async fn submit(&self, actor: Actor, submit: SubmitCommand) -> Pending<Outcome> {
        let (limits, link_cards) = (self.config.limits, self.config.link_cards);
        let id = submit.id;
        let (job, pending) = jobs::repeatable(
            move |desk: &mut Desk<D::Tx>| {
                let rules = Rules {
                    now: desk.now,
                    limits,
                };
                // What is attempted may be attempted again.
                let submit = submit.clone();
                let may_link = link_cards && changes_words(&submit.command);
                async move {
                    let (outcome, told) = domain::execute(&mut desk.tx, &actor, rules, submit).await?;
                    if may_link && !told.is_empty() {
                        let tx = &mut desk.tx;
                        domain::cards::remember(tx, actor.workspace, rules.now, &outcome).await?;
                    }
                    Ok((outcome, told))
                }
                .boxed()
            },
            move |desk, failure| {
                async move { domain::remember_refusal(&mut desk.tx, &actor, desk.now, id, failure).await }
                    .boxed()
            },
        );
        self.db.enqueue(Lane::Workspace(actor.workspace), job).await;
        pending
    }

    pub(crate) fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// Whether afterwards a message may lead elsewhere than before.
fn changes_words(command: &Command) -> bool {
    matches!(
        command,
        Command::SendMessage { .. } | Command::EditMessage { .. } | Command::DeleteMessage { .. }
    )
}

/// The database that the configuration names.
#[derive(Debug)]
pub enum Opened {
    Embedded(Embedded, Published),
    Postgres(Pooled, Published),
}

/// Opens the database and brings its schema up to date.
pub async fn open(config: &Config) -> anyhow::Result<Opened> {
    match &config.database {
        Database::Embedded => {
            let (db, published) = Embedded::open(config)?;
            Ok(Opened::Embedded(db, published))
        }
        Database::Postgres { url, connections } => {
            let opened = Pooled::connect(url.reveal(), *connections).await;
            let (db, published) = opened.context("cannot open the PostgreSQL database")?;
            Ok(Opened::Postgres(db, published))
        }
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
    run_on(Arc::new(Machine), listener, config, mailer, dashboard, shutdown).await
}

/// As [`run`], on whatever internet.
pub(crate) async fn run_on(
    internet: Arc<dyn Internet>,
    listener: TcpListener,
    config: Config,
    mailer: Arc<dyn Mailer>,
    dashboard: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let looker = Looker::on(internet).context("cannot prepare for TLS")?;
    match open(&config).await? {
        Opened::Embedded(db, published) => {
            serve(
                listener,
                config,
                (db, published),
                mailer,
                looker,
                dashboard,
                shutdown,
            )
            .await
        }
        Opened::Postgres(db, published) => {
            serve(
                listener,
                config,
                (db, published),
                mailer,
                looker,
                dashboard,
                shutdown,
            )
            .await
        }
    }
}

async fn serve<D: Db>(
    listener: TcpListener,
    config: Config,
    (db, published): (D, Published),
    mailer: Arc<dyn Mailer>,
    looker: Looker,
    dashboard: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let address = listener.local_addr().context("the listener has no address")?;
    let nodes::Links { hub, network } = nodes::Links::new(&config)?;
    let bell = config.link_cards.then(Arc::<cards::Bell>::default);
    let clearing = Arc::<clearing::Bell>::default();
    let publisher = start_publisher(Arc::clone(&hub), bell.clone(), Arc::clone(&clearing), published)?;
    let link_key = uploads::link_key(&db)
        .await
        .context("there is no key for links")?;
    let media = Media::open(&config.media)?;
    let server = Arc::new(Server {
        db,
        hub,
        files: Intake::new(media.clone()),
        media,
        link_key,
        clearing: Arc::clone(&clearing),
        mailer,
        throttles: Throttles::new(&config),
        public_url: config
            .public_url
            .clone()
            .unwrap_or_else(|| format!("http://{address}")),
        config,
    });
    let heart = tokio::spawn(beat(Arc::clone(&server.hub)));
    let nodes = nodes::Nodes::join(&server, network).await?;
    let tidying = task::Task::spawn(tidy::tidy(Arc::clone(&server)));
    let clearing_away = task::Task::spawn(clearing::work(Arc::clone(&server)));
    let looking = bell
        .clone()
        .map(|bell| task::Task::spawn(cards::work(Arc::clone(&server), looker, bell)));
    let app = routes::router(Arc::clone(&server))
        .fallback_service(dashboard)
        .layer(axum::middleware::from_fn(crate::metrics::http));
    let (hub, drain) = (Arc::clone(&server.hub), server.config.drain);
    let stopping = async move {
        shutdown.await;
        if let Some(bell) = bell {
            bell.stop();
        }
        clearing.stop();
        nodes::drain(&hub, drain).await;
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
    tidying.stop().await;
    clearing_away.stop().await;
    if let Some(looking) = looking {
        looking.stop().await;
    }
    server.hub.close();
    let bus = nodes.leave().await;
    let written = server.db.close().await;
    // With the last of its senders gone, the publisher ends.
    drop(server);
    let told = tokio::task::spawn_blocking(move || publisher.join().is_ok()).await;
    if let Some(bus) = bus {
        bus.finish().await;
    }
    anyhow::ensure!(told.unwrap_or(false) && written, "a part of the server failed");
    Ok(())
}

/// Encoding and handing out happen on a thread of their own, in the order of the commits: a group of thousands does not
/// keep the next command waiting.
fn start_publisher(
    hub: Arc<Hub>,
    bell: Option<Arc<cards::Bell>>,
    clearing: Arc<clearing::Bell>,
    mut published: Published,
) -> anyhow::Result<JoinHandle<()>> {
    let thread = std::thread::Builder::new()
        .name("publisher".into())
        .spawn(move || {
            while let Some(batch) = published.blocking_recv() {
                let now = system::now();
                for publication in batch {
                    if let Some(bell) = &bell {
                        bell.hear(&publication);
                    }
                    clearing.hear(&publication);
                    hub.publish(now, publication);
                }
            }
        })?;
    Ok(thread)
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
