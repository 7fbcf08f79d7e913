//! The web dashboard: the same engine, compiled into the page. This is its driver: it owns the clock, the socket, HTTP and
//! the timer, and carries out what the engine asks for.
//!
//! Everything that happens goes through one queue of [`Event`]s and is worked off by one task, so that no callback of the browser
//! ever runs inside another's.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use engine::ui::{Reply, Request, RequestId, Update};
use engine::{CallId, Effect, Engine, EngineConfig, Input};
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_channel::oneshot;
use futures_util::{FutureExt, StreamExt};
use protocol::{Answer, ApiError, Call, ErrorCode, Me, SignedIn};
use wasm_bindgen_futures::spawn_local;

use self::files::PageFiles;
use self::recorder::PageRecorder;
use self::store::PageStore;
use self::wire::{CryptoEntropy, Socket};
use super::{Backend, Files, Info, Kind, Later, Recorder};
use crate::dom;

mod files;
mod links;
mod listening;
mod recorder;
mod shelf;
mod sound;
mod store;
mod wire;

/// A browser fetches these at every start: enough for the first screen of each conversation.
const WINDOW: u32 = 30;
/// Between attempts to learn who is signed in, while there is no network.
const ASK_AGAIN_MS: i32 = 3_000;

/// A file that was staged so long ago is not just on its way into a composer.
const LEFT_BEHIND_MS: i64 = 24 * 3_600_000;

/// Something that the driver has to deal with.
#[derive(Debug)]
enum Event {
    /// For the engine.
    Input(Input),
    /// From the socket with this number; those of an earlier one are old news.
    FromSocket(u32, Input),
    /// Somebody has signed in.
    Begin(Box<Me>),
    /// The person has signed out, or nobody is signed in.
    End,
}

#[derive(Debug)]
pub(crate) struct Browser {
    driver: Rc<Driver>,
    recorder: Rc<PageRecorder>,
}

#[derive(Debug)]
struct Driver {
    events: UnboundedSender<Event>,
    /// Taken by the task that works them off.
    queue: RefCell<Option<UnboundedReceiver<Event>>>,
    updates: RefCell<Option<UnboundedSender<Update>>>,
    waiting: RefCell<HashMap<RequestId, oneshot::Sender<Result<Reply, ApiError>>>>,
    next_request: Cell<u64>,
    files: Rc<PageFiles>,
}

/// What only the task touches.
#[derive(Default)]
struct Desk {
    engine: Option<Engine<PageStore>>,
    socket: Option<Socket>,
    sockets: u32,
    /// The deadline that a timer is set for.
    alarm: Option<i64>,
    /// The window is in front, which the page may say before anybody has signed in.
    focused: bool,
}

impl Browser {
    pub(crate) fn new() -> Self {
        let (events, queue) = unbounded();
        let files = Rc::<PageFiles>::default();
        Self {
            recorder: Rc::new(PageRecorder::new(files.clone())),
            driver: Rc::new(Driver {
                events,
                queue: RefCell::new(Some(queue)),
                updates: RefCell::default(),
                waiting: RefCell::default(),
                next_request: Cell::new(1),
                files,
            }),
        }
    }
}

impl Backend for Browser {
    fn request(&self, request: Request) -> Later<Reply> {
        let driver = self.driver.clone();
        let (answer, answered) = oneshot::channel();
        let id = RequestId(driver.next_request.get());
        driver.next_request.set(id.0.saturating_add(1));
        driver.waiting.borrow_mut().insert(id, answer);
        driver.tell(Event::Input(Input::Request { id, request }));
        async move { answered.await.unwrap_or_else(|_| Err(signed_out())) }.boxed_local()
    }

    fn call(&self, call: Call) -> Later<Answer> {
        let driver = self.driver.clone();
        async move {
            let answer = wire::call(&call).await?;
            if let Answer::SignedIn(SignedIn::Session(session)) = &answer {
                driver.tell(Event::Begin(Box::new(session.me.clone())));
            }
            Ok(answer)
        }
        .boxed_local()
    }

