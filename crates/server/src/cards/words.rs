//! Makes plain lines of what pages write: character references become characters, white space becomes single spaces, and
//! what nobody sees or what turns the direction of writing is gone.

/// Longer ones are none.
const LONGEST_REFERENCE: usize = 12;

/// One line of at most so many characters; what is cut off leaves an ellipsis.
pub(super) fn line(html: &str, characters: usize) -> String {
    // No page needs more than this to say so little, however much of it is white space or references.
    let enough = html
        .char_indices()
        .nth(characters * 20)
        .map_or(html, |(at, _)| html.get(..at).unwrap_or(html));
    let text = decoded(enough);
    let mut line = String::new();
    let mut words = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .map(|word| word.chars().filter(|c| !is_unseen(*c)).collect::<String>())
        .filter(|word| word.chars().any(|c| !JOINERS.contains(&c)));
    if let Some(first) = words.next() {
        line = first;
    }
    for word in words {
        line.push(' ');
        line.push_str(&word);
    }
    match line.char_indices().nth(characters) {
        None => line,
        Some(_) => {
            let kept: String = line.chars().take(characters.saturating_sub(1)).collect();
            format!("{}…", kept.trim_end_matches([' ', '\u{200c}', '\u{200d}']))
        }
    }
}

/// Emojis and some languages need them, between other characters.
const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];

/// Format characters but for the joiners, marks of direction, tags, and what is no character at all.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// With its character references as characters; what is none stays as it is.
pub(super) fn decoded(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        rest = after;
        match reference(after) {
            Some((c, len)) => {
                text.push(c);
                rest = after.get(len..).unwrap_or_default();
            }
            None => text.push('&'),
        }
    }
    text.push_str(rest);
    text
}

