//! The open conversation's loaded stretch of messages.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::rc::Rc;

use engine::ui::{Edge, Place, TimelineItem, TimelineUpdate};
use protocol::{ConversationId, MessageId, Seq};

/// Messages that are drawn at once: more than a tall screen, and few enough that no frame takes long.
const AT_ONCE: usize = 40;
/// What is drawn at either end in each frame after that.
const MORE: usize = 10;

/// Sent ones by number, then waiting ones.
type Key = (Place, MessageId);

/// Items in order, and what lies beyond them.
#[derive(Clone, Debug)]
pub(crate) struct Timeline {
    pub conversation: Option<ConversationId>,
    by_place: BTreeMap<Key, Rc<TimelineItem>>,
    places: HashMap<MessageId, Place>,
    /// First and last item that is drawn by now; `None`: up to the end of what is loaded.
    drawn: (Option<Key>, Option<Key>),
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
            drawn: (None, None),
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
        let afresh = opened || update.reset;
        let ends = self.ends();
        let mut known = BTreeMap::new();
        if afresh {
            known = std::mem::take(&mut self.by_place);
            self.places.clear();
        }
        self.conversation = Some(update.conversation);
        for id in &update.remove {
            self.take(*id);
        }
        for item in update.upsert {
            self.take(item.id); // a sent message moves from its waiting place to its number
            let key = (item.place, item.id);
            // What is as it was stays the same one, and is not drawn again.
            let same = known.remove(&key).filter(|known| **known == item);
            self.places.insert(item.id, item.place);
            self.by_place.insert(key, same.unwrap_or_else(|| Rc::new(item)));
        }
        // A jump to what is loaded and not drawn yet must not lead nowhere.
        let hidden = update.focus.is_some_and(|message| self.is_hidden(message));
        match ends {
            _ if hidden || afresh && self.ends() != ends => {
                self.draw_around(update.focus, update.unread_from);
            }
            Some(ends) if !afresh => self.draw_later(ends),
            _ => {}
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

    /// Draws what lies around a message, the first unread one, or the end; the rest follows.
    fn draw_around(&mut self, focus: Option<MessageId>, unread_from: Option<Seq>) {
        let keys: Vec<Key> = self.by_place.keys().copied().collect();
        let wanted = |key: &Key| match (focus, unread_from) {
            (Some(message), _) => key.1 == message,
            (None, Some(from)) => key.0 >= Place::Sent(from),
            (None, None) => false,
        };
        let middle = keys.iter().position(wanted).unwrap_or(keys.len());
        let last_start = keys.len().saturating_sub(AT_ONCE);
        let start = middle.saturating_sub(AT_ONCE / 2).min(last_start);
        let at = |index: usize| keys.get(index).copied();
        self.drawn = (
            (start > 0).then(|| at(start)).flatten(),
            (start < last_start).then(|| at(start + AT_ONCE - 1)).flatten(),
        );
    }

    /// A page that came at an end waits until what is there has been drawn; a few messages do not.
    fn draw_later(&mut self, (first, last): (Key, Key)) {
        if self.drawn.0.is_none() && self.by_place.range(..first).nth(MORE).is_some() {
            self.drawn.0 = Some(first);
        }
        let newer = (Bound::Excluded(last), Bound::Unbounded);
        if self.drawn.1.is_none() && self.by_place.range(newer).nth(MORE).is_some() {
            self.drawn.1 = Some(last);
        }
    }

    /// Draws some more at either end, for the next frame.
    pub(crate) fn draw_more(&mut self) {
        fn step<'a>(mut beyond: impl Iterator<Item = (&'a Key, &'a Rc<TimelineItem>)>) -> Option<Key> {
            let (key, _) = beyond.nth(MORE - 1)?;
            beyond.next().map(|_| *key)
        }
        let (from, to) = self.drawn;
        self.drawn = (
            from.and_then(|from| step(self.by_place.range(..from).rev())),
            to.and_then(|to| step(self.by_place.range((Bound::Excluded(to), Bound::Unbounded)))),
        );
        self.version += 1;
    }

    /// Whether all is drawn that is loaded, at the older and at the newer end.
    pub(crate) fn drawn_to_ends(&self) -> (bool, bool) {
        (self.drawn.0.is_none(), self.drawn.1.is_none())
    }

    /// What is drawn, in order.
    pub(crate) fn drawn(&self) -> impl Iterator<Item = &Rc<TimelineItem>> {
        let (from, to) = self.drawn;
        self.by_place
            .range((
                from.map_or(Bound::Unbounded, Bound::Included),
                to.map_or(Bound::Unbounded, Bound::Included),
            ))
            .map(|(_, item)| item)
    }

    /// The number before which the "New messages" line is drawn: not before its place is.
    pub(crate) fn new_line(&self) -> Option<Seq> {
        let from = self.unread_from?;
        let place = self
            .by_place
            .keys()
            .find(|(place, _)| *place >= Place::Sent(from))?;
        self.drawn.0.is_none_or(|first| first <= *place).then_some(from)
    }

    /// Loaded, and beyond what is drawn.
    fn is_hidden(&self, message: MessageId) -> bool {
        self.places.get(&message).is_some_and(|place| {
            let key = (*place, message);
            self.drawn.0.is_some_and(|first| key < first) || self.drawn.1.is_some_and(|last| key > last)
        })
    }

