//! HTTP: every call that a client makes, as a type that knows its own method, path and body.
//!
//! The app (reqwest) and the page (fetch) both send what [`Call::request`] says and read what [`Call::answer`] reads,
//! so that the routes are written down once on the client's side.

use serde::{Deserialize, Serialize};

use crate::read::{Read, from_json};
use crate::{
    Account, AccountId, ApiError, CommandResult, ConversationId, DeviceId, ErrorCode, FeedCursor, FeedPage,
    FileId, FileLink, FileState, FilesPage, FilesQuery, InviteId, Limits, LinksQuery, Message, MessageId,
    NewFile, Reaction, RichText, Seq, SubmitCommand, Timestamp, Workspace,
};

/// `POST /api/sign-in/start`: sends a 6-digit code to the address, when somebody has it. The answer is the same when
/// nobody does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StartSignIn {
    pub email: String,
}

/// The answer to [`StartSignIn`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CodeSent {
    /// Milliseconds for which the code works.
    pub valid_ms: u64,
    /// Whether this server lets anybody open a new practice.
    pub sign_up_open: bool,
}

/// `POST /api/sign-in/verify`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerifySignIn {
    pub email: String,
    /// The six digits.
    pub code: String,
    /// For the list of devices, such as "Firefox on Linux".
    pub device_name: String,
    /// Which account, after an answer of [`SignedIn::Choose`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// Apps set this and get the token in the answer; browsers get an HttpOnly cookie and never see it.
    #[serde(default)]
    pub wants_token: bool,
}

/// `POST /api/sign-in/redeem`: joins by an invite's code, or signs in by a code that a coach made.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RedeemCode {
    pub code: String,
    pub device_name: String,
    #[serde(default)]
    pub wants_token: bool,
}

/// `POST /api/workspaces`: opens a practice, with the code that was sent to the address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateWorkspace {
    pub workspace_name: String,
    pub your_name: String,
    pub email: String,
    pub code: String,
    pub device_name: String,
    #[serde(default)]
    pub wants_token: bool,
}

/// Secrets stay out of logs.
macro_rules! secret_debug {
    ($($name:ident)*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )*};
}

secret_debug!(VerifySignIn RedeemCode CreateWorkspace Session Invite CreateInvite);

/// The answer to every way of signing in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one in a sign-in, and a box would be in every reader's way"
)]
pub enum SignedIn {
    Session(Session),
    /// The address has accounts in several workspaces: verify again with one of them; the code still works.
    Choose {
        accounts: Vec<AccountChoice>,
    },
    /// The code is right, nobody has the address, and sign-up is open: create a workspace with the same code.
    NewHere,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountChoice {
    pub account: AccountId,
    pub name: String,
    pub workspace_name: String,
}

/// A device is signed in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// Bearer token, only for who asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    pub me: Me,
}

/// `GET /api/me`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    pub account: Account,
    pub workspace: Workspace,
    pub device: DeviceId,
    pub limits: Limits,
}

/// `GET /api/devices`: where this account is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Device {
    pub id: DeviceId,
    pub name: String,
    pub signed_in_at: Timestamp,
    pub last_seen_at: Timestamp,
    /// The one that asks.
    pub this: bool,
}

/// `POST /api/invites`, coaches only: makes the client's account and direct conversation at once, so that one can
/// write before the client has joined. With the address or account of a client who exists, a new code for them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateInvite {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// A new code for this client instead of a new client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// Also send it by e-mail.
    #[serde(default)]
    pub send_email: bool,
}

/// An invitation. The code is in it only in the answer that made it: the server keeps a hash.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invite {
    pub id: InviteId,
    pub account: AccountId,
    pub conversation: ConversationId,
    pub name: String,
    pub expires_at: Timestamp,
    /// Ten letters and digits in two groups, as in `K7QXD-2M9RT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Opens the app or the web dashboard and joins; the code is behind the `#`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The link as a QR code: dark modules row by row, `true` is dark; a square.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qr: Option<Vec<Vec<bool>>>,
}

/// `POST /api/sync`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SyncRequest {
    /// What the client has. Feeds that have not moved are not in the answer.
    pub feeds: Vec<FeedCursor>,
    /// How many of the newest messages a snapshot of a conversation holds at least; it always reaches back to the
    /// first unread one, a hundred at most, so that unread can be counted from what is held.
    pub window: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SyncResponse {
    pub pages: Vec<FeedPage>,
    /// Feeds asked for that this account may not read (any more): forget them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<crate::FeedId>,
}

