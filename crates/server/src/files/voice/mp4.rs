//! MPEG-4 after ISO/IEC 14496-12: only how long it is.

/// Milliseconds; 0 when the file does not say, as one that was written while it was recorded. None when it is no such file.
pub(super) fn length_ms(bytes: &[u8]) -> Option<u32> {
    let header = find(find(bytes, b"moov")?, b"mvhd")?;
    let (&[version, _, _, _], rest) = header.split_first_chunk()?;
    let (scale, length) = match version {
        0 => {
            let (scale, rest) = rest.get(8..)?.split_first_chunk()?;
            let length = u32::from_be_bytes(*rest.first_chunk()?);
            (scale, if length == u32::MAX { 0 } else { u64::from(length) })
        }
        1 => {
            let (scale, rest) = rest.get(16..)?.split_first_chunk()?;
            let length = u64::from_be_bytes(*rest.first_chunk()?);
            (scale, if length == u64::MAX { 0 } else { length })
        }
        _ => return None,
    };
    let scale = u64::from(u32::from_be_bytes(*scale));
    u32::try_from(length.checked_mul(1_000)?.checked_div(scale)?).ok()
}

/// The content of the first box with this name.
fn find<'a>(mut rest: &'a [u8], wanted: &[u8; 4]) -> Option<&'a [u8]> {
    loop {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (name, after) = after.split_first_chunk::<4>()?;
        let (content, after) = match u32::from_be_bytes(*length) {
            // To the end of the file.
            0 => (after, &[][..]),
            1 => {
                let (length, after) = after.split_first_chunk::<8>()?;
                let length = u64::from_be_bytes(*length).checked_sub(16)?;
                after.split_at_checked(usize::try_from(length).ok()?)?
            }
            length => after.split_at_checked(usize::try_from(length.checked_sub(8)?).ok()?)?,
        };
        if name == wanted {
            return Some(content);
        }
        rest = after;
    }
}
