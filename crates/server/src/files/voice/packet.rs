//! What an Opus packet says of its length, RFC 6716 section 3.

/// Most that a packet may hold: 120 ms.
const MOST: u32 = 5_760;

/// Samples at 48 kHz; none when it is no packet.
pub(super) fn samples(packet: &[u8]) -> Option<u32> {
    let (&toc, rest) = packet.split_first()?;
    let frame = match toc >> 3 {
        config @ 0..=11 => *[480, 960, 1_920, 2_880].get(usize::from(config % 4))?,
        config @ 12..=15 => *[480, 960].get(usize::from(config % 2))?,
        config => *[120, 240, 480, 960].get(usize::from(config % 4))?,
    };
    let frames = match toc & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => u32::from(rest.first()? & 0x3f),
    };
    Some(frame * frames).filter(|samples| (1..=MOST).contains(samples))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packet_says_how_long_it_is() {
        // SILK, wideband, 20 ms, one frame; CELT, fullband, 20 ms, two; hybrid 10 ms, one; CELT 2.5 ms, five.
        for (packet, expected) in [
            (&[9 << 3][..], Some(960)),
            (&[31 << 3 | 1], Some(1_920)),
            (&[12 << 3], Some(480)),
            (&[16 << 3 | 3, 5], Some(600)),
            (&[11 << 3 | 3, 3], None),
            (&[16 << 3 | 3, 0], None),
            (&[16 << 3 | 3], None),
            (&[], None),
        ] {
            assert_eq!(samples(packet), expected, "{packet:?}");
        }
    }
}
