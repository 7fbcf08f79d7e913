//! Writes and looks of the vault and of templates, for the two practices whose ids are the same.

use protocol::{FileId, FolderId, Template, TemplateId, Timestamp, VaultFolder, VaultItem, VaultItemId};

use super::{Dice, IDS, person, told, ws};
use crate::db::{DbError, Tx, no_file};

pub(super) async fn write<T: Tx>(tx: &mut T, side: u8, dice: &mut Dice) -> Result<(), DbError> {
    let (ws, rev, id) = (ws(side), 2 + dice.below(20), dice.id());
    let words = format!("{} of {side}", dice.below(1_000));
    let folder = FolderId::from_number(80 + id);
    let file = tx.file(ws, FileId::from_number(60 + dice.id())).await?;
    let file = file.and_then(|row| row.stored().cloned());
    match dice.below(3) {
        0 => {
            let row = VaultFolder {
                id: folder,
                name: words,
                parent: None,
                rev,
                deleted: dice.maybe(),
            };
            tx.put_vault_folder(ws, &row).await
        }
        1 => {
            let row = VaultItem {
                id: VaultItemId::from_number(83 + dice.id()),
                deleted: file.is_none(),
                file: file.unwrap_or_else(no_file),
                name: words,
                folder: tx.vault_folder(ws, folder).await?.map(|folder| folder.id),
                tags: Vec::new(),
                added_by: person(dice.id()),
                added_at: Timestamp(5),
                rev,
            };
            tx.put_vault_item(ws, &row).await
        }
        _ => {
            let row = Template {
                id: TemplateId::from_number(86 + id),
                owner: dice.maybe().then_some(person(dice.id())),
                name: format!("t{}", dice.below(1_000_000)),
                text: words,
                files: file.into_iter().collect(),
                rev,
                deleted: dice.maybe(),
            };
            tx.put_template(ws, &row).await
        }
    }
}

pub(super) async fn everything<T: Tx>(tx: &mut T, side: u8) -> Vec<String> {
    let ws = ws(side);
    let mut all = Vec::new();
    macro_rules! look {
        ($read:expr) => {
            all.push(format!(
                "{}: {}",
                stringify!($read),
                told(&$read.await.unwrap())
            ))
        };
    }
    // Changes that have the same number come in any order.
    macro_rules! look_at_each {
        ($read:expr) => {{
            let mut each: Vec<String> = $read.await.unwrap().iter().map(told).collect();
            each.sort();
            all.push(format!("{}: {}", stringify!($read), each.join(" ")));
        }};
    }
    look_at_each!(tx.vault_folders(ws));
    look_at_each!(tx.vault_folders_changed(ws, 0, 99));
    look_at_each!(tx.vault_items_changed(ws, 0, 99));
    look!(tx.count_vault_items(ws));
    look_at_each!(tx.templates_changed(ws, None, 0, 99));
    for id in 0..u128::from(IDS) {
        let own = Some(person(id));
        look!(tx.vault_folder(ws, FolderId::from_number(80 + id)));
        look_at_each!(tx.vault_items_in(ws, FolderId::from_number(80 + id)));
        look!(tx.vault_item(ws, VaultItemId::from_number(83 + id)));
        look_at_each!(tx.templates_changed(ws, own, 0, 99));
        look!(tx.count_templates(ws, own));
        for owner in [None, own] {
            look!(tx.template(ws, owner, TemplateId::from_number(86)));
            look!(tx.template(ws, owner, TemplateId::from_number(87)));
        }
        // Of what one side has under a name, the other knows nothing.
        let mut named = Vec::new();
        for (_, template) in tx.templates_changed(ws, own, 0, 99).await.unwrap() {
            let id = tx.template_named(ws, own, &template.name).await.unwrap();
            named.push(format!("{} is {id:?}", template.name));
        }
        named.sort();
        all.extend(named);
    }
    all
}
