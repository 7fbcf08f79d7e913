//! Pasted HTML as message text: lists, links, quotes, code, bold, italic and strike are kept, all else is dropped but its words.
//! Nothing of it ever becomes part of the page: it is read here as characters, and what comes out is text with spans.

use std::rc::Rc;

use protocol::{RichText, is_allowed_link};

use self::lines::Lines;
use self::tokens::{Token, tokens};

mod lines;
mod tokens;

/// More than anybody means to say in a chat: pasted as it is.
const LONGEST: usize = 500_000;
/// Deeper than pages are; what is deeper counts as not nested.
const DEEPEST: usize = 100;

/// Text with what can be kept of the formatting; `None` when there is nothing to keep.
pub(crate) fn read(html: &str) -> Option<RichText> {
    if html.len() > LONGEST {
        return None;
    }
    let mut reader = Reader::default();
    for token in tokens(html) {
        match token {
            Token::Text(text) => reader.text(&text),
            Token::Open { name, attributes } => reader.open(&name, &attributes),
            Token::Close { name } => reader.close(&name),
        }
    }
    let rich = reader.lines.finish()?;
    (!rich.spans.is_empty() && rich.check().is_ok()).then_some(rich)
}

/// How words look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Style {
    bold: bool,
    italic: bool,
    strike: bool,
    code: bool,
    link: Option<Rc<str>>,
}

/// Where a line stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Place {
    quotes: u8,
    item: Option<Item>,
    /// Which block of code.
    code: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Item {
    id: usize,
    depth: u8,
    number: Option<u32>,
}

/// An open element and what holds inside it.
#[derive(Clone, Debug)]
struct Open {
    name: String,
    style: Style,
    place: Place,
    /// The list it is in, of all lists of the page.
    list: Option<usize>,
    depth: u8,
    kept_spaces: bool,
}

#[derive(Default)]
struct Reader {
    open: Vec<Open>,
    /// The next number of each list; `None` for bullets.
    lists: Vec<Option<u32>>,
    items: usize,
    lines: Lines,
}

const PARAGRAPHS: [&str; 7] = ["p", "h1", "h2", "h3", "h4", "h5", "h6"];
const BLOCKS: [&str; 19] = [
    "div",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "aside",
    "nav",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "tr",
    "blockquote",
    "pre",
    "figure",
];

fn breaks(name: &str) -> bool {
    BLOCKS.contains(&name) || PARAGRAPHS.contains(&name)
}

impl Reader {
    fn inside(&self) -> Open {
        self.open.last().cloned().unwrap_or_else(|| Open {
            name: String::new(),
            style: Style::default(),
            place: Place::default(),
            list: None,
            depth: 0,
            kept_spaces: false,
        })
    }

    fn text(&mut self, text: &str) {
        let inside = self.inside();
        if inside.kept_spaces {
            for (index, line) in text.split('\n').enumerate() {
                if index > 0 {
                    self.lines.end(true);
                }
                self.lines.words(line, &inside.style, inside.place);
            }
            return;
        }
        let mut words = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                c if c.is_whitespace()
                    && (words.ends_with(' ') || (words.is_empty() && self.lines.ends_in_space())) => {}
                c if c.is_whitespace() => words.push(' '),
                c => words.push(c),
            }
        }
        self.lines.words(&words, &inside.style, inside.place);
    }

    fn open(&mut self, name: &str, attributes: &[(String, String)]) {
        // What HTML lets people leave open.
        match name {
            "br" => return self.lines.end(true),
            "hr" => return self.lines.end(false),
            "li" => self.close_within("li", &["ul", "ol"]),
            _ if breaks(name) => self.close_within("p", &["li", "blockquote", "td"]),
            _ => {}
        }
        if [
            "img", "input", "meta", "link", "col", "wbr", "source", "area", "embed", "param", "track", "base",
        ]
        .contains(&name)
        {
            return;
        }
        let mut inside = self.inside();
        if breaks(name) {
            self.lines.end(false);
        }
        if PARAGRAPHS.contains(&name) && inside.place.item.is_none() {
            self.lines.gap();
        }
        if matches!(name, "td" | "th") {
            self.lines.words(" ", &Style::default(), inside.place);
        }
        let attribute = |wanted: &str| {
            attributes
                .iter()
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value.as_str())
        };
        self.shape(name, &mut inside, attribute);
        apply_look(&mut inside, attribute("style").unwrap_or_default());
        inside.name = name.to_owned();
        if self.open.len() < DEEPEST {
            self.open.push(inside);
        }
    }

    fn shape<'a>(&mut self, name: &str, inside: &mut Open, attribute: impl Fn(&str) -> Option<&'a str>) {
        match name {
            "b" | "strong" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "th" => inside.style.bold = true,
            "i" | "em" | "cite" => inside.style.italic = true,
            "s" | "del" | "strike" => inside.style.strike = true,
            "code" | "kbd" | "samp" | "tt" => inside.style.code = inside.place.code.is_none(),
            "a" => {
                inside.style.link = attribute("href")
                    .map(str::trim)
                    .filter(|url| is_allowed_link(url))
                    .map(Rc::from)
            }
            "blockquote" => inside.place.quotes = (inside.place.quotes + 1).min(8),
            "pre" => {
                inside.kept_spaces = true;
                inside.style = Style::default();
                if inside.place.item.is_none() {
                    self.items += 1;
                    inside.place.code = Some(self.items);
                }
            }
            "ul" | "ol" => {
                let start = attribute("start")
                    .and_then(|start| start.parse().ok())
                    .unwrap_or(1);
                self.lists.push((name == "ol").then_some(start));
                inside.depth = if inside.list.is_some() {
                    (inside.depth + 1).min(7)
                } else {
                    0
                };
                inside.list = Some(self.lists.len() - 1);
            }
            "li" => {
                self.items += 1;
                let next = inside.list.and_then(|list| self.lists.get_mut(list));
                let number = next.and_then(|next| next.as_mut()).map(|next| {
                    let number = *next;
                    *next = number.saturating_add(1).min(999_999_999);
                    number
                });
                inside.place.code = None;
                inside.place.item = Some(Item {
                    id: self.items,
                    depth: inside.depth,
                    number,
                });
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        let Some(at) = self.open.iter().rposition(|open| open.name == name) else {
            return;
        };
        self.open.truncate(at);
        if breaks(name) {
            self.lines.end(false);
        }
        if PARAGRAPHS.contains(&name) && self.inside().place.item.is_none() {
            self.lines.gap();
        }
    }

    /// Closes an element unless one of `walls` stands between.
    fn close_within(&mut self, name: &str, walls: &[&str]) {
        let found = self
            .open
            .iter()
            .rev()
            .find(|open| open.name == name || walls.contains(&open.name.as_str()));
        if found.is_some_and(|open| open.name == name) {
            self.close(name);
        }
    }
}

/// What a style sheet beside an element says: office programs format so.
fn apply_look(inside: &mut Open, look: &str) {
    if inside.place.code.is_some() {
        return;
    }
    for part in look.split(';') {
        let Some((property, value)) = part.split_once(':') else {
            continue;
        };
        let value = value.trim().to_ascii_lowercase();
        match property.trim().to_ascii_lowercase().as_str() {
            "font-weight" => {
                let weight = value.parse::<u32>().unwrap_or(400);
                inside.style.bold = value.starts_with("bold") || weight >= 600;
            }
            "font-style" => inside.style.italic = value == "italic",
            "text-decoration" | "text-decoration-line" if value.contains("line-through") => {
                inside.style.strike = true
            }
            "white-space" => inside.kept_spaces = value.starts_with("pre") && value != "pre-line",
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
