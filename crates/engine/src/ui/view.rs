//! What a UI draws: plain data, already worked out. A UI sorts and lays out; it decides nothing about messaging.

use protocol::{
    AccountId, Activity, Attachment, ConversationId, ConversationKind, GroupEvent, GroupSettings, LinkCard,
    Member, MessageId, RichText, Seq, Timestamp,
};
use serde::{Deserialize, Serialize};

/// The five states of an own message (guide 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The server refused it for good: offer Retry and Discard.
    Failed,
    /// Clock: on this device only, will be sent.
    Waiting,
    /// One check: the server has it.
    Sent,
    /// Two grey checks: on a device of every recipient.
    Delivered,
    /// Two coloured checks: every recipient has read it.
    Read,
}

/// Somebody is busy in a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypingPerson {
    pub name: String,
    pub activity: Activity,
}

/// The last message, as the list shows it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Who wrote it, in groups and where several coaches write; `None` in plain cases.
    pub author: Option<String>,
    pub own: bool,
    /// One line, 140 characters at most; may be empty where there is media.
    pub text: String,
    pub media: Option<Media>,
    pub deleted: bool,
    /// Of an own message.
    pub status: Option<Status>,
    /// It is not a message, but this; then there is no text.
    pub event: Option<Box<EventLine>>,
    /// A note among coaches.
    pub staff_only: bool,
}

/// The files of a message in short: "3 photos", "Voice note 0:42", "plan.pdf".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    pub first: Attachment,
    /// All of them.
    pub count: u32,
}

/// A row of the conversation list. Sort by `pinned` (true first), then `follow_up` (true first), then `pending` (true first), then
/// `activity_at` descending, then `id`. What is `put_away` stands in a list of its own, in the same order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationRow {
    pub id: ConversationId,
    pub kind: ConversationKind,
    /// The group's name, or the other side's.
    pub title: String,
    /// In a direct conversation the client it belongs to.
    pub client: Option<AccountId>,
    pub preview: Option<Preview>,
    /// Something of one's own waits to be sent here.
    pub pending: bool,
    /// Time of the last message, else of the conversation's making.
    pub activity_at: Timestamp,
    /// Counted up to 100; draw 100 as "99+".
    pub unread: u32,
    /// The last message is a client's (seen by a coach).
    pub needs_reply: bool,
    /// Beginning of one's own half-written text; `None` when there is none or the conversation is open.
    pub draft: Option<String>,
    /// Files that wait in the composer; with them `draft` may be an empty text.
    pub draft_files: u32,
    pub typing: Vec<TypingPerson>,
    /// A message of one's own failed here.
    pub failed: bool,
    pub archived: bool,
    /// Active members.
    pub members: u32,
    /// At the top of one's own list.
    pub pinned: bool,
    /// Put away by this person: not in the list, but under Archived.
    pub put_away: bool,
    /// No notifications, and a quiet badge.
    pub muted_until: Option<Timestamp>,
    /// Marked as unread by this person: a badge without a number.
    pub marked_unread: bool,
    /// One is mentioned in what is unread.
    pub mentioned: bool,
    /// A message here was to be followed up by now: at the top until it is dealt with.
    pub follow_up: bool,
    /// One may write here: not in a group in which one only reads, nor in one that was archived.
    pub may_post: bool,
    /// A group's own picture.
    pub picture: Option<Attachment>,
    /// An announcement group: whoever joins reads only.
    pub announcement: bool,
}

/// Where an item stands in the timeline: sent ones by number, then waiting ones in the order of sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Sent(Seq),
    Waiting(u64),
}

/// A quoted message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    pub message: MessageId,
    pub author: String,
    pub own: bool,
    /// Up to 200 characters, line breaks kept; may be empty where there is media.
    pub text: String,
    pub media: Option<Media>,
    /// Draw the stub.
    pub deleted: bool,
}

/// A message in the open timeline.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineItem {
    pub id: MessageId,
    pub place: Place,
    pub author: AccountId,
    pub author_name: String,
    pub own: bool,
    pub body: RichText,
    pub files: Vec<FileView>,
    /// A voice note: listened to by this person, or, where it is one's own, by somebody else as far as the receipt policy tells.
    pub played: bool,
    /// The server's time; `None` while waiting.
    pub sent_at: Option<Timestamp>,
    /// Of an own message.
    pub status: Option<Status>,
    pub reply: Option<Quote>,
    pub edited_at: Option<Timestamp>,
    pub deleted: bool,
    /// Why it failed, for people.
    pub failure: Option<String>,
    /// In the order in which they were first chosen.
    pub reactions: Vec<ReactionCount>,
    pub pinned: bool,
    pub starred: bool,
    pub follow_up_at: Option<Timestamp>,
    pub forwarded: bool,
    /// Who deleted it, when that was not its author.
    pub deleted_by: Option<String>,
    pub card: Option<Box<LinkCard>>,
    /// It names this person, or everyone.
    pub mentions_me: bool,
    /// A note among coaches: draw it so that nobody takes it for something that the client sees.
    pub staff_only: bool,
    /// Draw this line in the middle instead of a bubble; then there are no words.
    pub event: Option<Box<EventLine>>,
    pub may: Allowed,
}

/// Something that happened in a group, with the names as they are now.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventLine {
    pub event: GroupEvent,
    /// Who did it.
    pub author: String,
    /// Who did it is this person.
    pub own: bool,
    /// Those whom it names, this person not among them.
    pub names: Vec<String>,
    /// This person is among those whom it names.
    pub me: bool,
}

/// A file in the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileView {
    pub file: Attachment,
    /// On its way up: how many of its bytes the server has. `None` once it is there.
    pub sent: Option<u64>,
}

/// One emoji under a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReactionCount {
    pub emoji: String,
    pub count: u32,
    /// This person is among them.
    pub own: bool,
    /// Who, oneself not among them; 20 at most.
    pub names: Vec<String>,
}

/// What this person may do to a message: the server decides the same way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowed {
    pub edit: bool,
    pub delete: bool,
    pub pin: bool,
    /// See what it said before it was edited.
    pub versions: bool,
    /// See whom it has reached.
    pub seen: bool,
}

/// A message that this person keeps at hand.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StarredMessage {
    pub conversation: ConversationId,
    /// The conversation's title.
    pub title: String,
    pub quote: Quote,
    pub sent_at: Option<Timestamp>,
    pub starred: bool,
    pub follow_up_at: Option<Timestamp>,
}

/// The open conversation's header and details pane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationDetails {
    pub id: ConversationId,
    pub kind: ConversationKind,
    pub title: String,
    pub client: Option<AccountId>,
    /// Active members: owner first, then admins, then by name.
    pub members: Vec<Member>,
    pub may_post: bool,
    pub may_manage: bool,
    pub may_leave: bool,
    pub archived: bool,
    /// Newest first.
    pub pinned: Vec<Quote>,
    /// Whether one's @everyone is heard here.
    pub may_mention_everyone: bool,
    /// Of a group. What may be done is for [`protocol::rights`] to say, of this person's row in `members`.
    pub settings: GroupSettings,
}

macro_rules! quiet_debug {
    ($($name:ident)*) => {$(
        /// The words must not reach a log.
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )*};
}

quiet_debug!(EventLine Preview Quote TimelineItem StarredMessage);
