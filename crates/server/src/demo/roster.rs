//! How the demo's coach files her clients: tags, a group that follows one, and what she notes for the other coach.

use protocol::Timestamp;

use super::cast::CLIENTS;
use super::script::Who;
use super::{MINUTE_MS, place};
use crate::admin::{SeedCohort, SeedConversation, SeedNote, SeedTag};

/// A name, degrees of the colour circle, and every how many clients one has it, from which on.
const TAGS: [(&str, u16, usize, usize); 4] = [
    ("Online", 230, 3, 0),
    ("Strength", 30, 2, 1),
    ("Nutrition", 145, 4, 2),
    ("New", 90, 6, 5),
];
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// In the conversation of the third client.
const NOTED: usize = 2;

pub(super) struct Roster {
    pub(super) tags: Vec<SeedTag>,
    pub(super) cohorts: Vec<SeedCohort>,
    pub(super) notes: Vec<SeedNote>,
}

pub(super) fn roster(now: Timestamp, conversations: &[SeedConversation]) -> Roster {
    let filed_at = now.plus_ms(-20 * DAY_MS);
    let tags = TAGS.map(|(name, hue, every, first)| SeedTag {
        name: name.to_owned(),
        hue,
        clients: (first..CLIENTS.len())
            .step_by(every)
            .map(|client| place(Who::Client(client)))
            .collect(),
        at: filed_at,
    });
    let cohort = SeedCohort {
        name: "Online".to_owned(),
        tags: vec![0],
        welcome: markup::from_typed("Welcome! Everybody who trains **online** is in here by itself."),
        at: filed_at,
    };
    // With the last word of the conversation, so that it stays where it is in the list.
    let last = conversations
        .get(NOTED)
        .and_then(|conversation| conversation.messages.last());
    let notes = last.map(|last| SeedNote {
        coach: place(Who::HeadCoach),
        conversation: NOTED,
        body: markup::from_typed(
            "Jonas, please keep an eye on the left knee next week. I am away until Thursday.",
        ),
        at: last.sent_at,
    });
    Roster {
        tags: Vec::from(tags),
        cohorts: vec![cohort],
        notes: notes.into_iter().collect(),
    }
}
