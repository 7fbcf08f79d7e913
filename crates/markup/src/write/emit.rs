//! One line as Markdown in one given way of writing. Whether it reads back to the same is for others to find out.

use protocol::{Span, SpanKind};

use crate::inline::{self, Line, is_word};
use crate::links;
use crate::people::People;

/// A way of writing.
#[derive(Clone, Copy)]
pub(super) struct Style {
    /// Backslashes before whatever might be read as formatting.
    escape: bool,
    italic: &'static str,
    bold: &'static str,
    /// Brackets around every link and mention.
    bracket: bool,
}

const fn style(escape: bool, italic: &'static str, bold: &'static str, bracket: bool) -> Style {
    Style {
        escape,
        italic,
        bold,
        bracket,
    }
}

/// From what people write to what is always understood.
pub(super) const STYLES: [Style; 8] = [
    style(false, "*", "**", false),
    style(false, "_", "**", false),
    style(true, "*", "**", false),
    style(true, "_", "**", false),
    style(true, "*", "__", false),
    style(true, "_", "__", false),
    style(true, "*", "**", true),
    style(true, "_", "**", true),
];

pub(super) fn emit(line: &Line, style: Style, people: &People) -> String {
    let mut writer = Writer {
        line,
        style,
        people,
        typed: String::new(),
        done: 0,
    };
    let mut around: Vec<&Span> = Vec::new();
    let mut spans = line.spans.iter().peekable();
    while let Some(span) = spans.next() {
        while let Some(outer) = around.pop_if(|outer| outer.end <= span.start) {
            writer.close(outer);
        }
        writer.text(span.start as usize);
        let alone = spans.peek().is_none_or(|next| next.start >= span.end);
        if writer.leaf(span, alone) {
            continue;
        }
        writer.typed.push_str(writer.opening(&span.kind));
        around.push(span);
    }
    while let Some(outer) = around.pop() {
        writer.close(outer);
    }
    writer.text(line.text.len());
    writer.typed
}

struct Writer<'t> {
    line: &'t Line,
    style: Style,
    people: &'t People,
    typed: String,
    /// How much of the text is written.
    done: usize,
}

impl Writer<'_> {
    fn opening(&self, kind: &SpanKind) -> &'static str {
        match kind {
            SpanKind::Bold => self.style.bold,
            SpanKind::Italic => self.style.italic,
            SpanKind::Strike => "~~",
            SpanKind::Link { .. } | SpanKind::Mention { .. } | SpanKind::Everyone => "[",
            _ => "",
        }
    }

    fn close(&mut self, span: &Span) {
        self.text(span.end as usize);
        match &span.kind {
            SpanKind::Link { url } => self.target(&inline::typed_address(url)),
            SpanKind::Mention { account } => self.target(&format!("mention:{account}")),
            SpanKind::Everyone => self.target("mention:everyone"),
            kind => self.typed.push_str(self.opening(kind)),
        }
    }

    fn target(&mut self, address: &str) {
        self.typed.push_str("](");
        self.typed.push_str(address);
        self.typed.push(')');
    }

    /// Writes a span that needs nothing inside it written; says whether it was one. `alone`: it holds no other.
    fn leaf(&mut self, span: &Span, alone: bool) -> bool {
        let (start, end) = (span.start as usize, span.end as usize);
        let Some(stretch) = self.line.text.get(start..end) else {
            return true;
        };
        let typed = match &span.kind {
            SpanKind::Code => inline::typed_code(stretch),
            SpanKind::Unknown => return true,
            _ if self.style.bracket || !alone => return false,
            SpanKind::Link { url } => {
                let found = links::at(&self.line.text, start);
                let same = found.is_some_and(|found| {
                    found.len == stretch.len() && found.url.as_deref() == Some(url.as_str())
                });
                if !same {
                    return false;
                }
                stretch.to_owned()
            }
            kind @ (SpanKind::Mention { .. } | SpanKind::Everyone) => {
                match self.people.named_at(&self.line.text, start) {
                    Some((len, named)) if len == stretch.len() && named == kind => stretch.to_owned(),
                    _ => return false,
                }
            }
            _ => return false,
        };
        self.typed.push_str(&typed);
        self.done = end;
        true
    }

    /// Writes the characters up to a place.
    fn text(&mut self, to: usize) {
        let from = self.done;
        let Some(stretch) = self.line.text.get(from..to) else {
            return;
        };
        self.done = to;
        if !self.style.escape {
            self.typed.push_str(stretch);
            return;
        }
        let (mut link_end, mut web) = (from, false);
        let mut before = None;
        let mut chars = stretch.char_indices().peekable();
        while let Some((offset, c)) = chars.next() {
            let place = from + offset;
            // At the end of an e-mail address another link may begin, which shows when that one is broken. A web address
            // reaches as far as any in it; asking at each of its words again would be slow.
            if (place >= link_end || !web)
                && let Some(link) = links::at(&self.line.text, place)
            {
                link_end = link_end.max(place + link.len);
                web = link.url.is_none_or(|url| url.starts_with("http"));
            }
            let after = chars.peek().map(|(_, c)| *c);
            let in_word = before.is_some_and(is_word) && after.is_some_and(is_word);
            let escape = match c {
                '*' | '_' => !in_word || place < link_end,
                '\\' | '`' | '~' | '[' | ']' => true,
                '!' => after.is_none_or(|after| after == '['),
                ':' | '.' => place < link_end,
                '@' => place < link_end || self.people.named_at(&self.line.text, place).is_some(),
                _ => false,
            };
            if escape {
                self.typed.push('\\');
            }
            self.typed.push(c);
            before = Some(c);
        }
    }
}
