//! Files that the page wants to show: what is on this device is given at once, everything else is fetched. Links are asked for together, one question at a
//! time; a few files come at once; whoever wants the same waits for the same.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;

use protocol::{Answer, ApiError, Call, FileId, FileLink, FileVariant, LinksQuery};
use tokio::sync::oneshot;

use super::steps::{Running, nobody};
use super::{Driver, State};
use crate::files::{Folder, not_there, refused};
use crate::network::{Asker, Download, Fetcher, Network, Purpose};

/// As many as the server answers at once.
const TOGETHER: usize = 100;
/// Come at the same time; more would make each of them late.
const AT_ONCE: usize = 4;

type Waiting = oneshot::Sender<Result<PathBuf, ApiError>>;

/// What is on its way, of one sign-in. Whoever still waits when it ends learns that it has.
#[derive(Debug, Default)]
pub(super) struct Fetching {
    waiting: BTreeMap<FileVariant, Vec<Waiting>>,
    /// Without a link, in the order in which they were wanted.
    wanted: VecDeque<FileVariant>,
    /// Links are being asked for.
    asking: bool,
    /// With the path of the link.
    linked: VecDeque<(FileVariant, String)>,
    coming: BTreeSet<FileVariant>,
}

impl Fetching {
    fn answer(&mut self, which: FileVariant, result: &Result<PathBuf, ApiError>) {
        for waiting in self.waiting.remove(&which).unwrap_or_default() {
            // The page may have gone in the meantime.
            let _ = waiting.send(result.clone());
        }
    }
}

impl<N: Network> Driver<N> {
    /// The files of who is signed in.
    pub(super) fn folder(&self) -> Result<Arc<Folder>, ApiError> {
        match &self.state {
            State::SignedIn(running) => Ok(Arc::clone(&running.files)),
            _ => Err(nobody()),
        }
    }

    pub(super) fn fetch(&mut self, which: FileVariant, answer: Waiting) {
        let now = self.now;
        let State::SignedIn(running) = &mut self.state else {
            let _ = answer.send(Err(nobody()));
            return;
        };
        if let Some(path) = running.files.find(which, now) {
            let _ = answer.send(Ok(path));
            return;
        }
        let waiting = running.fetching.waiting.entry(which).or_default();
        waiting.push(answer);
        if waiting.len() == 1 {
            running.fetching.wanted.push_back(which);
            self.ask_for_links();
        }
    }

    pub(super) fn links_came(
        &mut self,
        session: u64,
        asked: &[FileVariant],
        result: Result<Answer, ApiError>,
    ) {
        let Some(running) = self.running(session) else {
            return;
        };
        let fetching = &mut running.fetching;
        fetching.asking = false;
        let links: Result<Vec<FileLink>, ApiError> = result.map(|answer| match answer {
            Answer::Links(links) => links,
            _ => Vec::new(),
        });
        for which in asked {
            let link = links.as_ref().map(|links| {
                let mut links = links.iter();
                links.find(|link| (link.file, link.variant) == (which.file, which.variant))
            });
            match link {
                Ok(Some(link)) => fetching.linked.push_back((*which, link.path.clone())),
                Ok(None) => fetching.answer(*which, &Err(not_there())),
                Err(error) => fetching.answer(*which, &Err(error.clone())),
            }
        }
        self.ask_for_links();
        self.begin_downloads();
    }

    pub(super) fn fetched(&mut self, session: u64, which: FileVariant, result: Result<(), ApiError>) {
        let now = self.now;
        let Some(running) = self.running(session) else {
            return;
        };
        // Forgotten while it came: it is not taken in.
        if running.fetching.coming.remove(&which) {
            let files = &running.files;
            let result = result.and_then(|()| files.fetched(which, now).map_err(|error| refused(&error)));
            running.fetching.answer(which, &result);
        } else if let Err(error) = running.files.forget(which.file) {
            tracing::warn!(kind = %error.kind(), "files.not_forgotten");
        }
        self.begin_downloads();
    }

    /// Nothing of it is to be on this device.
    pub(super) fn forget_file(&mut self, file: FileId) {
        let State::SignedIn(running) = &mut self.state else {
            return;
        };
        let fetching = &mut running.fetching;
        fetching.wanted.retain(|which| which.file != file);
        fetching.linked.retain(|(which, _)| which.file != file);
        fetching.coming.retain(|which| which.file != file);
        let gone: Vec<FileVariant> = fetching.waiting.keys().copied().collect();
        for which in gone.into_iter().filter(|which| which.file == file) {
            fetching.answer(which, &Err(not_there()));
        }
        if let Err(error) = running.files.forget(file) {
            tracing::warn!(kind = %error.kind(), "files.not_forgotten");
        }
    }

    fn running(&mut self, session: u64) -> Option<&mut Running> {
        match &mut self.state {
            State::SignedIn(running) if running.session == session => Some(running),
            _ => None,
        }
    }

    fn ask_for_links(&mut self) {
        let State::SignedIn(running) = &mut self.state else {
            return;
        };
        let fetching = &mut running.fetching;
        if fetching.asking || fetching.wanted.is_empty() {
            return;
        }
        fetching.asking = true;
        let files: Vec<FileVariant> = fetching
            .wanted
            .drain(..fetching.wanted.len().min(TOGETHER))
            .collect();
        let purpose = Purpose::Links {
            session: running.session,
            asked: files.clone(),
        };
        let events = self.events.clone();
        let call = Call::Links(LinksQuery { files });
        self.network
            .call(running.access.clone(), call, Asker { purpose, events });
    }

    fn begin_downloads(&mut self) {
        let State::SignedIn(running) = &mut self.state else {
            return;
        };
        while running.fetching.coming.len() < AT_ONCE
            && let Some((which, path)) = running.fetching.linked.pop_front()
        {
            running.fetching.coming.insert(which);
            let download = Download {
                path,
                part: running.files.part(which),
            };
            let fetcher = Fetcher {
                session: running.session,
                which,
                events: self.events.clone(),
            };
            self.network.download(running.access.clone(), download, fetcher);
        }
    }
}
