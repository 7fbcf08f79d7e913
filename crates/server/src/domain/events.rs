//! What happened in a group, as a line of its timeline: a message without words, whose author is who did it.

use protocol::{
    AccountId, ConversationId, EVENT_NAMES, GroupEvent, Message, MessageId, RichText, Seq, WorkspaceId,
};

use super::{Failure, Work};
use crate::db::Tx;

/// Takes the next number, and is told like a message.
pub(super) async fn happened<T: Tx>(
    work: &mut Work<'_, T>,
    conversation: ConversationId,
    author: AccountId,
    event: GroupEvent,
) -> Result<(), Failure> {
    let seq = work.number(conversation).await?;
    let id = id(work.ws, conversation, seq);
    let line = Message::new(id, conversation, author, seq, work.now(), RichText::default());
    let line = Message {
        event: Some(Box::new(event)),
        ..line
    };
    work.insert_message(line, None).await
}

/// That these came: the first of them by name.
pub(super) fn added(accounts: &[AccountId]) -> GroupEvent {
    let more = accounts.len().saturating_sub(EVENT_NAMES);
    GroupEvent::Added {
        accounts: accounts.iter().take(EVENT_NAMES).copied().collect(),
        more: u32::try_from(more).unwrap_or(u32::MAX),
    }
}

/// No client makes it, and no chance: where it stands says which it is. The practice is in it, so that nobody can take the id of an
/// event of another one.
fn id(ws: WorkspaceId, conversation: ConversationId, seq: Seq) -> MessageId {
    let mut hasher = blake3::Hasher::new_derive_key("rapport event");
    hasher.update(ws.0.as_bytes());
    hasher.update(conversation.0.as_bytes());
    hasher.update(&seq.to_be_bytes());
    let hash = hasher.finalize();
    let first = hash.as_bytes().first_chunk::<16>().copied().unwrap_or_default();
    MessageId(uuid::Builder::from_custom_bytes(first).into_uuid())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_twenty_are_named_and_the_rest_is_counted() {
        let accounts: Vec<AccountId> = (0..25).map(AccountId::from_number).collect();
        let named = |count: usize, more| GroupEvent::Added {
            accounts: accounts[..count].to_vec(),
            more,
        };
        assert_eq!(added(&accounts[..1]), named(1, 0));
        assert_eq!(added(&accounts[..20]), named(20, 0));
        assert_eq!(added(&accounts), named(20, 5));
    }
}
