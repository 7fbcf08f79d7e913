//! Whether two recordings are of the same words: compared by loudness and by the pitches in it over time, whatever their rates are and whenever the
//! words begin. Knows no file but simple WAV.

use std::f32::consts::TAU;

use crate::Error;

/// A look is taken this often.
const HOP_MS: u32 = 10;
/// And sees this much.
const LOOK_MS: u32 = 25;
/// Where speech is, in hertz.
const PITCHES: std::ops::Range<u32> = 1..40;
const PITCH_STEP: f32 = 100.0;
/// What is so much quieter than the loudest counts as nothing.
const FLOOR_DB: f32 = -45.0;

/// Mono, between -1 and 1.
#[derive(Clone, PartialEq)]
pub struct Sound {
    pub rate: u32,
    pub samples: Vec<f32>,
}

/// How two sounds compare.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likeness {
    /// The words begin so much later in the second.
    pub later_ms: i64,
    /// The length of the words in the second, against the first.
    pub length: f32,
    /// The second is so much louder.
    pub louder_db: f32,
    /// From 0 to 1: whether it is loud and quiet at the same times.
    pub rhythm: f32,
    /// From 0 to 1: whether the same pitches are there at the same times.
    pub pitch: f32,
}

impl Sound {
    pub fn new(rate: u32, samples: &[i16]) -> Self {
        let samples = samples.iter().map(|sample| f32::from(*sample) / 32_768.0);
        Self {
            rate,
            samples: samples.collect(),
        }
    }

    /// 16 bit, mono.
    pub fn from_wav(file: &[u8]) -> Result<Self, Error> {
        Self::read(file).ok_or_else(|| Error::Failed {
            service: "wav",
            what: "is not 16 bit mono",
            said: format!("{} bytes", file.len()),
        })
    }

    fn read(file: &[u8]) -> Option<Self> {
        let number = |at: usize| Some(u32::from_le_bytes(file.get(at..at + 4)?.try_into().ok()?));
        let form = number(20)?;
        let mono_pcm = 0x0001_0001;
        if file.get(8..16)? != b"WAVEfmt " || form != mono_pcm || file.get(34..36)? != [16, 0] {
            return None;
        }
        let data = file.windows(4).position(|name| name == b"data")?;
        let samples: Vec<i16> = file
            .get(data + 8..)?
            .chunks_exact(2)
            .filter_map(|sample| Some(i16::from_le_bytes(sample.try_into().ok()?)))
            .collect();
        Some(Self::new(number(24)?, &samples))
    }

    /// 16 bit, mono.
    pub fn to_wav(&self) -> Vec<u8> {
        let samples = self.samples.iter().map(|sample| (sample * 32_767.0) as i16);
        let data: Vec<u8> = samples.flat_map(i16::to_le_bytes).collect();
        let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
        [
            b"RIFF".as_slice(),
            &length.saturating_add(36).to_le_bytes(),
            b"WAVEfmt ",
            &16_u32.to_le_bytes(),
            &[1, 0, 1, 0],
            &self.rate.to_le_bytes(),
            &self.rate.saturating_mul(2).to_le_bytes(),
            &[2, 0, 16, 0],
            b"data",
            &length.to_le_bytes(),
            &data,
        ]
        .concat()
    }

    pub fn length_ms(&self) -> u32 {
        u32::try_from(self.samples.len() as u64 * 1_000 / u64::from(self.rate.max(1))).unwrap_or(u32::MAX)
    }

    /// How `other` compares to this.
    pub fn likeness(&self, other: &Self) -> Likeness {
        let (one, two) = (Look::all(self), Look::all(other));
        let (from, to) = words(&one);
        let (from_two, to_two) = words(&two);
        let spoken = one.get(from..to).unwrap_or_default();
        // The place where they fit best. At the ends of the second there may be a part only.
        let (mut best, mut place) = (f32::MIN, 0);
        for at in 0..two.len() {
            let heard = two.get(at..two.len().min(at + spoken.len())).unwrap_or_default();
            let fits = alike(
                spoken.iter().map(|look| look.loudness),
                heard.iter().map(|look| look.loudness),
            );
            if heard.len() * 2 > spoken.len() && fits > best {
                (best, place) = (fits, at);
            }
        }
        let heard = two.get(place..).unwrap_or_default();
        let heard = heard.get(..spoken.len().min(heard.len())).unwrap_or_default();
        let energy = |looks: &[Look]| looks.iter().map(|look| look.energy).sum::<f32>().max(1e-12);
        Likeness {
            later_ms: (place as i64 - from as i64) * i64::from(HOP_MS),
            length: (to_two - from_two) as f32 / (to - from).max(1) as f32,
            louder_db: 10.0 * (energy(heard) / energy(spoken)).log10(),
            rhythm: best.max(0.0),
            pitch: same_pitches(spoken, heard).max(0.0),
        }
    }
}

impl std::fmt::Debug for Sound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sound({} ms)", self.length_ms())
    }
}

/// A short while.
struct Look {
    energy: f32,
    /// In decibels below the loudest of the sound, and not below the floor.
    loudness: f32,
    pitches: Vec<f32>,
}

impl Look {
    fn all(sound: &Sound) -> Vec<Self> {
        let samples = |ms: u32| (sound.rate * ms / 1_000).max(1) as usize;
        let (hop, width) = (samples(HOP_MS), samples(LOOK_MS));
        let mut looks: Vec<Self> = sound
            .samples
            .windows(width)
            .step_by(hop)
            .map(|window| Self::at(window, sound.rate))
            .collect();
        let loudest = looks.iter().map(|look| look.energy).fold(1e-12, f32::max);
        let highest = looks
            .iter()
            .flat_map(|look| look.pitches.iter().copied())
            .fold(1e-12, f32::max);
        let decibels = |power: f32, most: f32| (10.0 * (power / most).max(1e-12).log10()).max(FLOOR_DB);
        for look in &mut looks {
            look.loudness = decibels(look.energy, loudest);
            for pitch in &mut look.pitches {
                *pitch = decibels(*pitch, highest);
            }
        }
        looks
    }

