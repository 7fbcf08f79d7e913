//! The root: makes the desk, pumps updates into the state, follows the window, and chooses the screen.

use dioxus::prelude::*;
use engine::ui::Request;
use futures_util::StreamExt;

use crate::backend;
use crate::components::bottom_bar::BottomBar;
use crate::components::invite_dialog::InviteDialog;
use crate::components::mini_player::MiniPlayer;
use crate::components::new_conversation::NewConversation;
use crate::components::quick_switcher::QuickSwitcher;
use crate::components::rail::Rail;
use crate::components::shortcut_sheet::ShortcutSheet;
use crate::components::tag_manager::TagManager;
use crate::components::toasts::Toasts;
use crate::components::vault::keep::Keep;
use crate::components::viewer::Viewer;
use crate::desk::{Desk, Dialog, use_desk};
use crate::dom::{self, WindowEvent};
use crate::format::words::window_title;
use crate::route::{Part, Route};
use crate::screens::clients::Clients;
use crate::screens::create_practice::CreatePractice;
use crate::screens::inbox::Inbox;
use crate::screens::join::Join;
use crate::screens::settings::Settings;
use crate::screens::sign_in::SignIn;
use crate::screens::starred::Starred;
use crate::screens::templates::{Open, Templates};
use crate::screens::vault::Vault;
use crate::sound::use_sound_provider;
use crate::state::model::{Model, Phase};
use crate::state::rows::Filter;
use crate::state::snapshot;
use crate::state::sources::Sources;
use crate::state::writing::NoteDrafts;

mod going;

#[component]
pub(crate) fn App() -> Element {
    let desk = use_context_provider(|| {
        let chosen = backend::choose();
        Desk::new(chosen.backend, Model::new(chosen.clock))
    });
    use_sound_provider(desk);
    use_pump(desk);
    use_window(desk);
    going::use_keys(desk);
    use_look(desk);
    use_snapshot(desk);
    use_notes(desk);
    use_boot_page(desk);
    use_way_out(desk);

    let phase = desk.model.phase.read().clone();
    let route = *desk.route.read();
    rsx! {
        match phase {
            // The page's own skeleton, or what was last on the screen, still stands.
            Phase::Starting => rsx! {},
            Phase::SignedOut(reason) => rsx! {
                match route {
                    Route::CreatePractice => rsx! { CreatePractice {} },
                    Route::Join => rsx! { Join {} },
                    _ => rsx! { SignIn { reason } },
                }
            },
            Phase::SignedIn => rsx! { SignedIn {} },
        }
        Toasts {}
    }
}

/// The screens of who is signed in.
#[component]
fn SignedIn() -> Element {
    let desk = use_desk();
    let route = *desk.route.read();
    use_effect(move || {
        if desk.route.read().is_door() {
            desk.swap(Route::Inbox);
        }
    });
    let full = route.is_writing();
    let coach = desk.model.is_coach();
    rsx! {
        div { class: "app", "data-full": full,
            Rail {}
            match route {
                Route::Clients if coach => rsx! { Clients { open: None, part: Part::Overview } },
                Route::Client(id, part) if coach => rsx! { Clients { open: Some(id), part } },
                Route::Vault(folder) if coach => rsx! { Vault { folder } },
                Route::Templates if coach => rsx! { Templates { open: Open::None } },
                Route::Template(id) if coach => rsx! { Templates { open: Open::Saved(id) } },
                Route::NewTemplate if coach => rsx! { Templates { open: Open::New } },
                Route::Starred => rsx! { Starred {} },
                Route::Settings => rsx! { Settings {} },
                _ => rsx! { Inbox {} },
            }
            MiniPlayer {}
            if !full {
                BottomBar {}
            }
        }
        match *desk.dialog.read() {
            Some(Dialog::NewConversation) => rsx! { NewConversation {} },
            Some(Dialog::Invite) => rsx! { InviteDialog { again: None } },
            Some(Dialog::Switcher) => rsx! { QuickSwitcher {} },
            Some(Dialog::Shortcuts) => rsx! { ShortcutSheet {} },
            Some(Dialog::Tags) => rsx! { TagManager {} },
            None => rsx! {},
        }
        Viewer {}
        Keep {}
        div { class: "hidden-text", role: "log", aria_live: "polite", "{desk.model.announcement}" }
    }
}

