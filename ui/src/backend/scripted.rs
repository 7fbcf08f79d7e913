//! A fixed story in place of a server: Ana coaches twenty-five clients on one afternoon in May. Every screen and state can
//! be reached; the same address always shows the same. For screenshots, design and tests, not in the shipped page.

use std::cell::RefCell;
use std::rc::Rc;

use engine::ui::{Reply, Request, Update};
use futures_channel::mpsc::UnboundedReceiver;
use futures_util::FutureExt;
use protocol::{Answer, ApiError, Call, ErrorCode};
use wasm_bindgen_futures::spawn_local;

use self::recorder::ScriptedRecorder;
use self::stage::Stage;
use super::{Backend, Files, Info, Kind, Later, Recorder};
use crate::format::clock::Clock;

mod calls;
mod deeds;
mod filed;
mod files;
mod groups;
mod hands;
mod marks;
mod people;
mod recorder;
mod scenes;
mod sent;
mod shelves;
mod stage;
mod talks;
mod turns;
mod voices;
mod writing;

/// Tuesday 12 May 2026, 14:32.
pub(crate) const NOW: i64 = 1_778_596_320_000;

/// The story stands still.
pub(crate) const CLOCK: Clock = Clock {
    now_ms: || NOW,
    offset_minutes: |_| 0,
    twelve_hours: false,
};

#[derive(Debug)]
pub(crate) struct Scripted {
    name: String,
    stage: Rc<RefCell<Stage>>,
    files: Rc<files::StoryFiles>,
    recorder: Rc<ScriptedRecorder>,
}

impl Scripted {
    pub(crate) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            stage: Rc::new(RefCell::new(Stage::new(name))),
            files: Rc::new(files::StoryFiles::new(name)),
            recorder: Rc::new(ScriptedRecorder::new(name)),
        }
    }
}

impl Backend for Scripted {
    fn request(&self, request: Request) -> Later<Reply> {
        turns::take(&self.stage, request).boxed_local()
    }

    fn call(&self, call: Call) -> Later<Answer> {
        let stage = self.stage.clone();
        async move {
            crate::dom::pause(120).await;
            calls::answer(&stage, call)
        }
        .boxed_local()
    }

    fn updates(&self) -> UnboundedReceiver<Update> {
        let receiver = self.stage.borrow_mut().attach();
        spawn_local(hands::play(self.name.clone()));
        receiver
    }

    fn files(&self) -> Rc<dyn Files> {
        self.files.clone()
    }

    fn info(&self) -> Later<Info> {
        let kind = if self.name == "app-sign-in" {
            Kind::App
        } else {
            Kind::Browser
        };
        let info = Info {
            kind,
            server: "https://chat.berger-coaching.example".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            device_name: "Firefox on Linux".into(),
        };
        async { Ok(info) }.boxed_local()
    }

    fn set_server(&self, url: String) -> Later<()> {
        let answer = if url.starts_with("https://") {
            Ok(())
        } else {
            Err(ApiError::new(
                ErrorCode::Invalid,
                "That is no address of a server. It begins with https://.",
            ))
        };
        async { answer }.boxed_local()
    }

    fn sign_out(&self) -> Later<()> {
        self.stage.borrow().tell(Update::SignedOut { reason: None });
        async { Ok(()) }.boxed_local()
    }

    fn recorder(&self) -> Rc<dyn Recorder> {
        self.recorder.clone()
    }
}
