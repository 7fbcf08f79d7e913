//! A voice note in the making: the same samples go into the codec, the waveform and the length.

use crate::ogg_opus::Encoder;
use crate::waveform::Shape;
use crate::{RATE, VoiceError};

/// Shorter is a click, not a word.
const SHORTEST_MS: u32 = 100;

/// What is sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Note {
    ogg: Vec<u8>,
    length_ms: u32,
    /// Ready for the most parts that were asked for; see [`Note::waveform`].
    shape: Vec<u8>,
}

/// Most parts of a waveform.
const PARTS: usize = 100;

impl Note {
    /// The file: Opus in Ogg, mono, about 24 kbit/s.
    pub fn ogg(&self) -> &[u8] {
        &self.ogg
    }

    pub fn length_ms(&self) -> u32 {
        self.length_ms
    }

    /// One byte for each of at most a hundred equal parts, 255 for the loudest.
    pub fn waveform(&self) -> &[u8] {
        &self.shape
    }
}

/// What was said must not reach a log.
impl std::fmt::Debug for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Note({} ms, {} B)", self.length_ms, self.ogg.len())
    }
}

#[derive(Debug)]
pub(crate) struct NoteMaker {
    encoder: Encoder,
    shape: Shape,
    samples: u64,
}

impl NoteMaker {
    pub(crate) fn new() -> Result<Self, VoiceError> {
        Ok(Self {
            encoder: Encoder::new()?,
            shape: Shape::default(),
            samples: 0,
        })
    }

    pub(crate) fn hear(&mut self, samples: &[i16]) -> Result<(), VoiceError> {
        self.samples += samples.len() as u64;
        self.shape.hear(samples);
        self.encoder.encode(samples)
    }

    pub(crate) fn length_ms(&self) -> u32 {
        u32::try_from(self.samples * 1_000 / u64::from(RATE)).unwrap_or(u32::MAX)
    }

    pub(crate) fn finish(self) -> Result<Note, VoiceError> {
        let length_ms = self.length_ms();
        if length_ms < SHORTEST_MS {
            return Err(VoiceError::Empty);
        }
        Ok(Note {
            ogg: self.encoder.finish()?,
            length_ms,
            shape: self.shape.waveform(PARTS),
        })
    }
}