    fn ends(&self) -> Option<(Key, Key)> {
        let (first, _) = self.by_place.first_key_value()?;
        let (last, _) = self.by_place.last_key_value()?;
        Some((*first, *last))
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

    /// The message of somebody else that this update, which is yet to be applied, brings as the latest of all; what is loaded on scrolling has
    /// not just come.
    pub(crate) fn arrival<'update>(&self, update: &'update TimelineUpdate) -> Option<&'update TimelineItem> {
        let goes_on = !update.reset && self.conversation == Some(update.conversation);
        if !goes_on || self.newer != Edge::End {
            return None;
        }
        let is_sent = |key: &&Key| matches!(key.0, Place::Sent(_));
        let newest = self.by_place.keys().rev().find(is_sent).map(|key| key.0);
        update.upsert.iter().rfind(|item| {
            let later = newest.is_none_or(|newest| item.place > newest);
            later && !item.own && !item.deleted && self.get(item.id).is_none()
        })
    }

    /// The sent message with this number.
    pub(crate) fn at(&self, seq: Seq) -> Option<&Rc<TimelineItem>> {
        let (from, to) = (Place::Sent(seq), Place::Sent(seq.saturating_add(1)));
        let least = MessageId::from_number(0);
        self.by_place
            .range((from, least)..(to, least))
            .next()
            .map(|(_, item)| item)
    }

    /// How many are loaded.
    pub(crate) fn len(&self) -> usize {
        self.by_place.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_place.is_empty()
    }

    /// The last message of one's own that can be edited, for the up arrow.
    pub(crate) fn last_own(&self) -> Option<&Rc<TimelineItem>> {
        self.items()
            .rev()
            .find(|item| item.own && item.may.edit && !item.deleted && matches!(item.place, Place::Sent(_)))
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
        assert_eq!(timeline.at(2).map(|item| item.id.0.as_u128()), Some(2));
        assert!(timeline.at(4).is_none());
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
    fn only_what_comes_at_the_end_has_just_come() {
        let arrives = |timeline: &Timeline, items: Vec<TimelineItem>| {
            let update = update(items);
            timeline.arrival(&update).map(|item| item.id.0.as_u128())
        };
        let mut timeline = Timeline::default();
        assert_eq!(arrives(&timeline, vec![item(1, 1)]), None, "it is being opened");
        timeline.apply(update(vec![item(5, 5), waiting(9, 0)]));
        assert_eq!(arrives(&timeline, vec![item(6, 6), item(7, 7)]), Some(7));
        assert_eq!(arrives(&timeline, vec![item(5, 5)]), None, "it has changed");
        // Also while something waits to be sent.
        assert_eq!(arrives(&timeline, vec![item(3, 3), item(4, 4)]), None, "loaded");
        let mut further = update(vec![]);
        further.newer = Edge::More;
        timeline.apply(further);
        assert_eq!(arrives(&timeline, vec![item(6, 6)]), None, "loaded, too");
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

    fn drawn(timeline: &Timeline) -> (u128, u128, usize) {
        let numbers: Vec<_> = timeline.drawn().map(|item| item.id.0.as_u128()).collect();
        (numbers[0], numbers[numbers.len() - 1], numbers.len())
    }

    fn many(numbers: std::ops::RangeInclusive<u64>) -> TimelineUpdate {
        update(numbers.map(|number| item(number.into(), number)).collect())
    }

    #[test]
    fn a_long_stretch_is_drawn_from_where_the_person_is_outwards() {
        let mut timeline = Timeline::default();
        let mut jump = many(101..=200);
        jump.focus = Some(MessageId::from_number(150));
        timeline.apply(jump.clone());
        assert_eq!(drawn(&timeline), (130, 169, 40));
        timeline.draw_more();
        assert_eq!(drawn(&timeline), (120, 179, 60));
        for _ in 0..9 {
            timeline.draw_more();
        }
        assert_eq!(drawn(&timeline), (101, 200, 100));
        assert_eq!(timeline.drawn_to_ends(), (true, true));

        // A jump within what stands draws nothing anew.
        let before: Vec<_> = timeline.drawn().cloned().collect();
        jump.reset = true;
        jump.focus = Some(MessageId::from_number(110));
        timeline.apply(jump);
        assert!(
            timeline
                .drawn()
                .zip(&before)
                .all(|(now, before)| Rc::ptr_eq(now, before))
        );
        assert_eq!(drawn(&timeline), (101, 200, 100));
    }

    #[test]
    fn a_jump_to_what_is_not_drawn_yet_draws_it() {
        let mut timeline = Timeline::default();
        timeline.apply(many(1..=200));
        assert_eq!(drawn(&timeline), (161, 200, 40));
        let mut jump = update(Vec::new());
        jump.focus = Some(MessageId::from_number(30));
        timeline.apply(jump);
        assert_eq!(drawn(&timeline), (10, 49, 40));
    }

    #[test]
    fn pages_wait_their_turn_and_single_messages_do_not() {
        let mut timeline = Timeline::default();
        timeline.apply(many(101..=120));
        assert_eq!(drawn(&timeline), (101, 120, 20));
        timeline.apply(many(71..=100));
        timeline.apply(many(121..=121));
        assert_eq!(drawn(&timeline), (101, 121, 21));
        timeline.draw_more();
        assert_eq!(drawn(&timeline), (91, 121, 31));
        timeline.apply(many(122..=150));
        assert_eq!(timeline.drawn_to_ends(), (false, false));
    }

    #[test]
    fn the_new_line_waits_for_its_place() {
        let mut timeline = Timeline::default();
        let mut opened = many(1..=100);
        opened.unread_from = Some(60);
        timeline.apply(opened.clone());
        assert_eq!((drawn(&timeline).0, timeline.new_line()), (40, Some(60)));
        opened.reset = true;
        opened.focus = Some(MessageId::from_number(95));
        opened.upsert.retain(|item| item.id != MessageId::from_number(1));
        timeline.apply(opened);
        assert_eq!((drawn(&timeline).0, timeline.new_line()), (61, None));
        timeline.draw_more();
        assert_eq!(timeline.new_line(), Some(60));
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
            item.may.edit = true;
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
