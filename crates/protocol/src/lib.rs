//! The words of the system: ids, entities, commands, frames, HTTP bodies, error codes.
//!
//! This crate owns what crosses a wire or a store. It must not know a clock, a socket, a database or a screen:
//! it is data and the rules that data alone decides.
//!
//! Everything that syncs belongs to a [`feed`](FeedId): a numbered sequence of changes. Read
//! `docs/PROTOCOL.md` for the story, and [`FeedPage::fits`] for the one rule that keeps a client whole.

mod account;
mod api;
mod card;
mod command;
mod conversation;
mod error;
mod feed;
mod file;
mod frame;
mod group;
mod ids;
mod library;
mod limits;
mod message;
pub mod notify;
mod personal;
pub mod read;
pub mod rights;
mod roster;
mod text;
mod time;

pub use account::{Account, AccountKind, ReceiptPolicy, Workspace};
pub use api::{
    AccountChoice, Answer, Call, CodeSent, CreateInvite, CreateWorkspace, Device, HistoryPage, HistoryQuery,
    HttpRequest, Invite, Me, Method, RedeemCode, SeenBy, Session, SignedIn, StartSignIn, SyncRequest,
    SyncResponse, VerifySignIn, Version,
};
pub use card::{CardPicture, LinkCard};
pub use command::{Command, Outcome, SubmitCommand};
pub use conversation::{Conversation, ConversationKind, Draft, Member, Membership, Receipt, Role};
pub use error::{ApiError, ErrorCode};
pub use feed::{Change, FeedCursor, FeedId, FeedPage, Fit, ParseFeedError};
pub use file::{
    Attachment, FileKind, FileLink, FileSort, FileState, FileVariant, FilesPage, FilesQuery, LinksQuery,
    NAME_CHARS, NewFile, PEAKS, POSTER_BYTES, Pixels, Played, Variant, upload_answer, upload_path,
};
pub use frame::{Activity, ClientFrame, CommandResult, ServerFrame};
pub use group::{DESCRIPTION_CHARS, EVENT_NAMES, GroupEvent, GroupOptions, GroupSettings, GroupSwitch};
pub use ids::{
    AccountId, CommandId, ConversationId, DeviceId, FileId, FolderId, InviteId, MessageId, TagId, TemplateId,
    VaultItemId, WorkspaceId,
};
pub use library::{
    TEMPLATE_NAME_CHARS, TEMPLATES, Template, VAULT_DEPTH, VAULT_FOLDERS, VAULT_ITEMS, VAULT_TAGS,
    VaultFolder, VaultItem, is_template_name,
};
pub use limits::Limits;
pub use message::Message;
pub use personal::{Filing, FilingSwitch, REACTIONS_EACH, Reaction, Star};
pub use roster::{CLIENT_TAGS, ClientFile, Cohort, CohortRule, Tag};
pub use text::{
    MAX_DEPTH, MAX_SPANS, QUOTE_MARK, RichText, Span, SpanKind, TextError, is_allowed_link, is_language,
};
pub use time::Timestamp;

/// A place in a feed: the number of one change. Starts at 1; 0 is "nothing yet".
pub type Seq = u64;
