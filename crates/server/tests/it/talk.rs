//! Ana and ben talk, live, on several devices.

use protocol::{
    Activity, Change, ClientFrame, Command, CommandId, CommandResult, MessageId, RichText, ServerFrame,
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
        id: command,
        conversation: ben.direct(),
        body: RichText::plain("Quiet since Monday"),
        reply_to: Some(asked.id),
        forwarded: false,
    };
    let first = ben.repeats(id, reply.clone()).await.unwrap();
    assert_eq!(at_ana.message().await.reply_to, Some(asked.id));
    // An answer that was lost on the way: the app asks again, and nothing happens twice.
    assert_eq!(ben.repeats(id, reply).await.unwrap(), first);
    let next = ana.says(ben.direct(), "Good").await.unwrap();
    assert_eq!(next.seq, asked.seq + 2);
}
