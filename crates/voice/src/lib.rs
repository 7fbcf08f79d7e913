//! The microphone: records onto the disk while it hears, and makes a voice note of what it heard.
//!
//! The way of the sound: [`microphone`] (cpal, any format) → mono floats → [`resample`] (48 kHz) → [`part`] (a WAV file that grows on
//! the disk, so that a crash loses a second at most) and at the same time → [`note`] (Opus in Ogg, length, waveform). [`Recording`]
//! is the thread that all of it happens on. [`recover`] makes the same voice note of a part that a crash has left.
//!
//! Knows no conversation and no server. All but the microphone itself works, and is tested, without one.

mod error;
mod level;
mod microphone;
mod note;
mod ogg_opus;
mod part;
mod recording;
mod resample;
mod waveform;

pub use error::VoiceError;
pub use microphone::{Microphone, microphones};
pub use note::Note;
pub use ogg_opus::{Heard as DecodedNote, decode};
pub use part::recover;
pub use recording::{Heard, Recording};

/// Samples in a second of everything behind the microphone.
pub const RATE: u32 = 48_000;
