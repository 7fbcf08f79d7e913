//! A message as everybody who may see it sees it now.

use serde::{Deserialize, Serialize};

use crate::{AccountId, ConversationId, MessageId, RichText, Seq, Timestamp};

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
    /// Empty when deleted.
    pub body: RichText,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Timestamp>,
    /// A stub stays, so that replies stay sound.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
}
