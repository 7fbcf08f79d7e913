//! What people send, and what is sent to do harm.

mod hostile;
mod intake;
mod photos;
pub(in crate::files) mod samples;

use protocol::{FileId, FileKind, NewFile};

use super::*;
use samples::{claim, jpeg, noise};

#[test]
fn what_cannot_be_read_as_what_it_claims_is_a_document() {
    let mp3: &[u8] = b"ID3\x03\0\0\0\0\0\x0a0123456789\xff\xfb\x90\0";
    for (kind, bytes, media_type) in [
        (
            FileKind::Photo,
            &b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"[..],
            "image/svg+xml",
        ),
        (
            FileKind::Photo,
            b"<!doctype html><script>x()</script>",
            "text/html",
        ),
        (
            FileKind::Photo,
            b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
            "image/heic",
        ),
        (FileKind::Photo, b"GIF89a\x01\0", "image/gif"),
        (FileKind::Photo, b"", "application/octet-stream"),
        (FileKind::Video, b"#!/bin/sh\nrm -rf ~\n", "text/plain"),
        (FileKind::Video, mp3, "audio/mpeg"),
        (FileKind::Voice, mp3, "audio/mpeg"),
        (FileKind::Voice, b"OggS", "audio/ogg"),
        (FileKind::Document, b"%PDF-1.4\n", "application/pdf"),
    ] {
        let claimed = NewFile {
            size: Some(Pixels {
                width: 10,
                height: 10,
            }),
            length_ms: Some(1_000),
            placeholder: Some("AAAA".into()),
            waveform: Some("AAAA".into()),
            ..claim(kind, bytes)
        };
        let looked = look_at(bytes, &claimed);
        let expected = Attachment {
            id: claimed.id,
            kind: FileKind::Document,
            name: "file".into(),
            media_type: media_type.into(),
            bytes: bytes.len() as u64,
            size: None,
            length_ms: None,
            placeholder: None,
            waveform: None,
            thumbnail: false,
        };
        assert_eq!(looked.attachment, expected, "{kind:?} {media_type}");
        assert_eq!((looked.rewritten, looked.thumbnail), (None, None));
    }
}

#[test]
fn a_photo_that_is_sent_as_a_document_is_one_and_stays_as_it_is() {
    let photo = jpeg(&noise(64, 48));
    let looked = look_at(&photo, &claim(FileKind::Document, &photo));
    assert_eq!(looked.attachment.kind, FileKind::Document);
    assert_eq!(looked.attachment.media_type, "image/jpeg");
    assert_eq!((looked.rewritten, looked.thumbnail), (None, None));
}

#[test]
fn a_video_has_the_poster_and_the_length_that_came_with_it() {
    use base64::Engine as _;
    let film = b"\0\0\0\x18ftypisom\0\0\0\0isommp42";
    let poster = base64::engine::general_purpose::STANDARD.encode(jpeg(&noise(90, 160)));
    let claimed = NewFile {
        length_ms: Some(9_500),
        poster: Some(poster),
        ..claim(FileKind::Video, film)
    };
    let looked = look_at(film, &claimed);
    assert_eq!(looked.attachment.kind, FileKind::Video);
    assert_eq!(looked.attachment.media_type, "video/mp4");
    assert_eq!(looked.attachment.length_ms, Some(9_500));
    assert_eq!(
        looked.attachment.size,
        Some(Pixels {
            width: 90,
            height: 160
        })
    );
    assert!(looked.attachment.thumbnail && looked.thumbnail.is_some());
    assert!(looked.attachment.placeholder.is_some());
    assert_eq!(looked.rewritten, None);

    for poster in ["not base64", "AAAA", &"A".repeat(200_000)] {
        let claimed = NewFile {
            poster: Some(poster.into()),
            size: Some(Pixels {
                width: 1_000_000,
                height: 1,
            }),
            ..claim(FileKind::Video, film)
        };
        let looked = look_at(film, &claimed);
        assert_eq!(looked.attachment.kind, FileKind::Video);
        assert_eq!(looked.attachment.size, None, "no layout is a million pixels wide");
        assert!(!looked.attachment.thumbnail && looked.thumbnail.is_none());
    }
}

#[test]
fn only_so_much_of_a_wave_is_believed() {
    use base64::Engine as _;
    let wave = |peaks| base64::engine::general_purpose::STANDARD.encode(vec![7; peaks]);
    assert!(is_waveform(&wave(1)));
    assert!(is_waveform(&wave(PEAKS)));
    assert!(!is_waveform(&wave(PEAKS + 1)));
    assert!(!is_waveform(""));
    assert!(!is_waveform("<script>"));
}

#[test]
fn what_is_too_large_to_be_held_is_not_looked_into() {
    let photo = jpeg(&noise(64, 48));
    let claimed = NewFile {
        bytes: WHOLE + 1,
        ..claim(FileKind::Photo, &photo)
    };
    assert_eq!(look_at(&photo, &claimed).attachment.kind, FileKind::Document);
}

#[test]
fn neither_bytes_nor_names_are_told() {
    let claimed = NewFile {
        id: FileId::from_number(1),
        name: "blood-test.txt".into(),
        ..claim(FileKind::Document, b"secret")
    };
    let told = format!("{:?}", look_at(b"secret", &claimed));
    assert!(
        !told.contains("blood") && !told.contains("secret") && !told.contains("115"),
        "{told}"
    );
}
