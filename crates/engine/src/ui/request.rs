//! What a UI asks of the engine.

use protocol::{
    AccountId, Activity, Attachment, CohortRule, ConversationId, FileId, FileKind, FilingSwitch, FolderId,
    GroupOptions, GroupSwitch, MessageId, NewFile, ReceiptPolicy, Role, Seq, TagId, TemplateId, Timestamp,
    VaultItemId,
};
use serde::{Deserialize, Serialize};

/// Pairs an answer with its request; the driver counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RequestId(pub u64);

/// All work offline, but for what says otherwise.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// The UI starts (or reloads): answered with [`Update::Reset`](super::Update::Reset).
    Attach,
    /// Shows a conversation: its timeline, details and composer come as updates and stay live until the next `Open` or
    /// `Close`. The timeline opens at the first unread message, with context.
    Open {
        conversation: ConversationId,
    },
    Close,
    /// More of the open timeline at its older edge.
    LoadOlder,
    /// More of the open timeline at its newer edge (after a jump back).
    LoadNewer,
    /// Brings a message of the open conversation into the timeline, from the server if need be.
    JumpTo {
        message: MessageId,
    },
    JumpToLatest,
    /// `text` as typed, with files of the composer. Refused by name while a placeholder of a template is not filled. Clears the draft (but not with a voice note, which has no words), and takes these files out of the composer. Answered with the new
    /// message's id once it is safe on this device; the files are brought up first.
    Send {
        conversation: ConversationId,
        text: String,
        files: Vec<FileId>,
        reply_to: Option<MessageId>,
        /// For coaches only: no client receives it.
        staff_only: bool,
    },
    Edit {
        conversation: ConversationId,
        message: MessageId,
        text: String,
    },
    Delete {
        conversation: ConversationId,
        message: MessageId,
    },
    /// Puts a file into the composer of a conversation, whose bytes are on this device already. It stays there over restarts until it is sent
    /// or taken out. Refused with words when it is larger than the server takes, or there are too many.
    AddFile {
        conversation: ConversationId,
        file: NewFile,
    },
    /// Takes a file out of the composer again; its bytes are forgotten. One that is not there need not go.
    RemoveFile {
        conversation: ConversationId,
        file: FileId,
    },
    /// Takes back a message whose files are still on their way; text and files return to the composer when that is empty, and are forgotten otherwise.
    Cancel {
        message: MessageId,
    },
    /// A voice note of somebody else was listened to.
    Played {
        conversation: ConversationId,
        message: MessageId,
    },
    /// Sends a failed message again.
    Retry {
        message: MessageId,
    },
    /// Gives a failed message up; its text and files come back to the composer when that is empty. Those of a note do not: the next key would
    /// send them to the client.
    Discard {
        message: MessageId,
    },
    /// The person has seen the conversation up to here: it was on the screen, in a focused window.
    Seen {
        conversation: ConversationId,
        seq: Seq,
    },
    /// Whether the window is in front.
    Focus {
        focused: bool,
    },
    /// The person types, records or has stopped. Say it at every key: it is thinned out on the way.
    Activity {
        conversation: ConversationId,
        activity: Activity,
    },
    /// At every change of the composer; thinned out on the way to the server.
    SetDraft {
        conversation: ConversationId,
        text: String,
        reply_to: Option<MessageId>,
    },
    /// Answered with the new conversation's id.
    CreateGroup {
        name: String,
        members: Vec<AccountId>,
        options: GroupOptions,
        /// Who belongs to it without being named.
        rule: Option<CohortRule>,
    },
    RenameGroup {
        conversation: ConversationId,
        name: String,
    },
    AddMembers {
        conversation: ConversationId,
        accounts: Vec<AccountId>,
    },
    RemoveMember {
        conversation: ConversationId,
        account: AccountId,
    },
    LeaveGroup {
        conversation: ConversationId,
    },
    ArchiveGroup {
        conversation: ConversationId,
        archived: bool,
    },
    /// One switch of a group. A new picture comes by [`Request::SetGroupPicture`].
    SetGroup {
        conversation: ConversationId,
        switch: GroupSwitch,
    },
    /// Brings a photo that is staged on this device, and makes it the group's picture.
    SetGroupPicture {
        conversation: ConversationId,
        file: NewFile,
    },
    SetRole {
        conversation: ConversationId,
        account: AccountId,
        role: Role,
    },
    SetPosting {
        conversation: ConversationId,
        account: AccountId,
        can_post: bool,
    },
    SetCohort {
        conversation: ConversationId,
        rule: Option<CohortRule>,
    },
    /// Without an id a new one; answered with its id.
    SaveTag {
        id: Option<TagId>,
        name: String,
        hue: u16,
    },
    DeleteTag {
        id: TagId,
    },
    TagClient {
        account: AccountId,
        tag: TagId,
        on: bool,
    },
    AssignClient {
        account: AccountId,
        coach: Option<AccountId>,
    },
    /// Without an id a new one; answered with its id.
    SaveVaultFolder {
        id: Option<FolderId>,
        name: String,
        parent: Option<FolderId>,
    },
    DeleteVaultFolder {
        id: FolderId,
    },
    /// Without an id a new one; answered with its id. A staged file is brought up first.
    SaveVaultItem {
        id: Option<VaultItemId>,
        file: KeptFile,
        name: String,
        folder: Option<FolderId>,
        tags: Vec<String>,
    },
    DeleteVaultItem {
        id: VaultItemId,
    },
    /// Without an id a new one; answered with its id. Staged files are brought up first.
    SaveTemplate {
        id: Option<TemplateId>,
        shared: bool,
        name: String,
        text: String,
        files: Vec<KeptFile>,
    },
    DeleteTemplate {
        id: TemplateId,
    },
    /// Puts a template into the composer of a conversation: answered with its text, placeholders filled as far as they can be, for the page to
    /// set at the cursor; its files come to the composer.
    UseTemplate {
        conversation: ConversationId,
        template: TemplateId,
    },
    /// Puts a file of the vault into the composer.
    AddFromVault {
        conversation: ConversationId,
        item: VaultItemId,
    },
    /// One's own name.
    Rename {
        name: String,
    },
    /// Sets or takes back one of one's own reactions.
    React {
        conversation: ConversationId,
        message: MessageId,
        emoji: String,
        on: bool,
    },
    PinMessage {
        conversation: ConversationId,
        message: MessageId,
        pinned: bool,
    },
    /// For oneself. `follow_up_at` brings the conversation back to the inbox then.
    StarMessage {
        conversation: ConversationId,
        message: MessageId,
        starred: bool,
        follow_up_at: Option<Timestamp>,
    },
    /// For oneself: pin, archive, mute, mark as unread. `Archived(Some(0))` puts away with the newest message that is here.
    File {
        conversation: ConversationId,
        switch: FilingSwitch,
    },
    /// Sends a message's words to other conversations, one message each. Mentions of people who are not there become plain words.
    Forward {
        conversation: ConversationId,
        message: MessageId,
        to: Vec<ConversationId>,
    },
    /// Coaches only.
    SetReceiptPolicy {
        policy: ReceiptPolicy,
    },
    /// Try to connect now instead of waiting for the next attempt.
    Reconnect,
}

