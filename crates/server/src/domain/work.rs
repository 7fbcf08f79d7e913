//! One transaction at work: takes numbers, writes rows and gathers what is to be made known, always all three together.

use protocol::{
    Account, AccountId, Attachment, Change, Conversation, ConversationId, Draft, FeedId, FileSort, Filing,
    Limits, Member, Membership, Message, Played, Reaction, Receipt, ReceiptPolicy, Seq, Star, Timestamp,
    Workspace, WorkspaceId,
};

use super::publication::{Audience, Pages, Publication, Reach};
use super::{Failure, Rules};
use crate::db::{JobKind, Step, Tx};

type Result<T> = std::result::Result<T, Failure>;

/// A transaction on one workspace, and the publications that it has earned so far.
#[derive(Debug)]
pub struct Work<'t, T> {
    pub(super) tx: &'t mut T,
    pub(super) ws: WorkspaceId,
    rules: Rules,
    pages: Pages,
}

impl<'t, T: Tx> Work<'t, T> {
    pub fn new(tx: &'t mut T, workspace: WorkspaceId, rules: Rules) -> Self {
        Self {
            tx,
            ws: workspace,
            rules,
            pages: Pages::new(workspace),
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

    fn tell_members(&mut self, conversation: ConversationId, number: Seq, change: Change) {
        self.tell_members_with(false, conversation, number, change, None);
    }

    /// `staff_only`: clients learn only that the number is taken.
    fn tell_members_with(
        &mut self,
        staff_only: bool,
        conversation: ConversationId,
        number: Seq,
        change: Change,
        referenced: Option<Message>,
    ) {
        let feed = FeedId::Conversation(conversation);
        let reach = Reach {
            staff_only,
            ..Reach::default()
        };
        let audience = Audience::Members(conversation);
        self.pages
            .add_for(reach, feed, audience, number, Some(change), referenced);
    }

    pub(super) async fn insert_conversation(&mut self, conversation: Conversation) -> Result<()> {
        let rev = self.number(conversation.id).await?;
        self.tx.insert_conversation(self.ws, &conversation, rev).await?;
        self.tell_members(conversation.id, rev, Change::Conversation(conversation));
        Ok(())
    }

    pub(super) async fn update_conversation(&mut self, conversation: Conversation) -> Result<()> {
        let rev = self.number(conversation.id).await?;
        self.tx.update_conversation(self.ws, &conversation, rev).await?;
        self.tell_members(conversation.id, rev, Change::Conversation(conversation));
        Ok(())
    }

    pub(super) async fn put_member(&mut self, member: Member) -> Result<()> {
        self.put_joiner(member, false).await
    }

    /// `begins`: nothing older than this is for them.
    pub(super) async fn put_joiner(&mut self, member: Member, begins: bool) -> Result<()> {
        let rev = self.number(member.conversation).await?;
        let since = if begins { rev } else { member.since };
        let member = Member { since, ..member };
        self.tx.put_member(self.ws, &member, rev, rev).await?;
        self.tell_members(member.conversation, rev, Change::Member(member));
        Ok(())
    }

    /// The row shows a new name.
    pub(super) async fn renamed_member(&mut self, member: Member) -> Result<()> {
        let rev = self.number(member.conversation).await?;
        self.tx
            .touch_member(self.ws, member.conversation, member.account, rev)
            .await?;
        self.tell_members(member.conversation, rev, Change::Member(member));
        Ok(())
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
            self.tx.delete_job(self.ws, JobKind::DropFile, file.id.0).await?;
        }
        let (conversation, rev, staff_only) = (message.conversation, message.rev, message.staff_only);
        let change = Change::Message(message);
        self.tell_members_with(staff_only, conversation, rev, change, referenced);
        Ok(())
    }

    pub(super) async fn update_message(&mut self, message: Message) -> Result<()> {
        self.tx.update_message(self.ws, &message).await?;
        let (conversation, rev, staff_only) = (message.conversation, message.rev, message.staff_only);
        self.tell_members_with(staff_only, conversation, rev, Change::Message(message), None);
        Ok(())
    }

    /// The message was deleted that had these files: what no other one has goes soon.
    pub(super) async fn let_go(&mut self, message: &Message, files: &[Attachment]) -> Result<()> {
        if files.is_empty() {
            return Ok(());
        }
        let (conversation, seq) = (message.conversation, message.seq);
        self.tx.delete_message_files(self.ws, conversation, seq).await?;
        self.tx.delete_played(self.ws, conversation, seq).await?;
        for file in files {
            if !self.tx.is_file_sent(self.ws, file.id).await? {
                let (kind, now) = (JobKind::DropFile, self.rules.now);
                self.tx.put_job(self.ws, kind, file.id.0, now, "").await?;
            }
        }
        Ok(())
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
            staff_only: message.staff_only,
        };
        self.tell_receipt(rev, message.conversation, Change::Played(played), reach);
        Ok(())
    }

    pub(super) async fn put_reaction(&mut self, message: &Message, reaction: Reaction) -> Result<Reaction> {
        let rev = self.number(reaction.conversation).await?;
        let reaction = Reaction { rev, ..reaction };
        self.tx.put_reaction(self.ws, message.seq, &reaction).await?;
        let change = Change::Reaction(reaction.clone());
        self.tell_members_with(message.staff_only, reaction.conversation, rev, change, None);
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

    fn tell_account(&mut self, account: AccountId, number: Seq, change: Change, referenced: Option<Message>) {
        let feed = FeedId::Account(account);
        self.pages
            .add(feed, Audience::Account(account), number, Some(change), referenced);
    }

    pub(super) async fn put_membership(&mut self, account: AccountId, membership: Membership) -> Result<()> {
        let rev = self.number_of_account(account).await?;
        self.tx.put_membership(self.ws, account, &membership, rev).await?;
        self.tell_account(account, rev, Change::Membership(membership), None);
        Ok(())
    }

    pub(super) async fn put_draft(&mut self, account: AccountId, draft: Draft) -> Result<Draft> {
        let rev = self.number_of_account(account).await?;
        let draft = Draft { rev, ..draft };
        self.tx.put_draft(self.ws, account, &draft, rev).await?;
        self.tell_account(account, rev, Change::Draft(draft.clone()), None);
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
        self.tell_account(account, rev, Change::Star(star.clone()), message);
        Ok(star)
    }

    pub(super) async fn put_filing(&mut self, account: AccountId, filing: Filing) -> Result<Filing> {
        let rev = self.number_of_account(account).await?;
        let filing = Filing { rev, ..filing };
        self.tx.put_filing(self.ws, account, &filing).await?;
        self.tell_account(account, rev, Change::Filing(filing.clone()), None);
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
        let rev = self.tx.raise(self.ws, FeedId::Workspace(self.ws)).await?;
        self.tx
            .insert_account(self.ws, &account, self.rules.now, rev)
            .await?;
        self.tell_workspace(rev, account);
        Ok(())
    }

    pub(super) async fn update_account(&mut self, account: Account) -> Result<()> {
        let rev = self.tx.raise(self.ws, FeedId::Workspace(self.ws)).await?;
        self.tx.update_account(self.ws, &account, rev).await?;
        self.tell_workspace(rev, account);
        Ok(())
    }

    /// Coaches see who it is; clients only that the number is taken.
    fn tell_workspace(&mut self, rev: Seq, account: Account) {
        let feed = FeedId::Workspace(self.ws);
        self.pages.add(
            feed,
            Audience::Staff(self.ws),
            rev,
            Some(Change::Account(account)),
            None,
        );
        self.pages.add(feed, Audience::Clients(self.ws), rev, None, None);
    }
}
