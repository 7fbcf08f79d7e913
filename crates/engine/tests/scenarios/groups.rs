//! Groups: who may do what, at once and as the server says; what happened in them; what is for who joined late.

use engine::ui::{Edge, Reply, Request, Status};
use engine::{Stretches, store::Write};
use protocol::{
    AccountId, Change, Command, Conversation, ConversationId, ConversationKind, ErrorCode, FeedId,
    GroupEvent, GroupOptions, GroupSettings, GroupSwitch, Member, Message, Outcome, RichText, Role, Seq,
    Timestamp,
};

use crate::support::{ANA, Ana, BEN, CLEO, group, member, said, whole};

const TEAM: ConversationId = ConversationId::from_number(0xd4);

fn ana_with(role: Role) -> Ana {
    let mut ana = Ana::holding(group(TEAM, "Team", role));
    ana.ask(Request::Open { conversation: TEAM });
    ana
}

/// Ben's app in the same group, with this switch.
fn ben_who(can_post: bool) -> Ana {
    let mut writes = group(TEAM, "Team", Role::Owner);
    writes.push(Write::PutMember(Member {
        can_post,
        ..member(TEAM, BEN, "Ben", Role::Member)
    }));
    let mut ben = Ana::as_account(BEN, 1, 3, 3, writes);
    ben.ask(Request::Open { conversation: TEAM });
    ben
}

fn write(to: &mut Ana, text: &str) {
    to.ask(Request::Send {
        files: Vec::new(),
        conversation: TEAM,
        text: text.into(),
        reply_to: None,
        staff_only: false,
    });
}

fn team(settings: GroupSettings) -> Conversation {
    Conversation {
        id: TEAM,
        kind: ConversationKind::Group,
        name: "Team".into(),
        client: None,
        archived: false,
        created_at: Timestamp(1),
        settings,
    }
}

fn happened(seq: Seq, author: AccountId, event: GroupEvent) -> Message {
    Message {
        id: protocol::MessageId::from_number(0xe0_0000 + u128::from(seq)),
        conversation: TEAM,
        body: RichText::default(),
        event: Some(Box::new(event)),
        ..said(seq, author)
    }
}

fn told(seq: Seq, author: AccountId) -> Message {
    Message {
        id: protocol::MessageId::from_number(0xe0_0000 + u128::from(seq)),
        conversation: TEAM,
        ..said(seq, author)
    }
}

fn who(ana: &Ana, account: AccountId) -> Member {
    let members = &ana.details.as_ref().unwrap().members;
    let found = members.iter().find(|member| member.account == account);
    found.unwrap().clone()
}

#[test]
fn an_owner_changes_the_group_offline_and_sees_it_at_once() {
    let mut ana = ana_with(Role::Owner);
    let set = |switch| Request::SetGroup {
        conversation: TEAM,
        switch,
    };
    ana.ask(set(GroupSwitch::Announcement(true)));
    ana.ask(set(GroupSwitch::Description("  Up the hill ".into())));
    ana.ask(Request::RenameGroup {
        conversation: TEAM,
        name: "Hill".into(),
    });
    ana.ask(Request::SetRole {
        conversation: TEAM,
        account: CLEO,
        role: Role::Admin,
    });
    ana.ask(Request::SetPosting {
        conversation: TEAM,
        account: BEN,
        can_post: false,
    });
    let details = ana.details.clone().unwrap();
    assert!(details.settings.announcement);
    assert_eq!(
        (details.settings.description.as_str(), details.title.as_str()),
        ("Up the hill", "Hill")
    );
    assert!(ana.rows[&TEAM].announcement);
    assert_eq!(who(&ana, CLEO).role, Role::Admin);
    assert!(!who(&ana, BEN).can_post);
    let order: Vec<_> = details.members.iter().map(|member| member.account).collect();
    assert_eq!(order, [ANA, CLEO, BEN], "owner, then admins");
    // What is so already is not sent again.
    ana.ask(set(GroupSwitch::Announcement(true)));
    ana.ask(Request::SetPosting {
        conversation: TEAM,
        account: BEN,
        can_post: false,
    });
    assert_eq!(ana.connection.unwrap().waiting, 5);
    assert_eq!(ana.restarted().rows[&TEAM].title, "Hill", "also after a restart");
}