    fn updates(&self) -> UnboundedReceiver<Update> {
        let (sender, receiver) = unbounded();
        self.driver.updates.replace(Some(sender));
        if let Some(queue) = self.driver.queue.borrow_mut().take() {
            spawn_local(work(self.driver.clone(), queue));
            spawn_local(who_is_signed_in(self.driver.clone()));
            wire::on_wake_up({
                let driver = self.driver.clone();
                move || driver.tell(Event::Input(Input::Resumed))
            });
        }
        receiver
    }

    fn files(&self) -> Rc<dyn Files> {
        self.driver.files.clone()
    }

    fn info(&self) -> Later<Info> {
        let info = Info {
            kind: Kind::Browser,
            server: wire::origin(),
            version: env!("CARGO_PKG_VERSION").into(),
            device_name: wire::device_name(),
        };
        async { Ok(info) }.boxed_local()
    }

    fn set_server(&self, _url: String) -> Later<()> {
        let refusal = ApiError::new(
            ErrorCode::Invalid,
            "A browser stays with the server that the page came from.",
        );
        async { Err(refusal) }.boxed_local()
    }

    fn sign_out(&self) -> Later<()> {
        let driver = self.driver.clone();
        async move {
            // The cookie can only be taken away by the server: without a connection the person is still signed in, and is told so.
            wire::call(&Call::SignOut).await?;
            driver.tell(Event::End);
            Ok(())
        }
        .boxed_local()
    }

    fn recorder(&self) -> Rc<dyn Recorder> {
        self.recorder.clone()
    }
}

impl Driver {
    fn tell(&self, event: Event) {
        // The queue lives as long as the page.
        let _ = self.events.unbounded_send(event);
    }

    fn show(&self, update: Update) {
        if let Some(updates) = self.updates.borrow().as_ref() {
            let _ = updates.unbounded_send(update);
        }
    }

    fn answer(&self, id: RequestId, result: Result<Reply, ApiError>) {
        if let Some(waiting) = self.waiting.borrow_mut().remove(&id) {
            let _ = waiting.send(result);
        }
    }
}

/// The session cookie cannot be read by the page: only the server knows whose it is.
async fn who_is_signed_in(driver: Rc<Driver>) {
    loop {
        match wire::call(&Call::Me).await {
            Ok(Answer::Me(me)) => return driver.tell(Event::Begin(Box::new(me))),
            Err(error) if error.code == ErrorCode::Unavailable => dom::pause(ASK_AGAIN_MS).await,
            Ok(_) | Err(_) => return driver.show(Update::SignedOut { reason: None }),
        }
    }
}

async fn work(driver: Rc<Driver>, mut queue: UnboundedReceiver<Event>) {
    let mut desk = Desk::default();
    while let Some(event) = queue.next().await {
        match event {
            Event::Begin(me) => begin(&driver, &mut desk, *me),
            Event::End => {
                if let Some(engine) = desk.engine.take() {
                    engine.into_store().forget_all();
                }
                driver.files.links.forget_all();
                driver.files.shelf.forget_all().await;
                desk.socket = None;
                driver.show(Update::SignedOut { reason: None });
            }
            Event::FromSocket(number, input) if number == desk.sockets && desk.socket.is_some() => {
                if matches!(input, Input::Disconnected) {
                    desk.socket = None;
                }
                step(&driver, &mut desk, input);
            }
            Event::FromSocket(..) => {}
            Event::Input(input) => step(&driver, &mut desk, input),
        }
        set_alarm(&driver, &mut desk);
    }
}

