//! What this node has not heard: the database is asked, every few seconds and whenever something may have been lost.
//!
//! The network between the nodes may lose, double and delay; the database may not. A practice that somebody listens to here
//! is watched from a tick that was read before its first listener read anything, and each beat asks what moved since the last. What
//! moved and was not handed out is told to those who follow it, by its head: their clients catch up. Where an account's own
//! feed moved unheard, its memberships are read before anything is handed out, so that nobody hears what they may no longer.

use std::time::Duration;

use futures_util::FutureExt as _;
use protocol::{AccountId, ConversationId, DeviceId, FeedId, Seq, WorkspaceId};

use super::database::Db;
use super::hub::Hub;
use super::system;
use crate::db::{Devices as _, Feeds as _, Memberships as _, Moved};
use crate::domain::{Actor, Failure};

/// A tick that no practice reaches: whoever asks with it only learns where the practice stands.
const NEVER: u64 = i64::MAX as u64;

/// What the database knows of all nodes' doings.
pub(crate) trait Truth: Sync {
    /// Of these practices, those that are not at the tick given, with their feeds that moved since.
    fn moved(&self, since: &[(WorkspaceId, u64)])
    -> impl Future<Output = Result<Vec<Moved>, Failure>> + Send;

    /// The head of the account's feed and the conversations that it is in, of one moment.
    fn memberships(
        &self,
        workspace: WorkspaceId,
        account: AccountId,
    ) -> impl Future<Output = Result<(Seq, Vec<ConversationId>), Failure>> + Send;

    /// Which of these devices are signed in no longer.
    fn ended(&self, devices: Vec<Actor>) -> impl Future<Output = Result<Vec<DeviceId>, Failure>> + Send;
}

impl<D: Db> Truth for D {
    async fn moved(&self, since: &[(WorkspaceId, u64)]) -> Result<Vec<Moved>, Failure> {
        Ok(Db::moved(self, since).await?)
    }

    async fn memberships(
        &self,
        workspace: WorkspaceId,
        account: AccountId,
    ) -> Result<(Seq, Vec<ConversationId>), Failure> {
        self.read(move |tx| {
            async move {
                let head = tx.head(workspace, FeedId::Account(account)).await?;
                Ok((head, tx.active_memberships(workspace, account).await?))
            }
            .boxed()
        })
        .await
    }

    async fn ended(&self, devices: Vec<Actor>) -> Result<Vec<DeviceId>, Failure> {
        self.read(move |tx| {
            async move {
                let mut ended = Vec::new();
                for actor in devices {
                    let present = tx.devices(actor.workspace, actor.account).await?;
                    if !present.iter().any(|row| row.id == actor.device) {
                        ended.push(actor.device);
                    }
                }
                Ok(ended)
            }
            .boxed()
        })
        .await
    }
}

/// How often, and how long is waited for what is on its way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    pub(crate) beat: Duration,
    /// A page that is on its way over the network is given this long before the database's word is taken for it.
    pub(crate) grace: Duration,
    /// Every so many beats, sessions are looked at.
    pub(crate) sessions: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            beat: Duration::from_secs(5),
            grace: Duration::from_millis(150),
            sessions: 12,
        }
    }
}

/// Watches over a practice from now on, unless somebody does already. To be called after the subscription has begun and before
/// anything is read for it.
pub(crate) async fn watch(truth: &impl Truth, hub: &Hub, workspace: WorkspaceId) -> Result<(), Failure> {
    if !hub.is_watched(workspace) {
        for moved in truth.moved(&[(workspace, NEVER)]).await? {
            hub.watch(moved.workspace, moved.tick);
        }
    }
    Ok(())
}

/// Asks what moved and tells of it, for as long as the server runs.
pub(crate) async fn keep_watching(truth: &impl Truth, hub: &Hub, pace: Pace) {
    let mut beats = tokio::time::interval(pace.beat);
    beats.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut beat: u32 = 0;
    let mut sessions = false;
    loop {
        tokio::select! {
            _ = beats.tick() => {
                beat = beat.wrapping_add(1);
                sessions |= beat.is_multiple_of(pace.sessions);
            }
            () = hub.something_was_lost() => sessions |= hub.take_away(),
            () = hub.gap_began() => {
                // Usually the one that is missing is only late.
                pause(pace.grace).await;
                if !hub.has_gaps() {
                    continue;
                }
            }
        }
        let mut healed = heal(truth, hub, pace).await;
        if healed.is_ok() && sessions {
            healed = end_sessions(truth, hub).await;
        }
        match healed {
            Ok(()) => sessions = false,
            Err(error) => {
                tracing::warn!(error = %error, "what moved on other nodes could not be read");
                // Asking again at once would not help the database.
                beats.tick().await;
            }
        }
    }
}

/// Asks once. When it fails, nothing has changed and the next time asks for the same.
pub(crate) async fn heal(truth: &impl Truth, hub: &Hub, pace: Pace) -> Result<(), Failure> {
    let watched = hub.watched();
    if watched.is_empty() {
        return Ok(());
    }
    let moved = truth.moved(&watched).await?;
    pause(pace.grace).await;
    for (workspace, account) in hub.unheard_accounts(&moved) {
        let (head, conversations) = truth.memberships(workspace, account).await?;
        hub.memberships((workspace, account), head, conversations);
    }
    let unheard = hub.merge(system::now(), moved);
    if unheard > 0 {
        tracing::debug!(feeds = unheard, "feeds moved that were not heard of");
    }
    Ok(())
}

/// Ends the lines of devices whose sessions ended elsewhere.
pub(crate) async fn end_sessions(truth: &impl Truth, hub: &Hub) -> Result<(), Failure> {
    let devices: Vec<_> = hub.devices().into_values().collect();
    if !devices.is_empty() {
        hub.ended(truth.ended(devices).await?);
    }
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the driver's wait for what is on its way"
)]
async fn pause(time: Duration) {
    if !time.is_zero() {
        tokio::time::sleep(time).await;
    }
}

#[cfg(test)]
mod tests;
