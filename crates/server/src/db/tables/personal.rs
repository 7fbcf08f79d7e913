//! What people do to messages and conversations besides writing.

use protocol::{AccountId, ConversationId, Filing, Message, MessageId, Reaction, Seq, Star, WorkspaceId};

use super::{Result, Rows, Sight};

pub trait Reactions {
    /// What this person has or had; empty when it was taken back.
    fn reaction(
        &mut self,
        ws: WorkspaceId,
        message: &Message,
        account: AccountId,
    ) -> impl Future<Output = Result<Option<Reaction>>> + Send;
    /// Inserts or replaces; `seq` is the place of the message.
    fn put_reaction(
        &mut self,
        ws: WorkspaceId,
        seq: Seq,
        reaction: &Reaction,
    ) -> impl Future<Output = Result<()>> + Send;
    /// Taken back ones as well. Oldest change first, at most `limit`.
    fn reactions_changed(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        sight: Sight,
        since: Seq,
        limit: u32,
    ) -> impl Future<Output = Rows<Reaction>> + Send;
    /// To the messages from one place to another, both included, without those taken back; in the order of their changes.
    fn reactions_between(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        sight: Sight,
        from: Seq,
        to: Seq,
    ) -> impl Future<Output = Result<Vec<Reaction>>> + Send;
    fn delete_reactions(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        seq: Seq,
    ) -> impl Future<Output = Result<()>> + Send;
}

/// Rows that were taken off stay, empty, so that the other devices learn of it.
pub trait Stars {
    fn star(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        message: MessageId,
    ) -> impl Future<Output = Result<Option<Star>>> + Send;
    fn put_star(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        star: &Star,
    ) -> impl Future<Output = Result<()>> + Send;
    /// Oldest change first, at most `limit`.
    fn stars_changed(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        since: Seq,
        limit: u32,
    ) -> impl Future<Output = Rows<Star>> + Send;
}

/// Rows that are as before anybody touched them stay as well.
pub trait Filings {
    fn filing(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        id: ConversationId,
    ) -> impl Future<Output = Result<Option<Filing>>> + Send;
    fn put_filing(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        filing: &Filing,
    ) -> impl Future<Output = Result<()>> + Send;
    /// Oldest change first, at most `limit`.
    fn filings_changed(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        since: Seq,
        limit: u32,
    ) -> impl Future<Output = Rows<Filing>> + Send;
}
