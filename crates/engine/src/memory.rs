//! A store in memory: for the page in a browser, for simulations, and as the model of what a store is.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use protocol::{
    Account, AccountId, ClientFile, Cohort, CommandId, Conversation, ConversationId, FeedId, FileId, Filing,
    Me, Member, Message, MessageId, Reaction, Receipt, Seq, Star, Tag, TagId,
};

use crate::library::Shelves;
use crate::store::{
    Durability, OutboxEntry, Saved, SavedDraft, Store, StoreError, Write, is_untouched, names,
};
use crate::stretches::Stretches;
use crate::ui::KeptFile;

/// Keeps everything until it is dropped.
#[derive(Clone, Default)]
pub struct MemoryStore {
    me: Option<Me>,
    feeds: HashMap<FeedId, Seq>,
    people: BTreeMap<AccountId, Account>,
    held: BTreeMap<ConversationId, Held>,
    tags: BTreeMap<TagId, Tag>,
    clients: BTreeMap<AccountId, ClientFile>,
    cohorts: BTreeMap<ConversationId, Cohort>,
    places: HashMap<MessageId, (ConversationId, Seq)>,
    stars: BTreeMap<MessageId, Star>,
    filings: BTreeMap<ConversationId, Filing>,
    outbox: BTreeMap<u64, OutboxEntry>,
    orders: HashMap<CommandId, u64>,
    forgotten: BTreeSet<FileId>,
    library: Shelves,
    /// Fails the next commits with this, for tests of what happens then.
    failing: Option<StoreError>,
}

#[derive(Clone, Default)]
struct Held {
    member: bool,
    conversation: Option<Conversation>,
    members: BTreeMap<AccountId, Member>,
    receipts: BTreeMap<AccountId, Receipt>,
    messages: BTreeMap<Seq, Message>,
    reactions: BTreeMap<MessageId, BTreeMap<AccountId, Reaction>>,
    stretches: Option<Stretches>,
    seen: Option<Seq>,
    draft: Option<SavedDraft>,
    composer: Vec<KeptFile>,
    played: BTreeSet<(MessageId, AccountId)>,
}

impl std::fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "MemoryStore({} conversations, {} messages)",
            self.held.len(),
            self.places.len()
        )
    }
}

impl MemoryStore {
    /// Makes every commit fail until told otherwise.
    pub fn fail_with(&mut self, error: Option<StoreError>) {
        self.failing = error;
    }

    fn clear_messages(&mut self, conversation: ConversationId) {
        if let Some(held) = self.held.get_mut(&conversation) {
            for message in std::mem::take(&mut held.messages).into_values() {
                self.places.remove(&message.id);
            }
            held.reactions.clear();
        }
    }

    fn put_message(&mut self, message: &Message) {
        let held = self.held.entry(message.conversation).or_default();
        let newer = held
            .messages
            .get(&message.seq)
            .is_none_or(|known| known.rev < message.rev);
        if newer {
            self.places
                .insert(message.id, (message.conversation, message.seq));
            held.messages.insert(message.seq, message.clone());
            if message.deleted {
                held.reactions.remove(&message.id);
            }
        }
    }

    fn put_reaction(&mut self, reaction: &Reaction) {
        let held = self.held.entry(reaction.conversation).or_default();
        let place = self.places.get(&reaction.message);
        let message = place.and_then(|(_, seq)| held.messages.get(seq));
        if message.is_some_and(|message| message.deleted) {
            return;
        }
        let known = held.reactions.entry(reaction.message).or_default();
        if known
            .get(&reaction.account)
            .is_none_or(|known| known.rev < reaction.rev)
        {
            known.insert(reaction.account, reaction.clone());
        }
    }

