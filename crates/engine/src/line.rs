//! The state of the connection, as numbers: when to try again, when silence means that it is dead.

use std::collections::BTreeSet;

use protocol::FeedId;

use crate::input::CallId;
use crate::ui::ConnectionState;

/// The server's heartbeat comes every 15 seconds; after this the line is dead.
pub(crate) const SILENCE_MS: i64 = 40_000;
/// After waking up, a living line answers a ping within this.
pub(crate) const PING_MS: i64 = 5_000;
/// From the open socket to `Ready`.
pub(crate) const READY_MS: i64 = 15_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Waiting for the next attempt.
    Down {
        retry_at: i64,
    },
    /// The driver is opening the socket.
    Connecting,
    /// Open, not yet `Ready`.
    Greeting {
        until: i64,
    },
    Up,
    /// The session has ended: nothing more is tried.
    Ended,
}

#[derive(Debug)]
pub(crate) struct Line {
    pub state: State,
    /// Since when nothing could be received; `None` while up and before the first failure.
    pub offline_since: Option<i64>,
    /// Failed attempts in a row.
    pub attempts: u32,
    /// When the line counts as dead if nothing is heard.
    pub silent_at: i64,
    /// Feeds that may have moved on.
    pub stale: BTreeSet<FeedId>,
    /// Of these only what is asked for from now on counts, from the beginning.
    pub afresh: BTreeSet<FeedId>,
    /// The sync on its way, and the feeds that it asks for.
    pub syncing: Option<(CallId, Vec<FeedId>)>,
    pub sync_retry_at: Option<i64>,
    pub sync_failures: u32,
    /// Everything missed before this connection has arrived.
    pub caught_up: bool,
}

impl Line {
    pub(crate) fn new() -> Self {
        Self {
            state: State::Down { retry_at: i64::MAX },
            offline_since: None,
            attempts: 0,
            silent_at: i64::MAX,
            stale: BTreeSet::new(),
            afresh: BTreeSet::new(),
            syncing: None,
            sync_retry_at: None,
            sync_failures: 0,
            caught_up: false,
        }
    }

    pub(crate) fn is_up(&self) -> bool {
        self.state == State::Up
    }

    pub(crate) fn shown(&self) -> ConnectionState {
        match (self.state, self.offline_since) {
            (State::Up, _) if self.caught_up => ConnectionState::Live,
            (State::Up, _) => ConnectionState::CatchingUp,
            (_, Some(since_ms)) => ConnectionState::Offline { since_ms },
            (_, None) => ConnectionState::Connecting,
        }
    }

    /// When the line next wants to be looked at.
    pub(crate) fn deadline(&self) -> Option<i64> {
        match self.state {
            State::Down { retry_at } => Some(retry_at).filter(|at| *at != i64::MAX),
            State::Greeting { until } => Some(until),
            State::Up => [Some(self.silent_at), self.sync_retry_at]
                .into_iter()
                .flatten()
                .min(),
            State::Connecting | State::Ended => None,
        }
    }
}

/// Half a second, doubled each time, at most half a minute; half of it by chance, so that a thousand clients of a server that
/// restarts do not come back at once.
pub(crate) fn backoff_ms(attempts: u32, chance: u16) -> i64 {
    let full = 500_i64.saturating_mul(1 << attempts.min(6)).min(30_000);
    full / 2 + full / 2 * i64::from(chance) / i64::from(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_slow_down_and_stay_bounded() {
        assert_eq!(backoff_ms(0, 0), 250);
        assert_eq!(backoff_ms(0, u16::MAX), 500);
        assert_eq!(backoff_ms(3, u16::MAX), 4_000);
        assert_eq!(backoff_ms(60, u16::MAX), 30_000);
    }
}
