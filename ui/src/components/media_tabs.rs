//! What was sent in a conversation, by tabs: photos and videos, files, voice notes, links. Newest first; each leads to its message.

use dioxus::prelude::*;
use protocol::{
    Answer, Attachment, Call, ConversationId, FileId, FileKind, FileSort, FilesQuery, Message, Seq, SpanKind,
    is_allowed_link,
};

use super::document_card::sort;
use super::icon::{Glyph, Icon};
use super::picture::Picture;
use super::viewer::to_message;
use super::voice_note::VoiceNote;
use crate::desk::{Desk, use_desk};
use crate::dom;
use crate::format::files::{self, extension, length, size, split_name};
use crate::format::times::{moment, month_label};
use crate::state::playing::Track;
use crate::state::viewing::{Viewing, of_messages};

/// Messages that are asked for at a time.
const PAGE: u32 = 60;
const TABS: [(FileSort, &str, &str); 4] = [
    (FileSort::Pictures, "Photos", "media-photos"),
    (FileSort::Documents, "Files", "media-files"),
    (FileSort::Voice, "Voice", "media-voice"),
    (FileSort::Links, "Links", "media-links"),
];
const LIST: &str = "media-tabs";

/// What has come of one tab.
#[derive(Clone, Debug, Default, PartialEq)]
struct Found {
    messages: Vec<Message>,
    more: bool,
    /// Being fetched.
    busy: bool,
    failure: Option<String>,
}

#[component]
pub(crate) fn MediaTabs(conversation: ConversationId) -> Element {
    let mut tab = use_signal(|| FileSort::Pictures);
    let now = *tab.read();
    rsx! {
        div {
            id: LIST,
            class: "media-tabs",
            role: "tablist",
            aria_label: "What was sent here",
            onkeydown: move |event| {
                match event.key() {
                    Key::ArrowRight => dom::step_focus(LIST, "button", true),
                    Key::ArrowLeft => dom::step_focus(LIST, "button", false),
                    _ => return,
                }
                event.prevent_default();
            },
            for (sort, label, hook) in TABS {
                button {
                    key: "{hook}",
                    id: hook,
                    class: "media-tab",
                    role: "tab",
                    "data-testid": hook,
                    aria_selected: if sort == now { "true" } else { "false" },
                    aria_controls: "media-panel",
                    tabindex: if sort == now { "0" } else { "-1" },
                    onfocus: move |_| tab.set(sort),
                    onclick: move |_| tab.set(sort),
                    "{label}"
                }
            }
        }
        for tab in [now] {
            Panel { key: "{tab.as_str()}", conversation, tab }
        }
    }
}

#[component]
fn Panel(conversation: ConversationId, tab: FileSort) -> Element {
    let desk = use_desk();
    let mut found = use_signal(Found::default);
    let load = move || {
        let before = found.peek().messages.last().map(|message| message.seq);
        {
            let mut found = found.write();
            (found.busy, found.failure) = (true, None);
        }
        spawn(async move {
            let answer = fetch(desk, conversation, tab, before).await;
            let mut found = found.write();
            found.busy = false;
            match answer {
                Ok((messages, more)) => {
                    found.messages.extend(messages);
                    found.more = more;
                }
                Err(words) => found.failure = Some(words),
            }
        });
    };
    use_hook(move || {
        let mut load = load;
        load();
    });
    let mut load = load;
    let now = found.read().clone();
    let nothing = now.messages.is_empty();
    let label = TABS
        .iter()
        .find(|(sort, ..)| *sort == tab)
        .map_or("", |(.., hook)| hook);
    rsx! {
        div { id: "media-panel", class: "media-panel", role: "tabpanel", aria_labelledby: label, "data-testid": "media-panel",
            if nothing && now.busy {
                Bones { tab }
            } else if nothing && now.failure.is_none() {
                Nothing { tab }
            } else if tab == FileSort::Pictures {
                Photos { messages: now.messages }
            } else {
                Rows { messages: now.messages, tab }
            }
            if let Some(words) = now.failure {
                p { class: "media-failed", role: "alert",
                    "{words} "
                    button { class: "link-button", onclick: move |_| load(), "Try again" }
                }
            } else if now.more {
                button { class: "button media-more", disabled: now.busy, onclick: move |_| load(),
                    if now.busy { "Loading…" } else { "Show older" }
                }
            }
        }
    }
}

