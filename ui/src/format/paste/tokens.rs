//! HTML cut into tags and words, the way browsers are lenient about it.

/// A piece of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Text(String),
    /// Names in lower case.
    Open {
        name: String,
        attributes: Vec<(String, String)>,
    },
    Close {
        name: String,
    },
}

/// What is in these is no text of the page.
const SILENT: [&str; 11] = [
    "script", "style", "title", "template", "noscript", "textarea", "select", "svg", "math", "iframe",
    "object",
];

pub(super) fn tokens(html: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some((text, after)) = rest.split_once('<') {
        push_text(&mut found, text);
        rest = match after.chars().next() {
            Some('!' | '?') => match after.strip_prefix("!--") {
                Some(comment) => after_word(comment, "-->"),
                None => after_word(after, ">"),
            },
            Some('/') => {
                let (tag, after) = after.split_once('>').unwrap_or((after, ""));
                let name = name_of(tag.get(1..).unwrap_or_default());
                found.push(Token::Close { name });
                after
            }
            Some(c) if c.is_ascii_alphabetic() => {
                let (name, attributes, after) = open_tag(after);
                if SILENT.contains(&name.as_str()) {
                    after_silent(after, &name)
                } else {
                    found.push(Token::Open { name, attributes });
                    after
                }
            }
            _ => {
                push_text(&mut found, "<");
                after
            }
        };
    }
    push_text(&mut found, rest);
    found
}

fn push_text(found: &mut Vec<Token>, text: &str) {
    if text.is_empty() {
        return;
    }
    let text = characters(text);
    match found.last_mut() {
        Some(Token::Text(before)) => before.push_str(&text),
        _ => found.push(Token::Text(text)),
    }
}

fn after_word<'t>(text: &'t str, word: &str) -> &'t str {
    text.split_once(word).map(|(_, after)| after).unwrap_or_default()
}

/// Behind the closing tag; without one, all of the rest is silent.
fn after_silent<'t>(text: &'t str, name: &str) -> &'t str {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("</") {
        let closes = after
            .get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name));
        if closes {
            return after_word(after, ">");
        }
        rest = after;
    }
    ""
}

fn name_of(tag: &str) -> String {
    let end = tag
        .find(|c: char| c.is_whitespace() || matches!(c, '/' | '>'))
        .unwrap_or(tag.len());
    tag.get(..end).unwrap_or_default().to_ascii_lowercase()
}

/// Name and attributes of a tag, and what follows it.
fn open_tag(text: &str) -> (String, Vec<(String, String)>, &str) {
    let name = name_of(text);
    let mut rest = text.get(name.len()..).unwrap_or_default();
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            return (name, attributes, after);
        }
        if rest.is_empty() {
            return (name, attributes, "");
        }
        // A stray `=` at the beginning is part of a name: something is taken at every turn.
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let ends = |c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/');
        let end = rest
            .get(first..)
            .and_then(|tail| tail.find(ends))
            .map_or(rest.len(), |at| at + first);
        let (attribute, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        rest = after.trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            (value, rest) = match after.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    let inside = after.get(1..).unwrap_or_default();
                    inside.split_once(quote).unwrap_or((inside, ""))
                }
                _ => {
                    let end = after
                        .find(|c: char| c.is_whitespace() || c == '>')
                        .unwrap_or(after.len());
                    after.split_at_checked(end).unwrap_or((after, ""))
                }
            };
        }
        attributes.push((attribute.to_ascii_lowercase(), characters(value)));
    }
}

/// Text with its character references resolved; those that are not known stay as they are.
fn characters(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        clean.push_str(before);
        let reference = after.split_once(';').filter(|(name, _)| name.len() <= 10);
        match reference.and_then(|(name, tail)| Some((character(name)?, tail))) {
            Some((c, tail)) => {
                clean.push(c);
                rest = tail;
            }
            None => {
                clean.push('&');
                rest = after;
            }
        }
    }
    clean.push_str(rest);
    clean.retain(|c| c == '\n' || c == '\t' || !c.is_control());
    clean
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "bull" => '•',
        "middot" => '·',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "laquo" => '«',
        "raquo" => '»',
        "deg" => '°',
        "times" => '×',
        "euro" => '€',
        "copy" => '©',
        "rarr" => '→',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "Auml" => 'Ä',
        "Ouml" => 'Ö',
        "Uuml" => 'Ü',
        "szlig" => 'ß',
        "eacute" => 'é',
        "egrave" => 'è',
        _ => return None,
    })
}
