//! A group as it will be once the server has heard of what was done here: its settings, and who may do what in it.
//!
//! The conversation's feed says what it is; what waits lies over it, and is gone again when the server refuses.

use std::borrow::Cow;

use protocol::{AccountId, Command, Conversation, GroupOptions, GroupSettings, GroupSwitch, Member, Role};

use crate::conversation::ConversationState;
use crate::engine::Engine;
use crate::store::{OutboxEntry, Store};

impl<S: Store> Engine<S> {
    fn unheard_of<'a>(&'a self, state: &'a ConversationState) -> impl Iterator<Item = &'a OutboxEntry> {
        let id = state.meta.as_ref().map(|meta| meta.id);
        self.unheard()
            .filter(move |entry| id.is_some() && entry.command.conversation() == id)
    }

    /// What all members see alike, with what was done here.
    pub(crate) fn meta_shown<'a>(&'a self, state: &'a ConversationState) -> Option<Cow<'a, Conversation>> {
        let mut shown = Cow::Borrowed(state.meta.as_ref()?);
        for entry in self.unheard_of(state) {
            match &entry.command {
                Command::RenameGroup { name, .. } => shown.to_mut().name.clone_from(name),
                Command::ArchiveGroup { archived, .. } => shown.to_mut().archived = *archived,
                Command::SetGroup { switch, .. } => set(&mut shown.to_mut().settings, switch, entry),
                _ => {}
            }
        }
        Some(shown)
    }

    /// Members who look different by what was done here.
    fn changed_members(&self, state: &ConversationState) -> Vec<Member> {
        let me = self.me.account.id;
        let mut changed: Vec<Member> = Vec::new();
        for entry in self.unheard_of(state) {
            match &entry.command {
                Command::SetRole { account, role, .. } => {
                    let mine = member(state, &mut changed, me);
                    if *role == Role::Owner
                        && let Some(mine) = mine.filter(|mine| mine.role == Role::Owner)
                    {
                        mine.role = Role::Admin;
                    }
                    if let Some(member) = member(state, &mut changed, *account) {
                        member.role = *role;
                    }
                }
                Command::SetPosting {
                    account, can_post, ..
                } => {
                    if let Some(member) = member(state, &mut changed, *account) {
                        member.can_post = *can_post;
                    }
                }
                Command::RemoveMember { account, .. } => {
                    if let Some(member) = member(state, &mut changed, *account) {
                        member.active = false;
                    }
                }
                Command::AddMembers { accounts, .. } => {
                    for account in accounts {
                        self.add_member(state, &mut changed, *account);
                    }
                }
                _ => {}
            }
        }
        changed
    }

    fn add_member(&self, state: &ConversationState, changed: &mut Vec<Member>, account: AccountId) {
        let Some(meta) = &state.meta else { return };
        if let Some(member) = member(state, changed, account) {
            if !member.active {
                member.active = true;
                member.role = Role::Member;
                member.can_post = !meta.settings.announcement;
            }
        } else if let Some(account) = self.people.get(&account) {
            changed.push(Member {
                conversation: meta.id,
                account: account.id,
                name: account.name.clone(),
                kind: account.kind,
                role: Role::Member,
                can_post: !meta.settings.announcement,
                active: true,
                since: 0,
            });
        }
    }

    /// One member, with what was done here.
    pub(crate) fn member_shown<'a>(
        &self,
        state: &'a ConversationState,
        account: AccountId,
    ) -> Option<Cow<'a, Member>> {
        let changed = self.changed_members(state);
        match changed.into_iter().find(|member| member.account == account) {
            Some(member) => Some(Cow::Owned(member)),
            None => state.members.get(&account).map(Cow::Borrowed),
        }
    }

    /// Those who are in it, with what was done here.
    pub(crate) fn members_shown(&self, state: &ConversationState) -> Vec<Member> {
        let mut members = self.changed_members(state);
        let known = members.len();
        for member in state.members.values() {
            let changed = members.iter().take(known);
            if !changed.into_iter().any(|other| other.account == member.account) {
                members.push(member.clone());
            }
        }
        members.retain(|member| member.active);
        members
    }

    /// How many are in it, with what was done here.
    pub(crate) fn count_members(&self, state: &ConversationState) -> u32 {
        let mut count = state.members.values().filter(|member| member.active).count();
        for member in self.changed_members(state) {
            let was = state
                .members
                .get(&member.account)
                .is_some_and(|known| known.active);
            match (was, member.active) {
                (false, true) => count = count.saturating_add(1),
                (true, false) => count = count.saturating_sub(1),
                _ => {}
            }
        }
        u32::try_from(count).unwrap_or(u32::MAX)
    }
}

/// As it is, or was already changed.
fn member<'a>(
    state: &ConversationState,
    changed: &'a mut Vec<Member>,
    account: AccountId,
) -> Option<&'a mut Member> {
    let at = match changed.iter().position(|member| member.account == account) {
        Some(at) => at,
        None => {
            changed.push(state.members.get(&account)?.clone());
            changed.len().saturating_sub(1)
        }
    };
    changed.get_mut(at)
}

/// What a new group is set to.
pub(crate) fn settings_of(options: GroupOptions) -> GroupSettings {
    GroupSettings {
        announcement: options.announcement,
        from_joining: options.from_joining,
        hidden_members: options.hidden_members,
        ..GroupSettings::default()
    }
}

fn set(settings: &mut GroupSettings, switch: &GroupSwitch, entry: &OutboxEntry) {
    match switch {
        GroupSwitch::Description(text) => settings.description.clone_from(text),
        GroupSwitch::Picture(None) => settings.picture = None,
        // What it looks like is known where it was brought.
        GroupSwitch::Picture(Some(file)) => {
            let mut files = entry.files.iter().map(|known| &known.file);
            if let Some(picture) = files.find(|known| known.id == *file) {
                settings.picture = Some(picture.clone());
            }
        }
        GroupSwitch::Announcement(on) => settings.announcement = *on,
        GroupSwitch::NoReactions(on) => settings.no_reactions = *on,
        GroupSwitch::FromJoining(on) => settings.from_joining = *on,
        GroupSwitch::HiddenMembers(on) => settings.hidden_members = *on,
    }
}
