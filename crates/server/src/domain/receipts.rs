//! How far somebody has come. Watermarks only ever rise, and never above what there is.

use protocol::{ConversationId, FeedId, Outcome, Receipt, Seq};

use super::access::access_conversation;
use super::{Actor, Failure, Work};
use crate::db::Tx;

pub(super) async fn mark_seen<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    conversation: ConversationId,
    delivered: Seq,
    read: Seq,
) -> Result<Outcome, Failure> {
    access_conversation(work.tx, actor, conversation).await?;
    let head = work.tx.head(work.ws, FeedId::Conversation(conversation)).await?;
    let before = work.tx.receipt(work.ws, conversation, actor.account).await?;
    let (had_delivered, had_read) = before.map_or((0, 0), |receipt| (receipt.delivered, receipt.read));
    let read = read.min(head).max(had_read);
    let receipt = Receipt {
        conversation,
        account: actor.account,
        delivered: delivered.min(head).max(had_delivered).max(read),
        read,
    };
    if (receipt.delivered, receipt.read) != (had_delivered, had_read) {
        work.put_receipt(receipt.clone()).await?;
    }
    Ok(Outcome::Receipt(receipt))
}
