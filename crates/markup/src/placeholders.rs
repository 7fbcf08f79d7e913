//! What a saved text leaves open: `{first_name}`, with words for when there is none as in `{first_name|there}`. In code, and in a link that
//! shows its address, braces are only braces. It must not know who is who: whoever fills says what stands for each.

use std::ops::Range;

use protocol::{RichText, Span, SpanKind};

/// What can be left open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Placeholder {
    /// Of the client.
    FirstName,
    /// Of whoever sends.
    CoachName,
    /// Of the group.
    GroupName,
}

impl Placeholder {
    pub const ALL: [Self; 3] = [Self::FirstName, Self::CoachName, Self::GroupName];

    /// As it is written between the braces.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FirstName => "first_name",
            Self::CoachName => "coach_name",
            Self::GroupName => "group_name",
        }
    }

    fn of(word: &str) -> Option<Self> {
        let word = word.trim();
        Self::ALL
            .into_iter()
            .find(|known| known.as_str().eq_ignore_ascii_case(word))
    }
}

/// One that stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// Its bytes in the text, braces included.
    pub place: Range<usize>,
    pub placeholder: Placeholder,
    /// What to say where there is nothing to fill in.
    pub fallback: Option<String>,
}

/// What a text leaves open, in its order.
pub fn placeholders(rich: &RichText) -> Vec<Open> {
    if !rich.text.contains('{') {
        return Vec::new();
    }
    let letters: Vec<&Span> = rich.spans.iter().filter(|span| is_literal(rich, span)).collect();
    let in_letters = |place: &Range<usize>| {
        let overlaps = |span: &&Span| (span.start as usize) < place.end && place.start < (span.end as usize);
        letters.iter().any(overlaps)
    };
    let mut found = braces(&rich.text);
    found.retain(|open| !in_letters(&open.place));
    found
}

/// The first that a text still leaves open.
pub fn unfilled(rich: &RichText) -> Option<Placeholder> {
    placeholders(rich).first().map(|open| open.placeholder)
}

/// The text with what `value` gives for each, else with its fallback. What has neither stays open. Values are words, never Markdown, and stay
/// on their line.
pub fn filled(rich: &RichText, value: impl Fn(Placeholder) -> Option<String>) -> RichText {
    let one_line = |words: String| words.replace(['\n', '\r'], " ");
    let filled: Vec<(Range<usize>, String)> = placeholders(rich)
        .into_iter()
        .filter_map(|open| {
            let words = value(open.placeholder).map(|words| words.trim().to_owned());
            let words = words.filter(|words| !words.is_empty()).or(open.fallback);
            Some((open.place, one_line(words?)))
        })
        .collect();
    if filled.is_empty() {
        return rich.clone();
    }
    let mut text = String::new();
    // What stood where, and what stands there now.
    let mut moved: Vec<(Range<usize>, Range<usize>)> = Vec::with_capacity(filled.len());
    let mut done = 0;
    for (place, words) in filled {
        text.push_str(rich.text.get(done..place.start).unwrap_or_default());
        let start = text.len();
        text.push_str(&words);
        done = place.end;
        moved.push((place, start..text.len()));
    }
    text.push_str(rich.text.get(done..).unwrap_or_default());
    let mut spans: Vec<Span> = rich
        .spans
        .iter()
        .filter_map(|span| shifted(span, &moved))
        .collect();
    spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end), span.kind.rank()));
    spans.dedup();
    let filled = RichText { text, spans };
    match filled.check() {
        Ok(()) => filled,
        // Nothing was left of what was formatted.
        Err(_) => RichText::plain(filled.text),
    }
}

/// A span whose characters are meant to the letter.
fn is_literal(rich: &RichText, span: &Span) -> bool {
    match &span.kind {
        SpanKind::Code | SpanKind::CodeBlock { .. } | SpanKind::Mention { .. } => true,
        SpanKind::Link { url } => {
            let shown = rich.text.get(span.start as usize..span.end as usize);
            shown.is_some_and(|shown| url.trim_end_matches('/').ends_with(shown.trim_end_matches('/')))
        }
        _ => false,
    }
}

/// Whatever looks like one.
fn braces(text: &str) -> Vec<Open> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(end) = text.get(from..).and_then(|rest| rest.find('}')) {
        let end = from + end;
        // The nearest brace before it: `{{first_name}` has one.
        let start = text.get(from..end).and_then(|inside| inside.rfind('{'));
        if let Some(start) = start.map(|start| from + start)
            && let Some(inside) = text.get(start + 1..end).filter(|inside| !inside.contains('\n'))
        {
            let (word, fallback) = match inside.split_once('|') {
                Some((word, fallback)) => (word, Some(fallback.trim().to_owned())),
                None => (inside, None),
            };
            found.extend(Placeholder::of(word).map(|placeholder| Open {
                place: start..end + 1,
                placeholder,
                fallback,
            }));
        }
        from = end + 1;
    }
    found
}

