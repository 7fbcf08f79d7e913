//! `kill -9` in the middle of a stream of sends: what was acknowledged is there, once, in one order.
//!
//! The real program on a real file, several rounds. Each client keeps what was not acknowledged and sends it again with
//! the same ids after the restart, as an app's outbox does.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use protocol::{
    Answer, Call, ClientFrame, CommandId, CommandResult, ConversationId, HistoryQuery, Message, MessageId,
    Outcome, RedeemCode, Seq, ServerFrame, SignedIn,
};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::support::http;
use crate::support::line::Line;
use crate::support::people::send;
use crate::support::program::{Program, run, value};

const CLIENTS: usize = 4;
const ROUNDS: usize = 3;
/// Acknowledgements, over all clients, after which the server is killed.
const ACKED_BEFORE_KILL: usize = 60;

/// A client's app, as far as sending goes.
struct Sender {
    token: String,
    direct: ConversationId,
    number: u128,
    next: u128,
    /// Not yet acknowledged, in order.
    outbox: BTreeMap<u128, String>,
    /// What the server said about each that it took.
    acked: BTreeMap<u128, Seq>,
}

impl Sender {
    fn id(&self, place: u128) -> u128 {
        self.number << 64 | place
    }

    async fn post(&self, line: &mut Line, place: u128, text: &str) -> bool {
        let id = self.id(place);
        let mut command = send(self.direct, text);
        if let protocol::Command::SendMessage { id: message, .. } = &mut command {
            *message = MessageId::from_number(id);
        }
        let frame = ClientFrame::Command {
            id: CommandId::from_number(id),
            command,
        };
        let frame = serde_json::to_string(&frame).unwrap();
        line.send_raw(tokio_tungstenite::tungstenite::Message::text(frame))
            .await
            .is_ok()
    }

    /// Takes frames until one acknowledges; `false` when the line is gone.
    async fn take(&mut self, line: &mut Line) -> bool {
        loop {
            match line.next().await {
                None => return false,
                Some(ServerFrame::Result { id, result }) => {
                    let CommandResult::Ok(Outcome::Message(message)) = result else {
                        panic!("a message was refused: {result:?}");
                    };
                    let place = id.0.as_u128() & u128::from(u64::MAX);
                    self.outbox.remove(&place);
                    let before = self.acked.insert(place, message.seq);
                    assert!(
                        before.is_none_or(|before| before == message.seq),
                        "a repeated send moved"
                    );
                    return true;
                }
                Some(_) => {}
            }
        }
    }

    /// Sends without pause until the line breaks.
    async fn stream(mut self, address: String, acked: mpsc::UnboundedSender<()>) -> Self {
        let mut line = Line::signed_in(&address, &self.token).await;
        loop {
            while self.outbox.len() < 8 {
                let place = self.next;
                let text = format!("{} of {}", place, self.number);
                self.next += 1;
                self.outbox.insert(place, text.clone());
                if !self.post(&mut line, place, &text).await {
                    return self;
                }
            }
            if !self.take(&mut line).await {
                return self;
            }
            let _ = acked.send(());
        }
    }

    /// What an outbox does after a reconnect: all again, in order, with the same ids.
    async fn resend(&mut self, address: &str) {
        let mut line = Line::signed_in(address, &self.token).await;
        for (place, text) in self.outbox.clone() {
            assert!(self.post(&mut line, place, &text).await);
        }
        while !self.outbox.is_empty() {
            assert!(
                self.take(&mut line).await,
                "the line broke on a server that was left alone"
            );
        }
    }

