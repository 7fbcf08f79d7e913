//! Applies pages of feeds: live ones and those of the catch-up, by the one rule of [`FeedPage::fits`].

use std::collections::BTreeSet;

use protocol::{
    AccountId, Change, ConversationId, FeedId, FeedPage, Fit, Membership, Message, Receipt, RichText, Span,
    SpanKind,
};

use crate::conversation::ConversationState;
use crate::engine::Engine;
use crate::input::{Effect, Notice};
use crate::messages::{brought, files_brought};
use crate::store::{Store, Write, names};
use crate::ui::Update;
use crate::views::media_words;

impl<S: Store> Engine<S> {
    /// A page from the socket: a hole before it is a reason to catch up.
    pub(crate) fn live_page(&mut self, page: FeedPage) {
        if !self.wants(page.feed) || self.line.afresh.contains(&page.feed) {
            return;
        }
        match page.fits(self.head(page.feed)) {
            Fit::Known => {}
            Fit::Hole => {
                self.line.stale.insert(page.feed);
            }
            Fit::Next => {
                self.notice(&page);
                self.apply(page);
            }
        }
    }

    /// A page of the catch-up. Whether it brought this client forward.
    pub(crate) fn synced_page(&mut self, page: FeedPage) -> bool {
        if !self.wants(page.feed) || self.line.afresh.contains(&page.feed) {
            return false;
        }
        match page.fits(self.head(page.feed)) {
            Fit::Known => false,
            Fit::Hole => {
                self.line.stale.insert(page.feed);
                false
            }
            Fit::Next => {
                self.apply(page);
                true
            }
        }
    }

    fn apply(&mut self, page: FeedPage) {
        let FeedPage {
            feed,
            head,
            changes,
            referenced,
            snapshot_from,
            ..
        } = page;
        self.feeds.insert(feed, head);
        self.write(Write::PutFeed(feed, head));
        let afresh = snapshot_from.is_some().then(|| {
            self.start_afresh(feed, &changes, &referenced);
            brought(&changes, &referenced)
        });
        for change in changes {
            match change {
                Change::Template(template) => self.put_template(feed, template),
                change => self.change(change),
            }
        }
        for message in referenced {
            self.put_referenced(message);
        }
        if let FeedId::Conversation(id) = feed {
            self.cover(id, head, snapshot_from);
            if let Some(held) = afresh {
                self.fetch_missing_stars(id, &held);
            }
        }
    }

    /// Notes which messages are held now.
    fn cover(&mut self, id: ConversationId, head: u64, snapshot_from: Option<u64>) {
        let Some(state) = self.conversations.get_mut(&id) else {
            return;
        };
        match snapshot_from {
            Some(from) => state.stretches.add(from.max(1), head),
            None if state.stretches.newest().is_none() => state.stretches.add(1, head),
            None => state.stretches.grow(head),
        }
        let stretches = state.stretches.clone();
        self.write(Write::PutStretches(id, stretches));
        self.dirty(id);
    }

    /// A snapshot replaces what was held of its feed.
    fn start_afresh(&mut self, feed: FeedId, changes: &[Change], referenced: &[Message]) {
        match feed {
            FeedId::Workspace(_) => {
                self.people.clear();
                self.write(Write::ClearPeople);
                self.clear_roster();
                self.library_afresh(feed, changes);
            }
            FeedId::Account(_) => {
                self.clear_personal();
                self.library_afresh(feed, changes);
                let stays = |id: &ConversationId| {
                    changes.iter().any(
                        |change| matches!(change, Change::Membership(m) if m.active && m.conversation == *id),
                    )
                };
                let active = self.conversations.iter().filter(|(_, state)| state.active);
                let gone: Vec<_> = active.map(|(id, _)| *id).filter(|id| !stays(id)).collect();
                for id in gone {
                    self.forget(id);
                }
            }
            FeedId::Conversation(id) => {
                let Some(state) = self.conversations.get_mut(&id) else {
                    return;
                };
                state.meta = None;
                state.members.clear();
                state.stretches = Default::default();
                state.forget_newest();
                if let Some(open) = self.open.as_mut().filter(|open| open.conversation == id) {
                    open.reload_at_end();
                }
                // Of what is let go nobody would hear that it was deleted.
                self.forget_files_of(id, &files_brought(changes, referenced));
                self.write(Write::ClearConversation(id));
            }
            FeedId::Receipts(id) => {
                let Some(state) = self.conversations.get_mut(&id) else {
                    return;
                };
                state.receipts.clear();
                self.write(Write::ClearReceipts(id));
                self.write(Write::ClearPlayed(id, None));
                self.dirty(id);
            }
        }
    }

