//! A person's device: an engine that can crash, a disk that stays, and a screen that believes what it is told.

use std::collections::{BTreeMap, BTreeSet};

use engine::store::Store;
use engine::ui::{
    ConversationRow, Edge, Library, Reply, Request, RequestId, Roster, StarredMessage, TimelineItem, Update,
};
use engine::{Effect, Engine, EngineConfig, Entropy, Input};
use protocol::{Account, ApiError, Attachment, ConversationId, DeviceId, FileId, Me, MessageId, Workspace};
use rand::rngs::SmallRng;
use rand::{RngCore, SeedableRng};
use server::domain::Actor;

use crate::disk::Disk;
use crate::network::Plant;
use crate::world::limits;

/// What a UI would hold, built from updates alone.
#[derive(Debug, Default)]
pub(crate) struct Screen {
    pub rows: BTreeMap<ConversationId, ConversationRow>,
    pub counts: (u32, u32),
    pub starred: Vec<StarredMessage>,
    pub roster: Roster,
    /// Sorted by id.
    pub library: Library,
    pub timeline: Option<(ConversationId, BTreeMap<MessageId, TimelineItem>)>,
    /// Nothing lies beyond the newest item.
    pub at_end: bool,
}

pub(crate) struct Device {
    pub actor: Actor,
    pub me: Me,
    /// `None` between a crash and the restart.
    pub engine: Option<Engine<Disk>>,
    /// Kept while the engine is down.
    pub disk: Option<Disk>,
    /// The folder of files: what waits to be sent, and copies of what was looked at.
    pub staged: BTreeMap<FileId, Vec<u8>>,
    pub copies: BTreeSet<FileId>,
    /// This device's clock minus the world's.
    pub skew_ms: i64,
    /// Counts starts: what was on its way to an earlier one is lost.
    pub boot: u32,
    /// The line that is open or being opened.
    pub line: Option<u64>,
    pub screen: Screen,
    pub last_reply: Option<Result<Reply, ApiError>>,
    next_request: u64,
    entropy_seed: u64,
}

struct SeededEntropy(SmallRng);

impl Entropy for SeededEntropy {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }
}

impl Device {
    pub(crate) fn new(
        workspace: &Workspace,
        account: &Account,
        number: u128,
        skew_ms: i64,
        seed: u64,
        plant: Option<Plant>,
    ) -> Self {
        let device = DeviceId::from_number(number);
        let actor = Actor {
            workspace: workspace.id,
            account: account.id,
            kind: account.kind,
            device,
        };
        let me = Me {
            account: account.clone(),
            workspace: workspace.clone(),
            device,
            limits: limits(),
        };
        Self {
            actor,
            me,
            engine: None,
            disk: Some(Disk::new(plant == Some(Plant::LyingDisk))),
            staged: BTreeMap::new(),
            copies: BTreeSet::new(),
            skew_ms,
            boot: 0,
            line: None,
            screen: Screen::default(),
            last_reply: None,
            next_request: 1,
            entropy_seed: seed,
        }
    }

    /// Starts the engine on what the disk holds and attaches a UI.
    pub(crate) fn start(&mut self, now: i64) -> Vec<Effect> {
        let Some(disk) = self.disk.take() else {
            return Vec::new();
        };
        self.boot += 1;
        self.entropy_seed = self
            .entropy_seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let entropy = Box::new(SeededEntropy(SmallRng::seed_from_u64(self.entropy_seed)));
        let config = EngineConfig {
            me: Some(self.me.clone()),
            window: 20,
        };
        match Engine::open(disk, config, entropy) {
            Ok(engine) => {
                // As the app does: what was left behind by a crash goes.
                let needed = engine.staged();
                self.staged.retain(|file, _| needed.contains(file));
                self.engine = Some(engine);
            }
            Err(error) => panic_with(&error.to_string()),
        }
        let mut effects = self.handle(now, Input::Start);
        effects.extend(self.request(now, Request::Attach));
        effects
    }

    /// The process dies, and perhaps the power fails with it: `kept` tells how many of the unsafe commits survive.
    pub(crate) fn crash(&mut self, kept: Option<&mut dyn FnMut(usize) -> usize>) {
        self.line = None;
        self.screen = Screen::default();
        if let Some(engine) = self.engine.take() {
            let mut disk = engine.into_store();
            if let Some(kept) = kept {
                let survive = kept(disk.cached());
                disk.lose_power(survive);
            }
            self.disk = Some(disk);
        }
    }

    pub(crate) fn request(&mut self, now: i64, request: Request) -> Vec<Effect> {
        let id = RequestId(self.next_request);
        self.next_request += 1;
        self.handle(now, Input::Request { id, request })
    }

