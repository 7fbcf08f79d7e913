//! Groups: what happens in them, who may write, what joiners see, and whose names are shown.

mod late;

use protocol::{
    AccountId, Change, Command, CommandId, ConversationId, ErrorCode, FeedId, FeedPage, FileId, FileSort,
    FileVariant, FilesQuery, GroupEvent, GroupOptions, GroupSwitch, HistoryQuery, Limits, Member, Message,
    MessageId, Outcome, RichText, Role, Span, SpanKind, Variant,
};

use crate::db::{Audit as _, ready};
use crate::domain::{Actor, Publication, audience, files};
use crate::scene::{Scene, send};

/// A group of ana's with ben in it.
fn group(scene: &mut Scene, options: GroupOptions) -> ConversationId {
    let id = ConversationId::from_number(scene.number());
    let create = Command::CreateGroup {
        id,
        name: "Runners".into(),
        members: vec![scene.ben.account],
        options,
        rule: None,
    };
    scene.does(scene.ana, create);
    id
}

fn announcement() -> GroupOptions {
    GroupOptions {
        announcement: true,
        ..GroupOptions::default()
    }
}

fn add(scene: &mut Scene, conversation: ConversationId, who: Actor) {
    let accounts = vec![who.account];
    scene.does(
        scene.ana,
        Command::AddMembers {
            conversation,
            accounts,
        },
    );
}

fn set(conversation: ConversationId, switch: GroupSwitch) -> Command {
    Command::SetGroup { conversation, switch }
}

fn role(conversation: ConversationId, who: Actor, role: Role) -> Command {
    Command::SetRole {
        conversation,
        account: who.account,
        role,
    }
}

fn posting(conversation: ConversationId, who: Actor, can_post: bool) -> Command {
    Command::SetPosting {
        conversation,
        account: who.account,
        can_post,
    }
}

fn page(scene: &Scene, reader: Actor, conversation: ConversationId) -> FeedPage {
    let mut response = scene.catch_up(reader, FeedId::Conversation(conversation), 0);
    response.pages.swap_remove(0)
}

fn messages(scene: &Scene, reader: Actor, conversation: ConversationId) -> Vec<Message> {
    let changes = page(scene, reader, conversation).changes.into_iter();
    changes
        .filter_map(|change| match change {
            Change::Message(message) => Some(message),
            _ => None,
        })
        .collect()
}

fn member(scene: &Scene, reader: Actor, conversation: ConversationId, of: Actor) -> Member {
    let changes = page(scene, reader, conversation).changes.into_iter();
    let mut members = changes.filter_map(|change| match change {
        Change::Member(member) => Some(member),
        _ => None,
    });
    members.find(|member| member.account == of.account).unwrap()
}

fn events(scene: &Scene, reader: Actor, conversation: ConversationId) -> Vec<(AccountId, GroupEvent)> {
    let messages = messages(scene, reader, conversation).into_iter();
    messages
        .filter_map(|message| Some((message.author, *message.event?)))
        .collect()
}

#[test]
fn what_happens_in_a_group_is_a_line_of_its_timeline() {
    let mut scene = Scene::new();
    let (ana, ben, cleo) = (scene.ana, scene.ben, scene.cleo);
    let of = group(&mut scene, GroupOptions::default());
    add(&mut scene, of, cleo);
    for command in [
        Command::RenameGroup {
            conversation: of,
            name: "Walkers".into(),
        },
        set(of, GroupSwitch::Description("Slowly.".into())),
        set(of, GroupSwitch::Announcement(true)),
        // Once more is nothing new.
        set(of, GroupSwitch::Announcement(true)),
        role(of, ben, Role::Admin),
        role(of, ben, Role::Admin),
        posting(of, cleo, false),
        Command::ArchiveGroup {
            conversation: of,
            archived: true,
        },
        Command::ArchiveGroup {
            conversation: of,
            archived: false,
        },
        Command::RemoveMember {
            conversation: of,
            account: cleo.account,
        },
        Command::LeaveGroup { conversation: of },
    ] {
        scene.does(ana, command);
    }
    let by_ana = |event| (ana.account, event);
    let added = |who: Actor| {
        by_ana(GroupEvent::Added {
            accounts: vec![who.account],
            more: 0,
        })
    };
    assert_eq!(
        events(&scene, ben, of),
        [
            by_ana(GroupEvent::Created),
            added(ben),
            added(cleo),
            by_ana(GroupEvent::Renamed {
                name: "Walkers".into()
            }),
            by_ana(GroupEvent::Described),
            by_ana(GroupEvent::Announcement { on: true }),
            by_ana(GroupEvent::Role {
                account: ben.account,
                role: Role::Admin
            }),
            by_ana(GroupEvent::Posting {
                account: cleo.account,
                can_post: false
            }),
            by_ana(GroupEvent::Archived { on: true }),
            by_ana(GroupEvent::Archived { on: false }),
            by_ana(GroupEvent::Removed {
                account: cleo.account
            }),
            by_ana(GroupEvent::Left),
            by_ana(GroupEvent::Role {
                account: ben.account,
                role: Role::Owner
            }),
        ]
    );
    for line in messages(&scene, ben, of) {
        assert!(line.body.is_blank() && line.attachments.is_empty());
    }
}

