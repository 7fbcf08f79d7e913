//! Names of files, as they may be shown and written into a header.

use protocol::NAME_CHARS;

/// Without folders, without what is not to be seen, and of bearable length; its ending is kept, for by that people know what it is.
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last.chars().filter(|c| is_seen(*c)).collect();
    // A name that begins with a dot is hidden on many disks.
    let seen = seen.trim().trim_start_matches('.');
    if seen.is_empty() {
        return "file".to_owned();
    }
    let count = seen.chars().count();
    if count <= NAME_CHARS {
        return seen.to_owned();
    }
    let ending: String = match seen.rsplit_once('.') {
        Some((_, ending)) if ending.chars().count() <= 10 => format!(".{ending}"),
        _ => String::new(),
    };
    let begin = NAME_CHARS.saturating_sub(ending.chars().count());
    seen.chars().take(begin).chain(ending.chars()).collect()
}

/// Neither control characters nor what turns the direction of writing around: `gpj.exe` must not be read as `exe.jpg`.
fn is_seen(c: char) -> bool {
    !c.is_control()
        && !matches!(
            c,
            '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{2069}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
        )
}

/// The same name with another ending.
pub(super) fn with_ending(name: &str, ending: &str) -> String {
    let stem = match name.rsplit_once('.') {
        Some((stem, old)) if !stem.is_empty() && old.len() <= 5 => stem,
        _ => name,
    };
    clean_name(&format!("{stem}.{ending}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_is_seen_of_it() {
        for (name, clean) in [
            ("Plan Woche 3.pdf", "Plan Woche 3.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\ben\\knie.jpg", "knie.jpg"),
            ("  .htaccess ", "htaccess"),
            ("photo\u{202e}gpj.exe", "photogpj.exe"),
            ("a\r\nSet-Cookie: b", "aSet-Cookie: b"),
            ("übung 💪.mp4", "übung 💪.mp4"),
            ("", "file"),
            ("...", "file"),
            ("folder/", "file"),
        ] {
            assert_eq!(clean_name(name), clean, "{name:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let long = clean_name(&format!("{}.pdf", "ä".repeat(300)));
        assert_eq!(long.chars().count(), NAME_CHARS);
        assert!(long.ends_with("ä.pdf"));
        let no_ending = clean_name(&"x".repeat(300));
        assert_eq!(no_ending, "x".repeat(NAME_CHARS));
    }

    #[test]
    fn another_form_has_another_ending() {
        assert_eq!(with_ending("voice.webm", "ogg"), "voice.ogg");
        assert_eq!(with_ending("voice", "ogg"), "voice.ogg");
        assert_eq!(with_ending("1. note to ben", "ogg"), "1. note to ben.ogg");
    }
}
