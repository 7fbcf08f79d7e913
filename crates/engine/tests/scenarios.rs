//! The engine as a person meets it, one scenario after another: Ana's app, with Ben's conversation in it.

#![expect(clippy::unwrap_used, reason = "a scenario that cannot go on has failed")]

use std::collections::BTreeMap;

use engine::store::{Durability, Store, StoreError, Write};
use engine::ui::{
    Connection, ConnectionState, Edge, Request, RequestId, Status, TimelineItem, TimelineUpdate, Update,
};
use engine::{CallId, Effect, Engine, EngineConfig, Entropy, Input, MemoryStore, Stretches};
use protocol::{
    Account, AccountId, AccountKind, Answer, ApiError, Call, Change, ClientFrame, Command, CommandId,
    CommandResult, Conversation, ConversationId, ConversationKind, DeviceId, ErrorCode, FeedId, FeedPage,
    HistoryPage, Limits, Me, Member, Membership, Message, MessageId, Outcome, Receipt, RichText, Role, Seq,
    ServerFrame, SyncResponse, Timestamp, Workspace, WorkspaceId,
};

const ANA: AccountId = AccountId::from_number(0xa1);
const BEN: AccountId = AccountId::from_number(0xb2);
const TALK: ConversationId = ConversationId::from_number(0xc1);

struct Counting(u8);

impl Entropy for Counting {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.0 = self.0.wrapping_add(1);
        bytes.fill(self.0);
    }
}

/// Ana's client and what her screen shows.
struct Ana {
    engine: Engine<MemoryStore>,
    now: i64,
    items: BTreeMap<MessageId, TimelineItem>,
    last: Option<TimelineUpdate>,
    connection: Option<Connection>,
    unread: u32,
    reply: Option<Result<engine::ui::Reply, ApiError>>,
    sent: Vec<(CommandId, Command)>,
    calls: Vec<(CallId, Call)>,
    closed: Vec<ConversationId>,
}

fn said(seq: Seq, author: AccountId) -> Message {
    Message {
        id: MessageId::from_number(u128::from(seq)),
        conversation: TALK,
        author,
        seq,
        rev: seq,
        sent_at: Timestamp(1_000 + i64::try_from(seq).unwrap()),
        body: RichText::plain(format!("number {seq}")),
        reply_to: None,
        edited_at: None,
        deleted: false,
        deleted_by: None,
        forwarded: false,
        pinned_by: None,
        card: None,
    }
}

impl Ana {
    /// Holds messages `from..=to` by Ben, of which she has read up to `read`.
    fn with_history(from: Seq, to: Seq, read: Seq) -> Self {
        let mut store = MemoryStore::default();
        let member = |account, kind, name: &str| {
            let (name, role) = (name.to_owned(), Role::Member);
            Member {
                conversation: TALK,
                account,
                name,
                kind,
                role,
                can_post: true,
                active: true,
            }
        };
        let mut stretches = Stretches::default();
        stretches.add(from, to);
        let mut writes = vec![
            Write::PutMembership(TALK),
            Write::PutConversation(Conversation {
                id: TALK,
                kind: ConversationKind::Direct,
                name: String::new(),
                client: Some(BEN),
                archived: false,
                created_at: Timestamp(1),
            }),
            Write::PutMember(member(ANA, AccountKind::Coach, "Ana")),
            Write::PutMember(member(BEN, AccountKind::Client, "Ben")),
            Write::PutReceipt(Receipt {
                conversation: TALK,
                account: ANA,
                delivered: to,
                read,
            }),
            Write::PutFeed(FeedId::Conversation(TALK), to),
            Write::PutStretches(TALK, stretches),
        ];
        writes.extend((from..=to).map(|seq| Write::PutMessage(said(seq, BEN))));
        store.commit(&writes, Durability::Full).unwrap();
        let account = Account {
            id: ANA,
            kind: AccountKind::Coach,
            name: "Ana".into(),
            email: None,
            joined_at: None,
            direct: None,
        };
        let workspace = Workspace {
            id: WorkspaceId::from_number(1),
            name: "North".into(),
            brand_hue: 160,
            receipts: protocol::ReceiptPolicy::default(),
        };
        let me = Me {
            account,
            workspace,
            device: DeviceId::from_number(1),
            limits: Limits::default(),
        };
        let config = EngineConfig {
            me: Some(me),
            window: 30,
        };
        let engine = Engine::open(store, config, Box::new(Counting(0))).unwrap();
        let mut ana = Self {
            engine,
            now: 1_000_000,
            items: BTreeMap::new(),
            last: None,
            connection: None,
            unread: 0,
            reply: None,
            sent: Vec::new(),
            calls: Vec::new(),
            closed: Vec::new(),
        };
        ana.give(Input::Start);
        ana.ask(Request::Attach);
        ana
    }

