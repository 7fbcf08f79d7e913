//! One message in the timeline: bubble, quote, words, time and marks, reactions, and what can be done with it.
//!
//! A screen has many of them, so that each is few nodes and one component: its parts are functions, what the pointer may
//! ask for is drawn when the pointer comes, and the timeline hears clicks on marks and reactions, menus and long presses
//! for all.

use dioxus::prelude::*;
use engine::ui::{FileView, Media, Place, Quote, Request, Status, TimelineItem};
use protocol::{Attachment, FileKind, MessageId, Variant};

use super::document_card::DocumentCard;
use super::icon::{Glyph, Icon};
use super::link_card::link_card;
use super::message_text::message_text;
use super::picture::Picture;
use super::pictures::pictures;
use super::reactions::reactions;
use super::spot::{Page, Spot, here};
use super::status_mark::status_mark;
use super::voice_note::{LISTENED, UNHEARD, VoiceNote};
use crate::desk::{Desk, use_desk};
use crate::dom;
use crate::format::clock::Clock;
use crate::format::emoji::only_emoji;
use crate::format::files::{self, is_picture};
use crate::format::reactions::summary;
use crate::format::times::{clock_time, full_time, moment};
use crate::format::words::status_words;
use crate::state::acts::{Act, acts};
use crate::state::layout::Shared;
use crate::state::playing::track;

#[component]
pub(crate) fn Message(item: Shared, clock: Clock, first: bool, last: bool) -> Element {
    let desk = use_desk();
    let spot = use_context::<Spot>();
    let near = use_signal(|| false);
    let shared = item.clone();
    let item = item.0;
    let id = item.id;
    let status = item.status.map(status_key).unwrap_or_default();
    let seq = match item.place {
        Place::Sent(seq) => seq.to_string(),
        Place::Waiting(_) => String::new(),
    };
    let me = desk.model.me.peek().as_ref().map(|me| me.account.clone());
    let deleted_by = item.deleted_by.as_deref().map(|by| match &me {
        Some(me) if me.name == by => "you",
        _ => by,
    });
    let words = spoken(&item, deleted_by, &clock);
    let holds = Holds::of(&item);
    let emoji = !item.deleted && item.files.is_empty() && only_emoji(&item.body.text).is_some();
    let bubble = if emoji && item.reply.is_none() && !item.forwarded {
        "bubble bare"
    } else if holds.pictures {
        "bubble with-pictures"
    } else {
        "bubble"
    };
    let text = holds.text_class(&item);
    let open = desk.model.timeline.peek().conversation;
    let voice = open.and_then(|open| track(open, &item));
    let heard = heard(&item);
    rsx! {
        article {
            class: "message",
            id: "m-{id}",
            tabindex: "-1",
            aria_label: "{words}",
            "data-testid": "message",
            "data-id": "{id}",
            "data-seq": "{seq}",
            "data-own": item.own,
            "data-status": status,
            "data-text": "{item.body.text}",
            "data-first": first,
            "data-last": last,
            "data-note": item.staff_only,
            onpointerover: move |event| {
                if event.pointer_type() != "touch" {
                    spot.come_near(near);
                }
            },
            onfocusin: move |_| spot.come_near(near),
            div { class: bubble,
                if item.staff_only && first {
                    p { class: "note-mark", Glyph { icon: Icon::Lock, size: 14 } "Note for coaches" }
                }
                if item.forwarded {
                    p { class: "forwarded", "Forwarded" }
                }
                if let Some(quote) = &item.reply {
                    {quote_button(desk, spot, id, quote)}
                }
                if item.deleted {
                    p { class: "message-text stub", dir: "auto",
                        if let Some(by) = deleted_by { "Deleted by {by}" } else { "Message deleted" }
                        {meta(&item, &clock)}
                    }
                } else if let Some(track) = voice {
                    VoiceNote {
                        track,
                        waveform: item.files.first().and_then(|view| view.file.waveform.clone()),
                        heard,
                        {meta(&item, &clock)}
                    }
                    if *near.read() {
                        Actions { item: shared }
                    }
                } else {
                    if holds.pictures {
                        {pictures(&item)}
                    }
                    for view in item.files.iter().filter(|view| !is_picture(view.file.kind)) {
                        DocumentCard { key: "{view.file.id}", message: id, view: as_drawn(&item, view) }
                    }
                    if let Some(class) = text {
                        p { class, {meta(&item, &clock)} }
                    } else {
                        {message_text(&item.body, me.filter(|_| item.mentions_me).map(|me| me.id), emoji, meta(&item, &clock))}
                    }
                    if let Some(card) = &item.card {
                        {link_card(card)}
                    }
                    if *near.read() {
                        Actions { item: shared }
                    }
                }
            }
            if !item.reactions.is_empty() {
                {reactions(&item.reactions)}
            }
            if item.status == Some(Status::Failed) {
                div { class: "failure",
                    Glyph { icon: Icon::Alert, size: 16 }
                    span { "{item.failure.as_deref().unwrap_or(\"Couldn't send.\")}" }
                    button {
                        class: "link-button",
                        "data-testid": "retry",
                        onclick: move |_| desk.ask(Request::Retry { message: id }),
                        "Retry"
                    }
                    button {
                        class: "link-button quiet",
                        "data-testid": "discard",
                        onclick: move |_| desk.ask(Request::Discard { message: id }),
                        "Discard"
                    }
                }
            }
        }
    }
}

