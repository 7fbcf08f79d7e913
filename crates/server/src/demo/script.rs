//! Who says what when: the hand-written conversations, dealt out to the cast and put on a clock.
//!
//! Pure: the same start gives the same script. Times are minutes before the start. Must not know ids or the database.

use super::cast::{CLIENTS, End, GROUPS, Group, HEAD_COACH, Person, SECOND_COACH, Topic};
use super::talk::{self, Line, Pause, Speaker, Thread};

const HOUR: u32 = 60;
const DAY: u32 = 24 * HOUR;

/// Somebody of the cast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    HeadCoach,
    SecondCoach,
    Client(usize),
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) who: Who,
    pub(super) minutes_ago: u32,
    pub(super) text: String,
    /// The place in the same conversation of the message that this replies to.
    pub(super) reply_to: Option<usize>,
}

/// A conversation from its first to its last message, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Conversation {
    pub(super) opened_minutes_ago: u32,
    pub(super) said: Vec<Said>,
    /// How many of the newest messages each has not read, and whether they are on a device of theirs.
    pub(super) unseen: Vec<Unseen>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unseen {
    pub(super) who: Who,
    pub(super) unread: usize,
    pub(super) undelivered: usize,
}

/// The direct conversations, in the order of the cast. `minute` is the minute of the day at the start.
pub(super) fn directs(minute: u32) -> Vec<Conversation> {
    let (health, business, small) = (talk::health(), talk::business(), talk::small());
    CLIENTS
        .iter()
        .enumerate()
        .map(|(client, person)| {
            let threads = match person.talk.topic {
                Topic::Health => &health,
                Topic::Business => &business,
            };
            direct(client, person, threads, &small, minute)
        })
        .collect()
}

/// The groups, in the order of the cast.
pub(super) fn groups(minute: u32) -> Vec<(&'static Group, Conversation)> {
    let threads = talk::groups();
    GROUPS
        .iter()
        .map(|group| {
            let lines = threads
                .iter()
                .find(|thread| thread.title == group.name)
                .map_or(&[][..], |thread| &thread.lines);
            (group, gathering(group, lines, minute))
        })
        .collect()
}

fn direct(
    client: usize,
    person: &Person,
    threads: &[Thread],
    small: &[Vec<Line>],
    minute: u32,
) -> Conversation {
    let plan = &person.talk;
    let mut said: Vec<Said> = Vec::new();
    let mut gaps: Vec<Gap> = Vec::new();
    let mut small = small.iter().cycle().skip(plan.start.saturating_mul(5));
    for (round, thread) in threads
        .iter()
        .cycle()
        .skip(plan.start)
        .take(plan.threads)
        .enumerate()
    {
        // The second coach takes over every fourth conversation of some clients.
        let coach = if client.is_multiple_of(3) && round % 4 == 3 {
            Who::SecondCoach
        } else {
            Who::HeadCoach
        };
        let between = small.by_ref().take(if round == 0 { 0 } else { plan.small });
        for lines in between.map(Vec::as_slice).chain([thread.lines.as_slice()]) {
            let first = said.len();
            for line in lines {
                let who = match line.speaker {
                    Speaker::Client => Who::Client(client),
                    _ => coach,
                };
                let free = said.len() == first;
                gaps.push(Gap::before(line, free, said.len()));
                said.push(Said {
                    who,
                    minutes_ago: 0,
                    text: named(&line.text, &[("client", Who::Client(client)), ("coach", coach)]),
                    reply_to: line.replies_back.and_then(|back| said.len().checked_sub(back)),
                });
            }
        }
    }
    // A conversation that waits for one side ends with the other's words.
    let ends_with_client = matches!(plan.end, End::CoachUnread(_));
    while plan.end != End::Read
        && said
            .last()
            .is_some_and(|last| matches!(last.who, Who::Client(_)) != ends_with_client)
    {
        said.pop();
    }
    gaps.truncate(said.len());
    let opened = put_on_clock(
        &mut said,
        &gaps,
        plan.days.saturating_mul(DAY),
        plan.quiet_minutes,
        minute,
    );
    let (coach_unread, client_unread, client_undelivered) = match plan.end {
        End::Read => (0, 0, 0),
        End::CoachUnread(count) => (count, 0, 0),
        End::Delivered => (0, 1, 0),
        End::Sent => (0, 1, 1),
    };
    Conversation {
        opened_minutes_ago: opened,
        unseen: vec![
            unseen(Who::HeadCoach, coach_unread, 0),
            // The second coach looks in when there is time.
            unseen(Who::SecondCoach, coach_unread.max(said.len() % 4), 0),
            unseen(Who::Client(client), client_unread, client_undelivered),
        ],
        said,
    }
}

