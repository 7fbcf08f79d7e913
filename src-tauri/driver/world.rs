//! A driver with everything around it played by hand: a network that a test answers for, a page, a desktop.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use engine::Input;
use engine::ui::{Reply, Request, Update};
use protocol::{
    Account, AccountId, AccountKind, Answer, ApiError, Call, ClientFrame, DeviceId, FileVariant, Limits, Me,
    ServerFrame, Session, SignedIn, Timestamp, VerifySignIn, Workspace, WorkspaceId,
};
use tokio::sync::{mpsc, oneshot};

use super::{Driver, Event, Info, Shell};
use crate::files::Folder;
use crate::network::{Access, Asker, Download, Fetcher, Line, Listener, Network, Piece, Purpose};
use crate::places::Places;
use crate::settings::Settings;
use crate::tokens::Tokens;

pub(super) const ANA: AccountId = AccountId::from_number(0xa1);
pub(super) const BEN: AccountId = AccountId::from_number(0xb2);

/// What has gone out and is not yet answered.
#[derive(Default)]
pub(super) struct Wire {
    pub(super) calls: Vec<(Access, Call, Purpose)>,
    pub(super) lines: Vec<(Access, Listener, mpsc::Receiver<ClientFrame>)>,
    pub(super) pieces: Vec<(Piece, Purpose)>,
    pub(super) downloads: Vec<(Download, Fetcher)>,
}

type Shared<T> = Arc<Mutex<T>>;

struct FakeNetwork(Shared<Wire>);

impl Network for FakeNetwork {
    fn call(&self, access: Access, call: Call, asker: Asker) {
        self.0.lock().unwrap().calls.push((access, call, asker.purpose));
    }

    fn connect(&self, access: Access, listener: Listener) -> Line {
        let (frames, sent) = mpsc::channel(8);
        self.0.lock().unwrap().lines.push((access, listener, sent));
        Line::new(frames, None)
    }

    fn upload(&self, _: Access, piece: Piece, asker: Asker) {
        self.0.lock().unwrap().pieces.push((piece, asker.purpose));
    }

    fn download(&self, _: Access, download: Download, fetcher: Fetcher) {
        self.0.lock().unwrap().downloads.push((download, fetcher));
    }
}

/// What the desktop shows.
#[derive(Clone, Default)]
pub(super) struct Desktop {
    pub(super) unread: u32,
    pub(super) notices: Vec<engine::Notice>,
}

struct FakeShell(Shared<Desktop>);

impl Shell for FakeShell {
    fn notify(&self, notice: engine::Notice) {
        self.0.lock().unwrap().notices.push(notice);
    }

    fn show_unread(&self, unread: u32) {
        self.0.lock().unwrap().unread = unread;
    }
}

pub(super) struct World {
    driver: Driver<FakeNetwork>,
    pub(super) places: Places,
    wire: Shared<Wire>,
    told: Shared<Vec<Update>>,
    shell: Shared<Desktop>,
    /// What other threads tell the driver.
    inbox: mpsc::Receiver<Event>,
    now: i64,
}

impl World {
    /// The app starts on this folder, and its page attaches.
    pub(super) fn start(folder: &Path) -> Self {
        Self::start_with(
            folder,
            Settings {
                server: Some("https://north.example".parse().unwrap()),
                ..Settings::default()
            },
        )
    }

    /// As [`World::start`], at another time.
    pub(super) fn start_at(folder: &Path, now: i64) -> Self {
        Self::start_on(folder, Settings::default(), now)
    }

    pub(super) fn start_with(folder: &Path, settings: Settings) -> Self {
        Self::start_on(folder, settings, 1_000_000)
    }

    fn start_on(folder: &Path, settings: Settings, now: i64) -> Self {
        let (events, inbox) = mpsc::channel(64);
        let places = Places::open(folder).unwrap();
        let (wire, told, shell) = (Shared::default(), Shared::default(), Shared::default());
        let driver = Driver::new(
            FakeNetwork(Arc::clone(&wire)),
            Box::new(FakeShell(Arc::clone(&shell))),
            places.clone(),
            Tokens::new(None, places.token()),
            settings,
            events,
        );
        let mut world = Self {
            driver,
            places,
            wire,
            told,
            shell,
            inbox,
            now,
        };
        world.driver.start(world.now);
        world.attach();
        world
    }

    pub(super) fn attach(&mut self) {
        let told = Arc::clone(&self.told);
        self.event(Event::Attach(Box::new(move |update| {
            told.lock().unwrap().push(update)
        })));
    }

    pub(super) fn event(&mut self, event: Event) {
        self.now += 10;
        self.driver.handle(self.now, event);
    }

    /// Lets the time pass until the engine wants to be called.
    pub(super) fn wait_for_deadline(&mut self) {
        self.now = self.driver.deadline().unwrap();
        self.driver.tick(self.now);
    }

    pub(super) fn desktop(&self) -> Desktop {
        self.shell.lock().unwrap().clone()
    }

    /// What the page was told since the last look.
    pub(super) fn told(&self) -> Vec<Update> {
        std::mem::take(&mut self.told.lock().unwrap())
    }

    pub(super) fn info(&mut self) -> Info {
        let (answer, mut answered) = oneshot::channel();
        self.event(Event::Info(answer));
        answered.try_recv().unwrap()
    }

    pub(super) fn set_server(&mut self, url: &str) -> Result<(), ApiError> {
        let (answer, mut answered) = oneshot::channel();
        self.event(Event::SetServer {
            url: url.into(),
            answer,
        });
        answered.try_recv().unwrap()
    }

