//! Which characters the bytes of a page are: as its header says, else its first bytes, else its own words, else UTF-8.
//!
//! The names of encodings and what they mean are those of the WHATWG Encoding standard. What does not decode is replaced.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// A page that names its encoding does so here (HTML, "prescan a byte stream").
const NAMED_WITHIN: usize = 1_024;

/// The bytes as text.
pub(super) fn decode(content_type: &str, bytes: &[u8]) -> String {
    let said = parameter(content_type).or_else(|| in_words(bytes));
    // A byte order mark goes before everything.
    let (text, _, _) = said.unwrap_or(UTF_8).decode(bytes);
    text.into_owned()
}

/// `charset=` of a content type.
fn parameter(content_type: &str) -> Option<&'static Encoding> {
    let (_, parameters) = content_type.split_once(';')?;
    let named = |parameter: &str| {
        let (name, value) = parameter.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| value.trim().trim_matches(['"', '\'']).to_owned())
    };
    Encoding::for_label(parameters.split(';').find_map(named)?.as_bytes())
}

/// `<meta charset="...">`, or the longer form with a content type in it: in both, `charset=` and a name.
fn in_words(bytes: &[u8]) -> Option<&'static Encoding> {
    const CHARSET: &str = "charset";
    let start = String::from_utf8_lossy(bytes.get(..NAMED_WITHIN).unwrap_or(bytes)).to_ascii_lowercase();
    let mut rest = start.as_str();
    while let Some((before, after)) = rest.split_once(CHARSET) {
        rest = after;
        let in_meta = before
            .rsplit('<')
            .next()
            .is_some_and(|tag| tag.starts_with("meta"));
        let Some(value) = after.trim_start().strip_prefix('=') else {
            continue;
        };
        let name = value
            .trim_start()
            .trim_start_matches(['"', '\''])
            .split(|c: char| c.is_whitespace() || "\"';/>".contains(c))
            .next()?;
        if in_meta && let Some(encoding) = Encoding::for_label(name.as_bytes()) {
            // Who could read this word in it, did not write UTF-16.
            let possible = encoding != UTF_16LE && encoding != UTF_16BE;
            return Some(if possible { encoding } else { UTF_8 });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_goes_before_the_page_and_a_mark_before_both() {
        for (content_type, bytes, text) in [
            ("text/html", "Läufe".as_bytes(), "Läufe"),
            ("text/html; charset=iso-8859-1", b"L\xe4ufe", "Läufe"),
            ("text/html; a=b; Charset=\"Windows-1252\"", b"\x8050", "€50"),
            (
                "text/html",
                b"<meta charset=latin1>L\xe4ufe",
                "<meta charset=latin1>Läufe",
            ),
            (
                "text/html",
                b"<META http-equiv=content-type content='text/html; charset = koi8-r'>\xc2",
                "<META http-equiv=content-type content='text/html; charset = koi8-r'>б",
            ),
            (
                "text/html; charset=utf-8",
                b"<meta charset=latin1>\xc3\xa4",
                "<meta charset=latin1>ä",
            ),
            ("text/html; charset=latin1", b"\xef\xbb\xbf\xc3\xa4", "ä"),
            ("text/html", b"\xff\xfeh\0i\0", "hi"),
            (
                "text/html",
                b"<meta charset=utf-16>\xc3\xa4",
                "<meta charset=utf-16>ä",
            ),
            ("text/html; charset=nonsense", b"a\xffb", "a\u{fffd}b"),
            ("text/html", b"charset=latin1 \xc3\xa4", "charset=latin1 ä"),
            ("", b"", ""),
        ] {
            assert_eq!(decode(content_type, bytes), text);
        }
    }
}
