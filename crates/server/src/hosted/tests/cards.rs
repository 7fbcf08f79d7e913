//! Links in messages, from the sender's line to the other's, on an internet of the test's own.

use protocol::{Change, Command, ConversationId, FeedId, Message, MessageId};
use tokio::sync::mpsc;

use super::running::{Line, Running};
use crate::cards::scripted::{Scripted, html, listener, moved};
use crate::config::{Config, Database, Secret};
use crate::db::conformance::empty_url;

fn says(number: u128, conversation: ConversationId, typed: &str) -> Command {
    Command::SendMessage {
        attachments: Vec::new(),
        id: MessageId::from_number(number),
        conversation,
        body: markup::from_typed(typed),
        reply_to: None,
        forwarded: false,
        staff_only: false,
    }
}

/// The messages of the line's next page of this conversation.
async fn told(line: &mut Line, conversation: ConversationId) -> Vec<Message> {
    let page = line.page(FeedId::Conversation(conversation)).await;
    let messages = page.changes.into_iter().filter_map(|change| match change {
        Change::Message(message) => Some(message),
        _ => None,
    });
    messages.collect()
}

/// The state of one message in which this holds, and all others that were told before it.
async fn until(
    line: &mut Line,
    conversation: ConversationId,
    holds: impl Fn(&Message) -> bool,
) -> (Message, Vec<Message>) {
    let mut before = Vec::new();
    loop {
        for message in told(line, conversation).await {
            if holds(&message) {
                return (message, before);
            }
            before.push(message);
        }
    }
}

#[tokio::test]
async fn a_card_comes_live_and_goes_with_its_link() {
    with_cards_on(Database::Embedded).await;
}

#[tokio::test]
async fn and_so_it_does_on_postgresql() {
    let database = Database::Postgres {
        url: Secret::new(empty_url()),
        connections: 4,
    };
    with_cards_on(database).await;
}

async fn with_cards_on(database: Database) {
    let internet = Scripted::default();
    internet
        .page("page.org", |head| {
            html(&format!("<title>{}</title>", head.split(' ').nth(1).unwrap()))
        })
        .await;
    let with_cards = |config: &mut Config| {
        config.link_cards = true;
        config.database = database;
    };
    let mut server = Running::on(internet, with_cards).await;
    let ana = server.ana().await;
    let ben = server.client(&ana, "Ben").await;
    let direct = ben.me.account.direct.unwrap();
    let mut of_ana = server.signed_in_line(&ana).await;
    let mut of_ben = server.signed_in_line(&ben).await;

    of_ana
        .command(1, says(1, direct, "Read http://page.org/first"))
        .await;
    let (message, before) = until(&mut of_ben, direct, |message| message.card.is_some()).await;
    let card = message.card.as_deref().unwrap();
    assert_eq!(
        (card.url.as_str(), card.title.as_str()),
        ("http://page.org/first", "/first")
    );
    assert_eq!(before.len(), 1, "the message itself was not kept waiting");
    assert_eq!(message.edited_at, None);
    assert!(message.rev > before[0].rev);

    let edit = |typed: &str| Command::EditMessage {
        conversation: direct,
        message: MessageId::from_number(1),
        body: markup::from_typed(typed),
    };
    of_ana.command(2, edit("Rather http://page.org/second")).await;
    let (edited, _) = until(&mut of_ben, direct, |message| message.edited_at.is_some()).await;
    assert_eq!(edited.card, None, "the old card is not shown beside new words");
    let (message, _) = until(&mut of_ben, direct, |message| message.card.is_some()).await;
    assert_eq!(message.card.unwrap().title, "/second");

    of_ana.command(3, edit("Never mind")).await;
    let (edited, _) = until(&mut of_ben, direct, |message| message.body.text == "Never mind").await;
    assert_eq!(edited.card, None);

    of_ana.command(4, says(2, direct, "http://page.org/third")).await;
    until(&mut of_ben, direct, |message| message.card.is_some()).await;
    let delete = Command::DeleteMessage {
        conversation: direct,
        message: MessageId::from_number(2),
    };
    of_ana.command(5, delete).await;
    let (deleted, _) = until(&mut of_ben, direct, |message| message.deleted).await;
    assert_eq!(deleted.card, None);
    server.stop().await;
}

#[tokio::test]
async fn a_trap_has_no_card_and_nobody_inside_is_asked() {
    let internet = Scripted::default();
    let (asked, mut trapped) = mpsc::unbounded_channel();
    let trap = move |_: &str| {
        let _ = asked.send(());
        moved("http://127.0.0.1/admin")
    };
    internet.page("trap.org", trap).await;
    // An address of its own: the other is the trap's.
    internet.name("page.org", &["1.1.1.1"]);
    let listener = listener().await;
    internet.site("1.1.1.1:80", &listener);
    internet.serve(listener, |_| html("<title>Run slow</title>"));
    internet.name("inside.org", &["10.0.0.7"]);

    let mut server = Running::on(internet.clone(), |config| config.link_cards = true).await;
    let ana = server.ana().await;
    let ben = server.client(&ana, "Ben").await;
    let direct = ben.me.account.direct.unwrap();
    let mut of_ana = server.signed_in_line(&ana).await;
    let mut of_ben = server.signed_in_line(&ben).await;
    for (number, typed) in [
        (1, "http://trap.org/"),
        (2, "http://inside.org/"),
        (3, "http://2130706433/"),
    ] {
        of_ana.command(number, says(number, direct, typed)).await;
    }
    trapped.recv().await.unwrap();
    of_ana.command(4, says(4, direct, "http://page.org/")).await;
    let (message, before) = until(&mut of_ben, direct, |message| message.card.is_some()).await;
    assert_eq!(message.id, MessageId::from_number(4));
    assert_eq!(before.len(), 4);
    let log = internet.log();
    let outside = ["connect 93.184.216.34:80", "connect 1.1.1.1:80"];
    assert!(
        log.iter()
            .filter(|line| line.starts_with("connect"))
            .all(|line| outside.contains(&line.as_str())),
        "{log:?}"
    );
    server.stop().await;
}

#[tokio::test]
async fn without_cards_the_server_goes_nowhere() {
    let internet = Scripted::default();
    internet
        .page("page.org", |_| html("<title>Run slow</title>"))
        .await;
    let mut server = Running::on(internet.clone(), |_| ()).await;
    let ana = server.ana().await;
    let ben = server.client(&ana, "Ben").await;
    let direct = ben.me.account.direct.unwrap();
    let mut of_ana = server.signed_in_line(&ana).await;
    of_ana.command(1, says(1, direct, "http://page.org/")).await;
    of_ana.result().await;
    server.stop().await;
    assert!(internet.log().is_empty(), "{:?}", internet.log());
}