async fn fetch(
    desk: Desk,
    conversation: ConversationId,
    sort: FileSort,
    before: Option<Seq>,
) -> Result<(Vec<Message>, bool), String> {
    let query = FilesQuery {
        sort,
        before,
        limit: PAGE.min(desk.model.limits().page),
    };
    match desk.call(Call::Files(conversation, query)).await {
        Ok(Answer::Files(page)) => Ok((page.messages, page.more)),
        Ok(_) => Err("Couldn't load this.".into()),
        Err(error) => Err(error.message),
    }
}

#[component]
fn Bones(tab: FileSort) -> Element {
    let class = if tab == FileSort::Pictures {
        "media-grid bones"
    } else {
        "media-rows bones"
    };
    rsx! {
        div { class, role: "status", aria_label: "Loading",
            for index in 0..9 {
                span { key: "{index}", class: "bone" }
            }
        }
    }
}

#[component]
fn Nothing(tab: FileSort) -> Element {
    let (icon, title, text) = match tab {
        FileSort::Pictures => (
            Icon::Image,
            "No photos yet",
            "Photos and videos that are sent here come together in this place.",
        ),
        FileSort::Documents => (
            Icon::File,
            "No files yet",
            "Plans, tables and everything else that is sent here as a file.",
        ),
        FileSort::Voice => (
            Icon::Voice,
            "No voice notes yet",
            "What was said here, to listen to again.",
        ),
        FileSort::Links => (Icon::Link, "No links yet", "Links that were sent here."),
    };
    rsx! {
        div { class: "empty",
            span { class: "empty-mark", aria_hidden: "true", Glyph { icon, size: 28 } }
            p { class: "empty-title", "{title}" }
            p { "{text}" }
        }
    }
}

fn author(desk: Desk, message: &Message) -> String {
    if desk
        .model
        .me
        .peek()
        .as_ref()
        .is_some_and(|me| me.account.id == message.author)
    {
        return "You".into();
    }
    let details = desk.model.details.peek();
    let mut members = details.iter().flat_map(|details| &details.members);
    let name = members
        .find(|member| member.account == message.author)
        .map(|member| member.name.clone());
    let people = desk.model.people.peek();
    // In a client's profile the conversation itself is not open.
    name.or_else(|| {
        let account = people.iter().find(|account| account.id == message.author)?;
        Some(account.name.clone())
    })
    .unwrap_or_else(|| "Somebody who left".into())
}

/// Squares, month by month.
#[component]
fn Photos(messages: Vec<Message>) -> Element {
    let desk = use_desk();
    let all = of_messages(&messages, |message| author(desk, message));
    // Newest first on this screen; the viewer walks as the conversation goes.
    let mut months: Vec<(String, Vec<Attachment>)> = Vec::new();
    for shown in all.iter().rev() {
        let label = shown
            .sent_at
            .map(|at| month_label(&desk.model.clock, at))
            .unwrap_or_default();
        match months.last_mut() {
            Some((month, files)) if *month == label => files.push(shown.file.clone()),
            _ => months.push((label, vec![shown.file.clone()])),
        }
    }
    let open = use_callback(move |file| {
        let mut viewing = desk.viewing;
        viewing.set(Viewing::new(all.clone(), file));
    });
    rsx! {
        for (label, pictures) in months {
            h4 { key: "{label}", class: "section-title", "{label}" }
            div { class: "media-grid",
                for file in pictures {
                    Square { key: "{file.id}", file, on_open: open }
                }
            }
        }
    }
}

#[component]
fn Square(file: Attachment, on_open: EventHandler<FileId>) -> Element {
    let desk = use_desk();
    let id = file.id;
    let variant = desk.sources.peek().shown(&file);
    rsx! {
        button {
            class: "media-square",
            "data-testid": "media-picture",
            aria_label: "Open {files::one(&file)}",
            onclick: move |_| on_open.call(id),
            if let Some(variant) = variant {
                Picture { file: id, variant, placeholder: file.placeholder.clone() }
            } else {
                span { class: "tile-bare" }
            }
            if file.kind == FileKind::Video {
                span { class: "tile-note number",
                    Glyph { icon: Icon::Film, size: 14 }
                    {file.length_ms.map(length).unwrap_or_default()}
                }
            }
        }
    }
}

/// Files, voice notes or links, one under the other.
#[component]
fn Rows(messages: Vec<Message>, tab: FileSort) -> Element {
    rsx! {
        ul { class: "media-rows",
            for message in messages {
                if tab == FileSort::Links {
                    for url in links(&message) {
                        LinkRow { key: "{url}", message: message.clone(), url }
                    }
                } else {
                    for file in message.attachments.iter().filter(|file| file.kind == FileKind::Voice && tab.holds(file.kind)).cloned() {
                        VoiceRow { key: "{file.id}", message: message.clone(), file }
                    }
                    for file in message.attachments.iter().filter(|file| file.kind != FileKind::Voice && tab.holds(file.kind)).cloned() {
                        FileRow { key: "{file.id}", message: message.clone(), file }
                    }
                }
            }
        }
    }
}

