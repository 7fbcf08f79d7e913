//! Which parts of a conversation's history are held: sorted, disjoint stretches of numbers.
//!
//! Numbers count changes, so most have no message; a stretch `from..=to` says that every message in it is held.

use protocol::Seq;
use serde::{Deserialize, Serialize};

/// Both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    pub from: Seq,
    pub to: Seq,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Stretches(Vec<Stretch>);

impl Stretches {
    /// Adds a stretch; what overlaps or touches becomes one.
    pub fn add(&mut self, mut from: Seq, mut to: Seq) {
        if from > to {
            return;
        }
        self.0.retain(|held| {
            let apart = held.to.saturating_add(1) < from || to.saturating_add(1) < held.from;
            if !apart {
                from = from.min(held.from);
                to = to.max(held.to);
            }
            apart
        });
        let at = self.0.partition_point(|held| held.to < from);
        self.0.insert(at, Stretch { from, to });
    }

    /// The feed has moved on to `head` with nothing missing: the newest stretch grows up to it.
    pub fn grow(&mut self, head: Seq) {
        if let Some(newest) = self.0.last_mut() {
            newest.to = newest.to.max(head);
        }
    }

    /// The stretch that holds a number.
    pub fn containing(&self, seq: Seq) -> Option<Stretch> {
        self.0
            .iter()
            .copied()
            .find(|held| held.from <= seq && seq <= held.to)
    }

    /// The one that reaches up to the newest message.
    pub fn newest(&self) -> Option<Stretch> {
        self.0.last().copied()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn stretches_hold_exactly_what_was_added(adds in proptest::collection::vec((1u64..60, 0u64..12), 0..20)) {
            let mut stretches = Stretches::default();
            let mut plain = std::collections::BTreeSet::new();
            for (from, length) in adds {
                stretches.add(from, from + length);
                plain.extend(from..=from + length);
            }
            for seq in 0..80 {
                prop_assert_eq!(stretches.containing(seq).is_some(), plain.contains(&seq));
            }
            for pair in stretches.0.windows(2) {
                prop_assert!(pair[0].to + 1 < pair[1].from, "sorted, disjoint and not touching");
            }
        }
    }
}
