//! Stories of voice notes and emoji: what was said, and the hands that record, play and choose.

use engine::ui::{FileView, TimelineItem};
use protocol::{Attachment, FileId, FileKind};

use super::files::VOICE;
use super::hands::Move::{self, Click, Key, Type, Wait};
use super::people::{ANA, client};
use super::recorder::WAVEFORM;
use super::scenes::append;
use super::stage::{Stage, Talk, quote};

/// Long enough that the microphone of the story has said all that it says.
const SPOKEN: Move = Wait(7_800);

pub(super) fn moves(story: &str) -> &'static [Move] {
    match story {
        "voice-playing" => &[Click("voice-play"), Wait(2_500)],
        "voice-paused" => &[
            Click("voice-play"),
            Wait(2_500),
            Click("voice-play"),
            Click("voice-speed"),
        ],
        "mini-player" => &[Click("voice-play"), Wait(1_500), Key("composer", "Ctrl+3")],
        "recording" | "voice-unplugged" => &[Click("record"), SPOKEN],
        "recording-paused" => &[Click("record"), SPOKEN, Click("record-pause")],
        "voice-draft" => &[Click("record"), SPOKEN, Click("record-stop")],
        "voice-sent" => &[Click("record"), SPOKEN, Click("send"), Wait(2_500)],
        "voice-no-microphone" | "voice-forbidden" => &[Click("record")],
        "emoji-picker" => &[Click("emoji-open")],
        "emoji-search" => &[Click("emoji-open"), Type("emoji-search", "heart")],
        "emoji-tone" => &[Click("emoji-open"), Click("emoji-tone")],
        _ => &[],
    }
}

/// What is special about the story that is told.
pub(super) fn set(stage: &mut Stage) {
    let voices = matches!(
        stage.name.as_str(),
        "voice" | "voice-playing" | "voice-paused" | "mini-player"
    );
    if let Some(ben) = stage.talks.first_mut().filter(|_| voices) {
        add_voices(ben);
    }
}

fn add_voices(ben: &mut Talk) {
    let mut say = |author, length_ms, ago, number, played| {
        if let Some(item) = append(ben, author, "", ago) {
            item.files = vec![note(number, length_ms)];
            item.played = played;
        }
    };
    say(client(0), 14_000, 12, 1, true);
    say(client(0), 67_500, 11, 2, true);
    say(ANA, 5_200, 8, 3, true);
    say(ANA, 31_000, 7, 4, false);
    say(client(0), 8_000, 3, 5, false);
    say(client(0), 134_000, 2, 6, false);
    let quoted = ben.items.last().map(quote);
    if let Some(item) = append(ben, ANA, "Give me ten minutes, then I listen to both.", 1) {
        item.reply = quoted;
    }
    ben.unread = 0;
}

/// Said by its number: another one has another shape.
pub(super) fn note(number: u128, length_ms: u32) -> FileView {
    let turn = (number as usize * 16) % WAVEFORM.len();
    let (front, back) = WAVEFORM
        .trim_end_matches('=')
        .split_at_checked(turn)
        .unwrap_or_default();
    FileView {
        file: Attachment {
            id: FileId::from_number(VOICE + number),
            kind: FileKind::Voice,
            name: "Voice note.ogg".into(),
            media_type: "audio/ogg".into(),
            bytes: u64::from(length_ms) * 3,
            size: None,
            length_ms: Some(length_ms),
            placeholder: None,
            waveform: Some(format!("{back}{front}")),
            thumbnail: false,
        },
        sent: None,
    }
}

/// Somebody listens to it.
pub(super) fn play(item: &mut TimelineItem) {
    item.played = true;
}
