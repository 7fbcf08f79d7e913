//! Waveforms as shapes: the peaks that a voice note carries, or what a microphone hears just now, as the bars of one path.

use super::base64;

/// Bars of a voice note.
pub(crate) const BARS: usize = 46;
/// From one bar to the next.
pub(crate) const STEP: usize = 4;
/// Of all shapes.
pub(crate) const HEIGHT: usize = 28;
const LOWEST: f64 = 1.5;

/// As many bars as wanted, each the loudest of its part; fewer peaks are spread. Nothing known is a quiet line.
pub(crate) fn fit(peaks: &[u8], bars: usize) -> Vec<u8> {
    let part = |bar: usize| {
        let from = bar * peaks.len() / bars.max(1);
        let to = ((bar + 1) * peaks.len()).div_ceil(bars.max(1)).max(from + 1);
        let loudest = peaks
            .get(from..to.min(peaks.len()))
            .and_then(|part| part.iter().max());
        loudest.copied().unwrap_or_default()
    };
    (0..bars).map(part).collect()
}

/// The path of a stroke for each bar, around the middle.
pub(crate) fn path(bars: impl Iterator<Item = u8>) -> String {
    use std::fmt::Write;
    let mut path = String::new();
    let middle = HEIGHT as f64 / 2.0;
    for (index, bar) in bars.enumerate() {
        let x = index * STEP + STEP / 2;
        // Quiet speech is seen as well.
        let half = (f64::from(bar) / 255.0)
            .powf(0.75)
            .mul_add(middle - 2.0, LOWEST / 2.0);
        let _ = write!(path, "M{x} {:.1}V{:.1}", middle - half, middle + half);
    }
    path
}

/// The shape of a voice note.
pub(crate) fn shape(waveform: Option<&str>) -> String {
    let peaks = waveform.and_then(base64::decode).unwrap_or_default();
    path(fit(&peaks, BARS).into_iter())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_of_peaks_makes_all_bars() {
        assert_eq!(fit(&[], 3), [0, 0, 0]);
        assert_eq!(fit(&[7], 3), [7, 7, 7]);
        assert_eq!(fit(&[1, 9, 2, 8], 2), [9, 8]);
        let hundred: Vec<u8> = (0..100).collect();
        let bars = fit(&hundred, BARS);
        assert_eq!((bars.len(), bars.last()), (BARS, Some(&99)));
    }

    #[test]
    fn a_bar_is_a_stroke_around_the_middle() {
        assert_eq!(path([0, 255].into_iter()), "M2 13.2V14.8M6 1.2V26.8");
        assert_eq!(shape(None).matches('M').count(), BARS);
        assert_eq!(shape(Some("not base64!")), shape(None));
    }
}
