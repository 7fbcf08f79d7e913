//! One recording: the thread that owns the microphone, the part on the disk and the voice note in the making.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::level::Meter;
use crate::microphone::{self, Listening, Said};
use crate::note::NoteMaker;
use crate::part::Part;
use crate::resample::Resample;
use crate::{Note, VoiceError};

/// Some seconds of sound may wait while the disk is slow; then sound is lost, and not memory.
const WAITING: usize = 1_024;
/// A microphone that says nothing for so long is gone: some systems do not tell.
const SILENT: Duration = Duration::from_secs(4);

/// What comes while one records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Ten times a second.
    Level {
        /// 0: silence, 255: as loud as can be.
        level: u8,
        /// Recorded so far.
        length_ms: u32,
    },
    /// Nothing more is recorded. What was, is kept: [`Recording::finish`] gives it.
    Stopped(VoiceError),
}

/// What the thread is told.
enum Word {
    Samples(Vec<f32>),
    Failed(VoiceError),
    Pause(bool),
    Finish,
    Cancel,
}

/// Dropped without [`finish`](Self::finish) or [`cancel`](Self::cancel), it ends and leaves the part as a crash would.
#[derive(Debug)]
pub struct Recording {
    words: SyncSender<Word>,
    thread: Option<JoinHandle<Result<Option<Note>, VoiceError>>>,
}

impl Recording {
    /// Begins, once the microphone is open. `part` is a file that does not exist yet. Ends by itself after `longest_ms`. `tell` is called
    /// on the recording's thread.
    pub fn begin(
        part: &Path,
        microphone: Option<String>,
        longest_ms: u32,
        tell: impl FnMut(Heard) + Send + 'static,
    ) -> Result<Self, VoiceError> {
        let (words, inbox) = sync_channel(WAITING);
        let (opened, is_open) = sync_channel(1);
        let (own, path) = (words.clone(), part.to_owned());
        let thread = thread::Builder::new().name("recording".into()).spawn(move || {
            // The stream stays on the thread that made it: some systems insist.
            let begun = open(&path, microphone.as_deref(), own, longest_ms, tell);
            let (desk, result) = match begun {
                Ok(desk) => (Some(desk), Ok(())),
                Err(error) => (None, Err(error)),
            };
            let _ = opened.send(result);
            match desk {
                Some(desk) => desk.serve(&inbox),
                None => Ok(None),
            }
        })?;
        let gone = || VoiceError::Unusable("the system gives no answer".into());
        is_open.recv().map_err(|_| gone())??;
        Ok(Self {
            words,
            thread: Some(thread),
        })
    }

    /// What is said meanwhile is not recorded.
    pub fn pause(&self, paused: bool) {
        // A thread that has ended hears nothing anyhow.
        let _ = self.words.send(Word::Pause(paused));
    }

    /// Ends, and gives the voice note. The part stays: whoever has put the note away safely removes it.
    pub fn finish(mut self) -> Result<Note, VoiceError> {
        self.end(Word::Finish)?.ok_or(VoiceError::Empty)
    }

    /// Ends, and removes the part.
    pub fn cancel(mut self) {
        // What cannot be removed now is found at the next start.
        let _ = self.end(Word::Cancel);
    }

    fn end(&mut self, word: Word) -> Result<Option<Note>, VoiceError> {
        let _ = self.words.send(word);
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(result)) => result,
            _ => Err(VoiceError::Unusable("recording broke off".into())),
        }
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        if self.thread.is_some() {
            let _ = self.end(Word::Finish);
        }
    }
}

fn open<T: FnMut(Heard)>(
    path: &Path,
    microphone: Option<&str>,
    words: SyncSender<Word>,
    longest_ms: u32,
    tell: T,
) -> Result<Desk<T>, VoiceError> {
    let listening = microphone::open(microphone, move |said| {
        let word = match said {
            Said::Samples(samples) => Word::Samples(samples),
            Said::Failed(error) => Word::Failed(error),
        };
        // The sound system's thread must not wait. A failure that finds no room is noticed by the silence after it.
        if let Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) = words.try_send(word) {}
    })?;
    let mut desk = Desk {
        path: path.to_owned(),
        resample: Some(Resample::from(listening.rate)?),
        listening: Some(listening),
        part: None,
        note: NoteMaker::new()?,
        meter: Meter::default(),
        paused: false,
        longest_ms,
        tell,
    };
    desk.part = Some(Part::create(path)?);
    Ok(desk)
}

