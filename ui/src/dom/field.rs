//! A text field as the browser holds it: its text, its selection, and changes that the browser's own undo takes back.

use std::ops::Range;

use wasm_bindgen::prelude::*;
use web_sys::{Event, EventInit, HtmlDocument, HtmlInputElement, HtmlTextAreaElement};

use super::{by_id, document, later};
use crate::format::utf16;

fn field(id: &str) -> Option<HtmlTextAreaElement> {
    by_id(id)?.dyn_into().ok()
}

/// The text and what is selected of it, in bytes.
pub(crate) fn read(id: &str) -> Option<(String, Range<usize>)> {
    let field = field(id)?;
    let text = field.value();
    let end = |end: Result<Option<u32>, JsValue>| end.ok().flatten().unwrap_or_default();
    let start = utf16::byte(&text, end(field.selection_start()));
    let end = utf16::byte(&text, end(field.selection_end()));
    Some((text, start..end.max(start)))
}

/// Moves the focus into a line of text, with all of it selected: the next letter begins anew.
pub(crate) fn begin_again(id: &'static str) {
    later(move || {
        if let Some(line) = by_id(id).and_then(|element| element.dyn_into::<HtmlInputElement>().ok()) {
            let _ = line.focus();
            line.select();
        }
    });
}

/// Replaces a stretch as if it had been typed, and selects. Later: the field tells of it, and no handler may run then. A text
/// that has become another one meanwhile stays.
pub(crate) fn replace_later(
    id: &'static str,
    before: String,
    at: Range<usize>,
    with: String,
    select: Range<usize>,
) {
    later(move || {
        let Some(field) = field(id).filter(|field| field.value() == before) else {
            return;
        };
        let _ = field.focus();
        if !at.is_empty() || !with.is_empty() {
            let (start, end) = (utf16::place(&before, at.start), utf16::place(&before, at.end));
            let _ = field.set_selection_range(start, end);
            if !type_in(&with) {
                write_over(&field, &with, start, end);
            }
        }
        let after = field.value();
        let (start, end) = (
            utf16::place(&after, select.start),
            utf16::place(&after, select.end),
        );
        let _ = field.set_selection_range(start, end);
    });
}

/// As [`replace_later`], and the field does not get the keyboard for it. The caret stands behind.
pub(crate) fn write_later(id: &'static str, before: String, at: Range<usize>, with: String) {
    later(move || {
        if let Some(field) = field(id).filter(|field| field.value() == before) {
            let (start, end) = (utf16::place(&before, at.start), utf16::place(&before, at.end));
            write_over(&field, &with, start, end);
            let after = field.value();
            let caret = utf16::place(&after, at.start + with.len());
            let _ = field.set_selection_range(caret, caret);
        }
    });
}

/// Over what is selected. This is the one way that keeps the browser's undo; browsers say `false` where they cannot.
fn type_in(text: &str) -> bool {
    let Some(document) = document().and_then(|document| document.dyn_into::<HtmlDocument>().ok()) else {
        return false;
    };
    let done = if text.is_empty() {
        document.exec_command("delete")
    } else {
        document.exec_command_with_show_ui_and_value("insertText", false, text)
    };
    done.unwrap_or(false)
}

/// Without undo, and telling the page what the browser then does not.
fn write_over(field: &HtmlTextAreaElement, text: &str, start: u32, end: u32) {
    let _ = field.set_range_text_with_start_and_end(text, start, end);
    let told = EventInit::new();
    told.set_bubbles(true);
    if let Ok(event) = Event::new_with_event_init_dict("input", &told) {
        let _ = field.dispatch_event(&event);
    }
}

/// What is being pasted, as the browser offers it: plain text, and HTML when there is any.
pub(crate) fn pasted(event: &dioxus::prelude::ClipboardEvent) -> Option<(String, String)> {
    use dioxus::web::WebEventExt;
    let event: web_sys::ClipboardEvent = event.data().try_as_web_event()?.dyn_into().ok()?;
    let data = event.clipboard_data()?;
    let get = |kind| data.get_data(kind).unwrap_or_default();
    Some((get("text/plain"), get("text/html")))
}
