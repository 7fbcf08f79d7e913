//! Hands that reach a state of the story which no address has: they click and type as a person would.

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, HtmlInputElement, HtmlTextAreaElement, KeyboardEvent, KeyboardEventInit};

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
    /// Opens the menu of the first file of the vault.
    VaultMenu,
    Key(&'static str, &'static str),
    /// Looks on, for so many milliseconds.
    Wait(i32),
    /// Chooses files of this name and so many bytes at the browser's dialog.
    Attach(&'static [(&'static str, &'static str, usize)]),
    /// Drags a file over the conversation.
    Drag,
}

use Move::{Attach, Click, Drag, Key, Menu, RowMenu, Type, VaultMenu, Wait};

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
        "viewer" => &[Click("tile")],
        "viewer-near" => &[
            Click("tile"),
            Click("viewer-after"),
            Click("viewer-in"),
            Click("viewer-in"),
        ],
        "photo-menu" => &[Menu],
        "media" => &[Click("open-media")],
        "media-files" => &[Click("open-media"), Click("media-files")],
        "media-voice" => &[Click("open-media"), Click("media-voice")],
        "media-links" => &[Click("open-media"), Click("media-links")],
        "attach" => &[Attach(&[
            ("Before.bmp", "image/bmp", 0),
            ("Meal plan.txt", "text/plain", 2_400),
            ("Uncut recording of Sunday.mov", "application/x-film", 101),
        ])],
        "drop" => &[Drag],
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
        _ => super::filed::moves(story),
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
        VaultMenu => find("vault-item").is_some(),
        Wait(_) => true,
        Attach(_) => find("attach-input").is_some(),
        Drag => find("composer").is_some(),
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
        VaultMenu => {
            if let Some(card) = find("vault-item") {
                let rect = card.get_bounding_client_rect();
                open_menu(&card, rect.left() + 60.0, rect.top() + 40.0);
            }
        }
        Wait(_) => {}
        Attach(files) => {
            let _ = attach(files);
        }
        Drag => {
            let _ = drag();
        }
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

/// Of no bytes: a picture of two colours. More than a hundred and fewer than a thousand: so many megabytes.
fn attach(files: &[(&str, &str, usize)]) -> Option<()> {
    let data = web_sys::DataTransfer::new().ok()?;
    for (name, kind, bytes) in files {
        let parts = js_sys::Array::new();
        match bytes {
            0 => {
                parts.push(&js_sys::Uint8Array::from(two_colours().as_slice()));
            }
            101..1_000 => {
                let part = js_sys::Uint8Array::new_with_length(1_024 * 1_024);
                for _ in 0..*bytes {
                    parts.push(&part);
                }
            }
            _ => {
                parts.push(&js_sys::Uint8Array::new_with_length(*bytes as u32));
            }
        }
        let options = web_sys::FilePropertyBag::new();
        options.set_type(kind);
        let file = web_sys::File::new_with_u8_array_sequence_and_options(&parts, name, &options).ok()?;
        data.items().add_with_file(&file).ok()?;
    }
    let input: HtmlInputElement = find("attach-input")?.dyn_into().ok()?;
    input.set_files(data.files().as_ref());
    let event = Event::new_with_event_init_dict("change", &bubbling()).ok()?;
    input.dispatch_event(&event).ok()?;
    Some(())
}

/// A BMP file, 64 by 48 pixels.
fn two_colours() -> Vec<u8> {
    const SIZE: u32 = 54 + 64 * 48 * 3;
    let mut file = b"BM".to_vec();
    for number in [SIZE, 0, 54, 40, 64, 48] {
        file.extend(number.to_le_bytes());
    }
    file.extend([1, 0, 24, 0]);
    file.extend([0; 24]);
    for pixel in 0..64 * 48_u32 {
        let light = pixel % 64 > pixel / 64;
        file.extend(if light { [200, 180, 90] } else { [90, 120, 40] });
    }
    file
}

fn drag() -> Option<()> {
    let data = web_sys::DataTransfer::new().ok()?;
    let file = web_sys::File::new_with_u8_array_sequence(&js_sys::Array::new(), "plan.pdf").ok()?;
    data.items().add_with_file(&file).ok()?;
    let init = web_sys::DragEventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    init.set_data_transfer(Some(&data));
    let event = web_sys::DragEvent::new_with_event_init_dict("dragover", &init).ok()?;
    find("composer")?.dispatch_event(&event).ok()?;
    Some(())
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