/// The character that is referred to right after `&`, and the length of the reference in bytes.
fn reference(text: &str) -> Option<(char, usize)> {
    let end = text
        .bytes()
        .take(LONGEST_REFERENCE)
        .position(|byte| !byte.is_ascii_alphanumeric() && byte != b'#')?;
    let name = text.get(..end)?;
    if text.as_bytes().get(end) != Some(&b';') {
        return None;
    }
    let c = match name.strip_prefix('#') {
        Some(number) => numbered(number)?,
        None => NAMED.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((c, end + 1))
}

fn numbered(number: &str) -> Option<char> {
    let number = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    match u8::try_from(number) {
        // Meant as in Windows (HTML, "numeric character reference end state").
        Ok(byte @ 0x80..=0x9f) => encoding_rs::WINDOWS_1252.decode(&[byte]).0.chars().next(),
        _ => char::from_u32(number),
    }
}

/// Those that titles have. Others stay as they are written.
#[rustfmt::skip]
const NAMED: &[(&str, char)] = &[
    ("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\''), ("nbsp", '\u{a0}'), ("shy", '\u{ad}'),
    ("ndash", '–'), ("mdash", '—'), ("hellip", '…'), ("bull", '•'), ("middot", '·'), ("lsquo", '‘'), ("rsquo", '’'),
    ("sbquo", '‚'), ("ldquo", '“'), ("rdquo", '”'), ("bdquo", '„'), ("laquo", '«'), ("raquo", '»'), ("lsaquo", '‹'),
    ("rsaquo", '›'), ("copy", '©'), ("reg", '®'), ("trade", '™'), ("euro", '€'), ("pound", '£'), ("yen", '¥'), ("cent", '¢'),
    ("sect", '§'), ("para", '¶'), ("deg", '°'), ("plusmn", '±'), ("times", '×'), ("divide", '÷'), ("frac12", '½'),
    ("frac14", '¼'), ("frac34", '¾'), ("sup2", '²'), ("sup3", '³'), ("micro", 'µ'), ("ordm", 'º'), ("ordf", 'ª'),
    ("iexcl", '¡'), ("iquest", '¿'), ("zwj", '\u{200d}'), ("zwnj", '\u{200c}'), ("rarr", '→'), ("larr", '←'), ("hearts", '♥'),
    ("Agrave", 'À'), ("Aacute", 'Á'), ("Acirc", 'Â'), ("Atilde", 'Ã'), ("Auml", 'Ä'), ("Aring", 'Å'), ("AElig", 'Æ'),
    ("Ccedil", 'Ç'), ("Egrave", 'È'), ("Eacute", 'É'), ("Ecirc", 'Ê'), ("Euml", 'Ë'), ("Igrave", 'Ì'), ("Iacute", 'Í'),
    ("Icirc", 'Î'), ("Iuml", 'Ï'), ("ETH", 'Ð'), ("Ntilde", 'Ñ'), ("Ograve", 'Ò'), ("Oacute", 'Ó'), ("Ocirc", 'Ô'),
    ("Otilde", 'Õ'), ("Ouml", 'Ö'), ("Oslash", 'Ø'), ("Ugrave", 'Ù'), ("Uacute", 'Ú'), ("Ucirc", 'Û'), ("Uuml", 'Ü'),
    ("Yacute", 'Ý'), ("THORN", 'Þ'), ("szlig", 'ß'), ("agrave", 'à'), ("aacute", 'á'), ("acirc", 'â'), ("atilde", 'ã'),
    ("auml", 'ä'), ("aring", 'å'), ("aelig", 'æ'), ("ccedil", 'ç'), ("egrave", 'è'), ("eacute", 'é'), ("ecirc", 'ê'),
    ("euml", 'ë'), ("igrave", 'ì'), ("iacute", 'í'), ("icirc", 'î'), ("iuml", 'ï'), ("eth", 'ð'), ("ntilde", 'ñ'),
    ("ograve", 'ò'), ("oacute", 'ó'), ("ocirc", 'ô'), ("otilde", 'õ'), ("ouml", 'ö'), ("oslash", 'ø'), ("ugrave", 'ù'),
    ("uacute", 'ú'), ("ucirc", 'û'), ("uuml", 'ü'), ("yacute", 'ý'), ("thorn", 'þ'), ("yuml", 'ÿ'), ("OElig", 'Œ'),
    ("oelig", 'œ'), ("Scaron", 'Š'), ("scaron", 'š'), ("Yuml", 'Ÿ'),
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_pages_write_becomes_one_line() {
        for (html, text) in [
            ("  Run \n\t long&nbsp;&amp; slow ", "Run long & slow"),
            (
                "Tom &#38; Jerry &#x26; co &amp;amp; more",
                "Tom & Jerry & co &amp; more",
            ),
            (
                "a & b &c; &nothing; &#; &#x; &amp",
                "a & b &c; &nothing; &#; &#x; &amp",
            ),
            ("&#150; &#x80;", "– €"),
            (
                "&#0;&#xd800;&#x110000;&#99999999999;",
                "&#xd800;&#x110000;&#99999999999;",
            ),
            ("evil\u{202e}gnp.exe &#8238;x", "evilgnp.exe x"),
            ("in\u{200b}vi\u{ad}si\u{2060}ble\u{feff}", "invisible"),
            ("tag\u{e0041}ged", "tagged"),
            ("👩\u{200d}👧 &eacute;t&eacute;", "👩\u{200d}👧 été"),
            ("a\u{0}b\u{7}c\u{2028}d", "a b c d"),
            ("<b>kept</b>", "<b>kept</b>"),
        ] {
            assert_eq!(line(html, 100), text, "{html}");
        }
        assert_eq!(line("one two three", 8), "one two…");
        assert_eq!(line("one two three", 9), "one two…");
        assert_eq!(line("one two", 7), "one two");
    }

    proptest! {
        #[test]
        fn a_line_is_a_line(html in "(&|#|x|[0-9]|;|amp|\\PC|\u{202e}|\n| ){0,80}", characters in 1..40_usize) {
            let line = line(&html, characters);
            prop_assert!(line.chars().count() <= characters);
            prop_assert!(!line.chars().any(|c| c.is_control() || is_unseen(c) || (c.is_whitespace() && c != ' ')));
            prop_assert!(line.trim() == line && !line.contains("  "));
        }
    }
}
