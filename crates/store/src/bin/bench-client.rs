//! Measures the client on a store of a million messages: the engine on SQLite, without network and screen.
//!
//! Prints what it does to stderr and the figures, as one line of JSON, last to stdout. The disk's cache is warm.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program that prints figures"
)]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{env, fs, process};

use engine::store::{Durability, Store, Write};
use engine::ui::{Request, RequestId, Update};
use engine::{Effect, Engine, EngineConfig, Entropy, Input, Stretches};
use protocol::{
    Account, AccountId, AccountKind, Call, Change, Conversation, ConversationId, ConversationKind, DeviceId,
    FeedId, FeedPage, Limits, Me, Member, Message, MessageId, Receipt, RichText, Role, Seq, ServerFrame,
    SyncResponse, Timestamp, Workspace, WorkspaceId,
};
use store::SqliteStore;

const ANA: AccountId = AccountId::from_number(0xa1);
const CONVERSATIONS: u64 = 500;
const MESSAGES: u64 = 1_000_000;
/// The first conversation; the others share the rest.
const LONGEST: u64 = 100_000;
/// Came while the device was off, in this many conversations.
const MISSED: u64 = 10_000;
const MISSED_IN: u64 = 50;
/// A conversation that opens at its unread messages shows somewhat less than a full page.
const PAGE: usize = 30;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let folder = Folder::make()?;
    let path = folder.0.join("bench.db");
    eprintln!("filling {} with {MESSAGES} messages", path.display());
    let filled = timed(|| fill(&path))?;
    eprintln!("filled in {filled:.0} ms");

    let open_app = median(9, |_| {
        timed(|| {
            let mut engine = open(&path)?;
            let effects = ask(&mut engine, Request::Attach);
            let shown = effects
                .iter()
                .any(|effect| matches!(effect, Effect::Update(Update::Reset(snapshot)) if snapshot.rows.len() == 500));
            if shown {
                Ok(())
            } else {
                Err("the list was not shown".into())
            }
        })
    })?;

    let mut engine = open(&path)?;
    ask(&mut engine, Request::Attach);
    let open_conversation = median(200, |turn| {
        let conversation = talk(turn * 7 % CONVERSATIONS);
        timed(|| shows_a_page(&ask(&mut engine, Request::Open { conversation })))
    })?;

    ask(
        &mut engine,
        Request::Open {
            conversation: talk(0),
        },
    );
    let page = median(400, |_| {
        timed(|| shows_a_page(&ask(&mut engine, Request::LoadOlder)))
    })?;

    let apply = apply_what_was_missed(&mut engine)?;
    println!(
        r#"{{"messages":{MESSAGES},"open_app_ms":{open_app:.2},"open_conversation_ms_p50":{open_conversation:.3},"page_p50_ms":{page:.3},"apply_10k_ms":{apply:.1}}}"#
    );
    Ok(())
}

/// Everything between the answer's text and the rows on the screen.
fn apply_what_was_missed(engine: &mut Engine<SqliteStore>) -> Result<f64> {
    engine.handle(NOW, Input::Start);
    engine.handle(NOW, Input::Connected);
    let limits = Limits::default();
    let mut effects = engine.handle(NOW, Input::Frame(ServerFrame::Ready { account: ANA, limits }));
    let text = serde_json::to_string(&missed())?;
    let nothing = SyncResponse {
        pages: Vec::new(),
        gone: Vec::new(),
    };
    let nothing = serde_json::to_string(&nothing)?;
    let mut answers = [text, nothing.clone(), nothing].into_iter();
    let ms = timed(|| {
        while let Some((id, call)) = effects.iter().find_map(|effect| match effect {
            Effect::Call {
                id,
                call: call @ Call::Sync(_),
            } => Some((*id, call.clone())),
            _ => None,
        }) {
            let text = answers.next().ok_or("more was asked for than was missed")?;
            let result = call.answer(200, &text);
            effects = engine.handle(NOW, Input::Called { id, result });
        }
        Ok(())
    })?;
    let head = engine.head(FeedId::Conversation(talk(1)));
    if head == length(1) + MISSED / MISSED_IN {
        Ok(ms)
    } else {
        Err("what was missed did not arrive".into())
    }
}

fn missed() -> SyncResponse {
    let each = MISSED / MISSED_IN;
    let pages = (1..=MISSED_IN).map(|number| {
        let held = length(number);
        FeedPage {
            feed: FeedId::Conversation(talk(number)),
            after: held,
            head: held + each,
            changes: (held + 1..=held + each)
                .map(|seq| Change::Message(message(number, seq)))
                .collect(),
            referenced: Vec::new(),
            more: false,
            snapshot_from: None,
        }
    });
    SyncResponse {
        pages: pages.collect(),
        gone: Vec::new(),
    }
}

const NOW: i64 = 1_800_000_000_000;

fn open(path: &Path) -> Result<Engine<SqliteStore>> {
    let config = EngineConfig {
        me: None,
        window: 100,
    };
    Ok(Engine::open(
        SqliteStore::open(path)?,
        config,
        Box::new(Counter(0)),
    )?)
}

fn ask(engine: &mut Engine<SqliteStore>, request: Request) -> Vec<Effect> {
    let id = RequestId(1);
    engine.handle(NOW, Input::Request { id, request })
}

fn shows_a_page(effects: &[Effect]) -> Result<()> {
    let shown = effects.iter().any(
        |effect| matches!(effect, Effect::Update(Update::Timeline(timeline)) if timeline.upsert.len() >= PAGE),
    );
    if shown {
        Ok(())
    } else {
        Err("no page was shown".into())
    }
}

