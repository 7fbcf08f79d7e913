//! The bytes of files in the app: they are the shell's. A page brings and gets them in pieces, and plays from addresses of its own memory, because the
//! page's browser cannot play from the shell (WebKitGTK plays `blob:` only).
//!
//! Commands: `stage_file` takes a piece as raw bytes with its place in the headers, or as JSON with the bytes in base64 where raw bytes do not cross
//! (Android); `open_file {file, variant}` makes sure that it is on this device; `read_file {file, variant, offset, asText}` gives a piece; `save_file {file, name}`
//! copies it to where the person keeps downloads.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, Shared};
use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use protocol::{ApiError, FileId, FileVariant, Variant};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, Url};

use super::{arguments, from_js, invoke, send, to_js, unreachable};
use crate::backend::media::not_there;
use crate::backend::{Files, Later};
use crate::dom;

/// A crossing takes this much at once: little enough that the page stays quick.
const PIECE: u32 = 2 * 1_024 * 1_024;
/// Addresses that are kept for what is drawn again, and the bytes that may stand behind them.
const KEPT: usize = 300;
const KEPT_BYTES: u64 = 192 * 1_024 * 1_024;

/// What `open_file` says.
struct Opened {
    bytes: u64,
    media_type: String,
}

protocol::read_struct! {
    Opened { bytes, media_type }
}

type Address = Shared<LocalBoxFuture<'static, Result<Rc<Held>, ApiError>>>;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct ShellFiles {
    addresses: Rc<RefCell<Addresses>>,
}

impl Files for ShellFiles {
    fn stage(&self, bytes: Blob) -> Later<FileId> {
        stage(bytes).boxed_local()
    }

    fn source(&self, file: FileId, variant: Variant) -> Later<String> {
        let which = FileVariant { file, variant };
        let address = self.addresses.borrow_mut().get(which);
        let addresses = self.addresses.clone();
        async move {
            let held = address.await;
            addresses.borrow_mut().came(which, &held);
            held.map(|held| held.address.clone())
        }
        .boxed_local()
    }

    fn save(&self, file: FileId, name: String) -> Later<Option<String>> {
        let arguments = arguments([("file", to_js(&file)), ("name", name.into())]);
        invoke("save_file", arguments).boxed_local()
    }
}

async fn stage(bytes: Blob) -> Result<FileId, ApiError> {
    let total = bytes.size();
    let (mut file, mut offset) = (None, 0.0);
    loop {
        let end = (offset + f64::from(PIECE)).min(total);
        let piece = buffer(&bytes, offset, end).await.ok_or_else(not_there)?;
        let id = stage_piece(file, offset as u64, end >= total, &piece).await?;
        if end >= total {
            return Ok(id);
        }
        (file, offset) = (Some(id), end);
    }
}

async fn stage_piece(
    file: Option<FileId>,
    offset: u64,
    last: bool,
    piece: &ArrayBuffer,
) -> Result<FileId, ApiError> {
    let mut place = vec![("offset", offset.to_string()), ("last", last.to_string())];
    place.extend(file.map(|file| ("file", file.to_string())));
    let answer = if is_android() {
        let text = to_base64(piece).ok_or_else(unreachable)?;
        let place = place.into_iter().chain([("bytes", text)]);
        send(
            "stage_file",
            &arguments(place.map(|(name, value)| (name, value.into()))),
            None,
        )
        .await?
    } else {
        let headers = place.into_iter().map(|(name, value)| (name, value.into()));
        let options = arguments([("headers", arguments(headers).into())]);
        send("stage_file", piece, Some(&options)).await?
    };
    from_js(&answer).ok_or_else(unreachable)
}

/// All of a file as an address of the page's memory.
async fn fetch(which: FileVariant) -> Result<Rc<Held>, ApiError> {
    let named = || [("file", to_js(&which.file)), ("variant", to_js(&which.variant))];
    let opened: Opened = invoke("open_file", arguments(named())).await?;
    let parts = Array::new();
    let mut offset = 0;
    while offset < opened.bytes {
        let place = named().into_iter().chain([
            ("offset", (offset as f64).into()),
            ("asText", is_android().into()),
        ]);
        let piece = bytes_of(send("read_file", &arguments(place), None).await?).ok_or_else(unreachable)?;
        if piece.length() == 0 {
            return Err(not_there());
        }
        offset += u64::from(piece.length());
        parts.push(&piece);
    }
    let kind = BlobPropertyBag::new();
    kind.set_type(&opened.media_type);
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &kind).map_err(|_| unreachable())?;
    let address = Url::create_object_url_with_blob(&blob).map_err(|_| unreachable())?;
    let bytes = opened.bytes;
    Ok(Rc::new(Held { address, bytes }))
}