#[test]
fn what_is_answered_stays_until_the_feed_says_what_holds() {
    let mut ana = ana_with(Role::Owner);
    ana.online();
    ana.ask(Request::SetPosting {
        conversation: TEAM,
        account: BEN,
        can_post: false,
    });
    ana.done(|_| Outcome::Done);
    assert!(!who(&ana, BEN).can_post, "answered, and the feed has yet to come");
    // Meanwhile another admin has let him write again: that is the later word.
    let ben = member(TEAM, BEN, "Ben", Role::Member);
    ana.page(FeedId::Conversation(TEAM), 1, vec![Change::Member(ben)]);
    ana.caught_up();
    assert!(who(&ana, BEN).can_post);
}

#[test]
fn what_is_refused_is_taken_back_with_words() {
    let mut ana = ana_with(Role::Owner);
    ana.online();
    ana.ask(Request::SetRole {
        conversation: TEAM,
        account: CLEO,
        role: Role::Admin,
    });
    ana.refused(ErrorCode::Forbidden, "Only the owner of the group may do that.");
    assert_eq!(who(&ana, CLEO).role, Role::Member);
    assert_eq!(
        ana.troubles,
        ["The member is as before. Only the owner of the group may do that."]
    );
}

#[test]
fn handing_the_ownership_over_makes_an_admin_of_oneself() {
    let mut ana = ana_with(Role::Owner);
    ana.ask(Request::SetRole {
        conversation: TEAM,
        account: CLEO,
        role: Role::Owner,
    });
    assert_eq!(
        (who(&ana, CLEO).role, who(&ana, ANA).role),
        (Role::Owner, Role::Admin)
    );
    // She is an admin now, and the next goes by that.
    ana.ask(Request::SetRole {
        conversation: TEAM,
        account: BEN,
        role: Role::Admin,
    });
    assert_eq!(ana.refusal().code, ErrorCode::Forbidden);
}

#[test]
fn what_one_may_not_do_is_refused_at_once() {
    let mut ana = ana_with(Role::Member);
    for request in [
        Request::SetGroup {
            conversation: TEAM,
            switch: GroupSwitch::NoReactions(true),
        },
        Request::RenameGroup {
            conversation: TEAM,
            name: "Mine".into(),
        },
        Request::RemoveMember {
            conversation: TEAM,
            account: BEN,
        },
        Request::AddMembers {
            conversation: TEAM,
            accounts: vec![BEN],
        },
        Request::ArchiveGroup {
            conversation: TEAM,
            archived: true,
        },
        Request::SetPosting {
            conversation: TEAM,
            account: BEN,
            can_post: false,
        },
    ] {
        ana.ask(request);
        assert_eq!(ana.refusal().code, ErrorCode::Forbidden);
    }
    ana.online();
    assert!(ana.sent.is_empty());
}

#[test]
fn who_loses_the_right_keeps_what_is_half_written_and_may_go_on_when_it_is_back() {
    let mut ben = ben_who(true);
    ben.online();
    ben.ask(Request::SetDraft {
        conversation: TEAM,
        text: "I could".into(),
        reply_to: None,
    });
    let silent = Member {
        can_post: false,
        ..member(TEAM, BEN, "Ben", Role::Member)
    };
    ben.page(FeedId::Conversation(TEAM), 1, vec![Change::Member(silent)]);
    assert!(!ben.details.as_ref().unwrap().may_post && !ben.rows[&TEAM].may_post);
    write(&mut ben, "I could");
    let refusal = ben.refusal();
    assert_eq!(
        (refusal.code, refusal.message.as_str()),
        (
            ErrorCode::ReadOnly,
            "Only admins can post in this announcement group."
        )
    );
    assert!(ben.items.is_empty(), "nothing half sent");
    ben.ask(Request::Close);
    assert_eq!(ben.rows[&TEAM].draft.as_deref(), Some("I could"));
    let heard = member(TEAM, BEN, "Ben", Role::Member);
    ben.page(FeedId::Conversation(TEAM), 2, vec![Change::Member(heard)]);
    assert!(ben.rows[&TEAM].may_post);
    ben.ask(Request::Open { conversation: TEAM });
    assert_eq!(ben.composer, "I could");
}