fn gathering(group: &Group, lines: &[Line], minute: u32) -> Conversation {
    let who = |speaker| match speaker {
        Speaker::Coach | Speaker::Client => Who::HeadCoach,
        Speaker::SecondCoach => Who::SecondCoach,
        Speaker::Member(number) => number
            .checked_sub(1)
            .and_then(|place| group.clients.get(place))
            .map_or(Who::HeadCoach, |client| Who::Client(*client)),
    };
    let names = ["1", "2", "3", "4", "5", "6"];
    let names: Vec<(&str, Who)> = names
        .into_iter()
        .zip((1..).map(|number| who(Speaker::Member(number))))
        .collect();
    let mut gaps = Vec::new();
    let mut said: Vec<Said> = Vec::new();
    for line in lines {
        gaps.push(Gap::before(line, line.pause == Pause::Days, said.len()));
        said.push(Said {
            who: who(line.speaker),
            minutes_ago: 0,
            text: named(&line.text, &names),
            reply_to: line.replies_back.and_then(|back| said.len().checked_sub(back)),
        });
    }
    let opened = put_on_clock(
        &mut said,
        &gaps,
        group.days.saturating_mul(DAY),
        group.quiet_minutes,
        minute,
    );
    let members = group.clients.iter().enumerate();
    let mut unseen_by: Vec<Unseen> = members
        // Some have read it all, some not yet, one is on a mountain.
        .map(|(place, client)| {
            unseen(
                Who::Client(*client),
                place % 4,
                if place % 5 == 4 { 2 } else { 0 },
            )
        })
        .collect();
    unseen_by.push(unseen(Who::HeadCoach, group.unread, 0));
    unseen_by.push(unseen(Who::SecondCoach, group.unread / 2, 0));
    Conversation {
        opened_minutes_ago: opened,
        said,
        unseen: unseen_by,
    }
}

fn unseen(who: Who, unread: usize, undelivered: usize) -> Unseen {
    Unseen {
        who,
        unread: unread.max(undelivered),
        undelivered,
    }
}

pub(super) fn name(who: Who) -> &'static str {
    match who {
        Who::HeadCoach => HEAD_COACH.0,
        Who::SecondCoach => SECOND_COACH.0,
        Who::Client(client) => CLIENTS.get(client).map_or("", |person| person.name),
    }
}

/// Fills in first names.
fn named(text: &str, people: &[(&str, Who)]) -> String {
    people.iter().fold(text.to_owned(), |text, (mark, who)| {
        let first = name(*who).split(' ').next().unwrap_or_default();
        text.replace(&format!("{{{mark}}}"), first)
    })
}

/// The time before a message: as it must be, or as long as there is room for.
#[derive(Clone, Copy, Debug)]
enum Gap {
    Minutes(u32),
    /// A share of what is left over.
    Free(u32),
}

impl Gap {
    fn before(line: &Line, free: bool, place: usize) -> Self {
        let dice = dice(place, line.text.len());
        if free {
            return Self::Free(dice % 100 + 50);
        }
        Self::Minutes(match line.pause {
            Pause::Minutes => 1 + dice % 11,
            Pause::Hours => 3 * HOUR + dice % (4 * HOUR),
            Pause::Days => 18 * HOUR + dice % (22 * HOUR),
        })
    }
}

/// A number that looks like chance and is always the same.
fn dice(place: usize, length: usize) -> u32 {
    let mixed = (place as u32).wrapping_mul(2_654_435_761) ^ (length as u32).wrapping_mul(40_503);
    mixed >> 7
}

/// Gives the messages their times, from the last one backwards. Says when the conversation was opened.
fn put_on_clock(said: &mut [Said], gaps: &[Gap], all: u32, quiet: u32, minute: u32) -> u32 {
    let (mut fixed, mut shares) = (0_u32, 0_u32);
    for gap in gaps.iter().skip(1) {
        match gap {
            Gap::Minutes(minutes) => fixed = fixed.saturating_add(*minutes),
            Gap::Free(share) => shares = shares.saturating_add(*share),
        }
    }
    let room = all.saturating_sub(quiet).saturating_sub(fixed);
    let mut ago = quiet;
    for (message, gap) in said.iter_mut().zip(gaps).rev() {
        ago = awake(ago, minute);
        message.minutes_ago = ago;
        let minutes = match gap {
            Gap::Minutes(minutes) => *minutes,
            Gap::Free(share) => {
                let part = u64::from(room) * u64::from(*share) / u64::from(shares.max(1));
                u32::try_from(part).unwrap_or(u32::MAX).max(30)
            }
        };
        ago = ago.saturating_add(minutes);
    }
    let first = said.first().map_or(0, |first| first.minutes_ago);
    all.max(first.saturating_add(10))
}

