//! The loop: events in order of time, the server's side of the wire, and the way there and back.

mod files;
mod wire;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};

use engine::ui::Request;
use engine::{CallId, Effect, Input};
use protocol::{
    AccountId, Answer, ApiError, Call, ClientFrame, CommandId, CommandResult, ConversationId, FileId, Limits,
    MessageId, NewFile, ServerFrame, Timestamp,
};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use server::entropy::Entropy;
use server::local::LocalServer;

use crate::check::{Kept, Verdict};
use crate::device::{Device, panic_with};
use crate::network::{Faults, Plant, delay_ms};
use files::Piece;

const HEARTBEAT_MS: i64 = 15_000;
/// So small that a file of a simulation has many.
const PIECE_BYTES: u32 = 400;

pub(crate) fn limits() -> Limits {
    Limits {
        piece_bytes: PIECE_BYTES,
        ..Limits::default()
    }
}

/// What one run is made of.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Steps of the plan: things that people do.
    pub steps: u32,
    pub faults: Faults,
    pub plant: Option<Plant>,
}

/// What a run showed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Report {
    /// Messages that a client was told are safe on the server.
    pub acked: u64,
    pub faults: u64,
    /// Reactions, pins, stars, filings and words taken down by others that there are in the end.
    pub kept: Kept,
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// A message that a device took to send.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Promise {
    pub message: MessageId,
    pub conversation: ConversationId,
    pub device: usize,
}

#[derive(Debug)]
enum Event {
    Opened {
        device: usize,
        line: u64,
    },
    ToServer {
        device: usize,
        line: u64,
        frame: ClientFrame,
    },
    ToClient {
        device: usize,
        line: u64,
        frame: ServerFrame,
    },
    Closed {
        device: usize,
        line: u64,
    },
    CallArrives {
        device: usize,
        boot: u32,
        id: CallId,
        call: Call,
    },
    Answered {
        device: usize,
        boot: u32,
        id: CallId,
        result: Result<Answer, ApiError>,
    },
    PieceArrives {
        device: usize,
        boot: u32,
        /// `None`: nobody hears the answer.
        id: Option<CallId>,
        piece: Piece,
    },
    Restart {
        device: usize,
    },
    Heartbeat,
    ServerUp,
    Step,
}

pub(crate) struct World {
    pub now: i64,
    pub random: SmallRng,
    pub server: LocalServer,
    pub devices: Vec<Device>,
    pub promises: Vec<Promise>,
    pub deleted: BTreeSet<MessageId>,
    /// Failed messages that were tried again, and so went to the end on purpose.
    pub requeued: BTreeSet<MessageId>,
    pub acked: BTreeSet<MessageId>,
    /// The files that a message was sent with.
    pub attached: BTreeMap<MessageId, Vec<FileId>>,
    /// Messages that were taken back before they went out.
    pub cancelled: BTreeSet<MessageId>,
    /// Every file as it was on the disk of who attached it.
    pub originals: BTreeMap<FileId, Vec<u8>>,
    /// Messages that were taken as notes among coaches.
    pub notes: BTreeSet<MessageId>,
    /// Who was ever asked to be put into a group, or taken out of it, by hand.
    pub added: BTreeSet<(ConversationId, AccountId)>,
    pub taken_out: BTreeSet<(ConversationId, AccountId)>,
    pub cut_pieces: u64,
    /// Messages of saved messages, or with files of the vault.
    pub from_library: u64,
    /// For the planted server that does not look where a piece belongs.
    begun: BTreeMap<FileId, NewFile>,
    pub groups_made: u32,
    pub faults_seen: u64,
    pub faults: Faults,
    plant: Option<Plant>,
    server_is_up: bool,
    events: BinaryHeap<Reverse<(i64, u64)>>,
    waiting: HashMap<u64, Event>,
    next_event: u64,
    next_line: u64,
    /// Of each line and direction, when the last thing sent arrives: nothing overtakes on a line.
    arrivals: HashMap<(u64, bool), i64>,
    /// Commands on their way that make a message, to know what is acked.
    sending: HashMap<CommandId, MessageId>,
    /// Commands that have arrived, for the planted loss of memory.
    arrived: BTreeSet<CommandId>,
    steps_left: u32,
}

/// Runs one seed to its end.
pub fn simulate(seed: u64, settings: Settings) -> Report {
    let mut world = World::new(seed, settings);
    world.run_plan();
    world.calm_down();
    let verdict = world.check();
    Report {
        acked: world.acked.len() as u64,
        faults: world.faults_seen,
        kept: world.kept(),
        verdict,
    }
}

