//! Two nodes write to one practice while their connections are cut: what was acknowledged is there, once, and in its order.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::FutureExt as _;
use protocol::{
    AccountId, AccountKind, Command, CommandId, ConversationId, DeviceId, FeedId, Limits, MessageId, Outcome,
    RichText, SubmitCommand, Timestamp, WorkspaceId,
};

use super::Pooled;
use crate::db::conformance::{empty_postgres, empty_url};
use crate::db::postgres::Postgres;
use crate::db::{Feeds as _, Messages as _};
use crate::domain::{self, Actor, NewClient, NewPerson, Rules, Work};
use crate::hosted::database::{Db as _, Lane};
use crate::hosted::jobs;

const PRACTICE: WorkspaceId = WorkspaceId::from_number(1);
const WITH_BEN: ConversationId = ConversationId::from_number(2);
const ANA: AccountId = AccountId::from_number(3);
const BEN: AccountId = AccountId::from_number(4);

async fn practice(database: &Postgres) {
    let mut tx = database.begin(Some(PRACTICE)).await.unwrap();
    let rules = Rules {
        now: Timestamp(1),
        limits: Limits::default(),
    };
    let person = |id, name: &str| NewPerson {
        id,
        name: name.into(),
        email: None,
        joined_at: Some(Timestamp(1)),
    };
    let mut work = Work::new(&mut tx, PRACTICE, rules);
    domain::create_workspace(&mut work, "Fit with Ana", 200)
        .await
        .unwrap();
    domain::create_coach(&mut work, person(ANA, "Ana")).await.unwrap();
    let ben = NewClient {
        person: person(BEN, "Ben"),
        direct: WITH_BEN,
    };
    domain::create_client(&mut work, ben).await.unwrap();
    tx.commit().await.unwrap();
}

/// Whoever cuts all connections to the practice's database, from beside it.
#[derive(Clone)]
struct Scissors {
    beside: Postgres,
    database: String,
}

/// Sends one message as a device does: the same command until there is an answer. Gives back its place. Of every five, one cuts
/// all connections when it has begun, and one when only the commit is left; on the first attempt.
async fn send(node: &Pooled, actor: Actor, number: u128, scissors: &Scissors) -> u64 {
    let attempts = Arc::new(AtomicU32::new(0));
    loop {
        let (attempts, scissors) = (Arc::clone(&attempts), scissors.clone());
        let (job, mut pending) = jobs::repeatable(
            move |desk: &mut jobs::Desk<_>| {
                let first = attempts.fetch_add(1, Ordering::Relaxed) == 0;
                let scissors = scissors.clone();
                async move {
                    if first && number % 5 == 1 {
                        scissors.beside.cut_connections_to(&scissors.database).await;
                    }
                    let rules = Rules {
                        now: desk.now,
                        limits: Limits::default(),
                    };
                    let submit = SubmitCommand {
                        id: CommandId::from_number(number),
                        command: Command::SendMessage {
                            attachments: Vec::new(),
                            id: MessageId::from_number(number),
                            conversation: WITH_BEN,
                            body: RichText::plain("Good morning"),
                            reply_to: None,
                            forwarded: false,
                            staff_only: false,
                        },
                    };
                    let done = domain::execute(&mut desk.tx, &actor, rules, submit).await;
                    if first && number % 5 == 3 {
                        scissors.beside.cut_connections_to(&scissors.database).await;
                    }
                    done
                }
                .boxed()
            },
            |_, _| async { Ok(()) }.boxed(),
        );
        node.enqueue(Lane::Workspace(PRACTICE), job).await;
        match pending.answer().await {
            Ok(Outcome::Message(message)) => return message.seq,
            Ok(other) => panic!("{other:?}"),
            // Not known: asked again.
            Err(domain::Failure::Database(_)) => {}
            Err(refused) => panic!("{refused}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_is_there_once_though_connections_are_cut() {
    const SENDERS: u128 = 4;
    const MESSAGES: u128 = 20;
    let url = empty_url();
    let reader = Postgres::connect(&url, 1).await.unwrap();
    practice(&reader).await;
    let nodes = [
        Pooled::connect(&url, 3).await.unwrap().0,
        Pooled::connect(&url, 3).await.unwrap().0,
    ];
    let (_, name) = url.rsplit_once('/').unwrap();
    let scissors = Scissors {
        beside: empty_postgres().await,
        database: name.to_owned(),
    };
    let senders: Vec<_> = (0..SENDERS)
        .map(|sender| {
            let node = nodes[usize::try_from(sender % 2).unwrap()].clone();
            let scissors = scissors.clone();
            let actor = Actor {
                workspace: PRACTICE,
                account: if sender < 2 { ANA } else { BEN },
                kind: if sender < 2 {
                    AccountKind::Coach
                } else {
                    AccountKind::Client
                },
                device: DeviceId::from_number(1),
            };
            tokio::spawn(async move {
                let mut places = Vec::new();
                for message in 0..MESSAGES {
                    let number = 1_000 * (sender + 1) + message;
                    let place = send(&node, actor, number, &scissors).await;
                    places.push((MessageId::from_number(number), place));
                }
                places
            })
        })
        .collect();

    let mut acknowledged = Vec::new();
    for sender in senders {
        let places = sender.await.unwrap();
        assert!(
            places.is_sorted_by_key(|(_, place)| *place),
            "in the order of sending"
        );
        acknowledged.extend(places);
    }
    acknowledged.sort_by_key(|(_, place)| *place);
    let mut tx = reader.begin_read().await.unwrap();
    let kept = tx
        .messages_after(PRACTICE, WITH_BEN, crate::db::Sight::ALL, 0, 1_000)
        .await
        .unwrap();
    let head = tx.head(PRACTICE, FeedId::Conversation(WITH_BEN)).await.unwrap();
    tx.rollback().await.unwrap();
    let kept: Vec<_> = kept.iter().map(|message| (message.id, message.seq)).collect();
    assert_eq!(kept, acknowledged);
    // No number was spent on what was not kept.
    assert_eq!(kept.len() as u128, SENDERS * MESSAGES);
    let first = kept[0].1;
    assert_eq!(kept.last().unwrap().1, first + kept.len() as u64 - 1);
    assert_eq!(head, kept.last().unwrap().1);
}