#[test]
fn what_was_written_offline_after_the_right_was_lost_fails_loudly_and_keeps_its_words() {
    let mut ben = ben_who(true);
    write(&mut ben, "from the train");
    ben.ask(Request::Close);
    ben.online();
    ben.refused(
        ErrorCode::ReadOnly,
        "Only admins can post in this announcement group.",
    );
    assert!(ben.rows[&TEAM].failed);
    assert_eq!(
        ben.troubles,
        [
            "Your message in “Team” wasn't sent: Only admins can post in this announcement group. It is kept there."
        ]
    );
    ben.ask(Request::Open { conversation: TEAM });
    assert_eq!(ben.status("from the train"), Some(Status::Failed));
}

#[test]
fn who_only_reads_may_not_react_where_that_is_switched_off() {
    let mut ben = ben_who(false);
    ben.online();
    let quiet = GroupSettings {
        no_reactions: true,
        ..GroupSettings::default()
    };
    let page = vec![Change::Message(told(2, ANA))];
    ben.page(FeedId::Conversation(TEAM), 1, page);
    let react = || Request::React {
        conversation: TEAM,
        message: told(2, ANA).id,
        emoji: "👍".into(),
        on: true,
    };
    ben.ask(react());
    assert_eq!(ben.reply, Some(Ok(Reply::Done)));
    ben.page(
        FeedId::Conversation(TEAM),
        2,
        vec![Change::Conversation(team(quiet))],
    );
    ben.ask(Request::React {
        conversation: TEAM,
        message: told(2, ANA).id,
        emoji: "🎉".into(),
        on: true,
    });
    assert_eq!(ben.refusal().code, ErrorCode::ReadOnly);
    let settings = &ben.details.as_ref().unwrap().settings;
    assert!(settings.no_reactions, "the page shows it by the same facts");
}

#[test]
fn what_happened_is_a_line_with_names_and_nothing_to_answer() {
    let mut ben = ben_who(true);
    ben.online();
    ben.ask(Request::Close);
    ben.page(FeedId::Conversation(TEAM), 1, vec![Change::Message(told(2, ANA))]);
    let row = ben.rows[&TEAM].clone();
    let added = GroupEvent::Added {
        accounts: vec![CLEO, BEN],
        more: 3,
    };
    ben.page(
        FeedId::Conversation(TEAM),
        2,
        vec![Change::Message(happened(3, ANA, added.clone()))],
    );
    let with_event = &ben.rows[&TEAM];
    assert_eq!((with_event.unread, row.unread), (1, 1), "never unread");
    assert_eq!(
        with_event.activity_at, row.activity_at,
        "does not move the row up"
    );
    let preview = with_event.preview.clone().unwrap();
    let line = preview.event.unwrap();
    assert_eq!(
        (line.event, line.author.as_str(), line.own, line.me),
        (added, "Ana", false, true)
    );
    assert_eq!(line.names, ["Cleo"], "this person is told apart");
    assert!(preview.text.is_empty() && preview.author.is_none());
    assert_eq!(ben.notices.len(), 1, "only what Ana wrote is notified");
    ben.ask(Request::Open { conversation: TEAM });
    let item = ben.items[&happened(3, ANA, GroupEvent::Left).id].clone();
    assert!(item.event.is_some() && item.body.text.is_empty() && item.status.is_none());
    assert_eq!(item.may, Default::default());
    for request in [
        Request::React {
            conversation: TEAM,
            message: item.id,
            emoji: "👍".into(),
            on: true,
        },
        Request::StarMessage {
            conversation: TEAM,
            message: item.id,
            starred: true,
            follow_up_at: None,
        },
        Request::Delete {
            conversation: TEAM,
            message: item.id,
        },
        Request::Forward {
            conversation: TEAM,
            message: item.id,
            to: vec![TEAM],
        },
        Request::Send {
            files: Vec::new(),
            conversation: TEAM,
            text: "what?".into(),
            reply_to: Some(item.id),
            staff_only: false,
        },
    ] {
        ben.ask(request);
        assert_eq!(ben.refusal().message, "There is no such message.");
    }
    // The next thing that somebody says is the preview again.
    ben.page(FeedId::Conversation(TEAM), 3, vec![Change::Message(told(4, ANA))]);
    assert!(ben.rows[&TEAM].preview.as_ref().unwrap().event.is_none());
}