    fn give(&mut self, input: Input) {
        for effect in self.engine.handle(self.now, input) {
            match effect {
                Effect::Update(Update::Timeline(update)) => {
                    if update.reset {
                        self.items.clear();
                    }
                    for id in &update.remove {
                        self.items.remove(id);
                    }
                    self.items
                        .extend(update.upsert.iter().map(|item| (item.id, item.clone())));
                    self.last = Some(update);
                }
                Effect::Update(Update::Connection(connection)) => self.connection = Some(connection),
                Effect::Update(Update::Counts { unread, .. }) => self.unread = unread,
                Effect::Update(Update::Reset(snapshot)) => self.unread = snapshot.unread,
                Effect::Update(Update::Closed { conversation }) => self.closed.push(conversation),
                Effect::Reply { result, .. } => self.reply = Some(result),
                Effect::Send(ClientFrame::Command { id, command }) => self.sent.push((id, command)),
                Effect::Call { id, call } => self.calls.push((id, call)),
                _ => {}
            }
        }
    }

    fn ask(&mut self, request: Request) {
        self.give(Input::Request {
            id: RequestId(1),
            request,
        });
    }

    fn write(&mut self, text: &str) {
        self.ask(Request::Send {
            conversation: TALK,
            text: text.into(),
            reply_to: None,
        });
    }

    /// The line comes up and everything missed is "nothing".
    fn online(&mut self) {
        self.greeted();
        while self.calls.iter().any(|(_, call)| matches!(call, Call::Sync(_))) {
            self.synced(Vec::new());
        }
    }

    fn greeted(&mut self) {
        self.now += 60_000;
        self.give(Input::Tick);
        self.give(Input::Connected);
        self.give(Input::Frame(ServerFrame::Ready {
            account: ANA,
            limits: Limits::default(),
        }));
    }

    /// The catch-up is answered with these pages.
    fn synced(&mut self, pages: Vec<FeedPage>) {
        let (id, call) = self.calls.pop().unwrap();
        assert!(matches!(call, Call::Sync(_)));
        let answer = Answer::Sync(SyncResponse {
            pages,
            gone: Vec::new(),
        });
        self.give(Input::Called {
            id,
            result: Ok(answer),
        });
    }

    fn page(&mut self, feed: FeedId, after: Seq, changes: Vec<Change>) {
        let head = after + changes.len() as u64;
        let page = FeedPage {
            feed,
            after,
            head,
            changes,
            referenced: vec![],
            more: false,
            snapshot_from: None,
        };
        self.give(Input::Frame(ServerFrame::Feed(page)));
    }

    /// Numbers of what the timeline shows, in order.
    fn shown(&self) -> Vec<Seq> {
        let mut shown: Vec<_> = self.items.values().map(|item| item.place).collect();
        shown.sort();
        let seq = |place| match place {
            engine::ui::Place::Sent(seq) => Some(seq),
            engine::ui::Place::Waiting(_) => None,
        };
        shown.into_iter().filter_map(seq).collect()
    }

    fn status(&self, text: &str) -> Option<Status> {
        self.items.values().find(|item| item.body.text == text)?.status
    }
}

