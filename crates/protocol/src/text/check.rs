//! What makes spans well-formed: they fit the text, nest, and lie where their kind may lie. Knows nothing of Markdown.

use super::{MAX_DEPTH, MAX_SPANS, QUOTE_MARK, RichText, Span, SpanKind, TextError, is_language};

/// Longest address of a link, in bytes.
const MAX_URL: usize = 4_096;

pub(super) fn check(rich: &RichText) -> Result<(), TextError> {
    if rich.spans.len() > MAX_SPANS {
        return Err(TextError::TooManySpans);
    }
    let mut around: Vec<&Span> = Vec::new();
    let mut line = LineStart::default();
    let mut last_start = 0;
    for span in &rich.spans {
        let stretch = stretch(rich, span).filter(|stretch| !stretch.is_empty());
        let (Some(stretch), true) = (stretch, span.start >= last_start) else {
            return Err(TextError::BadSpan);
        };
        last_start = span.start;
        if span.kind == SpanKind::Unknown {
            continue; // its rules are a newer version's
        }
        while around.pop_if(|outer| outer.end <= span.start).is_some() {}
        let line_start = line.before(&rich.text, span.start as usize);
        let sound = nests(&around, span)
            && if span.kind.is_block() {
                is_whole_lines(rich, span) && has_marks(&around, span, stretch)
            } else {
                !stretch.contains('\n')
                    && span.start as usize >= line_start + marks_before(&around, line_start)
            };
        if !sound {
            return Err(TextError::BadSpan);
        }
        match &span.kind {
            SpanKind::Link { url } if !is_allowed_link(url) => return Err(TextError::BadLink),
            SpanKind::CodeBlock { language: Some(word) } if !is_language(word) => {
                return Err(TextError::BadSpan);
            }
            _ => {}
        }
        around.push(span);
    }
    Ok(())
}

fn stretch<'t>(rich: &'t RichText, span: &Span) -> Option<&'t str> {
    rich.text.get(span.start as usize..span.end as usize)
}

/// Whether the span may stand inside those around it, the outermost first.
fn nests(around: &[&Span], span: &Span) -> bool {
    let inside = around.last().is_none_or(|outer| {
        let same = outer.start == span.start && outer.end == span.end;
        let (outside, inside) = (outer.kind.rank(), span.kind.rank());
        span.end <= outer.end && (!same || outside < inside || span.kind == SpanKind::Quote)
    });
    inside
        && match &span.kind {
            SpanKind::Quote => quotes(around) == around.len() && around.len() < usize::from(MAX_DEPTH),
            SpanKind::Item { depth, .. } => quotes(around) == around.len() && *depth < MAX_DEPTH,
            SpanKind::CodeBlock { .. } => quotes(around) == around.len(),
            kind => around.iter().all(|outer| match &outer.kind {
                SpanKind::Quote | SpanKind::Item { .. } => true,
                // What can be clicked holds nothing else that can be.
                SpanKind::Link { .. } => {
                    matches!(
                        kind,
                        SpanKind::Bold | SpanKind::Italic | SpanKind::Strike | SpanKind::Code
                    )
                }
                outer @ (SpanKind::Bold | SpanKind::Italic | SpanKind::Strike) => outer != kind,
                _ => false,
            }),
        }
}

fn quotes(around: &[&Span]) -> usize {
    around
        .iter()
        .filter(|outer| outer.kind == SpanKind::Quote)
        .count()
}

fn is_whole_lines(rich: &RichText, span: &Span) -> bool {
    let before = rich.text.get(..span.start as usize);
    let after = rich.text.get(span.end as usize..);
    before.is_some_and(|before| before.is_empty() || before.ends_with('\n'))
        && after.is_some_and(|after| after.is_empty() || after.starts_with('\n'))
}

/// Whether the lines of a block begin as its kind says.
fn has_marks(around: &[&Span], span: &Span, stretch: &str) -> bool {
    let depth = quotes(around) + usize::from(span.kind == SpanKind::Quote);
    let marker = span.kind.marker();
    stretch.split('\n').enumerate().all(|(index, line)| {
        let mut rest = Some(line);
        for _ in 0..depth {
            rest = rest.and_then(|rest| rest.strip_prefix(QUOTE_MARK));
        }
        match (&marker, rest) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(marker), Some(rest)) if index == 0 => rest.starts_with(marker.as_str()),
            (Some(marker), Some(rest)) => {
                let width = marker.chars().count();
                rest.len() >= width && rest.bytes().take(width).all(|byte| byte == b' ')
            }
        }
    })
}

/// How many bytes of a line belong to the blocks around it.
fn marks_before(around: &[&Span], line_start: usize) -> usize {
    let item = around.iter().find_map(|outer| {
        let marker = outer.kind.marker()?;
        let first = outer.start as usize == line_start;
        Some(if first {
            marker.len()
        } else {
            marker.chars().count()
        })
    });
    quotes(around) * QUOTE_MARK.len() + item.unwrap_or(0)
}

/// Finds the beginnings of lines for places that only rise, so that a long line is read once.
#[derive(Default)]
struct LineStart {
    start: usize,
    read: usize,
}

impl LineStart {
    fn before(&mut self, text: &str, place: usize) -> usize {
        if let Some(newline) = text.get(self.read..place).and_then(|new| new.rfind('\n')) {
            self.start = self.read + newline + 1;
        }
        self.read = place;
        self.start
    }
}

/// Whether a message may link to this address: http, https, mailto or tel, and nothing in it that cannot be seen or that
/// turns the direction of writing.
pub fn is_allowed_link(url: &str) -> bool {
    let scheme = ["http://", "https://", "mailto:", "tel:"]
        .into_iter()
        .any(|scheme| {
            url.get(..scheme.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(scheme) && url.len() > scheme.len())
        });
    scheme
        && url.len() <= MAX_URL
        && !url.chars().any(|c| {
            c.is_control()
                || c.is_whitespace()
                || matches!(c, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
                    | '\u{2060}'..='\u{2069}' | '\u{feff}')
        })
}
