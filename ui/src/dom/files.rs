//! Files that a person gives to the page: chosen, pasted or dropped.

use dioxus::web::WebEventExt;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DataTransfer, File, FileList, HtmlInputElement};

use super::{by_id, later, window};

/// Bytes with a name.
#[derive(Clone, Debug)]
pub(crate) struct Picked {
    pub blob: Blob,
    pub name: String,
    /// As the browser believes; may be empty.
    pub media_type: String,
}

fn all(list: Option<FileList>) -> Vec<Picked> {
    let Some(list) = list else { return Vec::new() };
    (0..list.length())
        .filter_map(|index| list.get(index))
        .map(picked)
        .collect()
}

fn picked(file: File) -> Picked {
    Picked {
        name: file.name(),
        media_type: file.type_(),
        blob: file.into(),
    }
}

/// Shows the browser's own dialog for files. Later: a click inside a handler would enter it again.
pub(crate) fn choose(input: &'static str) {
    later(move || {
        if let Some(input) = by_id(input) {
            input.click();
        }
    });
}

/// What was chosen; the same files can be chosen again afterwards.
pub(crate) fn chosen(input: &str) -> Vec<Picked> {
    let Some(input) = by_id(input).and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) else {
        return Vec::new();
    };
    let files = all(input.files());
    input.set_value("");
    files
}

/// What is pasted, when it is files and not words: a spreadsheet gives a picture of the words as well.
pub(crate) fn pasted(event: &dioxus::prelude::ClipboardEvent) -> Vec<Picked> {
    let data = event
        .data()
        .try_as_web_event()
        .and_then(|event| event.dyn_into::<web_sys::ClipboardEvent>().ok()?.clipboard_data());
    match data {
        Some(data) if data.get_data("text/plain").unwrap_or_default().is_empty() => all(data.files()),
        _ => Vec::new(),
    }
}

/// Whether files are being dragged, and not words or a link.
pub(crate) fn has_files(event: &dioxus::prelude::DragEvent) -> bool {
    let data = event
        .data()
        .try_as_web_event()
        .and_then(|event| event.data_transfer());
    data.is_some_and(|data| holds_files(&data))
}

fn holds_files(data: &DataTransfer) -> bool {
    data.types()
        .iter()
        .any(|kind| kind.as_string().as_deref() == Some("Files"))
}

/// Whether what is dragged is no longer over an element or anything in it.
pub(crate) fn has_left(event: &dioxus::prelude::DragEvent, id: &str) -> bool {
    let to = event
        .data()
        .try_as_web_event()
        .and_then(|event| event.related_target()?.dyn_into::<web_sys::Node>().ok());
    match (by_id(id), to) {
        (Some(element), Some(to)) => !element.contains(Some(&to)),
        _ => true,
    }
}

pub(crate) fn dropped(event: &dioxus::prelude::DragEvent) -> Vec<Picked> {
    let data = event
        .data()
        .try_as_web_event()
        .and_then(|event| event.data_transfer());
    data.map(|data| all(data.files())).unwrap_or_default()
}

/// A file that is dropped beside the place for it does not take the page away.
pub(crate) fn stay_on_drop() {
    let Some(window) = window() else { return };
    for name in ["dragover", "drop"] {
        let heard = Closure::<dyn Fn(web_sys::DragEvent)>::new(|event: web_sys::DragEvent| {
            let data = event.data_transfer();
            if !event.default_prevented() && data.as_ref().is_some_and(holds_files) {
                event.prevent_default();
                if let Some(data) = data {
                    data.set_drop_effect("none");
                }
            }
        });
        let _ = window.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
        heard.forget();
    }
}

/// The first bytes; nothing of what cannot be read.
pub(crate) async fn head(blob: &Blob, length: u32) -> Vec<u8> {
    let Ok(part) = blob.slice_with_f64_and_f64(0.0, f64::from(length)) else {
        return Vec::new();
    };
    match JsFuture::from(part.array_buffer()).await {
        Ok(buffer) => js_sys::Uint8Array::new(&buffer).to_vec(),
        Err(_) => Vec::new(),
    }
}
