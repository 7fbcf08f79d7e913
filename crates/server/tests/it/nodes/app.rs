//! Somebody's app, as far as one group goes: it sends, catches up, follows, and comes back wherever it can.

use std::collections::BTreeMap;

use futures_util::future::Either;
use protocol::{
    Account, Answer, Call, ClientFrame, Command, CommandId, CommandResult, ConversationId, ErrorCode,
    FeedCursor, FeedId, Me, MessageId, Outcome, RedeemCode, RichText, Seq, ServerFrame, SignedIn,
    SubmitCommand, SyncRequest,
};
use tokio::sync::{mpsc, watch};
use tokio::time::{Duration, Interval, interval};
use tokio_tungstenite::tungstenite::Message as Frame;

use super::held::{Held, Reader, call, feeds};
use crate::support::http;
use crate::support::line::Line;
use crate::support::people::{fresh, send};

/// What an app lets the scenario know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Note {
    Answered,
    /// Everything that it has begun is answered, and it begins nothing more.
    Finished,
}

/// What all apps are to do now.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    /// Where the nodes are that should answer.
    pub(super) nodes: Vec<String>,
    pub(super) group: Option<ConversationId>,
    /// Send nothing new.
    pub(super) finish: bool,
    /// Be done when this is held.
    pub(super) until: BTreeMap<FeedId, Seq>,
}

/// A command that is not yet answered.
#[derive(Clone, Debug)]
struct Sent {
    id: CommandId,
    command: Command,
}

#[derive(Debug)]
pub(super) struct App {
    number: u128,
    token: String,
    me: Me,
    plan: watch::Receiver<Plan>,
    notes: mpsc::UnboundedSender<Note>,
    http: reqwest::Client,
    pace: Interval,
    /// In a row that failed.
    attempts: usize,
    finished: bool,
    pub(super) held: Held,
    next: u128,
    outbox: Option<Sent>,
    /// Where the server said that each message stands.
    pub(super) acked: BTreeMap<MessageId, Seq>,
    /// In the order in which they were written.
    pub(super) written: Vec<MessageId>,
    pub(super) live: usize,
    pub(super) syncs: usize,
    pub(super) lines: usize,
}

/// What ended a line.
enum End {
    Done,
    Lost,
}

impl App {
    /// Joins with a code.
    pub(super) async fn join(
        number: u128,
        code: &str,
        plan: watch::Receiver<Plan>,
        notes: mpsc::UnboundedSender<Note>,
    ) -> Self {
        let address = plan.borrow().nodes[0].clone();
        let redeem = Call::RedeemCode(RedeemCode {
            code: code.to_owned(),
            device_name: "Scenario".into(),
            wants_token: true,
        });
        let http = http();
        let answer = call(&http, &address, None, &redeem).await;
        let Some(Answer::SignedIn(SignedIn::Session(session))) = answer else {
            panic!("not signed in: {answer:?}");
        };
        Self {
            number,
            token: session.token.unwrap(),
            me: session.me,
            plan,
            notes,
            finished: false,
            http,
            pace: interval(Duration::from_millis(20)),
            attempts: 0,
            held: Held::default(),
            next: 1,
            outbox: None,
            acked: BTreeMap::new(),
            written: Vec::new(),
            live: 0,
            syncs: 0,
            lines: 0,
        }
    }

    pub(super) fn account(&self) -> &Account {
        &self.me.account
    }

    pub(super) fn token(&self) -> &str {
        &self.token
    }

    /// Makes a call on the first node.
    pub(super) async fn calls(&self, made: &Call) -> Answer {
        let address = self.plan.borrow().nodes[0].clone();
        call(&self.http, &address, Some(&self.token), made).await.unwrap()
    }

    pub(super) async fn does(&self, command: Command) {
        let id = CommandId::from_number(fresh());
        let answer = self.calls(&Call::Submit(SubmitCommand { id, command })).await;
        assert!(
            matches!(answer, Answer::Command(CommandResult::Ok(_))),
            "{answer:?}"
        );
    }

    pub(super) async fn says(&self, text: &str) {
        self.does(send(self.group(), text)).await;
    }

    /// Lives until the plan's end is reached.
    pub(super) async fn run(mut self) -> Self {
        loop {
            // Not more often than this, whatever happens.
            self.pace.tick().await;
            let address = self.place(self.attempts);
            self.attempts += 1;
            let Some(mut line) = self.connect(&address).await else {
                continue;
            };
            self.attempts = 0;
            self.lines += 1;
            if let End::Done = self.talk(&mut line, &address).await {
                return self;
            }
        }
    }

    /// Where this app goes first, and where after so many failures: so all are spread over the nodes that there are.
    fn place(&self, failures: usize) -> String {
        let plan = self.plan.borrow();
        plan.nodes[(self.number as usize + failures) % plan.nodes.len()].clone()
    }

    async fn connect(&self, address: &str) -> Option<Line> {
        let mut line = Line::open(address, &[]).await.ok()?;
        let token = Some(self.token.clone());
        give(&mut line, &ClientFrame::Authenticate { token })
            .await
            .then_some(())?;
        matches!(line.next().await, Some(ServerFrame::Ready { .. })).then_some(line)
    }

    fn group(&self) -> ConversationId {
        self.plan.borrow().group.unwrap()
    }

    fn feeds(&self) -> [FeedId; 2] {
        feeds(self.group())
    }

