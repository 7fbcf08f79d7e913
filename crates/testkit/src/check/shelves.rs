//! That coaches have the same library everywhere, with its files, and clients none of it.

use engine::store::{Saved, Store};
use engine::{Engine, MemoryStore};
use protocol::{AccountKind, FileKind};

use super::{Verdict, format_all};
use crate::world::World;

/// All of it that a store holds, in words that can be compared.
fn library(saved: &Saved) -> Vec<String> {
    let folders = saved.folders.iter().map(|one| (one, &one.name, one.parent));
    let items = saved
        .items
        .iter()
        .map(|one| (one, &one.name, one.folder, &one.tags, one.file.id));
    let templates = saved
        .templates
        .iter()
        .map(|one| (one, one.owner, &one.name, &one.text, &one.files));
    let mut all = format_all(&folders.collect::<Vec<_>>());
    all.extend(format_all(&items.collect::<Vec<_>>()));
    all.extend(format_all(&templates.collect::<Vec<_>>()));
    all.sort();
    all
}

impl World {
    pub(super) fn check_library(&self, at: usize, fresh: &Engine<MemoryStore>, verdict: &mut Verdict) {
        let mut wrong = |what: String| {
            verdict.diverged += 1;
            verdict.findings.push(format!("device {at}: {what}"));
        };
        let device = &self.devices[at];
        let Some(engine) = &device.engine else { return };
        let (Ok(mine), Ok(anew)) = (engine.store().load(), fresh.store().load()) else {
            return wrong("cannot load its store".into());
        };
        if library(&mine) != library(&anew) {
            wrong("its library differs from the one fetched anew".into());
        }
        if device.actor.kind == AccountKind::Client && !library(&mine).is_empty() {
            wrong("a client holds something of the library".into());
        }
        let foreign = mine.templates.iter().filter_map(|template| template.owner);
        if foreign.into_iter().any(|owner| owner != device.actor.account) {
            wrong("it holds somebody else's own template".into());
        }
        for file in device.shelved() {
            let found = self.bytes_of(&device.actor, file.id);
            let original = self.originals.get(&file.id).map(Vec::as_slice);
            let right = match file.kind {
                FileKind::Document => found == original,
                _ => found.is_some_and(|found| !found.is_empty()),
            };
            if !right {
                wrong(format!("does not get {} of the library as it was kept", file.id));
            }
        }
        // What is shown is what is held: nothing that was done is left lying over it.
        let shown = &device.screen.library;
        let shown = shown.folders.len() + shown.items.len() + shown.templates.len();
        if shown != library(&mine).len() {
            wrong("shows another library than it holds".into());
        }
    }
}
