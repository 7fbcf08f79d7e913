//! A timeline as it stands on the screen: days, the "New messages" line, and blocks of one person's messages.

use std::rc::Rc;

use engine::ui::{Place, TimelineItem};
use protocol::{AccountId, Seq, Timestamp};

use crate::format::clock::{Clock, Local};
use crate::format::times::day_label;

/// Messages of one person within this time stand together.
const TOGETHER_MS: i64 = 5 * 60_000;

/// One day of a timeline, under its divider.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Day {
    pub key: String,
    pub label: String,
    pub blocks: Vec<Block>,
}

/// Consecutive messages of one person.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Block {
    pub author: AccountId,
    pub author_name: String,
    pub own: bool,
    /// Notes among coaches.
    pub note: bool,
    /// The "New messages" line stands above.
    pub new_line: bool,
    pub items: Vec<Shared>,
}

impl Block {
    /// What happened in the group, when this is no message; it stands alone.
    pub(crate) fn event(&self) -> Option<&Shared> {
        self.items.first().filter(|item| item.0.event.is_some())
    }
}

/// An item that is compared by identity: unchanged means not drawn again.
#[derive(Clone, Debug)]
pub(crate) struct Shared(pub Rc<TimelineItem>);

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Lays out items that are already in order. What waits has no time yet and belongs to today.
pub(crate) fn lay_out<'a>(
    items: impl Iterator<Item = &'a Rc<TimelineItem>>,
    unread_from: Option<Seq>,
    clock: &Clock,
) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    let mut day: Option<Local> = None;
    let mut last: Option<(AccountId, bool, Timestamp)> = None;
    let mut line_due = unread_from;
    let mut after_event = false;
    for item in items {
        let at = item.sent_at.unwrap_or_else(|| clock.now());
        let local = clock.local(at);
        let same_day = match (&day, &local) {
            (Some(before), Some(now)) => before.day >= now.day, // a clock that went back makes no second Monday
            _ => !days.is_empty(),
        };
        let new_line = match (line_due, item.place) {
            (Some(from), Place::Sent(seq)) => seq >= from,
            _ => false,
        };
        if new_line {
            line_due = None;
        }
        if !same_day {
            let label = local
                .as_ref()
                .map(|local| day_label(clock, local))
                .unwrap_or_default();
            let key = local.map_or_else(String::new, |local| local.day.to_string());
            days.push(Day {
                key,
                label,
                blocks: Vec::new(),
            });
            day = local;
        }
        let event = item.event.is_some();
        let together = same_day
            && !new_line
            && !event
            && !after_event
            && last.is_some_and(|(author, note, before)| {
                author == item.author && note == item.staff_only && at.since(before) < TOGETHER_MS
            });
        last = Some((item.author, item.staff_only, at));
        after_event = event;
        let Some(today) = days.last_mut() else { continue };
        match today.blocks.last_mut() {
            Some(block) if together => block.items.push(Shared(item.clone())),
            _ => today.blocks.push(Block {
                author: item.author,
                author_name: item.author_name.clone(),
                own: item.own,
                note: item.staff_only,
                new_line,
                items: vec![Shared(item.clone())],
            }),
        }
    }
    days
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use engine::ui::Status;
    use protocol::{MessageId, RichText};

    const NOON: i64 = 1_778_587_200_000; // 12 May 2026, 12:00 UTC
    const CLOCK: Clock = Clock {
        now_ms: || NOON,
        offset_minutes: |_| 0,
        twelve_hours: false,
    };

    /// Ben's message with a number, a minute apart.
    pub(crate) fn item(id: u128, seq: Seq) -> TimelineItem {
        TimelineItem {
            files: Vec::new(),
            played: false,
            id: MessageId::from_number(id),
            place: Place::Sent(seq),
            author: AccountId::from_number(2),
            author_name: "Ben".into(),
            own: false,
            body: RichText::plain("hello"),
            sent_at: Some(Timestamp(NOON - 60 * 60_000 + seq as i64 * 60_000)),
            status: None,
            reply: None,
            edited_at: None,
            deleted: false,
            failure: None,
            reactions: Vec::new(),
            pinned: false,
            starred: false,
            follow_up_at: None,
            forwarded: false,
            deleted_by: None,
            card: None,
            mentions_me: false,
            may: Default::default(),
            staff_only: false,
            event: None,
        }
    }

    /// One's own message that the server has not got.
    pub(crate) fn waiting(id: u128, order: u64) -> TimelineItem {
        TimelineItem {
            place: Place::Waiting(order),
            author: AccountId::from_number(1),
            author_name: "Ana".into(),
            own: true,
            sent_at: None,
            status: Some(Status::Waiting),
            ..item(id, 0)
        }
    }

    fn shape(items: Vec<TimelineItem>, unread_from: Option<Seq>) -> Vec<(String, Vec<usize>)> {
        let items: Vec<_> = items.into_iter().map(Rc::new).collect();
        lay_out(items.iter(), unread_from, &CLOCK)
            .into_iter()
            .map(|day| {
                (
                    day.label,
                    day.blocks.iter().map(|block| block.items.len()).collect(),
                )
            })
            .collect()
    }

    #[test]
    fn five_minutes_of_one_person_stand_together() {
        let mut late = item(3, 3);
        late.sent_at = Some(Timestamp(NOON - 5 * 60_000));
        assert_eq!(
            shape(vec![item(1, 1), item(2, 2), late, waiting(9, 0)], None),
            [("Today".to_owned(), vec![2, 1, 1])]
        );
    }

    #[test]
    fn what_happened_stands_alone_between_messages_of_one_person() {
        let mut event = item(2, 2);
        event.event = Some(Box::new(engine::ui::EventLine {
            event: protocol::GroupEvent::Left,
            author: "Ben".into(),
            own: false,
            names: Vec::new(),
            me: false,
        }));
        let items = [item(1, 1), event, item(3, 3), item(4, 4)].map(Rc::new);
        let days = lay_out(items.iter(), None, &CLOCK);
        let blocks: Vec<_> = days[0]
            .blocks
            .iter()
            .map(|block| (block.event().is_some(), block.items.len()))
            .collect();
        assert_eq!(blocks, [(false, 1), (true, 1), (false, 2)]);
    }

    #[test]
    fn each_day_has_one_divider() {
        let mut yesterday = item(1, 1);
        yesterday.sent_at = Some(Timestamp(NOON - 24 * 60 * 60_000));
        assert_eq!(
            shape(vec![yesterday, item(2, 2)], None),
            [("Yesterday".to_owned(), vec![1]), ("Today".to_owned(), vec![1])]
        );
    }

    #[test]
    fn the_new_line_breaks_a_block_and_stands_once() {
        let items: Vec<_> = (1..=4).map(|n| Rc::new(item(n.into(), n))).collect();
        let days = lay_out(items.iter(), Some(3), &CLOCK);
        let lines: Vec<_> = days
            .iter()
            .flat_map(|day| &day.blocks)
            .map(|block| (block.new_line, block.items.len()))
            .collect();
        assert_eq!(lines, [(false, 2), (true, 2)]);
        // The first unread one was deleted from the window: the line stands before the next.
        let days = lay_out(items.iter().skip(3), Some(3), &CLOCK);
        assert!(
            days.iter()
                .all(|day| day.blocks.iter().all(|block| block.new_line))
        );
    }

    #[test]
    fn nothing_makes_nothing() {
        assert_eq!(lay_out([].into_iter(), Some(1), &CLOCK), []);
    }
}