    fn change(&mut self, change: Change) {
        match change {
            Change::Workspace(workspace) => {
                let before = std::mem::replace(&mut self.me.workspace, workspace);
                self.write(Write::PutMe(self.me.clone()));
                // A practice's name stands for its coaches in a client's list.
                self.screen.dirty.extend(self.conversations.keys());
                self.policy_taken = None;
                self.receipt_policy_changed(before.receipts);
            }
            Change::Account(account) => {
                if account.id == self.me.account.id {
                    self.me.account = account.clone();
                    self.write(Write::PutMe(self.me.clone()));
                    self.tell(Update::Me {
                        account: account.clone(),
                    });
                }
                self.tell(Update::People {
                    upsert: vec![account.clone()],
                });
                self.write(Write::PutAccount(account.clone()));
                self.people.insert(account.id, account);
            }
            Change::Membership(membership) => self.membership(&membership),
            Change::Draft(draft) => self.draft_from_elsewhere(draft),
            Change::Conversation(conversation) => {
                let id = conversation.id;
                let Some(state) = self.conversations.get_mut(&id) else {
                    return;
                };
                state.meta = Some(conversation.clone());
                state.local = false;
                self.dirty(id);
                self.write(Write::PutConversation(conversation));
            }
            Change::Member(member) => {
                let id = member.conversation;
                if member.account == self.me.account.id && member.name != self.me.account.name {
                    self.renamed(&member.name);
                }
                let me = self.me.account.id;
                let Some(state) = self.conversations.get_mut(&id) else {
                    return;
                };
                let known = state.members.insert(member.account, member.clone());
                let moved = known.is_some_and(|known| known.since != member.since);
                self.dirty(id);
                if moved && member.account == me {
                    // Another part of it is for this person now: what is held of the rest goes.
                    self.fetch_afresh(FeedId::Conversation(id));
                }
                self.write(Write::PutMember(member));
            }
            Change::Message(message) => self.put_message(message),
            Change::Receipt(receipt) => self.receipt(&receipt),
            Change::Reaction(reaction) => self.put_reaction(reaction),
            Change::Star(star) => self.put_star(star),
            Change::Filing(filing) => self.put_filing(filing),
            Change::Played(played) => self.put_played(played),
            Change::VaultFolder(folder) => self.put_folder(folder),
            Change::VaultItem(item) => self.put_item(item),
            Change::Tag(tag) => self.put_tag(tag),
            Change::ClientFile(file) => self.put_client_file(file),
            Change::Cohort(cohort) => self.put_cohort(cohort),
            Change::Template(_) | Change::Unknown => {}
        }
    }

    /// Clients do not get the roster: they learn their own new name from their conversations.
    fn renamed(&mut self, name: &str) {
        self.me.account.name = name.to_owned();
        self.write(Write::PutMe(self.me.clone()));
        self.tell(Update::Me {
            account: self.me.account.clone(),
        });
    }

    fn membership(&mut self, membership: &Membership) {
        let id = membership.conversation;
        if !membership.active {
            return self.forget(id);
        }
        let state = self
            .conversations
            .entry(id)
            .or_insert_with(|| ConversationState::new(id));
        if state.active {
            return;
        }
        state.active = true;
        let was_kept = self.stars.contains_key(&id);
        self.write(Write::PutMembership(id));
        if was_kept {
            self.fetch_afresh(FeedId::Account(self.me.account.id));
        }
        self.line
            .stale
            .extend([FeedId::Conversation(id), FeedId::Receipts(id)]);
        self.untold.insert(id);
        self.dirty(id);
    }

