//! The real way of a voice: eSpeak speaks into a real sound server, cpal records it in a process of its own, and what comes out is compared with what
//! was said. Linux: elsewhere there is no microphone that can be told what to hear.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a scenario that cannot go on has failed")]

use std::io::{BufRead, BufReader, Lines, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use backing::{Likeness, Microphone, Sound, spoken};
use tempfile::{TempDir, tempdir};
use voice::{Note, RATE, decode};

const WORDS: &str = "Ana, my knee is fine again. I ran eight kilometres this morning before breakfast.";
const OTHER_WORDS: &str = "Could we move the call from Tuesday to some other evening, please?";

/// A recording in a process of its own.
struct Recorder {
    process: Child,
    words: ChildStdin,
    says: Lines<BufReader<ChildStdout>>,
    folder: TempDir,
}

impl Recorder {
    fn start(environment: Vec<(&'static str, std::ffi::OsString)>) -> Self {
        let folder = tempdir().unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_voice-record"))
            .args([folder.path().join("note.part"), folder.path().join("note.ogg")])
            .envs(environment)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Self {
            words: process.stdin.take().unwrap(),
            says: BufReader::new(process.stdout.take().unwrap()).lines(),
            process,
            folder,
        }
    }

    /// The microphone is open, and sound comes.
    fn hears(microphone: &Microphone) -> Self {
        let mut recorder = Self::start(microphone.environment());
        recorder.until_longer_than(0);
        recorder
    }

    fn part(&self) -> PathBuf {
        self.folder.path().join("note.part")
    }

    fn tell(&mut self, word: &str) {
        writeln!(self.words, "{word}").unwrap();
    }

    /// Reads what it says until a line begins so; gives the rest of the line.
    fn until(&mut self, beginning: &str) -> String {
        loop {
            let line = self.says.next().unwrap().unwrap();
            if let Some(rest) = line.strip_prefix(beginning) {
                return rest.trim().to_owned();
            }
        }
    }

    /// Waits until more was recorded; gives the length and the loudest level on the way.
    fn until_longer_than(&mut self, ms: u32) -> (u32, u8) {
        let mut loudest = 0;
        loop {
            let line = self.until("level");
            let (level, length) = line.split_once(' ').unwrap();
            loudest = loudest.max(level.parse().unwrap());
            let length = length.parse().unwrap();
            if length > ms {
                return (length, loudest);
            }
        }
    }

    fn finish(mut self) -> (Vec<u8>, u32) {
        self.tell("finish");
        let length = self.until("finished").parse().unwrap();
        assert!(self.process.wait().unwrap().success());
        (
            std::fs::read(self.folder.path().join("note.ogg")).unwrap(),
            length,
        )
    }
}

fn heard_in(ogg: &[u8]) -> Sound {
    Sound::new(RATE, &decode(ogg).unwrap().samples)
}

fn is_what_was_said(said: &Sound, ogg: &[u8]) {
    let heard = heard_in(ogg);
    let found = said.likeness(&heard);
    let Likeness {
        length,
        louder_db,
        rhythm,
        pitch,
        ..
    } = found;
    assert!((0.95..1.05).contains(&length), "length: {found:?}");
    assert!(louder_db.abs() < 3.0, "loudness: {found:?}");
    assert!(rhythm > 0.9 && pitch > 0.8, "words: {found:?}");
    // And the measure would notice other words.
    let other = spoken(OTHER_WORDS).unwrap().likeness(&heard);
    assert!(other.pitch < 0.5, "other words: {other:?}");
}

#[test]
fn what_is_said_arrives_in_length_loudness_and_words() {
    let microphone = Microphone::start().unwrap();
    let mut recorder = Recorder::hears(&microphone);
    let said = microphone.say(WORDS).unwrap();
    let (length, loudest) = recorder.until_longer_than(said.length_ms() + 1_000);
    assert!(loudest > 120, "the meter has moved: {loudest}");
    let part = recorder.part();
    assert!(
        part.metadata().unwrap().len() > u64::from(length) * 80,
        "it is on the disk meanwhile"
    );
    let (ogg, length_ms) = recorder.finish();
    assert!(length_ms >= length);
    assert_eq!(heard_in(&ogg).length_ms(), length_ms);
    let minute = ogg.len() as u64 * 60_000 / u64::from(length_ms);
    assert!(minute < 250_000, "a minute would be {minute} bytes");
    is_what_was_said(&said, &ogg);
}

#[test]
fn killed_while_recording_it_leaves_a_voice_note_that_plays() {
    let microphone = Microphone::start().unwrap();
    let mut recorder = Recorder::hears(&microphone);
    let said = microphone.say(WORDS).unwrap();
    // What may be lost is a second; the words are older than that.
    let (length, _) = recorder.until_longer_than(said.length_ms() + 2_000);
    assert_eq!(recover(&recorder.part()).unwrap_err(), voice::VoiceError::Busy);
    recorder.process.kill().unwrap(); // SIGKILL
    recorder.process.wait().unwrap();
    let note = recover(&recorder.part()).unwrap();
    assert!(
        note.length_ms() + 1_200 > length,
        "{} of {length}",
        note.length_ms()
    );
    assert_eq!(heard_in(note.ogg()).length_ms(), note.length_ms());
    assert!(note.waveform().contains(&255));
    is_what_was_said(&said, note.ogg());
}

fn recover(part: &Path) -> Result<Note, voice::VoiceError> {
    voice::recover(part)
}

#[test]
fn what_is_said_in_a_pause_is_not_recorded() {
    let microphone = Microphone::start().unwrap();
    let mut recorder = Recorder::hears(&microphone);
    let said = microphone.say(WORDS).unwrap();
    recorder.until_longer_than(said.length_ms() + 500);
    recorder.tell("pause");
    let secret = microphone.say(OTHER_WORDS).unwrap();
    recorder.tell("resume");
    let after = microphone.say("Good bye.").unwrap();
    let (ogg, length_ms) = recorder.finish();
    let everything = said.length_ms() + secret.length_ms() + after.length_ms();
    assert!(length_ms < everything, "{length_ms} of {everything}");
    let heard = heard_in(&ogg);
    let found = secret.likeness(&heard);
    assert!(found.pitch < 0.5, "{found:?}");
    assert!(said.likeness(&heard).pitch > 0.8);
}

#[test]
fn cancelled_it_leaves_nothing() {
    let microphone = Microphone::start().unwrap();
    let mut recorder = Recorder::hears(&microphone);
    recorder.tell("cancel");
    recorder.until("cancelled");
    assert!(recorder.process.wait().unwrap().success());
    assert_eq!(std::fs::read_dir(recorder.folder.path()).unwrap().count(), 0);
}

#[test]
fn unplugged_in_the_middle_it_says_so_and_keeps_what_it_has() {
    let mut microphone = Microphone::start().unwrap();
    let mut recorder = Recorder::hears(&microphone);
    let said = microphone.say(WORDS).unwrap();
    recorder.until_longer_than(said.length_ms() + 500);
    microphone.unplug().unwrap();
    let words = recorder.until("stopped");
    assert_eq!(words, voice::VoiceError::Gone.to_string());
    is_what_was_said(&said, &recorder.finish().0);
}

#[test]
fn without_a_sound_server_it_says_so_and_leaves_nothing() {
    let mut microphone = Microphone::start().unwrap();
    let environment = microphone.environment();
    microphone.unplug().unwrap();
    let recorder = Recorder::start(environment);
    let part = recorder.part();
    let output = recorder.process.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(
        said.contains("Unusable") && said.contains("Connection refused"),
        "{said}"
    );
    assert!(!part.exists());
}

#[test]
fn the_microphone_has_a_name() {
    let microphone = Microphone::start().unwrap();
    let listed = Command::new(env!("CARGO_BIN_EXE_voice-record"))
        .envs(microphone.environment())
        .output()
        .unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let (id, name) = listed
        .lines()
        .next()
        .and_then(|line| line.split_once('\t'))
        .unwrap();
    assert!(id.starts_with("alsa:") && !name.is_empty(), "{listed}");
}
