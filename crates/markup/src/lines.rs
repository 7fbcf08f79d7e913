//! A text cut into its lines, each with the blocks around it and the formatting in it. For whoever walks a text from the
//! beginning to the end: writing Markdown, drawing, excerpts.

use std::ops::Range;

use protocol::{QUOTE_MARK, RichText, Span, SpanKind};

/// One line of a text that passed `check`.
#[derive(Debug)]
pub(crate) struct LineOf<'t> {
    /// The whole line, without its line break.
    pub(crate) whole: Range<usize>,
    /// Where its own words begin, behind marks, markers and indentation.
    pub(crate) content: usize,
    /// The quotes around it, by their place among the spans.
    pub(crate) quotes: Vec<usize>,
    /// The item that it belongs to.
    pub(crate) item: Option<&'t Span>,
    /// The code block that it belongs to.
    pub(crate) code: Option<&'t Span>,
    /// The spans within it.
    pub(crate) spans: Vec<&'t Span>,
}

impl LineOf<'_> {
    pub(crate) fn text<'t>(&self, rich: &'t RichText) -> &'t str {
        rich.text.get(self.content..self.whole.end).unwrap_or_default()
    }

    /// Whether it is the first line of this block.
    pub(crate) fn begins(&self, block: &Span) -> bool {
        block.start as usize == self.whole.start
    }

    /// Whether it is the last line of this block.
    pub(crate) fn ends(&self, block: &Span) -> bool {
        block.end as usize == self.whole.end
    }
}

/// All lines. The text must have passed `check`.
pub(crate) fn of(rich: &RichText) -> Vec<LineOf<'_>> {
    let mut spans = rich
        .spans
        .iter()
        .enumerate()
        .filter(|(_, span)| span.kind != SpanKind::Unknown)
        .peekable();
    let mut around: Vec<(usize, &Span)> = Vec::new();
    let mut lines = Vec::new();
    let mut start = 0;
    for text in rich.text.split('\n') {
        let end = start + text.len();
        while around
            .pop_if(|(_, block)| (block.end as usize) < start.max(1))
            .is_some()
        {}
        let mut inside = Vec::new();
        // An empty line's own block begins and ends in it; no span within a line begins at its end.
        while let Some((index, span)) = spans.next_if(|(_, span)| {
            let place = span.start as usize;
            place < end || (place == end && span.kind.is_block() && place == start)
        }) {
            if span.kind.is_block() {
                around.push((index, span));
            } else {
                inside.push(span);
            }
        }
        lines.push(line(start..end, &around, inside));
        start = end + 1;
    }
    lines
}

fn line<'t>(whole: Range<usize>, around: &[(usize, &'t Span)], spans: Vec<&'t Span>) -> LineOf<'t> {
    let quotes: Vec<usize> = around
        .iter()
        .filter(|(_, block)| block.kind == SpanKind::Quote)
        .map(|(index, _)| *index)
        .collect();
    let find = |wanted: fn(&SpanKind) -> bool| {
        around
            .iter()
            .map(|(_, block)| *block)
            .find(|block| wanted(&block.kind))
    };
    let item = find(|kind| matches!(kind, SpanKind::Item { .. }));
    let code = find(|kind| matches!(kind, SpanKind::CodeBlock { .. }));
    let marker = item.and_then(|item| {
        let marker = item.kind.marker()?;
        let first = item.start as usize == whole.start;
        Some(if first {
            marker.len()
        } else {
            marker.chars().count()
        })
    });
    LineOf {
        content: whole.start + quotes.len() * QUOTE_MARK.len() + marker.unwrap_or(0),
        whole,
        quotes,
        item,
        code,
        spans,
    }
}