/// A file of a message that failed is not on its way any more: Retry and Discard stand below.
pub(crate) fn as_drawn(item: &TimelineItem, view: &FileView) -> FileView {
    FileView {
        file: view.file.clone(),
        sent: view.sent.filter(|_| item.status != Some(Status::Failed)),
    }
}

/// What stands in a bubble besides words.
#[derive(Clone, Copy)]
struct Holds {
    pictures: bool,
    others: bool,
}

impl Holds {
    fn of(item: &TimelineItem) -> Self {
        let mut kinds = item
            .files
            .iter()
            .filter(|_| !item.deleted)
            .map(|view| view.file.kind);
        Self {
            pictures: kinds.clone().any(is_picture),
            others: kinds.any(|kind| !is_picture(kind)),
        }
    }

    /// Of the line that has nothing but the time, where there are no words: on the picture, or below the files.
    fn text_class(self, item: &TimelineItem) -> Option<&'static str> {
        match (item.body.text.is_empty(), self) {
            (false, _)
            | (
                true,
                Self {
                    pictures: false,
                    others: false,
                },
            ) => None,
            (true, Self { others: true, .. }) => Some("message-text wordless"),
            (true, _) => Some("message-text on-picture"),
        }
    }
}

/// Time, marks and status at the end of the last line: once invisibly in the flow to keep the place, once on it.
fn meta(item: &TimelineItem, clock: &Clock) -> Element {
    let time = item.sent_at.map(|at| clock_time(clock, at)).unwrap_or_default();
    let full = match (item.sent_at, item.edited_at) {
        (Some(at), Some(edited)) => {
            format!("{}, edited {}", full_time(clock, at), full_time(clock, edited))
        }
        (Some(at), None) => full_time(clock, at),
        _ => String::new(),
    };
    let edited = item.edited_at.is_some() && !item.deleted;
    let words = if edited {
        format!("edited {time}")
    } else {
        time.clone()
    };
    let status = item.status.filter(|_| !item.deleted);
    let room = if status.is_some() {
        "meta-room marked"
    } else {
        "meta-room"
    };
    rsx! {
        span { class: room, aria_hidden: "true",
            {marks(item, clock)}
            "{words}"
        }
        span { class: "meta number", title: "{full}",
            {marks(item, clock)}
            if edited && item.may.versions {
                button { class: "edited-mark", tabindex: "-1", title: "{full}", "data-testid": "edited", "edited" }
                "{time}"
            } else {
                "{words}"
            }
            if let Some(status) = status {
                {status_mark(status)}
            }
        }
    }
}

/// Pinned, starred, to be followed up: a node each, and only where there is one.
fn marks(item: &TimelineItem, clock: &Clock) -> Element {
    if item.deleted || !(item.pinned || item.starred || item.follow_up_at.is_some()) {
        return rsx! {};
    }
    let follow_up = item
        .follow_up_at
        .map(|at| format!("To follow up {}", moment(clock, at)));
    rsx! {
        if item.pinned {
            span { class: "mark pinned", role: "img", title: "Pinned", aria_label: "Pinned", "data-testid": "pinned" }
        }
        if item.starred {
            span { class: "mark starred", role: "img", title: "Starred", aria_label: "Starred", "data-testid": "starred" }
        }
        if let Some(words) = follow_up {
            span { class: "mark due", role: "img", title: "{words}", aria_label: "{words}", "data-testid": "follow-up" }
        }
    }
}

