//! Three nodes, each a process of its own, on one PostgreSQL and one NATS, while everything is killed and started again.
//!
//! Every app keeps what it was told, and at the end it must hold what the database holds: nothing lost, nothing doubled,
//! everybody's own order kept, and all of them alike.

mod app;
mod cluster;
mod held;

use std::collections::{BTreeMap, HashSet};

use protocol::{
    AccountId, Activity, Call, Change, ClientFrame, Command, ConversationId, FeedId, ServerFrame,
};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Duration, timeout};

use crate::support::line::{Line, messages};
use app::{App, Note, Plan};
use cluster::Cluster;
use held::{Held, Reader};

const PEOPLE: u128 = 6;
/// Answers, over all apps, between two events.
const BETWEEN: usize = 60;
/// For what is left to be found in the database: a few beats.
const PATIENCE: Duration = Duration::from_secs(60);

struct Scene {
    plan: watch::Sender<Plan>,
    notes: mpsc::UnboundedReceiver<Note>,
    apps: JoinSet<App>,
    reader: Reader,
}

impl Scene {
    /// Ana, who has the group, and her clients, all in it and talking.
    async fn begin(cluster: &Cluster) -> Self {
        let group = ConversationId::from_number(7);
        let plan = watch::Sender::new(Plan {
            nodes: cluster.addresses(),
            group: Some(group),
            ..Plan::default()
        });
        let (notes, told) = mpsc::unbounded_channel();
        let mut people = Vec::new();
        for number in 1..=PEOPLE {
            let code = cluster.code(number).await;
            people.push(App::join(number, &code, plan.subscribe(), notes.clone()).await);
        }
        let members = people.iter().map(|app| app.account().id).collect();
        let name = "Everybody".to_owned();
        people[0]
            .does(Command::CreateGroup {
                id: group,
                name,
                members,
                options: protocol::GroupOptions::default(),
                rule: None,
            })
            .await;
        let reader = people[0].reader();
        let mut apps = JoinSet::new();
        for app in people {
            apps.spawn(app.run());
        }
        Self {
            plan,
            notes: told,
            apps,
            reader,
        }
    }

    /// Waits until the talk has gone on.
    async fn goes_on(&mut self) {
        // What was answered before does not count.
        while self.notes.try_recv().is_ok() {}
        for _ in 0..BETWEEN {
            let note = timeout(PATIENCE, self.notes.recv()).await;
            note.expect("the talk has stopped").unwrap();
        }
    }

    fn moves_to(&self, cluster: &Cluster) {
        self.plan.send_modify(|plan| plan.nodes = cluster.addresses());
    }

    /// Nobody begins anything new, and everybody stays until all is there.
    async fn end(mut self, cluster: &Cluster) -> (Held, Vec<App>) {
        self.plan.send_modify(|plan| plan.finish = true);
        let mut left = PEOPLE;
        while left > 0 {
            let note = timeout(PATIENCE, self.notes.recv()).await;
            let note = note.expect("a command is never answered").unwrap();
            left -= u128::from(note == Note::Finished);
        }
        let truth = self.reader.afresh(&cluster.addresses()[0]).await;
        self.plan.send_modify(|plan| plan.until = truth.heads.clone());
        let mut apps = Vec::new();
        while let Some(app) = timeout(PATIENCE, self.apps.join_next())
            .await
            .expect("somebody is never told")
        {
            apps.push(app.unwrap());
        }
        (truth, apps)
    }
}

