//! Feeds' pages, commands and their outcomes, and the frames of the socket.

use crate::{
    Activity, Change, Command, CommandResult, FeedCursor, FeedPage, Outcome, ServerFrame, SubmitCommand,
};

use super::{Json, Read, field, field_or_default, tag};

crate::read_names! {
    Activity { "typing" => Typing, "recording" => Recording, "idle" => Idle }
}

crate::read_struct! {
    FeedCursor { feed, since }
    FeedPage { feed, after, head, changes, referenced: default, more: default, snapshot_from }
    SubmitCommand { id, command }
}

impl Read for Change {
    fn read(json: &mut Json) -> Option<Self> {
        Some(match tag(json.as_object()?, "type")?.as_str() {
            "workspace" => Self::Workspace(Read::read(json)?),
            "account" => Self::Account(Read::read(json)?),
            "membership" => Self::Membership(Read::read(json)?),
            "draft" => Self::Draft(Read::read(json)?),
            "conversation" => Self::Conversation(Read::read(json)?),
            "member" => Self::Member(Read::read(json)?),
            "message" => Self::Message(Read::read(json)?),
            "receipt" => Self::Receipt(Read::read(json)?),
            "reaction" => Self::Reaction(Read::read(json)?),
            "star" => Self::Star(Read::read(json)?),
            "filing" => Self::Filing(Read::read(json)?),
            "played" => Self::Played(Read::read(json)?),
            "vault_folder" => Self::VaultFolder(Read::read(json)?),
            "vault_item" => Self::VaultItem(Read::read(json)?),
            "template" => Self::Template(Read::read(json)?),
            "tag" => Self::Tag(Read::read(json)?),
            "client_file" => Self::ClientFile(Read::read(json)?),
            "cohort" => Self::Cohort(Read::read(json)?),
            _ => Self::Unknown,
        })
    }
}

impl Read for Outcome {
    fn read(json: &mut Json) -> Option<Self> {
        Some(match tag(json.as_object()?, "type")?.as_str() {
            "done" => Self::Done,
            "message" => Self::Message(Read::read(json)?),
            "receipt" => Self::Receipt(Read::read(json)?),
            "draft" => Self::Draft(Read::read(json)?),
            "reaction" => Self::Reaction(Read::read(json)?),
            "star" => Self::Star(Read::read(json)?),
            "filing" => Self::Filing(Read::read(json)?),
            _ => Self::Unknown,
        })
    }
}

impl Read for CommandResult {
    fn read(json: &mut Json) -> Option<Self> {
        let object = json.as_object_mut()?;
        match object.get_mut("ok") {
            Some(outcome) => Outcome::read(outcome).map(Self::Ok),
            None => field(object, "error").map(Self::Error),
        }
    }
}

impl Read for ServerFrame {
    fn read(json: &mut Json) -> Option<Self> {
        let object = json.as_object_mut()?;
        Some(match tag(object, "type")?.as_str() {
            "ready" => Self::Ready {
                account: field(object, "account")?,
                limits: field(object, "limits")?,
            },
            "result" => Self::Result {
                id: field(object, "id")?,
                result: Read::read(json)?,
            },
            "feed" => Self::Feed(Read::read(json)?),
            "activity" => Self::Activity {
                conversation: field(object, "conversation")?,
                account: field(object, "account")?,
                activity: field(object, "activity")?,
            },
            "heartbeat" => Self::Heartbeat {
                heads: field(object, "heads")?,
            },
            "resync" => Self::Resync,
            "ended" => Self::Ended {
                error: field(object, "error")?,
            },
            "error" => Self::Error {
                error: field(object, "error")?,
            },
            "pong" => Self::Pong,
            _ => Self::Unknown,
        })
    }
}

