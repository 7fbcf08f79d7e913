//! One line of typed text: emphasis, code, links and mentions in, characters and spans out.
//!
//! The rules are CommonMark's (0.31.2) for the kinds that we know, but for what would surprise a person who chats: formatting never
//! crosses a line break, asterisks and underscores between letters or digits are just that, a backslash keeps its place in a
//! shrug, HTML, entities, images, titles and references are plain text. Must not know blocks.

mod brackets;
mod characters;
mod code;
mod delimiters;
mod spans;

use protocol::{Span, SpanKind};

use crate::{links, people::People, steps};
use brackets::{Bracket, Brackets};
use code::Backticks;
use delimiters::Run;

pub(crate) use brackets::typed as typed_address;
pub(crate) use characters::is_word;
pub(crate) use code::{longest_run, typed as typed_code};

/// What a line says and how; spans count from its beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) text: String,
    pub(crate) spans: Vec<Span>,
}

/// A piece of what was typed that goes into the text, perhaps formatted by itself.
#[derive(Debug)]
struct Piece<'t> {
    text: &'t str,
    kind: Option<SpanKind>,
}

impl Piece<'_> {
    /// Takes used-up delimiters away.
    fn shorten(&mut self, by: usize) {
        self.text = self.text.get(by..).unwrap_or_default();
    }
}

/// Formatting of all pieces after `from` and before `to`.
#[derive(Debug)]
struct Between {
    from: usize,
    to: usize,
    kind: SpanKind,
}

const SHRUG: &str = r"¯\_(ツ)_/¯";

/// Whether a backslash before it makes it a character like any other.
pub(crate) fn is_escapable(c: char) -> bool {
    c.is_ascii_punctuation() || c == '•'
}

/// Reads a line. Takes time in proportion to its length.
pub(crate) fn read(line: &str, people: &People) -> Line {
    let mut reader = Reader {
        line,
        people,
        place: 0,
        plain_from: 0,
        pieces: Vec::new(),
        pairs: Vec::new(),
        runs: Vec::new(),
        brackets: Brackets::default(),
        backticks: None,
    };
    while let Some(c) = reader.next() {
        reader.step(c);
    }
    reader.flush();
    delimiters::pair(&mut reader.runs, 0, &mut reader.pieces, &mut reader.pairs);
    spans::assemble(&reader.pieces, reader.pairs)
}

struct Reader<'t> {
    line: &'t str,
    people: &'t People,
    /// The next byte to look at.
    place: usize,
    /// Where the plain stretch before it began.
    plain_from: usize,
    pieces: Vec<Piece<'t>>,
    pairs: Vec<Between>,
    runs: Vec<Run>,
    brackets: Brackets,
    /// Found when the first one is met.
    backticks: Option<Backticks>,
}

impl<'t> Reader<'t> {
    fn next(&self) -> Option<char> {
        self.slice(self.place, self.line.len()).chars().next()
    }

    fn slice(&self, from: usize, to: usize) -> &'t str {
        self.line.get(from..to).unwrap_or_default()
    }

    fn before(&self) -> Option<char> {
        self.slice(0, self.place).chars().next_back()
    }

    fn step(&mut self, c: char) {
        steps::step();
        match c {
            '\\' => self.backslash(),
            '`' => self.backtick(),
            '*' | '_' | '~' => self.delimiters(c),
            '[' => {
                let image = self.plain_from < self.place && self.before() == Some('!');
                let (place, runs) = (self.place, self.runs.len());
                let piece = self.take(1, None);
                self.brackets.open(Bracket {
                    piece,
                    place,
                    runs,
                    image,
                });
            }
            ']' => self.close_bracket(),
            '@' => match self.people.named_at(self.line, self.place) {
                Some((len, kind)) => {
                    self.take(len, Some(kind.clone()));
                }
                None => self.place += 1,
            },
            '¯' if self.slice(self.place, self.line.len()).starts_with(SHRUG) => self.place += SHRUG.len(),
            _ => match links::at(self.line, self.place) {
                Some(link) => {
                    self.take(link.len, link.url.map(|url| SpanKind::Link { url }));
                }
                None => self.place += c.len_utf8(),
            },
        }
    }

    /// Ends the plain stretch before this place.
    fn flush(&mut self) {
        let text = self.slice(self.plain_from, self.place);
        if !text.is_empty() {
            self.pieces.push(Piece { text, kind: None });
        }
        self.plain_from = self.place;
    }

    /// Makes the next bytes a piece, and says which.
    fn take(&mut self, len: usize, kind: Option<SpanKind>) -> usize {
        self.flush();
        let text = self.slice(self.place, self.place + len);
        self.skip(len);
        self.pieces.push(Piece { text, kind });
        self.pieces.len() - 1
    }

    /// Leaves the next bytes out of the text.
    fn skip(&mut self, len: usize) {
        self.flush();
        self.place += len;
        self.plain_from = self.place;
    }

    fn backslash(&mut self) {
        let escaped = self.slice(self.place + 1, self.line.len()).chars().next();
        match escaped.filter(|c| is_escapable(*c)) {
            Some(c) => {
                self.skip(1);
                self.take(c.len_utf8(), None);
            }
            None => self.place += 1,
        }
    }

    fn backtick(&mut self) {
        let rest = self.slice(self.place, self.line.len());
        let len = rest.len() - rest.trim_start_matches('`').len();
        let start = self.place + len;
        let backticks = self.backticks.get_or_insert_with(|| Backticks::of(self.line));
        let Some(end) = backticks.next_run(start, len) else {
            self.place += len;
            return;
        };
        let (from, to) = code::content(self.line, start, end);
        self.skip(from - self.place);
        self.take(to - from, Some(SpanKind::Code));
        self.skip(end + len - to);
    }

    fn delimiters(&mut self, delimiter: char) {
        let rest = self.slice(self.place, self.line.len());
        let after = rest.trim_start_matches(delimiter);
        let len = rest.len() - after.len();
        let (opens, closes) = characters::flanking(self.before(), after.chars().next(), delimiter);
        if (!opens && !closes) || (delimiter == '~' && len != 2) {
            self.place += len;
            return;
        }
        let piece = self.take(len, None);
        self.runs.push(Run {
            piece,
            delimiter,
            len,
            left: len,
            opens,
            closes,
        });
    }

    fn close_bracket(&mut self) {
        let label_end = self.place;
        let link = self.brackets.close().and_then(|bracket| {
            let label = self.line.get(bracket.place + 1..label_end)?;
            let (kind, len) = brackets::target(self.line.get(label_end + 1..)?)?;
            (!label.trim().is_empty()).then_some((bracket, kind, len))
        });
        let Some((bracket, kind, len)) = link else {
            self.take(1, None);
            return;
        };
        self.skip(1 + len);
        delimiters::pair(&mut self.runs, bracket.runs, &mut self.pieces, &mut self.pairs);
        for (index, piece) in self.pieces.iter_mut().enumerate().skip(bracket.piece) {
            if index == bracket.piece {
                piece.shorten(1);
            }
            // The label leads where it is said to, whatever it looks like.
            let keeps_code = matches!(kind, SpanKind::Link { .. });
            piece.kind = piece
                .kind
                .take()
                .filter(|inside| keeps_code && *inside == SpanKind::Code);
        }
        self.pieces.push(Piece { text: "", kind: None });
        self.pairs.push(Between {
            from: bracket.piece,
            to: self.pieces.len() - 1,
            kind,
        });
        self.brackets.no_links_around();
    }
}
