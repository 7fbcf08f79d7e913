//! A recording that goes on: how long, how loud, and what the finger or the mouse on the button means.

use std::collections::VecDeque;

use protocol::ConversationId;

/// Bars of the meter.
pub(crate) const METER: usize = 160;
/// Below this nobody speaks.
const SILENCE: u8 = 6;
/// So long nothing may be heard before it is said.
const DEAF_MS: u32 = 3_000;

/// How far a recording is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The person is being asked for the microphone, or it is being opened.
    Opening,
    Running,
    Paused,
    /// It is being made a voice note.
    Ending,
}

/// The one recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recording {
    pub conversation: ConversationId,
    pub stage: Stage,
    pub length_ms: u32,
    /// The last ones, the newest last.
    pub levels: VecDeque<u8>,
    /// When something was heard last.
    heard_ms: u32,
    /// It goes on by itself; else a finger holds it.
    pub held: bool,
    /// The finger is on its way to throwing it away: 0 to 100.
    pub drawn: u8,
}

impl Recording {
    pub(crate) fn new(conversation: ConversationId) -> Self {
        Self {
            conversation,
            stage: Stage::Opening,
            length_ms: 0,
            levels: VecDeque::with_capacity(METER),
            heard_ms: 0,
            held: false,
            drawn: 0,
        }
    }

    pub(crate) fn hear(&mut self, level: u8, length_ms: u32) {
        if self.stage == Stage::Opening {
            self.stage = Stage::Running;
        }
        self.length_ms = length_ms;
        if level > SILENCE {
            self.heard_ms = length_ms;
        }
        if self.levels.len() == METER {
            self.levels.pop_front();
        }
        self.levels.push_back(level);
    }

    /// Nothing has come from the microphone for a while, from the beginning on: it may be the wrong one, or switched off.
    pub(crate) fn is_deaf(&self) -> bool {
        self.heard_ms == 0 && self.length_ms >= DEAF_MS
    }
}

/// Held for longer than this, letting go sends; a shorter press is a tap, and recording goes on by itself.
const HOLD_MS: i64 = 400;
/// So far to the side throws it away, in pixels.
const AWAY: f64 = 110.0;
/// So far up lets the finger go.
const LOCK: f64 = 64.0;

/// A press of the button that began a recording.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Press {
    x: f64,
    y: f64,
    at_ms: i64,
    /// To the left where one writes to the right, and the other way round.
    rtl: bool,
}

/// What a movement of it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pull {
    /// Part of the way to throwing it away, in hundredths.
    Nearer(u8),
    Away,
    /// It goes on by itself from here.
    Lock,
}

impl Press {
    pub(crate) fn new(x: f64, y: f64, at_ms: i64, rtl: bool) -> Self {
        Self { x, y, at_ms, rtl }
    }

    pub(crate) fn pull(&self, x: f64, y: f64) -> Pull {
        let side = if self.rtl { x - self.x } else { self.x - x };
        if self.y - y >= LOCK && side < AWAY / 2.0 {
            Pull::Lock
        } else if side >= AWAY {
            Pull::Away
        } else {
            Pull::Nearer((side.max(0.0) / AWAY * 100.0) as u8)
        }
    }

    /// Whether letting go now sends what was said.
    pub(crate) fn sends(&self, now_ms: i64) -> bool {
        now_ms - self.at_ms >= HOLD_MS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: ConversationId = ConversationId::from_number(1);

    #[test]
    fn a_silent_microphone_is_noticed_and_a_pause_is_none() {
        let mut recording = Recording::new(HERE);
        for tenth in 0..29 {
            recording.hear(0, tenth * 100);
        }
        assert_eq!((recording.stage, recording.is_deaf()), (Stage::Running, false));
        recording.hear(2, 3_000);
        assert!(recording.is_deaf());
        recording.hear(90, 3_100);
        for tenth in 32..220 {
            recording.hear(0, tenth * 100);
        }
        assert!(!recording.is_deaf());
        assert_eq!((recording.levels.len(), recording.length_ms), (METER, 21_900));
    }

    #[test]
    fn a_tap_goes_on_and_a_hold_sends() {
        let press = Press::new(300.0, 700.0, 1_000, false);
        assert!(!press.sends(1_200));
        assert!(press.sends(1_400));
    }

    #[test]
    fn aside_throws_away_and_up_locks() {
        let press = Press::new(300.0, 700.0, 0, false);
        assert_eq!(press.pull(310.0, 700.0), Pull::Nearer(0));
        assert_eq!(press.pull(245.0, 690.0), Pull::Nearer(50));
        assert_eq!(press.pull(190.0, 690.0), Pull::Away);
        assert_eq!(press.pull(290.0, 630.0), Pull::Lock);
        assert_eq!(press.pull(200.0, 630.0), Pull::Nearer(90));
        assert_eq!(Press::new(20.0, 700.0, 0, true).pull(140.0, 700.0), Pull::Away);
    }
}