    pub(super) fn ask(&mut self, request: Request) -> Result<Reply, ApiError> {
        let (answer, mut answered) = oneshot::channel();
        self.event(Event::Ask { request, answer });
        answered.try_recv().unwrap()
    }

    /// The page calls; the answer comes when the test has answered for the server.
    pub(super) fn call(&mut self, call: Call) -> oneshot::Receiver<Result<Answer, ApiError>> {
        let (answer, answered) = oneshot::channel();
        self.event(Event::Call { call, answer });
        answered
    }

    /// The oldest call that waits for the server.
    pub(super) fn next_call(&self) -> (Access, Call, Purpose) {
        self.wire.lock().unwrap().calls.remove(0)
    }

    pub(super) fn newest_call(&self) -> (Access, Call, Purpose) {
        self.wire.lock().unwrap().calls.pop().unwrap()
    }

    pub(super) fn no_call_waits(&self) -> bool {
        self.wire.lock().unwrap().calls.is_empty()
    }

    pub(super) fn answer(&mut self, purpose: Purpose, result: Result<Answer, ApiError>) {
        self.event(Event::Answered { purpose, result });
    }

    /// The page wants a file; the answer comes when it is on this device.
    pub(super) fn fetch(&mut self, which: FileVariant) -> oneshot::Receiver<Result<PathBuf, ApiError>> {
        let (answer, answered) = oneshot::channel();
        self.event(Event::Fetch { which, answer });
        answered
    }

    pub(super) fn folder(&mut self) -> Result<Arc<Folder>, ApiError> {
        let (answer, mut answered) = oneshot::channel();
        self.event(Event::Folder(answer));
        answered.try_recv().unwrap()
    }

    /// What another thread tells the driver next; waits for it.
    pub(super) fn next_told(&mut self) -> Event {
        self.inbox.blocking_recv().unwrap()
    }

    /// The oldest piece that waits for the server.
    pub(super) fn next_piece(&self) -> (Piece, Purpose) {
        self.wire.lock().unwrap().pieces.remove(0)
    }

    /// Downloads that have begun since the last look.
    pub(super) fn downloads(&self) -> Vec<(Download, Fetcher)> {
        std::mem::take(&mut self.wire.lock().unwrap().downloads)
    }

    /// A download brings these bytes and ends.
    pub(super) fn deliver(&mut self, download: (Download, Fetcher), bytes: Result<&[u8], ApiError>) {
        let (download, Fetcher { session, which, .. }) = download;
        let result = bytes.map(|bytes| std::fs::write(download.part, bytes).unwrap());
        self.event(Event::Fetched {
            session,
            which,
            result,
        });
    }

    /// How many lines were opened so far.
    pub(super) fn lines(&self) -> usize {
        self.wire.lock().unwrap().lines.len()
    }

    /// The token that the newest line was opened with.
    pub(super) fn line_token(&self) -> Option<String> {
        self.wire.lock().unwrap().lines.last().unwrap().0.token.clone()
    }

    /// Something comes on a line, counted from the first.
    pub(super) fn line_says(&mut self, line: usize, input: Input) {
        let number = self.wire.lock().unwrap().lines[line].1.line;
        self.event(Event::Line { line: number, input });
    }

    pub(super) fn frame(&mut self, frame: ServerFrame) {
        let newest = self.lines() - 1;
        self.line_says(newest, Input::Frame(frame));
    }

    /// Frames that went out on the newest line.
    pub(super) fn sent(&self) -> Vec<ClientFrame> {
        let mut wire = self.wire.lock().unwrap();
        let (_, _, sent) = wire.lines.last_mut().unwrap();
        std::iter::from_fn(|| sent.try_recv().ok()).collect()
    }

    /// The newest line breaks without the driver having heard of it.
    pub(super) fn break_line(&self) {
        self.wire.lock().unwrap().lines.last_mut().unwrap().2.close();
    }

    /// Signs in by a code, all the way.
    pub(super) fn sign_in(&mut self, me: Me, token: &str) -> Answer {
        let mut page = self.call(Call::VerifySignIn(VerifySignIn {
            email: "ana@north.example".into(),
            code: "123456".into(),
            device_name: String::new(),
            account: None,
            wants_token: false,
        }));
        let (_, call, purpose) = self.newest_call();
        let Call::VerifySignIn(body) = call else {
            panic!("another call")
        };
        assert!(body.wants_token && !body.device_name.is_empty());
        let session = Session {
            token: Some(token.into()),
            me,
        };
        self.answer(purpose, Ok(Answer::SignedIn(SignedIn::Session(session))));
        page.try_recv().unwrap().unwrap()
    }

    /// The newest line is up.
    pub(super) fn come_online(&mut self, account: AccountId) {
        let newest = self.lines() - 1;
        self.line_says(newest, Input::Connected);
        self.frame(ServerFrame::Ready {
            account,
            limits: Limits::default(),
        });
    }
}

pub(super) fn me(id: AccountId) -> Me {
    Me {
        account: Account {
            id,
            kind: AccountKind::Coach,
            name: "Ana Ferreira".into(),
            email: Some("ana@north.example".into()),
            joined_at: Some(Timestamp(5)),
            direct: None,
        },
        workspace: Workspace {
            id: WorkspaceId::from_number(1),
            name: "North".into(),
            brand_hue: 160,
            receipts: protocol::ReceiptPolicy::default(),
        },
        device: DeviceId::from_number(9),
        limits: Limits::default(),
    }
}
