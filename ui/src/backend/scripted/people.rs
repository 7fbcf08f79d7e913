//! The people of the story.

use protocol::{Account, AccountId, AccountKind, ConversationId, Timestamp};

use super::NOW;

pub(crate) const ANA: AccountId = AccountId::from_number(1);
pub(crate) const DAVID: AccountId = AccountId::from_number(2);

const DAY: i64 = 86_400_000;

/// Clients in the order of their ids, from 11 on. The last three have not joined yet.
pub(crate) const CLIENTS: [&str; 25] = [
    "Ben Okafor",
    "Cleo Adler",
    "Zoë Lindqvist",
    "Mateo Fernández",
    "Noa Levi-Friedmann",
    "Priya Raman",
    "Tomasz Wiśniewski",
    "נועם כהן",
    "Hannah Kowalczyk-Sterling",
    "Jonas Weber",
    "Amara Diallo",
    "Lucía Ortega",
    "Felix Brandt",
    "Yuki Tanaka",
    "Sofia Rossi",
    "Elias Haddad",
    "Ingrid Solberg",
    "Marcus Webb",
    "Leila Farahani",
    "Oskar Nilsson",
    "Chiara Conti",
    "Daniel Reyes",
    "Grace Mbeki",
    "Viktor Novák",
    "Emma van Dijk",
];

pub(crate) fn client(index: usize) -> AccountId {
    AccountId::from_number(11 + index as u128)
}

/// The direct conversation of a client.
pub(crate) fn direct(index: usize) -> ConversationId {
    ConversationId::from_number(101 + index as u128)
}

pub(crate) fn name_of(id: AccountId) -> String {
    roster()
        .into_iter()
        .find(|account| account.id == id)
        .map(|account| account.name)
        .unwrap_or_default()
}

/// Everybody.
pub(crate) fn roster() -> Vec<Account> {
    let coach = |id, name: &str, email: &str| Account {
        id,
        kind: AccountKind::Coach,
        name: name.into(),
        email: Some(email.into()),
        joined_at: Some(Timestamp(NOW - 400 * DAY)),
        direct: None,
    };
    let mut people = vec![
        coach(ANA, "Ana Berger", "ana@berger-coaching.example"),
        coach(DAVID, "David Klein", "david@berger-coaching.example"),
    ];
    people.extend(CLIENTS.iter().enumerate().map(|(index, name)| Account {
        id: client(index),
        kind: AccountKind::Client,
        name: (*name).into(),
        email: (index % 6 != 5).then(|| {
            format!(
                "{}@mail.example",
                crate::format::fold::fold(name).replace(' ', ".")
            )
        }),
        joined_at: (index < 22).then(|| Timestamp(NOW - (20 + 13 * index as i64) * DAY)),
        direct: Some(direct(index)),
    }));
    people
}