/// A file for the vault or a template, or in a composer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptFile {
    /// Staged on this device.
    Staged(NewFile),
    /// The server has it.
    Held(Attachment),
}

impl KeptFile {
    pub fn id(&self) -> FileId {
        match self {
            Self::Staged(file) => file.id,
            Self::Held(file) => file.id,
        }
    }

    pub fn kind(&self) -> FileKind {
        match self {
            Self::Staged(file) => file.kind,
            Self::Held(file) => file.kind,
        }
    }

    /// As it is shown.
    pub fn attachment(&self) -> Attachment {
        match self {
            Self::Staged(file) => file.attachment(),
            Self::Held(file) => file.clone(),
        }
    }

    /// Its bytes are on this device.
    pub fn staged(&self) -> Option<&NewFile> {
        match self {
            Self::Staged(file) => Some(file),
            Self::Held(_) => None,
        }
    }

    /// As the composer lists it.
    pub fn listed(&self) -> NewFile {
        match self {
            Self::Staged(file) => file.clone(),
            Self::Held(file) => NewFile {
                id: file.id,
                kind: file.kind,
                name: file.name.clone(),
                media_type: file.media_type.clone(),
                bytes: file.bytes,
                size: file.size,
                length_ms: file.length_ms,
                placeholder: file.placeholder.clone(),
                waveform: file.waveform.clone(),
                poster: None,
            },
        }
    }
}

impl std::fmt::Debug for KeptFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Staged(file) => write!(f, "Staged({})", file.id),
            Self::Held(file) => write!(f, "Held({})", file.id),
        }
    }
}

/// What people wrote must not reach a log.
impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Request(..)")
    }
}

/// The answer to a request that was taken.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    Done,
    Conversation {
        id: ConversationId,
    },
    Message {
        id: MessageId,
    },
    Tag {
        id: TagId,
    },
    VaultFolder {
        id: FolderId,
    },
    VaultItem {
        id: VaultItemId,
    },
    Template {
        id: TemplateId,
    },
    /// Of a template, placeholders filled.
    Text {
        text: String,
    },
}

impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Done => f.write_str("Done"),
            Self::Conversation { id } => write!(f, "{id:?}"),
            Self::Message { id } => write!(f, "{id:?}"),
            Self::Tag { id } => write!(f, "{id:?}"),
            Self::VaultFolder { id } => write!(f, "{id:?}"),
            Self::VaultItem { id } => write!(f, "{id:?}"),
            Self::Template { id } => write!(f, "{id:?}"),
            Self::Text { .. } => f.write_str("Text(..)"),
        }
    }
}
