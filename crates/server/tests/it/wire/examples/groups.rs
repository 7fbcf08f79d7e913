//! The examples of groups: how they are set, what happened in them, who is what.

use protocol::*;

use super::{ANA, BEN, CONVERSATION, FILE, attachments};

pub(super) fn commands() -> Vec<Command> {
    let (conversation, account) = (CONVERSATION, BEN);
    let switches = [
        GroupSwitch::Description("Slow runs on Sundays".into()),
        GroupSwitch::Picture(Some(FILE)),
        GroupSwitch::Picture(None),
        GroupSwitch::Announcement(true),
        GroupSwitch::NoReactions(true),
        GroupSwitch::FromJoining(true),
        GroupSwitch::HiddenMembers(true),
    ];
    let switched = switches.map(|switch| Command::SetGroup { conversation, switch });
    let mut commands = Vec::from(switched);
    commands.extend([
        Command::SetRole {
            conversation,
            account,
            role: Role::Owner,
        },
        Command::SetPosting {
            conversation,
            account,
            can_post: false,
        },
    ]);
    commands
}

pub(in super::super) fn settings() -> GroupSettings {
    GroupSettings {
        description: "Slow runs on Sundays".into(),
        picture: Some(attachments().remove(0)),
        announcement: true,
        no_reactions: true,
        from_joining: true,
        hidden_members: true,
    }
}

pub(in super::super) fn events() -> Vec<GroupEvent> {
    let account = BEN;
    vec![
        GroupEvent::Created,
        GroupEvent::Added {
            accounts: vec![BEN],
            more: 0,
        },
        GroupEvent::Added {
            accounts: vec![ANA, BEN],
            more: 30,
        },
        GroupEvent::Removed { account },
        GroupEvent::Left,
        GroupEvent::Renamed {
            name: "Walkers".into(),
        },
        GroupEvent::Described,
        GroupEvent::Pictured,
        GroupEvent::Role {
            account,
            role: Role::Admin,
        },
        GroupEvent::Posting {
            account,
            can_post: false,
        },
        GroupEvent::Announcement { on: true },
        GroupEvent::Archived { on: true },
    ]
}