    /// The whole conversation, fetched anew.
    async fn history(&self, address: &str) -> Vec<Message> {
        let mut messages: Vec<Message> = Vec::new();
        loop {
            let query = HistoryQuery {
                before: None,
                after: Some(messages.last().map_or(0, |last| last.seq)),
                around: None,
                limit: 200,
            };
            let call = Call::History(self.direct, query);
            let url = format!("http://{address}{}", call.request().path);
            let answer = http().get(url).bearer_auth(&self.token).send().await.unwrap();
            let status = answer.status().as_u16();
            let Ok(Answer::History(page)) = call.answer(status, &answer.text().await.unwrap()) else {
                panic!("no history");
            };
            if page.messages.is_empty() {
                return messages;
            }
            messages.extend(page.messages);
        }
    }
}

async fn join(data: &Path, address: &str, number: usize) -> Sender {
    let (_, out, _) = run(&["invite", "--name", &format!("Client {number}")], data).await;
    let call = Call::RedeemCode(RedeemCode {
        code: value(&out, "code").to_owned(),
        device_name: "Scenario".into(),
        wants_token: true,
    });
    let request = call.request();
    let sending = http().post(format!("http://{address}{}", request.path));
    let sending = sending
        .header("content-type", "application/json")
        .body(request.body.unwrap());
    let answer = sending.send().await.unwrap();
    let status = answer.status().as_u16();
    let answer = call.answer(status, &answer.text().await.unwrap());
    let Ok(Answer::SignedIn(SignedIn::Session(session))) = answer else {
        panic!("not signed in: {answer:?}");
    };
    Sender {
        token: session.token.unwrap(),
        direct: session.me.account.direct.unwrap(),
        number: number as u128 + 1,
        next: 1,
        outbox: BTreeMap::new(),
        acked: BTreeMap::new(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_or_doubled() {
    let data = tempfile::tempdir().unwrap();
    let create = [
        "workspace",
        "create",
        "--name",
        "Fit with Ana",
        "--coach",
        "Ana",
        "--email",
        "ana@fit.example",
    ];
    let (code, _, error) = run(&create, data.path()).await;
    assert_eq!(code, Some(0), "{error}");
    let mut program = Program::serve(data.path()).await;
    let mut senders = Vec::new();
    for number in 0..CLIENTS {
        senders.push(join(data.path(), &program.address, number).await);
    }
    let mut unacknowledged = 0;
    for _ in 0..ROUNDS {
        let (acked, mut acks) = mpsc::unbounded_channel();
        let mut streams = JoinSet::new();
        for sender in senders.drain(..) {
            streams.spawn(sender.stream(program.address.clone(), acked.clone()));
        }
        for _ in 0..ACKED_BEFORE_KILL {
            acks.recv().await.unwrap();
        }
        program.kill().await;
        senders = streams.join_all().await;
        unacknowledged += senders.iter().map(|sender| sender.outbox.len()).sum::<usize>();

        program = Program::serve(data.path()).await;
        for sender in &mut senders {
            // Some had been taken before the kill and some not; the ids tell the server which.
            sender.resend(&program.address).await;
            check(sender, &sender.history(&program.address).await);
        }
    }
    assert!(unacknowledged > 0, "the kill came in the middle of the stream");
    program.kill().await;
    let (code, out, _) = run(&["doctor"], data.path()).await;
    assert_eq!(code, Some(0), "{out}");
}

/// Everything sent is there once, where the server said that it is, in the order in which it was sent.
fn check(sender: &Sender, history: &[Message]) {
    let ids: HashSet<MessageId> = history.iter().map(|message| message.id).collect();
    assert_eq!(ids.len(), history.len(), "a message is there twice");
    assert_eq!(
        history.len() as u128,
        sender.next - 1,
        "one is missing, or one is too many"
    );
    for (message, place) in history.iter().zip(1_u128..) {
        assert_eq!(
            message.id,
            MessageId::from_number(sender.id(place)),
            "the order is another one"
        );
        assert_eq!(message.body.text, format!("{} of {}", place, sender.number));
        assert_eq!(
            sender.acked.get(&place),
            Some(&message.seq),
            "it stands where it was acknowledged"
        );
    }
    assert!(history.windows(2).all(|pair| pair[0].seq < pair[1].seq));
}
