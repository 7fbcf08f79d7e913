//! The bytes of files in a browser: what is not sent yet stands on the [`Shelf`], everything else comes by links of the server.

use std::rc::Rc;

use futures_util::FutureExt;
use protocol::{Answer, ApiError, FileId, FileVariant, Variant};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, HtmlElement};

use super::links::Links;
use super::shelf::Shelf;
use super::wire::{self, CryptoEntropy};
use crate::backend::media::not_there;
use crate::backend::{Files, Later};
use crate::dom;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct PageFiles {
    pub(super) shelf: Rc<Shelf>,
    pub(super) links: Rc<Links>,
}

impl Files for PageFiles {
    fn stage(&self, bytes: Blob) -> Later<FileId> {
        let shelf = self.shelf.clone();
        async move {
            let file = new_file();
            shelf.put(file, bytes).await;
            Ok(file)
        }
        .boxed_local()
    }

    fn source(&self, file: FileId, variant: Variant) -> Later<String> {
        let (shelf, links) = (self.shelf.clone(), self.links.clone());
        async move {
            match shelf.address(file).await {
                Some(address) => Ok(address),
                None => links.path(FileVariant { file, variant }).await,
            }
        }
        .boxed_local()
    }

    fn save(&self, file: FileId, name: String) -> Later<Option<String>> {
        let source = self.source(file, Variant::Full);
        async move {
            let mut address = source.await?;
            if address.starts_with('/') {
                address.push_str("?save");
            }
            // Where it goes is between the person and the browser.
            download(&address, &name).map(|()| None).ok_or_else(not_there)
        }
        .boxed_local()
    }
}

impl PageFiles {
    /// One piece of a staged file.
    pub(super) async fn upload(&self, file: FileId, offset: u64, bytes: u32) -> Result<Answer, ApiError> {
        let blob = self.shelf.get(file).await.ok_or_else(not_there)?;
        // No file is so large that its offsets are not exact.
        let (from, to) = (offset as f64, (offset + u64::from(bytes)) as f64);
        if from >= blob.size() {
            return Err(not_there());
        }
        let piece = blob.slice_with_f64_and_f64(from, to).map_err(|_| not_there())?;
        wire::upload(&protocol::upload_path(file, offset), &piece).await
    }
}

/// An id that nothing else has; files sort by the time at which they were added.
fn new_file() -> FileId {
    let mut random = [0; 10];
    engine::Entropy::fill(&mut CryptoEntropy, &mut random);
    let millis = u64::try_from(wire::now_ms()).unwrap_or(0);
    FileId(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
}

/// As a click on a link would do that the page does not show.
fn download(address: &str, name: &str) -> Option<()> {
    let link: HtmlElement = dom::document()?.create_element("a").ok()?.dyn_into().ok()?;
    link.set_attribute("href", address).ok()?;
    link.set_attribute("download", name).ok()?;
    link.click();
    Some(())
}
