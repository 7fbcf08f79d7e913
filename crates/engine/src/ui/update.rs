//! What the engine tells a UI without being asked.

use protocol::{
    Account, ApiError, ClientFile, Cohort, ConversationId, FileId, Me, MessageId, NewFile, Seq, Tag,
    Template, VaultFolder, VaultItem, Workspace,
};
use serde::{Deserialize, Serialize};

use super::view::{ConversationDetails, ConversationRow, Quote, StarredMessage, TimelineItem};

/// One change of what is on the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Update {
    /// Nobody is signed in on this device. `reason` when a session has just ended.
    SignedOut {
        reason: Option<ApiError>,
    },
    /// Everything that is not a timeline, afresh. Answers `Attach`, and follows a sign-in.
    Reset(Box<Snapshot>),
    /// Rows that are new or changed, and rows to take away.
    Rows {
        upsert: Vec<ConversationRow>,
        remove: Vec<ConversationId>,
    },
    /// People of the roster that are new or changed (coaches only).
    People {
        upsert: Vec<Account>,
    },
    /// Name or brand of the practice has changed.
    Workspace {
        workspace: Workspace,
    },
    /// One's own account has changed.
    Me {
        account: Account,
    },
    Connection(Connection),
    /// Totals for header, title and badge. Archived groups, what was put away and what is muted are not counted in them, nor are
    /// conversations that were only marked as unread.
    Counts {
        unread: u32,
        needs_reply: u32,
    },
    Timeline(TimelineUpdate),
    Details {
        details: ConversationDetails,
    },
    /// What the composer of the open conversation holds: sent when it opens, when another device changes the draft, and when
    /// files come to it or leave it.
    Composer {
        conversation: ConversationId,
        text: String,
        reply_to: Option<Quote>,
        files: Vec<NewFile>,
        /// Only the files are news: what was typed since must not be replaced by `text`, which may be a key behind.
        files_only: bool,
    },
    /// Progress of a file of the open conversation.
    Progress {
        conversation: ConversationId,
        file: FileId,
        /// Bytes that the server has.
        sent: u64,
    },
    /// Progress of a file for the vault, a template or a group's picture.
    Uploading {
        file: FileId,
        /// Bytes that the server has.
        sent: u64,
    },
    /// All starred and followed-up messages, whenever one of them changes: those to be followed up first, soonest first, then the
    /// starred, newest first.
    Starred {
        messages: Vec<StarredMessage>,
    },
    /// Tags, clients' files and cohorts that are new, changed or gone (coaches only).
    Roster(Roster),
    /// What is new, changed or gone in the vault and among the templates (coaches only).
    Library(Library),
    /// The open conversation is gone: one was removed from it, or left.
    Closed {
        conversation: ConversationId,
    },
    /// Something that the person must know now, as a toast: what happened, what was kept, what to do.
    Trouble {
        message: String,
    },
}

/// How clients are filed. In a snapshot all of it, in an update what has changed: take by id, and drop what is `deleted`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    pub tags: Vec<Tag>,
    pub clients: Vec<ClientFile>,
    pub cohorts: Vec<Cohort>,
}

/// The vault and the templates. In a snapshot all of it, in an update what has changed: take by id, and drop what is `deleted`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Library {
    pub folders: Vec<VaultFolder>,
    pub items: Vec<VaultItem>,
    /// One's own and the shared ones.
    pub templates: Vec<Template>,
}

/// The state of everything but the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    pub me: Me,
    pub rows: Vec<ConversationRow>,
    /// The roster (coaches), or empty.
    pub people: Vec<Account>,
    /// As in [`Update::Starred`].
    pub starred: Vec<StarredMessage>,
    pub roster: Roster,
    pub library: Library,
    pub connection: Connection,
    pub unread: u32,
    pub needs_reply: u32,
}

/// The connection line (H6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    pub state: ConnectionState,
    /// Own commands that wait to be sent.
    pub waiting: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    /// The first attempt since the start.
    Connecting,
    /// Connected; what was missed is on its way.
    CatchingUp,
    Live,
    /// Milliseconds since 1970 by this device's clock, for display only.
    Offline {
        since_ms: i64,
    },
}

/// What lies beyond an end of the loaded stretch of a timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edge {
    /// Nothing: the beginning, or the latest.
    End,
    /// Ask for more when the person comes near.
    More,
    /// Being fetched.
    Loading,
    /// More exists, and cannot be had without a connection.
    Offline,
}

/// A change of the open timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineUpdate {
    pub conversation: ConversationId,
    /// Forget all items first: opened, or jumped.
    pub reset: bool,
    /// New or changed items; sort by `place`.
    pub upsert: Vec<TimelineItem>,
    /// Items that left the window or are gone.
    pub remove: Vec<MessageId>,
    pub older: Edge,
    pub newer: Edge,
    /// The "New messages" line stands before the first item with this number or a greater one. Stays until the conversation is
    /// opened anew.
    pub unread_from: Option<Seq>,
    /// Bring this message into view and highlight it.
    pub focus: Option<MessageId>,
    /// One's own new message: scroll to the end.
    pub scroll_to_end: bool,
    /// Messages newer than the loaded stretch that have come since (for "jump to latest").
    pub newer_count: u32,
}
