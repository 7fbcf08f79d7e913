//! Folders of the vault: a tree in which no name stands twice in one place.

use protocol::{ErrorCode, FolderId, Outcome, VAULT_DEPTH, VAULT_FOLDERS, VaultFolder};

use super::too_many;
use crate::db::Tx;
use crate::domain::access::access_as_coach;
use crate::domain::{Actor, Failure, Work, refuse, text};

pub(crate) async fn save_folder<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    id: FolderId,
    name: String,
    parent: Option<FolderId>,
) -> Result<Outcome, Failure> {
    access_as_coach(actor)?;
    let name = text::name(work.limits(), &name)?;
    let before = work.tx.vault_folder(work.ws, id).await?;
    if before.as_ref().is_some_and(|before| before.deleted) {
        return Err(refuse(ErrorCode::NotFound, "This folder was deleted."));
    }
    let folders = work.tx.vault_folders(work.ws).await?;
    if before.is_none() && folders.len() >= VAULT_FOLDERS {
        return Err(too_many("folders are in the vault", VAULT_FOLDERS));
    }
    let folder = VaultFolder {
        id,
        name,
        parent,
        rev: before.as_ref().map_or(0, |before| before.rev),
        deleted: false,
    };
    refuse_misplaced(&folders, &folder)?;
    if before.as_ref() != Some(&folder) {
        work.put_vault_folder(folder).await?;
    }
    Ok(Outcome::Done)
}

/// What is in it goes to its parent; a folder there that has the same name keeps it, and the one that comes gets a number.
pub(crate) async fn delete_folder<T: Tx>(
    work: &mut Work<'_, T>,
    actor: &Actor,
    id: FolderId,
) -> Result<Outcome, Failure> {
    access_as_coach(actor)?;
    let Some(folder) = work.tx.vault_folder(work.ws, id).await? else {
        return Err(no_such_folder());
    };
    if folder.deleted {
        return Ok(Outcome::Done);
    }
    let mut folders = work.tx.vault_folders(work.ws).await?;
    folders.retain(|other| other.id != id);
    let (inside, mut others): (Vec<_>, Vec<_>) =
        folders.into_iter().partition(|other| other.parent == Some(id));
    for inner in inside {
        let moved = VaultFolder {
            name: free_name(&others, folder.parent, &inner.name, work.limits().name_chars),
            parent: folder.parent,
            ..inner
        };
        work.put_vault_folder(moved.clone()).await?;
        others.push(moved);
    }
    for mut item in work.tx.vault_items_in(work.ws, id).await? {
        item.folder = folder.parent;
        work.put_vault_item(item).await?;
    }
    let gone = VaultFolder {
        name: String::new(),
        parent: None,
        deleted: true,
        ..folder
    };
    work.put_vault_folder(gone).await?;
    Ok(Outcome::Done)
}

/// A folder into which something is to be put.
pub(super) async fn access_folder<T: Tx>(work: &mut Work<'_, T>, id: FolderId) -> Result<(), Failure> {
    match work.tx.vault_folder(work.ws, id).await? {
        Some(folder) if !folder.deleted => Ok(()),
        _ => Err(no_such_folder()),
    }
}

fn no_such_folder() -> Failure {
    refuse(
        ErrorCode::NotFound,
        "There is no such folder in the vault (any more).",
    )
}

fn refuse_misplaced(folders: &[VaultFolder], folder: &VaultFolder) -> Result<(), Failure> {
    let above = match folder.parent {
        None => Vec::new(),
        Some(parent) => path(folders, parent).ok_or_else(no_such_folder)?,
    };
    if above.contains(&folder.id) {
        return Err(refuse(
            ErrorCode::Invalid,
            "A folder cannot be put into itself, nor into a folder within it.",
        ));
    }
    if above.len() + height(folders, folder.id) > VAULT_DEPTH {
        let words = format!("Folders can stand {VAULT_DEPTH} deep within each other at most.");
        return Err(refuse(ErrorCode::Invalid, &words));
    }
    let others = folders.iter().filter(|other| other.id != folder.id);
    if is_taken(others, folder.parent, &folder.name) {
        return Err(refuse(
            ErrorCode::Taken,
            "There is a folder of this name here already.",
        ));
    }
    Ok(())
}

fn is_taken<'f>(
    mut folders: impl Iterator<Item = &'f VaultFolder>,
    parent: Option<FolderId>,
    name: &str,
) -> bool {
    let name = name.to_lowercase();
    folders.any(|folder| folder.parent == parent && folder.name.to_lowercase() == name)
}

/// The folder and those that it stands in, up to the top. `None`: it is not there.
fn path(folders: &[VaultFolder], id: FolderId) -> Option<Vec<FolderId>> {
    let find = |id| folders.iter().find(|folder| folder.id == id);
    let mut path = Vec::new();
    let mut here = Some(find(id)?);
    // No longer than there are folders, whatever the rows say.
    while let Some(folder) = here
        && path.len() <= folders.len()
    {
        path.push(folder.id);
        here = folder.parent.and_then(find);
    }
    Some(path)
}

/// How many folders stand within each other from this one on, itself included. Counts no further than it may be.
fn height(folders: &[VaultFolder], id: FolderId) -> usize {
    let (mut floor, mut height) = (vec![id], 0);
    while !floor.is_empty() && height <= VAULT_DEPTH {
        height += 1;
        let stands_here = |folder: &&VaultFolder| folder.parent.is_some_and(|parent| floor.contains(&parent));
        floor = folders
            .iter()
            .filter(stands_here)
            .map(|folder| folder.id)
            .collect();
    }
    height
}

/// The name, or the first of `name 2`, `name 3` … that is free there, and no longer than names may be.
fn free_name(folders: &[VaultFolder], parent: Option<FolderId>, name: &str, limit: u32) -> String {
    let mut free = name.to_owned();
    let mut number = 1;
    while is_taken(folders.iter(), parent, &free) {
        number += 1;
        let end = format!(" {number}");
        let room = (limit as usize).saturating_sub(end.len());
        free = name.chars().take(room).chain(end.chars()).collect();
    }
    free
}