#[test]
fn a_message_goes_from_the_clock_to_two_coloured_checks() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.ask(Request::Open { conversation: TALK });
    ana.write("Good morning");
    assert_eq!(
        ana.status("Good morning"),
        Some(Status::Waiting),
        "offline, and there at once"
    );
    assert!(ana.sent.is_empty());
    ana.online();
    let (id, command) = ana.sent.pop().unwrap();
    let Command::SendMessage {
        id: message, body, ..
    } = command
    else {
        panic!("{command:?}")
    };
    let stored = Message {
        id: message,
        body,
        ..said(4, ANA)
    };
    let result = CommandResult::Ok(Outcome::Message(stored.clone()));
    ana.give(Input::Frame(ServerFrame::Result { id, result }));
    assert_eq!(ana.status("Good morning"), Some(Status::Sent));
    ana.page(FeedId::Conversation(TALK), 3, vec![Change::Message(stored)]);
    assert_eq!(ana.shown(), [1, 2, 3, 4], "its own echo makes no second message");
    let receipt = |delivered, read| {
        Change::Receipt(Receipt {
            conversation: TALK,
            account: BEN,
            delivered,
            read,
        })
    };
    ana.page(FeedId::Receipts(TALK), 0, vec![receipt(4, 2)]);
    assert_eq!(ana.status("Good morning"), Some(Status::Delivered));
    ana.page(FeedId::Receipts(TALK), 1, vec![receipt(4, 4)]);
    assert_eq!(ana.status("Good morning"), Some(Status::Read));
}

#[test]
fn a_broken_line_sends_the_same_command_again() {
    let mut ana = Ana::with_history(1, 1, 1);
    ana.online();
    ana.write("once");
    let first = ana.sent.pop().unwrap();
    ana.give(Input::Disconnected);
    assert!(matches!(
        ana.connection.unwrap().state,
        ConnectionState::Offline { .. }
    ));
    assert_eq!(ana.connection.unwrap().waiting, 1);
    ana.online();
    assert_eq!(ana.sent, [first], "the id makes it happen once");
}

#[test]
fn a_refused_message_stays_with_its_text_and_can_be_retried_or_taken_back() {
    let mut ana = Ana::with_history(1, 1, 1);
    ana.ask(Request::Open { conversation: TALK });
    ana.online();
    ana.write("too late");
    let (id, _) = ana.sent.pop().unwrap();
    let error = ApiError::new(ErrorCode::ReadOnly, "Only admins can post here.");
    ana.give(Input::Frame(ServerFrame::Result {
        id,
        result: CommandResult::Error(error),
    }));
    assert_eq!(ana.status("too late"), Some(Status::Failed));
    let message = ana.items.values().find(|item| item.failure.is_some()).unwrap().id;
    ana.ask(Request::Retry { message });
    let (again, _) = ana.sent.pop().unwrap();
    assert_ne!(again, id, "the server remembers its refusal of the old command");
    let error = ApiError::new(ErrorCode::ReadOnly, "Only admins can post here.");
    ana.give(Input::Frame(ServerFrame::Result {
        id: again,
        result: CommandResult::Error(error),
    }));
    ana.ask(Request::Discard { message });
    assert_eq!(ana.status("too late"), None);
    let drafts = ana.engine.store().load().unwrap().drafts;
    assert_eq!(
        drafts[0].draft.text, "too late",
        "the words come back into the composer"
    );
}

#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    let mut ana = Ana::with_history(1, 2, 2);
    ana.online();
    ana.engine.store_mut().fail_with(Some(StoreError::Full));
    ana.write("will not fit");
    let error = ana.reply.take().unwrap().unwrap_err();
    assert_eq!(error.code, ErrorCode::Unavailable);
    assert!(error.message.contains("disk is full"), "{}", error.message);
    assert!(ana.sent.is_empty(), "what is not safe is not sent");
    ana.engine.store_mut().fail_with(None);
    ana.online();
    ana.write("fits now");
    assert!(ana.reply.take().unwrap().is_ok());
    assert_eq!(ana.sent.len(), 1, "and the first was really undone");
}

