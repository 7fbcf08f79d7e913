//! GIF: blocks after the specification of 1989.

use super::{Kept, Rest};

pub(super) fn walk(bytes: &[u8], kept: &mut Kept) -> Option<()> {
    let mut rest = Rest(bytes);
    let head = rest.take(13)?;
    kept.bytes.extend(head);
    kept.bytes.extend(rest.take(colours(*head.get(10)?))?);
    let mut pictures = 0_usize;
    loop {
        let block = rest.0;
        let is_needed = match rest.byte()? {
            0x3b => {
                kept.bytes.push(0x3b);
                kept.moves = pictures > 1;
                return (pictures > 0).then_some(());
            }
            0x2c => {
                pictures += 1;
                let about = rest.take(9)?;
                rest.take(colours(*about.get(8)?))?;
                // Bits of the smallest code.
                rest.byte()?;
                parts(&mut rest)?;
                true
            }
            0x21 => {
                let label = rest.byte()?;
                let content = rest;
                parts(&mut rest)?;
                // How a picture comes and goes; how often all of it is repeated.
                label == 0xf9 || label == 0xff && content.0.starts_with(b"\x0bNETSCAPE2.0\x03\x01")
            }
            _ => return None,
        };
        if is_needed {
            kept.bytes.extend(block.get(..block.len() - rest.0.len())?);
        }
    }
}

/// Bytes of the table of colours that the flags announce.
fn colours(flags: u8) -> usize {
    if flags & 0x80 == 0 {
        0
    } else {
        3 << ((flags & 7) + 1)
    }
}

fn parts(rest: &mut Rest<'_>) -> Option<()> {
    loop {
        match rest.byte()? {
            0 => return Some(()),
            length => rest.take(usize::from(length))?,
        };
    }
}
