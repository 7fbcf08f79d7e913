//! What changes about the people of a practice, and many who come or go at once.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use protocol::{
    AccountId, Change, ClientFile, Cohort, ConversationId, FeedId, Member, Membership, Receipt,
    ReceiptPolicy, Seq, Tag,
};

use super::{Result, Work};
use crate::db::Tx;
use crate::domain::publication::{Audience, Reach};

impl<T: Tx> Work<'_, T> {
    /// `folded` is its name in lower case.
    pub(in crate::domain) async fn put_tag(&mut self, tag: Tag, folded: &str) -> Result<()> {
        let rev = self.number_of_workspace().await?;
        let tag = Tag { rev, ..tag };
        self.tx.put_tag(self.ws, &tag, folded).await?;
        self.tell_workspace(rev, Change::Tag(tag));
        Ok(())
    }

    pub(in crate::domain) async fn put_client_files(&mut self, mut files: Vec<ClientFile>) -> Result<()> {
        let feed = FeedId::Workspace(self.ws);
        let revs = self.numbers(feed, files.len()).await?;
        for (file, rev) in files.iter_mut().zip(revs) {
            file.rev = rev;
        }
        self.tx.put_client_files(self.ws, &files).await?;
        for file in files {
            self.tell_workspace(file.rev, Change::ClientFile(file));
        }
        Ok(())
    }

    pub(in crate::domain) async fn put_cohort(&mut self, cohort: Cohort) -> Result<()> {
        let rev = self.number_of_workspace().await?;
        let cohort = Cohort { rev, ..cohort };
        self.tx.put_cohort(self.ws, &cohort).await?;
        self.tell_workspace(rev, Change::Cohort(cohort));
        Ok(())
    }

    /// So many numbers of a feed, one after the other.
    async fn numbers(&mut self, feed: FeedId, count: usize) -> Result<RangeInclusive<Seq>> {
        let count = count as u64;
        let head = self.tx.raise_by(self.ws, feed, count).await?;
        Ok(head.saturating_sub(count) + 1..=head)
    }

    /// In everybody's own list: a conversation begins or ends.
    pub(in crate::domain) async fn put_memberships(
        &mut self,
        conversation: ConversationId,
        active: bool,
        accounts: &[AccountId],
    ) -> Result<()> {
        let mut revs = self.tx.raise_accounts(self.ws, accounts).await?;
        revs.sort_unstable();
        self.tx
            .put_memberships(self.ws, conversation, active, &revs)
            .await?;
        for (account, rev) in revs {
            let change = Change::Membership(Membership { conversation, active });
            let audience = Audience::Account(account);
            self.pages
                .add_alone(FeedId::Account(account), audience, rev, change);
        }
        Ok(())
    }

    /// `begins`: nothing older than this is for them.
    pub(in crate::domain) async fn put_members(
        &mut self,
        conversation: ConversationId,
        members: Vec<Member>,
        begins: bool,
    ) -> Result<()> {
        self.shown.remove(&conversation);
        let feed = FeedId::Conversation(conversation);
        let revs = self.numbers(feed, members.len()).await?;
        let mut numbered: Vec<(Member, Seq)> = members.into_iter().zip(revs).collect();
        if begins {
            for (member, rev) in &mut numbered {
                member.since = *rev;
            }
        }
        self.tx.put_members(self.ws, &numbered).await?;
        for (member, rev) in numbered {
            self.tell_member(rev, member).await?;
        }
        Ok(())
    }

    /// What was said up to there counts as read by these.
    pub(in crate::domain) async fn put_read(
        &mut self,
        conversation: ConversationId,
        said: Seq,
        accounts: &[AccountId],
    ) -> Result<()> {
        let known = self
            .tx
            .receipts_changed(self.ws, conversation, 0, u32::MAX)
            .await?;
        let there: HashSet<AccountId> = known
            .into_iter()
            .filter(|(_, receipt)| receipt.read >= said)
            .map(|(_, receipt)| receipt.account)
            .collect();
        let behind = accounts.iter().filter(|account| !there.contains(account));
        let behind: Vec<AccountId> = behind.copied().collect();
        if behind.is_empty() || said == 0 {
            return Ok(());
        }
        let workspace = self.tx.workspace(self.ws).await?;
        let policy = workspace.map_or(ReceiptPolicy::Off, |(_, workspace)| workspace.receipts);
        let feed = FeedId::Receipts(conversation);
        let revs = self.numbers(feed, behind.len()).await?;
        let read = |account| Receipt {
            conversation,
            account,
            delivered: said,
            read: said,
        };
        let receipts: Vec<(Receipt, Seq)> = behind.into_iter().map(read).zip(revs).collect();
        self.tx.put_receipts(self.ws, &receipts).await?;
        for (receipt, rev) in receipts {
            let reach = Reach::of_receipts(policy);
            self.tell_receipt(rev, conversation, Change::Receipt(receipt), reach);
        }
        Ok(())
    }
}
