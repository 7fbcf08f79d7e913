//! How clients are filed: at once, offline, in order, and as the feed says in the end.

use engine::store::Write;
use engine::ui::{Reply, Request};
use protocol::{
    Account, AccountId, AccountKind, Change, ClientFile, Cohort, CohortRule, Command, ConversationId,
    ErrorCode, FeedId, GroupOptions, Outcome, Role, Tag, TagId, WorkspaceId,
};

use crate::support::{ANA, Ana, BEN, CLEO, group, whole};

const TEAM: ConversationId = ConversationId::from_number(0xd4);
const NORTH: FeedId = FeedId::Workspace(WorkspaceId::from_number(1));
const ONLINE: TagId = TagId::from_number(1);

fn person(id: AccountId, name: &str) -> Account {
    Account {
        id,
        kind: if id == ANA {
            AccountKind::Coach
        } else {
            AccountKind::Client
        },
        name: name.into(),
        email: None,
        joined_at: None,
        direct: None,
    }
}

fn tag(name: &str, rev: u64) -> Tag {
    Tag {
        id: ONLINE,
        name: name.into(),
        hue: 210,
        rev,
        deleted: false,
    }
}

/// Ana with her clients on the disk, and one tag.
fn ana() -> Ana {
    let mut writes = group(TEAM, "Team", Role::Owner);
    writes.extend([
        Write::PutAccount(person(ANA, "Ana")),
        Write::PutAccount(person(BEN, "Ben")),
        Write::PutAccount(person(CLEO, "Cleo")),
        Write::PutTag(tag("Online", 3)),
        Write::PutFeed(NORTH, 3),
    ]);
    Ana::holding(writes)
}

fn tags_of(ana: &Ana, account: AccountId) -> Vec<TagId> {
    let file = ana.roster.clients.iter().find(|file| file.account == account);
    file.map(|file| file.tags.clone()).unwrap_or_default()
}

#[test]
fn a_tag_is_made_and_put_on_offline_and_goes_in_order() {
    let mut ana = ana();
    ana.ask(Request::SaveTag {
        id: None,
        name: " Knee ".into(),
        hue: 400,
    });
    let Some(Ok(Reply::Tag { id })) = ana.reply.take() else {
        panic!("{:?}", ana.reply)
    };
    ana.ask(Request::TagClient {
        account: BEN,
        tag: id,
        on: true,
    });
    ana.ask(Request::AssignClient {
        account: BEN,
        coach: Some(ANA),
    });
    let names: Vec<_> = ana.roster.tags.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(names, ["Online", "Knee"]);
    assert_eq!(tags_of(&ana, BEN), [id]);
    assert_eq!(ana.roster.clients[0].coach, Some(ANA));
    assert_eq!(ana.restarted().roster.clients.len(), 1, "also after a restart");
}

#[test]
fn a_group_whose_rule_names_a_new_tag_waits_for_the_tag() {
    let mut ana = ana();
    for name in ["Knee", "Back"] {
        ana.ask(Request::SaveTag {
            id: None,
            name: name.into(),
            hue: 0,
        });
    }
    let Some(Ok(Reply::Tag { id: back })) = ana.reply.take() else {
        panic!("{:?}", ana.reply)
    };
    ana.ask(Request::TagClient {
        account: CLEO,
        tag: back,
        on: true,
    });
    ana.ask(Request::CreateGroup {
        name: "Backs".into(),
        members: Vec::new(),
        options: GroupOptions::default(),
        rule: Some(CohortRule::Any { tags: vec![back] }),
    });
    let Some(Ok(Reply::Conversation { id })) = ana.reply.take() else {
        panic!("{:?}", ana.reply)
    };
    assert_eq!(ana.rows[&id].members, 2, "Ana and Cleo, at once");
    ana.online();
    let kinds = |ana: &Ana| -> Vec<bool> {
        let all = ana.sent.iter();
        all.map(|(_, command)| matches!(command, Command::CreateGroup { .. }))
            .collect()
    };
    assert_eq!(kinds(&ana), [false], "the first tag");
    ana.done(|_| Outcome::Done);
    assert_eq!(kinds(&ana), [false], "the second, of which the rule speaks");
    ana.done(|_| Outcome::Done);
    assert_eq!(kinds(&ana), [false, true], "now both can go");
}

