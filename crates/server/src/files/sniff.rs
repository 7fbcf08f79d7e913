//! The type of a file, found in its first bytes.

/// When nothing is known of them.
pub(super) const UNKNOWN: &str = "application/octet-stream";
const TEXT: &str = "text/plain";

/// What the beginning of a file says that it is.
pub(super) fn sniff(head: &[u8]) -> &'static str {
    if let Some(brand) = brand(head) {
        return of_brand(brand);
    }
    if head.starts_with(&[0x1a, 0x45, 0xdf, 0xa3]) {
        let document_type = head.get(..256).unwrap_or(head);
        let is_webm = document_type.windows(4).any(|four| four == b"webm");
        return if is_webm { "video/webm" } else { "video/x-matroska" };
    }
    if head.starts_with(b"OggS") {
        return "audio/ogg";
    }
    // Before the long list: it believes in a web page only when the file begins with one.
    if let Some(text) = text(head) {
        return text;
    }
    match infer::get(head).map(|kind| kind.mime_type()) {
        // Text that is no text was told apart above.
        None | Some("text/html" | "text/xml" | "text/x-shellscript") => UNKNOWN,
        Some(found) => found,
    }
}

/// The brand of a file of the MPEG-4 family, ISO/IEC 14496-12 section 4.3.
fn brand(head: &[u8]) -> Option<[u8; 4]> {
    (head.get(4..8)? == b"ftyp").then_some(())?;
    head.get(8..12)?.try_into().ok()
}

fn of_brand(brand: [u8; 4]) -> &'static str {
    match &brand {
        b"qt  " => "video/quicktime",
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1" => "image/heic",
        b"avif" | b"avis" => "image/avif",
        b"M4A " | b"M4B " | b"M4P " => "audio/mp4",
        b"crx " => "image/x-canon-cr3",
        _ => "video/mp4",
    }
}

/// None when it is not text.
fn text(head: &[u8]) -> Option<&'static str> {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // Cut in the middle of a character.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(head.get(..error.valid_up_to())?).ok()?
        }
        Err(_) => return None,
    };
    let is_text = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\u{c}');
    if text.is_empty() || !text.chars().all(is_text) || text.starts_with("%PDF-") {
        return None;
    }
    let small = text.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| small.contains(word));
    Some(if has(&["<svg"]) {
        "image/svg+xml"
    } else if has(&["<!doctype html", "<html", "<head", "<body", "<script", "<iframe"]) {
        "text/html"
    } else if small
        .trim_start_matches(['\u{feff}', ' ', '\n', '\r'])
        .starts_with("<?xml")
    {
        "text/xml"
    } else {
        TEXT
    })
}

/// The type of a document: what was found, or, where that is only the wrapping, what was claimed to be in it.
pub(super) fn document_type<'a>(found: &'static str, claimed: &'a str) -> &'a str {
    let inside: &[&str] = match found {
        TEXT => &[
            "text/csv",
            "text/markdown",
            "text/calendar",
            "text/vcard",
            "text/tab-separated-values",
            "application/json",
        ],
        "text/xml" => &["application/gpx+xml", "application/vnd.garmin.tcx+xml"],
        "application/zip" => &[
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            "application/vnd.oasis.opendocument.text",
            "application/vnd.oasis.opendocument.spreadsheet",
            "application/vnd.oasis.opendocument.presentation",
            "application/epub+zip",
            "application/vnd.apple.pages",
            "application/vnd.apple.numbers",
            "application/vnd.apple.keynote",
        ],
        "application/x-ole-storage" => &[
            "application/msword",
            "application/vnd.ms-excel",
            "application/vnd.ms-powerpoint",
        ],
        "video/mp4" => &["audio/mp4"],
        "video/webm" => &["audio/webm"],
        "audio/ogg" => &["video/ogg"],
        _ => &[],
    };
    if inside.contains(&claimed) { claimed } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_tell_what_they_are() {
        for (head, found) in [
            (&b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"[..], "image/jpeg"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"),
            (b"GIF89a\x01\0\x01\0", "image/gif"),
            (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
            (b"\0\0\0\x18ftypheic\0\0\0\0", "image/heic"),
            (b"\0\0\0\x18ftypisom\0\0\0\0", "video/mp4"),
            (b"\0\0\0\x14ftypqt  \0\0\0\0", "video/quicktime"),
            (
                b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm",
                "video/webm",
            ),
            (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska", "video/x-matroska"),
            (b"OggS\0\x02", "audio/ogg"),
            (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "application/pdf"),
            (b"%PDF-1.4\n1 0 obj", "application/pdf"),
            (b"PK\x03\x04\x14\0\0\0\x08\0", "application/zip"),
            (
                b"MZ\x90\0\x03\0\0\0",
                "application/vnd.microsoft.portable-executable",
            ),
            (b"one;two\n1;2\n", "text/plain"),
            ("\u{feff}<?xml version='1.0'?><gpx>".as_bytes(), "text/xml"),
            (b"<?xml version='1.0'?><svg onload='x'>", "image/svg+xml"),
            (b"  \n<!DOCTYPE html><p>", "text/html"),
            (b"hello <SCRIPT>alert(1)</SCRIPT>", "text/html"),
            (b"", UNKNOWN),
            (b"\0\x01\x02\x03", UNKNOWN),
        ] {
            assert_eq!(sniff(head), found, "{:?}", String::from_utf8_lossy(head));
        }
    }

    #[test]
    fn a_character_that_is_cut_is_text_all_the_same() {
        let text = "Kniebeuge für Ä";
        assert_eq!(sniff(&text.as_bytes()[..text.len() - 1]), "text/plain");
    }

    #[test]
    fn only_what_is_inside_is_believed() {
        let docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        assert_eq!(document_type("application/zip", docx), docx);
        assert_eq!(document_type("application/zip", "image/png"), "application/zip");
        assert_eq!(document_type("text/html", "text/plain"), "text/html");
        assert_eq!(document_type("text/plain", "text/csv"), "text/csv");
        assert_eq!(document_type("text/plain", "text/html"), "text/plain");
        assert_eq!(document_type(UNKNOWN, "application/pdf"), UNKNOWN);
    }

    #[test]
    fn a_beginning_of_any_length_does_no_harm() {
        let heads: [&[u8]; 6] = [
            b"\0\0\0\x18ftypisom\0\0\0\0isomiso2avc1mp41",
            b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0[Content_Types].xml \xa2\x04\x02(\xa0",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0\0\0\0\0\0",
            b"RIFF\x24\0\0\0WEBPVP8 ",
            b"ustar\0MZ\x90\0PE",
            b"\x1f\x8b\x08\x7fELF!<arch>\nBZh",
        ];
        for head in heads {
            for length in 0..=head.len() {
                let _ = sniff(&head[..length]);
            }
        }
    }
}