#[component]
fn FileRow(message: Message, file: Attachment) -> Element {
    let desk = use_desk();
    let who = author(desk, &message);
    let when = moment(&desk.model.clock, message.sent_at);
    let kind = extension(&file.name);
    let (front, end) = split_name(&file.name);
    let amount = size(file.bytes);
    let (id, name) = (file.id, file.name.clone());
    rsx! {
        li { class: "media-row", "data-testid": "media-row",
            button {
                class: "media-words",
                title: "Show in the conversation",
                onclick: move |_| to_message(desk, message.conversation, message.id),
                span { class: "document-mark", "data-sort": sort(&file.media_type), aria_hidden: "true",
                    if kind.is_empty() {
                        Glyph { icon: Icon::File }
                    } else {
                        "{kind}"
                    }
                }
                span { class: "document-words",
                    span { class: "document-name", dir: "auto",
                        span { class: "one-line", "{front}" }
                        span { class: "document-end", "{end}" }
                    }
                    span { class: "document-size number one-line", "{amount} · {who} · {when}" }
                }
            }
            button {
                class: "icon-button small",
                title: "Save",
                aria_label: "Save {name}",
                "data-testid": "document-save",
                onclick: move |_| desk.save(id, name.clone()),
                Glyph { icon: Icon::Download, size: 18 }
            }
        }
    }
}

/// Plays where it stands.
#[component]
fn VoiceRow(message: Message, file: Attachment) -> Element {
    let desk = use_desk();
    let who = author(desk, &message);
    let when = moment(&desk.model.clock, message.sent_at);
    let track = Track {
        conversation: message.conversation,
        message: Some(message.id),
        file: file.id,
        who: who.clone(),
        length_ms: file.length_ms.unwrap_or_default(),
        fresh: false,
    };
    rsx! {
        li { class: "media-row media-voice", "data-testid": "media-row",
            div { class: "document-words",
                p { class: "document-size number one-line", "{who} · {when}" }
                VoiceNote { track, waveform: file.waveform.clone() }
            }
            button {
                class: "icon-button small",
                title: "Show in the conversation",
                aria_label: "Show the voice note in the conversation",
                onclick: move |_| to_message(desk, message.conversation, message.id),
                Glyph { icon: Icon::Chat, size: 18 }
            }
        }
    }
}

#[component]
fn LinkRow(message: Message, url: String) -> Element {
    let desk = use_desk();
    let (site, title) = match message.card.as_ref().filter(|card| card.url == url) {
        Some(card) => (card.site.clone(), card.title.clone()),
        None => (host(&url).to_owned(), url.clone()),
    };
    let when = moment(&desk.model.clock, message.sent_at);
    let who = author(desk, &message);
    let picture = message
        .card
        .as_ref()
        .filter(|card| card.url == url)
        .and_then(|card| card.picture.as_ref())
        .map(|picture| format!("data:image/jpeg;base64,{}", picture.jpeg));
    rsx! {
        li { class: "media-row", "data-testid": "media-row",
            a {
                class: "media-words",
                href: "{url}",
                target: "_blank",
                rel: "noopener noreferrer",
                title: "{url}",
                span { class: "document-mark", "data-sort": "link", aria_hidden: "true",
                    if let Some(source) = picture {
                        img { class: "picture-image", src: "{source}", alt: "" }
                    } else {
                        Glyph { icon: Icon::Link }
                    }
                }
                span { class: "document-words",
                    span { class: "document-name one-line", dir: "auto", "{title}" }
                    span { class: "document-size number one-line", "{site} · {who} · {when}" }
                }
            }
            button {
                class: "icon-button small",
                title: "Show in the conversation",
                aria_label: "Show {title} in the conversation",
                onclick: move |_| to_message(desk, message.conversation, message.id),
                Glyph { icon: Icon::Chat, size: 18 }
            }
        }
    }
}

/// The links of a message that one may follow, each once.
fn links(message: &Message) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for span in &message.body.spans {
        if let SpanKind::Link { url } = &span.kind
            && is_allowed_link(url)
            && !all.contains(url)
        {
            all.push(url.clone());
        }
    }
    all
}

/// Of an address, for people.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    host.strip_prefix("www.").unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_known_by_its_host() {
        assert_eq!(host("https://www.example.com/a?b#c"), "example.com");
        assert_eq!(host("mailto:ana@example.com"), "mailto:ana@example.com");
    }
}
