//! Which pinned message the bar shows: the newest first, and each click goes on to the one before it.

use engine::ui::Quote;
use protocol::MessageId;

/// The message that was shown last; `None`: the newest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pins {
    next: Option<MessageId>,
}

impl Pins {
    /// Index of the one to show. One that is not pinned any more gives way to the newest.
    pub(crate) fn place(&self, pinned: &[Quote]) -> usize {
        let wanted = self.next;
        pinned
            .iter()
            .position(|quote| Some(quote.message) == wanted)
            .unwrap_or(0)
    }

    /// The one to jump to; the bar goes on to the next older one, and after the oldest begins anew.
    pub(crate) fn step(&mut self, pinned: &[Quote]) -> Option<MessageId> {
        let place = self.place(pinned);
        let message = pinned.get(place)?.message;
        self.next = pinned.get(place + 1).map(|quote| quote.message);
        Some(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quotes(numbers: &[u128]) -> Vec<Quote> {
        numbers
            .iter()
            .map(|number| Quote {
                media: None,
                message: MessageId::from_number(*number),
                author: "Ana".into(),
                own: true,
                text: "the plan".into(),
                deleted: false,
            })
            .collect()
    }

    #[test]
    fn clicks_go_from_the_newest_to_the_oldest_and_round() {
        let pinned = quotes(&[9, 5, 2]);
        let mut pins = Pins::default();
        let visited: Vec<_> = (0..4)
            .filter_map(|_| pins.step(&pinned))
            .map(|id| id.0.as_u128())
            .collect();
        assert_eq!(visited, [9, 5, 2, 9]);
    }

    #[test]
    fn what_is_unpinned_gives_way() {
        let mut pins = Pins::default();
        pins.step(&quotes(&[9, 5]));
        assert_eq!(pins.place(&quotes(&[9, 5])), 1);
        assert_eq!(pins.place(&quotes(&[9])), 0);
        assert_eq!(pins.step(&[]), None);
    }
}
