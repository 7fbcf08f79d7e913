//! What goes out and comes in on the line while somebody is signed in.

use engine::Input;
use protocol::{
    Answer, Call, Change, ClientFrame, Command, Conversation, ConversationId, ConversationKind, FeedId,
    FeedPage, Membership, Message, MessageId, RichText, Seq, ServerFrame, SyncResponse, Timestamp,
};
use tempfile::tempdir;

use super::make_group;
use crate::driver::world::{ANA, BEN, World, me};

#[test]
fn what_was_made_offline_goes_out_when_the_line_is_up() {
    let folder = tempdir().unwrap();
    let mut world = World::start(folder.path());
    world.sign_in(me(ANA), "secret");
    world.line_says(0, Input::Disconnected);
    make_group(&mut world);
    world.wait_for_deadline();
    assert_eq!(world.lines(), 2, "the engine tries again");
    world.line_says(0, Input::Connected);
    assert_eq!(world.sent(), vec![], "what an older line says is not heard");
    world.come_online(ANA);
    let is_group = |frame: &ClientFrame| {
        matches!(
            frame,
            ClientFrame::Command {
                command: Command::CreateGroup { .. },
                ..
            }
        )
    };
    assert!(world.sent().iter().any(is_group));
}

#[test]
fn a_line_that_takes_nothing_any_more_is_opened_anew() {
    let folder = tempdir().unwrap();
    let mut world = World::start(folder.path());
    world.sign_in(me(ANA), "secret");
    world.come_online(ANA);
    world.break_line();
    make_group(&mut world);
    world.wait_for_deadline();
    assert_eq!(world.lines(), 2);
    world.come_online(ANA);
    assert!(
        world
            .sent()
            .iter()
            .any(|frame| matches!(frame, ClientFrame::Command { .. })),
        "nothing that was lost with the line is lost"
    );
}

fn page(feed: FeedId, after: Seq, head: Seq, changes: Vec<Change>) -> FeedPage {
    FeedPage {
        feed,
        after,
        head,
        changes,
        referenced: Vec::new(),
        more: false,
        snapshot_from: (after == 0).then_some(1),
    }
}

#[test]
fn bens_message_is_told_to_the_desktop() {
    const TALK: ConversationId = ConversationId::from_number(0xc1);
    let folder = tempdir().unwrap();
    let mut world = World::start(folder.path());
    world.sign_in(me(ANA), "secret");
    world.come_online(ANA);
    let membership = Change::Membership(Membership {
        conversation: TALK,
        active: true,
    });
    let conversation = Change::Conversation(Conversation {
        id: TALK,
        kind: ConversationKind::Group,
        name: "Spring".into(),
        client: None,
        archived: false,
        created_at: Timestamp(5),
        settings: protocol::GroupSettings::default(),
    });
    for pages in [
        vec![page(FeedId::Account(ANA), 0, 1, vec![membership])],
        vec![page(FeedId::Conversation(TALK), 0, 1, vec![conversation])],
    ] {
        let (_, call, purpose) = world.next_call();
        assert!(matches!(call, Call::Sync(_)));
        let gone = Vec::new();
        world.answer(purpose, Ok(Answer::Sync(SyncResponse { pages, gone })));
    }
    assert_eq!(world.desktop().unread, 0);
    let message = Change::Message(Message {
        attachments: Vec::new(),
        id: MessageId::from_number(7),
        conversation: TALK,
        author: BEN,
        seq: 2,
        rev: 2,
        sent_at: Timestamp(9),
        body: RichText::plain("Good morning"),
        reply_to: None,
        edited_at: None,
        deleted: false,
        deleted_by: None,
        forwarded: false,
        pinned_by: None,
        card: None,
        staff_only: false,
        event: None,
    });
    world.frame(ServerFrame::Feed(page(
        FeedId::Conversation(TALK),
        1,
        2,
        vec![message],
    )));
    let desktop = world.desktop();
    assert_eq!(desktop.unread, 1);
    assert_eq!(desktop.notices.len(), 1);
    assert_eq!(desktop.notices[0].conversation, TALK);

    world.call(Call::SignOut);
    assert_eq!(
        world.desktop().unread,
        0,
        "nothing of hers is left in the title either"
    );
}