    /// This person is no longer in it: the device forgets it.
    pub(crate) fn forget(&mut self, id: ConversationId) {
        let state = self.conversations.remove(&id);
        let composer = state.into_iter().flat_map(|state| state.composer);
        self.forget_files(composer.filter_map(|file| file.staged().map(|file| file.id)));
        self.forget_files_of(id, &BTreeSet::new());
        self.feeds.remove(&FeedId::Conversation(id));
        self.feeds.remove(&FeedId::Receipts(id));
        self.untold.remove(&id);
        self.forget_taken(id);
        self.write(Write::ForgetConversation(id));
        if self.open.as_ref().is_some_and(|open| open.conversation == id) {
            self.open = None;
            self.tell(Update::Closed { conversation: id });
        }
        self.dirty(id);
    }

    pub(crate) fn receipt(&mut self, receipt: &Receipt) {
        let id = receipt.conversation;
        if receipt.account != self.me.account.id && !self.sees_receipts() {
            return;
        }
        let Some(state) = self.conversations.get_mut(&id) else {
            return;
        };
        if !state.raise(receipt) {
            return;
        }
        let raised = state.receipts.get(&receipt.account).cloned();
        if receipt.account == self.me.account.id {
            self.untold.insert(id);
        }
        self.dirty(id);
        if let Some(raised) = raised {
            self.write(Write::PutReceipt(raised));
        }
    }

    /// A new message of somebody else that nobody is looking at wants a notification; in what is muted, only one that names this
    /// person.
    fn notice(&mut self, page: &FeedPage) {
        let FeedId::Conversation(id) = page.feed else {
            return;
        };
        let looking = self.focused && self.open.as_ref().is_some_and(|open| open.conversation == id);
        if looking || !self.line.caught_up {
            return;
        }
        let muted = self.muted_until(&self.filing_of(id)).is_some();
        for change in &page.changes {
            let Change::Message(message) = change else {
                continue;
            };
            let new = message.seq == message.rev && !message.deleted && message.author != self.me.account.id;
            if !new || message.event.is_some() {
                continue;
            }
            let names_me = names(&message.body.spans, self.me.account.id);
            if muted && !names_me {
                continue;
            }
            let mut sender = self.name_of(id, message.author);
            if message.staff_only {
                sender.push_str(" (note)");
            }
            let words = markup::one_line(&self.drawn(id, &message.body).text, 140);
            let media = media_words(&message.attachments);
            let text = match (media.is_empty(), words.is_empty()) {
                (true, _) => words,
                (false, true) => media,
                (false, false) => format!("{media}: {words}"),
            };
            let body = if names_me {
                format!("{sender} mentioned you: {text}")
            } else {
                format!("{sender}: {text}")
            };
            let notice = Notice {
                conversation: id,
                message: message.id,
                title: self.title_of(id),
                body,
            };
            self.effects.push(Effect::Notify(notice));
        }
    }

    /// A member's name, also of one who has left.
    pub(crate) fn name_of(&self, conversation: ConversationId, account: AccountId) -> String {
        self.known_name(conversation, account)
            .unwrap_or_else(|| "Someone who left".to_owned())
    }

    /// A text with the names that people have now.
    pub(crate) fn drawn(&self, conversation: ConversationId, body: &RichText) -> RichText {
        let mentions = |span: &Span| matches!(span.kind, SpanKind::Mention { .. });
        if !body.spans.iter().any(mentions) {
            return body.clone();
        }
        markup::with_names(body, |account| self.known_name(conversation, account))
    }

    fn known_name(&self, conversation: ConversationId, account: AccountId) -> Option<String> {
        let member = self
            .conversations
            .get(&conversation)
            .and_then(|state| state.members.get(&account));
        match (member, self.people.get(&account)) {
            (Some(member), _) => Some(member.name.clone()),
            (None, Some(account)) => Some(account.name.clone()),
            (None, None) if account == self.me.account.id => Some(self.me.account.name.clone()),
            (None, None) => None,
        }
    }
}
