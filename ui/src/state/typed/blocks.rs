//! Whole lines: lists, quotes, blocks of code, and what Enter does in a list.

use std::ops::Range;

use super::marks::longest_run;
use super::{Change, Format, lines_around, piece, stands};

/// What a line begins with before its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// Quote marks.
    quotes: usize,
    /// Quote marks and the indentation after them.
    indented: usize,
    marker: Option<Marker>,
    /// All of it, in bytes.
    pub(super) len: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Marker {
    Bullet(char),
    Number(u32),
}

/// Reads the beginning of a line as `markup` would when words follow.
pub(super) fn head(line: &str) -> Head {
    let mut rest = line;
    while let Some(quoted) = rest.trim_start_matches(' ').strip_prefix('>') {
        rest = match quoted.strip_prefix(' ') {
            Some(quoted) => quoted,
            None if quoted.is_empty() => quoted,
            None => break,
        };
    }
    let quotes = line.len() - rest.len();
    let text = rest.trim_start_matches([' ', '\t']);
    let indented = line.len() - text.len();
    let (marker, after) = match marker(text) {
        Some((marker, after)) => (Some(marker), after),
        None => (None, text),
    };
    Head {
        quotes,
        indented,
        marker,
        len: line.len() - after.len(),
    }
}

fn marker(text: &str) -> Option<(Marker, &str)> {
    let bullet = text.chars().next().filter(|c| matches!(c, '-' | '*' | '•'));
    let (marker, after) = match bullet {
        Some(c) => (Marker::Bullet(c), text.strip_prefix(c)?),
        None => {
            let after = text.trim_start_matches(|c: char| c.is_ascii_digit());
            let digits = piece(text, 0..text.len() - after.len());
            let number = digits.parse().ok().filter(|_| digits.len() <= 9)?;
            (Marker::Number(number), after.strip_prefix('.')?)
        }
    };
    Some((marker, after.strip_prefix(' ')?))
}

/// Changes the lines that are touched; the selection keeps its words.
fn rewrite(text: &str, selected: Range<usize>, mut line: impl FnMut(&str) -> Option<String>) -> Change {
    let block = lines_around(text, &selected);
    let mut lines = Vec::new();
    let (mut start, mut select, mut offset) = (block.start, selected.clone(), block.start);
    for before in piece(text, block.clone()).split('\n') {
        let after = line(before).unwrap_or_else(|| before.to_owned());
        // What is selected moves with the end of its line: heads change, words do not.
        let moved = |place: usize| {
            (offset + after.len())
                .saturating_sub(start + before.len() - place)
                .max(offset)
        };
        let here = start..=start + before.len();
        if here.contains(&selected.start) {
            select.start = moved(selected.start);
        }
        if here.contains(&selected.end) {
            select.end = moved(selected.end);
        }
        start += before.len() + 1;
        offset += after.len() + 1;
        lines.push(after);
    }
    let grown = offset.saturating_sub(start);
    if selected.end > block.end {
        select.end = selected.end + grown;
    }
    let after = [
        piece(text, 0..block.start),
        &lines.join("\n"),
        piece(text, block.end..text.len()),
    ]
    .concat();
    select.end = select.end.clamp(select.start, after.len());
    Change::between(text, &after, select)
}

/// Whether all lines with words are items of this kind.
pub(super) fn all_items(text: &str, selected: &Range<usize>, numbered: bool) -> bool {
    let block = piece(text, lines_around(text, selected));
    let alone = block.trim().is_empty();
    let is_on = |line: &str| match head(line).marker {
        Some(Marker::Bullet(_)) => !numbered,
        Some(Marker::Number(_)) => numbered,
        None => false,
    };
    block
        .split('\n')
        .filter(|line| alone || !line.trim().is_empty())
        .all(is_on)
}

/// Makes items of the lines, or plain lines when all are items of this kind. Empty lines between stay empty.
pub(super) fn list(text: &str, selected: Range<usize>, numbered: bool) -> Change {
    let block = lines_around(text, &selected);
    let alone = piece(text, block.clone()).trim().is_empty();
    let counts = |line: &str| alone || !line.trim().is_empty();
    let all = all_items(text, &selected, numbered);
    let mut number = match previous_line(text, block.start).map(|line| head(line).marker) {
        Some(Some(Marker::Number(number))) if numbered => number,
        _ => 0,
    };
    rewrite(text, selected, |line| {
        if !counts(line) {
            return None;
        }
        let head = head(line);
        let marker = match (all, numbered) {
            (true, _) => String::new(),
            (false, false) => "- ".into(),
            (false, true) => {
                number = number.saturating_add(1);
                format!("{number}. ")
            }
        };
        Some(
            [
                piece(line, 0..head.indented),
                &marker,
                piece(line, head.len..line.len()),
            ]
            .concat(),
        )
    })
}

