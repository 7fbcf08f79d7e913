//! Typed text to text and spans: which lines are quoted, listed or code. What stands in a line is `inline`'s.

use protocol::{MAX_DEPTH, MAX_SPANS, QUOTE_MARK, RichText, Span, SpanKind, is_language};

use crate::block::{self, Start};
use crate::inline;
use crate::people::People;
use crate::steps;
use crate::write;

/// Reads; a text with more formatting than a message may have is kept to the letter.
pub(crate) fn read(typed: &str, people: &People) -> RichText {
    let typed = if typed.contains(['\r', '\0']) {
        // No server keeps a NUL; CommonMark says what to put there.
        typed
            .replace("\r\n", "\n")
            .replace('\r', "\n")
            .replace('\0', "\u{fffd}")
    } else {
        typed.to_owned()
    };
    // Space before the first words goes, but says how deep an item is.
    let typed = typed.trim_end();
    let blank = typed.len() - typed.trim_start().len();
    let first = typed
        .get(..blank)
        .and_then(|space| space.rfind('\n'))
        .map_or(0, |newline| newline + 1);
    let lines: Vec<&str> = typed.get(first..).unwrap_or_default().split('\n').collect();
    let mut reader = Reader {
        people,
        text: String::new(),
        spans: Vec::new(),
        quotes: 0,
        lines: 0,
    };
    reader.blocks(&lines);
    let fits = reader.spans.len() <= MAX_SPANS && u32::try_from(reader.text.len()).is_ok();
    if !fits {
        return RichText::plain(typed.trim());
    }
    RichText {
        text: reader.text,
        spans: reader.spans,
    }
}

struct Reader<'p> {
    people: &'p People,
    text: String,
    spans: Vec<Span>,
    /// How many quotes are around.
    quotes: usize,
    /// How many lines there are already.
    lines: usize,
}

/// The lists around a line.
#[derive(Default)]
struct Lists {
    /// How far the items of each level are indented, the outermost first.
    indents: Vec<usize>,
    /// The item that the line before belongs to: what it is, and its place among the spans.
    item: Option<(SpanKind, usize)>,
}

impl Lists {
    /// The level of an item that is indented so far: deeper than the one before from two columns on.
    fn depth(&mut self, indent: usize) -> u8 {
        while self.indents.pop_if(|level| *level > indent).is_some() {}
        if self.indents.last().is_none_or(|level| indent >= level + 2) {
            self.indents.push(indent);
        }
        u8::try_from(self.indents.len().saturating_sub(1))
            .unwrap_or(MAX_DEPTH)
            .min(MAX_DEPTH - 1)
    }
}