/// An address that works until this is dropped.
#[derive(Debug)]
struct Held {
    address: String,
    bytes: u64,
}

impl Drop for Held {
    fn drop(&mut self) {
        // Harmless for what is drawn already.
        let _ = Url::revoke_object_url(&self.address);
    }
}

/// What was asked for lately.
#[derive(Debug, Default)]
struct Addresses {
    known: HashMap<FileVariant, Address>,
    /// With their bytes, longest unused first; those that have not come yet are not in it.
    order: VecDeque<(FileVariant, u64)>,
}

impl Addresses {
    fn get(&mut self, which: FileVariant) -> Address {
        let fresh = || fetch(which).boxed_local().shared();
        self.known.entry(which).or_insert_with(fresh).clone()
    }

    /// What failed is asked for anew the next time; what came pushes out what was not used for long.
    fn came(&mut self, which: FileVariant, held: &Result<Rc<Held>, ApiError>) {
        let Ok(held) = held else {
            self.known.remove(&which);
            return;
        };
        for gone in used(&mut self.order, which, held.bytes) {
            self.known.remove(&gone);
        }
    }
}

/// Notes a use, and says what has to go for it. What was used last stays, however large it is.
fn used(order: &mut VecDeque<(FileVariant, u64)>, which: FileVariant, bytes: u64) -> Vec<FileVariant> {
    order.retain(|(known, _)| *known != which);
    order.push_back((which, bytes));
    let mut total: u64 = order.iter().map(|(_, bytes)| *bytes).sum();
    let mut gone = Vec::new();
    while order.len() > 1
        && (order.len() > KEPT || total > KEPT_BYTES)
        && let Some((oldest, bytes)) = order.pop_front()
    {
        total = total.saturating_sub(bytes);
        gone.push(oldest);
    }
    gone
}

async fn buffer(blob: &Blob, from: f64, to: f64) -> Option<ArrayBuffer> {
    let piece = blob.slice_with_f64_and_f64(from, to).ok()?;
    // web-sys knows this one only by another name.
    let read: js_sys::Function = Reflect::get(&piece, &"arrayBuffer".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let promise: js_sys::Promise = read.call0(&piece).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

fn bytes_of(answer: JsValue) -> Option<Uint8Array> {
    match answer.as_string() {
        Some(text) => from_base64(&text),
        // Raw bytes, or the list of numbers that Tauri makes of them on its second way.
        None => Object::try_from(&answer).map(|_| Uint8Array::new(&answer)),
    }
}

fn is_android() -> bool {
    dom::window()
        .and_then(|window| window.navigator().user_agent().ok())
        .is_some_and(|agent| agent.contains("Android"))
}

fn to_base64(bytes: &ArrayBuffer) -> Option<String> {
    let latin: String = Uint8Array::new(bytes)
        .to_vec()
        .into_iter()
        .map(char::from)
        .collect();
    dom::window()?.btoa(&latin).ok()
}

fn from_base64(text: &str) -> Option<Uint8Array> {
    let latin = dom::window()?.atob(text).ok()?;
    let bytes: Vec<u8> = latin.chars().map(|one| one as u8).collect();
    Some(Uint8Array::from(bytes.as_slice()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn which(number: usize) -> FileVariant {
        FileVariant {
            file: FileId::from_number(number as u128),
            variant: Variant::Full,
        }
    }

    #[test]
    fn what_was_not_used_for_long_goes_first() {
        let mut order = VecDeque::new();
        for number in 0..KEPT {
            assert!(used(&mut order, which(number), 10).is_empty());
        }
        assert!(used(&mut order, which(0), 10).is_empty(), "known already");
        assert_eq!(used(&mut order, which(KEPT), 10), [which(1)]);
    }

    #[test]
    fn a_large_one_pushes_out_many_and_stays() {
        let mut order = VecDeque::new();
        for number in 0..3 {
            assert!(used(&mut order, which(number), KEPT_BYTES / 4).is_empty());
        }
        assert_eq!(used(&mut order, which(3), KEPT_BYTES / 2), [which(0)]);
        assert_eq!(
            used(&mut order, which(4), KEPT_BYTES * 2),
            [which(1), which(2), which(3)]
        );
        assert_eq!(order.len(), 1);
    }
}
