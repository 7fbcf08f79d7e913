//! One transaction at work: takes numbers, writes rows and gathers what is to be made known, always all three together.

mod library;
mod people;

use std::collections::HashMap;

use protocol::{
    Account, AccountId, Attachment, Change, Conversation, ConversationId, Draft, FeedId, FileId, FileSort,
    Filing, Limits, Member, Membership, Message, Played, Reaction, Receipt, ReceiptPolicy, Seq, Star,
    Timestamp, Workspace, WorkspaceId,
};

use super::publication::{Audience, Pages, Publication, Reach};
use super::veil::{mentions, tells_names};
use super::{Failure, Rules};
use crate::db::{Step, Tx};

type Result<T> = std::result::Result<T, Failure>;

/// A transaction on one workspace, and the publications that it has earned so far.
#[derive(Debug)]
pub struct Work<'t, T> {
    pub(super) tx: &'t mut T,
    pub(super) ws: WorkspaceId,
    rules: Rules,
    pages: Pages,
    /// Whose names are shown where members are hidden, as far as it was looked up.
    shown: HashMap<ConversationId, Option<Vec<AccountId>>>,
}

impl<'t, T: Tx> Work<'t, T> {
    pub fn new(tx: &'t mut T, workspace: WorkspaceId, rules: Rules) -> Self {
        Self {
            tx,
            ws: workspace,
            rules,
            pages: Pages::new(workspace),
            shown: HashMap::new(),
        }
    }

    pub fn finish(self) -> Vec<Publication> {
        self.pages.into_publications()
    }

    pub(super) fn now(&self) -> Timestamp {
        self.rules.now
    }

    pub(super) fn limits(&self) -> Limits {
        self.rules.limits
    }

    /// The next number of a conversation.
    pub(super) async fn number(&mut self, conversation: ConversationId) -> Result<Seq> {
        Ok(self.tx.raise(self.ws, FeedId::Conversation(conversation)).await?)
    }

    async fn tell_members(
        &mut self,
        reach: Reach,
        conversation: ConversationId,
        number: Seq,
        change: Change,
        referenced: Option<Message>,
    ) -> Result<()> {
        let feed = FeedId::Conversation(conversation);
        let tells_names = tells_names(&change) || referenced.as_ref().is_some_and(mentions);
        let named = if tells_names {
            self.names_shown(conversation).await?
        } else {
            None
        };
        let reach = Reach { named, ..reach };
        let audience = Audience::Members(conversation);
        self.pages
            .add_for(reach, feed, audience, number, Some(change), referenced);
        Ok(())
    }

    /// Who learns of something that is about this message: nobody who came after it.
    async fn reach_of(&mut self, message: &Message) -> Result<Reach> {
        let (conversation, place) = (message.conversation, message.seq);
        Ok(Reach {
            staff_only: message.staff_only,
            later: self.tx.members_after(self.ws, conversation, place).await?,
            ..Reach::default()
        })
    }

    /// Whose names are shown to the clients of a conversation that hides its members; `None` where it does not.
    async fn names_shown(&mut self, conversation: ConversationId) -> Result<Option<Vec<AccountId>>> {
        if let Some(known) = self.shown.get(&conversation) {
            return Ok(known.clone());
        }
        let row = self.tx.conversation(self.ws, conversation).await?;
        let shown = if row.is_some_and(|(_, row)| row.settings.hidden_members) {
            Some(self.tx.leaders(self.ws, conversation).await?)
        } else {
            None
        };
        self.shown.insert(conversation, shown.clone());
        Ok(shown)
    }

    pub(super) async fn insert_conversation(&mut self, conversation: Conversation) -> Result<()> {
        let rev = self.number(conversation.id).await?;
        self.tx.insert_conversation(self.ws, &conversation, rev).await?;
        let id = conversation.id;
        self.shown.remove(&id);
        let change = Change::Conversation(conversation);
        self.tell_members(Reach::default(), id, rev, change, None).await
    }

    pub(super) async fn update_conversation(&mut self, conversation: Conversation) -> Result<()> {
        let rev = self.number(conversation.id).await?;
        self.tx.update_conversation(self.ws, &conversation, rev).await?;
        let id = conversation.id;
        self.shown.remove(&id);
        let change = Change::Conversation(conversation);
        self.tell_members(Reach::default(), id, rev, change, None).await
    }

    pub(super) async fn put_member(&mut self, member: Member) -> Result<()> {
        let conversation = member.conversation;
        self.shown.remove(&conversation);
        self.put_joiner(member, false).await?;
        self.shown.remove(&conversation);
        Ok(())
    }

