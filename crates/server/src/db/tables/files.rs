//! Files that were brought, the messages that have them, who has listened, and what links are signed with.

use protocol::{
    AccountId, Attachment, ConversationId, FileId, FileSort, Message, NewFile, Played, Seq, Timestamp,
    WorkspaceId,
};

use super::{Result, Rows, Sight};

/// A file as its row has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    pub id: FileId,
    /// Who brought it.
    pub owner: AccountId,
    pub begun_at: Timestamp,
    /// Of all of it, as it was announced.
    pub bytes: u64,
    /// Name of the bytes in the place of the media: known before they are put there, so that nobody takes them away in between.
    pub hash: Option<[u8; 32]>,
    pub thumbnail: Option<[u8; 32]>,
    pub content: FileContent,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileContent {
    /// Not all of it is there, or nobody has looked at it yet.
    Coming {
        asked: Box<NewFile>,
        /// How many bytes have come.
        received: u64,
    },
    /// All of it has come, was looked at and is stored.
    Stored(Box<Attachment>),
}

impl FileRow {
    /// How many bytes have come.
    pub fn offset(&self) -> u64 {
        match &self.content {
            FileContent::Coming { received, .. } => *received,
            FileContent::Stored(_) => self.bytes,
        }
    }

    /// As it is shown, once it can be.
    pub fn stored(&self) -> Option<&Attachment> {
        match &self.content {
            FileContent::Coming { .. } => None,
            FileContent::Stored(attachment) => Some(attachment),
        }
    }

    /// The names of its bytes.
    pub fn hashes(&self) -> impl Iterator<Item = [u8; 32]> {
        self.hash.into_iter().chain(self.thumbnail)
    }
}

/// What somebody has begun to bring lately.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Begun {
    pub files: u64,
    pub bytes: u64,
    /// When the first of them was begun; 0 when there is none.
    pub first_at: Timestamp,
}

pub trait Files {
    /// `Conflict` when the id is taken.
    fn insert_file(&mut self, ws: WorkspaceId, file: &FileRow) -> impl Future<Output = Result<()>> + Send;
    /// Past all rights.
    fn file(&mut self, ws: WorkspaceId, id: FileId) -> impl Future<Output = Result<Option<FileRow>>> + Send;
    /// The file, when this account brought it, is in a conversation with a message for them that has it, or whose picture it is, or
    /// has it in a template of its own; for coaches also what is in the vault or in a shared template. `notes`: a message among
    /// coaches counts as well.
    fn file_for(
        &mut self,
        ws: WorkspaceId,
        account: AccountId,
        notes: bool,
        id: FileId,
    ) -> impl Future<Output = Result<Option<FileRow>>> + Send;
    /// So many bytes of a file have come that is still coming.
    fn set_received(
        &mut self,
        ws: WorkspaceId,
        id: FileId,
        received: u64,
    ) -> impl Future<Output = Result<()>> + Send;
    /// Says which bytes are about to be put into the place of the media for it.
    fn name_bytes(
        &mut self,
        ws: WorkspaceId,
        id: FileId,
        hash: &[u8; 32],
        thumbnail: Option<&[u8; 32]>,
    ) -> impl Future<Output = Result<()>> + Send;
    /// All of it is there.
    fn store_file(
        &mut self,
        ws: WorkspaceId,
        id: FileId,
        attachment: &Attachment,
    ) -> impl Future<Output = Result<()>> + Send;
    fn delete_file(&mut self, ws: WorkspaceId, id: FileId) -> impl Future<Output = Result<()>> + Send;
    /// After that time.
    fn begun_since(
        &mut self,
        ws: WorkspaceId,
        owner: AccountId,
        since: Timestamp,
    ) -> impl Future<Output = Result<Begun>> + Send;
    /// Whether anything has it: a message, the vault or a template.
    fn is_file_held(&mut self, ws: WorkspaceId, id: FileId) -> impl Future<Output = Result<bool>> + Send;
    /// Whether a file, or the thumbnail of one, has these bytes.
    fn is_hash_named(
        &mut self,
        ws: WorkspaceId,
        hash: &[u8; 32],
    ) -> impl Future<Output = Result<bool>> + Send;
}

pub trait MessageFiles {
    /// The same file may be in many messages, and once in each.
    fn insert_message_file(
        &mut self,
        ws: WorkspaceId,
        file: FileId,
        message: &Message,
        sort: FileSort,
    ) -> impl Future<Output = Result<()>> + Send;
    fn delete_message_files(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        seq: Seq,
    ) -> impl Future<Output = Result<()>> + Send;
    /// The newest with something of this sort and a number below `before`, newest first.
    fn messages_with(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        sight: Sight,
        sort: FileSort,
        before: Seq,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<Message>>> + Send;
}

pub trait PlayedNotes {
    /// `Conflict` when it is known already.
    fn insert_played(
        &mut self,
        ws: WorkspaceId,
        message: &Message,
        account: AccountId,
        rev: Seq,
    ) -> impl Future<Output = Result<()>> + Send;
    fn has_played(
        &mut self,
        ws: WorkspaceId,
        message: &Message,
        account: AccountId,
    ) -> impl Future<Output = Result<bool>> + Send;
    /// Oldest change first, at most `limit`.
    fn played_changed(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        sight: Sight,
        since: Seq,
        limit: u32,
    ) -> impl Future<Output = Rows<Played>> + Send;
    fn delete_played(
        &mut self,
        ws: WorkspaceId,
        id: ConversationId,
        seq: Seq,
    ) -> impl Future<Output = Result<()>> + Send;
}

/// Belong to the server, not to a practice.
pub trait Keys {
    fn key(&mut self, name: &str) -> impl Future<Output = Result<Option<[u8; 32]>>> + Send;
    /// Nothing happens when there is one of this name.
    fn insert_key(&mut self, name: &str, secret: &[u8; 32]) -> impl Future<Output = Result<()>> + Send;
}
