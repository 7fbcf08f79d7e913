//! From the microphone's rate to ours. Knows no device.

use rubato::audioadapter_buffers::direct::SequentialSliceOfVecs;
use rubato::{Async, FixedAsync, Indexing, Resampler, SincInterpolationParameters, WindowFunction};

use crate::{RATE, VoiceError};

/// Frames that are worked off at once.
const CHUNK: usize = 1_024;
/// Enough for speech, and quick.
const SINC_LENGTH: usize = 128;

/// Takes mono at any rate, gives mono at [`RATE`], of the same length in time.
#[derive(Debug)]
pub(crate) struct Resample {
    /// `None`: the microphone has our rate.
    inner: Option<Inner>,
}

#[derive(Debug)]
struct Inner {
    resampler: Async<f32>,
    ratio: f64,
    input: Vec<Vec<f32>>,
    output: Vec<Vec<f32>>,
    /// What the filter gives before the first sample has come through.
    to_skip: usize,
    taken: u64,
    given: u64,
}

impl Resample {
    pub(crate) fn from(rate: u32) -> Result<Self, VoiceError> {
        if rate == RATE {
            return Ok(Self { inner: None });
        }
        let ratio = f64::from(RATE) / f64::from(rate);
        let parameters = SincInterpolationParameters::new(SINC_LENGTH, WindowFunction::BlackmanHarris2);
        let resampler = Async::new_sinc(ratio, 1.0, &parameters, CHUNK, 1, FixedAsync::Input)
            .map_err(|error| VoiceError::Unusable(error.to_string()))?;
        let output = vec![vec![0.0; resampler.output_frames_max()]];
        Ok(Self {
            inner: Some(Inner {
                to_skip: resampler.output_delay(),
                resampler,
                ratio,
                input: vec![Vec::with_capacity(2 * CHUNK)],
                output,
                taken: 0,
                given: 0,
            }),
        })
    }

    /// Adds to `out` what can be had by now.
    pub(crate) fn push(&mut self, samples: &[f32], out: &mut Vec<f32>) -> Result<(), VoiceError> {
        match &mut self.inner {
            None => out.extend_from_slice(samples),
            Some(inner) => inner.push(samples, out)?,
        }
        Ok(())
    }

    /// What is still inside.
    pub(crate) fn finish(self, out: &mut Vec<f32>) -> Result<(), VoiceError> {
        match self.inner {
            None => Ok(()),
            Some(inner) => inner.finish(out),
        }
    }
}

impl Inner {
    fn push(&mut self, samples: &[f32], out: &mut Vec<f32>) -> Result<(), VoiceError> {
        self.taken += samples.len() as u64;
        if let Some(input) = self.input.first_mut() {
            input.extend_from_slice(samples);
        }
        while self.waiting() >= self.resampler.input_frames_next() {
            self.chunk(None, out)?;
        }
        Ok(())
    }

    fn finish(mut self, out: &mut Vec<f32>) -> Result<(), VoiceError> {
        let all = (self.taken as f64 * self.ratio).round() as u64;
        while self.given < all {
            let before = out.len();
            let part = self.waiting().min(self.resampler.input_frames_next());
            let left = usize::try_from(all - self.given).unwrap_or(usize::MAX);
            self.chunk(Some(part), out)?;
            // The filter's tail is longer than the sound.
            out.truncate(before.saturating_add(left));
        }
        Ok(())
    }

    fn waiting(&self) -> usize {
        self.input.first().map_or(0, Vec::len)
    }

    fn chunk(&mut self, partial: Option<usize>, out: &mut Vec<f32>) -> Result<(), VoiceError> {
        let wrong = |error: &dyn std::fmt::Display| VoiceError::Unusable(error.to_string());
        let frames = partial.unwrap_or_else(|| self.resampler.input_frames_next());
        let indexing = partial.map(|frames| Indexing::new().partial_len(frames));
        let room = self.output.first().map_or(0, Vec::len);
        let written = {
            let input = SequentialSliceOfVecs::new(&self.input, 1, frames).map_err(|error| wrong(&error))?;
            let mut output =
                SequentialSliceOfVecs::new_mut(&mut self.output, 1, room).map_err(|error| wrong(&error))?;
            let (_, written) = self
                .resampler
                .process_into_buffer(&input, &mut output, indexing.as_ref())
                .map_err(|error| wrong(&error))?;
            written
        };
        if let Some(input) = self.input.first_mut() {
            input.drain(..frames);
        }
        let skip = self.to_skip.min(written);
        self.to_skip -= skip;
        let fresh = self.output.first().and_then(|output| output.get(skip..written));
        let fresh = fresh.unwrap_or_default();
        self.given += fresh.len() as u64;
        out.extend_from_slice(fresh);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(rate: u32, hertz: f32, seconds: f32) -> Vec<f32> {
        let samples = (rate as f32 * seconds) as usize;
        (0..samples)
            .map(|n| 0.5 * (n as f32 / rate as f32 * hertz * std::f32::consts::TAU).sin())
            .collect()
    }

    fn through(rate: u32, input: &[f32], at_once: usize) -> Vec<f32> {
        let mut resample = Resample::from(rate).unwrap();
        let mut out = Vec::new();
        for chunk in input.chunks(at_once) {
            resample.push(chunk, &mut out).unwrap();
        }
        resample.finish(&mut out).unwrap();
        out
    }

    #[test]
    fn a_tone_keeps_its_pitch_its_loudness_and_its_length() {
        for rate in [
            8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 88_200, 96_000, 192_000,
        ] {
            let out = through(rate, &tone(rate, 440.0, 2.0), 441);
            assert_eq!(out.len(), 96_000, "{rate}");
            let wanted = tone(RATE, 440.0, 2.0);
            // Away from the ends, where the tone begins and stops at once.
            let worst = (1_000..95_000)
                .map(|n| (out[n] - wanted[n]).abs())
                .fold(0.0, f32::max);
            // Half a sample of delay cannot be cut off.
            assert!(worst < 0.04, "{rate} Hz is off by {worst}");
        }
    }

    #[test]
    fn how_it_comes_does_not_matter() {
        let input = tone(44_100, 300.0, 0.7);
        let whole = through(44_100, &input, usize::MAX);
        assert_eq!(through(44_100, &input, 1), whole);
        assert_eq!(through(44_100, &input, 1_024), whole);
    }

    #[test]
    fn what_no_ear_hears_does_not_come_back_as_a_whistle() {
        // 30 kHz would fold down to 18 kHz.
        let out = through(96_000, &tone(96_000, 30_000.0, 0.5), 960);
        let loudest = out[1_000..23_000].iter().copied().fold(0.0, f32::max);
        assert!(loudest < 0.005, "{loudest}");
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(through(44_100, &[], 1).is_empty());
        assert_eq!(through(44_100, &[0.1; 10], 1).len(), 11);
    }
}
