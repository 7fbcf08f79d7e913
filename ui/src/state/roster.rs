//! How clients are filed: tags, who looks after whom, and which groups fill themselves. Small lists, kept in order.

use engine::ui::Roster as Told;
use protocol::{AccountId, ClientFile, Cohort, CohortRule, ConversationId, Tag, TagId};

use crate::format::fold::fold;

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Roster {
    /// By name.
    tags: Vec<Tag>,
    /// By account.
    clients: Vec<ClientFile>,
    /// By conversation.
    cohorts: Vec<Cohort>,
}

impl Roster {
    /// All of it.
    pub(crate) fn new(mut told: Told) -> Self {
        told.clients.sort_by_key(|client| client.account);
        let mut roster = Self {
            clients: std::mem::take(&mut told.clients),
            ..Self::default()
        };
        roster.apply(told);
        roster
    }

    /// Takes what is new or changed, and drops what is deleted.
    pub(crate) fn apply(&mut self, told: Told) {
        for tag in told.tags {
            self.tags.retain(|known| known.id != tag.id);
            if !tag.deleted {
                self.tags.push(tag);
            }
        }
        self.tags.sort_by_cached_key(|tag| (fold(&tag.name), tag.id));
        for client in told.clients {
            put(&mut self.clients, client, |client| client.account);
        }
        for cohort in told.cohorts {
            put(&mut self.cohorts, cohort, |cohort| cohort.conversation);
        }
    }

    pub(crate) fn tags(&self) -> &[Tag] {
        &self.tags
    }

    pub(crate) fn tag(&self, id: TagId) -> Option<&Tag> {
        self.tags.iter().find(|tag| tag.id == id)
    }

    /// The tag of this name, whatever its case and accents.
    pub(crate) fn named(&self, name: &str) -> Option<&Tag> {
        let name = fold(name.trim());
        self.tags.iter().find(|tag| fold(&tag.name) == name)
    }

    fn file(&self, client: AccountId) -> Option<&ClientFile> {
        let at = self.clients.binary_search_by_key(&client, |file| file.account);
        self.clients.get(at.ok()?)
    }

    /// The ids of a client's tags, in the order given. A tag that is gone may still be among them.
    pub(crate) fn ids_of(&self, client: AccountId) -> &[TagId] {
        self.file(client).map_or(&[], |file| file.tags.as_slice())
    }

    /// A client's tags, by name.
    pub(crate) fn tags_of(&self, client: AccountId) -> Vec<Tag> {
        let ids = self.ids_of(client);
        let has = self.tags.iter().filter(|tag| ids.contains(&tag.id));
        has.cloned().collect()
    }

    /// Who looks after a client.
    pub(crate) fn coach_of(&self, client: AccountId) -> Option<AccountId> {
        self.file(client)?.coach
    }

    /// How many clients have a tag.
    pub(crate) fn count(&self, tag: TagId) -> usize {
        let files = self.clients.iter();
        files.filter(|file| file.tags.contains(&tag)).count()
    }

    /// By which rule a group fills itself.
    pub(crate) fn rule_of(&self, conversation: ConversationId) -> Option<&CohortRule> {
        let at = self
            .cohorts
            .binary_search_by_key(&conversation, |cohort| cohort.conversation);
        self.cohorts.get(at.ok()?)?.rule.as_ref()
    }
}

/// Into its place, over what was there.
fn put<T, K: Ord>(list: &mut Vec<T>, new: T, key: impl Fn(&T) -> K) {
    let wanted = key(&new);
    let at = list.partition_point(|known| key(known) < wanted);
    match list.get_mut(at) {
        Some(known) if key(known) == wanted => *known = new,
        _ => list.insert(at, new),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn tag(number: u128, name: &str) -> Tag {
        Tag {
            id: TagId::from_number(number),
            name: name.into(),
            hue: 40,
            rev: 1,
            deleted: false,
        }
    }

    pub(crate) fn file(client: u128, tags: &[u128]) -> ClientFile {
        ClientFile {
            account: AccountId::from_number(client),
            tags: tags.iter().copied().map(TagId::from_number).collect(),
            coach: None,
            rev: 1,
        }
    }

    const BEN: AccountId = AccountId::from_number(2);
    const CLEO: AccountId = AccountId::from_number(3);

    fn names(tags: &[Tag]) -> Vec<&str> {
        tags.iter().map(|tag| tag.name.as_str()).collect()
    }

    fn told() -> Told {
        Told {
            tags: vec![tag(1, "strength"), tag(2, "Online"), tag(3, "Évening")],
            clients: vec![file(3, &[2]), file(2, &[1, 2])],
            cohorts: Vec::new(),
        }
    }

    #[test]
    fn tags_stand_by_name() {
        let roster = Roster::new(told());
        assert_eq!(names(roster.tags()), ["Évening", "Online", "strength"]);
        assert_eq!(names(&roster.tags_of(BEN)), ["Online", "strength"]);
        assert_eq!(names(&roster.tags_of(AccountId::from_number(9))), [""; 0]);
        assert_eq!(
            roster.named(" evening ").map(|tag| tag.id),
            Some(TagId::from_number(3))
        );
        assert_eq!(roster.count(TagId::from_number(2)), 2);
    }

    #[test]
    fn a_change_takes_the_place_of_what_was_there() {
        let mut roster = Roster::new(told());
        let mut gone = tag(2, "Online");
        gone.deleted = true;
        roster.apply(Told {
            tags: vec![gone, tag(1, "Barbell")],
            clients: vec![ClientFile {
                coach: Some(BEN),
                ..file(3, &[])
            }],
            ..Told::default()
        });
        assert_eq!(names(roster.tags()), ["Barbell", "Évening"]);
        assert_eq!(names(&roster.tags_of(BEN)), ["Barbell"]);
        assert_eq!((roster.ids_of(CLEO), roster.coach_of(CLEO)), (&[][..], Some(BEN)));
    }

    #[test]
    fn a_group_has_the_rule_that_came_last() {
        let group = ConversationId::from_number(7);
        let cohort = |rule| Told {
            cohorts: vec![Cohort {
                conversation: group,
                rule,
                rev: 1,
            }],
            ..Told::default()
        };
        let mut roster = Roster::new(cohort(Some(CohortRule::Everyone)));
        assert_eq!(roster.rule_of(group), Some(&CohortRule::Everyone));
        roster.apply(cohort(None));
        assert_eq!(roster.rule_of(group), None);
    }
}
