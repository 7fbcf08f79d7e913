//! The entities of the feeds.

use crate::{
    Account, AccountKind, Attachment, CardPicture, ClientFile, Cohort, CohortRule, Conversation,
    ConversationKind, Draft, FileKind, Filing, FilingSwitch, GroupEvent, GroupOptions, GroupSettings,
    GroupSwitch, LinkCard, Member, Membership, Message, NewFile, Pixels, Played, Reaction, Receipt,
    ReceiptPolicy, Role, Star, Tag, Template, VaultFolder, VaultItem, Workspace,
};

use super::{Json, Read, field, field_or_default, tag, variant};

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
    Conversation { id, kind, name, client, archived, created_at, settings: default }
    GroupSettings {
        description: default, picture, announcement: default, no_reactions: default, from_joining: default,
        hidden_members: default,
    }
    GroupOptions { announcement: default, from_joining: default, hidden_members: default }
    Member { conversation, account, name, kind, role, can_post, active, since: default }
    Membership { conversation, active }
    Receipt { conversation, account, delivered, read }
    Draft { conversation, text, reply_to, rev: default }
    Message {
        id, conversation, author, seq, rev, sent_at, body, attachments: default, reply_to, edited_at, deleted: default, deleted_by,
        forwarded: default, pinned_by, card, staff_only: default, event,
    }
    VaultFolder { id, name, parent, rev: default, deleted: default }
    VaultItem { id, file, name, folder, tags: default, added_by, added_at, rev: default, deleted: default }
    Template { id, owner, name, text, files: default, rev: default, deleted: default }
    Tag { id, name, hue, rev: default, deleted: default }
    ClientFile { account, tags: default, coach, rev: default }
    Cohort { conversation, rule, rev: default }
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

impl Read for GroupSwitch {
    fn read(json: &mut Json) -> Option<Self> {
        let (name, mut content) = variant(json)?;
        Some(match name.as_str() {
            "description" => Self::Description(Read::read(&mut content)?),
            "picture" => Self::Picture(Read::read(&mut content)?),
            "announcement" => Self::Announcement(Read::read(&mut content)?),
            "no_reactions" => Self::NoReactions(Read::read(&mut content)?),
            "from_joining" => Self::FromJoining(Read::read(&mut content)?),
            "hidden_members" => Self::HiddenMembers(Read::read(&mut content)?),
            _ => return None,
        })
    }
}

impl Read for GroupEvent {
    fn read(json: &mut Json) -> Option<Self> {
        let from = json.as_object_mut()?;
        Some(match tag(from, "type")?.as_str() {
            "created" => Self::Created,
            "added" => Self::Added {
                accounts: field(from, "accounts")?,
                more: field_or_default(from, "more")?,
            },
            "removed" => Self::Removed {
                account: field(from, "account")?,
            },
            "left" => Self::Left,
            "renamed" => Self::Renamed {
                name: field(from, "name")?,
            },
            "described" => Self::Described,
            "pictured" => Self::Pictured,
            "role" => Self::Role {
                account: field(from, "account")?,
                role: field(from, "role")?,
            },
            "posting" => Self::Posting {
                account: field(from, "account")?,
                can_post: field(from, "can_post")?,
            },
            "announcement" => Self::Announcement {
                on: field(from, "on")?,
            },
            "archived" => Self::Archived {
                on: field(from, "on")?,
            },
            _ => Self::Unknown,
        })
    }
}

impl Read for CohortRule {
    fn read(json: &mut Json) -> Option<Self> {
        let from = json.as_object_mut()?;
        Some(match tag(from, "type")?.as_str() {
            "everyone" => Self::Everyone,
            "any" => Self::Any {
                tags: field(from, "tags")?,
            },
            "all" => Self::All {
                tags: field(from, "tags")?,
            },
            _ => return None,
        })
    }
}
