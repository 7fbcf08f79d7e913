//! What becomes of a link between the message that brings it and the card that it gets.

use protocol::{
    AccountId, AccountKind, Command, CommandId, ConversationId, DeviceId, Message, MessageId, Outcome,
    SubmitCommand, Timestamp, WorkspaceId,
};

use super::*;
use crate::config::Config;
use crate::db::Messages as _;
use crate::domain::{Actor, NewClient, NewPerson, Rules, Work};
use crate::hosted::{Embedded, Pooled};

const PRACTICE: WorkspaceId = WorkspaceId::from_number(1);
const WITH_BEN: ConversationId = ConversationId::from_number(2);
const ANA: AccountId = AccountId::from_number(3);
const BEN: AccountId = AccountId::from_number(4);

/// Ana and ben, who talk.
struct Talk<D> {
    db: D,
    commands: u128,
}

impl<D: Db> Talk<D> {
    async fn on(db: D) -> Self {
        let opening = db.write(Lane::Workspace(PRACTICE), |desk| {
            let rules = rules(desk.now);
            async move {
                let mut work = Work::new(&mut desk.tx, PRACTICE, rules);
                let person = |id, name: &str| NewPerson {
                    id,
                    name: name.into(),
                    email: None,
                    joined_at: Some(Timestamp(1)),
                };
                domain::create_workspace(&mut work, "Fit with Ana", 200).await?;
                domain::create_coach(&mut work, person(ANA, "Ana")).await?;
                let ben = NewClient {
                    person: person(BEN, "Ben"),
                    direct: WITH_BEN,
                };
                domain::create_client(&mut work, ben).await?;
                Ok(((), work.finish()))
            }
            .boxed()
        });
        opening.await.unwrap();
        Self { db, commands: 0 }
    }

    /// As a server with cards does it.
    async fn does(&mut self, command: Command) -> Message {
        self.commands += 1;
        let actor = Actor {
            workspace: PRACTICE,
            account: ANA,
            kind: AccountKind::Coach,
            device: DeviceId::from_number(5),
        };
        let submit = SubmitCommand {
            id: CommandId::from_number(self.commands),
            command,
        };
        let done = self.db.note(Lane::Workspace(PRACTICE), move |desk| {
            let rules = rules(desk.now);
            async move {
                let (outcome, _) = domain::execute(&mut desk.tx, &actor, rules, submit).await?;
                domain::cards::remember(&mut desk.tx, PRACTICE, rules.now, &outcome).await?;
                Ok(outcome)
            }
            .boxed()
        });
        match done.await.unwrap() {
            Outcome::Message(message) => message,
            other => panic!("{other:?}"),
        }
    }

    async fn says(&mut self, number: u128, typed: &str) -> Message {
        let say = Command::SendMessage {
            attachments: Vec::new(),
            id: MessageId::from_number(number),
            conversation: WITH_BEN,
            body: markup::from_typed(typed),
            reply_to: None,
            forwarded: false,
            staff_only: false,
        };
        self.does(say).await
    }

    async fn edits(&mut self, number: u128, typed: &str) -> Message {
        let edit = Command::EditMessage {
            conversation: WITH_BEN,
            message: MessageId::from_number(number),
            body: markup::from_typed(typed),
        };
        self.does(edit).await
    }

    async fn message(&self, number: u128) -> Message {
        let id = MessageId::from_number(number);
        let read = self
            .db
            .read(move |tx| async move { Ok(tx.message(PRACTICE, id).await?) }.boxed());
        read.await.unwrap().unwrap()
    }

    async fn claimed(&self) -> Option<ClaimedJob> {
        claim(&self.db).await.unwrap()
    }

    /// At another time than now.
    async fn claimed_at(&self, now: Timestamp) -> Option<ClaimedJob> {
        let claim = self.db.note(Lane::Apart, move |desk| {
            async move { Ok(desk.tx.claim_job(JobKind::LinkCard, now, now.plus_ms(1)).await?) }.boxed()
        });
        claim.await.unwrap()
    }

    async fn settles(&self, job: ClaimedJob, looked: Result<LinkCard, NoCard>) {
        settle(&self.db, Limits::default(), job, looked).await.unwrap();
    }
}

fn rules(now: Timestamp) -> Rules {
    Rules {
        now,
        limits: Limits::default(),
    }
}

fn card(link: &str) -> LinkCard {
    LinkCard {
        url: link.into(),
        title: "Run slow".into(),
        description: String::new(),
        site: "page.org".into(),
        picture: None,
    }
}

async fn only_what_is_looked_at_makes_a_job<D: Db>(mut talk: Talk<D>) {
    for (number, typed) in [
        (1, "no link at all"),
        (2, "mailto:ana@page.org and tel:+49123456"),
        (3, "http://127.0.0.1/ http://localhost/ https://page.org:8443/"),
        (4, "http://[::ffff:10.0.0.1]/"),
    ] {
        talk.says(number, typed).await;
        assert_eq!(talk.claimed().await, None, "{typed}");
    }
    talk.says(
        5,
        "write mailto:ana@page.org or see https://page.org/a and https://page.org/b",
    )
    .await;
    let job = talk.claimed().await.unwrap();
    assert_eq!(
        (job.payload.as_str(), job.id),
        ("https://page.org/a", MessageId::from_number(5).0)
    );
    assert_eq!(talk.claimed().await, None, "one worker is at it");
}

