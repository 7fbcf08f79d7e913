//! The connection line: nothing when all is well, else what is going on and how much waits.

use engine::ui::{Connection, ConnectionState};
use protocol::Timestamp;

use crate::format::clock::Clock;
use crate::format::times::moment;

/// What the line says; `None` when live and nothing waits to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub text: String,
    /// Offers "Try now".
    pub offline: bool,
}

pub(crate) fn line(connection: Connection, clock: &Clock) -> Option<Line> {
    let (text, offline) = match connection.state {
        ConnectionState::Live => return None,
        ConnectionState::Connecting => ("Connecting…".to_owned(), false),
        ConnectionState::CatchingUp => ("Catching up…".to_owned(), false),
        ConnectionState::Offline { since_ms } => (
            format!("Offline since {}", moment(clock, Timestamp(since_ms))),
            true,
        ),
    };
    let text = match connection.waiting {
        0 => text,
        waiting => format!("{text} · {waiting} waiting"),
    };
    Some(Line { text, offline })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLOCK: Clock = Clock {
        now_ms: || 1_778_587_200_000,
        offset_minutes: |_| 0,
        twelve_hours: false,
    };

    fn says(state: ConnectionState, waiting: u32) -> Option<String> {
        line(Connection { state, waiting }, &CLOCK).map(|line| line.text)
    }

    #[test]
    fn only_what_is_not_well_is_said() {
        assert_eq!(says(ConnectionState::Live, 2), None);
        assert_eq!(says(ConnectionState::CatchingUp, 0).unwrap(), "Catching up…");
        let since = ConnectionState::Offline {
            since_ms: 1_778_587_200_000 - 25 * 60_000,
        };
        assert_eq!(says(since, 0).unwrap(), "Offline since 11:35");
        assert_eq!(says(since, 1).unwrap(), "Offline since 11:35 · 1 waiting");
        assert_eq!(says(since, 3).unwrap(), "Offline since 11:35 · 3 waiting");
    }
}
