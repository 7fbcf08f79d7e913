//! The answers of HTTP calls, and errors.

use crate::{
    AccountChoice, Answer, ApiError, CodeSent, Device, ErrorCode, FileLink, FileState, FilesPage,
    HistoryPage, Invite, Limits, Me, SeenBy, Session, SignedIn, SyncResponse, Variant, Version,
};

use super::{Json, Read, field, tag, variant};

crate::read_names! {
    ErrorCode {
        "invalid" => Invalid,
        "too_long" => TooLong,
        "sign_in_needed" => SignInNeeded,
        "session_ended" => SessionEnded,
        "wrong_code" => WrongCode,
        "not_found" => NotFound,
        "forbidden" => Forbidden,
        "read_only" => ReadOnly,
        "taken" => Taken,
        "slow_down" => SlowDown,
        "unavailable" => Unavailable;
        Unknown
    }
    Variant { "thumbnail" => Thumbnail, "full" => Full }
}

crate::read_struct! {
    ApiError { code, message, retry_after_ms, details }
    Limits {
        message_chars, name_chars, group_members, page, frame_bytes, file_bytes: default, message_files: default,
        piece_bytes: default, voice_ms: default,
    }
    CodeSent { valid_ms, sign_up_open }
    AccountChoice { account, name, workspace_name }
    Session { token, me }
    Me { account, workspace, device, limits }
    Device { id, name, signed_in_at, last_seen_at, this }
    Invite { id, account, conversation, name, expires_at, code, link, qr }
    SyncResponse { pages, gone: default }
    HistoryPage { conversation, messages, referenced: default, reactions: default, from, to }
    Version { body, at }
    FileState { offset, ready }
    FileLink { file, variant, path, valid_ms }
    FilesPage { messages, more }
    SeenBy { account, delivered_at, read_at, delivered, read }
}

impl Read for SignedIn {
    fn read(json: &mut Json) -> Option<Self> {
        let object = json.as_object_mut()?;
        match tag(object, "type")?.as_str() {
            "session" => Session::read(json).map(Self::Session),
            "choose" => Some(Self::Choose {
                accounts: field(object, "accounts")?,
            }),
            "new_here" => Some(Self::NewHere),
            _ => None,
        }
    }
}

/// As the app's shell passes it on to its page.
impl Read for Answer {
    fn read(json: &mut Json) -> Option<Self> {
        let (name, mut content) = variant(json)?;
        let content = &mut content;
        Some(match name.as_str() {
            "code_sent" => Self::CodeSent(Read::read(content)?),
            "signed_in" => Self::SignedIn(Read::read(content)?),
            "me" => Self::Me(Read::read(content)?),
            "devices" => Self::Devices(Read::read(content)?),
            "invites" => Self::Invites(Read::read(content)?),
            "invite" => Self::Invite(Read::read(content)?),
            "sync" => Self::Sync(Read::read(content)?),
            "history" => Self::History(Read::read(content)?),
            "versions" => Self::Versions(Read::read(content)?),
            "seen" => Self::Seen(Read::read(content)?),
            "command" => Self::Command(Read::read(content)?),
            "file" => Self::File(Read::read(content)?),
            "links" => Self::Links(Read::read(content)?),
            "files" => Self::Files(Read::read(content)?),
            "done" => Self::Done,
            _ => return None,
        })
    }
}