#[test]
fn after_a_restart_a_row_stands_where_it_stood() {
    let mut writes = group(TEAM, "Team", Role::Owner);
    writes.push(Write::PutMessage(told(2, BEN)));
    let left = |seq| Write::PutMessage(happened(seq, CLEO, GroupEvent::Left));
    writes.extend((3..=140).map(left));
    let mut stretches = Stretches::default();
    stretches.add(1, 140);
    writes.push(Write::PutStretches(TEAM, stretches));
    let ana = Ana::holding(writes);
    assert_eq!(ana.rows[&TEAM].activity_at, told(2, BEN).sent_at);
    assert!(ana.rows[&TEAM].preview.as_ref().unwrap().event.is_some());
}

#[test]
fn nothing_is_to_be_had_below_the_joining_and_a_new_joining_lets_go_of_the_old() {
    let mut writes = group(TEAM, "Team", Role::Owner);
    let since = |since: Seq| Member {
        since,
        ..member(TEAM, BEN, "Ben", Role::Member)
    };
    let mut stretches = Stretches::default();
    stretches.add(5, 6);
    writes.extend([
        Write::PutMember(since(5)),
        Write::PutMessage(told(5, ANA)),
        Write::PutMessage(told(6, ANA)),
        Write::PutStretches(TEAM, stretches),
        Write::PutFeed(FeedId::Conversation(TEAM), 6),
    ]);
    let mut ben = Ana::as_account(BEN, 1, 3, 3, writes);
    ben.online();
    ben.ask(Request::Open { conversation: TEAM });
    assert_eq!(ben.shown(), [5, 6]);
    assert_eq!(ben.last.as_ref().unwrap().older, Edge::End, "as far as it is his");
    ben.ask(Request::LoadOlder);
    assert!(ben.calls.is_empty(), "and nobody asks for more");
    // While he was away he was taken out and let in again.
    ben.page(
        FeedId::Conversation(TEAM),
        6,
        vec![Change::Member(since(9)), Change::Message(told(9, ANA))],
    );
    ben.synced(vec![whole(
        FeedId::Conversation(TEAM),
        9,
        vec![
            Change::Conversation(team(GroupSettings::default())),
            Change::Member(member(TEAM, ANA, "Ana", Role::Owner)),
            Change::Member(since(9)),
            Change::Message(told(9, ANA)),
        ],
    )]);
    ben.caught_up();
    assert_eq!(ben.shown(), [9]);
    use engine::store::Store;
    assert_eq!(ben.engine.store().messages_after(TEAM, 0, 99).unwrap().len(), 1);
}

#[test]
fn a_check_is_for_those_who_can_see_the_message() {
    let mut ana = ana_with(Role::Owner);
    ana.online();
    let late = Member {
        since: 5,
        ..member(TEAM, CLEO, "Cleo", Role::Member)
    };
    let read = |account, upto| {
        Change::Receipt(protocol::Receipt {
            conversation: TEAM,
            account,
            delivered: upto,
            read: upto,
        })
    };
    ana.page(
        FeedId::Conversation(TEAM),
        1,
        vec![
            Change::Message(told(2, ANA)),
            Change::Member(late),
            Change::Message(told(6, ANA)),
        ],
    );
    ana.page(FeedId::Receipts(TEAM), 0, vec![read(BEN, 6)]);
    assert_eq!(
        ana.items[&told(2, ANA).id].status,
        Some(Status::Read),
        "Cleo came later"
    );
    assert_eq!(ana.items[&told(6, ANA).id].status, Some(Status::Sent));
}

#[test]
fn an_announcement_group_is_made_offline_as_it_will_be() {
    let mut ana = ana_with(Role::Owner);
    ana.ask(Request::CreateGroup {
        name: "News".into(),
        members: vec![BEN],
        options: GroupOptions {
            announcement: true,
            ..GroupOptions::default()
        },
        rule: None,
    });
    let Some(Ok(Reply::Conversation { id })) = ana.reply.take() else {
        panic!("{:?}", ana.reply)
    };
    assert!(ana.rows[&id].announcement && ana.rows[&id].may_post);
    ana.online();
    let (_, command) = ana.sent.remove(0);
    assert!(matches!(command, Command::CreateGroup { options, .. } if options.announcement));
}