/// Nobody writes at night: what would fall there was said the evening before. What is fresh stays fresh.
fn awake(ago: u32, minute: u32) -> u32 {
    const MORNING: u32 = 6 * HOUR + 30;
    const NIGHT: u32 = 22 * HOUR + 30;
    if ago < 12 * HOUR {
        return ago;
    }
    let then = (minute + DAY - ago % DAY) % DAY;
    let back = match then {
        ..MORNING => then + DAY - NIGHT,
        NIGHT.. => then - NIGHT,
        _ => return ago,
    };
    ago.saturating_add(back + 1 + ago % 90)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_practice_is_lifelike() {
        let directs = directs(600);
        assert_eq!(directs.len(), 25);
        let longest = directs.iter().map(|direct| direct.said.len()).max().unwrap();
        assert!((380..=520).contains(&longest), "{longest}");
        assert_eq!(directs.iter().filter(|direct| direct.said.is_empty()).count(), 2);
        let waiting = directs
            .iter()
            .filter(|direct| direct.unseen[0].unread > 0)
            .count();
        assert_eq!(waiting, 4);
        let all = || directs.iter().flat_map(|direct| &direct.said);
        for kind in ["\n", "https://", "🎉", "👏"] {
            assert!(all().any(|said| said.text.contains(kind)), "{kind:?}");
        }
        assert!(all().any(|said| said.reply_to.is_some()));
        assert!(all().any(|said| said.who == Who::SecondCoach));
        let groups = super::groups(600);
        assert_eq!(groups.len(), 6);
        assert!(groups.iter().all(|(_, group)| group.said.len() > 10));
        // One has more than a badge can say.
        let coach = |group: &Conversation| group.unseen.iter().find(|one| one.who == Who::HeadCoach).copied();
        assert!(
            groups
                .iter()
                .filter_map(|(_, group)| coach(group))
                .any(|unseen| unseen.unread > 99)
        );
    }

    #[test]
    fn times_rise_and_replies_look_back() {
        let groups = groups(600).into_iter().map(|(_, group)| group);
        for conversation in directs(600).into_iter().chain(groups) {
            let times = conversation.said.windows(2);
            assert!(
                times
                    .into_iter()
                    .all(|pair| pair[0].minutes_ago >= pair[1].minutes_ago)
            );
            let oldest = conversation.said.first().map_or(0, |said| said.minutes_ago);
            assert!(conversation.opened_minutes_ago >= oldest);
            for (place, said) in conversation.said.iter().enumerate() {
                assert!(said.reply_to.is_none_or(|target| target < place));
                assert!(!said.text.contains('{'), "a name is missing in: {}", said.text);
            }
        }
    }

    #[test]
    fn nobody_writes_at_night_and_what_is_fresh_stays() {
        for minute in [0, 200, 600, 1_439] {
            for said in directs(minute).iter().flat_map(|direct| &direct.said) {
                let then = (minute + DAY - said.minutes_ago % DAY) % DAY;
                let night = !(6 * HOUR + 30..=22 * HOUR + 30).contains(&then);
                assert!(
                    !night || said.minutes_ago < 12 * HOUR,
                    "{minute}: {} ago",
                    said.minutes_ago
                );
            }
            assert_eq!(
                directs(minute)[1].said.last().unwrap().minutes_ago,
                CLIENTS[1].talk.quiet_minutes
            );
        }
    }

    #[test]
    fn whoever_is_waited_for_did_not_speak_last() {
        for (direct, person) in directs(600).iter().zip(&CLIENTS) {
            let Some(last) = direct.said.last() else { continue };
            let client_spoke = matches!(last.who, Who::Client(_));
            match person.talk.end {
                End::Read => {}
                End::CoachUnread(_) => assert!(client_spoke, "{}", person.name),
                End::Delivered | End::Sent => assert!(!client_spoke, "{}", person.name),
            }
        }
    }
}
