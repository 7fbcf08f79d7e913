//! Stories of photos, videos and documents: in messages, on their way, in the composer, by tabs.

use engine::ui::{FileView, Media, Place, Status, TimelineItem, Update};
use protocol::{
    Attachment, ConversationId, FileId, FileKind, FileSort, FilesPage, FilesQuery, Message, NewFile, Pixels,
    SpanKind,
};

use super::NOW;
use super::people::{ANA, client};
use super::scenes::append;
use super::stage::{Stage, Talk};

/// Of a field at noon.
const HASH: &str = "1QcSHQRnh493V4dIh4eXh1h4kJUI";

/// What is special about the story that is told.
pub(super) fn set(stage: &mut Stage) {
    let name = stage.name.clone();
    let Some(ben) = stage.talks.first_mut() else {
        return;
    };
    match name.as_str() {
        "photos" | "photos-loading" | "viewer" | "viewer-near" => add_photos(ben),
        "photo-menu" => {
            add_photos(ben);
            ben.items.pop(); // the last one has no picture
        }
        "documents" => add_documents(ben),
        "keep" => {
            add_documents(ben);
            ben.items.pop();
            ben.items.pop();
        }
        "uploading" => add_uploading(ben, None),
        "upload-failed" => add_uploading(
            ben,
            Some("This file can't be sent: it is larger than the 100 MB that the practice allows."),
        ),
        "media" | "profile-media" | "media-files" | "media-voice" | "media-links" => {
            add_photos(ben);
            add_documents(ben);
            add_links(ben);
            add_months(ben);
        }
        "tray" => {
            ben.draft = "Before and after, and the plan".into();
            ben.files = vec![
                new_file(picture(21)),
                new_file(picture(22)),
                new_file(film(24)),
                new_file(document(
                    31,
                    "Trainingsplan Mai und Juni 2026.pdf",
                    "application/pdf",
                    412_000,
                )),
            ];
            ben.unread = 0;
        }
        _ => {}
    }
}

/// Odd numbers stand upright.
pub(super) fn picture(number: u128) -> Attachment {
    let (width, height) = if number.is_multiple_of(2) {
        (800, 600)
    } else {
        (600, 800)
    };
    Attachment {
        id: FileId::from_number(number),
        kind: FileKind::Photo,
        name: format!("IMG_{}.jpg", 4_000 + number),
        media_type: "image/jpeg".into(),
        bytes: 812_000 + number as u64 * 31_000,
        size: Some(Pixels { width, height }),
        length_ms: None,
        placeholder: Some(HASH.into()),
        waveform: None,
        thumbnail: true,
    }
}

pub(super) fn film(number: u128) -> Attachment {
    Attachment {
        kind: FileKind::Video,
        name: "squat from the side.mp4".into(),
        media_type: "video/mp4".into(),
        bytes: 18_400_000,
        length_ms: Some(42_000),
        ..picture(number)
    }
}

pub(super) fn document(number: u128, name: &str, media_type: &str, bytes: u64) -> Attachment {
    Attachment {
        kind: FileKind::Document,
        name: name.into(),
        media_type: media_type.into(),
        bytes,
        size: None,
        placeholder: None,
        thumbnail: false,
        ..picture(number)
    }
}

pub(super) fn new_file(file: Attachment) -> NewFile {
    NewFile {
        id: file.id,
        kind: file.kind,
        name: file.name,
        media_type: file.media_type,
        bytes: file.bytes,
        size: file.size,
        length_ms: file.length_ms,
        placeholder: file.placeholder,
        waveform: file.waveform,
        poster: None,
    }
}

fn there(files: Vec<Attachment>) -> Vec<FileView> {
    files
        .into_iter()
        .map(|file| FileView { file, sent: None })
        .collect()
}

fn add_photos(ben: &mut Talk) {
    let mut add = |author, words: &str, ago, files: Vec<Attachment>| {
        if let Some(item) = append(ben, author, words, ago) {
            item.files = there(files);
        }
    };
    add(client(0), "", 16, vec![picture(2)]);
    add(
        client(0),
        "Week four, same place and about the same light. I can see it in the shoulders.",
        15,
        vec![picture(3)],
    );
    add(
        ANA,
        "Look how far you have come",
        12,
        vec![picture(5), picture(7)],
    );
    add(client(0), "", 9, vec![film(10)]);
    add(ANA, "", 7, vec![picture(12), picture(14), picture(16)]);
    add(
        client(0),
        "The whole album from Sunday",
        4,
        vec![
            picture(9),
            picture(18),
            picture(11),
            picture(20),
            picture(13),
            film(26),
            picture(15),
        ],
    );
    if let Some(quoted) = ben.items.iter().rev().nth(4).map(super::stage::quote)
        && let Some(item) = append(ben, ANA, "This one goes on the wall.", 2)
    {
        item.reply = Some(quoted);
    }
    ben.unread = 0;
}