    /// One step; what is for the UI goes to the screen, the rest is returned.
    pub(crate) fn handle(&mut self, now: i64, input: Input) -> Vec<Effect> {
        let Some(engine) = self.engine.as_mut() else {
            return Vec::new();
        };
        let effects = engine.handle(now + self.skew_ms, input);
        let mut others = Vec::new();
        for effect in effects {
            match effect {
                Effect::Update(update) => self.screen.take(update),
                Effect::Reply { result, .. } => self.last_reply = Some(result),
                Effect::Notify(_) => {}
                other => others.push(other),
            }
        }
        others
    }

    /// The files of the vault and of the templates that this device holds.
    pub(crate) fn shelved(&self) -> Vec<Attachment> {
        let saved = self.engine.as_ref().and_then(|engine| engine.store().load().ok());
        let saved = saved.unwrap_or_default();
        let templates = saved.templates.into_iter().flat_map(|template| template.files);
        saved
            .items
            .into_iter()
            .map(|item| item.file)
            .chain(templates)
            .collect()
    }

    /// When the engine wants to be woken, by the world's clock.
    pub(crate) fn deadline(&self) -> Option<i64> {
        self.engine.as_ref()?.deadline().map(|at| at - self.skew_ms)
    }
}

impl Screen {
    /// Takes what is new by its id, and drops what is deleted.
    fn file(&mut self, news: Roster) {
        let roster = &mut self.roster;
        for tag in news.tags {
            roster.tags.retain(|known| known.id != tag.id);
            roster.tags.extend((!tag.deleted).then_some(tag));
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

    fn take(&mut self, update: Update) {
        match update {
            Update::Reset(snapshot) => {
                self.rows = snapshot.rows.into_iter().map(|row| (row.id, row)).collect();
                self.counts = (snapshot.unread, snapshot.needs_reply);
                self.starred = snapshot.starred;
                self.roster = snapshot.roster;
                self.library = Library::default();
                self.shelve(snapshot.library);
                self.timeline = None;
            }
            Update::Rows { upsert, remove } => {
                self.rows.extend(upsert.into_iter().map(|row| (row.id, row)));
                for id in remove {
                    self.rows.remove(&id);
                }
            }
            Update::Progress {
                conversation,
                file,
                sent,
            } => {
                let open = self.timeline.as_mut().filter(|(id, _)| *id == conversation);
                let items = open.into_iter().flat_map(|(_, items)| items.values_mut());
                for shown in items.flat_map(|item| &mut item.files) {
                    if shown.file.id == file && shown.sent.is_some() {
                        shown.sent = Some(sent);
                    }
                }
            }
            Update::Roster(news) => self.file(news),
            Update::Starred { messages } => self.starred = messages,
            Update::Library(news) => self.shelve(news),
            Update::Counts { unread, needs_reply } => self.counts = (unread, needs_reply),
            Update::Timeline(change) => {
                let fresh = change.reset
                    || self
                        .timeline
                        .as_ref()
                        .is_none_or(|(id, _)| *id != change.conversation);
                if fresh {
                    self.timeline = Some((change.conversation, BTreeMap::new()));
                }
                self.at_end = change.newer == Edge::End;
                if let Some((_, items)) = &mut self.timeline {
                    for id in change.remove {
                        items.remove(&id);
                    }
                    items.extend(change.upsert.into_iter().map(|item| (item.id, item)));
                }
            }
            Update::Closed { conversation }
                if self.timeline.as_ref().is_some_and(|(id, _)| *id == conversation) =>
            {
                self.timeline = None;
            }
            _ => {}
        }
    }

    fn shelve(&mut self, news: Library) {
        shelve(&mut self.library.folders, news.folders, |one| {
            (one.id, one.deleted)
        });
        shelve(&mut self.library.items, news.items, |one| (one.id, one.deleted));
        shelve(&mut self.library.templates, news.templates, |one| {
            (one.id, one.deleted)
        });
    }
}

/// As a page takes changes: by id, and what is deleted goes.
fn shelve<T, Id: Ord>(shelf: &mut Vec<T>, news: Vec<T>, look: impl Fn(&T) -> (Id, bool)) {
    for one in news {
        let (id, deleted) = look(&one);
        shelf.retain(|known| look(known).0 != id);
        if !deleted {
            shelf.push(one);
        }
    }
    shelf.sort_by(|one, other| look(one).0.cmp(&look(other).0));
}

/// The simulation cannot go on; the seed that led here is in the report.
#[expect(clippy::panic, reason = "a simulation stops where its assumptions end")]
pub(crate) fn panic_with(what: &str) -> ! {
    panic!("{what}")
}
