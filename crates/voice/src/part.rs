//! The recording on the disk while it grows: a WAV file (16 bit, mono) that is readable up to the last second however the
//! program ends. Knows nothing of where it lies.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use hound::{SampleFormat, WavReader, WavSpec, WavWriter};

use crate::note::{Note, NoteMaker};
use crate::{RATE, VoiceError};

const SPEC: WavSpec = WavSpec {
    channels: 1,
    sample_rate: RATE,
    bits_per_sample: 16,
    sample_format: SampleFormat::Int,
};
/// Of our own files; hound writes just this much before the first sample of this form.
const HEADER_BYTES: u64 = 44;
/// How much may be lost, in samples.
const UNTIL_SAFE: usize = RATE as usize;
/// Samples read at once.
const BLOCK: usize = 4_800;

pub(crate) struct Part {
    writer: WavWriter<BufWriter<File>>,
    /// The same file, to have it on the disk and not only in the system's memory.
    disk: File,
    unsafe_samples: usize,
}

impl Part {
    /// A new file, for its owner only, and locked while this lives: [`recover`] leaves it alone.
    pub(crate) fn create(path: &Path) -> Result<Self, VoiceError> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path)?;
        let disk = file.try_clone()?;
        // A file system without locks has nobody else in this folder either.
        let _ = disk.try_lock();
        Ok(Self {
            writer: WavWriter::new(BufWriter::new(file), SPEC)?,
            disk,
            unsafe_samples: 0,
        })
    }

    pub(crate) fn write(&mut self, samples: &[i16]) -> Result<(), VoiceError> {
        for sample in samples {
            self.writer.write_sample(*sample)?;
        }
        self.unsafe_samples += samples.len();
        if self.unsafe_samples >= UNTIL_SAFE {
            self.writer.flush()?;
            self.disk.sync_data()?;
            self.unsafe_samples = 0;
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Result<(), VoiceError> {
        self.writer.finalize()?;
        Ok(self.disk.sync_data()?)
    }
}

/// Makes the voice note of a part that nobody writes to any more: after a crash too. `Empty` when there is nothing in it; `Busy` while it is
/// being recorded; anything else may be tried again later.
pub fn recover(path: &Path) -> Result<Note, VoiceError> {
    let locked = OpenOptions::new().read(true).write(true).open(path)?;
    if matches!(locked.try_lock(), Err(TryLockError::WouldBlock)) {
        return Err(VoiceError::Busy);
    }
    repair(&locked)?;
    let mut whole = &locked;
    whole.seek(SeekFrom::Start(0))?;
    let mut reader = WavReader::new(BufReader::new(whole))?;
    let mut maker = NoteMaker::new()?;
    let mut block = Vec::with_capacity(BLOCK);
    for sample in reader.samples::<i16>() {
        block.push(sample?);
        if block.len() == BLOCK {
            maker.hear(&block)?;
            block.clear();
        }
    }
    maker.hear(&block)?;
    maker.finish()
}

/// Writes the header anew: after a crash it tells less than there is, and after a power cut it may be gone. The form is known: it is ours.
fn repair(mut file: &File) -> Result<(), VoiceError> {
    let all = file.metadata()?.len();
    // A sample that was cut in half does not count.
    let sound = all.saturating_sub(HEADER_BYTES) / 2 * 2;
    let Ok(sound) = u32::try_from(sound) else {
        return Err(VoiceError::Unreadable);
    };
    if sound == 0 {
        return Err(VoiceError::Empty);
    }
    file.set_len(HEADER_BYTES + u64::from(sound))?;
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&header(sound))?;
    Ok(file.sync_data()?)
}

/// RIFF, `fmt ` (PCM, mono, 16 bit) and the beginning of `data`, as in "Multimedia Programming Interface and Data Specifications 1.0".
fn header(sound: u32) -> Vec<u8> {
    let mut header = Vec::new();
    header.extend(b"RIFF");
    header.extend((sound.saturating_add(36)).to_le_bytes());
    header.extend(b"WAVEfmt ");
    header.extend(16u32.to_le_bytes());
    header.extend(1u16.to_le_bytes());
    header.extend(SPEC.channels.to_le_bytes());
    header.extend(RATE.to_le_bytes());
    header.extend((RATE * 2).to_le_bytes());
    header.extend(2u16.to_le_bytes());
    header.extend(SPEC.bits_per_sample.to_le_bytes());
    header.extend(b"data");
    header.extend(sound.to_le_bytes());
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(samples: usize) -> Vec<i16> {
        (0..samples)
            .map(|n| ((n as f32 * 0.06).sin() * 9_000.0) as i16)
            .collect()
    }

    fn read(path: &Path) -> Vec<i16> {
        let samples = WavReader::open(path).unwrap().into_samples();
        samples.map(Result::unwrap).collect()
    }

    #[test]
    fn the_header_is_the_one_that_hound_writes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.part");
        let mut part = Part::create(&path).unwrap();
        part.write(&tone(1_000)).unwrap();
        part.finish().unwrap();
        assert_eq!(std::fs::read(&path).unwrap()[..44], header(2_000));
        assert!(Part::create(&path).is_err(), "never over another recording");
    }

    #[test]
    fn what_a_crash_leaves_is_read_but_for_the_last_second() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.part");
        let said = tone(150_000);
        let mut part = Part::create(&path).unwrap();
        for chunk in said.chunks(480) {
            part.write(chunk).unwrap();
        }
        assert_eq!(
            recover(&path).unwrap_err(),
            VoiceError::Busy,
            "still being recorded"
        );
        // As after kill -9: what the process held is lost.
        let left = folder.path().join("left.part");
        std::fs::copy(&path, &left).unwrap();
        let note = recover(&left).unwrap();
        assert!(
            (2_000..=3_125).contains(&note.length_ms()),
            "{}",
            note.length_ms()
        );
        let heard = read(&left);
        assert_eq!(heard, said[..heard.len()]);
    }

    #[test]
    fn cut_anywhere_it_is_readable_or_empty() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.part");
        let said = tone(9_600);
        let mut part = Part::create(&path).unwrap();
        part.write(&said).unwrap();
        part.finish().unwrap();
        let whole = std::fs::read(&path).unwrap();
        for bytes in [0, 1, 20, 44, 45, 46, 1_001, 12_345, whole.len()] {
            std::fs::write(&path, &whole[..bytes]).unwrap();
            let file = OpenOptions::new().read(true).write(true).open(&path).unwrap();
            match repair(&file) {
                Ok(()) => assert_eq!(read(&path), said[..(bytes - 44) / 2]),
                Err(error) => assert!(bytes < 46 && error == VoiceError::Empty, "{bytes}: {error}"),
            }
        }
        // The system had written the sound, and not yet the beginning.
        let mut torn = whole.clone();
        torn[..44].fill(0);
        std::fs::write(&path, torn).unwrap();
        recover(&path).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), whole);
    }

    #[test]
    fn a_click_is_no_voice_note() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.part");
        let mut part = Part::create(&path).unwrap();
        part.write(&tone(4_000)).unwrap();
        part.finish().unwrap();
        assert_eq!(recover(&path).unwrap_err(), VoiceError::Empty);
    }
}
