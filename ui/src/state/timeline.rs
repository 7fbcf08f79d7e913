//! The open conversation's loaded stretch of messages.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use engine::ui::{Edge, Place, TimelineItem, TimelineUpdate};
use protocol::{ConversationId, MessageId, Seq};

/// Items in order, and what lies beyond them.
#[derive(Clone, Debug)]
pub(crate) struct Timeline {
    pub conversation: Option<ConversationId>,
    by_place: BTreeMap<(Place, MessageId), Rc<TimelineItem>>,
    places: HashMap<MessageId, Place>,
    pub older: Edge,
    pub newer: Edge,
    pub unread_from: Option<Seq>,
    pub newer_count: u32,
    /// Where the screen must go, and the version that said so.
    go: (Go, u64),
    /// Rises with every update, so that the screen knows when to look at its scroll position.
    pub version: u64,
}

/// Where an update wants the screen to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Go {
    /// Where it is: what is read does not move.
    #[default]
    Stay,
    /// Just opened: the first unread message, or the end.
    Opening,
    End,
    /// Show this message and mark it for a moment.
    Message(MessageId),
}

impl Default for Timeline {
    fn default() -> Self {
        Self {
            conversation: None,
            by_place: BTreeMap::new(),
            places: HashMap::new(),
            older: Edge::End,
            newer: Edge::End,
            unread_from: None,
            newer_count: 0,
            go: (Go::Stay, 0),
            version: 0,
        }
    }
}

impl Timeline {
    pub(crate) fn apply(&mut self, update: TimelineUpdate) {
        let opened = self.conversation != Some(update.conversation);
        if opened || update.reset {
            self.by_place.clear();
            self.places.clear();
        }
        self.conversation = Some(update.conversation);
        for id in &update.remove {
            self.take(*id);
        }
        for item in update.upsert {
            self.take(item.id); // a sent message moves from its waiting place to its number
            self.places.insert(item.id, item.place);
            self.by_place.insert((item.place, item.id), Rc::new(item));
        }
        self.older = update.older;
        self.newer = update.newer;
        self.unread_from = update.unread_from;
        self.newer_count = update.newer_count;
        self.version += 1;
        let go = match update.focus {
            Some(message) => Go::Message(message),
            None if update.scroll_to_end => Go::End,
            None if opened || update.reset => Go::Opening,
            None => return,
        };
        self.go = (go, self.version);
    }

    /// Where the screen must go that has last looked at version `seen`. Several updates may lie between two looks.
    pub(crate) fn go_since(&self, seen: u64) -> Go {
        let (go, version) = self.go;
        if version > seen { go } else { Go::Stay }
    }

    /// Forgets everything: another conversation is being opened, or none is.
    pub(crate) fn close(&mut self) {
        let version = self.version + 1;
        *self = Self {
            version,
            ..Self::default()
        };
    }

    fn take(&mut self, id: MessageId) {
        if let Some(place) = self.places.remove(&id) {
            self.by_place.remove(&(place, id));
        }
    }

    pub(crate) fn items(&self) -> impl DoubleEndedIterator<Item = &Rc<TimelineItem>> {
        self.by_place.values()
    }

    pub(crate) fn get(&self, id: MessageId) -> Option<&Rc<TimelineItem>> {
        let place = self.places.get(&id)?;
        self.by_place.get(&(*place, id))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_place.is_empty()
    }

    /// The last message of one's own that can be edited, for the up arrow.
    pub(crate) fn last_own(&self) -> Option<&Rc<TimelineItem>> {
        self.items()
            .rev()
            .find(|item| item.own && !item.deleted && matches!(item.place, Place::Sent(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::layout::tests::{item, waiting};

    fn update(upsert: Vec<TimelineItem>) -> TimelineUpdate {
        TimelineUpdate {
            conversation: ConversationId::from_number(1),
            reset: false,
            upsert,
            remove: Vec::new(),
            older: Edge::More,
            newer: Edge::End,
            unread_from: None,
            focus: None,
            scroll_to_end: false,
            newer_count: 0,
        }
    }

    fn numbers(timeline: &Timeline) -> Vec<u128> {
        timeline.items().map(|item| item.id.0.as_u128()).collect()
    }

    #[test]
    fn any_order_of_arrival_gives_one_order() {
        let mut timeline = Timeline::default();
        timeline.apply(update(vec![item(3, 3), waiting(9, 1), item(1, 1)]));
        timeline.apply(update(vec![waiting(8, 0), item(2, 2)]));
        assert_eq!(numbers(&timeline), [1, 2, 3, 8, 9]);
    }

    #[test]
    fn a_waiting_message_takes_its_number_and_is_not_doubled() {
        let mut timeline = Timeline::default();
        timeline.apply(update(vec![item(1, 1), waiting(7, 0), waiting(8, 1)]));
        timeline.apply(update(vec![item(7, 2)]));
        assert_eq!(numbers(&timeline), [1, 7, 8]);
        assert_eq!(timeline.last_own().map(|item| item.id.0.as_u128()), None);
    }

    #[test]
    fn reset_forgets_and_remove_takes_away() {
        let mut timeline = Timeline::default();
        timeline.apply(update(vec![item(1, 1), item(2, 2)]));
        assert_eq!(timeline.go_since(0), Go::Opening);
        let seen = timeline.version;
        let mut gone = update(vec![]);
        gone.remove = vec![MessageId::from_number(1)];
        timeline.apply(gone);
        assert_eq!(numbers(&timeline), [2]);
        assert_eq!(timeline.go_since(seen), Go::Stay);
        let mut jump = update(vec![item(50, 50)]);
        jump.reset = true;
        jump.focus = Some(MessageId::from_number(50));
        timeline.apply(jump);
        assert_eq!(numbers(&timeline), [50]);
        assert_eq!(timeline.go_since(seen), Go::Message(MessageId::from_number(50)));
    }

    #[test]
    fn another_conversation_starts_empty() {
        let mut timeline = Timeline::default();
        timeline.apply(update(vec![item(1, 1)]));
        let mut other = update(vec![item(2, 1)]);
        other.conversation = ConversationId::from_number(2);
        timeline.apply(other);
        assert_eq!(numbers(&timeline), [2]);
        timeline.close();
        assert!(timeline.is_empty());
    }

    #[test]
    fn up_edits_the_last_own_message_that_the_server_has() {
        let mut timeline = Timeline::default();
        let own = |mut item: TimelineItem| {
            item.own = true;
            item
        };
        let mut stub = own(item(3, 3));
        stub.deleted = true;
        timeline.apply(update(vec![
            own(item(1, 1)),
            item(2, 2),
            stub,
            own(waiting(4, 0)),
        ]));
        assert_eq!(timeline.last_own().map(|item| item.id.0.as_u128()), Some(1));
    }
}
