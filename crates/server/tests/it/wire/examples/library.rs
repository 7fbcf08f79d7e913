//! The examples of the vault and of templates.

use protocol::*;

use super::{ANA, AT, FILE, attachments};

const FOLDER: FolderId = FolderId::from_number(300);
const ITEM: VaultItemId = VaultItemId::from_number(301);
const TEMPLATE: TemplateId = TemplateId::from_number(302);

pub(super) fn changes() -> Vec<Change> {
    let folder = VaultFolder {
        id: FOLDER,
        name: "Summer".into(),
        parent: Some(FolderId::from_number(299)),
        rev: 4,
        deleted: false,
    };
    let item = VaultItem {
        id: ITEM,
        file: attachments().remove(0),
        name: "Squat, from the side".into(),
        folder: Some(FOLDER),
        tags: vec!["Legs".into()],
        added_by: ANA,
        added_at: AT,
        rev: 5,
        deleted: false,
    };
    let template = Template {
        id: TEMPLATE,
        owner: Some(ANA),
        name: "welcome".into(),
        text: "Hi **{first_name|there}**".into(),
        files: attachments(),
        rev: 6,
        deleted: false,
    };
    let shared = Template {
        owner: None,
        files: Vec::new(),
        deleted: true,
        ..template.clone()
    };
    vec![
        Change::VaultFolder(folder),
        Change::VaultItem(item),
        Change::Template(template),
        Change::Template(shared),
    ]
}

pub(super) fn commands() -> Vec<Command> {
    vec![
        Command::SaveVaultFolder {
            id: FOLDER,
            name: "Summer".into(),
            parent: None,
        },
        Command::DeleteVaultFolder { id: FOLDER },
        Command::SaveVaultItem {
            id: ITEM,
            file: FILE,
            name: "Squat, from the side".into(),
            folder: Some(FOLDER),
            tags: vec!["Legs".into()],
        },
        Command::DeleteVaultItem { id: ITEM },
        Command::SaveTemplate {
            id: TEMPLATE,
            shared: true,
            name: "welcome".into(),
            text: "Hi {first_name}".into(),
            files: vec![FILE],
        },
        Command::DeleteTemplate { id: TEMPLATE },
    ]
}
