//! CommonMark's algorithm that pairs the delimiters of emphasis, in linear time.
//! Rules: the CommonMark specification 0.31.2, "An algorithm for parsing nested emphasis and links".

use protocol::SpanKind;

use super::{Between, Piece};
use crate::steps;

/// A run of `*`, `_` or `~`.
#[derive(Debug)]
pub(super) struct Run {
    /// The piece of the line that it is.
    pub(super) piece: usize,
    pub(super) delimiter: char,
    /// How many there were, which the rule of three asks for.
    pub(super) len: usize,
    /// How many are not yet used up.
    pub(super) left: usize,
    pub(super) opens: bool,
    pub(super) closes: bool,
}

impl Run {
    /// Runs of one class that found no opener never will above the same place.
    fn class(&self) -> usize {
        let delimiter = match self.delimiter {
            '*' => 0,
            '_' => 1,
            _ => 2,
        };
        (delimiter * 2 + usize::from(self.opens)) * 3 + self.len % 3
    }

    fn may_open_for(&self, closer: &Self) -> bool {
        let threes = (self.closes || closer.opens)
            && (self.len + closer.len).is_multiple_of(3)
            && !(self.len.is_multiple_of(3) && closer.len.is_multiple_of(3));
        self.opens && self.delimiter == closer.delimiter && (self.delimiter == '~' || !threes)
    }
}

/// Pairs the runs from `bottom` on, and takes them off the stack.
pub(super) fn pair(runs: &mut Vec<Run>, bottom: usize, pieces: &mut [Piece<'_>], pairs: &mut Vec<Between>) {
    // `open` holds what may still open, in order: the algorithm's doubly linked list, walked from left to right.
    let mut open: Vec<Run> = Vec::new();
    let mut floors = [0_usize; 18];
    for mut closer in runs.drain(bottom..) {
        while closer.closes && closer.left > 0 {
            let class = closer.class();
            let floor = floors.get(class).copied().unwrap_or_default().min(open.len());
            let opener = open
                .iter()
                .enumerate()
                .skip(floor)
                .rev()
                .inspect(|_| steps::step())
                .find(|(_, opener)| opener.may_open_for(&closer));
            let Some((place, _)) = opener else {
                if let Some(floor) = floors.get_mut(class) {
                    *floor = open.len();
                }
                break;
            };
            open.truncate(place + 1);
            // What was searched in vain above this place is gone.
            for floor in &mut floors {
                *floor = (*floor).min(place + 1);
            }
            let Some(opener) = open.last_mut() else { break };
            let both = opener.left >= 2 && closer.left >= 2;
            let used = if both { 2 } else { 1 };
            opener.left -= used;
            closer.left -= used;
            for piece in [opener.piece, closer.piece] {
                if let Some(piece) = pieces.get_mut(piece) {
                    piece.shorten(used);
                }
            }
            pairs.push(Between {
                from: opener.piece,
                to: closer.piece,
                kind: match (opener.delimiter, used) {
                    ('~', _) => SpanKind::Strike,
                    (_, 2) => SpanKind::Bold,
                    _ => SpanKind::Italic,
                },
            });
            if opener.left == 0 {
                open.pop();
                for floor in &mut floors {
                    *floor = (*floor).min(open.len());
                }
            }
        }
        if closer.opens && closer.left > 0 {
            open.push(closer);
        }
    }
}
