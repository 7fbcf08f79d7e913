//! What the practice knows of its clients, and the crowds that come and go with it.

use protocol::{
    AccountId, ClientFile, Cohort, ConversationId, FeedId, Member, Receipt, Seq, Tag, TagId, WorkspaceId,
};

use super::{Result, Rows};

/// A deleted one stays as a row, so that the devices learn of it.
pub trait Tags {
    /// Also one that was deleted.
    fn tag(&mut self, ws: WorkspaceId, id: TagId) -> impl Future<Output = Result<Option<Tag>>> + Send;
    /// The one that is there and has this name, in lower case.
    fn tag_named(
        &mut self,
        ws: WorkspaceId,
        folded: &str,
    ) -> impl Future<Output = Result<Option<TagId>>> + Send;
    fn count_tags(&mut self, ws: WorkspaceId) -> impl Future<Output = Result<u32>> + Send;
    /// Inserts or replaces, with its name in lower case. The domain has made sure that no other has the name.
    fn put_tag(
        &mut self,
        ws: WorkspaceId,
        tag: &Tag,
        folded: &str,
    ) -> impl Future<Output = Result<()>> + Send;
    /// Oldest change first, at most `limit`.
    fn tags_changed(
        &mut self,
        ws: WorkspaceId,
        since: Seq,
        limit: u32,
    ) -> impl Future<Output = Rows<Tag>> + Send;
}

pub trait ClientFiles {
    fn client_file(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
    ) -> impl Future<Output = Result<Option<ClientFile>>> + Send;
    /// Inserts or replaces, all in one statement.
    fn put_client_files(
        &mut self,
        ws: WorkspaceId,
        files: &[ClientFile],
    ) -> impl Future<Output = Result<()>> + Send;
    /// Oldest change first, at most `limit`.
    fn client_files_changed(
        &mut self,
        ws: WorkspaceId,
        since: Seq,
        limit: u32,
    ) -> impl Future<Output = Rows<ClientFile>> + Send;
}

pub trait Cohorts {
    fn cohort(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
    ) -> impl Future<Output = Result<Option<Cohort>>> + Send;
    /// Inserts or replaces.
    fn put_cohort(&mut self, ws: WorkspaceId, cohort: &Cohort) -> impl Future<Output = Result<()>> + Send;
    /// Oldest change first, at most `limit`.
    fn cohorts_changed(
        &mut self,
        ws: WorkspaceId,
        since: Seq,
        limit: u32,
    ) -> impl Future<Output = Rows<Cohort>> + Send;
}

/// What the rule of a group has to do with somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It brought them, and takes them out.
    Rule,
    /// They were taken out by hand, or left: it does not bring them in again.
    Out,
}

impl Mark {
    /// As it stands in the table.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Out => "out",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::Rule, Self::Out]
            .into_iter()
            .find(|mark| mark.name() == name)
    }
}

/// Many people at once: each is one statement, however many they are.
pub trait Crowds {
    /// Everybody who is or was in it, or only this one; by account.
    fn crowd(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        only: Option<AccountId>,
    ) -> impl Future<Output = Result<Vec<(Member, Option<Mark>)>>> + Send;
    /// Inserts them, or writes role, switch, activity and beginning; who was not in joins with this number.
    fn put_members(
        &mut self,
        ws: WorkspaceId,
        members: &[(Member, Seq)],
    ) -> impl Future<Output = Result<()>> + Send;
    fn mark_members(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        accounts: &[AccountId],
        mark: Option<Mark>,
    ) -> impl Future<Output = Result<()>> + Send;
    /// Each by the number of the change in their own feed.
    fn put_memberships(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        active: bool,
        accounts: &[(AccountId, Seq)],
    ) -> impl Future<Output = Result<()>> + Send;
    fn put_receipts(
        &mut self,
        ws: WorkspaceId,
        receipts: &[(Receipt, Seq)],
    ) -> impl Future<Output = Result<()>> + Send;
    /// Who of all keeps a draft, a star or a filing there.
    fn keepers(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
    ) -> impl Future<Output = Result<Vec<AccountId>>> + Send;
    /// Raises a head by so many, and returns where it stands now.
    fn raise_by(
        &mut self,
        ws: WorkspaceId,
        feed: FeedId,
        count: u64,
    ) -> impl Future<Output = Result<Seq>> + Send;
    /// Raises the head of each one's own feed by one, and returns where they stand now, in whatever order.
    fn raise_accounts(
        &mut self,
        ws: WorkspaceId,
        accounts: &[AccountId],
    ) -> impl Future<Output = Result<Vec<(AccountId, Seq)>>> + Send;
}
