//! A person's client and what the screen shows: Ana's, unless it says otherwise, with Ben's conversation in it.

use std::collections::BTreeMap;

use engine::store::{Durability, Store, Write};
use engine::ui::{
    Connection, ConversationDetails, ConversationRow, Library, Place, Reply, Request, RequestId, Roster,
    StarredMessage, Status, TimelineItem, TimelineUpdate, Update,
};
use engine::{CallId, Effect, Engine, EngineConfig, Entropy, Input, MemoryStore, Notice, Stretches};
use protocol::{
    Account, AccountId, AccountKind, Answer, ApiError, Call, Change, ClientFrame, Command, CommandId,
    CommandResult, Conversation, ConversationId, ConversationKind, DeviceId, ErrorCode, FeedId, FeedPage,
    FileId, Limits, Me, Member, Message, MessageId, NewFile, Outcome, Receipt, ReceiptPolicy, RichText, Role,
    Seq, ServerFrame, SyncResponse, Timestamp, Workspace, WorkspaceId,
};

pub(crate) const ANA: AccountId = AccountId::from_number(0xa1);
pub(crate) const BEN: AccountId = AccountId::from_number(0xb2);
pub(crate) const CLEO: AccountId = AccountId::from_number(0xc3);
pub(crate) const TALK: ConversationId = ConversationId::from_number(0xc1);

struct Counting(u8);

impl Entropy for Counting {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.0 = self.0.wrapping_add(1);
        bytes.fill(self.0);
    }
}

/// Ana's client and what her screen shows.
pub(crate) struct Ana {
    pub engine: Engine<MemoryStore>,
    pub now: i64,
    pub items: BTreeMap<MessageId, TimelineItem>,
    pub rows: BTreeMap<ConversationId, ConversationRow>,
    pub starred: Vec<StarredMessage>,
    /// The library, kept by changes.
    pub library: Library,
    /// How clients are filed, kept as a page would keep it.
    pub roster: Roster,
    pub details: Option<ConversationDetails>,
    /// What the composer was last filled with.
    pub composer: String,
    pub last: Option<TimelineUpdate>,
    pub connection: Option<Connection>,
    pub unread: u32,
    pub reply: Option<Result<Reply, ApiError>>,
    pub sent: Vec<(CommandId, Command)>,
    pub calls: Vec<(CallId, Call)>,
    pub closed: Vec<ConversationId>,
    pub troubles: Vec<String>,
    pub notices: Vec<Notice>,
    /// Who learns how far others have read, as the settings show it.
    pub policy: ReceiptPolicy,
    /// Files in the composer.
    pub tray: Vec<NewFile>,
    /// Pieces that the driver was asked to bring: call, file, offset, bytes.
    pub pieces: Vec<(CallId, FileId, u64, u32)>,
    /// As the page was told.
    pub progress: Vec<(FileId, u64)>,
    pub uploaded: Vec<FileId>,
    pub forgotten: Vec<FileId>,
}

pub(crate) fn said(seq: Seq, author: AccountId) -> Message {
    Message {
        attachments: Vec::new(),
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
        staff_only: false,
        event: None,
    }
}

impl Ana {
    /// Holds messages `from..=to` by Ben, of which she has read up to `read`.
    pub(crate) fn with_history(from: Seq, to: Seq, read: Seq) -> Self {
        Self::as_account(ANA, from, to, read, Vec::new())
    }

    /// As [`Ana::with_history`], with this on the disk as well.
    pub(crate) fn holding(writes: Vec<Write>) -> Self {
        Self::as_account(ANA, 1, 3, 3, writes)
    }

