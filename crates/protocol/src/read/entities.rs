//! The entities of the feeds.

use crate::{
    Account, AccountKind, Attachment, CardPicture, Conversation, ConversationKind, Draft, FileKind, Filing,
    FilingSwitch, LinkCard, Member, Membership, Message, NewFile, Pixels, Played, Reaction, Receipt,
    ReceiptPolicy, Role, Star, Workspace,
};

use super::{Json, Read, variant};

crate::read_names! {
    AccountKind { "coach" => Coach, "client" => Client }
    ConversationKind { "direct" => Direct, "group" => Group }
    Role { "member" => Member, "admin" => Admin, "owner" => Owner }
    FileKind { "photo" => Photo, "video" => Video, "voice" => Voice; Document }
    ReceiptPolicy { "everyone" => Everyone, "staff" => Staff, "off" => Off }
}

crate::read_struct! {
    Workspace { id, name, brand_hue, receipts: default }
    Account { id, kind, name, email, joined_at, direct }
    Conversation { id, kind, name, client, archived, created_at }
    Member { conversation, account, name, kind, role, can_post, active }
    Membership { conversation, active }
    Receipt { conversation, account, delivered, read }
    Draft { conversation, text, reply_to, rev: default }
    Message {
        id, conversation, author, seq, rev, sent_at, body, attachments: default, reply_to, edited_at, deleted: default, deleted_by,
        forwarded: default, pinned_by, card,
    }
    Attachment { id, kind, name, media_type, bytes, size, length_ms, placeholder, waveform, thumbnail: default }
    NewFile { id, kind, name, media_type, bytes, size, length_ms, placeholder, waveform, poster }
    Pixels { width, height }
    Played { conversation, message, account }
    LinkCard { url, title, description: default, site, picture }
    CardPicture { width, height, jpeg }
    Reaction { conversation, message, account, emojis, rev }
    Star { conversation, message, starred, follow_up_at, rev: default }
    Filing { conversation, pinned: default, archived_at, muted_until, unread: default, rev: default }
}

impl Read for FilingSwitch {
    fn read(json: &mut Json) -> Option<Self> {
        let (name, mut content) = variant(json)?;
        Some(match name.as_str() {
            "pinned" => Self::Pinned(Read::read(&mut content)?),
            "archived" => Self::Archived(Read::read(&mut content)?),
            "muted" => Self::Muted(Read::read(&mut content)?),
            "unread" => Self::Unread(Read::read(&mut content)?),
            _ => return None,
        })
    }
}