impl World {
    fn new(seed: u64, settings: Settings) -> Self {
        let mut random = SmallRng::seed_from_u64(seed);
        let now = 1_700_000_000_000;
        let mut server = LocalServer::open_in_memory(Entropy::from_seed(seed))
            .unwrap_or_else(|e| panic_with(&e.to_string()));
        server.set_limits(limits());
        let mut devices = Vec::new();
        let mut number = 1;
        for (practice, coaches, clients) in [
            ("North", vec!["Ana", "Jo"], vec!["Ben", "Cleo", "Dia"]),
            ("South", vec!["Eve"], vec!["Fay"]),
        ] {
            let workspace = server
                .create_workspace(Timestamp(now), practice)
                .unwrap_or_else(|error| panic_with(&error.message));
            let mut people = Vec::new();
            for name in coaches {
                people.push(
                    server
                        .create_coach(Timestamp(now), workspace.id, name, None)
                        .unwrap_or_else(|error| panic_with(&error.message))
                        .0,
                );
            }
            for name in clients {
                people.push(
                    server
                        .create_client(Timestamp(now), workspace.id, name, None)
                        .unwrap_or_else(|error| panic_with(&error.message))
                        .0,
                );
            }
            for (at, account) in people.iter().enumerate() {
                for _ in 0..(if at % 2 == 0 { 2 } else { 1 }) {
                    let skew = random.random_range(-86_400_000..86_400_000);
                    devices.push(Device::new(
                        &workspace,
                        account,
                        number,
                        skew,
                        random.random(),
                        settings.plant,
                    ));
                    number += 1;
                }
            }
        }
        let mut world = Self {
            now,
            random,
            server,
            devices,
            promises: Vec::new(),
            deleted: BTreeSet::new(),
            requeued: BTreeSet::new(),
            acked: BTreeSet::new(),
            attached: BTreeMap::new(),
            cancelled: BTreeSet::new(),
            originals: BTreeMap::new(),
            notes: BTreeSet::new(),
            added: BTreeSet::new(),
            taken_out: BTreeSet::new(),
            cut_pieces: 0,
            from_library: 0,
            begun: BTreeMap::new(),
            groups_made: 0,
            faults_seen: 0,
            faults: settings.faults,
            plant: settings.plant,
            server_is_up: true,
            events: BinaryHeap::new(),
            waiting: HashMap::new(),
            next_event: 0,
            next_line: 1,
            arrivals: HashMap::new(),
            sending: HashMap::new(),
            arrived: BTreeSet::new(),
            steps_left: settings.steps,
        };
        for device in 0..world.devices.len() {
            world.start_device(device);
        }
        world.schedule(HEARTBEAT_MS, Event::Heartbeat);
        world.schedule(2_000, Event::Step);
        world
    }

    /// Until the plan is done.
    fn run_plan(&mut self) {
        while self.steps_left > 0 {
            self.advance();
        }
    }

    /// Everything works again; goes on until every client says that it is quiet, or ten minutes are over.
    fn calm_down(&mut self) {
        self.faults = Faults::NONE;
        let until = self.now + 600_000;
        while self.now < until && !self.is_quiet() {
            self.advance();
        }
        // One more heartbeat, for what was lost just before the end, and the time to fetch it.
        let until = self.now + 3 * HEARTBEAT_MS;
        while self.now < until || (!self.is_quiet() && self.now < until + 120_000) {
            self.advance();
        }
    }

    fn is_quiet(&self) -> bool {
        self.server_is_up
            && self
                .devices
                .iter()
                .all(|device| device.engine.as_ref().is_some_and(engine::Engine::is_quiet))
    }

    fn schedule(&mut self, after_ms: i64, event: Event) {
        self.schedule_at(self.now + after_ms, event);
    }

    fn schedule_at(&mut self, at: i64, event: Event) {
        let number = self.next_event;
        self.next_event += 1;
        self.events.push(Reverse((at, number)));
        self.waiting.insert(number, event);
    }

