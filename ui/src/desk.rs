//! What every screen has at hand: the state, the way out, the address. Screens read the state and ask through here.

use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use engine::ui::{Reply, Request};
use protocol::{Answer, ApiError, Attachment, Call, ConversationId, FileId, MessageId, Variant};

use crate::backend::{AnyBackend, Info};
use crate::dom;
use crate::route::Route;
use crate::state::model::Model;
use crate::state::preferences::Preferences;
use crate::state::sources::Sources;
use crate::state::toasts::{Action, STAYS_MS};
use crate::state::viewing::Viewing;

const PREFERENCES: &str = "rapport.preferences";

/// Dialogs that can be opened from several places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialog {
    NewConversation,
    Invite,
    Switcher,
    Shortcuts,
    Tags,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Desk {
    pub model: Model,
    pub route: Signal<Route>,
    pub preferences: Signal<Preferences>,
    pub info: Signal<Info>,
    pub dialog: Signal<Option<Dialog>>,
    /// Rises when the window's focus or size changes.
    pub window: Signal<u64>,
    /// The conversation that the engine has open.
    pub open: Signal<Option<ConversationId>>,
    /// The message to show when its conversation opens next.
    pub jump: Signal<Option<(ConversationId, MessageId)>>,
    /// Pictures in large, while somebody looks at them.
    pub viewing: Signal<Option<Viewing>>,
    /// Files that are to go into the vault, while it is asked where.
    pub keeping: Signal<Vec<Attachment>>,
    /// Where pictures were had. Read by no screen: what changes in it draws nothing.
    pub sources: CopyValue<Sources>,
    backend: CopyValue<AnyBackend>,
}

/// The desk of this page.
pub(crate) fn use_desk() -> Desk {
    use_context::<Desk>()
}

impl Desk {
    /// Call inside the component that lives as long as the page.
    pub(crate) fn new(backend: AnyBackend, model: Model) -> Self {
        Self {
            model,
            route: Signal::new(Route::parse(&dom::path())),
            preferences: Signal::new(Preferences::read(dom::stored(PREFERENCES).as_deref())),
            info: Signal::new(Info::default()),
            dialog: Signal::new(None),
            window: Signal::new(0),
            open: Signal::new(None),
            jump: Signal::new(None),
            viewing: Signal::new(None),
            keeping: Signal::new(Vec::new()),
            sources: CopyValue::new(Sources::default()),
            backend: CopyValue::new(backend),
        }
    }

    pub(crate) fn backend(&self) -> AnyBackend {
        self.backend.read().clone()
    }

    /// Shows a screen; Back leads to the one before.
    pub(crate) fn go(mut self, route: Route) {
        if *self.route.peek() != route {
            dom::go_to(&route.path(), false);
            self.route.set(route);
        }
    }

    /// Shows a screen in place of this one.
    pub(crate) fn swap(mut self, route: Route) {
        dom::go_to(&route.path(), true);
        self.route.set(route);
    }

    /// Asks the engine and does not wait; a refusal is said. Not tied to the screen that asks: it may go before the answer.
    pub(crate) fn ask(self, request: Request) {
        spawn_forever(async move {
            let _ = self.asked(request).await;
        });
    }

    /// Asks the engine; a refusal is said.
    pub(crate) async fn asked(self, request: Request) -> Option<Reply> {
        match self.backend().request(request).await {
            Ok(reply) => Some(reply),
            Err(error) => {
                self.say(error.message);
                None
            }
        }
    }

    /// A call that only works online; the caller says what goes wrong.
    pub(crate) async fn call(self, call: Call) -> Result<Answer, ApiError> {
        self.backend().call(call).await
    }

    /// An address for `src`, remembered for the next time.
    pub(crate) async fn source(mut self, file: FileId, variant: Variant) -> Result<String, ApiError> {
        let address = self.backend().files().source(file, variant).await?;
        self.sources.write().keep(file, variant, address.clone());
        Ok(address)
    }

    /// Keeps a copy of a file for the person, and says where.
    pub(crate) fn save(self, file: FileId, name: String) {
        spawn_forever(async move {
            match self.backend().files().save(file, name).await {
                Ok(Some(place)) => self.say(format!("Saved: {place}")),
                Ok(None) => {}
                Err(error) => self.say(error.message),
            }
        });
    }

    pub(crate) fn say(self, text: impl Into<String>) {
        self.say_with(text, None);
    }

    /// A notice that goes away by itself.
    pub(crate) fn say_with(mut self, text: impl Into<String>, action: Option<Action>) {
        let id = self.model.toasts.write().show(text, action);
        spawn_forever(async move {
            dom::pause(STAYS_MS).await;
            self.model.toasts.write().hide(id);
        });
    }

    /// Puts text on the clipboard and says so. Not tied to the menu that it was chosen from, which is gone by then.
    pub(crate) fn copy(self, text: String) {
        spawn_forever(async move {
            self.say(if dom::copy(&text).await {
                "Copied"
            } else {
                "Couldn't copy. The browser doesn't allow it here."
            });
        });
    }

    /// Changes a setting of this device, shows it and keeps it.
    pub(crate) fn prefer(mut self, change: impl FnOnce(&mut Preferences)) {
        let mut preferences = *self.preferences.peek();
        change(&mut preferences);
        self.preferences.set(preferences);
        dom::store(PREFERENCES, &preferences.write());
    }
}
