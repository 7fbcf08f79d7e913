//! From pieces and what was found between them to a text with spans in their order.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use protocol::{Span, SpanKind};

use super::{Between, Line, Piece};

pub(super) fn assemble(pieces: &[Piece<'_>], pairs: Vec<Between>) -> Line {
    let mut text = String::new();
    let mut bounds = Vec::with_capacity(pieces.len());
    let mut spans = Vec::new();
    for piece in pieces {
        let start = text.len();
        text.push_str(piece.text);
        bounds.push((start, text.len()));
        spans.extend(piece.kind.clone().and_then(|kind| span(start, text.len(), kind)));
    }
    for pair in pairs {
        let from = bounds.get(pair.from).map(|(_, end)| *end);
        let to = bounds.get(pair.to).map(|(start, _)| *start);
        if let (Some(from), Some(to)) = (from, to) {
            spans.extend(span(from, to, pair.kind));
        }
    }
    Line {
        text,
        spans: without_idle(sorted(spans)),
    }
}

/// By start, then the longer first, then by rank. A heap, because its code is the smallest in the page.
fn sorted(mut spans: Vec<Span>) -> Vec<Span> {
    let keys = spans
        .iter()
        .enumerate()
        .map(|(index, span)| (span.start, Reverse(span.end), span.kind.rank(), index));
    let order = keys.collect::<BinaryHeap<_>>().into_sorted_vec();
    let mut taken = |index: usize| {
        let span = spans.get_mut(index)?;
        let kind = std::mem::replace(&mut span.kind, SpanKind::Unknown);
        Some(Span { kind, ..*span })
    };
    order
        .into_iter()
        .filter_map(|(_, _, _, index)| taken(index))
        .collect()
}

fn span(start: usize, end: usize, kind: SpanKind) -> Option<Span> {
    let (start, end) = (u32::try_from(start).ok()?, u32::try_from(end).ok()?);
    (start < end).then_some(Span { start, end, kind })
}

/// Leaves out what changes nothing or may not be there: bold in bold, anything in a mention.
fn without_idle(spans: Vec<Span>) -> Vec<Span> {
    let mut kept: Vec<Span> = Vec::with_capacity(spans.len());
    let mut around: Vec<usize> = Vec::new();
    for span in spans {
        while around
            .pop_if(|outer| kept.get(*outer).is_none_or(|outer| outer.end <= span.start))
            .is_some()
        {}
        let idle = around
            .iter()
            .filter_map(|outer| kept.get(*outer))
            .any(|outer| match &outer.kind {
                SpanKind::Link { .. } => false,
                SpanKind::Bold | SpanKind::Italic | SpanKind::Strike => outer.kind == span.kind,
                _ => true,
            });
        if !idle {
            around.push(kept.len());
            kept.push(span);
        }
    }
    kept
}
