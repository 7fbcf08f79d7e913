//! The engine itself: what it holds, and the order of work in one step.
//!
//! A step is: take the input, do what has come due, commit what changed, then tell the UI. Effects leave only after the commit, so
//! nothing is sent or shown that a crash could take back. When the commit fails, the step has not happened: the engine goes back to what the
//! store holds and says so.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use protocol::{
    Account, AccountId, AccountKind, CohortRule, Command, CommandId, Conversation, ConversationId,
    ConversationKind, FeedId, FileId, Filing, Me, Member, MessageId, ReceiptPolicy, Role, Seq, Star,
    Timestamp,
};
use uuid::Uuid;

use crate::conversation::ConversationState;
use crate::group::settings_of;
use crate::input::{CallId, Effect, Entropy, Input};
use crate::library::Shelves;
use crate::line::Line;
use crate::outbox::Outbox;
use crate::screen::Screen;
use crate::store::OutboxEntry;
use crate::store::{Durability, Saved, Store, StoreError, Write};
use crate::sync::Pending;
use crate::timeline::OpenTimeline;
use crate::transfers::Transfers;
use crate::trouble::store_trouble;
use crate::ui::{Roster, Update};

/// How a client is set up.
#[derive(Clone, Debug)]
pub struct EngineConfig {
    /// Who signed in; `None` at a later start, when the store knows.
    pub me: Option<Me>,
    /// Messages in the snapshot of a conversation: few in a browser, which fetches them at every start.
    pub window: u32,
}

/// Why an engine cannot start.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nobody has signed in on this store yet.
    #[error("nobody is signed in on this device")]
    NobodySignedIn,
}

/// The client. Made for one account; see [`Input`] and [`Effect`] for how it is driven.
pub struct Engine<S> {
    pub(crate) store: S,
    pub(crate) me: Me,
    pub(crate) window: u32,
    pub(crate) entropy: Box<dyn Entropy>,
    /// This device's clock, in milliseconds: for waiting and for display, never compared with the server's.
    pub(crate) now: i64,
    pub(crate) feeds: HashMap<FeedId, Seq>,
    pub(crate) people: BTreeMap<AccountId, Account>,
    pub(crate) conversations: BTreeMap<ConversationId, ConversationState>,
    /// What this person keeps at hand, by conversation.
    pub(crate) stars: BTreeMap<ConversationId, BTreeMap<MessageId, Star>>,
    pub(crate) filings: BTreeMap<ConversationId, Filing>,
    pub(crate) roster: Roster,
    pub(crate) outbox: Outbox,
    /// Done by the server, and told by no feed yet.
    pub(crate) taken: Vec<(FeedId, OutboxEntry)>,
    pub(crate) transfers: Transfers,
    pub(crate) library: Shelves,
    /// Files of which nothing is to be here any more, and of these those that the driver was told of in an earlier step.
    pub(crate) forgotten: BTreeSet<FileId>,
    pub(crate) forgotten_told: BTreeSet<FileId>,
    pub(crate) line: Line,
    pub(crate) calls: HashMap<CallId, Pending>,
    pub(crate) next_call: u64,
    pub(crate) open: Option<OpenTimeline>,
    pub(crate) focused: bool,
    pub(crate) screen: Screen,
    /// A policy that the server has taken and whose change has yet to come.
    pub(crate) policy_taken: Option<ReceiptPolicy>,
    /// Conversations whose watermarks or drafts may have to be told.
    pub(crate) untold: BTreeSet<ConversationId>,
    pub(crate) writes: Vec<Write>,
    pub(crate) durability: Durability,
    pub(crate) effects: Vec<Effect>,
}

impl<S> std::fmt::Debug for Engine<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Engine({}, {} conversations)",
            self.me.account.id,
            self.conversations.len()
        )
    }
}

