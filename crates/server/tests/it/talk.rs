//! Ana and ben talk, live, on several devices.

use protocol::{
    AccountId, Activity, Answer, Call, Change, ClientFrame, Command, CommandId, CommandResult, FeedId,
    FeedPage, HistoryQuery, MessageId, ReceiptPolicy, RichText, ServerFrame,
};

use crate::support::people::{fresh, send};
use crate::support::running::Running;

#[tokio::test]
async fn a_message_is_live_on_every_device_and_read_everywhere() {
    let server = Running::start().await;
    let laptop = server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let phone = server.signs_in("ana@fit.example").await;
    let ben = laptop.invites("Ben").await;
    let (mut at_laptop, mut at_phone, mut at_ben) =
        (laptop.line().await, phone.line().await, ben.line().await);

    let said = at_laptop
        .does(
            CommandId::from_number(fresh()),
            send(ben.direct(), "How is\nthe knee?"),
        )
        .await;
    assert!(matches!(said, CommandResult::Ok(_)));
    let arrived = at_ben.message().await;
    assert_eq!(arrived.body.text, "How is\nthe knee?");
    assert_eq!(at_phone.message().await.id, arrived.id);

    let typing = ClientFrame::Activity {
        conversation: ben.direct(),
        activity: Activity::Typing,
    };
    at_ben.send(&typing).await;
    for line in [&mut at_laptop, &mut at_phone] {
        let who = line.wait(|frame| match frame {
            ServerFrame::Activity {
                account,
                activity: Activity::Typing,
                ..
            } => Some(account),
            _ => None,
        });
        assert_eq!(who.await, ben.account());
    }

    let read = Command::MarkSeen {
        conversation: ben.direct(),
        delivered: arrived.seq,
        read: arrived.seq,
    };
    at_ben.does(CommandId::from_number(fresh()), read).await;
    for line in [&mut at_laptop, &mut at_phone] {
        let receipt = line.wait(|frame| match frame {
            ServerFrame::Feed(page) => page.changes.into_iter().find_map(|change| match change {
                Change::Receipt(receipt) if receipt.account == ben.account() => Some(receipt),
                _ => None,
            }),
            _ => None,
        });
        assert_eq!(receipt.await.read, arrived.seq);
    }
}

#[tokio::test]
async fn a_reply_over_http_is_live_with_what_it_replies_to() {
    let server = Running::start().await;
    let ana = server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let ben = ana.invites("Ben").await;
    let asked = ana.says(ben.direct(), "How is the knee?").await.unwrap();
    let mut at_ana = ana.line().await;
    let (id, command) = (CommandId::from_number(fresh()), MessageId::from_number(fresh()));
    let reply = Command::SendMessage {
        attachments: Vec::new(),
        id: command,
        conversation: ben.direct(),
        body: RichText::plain("Quiet since Monday"),
        reply_to: Some(asked.id),
        forwarded: false,
        staff_only: false,
    };
    let first = ben.repeats(id, reply.clone()).await.unwrap();
    assert_eq!(at_ana.message().await.reply_to, Some(asked.id));
    // An answer that was lost on the way: the app asks again, and nothing happens twice.
    assert_eq!(ben.repeats(id, reply).await.unwrap(), first);
    let next = ana.says(ben.direct(), "Good").await.unwrap();
    assert_eq!(next.seq, asked.seq + 2);
}

#[tokio::test]
async fn what_one_does_to_a_message_is_live_and_known_over_http() {
    let server = Running::start().await;
    let ana = server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let ben = ana.invites("Ben").await;
    let conversation = ben.direct();
    let mut at_ana = ana.line().await;
    let message = ben.says(conversation, "80 kg").await.unwrap();
    let edit = Command::EditMessage {
        conversation,
        message: message.id,
        body: RichText::plain("85 kg"),
    };
    ben.does(edit).await.unwrap();
    let react = Command::React {
        conversation,
        message: message.id,
        emoji: "💪".into(),
        on: true,
    };
    ben.does(react).await.unwrap();
    let reaction = at_ana.wait(|frame| match frame {
        ServerFrame::Feed(page) => page.changes.into_iter().find_map(|change| match change {
            Change::Reaction(reaction) => Some(reaction),
            _ => None,
        }),
        _ => None,
    });
    assert_eq!(reaction.await.emojis, ["💪"]);

    let history = Call::History(
        conversation,
        HistoryQuery {
            before: None,
            after: Some(0),
            around: None,
            limit: 50,
        },
    );
    let Answer::History(page) = ana.call(&history).await.unwrap() else {
        panic!("not a page");
    };
    assert_eq!(page.reactions.len(), 1);
    let versions = Call::Versions(conversation, message.id);
    let Answer::Versions(versions) = ana.call(&versions).await.unwrap() else {
        panic!("not versions");
    };
    assert_eq!((versions.len(), versions[0].body.text.as_str()), (1, "80 kg"));
    let read = Command::MarkSeen {
        conversation,
        delivered: page.to,
        read: page.to,
    };
    ana.does(read).await.unwrap();
    let Answer::Seen(seen) = ben.call(&Call::Seen(conversation, message.id)).await.unwrap() else {
        panic!("not who has seen it");
    };
    assert_eq!(
        (seen.len(), seen[0].account, seen[0].read),
        (1, ana.account(), true)
    );
    assert!(seen[0].read_at.is_some());
}

#[tokio::test]
async fn receipts_that_are_hidden_reach_nobody_else() {
    let server = Running::start().await;
    let ana = server
        .opens_practice("Ana", "Fit with Ana", "ana@fit.example")
        .await;
    let ben = ana.invites("Ben").await;
    let conversation = ben.direct();
    let (mut at_ana, mut at_ben) = (ana.line().await, ben.line().await);
    let policy = ReceiptPolicy::Staff;
    ana.does(Command::SetReceiptPolicy { policy }).await.unwrap();
    let told = at_ben.wait(|frame| match frame {
        ServerFrame::Feed(page) => page.changes.into_iter().find_map(|change| match change {
            Change::Workspace(workspace) => Some(workspace.receipts),
            _ => None,
        }),
        _ => None,
    });
    assert_eq!(told.await, policy);
    let message = ben.says(conversation, "hello").await.unwrap();
    let seen = Command::MarkSeen {
        conversation,
        delivered: message.seq,
        read: message.seq,
    };
    ana.does(seen.clone()).await.unwrap();
    ben.does(seen).await.unwrap();
    let whose = |page: FeedPage| -> Vec<AccountId> {
        let receipts = page.changes.into_iter().filter_map(|change| match change {
            Change::Receipt(receipt) => Some(receipt.account),
            _ => None,
        });
        receipts.collect()
    };
    for (line, expected) in [
        (&mut at_ana, [vec![ana.account()], vec![ben.account()]]),
        (&mut at_ben, [vec![], vec![ben.account()]]),
    ] {
        for (head, expected) in (1..).zip(expected) {
            let page = line.wait(|frame| match frame {
                ServerFrame::Feed(page) if page.feed == FeedId::Receipts(conversation) => Some(page),
                _ => None,
            });
            let page = page.await;
            assert_eq!(page.head, head);
            assert_eq!(whose(page), expected);
        }
    }
}
