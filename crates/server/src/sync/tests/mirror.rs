//! The simplest reader there can be: holds every feed whole, and applies pages by the protocol's one rule.

use std::collections::BTreeMap;

use protocol::{
    Account, AccountId, Change, ClientFile, Cohort, Conversation, Draft, FeedCursor, FeedId, FeedPage,
    Filing, Fit, FolderId, Member, Message, MessageId, Reaction, Receipt, Seq, Star, SyncRequest, Tag, TagId,
    Template, TemplateId, VaultFolder, VaultItem, VaultItemId, Workspace,
};

use crate::domain::filing::is_untouched;
use crate::domain::{Actor, Publication};
use crate::local::LocalServer;

/// One feed as a reader holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) head: Seq,
    workspace: Option<Workspace>,
    accounts: BTreeMap<AccountId, Account>,
    memberships: BTreeMap<String, bool>,
    drafts: BTreeMap<String, Draft>,
    conversation: Option<Conversation>,
    members: BTreeMap<AccountId, Member>,
    pub(super) messages: BTreeMap<MessageId, Message>,
    receipts: BTreeMap<AccountId, Receipt>,
    pub(super) reactions: BTreeMap<(MessageId, AccountId), Reaction>,
    pub(super) stars: BTreeMap<MessageId, Star>,
    pub(super) filings: BTreeMap<String, Filing>,
    pub(super) folders: BTreeMap<FolderId, VaultFolder>,
    pub(super) items: BTreeMap<VaultItemId, VaultItem>,
    pub(super) templates: BTreeMap<TemplateId, Template>,
    pub(super) tags: BTreeMap<TagId, Tag>,
    pub(super) clients: BTreeMap<AccountId, ClientFile>,
    pub(super) cohorts: BTreeMap<String, Cohort>,
}

impl Held {
    fn apply(&mut self, page: &FeedPage) {
        if page.snapshot_from.is_some() {
            *self = Self::default();
        }
        self.head = page.head;
        for change in page.changes.iter().cloned() {
            match change {
                Change::Workspace(workspace) => self.workspace = Some(workspace),
                Change::Account(account) => {
                    self.accounts.insert(account.id, account);
                }
                Change::Membership(one) => {
                    self.memberships.insert(one.conversation.to_string(), one.active);
                    self.memberships.retain(|_, active| *active);
                }
                Change::Draft(draft) => {
                    self.drafts.insert(draft.conversation.to_string(), draft);
                    self.drafts.retain(|_, draft| !draft.is_empty());
                }
                Change::Conversation(conversation) => self.conversation = Some(conversation),
                Change::Member(member) => {
                    self.members.insert(member.account, member);
                }
                Change::Message(message) => {
                    if message.deleted {
                        self.reactions.retain(|(of, _), _| *of != message.id);
                    }
                    self.messages.insert(message.id, message);
                }
                Change::Receipt(receipt) => {
                    self.receipts.insert(receipt.account, receipt);
                }
                Change::Reaction(reaction) => {
                    self.reactions
                        .insert((reaction.message, reaction.account), reaction);
                    self.reactions.retain(|_, reaction| !reaction.emojis.is_empty());
                }
                Change::Star(star) => {
                    self.stars.insert(star.message, star);
                    self.stars.retain(|_, star| !star.is_empty());
                }
                Change::Filing(filing) => {
                    self.filings.insert(filing.conversation.to_string(), filing);
                    self.filings.retain(|_, filing| !is_untouched(filing));
                }
                Change::Played(_) => {}
                Change::VaultFolder(folder) => {
                    self.folders.insert(folder.id, folder);
                    self.folders.retain(|_, folder| !folder.deleted);
                }
                Change::VaultItem(item) => {
                    self.items.insert(item.id, item);
                    self.items.retain(|_, item| !item.deleted);
                }
                Change::Template(template) => {
                    self.templates.insert(template.id, template);
                    self.templates.retain(|_, template| !template.deleted);
                }
                Change::Tag(tag) => {
                    self.tags.insert(tag.id, tag);
                    self.tags.retain(|_, tag| !tag.deleted);
                }
                Change::ClientFile(client) => {
                    self.clients.insert(client.account, client);
                }
                Change::Cohort(cohort) => {
                    self.cohorts.insert(cohort.conversation.to_string(), cohort);
                    self.cohorts.retain(|_, cohort| cohort.rule.is_some());
                }
                Change::Unknown => panic!("an unknown change"),
            }
        }
    }
}

/// Everything one device holds.
#[derive(Clone, Debug)]
pub(super) struct Mirror {
    pub(super) actor: Actor,
    pub(super) feeds: BTreeMap<FeedId, Held>,
}

impl Mirror {
    pub(super) fn new(actor: Actor) -> Self {
        Self {
            actor,
            feeds: BTreeMap::new(),
        }
    }

    /// A live page, if it is for this device and fits.
    pub(super) fn hear(&mut self, server: &LocalServer, publication: &Publication) {
        let page = &publication.page_for(&self.actor);
        if server
            .audience(publication)
            .unwrap()
            .contains(&self.actor.account)
            && let Some(held) = self.feeds.get_mut(&page.feed)
            && page.fits(held.head) == Fit::Next
        {
            held.apply(page);
        }
    }

    /// Asks until nothing more is waiting, as the engine does: first one's own feed and the practice, then what those
    /// name.
    pub(super) fn catch_up(&mut self, server: &LocalServer) {
        let own = [
            FeedId::Account(self.actor.account),
            FeedId::Workspace(self.actor.workspace),
        ];
        self.ask(server, &own);
        let heads = server.heads(&self.actor).unwrap();
        let mut all: Vec<FeedId> = heads.into_iter().map(|cursor| cursor.feed).collect();
        all.extend(self.feeds.keys().copied());
        all.sort();
        all.dedup();
        self.ask(server, &all);
    }

    fn ask(&mut self, server: &LocalServer, feeds: &[FeedId]) {
        let mut waiting = feeds.to_vec();
        while !waiting.is_empty() {
            let cursors = waiting.drain(..).map(|feed| FeedCursor {
                feed,
                since: self.feeds.get(&feed).map_or(0, |held| held.head),
            });
            let request = SyncRequest {
                feeds: cursors.collect(),
                window: 200,
            };
            let response = server.sync(&self.actor, &request).unwrap();
            for feed in response.gone {
                self.feeds.remove(&feed);
            }
            for page in response.pages {
                let held = self.feeds.entry(page.feed).or_default();
                assert_eq!(page.fits(held.head), Fit::Next);
                held.apply(&page);
                if page.more {
                    waiting.push(page.feed);
                }
            }
        }
    }

    /// What somebody holds who has just come.
    pub(super) fn afresh(actor: Actor, server: &LocalServer) -> Self {
        let mut mirror = Self::new(actor);
        mirror.catch_up(server);
        mirror
    }
}