/// The quoted message; a click leads there.
fn quote_button(desk: Desk, spot: Spot, from: MessageId, quote: &Quote) -> Element {
    let message = quote.message;
    let author = if quote.own { "You" } else { quote.author.as_str() };
    rsx! {
        button {
            class: "quote",
            tabindex: "-1",
            "data-testid": "quote",
            onclick: move |_| spot.jump(desk, message, Some(from)),
            span { class: "quote-author one-line", dir: "auto", "{author}" }
            {quote_words(quote)}
        }
    }
}

/// What a quoted message says, and a small picture when it had one.
pub(crate) fn quote_words(quote: &Quote) -> Element {
    let media = quote.media.as_ref().filter(|_| !quote.deleted);
    let words = if quote.deleted {
        "Message deleted".to_owned()
    } else {
        files::quote(quote)
    };
    let class = if quote.deleted {
        "quote-text stub"
    } else {
        "quote-text"
    };
    rsx! {
        if let Some(media) = media.filter(|media| is_picture(media.first.kind)) {
            {small_picture(&media.first)}
        }
        span { class, dir: "auto",
            if let Some(media) = media.filter(|media| !is_picture(media.first.kind)) {
                {media_mark(media.first.kind)}
            }
            "{words}"
        }
    }
}

/// A picture no larger than two lines.
pub(crate) fn small_picture(file: &Attachment) -> Element {
    let Some(variant) = file_variant(file) else {
        return rsx! {};
    };
    rsx! {
        span { class: "small-picture", aria_hidden: "true",
            Picture { file: file.id, variant, placeholder: file.placeholder.clone() }
        }
    }
}

/// Small is enough, where there is a small one.
fn file_variant(file: &Attachment) -> Option<Variant> {
    match file.kind {
        _ if file.thumbnail => Some(Variant::Thumbnail),
        FileKind::Photo => Some(Variant::Full),
        _ => None,
    }
}

/// Stands before the words for a file.
pub(crate) fn media_mark(kind: FileKind) -> Element {
    let icon = match kind {
        FileKind::Photo => Icon::Image,
        FileKind::Video => Icon::Film,
        FileKind::Voice => Icon::Voice,
        FileKind::Document => Icon::File,
    };
    rsx! {
        span { class: "media-mark", aria_hidden: "true", Glyph { icon, size: 14 } }
    }
}

/// The small bar at the bubble's edge, on hover and focus. Keys reach all of it by themselves.
#[component]
fn Actions(item: Shared) -> Element {
    let desk = use_desk();
    let spot = use_context::<Spot>();
    let all = acts(&item.0, here(desk));
    let (react, reply, more) = (item.clone(), item.clone(), item);
    let place = |event: &MouseEvent| {
        let at = event.client_coordinates();
        (!dom::is_touch()).then_some((at.x, at.y))
    };
    rsx! {
        div { class: "actions", role: "toolbar", aria_label: "Message actions",
            if all.contains(&Act::React) {
                button {
                    class: "icon-button small",
                    tabindex: "-1",
                    title: "React (+)",
                    aria_label: "React",
                    "data-testid": "action-react",
                    onclick: move |event| spot.open_menu(desk, react.clone(), place(&event), Page::Emojis),
                    Glyph { icon: Icon::Smile, size: 16 }
                }
            }
            if all.contains(&Act::Reply) {
                button {
                    class: "icon-button small",
                    tabindex: "-1",
                    title: "Reply (R)",
                    aria_label: "Reply",
                    "data-testid": "action-reply",
                    onclick: move |_| spot.perform(desk, Act::Reply, &reply),
                    Glyph { icon: Icon::Reply, size: 16 }
                }
            }
            button {
                class: "icon-button small",
                tabindex: "-1",
                title: "More (Enter)",
                aria_label: "More actions",
                "data-testid": "action-more",
                onclick: move |event| spot.open_menu(desk, more.clone(), place(&event), Page::Acts),
                Glyph { icon: Icon::More, size: 16 }
            }
        }
    }
}

/// Whether a voice note was listened to: of one's own by somebody, of others' by oneself, said only until then.
fn heard(item: &TimelineItem) -> Option<&'static str> {
    let voice = item
        .files
        .first()
        .filter(|view| view.file.kind == FileKind::Voice);
    match (item.own, item.played) {
        _ if item.deleted || voice.is_none() => None,
        (true, true) => Some(LISTENED),
        (false, true) => None,
        (_, false) => Some(UNHEARD),
    }
}

