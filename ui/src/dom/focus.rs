//! The keyboard's place: who had it before a dialog gets it back, and of a timeline's messages one has it at a time. Knows
//! elements by their classes, nothing of messaging.

use std::cell::RefCell;

use dioxus::web::WebEventExt;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{by_id, document, later_for_ever, query_all};

thread_local! {
    /// Who had the focus before the first dialog opened.
    static BEFORE: RefCell<Option<HtmlElement>> = const { RefCell::new(None) };
}

/// What can have the focus inside a message.
const INSIDE: &str = "a[href], button, input, pre, video";

fn active() -> Option<HtmlElement> {
    let active: HtmlElement = document()?.active_element()?.dyn_into().ok()?;
    (active.tag_name() != "BODY").then_some(active)
}

/// A dialog is about to open: remembers who has the focus, unless that is a dialog's own part.
pub(crate) fn remember() {
    if let Some(active) = active().filter(|active| matches!(active.closest("dialog"), Ok(None))) {
        BEFORE.with_borrow_mut(|before| *before = Some(active));
    }
}

/// A dialog has gone: the focus returns, when no other dialog is open and nothing else has taken it.
pub(crate) fn give_back() {
    later_for_ever(|| {
        let open = document().and_then(|document| document.query_selector("dialog[open]").ok().flatten());
        if open.is_some() || active().is_some() {
            return;
        }
        if let Some(before) = BEFORE.take().filter(|before| before.is_connected()) {
            let _ = before.focus();
        }
    });
}

fn target<T>(event: &dioxus::prelude::Event<T>) -> Option<HtmlElement>
where
    T: WebEventExt,
    T::WebEvent: AsRef<web_sys::Event>,
{
    let event = event.data().try_as_web_event()?;
    event.as_ref().target()?.dyn_into().ok()
}

/// Whether the element that an event happened on has this class itself.
pub(crate) fn is_on(event: &dioxus::prelude::KeyboardEvent, class: &str) -> bool {
    target(event).is_some_and(|element| element.class_list().contains(class))
}

/// The focus has come into a list. On the list itself it goes on to the item that has it last, else to the last one in sight;
/// on an item, what is inside becomes reachable and the list itself is no stop any more.
pub(crate) fn came_in(list: &str, item: &str, event: &dioxus::prelude::FocusEvent) {
    let (Some(list), Some(target)) = (by_id(list), target(event)) else {
        return;
    };
    if target.is_same_node(Some(&list)) {
        if list.matches(":focus-visible").unwrap_or(false) {
            let last = list.get_attribute("data-at").and_then(|id| by_id(&id));
            if let Some(item) = last.or_else(|| last_in_sight(&list, item)) {
                super::later(move || {
                    let _ = item.focus();
                });
            }
        }
        return;
    }
    let Ok(Some(item)) = target.closest(item) else {
        return;
    };
    list.set_tab_index(-1);
    let _ = list.set_attribute("data-at", &item.id());
    reach(&item, 0);
}

/// The focus has gone from something in a list.
pub(crate) fn went_out(list: &str, item: &str, event: &dioxus::prelude::FocusEvent) {
    if let Some(list) = by_id(list) {
        list.set_tab_index(0);
    }
    if let Some(Ok(Some(item))) = target(event).map(|target| target.closest(item)) {
        reach(&item, -1);
    }
}

fn reach(item: &Element, index: i32) {
    for element in query_all(item, INSIDE) {
        element.set_tab_index(index);
    }
}

fn last_in_sight(list: &HtmlElement, item: &str) -> Option<HtmlElement> {
    let bottom = list.get_bounding_client_rect().bottom();
    let items = query_all(list, item);
    let end = items.partition_point(|item| item.get_bounding_client_rect().top() + 24.0 < bottom);
    items.get(end.saturating_sub(1)).cloned()
}

/// Moves the focus to the first or the last item of a list.
pub(crate) fn to_edge(list: &str, item: &str, first: bool) {
    let Some(list) = by_id(list) else { return };
    let items = query_all(&list, item);
    let edge = if first { items.first() } else { items.last() };
    if let Some(item) = edge.cloned() {
        super::later(move || {
            let _ = item.focus();
        });
    }
}

/// The same for what an event came to.
pub(crate) fn place_of_target(event: &dioxus::prelude::MouseEvent) -> Option<(f64, f64)> {
    let target = event.data().try_as_web_event()?.target()?;
    let rect = target.dyn_into::<Element>().ok()?.get_bounding_client_rect();
    Some((rect.left() + rect.width() / 2.0, rect.top() + rect.height() / 2.0))
}

/// Where a menu for an element belongs: at its middle, a little below its upper edge.
pub(crate) fn place_of(id: &str) -> Option<(f64, f64)> {
    let rect = by_id(id)?.get_bounding_client_rect();
    Some((rect.left() + rect.width() / 2.0, rect.top() + 24.0))
}
