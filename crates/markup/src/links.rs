//! Finds what is a link without being marked as one: http and https addresses, `www.` names, mailto, tel, e-mail addresses.
//!
//! One place of a line is asked at a time, so that formatting around a link is nobody's guess. The rules for what ends an
//! address are those of GitHub's "extended autolinks", with more characters that cannot be part of one.

use protocol::is_allowed_link;

use crate::steps;

/// A link that begins at the place that was asked.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its length in bytes.
    pub(crate) len: usize,
    /// Where it leads; `None` when it is an address that a message may not link to, which is one piece of text none the less.
    pub(crate) url: Option<String>,
}

/// The link that begins exactly at `at` in this line, if one does.
pub(crate) fn at(line: &str, at: usize) -> Option<Found> {
    let before = line.get(..at)?.chars().next_back();
    let rest = line.get(at..)?;
    if before.is_some_and(char::is_alphanumeric) || !rest.starts_with(char::is_alphanumeric) {
        return None;
    }
    let (len, scheme) = if let Some(host) = after_prefix(rest, "http://").or(after_prefix(rest, "https://")) {
        // Looked at before the rest is read, so that a line full of beginnings is not read again and again.
        let named = host.starts_with(|c: char| c.is_alphanumeric() || c == '[');
        (named.then(|| end(rest))?, "")
    } else if let Some(address) = after_prefix(rest, "mailto:") {
        (email(address).map(|_| end(rest))?, "")
    } else if let Some(number) = after_prefix(rest, "tel:") {
        ("tel:".len() + phone(number)?, "")
    } else if before.is_some_and(|c| "/@.-:=&#%+".contains(c)) {
        return None;
    } else if let Some(host) = after_prefix(rest, "www.") {
        (host_with_dot(host).map(|_| end(rest))?, "https://")
    } else {
        (email(rest)?, "mailto:")
    };
    let url = format!("{scheme}{}", rest.get(..len)?);
    Some(Found {
        len,
        url: is_allowed_link(&url).then_some(url),
    })
}

fn after_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// The length of the host that begins here, if it has a dot inside.
fn host_with_dot(text: &str) -> Option<usize> {
    let host = text
        .split(|c: char| !c.is_alphanumeric() && c != '-' && c != '.')
        .next()?
        .trim_end_matches(['-', '.']);
    let labels = || host.split('.');
    (labels().count() > 1 && labels().all(|label| !label.is_empty())).then_some(host.len())
}

/// Where an address ends that begins here: at the first character that cannot be part of one, less what rather belongs to the
/// sentence around it.
fn end(text: &str) -> usize {
    let (mut brackets, mut open, mut close) = (0_usize, 0_usize, 0_usize);
    let mut len = 0;
    for c in text.chars() {
        steps::step();
        match c {
            '[' => brackets += 1,
            ']' if brackets == 0 => break,
            ']' => brackets -= 1,
            '(' => open += 1,
            ')' => close += 1,
            '\\' | '`' | '<' | '>' | '"' => break,
            c if c.is_whitespace() || c.is_control() || is_unseen(c) => break,
            _ => {}
        }
        len += c.len_utf8();
    }
    for c in text.get(..len).unwrap_or_default().chars().rev() {
        match c {
            ')' if close > open => close -= 1,
            '(' => break,
            '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '…' | '”' | '’' | '“' | '„' =>
                {}
            _ => break,
        }
        len -= c.len_utf8();
    }
    len
}

/// Characters that turn the direction of writing, or that nobody sees.
pub(crate) fn is_unseen(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The length of the telephone number that begins here.
fn phone(text: &str) -> Option<usize> {
    let number = text
        .split(|c: char| !c.is_ascii_digit() && !"+-.".contains(c))
        .next()?
        .trim_end_matches(|c: char| !c.is_ascii_digit());
    (number.bytes().filter(u8::is_ascii_digit).count() >= 3).then_some(number.len())
}

/// The length of the e-mail address that begins here. The part before the `@` has 64 characters at most (RFC 5321).
fn email(text: &str) -> Option<usize> {
    let (name, _) = text
        .char_indices()
        .take(65)
        .inspect(|_| steps::step())
        .find(|(_, c)| !c.is_alphanumeric() && !".+-_".contains(*c))?;
    let host = text.get(name..)?.strip_prefix('@')?;
    (name > 0).then_some(())?;
    Some(name + 1 + host_with_dot(host)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every link of a line, found from left to right.
    fn all(line: &str) -> Vec<(&str, String)> {
        let (mut found, mut place) = (Vec::new(), 0);
        while let Some(c) = line.get(place..).unwrap().chars().next() {
            place += match at(line, place) {
                Some(Found { len, url }) => {
                    let text = line.get(place..place + len).unwrap();
                    found.extend(url.map(|url| (text, url)));
                    len
                }
                None => c.len_utf8(),
            };
        }
        found
    }

    #[test]
    fn links_are_found_and_nothing_else() {
        let same = |link: &'static str| vec![(link, link.to_owned())];
        let cases: &[(&str, Vec<(&str, String)>)] = &[
            (
                "see https://a.example/x_y?q=1, ok",
                same("https://a.example/x_y?q=1"),
            ),
            ("(https://a.example)", same("https://a.example")),
            ("https://a.example/a_(b)_c.", same("https://a.example/a_(b)_c")),
            ("(https://a.example/a_(b)))", same("https://a.example/a_(b)")),
            ("**https://a.example/*x*/**", same("https://a.example/*x*/")),
            ("https://a.example/?a[]=1]", same("https://a.example/?a[]=1")),
            ("Video:https://a.example/v", same("https://a.example/v")),
            ("HTTPS://A.EXAMPLE", same("HTTPS://A.EXAMPLE")),
            ("http://localhost:8080/x", same("http://localhost:8080/x")),
            ("Ünï https://a.example/ö 👍", same("https://a.example/ö")),
            ("“https://a.example”", same("https://a.example")),
            (
                "www.a.example!",
                vec![("www.a.example", "https://www.a.example".into())],
            ),
            (
                "write ana@a.example.",
                vec![("ana@a.example", "mailto:ana@a.example".into())],
            ),
            (
                "_a_b@a.example_",
                vec![("a_b@a.example", "mailto:a_b@a.example".into())],
            ),
            (
                "mailto:ana@a.example?subject=x",
                same("mailto:ana@a.example?subject=x"),
            ),
            ("call tel:+49-30-123456.", same("tel:+49-30-123456")),
            ("3x5 @ RPE8, 3*5*2, snake_case, plan.pdf, 3.Then", vec![]),
            ("javascript:alert(1) ftp://a.example ftp://www.a.example", vec![]),
            ("data:text/html,x vbscript:x file:///etc", vec![]),
            (
                "www.a www. http:// https://, tel:1 mailto:x a@b @a.example",
                vec![],
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(&all(text), expected, "{text}");
        }
    }

    #[test]
    fn an_address_ends_where_the_eye_is_deceived() {
        let links = all("https://a.example/\u{202e}gpj.exe https://b.example/\u{200b}x");
        assert_eq!(links[0].0, "https://a.example/");
        assert_eq!(links[1].0, "https://b.example/");
    }
}