impl<S: Store> Engine<S> {
    /// Loads what the store holds. No effects yet: start with [`Input::Start`].
    pub fn open(mut store: S, config: EngineConfig, entropy: Box<dyn Entropy>) -> Result<Self, OpenError> {
        let saved = store.load()?;
        let me = match (config.me, &saved.me) {
            (Some(mut me), known) => {
                // The workspace's feed tells of a change, and then what is held must follow.
                if let Some(known) = known {
                    me.workspace.receipts = known.workspace.receipts;
                }
                store.commit(&[Write::PutMe(me.clone())], Durability::Full)?;
                me
            }
            (None, Some(me)) => me.clone(),
            (None, None) => return Err(OpenError::NobodySignedIn),
        };
        let mut engine = Self {
            store,
            me,
            window: config.window,
            entropy,
            now: 0,
            feeds: HashMap::new(),
            people: BTreeMap::new(),
            conversations: BTreeMap::new(),
            stars: BTreeMap::new(),
            filings: BTreeMap::new(),
            roster: Roster::default(),
            outbox: Outbox::default(),
            taken: Vec::new(),
            transfers: Transfers::default(),
            library: Shelves::default(),
            forgotten: BTreeSet::new(),
            forgotten_told: BTreeSet::new(),
            line: Line::new(),
            calls: HashMap::new(),
            next_call: 1,
            open: None,
            focused: false,
            screen: Screen::default(),
            policy_taken: None,
            untold: BTreeSet::new(),
            writes: Vec::new(),
            durability: Durability::Cache,
            effects: Vec::new(),
        };
        engine.fill(saved)?;
        Ok(engine)
    }

    /// Whose client this is.
    pub fn me(&self) -> &Me {
        &self.me
    }

    /// The store, for what only its owner may do.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// See [`Engine::store`].
    pub fn store_mut(&mut self) -> &mut S {
        &mut self.store
    }

    /// Takes the store back; the rest is dropped.
    pub fn into_store(self) -> S {
        self.store
    }

    /// Up to where a feed is held.
    pub fn head(&self, feed: FeedId) -> Seq {
        self.feeds.get(&feed).copied().unwrap_or(0)
    }

    /// Whether everything done here has reached the server and everything there has reached here, as far as this client can know.
    pub fn is_quiet(&self) -> bool {
        self.line.caught_up
            && self.line.is_up()
            && self.line.stale.is_empty()
            && self.line.syncing.is_none()
            && self.outbox.waiting() == 0
            && self.untold.is_empty()
    }

    /// One step. `now_ms` is this device's clock, in milliseconds since 1970.
    pub fn handle(&mut self, now_ms: i64, input: Input) -> Vec<Effect> {
        let before = std::mem::replace(&mut self.now, now_ms);
        self.ring_alarms(before);
        match input {
            Input::Start => {
                self.forget_again();
                self.start();
            }
            Input::Request { id, request } => {
                let result = self.request(request);
                self.effects.push(Effect::Reply { id, result });
            }
            Input::Connected => self.connected(),
            Input::Disconnected => self.disconnected(),
            Input::Frame(frame) => self.frame(frame),
            Input::Called { id, result } => self.called(id, result),
            Input::Tick => {}
            Input::Resumed => self.resumed(),
        }
        self.look_at_what_arrived();
        self.do_what_is_due();
        if let Err(error) = self.commit() {
            self.step_back(&error);
        }
        if let Err(error) = self.refresh_screen() {
            self.trouble(store_trouble(&error).message);
        }
        std::mem::take(&mut self.effects)
    }

