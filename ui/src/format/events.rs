//! What happened in a group, in a sentence.

use engine::ui::EventLine;
use protocol::{GroupEvent, Role};

/// "Ana added Ben and Cleo".
pub(crate) fn event_words(line: &EventLine) -> String {
    let who = if line.own {
        "You"
    } else {
        match line.author.as_str() {
            "" => "Somebody",
            name => name,
        }
    };
    match &line.event {
        GroupEvent::Created => format!("{who} created the group"),
        GroupEvent::Added { more, .. } if came_by_themselves(line) => {
            let whom = people(line, *more);
            let mut letters = whom.chars();
            let first = letters.next().map(char::to_uppercase).into_iter().flatten();
            format!("{} joined", first.chain(letters).collect::<String>())
        }
        GroupEvent::Added { more, .. } => format!("{who} added {}", people(line, *more)),
        GroupEvent::Removed { .. } => format!("{who} removed {}", people(line, 0)),
        GroupEvent::Left => format!("{who} left"),
        GroupEvent::Renamed { name } => format!("{who} renamed the group to “{name}”"),
        GroupEvent::Described => format!("{who} changed the description"),
        GroupEvent::Pictured => format!("{who} changed the group picture"),
        GroupEvent::Role {
            role: Role::Owner, ..
        } => format!("{who} handed the group over to {}", people(line, 0)),
        GroupEvent::Role {
            role: Role::Admin, ..
        } => format!("{who} made {} an admin", people(line, 0)),
        GroupEvent::Role {
            role: Role::Member, ..
        } => format!("{who} dismissed {} as admin", people(line, 0)),
        GroupEvent::Posting { can_post: true, .. } => format!("{who} let {} post", people(line, 0)),
        GroupEvent::Posting { can_post: false, .. } => format!("{who} made {} read-only", people(line, 0)),
        GroupEvent::Announcement { on: true } => {
            format!("{who} made this an announcement group: whoever joins from now on can only read")
        }
        GroupEvent::Announcement { on: false } => {
            format!("{who} opened the group: whoever joins from now on can post")
        }
        GroupEvent::Archived { on: true } => format!("{who} archived the group"),
        GroupEvent::Archived { on: false } => format!("{who} took the group out of the archive"),
        GroupEvent::Unknown => "Something changed in this group".into(),
    }
}

/// Who came is the author: nobody else brought them.
fn came_by_themselves(line: &EventLine) -> bool {
    if line.own {
        line.me
    } else {
        line.names.contains(&line.author)
    }
}

/// Those whom it names, this person first: "you, Ben and 3 others".
fn people(line: &EventLine, more: u32) -> String {
    /// Names that a line has room for.
    const NAMED: usize = 3;
    let all = line.me.then_some("you");
    let all: Vec<&str> = all
        .into_iter()
        .chain(line.names.iter().map(String::as_str))
        .collect();
    let rest = all.len().saturating_sub(NAMED) + more as usize;
    let named = all.get(..NAMED).unwrap_or(&all);
    match (named, rest) {
        ([], 0) => "somebody".into(),
        ([], 1) => "1 person".into(),
        ([], rest) => format!("{rest} people"),
        (named, 1) => format!("{} and 1 other", named.join(", ")),
        ([one], 0) => (*one).to_owned(),
        ([first @ .., last], 0) => format!("{} and {last}", first.join(", ")),
        (named, rest) => format!("{} and {rest} others", named.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::AccountId;

    const BEN: AccountId = AccountId::from_number(2);

    /// Ana did it; seen by her, or by somebody whom it does not name.
    fn line(event: GroupEvent, own: bool, names: &[&str], me: bool) -> EventLine {
        EventLine {
            event,
            author: "Ana".into(),
            own,
            names: names.iter().map(|name| (*name).into()).collect(),
            me,
        }
    }

    fn added(more: u32) -> GroupEvent {
        GroupEvent::Added {
            accounts: vec![BEN],
            more,
        }
    }

    fn role(role: Role) -> GroupEvent {
        GroupEvent::Role { account: BEN, role }
    }

    #[test]
    fn everything_is_a_sentence_for_who_did_it_and_for_who_sees_it() {
        let posting = |can_post| GroupEvent::Posting {
            account: BEN,
            can_post,
        };
        let renamed = GroupEvent::Renamed {
            name: "Spring".into(),
        };
        let cases = [
            (
                line(GroupEvent::Created, true, &[], false),
                "You created the group",
            ),
            (line(added(0), false, &["Ben"], false), "Ana added Ben"),
            (line(added(0), false, &["Ben"], true), "Ana added you and Ben"),
            (
                line(added(18), true, &["Ben", "Cleo"], false),
                "You added Ben, Cleo and 18 others",
            ),
            (
                line(GroupEvent::Removed { account: BEN }, false, &[], true),
                "Ana removed you",
            ),
            (line(GroupEvent::Left, false, &[], false), "Ana left"),
            (
                line(renamed, true, &[], false),
                "You renamed the group to “Spring”",
            ),
            (line(role(Role::Admin), false, &[], true), "Ana made you an admin"),
            (
                line(role(Role::Member), true, &["Ben"], false),
                "You dismissed Ben as admin",
            ),
            (
                line(role(Role::Owner), false, &["Ben"], false),
                "Ana handed the group over to Ben",
            ),
            (line(posting(false), false, &[], true), "Ana made you read-only"),
            (line(posting(true), true, &["Ben"], false), "You let Ben post"),
            (
                line(GroupEvent::Archived { on: true }, false, &[], false),
                "Ana archived the group",
            ),
            (
                line(GroupEvent::Unknown, false, &[], false),
                "Something changed in this group",
            ),
        ];
        for (line, words) in cases {
            assert_eq!(event_words(&line), words);
        }
    }

    #[test]
    fn who_comes_through_a_rule_joins() {
        assert_eq!(event_words(&line(added(0), false, &["Ana"], false)), "Ana joined");
        assert_eq!(event_words(&line(added(0), true, &[], true)), "You joined");
        assert_eq!(
            event_words(&line(added(40), false, &["Ana", "Ben"], true)),
            "You, Ana, Ben and 40 others joined"
        );
    }

    #[test]
    fn many_names_are_counted() {
        let names = ["A", "B", "C", "D"];
        assert_eq!(
            event_words(&line(added(0), true, &names, false)),
            "You added A, B, C and 1 other"
        );
        assert_eq!(
            event_words(&line(added(3), true, &[], false)),
            "You added 3 people"
        );
    }
}
