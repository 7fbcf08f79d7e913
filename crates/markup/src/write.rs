//! Text and spans to Markdown that reads back to the same. Never needs to be pretty to be right: what is written is read again,
//! and a plainer way of writing is taken only when it comes out the same.

mod emit;

use protocol::{QUOTE_MARK, RichText, Span, SpanKind};

use crate::block;
use crate::inline::{self, Line};
use crate::lines::{self, LineOf};
use crate::people::People;
use emit::STYLES;

/// Writes the whole text. Formatting that Markdown cannot say is left out, the characters never.
pub(crate) fn write(rich: &RichText, people: &People) -> String {
    let plain;
    let rich = if rich.check().is_ok() {
        rich
    } else {
        plain = RichText::plain(rich.text.as_str());
        &plain
    };
    let mut typed = String::new();
    for line in lines::of(rich) {
        if !typed.is_empty() || line.whole.start > 0 {
            typed.push('\n');
        }
        let marks = QUOTE_MARK.repeat(line.quotes.len());
        if let Some(block) = line.code {
            code(&mut typed, rich, &line, block, &marks);
            continue;
        }
        typed.push_str(&marks);
        if let Some(item) = line.item {
            typed.push_str(&markdown_marker(item, line.begins(item)));
        }
        let content = relative(rich, &line);
        typed.push_str(&self::line(&content, people).unwrap_or_else(|| plainer(content, people)));
    }
    typed
}

/// Four columns a level, which CommonMark takes for nesting as well.
fn markdown_marker(item: &Span, first: bool) -> String {
    let SpanKind::Item { depth, number } = &item.kind else {
        return String::new();
    };
    let marker = match number {
        None => "- ".to_owned(),
        Some(number) => format!("{number}. "),
    };
    let marker = if first { marker } else { " ".repeat(marker.len()) };
    format!("{}{marker}", "    ".repeat(usize::from(*depth)))
}

fn code(typed: &mut String, rich: &RichText, line: &LineOf<'_>, block: &Span, marks: &str) {
    let whole = rich.text.get(block.start as usize..block.end as usize);
    let fence = "`".repeat(inline::longest_run(whole.unwrap_or_default()).max(2) + 1);
    if line.begins(block) {
        let language = match &block.kind {
            SpanKind::CodeBlock { language: Some(word) } => word.as_str(),
            _ => "",
        };
        typed.push_str(&format!("{marks}{fence}{language}\n"));
    }
    typed.push_str(marks);
    typed.push_str(line.text(rich));
    if line.ends(block) {
        typed.push_str(&format!("\n{marks}{fence}"));
    }
}

fn relative(rich: &RichText, line: &LineOf<'_>) -> Line {
    let offset = u32::try_from(line.content).unwrap_or_default();
    Line {
        text: line.text(rich).to_owned(),
        spans: line
            .spans
            .iter()
            .map(|span| Span {
                start: span.start - offset,
                end: span.end - offset,
                kind: span.kind.clone(),
            })
            .collect(),
    }
}

/// One line's Markdown, the plainest that reads back to the same; `None` when none does.
pub(crate) fn line(line: &Line, people: &People) -> Option<String> {
    let mut tried: Vec<String> = Vec::new();
    for style in STYLES {
        let typed = block::escaped(emit::emit(line, style, people));
        if tried.contains(&typed) {
            continue;
        }
        if inline::read(&typed, people) == *line {
            return Some(typed);
        }
        tried.push(typed);
    }
    None
}

/// For formatting that only a program can have made: what leads somewhere stays, then the characters alone.
fn plainer(content: Line, people: &People) -> String {
    let linked = Line {
        spans: content
            .spans
            .into_iter()
            .filter(|span| {
                matches!(
                    span.kind,
                    SpanKind::Link { .. } | SpanKind::Mention { .. } | SpanKind::Everyone
                )
            })
            .collect(),
        text: content.text,
    };
    line(&linked, people).unwrap_or_else(|| {
        let bare = Line {
            text: linked.text,
            spans: Vec::new(),
        };
        line(&bare, people).unwrap_or(bare.text)
    })
}
