//! Files that lie, break off, or are made to fill the memory.

use image::ImageFormat;
use protocol::FileKind;

use super::samples::{claim, crc, file, gif, jpeg, noise, with_metadata};
use crate::files::look_at;

fn kind(bytes: &[u8]) -> FileKind {
    look_at(bytes, &claim(FileKind::Photo, bytes)).attachment.kind
}

fn samples() -> Vec<Vec<u8>> {
    let plain = [
        jpeg(&noise(48, 40)),
        file(&noise(48, 40), ImageFormat::Png),
        file(&noise(48, 40), ImageFormat::WebP),
        gif(),
    ];
    let told = plain.iter().map(|file| with_metadata(file, 6)).collect();
    [plain.to_vec(), told].concat()
}

/// The head of a PNG that says it has so many pixels.
fn png_of(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = file(&noise(16, 16), ImageFormat::Png);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.to_be_bytes());
    bytes
}

#[test]
fn a_bomb_is_not_decoded() {
    assert_eq!(kind(&png_of(16, 16)), FileKind::Photo, "the head is a true one");
    for (width, height) in [
        (20_000, 20_000),
        (60_000, 60_000),
        (u32::MAX >> 1, 1 << 20),
        (100_000, 16),
        (8_000, 7_000),
        (0, 16),
    ] {
        assert_eq!(
            kind(&png_of(width, height)),
            FileKind::Document,
            "{width}x{height}"
        );
    }
    let mut gif = gif();
    gif[6..10].fill(0xff);
    assert_eq!(kind(&gif), FileKind::Document);
    let mut photo = jpeg(&noise(16, 16));
    let frame = photo.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
    photo[frame + 5..frame + 9].fill(0xff);
    assert_eq!(kind(&photo), FileKind::Document);
}

/// A megabyte that unpacks to a gigabyte stands in a part that is thrown away before anything is unpacked.
#[test]
fn words_that_unpack_without_end_are_not_unpacked() {
    let plain = file(&noise(16, 16), ImageFormat::Png);
    let words = [&b"Comment\0\0"[..], &[0; 1_000_000]].concat();
    let about = [&b"zTXt"[..], &words].concat();
    let length = u32::try_from(words.len()).unwrap().to_be_bytes();
    let (head, rest) = plain.split_at(33);
    let bomb = [head, &length, &about, &crc(&about).to_be_bytes(), rest].concat();
    let looked = look_at(&bomb, &claim(FileKind::Photo, &bomb));
    assert_eq!(looked.rewritten, Some(plain));
}

/// A progressive photo is gone through once for each of its scans.
#[test]
fn a_photo_of_a_thousand_scans_is_not_gone_through() {
    let plain = jpeg(&noise(16, 16));
    let scan = plain.windows(2).position(|two| two == [0xff, 0xda]).unwrap();
    let (before, scan) = plain.split_at(scan);
    let (scan, end) = scan.split_at(scan.len() - 2);
    let bomb = [before, &scan.repeat(1_000), end].concat();
    assert_eq!(kind(&bomb), FileKind::Document);
}

#[test]
fn a_photo_that_breaks_off_is_a_document() {
    for whole in samples() {
        let format = image::guess_format(&whole).unwrap();
        let clean = look_at(&whole, &claim(FileKind::Photo, &whole));
        let end = clean
            .rewritten
            .map_or(whole.len(), |clean| clean.len().min(whole.len()));
        for length in (0..end / 2).step_by(53) {
            assert_eq!(kind(&whole[..length]), FileKind::Document, "{format:?} {length}");
        }
    }
}

#[test]
fn a_damaged_photo_does_no_harm() {
    for whole in samples() {
        for place in (0..whole.len()).step_by(37) {
            for bits in [0x01, 0x55, 0xff] {
                let mut damaged = whole.clone();
                damaged[place] ^= bits;
                let looked = look_at(&damaged, &claim(FileKind::Photo, &damaged));
                // Whatever it has become, it is whole: what is kept can be shown.
                if let (FileKind::Photo, Some(kept)) = (looked.attachment.kind, &looked.rewritten) {
                    assert!(image::load_from_memory(kept).is_ok());
                }
            }
        }
    }
}
