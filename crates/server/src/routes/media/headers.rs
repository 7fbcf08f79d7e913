//! What a browser is told about the bytes of a file: what it may do with them, and for how long it may keep them.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use protocol::{FileKind, Variant};

use super::Content;

/// How the bytes go out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    /// As a download, whatever it is.
    pub(super) save: bool,
    /// For so long the link works; seconds.
    pub(super) seconds: i64,
    /// Pages of other origins may show it.
    pub(super) is_open: bool,
}

pub(super) fn describe(headers: &mut HeaderMap, content: &Content, manner: Manner) {
    let shown = shown(content);
    let in_place = shown.is_some() && !manner.save;
    let texts = [
        (
            header::CONTENT_TYPE,
            shown.unwrap_or("application/octet-stream").to_owned(),
        ),
        (
            header::CONTENT_DISPOSITION,
            disposition(if in_place { "inline" } else { "attachment" }, &content.name),
        ),
        (
            header::CACHE_CONTROL,
            format!("private, max-age={}, immutable", manner.seconds),
        ),
        (header::ETAG, tag(content)),
    ];
    for (name, text) in texts {
        if let Ok(value) = HeaderValue::from_str(&text) {
            headers.insert(name, value);
        }
    }
    for (name, value) in [
        (header::ACCEPT_RANGES, "bytes"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            if manner.is_open {
                "cross-origin"
            } else {
                "same-origin"
            },
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// The bytes never change: their hash says all.
pub(super) fn tag(content: &Content) -> String {
    format!("\"{}\"", content.hash)
}

/// The type of what is shown where it is; of everything else a browser is told nothing that it could act upon.
fn shown(content: &Content) -> Option<&str> {
    if content.variant == Variant::Thumbnail {
        return Some("image/jpeg");
    }
    let begin = match content.kind {
        FileKind::Photo => "image/",
        FileKind::Video => "video/",
        FileKind::Voice => "audio/",
        FileKind::Document => return None,
    };
    let media_type = content.media_type.as_str();
    (media_type.starts_with(begin) && media_type != "image/svg+xml").then_some(media_type)
}

/// RFC 6266, with the name as in RFC 8187 (once 5987) for what is not ASCII.
fn disposition(how: &str, name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| match c {
            ' '..='~' if !matches!(c, '"' | '\\' | '%' | '/') => c,
            _ => '_',
        })
        .collect();
    let mut text = format!("{how}; filename=\"{plain}\"");
    if plain != name {
        text.push_str("; filename*=UTF-8''");
        for byte in name.bytes() {
            if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
                text.push(char::from(byte));
            } else {
                text.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::MediaHash;

    fn content(kind: FileKind, media_type: &str, name: &str) -> Content {
        Content {
            kind,
            media_type: media_type.into(),
            name: name.into(),
            hash: MediaHash([7; 32]),
            variant: Variant::Full,
            bytes: None,
        }
    }

    fn told(content: &Content, save: bool) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let manner = Manner {
            save,
            seconds: 600,
            is_open: false,
        };
        describe(&mut headers, content, manner);
        headers
    }

    #[test]
    fn only_pictures_films_and_voice_are_shown_where_they_are() {
        for (kind, media_type, shown) in [
            (FileKind::Photo, "image/jpeg", true),
            (FileKind::Video, "video/mp4", true),
            (FileKind::Voice, "audio/ogg", true),
            (FileKind::Document, "application/pdf", false),
            (FileKind::Document, "text/html", false),
            (FileKind::Document, "image/svg+xml", false),
            (FileKind::Photo, "image/svg+xml", false),
            (FileKind::Photo, "text/html", false),
        ] {
            let headers = told(&content(kind, media_type, "a"), false);
            let (how, as_type) = match shown {
                true => ("inline", media_type),
                false => ("attachment", "application/octet-stream"),
            };
            assert_eq!(
                headers[header::CONTENT_DISPOSITION],
                format!("{how}; filename=\"a\"")
            );
            assert_eq!(headers[header::CONTENT_TYPE], as_type);
            assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
            assert_eq!(
                headers[header::CONTENT_SECURITY_POLICY],
                "default-src 'none'; sandbox"
            );
            assert_eq!(headers[header::CACHE_CONTROL], "private, max-age=600, immutable");
            let saved = told(&content(kind, media_type, "a"), true);
            assert_eq!(saved[header::CONTENT_DISPOSITION], "attachment; filename=\"a\"");
        }
    }

    #[test]
    fn a_name_in_any_language_comes_through_and_adds_no_header() {
        for (name, expected) in [
            ("Plan 3.pdf", "attachment; filename=\"Plan 3.pdf\""),
            (
                "Übung \"A\".pdf",
                "attachment; filename=\"_bung _A_.pdf\"; filename*=UTF-8''%C3%9Cbung%20%22A%22.pdf",
            ),
            (
                "a\r\nb: c",
                "attachment; filename=\"a__b: c\"; filename*=UTF-8''a%0D%0Ab%3A%20c",
            ),
        ] {
            assert_eq!(disposition("attachment", name), expected);
            assert!(HeaderValue::from_str(expected).is_ok());
        }
    }
}
