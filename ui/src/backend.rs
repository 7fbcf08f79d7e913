//! The only way out of the interface: to the app's shell, to the engine in the page, or to a story.

use std::rc::Rc;

use engine::ui::{Reply, Request, Update};
use futures_channel::mpsc::UnboundedReceiver;
use futures_util::future::LocalBoxFuture;
use protocol::{Answer, ApiError, Call};

use crate::format::clock::Clock;

pub(crate) use media::{Files, Heard, Microphone, Recorder};

mod app;
mod browser;
mod media;
#[cfg(feature = "story")]
mod scripted;

/// Answers later, in the page's own thread.
pub(crate) type Later<T> = LocalBoxFuture<'static, Result<T, ApiError>>;

/// What the interface stands on.
pub(crate) trait Backend {
    /// Asks the engine. `Ok` means that it was taken and is safe on this device.
    fn request(&self, request: Request) -> Later<Reply>;

    /// A call that only works online: signing in, devices, invites.
    fn call(&self, call: Call) -> Later<Answer>;

    /// Everything that the engine tells, from `Attach` on. Taken once.
    fn updates(&self) -> UnboundedReceiver<Update>;

    /// The bytes of files.
    fn files(&self) -> Rc<dyn Files>;

    /// Where and what this is.
    fn info(&self) -> Later<Info>;

    /// Another server, for who is not signed in. The app only.
    fn set_server(&self, url: String) -> Later<()>;

    /// Ends the session here and forgets what this device holds. `Update::SignedOut` follows.
    fn sign_out(&self) -> Later<()>;

    /// The microphone.
    fn recorder(&self) -> Rc<dyn Recorder>;
}

/// Shared by all of the interface.
pub(crate) type AnyBackend = Rc<dyn Backend>;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    App,
    #[default]
    Browser,
}

/// What the interface stands on, for the sign-in screen and the about page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Info {
    pub kind: Kind,
    /// Address of the server, such as `https://chat.example`.
    pub server: String,
    pub version: String,
    /// For the list of devices, such as "Rapport on Linux".
    pub device_name: String,
}

protocol::read_names! {
    Kind { "app" => App, "browser" => Browser }
}

protocol::read_struct! {
    Info { kind, server, version, device_name }
}

/// A backend, and the clock that goes with it: a story stands still.
pub(crate) struct Chosen {
    pub backend: AnyBackend,
    pub clock: Clock,
}

/// The backend of this page: a story when the address names one; the shell where there is one; else the engine in the page.
pub(crate) fn choose() -> Chosen {
    #[cfg(feature = "story")]
    if let Some(story) = crate::dom::query_value("story") {
        return Chosen {
            backend: Rc::new(scripted::Scripted::new(&story)),
            clock: scripted::CLOCK,
        };
    }
    let backend: AnyBackend = if app::is_here() {
        Rc::new(app::App::default())
    } else {
        Rc::new(browser::Browser::new())
    };
    Chosen {
        backend,
        clock: crate::dom::clock(),
    }
}
