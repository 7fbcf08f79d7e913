//! Opus in Ogg (RFC 6716, RFC 7845): the form in which voice notes are sent and kept.

use std::io::Cursor;

use ogg::{PacketReader, PacketWriteEndInfo, PacketWriter};
use opus::{Application, Bitrate, Channels, Signal};

use crate::{RATE, VoiceError};

/// 20 ms, the codec's usual.
const FRAME: usize = RATE as usize / 50;
const BITS_PER_SECOND: i32 = 24_000;
/// A page ends after a second: players seek by pages.
const FRAMES_OF_A_PAGE: u64 = 50;
/// Longest packet that the codec makes of one frame (RFC 6716, 3.4).
const PACKET_BYTES: usize = 1_275;
/// 120 ms, the longest packet there is.
const LONGEST_PACKET: usize = RATE as usize * 120 / 1_000;
/// Tells streams of one file apart; there is only one.
const SERIAL: u32 = 1;
const VENDOR: &[u8] = b"Rapport";

/// Takes samples, gives the file.
pub(crate) struct Encoder {
    opus: opus::Encoder,
    ogg: PacketWriter<'static, Vec<u8>>,
    waiting: Vec<i16>,
    /// Samples that came in.
    samples: u64,
    frames: u64,
    /// Samples that a decoder throws away at the beginning.
    pre_skip: u16,
    /// The last packet, until it is known whether it is the last.
    held: Option<Vec<u8>>,
}

impl std::fmt::Debug for Encoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Encoder({} samples)", self.samples)
    }
}

impl Encoder {
    pub(crate) fn new() -> Result<Self, VoiceError> {
        let mut opus = opus::Encoder::new(RATE, Channels::Mono, Application::Voip).map_err(broken)?;
        opus.set_bitrate(Bitrate::Bits(BITS_PER_SECOND)).map_err(broken)?;
        opus.set_signal(Signal::Voice).map_err(broken)?;
        let lookahead = opus.get_lookahead().map_err(broken)?;
        let pre_skip = u16::try_from(lookahead).unwrap_or(312);
        let mut encoder = Self {
            opus,
            ogg: PacketWriter::new(Vec::new()),
            waiting: Vec::with_capacity(2 * FRAME),
            samples: 0,
            frames: 0,
            pre_skip,
            held: None,
        };
        encoder.write(head(pre_skip), PacketWriteEndInfo::EndPage, 0)?;
        encoder.write(tags(), PacketWriteEndInfo::EndPage, 0)?;
        Ok(encoder)
    }

    pub(crate) fn encode(&mut self, samples: &[i16]) -> Result<(), VoiceError> {
        self.samples += samples.len() as u64;
        self.waiting.extend_from_slice(samples);
        while self.waiting.len() >= FRAME {
            self.frame()?;
        }
        Ok(())
    }

    /// The whole file.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, VoiceError> {
        // Silence pushes out what the codec still holds; the last page's position cuts it off again (RFC 7845, 4.4).
        let end = self.samples + u64::from(self.pre_skip);
        while self.frames * (FRAME as u64) < end {
            self.waiting.resize(FRAME, 0);
            self.frame()?;
        }
        if let Some(last) = self.held.take() {
            self.write(last, PacketWriteEndInfo::EndStream, end)?;
        }
        Ok(self.ogg.into_inner())
    }

    fn frame(&mut self) -> Result<(), VoiceError> {
        let Some(frame) = self.waiting.get(..FRAME) else {
            return Ok(());
        };
        let packet = self.opus.encode_vec(frame, PACKET_BYTES).map_err(broken)?;
        self.waiting.drain(..FRAME);
        if let Some(before) = self.held.replace(packet) {
            let ends = if self.frames.is_multiple_of(FRAMES_OF_A_PAGE) {
                PacketWriteEndInfo::EndPage
            } else {
                PacketWriteEndInfo::NormalPacket
            };
            self.write(before, ends, self.frames * FRAME as u64)?;
        }
        self.frames += 1;
        Ok(())
    }

    fn write(&mut self, packet: Vec<u8>, ends: PacketWriteEndInfo, position: u64) -> Result<(), VoiceError> {
        Ok(self.ogg.write_packet(packet, SERIAL, ends, position)?)
    }
}

/// RFC 7845, 5.1.
fn head(pre_skip: u16) -> Vec<u8> {
    let mut head = b"OpusHead".to_vec();
    head.extend([1, 1]); // version, channels
    head.extend(pre_skip.to_le_bytes());
    head.extend(RATE.to_le_bytes());
    head.extend(0i16.to_le_bytes()); // gain
    head.push(0); // mono or stereo
    head
}

/// RFC 7845, 5.2: whose work it is, and nothing else.
fn tags() -> Vec<u8> {
    let mut tags = b"OpusTags".to_vec();
    tags.extend(u32::try_from(VENDOR.len()).unwrap_or_default().to_le_bytes());
    tags.extend(VENDOR);
    tags.extend(0u32.to_le_bytes());
    tags
}

/// libopus refuses only what we never ask for; it still has to be said.
fn broken(error: opus::Error) -> VoiceError {
    VoiceError::Disk(format!("the codec says {}", error.description()))
}

