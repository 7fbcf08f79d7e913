//! Recordings as browsers and our app make them. `chromium.webm` was recorded by Chromium's MediaRecorder from its own test microphone,
//! which beeps, in five parts.

use protocol::FileKind;

use super::*;
use crate::files::look_at;
use crate::files::tests::samples::{SECRET, claim};

const CHROMIUM: &[u8] = include_bytes!("tests/chromium.webm");
const HEAD: Head = Head {
    channels: 1,
    skip: 312,
    rate: 48_000,
    gain: 0,
};

/// A packet of 20 ms, with something in it.
fn packet(number: u8) -> Vec<u8> {
    [vec![9 << 3], vec![number; 60]].concat()
}

fn sound(packets: u8) -> Sound<'static> {
    Sound {
        head: HEAD,
        packets: (0..packets).map(|number| packet(number).into()).collect(),
        end: None,
    }
}

fn note(packets: u8) -> Vec<u8> {
    ogg::write(&sound(packets)).unwrap().0
}

fn looked(bytes: &[u8]) -> Looked {
    look_at(bytes, &claim(FileKind::Voice, bytes))
}

fn kind(bytes: &[u8]) -> FileKind {
    looked(bytes).attachment.kind
}

#[test]
fn what_chromium_records_becomes_ogg_without_a_packet_changed() {
    let claimed = protocol::NewFile {
        name: "Voice.webm".into(),
        waveform: Some("AAAA".into()),
        length_ms: Some(1),
        ..claim(FileKind::Voice, CHROMIUM)
    };
    let looked = look_at(CHROMIUM, &claimed);
    let file = looked.rewritten.unwrap();
    let voice = looked.attachment;
    assert_eq!(
        (voice.kind, voice.media_type.as_str()),
        (FileKind::Voice, "audio/ogg")
    );
    assert_eq!(
        (voice.name.as_str(), voice.bytes),
        ("Voice.ogg", file.len() as u64)
    );
    assert_eq!(voice.waveform.as_deref(), Some("AAAA"));
    let length = voice.length_ms.unwrap();
    assert!(
        (2_200..=2_600).contains(&length),
        "measured, not believed: {length}"
    );
    let (came, went) = (webm::read(CHROMIUM).unwrap(), ogg::read(&file).unwrap());
    assert_eq!((came.head, &came.packets), (went.head, &went.packets));
    assert!(came.packets.len() > 30);
}

#[test]
fn our_own_form_is_kept_as_it_came() {
    for packets in [1, 49, 50, 51, 200] {
        let note = note(packets);
        let looked = looked(&note);
        assert_eq!(looked.attachment.kind, FileKind::Voice);
        assert_eq!(looked.rewritten, None, "{packets}");
        let samples = u32::from(packets) * 960 - 312;
        assert_eq!(looked.attachment.length_ms, Some(samples / 48));
    }
}

#[test]
fn the_filling_at_the_end_is_not_heard_again() {
    let trimmed = Sound {
        end: Some(9 * 960 + 100),
        ..sound(10)
    };
    let (note, heard) = ogg::write(&trimmed).unwrap();
    assert_eq!(heard, 9 * 960 + 100 - 312);
    assert_eq!(looked(&note).rewritten, None);
    // An end that would be before the last packet, or behind it, is none.
    for end in [0, 9 * 960 - 1, 10 * 960, u64::MAX - 1] {
        let lying = Sound {
            end: Some(end),
            ..sound(10)
        };
        assert_eq!(ogg::write(&lying).unwrap().1, 10 * 960 - 312, "{end}");
    }
}

/// Ogg as others write it.
fn pages(tags: &[u8], each: &[(u8, &[u8])]) -> Vec<u8> {
    let mut writer = ogg::Writer::default();
    writer.packet(&HEAD.written());
    writer.close(2, 0);
    writer.packet(tags);
    writer.close(0, 0);
    for (flags, content) in each {
        writer.packet(content);
        writer.close(*flags, 960);
    }
    writer.file
}

#[test]
fn words_in_a_voice_note_are_gone() {
    let tags = [b"OpusTags\0\0\0\0\x01\0\0\0\x21\0\0\0", SECRET].concat();
    let told = pages(&tags, &[(0, &packet(1)), (4, &packet(2))]);
    let rewritten = looked(&told).rewritten.unwrap();
    assert!(!rewritten.windows(SECRET.len()).any(|window| window == SECRET));
    assert_eq!(ogg::read(&rewritten).unwrap().packets, [packet(1), packet(2)]);
    // Behind the end nothing is kept either.
    let more = [&note(3)[..], SECRET].concat();
    assert_eq!(looked(&more).rewritten, Some(note(3)));
}

