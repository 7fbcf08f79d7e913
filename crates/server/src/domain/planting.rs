//! A past that nobody lived through: messages with given times, numbered as if they had been sent one after the other.

use std::collections::HashMap;

use protocol::{
    AccountId, ConversationId, FeedId, Message, MessageId, Receipt, RichText, Seq, Timestamp, WorkspaceId,
};

use super::Failure;
use crate::db::{Step, Tx};

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
    let mut at = Timestamp(0);
    for message in past {
        let seq = tx.raise(ws, FeedId::Conversation(conversation)).await?;
        places.push(seq);
        at = message.sent_at;
        let message = Message {
            reply_to: message.reply_to,
            ..Message::new(
                message.id,
                conversation,
                message.author,
                seq,
                message.sent_at,
                message.body,
            )
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
        if receipt.delivered == 0 {
            tx.put_receipt(ws, &receipt, rev).await?;
            continue;
        }
        // As if they had come up to there at the end.
        let step = Step {
            to: &receipt,
            from_delivered: 0,
            from_read: 0,
            at,
        };
        tx.advance_receipt(ws, step, rev).await?;
    }
    Ok(())
}
