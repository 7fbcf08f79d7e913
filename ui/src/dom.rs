//! The page: everything that touches the browser directly, and the one place where the page's clock is read. Knows no
//! screen and no messaging.

use dioxus::prelude::spawn;
use dioxus::web::WebEventExt;
use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, HtmlElement, Storage, Window};

use crate::format::clock::Clock;

pub(crate) mod audio;
pub(crate) mod canvas;
pub(crate) mod drag;
pub(crate) mod field;
pub(crate) mod files;
pub(crate) mod focus;
pub(crate) mod grid;
pub(crate) mod keyboard;
pub(crate) mod scroll;

/// The page's clock and zone, and the hours of the person's language.
pub(crate) fn clock() -> Clock {
    Clock {
        now_ms: || js_sys::Date::now() as i64,
        offset_minutes: |at| -(js_sys::Date::new(&JsValue::from_f64(at as f64)).get_timezone_offset() as i32),
        twelve_hours: has_twelve_hours(),
    }
}

/// Whether the person's language counts hours to twelve.
fn has_twelve_hours() -> bool {
    let hours = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&hours, &"hour".into(), &"numeric".into());
    let chosen = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &hours).resolved_options();
    js_sys::Reflect::get(&chosen, &"hourCycle".into())
        .ok()
        .and_then(|cycle| cycle.as_string())
        .is_some_and(|cycle| cycle == "h12" || cycle == "h11")
}

/// Something that happened to the window as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WindowEvent {
    /// Came to the front, or went.
    Focus(bool),
    /// The person went back or forward.
    Navigated,
    /// Size, or the on-screen keyboard.
    Resized,
}

pub(crate) fn window() -> Option<Window> {
    web_sys::window()
}

pub(crate) fn document() -> Option<Document> {
    window()?.document()
}

pub(crate) fn by_id(id: &str) -> Option<HtmlElement> {
    document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// Whether the element takes up room on the screen.
pub(crate) fn is_shown(id: &str) -> bool {
    by_id(id).is_some_and(|element| element.offset_width() > 0)
}

pub(crate) fn remove(id: &str) {
    if let Some(element) = by_id(id) {
        element.remove();
    }
}

pub(crate) fn root() -> Option<HtmlElement> {
    document()?.document_element()?.dyn_into().ok()
}

/// Waits until the next frame has been drawn; in a page that is not shown, until it is.
pub(crate) async fn next_frame() {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = window() {
            let _ = window.request_animation_frame(&resolve);
        }
    });
    let _ = JsFuture::from(promise).await;
    pause(0).await;
}

/// Waits; for what follows a frame or a pause of the person, never for other programs.
pub(crate) async fn pause(ms: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
        }
    });
    let _ = JsFuture::from(promise).await;
}

/// Runs after the handler that is running now: focus and clicks inside a handler would enter it again.
pub(crate) fn later(work: impl FnOnce() + 'static) {
    spawn(async move {
        pause(0).await;
        work();
    });
}

/// As [`later`], also when the screen that asks for it is going.
fn later_for_ever(work: impl FnOnce() + 'static) {
    wasm_bindgen_futures::spawn_local(async move {
        pause(0).await;
        work();
    });
}

/// Moves the focus, once the element stands.
pub(crate) fn focus_later(id: impl Into<String>) {
    let id = id.into();
    later(move || {
        if let Some(element) = by_id(&id) {
            let _ = element.focus();
        }
    });
}

/// Takes the focus, and with it a phone's keyboard, away from an element.
pub(crate) fn blur_later(id: &'static str) {
    later(move || {
        if let Some(element) = by_id(id) {
            let _ = element.blur();
        }
    });
}

fn storage() -> Option<Storage> {
    window()?.local_storage().ok().flatten()
}

pub(crate) fn stored(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Keeps a value over restarts; a page that may not store goes without.
pub(crate) fn store(key: &str, value: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(key, value);
    }
}

pub(crate) fn forget(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

pub(crate) fn path() -> String {
    window()
        .and_then(|window| window.location().pathname().ok())
        .unwrap_or_else(|| "/".into())
}

pub(crate) fn hash() -> String {
    let hash = window().and_then(|window| window.location().hash().ok());
    hash.unwrap_or_default().trim_start_matches('#').to_owned()
}

fn search() -> String {
    window()
        .and_then(|window| window.location().search().ok())
        .unwrap_or_default()
}

/// A value behind the `?` of the address.
#[cfg(feature = "story")]
pub(crate) fn query_value(key: &str) -> Option<String> {
    search().trim_start_matches('?').split('&').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        (name == key).then(|| value.to_owned())
    })
}

