//! Exactly once: what the second arrival of a command is answered.
//!
//! Sending a message is remembered by the message itself, whose id is unique for ever; raising a watermark twice is
//! raising it once. Everything else, and every refusal, leaves a row with the command's id. Words are never in it: a message's answer is
//! looked up as it is now.

use protocol::{ApiError, Command, CommandId, Message, MessageId, Outcome, SubmitCommand, Timestamp};
use serde::{Deserialize, Serialize};

use super::access::is_there_for;
use super::{Actor, Failure};
use crate::db::{DbError, Tx};

#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Stored {
    Done,
    Message { id: MessageId },
    Refused { error: ApiError },
}

pub(super) fn is_remembered(command: &Command) -> bool {
    !command.is_idempotent() && !matches!(command, Command::SendMessage { .. })
}

/// The answer that the first arrival got, in the message's present state; a refusal as well, for a client that was refused has
/// told its person so.
pub(super) async fn remembered<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    submit: &SubmitCommand,
) -> Result<Option<Outcome>, Failure> {
    if let Command::SendMessage { id, conversation, .. } = &submit.command {
        let message = tx.message(actor.workspace, *id).await?;
        let own =
            |message: &Message| message.author == actor.account && message.conversation == *conversation;
        if let Some(message) = message.filter(own) {
            return Ok(Some(Outcome::Message(message)));
        }
    }
    if submit.command.is_idempotent() {
        return Ok(None);
    }
    let Some(json) = tx
        .stored_outcome(actor.workspace, actor.account, submit.id)
        .await?
    else {
        return Ok(None);
    };
    let stored = serde_json::from_str(&json).map_err(|error| DbError::Failed(Box::new(error)))?;
    Ok(Some(match stored {
        Stored::Done => as_it_is_now(tx, actor, &submit.command).await?,
        Stored::Refused { error } => return Err(Failure::Refused(error)),
        Stored::Message { id } => readable(tx, actor, id)
            .await?
            .map_or(Outcome::Done, Outcome::Message),
    }))
}

/// The message, for who may read it now: what others have made of it meanwhile is not for who is out.
async fn readable<T: Tx>(tx: &mut T, actor: &Actor, id: MessageId) -> Result<Option<Message>, Failure> {
    let Some(message) = tx.message(actor.workspace, id).await? else {
        return Ok(None);
    };
    Ok(is_there_for(tx, actor, &message).await?.then_some(message))
}

/// The state that the command has changed.
async fn as_it_is_now<T: Tx>(tx: &mut T, actor: &Actor, command: &Command) -> Result<Outcome, Failure> {
    let (ws, account) = (actor.workspace, actor.account);
    let outcome = match command {
        Command::SetDraft { conversation, .. } => {
            tx.draft(ws, account, *conversation).await?.map(Outcome::Draft)
        }
        Command::React { message, .. } => match readable(tx, actor, *message).await? {
            Some(message) => tx.reaction(ws, &message, account).await?.map(Outcome::Reaction),
            None => None,
        },
        Command::StarMessage { message, .. } => tx.star(ws, account, *message).await?.map(Outcome::Star),
        Command::FileConversation { conversation, .. } => {
            tx.filing(ws, account, *conversation).await?.map(Outcome::Filing)
        }
        _ => None,
    };
    Ok(outcome.unwrap_or(Outcome::Done))
}

pub(super) async fn remember<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    at: Timestamp,
    id: CommandId,
    outcome: &Outcome,
) -> Result<(), Failure> {
    let stored = match outcome {
        Outcome::Message(message) => Stored::Message { id: message.id },
        Outcome::Done
        | Outcome::Receipt(_)
        | Outcome::Draft(_)
        | Outcome::Reaction(_)
        | Outcome::Star(_)
        | Outcome::Filing(_)
        | Outcome::Unknown => Stored::Done,
    };
    store(tx, actor, at, id, &stored).await
}

/// Keeps a refusal that is for good. Call it after what the command had begun is rolled back.
pub async fn remember_refusal<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    at: Timestamp,
    id: CommandId,
    failure: &Failure,
) -> Result<(), Failure> {
    let Failure::Refused(error) = failure else {
        return Ok(());
    };
    // A refusal that was remembered before is there already.
    let known = tx
        .stored_outcome(actor.workspace, actor.account, id)
        .await?
        .is_some();
    if error.code.may_retry() || known {
        return Ok(());
    }
    store(tx, actor, at, id, &Stored::Refused { error: error.clone() }).await
}

async fn store<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    at: Timestamp,
    id: CommandId,
    stored: &Stored,
) -> Result<(), Failure> {
    let json = serde_json::to_string(stored).map_err(|error| DbError::Failed(Box::new(error)))?;
    Ok(tx
        .store_outcome(actor.workspace, actor.account, id, at, &json)
        .await?)
}