/// Nothing lost, doubled, reordered or diverged.
fn check(truth: &Held, apps: &[App]) {
    let places: BTreeMap<_, _> = truth
        .messages
        .values()
        .map(|message| (message.id, message.seq))
        .collect();
    assert_eq!(places.len(), truth.messages.len(), "a message is there twice");
    let written: HashSet<_> = apps.iter().flat_map(|app| app.written.iter().copied()).collect();
    // Lines of what happened in the group were written by nobody.
    let said = truth.messages.values().filter(|message| message.event.is_none());
    assert_eq!(
        said.map(|message| message.id).collect::<HashSet<_>>(),
        written,
        "lost, or from nowhere"
    );
    for app in apps {
        for (id, place) in &app.acked {
            assert_eq!(places.get(id), Some(place), "it stands where it was acknowledged");
        }
        assert_eq!(app.acked.len(), app.written.len());
        let order: Vec<_> = app.written.iter().map(|id| places[id]).collect();
        assert!(order.is_sorted(), "written in another order");
        assert_eq!(
            app.held.from, 1,
            "it was there from the start, and was never told to start afresh"
        );
        assert_eq!(app.held.messages, truth.messages, "diverged");
        assert_eq!(app.held.receipts, truth.receipts, "diverged");
        assert_eq!(app.held.heads, truth.heads, "diverged");
    }
}

