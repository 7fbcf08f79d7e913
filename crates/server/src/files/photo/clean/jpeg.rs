//! JPEG: segments after ITU-T T.81 annex B.

use super::{Kept, Rest};

/// A progressive picture is gone through once for each: a small file with thousands would take minutes.
const SCANS: usize = 100;
const EXIF: &[u8] = b"Exif\0\0";

pub(super) fn walk(bytes: &[u8], kept: &mut Kept) -> Option<()> {
    let mut rest = Rest(bytes);
    (rest.array()? == [0xff, 0xd8]).then_some(())?;
    kept.bytes.extend([0xff, 0xd8]);
    let mut scans = 0;
    loop {
        (rest.byte()? == 0xff).then_some(())?;
        let mut marker = rest.byte()?;
        // Filling.
        while marker == 0xff {
            marker = rest.byte()?;
        }
        if marker == 0xd9 {
            kept.bytes.extend([0xff, marker]);
            // Behind the end stand a second picture, or a film of the moment.
            return (scans > 0).then_some(());
        }
        let length = rest.array()?;
        let content = rest.take(usize::from(u16::from_be_bytes(length)).checked_sub(2)?)?;
        if marker == 0xe1 && content.starts_with(EXIF) && kept.exif.is_none() {
            kept.exif = content.get(EXIF.len()..).map(<[u8]>::to_vec);
        }
        if !is_needed(marker, content) {
            continue;
        }
        kept.bytes.extend([0xff, marker]);
        kept.bytes.extend(length);
        kept.bytes.extend(content);
        if marker == 0xda {
            scans += 1;
            (scans <= SCANS).then_some(())?;
            kept.bytes.extend(rest.take(scan(rest.0)?)?);
        }
    }
}

fn is_needed(marker: u8, content: &[u8]) -> bool {
    match marker {
        // Frames, tables, scans, restart interval.
        0xc0..=0xcf | 0xda | 0xdb | 0xdd => true,
        0xe0 => content.starts_with(b"JFIF\0") && content.len() == 14,
        // Colours.
        0xe2 => content.starts_with(b"ICC_PROFILE\0"),
        0xee => content.starts_with(b"Adobe") && content.len() == 12,
        _ => false,
    }
}

/// How long the coded picture is that begins here: up to the next marker that is neither a restart nor an escaped byte.
fn scan(bytes: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + bytes.get(from..)?.iter().position(|byte| *byte == 0xff)?;
        match bytes.get(at + 1)? {
            0x00 | 0xd0..=0xd7 => from = at + 2,
            0xff => from = at + 1,
            _ => return Some(at),
        }
    }
}