#[test]
fn nothing_can_be_done_with_an_event() {
    let mut scene = Scene::new();
    let ana = scene.ana;
    let of = group(&mut scene, GroupOptions::default());
    let event = messages(&scene, ana, of)[0].id;
    let id = MessageId::from_number(scene.number());
    let reply = Command::SendMessage {
        id,
        conversation: of,
        body: RichText::plain("Why?"),
        attachments: Vec::new(),
        reply_to: Some(event),
        forwarded: false,
        staff_only: false,
    };
    for command in [
        reply,
        Command::EditMessage {
            conversation: of,
            message: event,
            body: RichText::plain("I did not"),
        },
        Command::DeleteMessage {
            conversation: of,
            message: event,
        },
        Command::React {
            conversation: of,
            message: event,
            emoji: "👍".into(),
            on: true,
        },
        Command::PinMessage {
            conversation: of,
            message: event,
            pinned: true,
        },
        Command::StarMessage {
            conversation: of,
            message: event,
            starred: true,
            follow_up_at: None,
        },
        Command::SetDraft {
            conversation: of,
            text: "hm".into(),
            reply_to: Some(event),
        },
    ] {
        let result = scene.try_do(ana, command.clone());
        assert_eq!(result, Err(ErrorCode::NotFound), "{command:?}");
    }
    assert!(scene.server.versions(&ana, of, event).is_err());
    assert!(scene.server.seen(&ana, of, event).is_err());
}

#[test]
fn who_joins_an_announcement_reads_until_it_is_switched() {
    let mut scene = Scene::new();
    let (ana, ben, cleo) = (scene.ana, scene.ben, scene.cleo);
    let of = group(&mut scene, announcement());
    assert!(member(&scene, ben, of, ana).can_post);
    assert!(!member(&scene, ben, of, ben).can_post);
    let words = |scene: &mut Scene, who| {
        let id = MessageId::from_number(scene.number());
        scene.try_do(who, send(id, of, "Hello")).map(drop)
    };
    assert_eq!(words(&mut scene, ben), Err(ErrorCode::ReadOnly));
    scene.does(ana, posting(of, ben, true));
    assert_eq!(words(&mut scene, ben), Ok(()));
    scene.does(ana, posting(of, ben, false));
    assert_eq!(words(&mut scene, ben), Err(ErrorCode::ReadOnly));
    // An admin always may, whatever the switch says; and it says the same when they are no admin any more.
    scene.does(ana, role(of, ben, Role::Admin));
    assert_eq!(words(&mut scene, ben), Ok(()));
    assert_eq!(scene.try_do(ana, posting(of, ben, true)), Err(ErrorCode::Invalid));
    scene.does(ana, role(of, ben, Role::Member));
    assert_eq!(words(&mut scene, ben), Err(ErrorCode::ReadOnly));
    // The option is for who comes; those who are there stay as they are.
    scene.does(ana, set(of, GroupSwitch::Announcement(false)));
    add(&mut scene, of, cleo);
    assert_eq!(words(&mut scene, ben), Err(ErrorCode::ReadOnly));
    assert_eq!(words(&mut scene, cleo), Ok(()));
    scene.does(ana, set(of, GroupSwitch::Announcement(true)));
    assert_eq!(words(&mut scene, cleo), Ok(()));
}

#[test]
fn a_read_only_member_neither_edits_nor_reacts_where_that_is_off_but_takes_back() {
    let mut scene = Scene::new();
    let (ana, ben) = (scene.ana, scene.ben);
    let of = group(&mut scene, GroupOptions::default());
    let own = scene.says(ben, of, "80 kg");
    scene.does(ana, posting(of, ben, false));
    let edit = Command::EditMessage {
        conversation: of,
        message: own,
        body: RichText::plain("85 kg"),
    };
    assert_eq!(scene.try_do(ben, edit), Err(ErrorCode::ReadOnly));
    let react = |emoji: &str| Command::React {
        conversation: of,
        message: own,
        emoji: emoji.into(),
        on: true,
    };
    scene.does(ben, react("👍"));
    scene.does(ana, set(of, GroupSwitch::NoReactions(true)));
    assert_eq!(scene.try_do(ben, react("🎉")), Err(ErrorCode::ReadOnly));
    scene.does(ana, react("🎉"));
    scene.does(
        ben,
        Command::DeleteMessage {
            conversation: of,
            message: own,
        },
    );
}