/// Which of the events comes next.
async fn happen(cluster: &mut Cluster, scene: &mut Scene, round: usize) {
    let node = round % 3;
    cluster.kill(node).await;
    scene.moves_to(cluster);
    scene.goes_on().await;
    cluster.start_again(node).await;
    scene.moves_to(cluster);
    scene.goes_on().await;
    cluster.nats(|nats| nats.stop()).await;
    scene.goes_on().await;
    cluster.nats(|nats| nats.start_again()).await;
    scene.goes_on().await;
    cluster.postgres(|postgres| postgres.kill()).await;
    cluster.postgres(|postgres| postgres.start_again()).await;
    scene.goes_on().await;
    // As an update does it, one node after the other.
    let node = (round + 1) % 3;
    cluster.terminate(node).await;
    cluster.start_again(node).await;
    scene.moves_to(cluster);
    scene.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_killed_nothing_is_lost_doubled_reordered_or_different() {
    let mut cluster = Cluster::start().await;
    let mut scene = Scene::begin(&cluster).await;
    for round in 0..3 {
        happen(&mut cluster, &mut scene, round).await;
    }
    // The last words are said while the nodes cannot hear each other: only the database knows them.
    cluster.nats(|nats| nats.stop()).await;
    scene.goes_on().await;
    let (truth, apps) = scene.end(&cluster).await;
    check(&truth, &apps);
    let seen = |one: &App| (one.live, one.syncs, one.lines);
    println!(
        "{} messages; live pages, catch-ups and lines of each: {:?}",
        truth.messages.len(),
        apps.iter().map(seen).collect::<Vec<_>>()
    );
    assert!(apps.iter().all(|app| app.live > 0), "live pages came");
    assert!(apps.iter().all(|app| app.lines > 1), "lines were lost on the way");
}

fn group() -> ConversationId {
    ConversationId::from_number(7)
}

/// Ana on the first node, Ben on the second, and a group of both.
async fn ana_and_ben(cluster: &Cluster) -> (App, App, Line, Line) {
    let (ana, ben) = (alone(cluster, 1).await, alone(cluster, 2).await);
    let create = Command::CreateGroup {
        id: group(),
        name: "Both".to_owned(),
        members: vec![ana.account().id, ben.account().id],
        options: protocol::GroupOptions::default(),
        rule: None,
    };
    ana.does(create).await;
    let [first, second, _] = <[String; 3]>::try_from(cluster.addresses()).unwrap();
    let line_of_ana = Line::signed_in(&first, ana.token()).await;
    let line_of_ben = Line::signed_in(&second, ben.token()).await;
    (ana, ben, line_of_ana, line_of_ben)
}

async fn alone(cluster: &Cluster, number: u128) -> App {
    let plan = watch::Sender::new(Plan {
        nodes: cluster.addresses(),
        group: Some(group()),
        ..Plan::default()
    });
    let code = cluster.code(number).await;
    App::join(number, &code, plan.subscribe(), mpsc::unbounded_channel().0).await
}

fn is_event(message: &protocol::Message) -> bool {
    message.event.is_some()
}

/// The next thing that somebody says; what happened in the group is passed over.
async fn said(line: &mut Line) -> String {
    loop {
        let message = line.message().await;
        if !is_event(&message) {
            return message.body.text;
        }
    }
}

/// Until the end of the account's membership is told, by a page or by its head; no message before that.
async fn taken_out(line: &mut Line, account: AccountId) {
    let told = line.wait(|frame| match frame {
        ServerFrame::Feed(page) if page.feed == FeedId::Account(account) => {
            let ends = |change: &Change| matches!(change, Change::Membership(one) if !one.active);
            page.changes.iter().any(ends).then_some(())
        }
        ServerFrame::Feed(page) => {
            let said = messages(page);
            assert!(said.iter().all(is_event), "said after he was out");
            None
        }
        ServerFrame::Heartbeat { heads } => {
            let own = |cursor: &protocol::FeedCursor| cursor.feed == FeedId::Account(account);
            heads.iter().any(own).then_some(())
        }
        _ => None,
    });
    timeout(PATIENCE, told).await.expect("nobody has told him");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_on_one_node_is_seen_on_another() {
    let cluster = Cluster::start().await;
    let (ana, ben, mut line_of_ana, mut line_of_ben) = ana_and_ben(&cluster).await;
    line_of_ana.pong().await;
    ana.says("Good morning").await;
    assert_eq!(said(&mut line_of_ben).await, "Good morning");
    let activity = Activity::Typing;
    let conversation = group();
    line_of_ben
        .send(&ClientFrame::Activity {
            conversation,
            activity,
        })
        .await;
    let account = ben.account().id;
    let typing = ServerFrame::Activity {
        conversation,
        account,
        activity,
    };
    line_of_ana.wait(|frame| (frame == typing).then_some(())).await;
    // The session ends on the first node, and the line on the second.
    ben.calls(&Call::SignOut).await;
    line_of_ben
        .wait(|frame| matches!(frame, ServerFrame::Ended { .. }).then_some(()))
        .await;
    assert!(line_of_ben.next().await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_taken_out_on_one_node_hears_no_more_on_another() {
    let mut cluster = Cluster::start().await;
    let (ana, ben, _line_of_ana, mut line_of_ben) = ana_and_ben(&cluster).await;
    let (conversation, account) = (group(), ben.account().id);
    ana.does(Command::RemoveMember {
        conversation,
        account,
    })
    .await;
    ana.says("Without Ben").await;
    taken_out(&mut line_of_ben, account).await;
    // Whoever comes back hears again, and what was said in between is not told live.
    ana.does(Command::AddMembers {
        conversation,
        accounts: vec![account],
    })
    .await;
    hears_again(&ana, &mut line_of_ben, "With Ben").await;
    // Now without a network between them: the removal is only in the database, and nothing said since is heard.
    cluster.nats(|nats| nats.stop()).await;
    ana.does(Command::RemoveMember {
        conversation,
        account,
    })
    .await;
    ana.says("Without Ben again").await;
    taken_out(&mut line_of_ben, account).await;
    cluster.nats(|nats| nats.start_again()).await;
    for number in 0..20 {
        ana.says(&format!("Still without him: {number}")).await;
    }
    ana.does(Command::AddMembers {
        conversation,
        accounts: vec![account],
    })
    .await;
    hears_again(&ana, &mut line_of_ben, "With Ben again").await;
}

/// What is said before the node listens for him is told by its head only; nothing else is heard before, and nothing is left over.
async fn hears_again(ana: &App, line: &mut Line, words: &str) {
    for number in 0..60 {
        let last = format!("{words} {number}");
        ana.says(&last).await;
        let heard = async {
            loop {
                let text = said(line).await;
                assert!(text.starts_with(words), "{text}");
                if text == last {
                    return;
                }
            }
        };
        if timeout(Duration::from_secs(1), heard).await.is_ok() {
            return;
        }
    }
    panic!("Ben never hears {words}");
}
