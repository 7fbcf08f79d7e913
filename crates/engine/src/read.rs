//! Reads what crosses from the app's shell to its page, and what the page keeps in the browser's storage. See [`protocol::read`].

use protocol::read::{Json, Read, field, variant};

use crate::store::{OutboxEntry, OutgoingFile};
use crate::ui::{
    Allowed, Connection, ConnectionState, ConversationDetails, ConversationRow, Edge, EventLine, FileView,
    KeptFile, Library, Media, Place, Preview, Quote, ReactionCount, Reply, Roster, Snapshot, StarredMessage,
    Status, TimelineItem, TimelineUpdate, TypingPerson, Update,
};

protocol::read_names! {
    Status {
        "failed" => Failed, "waiting" => Waiting, "sent" => Sent, "delivered" => Delivered, "read" => Read
    }
    Edge { "end" => End, "more" => More, "loading" => Loading, "offline" => Offline }
}

protocol::read_struct! {
    OutboxEntry { order, id, command, failure, files: default }
    OutgoingFile { file, begin, ready }
    Connection { state, waiting }
    Snapshot { me, rows, people, starred, roster, library, connection, unread, needs_reply }
    Roster { tags, clients, cohorts }
    Library { folders, items, templates }
    EventLine { event, author, own, names, me }
    TypingPerson { name, activity }
    Media { first, count }
    FileView { file, sent }
    Preview { author, own, text, media, deleted, status, event, staff_only }
    ConversationRow {
        id, kind, title, client, preview, pending, activity_at, unread, needs_reply, draft, draft_files, typing, failed, archived,
        members, pinned, put_away, muted_until, marked_unread, mentioned, follow_up, may_post, picture, announcement,
    }
    Quote { message, author, own, text, media, deleted }
    ReactionCount { emoji, count, own, names }
    Allowed { edit, delete, pin, versions, seen }
    StarredMessage { conversation, title, quote, sent_at, starred, follow_up_at }
    TimelineItem {
        id, place, author, author_name, own, body, files, played, sent_at, status, reply, edited_at, deleted, failure, reactions,
        pinned, starred, follow_up_at, forwarded, deleted_by, card, mentions_me, staff_only, event, may,
    }
    TimelineUpdate {
        conversation, reset, upsert, remove, older, newer, unread_from, focus, scroll_to_end, newer_count,
    }
    ConversationDetails {
        id, kind, title, client, members, may_post, may_manage, may_leave, archived, pinned, may_mention_everyone, settings,
    }
}

impl Read for KeptFile {
    fn read(json: &mut Json) -> Option<Self> {
        let (name, mut content) = variant(json)?;
        match name.as_str() {
            "staged" => Read::read(&mut content).map(Self::Staged),
            "held" => Read::read(&mut content).map(Self::Held),
            _ => None,
        }
    }
}

impl Read for Place {
    fn read(json: &mut Json) -> Option<Self> {
        let (name, mut content) = variant(json)?;
        match name.as_str() {
            "sent" => Read::read(&mut content).map(Self::Sent),
            "waiting" => Read::read(&mut content).map(Self::Waiting),
            _ => None,
        }
    }
}

impl Read for ConnectionState {
    fn read(json: &mut Json) -> Option<Self> {
        let (name, mut content) = variant(json)?;
        match name.as_str() {
            "connecting" => Some(Self::Connecting),
            "catching_up" => Some(Self::CatchingUp),
            "live" => Some(Self::Live),
            "offline" => Some(Self::Offline {
                since_ms: field(content.as_object_mut()?, "since_ms")?,
            }),
            _ => None,
        }
    }
}

impl Read for Reply {
    fn read(json: &mut Json) -> Option<Self> {
        let (name, mut content) = variant(json)?;
        match name.as_str() {
            "done" => Some(Self::Done),
            "conversation" => Some(Self::Conversation {
                id: field(content.as_object_mut()?, "id")?,
            }),
            "message" => Some(Self::Message {
                id: field(content.as_object_mut()?, "id")?,
            }),
            "tag" => Some(Self::Tag {
                id: field(content.as_object_mut()?, "id")?,
            }),
            "vault_folder" => Some(Self::VaultFolder {
                id: field(content.as_object_mut()?, "id")?,
            }),
            "vault_item" => Some(Self::VaultItem {
                id: field(content.as_object_mut()?, "id")?,
            }),
            "template" => Some(Self::Template {
                id: field(content.as_object_mut()?, "id")?,
            }),
            "text" => Some(Self::Text {
                text: field(content.as_object_mut()?, "text")?,
            }),
            _ => None,
        }
    }
}

impl Read for Update {
    fn read(json: &mut Json) -> Option<Self> {
        let (name, mut content) = variant(json)?;
        match name.as_str() {
            "reset" => return Read::read(&mut content).map(Self::Reset),
            "connection" => return Read::read(&mut content).map(Self::Connection),
            "roster" => return Read::read(&mut content).map(Self::Roster),
            "library" => return Read::read(&mut content).map(Self::Library),
            "timeline" => return Read::read(&mut content).map(Self::Timeline),
            _ => {}
        }
        let from = content.as_object_mut()?;
        Some(match name.as_str() {
            "signed_out" => Self::SignedOut {
                reason: field(from, "reason")?,
            },
            "rows" => Self::Rows {
                upsert: field(from, "upsert")?,
                remove: field(from, "remove")?,
            },
            "people" => Self::People {
                upsert: field(from, "upsert")?,
            },
            "workspace" => Self::Workspace {
                workspace: field(from, "workspace")?,
            },
            "me" => Self::Me {
                account: field(from, "account")?,
            },
            "counts" => Self::Counts {
                unread: field(from, "unread")?,
                needs_reply: field(from, "needs_reply")?,
            },
            "details" => Self::Details {
                details: field(from, "details")?,
            },
            "composer" => Self::Composer {
                conversation: field(from, "conversation")?,
                text: field(from, "text")?,
                reply_to: field(from, "reply_to")?,
                files: field(from, "files")?,
                files_only: field(from, "files_only")?,
            },
            "progress" => Self::Progress {
                conversation: field(from, "conversation")?,
                file: field(from, "file")?,
                sent: field(from, "sent")?,
            },
            "uploading" => Self::Uploading {
                file: field(from, "file")?,
                sent: field(from, "sent")?,
            },
            "starred" => Self::Starred {
                messages: field(from, "messages")?,
            },
            "closed" => Self::Closed {
                conversation: field(from, "conversation")?,
            },
            "trouble" => Self::Trouble {
                message: field(from, "message")?,
            },
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests;