fn begin(driver: &Rc<Driver>, desk: &mut Desk, me: Me) {
    desk.socket = None;
    driver.files.links.forget_all();
    driver.files.shelf.open(me.account.id);
    let store = PageStore::open(me.account.id);
    let config = EngineConfig {
        me: Some(me),
        window: WINDOW,
    };
    match Engine::open(store, config, Box::new(CryptoEntropy)) {
        Ok(engine) => {
            let (shelf, needed) = (driver.files.shelf.clone(), engine.staged());
            let before = wire::now_ms().saturating_sub(LEFT_BEHIND_MS);
            spawn_local(async move { shelf.tidy(&needed, before).await });
            desk.engine = Some(engine);
        }
        Err(error) => {
            return driver.show(Update::Trouble {
                message: error.to_string(),
            });
        }
    }
    step(driver, desk, Input::Start);
    for request in [
        Request::Focus {
            focused: desk.focused,
        },
        Request::Attach,
    ] {
        // Number 0 is nobody's: nobody waits for the answer.
        step(
            driver,
            desk,
            Input::Request {
                id: RequestId(0),
                request,
            },
        );
    }
}

fn step(driver: &Rc<Driver>, desk: &mut Desk, input: Input) {
    if let Input::Request {
        request: Request::Focus { focused },
        ..
    } = &input
    {
        desk.focused = *focused;
    }
    let Some(engine) = desk.engine.as_mut() else {
        match input {
            Input::Request {
                id,
                request: Request::Focus { .. },
            } => driver.answer(id, Ok(Reply::Done)),
            Input::Request { id, .. } => driver.answer(id, Err(signed_out())),
            _ => {}
        }
        return;
    };
    for effect in engine.handle(wire::now_ms(), input) {
        carry_out(driver, desk, effect);
    }
}

fn carry_out(driver: &Rc<Driver>, desk: &mut Desk, effect: Effect) {
    match effect {
        Effect::Connect => {
            desk.sockets = desk.sockets.wrapping_add(1);
            let (number, heard) = (desk.sockets, driver.clone());
            desk.socket = Socket::open(move |input| heard.tell(Event::FromSocket(number, input)));
            if desk.socket.is_none() {
                driver.tell(Event::Input(Input::Disconnected));
            }
        }
        Effect::Disconnect => desk.socket = None,
        Effect::Send(frame) => {
            if let Some(socket) = &desk.socket {
                socket.send(&frame);
            }
        }
        Effect::Call { id, call } => spawn_local(answer_call(driver.clone(), id, call)),
        Effect::Upload {
            id,
            file,
            offset,
            bytes,
        } => {
            let driver = driver.clone();
            spawn_local(async move {
                let result = driver.files.upload(file, offset, bytes).await;
                driver.tell(Event::Input(Input::Called { id, result }));
            });
        }
        Effect::Uploaded(file) => {
            let shelf = driver.files.shelf.clone();
            spawn_local(async move { shelf.sent(file).await });
        }
        Effect::ForgetFile(file) => {
            driver.files.links.forget(file);
            let shelf = driver.files.shelf.clone();
            spawn_local(async move { shelf.forget(file).await });
        }
        Effect::Reply { id, result } => driver.answer(id, result),
        Effect::Update(update) => driver.show(update),
        // A page has no notifications of its own yet; title and badge follow the counts.
        Effect::Notify(_) => {}
        Effect::SignedOut { .. } => {
            // The UI has been told why. What waits to be sent stays for the next sign-in.
            desk.engine = None;
            desk.socket = None;
        }
    }
}

async fn answer_call(driver: Rc<Driver>, id: CallId, call: Call) {
    let result = wire::call(&call).await;
    driver.tell(Event::Input(Input::Called { id, result }));
}

/// One timer at a time, for the engine's next deadline.
fn set_alarm(driver: &Rc<Driver>, desk: &mut Desk) {
    let deadline = desk.engine.as_ref().and_then(Engine::deadline);
    let now = wire::now_ms();
    if deadline == desk.alarm && deadline.is_some_and(|at| now < at) {
        return;
    }
    desk.alarm = deadline;
    let Some(deadline) = deadline else { return };
    let wait = i32::try_from(deadline.saturating_sub(now).max(1)).unwrap_or(i32::MAX);
    let driver = driver.clone();
    spawn_local(async move {
        dom::pause(wait).await;
        driver.tell(Event::Input(Input::Tick));
    });
}

fn signed_out() -> ApiError {
    ApiError::new(
        ErrorCode::SignInNeeded,
        "Nobody is signed in here. Sign in and try again.",
    )
}