/// Changes the address; what is behind the `?` stays.
pub(crate) fn go_to(path: &str, replace: bool) {
    let address = format!("{path}{}", search());
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        let _ = if replace {
            history.replace_state_with_url(&JsValue::NULL, "", Some(&address))
        } else {
            history.push_state_with_url(&JsValue::NULL, "", Some(&address))
        };
    }
}

pub(crate) fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Sets a custom property of the whole page.
pub(crate) fn set_property(name: &str, value: &str) {
    if let Some(root) = root() {
        let _ = root.style().set_property(name, value);
    }
}

pub(crate) fn set_root_attribute(name: &str, value: Option<&str>) {
    if let Some(root) = root() {
        let _ = match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        };
    }
}

/// Whether the person can see the page and it has the keyboard.
pub(crate) fn has_focus() -> bool {
    document().is_some_and(|document| document.has_focus().unwrap_or(false) && !document.hidden())
}

/// Fingers, no mouse.
pub(crate) fn is_touch() -> bool {
    matches("(hover: none) and (pointer: coarse)")
}

/// Whether one pane lies over another.
pub(crate) fn is_narrow() -> bool {
    matches("(max-width: 1099.98px)")
}

fn matches(query: &str) -> bool {
    window()
        .and_then(|window| window.match_media(query).ok().flatten())
        .is_some_and(|list| list.matches())
}

/// Puts text on the clipboard; `false` when the browser refuses.
pub(crate) async fn copy(text: &str) -> bool {
    let Some(window) = window() else { return false };
    JsFuture::from(window.navigator().clipboard().write_text(text))
        .await
        .is_ok()
}

/// Opens a `<dialog>` above everything: focus stays inside, Escape closes it. `focus`: where to begin.
pub(crate) fn show_modal(id: impl Into<String>, focus: Option<String>) {
    let id = id.into();
    later(move || {
        let dialog = by_id(&id).and_then(|element| element.dyn_into::<web_sys::HtmlDialogElement>().ok());
        if let Some(dialog) = dialog.filter(|dialog| !dialog.open()) {
            focus::remember();
            let _ = dialog.show_modal();
        }
        if let Some(element) = focus.as_deref().and_then(by_id) {
            let _ = element.focus();
        }
    });
}

pub(crate) fn query_all(within: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(list) = within.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|index| list.get(index)?.dyn_into().ok())
        .collect()
}

/// Keeps `--visible-height` at what the on-screen keyboard leaves.
pub(crate) fn fit_viewport() {
    if let Some(viewport) = window().and_then(|window| window.visual_viewport()) {
        // Pinch zoom shrinks it as well; the layout must not follow that.
        if (viewport.scale() - 1.0).abs() < 0.01 {
            set_property("--visible-height", &format!("{}px", viewport.height()));
        }
    }
}

/// Window events, for as long as the page lives.
pub(crate) fn window_events() -> UnboundedReceiver<WindowEvent> {
    let (sender, receiver) = unbounded();
    let (Some(window), Some(document)) = (window(), document()) else {
        return receiver;
    };
    let listen = |target: &web_sys::EventTarget, name: &str, event: fn() -> WindowEvent| {
        let sender = sender.clone();
        let heard = Closure::<dyn Fn()>::new(move || {
            let _ = sender.unbounded_send(event());
        });
        let _ = target.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
        heard.forget();
    };
    listen(&window, "focus", || WindowEvent::Focus(has_focus()));
    listen(&window, "blur", || WindowEvent::Focus(has_focus()));
    listen(&document, "visibilitychange", || WindowEvent::Focus(has_focus()));
    listen(&window, "popstate", || WindowEvent::Navigated);
    listen(&window, "resize", || WindowEvent::Resized);
    if let Some(viewport) = window.visual_viewport() {
        listen(&viewport, "resize", || WindowEvent::Resized);
    }
    receiver
}

/// Whether the event happened on the element itself and not on something inside it.
pub(crate) fn is_target(event: &dioxus::prelude::PointerEvent, id: &str) -> bool {
    event
        .data()
        .try_as_web_event()
        .and_then(|event| event.target()?.dyn_into::<Element>().ok())
        .is_some_and(|target| target.id() == id)
}

/// An attribute of the nearest element around an event that a selector fits.
pub(crate) fn attribute_around<T>(
    event: &dioxus::prelude::Event<T>,
    selector: &str,
    attribute: &str,
) -> Option<String>
where
    T: WebEventExt,
    T::WebEvent: AsRef<web_sys::Event>,
{
    let event = event.data().try_as_web_event()?;
    let target: Element = event.as_ref().target()?.dyn_into().ok()?;
    target.closest(selector).ok()??.get_attribute(attribute)
}

