//! Who reads which feed.

use super::*;

#[tokio::test]
async fn feeds_are_read_by_those_who_are_in_them() {
    let server = Running::start().await;
    let stage = Stage::build(&server).await;
    let group = stage.group().await;
    // So that there is something in the feed of receipts.
    let seen = Command::MarkSeen {
        conversation: group.id,
        delivered: 1,
        read: 1,
    };
    stage.jonas.does(seen).await.unwrap();
    let ours = stage.ana.me.workspace.id;
    for (feed, may) in [
        (
            FeedId::Conversation(group.id),
            [true, true, true, false, false, false],
        ),
        (
            FeedId::Receipts(group.id),
            [true, true, true, false, false, false],
        ),
        (
            FeedId::Conversation(stage.cleo.direct()),
            [true, true, false, true, false, false],
        ),
        (
            FeedId::Account(stage.ben.account()),
            [false, false, true, false, false, false],
        ),
        (FeedId::Workspace(ours), [true, true, true, true, true, false]),
    ] {
        for ((who, actor), may) in stage.actors().into_iter().zip(may) {
            let feeds = vec![FeedCursor { feed, since: 0 }];
            let sync = Call::Sync(SyncRequest { feeds, window: 50 });
            let Ok(Answer::Sync(answer)) = actor.unwrap().call(&sync).await else {
                panic!("{who} could not sync");
            };
            assert_eq!(answer.gone.contains(&feed), !may, "{feed} for {who}");
            assert_eq!(
                answer.pages.iter().any(|page| page.feed == feed && page.head > 0),
                may,
                "{feed} for {who}"
            );
        }
    }
}

#[tokio::test]
async fn a_direct_conversation_belongs_to_the_client_and_the_coaches() {
    let server = Running::start().await;
    let stage = Stage::build(&server).await;
    let conversation = stage.ben.direct();
    for (number, (who, actor)) in stage.actors().into_iter().enumerate() {
        let send = crate::support::people::send(conversation, "Hello");
        assert_eq!(stage.gives(actor, send).await, MEMBERS[number], "{who}");
    }
    let leave = Command::LeaveGroup { conversation };
    assert_eq!(
        stage.gives(Some(&stage.ben), leave).await,
        Err(ErrorCode::Invalid)
    );
}

#[tokio::test]
async fn clients_do_not_see_the_roster() {
    let server = Running::start().await;
    let stage = Stage::build(&server).await;
    let workspace = stage.ana.me.workspace.id;
    for (who, person, sees) in [("ana", &stage.ana, true), ("ben", &stage.ben, false)] {
        let feed = FeedId::Workspace(workspace);
        let feeds = vec![FeedCursor { feed, since: 0 }];
        let sync = Call::Sync(SyncRequest { feeds, window: 50 });
        let Ok(Answer::Sync(answer)) = person.call(&sync).await else {
            panic!("{who} could not sync");
        };
        let json = serde_json::to_string(&answer).unwrap();
        assert_eq!(json.contains("Cleo"), sees, "{who}");
    }
}