    /// When to call [`Engine::handle`] with [`Input::Tick`], by the same clock; `None`: not before something else happens.
    pub fn deadline(&self) -> Option<i64> {
        let up = self.line.is_up();
        let paused = self.outbox.paused_until.filter(|_| up);
        let own = self.conversations.values().flat_map(|state| {
            let busy = state.busy.values().map(|(_, until)| *until);
            // What is on its way goes on when its answer comes, not by the clock.
            let draft = state.draft.send_at.filter(|_| state.draft.in_flight.is_none());
            let seen = state.seen.send_at.filter(|_| state.seen.in_flight.is_none());
            busy.chain(draft.into_iter().chain(seen).filter(move |_| up && state.active))
        });
        let files = self.transfers.deadline().filter(|_| up);
        own.chain(self.line.deadline())
            .chain(paused)
            .chain(files)
            .chain(self.next_alarm())
            .min()
    }

    pub(crate) fn new_uuid(&mut self) -> Uuid {
        let mut random = [0; 10];
        self.entropy.fill(&mut random);
        let millis = u64::try_from(self.now).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    pub(crate) fn new_command_id(&mut self) -> CommandId {
        CommandId(self.new_uuid())
    }

    pub(crate) fn write(&mut self, write: Write) {
        self.writes.push(write);
    }

    /// As [`Engine::write`], for what a person made.
    pub(crate) fn write_safely(&mut self, write: Write) {
        self.durability = Durability::Full;
        self.writes.push(write);
    }

    pub(crate) fn tell(&mut self, update: Update) {
        if self.screen.attached {
            self.effects.push(Effect::Update(update));
        }
    }

    pub(crate) fn trouble(&mut self, message: String) {
        self.tell(Update::Trouble { message });
    }

    pub(crate) fn dirty(&mut self, id: ConversationId) {
        self.screen.dirty.insert(id);
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        let mut writes = std::mem::take(&mut self.writes);
        let durability = std::mem::replace(&mut self.durability, Durability::Cache);
        if writes.is_empty() {
            return Ok(());
        }
        // The effects of the step before were carried out; it costs nothing to note so along with something else.
        let done = std::mem::take(&mut self.forgotten_told);
        writes.extend(done.into_iter().map(Write::RemoveForgotten));
        self.store.commit(&writes, durability)?;
        self.forgotten_told = std::mem::take(&mut self.forgotten);
        Ok(())
    }

    /// The store did not take the step: undo it, answer so, and come back to the server later.
    fn step_back(&mut self, error: &StoreError) {
        let refusal = store_trouble(error);
        let effects = std::mem::take(&mut self.effects);
        self.effects
            .extend(effects.into_iter().filter_map(|effect| match effect {
                Effect::Reply { id, .. } => Some(Effect::Reply {
                    id,
                    result: Err(refusal.clone()),
                }),
                _ => None,
            }));
        let reloaded = self.store.load().and_then(|saved| self.fill(saved));
        self.trouble(refusal.message);
        if let Err(error) = reloaded {
            self.trouble(store_trouble(&error).message);
        }
        self.drop_line();
        if let Some(open) = self.open.as_mut() {
            open.reload_at_end();
        }
        self.screen.show_everything();
    }

    /// Makes the engine hold what the store holds.
    fn fill(&mut self, mut saved: Saved) -> Result<(), StoreError> {
        self.fill_roster(&mut saved);
        self.taken.clear();
        self.feeds = saved.feeds.into_iter().collect();
        self.people = saved
            .people
            .into_iter()
            .map(|account| (account.id, account))
            .collect();
        self.outbox = Outbox::load(saved.outbox);
        self.forgotten = saved.forgotten.into_iter().collect();
        self.forgotten_told.clear();
        self.stars.clear();
        for star in saved.stars {
            let of = self.stars.entry(star.conversation).or_default();
            of.insert(star.message, star);
        }
        self.library = Shelves::of(saved.folders, saved.items, saved.templates);
        let filings = saved.filings.into_iter();
        self.filings = filings.map(|filing| (filing.conversation, filing)).collect();
        self.conversations.clear();
        let states = &mut self.conversations;
        for id in saved.memberships {
            entry(states, id).active = true;
        }
        for conversation in saved.conversations {
            let id = conversation.id;
            entry(states, id).meta = Some(conversation);
        }
        for member in saved.members {
            entry(states, member.conversation)
                .members
                .insert(member.account, member);
        }
        for receipt in saved.receipts {
            entry(states, receipt.conversation)
                .receipts
                .insert(receipt.account, receipt);
        }
        for (id, stretches) in saved.stretches {
            entry(states, id).stretches = stretches;
        }
        for (id, seq) in saved.seen {
            entry(states, id).seen.read = seq;
        }
        for (id, files) in saved.composers {
            entry(states, id).composer = files;
        }
        for saved in saved.drafts {
            let state = entry(states, saved.draft.conversation);
            state.draft.at_server = true;
            state.draft.unsent = saved.unsent;
            state.draft.send_at = saved.unsent.then_some(0);
            state.draft.draft = saved.draft;
        }
        for (id, state) in states.iter_mut() {
            look_back(&self.store, *id, state)?;
        }
        self.untold = self.conversations.keys().copied().collect();
        let creations: Vec<_> = self.outbox.entries().map(|entry| entry.command.clone()).collect();
        for command in creations {
            self.show_new_group(&command);
        }
        Ok(())
    }

    /// A group made here is there at once, before the server knows of it.
    pub(crate) fn show_new_group(&mut self, command: &Command) {
        let Command::CreateGroup {
            id,
            name,
            members,
            options,
            rule,
        } = command
        else {
            return;
        };
        if self.conversations.get(id).is_some_and(|state| state.active) {
            return;
        }
        // At a start its draft is there already.
        let state = self.conversations.remove(id);
        let mut state = state.unwrap_or_else(|| ConversationState::new(*id));
        state.local = true;
        state.meta = Some(Conversation {
            id: *id,
            kind: ConversationKind::Group,
            name: name.clone(),
            client: None,
            archived: false,
            created_at: Timestamp(self.now),
            settings: settings_of(*options),
        });
        let me = (self.me.account.clone(), Role::Owner);
        let filed = rule.as_ref().map(|rule| (rule, self.roster_shown()));
        let taken = |account: &&Account| {
            let by_rule = |(rule, roster): &(&CohortRule, Roster)| {
                account.kind == AccountKind::Client && rule.takes(&roster.file_of(account.id).tags)
            };
            members.contains(&account.id) || filed.as_ref().is_some_and(by_rule)
        };
        let others = self
            .people
            .values()
            .filter(taken)
            .map(|account| (account.clone(), Role::Member));
        for (account, role) in others.chain([me]) {
            let member = Member {
                conversation: *id,
                account: account.id,
                name: account.name,
                kind: account.kind,
                role,
                can_post: role == Role::Owner || !options.announcement,
                active: true,
                since: 0,
            };
            state.members.insert(member.account, member);
        }
        self.conversations.insert(*id, state);
        self.dirty(*id);
    }
}

/// The newest message, and the newest that were said: mostly the same one.
fn look_back<S: Store>(
    store: &S,
    id: ConversationId,
    state: &mut ConversationState,
) -> Result<(), StoreError> {
    const STEP: usize = 50;
    let (mut before, mut limit) = (Seq::MAX, 1);
    while state.heard.is_none() {
        let page = store.messages_before(id, before, limit)?;
        let Some(oldest) = page.last() else { break };
        before = oldest.seq;
        // What is held below has holes around it.
        let from = state.stretches.newest().map_or(0, |stretch| stretch.from);
        for message in page.iter().filter(|message| from <= message.seq || limit == 1) {
            state.take(message, true);
        }
        if page.len() < limit || before <= from {
            break;
        }
        limit = STEP;
    }
    Ok(())
}

fn entry(
    states: &mut BTreeMap<ConversationId, ConversationState>,
    id: ConversationId,
) -> &mut ConversationState {
    states.entry(id).or_insert_with(|| ConversationState::new(id))
}
