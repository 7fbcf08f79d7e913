//! Typed text and where the caret stands in it: what is formatted there, and what a button or a key changes. What counts as
//! formatted is `markup`'s to say and is asked of it; here are only places and characters. Knows no page and no keys.

use std::ops::Range;

use protocol::{RichText, SpanKind};

mod blocks;
mod links;
mod marks;

pub(crate) use blocks::next_line;
pub(crate) use links::paste_address;

/// What the toolbar offers, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Bold,
    Italic,
    Strike,
    Code,
    Link,
    Bullets,
    Numbers,
    Quote,
    CodeBlock,
}

impl Format {
    pub(crate) const ALL: [Self; 9] = [
        Self::Bold,
        Self::Italic,
        Self::Strike,
        Self::Code,
        Self::Link,
        Self::Bullets,
        Self::Numbers,
        Self::Quote,
        Self::CodeBlock,
    ];

    fn is(self, kind: &SpanKind) -> bool {
        match kind {
            SpanKind::Bold => self == Self::Bold,
            SpanKind::Italic => self == Self::Italic,
            SpanKind::Strike => self == Self::Strike,
            SpanKind::Code => self == Self::Code,
            SpanKind::Link { .. } => self == Self::Link,
            SpanKind::Item { number: None, .. } => self == Self::Bullets,
            SpanKind::Item { number: Some(_), .. } => self == Self::Numbers,
            SpanKind::Quote => self == Self::Quote,
            SpanKind::CodeBlock { .. } => self == Self::CodeBlock,
            SpanKind::Mention { .. } | SpanKind::Everyone | SpanKind::Unknown => false,
        }
    }
}

/// Replace `at` by `with` and select `select` of the text that is then there. Counts bytes.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub at: Range<usize>,
    pub with: String,
    pub select: Range<usize>,
}

impl Change {
    /// From one text to another: only what differs is replaced.
    fn between(before: &str, after: &str, select: Range<usize>) -> Self {
        let same = |a: Option<char>, b: Option<char>| a.is_some() && a == b;
        let mut head = 0;
        let (mut one, mut other) = (before.chars(), after.chars());
        loop {
            let (a, b) = (one.next(), other.next());
            match a {
                Some(c) if same(a, b) => head += c.len_utf8(),
                _ => break,
            }
        }
        let (mut one, mut other) = (piece(before, head..before.len()), piece(after, head..after.len()));
        let mut tail = 0;
        while let (Some(a), Some(b)) = (one.chars().next_back(), other.chars().next_back()) {
            if a != b {
                break;
            }
            tail += a.len_utf8();
            one = piece(one, 0..one.len() - a.len_utf8());
            other = piece(other, 0..other.len() - b.len_utf8());
        }
        Self {
            at: head..before.len() - tail,
            with: other.to_owned(),
            select,
        }
    }
}

/// What people wrote is not for logs.
impl std::fmt::Debug for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Change({:?})", self.at)
    }
}

/// What a button or a key does to the text; `None` when it has nothing to do there.
pub(crate) fn change(format: Format, text: &str, selected: Range<usize>) -> Option<Change> {
    let in_code = format != Format::CodeBlock && stands(text, selected.clone()).has(Format::CodeBlock);
    if in_code {
        return None;
    }
    match format {
        Format::Bold | Format::Italic | Format::Strike | Format::Code => {
            marks::toggle(format, text, selected)
        }
        Format::Link => links::toggle(text, selected),
        Format::Bullets | Format::Numbers => Some(blocks::list(text, selected, format == Format::Numbers)),
        Format::Quote => Some(blocks::quote(text, selected)),
        Format::CodeBlock => blocks::code(text, selected),
    }
}

