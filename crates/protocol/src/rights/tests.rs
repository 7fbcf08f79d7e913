//! The table of rights, for people to read: who stands where, and what they may do there.

use std::fmt::Write as _;

use super::*;

/// Column by column: who somebody is in a conversation.
fn standings() -> Vec<(&'static str, Standing)> {
    let group = Standing {
        conversation: ConversationKind::Group,
        archived: false,
        no_reactions: false,
        kind: AccountKind::Client,
        role: Role::Member,
        can_post: true,
        active: true,
    };
    let coach = Standing {
        kind: AccountKind::Coach,
        ..group
    };
    let direct = Standing {
        conversation: ConversationKind::Direct,
        ..group
    };
    let role = |role, can_post| Standing {
        role,
        can_post,
        ..coach
    };
    vec![
        ("owner", role(Role::Owner, true)),
        ("admin", role(Role::Admin, true)),
        ("admin, switched to read only", role(Role::Admin, false)),
        ("coach", coach),
        ("coach who may only read", role(Role::Member, false)),
        ("client", group),
        (
            "client who is admin",
            Standing {
                role: Role::Admin,
                ..group
            },
        ),
        (
            "client who may only read",
            Standing {
                can_post: false,
                ..group
            },
        ),
        (
            "the same without reactions",
            Standing {
                can_post: false,
                no_reactions: true,
                ..group
            },
        ),
        (
            "client where reactions are off",
            Standing {
                no_reactions: true,
                ..group
            },
        ),
        (
            "owner of an archived group",
            Standing {
                archived: true,
                ..role(Role::Owner, true)
            },
        ),
        (
            "client of an archived group",
            Standing {
                archived: true,
                ..group
            },
        ),
        (
            "coach in a direct conversation",
            Standing {
                kind: AccountKind::Coach,
                ..direct
            },
        ),
        ("client in a direct conversation", direct),
        (
            "owner who is out",
            Standing {
                active: false,
                ..role(Role::Owner, true)
            },
        ),
    ]
}

/// Row by row: what they want to do.
fn acts() -> Vec<(&'static str, Act)> {
    use Role::{Admin, Member, Owner};
    let role = |from, to| Act::SetRole { from, to };
    vec![
        ("post", Act::Post),
        ("note for coaches", Act::Note),
        ("react", Act::React),
        ("pin", Act::Pin),
        ("delete others' messages", Act::DeleteOthers),
        ("mention everyone", Act::MentionEveryone),
        ("change the group", Act::Change),
        ("archive", Act::Archive),
        ("add people", Act::AddPeople),
        ("remove a member", Act::Remove(Member)),
        ("remove an admin", Act::Remove(Admin)),
        ("remove the owner", Act::Remove(Owner)),
        ("switch a member's posting", Act::SetPosting(Member)),
        ("switch an admin's posting", Act::SetPosting(Admin)),
        ("switch the owner's posting", Act::SetPosting(Owner)),
        ("member to admin", role(Member, Admin)),
        ("member to owner", role(Member, Owner)),
        ("admin to owner", role(Admin, Owner)),
        ("admin to member", role(Admin, Member)),
        ("owner to admin", role(Owner, Admin)),
        ("leave", Act::Leave),
    ]
}

/// An answer in one word.
fn word(answer: Result<(), Refusal>) -> &'static str {
    match answer {
        Ok(()) => "yes",
        Err(Refusal::NotIn) => "out",
        Err(Refusal::GroupsOnly) => "groups",
        Err(Refusal::Archived) => "archived",
        Err(Refusal::ReadOnly) => "read",
        Err(Refusal::NoReactions) => "silent",
        Err(Refusal::CoachesOnly) => "coaches",
        Err(Refusal::AdminsOnly) => "admins",
        Err(Refusal::OwnerOnly) => "owner",
        Err(Refusal::OwnerStays) => "stays",
        Err(Refusal::AlwaysPost) => "always",
    }
}

fn table() -> String {
    let standings = standings();
    let mut table = String::new();
    for (number, (who, _)) in standings.iter().enumerate() {
        writeln!(table, "{:>2}  {who}", number + 1).unwrap();
    }
    let mut row = |what: &str, cells: Vec<String>| {
        let cells: String = cells.iter().map(|cell| format!("{cell:<9}")).collect();
        writeln!(table, "{}", format!("{what:<28}{cells}").trim_end()).unwrap();
    };
    row("", Vec::new());
    row(
        "",
        (1..=standings.len()).map(|number| number.to_string()).collect(),
    );
    for (what, act) in acts() {
        let answers = standings
            .iter()
            .map(|(_, standing)| word(standing.may(act)).to_owned());
        row(what, answers.collect());
    }
    table
}

#[test]
fn who_may_do_what() {
    let table = table();
    assert_eq!(table, include_str!("table.txt"), "{table}");
}

#[test]
fn a_reason_is_told_in_words_and_by_a_code() {
    use ErrorCode::{Forbidden, Invalid, NotFound, ReadOnly};
    for (refusal, code) in [
        (Refusal::NotIn, NotFound),
        (Refusal::GroupsOnly, Invalid),
        (Refusal::AlwaysPost, Invalid),
        (Refusal::Archived, ReadOnly),
        (Refusal::ReadOnly, ReadOnly),
        (Refusal::NoReactions, ReadOnly),
        (Refusal::CoachesOnly, Forbidden),
        (Refusal::AdminsOnly, Forbidden),
        (Refusal::OwnerOnly, Forbidden),
        (Refusal::OwnerStays, Forbidden),
    ] {
        assert_eq!(refusal.code(), code, "{refusal:?}");
        assert!(refusal.to_string().ends_with('.'), "{refusal:?}");
    }
}
