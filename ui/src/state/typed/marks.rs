//! Marks within a line: bold, italic, strike, code. They never cross a line break: several lines are marked each by itself.

use std::ops::Range;

use super::blocks::head;
use super::{Change, Format, Marked, lines_around, piece};

/// How a format may be written; the first is how it is written here.
fn spellings(format: Format) -> &'static [&'static str] {
    match format {
        Format::Bold => &["**", "__"],
        Format::Italic => &["_", "*"],
        Format::Strike => &["~~"],
        Format::Code => &["`", "``", "```"],
        _ => &[],
    }
}

/// Puts marks around what is selected, or takes them away when all of it has them. Without a selection: around the word,
/// else a pair to write between; at the end of a marked stretch the caret steps out of it.
pub(super) fn toggle(format: Format, text: &str, selected: Range<usize>) -> Option<Change> {
    let block = lines_around(text, &selected);
    let pieces = stretches(text, &selected);
    let one = pieces.len() == 1;
    let all = all_on(format, &pieces);
    let (mut lines, mut select, mut offset) = (Vec::new(), None::<Range<usize>>, block.start);
    for (line, at) in pieces {
        let (line, at) = if !one && at.is_empty() {
            (line.to_owned(), at)
        } else if all {
            take_off(format, line, &at)?
        } else if is_on(format, line, &at) {
            (line.to_owned(), at)
        } else {
            put_on(format, line, &at)
        };
        if one || !at.is_empty() {
            let from = select.as_ref().map_or(offset + at.start, |known| known.start);
            select = Some(from..offset + at.end);
        }
        offset += line.len() + 1;
        lines.push(line);
    }
    let after = [
        piece(text, 0..block.start),
        &lines.join("\n"),
        piece(text, block.end..text.len()),
    ]
    .concat();
    Some(Change::between(text, &after, select.unwrap_or(selected)))
}

/// Whether all of a selection of several lines has the marks.
pub(super) fn on_every_line(format: Format, text: &str, selected: &Range<usize>) -> bool {
    all_on(format, &stretches(text, selected))
}

fn all_on(format: Format, pieces: &[(&str, Range<usize>)]) -> bool {
    let one = pieces.len() == 1;
    let mut filled = pieces.iter().filter(|(_, at)| one || !at.is_empty()).peekable();
    filled.peek().is_some() && filled.all(|(line, at)| is_on(format, line, at))
}

/// The lines that a selection touches, and what is selected of each.
fn stretches<'t>(text: &'t str, selected: &Range<usize>) -> Vec<(&'t str, Range<usize>)> {
    let block = lines_around(text, selected);
    let (mut start, mut pieces) = (block.start, Vec::new());
    for line in piece(text, block).split('\n') {
        let within = |place: usize| place.clamp(start, start + line.len()) - start;
        pieces.push((line, stretch(line, within(selected.start)..within(selected.end))));
        start += line.len() + 1;
    }
    pieces
}

/// Without white space at its ends and without what makes the line an item or a quote.
fn stretch(line: &str, at: Range<usize>) -> Range<usize> {
    let begin = head(line).len;
    if at.is_empty() {
        let at = at.start.max(begin);
        return at..at;
    }
    trimmed(line, at.start.max(begin)..at.end.max(begin))
}

fn trimmed(line: &str, at: Range<usize>) -> Range<usize> {
    let words = piece(line, at.clone());
    let start = at.start + (words.len() - words.trim_start().len());
    start..start + words.trim().len()
}

/// A selection that includes the marks stands for what is between them.
pub(super) fn inside(text: &str, selected: Range<usize>) -> Range<usize> {
    let mut at = trimmed(text, selected.clone());
    if selected.is_empty() {
        return selected;
    }
    loop {
        let words = piece(text, at.clone());
        let mark = ["**", "__", "~~", "*", "_", "`"].into_iter().find(|mark| {
            let inner = words
                .strip_prefix(mark)
                .and_then(|words| words.strip_suffix(mark));
            inner.is_some_and(|inner| !inner.is_empty())
        });
        match mark {
            Some(mark) => at = at.start + mark.len()..at.end - mark.len(),
            None => return at,
        }
    }
}

fn is_on(format: Format, line: &str, at: &Range<usize>) -> bool {
    between_marks(format, line, at).is_some()
}

/// What is selected without marks at its ends, when all of it is marked.
fn between_marks(format: Format, line: &str, at: &Range<usize>) -> Option<Range<usize>> {
    let words = piece(line, at.clone());
    let halves = spellings(format).iter().flat_map(|mark| {
        // A run of marks stands for one mark, not for a shorter one and a rest.
        let whole = |end: Option<char>| end != mark.chars().next();
        let head = words.strip_prefix(mark).filter(|rest| whole(rest.chars().next()));
        let tail = words
            .strip_suffix(mark)
            .filter(|rest| whole(rest.chars().next_back()));
        let head = head.map(|rest| at.end - rest.len()..at.end);
        let tail = tail.map(|rest| at.start..at.start + rest.len());
        [head, tail].into_iter().flatten()
    });
    std::iter::once(inside(line, at.clone()))
        .chain(halves)
        .filter(|inner| inner.start < inner.end || at.is_empty())
        .find(|inner| Marked::new(line, inner).is_some_and(|marked| marked.covered(format)))
}

