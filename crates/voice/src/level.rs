//! How loud it is, for the eye: a meter in decibels, as ears count.

use crate::RATE;

/// Ten levels a second.
const WINDOW: u32 = RATE / 10;
/// What counts as silence, in decibels below the loudest there is.
const FLOOR_DB: f32 = -60.0;

/// Gives a level for each tenth of a second.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    energy: f32,
    samples: u32,
}

impl Meter {
    /// The levels of the tenths of a second that ended within these samples.
    pub(crate) fn hear(&mut self, samples: &[i16]) -> Option<u8> {
        let mut level = None;
        for sample in samples {
            let sample = f32::from(*sample) / f32::from(i16::MAX);
            self.energy += sample * sample;
            self.samples += 1;
            if self.samples == WINDOW {
                level = Some(of(self.energy / WINDOW as f32));
                *self = Self::default();
            }
        }
        level
    }
}

/// From the mean square: 0 at -60 dB and below, 255 for a sine as loud as can be.
fn of(mean_square: f32) -> u8 {
    let decibels = 10.0 * (mean_square * 2.0).max(1e-12).log10();
    let part = 1.0 - decibels / FLOOR_DB;
    (part.clamp(0.0, 1.0) * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(amplitude: f32) -> Vec<i16> {
        (0..WINDOW)
            .map(|n| (amplitude * (n as f32 * 0.05).sin() * f32::from(i16::MAX)) as i16)
            .collect()
    }

    #[test]
    fn the_meter_goes_from_silence_to_full() {
        let level = |amplitude| Meter::default().hear(&sine(amplitude)).unwrap();
        assert_eq!(level(0.0), 0);
        assert!(level(1.0) >= 254, "{}", level(1.0));
        // A tenth of the amplitude is 20 of the 60 decibels less.
        assert!((168..=172).contains(&level(0.1)), "{}", level(0.1));
        assert!(level(0.001) < 3);
    }

    #[test]
    fn ten_levels_a_second_whatever_comes_in_one_go() {
        let mut meter = Meter::default();
        let second = vec![100; RATE as usize];
        let levels = second.chunks(777).filter_map(|chunk| meter.hear(chunk)).count();
        assert_eq!(levels, 10);
    }
}
