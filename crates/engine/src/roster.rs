//! How the practice files its clients: tags, who looks after whom, and groups that fill themselves by it. On coaches' devices only.
//!
//! The workspace's feed says what it is; what was done here lies over it. Lists stand in the order of their ids.

use protocol::{AccountId, ClientFile, Cohort, CohortRule, Command, ConversationId, Tag, TagId};

use crate::engine::Engine;
use crate::store::{Saved, Store, Write};
use crate::ui::Roster;

impl<S: Store> Engine<S> {
    pub(crate) fn fill_roster(&mut self, saved: &mut Saved) {
        self.roster = Roster {
            tags: std::mem::take(&mut saved.tags),
            clients: std::mem::take(&mut saved.clients),
            cohorts: std::mem::take(&mut saved.cohorts),
        };
        self.roster.tags.sort_unstable_by_key(|tag| tag.id);
        self.roster.clients.sort_unstable_by_key(|file| file.account);
        self.roster
            .cohorts
            .sort_unstable_by_key(|cohort| cohort.conversation);
        self.screen.roster_stale = true;
    }

    /// A snapshot of the workspace's feed says it all anew.
    pub(crate) fn clear_roster(&mut self) {
        self.roster = Roster::default();
        self.screen.roster_stale = true;
        self.write(Write::ClearRoster);
    }

    pub(crate) fn put_tag(&mut self, tag: Tag) {
        let known = find(&self.roster.tags, |known| known.id, tag.id);
        if known.is_some_and(|known| tag.rev < known.rev) {
            return;
        }
        self.screen.roster_stale = true;
        if tag.deleted {
            self.roster.tags.retain(|known| known.id != tag.id);
            self.take_off(tag.id);
        } else {
            put(&mut self.roster.tags, |known| known.id, tag.clone());
        }
        self.write(Write::PutTag(tag));
    }

    /// A tag that is gone is on nobody.
    fn take_off(&mut self, tag: TagId) {
        let mut changed = Vec::new();
        for file in &mut self.roster.clients {
            if file.tags.contains(&tag) {
                file.tags.retain(|known| *known != tag);
                changed.push(file.clone());
            }
        }
        for file in changed {
            self.write(Write::PutClientFile(file));
        }
    }

    pub(crate) fn put_client_file(&mut self, file: ClientFile) {
        let known = find(&self.roster.clients, |known| known.account, file.account);
        if known.is_none_or(|known| known.rev <= file.rev) {
            self.screen.roster_stale = true;
            put(&mut self.roster.clients, |known| known.account, file.clone());
            self.write(Write::PutClientFile(file));
        }
    }

    pub(crate) fn put_cohort(&mut self, cohort: Cohort) {
        let id = cohort.conversation;
        let known = find(&self.roster.cohorts, |known| known.conversation, id);
        if known.is_none_or(|known| known.rev <= cohort.rev) {
            self.screen.roster_stale = true;
            self.roster.bind(cohort.clone());
            self.write(Write::PutCohort(cohort));
        }
    }

    /// With what was done here and the feed has yet to tell.
    pub(crate) fn roster_shown(&self) -> Roster {
        let mut roster = self.roster.clone();
        for entry in self.unheard() {
            roster.do_to(&entry.command);
        }
        roster
    }
}

impl Roster {
    /// What a command will make of it.
    fn do_to(&mut self, command: &Command) {
        match command {
            Command::SaveTag { id, name, hue } => {
                let rev = find(&self.tags, |tag| tag.id, *id).map_or(0, |tag| tag.rev);
                let tag = Tag {
                    id: *id,
                    name: name.clone(),
                    hue: *hue,
                    rev,
                    deleted: false,
                };
                put(&mut self.tags, |tag| tag.id, tag);
            }
            Command::DeleteTag { id } => {
                self.tags.retain(|tag| tag.id != *id);
                for file in &mut self.clients {
                    file.tags.retain(|tag| tag != id);
                }
                for rule in self.cohorts.iter_mut().filter_map(|cohort| cohort.rule.as_mut()) {
                    match rule {
                        CohortRule::Any { tags } | CohortRule::All { tags } => tags.retain(|tag| tag != id),
                        CohortRule::Everyone => {}
                    }
                }
            }
            Command::TagClient { account, tag, on } => {
                let mut file = self.file_of(*account);
                file.tags.retain(|known| known != tag || *on);
                if *on && !file.tags.contains(tag) {
                    file.tags.push(*tag);
                }
                put(&mut self.clients, |file| file.account, file);
            }
            Command::AssignClient { account, coach } => {
                let file = ClientFile {
                    coach: *coach,
                    ..self.file_of(*account)
                };
                put(&mut self.clients, |file| file.account, file);
            }
            Command::SetCohort { conversation, rule } => self.bind(self.cohort(*conversation, rule.clone())),
            Command::CreateGroup {
                id, rule: Some(rule), ..
            } => self.bind(self.cohort(*id, Some(rule.clone()))),
            _ => {}
        }
    }