    fn apply(&mut self, write: &Write) {
        match write {
            Write::PutMe(me) => self.me = Some(me.clone()),
            Write::PutFeed(feed, 0) => {
                self.feeds.remove(feed);
            }
            Write::PutFeed(feed, head) => {
                self.feeds.insert(*feed, *head);
            }
            Write::PutAccount(account) => {
                self.people.insert(account.id, account.clone());
            }
            Write::ClearPeople => self.people.clear(),
            Write::PutTag(tag) if tag.deleted => {
                self.tags.remove(&tag.id);
            }
            Write::PutTag(tag) => {
                self.tags.insert(tag.id, tag.clone());
            }
            Write::PutClientFile(file) => {
                self.clients.insert(file.account, file.clone());
            }
            Write::PutCohort(cohort) if cohort.rule.is_none() => {
                self.cohorts.remove(&cohort.conversation);
            }
            Write::PutCohort(cohort) => {
                self.cohorts.insert(cohort.conversation, cohort.clone());
            }
            Write::ClearRoster => {
                self.tags.clear();
                self.clients.clear();
                self.cohorts.clear();
            }
            Write::PutMembership(id) => self.held.entry(*id).or_default().member = true,
            Write::PutConversation(conversation) => {
                self.held.entry(conversation.id).or_default().conversation = Some(conversation.clone());
            }
            Write::PutMember(member) => {
                let held = self.held.entry(member.conversation).or_default();
                held.members.insert(member.account, member.clone());
            }
            Write::PutReceipt(receipt) => {
                let held = self.held.entry(receipt.conversation).or_default();
                held.receipts.insert(receipt.account, receipt.clone());
            }
            Write::PutMessage(message) => self.put_message(message),
            Write::PutReaction(reaction) => self.put_reaction(reaction),
            Write::PutStar(star) if star.is_empty() => {
                self.stars.remove(&star.message);
            }
            Write::PutStar(star) => {
                self.stars.insert(star.message, star.clone());
            }
            Write::PutFiling(filing) if is_untouched(filing) => {
                self.filings.remove(&filing.conversation);
            }
            Write::PutFiling(filing) => {
                self.filings.insert(filing.conversation, filing.clone());
            }
            Write::ClearPersonal => {
                self.stars.clear();
                self.filings.clear();
            }
            Write::PutStretches(id, stretches) => {
                self.held.entry(*id).or_default().stretches = Some(stretches.clone());
            }
            Write::PutSeen(id, seq) => self.held.entry(*id).or_default().seen = Some(*seq),
            Write::PutDraft { draft, unsent } => {
                let saved = SavedDraft {
                    draft: draft.clone(),
                    unsent: *unsent,
                };
                self.held.entry(draft.conversation).or_default().draft =
                    (*unsent || !draft.is_empty()).then_some(saved);
            }
            Write::PutComposer { conversation, files } => {
                self.held.entry(*conversation).or_default().composer = files.clone();
            }
            Write::PutVaultFolder(folder) => self.library.put_folder(folder.clone()),
            Write::PutVaultItem(item) => self.library.put_item(item.clone()),
            Write::PutTemplate(template) => self.library.put_template(template.clone()),
            Write::ClearLibrary => self.library.clear_shared(),
            Write::ClearOwnTemplates => self.library.clear_own(),
            Write::PutPlayed(played) => {
                let held = self.held.entry(played.conversation).or_default();
                held.played.insert((played.message, played.account));
            }
            Write::ClearPlayed(id, but) => {
                if let Some(held) = self.held.get_mut(id) {
                    held.played.retain(|(_, account)| Some(*account) == *but);
                }
            }
            Write::PutForgotten(file) => {
                self.forgotten.insert(*file);
            }
            Write::RemoveForgotten(file) => {
                self.forgotten.remove(file);
            }
            Write::PutOutbox(entry) => {
                self.orders.insert(entry.id, entry.order);
                self.outbox.insert(entry.order, entry.clone());
            }
            Write::RemoveOutbox(id) => {
                if let Some(order) = self.orders.remove(id) {
                    self.outbox.remove(&order);
                }
            }
            Write::ClearConversation(id) => {
                self.clear_messages(*id);
                if let Some(held) = self.held.get_mut(id) {
                    held.conversation = None;
                    held.members.clear();
                    held.stretches = None;
                }
            }
            Write::ClearReceipts(id) => {
                if let Some(held) = self.held.get_mut(id) {
                    held.receipts.clear();
                }
            }
            Write::ForgetConversation(id) => {
                self.clear_messages(*id);
                self.held.remove(id);
                self.feeds.remove(&FeedId::Conversation(*id));
                self.feeds.remove(&FeedId::Receipts(*id));
            }
        }
    }
}

/// Whether somebody has yet to read it.
fn counts(message: &Message, me: AccountId) -> bool {
    message.author != me && !message.deleted && message.event.is_none()
}

impl Store for MemoryStore {
    fn load(&self) -> Result<Saved, StoreError> {
        let mut saved = Saved {
            me: self.me.clone(),
            feeds: self.feeds.iter().map(|(feed, head)| (*feed, *head)).collect(),
            people: self.people.values().cloned().collect(),
            tags: self.tags.values().cloned().collect(),
            clients: self.clients.values().cloned().collect(),
            cohorts: self.cohorts.values().cloned().collect(),
            stars: self.stars.values().cloned().collect(),
            filings: self.filings.values().cloned().collect(),
            outbox: self.outbox.values().cloned().collect(),
            forgotten: self.forgotten.iter().copied().collect(),
            folders: self.library.folders().to_vec(),
            items: self.library.items().to_vec(),
            templates: self.library.templates().cloned().collect(),
            ..Saved::default()
        };
        for (id, held) in &self.held {
            saved.memberships.extend(held.member.then_some(*id));
            saved.conversations.extend(held.conversation.clone());
            saved.members.extend(held.members.values().cloned());
            saved.receipts.extend(held.receipts.values().cloned());
            saved
                .stretches
                .extend(held.stretches.clone().map(|stretches| (*id, stretches)));
            saved.seen.extend(held.seen.map(|seq| (*id, seq)));
            saved.drafts.extend(held.draft.clone());
            if !held.composer.is_empty() {
                saved.composers.push((*id, held.composer.clone()));
            }
        }
        Ok(saved)
    }