/// What a player hears.
#[derive(Clone, PartialEq)]
pub struct Heard {
    /// At [`RATE`].
    pub samples: Vec<i16>,
}

impl std::fmt::Debug for Heard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Heard({} samples)", self.samples.len())
    }
}

/// Decodes a voice note of ours as RFC 7845 says: what comes before the beginning and behind the end is cut off.
pub fn decode(file: &[u8]) -> Result<Heard, VoiceError> {
    let mut reader = PacketReader::new(Cursor::new(file));
    let mut next = || reader.read_packet().map_err(|_| VoiceError::Unreadable);
    let head = next()?.ok_or(VoiceError::Unreadable)?.data;
    let pre_skip = match (head.get(..8), head.get(9), head.get(10..12)) {
        (Some(b"OpusHead"), Some(1), Some([low, high])) => u16::from_le_bytes([*low, *high]),
        _ => return Err(VoiceError::Unreadable),
    };
    let tags = next()?.ok_or(VoiceError::Unreadable)?;
    if !tags.data.starts_with(b"OpusTags") {
        return Err(VoiceError::Unreadable);
    }
    let mut decoder = opus::Decoder::new(RATE, Channels::Mono).map_err(|_| VoiceError::Unreadable)?;
    let mut samples = Vec::new();
    let mut end = None;
    let mut room = vec![0; LONGEST_PACKET];
    while let Some(packet) = next()? {
        let decoded = decoder
            .decode(&packet.data, &mut room, false)
            .map_err(|_| VoiceError::Unreadable)?;
        samples.extend_from_slice(room.get(..decoded).unwrap_or_default());
        end = packet.last_in_stream().then(|| packet.absgp_page());
    }
    let end = end.and_then(|end| usize::try_from(end).ok());
    samples.truncate(end.ok_or(VoiceError::Unreadable)?);
    samples.drain(..usize::from(pre_skip).min(samples.len()));
    Ok(Heard { samples })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speechlike(samples: usize) -> Vec<i16> {
        (0..samples)
            .map(|n| {
                let t = n as f32 / RATE as f32;
                let voice: f32 = (1..12)
                    .map(|k| (t * 140.0 * k as f32 * std::f32::consts::TAU).sin() / k as f32)
                    .sum();
                let syllables = 0.5 + 0.5 * (t * 25.0).sin();
                (voice * syllables * 7_000.0) as i16
            })
            .collect()
    }

    fn encode(samples: &[i16], at_once: usize) -> Vec<u8> {
        let mut encoder = Encoder::new().unwrap();
        for chunk in samples.chunks(at_once) {
            encoder.encode(chunk).unwrap();
        }
        encoder.finish().unwrap()
    }

    /// 1: the same; 0: nothing in common, or not at its place. The codec bends the wave more than the ear notices.
    fn alike(one: &[i16], other: &[i16]) -> f64 {
        let dot = |a: &[i16], b: &[i16]| -> f64 {
            a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
        };
        dot(one, other) / (dot(one, one) * dot(other, other)).sqrt()
    }

    #[test]
    fn what_goes_in_comes_out_at_its_place_and_in_its_length() {
        for samples in [4_800, 48_000, 48_001, 95_999, 144_000 - 312] {
            let said = speechlike(samples);
            let heard = decode(&encode(&said, 480)).unwrap().samples;
            assert_eq!(heard.len(), samples);
            assert!(alike(&said, &heard) > 0.7, "{samples}: {}", alike(&said, &heard));
        }
    }

    #[test]
    fn a_minute_is_small_whatever_is_said() {
        let file = encode(&speechlike(60 * RATE as usize), 4_800);
        assert!((150_000..230_000).contains(&file.len()), "{} bytes", file.len());
    }

    #[test]
    fn how_it_comes_does_not_matter() {
        let said = speechlike(100_000);
        let whole = encode(&said, usize::MAX);
        assert_eq!(encode(&said, 123), whole);
    }

    #[test]
    fn every_page_is_as_the_standard_wants_it() {
        let file = encode(&speechlike(150_000), 960);
        let mut reader = PacketReader::new(Cursor::new(&file));
        let mut positions = Vec::new();
        let mut last = false;
        while let Some(packet) = reader.read_packet().unwrap() {
            if packet.last_in_page() {
                positions.push(packet.absgp_page());
            }
            last = packet.last_in_stream();
        }
        let pre_skip = u64::from(u16::from_le_bytes([file[28 + 10], file[28 + 11]]));
        assert_eq!(positions, [0, 0, 48_000, 96_000, 144_000, 150_000 + pre_skip]);
        assert!(last);
    }

    #[test]
    fn what_is_no_voice_note_is_refused() {
        let file = encode(&speechlike(30_000), 960);
        assert_eq!(decode(b"RIFFxxxxWAVE"), Err(VoiceError::Unreadable));
        assert_eq!(decode(&[]), Err(VoiceError::Unreadable));
        assert_eq!(decode(&file[..file.len() / 2]), Err(VoiceError::Unreadable));
    }
}