    fn at(window: &[f32], rate: u32) -> Self {
        let size = window.len() as f32;
        let pitches = PITCHES.map(|number| {
            // One line of a Fourier transform, below a bell.
            let turn = number as f32 * PITCH_STEP / rate as f32 * TAU;
            let (mut real, mut imaginary) = (0.0, 0.0);
            for (n, sample) in window.iter().enumerate() {
                let n = n as f32;
                let bell = 0.5 - 0.5 * (n / size * TAU).cos();
                real += sample * bell * (n * turn).cos();
                imaginary += sample * bell * (n * turn).sin();
            }
            (real * real + imaginary * imaginary) / (size * size)
        });
        Self {
            energy: window.iter().map(|sample| sample * sample).sum::<f32>() / size,
            loudness: 0.0,
            pitches: pitches.collect(),
        }
    }
}

/// From the first to behind the last that is clearly heard.
fn words(looks: &[Look]) -> (usize, usize) {
    let loud = |look: &Look| look.loudness > FLOOR_DB + 15.0;
    let from = looks.iter().position(loud).unwrap_or(0);
    let to = looks.iter().rposition(loud).map_or(0, |last| last + 1);
    (from, to.max(from))
}

/// Each pitch against its own mean: that speech is lower than a whistle says nothing about words.
fn same_pitches(one: &[Look], two: &[Look]) -> f32 {
    let mut changes = (Vec::new(), Vec::new());
    for number in 0..PITCHES.len() {
        let line = |looks: &[Look]| -> Vec<f32> {
            let line: Vec<f32> = looks
                .iter()
                .filter_map(|look| look.pitches.get(number).copied())
                .collect();
            let mean = line.iter().sum::<f32>() / line.len().max(1) as f32;
            line.into_iter().map(|pitch| pitch - mean).collect()
        };
        changes
            .0
            .extend(line(one.get(..two.len().min(one.len())).unwrap_or_default()));
        changes.1.extend(line(two));
    }
    alike(changes.0.iter().copied(), changes.1.iter().copied())
}

/// Pearson's correlation, over as much as both have.
fn alike(one: impl Iterator<Item = f32>, two: impl Iterator<Item = f32>) -> f32 {
    let pairs: Vec<(f32, f32)> = one.zip(two).collect();
    let count = pairs.len().max(1) as f32;
    let mean_one = pairs.iter().map(|(one, _)| one).sum::<f32>() / count;
    let mean_two = pairs.iter().map(|(_, two)| two).sum::<f32>() / count;
    let (mut both, mut first, mut second) = (0.0, 1e-9, 1e-9);
    for (one, two) in pairs {
        let (one, two) = (one - mean_one, two - mean_two);
        both += one * two;
        first += one * one;
        second += two * two;
    }
    both / f32::sqrt(first * second)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Syllables: half a second of a pitch each, with a short rest.
    fn melody(rate: u32, before_ms: u32, loud: f32, pitches: &[f32]) -> Sound {
        let mut samples = vec![0.0; (rate * before_ms / 1_000) as usize];
        for pitch in pitches {
            let note = rate * 2 / 10;
            samples.extend((0..note).map(|n| loud * (n as f32 / rate as f32 * pitch * TAU).sin()));
            samples.extend(vec![0.0; (rate / 20) as usize]);
        }
        samples.extend(vec![0.0; (rate / 5) as usize]);
        Sound { rate, samples }
    }

    const TUNE: [f32; 6] = [300.0, 900.0, 500.0, 1_700.0, 300.0, 2_500.0];
    const OTHER: [f32; 6] = [2_000.0, 300.0, 1_200.0, 300.0, 2_500.0, 600.0];

    #[test]
    fn the_same_is_found_later_louder_and_at_another_rate() {
        let said = melody(22_050, 50, 0.2, &TUNE);
        let found = said.likeness(&melody(48_000, 850, 0.4, &TUNE));
        assert!((780..=820).contains(&found.later_ms), "{found:?}");
        assert!((5.5..6.5).contains(&found.louder_db), "{found:?}");
        assert!((0.97..1.03).contains(&found.length), "{found:?}");
        assert!(found.rhythm > 0.85 && found.pitch > 0.95, "{found:?}");
    }

    #[test]
    fn something_else_is_not_taken_for_it() {
        let said = melody(22_050, 50, 0.2, &TUNE);
        assert!(said.likeness(&melody(22_050, 50, 0.2, &OTHER)).pitch < 0.5);
        let silence = Sound {
            rate: 48_000,
            samples: vec![0.0; 96_000],
        };
        let found = said.likeness(&silence);
        assert!(
            found.pitch < 0.1 && found.louder_db < -40.0 && found.length < 0.1,
            "{found:?}"
        );
        let half = melody(22_050, 50, 0.2, &TUNE[..3]);
        assert!(said.likeness(&half).length < 0.6);
    }

    #[test]
    fn a_wav_file_is_read_and_anything_else_is_refused() {
        let mut file =
            b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x22\x56\0\0\x44\xac\0\0\x02\0\x10\0data\x04\0\0\0"
                .to_vec();
        file.extend([0, 64, 0, 192]);
        let sound = Sound::from_wav(&file).unwrap();
        assert_eq!((sound.rate, sound.samples), (22_050, vec![0.5, -0.5]));
        assert!(Sound::from_wav(b"OggS").is_err());
    }
}