/// `GET /api/conversations/{conversation}/messages`: older or surrounding messages. Exactly one of `before`,
/// `after` and `around`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryQuery {
    /// The newest messages with a number below this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Seq>,
    /// The oldest messages with a number above this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Seq>,
    /// This message and as many on each side as fit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub around: Option<crate::MessageId>,
    /// At most [`Limits::page`].
    pub limit: u32,
}

/// All messages of a conversation with numbers from `from` to `to`, both included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryPage {
    pub conversation: ConversationId,
    /// Oldest first.
    pub messages: Vec<Message>,
    /// Messages outside the page that those inside reply to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub referenced: Vec<Message>,
    /// To the messages of the page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<Reaction>,
    /// 1 when the page reaches the beginning of the conversation.
    pub from: Seq,
    pub to: Seq,
}

/// `GET /api/conversations/{conversation}/messages/{message}/versions`: what a message said before, oldest first, without
/// what it says now. For its author and for coaches. Empty when it was never edited, or was deleted.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Version {
    pub body: RichText,
    /// When it began to say this.
    pub at: Timestamp,
}

/// The words must not reach a log.
impl std::fmt::Debug for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Version({:?})", self.at)
    }
}

/// `GET /api/conversations/{conversation}/messages/{message}/seen`: how far one's own message has come with each other
/// member, as far as the practice's receipt policy tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeenBy {
    pub account: AccountId,
    /// `None`: not yet, or too long ago to be known (90 days).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_at: Option<Timestamp>,
    pub delivered: bool,
    pub read: bool,
}

/// How a call is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Delete,
}

impl Method {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }
}

/// A call, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    pub method: Method,
    /// Path and query, beginning with `/api/`.
    pub path: String,
    /// JSON, for `POST`.
    pub body: Option<String>,
}

/// Every call a client makes over HTTP. As JSON it only goes from a page to its shell, without a tag inside: a reader of
/// tags has to keep everything that stands before them, and its code is large in a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    StartSignIn(StartSignIn),
    VerifySignIn(VerifySignIn),
    RedeemCode(RedeemCode),
    CreateWorkspace(CreateWorkspace),
    SignOut,
    Me,
    Devices,
    EndDevice(DeviceId),
    Invites,
    CreateInvite(CreateInvite),
    RevokeInvite(InviteId),
    Sync(SyncRequest),
    History(ConversationId, HistoryQuery),
    Versions(ConversationId, MessageId),
    Seen(ConversationId, MessageId),
    Submit(SubmitCommand),
    BeginFile(NewFile),
    /// `DELETE /api/files/{file}`: one's own, while no message has it.
    DropFile(FileId),
    Links(LinksQuery),
    Files(ConversationId, FilesQuery),
}

/// What came back; the variant belongs to the call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    CodeSent(CodeSent),
    SignedIn(SignedIn),
    Me(Me),
    Devices(Vec<Device>),
    Invites(Vec<Invite>),
    Invite(Invite),
    Sync(SyncResponse),
    History(HistoryPage),
    Versions(Vec<Version>),
    Seen(Vec<SeenBy>),
    Command(CommandResult),
    /// Also to a piece of a file.
    File(FileState),
    Links(Vec<FileLink>),
    Files(FilesPage),
    /// Nothing to say.
    Done,
}

