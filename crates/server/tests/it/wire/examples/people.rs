//! The examples of tags, clients' files, rules of groups, and notes among coaches.

use protocol::*;

use super::{ANA, BEN, CONVERSATION, MESSAGE, QUOTED, body};

const TAG: TagId = TagId::from_number(400);
const OTHER: TagId = TagId::from_number(401);

pub(super) fn changes() -> Vec<Change> {
    let tag = Tag {
        id: TAG,
        name: "Online".into(),
        hue: 200,
        rev: 7,
        deleted: false,
    };
    let gone = Tag {
        id: OTHER,
        name: String::new(),
        hue: 20,
        rev: 8,
        deleted: true,
    };
    let file = ClientFile {
        account: BEN,
        tags: vec![TAG],
        coach: Some(ANA),
        rev: 9,
    };
    let cohort = Cohort {
        conversation: CONVERSATION,
        rule: Some(all()),
        rev: 10,
    };
    let free = Cohort {
        rule: None,
        rev: 11,
        ..cohort.clone()
    };
    vec![
        Change::Tag(tag),
        Change::Tag(gone),
        Change::ClientFile(file),
        Change::Cohort(cohort),
        Change::Cohort(free),
    ]
}

fn all() -> CohortRule {
    CohortRule::All {
        tags: vec![TAG, OTHER],
    }
}

pub(super) fn commands() -> Vec<Command> {
    let set = |rule| Command::SetCohort {
        conversation: CONVERSATION,
        rule,
    };
    vec![
        Command::SaveTag {
            id: TAG,
            name: "Online".into(),
            hue: 200,
        },
        Command::DeleteTag { id: OTHER },
        Command::TagClient {
            account: BEN,
            tag: TAG,
            on: true,
        },
        Command::AssignClient {
            account: BEN,
            coach: Some(ANA),
        },
        Command::AssignClient {
            account: BEN,
            coach: None,
        },
        set(Some(CohortRule::Everyone)),
        set(Some(CohortRule::Any { tags: vec![TAG] })),
        set(Some(all())),
        set(None),
        // A note among coaches.
        Command::SendMessage {
            id: MESSAGE,
            conversation: CONVERSATION,
            body: body(),
            attachments: Vec::new(),
            reply_to: Some(QUOTED),
            forwarded: false,
            staff_only: true,
        },
    ]
}