fn add_documents(ben: &mut Talk) {
    const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    if let Some(item) = append(ben, ANA, "", 9) {
        item.files = there(vec![document(41, "plan.pdf", "application/pdf", 96_400)]);
    }
    if let Some(item) = append(
        ben,
        client(0),
        "Both filled in. The second one is from the old coach.",
        8,
    ) {
        item.files = there(vec![
            document(42, "Weight and waist, weeks 1 to 12.xlsx", SHEET, 48_200),
            document(43, "Everything.zip", "application/zip", 31_900_000),
        ]);
    }
    if let Some(item) = append(ben, ANA, "For the fridge", 6) {
        item.files = there(vec![
            picture(44),
            document(45, "Recipes", "application/octet-stream", 2_400_000),
        ]);
    }
    ben.unread = 0;
}

fn add_links(ben: &mut Talk) {
    append(
        ben,
        client(0),
        "Found this: https://www.example.com/easy-running and https://example.org/sleep",
        5,
    );
    append(
        ben,
        ANA,
        "The recipe is at https://example.com/a/very/long/address/to/a/soup",
        4,
    );
}

/// So many that there is something to scroll.
fn add_months(ben: &mut Talk) {
    for (number, item) in (50u128..).zip(ben.items.iter_mut().take(8)) {
        item.files = there((0..4).map(|part| picture(number * 4 + part)).collect());
        item.sent_at = item.sent_at.map(|at| protocol::Timestamp(at.0 - 40 * 86_400_000));
    }
}

/// Own ones that the server has in part.
fn add_uploading(ben: &mut Talk, failure: Option<&str>) {
    let mut add = |order, words: &str, files: Vec<(Attachment, Option<u64>)>| {
        if let Some(item) = append(ben, ANA, words, 0) {
            item.place = Place::Waiting(order);
            item.sent_at = None;
            item.status = Some(Status::Waiting);
            item.files = files
                .into_iter()
                .map(|(file, sent)| FileView { file, sent })
                .collect();
            if order == 2 {
                item.failure = failure.map(str::to_owned);
                item.status = failure.map(|_| Status::Failed).or(item.status);
            }
        }
    };
    add(
        1,
        "From this morning",
        vec![
            (picture(61), None),
            (picture(63), Some(500_000)),
            (picture(64), Some(0)),
        ],
    );
    add(
        2,
        "",
        vec![(
            document(65, "Form video, uncut.mov", "video/quicktime", 98_000_000),
            Some(61_000_000),
        )],
    );
    add(3, "", vec![(film(66), Some(0))]);
    add(4, "And the plan is in there as well.", Vec::new());
    ben.unread = 0;
}

/// In short, for the list and for quotes.
pub(super) fn media(item: &TimelineItem) -> Option<Media> {
    let first = item.files.first().filter(|_| !item.deleted)?;
    Some(Media {
        first: first.file.clone(),
        count: item.files.len() as u32,
    })
}

/// What the composer holds has changed.
pub(super) fn tell_composer(stage: &mut Stage, conversation: ConversationId, change: impl FnOnce(&mut Talk)) {
    let Some(talk) = stage.talk(conversation) else {
        return;
    };
    change(talk);
    let update = Update::Composer {
        files_only: true,
        conversation,
        text: talk.draft.clone(),
        reply_to: talk.reply.clone(),
        files: talk.files.clone(),
    };
    stage.tell(update);
}

/// The messages of one tab.
pub(super) fn page(talk: &Talk, query: FilesQuery) -> FilesPage {
    let holds = |item: &&TimelineItem| {
        let file = item.files.iter().any(|view| query.sort.holds(view.file.kind));
        let mut spans = item.body.spans.iter();
        let link = spans.any(|span| matches!(span.kind, SpanKind::Link { .. }));
        file || query.sort == FileSort::Links && link
    };
    let before = |item: &&TimelineItem| match item.place {
        Place::Sent(seq) => query.before.is_none_or(|before| seq < before),
        Place::Waiting(_) => false,
    };
    let mut found = talk.items.iter().rev().filter(before).filter(holds);
    let messages = found
        .by_ref()
        .take(query.limit as usize)
        .map(|item| message(talk.id, item))
        .collect();
    FilesPage {
        messages,
        more: found.next().is_some(),
    }
}

fn message(conversation: ConversationId, item: &TimelineItem) -> Message {
    let seq = match item.place {
        Place::Sent(seq) => seq,
        Place::Waiting(_) => 0,
    };
    let at = item.sent_at.unwrap_or(protocol::Timestamp(NOW));
    Message {
        attachments: item.files.iter().map(|view| view.file.clone()).collect(),
        card: item.card.clone(),
        ..Message::new(item.id, conversation, item.author, seq, at, item.body.clone())
    }
}