/// What only the thread touches.
struct Desk<T> {
    path: PathBuf,
    /// `None` once it is gone.
    listening: Option<Listening>,
    resample: Option<Resample>,
    part: Option<Part>,
    note: NoteMaker,
    meter: Meter,
    paused: bool,
    longest_ms: u32,
    tell: T,
}

impl<T: FnMut(Heard)> Desk<T> {
    fn serve(mut self, inbox: &Receiver<Word>) -> Result<Option<Note>, VoiceError> {
        loop {
            let word = if self.listening.is_some() {
                inbox.recv_timeout(SILENT)
            } else {
                inbox.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            match word {
                Ok(Word::Samples(samples)) => self.hear(&samples),
                Ok(Word::Failed(error)) => self.stop(error),
                Ok(Word::Pause(paused)) => self.paused = paused,
                Ok(Word::Finish) => return self.finish().map(Some),
                Ok(Word::Cancel) => return self.cancel(),
                Err(RecvTimeoutError::Timeout) => self.stop(VoiceError::Gone),
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
            }
        }
    }

    fn hear(&mut self, samples: &[f32]) {
        if self.paused || self.listening.is_none() {
            return;
        }
        let mut ours = Vec::with_capacity(samples.len().saturating_mul(2));
        let resampled = match &mut self.resample {
            Some(resample) => resample.push(samples, &mut ours),
            None => Ok(()),
        };
        if let Err(error) = resampled.and_then(|()| self.keep(&ours)) {
            self.stop(error);
        }
    }

    fn keep(&mut self, samples: &[f32]) -> Result<(), VoiceError> {
        let samples: Vec<i16> = samples.iter().copied().map(to_16_bit).collect();
        if let Some(part) = &mut self.part {
            part.write(&samples)?;
        }
        self.note.hear(&samples)?;
        let length_ms = self.note.length_ms();
        if let Some(level) = self.meter.hear(&samples) {
            (self.tell)(Heard::Level { level, length_ms });
        }
        if length_ms >= self.longest_ms {
            return Err(VoiceError::TooLong);
        }
        Ok(())
    }

    /// The microphone is closed; what was recorded waits for the person's word.
    fn stop(&mut self, error: VoiceError) {
        if self.listening.take().is_some() {
            (self.tell)(Heard::Stopped(error));
        }
    }

    fn finish(mut self) -> Result<Note, VoiceError> {
        self.listening = None;
        let mut rest = Vec::new();
        if let Some(resample) = self.resample.take() {
            resample.finish(&mut rest)?;
        }
        let rest: Vec<i16> = rest.into_iter().map(to_16_bit).collect();
        // The disk may be what has stopped the recording: the note is whole all the same.
        let written = match self.part.take() {
            Some(mut part) => part.write(&rest).and_then(|()| part.finish()),
            None => Ok(()),
        };
        self.note.hear(&rest)?;
        let note = self.note.finish()?;
        match written {
            Err(VoiceError::DiskFull) | Ok(()) => Ok(note),
            Err(error) => Err(error),
        }
    }

    fn cancel(mut self) -> Result<Option<Note>, VoiceError> {
        self.listening = None;
        self.part = None;
        std::fs::remove_file(&self.path)?;
        Ok(None)
    }
}

fn to_16_bit(sample: f32) -> i16 {
    // A cast from float holds to the limits.
    (sample * f32::from(i16::MAX)).round() as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_loud_is_cut_and_not_turned_round() {
        assert_eq!(
            [0.0, 1.0, -1.0, 3.0, -3.0].map(to_16_bit),
            [0, 32_767, -32_767, 32_767, -32_768]
        );
    }
}