fn status_key(status: Status) -> &'static str {
    match status {
        Status::Failed => "failed",
        Status::Waiting => "waiting",
        Status::Sent => "sent",
        Status::Delivered => "delivered",
        Status::Read => "read",
    }
}

/// A message as a screen reader says it: who, what, when, how far, and what others say to it.
fn spoken(item: &TimelineItem, deleted_by: Option<&str>, clock: &Clock) -> String {
    let who = if item.own {
        "You"
    } else {
        item.author_name.as_str()
    };
    let what = match deleted_by {
        Some(by) if item.deleted => format!("deleted by {by}"),
        _ if item.deleted => "message deleted".to_owned(),
        _ => files::message(item),
    };
    let mut words = vec![who.to_owned()];
    if item.staff_only {
        words.push("note for coaches".into());
    }
    if item.forwarded && !item.deleted {
        words.push("forwarded".into());
    }
    if let Some(quote) = &item.reply {
        words.push(format!(
            "in reply to {}",
            if quote.own { "you" } else { quote.author.as_str() }
        ));
    }
    words.push(what);
    if item.edited_at.is_some() && !item.deleted {
        words.push("edited".into());
    }
    words.extend(heard(item).map(str::to_lowercase));
    if let Some(at) = item.sent_at {
        words.push(clock_time(clock, at));
    }
    if let Some(status) = item.status.filter(|_| !item.deleted) {
        words.push(status_words(status).to_lowercase());
    }
    if item.deleted {
        return words.join(", ");
    }
    if !item.reactions.is_empty() {
        words.push(format!("reactions {}", summary(&item.reactions)));
    }
    let marks = [
        (item.pinned, "pinned"),
        (item.starred, "starred"),
        (item.follow_up_at.is_some(), "to follow up"),
    ];
    for (_, word) in marks.into_iter().filter(|(on, _)| *on) {
        words.push(word.to_owned());
    }
    words.join(", ")
}

/// The quote that a reply to this message begins with.
pub(crate) fn quote_of(item: &TimelineItem) -> Quote {
    let first = item.files.first().filter(|_| !item.deleted);
    Quote {
        media: first.map(|view| Media {
            first: view.file.clone(),
            count: item.files.len() as u32,
        }),
        message: item.id,
        author: item.author_name.clone(),
        own: item.own,
        text: item.body.text.chars().take(200).collect(),
        deleted: item.deleted,
    }
}

/// Id of a message's element.
pub(crate) fn element_id(message: MessageId) -> String {
    format!("m-{message}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::layout::tests::{item, waiting};

    const CLOCK: Clock = Clock {
        now_ms: || 1_778_587_200_000,
        offset_minutes: |_| 0,
        twelve_hours: false,
    };

    #[test]
    fn a_message_is_one_sentence() {
        assert_eq!(spoken(&item(1, 1), None, &CLOCK), "Ben, hello, 11:01");
        assert_eq!(
            spoken(&waiting(1, 1), None, &CLOCK),
            "You, hello, waiting to send"
        );
        let mut read = item(1, 1);
        read.own = true;
        read.status = Some(Status::Read);
        read.reply = Some(quote_of(&item(2, 2)));
        assert_eq!(
            spoken(&read, None, &CLOCK),
            "You, in reply to Ben, hello, 11:01, read"
        );
        read.deleted = true;
        assert_eq!(
            spoken(&read, None, &CLOCK),
            "You, in reply to Ben, message deleted, 11:01"
        );
        assert_eq!(
            spoken(&read, Some("Ana"), &CLOCK),
            "You, in reply to Ben, deleted by Ana, 11:01"
        );
    }

    #[test]
    fn what_others_say_to_it_and_its_marks_are_said_last() {
        let mut item = item(1, 1);
        item.forwarded = true;
        item.pinned = true;
        item.follow_up_at = Some(protocol::Timestamp(1));
        item.reactions = vec![engine::ui::ReactionCount {
            emoji: "👍".into(),
            count: 3,
            own: true,
            names: vec!["Cleo".into()],
        }];
        assert_eq!(
            spoken(&item, None, &CLOCK),
            "Ben, forwarded, hello, 11:01, reactions 👍 3, pinned, to follow up"
        );
    }
}
