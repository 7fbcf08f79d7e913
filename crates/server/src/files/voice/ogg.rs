//! Ogg after RFC 3533, as far as Opus needs it (RFC 7845).

use std::borrow::Cow;

use super::{Head, Sound, packet};

const BEGINS: u8 = 2;
const ENDS: u8 = 4;
const CONTINUED: u8 = 1;
/// One stream in the file: any number will do, and the same sound makes the same file.
const SERIAL: u32 = 1;
/// A page for about every second: seeking is as good as that.
const SECOND: u64 = 48_000;
/// A packet of our own codec has no more; of any, 120 ms at its highest rate.
const LONGEST: usize = 61_440;

struct Page<'a> {
    flags: u8,
    /// Samples to its end, unless no packet ends on it.
    granule: Option<u64>,
    serial: u32,
    /// Parts of packets, and whether each ends here.
    parts: Vec<(&'a [u8], bool)>,
}

/// None when it is no Ogg Opus, or damaged. One that breaks off is read as far as it goes.
pub(super) fn read(bytes: &[u8]) -> Option<Sound<'_>> {
    let mut rest = bytes;
    let first = page(&mut rest).ok()??;
    let Some(&(head, true)) = first.parts.first() else {
        return None;
    };
    let mut sound = Sound {
        head: Head::read(head)?,
        packets: Vec::new(),
        end: None,
    };
    let mut tags = false;
    let mut open: Option<Vec<u8>> = None;
    while let Some(page) = page(&mut rest).ok()? {
        if page.serial != first.serial {
            continue;
        }
        // Another stream behind this one.
        if page.flags & BEGINS != 0 {
            break;
        }
        if page.flags & CONTINUED == 0 {
            open = None;
        }
        for (part, ends) in page.parts {
            let packet = match open.take() {
                Some(mut packet) => {
                    packet.extend_from_slice(part);
                    Cow::Owned(packet)
                }
                None => Cow::Borrowed(part),
            };
            if !ends {
                open = Some(packet.into_owned());
            } else if !tags {
                tags = packet.starts_with(b"OpusTags");
                tags.then_some(())?;
            } else if !packet.is_empty() {
                (packet.len() <= LONGEST).then_some(())?;
                sound.packets.push(packet);
            }
        }
        if page.flags & ENDS != 0 {
            sound.end = page.granule;
            break;
        }
    }
    Some(sound)
}

/// Something is there, and it is no page.
struct Damaged;

/// The next page; nothing at the end, or where the file breaks off.
fn page<'a>(rest: &mut &'a [u8]) -> Result<Option<Page<'a>>, Damaged> {
    let Some((head, after)) = rest.split_first_chunk::<27>() else {
        return Ok(None);
    };
    let [b'O', b'g', b'g', b'S', 0, flags, about @ .., count] = head else {
        return Err(Damaged);
    };
    let Some((lacing, after)) = after.split_at_checked(usize::from(*count)) else {
        return Ok(None);
    };
    let length = lacing.iter().copied().map(usize::from).sum();
    let Some((mut content, after)) = after.split_at_checked(length) else {
        return Ok(None);
    };
    let (granule, about) = about.split_first_chunk::<8>().ok_or(Damaged)?;
    let (serial, about) = about.split_first_chunk::<4>().ok_or(Damaged)?;
    let told = about.last_chunk::<4>().ok_or(Damaged)?;
    let (before, _) = head.split_at(22);
    if crc([before, &[0; 4], &[*count], lacing, content]) != u32::from_le_bytes(*told) {
        return Err(Damaged);
    }
    let mut parts = Vec::new();
    for lengths in lacing.split_inclusive(|length| *length < 255) {
        let length = lengths.iter().copied().map(usize::from).sum();
        let (part, others) = content.split_at_checked(length).ok_or(Damaged)?;
        content = others;
        parts.push((part, lengths.last().is_some_and(|last| *last < 255)));
    }
    *rest = after;
    Ok(Some(Page {
        flags: *flags,
        granule: Some(u64::from_le_bytes(*granule)).filter(|granule| *granule != u64::MAX),
        serial: u32::from_le_bytes(*serial),
        parts,
    }))
}

/// The file, and how many samples at 48 kHz are heard. None when there are none, or what should be packets are not.
pub(super) fn write(sound: &Sound<'_>) -> Option<(Vec<u8>, u64)> {
    let mut pages = Writer::default();
    pages.packet(&sound.head.written());
    pages.close(BEGINS, 0);
    let vendor = b"rapport";
    let mut tags = b"OpusTags".to_vec();
    tags.extend(u32::try_from(vendor.len()).ok()?.to_le_bytes());
    tags.extend(vendor);
    tags.extend([0; 4]);
    pages.packet(&tags);
    pages.close(0, 0);
    let mut samples = 0;
    let mut closed = 0;
    let last = sound.packets.len().checked_sub(1)?;
    for (place, bytes) in sound.packets.iter().enumerate() {
        let before = samples;
        samples += u64::from(packet::samples(bytes)?);
        if !pages.has_room(bytes) || samples - closed > SECOND && before > closed {
            pages.close(0, before);
            closed = before;
        }
        pages.packet(bytes);
        if place == last {
            // Only what is in the last packet can be filling.
            samples = sound
                .end
                .filter(|end| (before..samples).contains(end))
                .unwrap_or(samples);
            pages.close(ENDS, samples);
        }
    }
    let heard = samples.checked_sub(u64::from(sound.head.skip))?;
    (heard > 0).then_some((pages.file, heard))
}

#[derive(Default)]
pub(super) struct Writer {
    pub(super) file: Vec<u8>,
    /// Of the page that is being filled.
    pub(super) lacing: Vec<u8>,
    pub(super) content: Vec<u8>,
    number: u32,
}

impl Writer {
    fn has_room(&self, packet: &[u8]) -> bool {
        self.lacing.len() + packet.len() / 255 < 255
    }

    /// A packet that [has room](Self::has_room); the longest there is fills a page.
    pub(super) fn packet(&mut self, packet: &[u8]) {
        self.lacing.extend(std::iter::repeat_n(255, packet.len() / 255));
        self.lacing
            .push(u8::try_from(packet.len() % 255).unwrap_or_default());
        self.content.extend(packet);
    }

    pub(super) fn close(&mut self, flags: u8, granule: u64) {
        let mut head = vec![b'O', b'g', b'g', b'S', 0, flags];
        head.extend(granule.to_le_bytes());
        head.extend(SERIAL.to_le_bytes());
        head.extend(self.number.to_le_bytes());
        let lacing = std::mem::take(&mut self.lacing);
        let content = std::mem::take(&mut self.content);
        let count = [u8::try_from(lacing.len()).unwrap_or(u8::MAX)];
        let sum = crc([&head, &[0; 4], &count, &lacing, &content]);
        for part in [&head, &sum.to_le_bytes()[..], &count, &lacing, &content] {
            self.file.extend_from_slice(part);
        }
        self.number += 1;
    }
}

/// Of the whole page with zeros where the sum stands.
fn crc(parts: [&[u8]; 5]) -> u32 {
    parts.into_iter().flatten().fold(0, |sum: u32, byte| {
        (0..8).fold(sum ^ u32::from(*byte) << 24, |sum, _| {
            (sum << 1) ^ (0x04c1_1db7 & 0_u32.wrapping_sub(sum >> 31))
        })
    })
}
