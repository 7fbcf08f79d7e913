//! The commands of the vault and of templates, for the walk.

use protocol::{Command, FileId, FolderId, TemplateId, VaultItemId};

use crate::support::people::fresh;

/// A folder, a file of the vault and a template.
#[derive(Clone, Copy)]
pub(super) struct Kept {
    folder: FolderId,
    item: VaultItemId,
    template: TemplateId,
    number: u128,
}

impl Kept {
    pub(super) fn new() -> Self {
        let number = fresh();
        Self {
            folder: FolderId::from_number(number),
            item: VaultItemId::from_number(number),
            template: TemplateId::from_number(number),
            number,
        }
    }
}

/// `file` is one that the practice's coaches may see.
pub(super) fn saving(kept: Kept, file: FileId) -> Vec<Command> {
    vec![
        Command::SaveVaultFolder {
            id: kept.folder,
            name: format!("Plans {}", kept.number),
            parent: None,
        },
        Command::SaveVaultItem {
            id: kept.item,
            file,
            name: "Plan".into(),
            folder: None,
            tags: Vec::new(),
        },
        Command::SaveTemplate {
            id: kept.template,
            shared: true,
            name: format!("plan-{:x}", kept.number % (1 << 64)),
            text: "Your plan".into(),
            files: Vec::new(),
        },
    ]
}

pub(super) fn deleting(kept: Kept) -> Vec<Command> {
    vec![
        Command::DeleteVaultFolder { id: kept.folder },
        Command::DeleteVaultItem { id: kept.item },
        Command::DeleteTemplate { id: kept.template },
    ]
}
