//! What the practice keeps, how groups are set, and what happened in them.

use crate::*;

use super::{ANA, AT, CONVERSATION, comes_back, files, page};

pub(super) const TAG: TagId = TagId::from_number(20);
pub(super) const FOLDER: FolderId = FolderId::from_number(21);
pub(super) const ITEM: VaultItemId = VaultItemId::from_number(22);
pub(super) const TEMPLATE: TemplateId = TemplateId::from_number(23);

pub(super) fn settings(all: bool) -> GroupSettings {
    GroupSettings {
        description: if all { "Monday runs".into() } else { String::new() },
        picture: files().into_iter().next().filter(|_| all),
        announcement: all,
        no_reactions: all,
        from_joining: all,
        hidden_members: all,
    }
}

fn changes(some: bool) -> Vec<Change> {
    let folder = VaultFolder {
        id: FOLDER,
        name: "Plans".into(),
        parent: some.then_some(FOLDER),
        rev: 4,
        deleted: some,
    };
    let files = files();
    let item = VaultItem {
        id: ITEM,
        file: files.first().cloned().expect("an example"),
        name: "Squat".into(),
        folder: some.then_some(FOLDER),
        tags: if some { vec!["legs".into()] } else { Vec::new() },
        added_by: ANA,
        added_at: AT,
        rev: 5,
        deleted: some,
    };
    let template = Template {
        id: TEMPLATE,
        owner: some.then_some(ANA),
        name: "welcome".into(),
        text: "Hi {first_name|there}".into(),
        files: if some { files } else { Vec::new() },
        rev: 6,
        deleted: some,
    };
    let tag = Tag {
        id: TAG,
        name: "Online".into(),
        hue: 120,
        rev: 7,
        deleted: some,
    };
    let client = ClientFile {
        account: ANA,
        tags: if some { vec![TAG] } else { Vec::new() },
        coach: some.then_some(ANA),
        rev: 8,
    };
    let cohort = Cohort {
        conversation: CONVERSATION,
        rule: some.then(|| CohortRule::All { tags: vec![TAG] }),
        rev: 9,
    };
    vec![
        Change::VaultFolder(folder),
        Change::VaultItem(item),
        Change::Template(template),
        Change::Tag(tag),
        Change::ClientFile(client),
        Change::Cohort(cohort),
    ]
}

#[test]
fn what_a_practice_keeps() {
    for some in [true, false] {
        comes_back(page(changes(some)));
        comes_back(settings(some));
    }
    comes_back(GroupOptions::default());
    for rule in [
        CohortRule::Everyone,
        CohortRule::Any { tags: vec![TAG] },
        CohortRule::All { tags: Vec::new() },
    ] {
        comes_back(rule);
    }
}

#[test]
fn what_happens_in_groups() {
    for switch in [
        GroupSwitch::Description("Monday runs".into()),
        GroupSwitch::Picture(None),
        GroupSwitch::Picture(Some(FileId::from_number(7))),
        GroupSwitch::Announcement(true),
        GroupSwitch::NoReactions(true),
        GroupSwitch::FromJoining(true),
        GroupSwitch::HiddenMembers(false),
    ] {
        comes_back(switch);
    }
    for event in [
        GroupEvent::Created,
        GroupEvent::Added {
            accounts: vec![ANA],
            more: 0,
        },
        GroupEvent::Added {
            accounts: vec![ANA, ANA],
            more: 9_998,
        },
        GroupEvent::Removed { account: ANA },
        GroupEvent::Left,
        GroupEvent::Renamed {
            name: "Walkers".into(),
        },
        GroupEvent::Described,
        GroupEvent::Pictured,
        GroupEvent::Role {
            account: ANA,
            role: Role::Owner,
        },
        GroupEvent::Posting {
            account: ANA,
            can_post: false,
        },
        GroupEvent::Announcement { on: true },
        GroupEvent::Archived { on: false },
        GroupEvent::Unknown,
    ] {
        comes_back(event);
    }
}
