//! A finger that draws a message to the right, to reply to it. Pixels in, what to do out.

/// From here on it is a swipe and no tap.
const BEGINS: f64 = 12.0;
/// From here on letting go replies.
const REPLIES: f64 = 56.0;
/// The message follows the finger this far.
const FARTHEST: f64 = 72.0;

/// One finger on one message.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Swipe {
    from: (f64, f64),
    moved: f64,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Not known yet.
    Resting,
    Swiping,
    /// Scrolls, or went the other way.
    Other,
}

/// What the screen does about a move.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    Nothing,
    /// The message stands this far to the right; `ready`: letting go replies.
    Follow {
        pixels: f64,
        ready: bool,
    },
    /// It is no tap and no rest either: no menu.
    Leave,
}

impl Swipe {
    pub(crate) fn new(x: f64, y: f64) -> Self {
        Self {
            from: (x, y),
            moved: 0.0,
            kind: Kind::Resting,
        }
    }

    pub(crate) fn step(&mut self, x: f64, y: f64) -> Step {
        let (across, down) = (x - self.from.0, y - self.from.1);
        if self.kind == Kind::Resting {
            self.kind = match (across.abs().max(down.abs()) < BEGINS, across > down.abs() * 1.5) {
                (true, _) => return Step::Nothing,
                (false, true) => Kind::Swiping,
                (false, false) => {
                    self.kind = Kind::Other;
                    return Step::Leave;
                }
            };
        }
        if self.kind == Kind::Other {
            return Step::Nothing;
        }
        self.moved = across;
        Step::Follow {
            pixels: (across - BEGINS).clamp(0.0, FARTHEST),
            ready: across >= REPLIES,
        }
    }

    /// The finger has gone: whether that is a reply.
    pub(crate) fn replies(&self) -> bool {
        self.kind == Kind::Swiping && self.moved >= REPLIES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn far_enough_to_the_right_replies() {
        let mut swipe = Swipe::new(100.0, 300.0);
        assert_eq!(swipe.step(105.0, 301.0), Step::Nothing);
        assert_eq!(
            swipe.step(132.0, 304.0),
            Step::Follow {
                pixels: 20.0,
                ready: false
            }
        );
        assert!(!swipe.replies());
        assert!(matches!(
            swipe.step(170.0, 320.0),
            Step::Follow { ready: true, .. }
        ));
        assert!(swipe.replies());
        // Thought better of it.
        swipe.step(120.0, 320.0);
        assert!(!swipe.replies());
        assert_eq!(
            swipe.step(400.0, 320.0),
            Step::Follow {
                pixels: 72.0,
                ready: true
            }
        );
    }

    #[test]
    fn scrolling_and_the_other_way_are_no_reply() {
        for (x, y) in [(110.0, 340.0), (40.0, 300.0), (130.0, 330.0)] {
            let mut swipe = Swipe::new(100.0, 300.0);
            assert_eq!(swipe.step(x, y), Step::Leave, "{x} {y}");
            assert_eq!(swipe.step(300.0, 300.0), Step::Nothing);
            assert!(!swipe.replies());
        }
    }
}