    /// The next thing happens: an event, or a device's deadline if that is sooner.
    fn advance(&mut self) {
        let deadline = self
            .devices
            .iter()
            .enumerate()
            .filter_map(|(at, device)| Some((device.deadline()?, at)))
            .min();
        let event = self.events.peek().map(|Reverse((at, _))| *at);
        if let Some((at, device)) = deadline
            && event.is_none_or(|event| at < event)
        {
            self.now = self.now.max(at);
            let effects = self.devices[device].handle(self.now, Input::Tick);
            if effects.is_empty() && self.devices[device].deadline().is_some_and(|again| again <= at) {
                // A deadline that does not go away would hang a real driver; here time goes on so that the run can end and be judged.
                self.now += 1;
            }
            return self.carry_out(device, effects);
        }
        let Some(Reverse((at, number))) = self.events.pop() else {
            return;
        };
        self.now = self.now.max(at);
        if let Some(event) = self.waiting.remove(&number) {
            self.happen(event);
        }
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Step => {
                self.steps_left = self.steps_left.saturating_sub(1);
                self.act();
                if self.random.random_bool(self.faults.break_something) {
                    self.break_something();
                }
                if self.steps_left > 0 {
                    let pause = self.random.random_range(1..250);
                    self.schedule(pause, Event::Step);
                }
            }
            Event::Opened { device, line } => self.opened(device, line),
            Event::ToServer { device, line, frame } => self.server_receives(device, line, frame),
            Event::ToClient { device, line, frame } if self.devices[device].line == Some(line) => {
                if let ServerFrame::Result {
                    id,
                    result: CommandResult::Ok(_),
                } = &frame
                {
                    self.acked.extend(self.sending.get(id));
                }
                self.give(device, Input::Frame(frame));
            }
            Event::ToClient { .. } => {}
            Event::Closed { device, line } => {
                if self.devices[device].line == Some(line) {
                    self.devices[device].line = None;
                    self.give(device, Input::Disconnected);
                }
            }
            Event::CallArrives {
                device,
                boot,
                id,
                call,
            } => self.server_is_called(device, boot, id, &call),
            Event::Answered {
                device,
                boot,
                id,
                result,
            } => {
                if self.devices[device].boot == boot && self.devices[device].engine.is_some() {
                    self.give(device, Input::Called { id, result });
                }
            }
            Event::PieceArrives {
                device,
                boot,
                id,
                piece,
            } => self.piece_arrives(device, boot, id, &piece),
            Event::Restart { device } => self.start_device(device),
            Event::Heartbeat => self.heartbeat(),
            Event::ServerUp => self.server_is_up = true,
        }
    }

    fn start_device(&mut self, device: usize) {
        let effects = self.devices[device].start(self.now);
        self.carry_out(device, effects);
    }

    pub(crate) fn ask(&mut self, device: usize, request: Request) {
        let effects = self.devices[device].request(self.now, request);
        self.carry_out(device, effects);
    }

    pub(crate) fn give(&mut self, device: usize, input: Input) {
        let effects = self.devices[device].handle(self.now, input);
        self.carry_out(device, effects);
    }

    fn carry_out(&mut self, device: usize, effects: Vec<Effect>) {
        for effect in effects {
            let of_files = matches!(effect, Effect::Uploaded(_) | Effect::ForgetFile(_));
            if of_files && self.random.random_bool(self.faults.die_before_file) {
                // The step is on the disk; what it asks for is not done.
                self.faults_seen += 1;
                return self.crash_device(device, false);
            }
            match effect {
                Effect::Connect => {
                    let line = self.next_line;
                    self.next_line += 1;
                    self.devices[device].line = Some(line);
                    let after = delay_ms(&mut self.random, &self.faults, &mut self.faults_seen);
                    let event = if self.server_is_up {
                        Event::Opened { device, line }
                    } else {
                        Event::Closed { device, line }
                    };
                    self.schedule(after, event);
                }
                Effect::Disconnect => self.devices[device].line = None,
                Effect::Send(frame) => self.send_to_server(device, frame),
                Effect::Call { id, call } => {
                    let boot = self.devices[device].boot;
                    let after = delay_ms(&mut self.random, &self.faults, &mut self.faults_seen);
                    self.schedule(
                        after,
                        Event::CallArrives {
                            device,
                            boot,
                            id,
                            call,
                        },
                    );
                }
                Effect::SignedOut { reason } => {
                    panic_with(&format!("a session ended by itself: {}", reason.message))
                }
                Effect::Upload {
                    id,
                    file,
                    offset,
                    bytes,
                } => self.upload(device, id, file, offset, bytes),
                Effect::Uploaded(file) => self.uploaded(device, file),
                Effect::ForgetFile(file) => self.forget_file(device, file),
                Effect::Reply { .. } | Effect::Update(_) | Effect::Notify(_) => {}
            }
        }
    }

    /// The line breaks; each side notices in its own time.
    pub(crate) fn cut(&mut self, device: usize) {
        if self.devices[device].line.is_none() {
            return;
        }
        let after = self.random.random_range(0..2_000);
        // What is on the way is lost: the old line's number is nobody's any more.
        let dead = self.next_line;
        self.next_line += 1;
        self.devices[device].line = Some(dead);
        self.schedule(after, Event::Closed { device, line: dead });
    }

    pub(crate) fn crash_device(&mut self, device: usize, power: bool) {
        if self.devices[device].engine.is_none() {
            return;
        }
        let random = &mut self.random;
        let mut kept = |cached: usize| random.random_range(0..=cached);
        self.devices[device].crash(power.then_some(&mut kept));
        let after = self.random.random_range(10..20_000);
        self.schedule(after, Event::Restart { device });
    }

    /// All lines break; what was committed stays.
    pub(crate) fn crash_server(&mut self) {
        if !self.server_is_up {
            return;
        }
        self.server_is_up = false;
        for device in 0..self.devices.len() {
            self.cut(device);
        }
        let after = self.random.random_range(100..15_000);
        self.schedule(after, Event::ServerUp);
    }
}
