//! How loud it was, as the eye wants it: a level for the meter, and the shape of the whole. Knows no browser.

use protocol::PEAKS;

/// What counts as silence, in decibels below the loudest there is.
const FLOOR_DB: f32 = -60.0;

/// The root of the mean square of samples between -1 and 1.
pub(super) fn loudness(samples: &[f32]) -> f32 {
    if samples.is_empty() {
        return 0.0;
    }
    let energy: f32 = samples.iter().map(|sample| sample * sample).sum();
    (energy / samples.len() as f32).sqrt()
}

/// 0 at -60 dB and below, 255 for a sine as loud as can be.
pub(super) fn level(loudness: f32) -> u8 {
    let decibels = 20.0 * (loudness * std::f32::consts::SQRT_2).max(1e-6).log10();
    let part = 1.0 - decibels / FLOOR_DB;
    (part.clamp(0.0, 1.0) * 255.0).round() as u8
}

/// One byte for each of at most [`PEAKS`] equal parts, the loudest has 255; from one loudness for each tenth of a second.
pub(super) fn waveform(tenths: &[f32]) -> Vec<u8> {
    let parts = tenths.len().clamp(1, PEAKS);
    let loudest = tenths.iter().copied().fold(0.0, f32::max);
    (0..parts)
        .map(|part| {
            let (from, to) = (part * tenths.len() / parts, (part + 1) * tenths.len() / parts);
            let part = tenths.get(from..to).unwrap_or_default();
            let part = part.iter().copied().fold(0.0, f32::max);
            if loudest > 0.0 {
                (part / loudest * 255.0).round() as u8
            } else {
                0
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_meter_goes_from_silence_to_full() {
        let sine = |amplitude: f32| -> Vec<f32> {
            (0..4_096).map(|n| amplitude * (n as f32 * 0.05).sin()).collect()
        };
        assert_eq!(level(loudness(&[])), 0);
        assert_eq!(level(loudness(&sine(0.0))), 0);
        assert!(level(loudness(&sine(1.0))) >= 254);
        let quiet = level(loudness(&sine(0.1)));
        assert!((168..=172).contains(&quiet), "{quiet}");
    }

    #[test]
    fn the_loud_half_stands_out() {
        let mut tenths = vec![0.1; 150];
        tenths.extend([0.5; 150]);
        let waveform = super::waveform(&tenths);
        assert_eq!(waveform.len(), 100);
        assert_eq!((waveform[0], waveform[99]), (51, 255));
        assert_eq!(super::waveform(&[0.2, 0.4]), [128, 255]);
        assert_eq!(super::waveform(&[]), [0]);
        assert_eq!(super::waveform(&[0.0; 7]), [0; 7]);
    }
}
