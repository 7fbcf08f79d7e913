//! What a coach's page is told of tags, the vault and templates, and what happens in groups.

use protocol::{
    ClientFile, Cohort, CohortRule, FolderId, GroupEvent, GroupSettings, Tag, TagId, Template, TemplateId,
    VaultFolder, VaultItem, VaultItemId,
};

use super::{ANA, AT, CONVERSATION, comes_back, new_file};
use crate::ui::{EventLine, KeptFile, Library, Roster};

pub(super) const TAG: TagId = TagId::from_number(20);
pub(super) const FOLDER: FolderId = FolderId::from_number(21);
pub(super) const ITEM: VaultItemId = VaultItemId::from_number(22);
pub(super) const TEMPLATE: TemplateId = TemplateId::from_number(23);

pub(super) fn settings() -> GroupSettings {
    GroupSettings {
        description: "Monday runs".into(),
        announcement: true,
        ..GroupSettings::default()
    }
}

pub(super) fn event(some: bool) -> Option<Box<EventLine>> {
    some.then(|| {
        Box::new(EventLine {
            event: GroupEvent::Added {
                accounts: vec![ANA],
                more: 3,
            },
            author: "Ana".into(),
            own: true,
            names: vec!["Ben".into()],
            me: true,
        })
    })
}

pub(super) fn roster() -> Roster {
    Roster {
        tags: vec![Tag {
            id: TAG,
            name: "Online".into(),
            hue: 120,
            rev: 7,
            deleted: true,
        }],
        clients: vec![ClientFile {
            account: ANA,
            tags: vec![TAG],
            coach: Some(ANA),
            rev: 8,
        }],
        cohorts: vec![Cohort {
            conversation: CONVERSATION,
            rule: Some(CohortRule::Everyone),
            rev: 9,
        }],
    }
}

#[test]
fn files_of_a_composer() {
    for file in [
        KeptFile::Staged(new_file()),
        KeptFile::Held(new_file().attachment()),
    ] {
        comes_back(&file);
    }
}

pub(super) fn library() -> Library {
    Library {
        folders: vec![VaultFolder {
            id: FOLDER,
            name: "Plans".into(),
            parent: Some(FOLDER),
            rev: 4,
            deleted: false,
        }],
        items: vec![VaultItem {
            id: ITEM,
            file: new_file().attachment(),
            name: "Squat".into(),
            folder: None,
            tags: vec!["legs".into()],
            added_by: ANA,
            added_at: AT,
            rev: 5,
            deleted: false,
        }],
        templates: vec![Template {
            id: TEMPLATE,
            owner: Some(ANA),
            name: "welcome".into(),
            text: "Hi {first_name|there}".into(),
            files: vec![new_file().attachment()],
            rev: 6,
            deleted: true,
        }],
    }
}
