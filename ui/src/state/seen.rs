//! Whom one's message has reached: who has read it, who has it, who has not.

use protocol::{Member, SeenBy, Timestamp};

/// A person and when; no time when that is too long ago to be known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub id: u128,
    pub name: String,
    pub at: Option<Timestamp>,
    /// When it reached a device, for who has read it later.
    pub delivered_at: Option<Timestamp>,
}

/// The members in three groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    pub read: Vec<Person>,
    pub delivered: Vec<Person>,
    pub waiting: Vec<Person>,
}

impl Seen {
    /// Each group with the latest first, then by name.
    pub(crate) fn new(seen: &[SeenBy], members: &[Member]) -> Self {
        let mut all = Self::default();
        for step in seen {
            let name = members
                .iter()
                .find(|member| member.account == step.account)
                .map_or_else(|| "Somebody who left".to_owned(), |member| member.name.clone());
            let person = |at| Person {
                id: step.account.0.as_u128(),
                name,
                at,
                delivered_at: step.delivered_at,
            };
            match (step.read, step.delivered) {
                (true, _) => all.read.push(person(step.read_at)),
                (false, true) => all.delivered.push(person(step.delivered_at)),
                (false, false) => all.waiting.push(person(None)),
            }
        }
        for group in [&mut all.read, &mut all.delivered, &mut all.waiting] {
            group.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.name.cmp(&b.name)));
        }
        all
    }

    /// "8 of 12 read".
    pub(crate) fn words(&self) -> String {
        let all = self.read.len() + self.delivered.len() + self.waiting.len();
        if all == 0 {
            return "Nobody else is in this conversation.".into();
        }
        format!("{} of {all} read", self.read.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::{AccountId, AccountKind, ConversationId, Role};

    fn member(number: u128, name: &str) -> Member {
        Member {
            conversation: ConversationId::from_number(1),
            account: AccountId::from_number(number),
            name: name.into(),
            kind: AccountKind::Client,
            role: Role::Member,
            can_post: true,
            active: true,
            since: 0,
        }
    }

    fn step(number: u128, delivered: Option<i64>, read: Option<i64>) -> SeenBy {
        SeenBy {
            account: AccountId::from_number(number),
            delivered_at: delivered.map(Timestamp),
            read_at: read.map(Timestamp),
            delivered: delivered.is_some(),
            read: read.is_some(),
        }
    }

    #[test]
    fn people_stand_where_the_message_has_come_to() {
        let members = [
            member(2, "Ben"),
            member(3, "Cleo"),
            member(4, "Zoë"),
            member(5, "Ali"),
        ];
        let seen = [
            step(2, Some(10), Some(20)),
            step(3, Some(10), None),
            step(4, Some(10), Some(30)),
            step(5, None, None),
            step(9, None, None),
        ];
        let seen = Seen::new(&seen, &members);
        let names = |people: &[Person]| people.iter().map(|p| p.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&seen.read), ["Zoë", "Ben"]);
        assert_eq!(names(&seen.delivered), ["Cleo"]);
        assert_eq!(names(&seen.waiting), ["Ali", "Somebody who left"]);
        assert_eq!(seen.words(), "2 of 5 read");
    }

    #[test]
    fn nobody_is_said_so() {
        assert_eq!(
            Seen::new(&[], &[]).words(),
            "Nobody else is in this conversation."
        );
    }
}