    fn cohort(&self, conversation: ConversationId, rule: Option<CohortRule>) -> Cohort {
        let known = find(&self.cohorts, |known| known.conversation, conversation);
        Cohort {
            conversation,
            rule,
            rev: known.map_or(0, |known| known.rev),
        }
    }

    /// A group without a rule is none.
    fn bind(&mut self, cohort: Cohort) {
        if cohort.rule.is_some() {
            put(&mut self.cohorts, |known| known.conversation, cohort);
        } else {
            self.cohorts
                .retain(|known| known.conversation != cohort.conversation);
        }
    }

    /// How a client is filed; nobody was told apart before somebody did.
    pub(crate) fn file_of(&self, account: AccountId) -> ClientFile {
        let known = find(&self.clients, |file| file.account, account);
        known.cloned().unwrap_or(ClientFile {
            account,
            tags: Vec::new(),
            coach: None,
            rev: 0,
        })
    }

    pub(crate) fn rule_of(&self, conversation: ConversationId) -> Option<&CohortRule> {
        find(&self.cohorts, |known| known.conversation, conversation)?
            .rule
            .as_ref()
    }

    /// What is different from what was told; what is gone comes as deleted or empty.
    pub(crate) fn since(&self, told: &Self) -> Self {
        let mut tags = news(&self.tags, &told.tags, |tag| tag.id);
        let gone = missing(&told.tags, &self.tags, |tag| tag.id);
        tags.extend(gone.map(|tag| Tag {
            deleted: true,
            ..tag.clone()
        }));
        let mut clients = news(&self.clients, &told.clients, |file| file.account);
        let gone = missing(&told.clients, &self.clients, |file| file.account);
        clients.extend(gone.map(|file| ClientFile {
            tags: Vec::new(),
            coach: None,
            ..file.clone()
        }));
        let mut cohorts = news(&self.cohorts, &told.cohorts, |cohort| cohort.conversation);
        let gone = missing(&told.cohorts, &self.cohorts, |cohort| cohort.conversation);
        cohorts.extend(gone.map(|cohort| Cohort {
            rule: None,
            ..cohort.clone()
        }));
        Self {
            tags,
            clients,
            cohorts,
        }
    }
}

/// Whether a command is about how clients are filed.
pub(crate) fn files_clients(command: &Command) -> bool {
    matches!(
        command,
        Command::SaveTag { .. }
            | Command::DeleteTag { .. }
            | Command::TagClient { .. }
            | Command::AssignClient { .. }
            | Command::SetCohort { .. }
            | Command::CreateGroup { rule: Some(_), .. }
    )
}

fn find<T, K: Ord>(list: &[T], key: impl Fn(&T) -> K, wanted: K) -> Option<&T> {
    let at = list.binary_search_by(|known| key(known).cmp(&wanted)).ok()?;
    list.get(at)
}

fn put<T, K: Ord>(list: &mut Vec<T>, key: impl Fn(&T) -> K, item: T) {
    let wanted = key(&item);
    match list.binary_search_by(|known| key(known).cmp(&wanted)) {
        Ok(at) => {
            if let Some(known) = list.get_mut(at) {
                *known = item;
            }
        }
        Err(at) => list.insert(at, item),
    }
}

/// Those that are not, or not so, among the told.
fn news<T: Clone + PartialEq, K: Ord>(now: &[T], told: &[T], key: impl Fn(&T) -> K) -> Vec<T> {
    let known = |item: &&T| find(told, &key, key(item)) != Some(*item);
    now.iter().filter(known).cloned().collect()
}

/// Those that were told and are no more.
fn missing<'a, T, K: Ord>(
    told: &'a [T],
    now: &'a [T],
    key: impl Fn(&T) -> K + 'a,
) -> impl Iterator<Item = &'a T> {
    told.iter()
        .filter(move |item| find(now, &key, key(item)).is_none())
}
