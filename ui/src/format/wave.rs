//! Waveforms as shapes: the peaks that a voice note carries, or what a microphone hears just now, as the bars of one path.

/// Bars of a voice note.
pub(crate) const BARS: usize = 46;
/// From one bar to the next.
pub(crate) const STEP: usize = 4;
/// Of all shapes.
pub(crate) const HEIGHT: usize = 28;
const LOWEST: f64 = 1.5;

/// The bytes behind base64, with or without padding; `None` when it is none.
pub(crate) fn bytes(base64: &str) -> Option<Vec<u8>> {
    let mut found = Vec::with_capacity(base64.len() / 4 * 3 + 2);
    let (mut held, mut bits) = (0u32, 0u32);
    for sign in base64.trim_end_matches('=').bytes() {
        let value = match sign {
            b'A'..=b'Z' => sign - b'A',
            b'a'..=b'z' => sign - b'a' + 26,
            b'0'..=b'9' => sign - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        held = (held << 6 | u32::from(value)) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            found.push((held >> bits & 0xff) as u8);
        }
    }
    Some(found)
}

/// As many bars as wanted, each the loudest of its part; fewer peaks are spread. Nothing known is a quiet line.
pub(crate) fn fit(peaks: &[u8], bars: usize) -> Vec<u8> {
    let part = |bar: usize| {
        let from = bar * peaks.len() / bars.max(1);
        let to = ((bar + 1) * peaks.len()).div_ceil(bars.max(1)).max(from + 1);
        let loudest = peaks.get(from..to.min(peaks.len())).and_then(|part| part.iter().max());
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
        // Quiet speech is seen as well: the ear's measure is nearer to the root.
        let half = (f64::from(bar) / 255.0).sqrt().mul_add(middle - 2.0, LOWEST / 2.0);
        let _ = write!(path, "M{x} {:.1}V{:.1}", middle - half, middle + half);
    }
    path
}

/// The shape of a voice note.
pub(crate) fn shape(waveform: Option<&str>) -> String {
    let peaks = waveform.and_then(bytes).unwrap_or_default();
    path(fit(&peaks, BARS).into_iter())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_and_nonsense_is_not() {
        assert_eq!(bytes("AP+A").unwrap(), [0, 255, 128]);
        assert_eq!(bytes("AP8=").unwrap(), [0, 255]);
        assert_eq!(bytes("AP8").unwrap(), [0, 255]);
        assert_eq!(bytes("").unwrap(), [0u8; 0]);
        assert_eq!(bytes("A P"), None);
    }

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
