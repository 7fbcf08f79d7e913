//! What a client asks the server to change. The same over the socket and over HTTP.

use serde::{Deserialize, Serialize};

use crate::{
    AccountId, CommandId, ConversationId, Draft, FileId, Filing, FilingSwitch, Message, MessageId, Reaction,
    Receipt, ReceiptPolicy, RichText, Seq, Star, Timestamp,
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
    /// Owner and admins of a group; not the owner.
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
            | Self::MarkPlayed { conversation, .. } => Some(*conversation),
            Self::CreateGroup { id, .. } => Some(*id),
            Self::Rename { .. } | Self::SetReceiptPolicy { .. } => None,
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
