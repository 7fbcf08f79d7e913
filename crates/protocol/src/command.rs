//! What a client asks the server to change. The same over the socket and over HTTP.

use serde::{Deserialize, Serialize};

use crate::{
    AccountId, CohortRule, CommandId, ConversationId, Draft, FileId, Filing, FilingSwitch, FolderId,
    GroupOptions, GroupSwitch, Message, MessageId, Reaction, Receipt, ReceiptPolicy, RichText, Role, Seq,
    Star, TagId, TemplateId, Timestamp, VaultItemId,
};

/// A change that somebody wants. All can be made offline and sent later.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Command {
    SendMessage {
        id: MessageId,
        conversation: ConversationId,
        /// May be empty where there are files.
        body: RichText,
        /// Files that are ready: one's own, or of messages that one may read. A voice note goes alone.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attachments: Vec<FileId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_to: Option<MessageId>,
        /// The words were first written elsewhere.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        forwarded: bool,
        /// Coaches only: no client receives it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        staff_only: bool,
    },
    /// Author only, any time. What is attached stays.
    EditMessage {
        conversation: ConversationId,
        message: MessageId,
        body: RichText,
    },
    /// The author; in a group also owner and admins, in a direct conversation also coaches. A stub stays; the words and
    /// their earlier versions are erased.
    DeleteMessage {
        conversation: ConversationId,
        message: MessageId,
    },
    /// Raises one's own watermarks; what is lower than they are is ignored.
    MarkSeen {
        conversation: ConversationId,
        delivered: Seq,
        read: Seq,
    },
    /// Replaces one's draft; an empty text without reply target removes it.
    SetDraft {
        conversation: ConversationId,
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_to: Option<MessageId>,
    },
    /// Coaches only. The maker becomes owner.
    CreateGroup {
        id: ConversationId,
        name: String,
        members: Vec<AccountId>,
        #[serde(default)]
        options: GroupOptions,
        /// Who belongs to it without being named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rule: Option<CohortRule>,
    },
    /// Owner and admins of a group.
    RenameGroup {
        conversation: ConversationId,
        name: String,
    },
    /// Owner and admins of a group. Who is in already stays as they are.
    AddMembers {
        conversation: ConversationId,
        accounts: Vec<AccountId>,
    },
    /// Owner and admins of a group; not the owner, and admins by the owner only.
    RemoveMember {
        conversation: ConversationId,
        account: AccountId,
    },
    /// Groups only. The ownership of an owner who leaves goes to the longest-standing admin, else coach, else member.
    LeaveGroup { conversation: ConversationId },
    /// Owner and admins of a group.
    ArchiveGroup {
        conversation: ConversationId,
        archived: bool,
    },
    /// Owner and admins of a group.
    SetGroup {
        conversation: ConversationId,
        switch: GroupSwitch,
    },
    /// The owner of a group. Making somebody owner makes an admin of oneself.
    SetRole {
        conversation: ConversationId,
        account: AccountId,
        role: Role,
    },
    /// Owner and admins of a group, of a member who is neither.
    SetPosting {
        conversation: ConversationId,
        account: AccountId,
        can_post: bool,
    },
    /// Owner and admins of a group who are coaches. Whom the rule takes is in at once, whom it no longer takes is out, but for those who
    /// were added by hand.
    SetCohort {
        conversation: ConversationId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rule: Option<CohortRule>,
    },
    /// Coaches only. Makes a tag or changes it.
    SaveTag { id: TagId, name: String, hue: u16 },
    /// Coaches only. Takes it off all clients and out of all rules.
    DeleteTag { id: TagId },
    /// Coaches only.
    TagClient {
        account: AccountId,
        tag: TagId,
        on: bool,
    },
    /// Coaches only. Who looks after a client.
    AssignClient {
        account: AccountId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        coach: Option<AccountId>,
    },
    /// Coaches only. Makes a folder of the vault or changes it.
    SaveVaultFolder {
        id: FolderId,
        name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<FolderId>,
    },
    /// Coaches only. What is in it goes to its parent.
    DeleteVaultFolder { id: FolderId },
    /// Coaches only. Keeps a file that one has brought or may see, or changes what the vault says of it.
    SaveVaultItem {
        id: VaultItemId,
        file: FileId,
        name: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        folder: Option<FolderId>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tags: Vec<String>,
    },
    /// Coaches only.
    DeleteVaultItem { id: VaultItemId },
    /// Coaches only. Makes a template of one's own or a shared one, or changes it.
    SaveTemplate {
        id: TemplateId,
        shared: bool,
        name: String,
        text: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<FileId>,
    },
    /// Coaches only: one's own, or a shared one.
    DeleteTemplate { id: TemplateId },
    /// One's own name.
    Rename { name: String },
    /// Sets or takes back one of one's own reactions. Whoever may read may react.
    React {
        conversation: ConversationId,
        message: MessageId,
        /// One emoji.
        emoji: String,
        on: bool,
    },
    /// In a group owner and admins; in a direct conversation everybody.
    PinMessage {
        conversation: ConversationId,
        message: MessageId,
        pinned: bool,
    },
    /// For oneself. Neither starred nor to be followed up: nothing is kept.
    StarMessage {
        conversation: ConversationId,
        message: MessageId,
        starred: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        follow_up_at: Option<Timestamp>,
    },
    /// For oneself.
    FileConversation {
        conversation: ConversationId,
        switch: FilingSwitch,
    },
    /// Coaches only.
    SetReceiptPolicy { policy: ReceiptPolicy },
    /// One has listened to a voice note of somebody else.
    MarkPlayed {
        conversation: ConversationId,
        message: MessageId,
    },
}

