//! Exactly once: what the second arrival of a command is answered.
//!
//! Sending a message is remembered by the message itself, whose id is unique for ever; raising a watermark twice is
//! raising it once. Everything else leaves a row with the command's id. Words are never in it: a message's answer is
//! looked up as it is now.

use protocol::{Command, CommandId, Message, MessageId, Outcome, SubmitCommand, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Actor, Failure};
use crate::db::{DbError, Tx};

#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Stored {
    Done,
    Message { id: MessageId },
}

pub(super) fn is_remembered(command: &Command) -> bool {
    !command.is_idempotent() && !matches!(command, Command::SendMessage { .. })
}

/// The answer that the first arrival got, in the message's present state.
pub(super) async fn remembered<T: Tx>(
    tx: &mut T,
    actor: &Actor,
    submit: &SubmitCommand,
) -> Result<Option<Outcome>, Failure> {
    if let Command::SendMessage { id, conversation, .. } = &submit.command {
        let message = tx.message(actor.workspace, *id).await?;
        let own =
            |message: &Message| message.author == actor.account && message.conversation == *conversation;
        return Ok(message.filter(own).map(Outcome::Message));
    }
    if !is_remembered(&submit.command) {
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
        Stored::Done => Outcome::Done,
        Stored::Message { id } => match tx.message(actor.workspace, id).await? {
            Some(message) => Outcome::Message(message),
            None => Outcome::Done,
        },
    }))
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
        Outcome::Done | Outcome::Receipt(_) | Outcome::Unknown => Stored::Done,
    };
    let json = serde_json::to_string(&stored).map_err(|error| DbError::Failed(Box::new(error)))?;
    Ok(tx
        .store_outcome(actor.workspace, actor.account, id, at, &json)
        .await?)
}