#[test]
fn a_packet_that_goes_on_in_the_next_page_is_one_packet() {
    let long = [vec![9 << 3], vec![7; 300]].concat();
    let mut writer = ogg::Writer::default();
    writer.packet(&HEAD.written());
    writer.close(2, 0);
    writer.packet(b"OpusTags\0\0\0\0\0\0\0\0");
    writer.close(0, 0);
    writer.lacing.push(255);
    writer.content.extend(&long[..255]);
    writer.close(0, u64::MAX);
    writer.packet(&long[255..]);
    writer.close(1 | 4, 960);
    assert_eq!(ogg::read(&writer.file).unwrap().packets, [long]);
}

#[test]
fn a_recording_that_breaks_off_is_heard_as_far_as_it_goes() {
    for (whole, least) in [(note(200), 4_000), (CHROMIUM.to_vec(), 700)] {
        for length in (0..whole.len()).step_by(7) {
            let looked = looked(&whole[..length]);
            if length < least {
                continue;
            }
            if let Some(rewritten) = looked.rewritten {
                assert_eq!(looked.attachment.kind, FileKind::Voice);
                assert!(!ogg::read(&rewritten).unwrap().packets.is_empty());
            }
        }
        let half = looked(&whole[..whole.len() / 2]).attachment;
        assert_eq!(half.kind, FileKind::Voice);
        assert!(half.length_ms < looked(&whole).attachment.length_ms);
    }
}

#[test]
fn a_damaged_one_does_no_harm() {
    let note = note(100);
    for place in (0..note.len()).step_by(3) {
        let mut damaged = note.clone();
        damaged[place] ^= 0x55;
        // One that says it is longer than it is, breaks off; nothing that is not sound is ever taken for it.
        if let Some(rewritten) = looked(&damaged).rewritten {
            let (left, all) = (ogg::read(&rewritten).unwrap(), ogg::read(&note).unwrap());
            assert!(all.packets.starts_with(&left.packets), "{place}");
        }
    }
    for place in 0..CHROMIUM.len().min(1_500) {
        for bits in [0x01, 0x80, 0xff] {
            let mut damaged = CHROMIUM.to_vec();
            damaged[place] ^= bits;
            let _ = looked(&damaged);
        }
    }
}

#[test]
fn what_is_not_heard_is_a_document() {
    let head = |bytes: &[u8]| {
        let mut writer = ogg::Writer::default();
        writer.packet(bytes);
        writer.close(2, 0);
        writer.file
    };
    let mut surround = HEAD.written();
    surround[9] = 6;
    let only_skipped = ogg::write(&Sound {
        head: Head { skip: 960, ..HEAD },
        ..sound(1)
    });
    assert!(only_skipped.is_none());
    for bytes in [
        head(b"\x01vorbis"),
        head(&surround),
        head(&HEAD.written()),
        pages(b"OpusTags", &[]),
        pages(b"no tags", &[(4, &packet(1))]),
        // Frames of 60 ms, 63 of them.
        pages(b"OpusTags", &[(4, &[11 << 3 | 3, 63])]),
        b"\x1a\x45\xdf\xa3\x84webm".to_vec(),
        b"\x1a\x45\xdf\xa3\x84webm\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff\xa3\x84\x81\0\0\x80"
            .to_vec(),
    ] {
        assert_eq!(kind(&bytes), FileKind::Document, "{bytes:?}");
    }
}

fn mp4(version: u8, scale: u32, length: u64) -> Vec<u8> {
    let boxed = |name: &[u8; 4], content: &[u8]| {
        let length = u32::try_from(content.len() + 8).unwrap().to_be_bytes();
        [&length[..], name, content].concat()
    };
    let about = match version {
        0 => {
            let length = u32::try_from(length).unwrap().to_be_bytes();
            [&[0; 12][..], &scale.to_be_bytes(), &length].concat()
        }
        _ => [&[1][..], &[0; 19], &scale.to_be_bytes(), &length.to_be_bytes()].concat(),
    };
    let header = boxed(b"mvhd", &about);
    [
        boxed(b"ftyp", b"M4A \0\0\0\0"),
        boxed(b"mdat", b"sound"),
        boxed(b"moov", &header),
    ]
    .concat()
}

#[test]
fn what_apples_browsers_record_is_kept_with_its_length() {
    for version in [0, 1] {
        let file = mp4(version, 44_100, 88_200);
        let looked = looked(&file);
        assert_eq!(looked.attachment.kind, FileKind::Voice);
        assert_eq!(looked.attachment.media_type, "audio/mp4");
        assert_eq!(looked.attachment.length_ms, Some(2_000));
        assert_eq!(looked.rewritten, None);
        for length in 12..file.len() {
            assert_eq!(kind(&file[..length]), FileKind::Document, "{length}");
        }
    }
    // Written while it was recorded: only the page knows.
    let live = mp4(0, 48_000, 0);
    let claimed = protocol::NewFile {
        length_ms: Some(3_000),
        ..claim(FileKind::Voice, &live)
    };
    assert_eq!(look_at(&live, &claimed).attachment.length_ms, Some(3_000));
    assert_eq!(kind(&mp4(0, 0, 5)), FileKind::Document, "no second has no parts");
}