    fn commit(&mut self, batch: &[Write], _durability: Durability) -> Result<(), StoreError> {
        if let Some(error) = &self.failing {
            return Err(error.clone());
        }
        for write in batch {
            self.apply(write);
        }
        Ok(())
    }

    fn message(&self, id: MessageId) -> Result<Option<Message>, StoreError> {
        let place = self.places.get(&id);
        Ok(place
            .and_then(|(conversation, seq)| self.held.get(conversation)?.messages.get(seq))
            .cloned())
    }

    fn messages_before(
        &self,
        conversation: ConversationId,
        before: Seq,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError> {
        let Some(held) = self.held.get(&conversation) else {
            return Ok(Vec::new());
        };
        Ok(held
            .messages
            .range(..before)
            .rev()
            .take(limit)
            .map(|(_, message)| message.clone())
            .collect())
    }

    fn messages_after(
        &self,
        conversation: ConversationId,
        after: Seq,
        limit: usize,
    ) -> Result<Vec<Message>, StoreError> {
        let Some(held) = self.held.get(&conversation) else {
            return Ok(Vec::new());
        };
        let range = held.messages.range(after.saturating_add(1)..);
        Ok(range.take(limit).map(|(_, message)| message.clone()).collect())
    }

    fn count_unread(
        &self,
        conversation: ConversationId,
        after: Seq,
        me: AccountId,
        limit: u32,
    ) -> Result<u32, StoreError> {
        let Some(held) = self.held.get(&conversation) else {
            return Ok(0);
        };
        let range = held.messages.range(after.saturating_add(1)..);
        let unread = range.filter(|(_, message)| counts(message, me));
        Ok(u32::try_from(unread.take(limit as usize).count()).unwrap_or(limit))
    }

    fn unread_names(
        &self,
        conversation: ConversationId,
        after: Seq,
        me: AccountId,
        limit: u32,
    ) -> Result<bool, StoreError> {
        let Some(held) = self.held.get(&conversation) else {
            return Ok(false);
        };
        let range = held.messages.range(after.saturating_add(1)..).rev();
        let mut unread = range
            .map(|(_, message)| message)
            .filter(|message| counts(message, me))
            .take(limit as usize);
        Ok(unread.any(|message| names(&message.body.spans, me)))
    }

    fn reactions(
        &self,
        conversation: ConversationId,
        from: Seq,
        to: Seq,
    ) -> Result<Vec<Reaction>, StoreError> {
        let Some(held) = self.held.get(&conversation).filter(|_| from <= to) else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for message in held.messages.range(from..=to).map(|(_, message)| message) {
            let reactions = held.reactions.get(&message.id).into_iter().flatten();
            let mut reactions: Vec<_> = reactions.map(|(_, reaction)| reaction.clone()).collect();
            reactions.sort_by_key(|reaction| (reaction.rev, reaction.account));
            found.extend(reactions);
        }
        Ok(found)
    }

    fn pinned(&self, conversation: ConversationId) -> Result<Vec<Message>, StoreError> {
        let Some(held) = self.held.get(&conversation) else {
            return Ok(Vec::new());
        };
        let newest_first = held.messages.values().rev();
        Ok(newest_first
            .filter(|message| message.pinned_by.is_some() && !message.deleted)
            .cloned()
            .collect())
    }

    fn played_by(
        &self,
        conversation: ConversationId,
        message: MessageId,
    ) -> Result<Vec<AccountId>, StoreError> {
        let held = self.held.get(&conversation).into_iter();
        let played = held.flat_map(|held| &held.played);
        Ok(played
            .filter(|(played, _)| *played == message)
            .map(|(_, account)| *account)
            .collect())
    }

    fn files(&self, conversation: ConversationId) -> Result<Vec<FileId>, StoreError> {
        let held = self.held.get(&conversation).into_iter();
        let messages = held.flat_map(|held| held.messages.values());
        let files = messages.flat_map(|message| &message.attachments);
        Ok(files.map(|file| file.id).collect())
    }
}