#[expect(clippy::disallowed_methods, reason = "a measurement needs the clock")]
fn timed(work: impl FnOnce() -> Result<()>) -> Result<f64> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed().as_secs_f64() * 1_000.0)
}

fn median(times: u64, mut measure: impl FnMut(u64) -> Result<f64>) -> Result<f64> {
    let mut all = (0..times).map(&mut measure).collect::<Result<Vec<_>>>()?;
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2)
        .copied()
        .ok_or_else(|| "nothing was measured".into())
}

fn fill(path: &Path) -> Result<()> {
    let mut store = SqliteStore::open(path)?;
    let mut writes = vec![
        Write::PutMe(me()),
        Write::PutFeed(FeedId::Account(ANA), 500),
        Write::PutFeed(FeedId::Workspace(me().workspace.id), 500),
    ];
    for number in 0..CONVERSATIONS {
        writes.extend(conversation(number));
    }
    store.commit(&writes, Durability::Cache)?;
    // As a practice grows: everywhere a little at a time.
    for from in (1..=LONGEST).step_by(50) {
        let batch: Vec<_> = (0..CONVERSATIONS)
            .flat_map(|number| {
                let to = length(number).min(from + 49);
                (from..=to).map(move |seq| Write::PutMessage(message(number, seq)))
            })
            .collect();
        store.commit(&batch, Durability::Cache)?;
    }
    Ok(())
}

/// Messages in a conversation, which are numbered without gaps.
fn length(number: u64) -> Seq {
    let rest = MESSAGES - LONGEST;
    match number {
        0 => LONGEST,
        1 => rest - rest / (CONVERSATIONS - 1) * (CONVERSATIONS - 2),
        _ => rest / (CONVERSATIONS - 1),
    }
}

fn conversation(number: u64) -> Vec<Write> {
    let (id, length) = (talk(number), length(number));
    let mut stretches = Stretches::default();
    stretches.add(1, length);
    // In every fifth conversation the last messages are unread.
    let read = if number % 5 == 1 { length - 12 } else { length };
    let person = |account: AccountId, name: &str, kind, role| Member {
        conversation: id,
        account,
        name: name.into(),
        kind,
        role,
        can_post: true,
        active: true,
        since: 0,
    };
    let receipt = |account: AccountId, read| Receipt {
        conversation: id,
        account,
        delivered: length,
        read,
    };
    let name = format!("Client {number}");
    vec![
        Write::PutMembership(id),
        Write::PutConversation(Conversation {
            id,
            kind: ConversationKind::Direct,
            name: String::new(),
            client: Some(client(number)),
            archived: false,
            created_at: Timestamp(NOW),
            settings: protocol::GroupSettings::default(),
        }),
        Write::PutAccount(Account {
            id: client(number),
            kind: AccountKind::Client,
            name: name.clone(),
            email: None,
            joined_at: Some(Timestamp(NOW)),
            direct: Some(id),
        }),
        Write::PutMember(person(ANA, "Ana Ferreira", AccountKind::Coach, Role::Owner)),
        Write::PutMember(person(client(number), &name, AccountKind::Client, Role::Member)),
        Write::PutReceipt(receipt(ANA, read)),
        Write::PutReceipt(receipt(client(number), length)),
        Write::PutSeen(id, read),
        Write::PutStretches(id, stretches),
        Write::PutFeed(FeedId::Conversation(id), length),
        Write::PutFeed(FeedId::Receipts(id), length),
    ]
}

fn message(number: u64, seq: Seq) -> Message {
    Message {
        attachments: Vec::new(),
        id: MessageId::from_number((u128::from(seq) << 64) + u128::from(number)),
        conversation: talk(number),
        author: if seq.is_multiple_of(3) {
            ANA
        } else {
            client(number)
        },
        seq,
        rev: seq,
        sent_at: Timestamp(NOW - 1_000_000_000 + i64::try_from(seq).unwrap_or(0)),
        body: RichText::plain(format!(
            "Session {seq} is done: three sets of eight at 80 kg, felt better than last week. Knee is fine."
        )),
        reply_to: (seq % 20 == 19)
            .then(|| MessageId::from_number((u128::from(seq - 9) << 64) + u128::from(number))),
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

fn talk(number: u64) -> ConversationId {
    ConversationId::from_number(0xc000 + u128::from(number))
}

fn client(number: u64) -> AccountId {
    AccountId::from_number(0xb000 + u128::from(number))
}

fn me() -> Me {
    Me {
        account: Account {
            id: ANA,
            kind: AccountKind::Coach,
            name: "Ana Ferreira".into(),
            email: None,
            joined_at: Some(Timestamp(NOW)),
            direct: None,
        },
        workspace: Workspace {
            id: WorkspaceId::from_number(1),
            name: "North".into(),
            brand_hue: 160,
            receipts: protocol::ReceiptPolicy::default(),
        },
        device: DeviceId::from_number(1),
        limits: Limits::default(),
    }
}

/// Chance that is the same each time.
struct Counter(u8);

impl Entropy for Counter {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0 = self.0.wrapping_add(31);
            *byte = self.0;
        }
    }
}

/// A folder that is gone when the program ends.
struct Folder(PathBuf);

impl Folder {
    fn make() -> Result<Self> {
        let path = env::temp_dir().join(format!("rapport-bench-{}", process::id()));
        fs::create_dir_all(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