    /// `begins`: nothing older than this is for them.
    pub(super) async fn put_joiner(&mut self, member: Member, begins: bool) -> Result<()> {
        let rev = self.number(member.conversation).await?;
        let since = if begins { rev } else { member.since };
        let member = Member { since, ..member };
        self.tx.put_member(self.ws, &member, rev, rev).await?;
        self.tell_member(rev, member).await
    }

    /// The row shows a new name.
    pub(super) async fn renamed_member(&mut self, member: Member) -> Result<()> {
        let rev = self.number(member.conversation).await?;
        self.tx
            .touch_member(self.ws, member.conversation, member.account, rev)
            .await?;
        self.tell_member(rev, member).await
    }

    async fn tell_member(&mut self, rev: Seq, member: Member) -> Result<()> {
        let conversation = member.conversation;
        let change = Change::Member(member);
        self.tell_members(Reach::default(), conversation, rev, change, None)
            .await
    }

    /// `referenced` is the message that it replies to.
    pub(super) async fn insert_message(
        &mut self,
        message: Message,
        referenced: Option<Message>,
    ) -> Result<()> {
        self.tx.insert_message(self.ws, &message).await?;
        for file in &message.attachments {
            let sort = FileSort::of(file.kind);
            self.tx
                .insert_message_file(self.ws, file.id, &message, sort)
                .await?;
            self.hold(file.id).await?;
        }
        let (conversation, rev, staff_only) = (message.conversation, message.rev, message.staff_only);
        let mut reach = match &referenced {
            Some(original) => self.reach_of(original).await?,
            None => Reach::default(),
        };
        reach.staff_only = staff_only;
        reach.quote = !reach.later.is_empty();
        let change = Change::Message(message);
        self.tell_members(reach, conversation, rev, change, referenced)
            .await
    }

    pub(super) async fn update_message(&mut self, message: Message) -> Result<()> {
        self.tx.update_message(self.ws, &message).await?;
        let reach = self.reach_of(&message).await?;
        let (conversation, rev) = (message.conversation, message.rev);
        self.tell_members(reach, conversation, rev, Change::Message(message), None)
            .await
    }

    /// The message was deleted that had these files: what no other one has goes soon.
    pub(super) async fn let_go(&mut self, message: &Message, files: &[Attachment]) -> Result<()> {
        if files.is_empty() {
            return Ok(());
        }
        let (conversation, seq) = (message.conversation, message.seq);
        self.tx.delete_message_files(self.ws, conversation, seq).await?;
        self.tx.delete_played(self.ws, conversation, seq).await?;
        let files: Vec<FileId> = files.iter().map(|file| file.id).collect();
        self.drop_unheld(&files).await
    }

    /// Somebody has listened; told like receipts.
    pub(super) async fn put_played(
        &mut self,
        message: &Message,
        account: AccountId,
        policy: ReceiptPolicy,
    ) -> Result<()> {
        let rev = self.number_of_receipts(message.conversation).await?;
        self.tx.insert_played(self.ws, message, account, rev).await?;
        let played = Played {
            conversation: message.conversation,
            message: message.id,
            account,
        };
        let reach = Reach {
            receipts: policy,
            ..self.reach_of(message).await?
        };
        self.tell_receipt(rev, message.conversation, Change::Played(played), reach);
        Ok(())
    }

    pub(super) async fn put_reaction(&mut self, message: &Message, reaction: Reaction) -> Result<Reaction> {
        let rev = self.number(reaction.conversation).await?;
        let reaction = Reaction { rev, ..reaction };
        self.tx.put_reaction(self.ws, message.seq, &reaction).await?;
        let change = Change::Reaction(reaction.clone());
        let reach = self.reach_of(message).await?;
        self.tell_members(reach, reaction.conversation, rev, change, None)
            .await?;
        Ok(reaction)
    }

    /// Without anybody having read it just now.
    pub(super) async fn put_receipt(&mut self, receipt: Receipt, policy: ReceiptPolicy) -> Result<()> {
        let rev = self.number_of_receipts(receipt.conversation).await?;
        self.tx.put_receipt(self.ws, &receipt, rev).await?;
        self.tell_receipt(
            rev,
            receipt.conversation,
            Change::Receipt(receipt),
            Reach::of_receipts(policy),
        );
        Ok(())
    }

    pub(super) async fn advance_receipt(
        &mut self,
        receipt: Receipt,
        (from_delivered, from_read): (Seq, Seq),
        policy: ReceiptPolicy,
    ) -> Result<()> {
        let rev = self.number_of_receipts(receipt.conversation).await?;
        let step = Step {
            to: &receipt,
            from_delivered,
            from_read,
            at: self.rules.now,
        };
        self.tx.advance_receipt(self.ws, step, rev).await?;
        self.tell_receipt(
            rev,
            receipt.conversation,
            Change::Receipt(receipt),
            Reach::of_receipts(policy),
        );
        Ok(())
    }

