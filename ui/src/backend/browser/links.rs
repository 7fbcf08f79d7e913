//! Where bytes can be had from: the signed links of the server, asked for together and used again until they are about to end.

use std::collections::BTreeMap;
use std::rc::Rc;

use std::cell::RefCell;

use futures_channel::oneshot;
use protocol::{Answer, ApiError, Call, FileLink, FileVariant, LinksQuery};
use wasm_bindgen_futures::spawn_local;

use super::wire;
use crate::backend::media::not_there;
use crate::dom;

/// As many as the server answers at once.
const TOGETHER: usize = 100;
/// A link that ends sooner than this is renewed, so that what begins to load can end.
const AHEAD_MS: u64 = 120_000;

type Waiting = oneshot::Sender<Result<String, ApiError>>;

#[derive(Debug, Default)]
pub(super) struct Links {
    known: RefCell<Known>,
    wanted: RefCell<Wanted>,
}

impl Links {
    /// A path that works now, and for a while.
    pub(super) async fn path(self: Rc<Self>, which: FileVariant) -> Result<String, ApiError> {
        if let Some(path) = self.known.borrow().path(which, wire::now_ms()) {
            return Ok(path);
        }
        let (answer, answered) = oneshot::channel();
        let first = self.wanted.borrow_mut().add(which, answer);
        if first {
            spawn_local(ask(self.clone()));
        }
        answered.await.unwrap_or_else(|_| Err(not_there()))
    }

    /// Of a file that is gone.
    pub(super) fn forget(&self, file: protocol::FileId) {
        self.known
            .borrow_mut()
            .links
            .retain(|which, _| which.file != file);
    }

    /// Somebody has signed out.
    pub(super) fn forget_all(&self) {
        self.known.borrow_mut().links.clear();
    }
}

/// What a screen wants is wanted in one moment: it goes in one question.
async fn ask(links: Rc<Links>) {
    loop {
        dom::pause(0).await;
        let batch = links.wanted.borrow_mut().take();
        if batch.is_empty() {
            return;
        }
        let files = batch.keys().copied().collect();
        let asked_at = wire::now_ms();
        let result = match wire::call(&Call::Links(LinksQuery { files })).await {
            Ok(Answer::Links(found)) => {
                links.known.borrow_mut().learn(found, asked_at);
                Ok(())
            }
            Ok(_) => Err(not_there()),
            Err(error) => Err(error),
        };
        for (which, waiting) in batch {
            let path = result.clone().and_then(|()| {
                let path = links.known.borrow().path(which, asked_at);
                path.ok_or_else(not_there)
            });
            for one in waiting {
                let _ = one.send(path.clone());
            }
        }
    }
}

/// Who waits for which link.
#[derive(Debug, Default)]
struct Wanted {
    waiting: BTreeMap<FileVariant, Vec<Waiting>>,
    /// Somebody asks, and takes what comes until nothing is left.
    asking: bool,
}

impl Wanted {
    /// Whether somebody has to begin to ask.
    fn add(&mut self, which: FileVariant, answer: Waiting) -> bool {
        self.waiting.entry(which).or_default().push(answer);
        !std::mem::replace(&mut self.asking, true)
    }

    fn take(&mut self) -> BTreeMap<FileVariant, Vec<Waiting>> {
        let mut batch = BTreeMap::new();
        while batch.len() < TOGETHER
            && let Some((which, waiting)) = self.waiting.pop_first()
        {
            batch.insert(which, waiting);
        }
        self.asking = !batch.is_empty();
        batch
    }
}

/// Links by what they lead to, each with the time until which it is given out.
#[derive(Debug, Default)]
struct Known {
    links: BTreeMap<FileVariant, (String, i64)>,
}

impl Known {
    fn learn(&mut self, found: Vec<FileLink>, asked_at: i64) {
        self.links.retain(|_, (_, until)| *until > asked_at);
        for link in found {
            // A server whose links live shorter is believed for half of it.
            let good = link.valid_ms.saturating_sub(AHEAD_MS).max(link.valid_ms / 2);
            let until = asked_at.saturating_add_unsigned(good);
            let which = FileVariant {
                file: link.file,
                variant: link.variant,
            };
            self.links.insert(which, (link.path, until));
        }
    }

    fn path(&self, which: FileVariant, now: i64) -> Option<String> {
        let (path, until) = self.links.get(&which)?;
        (now <= *until).then(|| path.clone())
    }
}

#[cfg(test)]
mod tests {
    use protocol::{FileId, Variant};

    use super::*;

    fn which(number: u128) -> FileVariant {
        FileVariant {
            file: FileId::from_number(number),
            variant: Variant::Full,
        }
    }

    fn link(number: u128, valid_ms: u64) -> FileLink {
        FileLink {
            file: FileId::from_number(number),
            variant: Variant::Full,
            path: format!("/media/{number}"),
            valid_ms,
        }
    }

    #[test]
    fn a_link_is_renewed_before_it_ends() {
        let mut known = Known::default();
        known.learn(vec![link(1, 600_000), link(2, 60_000)], 1_000);
        assert_eq!(known.path(which(1), 480_000).as_deref(), Some("/media/1"));
        assert_eq!(known.path(which(1), 481_001), None, "two minutes are left");
        assert_eq!(known.path(which(2), 31_000).as_deref(), Some("/media/2"));
        assert_eq!(known.path(which(2), 31_001), None, "a short one: half of it");
        assert_eq!(known.path(which(3), 0), None);
        known.learn(vec![link(3, 600_000)], 500_000);
        assert_eq!(known.links.len(), 1, "what has ended is not kept");
    }

    #[test]
    fn what_is_wanted_in_one_moment_is_asked_for_once_and_together() {
        let mut wanted = Wanted::default();
        let mut add = |number| wanted.add(which(number), oneshot::channel().0);
        assert!(add(0));
        assert!(!add(0), "somebody asks already");
        for number in 1..120 {
            assert!(!add(number));
        }
        let batch = wanted.take();
        assert_eq!(batch.len(), TOGETHER);
        assert_eq!(batch.get(&which(0)).map(Vec::len), Some(2));
        assert_eq!(wanted.take().len(), 20);
        assert!(wanted.take().is_empty());
        assert!(
            wanted.add(which(7), oneshot::channel().0),
            "the next one begins anew"
        );
    }
}
