//! Files from the device: chosen, pasted or dropped. Each is prepared in the page, kept on the device, and then goes where it is meant for;
//! what cannot be sent says why, before anything is sent.

use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use engine::ui::{KeptFile, Request};
use protocol::{ApiError, ConversationId, FileId, FileKind, FolderId, NewFile, TemplateId};
use web_sys::Blob;

use crate::components::composer::FIELD;
use crate::desk::Desk;
use crate::dom::files::{self, Picked};
use crate::dom::{self, canvas};
use crate::format::files::stem;
use crate::state::attaching::{TEMPLATE, VAULT, refusal, room, too_many};
use crate::state::preparing::{HEAD, QUALITY, clean_name, drawing, is_drawn, kind};

/// What files are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The next message.
    Message(ConversationId),
    /// The vault, in this folder.
    Vault(Option<FolderId>),
    /// A saved message that is being written.
    Template(Option<TemplateId>),
}

impl Purpose {
    /// Where they wait while they are prepared.
    fn place(self) -> ConversationId {
        match self {
            Self::Message(conversation) => conversation,
            Self::Vault(_) => VAULT,
            Self::Template(_) => TEMPLATE,
        }
    }

    /// How many go there already; `None` where there is no end of it.
    fn waiting(self, desk: Desk) -> Option<usize> {
        match self {
            Self::Message(_) => Some(desk.model.writing.peek().files.len()),
            Self::Vault(_) => None,
            Self::Template(id) => {
                let library = desk.model.library.peek();
                Some(desk.model.drafts.peek().of(id, &library).files.len())
            }
        }
    }
}

/// Takes files on, one after the other, in their order. Goes on when the person goes elsewhere.
pub(crate) fn add(desk: Desk, purpose: Purpose, picked: Vec<Picked>) {
    if picked.is_empty() {
        return;
    }
    let limits = desk.model.limits();
    let place = purpose.place();
    let mut attaching = desk.model.attaching;
    attaching.write().forget_refused(place);
    let waiting = purpose
        .waiting(desk)
        .map(|waiting| waiting + attaching.peek().busy(place));
    let room = waiting.map_or(usize::MAX, |waiting| room(&limits, waiting));
    if picked.len() > room {
        desk.say(too_many(&limits, picked.len() - room));
    }
    let begun: Vec<_> = picked
        .into_iter()
        .take(room)
        .map(|picked| (attaching.write().begin(place, &picked.name), picked))
        .collect();
    // On a phone the keyboard would cover what was chosen.
    if matches!(purpose, Purpose::Message(_)) && !dom::is_touch() {
        dom::focus_later(FIELD);
    }
    spawn_forever(async move {
        for (key, picked) in begun {
            let taken = take(desk, purpose, key, picked).await;
            match taken {
                Ok(()) => {
                    attaching.write().end(key);
                }
                Err(words) => attaching.write().refuse(key, words),
            }
        }
    });
}

async fn take(desk: Desk, purpose: Purpose, key: u64, picked: Picked) -> Result<(), String> {
    let gone = || !desk.model.attaching.peek().has(key);
    if gone() {
        return Ok(());
    }
    let (bytes, mut file) = prepared(picked).await;
    if let Some(words) = refusal(&desk.model.limits(), file.bytes) {
        return Err(words);
    }
    if gone() {
        return Ok(()); // taken out again meanwhile
    }
    let words = |error: ApiError| error.message;
    file.id = desk.backend().files().stage(bytes).await.map_err(words)?;
    let mut sources = desk.sources;
    sources.write().keep_poster(&file);
    let request = match purpose {
        Purpose::Message(conversation) => Request::AddFile { conversation, file },
        Purpose::Vault(folder) => Request::SaveVaultItem {
            id: None,
            name: stem(&file.name),
            file: KeptFile::Staged(file),
            folder,
            tags: Vec::new(),
        },
        Purpose::Template(id) => {
            let mut drafts = desk.model.drafts;
            let library = desk.model.library.peek();
            drafts
                .write()
                .change(id, &library, |draft| draft.files.push(KeptFile::Staged(file)));
            return Ok(());
        }
    };
    desk.backend().request(request).await.map_err(words)?;
    Ok(())
}

/// A file as it is sent: a photo is drawn anew, of a video is told what can be found out, everything else stays as it is.
async fn prepared(picked: Picked) -> (Blob, NewFile) {
    let media_type = picked.media_type.to_ascii_lowercase();
    let mut blob = picked.blob;
    let mut file = NewFile {
        id: FileId::from_number(0), // until the bytes are kept
        kind: kind(&media_type),
        name: clean_name(&picked.name),
        media_type: media_type.clone(),
        bytes: blob.size() as u64,
        size: None,
        length_ms: None,
        placeholder: None,
        waveform: None,
        poster: None,
    };
    if file.media_type.is_empty() {
        file.media_type = "application/octet-stream".into();
    }
    if file.kind == FileKind::Video {
        let film = canvas::film(&blob).await;
        (file.size, file.length_ms, file.poster) = (film.size, film.length_ms, film.poster);
    } else if media_type.starts_with("image/") && media_type != "image/svg+xml" {
        // What this browser cannot decode goes as a document.
        if let Some(decoded) = canvas::decode(&blob).await {
            file.kind = FileKind::Photo;
            file.size = Some(decoded.size);
            if is_drawn(&media_type, &files::head(&blob, HEAD).await) {
                let see_through = media_type != "image/jpeg" && decoded.is_see_through();
                let drawing = drawing(&file.name, &media_type, file.bytes, decoded.size, see_through);
                if let Some(drawn) = decoded.drawn(drawing.size, drawing.media_type, QUALITY).await {
                    blob = drawn;
                    file.bytes = blob.size() as u64;
                    file.size = Some(drawing.size);
                    file.media_type = drawing.media_type.into();
                    file.name = drawing.name;
                }
            }
        }
    }
    (blob, file)
}
