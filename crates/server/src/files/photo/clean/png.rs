//! PNG: chunks after the W3C's specification, third edition, with those of pictures that move.

use super::{Kept, Rest};

const SIGNATURE: &[u8; 8] = b"\x89PNG\r\n\x1a\n";

pub(super) fn walk(bytes: &[u8], kept: &mut Kept) -> Option<()> {
    let mut rest = Rest(bytes);
    (rest.take(8)? == SIGNATURE).then_some(())?;
    kept.bytes.extend(SIGNATURE);
    loop {
        let chunk = rest.0;
        let length = usize::try_from(u32::from_be_bytes(rest.array()?)).ok()?;
        let name: [u8; 4] = rest.array()?;
        let content = rest.take(length)?;
        rest.take(4)?;
        match &name {
            b"IHDR" | b"PLTE" | b"IDAT" | b"IEND" | b"tRNS" | b"gAMA" | b"cHRM" | b"sRGB" | b"iCCP"
            | b"cICP" | b"sBIT" | b"bKGD" | b"fcTL" | b"fdAT" => {}
            b"acTL" => kept.moves = true,
            b"eXIf" => {
                kept.exif.get_or_insert_with(|| content.to_vec());
                continue;
            }
            _ => continue,
        }
        kept.bytes.extend(chunk.get(..chunk.len() - rest.0.len())?);
        if &name == b"IEND" {
            return Some(());
        }
    }
}
