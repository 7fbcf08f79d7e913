//! What a page has to be told of bytes so that it can show or play them. Everything else is bytes.

/// Of the beginning of a file, in IANA's names.
pub(crate) fn media_type(beginning: &[u8]) -> &'static str {
    let at = |offset: usize, mark: &[u8]| beginning.get(offset..).is_some_and(|rest| rest.starts_with(mark));
    match () {
        () if at(0, b"\xFF\xD8\xFF") => "image/jpeg",
        () if at(0, b"\x89PNG\r\n\x1A\n") => "image/png",
        () if at(0, b"GIF8") => "image/gif",
        () if at(0, b"RIFF") && at(8, b"WEBP") => "image/webp",
        () if at(0, b"RIFF") && at(8, b"WAVE") => "audio/wav",
        () if at(4, b"ftypM4A") => "audio/mp4",
        () if at(4, b"ftypheic") || at(4, b"ftypmif1") => "image/heic",
        () if at(4, b"ftypavif") => "image/avif",
        () if at(4, b"ftyp") => "video/mp4",
        () if at(0, b"\x1A\x45\xDF\xA3") => "video/webm",
        () if at(0, b"OggS") => "audio/ogg",
        () if at(0, b"ID3") || at(0, b"\xFF\xFB") => "audio/mpeg",
        () => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::media_type;

    #[test]
    fn what_can_be_shown_is_known_by_its_first_bytes() {
        let cases: [(&[u8], &str); 8] = [
            (b"\xFF\xD8\xFF\xE0rest", "image/jpeg"),
            (b"\x89PNG\r\n\x1A\nrest", "image/png"),
            (b"RIFF....WEBPVP8 ", "image/webp"),
            (b"\0\0\0\x18ftypmp42", "video/mp4"),
            (b"OggS\0\x02", "audio/ogg"),
            (b"<svg xmlns=", "application/octet-stream"),
            (b"RIFF", "application/octet-stream"),
            (b"", "application/octet-stream"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(media_type(bytes), expected, "{bytes:?}");
        }
    }
}
