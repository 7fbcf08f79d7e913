//! Bytes that this browser has and the server does not: kept in the browser's cache storage, one cache for each account, so that a reload or a crash
//! loses nothing that was taken. Where there is no such storage (plain HTTP), they are in memory.
//!
//! All tabs of an account share the storage: whoever sends finds the bytes.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, VecDeque};

use js_sys::{Array, Promise, Reflect};
use protocol::{AccountId, FileId};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Cache, CacheStorage, Request, Response, Url};

use crate::backend::media::made_at;
use crate::dom;

/// Files of this page that the server has by now, and that can still be shown without asking it.
const SENT_KEPT: usize = 24;
/// Another tab may be sending the same: it finds the bytes until then.
const OTHER_TABS_MS: i32 = 60_000;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    held: RefCell<Held>,
    account: RefCell<Option<AccountId>>,
}

#[derive(Debug, Default)]
struct Held {
    files: HashMap<FileId, Item>,
    /// Those that the server has, in the order in which they came there.
    sent: VecDeque<FileId>,
}

#[derive(Debug)]
struct Item {
    blob: Blob,
    /// Given out for `src`.
    address: Option<String>,
}

impl Drop for Item {
    fn drop(&mut self) {
        if let Some(address) = &self.address {
            // Harmless for what is drawn already.
            let _ = Url::revoke_object_url(address);
        }
    }
}

impl Shelf {
    pub(super) fn open(&self, account: AccountId) {
        if self.account.replace(Some(account)) != Some(account) {
            self.held.take();
        }
    }

    pub(super) async fn put(&self, file: FileId, blob: Blob) {
        self.hold(file, blob.clone());
        let Some(cache) = self.cache().await else { return };
        let Ok(response) = Response::new_with_opt_blob(Some(&blob)) else {
            return;
        };
        // Without room for it the bytes are in memory: they are sent all the same, unless the page is closed first.
        let _ = JsFuture::from(cache.put_with_str(&place(file), &response)).await;
    }

    /// `None`: this browser does not have it.
    pub(super) async fn get(&self, file: FileId) -> Option<Blob> {
        let held = self.held.borrow().files.get(&file).map(|item| item.blob.clone());
        if held.is_some() {
            return held;
        }
        let cache = self.cache().await?;
        let found = JsFuture::from(cache.match_with_str(&place(file))).await.ok()?;
        let response: Response = found.dyn_into().ok()?;
        let blob: Blob = JsFuture::from(response.blob().ok()?)
            .await
            .ok()?
            .dyn_into()
            .ok()?;
        self.hold(file, blob.clone());
        Some(blob)
    }

    /// For `src`: the same one as long as the file is held.
    pub(super) async fn address(&self, file: FileId) -> Option<String> {
        let blob = self.get(file).await?;
        let mut held = self.held.borrow_mut();
        let item = held.files.get_mut(&file)?;
        if item.address.is_none() {
            item.address = Url::create_object_url_with_blob(&blob).ok();
        }
        item.address.clone()
    }

    /// The server has it: it need not outlive the page.
    pub(super) async fn sent(&self, file: FileId) {
        self.held.borrow_mut().sent(file);
        dom::pause(OTHER_TABS_MS).await;
        self.remove(file).await;
    }

    pub(super) async fn forget(&self, file: FileId) {
        self.held.borrow_mut().files.remove(&file);
        self.remove(file).await;
    }

    /// Takes away what nobody needs any more: files of a page that was closed between two steps. A file that is younger than `before`
    /// may be on its way into another tab's composer.
    pub(super) async fn tidy(&self, needed: &BTreeSet<FileId>, before: i64) {
        let Some(cache) = self.cache().await else { return };
        let Ok(keys) = JsFuture::from(cache.keys()).await else {
            return;
        };
        for request in Array::from(&keys).iter() {
            let file = request
                .dyn_into::<Request>()
                .ok()
                .and_then(|request| named(&request.url()));
            if let Some(file) = file
                && !needed.contains(&file)
                && made_at(file) < before
            {
                self.remove(file).await;
            }
        }
    }

    /// After signing out: nothing of the account stays in this browser.
    pub(super) async fn forget_all(&self) {
        self.held.take();
        let account = self.account.take();
        if let (Some(caches), Some(account)) = (caches(), account) {
            let _ = JsFuture::from(caches.delete(&cache_name(account))).await;
        }
    }

    fn hold(&self, file: FileId, blob: Blob) {
        let item = Item { blob, address: None };
        self.held.borrow_mut().files.entry(file).or_insert(item);
    }

    async fn remove(&self, file: FileId) {
        if let Some(cache) = self.cache().await {
            // What is not there need not go.
            let _ = JsFuture::from(cache.delete_with_str(&place(file))).await;
        }
    }

    async fn cache(&self) -> Option<Cache> {
        let account = (*self.account.borrow())?;
        let opening: Promise = caches()?.open(&cache_name(account));
        JsFuture::from(opening).await.ok()?.dyn_into().ok()
    }
}

impl Held {
    fn sent(&mut self, file: FileId) {
        if !self.files.contains_key(&file) || self.sent.contains(&file) {
            return;
        }
        self.sent.push_back(file);
        if self.sent.len() > SENT_KEPT
            && let Some(oldest) = self.sent.pop_front()
        {
            self.files.remove(&oldest);
        }
    }
}

/// `None` where the browser keeps it from pages that did not come over TLS.
fn caches() -> Option<CacheStorage> {
    let window = dom::window()?;
    let caches = Reflect::get(&window, &"caches".into()).ok()?;
    caches.is_object().then(|| caches.unchecked_into())
}

fn cache_name(account: AccountId) -> String {
    format!("rapport.kept.{account}.files")
}

/// No address of the server: only a name in the cache.
fn place(file: FileId) -> String {
    format!("/staged/{file}")
}

fn named(url: &str) -> Option<FileId> {
    url.rsplit('/').next()?.parse().ok()
}
