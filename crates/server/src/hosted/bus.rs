//! Between the nodes of one installation: what is published on one is heard on the others, over NATS.
//!
//! It is the fast path and nothing more. Nothing is acknowledged because of it, nothing waits for it, and what it loses is
//! found again by asking the database (`heads.rs`). That is also what happens after a new connection and when this node was too
//! slow for its messages: the database names exactly the feeds that moved unheard, and only who follows those is told, where a
//! `Resync` for everybody would make every client ask for everything at once.
//!
//! A node listens to a subject only while somebody here does. Plain NATS, no JetStream: it would keep what nobody needs.

mod address;
mod outbox;
mod wire;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::future::ready;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_nats::connection::State;
use async_nats::{Client, ConnectOptions, Event, Request, RequestErrorKind, Subscriber};
use axum::body::Bytes;
use futures_util::StreamExt as _;
use protocol::ServerFrame;

use super::hub::{Hub, Topic, encode};
use super::system;
use super::task::Task;
use crate::domain::publication::Reach;

pub(crate) use address::Address;
pub(crate) use outbox::Outbox;
pub(crate) use wire::Received;

/// The network answers within this, or is asked again.
const ANSWER: Duration = Duration::from_secs(1);
/// A connection that says nothing for two of these is dead.
const PING: Duration = Duration::from_secs(10);
/// Messages of one subject that wait here before the client drops them.
const WAITING: usize = 4_096;

/// This node's place among the others; its tasks end when it is dropped.
#[derive(Debug)]
pub(crate) struct Bus {
    client: Client,
    outbox: Arc<Outbox>,
    sending: Task,
    _listening: Task,
}

/// The connection could not even be begun. A network that is away is none of these: it is tried again for ever.
#[derive(Debug, thiserror::Error)]
#[error("NATS cannot be used: {0}")]
pub(crate) struct BusError(async_nats::ConnectErrorKind);

impl Bus {
    /// Goes on trying in the background when the network is away.
    pub(crate) async fn start(
        address: Address,
        hub: Arc<Hub>,
        outbox: Arc<Outbox>,
    ) -> Result<Self, BusError> {
        let events = events(Arc::clone(&hub), Arc::clone(&outbox));
        let options = address
            .credentials(ConnectOptions::new())
            .name("rapport")
            .no_echo()
            .retry_on_initial_connect()
            .custom_inbox_prefix(wire::INBOX)
            .ping_interval(PING)
            .subscription_capacity(WAITING)
            .event_callback(move |event| {
                events(event);
                ready(())
            });
        let client = options
            .connect(address.servers)
            .await
            .map_err(|error| BusError(error.kind()))?;
        Ok(Self {
            sending: Task::spawn(send(client.clone(), Arc::clone(&outbox))),
            _listening: Task::spawn(listen(client.clone(), hub, Arc::clone(&outbox))),
            client,
            outbox,
        })
    }

    /// Leaves, after what is still to be sent; but nobody waits long for that.
    pub(crate) async fn finish(self) {
        let Self {
            client,
            outbox,
            sending,
            ..
        } = self;
        let last = async {
            outbox.emptied().await;
            sending.stop().await;
            client.flush().await.is_ok()
        };
        if !matches!(tokio::time::timeout(ANSWER, last).await, Ok(true)) {
            tracing::debug!("the last frames may not have crossed");
        }
    }
}

/// What the connection tells. Names no address: the library's own may carry a password.
fn events(hub: Arc<Hub>, outbox: Arc<Outbox>) -> impl Fn(Event) + Send + Sync + 'static {
    let complained = AtomicBool::new(false);
    move |event| match event {
        Event::Connected => {
            complained.store(false, Ordering::Relaxed);
            outbox.set_up(true);
            let dropped = outbox.take_dropped();
            tracing::info!(dropped, "NATS is there: the nodes hear each other");
            // Everything since the last connection was missed.
            hub.look_again();
            hub.was_away();
        }
        Event::Disconnected | Event::Closed => {
            outbox.set_up(false);
            tracing::warn!(
                "NATS is away: what happens on other nodes is found in the database, a few seconds later"
            );
        }
        Event::SlowConsumer(_) => hub.was_away(),
        Event::ServerError(error) => tracing::warn!(error = %error, "NATS complains"),
        Event::ClientError(error) => {
            // It is tried again and again: once is enough to know.
            if !complained.swap(true, Ordering::Relaxed) {
                tracing::warn!(error = %error, "NATS cannot be reached");
            }
        }
        Event::LameDuckMode | Event::Draining => {}
    }
}

/// Hands the network what waits, in its order.
async fn send(client: Client, outbox: Arc<Outbox>) {
    loop {
        let crossing = outbox.next().await;
        let payload = if crossing.payload.len() <= client.max_payload() {
            Some(crossing.payload)
        } else {
            crossing.moved.map(|cursor| {
                let heads = vec![cursor];
                let frame = encode(&ServerFrame::Heartbeat { heads });
                wire::pack(outbox.node(), &Reach::default(), &frame).0
            })
        };
        let sent = match payload {
            Some(payload) if client.connection_state() == State::Connected => client
                .publish(wire::subject(crossing.topic), payload)
                .await
                .is_ok(),
            _ => false,
        };
        if !sent {
            outbox.drop_one();
        }
        outbox.was_sent();
    }
}

/// Keeps the subjects that are listened to as the hub wants them.
async fn listen(client: Client, hub: Arc<Hub>, outbox: Arc<Outbox>) {
    let mut ears = HashMap::new();
    let mut late = false;
    loop {
        hub.interest_changed().await;
        let Some(changes) = hub.take_changes() else {
            return;
        };
        late |= changes.late;
        for (topic, wanted) in changes.topics {
            if !wanted {
                ears.remove(&topic);
            } else if let Entry::Vacant(place) = ears.entry(topic) {
                let Ok(messages) = client.subscribe(wire::subject(topic)).await else {
                    // The client is gone, and with it this node's share in the network.
                    outbox.set_up(false);
                    return tracing::error!("NATS takes no more subscriptions");
                };
                let ear = hear(messages, topic, Arc::clone(&hub), Arc::clone(&outbox));
                place.insert(Task::spawn(ear));
            }
        }
        if answers(&client).await {
            hub.is_in_force(changes.asked);
            if std::mem::take(&mut late) {
                hub.lost();
            }
        }
    }
}

/// Asks on a subject without listeners: NATS says so itself, after everything that it was told before.
async fn answers(client: &Client) -> bool {
    let request = Request::new().payload(Bytes::new()).timeout(Some(ANSWER));
    match client.send_request(wire::NOBODY, request).await {
        Ok(_) => true,
        Err(error) => error.kind() == RequestErrorKind::NoResponders,
    }
}

async fn hear(mut messages: Subscriber, topic: Topic, hub: Arc<Hub>, outbox: Arc<Outbox>) {
    while let Some(message) = messages.next().await {
        match wire::unpack(outbox.node(), &message.payload) {
            Ok(Some(received)) => hub.receive(system::now(), topic, received),
            Ok(None) => {}
            Err(unreadable) => {
                let bytes = message.payload.len();
                tracing::warn!(%unreadable, bytes, "a message of the network is dropped");
            }
        }
    }
}

#[cfg(test)]
mod tests;