impl Command {
    /// The conversation whose order the command must keep; `None` for what belongs to the account.
    pub fn conversation(&self) -> Option<ConversationId> {
        match self {
            Self::SendMessage { conversation, .. }
            | Self::EditMessage { conversation, .. }
            | Self::DeleteMessage { conversation, .. }
            | Self::MarkSeen { conversation, .. }
            | Self::SetDraft { conversation, .. }
            | Self::RenameGroup { conversation, .. }
            | Self::AddMembers { conversation, .. }
            | Self::RemoveMember { conversation, .. }
            | Self::LeaveGroup { conversation }
            | Self::ArchiveGroup { conversation, .. }
            | Self::React { conversation, .. }
            | Self::PinMessage { conversation, .. }
            | Self::StarMessage { conversation, .. }
            | Self::FileConversation { conversation, .. }
            | Self::MarkPlayed { conversation, .. }
            | Self::SetGroup { conversation, .. }
            | Self::SetRole { conversation, .. }
            | Self::SetPosting { conversation, .. }
            | Self::SetCohort { conversation, .. } => Some(*conversation),
            Self::CreateGroup { id, .. } => Some(*id),
            Self::Rename { .. }
            | Self::SetReceiptPolicy { .. }
            | Self::SaveTag { .. }
            | Self::DeleteTag { .. }
            | Self::TagClient { .. }
            | Self::AssignClient { .. }
            | Self::SaveVaultFolder { .. }
            | Self::DeleteVaultFolder { .. }
            | Self::SaveVaultItem { .. }
            | Self::DeleteVaultItem { .. }
            | Self::SaveTemplate { .. }
            | Self::DeleteTemplate { .. } => None,
        }
    }

    /// Whether doing it twice is the same as once by itself, so that the server need not remember its id.
    pub fn is_idempotent(&self) -> bool {
        matches!(self, Self::MarkSeen { .. } | Self::MarkPlayed { .. })
    }
}

/// The words must not reach a log: the kind and the conversation do for finding a fault.
impl std::fmt::Debug for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = match self {
            Self::SendMessage { .. } => "SendMessage",
            Self::EditMessage { .. } => "EditMessage",
            Self::DeleteMessage { .. } => "DeleteMessage",
            Self::MarkSeen { .. } => "MarkSeen",
            Self::SetDraft { .. } => "SetDraft",
            Self::CreateGroup { .. } => "CreateGroup",
            Self::RenameGroup { .. } => "RenameGroup",
            Self::AddMembers { .. } => "AddMembers",
            Self::RemoveMember { .. } => "RemoveMember",
            Self::LeaveGroup { .. } => "LeaveGroup",
            Self::ArchiveGroup { .. } => "ArchiveGroup",
            Self::Rename { .. } => "Rename",
            Self::React { .. } => "React",
            Self::PinMessage { .. } => "PinMessage",
            Self::StarMessage { .. } => "StarMessage",
            Self::FileConversation { .. } => "FileConversation",
            Self::SetReceiptPolicy { .. } => "SetReceiptPolicy",
            Self::MarkPlayed { .. } => "MarkPlayed",
            Self::SetGroup { .. } => "SetGroup",
            Self::SetRole { .. } => "SetRole",
            Self::SetPosting { .. } => "SetPosting",
            Self::SetCohort { .. } => "SetCohort",
            Self::SaveTag { .. } => "SaveTag",
            Self::DeleteTag { .. } => "DeleteTag",
            Self::TagClient { .. } => "TagClient",
            Self::AssignClient { .. } => "AssignClient",
            Self::SaveVaultFolder { .. } => "SaveVaultFolder",
            Self::DeleteVaultFolder { .. } => "DeleteVaultFolder",
            Self::SaveVaultItem { .. } => "SaveVaultItem",
            Self::DeleteVaultItem { .. } => "DeleteVaultItem",
            Self::SaveTemplate { .. } => "SaveTemplate",
            Self::DeleteTemplate { .. } => "DeleteTemplate",
        };
        match self.conversation() {
            Some(conversation) => write!(f, "{kind}({conversation})"),
            None => f.write_str(kind),
        }
    }
}

/// What the server answers to a command it has done. A repeated command gets the answer of the first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Outcome {
    /// Done; what changed comes in the feeds.
    Done,
    /// A message was made or changed; this is its current state.
    Message(Message),
    /// One's watermarks as they are now.
    Receipt(Receipt),
    /// One's draft as the server now has it.
    Draft(Draft),
    /// One's reactions to a message as they are now.
    Reaction(Reaction),
    Star(Star),
    Filing(Filing),
    /// Of a newer server; counts as done.
    #[serde(other)]
    Unknown,
}

/// Body of `POST /api/commands`, and the payload of a command frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SubmitCommand {
    pub id: CommandId,
    pub command: Command,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_the_words() {
        let conversation = ConversationId::from_number(1);
        let draft = Command::SetDraft {
            conversation,
            text: "my knee hurts".into(),
            reply_to: None,
        };
        assert!(!format!("{draft:?}").contains("knee"));
    }
}
