//! Whether a link's text makes one believe that it leads elsewhere. Knows addresses, not who owns them.

use crate::links::is_unseen;

/// Whether somebody who reads `text` would expect another place than `url` opens: another host, another mailbox, another number,
/// a host behind a user's name, or one whose letters are of several scripts. Ask before opening such a link, and show the host.
pub fn misleads(text: &str, url: &str) -> bool {
    // A backslash is a slash to one reader of an address and a letter to another.
    if text.chars().any(is_unseen) || url.contains('\\') {
        return true;
    }
    let lower = url.to_lowercase();
    if let Some(number) = lower.strip_prefix("tel:") {
        let shown = digits(text);
        return shown.len() >= 5 && !digits(number).ends_with(shown.trim_start_matches('0'));
    }
    let (user, host) = place(&lower);
    if lower.starts_with("mailto:") {
        let shown = words(text).find(|word| word.contains('@'));
        return shown.is_some_and(|shown| {
            Some(shown.as_str()) != user.map(|user| format!("{user}@{host}")).as_deref()
        });
    }
    let elsewhere = |shown: &String| {
        let shown = without_www(shown);
        let leads = without_www(host);
        let within = leads
            .strip_suffix(shown)
            .is_some_and(|inner| inner.is_empty() || inner.ends_with('.'));
        !within
    };
    user.is_some() || has_mixed_letters(host) || shown_hosts(text).any(|shown| elsewhere(&shown))
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn without_www(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}

/// The user, if there is one, and the host of an address in lower case, without its port.
fn place(url: &str) -> (Option<&str>, &str) {
    let rest = url.split_once("://").map_or_else(
        || url.split_once(':').map_or(url, |(_, rest)| rest),
        |(_, rest)| rest,
    );
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (user, host) = authority
        .rsplit_once('@')
        .map_or((None, authority), |(user, host)| (Some(user), host));
    let host = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    (user, host.trim_end_matches('.'))
}

/// What stands between spaces, in lower case, without the punctuation of a sentence. Dots of other scripts are dots.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| {
        c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '<' | '>' | '"' | '“' | '”' | ',' | ';')
    })
    .map(|word| {
        word.trim_matches(|c: char| matches!(c, '.' | '!' | '?' | ':' | '…' | '\''))
            .to_lowercase()
            .replace(['。', '．', '｡', '․'], ".")
    })
    .filter(|word| !word.is_empty())
}

/// What in a text looks like the name of a host.
fn shown_hosts(text: &str) -> impl Iterator<Item = String> {
    words(text).filter_map(|word| {
        let schemed = word.contains("://");
        let word = if schemed { word } else { format!("//{word}") };
        let (_, host) = place(word.split_once("//").map_or("", |(_, rest)| rest));
        (schemed || is_host(host)).then(|| host.to_owned())
    })
}

/// No host ends in these, but names of files do.
const FILES: [&str; 20] = [
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "csv", "txt", "jpg", "jpeg", "png", "gif", "heic",
    "webp", "mp3", "mp4", "m4a", "wav", "html",
];

fn is_host(name: &str) -> bool {
    let mut labels = name.split('.').rev();
    let last = labels.next().unwrap_or_default();
    let sound =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    let top = last.chars().count() >= 2 && last.chars().all(|c| c.is_alphabetic() || c == '-')
        || last.starts_with("xn--");
    let digits = |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_digit());
    let address = name.split('.').count() == 4 && name.split('.').all(digits);
    let mut others = labels.peekable();
    address || (others.peek().is_some() && others.all(sound) && top && !FILES.contains(&last))
}

/// Latin letters beside Greek or Cyrillic ones in one label: no honest name has them.
fn has_mixed_letters(host: &str) -> bool {
    host.split('.').any(|label| {
        let has = |range: std::ops::RangeInclusive<char>| label.chars().any(|c| range.contains(&c));
        let latin = has('a'..='z') || has('\u{df}'..='\u{24f}');
        let scripts = [latin, has('\u{370}'..='\u{3ff}'), has('\u{400}'..='\u{52f}')];
        scripts.iter().filter(|script| **script).count() > 1
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn honest_links() {
        let cases = [
            ("the plan", "https://a.example/plan"),
            ("https://a.example/x", "https://a.example/x"),
            ("www.a.example", "https://www.a.example"),
            ("a.example", "https://www.a.example/x"),
            ("A.Example.", "https://shop.a.example:8443/x"),
            ("plan.pdf", "https://files.example/plan.pdf"),
            ("Week 1.5, e.g. squats", "https://a.example"),
            ("ana@a.example", "mailto:ana@a.example"),
            ("write to Ana", "mailto:ana@a.example"),
            ("030 123456", "tel:+4930123456"),
            ("call", "tel:+4930123456"),
            ("münchen.example", "https://münchen.example"),
            ("москва.example", "https://москва.example"),
        ];
        for (text, url) in cases {
            assert!(!misleads(text, url), "{text} {url}");
        }
    }

    #[test]
    fn links_that_pretend() {
        let cases = [
            ("https://bank.example", "https://evil.example"),
            ("bank.example", "https://bank.example.evil.example"),
            ("bank.example", "https://notbank.example"),
            (
                "see www.bank.example now",
                "https://evil.example/www.bank.example",
            ),
            ("bank．example", "https://evil.example"),
            (
                "https://bank.example@evil.example",
                "https://bank.example@evil.example",
            ),
            ("log in", "https://bank.example\\@evil.example"),
            ("log in", "https://bank.example:x@evil.example"),
            ("b\u{430}nk.example", "https://b\u{430}nk.example"), // a Cyrillic а
            ("bank.example", "https://b\u{430}nk.example"),
            ("the\u{202e}nalp", "https://a.example"),
            ("bank\u{200b}.example", "https://bank.example"),
            ("192.168.0.1", "https://evil.example"),
            ("ana@a.example", "mailto:mallory@b.example"),
            ("030 123456", "tel:+49900999999"),
            ("localhost", "https://user@evil.example"),
        ];
        for (text, url) in cases {
            assert!(misleads(text, url), "{text} {url}");
        }
    }
}