#[test]
fn the_ownership_is_handed_over_and_the_books_say_so() {
    let mut scene = Scene::new();
    let (ana, ben, cleo) = (scene.ana, scene.ben, scene.cleo);
    let of = group(&mut scene, GroupOptions::default());
    add(&mut scene, of, cleo);
    assert_eq!(
        scene.try_do(ben, role(of, ben, Role::Owner)),
        Err(ErrorCode::Forbidden)
    );
    scene.does(ana, role(of, ben, Role::Owner));
    let roles = [ana, ben, cleo].map(|who| member(&scene, cleo, of, who).role);
    assert_eq!(roles, [Role::Admin, Role::Owner, Role::Member]);
    // Who handed it over cannot take it back, nor remove the new owner; the owner may remove an admin.
    for command in [
        role(of, ben, Role::Member),
        role(of, ana, Role::Owner),
        Command::RemoveMember {
            conversation: of,
            account: ben.account,
        },
    ] {
        assert_eq!(scene.try_do(ana, command), Err(ErrorCode::Forbidden));
    }
    scene.does(ana, posting(of, cleo, false));
    scene.does(
        ben,
        Command::RemoveMember {
            conversation: of,
            account: ana.account,
        },
    );
    let nobody = scene.try_do(ben, role(of, ana, Role::Admin));
    assert_eq!(nobody, Err(ErrorCode::NotFound), "who is out has no role");
    let ws = scene.workspace;
    let rows = scene
        .server
        .look(|tx| ready(async { Ok(tx.audit(ws, 9).await?) }));
    let rows = rows.unwrap();
    let told = rows
        .iter()
        .map(|row| (row.action.as_str(), row.actor, row.subject.unwrap()));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            ("remove_member", ben.account, ana.account),
            ("set_posting", ana.account, cleo.account),
            ("set_role", ana.account, ben.account),
        ]
    );
}

#[test]
fn a_picture_is_a_photo_of_ones_own_and_stays_while_it_is_shown() {
    let mut scene = Scene::new();
    let (ana, ben, cleo) = (scene.ana, scene.ben, scene.cleo);
    let of = group(&mut scene, GroupOptions::default());
    let picture = |file| set(of, GroupSwitch::Picture(file));
    let voice = scene.voice(ana);
    assert_eq!(scene.try_do(ana, picture(Some(voice))), Err(ErrorCode::Invalid));
    let [first, second] = [0, 1].map(|_| scene.photo(ana));
    let bens = scene.photo(ben);
    assert_eq!(scene.try_do(ana, picture(Some(bens))), Err(ErrorCode::NotFound));
    scene.does(ana, picture(Some(first)));
    let sees = |scene: &Scene, who: Actor, file: FileId| {
        let asked = vec![FileVariant {
            file,
            variant: Variant::Full,
        }];
        let links = scene
            .server
            .look(|tx| ready(files::links(tx, &who, asked)))
            .unwrap();
        !links.is_empty()
    };
    assert!(sees(&scene, ben, first), "a member");
    assert!(!sees(&scene, cleo, first), "nobody else");
    let drop = |scene: &mut Scene, file| {
        let now = scene.now();
        let done = scene
            .server
            .write(|tx| ready(files::drop_own(tx, &ana, now, file)));
        done.map_err(|error| error.into_api().code)
    };
    assert_eq!(drop(&mut scene, first), Err(ErrorCode::Forbidden));
    scene.does(ana, picture(Some(second)));
    assert!(!sees(&scene, ben, first), "the group has another one");
    assert_eq!(drop(&mut scene, first), Ok(()));
    scene.does(ana, picture(None));
    let conversation = page(&scene, ben, of)
        .changes
        .into_iter()
        .find_map(|change| match change {
            Change::Conversation(conversation) => Some(conversation),
            _ => None,
        });
    assert!(conversation.unwrap().settings.is_default());
}

#[test]
fn a_description_has_an_end() {
    let mut scene = Scene::new();
    let of = group(&mut scene, GroupOptions::default());
    for (words, expected) in [
        ("é".repeat(501), Err(ErrorCode::TooLong)),
        ("a\0b".into(), Err(ErrorCode::Invalid)),
        (format!("  {}  ", "é".repeat(500)), Ok(())),
        (String::new(), Ok(())),
    ] {
        let switch = GroupSwitch::Description(words);
        assert_eq!(scene.try_do(scene.ana, set(of, switch)).map(drop), expected);
    }
}

#[test]
fn the_outcome_of_a_second_arrival_is_the_first() {
    let mut scene = Scene::new();
    let (ana, ben) = (scene.ana, scene.ben);
    let of = group(&mut scene, GroupOptions::default());
    let id = CommandId::from_number(1);
    let (first, told) = scene.submit(ana, id, role(of, ben, Role::Admin));
    let (second, silence) = scene.submit(ana, id, role(of, ben, Role::Admin));
    assert_eq!(first, Ok(Outcome::Done));
    assert_eq!(first, second);
    assert!(!told.is_empty() && silence.is_empty());
}
