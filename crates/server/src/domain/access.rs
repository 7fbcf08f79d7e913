//! The only way to rows: every function takes the actor, and what the actor may not know of is not found.

use protocol::rights::{Act, Standing};
use protocol::{
    Account, AccountId, AccountKind, ConversationId, ErrorCode, FeedId, FileId, Message, MessageId,
};

use super::{Actor, Failure, refuse};
use crate::db::{FileRow, Place, Sight, Tx};

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

/// A conversation in which the actor may do that now.
pub(super) async fn access_to<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    id: ConversationId,
    act: Act,
) -> Result<Place, Failure> {
    let place = access_conversation(tx, actor, id).await?;
    allow(&place, act)?;
    Ok(place)
}

/// Refuses what may not be done there, in the words of the one table of rights.
pub(super) fn allow(place: &Place, act: Act) -> Result<(), Failure> {
    let standing = Standing::of(&place.conversation, &place.member);
    standing
        .may(act)
        .map_err(|refusal| refuse(refusal.code(), &refusal.to_string()))
}

/// What is there for a member: nothing that is older than their beginning, and notes for coaches only.
pub(crate) fn is_for(place: &Place, message: &Message) -> bool {
    message.conversation == place.conversation.id && Sight::of(&place.member).shows(message)
}

/// What the actor may see of a conversation: of one that the actor is not in, nothing.
pub(crate) async fn sight<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    conversation: ConversationId,
) -> Result<Sight, Failure> {
    let member = tx.member(actor.workspace, conversation, actor.account).await?;
    let member = member.filter(|member| member.active);
    Ok(member.map_or(Sight::NOTHING, |member| Sight::of(&member)))
}

/// Whether a message, of whatever conversation, is there for the actor now.
pub(crate) async fn is_there_for<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    message: &Message,
) -> Result<bool, Failure> {
    Ok(sight(tx, actor, message.conversation).await?.shows(message))
}

/// A message or an event of a conversation that the actor is in.
pub(crate) async fn access_message<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    place: &Place,
    id: MessageId,
) -> Result<Message, Failure> {
    let message = tx.message(actor.workspace, id).await?;
    message
        .filter(|message| is_for(place, message))
        .ok_or_else(no_such_message)
}

/// Something that somebody said there, whether or not it was deleted: with an event, nothing can be done.
pub(super) async fn access_said<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    place: &Place,
    id: MessageId,
) -> Result<Message, Failure> {
    let message = access_message(tx, actor, place, id).await?;
    if message.event.is_some() {
        return Err(no_such_message());
    }
    Ok(message)
}

/// A message of a conversation that the actor is in, when it still says something.
pub(super) async fn access_words<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    place: &Place,
    id: MessageId,
) -> Result<Message, Failure> {
    let message = access_said(tx, actor, place, id).await?;
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
    let place = access_conversation(tx, actor, conversation).await?;
    let message = access_said(tx, actor, &place, id).await?;
    if message.author == actor.account || actor.kind == AccountKind::Coach {
        return Ok(message);
    }
    Err(no_such_message())
}

fn no_such_message() -> Failure {
    refuse(
        ErrorCode::NotFound,
        "There is no such message in this conversation.",
    )
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
/// `notes`: also of a message among coaches.
pub(super) async fn access_file<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    notes: bool,
    id: FileId,
) -> Result<FileRow, Failure> {
    let notes = notes && actor.kind == AccountKind::Coach;
    let row = tx.file_for(actor.workspace, actor.account, notes, id).await?;
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