/// Where a span is now; one that began or ended within what was filled covers all that stands there. `None`: nothing is left of it.
fn shifted(span: &Span, moved: &[(Range<usize>, Range<usize>)]) -> Option<Span> {
    let place = |at: usize, is_end: bool| {
        let before = moved.partition_point(|(old, _)| if is_end { old.start < at } else { old.start <= at });
        match before.checked_sub(1).and_then(|last| moved.get(last)) {
            None => at,
            Some((old, new)) if at >= old.end => new.end + (at - old.end),
            Some((_, new)) if is_end => new.end,
            Some((_, new)) => new.start,
        }
    };
    let (start, end) = (place(span.start as usize, false), place(span.end as usize, true));
    (start < end).then_some(Span {
        start: u32::try_from(start).ok()?,
        end: u32::try_from(end).ok()?,
        kind: span.kind.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{from_typed, to_typed};

    /// Ben's conversation, which is no group.
    fn bens(placeholder: Placeholder) -> Option<String> {
        match placeholder {
            Placeholder::FirstName => Some("Ben".into()),
            Placeholder::CoachName => Some("Ana *the* coach".into()),
            Placeholder::GroupName => None,
        }
    }

    fn fill(typed: &str) -> String {
        let filled = filled(&from_typed(typed), bens);
        assert_eq!(filled.check(), Ok(()), "{typed}");
        to_typed(&filled)
    }

    #[test]
    fn names_stand_where_they_were_left_open() {
        assert_eq!(fill("Hi {first_name}!"), "Hi Ben!");
        assert_eq!(fill("{First_Name}, {first_name| you }"), "Ben, Ben");
        assert_eq!(fill("**Hi {first_name}**, *{first_name}*"), "**Hi Ben**, *Ben*");
        assert_eq!(
            fill("- {first_name}\n- **b**\n> {first_name}"),
            "- Ben\n- **b**\n> Ben"
        );
        assert_eq!(
            fill("[{first_name}'s plan](https://a.example/p)"),
            "[Ben's plan](https://a.example/p)"
        );
    }

    #[test]
    fn where_there_is_none_the_fallback_stands_and_without_one_it_stays_open() {
        assert_eq!(fill("Dear {group_name|all}"), "Dear all");
        assert_eq!(fill("Dear {group_name|}!"), "Dear !");
        assert_eq!(fill("Dear {group_name}"), "Dear {group_name}");
        assert_eq!(
            unfilled(&from_typed(&fill("Dear {group_name}"))),
            Some(Placeholder::GroupName)
        );
        assert_eq!(unfilled(&from_typed(&fill("Dear {group_name|all}"))), None);
    }

    #[test]
    fn a_name_is_words_whatever_it_looks_like() {
        let typed = fill("I am {coach_name}");
        assert_eq!(from_typed(&typed).text, "I am Ana *the* coach");
        let two_lines = |_| Some("Ben\n> Miller".to_owned());
        assert_eq!(
            filled(&from_typed("{first_name}"), two_lines).text,
            "Ben > Miller"
        );
    }

    #[test]
    fn in_code_and_addresses_braces_are_braces() {
        for typed in [
            "`{first_name}`",
            "```\n{first_name}\n```",
            "https://a.example/{first_name}",
            "{last_name} {} { first name }",
            "{first_\nname}",
            "first_name} {",
        ] {
            let text = from_typed(typed);
            assert_eq!(placeholders(&text), [], "{typed}");
            assert_eq!(filled(&text, bens), text, "{typed}");
        }
        assert_eq!(fill("{{first_name}}"), "{Ben}");
        assert_eq!(fill("`{first_name}` {first_name}"), "`{first_name}` Ben");
    }

    #[test]
    fn they_are_found_in_their_order() {
        let text = from_typed("{coach_name}: hi {first_name|there}");
        let found = placeholders(&text);
        let named: Vec<_> = found
            .iter()
            .map(|open| (open.placeholder, open.fallback.as_deref()))
            .collect();
        assert_eq!(
            named,
            [
                (Placeholder::CoachName, None),
                (Placeholder::FirstName, Some("there"))
            ]
        );
        assert_eq!(text.text.get(found[1].place.clone()), Some("{first_name|there}"));
    }
}