    async fn number_of_receipts(&mut self, conversation: ConversationId) -> Result<Seq> {
        Ok(self.tx.raise(self.ws, FeedId::Receipts(conversation)).await?)
    }

    fn tell_receipt(&mut self, rev: Seq, conversation: ConversationId, change: Change, reach: Reach) {
        let feed = FeedId::Receipts(conversation);
        let audience = Audience::Members(conversation);
        self.pages.add_for(reach, feed, audience, rev, Some(change), None);
    }

    async fn number_of_account(&mut self, account: AccountId) -> Result<Seq> {
        Ok(self.tx.raise(self.ws, FeedId::Account(account)).await?)
    }

    fn tell_account(&mut self, account: AccountId, number: Seq, change: Change) {
        let feed = FeedId::Account(account);
        self.pages
            .add(feed, Audience::Account(account), number, Some(change), None);
    }

    pub(super) async fn put_membership(&mut self, account: AccountId, membership: Membership) -> Result<()> {
        let rev = self.number_of_account(account).await?;
        self.tx.put_membership(self.ws, account, &membership, rev).await?;
        self.tell_account(account, rev, Change::Membership(membership));
        Ok(())
    }

    pub(super) async fn put_draft(&mut self, account: AccountId, draft: Draft) -> Result<Draft> {
        let rev = self.number_of_account(account).await?;
        let draft = Draft { rev, ..draft };
        self.tx.put_draft(self.ws, account, &draft, rev).await?;
        self.tell_account(account, rev, Change::Draft(draft.clone()));
        Ok(draft)
    }

    /// With the message, which not every device holds; it is told where there still is a star.
    pub(super) async fn put_star(
        &mut self,
        account: AccountId,
        star: Star,
        message: Option<Message>,
    ) -> Result<Star> {
        let rev = self.number_of_account(account).await?;
        let star = Star { rev, ..star };
        self.tx.put_star(self.ws, account, &star).await?;
        let message = message.filter(|_| !star.is_empty());
        let named = match &message {
            Some(message) if mentions(message) => self.names_shown(star.conversation).await?,
            _ => None,
        };
        let reach = Reach {
            named,
            ..Reach::default()
        };
        let (feed, audience) = (FeedId::Account(account), Audience::Account(account));
        let change = Some(Change::Star(star.clone()));
        self.pages.add_for(reach, feed, audience, rev, change, message);
        Ok(star)
    }

    pub(super) async fn put_filing(&mut self, account: AccountId, filing: Filing) -> Result<Filing> {
        let rev = self.number_of_account(account).await?;
        let filing = Filing { rev, ..filing };
        self.tx.put_filing(self.ws, account, &filing).await?;
        self.tell_account(account, rev, Change::Filing(filing.clone()));
        Ok(filing)
    }

    pub(super) async fn insert_workspace(&mut self, workspace: Workspace) -> Result<()> {
        // The feed's row refers to the workspace's, so the first number is known rather than taken.
        self.tx.insert_workspace(&workspace, self.rules.now, 1).await?;
        self.tx.raise(self.ws, FeedId::Workspace(self.ws)).await?;
        Ok(())
    }

    /// Everybody learns of it.
    pub(super) async fn set_receipt_policy(&mut self, workspace: Workspace) -> Result<()> {
        let feed = FeedId::Workspace(self.ws);
        let rev = self.tx.raise(self.ws, feed).await?;
        self.tx
            .set_receipt_policy(self.ws, workspace.receipts, rev)
            .await?;
        for audience in [Audience::Staff(self.ws), Audience::Clients(self.ws)] {
            let change = Change::Workspace(workspace.clone());
            self.pages.add(feed, audience, rev, Some(change), None);
        }
        Ok(())
    }

    pub(super) async fn insert_account(&mut self, account: Account) -> Result<()> {
        let rev = self.number_of_workspace().await?;
        self.tx
            .insert_account(self.ws, &account, self.rules.now, rev)
            .await?;
        self.tell_workspace(rev, Change::Account(account));
        Ok(())
    }

    pub(super) async fn update_account(&mut self, account: Account) -> Result<()> {
        let rev = self.number_of_workspace().await?;
        self.tx.update_account(self.ws, &account, rev).await?;
        self.tell_workspace(rev, Change::Account(account));
        Ok(())
    }

    async fn number_of_workspace(&mut self) -> Result<Seq> {
        Ok(self.tx.raise(self.ws, FeedId::Workspace(self.ws)).await?)
    }

    /// Coaches see what it is; clients only that the number is taken.
    fn tell_workspace(&mut self, rev: Seq, change: Change) {
        let feed = FeedId::Workspace(self.ws);
        self.pages
            .add(feed, Audience::Staff(self.ws), rev, Some(change), None);
        self.pages.add(feed, Audience::Clients(self.ws), rev, None, None);
    }
}