async fn a_card_is_a_change_that_is_no_edit<D: Db>(mut talk: Talk<D>) {
    let sent = talk.says(1, "https://page.org/a").await;
    assert_eq!(sent.card, None);
    let job = talk.claimed().await.unwrap();
    talk.settles(job.clone(), Ok(card("https://page.org/a"))).await;
    let message = talk.message(1).await;
    assert_eq!(message.card.as_deref(), Some(&card("https://page.org/a")));
    assert_eq!((message.rev, message.edited_at), (sent.rev + 1, None));
    // Whoever comes a second time changes nothing.
    talk.settles(job, Ok(card("https://page.org/a"))).await;
    assert_eq!(talk.message(1).await, message);
    assert_eq!(talk.claimed().await, None);

    // The same first link keeps its card; another one loses it, and is looked at.
    let edited = talk.edits(1, "again: https://page.org/a").await;
    assert!(edited.card.is_some());
    assert_eq!(talk.claimed().await, None);
    let edited = talk.edits(1, "no: https://page.org/b").await;
    assert_eq!(edited.card, None);
    assert_eq!(talk.claimed().await.unwrap().payload, "https://page.org/b");
}

async fn a_card_that_comes_too_late_is_thrown_away<D: Db>(mut talk: Talk<D>) {
    for number in 1..=3 {
        talk.says(number, &format!("https://page.org/{number}")).await;
    }
    let jobs = [
        talk.claimed().await.unwrap(),
        talk.claimed().await.unwrap(),
        talk.claimed().await.unwrap(),
    ];
    talk.edits(1, "https://page.org/other").await;
    talk.edits(2, "no link any more").await;
    let delete = Command::DeleteMessage {
        conversation: WITH_BEN,
        message: MessageId::from_number(3),
    };
    talk.does(delete).await;
    let mut before = Vec::new();
    for number in 1..=3 {
        before.push(talk.message(number).await);
    }
    for job in jobs {
        let link = job.payload.clone();
        talk.settles(job, Ok(card(&link))).await;
    }
    for message in before {
        assert_eq!(message.card, None);
        let id = message.id;
        let read = talk
            .db
            .read(move |tx| async move { Ok(tx.message(PRACTICE, id).await?) }.boxed());
        assert_eq!(read.await.unwrap(), Some(message));
    }
    // Only the link that is still said is still to be looked at.
    assert_eq!(talk.claimed().await.unwrap().payload, "https://page.org/other");
    assert_eq!(talk.claimed().await, None);
}

async fn what_may_pass_is_tried_three_times<D: Db>(mut talk: Talk<D>) {
    let sent = talk.says(1, "https://page.org/a").await;
    let mut now = sent.sent_at;
    let mut job = talk.claimed().await;
    for wait in [Some(AGAIN_MS[0]), Some(AGAIN_MS[1]), None] {
        talk.settles(job.unwrap(), Err(NoCard::Busy)).await;
        assert_eq!(talk.claimed_at(now).await, None);
        // A minute is more than what passes while this runs.
        now = now.plus_ms(wait.unwrap_or(1_000_000_000) + 60_000);
        job = talk.claimed_at(now).await;
        assert_eq!(job.is_some(), wait.is_some());
    }
    let forgotten = talk.db.note(Lane::Apart, move |desk| {
        async move { Ok(desk.tx.forget_jobs(Timestamp(i64::MAX), 9).await?) }.boxed()
    });
    assert_eq!(
        forgotten.await.unwrap(),
        1,
        "it is remembered that it was given up"
    );
    // What will not pass is not tried again, nor remembered.
    talk.says(2, "https://page.org/b").await;
    let job = talk.claimed().await.unwrap();
    talk.settles(job, Err(NoCard::NotPublic)).await;
    assert_eq!(talk.claimed_at(now.plus_ms(1_000_000_000)).await, None);
    assert_eq!(talk.message(2).await.card, None);
}

macro_rules! on_each_database {
    ($($scenario:ident),+) => {
        mod on_sqlite {
            $(#[tokio::test]
            async fn $scenario() {
                let data = tempfile::tempdir().unwrap();
                let db = super::Embedded::open(&super::Config::new(data.path())).unwrap().0;
                super::$scenario(super::Talk::on(db).await).await;
            })+
        }
        mod on_postgres {
            $(#[tokio::test]
            async fn $scenario() {
                let url = crate::db::conformance::empty_url();
                let db = super::Pooled::connect(&url, 4).await.unwrap().0;
                super::$scenario(super::Talk::on(db).await).await;
            })+
        }
    };
}

on_each_database!(
    only_what_is_looked_at_makes_a_job,
    a_card_is_a_change_that_is_no_edit,
    a_card_that_comes_too_late_is_thrown_away,
    what_may_pass_is_tried_three_times
);
