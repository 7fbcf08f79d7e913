//! Files into the composer: chosen, pasted or dropped. Each is prepared in the page, kept on the device, and then put into the
//! composer; what cannot be sent says why, before anything is sent.

use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use engine::ui::Request;
use protocol::{ApiError, ConversationId, FileId, FileKind, NewFile};
use web_sys::Blob;

use crate::components::icon::{Glyph, Icon};
use crate::desk::{Desk, use_desk};
use crate::dom::files::{self, Picked};
use crate::dom::{self, canvas};
use crate::format::files::size;
use crate::state::attaching::{refusal, room, too_many};
use crate::state::preparing::{HEAD, QUALITY, clean_name, drawing, is_drawn, kind};

const INPUT: &str = "attach-input";

/// The button, and the browser's dialog behind it.
#[component]
pub(super) fn Attach(conversation: ConversationId) -> Element {
    let desk = use_desk();
    let limits = desk.model.limits();
    let title = format!(
        "Attach up to {} files of {} each",
        limits.message_files,
        size(limits.file_bytes)
    );
    rsx! {
        button {
            class: "icon-button composer-attach",
            "data-testid": "attach",
            title: "{title}",
            aria_label: "Attach files",
            // The keyboard of a phone stays open.
            onpointerdown: move |event| event.prevent_default(),
            onclick: move |_| files::choose(INPUT),
            Glyph { icon: Icon::Paperclip }
        }
        input {
            id: INPUT,
            class: "hidden-text",
            r#type: "file",
            multiple: true,
            tabindex: "-1",
            aria_hidden: "true",
            "data-testid": INPUT,
            onchange: move |_| add(desk, conversation, files::chosen(INPUT)),
        }
    }
}

/// Takes files on, one after the other, in their order. Goes on when the person goes elsewhere.
pub(crate) fn add(desk: Desk, conversation: ConversationId, picked: Vec<Picked>) {
    if picked.is_empty() {
        return;
    }
    let limits = desk.model.limits();
    let mut attaching = desk.model.attaching;
    attaching.write().forget_refused(conversation);
    let waiting = desk.model.writing.peek().files.len() + attaching.peek().busy(conversation);
    let room = room(&limits, waiting);
    if picked.len() > room {
        desk.say(too_many(&limits, picked.len() - room));
    }
    let begun: Vec<_> = picked
        .into_iter()
        .take(room)
        .map(|picked| (attaching.write().begin(conversation, &picked.name), picked))
        .collect();
    // On a phone the keyboard would cover what was chosen.
    if !dom::is_touch() {
        dom::focus_later(super::FIELD);
    }
    spawn_forever(async move {
        for (key, picked) in begun {
            let taken = take(desk, conversation, key, picked).await;
            match taken {
                Ok(()) => {
                    attaching.write().end(key);
                }
                Err(words) => attaching.write().refuse(key, words),
            }
        }
    });
}

async fn take(desk: Desk, conversation: ConversationId, key: u64, picked: Picked) -> Result<(), String> {
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
    let request = Request::AddFile { conversation, file };
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
