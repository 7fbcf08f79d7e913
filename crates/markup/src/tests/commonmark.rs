//! What we claim of CommonMark: the cases of its specification for emphasis, code, links and backslashes that stand in one line. And the same rules asked of another parser.

use std::collections::BTreeSet;

use proptest::prelude::*;
use protocol::SpanKind;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::inline::{self, Line};
use crate::people::People;

/// Number, Markdown and HTML of a case, a line each. The file says where they come from.
const CASES: &str = include_str!("commonmark.txt");

/// Each character with what it is drawn as: italic in italic is italic, and which of two is outside does not matter.
type Drawn = Vec<(char, BTreeSet<String>)>;

#[test]
fn cases_of_the_specification() {
    let mut failed = Vec::new();
    let mut count = 0;
    for case in CASES.split("\n\n").filter(|case| !case.starts_with('#')) {
        let lines: Vec<_> = case.trim_matches('\n').lines().collect();
        let [number, markdown, html] = lines[..] else {
            panic!("{case}");
        };
        if ours(markdown) != theirs(html) {
            failed.push(format!("{number}: {markdown}  {html}  {:?}", ours(markdown)));
        }
        count += 1;
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert_eq!(count, 143);
}

#[test]
fn asterisks_between_letters_or_digits_are_asterisks() {
    for (typed, italic_or_bold) in [
        ("5*6*78", ""),
        ("foo*bar*", ""),
        ("*foo*bar", ""),
        ("**foo**bar", ""),
        ("重**要**点", "要"),
    ] {
        let drawn = ours(typed);
        let formatted: String = drawn
            .iter()
            .filter(|(_, kinds)| !kinds.is_empty())
            .map(|(c, _)| c)
            .collect();
        assert_eq!(formatted, italic_or_bold, "{typed}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_096))]

    #[test]
    fn another_parser_reads_the_same(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "a", "b ", " ", "*", "**", "***", "_", "__", "`", "``", "\\", "[", "]", "](tel:1)", ".", "(", "-",
            ]),
            1..16,
        )
    ) {
        // Words on both sides, so that no block begins here and no white space ends the line.
        let typed = format!("x {} x", pieces.concat());
        let between = |run: char| {
            let chars: Vec<char> = typed.chars().collect();
            let word = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric());
            let other = |c: &&char| **c != run;
            (0..chars.len()).any(|place| chars[place] == run
                && word(chars[..place].iter().rev().find(other)) && word(chars[place..].iter().find(other)))
        };
        prop_assume!(!between('*'));
        // A link that nobody can see is none.
        prop_assume!(!typed.replace(' ', "").contains("[](tel"));
        prop_assert_eq!(ours(&typed), pulldown(&typed), "{}", typed);
    }
}

fn ours(typed: &str) -> Drawn {
    let Line { text, spans } = inline::read(typed, &People::default());
    text.char_indices()
        .map(|(place, c)| {
            let around = spans
                .iter()
                .filter(|span| (span.start as usize..span.end as usize).contains(&place));
            let kinds = around.map(|span| match &span.kind {
                SpanKind::Bold => "strong".to_owned(),
                SpanKind::Italic => "em".to_owned(),
                SpanKind::Strike => "del".to_owned(),
                SpanKind::Code => "code".to_owned(),
                SpanKind::Link { url } => url.clone(),
                kind => format!("{kind:?}"),
            });
            (c, kinds.collect())
        })
        .collect()
}

fn theirs(html: &str) -> Drawn {
    let mut drawn = Drawn::new();
    let mut around: Vec<String> = Vec::new();
    let mut rest = html;
    while let Some(c) = rest.chars().next() {
        if let Some(tag) = rest.strip_prefix('<') {
            let (tag, after) = tag.split_once('>').unwrap();
            match tag.strip_prefix("a href=") {
                Some(url) => around.push(url.trim_matches('"').to_owned()),
                None if tag.starts_with('/') => drop(around.pop()),
                None => around.push(tag.to_owned()),
            }
            rest = after;
            continue;
        }
        let named = [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&'), ("&quot;", '"')];
        let named = named.into_iter().find(|(name, _)| rest.starts_with(name));
        let (len, c) = named.map_or((c.len_utf8(), c), |(name, c)| (name.len(), c));
        drawn.push((c, around.iter().cloned().collect()));
        rest = rest.split_at(len).1;
    }
    drawn
}

fn pulldown(typed: &str) -> Drawn {
    let mut drawn = Drawn::new();
    let mut around: Vec<String> = Vec::new();
    for event in Parser::new_ext(typed, Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(Tag::Strong) => around.push("strong".into()),
            Event::Start(Tag::Emphasis) => around.push("em".into()),
            Event::Start(Tag::Strikethrough) => around.push("del".into()),
            Event::Start(Tag::Link { dest_url, .. }) => {
                around.push(dest_url.to_string());
            }
            Event::End(TagEnd::Paragraph) | Event::Start(Tag::Paragraph) => {}
            Event::End(_) => drop(around.pop()),
            Event::Text(text) => drawn.extend(text.chars().map(|c| (c, around.iter().cloned().collect()))),
            Event::Code(text) => {
                let kinds: BTreeSet<String> = around.iter().cloned().chain(["code".into()]).collect();
                drawn.extend(text.chars().map(|c| (c, kinds.clone())));
            }
            other => panic!("{other:?} in {typed:?}"),
        }
    }
    drawn
}
