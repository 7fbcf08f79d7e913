//! A message as everybody who may see it sees it now.

use serde::{Deserialize, Serialize};

use crate::{
    AccountId, Attachment, ConversationId, GroupEvent, LinkCard, MessageId, RichText, Seq, Timestamp,
};

/// The current state of a message: earlier versions and deleted words are not in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Message {
    pub id: MessageId,
    pub conversation: ConversationId,
    pub author: AccountId,
    /// Its place in the conversation for ever: the number of the change that made it.
    pub seq: Seq,
    /// The number of the change that last touched it; the greater one is the newer state.
    pub rev: Seq,
    pub sent_at: Timestamp,
    /// Empty when deleted; may be empty where there are attachments.
    pub body: RichText,
    /// In the order in which they are shown. A voice note stands alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Timestamp>,
    /// A stub stays, so that replies stay sound.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
    /// Who deleted it, when that was not the author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_by: Option<AccountId>,
    /// Its words were first written elsewhere.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub forwarded: bool,
    /// Who pinned it to the top of the conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned_by: Option<AccountId>,
    /// What its first link leads to, once the server has looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<Box<LinkCard>>,
    /// A note among coaches: no client ever receives it, nor anything about it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub staff_only: bool,
    /// Not something that somebody said, but something that happened in the group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<Box<GroupEvent>>,
}

impl Message {
    /// As it is when it has just been sent.
    pub fn new(
        id: MessageId,
        conversation: ConversationId,
        author: AccountId,
        seq: Seq,
        sent_at: Timestamp,
        body: RichText,
    ) -> Self {
        Self {
            id,
            conversation,
            author,
            seq,
            rev: seq,
            sent_at,
            body,
            attachments: Vec::new(),
            reply_to: None,
            edited_at: None,
            deleted: false,
            deleted_by: None,
            forwarded: false,
            pinned_by: None,
            card: None,
            staff_only: false,
            event: None,
        }
    }

    /// Leaves the stub: who, when and where, and no word or file of what it said.
    pub fn erase(&mut self) {
        self.body = RichText::default();
        self.attachments = Vec::new();
        self.edited_at = None;
        self.deleted = true;
        self.forwarded = false;
        self.pinned_by = None;
        self.card = None;
    }
}
