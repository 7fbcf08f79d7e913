//! The only way to rows: every function takes the actor, and what the actor may not know of is not found.

use protocol::{
    Account, AccountId, AccountKind, ConversationId, ConversationKind, ErrorCode, FeedId, FileId, Message,
    MessageId,
};

use super::{Actor, Failure, refuse};
use crate::db::{FileRow, Place, Tx};

/// The conversation and the actor's own row in it; only for active members.
pub async fn access_conversation<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    id: ConversationId,
) -> Result<Place, Failure> {
    match tx.place(actor.workspace, id, actor.account).await? {
        Some(place) if place.member.active => Ok(place),
        _ => Err(refuse(
            ErrorCode::NotFound,
            "There is no such conversation, or you are not in it.",
        )),
    }
}

/// A conversation in which the actor may write now.
pub(super) async fn access_to_post<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    id: ConversationId,
) -> Result<Place, Failure> {
    let place = access_conversation(tx, actor, id).await?;
    refuse_archived(&place)?;
    if !place.member.may_post() {
        return Err(refuse(
            ErrorCode::ReadOnly,
            "Only admins can post in this announcement group.",
        ));
    }
    Ok(place)
}

pub(super) fn refuse_archived(place: &Place) -> Result<(), Failure> {
    if place.conversation.archived {
        return Err(refuse(
            ErrorCode::ReadOnly,
            "This group is archived: it can be read, not written.",
        ));
    }
    Ok(())
}

/// A group, for any active member.
pub(super) async fn access_group<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    id: ConversationId,
) -> Result<Place, Failure> {
    let place = access_conversation(tx, actor, id).await?;
    if place.conversation.kind != ConversationKind::Group {
        return Err(refuse(ErrorCode::Invalid, "That can be done in groups only."));
    }
    Ok(place)
}

/// A group that the actor manages.
pub(super) async fn access_to_manage<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    id: ConversationId,
) -> Result<Place, Failure> {
    let place = access_group(tx, actor, id).await?;
    if !place.member.may_manage() {
        return Err(refuse(
            ErrorCode::Forbidden,
            "Only the owner and admins of the group may do that.",
        ));
    }
    Ok(place)
}

/// A message of a conversation that the actor is in.
pub(crate) async fn access_message<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    conversation: ConversationId,
    id: MessageId,
) -> Result<Message, Failure> {
    match tx.message(actor.workspace, id).await? {
        Some(message) if message.conversation == conversation => Ok(message),
        _ => Err(refuse(
            ErrorCode::NotFound,
            "There is no such message in this conversation.",
        )),
    }
}

/// A message of a conversation that the actor is in, when it still says something.
pub(super) async fn access_words<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    conversation: ConversationId,
    id: MessageId,
) -> Result<Message, Failure> {
    let message = access_message(tx, actor, conversation, id).await?;
    if message.deleted {
        return Err(refuse(ErrorCode::NotFound, "This message was deleted."));
    }
    Ok(message)
}

/// A message of which the actor may know more than what it says now: its author, and coaches. For all others there is no such
/// knowledge.
pub(super) async fn access_history<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    conversation: ConversationId,
    id: MessageId,
) -> Result<Message, Failure> {
    access_conversation(tx, actor, conversation).await?;
    let message = access_message(tx, actor, conversation, id).await?;
    if message.author == actor.account || actor.kind == AccountKind::Coach {
        return Ok(message);
    }
    Err(refuse(
        ErrorCode::NotFound,
        "There is no such message in this conversation.",
    ))
}

/// A file that the actor has brought.
pub(super) async fn access_own_file<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    id: FileId,
) -> Result<FileRow, Failure> {
    match tx.file(actor.workspace, id).await? {
        Some(row) if row.owner == actor.account => Ok(row),
        _ => Err(no_such_file()),
    }
}

/// A file that the actor has brought, or that a message has which the actor may read; for coaches also what the library has.
pub(super) async fn access_file<T: Tx>(tx: &mut T, actor: &Actor, id: FileId) -> Result<FileRow, Failure> {
    let row = tx.file_for(actor.workspace, actor.account, id).await?;
    row.ok_or_else(no_such_file)
}

fn no_such_file() -> Failure {
    refuse(ErrorCode::NotFound, "There is no such file (any more).")
}

/// A person of the actor's workspace. The caller has made sure that the actor may know of its people.
pub(super) async fn access_account<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    id: AccountId,
) -> Result<Account, Failure> {
    tx.account(actor.workspace, id)
        .await?
        .ok_or_else(|| refuse(ErrorCode::NotFound, "There is no such person in this practice."))
}

/// What the practice's staff does.
pub(super) fn access_as_coach(actor: &Actor) -> Result<(), Failure> {
    match actor.kind {
        AccountKind::Coach => Ok(()),
        AccountKind::Client => Err(refuse(ErrorCode::Forbidden, "Only coaches may do that.")),
    }
}

/// Whether the actor may read the feed now.
pub async fn may_read<T: Tx>(tx: &mut T, actor: &Actor, feed: FeedId) -> Result<bool, Failure> {
    Ok(match feed {
        FeedId::Workspace(id) => id == actor.workspace,
        FeedId::Account(id) => id == actor.account,
        FeedId::Conversation(id) | FeedId::Receipts(id) => {
            let member = tx.member(actor.workspace, id, actor.account).await?;
            member.is_some_and(|member| member.active)
        }
    })
}