#[test]
fn a_hole_is_noticed_and_fetched() {
    let mut ana = Ana::with_history(1, 3, 3);
    ana.ask(Request::Open { conversation: TALK });
    ana.online();
    ana.page(FeedId::Conversation(TALK), 4, vec![Change::Message(said(5, BEN))]);
    assert_eq!(
        ana.shown(),
        [1, 2, 3],
        "number 4 is missing: nothing is shown out of order"
    );
    let (_, call) = ana.calls.pop().unwrap();
    let Call::Sync(request) = call else {
        panic!("{call:?}")
    };
    assert_eq!(
        (request.feeds[0].feed, request.feeds[0].since),
        (FeedId::Conversation(TALK), 3)
    );
}

#[test]
fn a_conversation_of_a_hundred_thousand_messages_is_a_window() {
    let mut ana = Ana::with_history(1, 100_000, 100_000);
    ana.ask(Request::Open { conversation: TALK });
    assert!(ana.items.len() <= 40);
    assert_eq!(ana.shown().last(), Some(&100_000));
    for _ in 0..40 {
        ana.ask(Request::LoadOlder);
        assert!(ana.items.len() <= 200, "{} items", ana.items.len());
    }
    let shown = ana.shown();
    assert!(
        shown.windows(2).all(|pair| pair[0] + 1 == pair[1]),
        "no gaps within the window"
    );
    assert_eq!(shown[0], 100_000 - 39 - 40 * 30);
    assert_eq!(ana.last.as_ref().unwrap().newer, Edge::More);
    ana.ask(Request::LoadNewer);
    assert_eq!(ana.shown().last().unwrap() - shown.last().unwrap(), 30);
    ana.ask(Request::JumpToLatest);
    assert_eq!(ana.shown().last(), Some(&100_000));
    assert_eq!(ana.last.as_ref().unwrap().newer, Edge::End);
}

#[test]
fn it_opens_at_the_first_unread_message_and_the_badge_stops_at_a_hundred() {
    let mut ana = Ana::with_history(1, 500, 350);
    assert_eq!(ana.unread, 100, "drawn as 99+");
    ana.ask(Request::Open { conversation: TALK });
    assert_eq!(ana.last.as_ref().unwrap().unread_from, Some(351));
    let shown = ana.shown();
    assert!(
        shown.contains(&331) && shown.contains(&351) && shown.contains(&500),
        "with what came before"
    );
    ana.ask(Request::Seen {
        conversation: TALK,
        seq: 500,
    });
    assert_eq!(ana.unread, 0);
    assert_eq!(
        ana.last.as_ref().unwrap().unread_from,
        Some(351),
        "the line stays where reading stopped"
    );
}

#[test]
fn older_history_is_fetched_when_it_is_not_held() {
    let mut ana = Ana::with_history(71, 100, 100);
    ana.ask(Request::Open { conversation: TALK });
    assert_eq!(
        ana.last.as_ref().unwrap().older,
        Edge::Offline,
        "and says so while it cannot be had"
    );
    ana.online();
    assert_eq!(ana.last.as_ref().unwrap().older, Edge::More);
    ana.ask(Request::LoadOlder);
    assert_eq!(ana.last.as_ref().unwrap().older, Edge::Loading);
    let (id, _) = ana.calls.pop().unwrap();
    let messages = (1..=70).map(|seq| said(seq, BEN)).collect();
    let page = HistoryPage {
        reactions: Vec::new(),
        conversation: TALK,
        messages,
        referenced: vec![],
        from: 1,
        to: 70,
    };
    ana.give(Input::Called {
        id,
        result: Ok(Answer::History(page)),
    });
    assert_eq!(ana.shown().first(), Some(&41), "the step that it was fetched for");
    ana.ask(Request::LoadOlder);
    ana.ask(Request::LoadOlder);
    assert_eq!(ana.shown(), (1..=100).collect::<Vec<_>>());
    assert_eq!(ana.last.as_ref().unwrap().older, Edge::End);
}

