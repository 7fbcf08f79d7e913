//! Lines of a page, and the text with spans that they make.

use std::rc::Rc;

use protocol::{MAX_SPANS, RichText, Span, SpanKind};

use super::{Place, Style};

/// A line that is being read.
#[derive(Clone, Debug, Default)]
struct Line {
    place: Place,
    runs: Vec<(String, Style)>,
}

impl Line {
    fn text(&self) -> String {
        self.runs.iter().map(|(words, _)| words.as_str()).collect()
    }

    fn is_blank(&self) -> bool {
        self.runs.iter().all(|(words, _)| words.trim().is_empty())
    }
}

#[derive(Debug, Default)]
pub(super) struct Lines {
    done: Vec<Line>,
    /// Nothing stands in it yet when it has no runs.
    now: Line,
    gap: bool,
}

impl Lines {
    pub(super) fn ends_in_space(&self) -> bool {
        self.now.runs.last().is_none_or(|(words, _)| words.ends_with(' '))
    }

    pub(super) fn words(&mut self, words: &str, style: &Style, place: Place) {
        if words.is_empty() || (self.now.runs.is_empty() && words.trim().is_empty() && place.code.is_none()) {
            return;
        }
        if self.now.runs.is_empty() {
            self.now.place = place;
        }
        match self.now.runs.last_mut() {
            Some((before, known)) if known == style => before.push_str(words),
            _ => self.now.runs.push((words.to_owned(), style.clone())),
        }
    }

    /// Ends the line; `always`: an empty one counts.
    pub(super) fn end(&mut self, always: bool) {
        let mut line = std::mem::take(&mut self.now);
        if line.is_blank() && !always {
            return;
        }
        let before = self.done.last().map(|line| line.place).unwrap_or_default();
        if line.runs.is_empty() {
            line.place = Place { item: None, ..before };
        } else if std::mem::take(&mut self.gap) && !self.done.is_empty() {
            let quotes = before.quotes.min(line.place.quotes);
            let blank = self.done.last().is_some_and(Line::is_blank);
            if !blank {
                self.done.push(Line {
                    place: Place {
                        quotes,
                        ..Place::default()
                    },
                    runs: Vec::new(),
                });
            }
        }
        self.done.push(line);
    }

    /// An empty line before what follows.
    pub(super) fn gap(&mut self) {
        self.end(false);
        self.gap = true;
    }

    /// The text; `None` when there are no words.
    pub(super) fn finish(mut self) -> Option<RichText> {
        self.end(false);
        let first = self.done.iter().position(|line| !line.is_blank())?;
        let last = self.done.iter().rposition(|line| !line.is_blank())?;
        let lines = self.done.get(first..=last)?;
        let mut written = Written::default();
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                written.text.push('\n');
            }
            written.line(line);
        }
        Some(written.finish())
    }
}

/// Block spans are kept open for as long as lines belong to them.
#[derive(Default)]
struct Written {
    text: String,
    spans: Vec<Span>,
    quotes: Vec<Span>,
    item: Option<(usize, Span)>,
    code: Option<(usize, Span)>,
}

impl Written {
    fn line(&mut self, line: &Line) {
        let start = self.text.len() as u32;
        let place = line.place;
        let quotes = usize::from(place.quotes);
        if self.quotes.len() != quotes {
            self.close_inner();
        }
        while self.quotes.len() > quotes {
            self.spans.extend(self.quotes.pop());
        }
        while self.quotes.len() < quotes {
            self.quotes.push(span(start, SpanKind::Quote));
        }
        self.text.push_str(&"> ".repeat(quotes));
        self.block(line, start);
        let begin = self.text.len();
        match place.code {
            Some(_) => self.text.push_str(line.text().trim_end()),
            None => self.words(line, begin),
        }
        let end = self.text.len() as u32;
        let inner = [&mut self.item, &mut self.code]
            .into_iter()
            .flatten()
            .map(|(_, span)| span);
        for span in self.quotes.iter_mut().chain(inner) {
            span.end = end;
        }
    }

    fn block(&mut self, line: &Line, start: u32) {
        let place = line.place;
        if self.code.as_ref().map(|(id, _)| *id) != place.code {
            self.spans.extend(self.code.take().map(|(_, span)| span));
            self.code = place
                .code
                .map(|id| (id, span(start, SpanKind::CodeBlock { language: None })));
        }
        let same = self.item.as_ref().map(|(id, _)| *id) == place.item.map(|item| item.id);
        if !same {
            self.spans.extend(self.item.take().map(|(_, span)| span));
        }
        if let Some(item) = place.item {
            let kind = SpanKind::Item {
                depth: item.depth,
                number: item.number,
            };
            let marker = kind.marker().unwrap_or_default();
            if same {
                self.text.push_str(&" ".repeat(marker.chars().count()));
            } else {
                self.text.push_str(&marker);
                self.item = Some((item.id, span(start, kind)));
            }
        }
    }

    /// The words of a line with their formatting, without white space at its ends.
    fn words(&mut self, line: &Line, begin: usize) {
        let all = line.text();
        let skipped = all.len() - all.trim_start().len();
        self.text.push_str(all.trim());
        let mut runs = Vec::new();
        let mut at = 0;
        for (words, style) in &line.runs {
            let place = |at: usize| begin + at.saturating_sub(skipped).min(all.trim().len());
            runs.push((place(at)..place(at + words.len()), style));
            at += words.len();
        }
        self.nest(&runs, 0);
    }

    /// One kind around the next, so that no two overlap in part.
    fn nest(&mut self, runs: &[(std::ops::Range<usize>, &Style)], kind: usize) {
        let of = |style: &Style| -> Option<SpanKind> {
            let url = |url: &Rc<str>| SpanKind::Link { url: url.to_string() };
            match kind {
                0 => style.link.as_ref().map(url),
                1 => style.bold.then_some(SpanKind::Bold),
                2 => style.italic.then_some(SpanKind::Italic),
                3 => style.strike.then_some(SpanKind::Strike),
                _ => style.code.then_some(SpanKind::Code),
            }
        };
        for group in runs.chunk_by(|(_, one), (_, other)| of(one) == of(other)) {
            let (Some((first, style)), Some((last, _))) = (group.first(), group.last()) else {
                continue;
            };
            if let Some(found) = of(style) {
                let words = self.text.get(first.start..last.end).unwrap_or_default();
                let start = first.start + (words.len() - words.trim_start().len());
                let end = last.end - (words.len() - words.trim_end().len());
                if start < end {
                    self.spans.push(Span {
                        start: start as u32,
                        end: end as u32,
                        kind: found,
                    });
                }
            }
            if kind < 4 {
                self.nest(group, kind + 1);
            }
        }
    }

    fn close_inner(&mut self) {
        let inner = [self.item.take(), self.code.take()];
        self.spans
            .extend(inner.into_iter().flatten().map(|(_, span)| span));
    }

    fn finish(mut self) -> RichText {
        self.close_inner();
        self.spans.append(&mut self.quotes);
        let mut spans: Vec<Span> = Vec::new();
        // They are nearly in order: each goes to its place.
        let key = |span: &Span| (span.start, u32::MAX - span.end, span.kind.rank());
        for span in self
            .spans
            .into_iter()
            .filter(|span| span.start < span.end)
            .take(MAX_SPANS)
        {
            let place = spans.partition_point(|known| key(known) <= key(&span));
            spans.insert(place, span);
        }
        RichText {
            text: self.text,
            spans,
        }
    }
}

fn span(start: u32, kind: SpanKind) -> Span {
    Span {
        start,
        end: start,
        kind,
    }
}
