//! How a group is set: its name, what it is for, its picture, its switches, and putting it away.

use protocol::rights::Act;
use protocol::{
    ApiError, Attachment, Conversation, ConversationId, DESCRIPTION_CHARS, ErrorCode, FileId, FileKind,
    GroupEvent, GroupSwitch, Outcome,
};

use super::access::{access_own_file, access_to};
use super::conversations::retell_members;
use super::events::happened;
use super::{Actor, Failure, Work, refuse, text};
use crate::db::{FileContent, Tx};

pub(super) async fn rename<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    id: ConversationId,
    name: String,
) -> Result<Outcome, Failure> {
    let mut group = access_to(work.tx, actor, id, Act::Change).await?.conversation;
    let name = text::name(work.limits(), &name)?;
    if group.name == name {
        return Ok(Outcome::Done);
    }
    group.name.clone_from(&name);
    changed(work, actor, group, Some(GroupEvent::Renamed { name })).await
}

pub(super) async fn archive<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    id: ConversationId,
    archived: bool,
) -> Result<Outcome, Failure> {
    let mut group = access_to(work.tx, actor, id, Act::Archive).await?.conversation;
    if group.archived == archived {
        return Ok(Outcome::Done);
    }
    group.archived = archived;
    changed(work, actor, group, Some(GroupEvent::Archived { on: archived })).await
}

/// One switch by itself.
pub(super) async fn set<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    id: ConversationId,
    switch: GroupSwitch,
) -> Result<Outcome, Failure> {
    let before = access_to(work.tx, actor, id, Act::Change).await?.conversation;
    let mut group = before.clone();
    let settings = &mut group.settings;
    let event = match switch {
        GroupSwitch::Description(words) => {
            settings.description = description(&words)?;
            Some(GroupEvent::Described)
        }
        GroupSwitch::Picture(file) => {
            let held = settings.picture.as_ref().map(|picture| picture.id);
            if held == file {
                return Ok(Outcome::Done);
            }
            settings.picture = match file {
                Some(file) => Some(photo(work, actor, file).await?),
                None => None,
            };
            Some(GroupEvent::Pictured)
        }
        GroupSwitch::Announcement(on) => {
            settings.announcement = on;
            Some(GroupEvent::Announcement { on })
        }
        GroupSwitch::NoReactions(on) => {
            settings.no_reactions = on;
            None
        }
        GroupSwitch::FromJoining(on) => {
            settings.from_joining = on;
            None
        }
        GroupSwitch::HiddenMembers(on) => {
            settings.hidden_members = on;
            None
        }
    };
    if group.settings == before.settings {
        return Ok(Outcome::Done);
    }
    let new = group.settings.picture.as_ref().map(|picture| picture.id);
    let old = before.settings.picture.map(|picture| picture.id);
    let hides = group.settings.hidden_members;
    changed(work, actor, group, event).await?;
    if before.settings.hidden_members != hides {
        retell_members(work, id).await?;
    }
    if old != new {
        hand_over(work, old, new).await?;
    }
    Ok(Outcome::Done)
}

async fn changed<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    group: Conversation,
    event: Option<GroupEvent>,
) -> Result<Outcome, Failure> {
    let id = group.id;
    work.update_conversation(group).await?;
    if let Some(event) = event {
        happened(work, id, actor.account, event).await?;
    }
    Ok(Outcome::Done)
}

fn description(words: &str) -> Result<String, Failure> {
    let words = words.trim();
    if words.chars().count() > DESCRIPTION_CHARS {
        let message = format!("A description may have {DESCRIPTION_CHARS} characters at most.");
        return Err(ApiError::new(ErrorCode::TooLong, message)
            .with("limit", DESCRIPTION_CHARS)
            .into());
    }
    text::storable(words)?;
    Ok(words.to_owned())
}

/// A photo that the actor has brought, and that has come whole.
async fn photo<T: Tx>(work: &mut Work<'_, T>, actor: &Actor, file: FileId) -> Result<Attachment, Failure> {
    let row = access_own_file(work.tx, actor, file).await?;
    match row.content {
        FileContent::Stored(photo) if photo.kind == FileKind::Photo => Ok(*photo),
        FileContent::Stored(_) => Err(refuse(ErrorCode::Invalid, "The picture of a group is a photo.")),
        FileContent::Coming { .. } => Err(refuse(ErrorCode::Invalid, "A file has not come whole yet.")),
    }
}

/// The group has another picture: the new one stays, the old one goes unless something else has it.
async fn hand_over<T: Tx>(
    work: &mut Work<'_, T>,
    old: Option<FileId>,
    new: Option<FileId>,
) -> Result<(), Failure> {
    if let Some(new) = new {
        work.hold(new).await?;
    }
    work.drop_unheld(old.as_slice()).await
}
