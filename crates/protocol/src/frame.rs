//! Frames of the WebSocket at `/api/socket`: JSON text, one frame a message.

use serde::{Deserialize, Serialize};

use crate::{AccountId, ApiError, Command, CommandId, ConversationId, FeedCursor, FeedPage, Limits, Outcome};

/// What somebody is doing in a conversation just now. Never stored; expires by itself after six seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    Typing,
    Recording,
    Idle,
}

/// From a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientFrame {
    /// Must be the first frame, within ten seconds. Apps give their token; a browser's session cookie came with the
    /// upgrade, and it gives none.
    Authenticate {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token: Option<String>,
    },
    /// Answered by [`ServerFrame::Result`] with the same id.
    Command { id: CommandId, command: Command },
    /// What this person is doing; repeat every three seconds while it lasts.
    Activity {
        conversation: ConversationId,
        activity: Activity,
    },
    /// Answered by `Pong`: shows whether the line is alive after a sleep.
    Ping,
}

/// From the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// Signed in; live frames follow. The client now syncs over HTTP.
    Ready {
        account: AccountId,
        limits: Limits,
    },
    /// The answer to a command. On disk when it says `ok`.
    Result {
        id: CommandId,
        #[serde(flatten)]
        result: CommandResult,
    },
    /// A live stretch of a feed.
    Feed(FeedPage),
    /// Somebody else is typing, recording, or has stopped.
    Activity {
        conversation: ConversationId,
        account: AccountId,
        activity: Activity,
    },
    /// Heads of the feeds that moved lately: notices a lost last frame. `since` is the head. Every 15 seconds, so that silence of
    /// 40 seconds means a dead line; and in between when the server itself missed something.
    Heartbeat {
        heads: Vec<FeedCursor>,
    },
    /// This client fell behind and frames were dropped: sync.
    Resync,
    /// The session is over (`session_ended`), or the first frame was not good. The server closes after it.
    Ended {
        error: ApiError,
    },
    /// A frame of the client could not be read; the line stays open.
    Error {
        error: ApiError,
    },
    Pong,
    /// Of a newer server; skipped.
    #[serde(other)]
    Unknown,
}

/// `{"ok": outcome}` or `{"error": error}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CommandResult {
    Ok(Outcome),
    Error(ApiError),
}
