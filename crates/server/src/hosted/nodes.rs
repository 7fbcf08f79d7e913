//! One of several nodes on a database: what this server starts to hear of the others, and how it leaves them.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::time::MissedTickBehavior;

use super::bus::{Address, Bus, Outbox};
use super::database::Db;
use super::heads::{self, Pace};
use super::hub::Hub;
use super::task::Task;
use super::{Server, system};
use crate::config::{Config, Database};

/// Between two lots of lines that are closed.
const STEP: Duration = Duration::from_millis(50);

/// The hub, and what it is joined to the others by.
#[derive(Debug)]
pub(crate) struct Links {
    pub(crate) hub: Arc<Hub>,
    pub(crate) network: Option<(Address, Arc<Outbox>)>,
}

impl Links {
    pub(crate) fn new(config: &Config) -> anyhow::Result<Self> {
        if config.database == Database::Embedded {
            if config.nats.is_some() {
                tracing::warn!("nats is set and not used: there is one node on an embedded database");
            }
            let hub = Arc::new(Hub::default());
            return Ok(Self { hub, network: None });
        }
        let network = match &config.nats {
            Some(url) => {
                let node = system::entropy().uuid(system::now());
                Some((url.reveal().parse()?, Arc::new(Outbox::new(node))))
            }
            None => None,
        };
        let outbox = network.as_ref().map(|(_, outbox)| Arc::clone(outbox));
        Ok(Self {
            hub: Arc::new(Hub::among_others(outbox)),
            network,
        })
    }
}

/// This node among the others, until it leaves.
#[derive(Debug)]
pub(crate) struct Nodes {
    bus: Option<Bus>,
    /// `None` where nobody else writes.
    watching: Option<Task>,
}

impl Nodes {
    /// Joins the others. A network that is away is no reason not to: it is tried again in the background.
    pub(crate) async fn join<D: Db>(
        server: &Arc<Server<D>>,
        network: Option<(Address, Arc<Outbox>)>,
    ) -> anyhow::Result<Self> {
        let bus = match network {
            Some((address, outbox)) => {
                let hub = Arc::clone(&server.hub);
                let joined = Bus::start(address, hub, outbox).await;
                Some(joined.context("cannot join the other nodes")?)
            }
            None => None,
        };
        let watching = server.hub.has_others().then(|| {
            let server = Arc::clone(server);
            Task::spawn(async move {
                heads::keep_watching(&server.db, &server.hub, Pace::default()).await;
            })
        });
        Ok(Self { bus, watching })
    }

    /// Nothing of this node uses the server any more. What is still published crosses until the bus is given up.
    pub(crate) async fn leave(self) -> Option<Bus> {
        if let Some(watching) = self.watching {
            watching.stop().await;
        }
        self.bus
    }
}

/// Closes all lines within this time, a few at once, so that their clients do not all come back in the same moment. New ones
/// are refused meanwhile.
pub(crate) async fn drain(hub: &Hub, within: Duration) {
    hub.refuse_lines();
    let steps = usize::try_from(within.as_millis() / STEP.as_millis()).unwrap_or(usize::MAX);
    let begun = hub.lines();
    let mut ticks = tokio::time::interval(STEP);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for left in (0..steps).rev() {
        let open = hub.lines();
        if open == 0 {
            break;
        }
        ticks.tick().await;
        let keep = begun.saturating_mul(left) / steps;
        hub.close_some(open.saturating_sub(keep));
    }
    hub.close();
}
