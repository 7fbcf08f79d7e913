//! The way back after a jump: to where the person was reading before they followed a quote or a pin.

use std::ops::RangeInclusive;

use protocol::{MessageId, Seq};

/// Where jumps were made from, the last one last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct WayBack {
    from: Vec<(MessageId, Seq)>,
    /// The jump that was asked for has not arrived yet.
    on_the_way: bool,
}

impl WayBack {
    /// A jump begins here.
    pub(crate) fn leave(&mut self, message: MessageId, seq: Seq) {
        self.from.retain(|(known, _)| *known != message);
        self.from.push((message, seq));
        self.on_the_way = true;
    }

    /// Whether there is a place to go back to.
    pub(crate) fn is_open(&self) -> bool {
        !self.from.is_empty() && !self.on_the_way
    }

    /// Goes back: the place, which is then forgotten.
    pub(crate) fn take(&mut self) -> Option<MessageId> {
        self.on_the_way = !self.from.is_empty();
        self.from.pop().map(|(message, _)| message)
    }

    /// The jump has arrived.
    pub(crate) fn arrived(&mut self) {
        self.on_the_way = false;
    }

    /// These numbers are on the screen: who sees the place again needs no way back to it. Tells whether that changed anything.
    pub(crate) fn see(&mut self, seen: RangeInclusive<Seq>) -> bool {
        if self.on_the_way {
            return false; // the screen is still the old one
        }
        let before = self.from.len();
        self.from.retain(|(_, seq)| !seen.contains(seq));
        before != self.from.len()
    }

    /// The latest is what the person wanted.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> MessageId {
        MessageId::from_number(number)
    }

    #[test]
    fn after_a_jump_there_is_a_way_back() {
        let mut way = WayBack::default();
        assert!(!way.is_open());
        way.leave(id(90), 90);
        assert!(!way.see(70..=95)); // the jump has not been drawn yet
        way.arrived();
        assert!(!way.see(10..=25));
        assert!(way.is_open());
        assert_eq!(way.take(), Some(id(90)));
        way.arrived();
        assert!(!way.is_open());
        assert_eq!(way.take(), None);
    }

    #[test]
    fn a_chain_of_quotes_leads_back_step_by_step() {
        let mut way = WayBack::default();
        way.leave(id(90), 90);
        way.arrived();
        way.leave(id(40), 40);
        way.arrived();
        assert_eq!(way.take(), Some(id(40)));
        way.arrived();
        assert!(way.is_open());
        assert_eq!(way.take(), Some(id(90)));
    }

    #[test]
    fn who_scrolls_there_needs_no_button() {
        let mut way = WayBack::default();
        way.leave(id(90), 90);
        way.arrived();
        assert!(way.see(85..=99));
        assert!(!way.is_open());
        way.leave(id(90), 90);
        way.arrived();
        way.forget();
        assert!(!way.is_open());
    }
}