fn take_off(format: Format, line: &str, at: &Range<usize>) -> Option<(String, Range<usize>)> {
    let at = &between_marks(format, line, at)?;
    let before = Marked::new(line, at)?;
    for mark in spellings(format) {
        let after = at.end + mark.len();
        let written = piece(line, 0..at.start).trim_end_matches(mark).len() < at.start;
        if at.is_empty() && !written && piece(line, at.end..line.len()).starts_with(mark) {
            return Some((line.to_owned(), after..after));
        }
    }
    let opened = piece(line, 0..at.start);
    let closed = piece(line, at.end..line.len());
    // Code may hold what would be formatting without it: there the words may change.
    for strict in [true, false] {
        for mark in spellings(format) {
            for (open, _) in opened.rmatch_indices(mark).take(8) {
                for (close, _) in closed.match_indices(mark).take(8) {
                    let end = at.end + close;
                    let line = [
                        piece(line, 0..open),
                        piece(line, open + mark.len()..end),
                        piece(line, end + mark.len()..line.len()),
                    ]
                    .concat();
                    let at = at.start - mark.len()..at.end - mark.len();
                    let off = Marked::new(&line, &at).is_some_and(|after| {
                        !after.covered(format) && (!strict || before.differs_only_in(format, &after))
                    });
                    if off {
                        return Some((line, at));
                    }
                }
            }
        }
    }
    None
}

fn put_on(format: Format, line: &str, at: &Range<usize>) -> (String, Range<usize>) {
    let around = match format {
        Format::Code => at.clone(),
        _ => whole_words(line, at),
    };
    let words = piece(line, around.clone());
    let write = |mark: &str, words: &str, pad: &str| {
        let line = [
            piece(line, 0..around.start),
            mark,
            pad,
            words,
            pad,
            mark,
            piece(line, around.end..line.len()),
        ]
        .concat();
        let begin = around.start + mark.len() + pad.len();
        let at = if at.is_empty() {
            let caret = begin + (at.start - around.start).min(words.len());
            caret..caret
        } else {
            begin..begin + words.len()
        };
        (line, at)
    };
    if format == Format::Code {
        let ticks = "`".repeat(longest_run(words, '`') + 1);
        let pad = if words.starts_with('`') || words.ends_with('`') {
            " "
        } else {
            ""
        };
        return write(&ticks, words, pad);
    }
    let first = spellings(format).first().copied().unwrap_or_default();
    if words.is_empty() {
        return write(first, words, "");
    }
    let before = Marked::new(line, &around);
    // Parts of it may be marked already: then their marks go.
    let mut without = words.to_owned();
    for mark in spellings(format) {
        without = without.replace(mark, "");
    }
    let ways = [without.as_str(), words]
        .into_iter()
        .flat_map(|words| spellings(format).iter().map(move |mark| (*mark, words)));
    for (mark, words) in ways {
        let (line, at) = write(mark, words, "");
        let fits = Marked::new(&line, &at).is_some_and(|after| {
            let same = before
                .as_ref()
                .is_some_and(|before| plain(before) == plain(&after));
            after.covered(format) && same
        });
        if fits {
            return (line, at);
        }
    }
    write(first, words, "")
}

/// The words of a line, without the letters that mark a stretch.
fn plain(marked: &Marked) -> String {
    let text = &marked.rich.text;
    text.chars().filter(|c| !matches!(c, '𐌰'..='𐌵')).collect()
}

/// Marks within a word would be characters of it: the whole word is taken.
fn whole_words(line: &str, at: &Range<usize>) -> Range<usize> {
    let word = |c: char| c.is_alphanumeric();
    let before = piece(line, 0..at.start);
    let after = piece(line, at.end..line.len());
    let inside = piece(line, at.clone());
    let first = inside.chars().next().or_else(|| after.chars().next());
    let last = inside.chars().next_back().or_else(|| before.chars().next_back());
    let (mut start, mut end) = (at.start, at.end);
    let split = |outer: Option<char>, inner: Option<char>| outer.is_some_and(word) && inner.is_some_and(word);
    // A caret at either end of a word means that word.
    let starts_inside = split(before.chars().next_back(), first) || (at.is_empty() && before.ends_with(word));
    let ends_inside = split(after.chars().next(), last) || (at.is_empty() && after.starts_with(word));
    if starts_inside {
        start = before.trim_end_matches(word).len();
    }
    if ends_inside {
        end = line.len() - after.trim_start_matches(word).len();
    }
    start..end
}

pub(super) fn longest_run(text: &str, wanted: char) -> usize {
    let (mut longest, mut run) = (0, 0);
    for c in text.chars() {
        run = if c == wanted { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}