fn previous_line(text: &str, start: usize) -> Option<&str> {
    let before = piece(text, 0..start).strip_suffix('\n')?;
    before.rsplit('\n').next()
}

/// Quotes the lines, or takes one quote mark from each when all have one.
pub(super) fn quote(text: &str, selected: Range<usize>) -> Change {
    let block = lines_around(text, &selected);
    let quoted = |line: &str| head(line).quotes > 0;
    let all = piece(text, block).split('\n').all(quoted);
    rewrite(text, selected, |line| {
        Some(if all {
            let rest = line.trim_start_matches(' ');
            let rest = rest.strip_prefix("> ").or_else(|| rest.strip_prefix('>'));
            rest.unwrap_or_default().to_owned()
        } else {
            format!("> {line}")
        })
    })
}

/// Puts fences around the lines, or takes those around the caret away.
pub(super) fn code(text: &str, selected: Range<usize>) -> Option<Change> {
    let block = lines_around(text, &selected);
    if stands(text, selected.clone()).has(Format::CodeBlock) {
        let (open, close) = fences(text, &selected)?;
        let inside = piece(text, open.end..close.start);
        let inside = inside.strip_suffix('\n').unwrap_or(inside);
        let after = [
            piece(text, 0..open.start),
            inside,
            piece(text, close.end..text.len()),
        ]
        .concat();
        let shift = open.end - open.start;
        let moved = |place: usize| {
            place
                .saturating_sub(shift)
                .clamp(open.start, open.start + inside.len())
        };
        return Some(Change::between(
            text,
            &after,
            moved(selected.start)..moved(selected.end),
        ));
    }
    let lines = piece(text, block.clone());
    let ticks = "`".repeat(longest_run(lines, '`').max(2) + 1);
    let begin = block.start + ticks.len() + 1;
    let after = [
        piece(text, 0..block.start),
        &ticks,
        "\n",
        lines,
        "\n",
        &ticks,
        piece(text, block.end..text.len()),
    ]
    .concat();
    let select = match lines.trim().is_empty() {
        true => begin..begin,
        false => begin..begin + lines.len(),
    };
    Some(Change::between(text, &after, select))
}

/// The lines of fences around a selection, the first with its line break.
fn fences(text: &str, selected: &Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    let mut start = 0;
    let mut open = None::<(usize, Range<usize>)>;
    for line in text.split('\n') {
        let end = start + line.len();
        let trimmed = line.trim();
        let ticks = trimmed.len() - trimmed.trim_start_matches('`').len();
        let info = piece(trimmed, ticks..trimmed.len());
        match &open {
            None if ticks >= 3 && !info.contains('`') => open = Some((ticks, start..end + 1)),
            Some((opened, at)) if ticks >= *opened && info.is_empty() => {
                if at.end <= selected.start && selected.end < start {
                    return Some((at.clone(), start..end));
                }
                open = None;
            }
            _ => {}
        }
        start = end + 1;
    }
    None
}

/// What a new line needs in a list or a quote: the next marker; an item without words ends the list. `None`: a plain line.
pub(crate) fn next_line(text: &str, selected: Range<usize>) -> Option<Change> {
    let start = lines_around(text, &(selected.start..selected.start)).start;
    let line = piece(text, start..text.len()).split('\n').next()?;
    let head = head(line);
    let place = selected.start.checked_sub(start)?;
    if head.len == 0 || place < head.len || (head.marker.is_none() && head.quotes == 0) {
        return None;
    }
    if stands(text, selected.clone()).has(Format::CodeBlock) {
        return None;
    }
    if piece(line, head.len..line.len()).trim().is_empty() {
        return Some(Change {
            at: start..start + line.len(),
            with: String::new(),
            select: start..start,
        });
    }
    let marker = match head.marker {
        Some(Marker::Bullet(c)) => format!("{c} "),
        Some(Marker::Number(number)) => format!("{}. ", number.saturating_add(1)),
        None => String::new(),
    };
    let with = format!("\n{}{marker}", piece(line, 0..head.indented));
    let caret = selected.start + with.len();
    Some(Change {
        at: selected,
        with,
        select: caret..caret,
    })
}
