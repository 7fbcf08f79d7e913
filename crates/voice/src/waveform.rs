//! The shape of a voice note: one byte for each of some equal parts, the loudest has 255.

use crate::RATE;

/// The loudness of each hundredth of a second.
const STEP: u32 = RATE / 100;
/// A part is at least this long: a note of half a second is not made of a hundred bars.
const STEPS_OF_A_PART: usize = 5;

#[derive(Debug, Default)]
pub(crate) struct Shape {
    steps: Vec<f32>,
    energy: f32,
    samples: u32,
}

impl Shape {
    pub(crate) fn hear(&mut self, samples: &[i16]) {
        for sample in samples {
            let sample = f32::from(*sample) / f32::from(i16::MAX);
            self.energy += sample * sample;
            self.samples += 1;
            if self.samples == STEP {
                self.end_of_step();
            }
        }
    }

    fn end_of_step(&mut self) {
        self.steps.push((self.energy / self.samples.max(1) as f32).sqrt());
        self.energy = 0.0;
        self.samples = 0;
    }

    /// At most `most` of them, at least one.
    pub(crate) fn waveform(mut self, most: usize) -> Vec<u8> {
        if self.samples > 0 || self.steps.is_empty() {
            self.end_of_step();
        }
        let steps = self.steps.len();
        let parts = (steps / STEPS_OF_A_PART).clamp(1, most.max(1));
        let loudness: Vec<f32> = (0..parts)
            .map(|part| {
                let (from, to) = (part * steps / parts, (part + 1) * steps / parts);
                let slice = self.steps.get(from..to).unwrap_or_default();
                slice.iter().copied().fold(0.0, f32::max)
            })
            .collect();
        let loudest = loudness.iter().copied().fold(0.0, f32::max);
        loudness
            .into_iter()
            .map(|part| {
                if loudest > 0.0 {
                    (part / loudest * 255.0).round() as u8
                } else {
                    0
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(samples: &[i16]) -> Shape {
        let mut shape = Shape::default();
        for chunk in samples.chunks(333) {
            shape.hear(chunk);
        }
        shape
    }

    #[test]
    fn the_loud_half_stands_out() {
        let mut samples = vec![500; RATE as usize];
        samples.extend(vec![10_000; RATE as usize]);
        let waveform = shape(&samples).waveform(10);
        assert_eq!(waveform.len(), 10);
        assert_eq!(waveform[..5], [13; 5]);
        assert_eq!(waveform[5..], [255; 5]);
    }

    #[test]
    fn a_short_note_has_few_parts_and_silence_is_flat() {
        assert_eq!(shape(&vec![300; RATE as usize / 2]).waveform(100).len(), 10);
        assert_eq!(shape(&vec![0; RATE as usize * 60]).waveform(100), [0; 100]);
        assert_eq!(shape(&[]).waveform(100), [0]);
        assert_eq!(shape(&[7; 3]).waveform(100), [255]);
    }
}