/// Marks an element for a moment (`data-lit`), for who has just been led to it.
pub(crate) fn light(id: String, ms: i32) {
    const MARK: &str = "data-lit";
    let Some(element) = by_id(&id) else { return };
    let _ = element.set_attribute(MARK, "true");
    spawn(async move {
        pause(ms).await;
        let _ = element.remove_attribute(MARK);
    });
}

/// Whether a mouse or a finger clicked; keys press a button without one.
pub(crate) fn has_pointer(event: &dioxus::prelude::MouseEvent) -> bool {
    event
        .data()
        .try_as_web_event()
        .is_some_and(|event| event.detail() > 0)
}

/// Whether a person did it, and not a script.
pub(crate) fn is_trusted(event: &dioxus::prelude::MouseEvent) -> bool {
    event
        .data()
        .try_as_web_event()
        .is_some_and(|event| event.is_trusted())
}

/// Whether an input method is at work; older engines only say so by key code 229.
pub(crate) fn is_composing(event: &dioxus::prelude::KeyboardEvent) -> bool {
    let data = event.data();
    data.is_composing()
        || data
            .try_as_web_event()
            .is_some_and(|event| event.key_code() == 229)
}

/// Moves the focus to the next or the one before among the elements of a list. From nowhere: to the last one.
pub(crate) fn step_focus(within: &str, selector: &str, forward: bool) {
    let Some(list) = by_id(within) else { return };
    let all = query_all(&list, selector);
    let focused = document().and_then(|document| document.active_element());
    let here = all.iter().position(|element| {
        focused
            .as_ref()
            .is_some_and(|focused| focused.is_same_node(Some(element)))
    });
    let next = match here {
        Some(here) if forward => (here + 1).min(all.len().saturating_sub(1)),
        Some(here) => here.saturating_sub(1),
        None if forward => 0,
        None => all.len().saturating_sub(1),
    };
    if let Some(element) = all.get(next).cloned() {
        later(move || {
            let _ = element.focus();
        });
    }
}

/// Moves the focus to the first or the last element of a list.
pub(crate) fn focus_end(within: &str, selector: &str, last: bool) {
    let all = by_id(within)
        .map(|list| query_all(&list, selector))
        .unwrap_or_default();
    let end = if last { all.last() } else { all.first() };
    if let Some(element) = end.cloned() {
        later(move || {
            let _ = element.focus();
        });
    }
}

/// Keeps getting a pointer's moves while it is held, wherever it goes.
pub(crate) fn capture_pointer(event: &dioxus::prelude::PointerEvent) {
    let Some(event) = event.data().try_as_web_event() else {
        return;
    };
    if let Some(target) = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
    {
        let _ = target.set_pointer_capture(event.pointer_id());
    }
}

/// Whether some text is selected: then the browser's own menu is wanted.
pub(crate) fn has_selection() -> bool {
    let selection = window().and_then(|window| window.get_selection().ok().flatten());
    selection.is_some_and(|selection| !selection.is_collapsed())
}

/// Whether any of an element can be seen in the window, other than at its very edge.
pub(crate) fn is_in_sight(id: &str) -> bool {
    let Some(element) = by_id(id) else { return false };
    let rect = element.get_bounding_client_rect();
    let height = window().and_then(|window| window.inner_height().ok()?.as_f64());
    // Above and below there are header and composer.
    rect.height() > 0.0 && rect.bottom() > 96.0 && rect.top() < height.unwrap_or(0.0) - 96.0
}

/// Whether the page is written from right to left.
pub(crate) fn is_rtl() -> bool {
    root().is_some_and(|root| root.dir() == "rtl")
}

/// Moves a box of some size so that all of it is inside the window.
pub(crate) fn inside_window(at: (f64, f64), size: (f64, f64)) -> (f64, f64) {
    let edge = |value: Option<Result<JsValue, JsValue>>| {
        value
            .and_then(Result::ok)
            .and_then(|value| value.as_f64())
            .unwrap_or(f64::MAX)
    };
    let width = edge(window().map(|window| window.inner_width()));
    let height = edge(window().map(|window| window.inner_height()));
    let fit = |at: f64, size: f64, room: f64| at.min(room - size - 8.0).max(8.0);
    (fit(at.0, size.0, width), fit(at.1, size.1, height))
}

/// Scrolls an element into sight, after the screen has been drawn.
pub(crate) fn reveal(selector: &'static str) {
    later(move || {
        if let Some(element) =
            document().and_then(|document| document.query_selector(selector).ok().flatten())
        {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            element.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
}

/// Says in the console where the program has stopped. Not why: the words of a panic may hold what people wrote.
pub(crate) fn report_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        web_sys::console::error_1(&format!("The program has stopped at {place}").into());
    }));
}