    /// The app of somebody else in the same conversation.
    pub(crate) fn as_account(who: AccountId, from: Seq, to: Seq, read: Seq, more: Vec<Write>) -> Self {
        let mut store = MemoryStore::default();
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
                settings: protocol::GroupSettings::default(),
            }),
            Write::PutMember(member(TALK, ANA, "Ana", Role::Member)),
            Write::PutMember(member(TALK, BEN, "Ben", Role::Member)),
            Write::PutReceipt(Receipt {
                conversation: TALK,
                account: who,
                delivered: to,
                read,
            }),
            Write::PutFeed(FeedId::Conversation(TALK), to),
            Write::PutStretches(TALK, stretches),
        ];
        writes.extend((from..=to).map(|seq| Write::PutMessage(said(seq, BEN))));
        writes.extend(more);
        store.commit(&writes, Durability::Full).unwrap();
        let (kind, name) = match who {
            ANA => (AccountKind::Coach, "Ana"),
            _ => (AccountKind::Client, "Ben"),
        };
        let account = Account {
            id: who,
            kind,
            name: name.into(),
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
        let mut ana = Self::on(store, Some(me));
        ana.give(Input::Start);
        ana.ask(Request::Attach);
        ana
    }

    fn on(store: MemoryStore, me: Option<Me>) -> Self {
        let config = EngineConfig { me, window: 30 };
        let engine = Engine::open(store, config, Box::new(Counting(0))).unwrap();
        Self {
            engine,
            now: 1_000_000,
            items: BTreeMap::new(),
            rows: BTreeMap::new(),
            starred: Vec::new(),
            library: Library::default(),
            roster: Roster::default(),
            details: None,
            composer: String::new(),
            last: None,
            connection: None,
            unread: 0,
            reply: None,
            sent: Vec::new(),
            calls: Vec::new(),
            closed: Vec::new(),
            troubles: Vec::new(),
            notices: Vec::new(),
            policy: ReceiptPolicy::default(),
            tray: Vec::new(),
            pieces: Vec::new(),
            progress: Vec::new(),
            uploaded: Vec::new(),
            forgotten: Vec::new(),
        }
    }

    pub(crate) fn give(&mut self, input: Input) {
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
                Effect::Update(Update::Reset(snapshot)) => {
                    self.unread = snapshot.unread;
                    self.policy = snapshot.me.workspace.receipts;
                    self.rows = snapshot.rows.into_iter().map(|row| (row.id, row)).collect();
                    self.starred = snapshot.starred;
                    self.library = snapshot.library;
                    self.roster = snapshot.roster;
                }
                Effect::Update(Update::Roster(news)) => self.file(news),
                Effect::Update(Update::Library(news)) => {
                    take(
                        &mut self.library.folders,
                        news.folders,
                        |one| one.id,
                        |one| one.deleted,
                    );
                    take(
                        &mut self.library.items,
                        news.items,
                        |one| one.id,
                        |one| one.deleted,
                    );
                    take(
                        &mut self.library.templates,
                        news.templates,
                        |one| one.id,
                        |one| one.deleted,
                    );
                }
                Effect::Update(Update::Uploading { file, sent }) => self.progress.push((file, sent)),
                Effect::Update(Update::Rows { upsert, remove }) => {
                    self.rows.extend(upsert.into_iter().map(|row| (row.id, row)));
                    for id in remove {
                        self.rows.remove(&id);
                    }
                }
                Effect::Update(Update::Starred { messages }) => self.starred = messages,
                Effect::Update(Update::Workspace { workspace }) => self.policy = workspace.receipts,
                Effect::Update(Update::Details { details }) => self.details = Some(details),
                Effect::Update(Update::Composer {
                    text,
                    files,
                    files_only,
                    ..
                }) => {
                    self.tray = files;
                    if !files_only {
                        self.composer = text;
                    }
                }
                Effect::Update(Update::Progress { file, sent, .. }) => self.progress.push((file, sent)),
                Effect::Upload {
                    id,
                    file,
                    offset,
                    bytes,
                } => self.pieces.push((id, file, offset, bytes)),
                Effect::Uploaded(file) => self.uploaded.push(file),
                Effect::ForgetFile(file) => self.forgotten.push(file),
                Effect::Update(Update::Trouble { message }) => self.troubles.push(message),
                Effect::Notify(notice) => self.notices.push(notice),
                Effect::Update(Update::Closed { conversation }) => self.closed.push(conversation),
                Effect::Reply { result, .. } => self.reply = Some(result),
                Effect::Send(ClientFrame::Command { id, command }) => self.sent.push((id, command)),
                Effect::Call { id, call } => self.calls.push((id, call)),
                _ => {}
            }
        }
    }

    /// Takes what is new by its id, and drops what is deleted.
    fn file(&mut self, news: Roster) {
        let roster = &mut self.roster;
        for tag in news.tags {
            roster.tags.retain(|known| known.id != tag.id);
            if !tag.deleted {
                roster.tags.push(tag);
            }
        }
        for file in news.clients {
            roster.clients.retain(|known| known.account != file.account);
            roster.clients.push(file);
        }
        for cohort in news.cohorts {
            roster
                .cohorts
                .retain(|known| known.conversation != cohort.conversation);
            roster.cohorts.push(cohort);
        }
    }

    pub(crate) fn ask(&mut self, request: Request) {
        self.give(Input::Request {
            id: RequestId(1),
            request,
        });
    }

    pub(crate) fn write(&mut self, text: &str) {
        self.ask(Request::Send {
            files: Vec::new(),
            conversation: TALK,
            text: text.into(),
            reply_to: None,
            staff_only: false,
        });
    }

    /// The line comes up and everything missed is "nothing".
    pub(crate) fn online(&mut self) {
        self.greeted();
        self.caught_up();
    }

    /// Every catch-up that is asked for is answered with nothing.
    pub(crate) fn caught_up(&mut self) {
        while self.calls.iter().any(|(_, call)| matches!(call, Call::Sync(_))) {
            self.synced(Vec::new());
        }
    }

    pub(crate) fn greeted(&mut self) {
        self.now += 60_000;
        self.give(Input::Tick);
        self.give(Input::Connected);
        self.give(Input::Frame(ServerFrame::Ready {
            account: self.engine.me().account.id,
            limits: Limits::default(),
        }));
    }

    /// The catch-up is answered with these pages.
    pub(crate) fn synced(&mut self, pages: Vec<FeedPage>) {
        let is_sync = |(_, call): &(CallId, Call)| matches!(call, Call::Sync(_));
        let at = self.calls.iter().rposition(is_sync);
        let (id, _) = self.calls.remove(at.unwrap());
        let answer = Answer::Sync(SyncResponse {
            pages,
            gone: Vec::new(),
        });
        self.give(Input::Called {
            id,
            result: Ok(answer),
        });
    }

    pub(crate) fn page(&mut self, feed: FeedId, after: Seq, changes: Vec<Change>) {
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
    pub(crate) fn shown(&self) -> Vec<Seq> {
        let mut shown: Vec<_> = self.items.values().map(|item| item.place).collect();
        shown.sort();
        let seq = |place| match place {
            Place::Sent(seq) => Some(seq),
            Place::Waiting(_) => None,
        };
        shown.into_iter().filter_map(seq).collect()
    }

    pub(crate) fn status(&self, text: &str) -> Option<Status> {
        self.items.values().find(|item| item.body.text == text)?.status
    }

    pub(crate) fn item(&self, seq: Seq) -> &TimelineItem {
        &self.items[&MessageId::from_number(u128::from(seq))]
    }

    /// Drafts and watermarks go beside the outbox.
    fn oldest(&mut self) -> (CommandId, Command) {
        let beside =
            |command: &Command| matches!(command, Command::SetDraft { .. } | Command::MarkSeen { .. });
        let at = self.sent.iter().position(|(_, command)| !beside(command));
        self.sent.remove(at.unwrap())
    }

    /// The server does the oldest command on its way.
    pub(crate) fn done(&mut self, outcome: impl FnOnce(Command) -> Outcome) {
        let (id, command) = self.oldest();
        let result = CommandResult::Ok(outcome(command));
        self.give(Input::Frame(ServerFrame::Result { id, result }));
    }

    /// The server refuses the oldest command on its way.
    pub(crate) fn refused(&mut self, code: ErrorCode, why: &str) -> Command {
        let (id, command) = self.oldest();
        let result = CommandResult::Error(ApiError::new(code, why));
        self.give(Input::Frame(ServerFrame::Result { id, result }));
        command
    }

    /// The last request was refused at once: why.
    pub(crate) fn refusal(&mut self) -> ApiError {
        self.reply.take().unwrap().unwrap_err()
    }

    /// A new start on what the disk holds.
    pub(crate) fn restarted(self) -> Self {
        let now = self.now;
        let store = self.engine.into_store();
        let mut again = Self::on(store, None);
        again.now = now;
        again.give(Input::Start);
        again.ask(Request::Attach);
        again
    }
}