/// Updates into the state, for as long as the page lives.
fn use_pump(desk: Desk) {
    use_future(move || async move {
        let mut model = desk.model;
        let mut info = desk.info;
        let mut updates = desk.backend().updates();
        if let Ok(known) = desk.backend().info().await {
            info.set(known);
        }
        while let Some(update) = updates.next().await {
            model.apply(update);
        }
    });
    use_effect(move || {
        let Some(gone) = *desk.model.closed.read() else {
            return;
        };
        if desk.route.peek().conversation() == Some(gone) {
            desk.swap(Route::Inbox);
        }
    });
}

/// Focus, back and forward, size.
fn use_window(desk: Desk) {
    use_future(move || async move {
        let mut route = desk.route;
        let mut window = desk.window;
        let mut events = dom::window_events();
        dom::fit_viewport();
        dom::files::stay_on_drop();
        desk.ask(Request::Focus {
            focused: dom::has_focus(),
        });
        while let Some(event) = events.next().await {
            match event {
                WindowEvent::Focus(focused) => desk.ask(Request::Focus { focused }),
                WindowEvent::Navigated => route.set(Route::parse(&dom::path())),
                WindowEvent::Resized => dom::fit_viewport(),
            }
            window += 1;
        }
    });
}

/// Theme, text size, brand and title follow the state.
fn use_look(desk: Desk) {
    use_effect(move || {
        let preferences = *desk.preferences.read();
        dom::set_root_attribute("data-theme", preferences.theme.attribute());
        dom::set_property("--text-scale", preferences.text_size.scale());
        dom::set_property("--list-width", &format!("{}px", preferences.list_width));
    });
    use_effect(move || {
        if let Some(me) = desk.model.me.read().as_ref() {
            dom::set_property("--brand-hue", &me.workspace.brand_hue.to_string());
        }
    });
    use_effect(move || {
        let unread = desk.model.counts.read().unread;
        let me = desk.model.me.read();
        let name = me.as_ref().map_or("Rapport", |me| me.workspace.name.as_str());
        dom::set_title(&window_title(unread, name));
    });
}

/// Takes away what `boot.js` painted, as soon as there is something to show instead.
fn use_boot_page(desk: Desk) {
    use_effect(move || {
        if *desk.model.phase.read() != Phase::Starting {
            dom::remove("boot-page");
        }
    });
}

/// After a sign-out neither address nor dialog of what was shown stays: another person may sign in. Who comes to an address
/// and is not signed in yet keeps it.
fn use_way_out(desk: Desk) {
    let mut was_in = use_hook(|| CopyValue::new(false));
    use_effect(move || {
        let is_in = *desk.model.phase.read() == Phase::SignedIn;
        if was_in.replace(is_in) && !is_in {
            let (mut dialog, mut viewing, mut keeping) = (desk.dialog, desk.viewing, desk.keeping);
            let mut sources = desk.sources;
            dialog.set(None);
            viewing.set(None);
            keeping.set(Vec::new());
            sources.set(Sources::default());
            desk.swap(Route::SignIn);
        }
    });
}

/// Half-written notes are there again after a restart, until their writer signs out. A story is always told from its beginning.
fn use_notes(desk: Desk) {
    const KEY: &str = "rapport.notes";
    #[cfg(feature = "story")]
    let told = use_hook(|| dom::query_value("story").is_some());
    #[cfg(not(feature = "story"))]
    let told = false;
    use_hook(|| {
        let mut notes = desk.model.notes;
        if !told {
            notes.set(NoteDrafts::read(dom::stored(KEY).as_deref()));
        }
    });
    use_effect(move || {
        let notes = desk.model.notes.read();
        if !told {
            match &*desk.model.phase.read() {
                Phase::SignedOut(_) => dom::forget(KEY),
                Phase::SignedIn => dom::store(KEY, &notes.write()),
                Phase::Starting => {}
            }
        }
    });
}

/// Keeps what the next start paints first.
fn use_snapshot(desk: Desk) {
    use_effect(move || {
        let model = desk.model;
        match &*model.phase.read() {
            Phase::Starting => {}
            Phase::SignedOut(_) => dom::forget(snapshot::KEY),
            Phase::SignedIn => {
                let rows = model.rows.read().visible(Filter::All, "", None);
                if let Some(me) = model.me.read().as_ref() {
                    dom::store(
                        snapshot::KEY,
                        &snapshot::snapshot(&rows, &me.workspace, &model.clock),
                    );
                }
            }
        }
    });
}