#[test]
fn a_jump_far_back_fetches_its_surroundings_and_leaves_no_false_whole() {
    let mut ana = Ana::with_history(5_001, 5_100, 5_100);
    ana.ask(Request::Open { conversation: TALK });
    ana.online();
    let target = MessageId::from_number(1_000);
    ana.ask(Request::JumpTo { message: target });
    let (id, call) = ana.calls.pop().unwrap();
    assert!(matches!(call, Call::History(TALK, query) if query.around == Some(target)));
    let messages = (951..=1_050).map(|seq| said(seq, BEN)).collect();
    let page = HistoryPage {
        reactions: Vec::new(),
        conversation: TALK,
        messages,
        referenced: vec![],
        from: 951,
        to: 1_050,
    };
    ana.give(Input::Called {
        id,
        result: Ok(Answer::History(page)),
    });
    assert_eq!(ana.last.as_ref().unwrap().focus, Some(target));
    let shown = ana.shown();
    assert!(
        shown.contains(&1_000) && shown.iter().all(|seq| (951..=1_050).contains(seq)),
        "{shown:?}"
    );
    ana.ask(Request::LoadNewer);
    ana.ask(Request::LoadNewer);
    assert!(
        ana.shown().iter().all(|seq| *seq <= 1_050),
        "what lies between is not skipped"
    );
    assert!(matches!(ana.calls.pop(), Some((_, Call::History(TALK, query))) if query.after == Some(1_050)));
}

#[test]
fn what_cannot_be_sent_says_why_and_what_to_do() {
    let mut ana = Ana::with_history(1, 1, 1);
    ana.write("  \n ");
    assert_eq!(ana.reply.take().unwrap().unwrap_err().code, ErrorCode::Invalid);
    ana.write(&"x".repeat(20_001));
    let error = ana.reply.take().unwrap().unwrap_err();
    assert_eq!(error.code, ErrorCode::TooLong);
    assert!(
        error.message.contains("20001") && error.message.contains("20000"),
        "{}",
        error.message
    );
    ana.ask(Request::Edit {
        conversation: TALK,
        message: MessageId::from_number(1),
        text: "not mine".into(),
    });
    assert_eq!(ana.reply.take().unwrap().unwrap_err().code, ErrorCode::Forbidden);
}

#[test]
fn a_conversation_opened_before_it_has_arrived_shows_when_it_does() {
    let mut ana = Ana::with_history(1, 1, 1);
    let (new, never) = (
        ConversationId::from_number(0xc2),
        ConversationId::from_number(0xc3),
    );
    ana.ask(Request::Open { conversation: new });
    assert!(ana.reply.take().unwrap().is_ok(), "it may be on its way");
    ana.online();
    assert!(
        ana.closed.contains(&new),
        "all that exists is here, and it is not"
    );
    ana.ask(Request::Open { conversation: never });
    assert_eq!(ana.reply.take().unwrap().unwrap_err().code, ErrorCode::NotFound);
    ana.give(Input::Disconnected);
    ana.ask(Request::Open { conversation: new });
    ana.closed.clear();
    ana.greeted();
    let membership = Membership {
        conversation: new,
        active: true,
    };
    ana.synced(vec![whole(
        FeedId::Account(ANA),
        1,
        vec![Change::Membership(membership)],
    )]);
    let conversation = Conversation {
        id: new,
        kind: ConversationKind::Group,
        name: "Spring cohort".into(),
        client: None,
        archived: false,
        created_at: Timestamp(1),
    };
    let message = Message {
        conversation: new,
        ..said(9, BEN)
    };
    let changes = vec![Change::Conversation(conversation), Change::Message(message)];
    ana.synced(vec![whole(FeedId::Conversation(new), 9, changes)]);
    assert_eq!(ana.shown(), [9]);
    assert!(ana.closed.is_empty());
    assert_eq!(ana.last.as_ref().unwrap().unread_from, Some(9));
}

/// A snapshot of a feed up to `head`.
fn whole(feed: FeedId, head: Seq, changes: Vec<Change>) -> FeedPage {
    FeedPage {
        feed,
        after: 0,
        head,
        changes,
        referenced: vec![],
        more: false,
        snapshot_from: Some(1),
    }
}
