//! `[label](address)`: which brackets belong together, and where they lead.

use protocol::{AccountId, SpanKind, is_allowed_link};

use crate::steps;

/// An opening bracket.
#[derive(Debug)]
pub(super) struct Bracket {
    /// The piece that it is.
    pub(super) piece: usize,
    /// Its byte in the line.
    pub(super) place: usize,
    /// How many runs of delimiters stood before it.
    pub(super) runs: usize,
    /// Follows an exclamation mark: images are plain text.
    pub(super) image: bool,
}

#[derive(Debug, Default)]
pub(super) struct Brackets {
    open: Vec<Bracket>,
    /// Those below this cannot become links: one is inside.
    dead: usize,
}

impl Brackets {
    pub(super) fn open(&mut self, bracket: Bracket) {
        self.open.push(bracket);
    }

    /// Takes the innermost; gives it when it may be that of a link.
    pub(super) fn close(&mut self) -> Option<Bracket> {
        let bracket = self.open.pop()?;
        let alive = self.open.len() >= self.dead;
        self.dead = self.dead.min(self.open.len());
        (alive && !bracket.image).then_some(bracket)
    }

    /// Links hold no links.
    pub(super) fn no_links_around(&mut self) {
        self.dead = self.open.len();
    }
}

/// What stands in parentheses right behind the label: where it leads and its length in bytes.
pub(super) fn target(text: &str) -> Option<(SpanKind, usize)> {
    let inside = text.strip_prefix('(')?;
    let address = inside.trim_start_matches([' ', '\t']);
    let (url, rest) = match address.strip_prefix('<') {
        Some(pointed) => pointed_address(pointed)?,
        None => bare_address(address)?,
    };
    let rest = rest.trim_start_matches([' ', '\t']).strip_prefix(')')?;
    Some((kind(url)?, text.len() - rest.len()))
}

fn kind(url: String) -> Option<SpanKind> {
    match url.strip_prefix("mention:") {
        Some("everyone") => Some(SpanKind::Everyone),
        Some(account) => {
            // Only as it is written back.
            let id = account.parse::<AccountId>().ok()?;
            (id.to_string() == account).then_some(SpanKind::Mention { account: id })
        }
        None => is_allowed_link(&url).then_some(SpanKind::Link { url }),
    }
}

fn pointed_address(text: &str) -> Option<(String, &str)> {
    let mut url = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '>' => return Some((url, chars.as_str())),
            '<' => return None,
            c => url.push(unescaped(c, &mut chars)),
        }
    }
    None
}

/// Ends at white space or at a parenthesis that none opened; 32 may be open.
fn bare_address(text: &str) -> Option<(String, &str)> {
    let mut url = String::new();
    let mut open = 0;
    let mut chars = text.chars();
    loop {
        let rest = chars.as_str();
        match chars.next() {
            Some('(') if open == 32 => return None,
            Some('(') => {
                open += 1;
                url.push('(');
            }
            Some(')') if open > 0 => {
                open -= 1;
                url.push(')');
            }
            Some(c) if c != ')' && !c.is_whitespace() && !c.is_control() => {
                url.push(unescaped(c, &mut chars));
            }
            _ => return (open == 0).then_some((url, rest)),
        }
    }
}

fn unescaped(c: char, chars: &mut std::str::Chars<'_>) -> char {
    steps::step();
    let mut ahead = chars.clone();
    match ahead.next() {
        Some(next) if c == '\\' && next.is_ascii_punctuation() => {
            *chars = ahead;
            next
        }
        _ => c,
    }
}

/// An address as it is typed in parentheses.
pub(crate) fn typed(url: &str) -> String {
    let mut open = 0_usize;
    let balanced = url.chars().all(|c| match c {
        '(' => {
            open += 1;
            open <= 32
        }
        ')' => {
            let inside = open > 0;
            open = open.saturating_sub(1);
            inside
        }
        _ => true,
    });
    let parentheses = !(balanced && open == 0);
    let mut typed = String::new();
    for c in url.chars() {
        if matches!(c, '\\' | '<') || (parentheses && matches!(c, '(' | ')')) {
            typed.push('\\');
        }
        typed.push(c);
    }
    typed
}
