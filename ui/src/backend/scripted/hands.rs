//! Hands that reach a state of the story which no address has: they click and type as a person would.

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, HtmlInputElement, HtmlTextAreaElement, KeyboardEvent, KeyboardEventInit};

use super::writing;
use crate::dom;

/// One movement, on the element with this `data-testid`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Move {
    Click(&'static str),
    Type(&'static str, &'static str),
    /// Opens the menu of the last message.
    Menu,
    /// Opens the menu of the row of this conversation.
    RowMenu(&'static str),
    Key(&'static str, &'static str),
    /// Looks on, for so many milliseconds.
    Wait(i32),
}

use Move::{Click, Key, Menu, RowMenu, Type, Wait};

fn moves(story: &str) -> &'static [Move] {
    match story {
        "new-conversation" => &[Click("new-conversation"), Type("picker-search", "no")],
        "new-group" => &[
            Click("new-conversation"),
            Click("picker-option"),
            Click("picker-option"),
            Type("group-name", "Half marathon in June"),
        ],
        "invite" => &[
            Click("invite"),
            Type("invite-name", "Nadia Petrova"),
            Click("invite-submit"),
        ],
        "invite-form" => &[
            Click("invite"),
            Type("invite-name", "Nadia Petrova"),
            Type("invite-email", "nadia@mail.example"),
        ],
        "reply" => &[
            Menu,
            Click("action-reply"),
            Type("composer", "Two cups at most.\nAnd water."),
        ],
        "menu" => &[Menu],
        "menu-emoji" => &[Menu, Click("action-react")],
        "follow-up" => &[Menu, Click("action-follow-up")],
        "info" | "info-offline" => &[Menu, Click("action-info")],
        "history" => &[Menu, Click("action-history")],
        "forward" => &[
            Menu,
            Click("action-forward"),
            Click("forward-option"),
            Type("forward-search", "no"),
        ],
        "forward-ask" => &[
            Menu,
            Click("action-forward"),
            Type("forward-search", "cleo"),
            Click("forward-option"),
            Click("forward-submit"),
        ],
        "jump-back" => &[Click("quote")],
        "row-menu" => &[RowMenu("Priya Raman")],
        "row-mute" => &[RowMenu("Priya Raman"), Click("file-mute")],
        "archived" => &[Click("show-archived")],
        "delete" => &[Menu, Click("action-delete")],
        "editing" => &[Key("composer", "ArrowUp")],
        "sign-in-code" => &[
            Type("sign-in-email", "ana@berger-coaching.example"),
            Click("sign-in-submit"),
            Type("sign-in-code", "4829"),
        ],
        "sign-in-wrong" => &[
            Type("sign-in-email", "ana@berger-coaching.example"),
            Click("sign-in-submit"),
            Type("sign-in-code", "111111"),
        ],
        "choose-account" => &[
            Type("sign-in-email", "ana@berger-coaching.example"),
            Click("sign-in-submit"),
            Type("sign-in-code", "482913"),
        ],
        "create-practice" => &[
            Type("practice-name", "Berger Coaching"),
            Type("your-name", "Ana Berger"),
        ],
        "search" => &[Type("search", "no")],
        "needs-reply" => &[Click("filter-needs-reply")],
        "sign-out" => &[Click("sign-out")],
        _ => writing::moves(story),
    }
}

/// How many times a hand looks for what it reaches for, once a frame.
const LOOKS: usize = 600;

/// Makes the movements of a story, one after the other, each when its element stands.
pub(crate) async fn play(story: String) {
    dom::pause(150).await;
    for movement in moves(&story) {
        for _ in 0..LOOKS {
            dom::next_frame().await;
            if stands(movement) {
                break;
            }
        }
        dom::pause(if let Wait(ms) = movement { *ms } else { 220 }).await;
        make(movement);
    }
    dom::pause(300).await;
    dom::set_root_attribute("data-story-ready", Some("true"));
}

fn stands(movement: &Move) -> bool {
    match movement {
        Click(hook) | Type(hook, _) | Key(hook, _) => find(hook).is_some(),
        Menu => find("message").is_some(),
        RowMenu(title) => row(title).is_some(),
        Wait(_) => true,
    }
}

fn make(movement: &Move) {
    match movement {
        Click(hook) => {
            if let Some(element) = find(hook) {
                element.click();
            }
        }
        Type(hook, text) => {
            let Some(element) = find(hook) else { return };
            match element.dyn_ref::<HtmlInputElement>() {
                Some(input) => input.set_value(text),
                None => {
                    if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
                        area.set_value(text);
                    }
                }
            }
            if let Ok(event) = Event::new_with_event_init_dict("input", &bubbling()) {
                let _ = element.dispatch_event(&event);
            }
        }
        Menu => {
            let messages = dom::root().map(|root| dom::query_all(&root, "[data-testid=message]"));
            let Some(last) = messages.and_then(|all| all.last().cloned()) else {
                return;
            };
            let rect = last.get_bounding_client_rect();
            open_menu(&last, rect.left() + rect.width() * 0.45, rect.top() - 60.0);
        }
        RowMenu(title) => {
            if let Some(row) = row(title) {
                let rect = row.get_bounding_client_rect();
                open_menu(&row, rect.left() + 120.0, rect.top() + 30.0);
            }
        }
        Wait(_) => {}
        Key(hook, key) => {
            let init = KeyboardEventInit::new();
            init.set_bubbles(true);
            init.set_cancelable(true);
            init.set_ctrl_key(key.starts_with("Ctrl+"));
            init.set_key(key.trim_start_matches("Ctrl+"));
            if let (Some(element), Ok(event)) = (
                find(hook),
                KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init),
            ) {
                let _ = element.dispatch_event(&event);
            }
        }
    }
}

fn bubbling() -> web_sys::EventInit {
    let init = web_sys::EventInit::new();
    init.set_bubbles(true);
    init
}

fn open_menu(element: &HtmlElement, x: f64, y: f64) {
    let init = web_sys::MouseEventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    init.set_client_x(x as i32);
    init.set_client_y(y as i32);
    if let Ok(event) = web_sys::MouseEvent::new_with_mouse_event_init_dict("contextmenu", &init) {
        let _ = element.dispatch_event(&event);
    }
}

fn row(title: &str) -> Option<HtmlElement> {
    let selector = format!("[data-testid=conversation-row][data-title=\"{title}\"]");
    dom::query_all(&dom::root()?.into(), &selector).into_iter().next()
}

fn find(hook: &str) -> Option<HtmlElement> {
    let selector = format!("[data-testid={hook}]:not([aria-checked=true])");
    let mut found = dom::query_all(&dom::root()?.into(), &selector).into_iter();
    // The menu stands behind the messages, whose own bars have the same actions.
    if hook.starts_with("action-") {
        found.next_back()
    } else {
        found.next()
    }
}