#[test]
fn what_is_refused_is_taken_back() {
    let mut ana = ana();
    ana.online();
    ana.ask(Request::TagClient {
        account: BEN,
        tag: ONLINE,
        on: true,
    });
    assert_eq!(tags_of(&ana, BEN), [ONLINE]);
    ana.refused(ErrorCode::NotFound, "There is no such tag.");
    assert!(tags_of(&ana, BEN).is_empty());
    assert_eq!(
        ana.troubles,
        ["The client is filed as before. There is no such tag."]
    );
}

#[test]
fn what_is_answered_stays_until_the_feed_has_told_it() {
    let mut ana = ana();
    ana.online();
    ana.ask(Request::TagClient {
        account: BEN,
        tag: ONLINE,
        on: true,
    });
    ana.done(|_| Outcome::Done);
    assert_eq!(tags_of(&ana, BEN), [ONLINE]);
    let file = ClientFile {
        account: BEN,
        tags: vec![ONLINE],
        coach: None,
        rev: 4,
    };
    ana.page(NORTH, 3, vec![Change::ClientFile(file)]);
    ana.caught_up();
    assert_eq!(tags_of(&ana, BEN), [ONLINE]);
    // And another coach takes it off again.
    let file = ClientFile {
        account: BEN,
        tags: Vec::new(),
        coach: None,
        rev: 5,
    };
    ana.page(NORTH, 4, vec![Change::ClientFile(file)]);
    assert!(tags_of(&ana, BEN).is_empty());
}

#[test]
fn a_deleted_tag_is_on_nobody() {
    let mut ana = ana();
    ana.online();
    ana.ask(Request::TagClient {
        account: BEN,
        tag: ONLINE,
        on: true,
    });
    ana.ask(Request::DeleteTag { id: ONLINE });
    assert!(ana.roster.tags.is_empty() && tags_of(&ana, BEN).is_empty());
    ana.done(|_| Outcome::Done);
    ana.done(|_| Outcome::Done);
    let gone = Tag {
        deleted: true,
        ..tag("Online", 5)
    };
    let file = ClientFile {
        account: BEN,
        tags: vec![ONLINE],
        coach: None,
        rev: 4,
    };
    ana.page(NORTH, 3, vec![Change::ClientFile(file), Change::Tag(gone)]);
    ana.caught_up();
    let ana = ana.restarted();
    assert!(ana.roster.tags.is_empty() && tags_of(&ana, BEN).is_empty());
}

#[test]
fn a_snapshot_replaces_how_all_are_filed() {
    let mut ana = ana();
    ana.online();
    let cohort = |rule| {
        Change::Cohort(Cohort {
            conversation: TEAM,
            rule,
            rev: 4,
        })
    };
    ana.page(NORTH, 3, vec![cohort(Some(CohortRule::Everyone))]);
    assert_eq!(ana.roster.cohorts[0].rule, Some(CohortRule::Everyone));
    let afresh = whole(NORTH, 9, vec![Change::Account(person(ANA, "Ana"))]);
    ana.give(engine::Input::Frame(protocol::ServerFrame::Feed(afresh)));
    assert!(ana.roster.tags.is_empty(), "told as deleted");
    assert_eq!(ana.roster.cohorts[0].rule, None, "told as without a rule");
}

#[test]
fn what_makes_no_sense_is_refused_at_once() {
    let mut ana = ana();
    ana.ask(Request::SaveTag {
        id: None,
        name: "ONLINE".into(),
        hue: 0,
    });
    assert_eq!(ana.refusal().code, ErrorCode::Taken);
    ana.ask(Request::SetCohort {
        conversation: TEAM,
        rule: Some(CohortRule::Any { tags: Vec::new() }),
    });
    assert_eq!(ana.refusal().message, "Pick at least one tag.");
    ana.ask(Request::TagClient {
        account: ANA,
        tag: ONLINE,
        on: true,
    });
    assert_eq!(ana.refusal().code, ErrorCode::NotFound, "coaches are not filed");
    let mut ben = Ana::as_account(BEN, 1, 3, 3, Vec::new());
    ben.ask(Request::SaveTag {
        id: None,
        name: "Nice coach".into(),
        hue: 0,
    });
    assert_eq!(ben.refusal().code, ErrorCode::Forbidden);
}

#[test]
fn a_rule_shows_at_once_and_is_sent_once() {
    let mut ana = ana();
    let bind = || Request::SetCohort {
        conversation: TEAM,
        rule: Some(CohortRule::All { tags: vec![ONLINE] }),
    };
    ana.ask(bind());
    ana.ask(bind());
    assert_eq!(ana.connection.unwrap().waiting, 1);
    assert_eq!(
        ana.roster.cohorts[0].rule,
        Some(CohortRule::All { tags: vec![ONLINE] })
    );
}
