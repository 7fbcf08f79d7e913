//! Files of the vault: a file that somebody has brought or may see, under a name, in a folder, with tags.

use protocol::{
    ErrorCode, FileId, FolderId, Limits, NAME_CHARS, Outcome, VAULT_ITEMS, VAULT_TAGS, VaultItem, VaultItemId,
};

use super::folders::access_folder;
use super::too_many;
use crate::db::{Tx, no_file};
use crate::domain::access::access_as_coach;
use crate::domain::{Actor, Failure, Work, files, refuse, text};

/// What a coach wants the vault to say.
pub(crate) struct ItemAsked {
    pub(crate) id: VaultItemId,
    pub(crate) file: FileId,
    pub(crate) name: String,
    pub(crate) folder: Option<FolderId>,
    pub(crate) tags: Vec<String>,
}

pub(crate) async fn save_item<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    asked: ItemAsked,
) -> Result<Outcome, Failure> {
    access_as_coach(actor)?;
    // As long as the names of files, whose names they are at first.
    let name_chars = u32::try_from(NAME_CHARS).unwrap_or(u32::MAX);
    let name = text::name(
        Limits {
            name_chars,
            ..work.limits()
        },
        &asked.name,
    )?;
    let tags = tags(work.limits(), asked.tags)?;
    if let Some(folder) = asked.folder {
        access_folder(work, folder).await?;
    }
    let before = work.tx.vault_item(work.ws, asked.id).await?;
    if before.as_ref().is_some_and(|before| before.deleted) {
        return Err(refuse(
            ErrorCode::NotFound,
            "This file was deleted from the vault.",
        ));
    }
    if before.is_none() && work.tx.count_vault_items(work.ws).await? as usize >= VAULT_ITEMS {
        return Err(too_many("files are in the vault", VAULT_ITEMS));
    }
    let file = files::ready_to_use(work, actor, false, asked.file).await?;
    let item = VaultItem {
        id: asked.id,
        file,
        name,
        folder: asked.folder,
        tags,
        added_by: before.as_ref().map_or(actor.account, |before| before.added_by),
        added_at: before.as_ref().map_or(work.now(), |before| before.added_at),
        rev: before.as_ref().map_or(0, |before| before.rev),
        deleted: false,
    };
    if before.as_ref() == Some(&item) {
        return Ok(Outcome::Done);
    }
    work.hold(item.file.id).await?;
    work.put_vault_item(item).await?;
    if let Some(before) = before {
        work.drop_unheld(&[before.file.id]).await?;
    }
    Ok(Outcome::Done)
}

/// Messages that were sent with the file keep it.
pub(crate) async fn delete_item<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    id: VaultItemId,
) -> Result<Outcome, Failure> {
    access_as_coach(actor)?;
    let Some(item) = work.tx.vault_item(work.ws, id).await? else {
        return Err(refuse(
            ErrorCode::NotFound,
            "There is no such file in the vault (any more).",
        ));
    };
    if item.deleted {
        return Ok(Outcome::Done);
    }
    let gone = VaultItem {
        file: no_file(),
        name: String::new(),
        folder: None,
        tags: Vec::new(),
        deleted: true,
        ..item
    };
    work.put_vault_item(gone).await?;
    work.drop_unheld(&[item.file.id]).await?;
    Ok(Outcome::Done)
}

/// Each once, whatever its case, in the order given.
fn tags(limits: Limits, asked: Vec<String>) -> Result<Vec<String>, Failure> {
    let mut tags: Vec<String> = Vec::with_capacity(asked.len().min(VAULT_TAGS));
    for tag in asked {
        let tag = text::name(limits, &tag)?;
        let known = tags.iter().any(|held| held.to_lowercase() == tag.to_lowercase());
        if known {
            continue;
        }
        if tags.len() >= VAULT_TAGS {
            return Err(too_many("tags are on this file", VAULT_TAGS));
        }
        tags.push(tag);
    }
    Ok(tags)
}
