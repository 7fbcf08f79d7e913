//! A past that nobody lived through: messages with given times, numbered as if they had been sent one after the other.

use std::collections::HashMap;

use protocol::{
    AccountId, ConversationId, FeedId, Message, MessageId, Receipt, RichText, Seq, Timestamp, WorkspaceId,
};

use super::Failure;
use crate::db::Tx;

/// A message of the past.
#[derive(Debug)]
pub(crate) struct Past {
    pub(crate) id: MessageId,
    pub(crate) author: AccountId,
    pub(crate) sent_at: Timestamp,
    pub(crate) body: RichText,
    pub(crate) reply_to: Option<MessageId>,
}

/// Writes the messages, oldest first. `seen` says how many of them are delivered to, and read by, whom.
pub(crate) async fn plant<T: Tx>(
    tx: &mut T,
    ws: WorkspaceId,
    conversation: ConversationId,
    past: Vec<Past>,
    seen: &HashMap<AccountId, (usize, usize)>,
) -> Result<(), Failure> {
    let mut places: Vec<Seq> = Vec::with_capacity(past.len());
    for message in past {
        let seq = tx.raise(ws, FeedId::Conversation(conversation)).await?;
        places.push(seq);
        let message = Message {
            id: message.id,
            conversation,
            author: message.author,
            seq,
            rev: seq,
            sent_at: message.sent_at,
            body: message.body,
            reply_to: message.reply_to,
            edited_at: None,
            deleted: false,
            deleted_by: None,
            forwarded: false,
            pinned_by: None,
            card: None,
        };
        tx.insert_message(ws, &message).await?;
    }
    let place = |count: usize| places.iter().take(count).next_back().copied().unwrap_or(0);
    for (account, (delivered, read)) in seen {
        let read = place(*read);
        let receipt = Receipt {
            conversation,
            account: *account,
            delivered: place(*delivered).max(read),
            read,
        };
        let rev = tx.raise(ws, FeedId::Receipts(conversation)).await?;
        tx.put_receipt(ws, &receipt, rev).await?;
    }
    Ok(())
}
