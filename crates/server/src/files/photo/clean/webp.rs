//! WebP: chunks after RFC 9649.

use super::{Kept, Rest};

/// Bits of what VP8X announces: there is EXIF, there is XMP.
const METADATA: u8 = 0x08 | 0x04;

pub(super) fn walk(bytes: &[u8], kept: &mut Kept) -> Option<()> {
    let mut rest = Rest(bytes);
    (rest.take(4)? == b"RIFF").then_some(())?;
    let length = usize::try_from(u32::from_le_bytes(rest.array()?)).ok()?;
    // What stands behind the end is left.
    let mut rest = Rest(rest.take(length)?);
    (rest.take(4)? == b"WEBP").then_some(())?;
    kept.bytes.extend(b"RIFF\0\0\0\0WEBP");
    while !rest.0.is_empty() {
        let name: [u8; 4] = rest.array()?;
        let length: [u8; 4] = rest.array()?;
        let content = rest.take(usize::try_from(u32::from_le_bytes(length)).ok()?)?;
        let filling = content.len() % 2;
        rest.take(filling)?;
        match &name {
            b"VP8 " | b"VP8L" | b"ALPH" | b"ANIM" | b"ICCP" | b"VP8X" => {}
            b"ANMF" => kept.moves = true,
            b"EXIF" => {
                let exif = content.strip_prefix(b"Exif\0\0").unwrap_or(content);
                kept.exif.get_or_insert_with(|| exif.to_vec());
                continue;
            }
            _ => continue,
        }
        kept.bytes.extend(name);
        kept.bytes.extend(length);
        match content.split_first() {
            Some((flags, others)) if &name == b"VP8X" => {
                kept.bytes.push(flags & !METADATA);
                kept.bytes.extend(others);
            }
            _ => kept.bytes.extend(content),
        }
        kept.bytes.extend(std::iter::repeat_n(0, filling));
    }
    let length = u32::try_from(kept.bytes.len().checked_sub(8)?)
        .ok()?
        .to_le_bytes();
    kept.bytes.get_mut(4..8)?.copy_from_slice(&length);
    Some(())
}