    async fn talk(&mut self, line: &mut Line, address: &str) -> End {
        if !self.catch_up(address).await {
            return End::Lost;
        }
        if let Some(sent) = self.outbox.clone()
            && !self.post(line, sent).await
        {
            return End::Lost;
        }
        loop {
            if self.is_done() {
                return End::Done;
            }
            if self.outbox.is_none() {
                let finish = self.plan.borrow().finish;
                if finish && !self.finished {
                    self.finished = true;
                    let _ = self.notes.send(Note::Finished);
                }
                if !finish && !self.say(line).await {
                    return End::Lost;
                }
            }
            let next = {
                let (frame, changed) = (line.next(), self.plan.changed());
                futures_util::pin_mut!(frame, changed);
                match futures_util::future::select(frame, changed).await {
                    Either::Left((frame, _)) => Some(frame),
                    Either::Right(_) => None,
                }
            };
            let goes_on = match next {
                None => address == self.place(0),
                Some(None) => false,
                Some(Some(frame)) => self.takes(frame, address).await,
            };
            if !goes_on {
                return End::Lost;
            }
        }
    }

    fn is_done(&self) -> bool {
        let plan = self.plan.borrow();
        let held = |(feed, head): (&FeedId, &Seq)| self.held.head(*feed) >= *head;
        self.outbox.is_none() && !plan.until.is_empty() && plan.until.iter().all(held)
    }

    /// Whether the line goes on.
    async fn takes(&mut self, frame: ServerFrame, address: &str) -> bool {
        match frame {
            ServerFrame::Feed(page) if self.feeds().contains(&page.feed) => {
                self.live += 1;
                self.held.take(page) || self.catch_up(address).await
            }
            ServerFrame::Heartbeat { heads } => {
                let feeds = self.feeds();
                let behind = |cursor: &FeedCursor| {
                    feeds.contains(&cursor.feed) && cursor.since > self.held.head(cursor.feed)
                };
                !heads.iter().any(behind) || self.catch_up(address).await
            }
            ServerFrame::Resync => self.catch_up(address).await,
            ServerFrame::Result { id, result } => {
                match (&self.outbox, result) {
                    (Some(sent), CommandResult::Ok(outcome)) if sent.id == id => {
                        self.outbox = None;
                        if let Outcome::Message(message) = outcome {
                            let before = self.acked.insert(message.id, message.seq);
                            assert!(before.is_none_or(|before| before == message.seq), "it moved");
                        }
                        let _ = self.notes.send(Note::Answered);
                        true
                    }
                    // Of an earlier line.
                    (_, CommandResult::Ok(_)) => true,
                    (_, CommandResult::Error(error)) => {
                        assert!(error.code == ErrorCode::Unavailable, "refused: {error:?}");
                        false
                    }
                }
            }
            ServerFrame::Ended { error } => {
                assert!(error.code == ErrorCode::Unavailable, "ended: {error:?}");
                false
            }
            _ => true,
        }
    }

    /// Writes, now and then edits what was written or says how far it has read.
    async fn say(&mut self, line: &mut Line) -> bool {
        let (group, place) = (self.group(), self.next);
        self.next += 1;
        let command = match place % 5 {
            3 if !self.written.is_empty() => Command::EditMessage {
                conversation: group,
                message: self.written[self.written.len() / 2],
                body: RichText::plain(format!("edited at {place} by {}", self.number)),
            },
            4 => {
                let newest = self.held.messages.keys().next_back().copied().unwrap_or_default();
                Command::MarkSeen {
                    conversation: group,
                    delivered: newest,
                    read: newest,
                }
            }
            _ => {
                let id = MessageId::from_number(self.number << 64 | place);
                self.written.push(id);
                Command::SendMessage {
                    attachments: Vec::new(),
                    id,
                    conversation: group,
                    body: RichText::plain(format!("{place} by {}", self.number)),
                    reply_to: None,
                    forwarded: false,
                    staff_only: false,
                }
            }
        };
        let id = CommandId::from_number(self.number << 64 | place);
        let sent = Sent { id, command };
        self.outbox = Some(sent.clone());
        self.post(line, sent).await
    }

    async fn post(&self, line: &mut Line, Sent { id, command }: Sent) -> bool {
        give(line, &ClientFrame::Command { id, command }).await
    }

    /// Asks for everything that is missing.
    async fn catch_up(&mut self, address: &str) -> bool {
        loop {
            self.syncs += 1;
            let cursor = |feed| FeedCursor {
                feed,
                since: self.held.head(feed),
            };
            let sync = Call::Sync(SyncRequest {
                feeds: self.feeds().map(cursor).to_vec(),
                window: 100,
            });
            let answer = call(&self.http, address, Some(&self.token), &sync).await;
            let Some(Answer::Sync(response)) = answer else {
                return false;
            };
            assert!(response.gone.is_empty(), "nobody was taken out");
            let mut more = false;
            for page in response.pages {
                more |= page.more;
                assert!(self.held.take(page), "a catch-up with a hole");
            }
            if !more {
                return true;
            }
        }
    }

    /// To read what this app may read.
    pub(super) fn reader(&self) -> Reader {
        Reader {
            http: self.http.clone(),
            token: self.token.clone(),
            group: self.group(),
        }
    }
}

async fn give(line: &mut Line, frame: &ClientFrame) -> bool {
    let text = serde_json::to_string(frame).unwrap();
    line.send_raw(Frame::text(text)).await.is_ok()
}