/// Of what waits in an outbox.
impl Read for Command {
    fn read(json: &mut Json) -> Option<Self> {
        let from = json.as_object_mut()?;
        Some(match tag(from, "type")?.as_str() {
            "send_message" => Self::SendMessage {
                id: field(from, "id")?,
                conversation: field(from, "conversation")?,
                body: field(from, "body")?,
                attachments: field_or_default(from, "attachments")?,
                reply_to: field(from, "reply_to")?,
                forwarded: field_or_default(from, "forwarded")?,
                staff_only: field_or_default(from, "staff_only")?,
            },
            "edit_message" => Self::EditMessage {
                conversation: field(from, "conversation")?,
                message: field(from, "message")?,
                body: field(from, "body")?,
            },
            "delete_message" => Self::DeleteMessage {
                conversation: field(from, "conversation")?,
                message: field(from, "message")?,
            },
            "mark_seen" => Self::MarkSeen {
                conversation: field(from, "conversation")?,
                delivered: field(from, "delivered")?,
                read: field(from, "read")?,
            },
            "set_draft" => Self::SetDraft {
                conversation: field(from, "conversation")?,
                text: field(from, "text")?,
                reply_to: field(from, "reply_to")?,
            },
            "create_group" => Self::CreateGroup {
                id: field(from, "id")?,
                name: field(from, "name")?,
                members: field(from, "members")?,
                options: field_or_default(from, "options")?,
                rule: field(from, "rule")?,
            },
            "rename_group" => Self::RenameGroup {
                conversation: field(from, "conversation")?,
                name: field(from, "name")?,
            },
            "add_members" => Self::AddMembers {
                conversation: field(from, "conversation")?,
                accounts: field(from, "accounts")?,
            },
            "remove_member" => Self::RemoveMember {
                conversation: field(from, "conversation")?,
                account: field(from, "account")?,
            },
            "leave_group" => Self::LeaveGroup {
                conversation: field(from, "conversation")?,
            },
            "archive_group" => Self::ArchiveGroup {
                conversation: field(from, "conversation")?,
                archived: field(from, "archived")?,
            },
            "rename" => Self::Rename {
                name: field(from, "name")?,
            },
            "react" => Self::React {
                conversation: field(from, "conversation")?,
                message: field(from, "message")?,
                emoji: field(from, "emoji")?,
                on: field(from, "on")?,
            },
            "pin_message" => Self::PinMessage {
                conversation: field(from, "conversation")?,
                message: field(from, "message")?,
                pinned: field(from, "pinned")?,
            },
            "star_message" => Self::StarMessage {
                conversation: field(from, "conversation")?,
                message: field(from, "message")?,
                starred: field(from, "starred")?,
                follow_up_at: field(from, "follow_up_at")?,
            },
            "file_conversation" => Self::FileConversation {
                conversation: field(from, "conversation")?,
                switch: field(from, "switch")?,
            },
            "set_receipt_policy" => Self::SetReceiptPolicy {
                policy: field(from, "policy")?,
            },
            "mark_played" => Self::MarkPlayed {
                conversation: field(from, "conversation")?,
                message: field(from, "message")?,
            },
            "set_group" => Self::SetGroup {
                conversation: field(from, "conversation")?,
                switch: field(from, "switch")?,
            },
            "set_role" => Self::SetRole {
                conversation: field(from, "conversation")?,
                account: field(from, "account")?,
                role: field(from, "role")?,
            },
            "set_posting" => Self::SetPosting {
                conversation: field(from, "conversation")?,
                account: field(from, "account")?,
                can_post: field(from, "can_post")?,
            },
            "set_cohort" => Self::SetCohort {
                conversation: field(from, "conversation")?,
                rule: field(from, "rule")?,
            },
            "save_tag" => Self::SaveTag {
                id: field(from, "id")?,
                name: field(from, "name")?,
                hue: field(from, "hue")?,
            },
            "delete_tag" => Self::DeleteTag {
                id: field(from, "id")?,
            },
            "tag_client" => Self::TagClient {
                account: field(from, "account")?,
                tag: field(from, "tag")?,
                on: field(from, "on")?,
            },
            "assign_client" => Self::AssignClient {
                account: field(from, "account")?,
                coach: field(from, "coach")?,
            },
            "save_vault_folder" => Self::SaveVaultFolder {
                id: field(from, "id")?,
                name: field(from, "name")?,
                parent: field(from, "parent")?,
            },
            "delete_vault_folder" => Self::DeleteVaultFolder {
                id: field(from, "id")?,
            },
            "save_vault_item" => Self::SaveVaultItem {
                id: field(from, "id")?,
                file: field(from, "file")?,
                name: field(from, "name")?,
                folder: field(from, "folder")?,
                tags: field_or_default(from, "tags")?,
            },
            "delete_vault_item" => Self::DeleteVaultItem {
                id: field(from, "id")?,
            },
            "save_template" => Self::SaveTemplate {
                id: field(from, "id")?,
                shared: field(from, "shared")?,
                name: field(from, "name")?,
                text: field(from, "text")?,
                files: field_or_default(from, "files")?,
            },
            "delete_template" => Self::DeleteTemplate {
                id: field(from, "id")?,
            },
            _ => return None,
        })
    }
}
