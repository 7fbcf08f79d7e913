//! Every call of the API: who may make it, what goes in, what comes out.
//!
//! One entry a route. Must stay true to `routes`: a test fails when a route has no entry.

use protocol::{
    CodeSent, CommandResult, CreateInvite, CreateWorkspace, Device, ErrorCode, FileLink, FileState,
    FilesPage, HistoryPage, Invite, LinksQuery, Me, NewFile, RedeemCode, SeenBy, SignedIn, StartSignIn,
    SubmitCommand, SyncRequest, SyncResponse, VerifySignIn, Version,
};

use super::Shape;

/// The browser's session.
pub(super) const COOKIE: &str = "rapport_session";

pub(super) struct Operation {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) name: &'static str,
    pub(super) tag: &'static str,
    pub(super) summary: &'static str,
    pub(super) detail: &'static str,
    pub(super) who: Who,
    /// Of the path and of the query, with what they mean.
    pub(super) parameters: &'static [(&'static str, &'static str)],
    pub(super) body: Option<Shape>,
    /// The body is no JSON but the bytes of a file.
    pub(super) takes_bytes: bool,
    pub(super) answer: Option<Shape>,
    pub(super) success: (u16, &'static str),
    /// Besides those that come from not being allowed to call at all.
    pub(super) refusals: &'static [ErrorCode],
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    Anybody,
    SignedIn,
    Coach,
}

const BLANK: Operation = Operation {
    method: "GET",
    path: "",
    name: "",
    tag: "",
    summary: "",
    detail: "",
    who: Who::SignedIn,
    parameters: &[],
    body: None,
    takes_bytes: false,
    answer: None,
    success: (200, "Done"),
    refusals: &[],
};

pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        method: "POST",
        path: "/api/sign-in/start",
        name: "start_sign_in",
        tag: "Signing in",
        summary: "Send a sign-in code",
        detail: "Sends a 6-digit code to the address when somebody has it. The answer is the same when nobody does.",
        who: Who::Anybody,
        body: Some(Shape::of::<StartSignIn>()),
        answer: Some(Shape::of::<CodeSent>()),
        success: (200, "A code is on its way, if somebody has the address"),
        refusals: &[ErrorCode::Invalid, ErrorCode::SlowDown, ErrorCode::Unavailable],
        ..BLANK
    },
    Operation {
        method: "POST",
        path: "/api/sign-in/verify",
        name: "verify_sign_in",
        tag: "Signing in",
        summary: "Sign in with the code",
        detail: "Browsers get a cookie; apps set wants_token and get a token. An address with accounts in several \
                 workspaces is asked to choose, and verifies again with the account; the code still works then.",
        who: Who::Anybody,
        body: Some(Shape::of::<VerifySignIn>()),
        answer: Some(Shape::of::<SignedIn>()),
        success: (200, "Signed in, or a choice to make"),
        refusals: &[ErrorCode::Invalid, ErrorCode::WrongCode, ErrorCode::SlowDown],
        ..BLANK
    },
    Operation {
        method: "POST",
        path: "/api/sign-in/redeem",
        name: "redeem_code",
        tag: "Signing in",
        summary: "Join by an invitation's code",
        detail: "The code works once and for 48 hours.",
        who: Who::Anybody,
        body: Some(Shape::of::<RedeemCode>()),
        answer: Some(Shape::of::<SignedIn>()),
        success: (200, "Signed in"),
        refusals: &[ErrorCode::Invalid, ErrorCode::WrongCode, ErrorCode::SlowDown],
        ..BLANK
    },
    Operation {
        method: "POST",
        path: "/api/workspaces",
        name: "create_workspace",
        tag: "Signing in",
        summary: "Open a practice",
        detail: "With the code that was sent to the address. Only where the server has sign-up open.",
        who: Who::Anybody,
        body: Some(Shape::of::<CreateWorkspace>()),
        answer: Some(Shape::of::<SignedIn>()),
        success: (200, "The practice is open, and its first coach signed in"),
        refusals: &[
            ErrorCode::Invalid,
            ErrorCode::TooLong,
            ErrorCode::WrongCode,
            ErrorCode::Forbidden,
            ErrorCode::SlowDown,
        ],
        ..BLANK
    },
    Operation {
        method: "POST",
        path: "/api/sign-out",
        name: "sign_out",
        tag: "Signing in",
        summary: "Sign this device out",
        detail: "Ends the session and its sockets.",
        success: (204, "Done"),
        ..BLANK
    },
    Operation {
        path: "/api/me",
        name: "me",
        tag: "Account",
        summary: "Who is signed in",
        detail: "The account, its workspace, this device, and the limits of the server.",
        answer: Some(Shape::of::<Me>()),
        ..BLANK
    },
    Operation {
        path: "/api/devices",
        name: "devices",
        tag: "Account",
        summary: "Where this account is signed in",
        answer: Some(Shape::list_of::<Device>()),
        ..BLANK
    },
    Operation {
        method: "DELETE",
        path: "/api/devices/{device}",
        name: "end_device",
        tag: "Account",
        summary: "Sign another device out",
        detail: "Its session ends at once, and its sockets are told so.",
        parameters: &[("device", "Id of one of one's own devices")],
        refusals: &[ErrorCode::Invalid, ErrorCode::NotFound],
        success: (204, "Done"),
        ..BLANK
    },
    Operation {
        path: "/api/invites",
        name: "invites",
        tag: "Invitations",
        summary: "Open invitations",
        detail: "Without their codes: the server keeps only hashes of them.",
        who: Who::Coach,
        answer: Some(Shape::list_of::<Invite>()),
        ..BLANK
    },
    Operation {
        method: "POST",
        path: "/api/invites",
        name: "create_invite",
        tag: "Invitations",
        summary: "Invite a client",
        detail: "Makes the client's account and direct conversation at once. With the address or account of a client \
                 who exists: a new code for them. Code, link and QR code are in this answer and nowhere else.",
        who: Who::Coach,
        body: Some(Shape::of::<CreateInvite>()),
        answer: Some(Shape::of::<Invite>()),
        refusals: &[
            ErrorCode::Invalid,
            ErrorCode::TooLong,
            ErrorCode::NotFound,
            ErrorCode::Taken,
        ],
        ..BLANK
    },
    Operation {
        method: "DELETE",
        path: "/api/invites/{invite}",
        name: "revoke_invite",
        tag: "Invitations",
        summary: "Take an invitation back",
        detail: "Its code stops working. The client's account and conversation stay.",
        who: Who::Coach,
        parameters: &[("invite", "Id of an open invitation")],
        refusals: &[ErrorCode::Invalid, ErrorCode::NotFound],
        success: (204, "Done"),
        ..BLANK
    },
    Operation {
        method: "POST",
        path: "/api/sync",
        name: "sync",
        tag: "Messages",
        summary: "Catch up",
        detail: "Answers the current state of what has changed in each feed since the number that the client has.",
        body: Some(Shape::of::<SyncRequest>()),
        answer: Some(Shape::of::<SyncResponse>()),
        refusals: &[ErrorCode::Invalid, ErrorCode::TooLong],
        ..BLANK
    },
    Operation {
        path: "/api/conversations/{conversation}/messages",
        name: "history",
        tag: "Messages",
        summary: "Older or surrounding messages",
        detail: "Exactly one of before, after and around.",
        parameters: &[
            ("conversation", "Id of a conversation that one is in"),
            ("before", "The newest messages with a number below this"),
            ("after", "The oldest messages with a number above this"),
            ("around", "Id of a message, and as many on each side as fit"),
            ("limit", "How many at most"),
        ],
        answer: Some(Shape::of::<HistoryPage>()),
        refusals: &[ErrorCode::Invalid, ErrorCode::NotFound],
        ..BLANK
    },
    Operation {
        path: "/api/conversations/{conversation}/messages/{message}/versions",
        name: "versions",
        tag: "Messages",
        summary: "What a message said before",
        detail: "Oldest first, without what it says now. For its author and for coaches; nothing when it was deleted.",
        parameters: &[
            ("conversation", "Id of a conversation that one is in"),
            ("message", "Id of a message in it"),
        ],
        answer: Some(Shape::list_of::<Version>()),
        refusals: &[ErrorCode::Invalid, ErrorCode::NotFound],
        ..BLANK
    },
    Operation {
        path: "/api/conversations/{conversation}/messages/{message}/seen",
        name: "seen",
        tag: "Messages",
        summary: "How far a message has come",
        detail: "With each other member who was in the conversation when it was sent, as far as the practice's receipt \
                 policy tells. For its author and for coaches.",
        parameters: &[
            ("conversation", "Id of a conversation that one is in"),
            ("message", "Id of a message in it"),
        ],
        answer: Some(Shape::list_of::<SeenBy>()),
        refusals: &[ErrorCode::Invalid, ErrorCode::NotFound],
        ..BLANK
    },
    Operation {
        method: "POST",
        path: "/api/commands",
        name: "submit",
        tag: "Messages",
        summary: "Change something",
        detail: "Sends, edits, deletes, reads, and everything else that can be made offline. The same id twice does it \
                 once and answers the same. A command that is refused is answered with status 200 and an error inside.",
        body: Some(Shape::of::<SubmitCommand>()),
        answer: Some(Shape::of::<CommandResult>()),
        success: (200, "Done and on disk, or refused"),
        refusals: &[ErrorCode::Invalid, ErrorCode::TooLong],
        ..BLANK
    },
    Operation {
        method: "POST",
        path: "/api/files",
        name: "begin_file",
        tag: "Files",
        summary: "Put a file down",
        detail: "Before its bytes come. Again with the same id: how much has come, and nothing changes. What is not sent \
                 within a day goes.",
        body: Some(Shape::of::<NewFile>()),
        answer: Some(Shape::of::<FileState>()),
        success: (200, "How much of it has come"),
        refusals: &[
            ErrorCode::Invalid,
            ErrorCode::TooLong,
            ErrorCode::Taken,
            ErrorCode::SlowDown,
            ErrorCode::Unavailable,
        ],
        ..BLANK
    },
    Operation {
        method: "PUT",
        path: "/api/files/{file}/bytes",
        name: "put_piece",
        tag: "Files",
        summary: "Bring a piece of a file",
        detail: "As application/octet-stream, at most piece_bytes of the limits. A piece that does not begin where the last \
                 one ended changes nothing: the answer says where to go on. With the last piece the file is looked at, and \
                 the answer says what it is.",
        parameters: &[
            ("file", "Id of a file that one has put down"),
            ("offset", "Where in the file the piece begins"),
        ],
        takes_bytes: true,
        answer: Some(Shape::of::<FileState>()),
        success: (200, "How much of it has come"),
        refusals: &[
            ErrorCode::Invalid,
            ErrorCode::TooLong,
            ErrorCode::NotFound,
            ErrorCode::Unavailable,
        ],
        ..BLANK
    },
    Operation {
        method: "DELETE",
        path: "/api/files/{file}",
        name: "drop_file",
        tag: "Files",
        summary: "Take a file back",
        detail: "One's own, while no message has it.",
        parameters: &[("file", "Id of a file that one has put down")],
        refusals: &[ErrorCode::NotFound, ErrorCode::Forbidden],
        success: (204, "Done"),
        ..BLANK
    },
    Operation {
        method: "POST",
        path: "/api/files/links",
        name: "file_links",
        tag: "Files",
        summary: "Where the bytes can be had",
        detail: "For files that one has brought and files of messages that one may read; others are not in the answer. The \
                 links work without a session, for some minutes. 100 at most.",
        body: Some(Shape::of::<LinksQuery>()),
        answer: Some(Shape::list_of::<FileLink>()),
        refusals: &[ErrorCode::Invalid, ErrorCode::TooLong],
        ..BLANK
    },
    Operation {
        path: "/media/{token}",
        name: "media",
        tag: "Files",
        summary: "The bytes of a file",
        detail: "By a link that file_links has given, whole or in part (Range). With ?save they come as a download.",
        who: Who::Anybody,
        parameters: &[("token", "What the link says")],
        success: (200, "The bytes"),
        refusals: &[ErrorCode::NotFound],
        ..BLANK
    },
    Operation {
        path: "/api/conversations/{conversation}/files",
        name: "conversation_files",
        tag: "Files",
        summary: "What a conversation has of one sort",
        detail: "Messages with pictures, documents, voice or links, newest first.",
        parameters: &[
            ("conversation", "Id of a conversation that one is in"),
            ("sort", "pictures, documents, voice or links"),
            ("before", "Only messages with a number below this"),
            ("limit", "How many at most"),
        ],
        answer: Some(Shape::of::<FilesPage>()),
        refusals: &[ErrorCode::Invalid, ErrorCode::NotFound],
        ..BLANK
    },
    Operation {
        path: "/api/socket",
        name: "socket",
        tag: "Messages",
        summary: "The live line",
        detail: "A WebSocket of JSON text frames. The first frame must be `authenticate`, within ten seconds; then \
                 commands go up and feeds come down. See ClientFrame and ServerFrame.",
        who: Who::Anybody,
        success: (101, "The connection becomes a WebSocket"),
        refusals: &[ErrorCode::Invalid, ErrorCode::Forbidden],
        ..BLANK
    },
    Operation {
        path: "/api/openapi.json",
        name: "openapi",
        tag: "The server",
        summary: "This document",
        who: Who::Anybody,
        ..BLANK
    },
    Operation {
        path: "/api/docs",
        name: "docs",
        tag: "The server",
        summary: "This document as a page to read",
        who: Who::Anybody,
        ..BLANK
    },
    Operation {
        path: "/api/docs.css",
        name: "docs_css",
        tag: "The server",
        summary: "How that page looks",
        who: Who::Anybody,
        ..BLANK
    },
    Operation {
        path: "/healthz",
        name: "healthz",
        tag: "The server",
        summary: "Whether the process answers",
        who: Who::Anybody,
        ..BLANK
    },
    Operation {
        path: "/readyz",
        name: "readyz",
        tag: "The server",
        summary: "Whether the database answers, and the server is here to stay",
        detail: "503 when it does not, or is told to stop: take this server out of rotation.",
        who: Who::Anybody,
        refusals: &[ErrorCode::Unavailable],
        ..BLANK
    },
];
