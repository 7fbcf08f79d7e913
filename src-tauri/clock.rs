//! The only clock and the only chance of the app: whatever else needs them is told.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use engine::Entropy;
use protocol::FileId;

/// A jump of the wall clock against the steady one beyond this is a sleep of the machine.
const JUMP_MS: i64 = 5_000;

/// Milliseconds since 1970 that never run backwards.
#[derive(Debug)]
pub(crate) struct Clock {
    started: Instant,
    line: TimeLine,
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "the app's one clock")]
    pub(crate) fn start() -> Self {
        Self {
            started: Instant::now(),
            line: TimeLine {
                offset_ms: wall_ms(),
                last_ms: 0,
            },
        }
    }

    /// The time, and whether the machine has slept since the last look.
    pub(crate) fn look(&mut self) -> (i64, bool) {
        let steady = i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.line.look(wall_ms(), steady)
    }
}

#[expect(clippy::disallowed_methods, reason = "the app's one clock")]
fn wall_ms() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or(Duration::ZERO);
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Follows the steady clock, which stops while the machine sleeps, and jumps ahead when the wall clock did. A wall
/// clock that was set back is not followed: deadlines must not move away.
#[derive(Debug)]
struct TimeLine {
    offset_ms: i64,
    last_ms: i64,
}

impl TimeLine {
    fn look(&mut self, wall_ms: i64, steady_ms: i64) -> (i64, bool) {
        let jumped = wall_ms - (steady_ms + self.offset_ms) > JUMP_MS;
        if jumped {
            self.offset_ms = wall_ms - steady_ms;
        }
        self.last_ms = self.last_ms.max(steady_ms + self.offset_ms);
        (self.last_ms, jumped)
    }
}

/// Random bytes of the operating system.
#[derive(Debug)]
pub(crate) struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&mut self, bytes: &mut [u8]) {
        if getrandom::fill(bytes).is_err() {
            // Ids that repeat would mix up people's messages; every system we run on has chance to give.
            tracing::error!("entropy.missing");
            std::process::abort();
        }
    }
}

/// An id that nothing else has; files sort by the time at which they were added.
pub(crate) fn new_file() -> FileId {
    let mut random = [0; 10];
    SystemEntropy.fill(&mut random);
    let millis = u64::try_from(wall_ms()).unwrap_or(0);
    FileId(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sleep_is_noticed_and_time_never_runs_back() {
        let mut line = TimeLine {
            offset_ms: 1_000_000,
            last_ms: 0,
        };
        assert_eq!(line.look(1_000_010, 10), (1_000_010, false));
        assert_eq!(
            line.look(4_600_020, 20),
            (4_600_020, true),
            "an hour passed in ten milliseconds"
        );
        assert_eq!(line.look(4_600_030, 30), (4_600_030, false));
        assert_eq!(
            line.look(1_000_040, 40),
            (4_600_040, false),
            "the clock was set back"
        );
    }
}