impl Reader<'_> {
    fn blocks(&mut self, lines: &[&str]) {
        let fences = Fences::of(lines);
        let mut lists = Lists::default();
        let mut index = 0;
        let mut no_fence_before = 0;
        while let Some(line) = lines.get(index) {
            steps::step();
            let start = block::start(line);
            let item = lists.item.take();
            match start {
                Start::Fence { ticks, info } if index >= no_fence_before => {
                    if let Some(end) = fences.end(lines, index, ticks) {
                        let inside = lines.get(index + 1..end).unwrap_or_default();
                        if self.code_block(block::indent(line), info, inside) {
                            index = end + 1;
                            continue;
                        }
                        // Nothing in it: both fences are text.
                        no_fence_before = end + 1;
                    }
                }
                Start::Quote { quoted } if self.may_quote(quoted) => {
                    lists = Lists::default();
                    let rest = lines.get(index..).unwrap_or_default();
                    let quoted: Vec<&str> = rest.iter().map_while(|line| quoted_part(line)).collect();
                    index += quoted.len();
                    self.quote(&quoted);
                    continue;
                }
                Start::Item { number, listed } => {
                    let depth = lists.depth(block::indent(line));
                    let item = SpanKind::Item { depth, number };
                    let place = self.item(&item, listed);
                    lists.item = Some((item, place));
                    index += 1;
                    continue;
                }
                Start::Blank => {
                    self.line(line);
                    index += 1;
                    continue;
                }
                _ => {}
            }
            // What is indented right behind an item goes on with it.
            match item.filter(|_| block::indent(line) >= 2) {
                Some((item, place)) => {
                    self.more_of_item(&item, place, line.trim_start());
                    lists.item = Some((item, place));
                }
                None => {
                    lists = Lists::default();
                    let first = self.lines == 0;
                    self.line(if first { line.trim_start() } else { line });
                }
            }
            index += 1;
        }
    }

    /// Begins a line of the text, with the marks of the quotes around it; says where the line begins.
    fn begin(&mut self) -> usize {
        if self.lines > 0 {
            self.text.push('\n');
        }
        self.lines += 1;
        let start = self.text.len();
        for _ in 0..self.quotes {
            self.text.push_str(QUOTE_MARK);
        }
        start
    }

    fn line(&mut self, line: &str) {
        self.begin();
        self.inline(line);
    }

    fn inline(&mut self, line: &str) {
        let read = inline::read(line, self.people);
        // What could not be written back as it was read stays as it was typed: editing never changes a message by itself.
        let read = if read.spans.is_empty() || write::line(&read, self.people).is_some() {
            read
        } else {
            inline::Line {
                text: line.to_owned(),
                spans: Vec::new(),
            }
        };
        let offset = self.text.len();
        self.text.push_str(&read.text);
        for span in read.spans {
            let at = |place: u32| offset + place as usize;
            self.span(at(span.start), at(span.end), span.kind);
        }
    }

    fn span(&mut self, start: usize, end: usize, kind: SpanKind) {
        // A text that is too long for these is kept to the letter in the end.
        if let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end)) {
            self.spans.push(Span { start, end, kind });
        }
    }

    fn may_quote(&self, quoted: &str) -> bool {
        !quoted.trim().is_empty() && self.quotes < usize::from(MAX_DEPTH)
    }

    fn quote(&mut self, lines: &[&str]) {
        let start = self.text.len() + usize::from(self.lines > 0);
        let place = self.open(start, SpanKind::Quote);
        self.quotes += 1;
        self.blocks(lines);
        self.quotes -= 1;
        self.ends_here(place);
    }

    /// Says which span it is.
    fn item(&mut self, kind: &SpanKind, listed: &str) -> usize {
        let start = self.begin();
        let place = self.open(start, kind.clone());
        self.text.push_str(&kind.marker().unwrap_or_default());
        self.inline(listed);
        self.ends_here(place);
        place
    }

    fn more_of_item(&mut self, item: &SpanKind, place: usize, line: &str) {
        self.begin();
        let width = item.marker().unwrap_or_default().chars().count();
        self.text.push_str(&" ".repeat(width));
        self.inline(line);
        self.ends_here(place);
    }

    /// A block stands before what is in it; where it ends is known later. Says which span it is.
    fn open(&mut self, start: usize, kind: SpanKind) -> usize {
        self.span(start, start, kind);
        self.spans.len().saturating_sub(1)
    }

    fn ends_here(&mut self, place: usize) {
        let end = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        if let Some(span) = self.spans.get_mut(place) {
            span.end = end;
        }
    }

    /// Says whether there was anything in it.
    fn code_block(&mut self, indent: usize, info: &str, inside: &[&str]) -> bool {
        let language = is_language(info).then(|| info.to_owned());
        // Words behind the fence that name no language are code.
        let first = (language.is_none() && !info.is_empty()).then_some(info);
        let indented = inside.iter().map(|line| without_indent(line, indent));
        let code: Vec<&str> = first.into_iter().chain(indented).collect();
        if code.iter().all(|line| line.trim().is_empty()) {
            return false;
        }
        let mut start = None;
        for line in code {
            let line_start = self.begin();
            start.get_or_insert(line_start);
            self.text.push_str(line);
        }
        self.span(
            start.unwrap_or_default(),
            self.text.len(),
            SpanKind::CodeBlock { language },
        );
        true
    }
}

fn quoted_part<'t>(line: &&'t str) -> Option<&'t str> {
    match block::start(line) {
        Start::Quote { quoted } => Some(quoted),
        _ => None,
    }
}

/// The line less as many columns of white space at most.
fn without_indent(line: &str, columns: usize) -> &str {
    let mut rest = line;
    for _ in 0..columns {
        match rest.strip_prefix(' ') {
            Some(less) => rest = less,
            None => break,
        }
    }
    rest
}

/// Where code blocks end, known from the end on, so that fences which are never closed cost nothing.
struct Fences {
    /// For each line the longest closing fence at or after it.
    longest: Vec<usize>,
}

impl Fences {
    fn of(lines: &[&str]) -> Self {
        let mut longest: Vec<usize> = lines
            .iter()
            .rev()
            .scan(0, |longest, line| {
                *longest = closing(line).max(*longest);
                Some(*longest)
            })
            .collect();
        longest.reverse();
        Self { longest }
    }

    /// The line that closes what a fence of so many backticks opens.
    fn end(&self, lines: &[&str], opener: usize, ticks: usize) -> Option<usize> {
        let after = opener + 1;
        self.longest.get(after).filter(|longest| **longest >= ticks)?;
        let rest = lines.get(after..)?;
        Some(after + rest.iter().position(|line| closing(line) >= ticks)?)
    }
}

/// How many backticks close here; 0 when the line is anything else.
fn closing(line: &str) -> usize {
    steps::step();
    match block::start(line) {
        Start::Fence { ticks, info: "" } => ticks,
        _ => 0,
    }
}
