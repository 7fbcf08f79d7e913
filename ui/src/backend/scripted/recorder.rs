//! A microphone that always hears the same few words, and then nothing more: a recording that stands still looks the same
//! in every picture. It knows no sound.

use std::cell::RefCell;
use std::rc::Rc;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::FutureExt;
use protocol::{ApiError, ConversationId, ErrorCode, FileId, FileKind, NewFile};
use wasm_bindgen_futures::spawn_local;

use crate::backend::{Heard, Later, Microphone, Recorder};

/// What is heard in each tenth of a second.
const HEARD: [u8; 74] = [
    6, 27, 19, 46, 159, 106, 29, 157, 242, 126, 26, 69, 107, 54, 10, 6, 28, 49, 17, 114, 178, 36, 138, 234,
    59, 66, 152, 6, 6, 6, 6, 26, 20, 27, 129, 191, 78, 51, 216, 168, 25, 109, 96, 13, 16, 6, 13, 21, 108,
    138, 49, 52, 193, 235, 6, 6, 91, 106, 31, 8, 7, 27, 13, 87, 147, 33, 122, 243, 98, 37, 145, 146, 49, 11,
];
/// The same as it stands in the voice note.
pub(super) const WAVEFORM: &str =
    "BhwTMKZvHqT9hBtIcDgKBh0zEXe6JZD1PUWfBgYGBhsUHIfIUTXisBpyZA0QBg0WcZAzNsr2BgZfbyAIBxwNW5oigP9mJpiZMws=";
const STEP_MS: u32 = 100;
/// Of the first voice note that is made here; the next ones follow.
const FIRST_NOTE: u128 = super::files::VOICE + 700;

/// How the story goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// All is well.
    Well,
    /// `?story=voice-no-microphone`: nothing to record with.
    NoMicrophone,
    /// `?story=voice-forbidden`: the person has said no.
    Forbidden,
    /// `?story=voice-unplugged`: the microphone goes after four seconds.
    Unplugged,
}

#[derive(Debug)]
pub(super) struct ScriptedRecorder {
    turn: Turn,
    take: Rc<RefCell<Take>>,
}

#[derive(Debug, Default)]
struct Take {
    /// Counts recordings, so that an earlier one falls silent.
    number: u32,
    running: bool,
    paused: bool,
    steps: usize,
}

impl ScriptedRecorder {
    pub(super) fn new(story: &str) -> Self {
        let turn = match story {
            "voice-no-microphone" => Turn::NoMicrophone,
            "voice-forbidden" => Turn::Forbidden,
            "voice-unplugged" => Turn::Unplugged,
            _ => Turn::Well,
        };
        Self {
            turn,
            take: Rc::default(),
        }
    }
}

impl Recorder for ScriptedRecorder {
    fn microphones(&self) -> Later<Vec<Microphone>> {
        let named = |id: &str, name: &str| Microphone {
            id: id.into(),
            name: name.into(),
        };
        let microphones = match self.turn {
            Turn::NoMicrophone => Vec::new(),
            _ => vec![
                named("built-in", "Built-in microphone"),
                named("headset", "Jabra Evolve2 headset"),
            ],
        };
        async { Ok(microphones) }.boxed_local()
    }

    fn record(
        &self,
        _conversation: ConversationId,
        _microphone: Option<String>,
    ) -> Later<UnboundedReceiver<Heard>> {
        let refusal = match self.turn {
            Turn::NoMicrophone => Some((
                ErrorCode::NotFound,
                "There is no microphone. Plug one in and try again.",
            )),
            Turn::Forbidden => Some((
                ErrorCode::Forbidden,
                "The microphone may not be used here. Allow it in the settings of the browser, then try again.",
            )),
            Turn::Well | Turn::Unplugged => None,
        };
        if let Some((code, words)) = refusal {
            return async move { Err(ApiError::new(code, words)) }.boxed_local();
        }
        let (heard, hear) = unbounded();
        let number = {
            let mut take = self.take.borrow_mut();
            let number = take.number + 1;
            *take = Take {
                number,
                running: true,
                ..Take::default()
            };
            number
        };
        let unplugged = (self.turn == Turn::Unplugged).then_some(40);
        spawn_local(speak(self.take.clone(), number, unplugged, heard));
        async { Ok(hear) }.boxed_local()
    }

    fn pause(&self, paused: bool) -> Later<()> {
        self.take.borrow_mut().paused = paused;
        async { Ok(()) }.boxed_local()
    }

    fn finish(&self) -> Later<NewFile> {
        let mut take = self.take.borrow_mut();
        let recorded = std::mem::take(&mut take.running);
        let note = note(take.number, take.steps);
        async move {
            if recorded {
                Ok(note)
            } else {
                Err(ApiError::new(ErrorCode::NotFound, "Nothing is being recorded."))
            }
        }
        .boxed_local()
    }

    fn cancel(&self) -> Later<()> {
        self.take.borrow_mut().running = false;
        async { Ok(()) }.boxed_local()
    }
}

async fn speak(
    take: Rc<RefCell<Take>>,
    number: u32,
    unplugged: Option<usize>,
    heard: UnboundedSender<Heard>,
) {
    loop {
        crate::dom::pause(STEP_MS as i32).await;
        let mut take = take.borrow_mut();
        if take.number != number || !take.running {
            return;
        }
        if take.paused {
            continue;
        }
        if unplugged == Some(take.steps) {
            let gone = ApiError::new(
                ErrorCode::Unavailable,
                "The microphone is gone. What was recorded is kept: send it, or record again.",
            );
            let _ = heard.unbounded_send(Heard::Stopped(gone));
            return;
        }
        let Some(level) = HEARD.get(take.steps) else {
            continue; // nothing more is said, until the person ends it
        };
        take.steps += 1;
        let length_ms = length_ms(take.steps);
        let level = Heard::Level {
            level: *level,
            length_ms,
        };
        if heard.unbounded_send(level).is_err() {
            return;
        }
    }
}

fn length_ms(steps: usize) -> u32 {
    u32::try_from(steps).unwrap_or(0).saturating_mul(STEP_MS)
}

fn note(number: u32, steps: usize) -> NewFile {
    NewFile {
        id: FileId::from_number(FIRST_NOTE + u128::from(number)),
        kind: FileKind::Voice,
        name: "Voice note.ogg".into(),
        media_type: "audio/ogg".into(),
        bytes: u64::from(length_ms(steps)) * 3,
        size: None,
        length_ms: Some(length_ms(steps)),
        placeholder: None,
        waveform: Some(WAVEFORM.into()),
        poster: None,
    }
}