pub(crate) fn member(conversation: ConversationId, account: AccountId, name: &str, role: Role) -> Member {
    Member {
        conversation,
        account,
        name: name.into(),
        kind: if account == ANA {
            AccountKind::Coach
        } else {
            AccountKind::Client
        },
        role,
        since: 0,
        can_post: true,
        active: true,
    }
}

/// A group on the disk: Ana with this role, Ben and Cleo as members, nothing said yet.
pub(crate) fn group(id: ConversationId, name: &str, ana: Role) -> Vec<Write> {
    let mut stretches = Stretches::default();
    stretches.add(1, 1);
    vec![
        Write::PutMembership(id),
        Write::PutConversation(Conversation {
            id,
            kind: ConversationKind::Group,
            name: name.into(),
            client: None,
            archived: false,
            created_at: Timestamp(1),
            settings: protocol::GroupSettings::default(),
        }),
        Write::PutMember(member(id, ANA, "Ana", ana)),
        Write::PutMember(member(id, BEN, "Ben", Role::Member)),
        Write::PutMember(member(id, CLEO, "Cleo", Role::Member)),
        Write::PutFeed(FeedId::Conversation(id), 1),
        Write::PutStretches(id, stretches),
    ]
}

/// A snapshot of a feed up to `head`.
pub(crate) fn whole(feed: FeedId, head: Seq, changes: Vec<Change>) -> FeedPage {
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

/// As a page takes changes: by id, and what is deleted goes.
fn take<T, Id: PartialEq>(
    shown: &mut Vec<T>,
    news: Vec<T>,
    id: impl Fn(&T) -> Id,
    gone: impl Fn(&T) -> bool,
) {
    for one in news {
        shown.retain(|known| id(known) != id(&one));
        if !gone(&one) {
            shown.push(one);
        }
    }
}