/// Puts formatted text in place of what is selected. Lists and quotes begin a line of their own. `None` in code, where
/// nothing is formatted.
pub(crate) fn paste_text(text: &str, selected: Range<usize>, pasted: &RichText) -> Option<Change> {
    let standing = stands(text, selected.clone());
    if standing.has(Format::Code) || standing.has(Format::CodeBlock) {
        return None;
    }
    let line = piece(text, 0..selected.start)
        .rsplit('\n')
        .next()
        .unwrap_or_default();
    let block = pasted
        .spans
        .first()
        .is_some_and(|span| span.start == 0 && span.kind.is_block());
    let line_break = if block && !line.trim().is_empty() {
        "\n"
    } else {
        ""
    };
    let with = [line_break, &markup::to_typed(pasted)].concat();
    let caret = selected.start + with.len();
    Some(Change {
        at: selected,
        with,
        select: caret..caret,
    })
}

/// What the caret, or all of a selection, stands in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Standing([bool; Format::ALL.len()]);

impl Standing {
    pub(crate) fn has(self, format: Format) -> bool {
        Format::ALL
            .into_iter()
            .zip(self.0)
            .any(|(known, on)| known == format && on)
    }
}

/// What this stretch of typed text stands in.
pub(crate) fn stands(text: &str, selected: Range<usize>) -> Standing {
    let Some(marked) = Marked::new(text, &marks::inside(text, selected.clone())) else {
        return Standing::default();
    };
    let lines = piece(text, selected.clone()).contains('\n') && !marked.covered(Format::CodeBlock);
    Standing(Format::ALL.map(|format| match format {
        Format::Bold | Format::Italic | Format::Strike | Format::Code if lines => {
            marks::on_every_line(format, text, &selected)
        }
        Format::Bullets | Format::Numbers if lines => {
            blocks::all_items(text, &selected, format == Format::Numbers)
        }
        _ => marked.covered(format),
    }))
}

/// A text as it would be read, with a letter put at either end of a stretch to find it again.
struct Marked {
    rich: RichText,
    at: Range<usize>,
}

impl Marked {
    fn new(text: &str, stretch: &Range<usize>) -> Option<Self> {
        // Letters that nobody types; should somebody, others are taken.
        const RARE: [char; 6] = ['𐌰', '𐌱', '𐌲', '𐌳', '𐌴', '𐌵'];
        let mut rare = RARE.into_iter().filter(|c| !text.contains(*c));
        let (first, last) = (rare.next()?, rare.next()?);
        let mut typed = text.get(..stretch.start)?.to_owned();
        typed.push(first);
        if !stretch.is_empty() {
            typed.push_str(text.get(stretch.clone())?);
            typed.push(last);
        }
        typed.push_str(text.get(stretch.end..)?);
        let rich = markup::from_typed(&typed);
        let start = rich.text.find(first)?;
        let end = match stretch.is_empty() {
            true => start + first.len_utf8(),
            false => rich.text.find(last)? + last.len_utf8(),
        };
        Some(Self { rich, at: start..end })
    }

    fn covered(&self, format: Format) -> bool {
        self.rich.spans.iter().any(|span| {
            format.is(&span.kind) && span.start as usize <= self.at.start && span.end as usize >= self.at.end
        })
    }

    /// The same words, and the same formatting of the stretch but for `format`.
    fn differs_only_in(&self, format: Format, other: &Self) -> bool {
        self.rich.text == other.rich.text
            && Format::ALL
                .into_iter()
                .all(|known| known == format || self.covered(known) == other.covered(known))
    }
}

/// A stretch of a text; nothing when it is no stretch of it.
fn piece(text: &str, at: Range<usize>) -> &str {
    text.get(at).unwrap_or_default()
}

/// The lines that a selection touches, without the last line break.
fn lines_around(text: &str, selected: &Range<usize>) -> Range<usize> {
    let start = piece(text, 0..selected.start).rfind('\n').map_or(0, |at| at + 1);
    // A selection that ends where a line begins does not touch that line.
    let last = match piece(text, selected.clone()).strip_suffix('\n') {
        Some(inside) => selected.start + inside.len(),
        None => selected.end,
    };
    let end = piece(text, last..text.len())
        .find('\n')
        .map_or(text.len(), |at| last + at);
    start..end
}

#[cfg(test)]
mod tests;
