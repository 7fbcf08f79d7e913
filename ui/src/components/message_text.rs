//! The words of a message: elements and text nodes made from its spans, never HTML. Line breaks are kept by the style.
//!
//! Most messages have no formatting, and there are many on a screen: those are one text node.

use dioxus::prelude::*;
use markup::{Block, Stretch, Target, Words, layout};
use protocol::{AccountId, RichText};

use super::icon::{Glyph, Icon};
use crate::desk::use_desk;

/// `me`: whose mentions are drawn stronger, when there are any. `emoji`: they stand alone and are drawn large. `end` stands at
/// the end of the last line.
pub(crate) fn message_text(body: &RichText, me: Option<AccountId>, emoji: bool, end: Element) -> Element {
    let class = if emoji {
        "message-text big-emoji"
    } else {
        "message-text"
    };
    let drawn = if body.spans.is_empty() {
        rsx! {
            span { "{body.text}" }
            {end}
        }
    } else {
        blocks(layout(body), me, Some(end))
    };
    rsx! {
        div { class, dir: "auto", {drawn} }
    }
}

/// `end` goes behind the last words, when there is a line for it.
fn blocks(blocks: Vec<Block>, me: Option<AccountId>, end: Option<Element>) -> Element {
    let last = blocks.len().saturating_sub(1);
    let ends_in_words = matches!(blocks.last(), Some(Block::Lines(_)));
    let (mut within, below) = match (end, ends_in_words) {
        (Some(end), true) => (Some(end), None),
        (end, _) => (None, end),
    };
    rsx! {
        for (index, mut block) in blocks.into_iter().enumerate() {
            {
                if let Block::Lines(lines) = &mut block {
                    close_up(lines, index > 0, index < last);
                }
                one_block(index, block, me, if index == last { within.take() } else { None })
            }
        }
        if let Some(end) = below {
            div { class: "text-end", {end} }
        }
    }
}

/// An empty line between words and a block is the space that is between them anyway.
fn close_up(lines: &mut Vec<Vec<Stretch>>, after_block: bool, before_block: bool) {
    if after_block && lines.len() > 1 && lines.first().is_some_and(Vec::is_empty) {
        lines.remove(0);
    }
    if before_block && lines.len() > 1 && lines.last().is_some_and(Vec::is_empty) {
        lines.pop();
    }
}

fn one_block(index: usize, block: Block, me: Option<AccountId>, end: Option<Element>) -> Element {
    match block {
        Block::Lines(words) => rsx! {
            div { key: "{index}", class: "lines",
                {lines(words, me)}
                {end}
            }
        },
        Block::Quote(inside) => rsx! {
            blockquote { key: "{index}", {blocks(inside, me, None)} }
        },
        Block::Item {
            depth,
            number,
            lines: words,
        } => {
            let marker = number.map_or_else(|| "•".to_owned(), |number| format!("{number}."));
            rsx! {
                div { key: "{index}", class: "item", "data-depth": "{depth}",
                    span { class: "marker", "{marker}" }
                    div { class: "lines", {lines(words, me)} }
                }
            }
        }
        Block::Code { language, text } => rsx! {
            CodeBlock { key: "{index}", language, text }
        },
    }
}

fn lines(lines: Vec<Vec<Stretch>>, me: Option<AccountId>) -> Element {
    rsx! {
        for (index, line) in lines.into_iter().enumerate() {
            if index > 0 {
                "\n"
            }
            for stretch in line {
                {one_stretch(stretch, me)}
            }
        }
    }
}

fn one_stretch(stretch: Stretch, me: Option<AccountId>) -> Element {
    let Stretch { target, words } = stretch;
    let text: String = words.iter().map(|words| words.text.as_str()).collect();
    let drawn = rsx! {
        for words in words {
            {one_look(words)}
        }
    };
    match target {
        Target::None => drawn,
        Target::Link(url) => {
            // Who reads one address and would come to another is shown where.
            let host = markup::misleads(&text, &url).then(|| shown_place(&url));
            rsx! {
                a { href: "{url}", target: "_blank", rel: "noopener noreferrer", title: "{url}", tabindex: "-1", {drawn} }
                if let Some(host) = host {
                    span { class: "leads-to", "data-testid": "leads-to", " ({host})" }
                }
            }
        }
        Target::Mention(account) => rsx! {
            span { class: if me == Some(account) { "mention of-me" } else { "mention" }, "data-testid": "mention", "data-account": "{account}", {drawn} }
        },
        Target::Everyone => rsx! {
            span { class: if me.is_some() { "mention of-me" } else { "mention" }, "data-testid": "mention", {drawn} }
        },
    }
}

/// Where an address really leads, short enough to stand behind the words.
fn shown_place(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or(rest);
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    if url.starts_with("mailto:") || url.starts_with("tel:") {
        return url.to_owned();
    }
    host.to_owned()
}

fn one_look(words: Words) -> Element {
    let Words {
        text,
        bold,
        italic,
        strike,
        code,
    } = words;
    let mut drawn = if code {
        rsx! { code { "{text}" } }
    } else {
        rsx! { "{text}" }
    };
    if strike {
        drawn = rsx! { s { {drawn} } };
    }
    if italic {
        drawn = rsx! { em { {drawn} } };
    }
    if bold {
        drawn = rsx! { strong { {drawn} } };
    }
    drawn
}

/// Lines of code, which scroll sideways, and a button that copies them.
#[component]
fn CodeBlock(language: Option<String>, text: String) -> Element {
    let desk = use_desk();
    let copied = text.clone();
    rsx! {
        div { class: "code-block", "data-testid": "code-block",
            div { class: "code-head",
                span { class: "code-language", {language.unwrap_or_default()} }
                button {
                    class: "icon-button small",
                    r#type: "button",
                    aria_label: "Copy code",
                    title: "Copy code",
                    "data-testid": "copy-code",
                    onclick: move |_| desk.copy(copied.clone()),
                    Glyph { icon: Icon::Copy, size: 14 }
                }
            }
            // Its own stop: who cannot point has to be able to scroll it.
            pre { tabindex: "0", dir: "ltr", code { "{text}" } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_line_beside_a_block_is_not_drawn_twice() {
        let typed = "Today\n\n- squat\n\n\nGood?\n";
        let drawn: Vec<usize> = layout(&markup::from_typed(typed))
            .into_iter()
            .enumerate()
            .filter_map(|(index, block)| match block {
                Block::Lines(mut lines) => {
                    close_up(&mut lines, index > 0, index == 0);
                    Some(lines.len())
                }
                _ => None,
            })
            .collect();
        assert_eq!(drawn, [1, 2]);
    }

    #[test]
    fn the_place_is_the_host_and_nothing_else() {
        for (url, place) in [
            ("https://paypal.example@evil.example/login", "evil.example"),
            ("https://evil.example\\@paypal.example/", "evil.example"),
            (
                "http://xn--80ak6aa92e.example:81/a?b#c",
                "xn--80ak6aa92e.example:81",
            ),
            ("tel:+49123", "tel:+49123"),
            ("mailto:a@b.example", "mailto:a@b.example"),
        ] {
            assert_eq!(shown_place(url), place);
        }
    }
}