impl Call {
    /// Method, path and body.
    pub fn request(&self) -> HttpRequest {
        let get = |path: String| HttpRequest {
            method: Method::Get,
            path,
            body: None,
        };
        let delete = |path: String| HttpRequest {
            method: Method::Delete,
            path,
            body: None,
        };
        match self {
            Self::StartSignIn(body) => post("/api/sign-in/start", body),
            Self::VerifySignIn(body) => post("/api/sign-in/verify", body),
            Self::RedeemCode(body) => post("/api/sign-in/redeem", body),
            Self::CreateWorkspace(body) => post("/api/workspaces", body),
            Self::SignOut => post("/api/sign-out", &()),
            Self::Me => get("/api/me".into()),
            Self::Devices => get("/api/devices".into()),
            Self::EndDevice(id) => delete(format!("/api/devices/{id}")),
            Self::Invites => get("/api/invites".into()),
            Self::CreateInvite(body) => post("/api/invites", body),
            Self::RevokeInvite(id) => delete(format!("/api/invites/{id}")),
            Self::Sync(body) => post("/api/sync", body),
            Self::History(conversation, query) => {
                let mut path = format!("/api/conversations/{conversation}/messages?limit={}", query.limit);
                for (key, value) in [
                    ("before", query.before.map(|seq| seq.to_string())),
                    ("after", query.after.map(|seq| seq.to_string())),
                    ("around", query.around.map(|id| id.to_string())),
                ] {
                    if let Some(value) = value {
                        path.push_str(&format!("&{key}={value}"));
                    }
                }
                get(path)
            }
            Self::Versions(conversation, message) => get(format!(
                "/api/conversations/{conversation}/messages/{message}/versions"
            )),
            Self::Seen(conversation, message) => get(format!(
                "/api/conversations/{conversation}/messages/{message}/seen"
            )),
            Self::Submit(body) => post("/api/commands", body),
            Self::BeginFile(body) => post("/api/files", body),
            Self::DropFile(file) => delete(format!("/api/files/{file}")),
            Self::Links(body) => post("/api/files/links", body),
            Self::Files(conversation, query) => {
                let (sort, limit) = (query.sort.as_str(), query.limit);
                let mut path = format!("/api/conversations/{conversation}/files?sort={sort}&limit={limit}");
                if let Some(before) = query.before {
                    path.push_str(&format!("&before={before}"));
                }
                get(path)
            }
        }
    }

    /// Reads the answer: `status` is the HTTP status, `body` its text.
    pub fn answer(&self, status: u16, body: &str) -> Result<Answer, ApiError> {
        good(status, body)?;
        match self {
            Self::StartSignIn(_) => read(body, Answer::CodeSent),
            Self::VerifySignIn(_) | Self::RedeemCode(_) | Self::CreateWorkspace(_) => {
                read(body, Answer::SignedIn)
            }
            Self::Me => read(body, Answer::Me),
            Self::Devices => read(body, Answer::Devices),
            Self::Invites => read(body, Answer::Invites),
            Self::CreateInvite(_) => read(body, Answer::Invite),
            Self::Sync(_) => read(body, Answer::Sync),
            Self::History(..) => read(body, Answer::History),
            Self::Versions(..) => read(body, Answer::Versions),
            Self::Seen(..) => read(body, Answer::Seen),
            Self::Submit(_) => read(body, Answer::Command),
            Self::BeginFile(_) => read(body, Answer::File),
            Self::Links(_) => read(body, Answer::Links),
            Self::Files(..) => read(body, Answer::Files),
            Self::DropFile(_) | Self::SignOut | Self::EndDevice(_) | Self::RevokeInvite(_) => {
                Ok(Answer::Done)
            }
        }
    }
}

/// What an answer of another status than 2xx says.
fn good(status: u16, body: &str) -> Result<(), ApiError> {
    if (200..300).contains(&status) {
        return Ok(());
    }
    Err(from_json(body).unwrap_or_else(|| {
        let code = if status == 429 || status >= 500 {
            ErrorCode::Unavailable
        } else {
            ErrorCode::Unknown
        };
        ApiError::new(
            code,
            format!("The server answered {status}. Try again in a moment."),
        )
    }))
}

/// An answer that belongs to no [`Call`].
pub(crate) fn read_answer<T: Read>(status: u16, body: &str) -> Result<T, ApiError> {
    good(status, body)?;
    read(body, |answer| answer)
}

fn post(path: &str, body: &impl Serialize) -> HttpRequest {
    // Our own types always serialize: string keys only, no failing implementation.
    let body = serde_json::to_string(body).unwrap_or_default();
    HttpRequest {
        method: Method::Post,
        path: path.into(),
        body: Some(body),
    }
}

fn read<T: Read, A>(body: &str, wrap: fn(T) -> A) -> Result<A, ApiError> {
    from_json(body).map(wrap).ok_or_else(|| {
        ApiError::new(
            ErrorCode::Unavailable,
            "The server's answer could not be read. Is this a Rapport server?",
        )
    })
}
