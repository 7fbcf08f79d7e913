//! Voice notes: whatever a device wraps its Opus in, one form is kept, Ogg Opus, with nothing in it but the sound.
//!
//! Only the wrapping changes: not a packet is encoded anew. What Apple's browsers record (AAC in MPEG-4) is kept as it came.

mod mp4;
mod ogg;
mod packet;
mod webm;

use protocol::{Attachment, NewFile};

use super::name::with_ending;
use super::{Looked, attachment};

/// The sound of a file, taken out of its wrapping.
#[derive(Debug)]
struct Sound<'a> {
    head: Head,
    packets: Vec<std::borrow::Cow<'a, [u8]>>,
    /// Samples at 48 kHz after which the rest of the last packet is filling, those to skip included.
    end: Option<u64>,
}

/// What a player has to know first, RFC 7845 section 5.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Head {
    channels: u8,
    /// Samples at 48 kHz at the beginning that are not to be heard.
    skip: u16,
    /// For information only.
    rate: u32,
    gain: i16,
}

impl Head {
    const MAGIC: &'static [u8; 8] = b"OpusHead";

    /// None for more channels than two ears have.
    fn read(bytes: &[u8]) -> Option<Self> {
        let (magic, rest) = bytes.split_first_chunk::<8>()?;
        let (&[version, channels, s0, s1, r0, r1, r2, r3, g0, g1, family], _) =
            rest.split_first_chunk::<11>()?;
        let known = magic == Self::MAGIC && version & 0xf0 == 0 && family == 0 && (1..=2).contains(&channels);
        known.then_some(Self {
            channels,
            skip: u16::from_le_bytes([s0, s1]),
            rate: u32::from_le_bytes([r0, r1, r2, r3]),
            gain: i16::from_le_bytes([g0, g1]),
        })
    }

    fn written(self) -> Vec<u8> {
        let mut bytes = Self::MAGIC.to_vec();
        bytes.extend([1, self.channels]);
        bytes.extend(self.skip.to_le_bytes());
        bytes.extend(self.rate.to_le_bytes());
        bytes.extend(self.gain.to_le_bytes());
        bytes.push(0);
        bytes
    }
}

/// None when it is no sound that plays.
pub(super) fn look_at(bytes: &[u8], found: &'static str, claimed: &NewFile) -> Option<Looked> {
    let sound = match found {
        "audio/ogg" => ogg::read(bytes)?,
        "video/webm" | "video/x-matroska" => webm::read(bytes)?,
        "audio/mp4" | "video/mp4" => return as_it_came(bytes, claimed),
        _ => return None,
    };
    let (file, samples) = ogg::write(&sound)?;
    let looked = attachment("audio/ogg", claimed);
    Some(Looked {
        attachment: Attachment {
            name: with_ending(&looked.name, "ogg"),
            bytes: file.len() as u64,
            size: None,
            length_ms: Some(u32::try_from(samples / 48).ok()?),
            ..looked
        },
        rewritten: (file != bytes).then_some(file),
        thumbnail: None,
    })
}

fn as_it_came(bytes: &[u8], claimed: &NewFile) -> Option<Looked> {
    let length = mp4::length_ms(bytes)?;
    let looked = attachment("audio/mp4", claimed);
    Some(Looked {
        attachment: Attachment {
            size: None,
            // One that was written as it was recorded does not know.
            length_ms: if length == 0 {
                looked.length_ms
            } else {
                Some(length)
            },
            ..looked
        },
        rewritten: None,
        thumbnail: None,
    })
}

#[cfg(test)]
mod tests;
